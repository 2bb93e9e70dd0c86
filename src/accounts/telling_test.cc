// What is told of the two worked cases, and that nothing of it hangs on the order in which statements came.
#include "accounts/telling.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <set>

#include "accounts/worked_cases.h"
#include "json/json.h"

namespace parley::accounts {
namespace {

using namespace testing;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;
using Kind = Telling::Kind;
using Manner = Telling::Manner;

std::vector<std::string> names(const Telling& telling, Kind kind) {
  std::vector<std::string> out;
  for (const auto& line : telling.lines(kind)) out.push_back(line.name);
  return out;
}

const Telling::Line& line(const Telling& telling, std::string_view name) {
  for (const auto& group : telling.groups)
    for (const auto& one : group)
      if (one.name == name) return one;
  ADD_FAILURE() << "no line " << name;
  static const Telling::Line kNoLine;
  return kNoLine;
}

// "first: Tarlenheim says so", in the order of the line.
std::vector<std::string> sayings(const Telling& telling, std::string_view name) {
  std::vector<std::string> out;
  const auto place = [](Standing where) {
    return where == Standing::first    ? "first: "
           : where == Standing::second ? "second: "
           : where == Standing::both   ? "both: "
                                       : "";
  };
  for (const auto& one : line(telling, name).sayings)
    out.push_back(place(one.standing) + in_words(one) + " " + std::string(to_string(one.manner)));
  return out;
}

std::vector<std::string> points(const Material& material, const std::vector<PropositionIndex>& on) {
  std::vector<std::string> out;
  for (const PropositionIndex one : on) out.push_back(material.propositions()[one].name);
  return out;
}

Telling told(const Comparison& comparison, const Choice& choice = {}) {
  const auto selection = select(comparison, choice);
  EXPECT_TRUE(selection.ok());
  return tell(comparison, *selection);
}

class ToldOfLakeTarn : public ::testing::Test {
 protected:
  void SetUp() override {
    PARLEY_SHARED_PATH(folder, "cases/lake-tarn");
    auto material = lake_tarn(folder);
    ASSERT_TRUE(material.ok()) << material.error().message;
    material_ = std::move(*material);
    comparison_.emplace(material_);
  }
  Material material_;
  std::optional<Comparison> comparison_;
};

class ToldOfPortVellin : public ::testing::Test {
 protected:
  void SetUp() override {
    PARLEY_SHARED_PATH(folder, "cases/port-vellin");
    case_.emplace(folder);
    comparison_.emplace(case_->material);
  }
  std::optional<PortVellin> case_;
  std::optional<Comparison> comparison_;
};

TEST_F(ToldOfLakeTarn, EveryPropositionStandsInTheGroupOfThoseWhoSayIt) {
  const Telling telling = told(*comparison_);
  ASSERT_TRUE(telling.first && telling.second);
  EXPECT_EQ(telling.chosen, Telling::Chosen::speaks_for);
  EXPECT_EQ(telling.first->name.full, "Ruritania");
  EXPECT_EQ(telling.second->name.full, "Graustark");
  EXPECT_THAT(names(telling, Kind::between_sides), ElementsAre("Q1", "Q5", "Q8"));
  EXPECT_THAT(names(telling, Kind::side_and_others), ElementsAre("Q7", "Q12", "Q11"));
  EXPECT_THAT(names(telling, Kind::within_a_side), IsEmpty());
  EXPECT_THAT(names(telling, Kind::among_others), ElementsAre("Q13", "Q15"));
  EXPECT_THAT(names(telling, Kind::both_sides), UnorderedElementsAre("Q2", "Q3", "Q4", "Q10"));
  EXPECT_THAT(names(telling, Kind::only_first), ElementsAre("Q9"));
  EXPECT_THAT(names(telling, Kind::only_second), UnorderedElementsAre("Q6", "Q17", "Q20", "Q21"));
  EXPECT_THAT(names(telling, Kind::only_others), UnorderedElementsAre("Q14", "Q18", "Q19"));
  EXPECT_THAT(names(telling, Kind::alleged_by_others), ElementsAre("Q16"));
  EXPECT_THAT(names(telling, Kind::nobody), IsEmpty());
  EXPECT_EQ(telling.contradicted(), 8u);
  EXPECT_EQ(telling.counts.propositions, 21u);
}

TEST_F(ToldOfLakeTarn, EveryLineNamesWhoSaysItAndHowThatIsKnown) {
  const Telling telling = told(*comparison_);
  EXPECT_THAT(sayings(telling, "Q5"),
              ElementsAre("first: the National Signals Office says so", "first: Tarlenheim says so",
                          "second: Halfont denies it", "second: Graustark denies it"));
  EXPECT_THAT(sayings(telling, "Q8"), ElementsAre("first: a senior Ruritanian official denies it",
                                                  "first: Tarlenheim takes no side", "second: Quinnox says so"));
  EXPECT_THAT(sayings(telling, "Q1"),
              ::testing::IsSupersetOf({"first: the National Signals Office says so",
                                       "first: Rassendyll, as Tarlenheim tells it says so",
                                       "second: Gorvenko, in part denies it", "second: Halfont denies it"}));
  EXPECT_THAT(sayings(telling, "Q16"), ElementsAre("Graustark’s energy institute alleges it"));
}

TEST_F(ToldOfLakeTarn, AVoiceToldOnlyByTheOppositeSideIsTheTellersWord) {
  const Telling telling = told(*comparison_);
  EXPECT_THAT(sayings(telling, "Q10"), Contains("second: Rassendyll, as Quinnox tells it says so"));
}

TEST_F(ToldOfLakeTarn, TheTwoFacesAreTheStrongestWordsOfTheGravest) {
  const Telling telling = told(*comparison_);
  ASSERT_TRUE(telling.faces);
  EXPECT_EQ(material_.propositions()[telling.faces->proposition].name, "Q1");
  EXPECT_EQ(telling.faces->first.who.full, "the National Signals Office");
  EXPECT_EQ(telling.faces->first.words.quote.text,
            "We assess with high confidence that the orders were given in Edelweiss");
  EXPECT_EQ(telling.faces->first.words.quote.line, 15u);
  EXPECT_EQ(telling.faces->second.who.full, "Mira Halfont");
  EXPECT_EQ(telling.faces->second.when, "Monday");
  EXPECT_EQ(telling.faces->second.words.quote.text, "does not attack the lights of its neighbours");
  ASSERT_EQ(telling.faces->second.words.also.size(), 1u) << "reported twice, counted once";
  EXPECT_EQ(telling.faces->second.words.also.front().line, 13u);
}

TEST_F(ToldOfLakeTarn, WhatWouldMoveItIsTheAccountThatPutsOneManOnBothSides) {
  const Telling telling = told(*comparison_);
  ASSERT_TRUE(telling.faces && telling.faces->hinge);
  const auto& hinge = *telling.faces->hinge;
  EXPECT_EQ(hinge.who.brief, "Gorvenko");
  EXPECT_THAT(hinge.only_if, HasSubstr("note"));
  ASSERT_EQ(hinge.of_it.size(), 2u);
  EXPECT_EQ(hinge.of_it[0].words.quote.text, "I do not comment on other people’s paper");
  EXPECT_EQ(hinge.of_it[1].standing, Standing::second);
  EXPECT_THAT(points(material_, telling.bearing), ElementsAre("Q2", "Q3"));
}

TEST_F(ToldOfLakeTarn, WhatBothSayIsToldWithTheWordsThatDiffer) {
  const Telling telling = told(*comparison_);
  const auto& four = line(telling, "Q4");
  ASSERT_TRUE(four.floor);
  EXPECT_EQ(four.floor->first, "agreed to set up");
  EXPECT_THAT(four.floor->second, HasSubstr("explore"));
  ASSERT_TRUE(line(telling, "Q2").floor);
  EXPECT_THAT(line(telling, "Q2").floor->first, HasSubstr("put it to him"));
  EXPECT_EQ(line(telling, "Q2").floor->second, "mentioned");
}

TEST_F(ToldOfLakeTarn, TheSidesAsWholes) {
  const Telling telling = told(*comparison_);
  ASSERT_TRUE(telling.wholes);
  EXPECT_THAT(points(material_, telling.wholes->contradict), UnorderedElementsAre("Q1", "Q5", "Q8"));
  EXPECT_THAT(points(material_, telling.wholes->agree), UnorderedElementsAre("Q2", "Q3", "Q4", "Q10"));
  EXPECT_THAT(points(material_, telling.wholes->one_takes_no_side), UnorderedElementsAre("Q6", "Q7", "Q17", "Q20"));
  EXPECT_THAT(points(material_, telling.wholes->one_is_silent), UnorderedElementsAre("Q9", "Q11", "Q12", "Q21"));
}

TEST_F(ToldOfLakeTarn, BetweenTwoMenIsOfThemAlone) {
  const Telling telling = told(*comparison_, {.between_a = "tarlenheim", .between_b = "quinnox"});
  ASSERT_TRUE(telling.wholes);
  EXPECT_EQ(telling.chosen, Telling::Chosen::reader);
  EXPECT_EQ(telling.first->name.brief, "Tarlenheim");
  EXPECT_THAT(telling.wholes->contradict, IsEmpty());
  EXPECT_THAT(points(material_, telling.wholes->agree), UnorderedElementsAre("Q2", "Q3", "Q4", "Q10"));
  EXPECT_EQ(telling.contradicted(), 0u);
  for (const auto& group : telling.groups)
    for (const auto& one : group)
      for (const auto& saying : one.sayings)
        EXPECT_THAT(saying.who.brief, ::testing::AnyOf("Tarlenheim", "Quinnox")) << one.name;
}

TEST_F(ToldOfLakeTarn, WhatAnAnalystPinsComesFirst) {
  const Telling telling = told(*comparison_, {.first = {"Q8"}});
  EXPECT_THAT(names(telling, Kind::between_sides), ElementsAre("Q8", "Q1", "Q5"));
  ASSERT_TRUE(telling.faces);
  EXPECT_EQ(telling.faces->first.words.quote.text, "The proposal was on their letterhead");
}

TEST_F(ToldOfLakeTarn, ThePartiesOfAGroupAreTheSides) {
  const Telling telling = told(*comparison_, {.sides = {"graustark", "strake", "nobody"}});
  EXPECT_EQ(telling.chosen, Telling::Chosen::group);
  ASSERT_TRUE(telling.first && telling.second);
  EXPECT_EQ(telling.first->name.brief, "Graustark");
  EXPECT_EQ(telling.second->name.brief, "Strake");
}

TEST_F(ToldOfPortVellin, EveryPropositionStandsInTheGroupOfThoseWhoSayIt) {
  const Telling telling = told(*comparison_);
  ASSERT_TRUE(telling.first && telling.second);
  EXPECT_EQ(telling.first->name.full, "Marlo Lines");
  EXPECT_EQ(telling.second->name.full, "Vellin Transit");
  EXPECT_THAT(names(telling, Kind::between_sides), ElementsAre("P4", "P2"));
  EXPECT_THAT(names(telling, Kind::side_and_others), ElementsAre("P3", "P1"));
  EXPECT_THAT(names(telling, Kind::only_second), ElementsAre("P6"));
  EXPECT_THAT(names(telling, Kind::nobody), ElementsAre("P5"));
  EXPECT_THAT(names(telling, Kind::both_sides), IsEmpty());
  EXPECT_THAT(sayings(telling, "P2"),
              ElementsAre("first: Gant says so", "second: Hessel, as Corvo tells it denies it"));
  EXPECT_THAT(sayings(telling, "P6"), ElementsAre("second: the lookout of the ferry, as Hessel told Corvo says so"));
  EXPECT_THAT(sayings(telling, "P4"), Contains("first: Brandt, as Gant tells it says so"));
}

// Brandt has not spoken in public: without Gant's name it would look as if he had.
TEST_F(ToldOfPortVellin, WordsThatAnotherTellsStandWithHisNameAlsoWhereTheyAreTheGravest) {
  const Telling telling = told(*comparison_);
  ASSERT_TRUE(telling.faces);
  EXPECT_EQ(telling.faces->first.who.brief, "Brandt");
  EXPECT_THAT(who_of(telling.faces->first), HasSubstr(", as Gant tells it"));
  EXPECT_EQ(telling.faces->second.as_told, "");
}

TEST_F(ToldOfPortVellin, FourDeclinedEachWithTheQuestion) {
  const Telling telling = told(*comparison_);
  std::vector<std::string> who;
  for (const auto& one : telling.declined) who.push_back(one.who.brief);
  EXPECT_THAT(who, UnorderedElementsAre("Gant", "Corvo", "Vellin Transit", "the Maritime Board"));
}

TEST_F(ToldOfPortVellin, ThatBrandtHasNotSpokenStandsBesideWhatIsToldOfHim) {
  const Telling telling = told(*comparison_);
  for (const auto& one : line(telling, "P4").sayings)
    EXPECT_EQ(one.not_spoken ? one.not_spoken->sentence : "",
              one.who.brief == "Brandt" ? "The captain of the tug, Ole Brandt, has not spoken in public." : "");
  for (const auto& one : line(telling, "P4").sayings)
    if (one.not_spoken) EXPECT_EQ(one.not_spoken->words, "has not spoken in public");
}

TEST_F(ToldOfPortVellin, ThatHeHasNotSpokenStaysBesideHimWhoeverRecordsItAsASilence) {
  constexpr std::string_view kWords = "has not spoken in public";
  Statement one = case_->material.statements()[case_->said("n09")];
  const std::string_view text = case_->material.documents()[one.document].text;
  const std::size_t at = text.find(kWords);
  ASSERT_NE(at, std::string_view::npos);
  Span span;
  span.byte_start = at, span.byte_end = at + kWords.size(), span.text = kWords, span.line = 7;
  span.start = CodePoints(text.substr(0, at)).count(), span.end = span.start + kWords.size();
  one.id = "statement--silent", one.name = "n99", one.words = "", one.chain.clear();
  one.source_spans.clear(), one.cue_spans.clear(), one.content_spans = {span};
  one.stances.front().stance = Stance::silent, one.stances.front().word = "silent";
  case_->material.put(one);
  comparison_.emplace(case_->material);
  const Telling telling = told(*comparison_);
  for (const auto& saying : line(telling, "P4").sayings)
    EXPECT_EQ(saying.not_spoken.has_value(), saying.who.brief == "Brandt") << saying.who.brief;
}

TEST_F(ToldOfPortVellin, ToWhomAndInWhatWayIsToldWhereItIsNotThePage) {
  Statement letter = case_->material.statements()[case_->said("n10")];
  letter.chain.back().manner = "told the union’s lawyer";
  case_->material.put(letter);
  comparison_.emplace(case_->material);
  const Telling telling = told(*comparison_);
  for (const auto& one : line(telling, "P4").sayings) {
    EXPECT_FALSE(one.to) << one.who.brief << ": who is told passes it on, or nobody is named";
    if (one.who.brief == "a deckhand of the ferry") EXPECT_THAT(one.told_how, ElementsAre("told the union’s lawyer"));
  }
  std::vector<std::string> to;
  for (const auto& one : line(telling, "P3").sayings)
    to.push_back(one.who.brief + (one.to ? " to " + one.to->brief : ""));
  EXPECT_THAT(to, Contains("Corvo to the town council"));
  EXPECT_EQ(comparison_->hearsay(case_->said("n10")).chain,
            "a deckhand of the ferry → Ole Brandt (told the union’s lawyer) → a letter of the seamen’s union → the "
            "Oriel Courier");
  EXPECT_EQ(comparison_->hearsay(case_->said("n06")).chain, "Ines Corvo (to the town council) → the Vellin Post");
}

TEST_F(ToldOfPortVellin, WhoWasToldIsNamedAndNotByHisShortName) {
  Statement letter = case_->material.statements()[case_->said("n10")];
  letter.chain.back().manner = "told gant";
  case_->material.put(letter);
  comparison_.emplace(case_->material);
  const Telling telling = told(*comparison_);
  for (const auto& one : line(telling, "P4").sayings)
    if (one.who.brief == "a deckhand of the ferry") {
      EXPECT_THAT(one.told_how, ElementsAre("told Gant"));
      EXPECT_EQ(one.as_told, "as Brandt told it, according to a letter of the seamen’s union");
    }
}

TEST_F(ToldOfPortVellin, WhoOnlyATextSaysDidNotAnswerIsToldWhereThatIsAsked) {
  const Telling telling = told(*comparison_, {.only = Only::unanswered});
  std::vector<std::string> who;
  for (const auto& one : telling.declined) who.push_back(one.who.brief);
  EXPECT_THAT(who, UnorderedElementsAre("Gant", "Corvo", "Vellin Transit", "the Maritime Board"));
  const Telling changed = told(*comparison_, {.only = Only::changed});
  for (const auto& one : changed.declined) EXPECT_TRUE(one.what.recorded()) << one.who.brief;
}

TEST_F(ToldOfPortVellin, AFilterLeavesTheSidesAsTheyAre) {
  const Telling whole = told(*comparison_);
  for (const Only only : {Only::disagreements, Only::unanswered, Only::changed}) {
    const Telling part = told(*comparison_, {.only = only});
    ASSERT_TRUE(part.first && part.second);
    EXPECT_EQ(part.first->name.full, whole.first->name.full);
    EXPECT_EQ(part.second->name.full, whole.second->name.full);
    EXPECT_TRUE(part.narrowed());
  }
  EXPECT_FALSE(whole.narrowed());
}

TEST_F(ToldOfLakeTarn, WhatMovedIsToldByWhoseWord) {
  const Telling telling = told(*comparison_);
  std::vector<std::string> moved;
  for (const auto& one : telling.moved)
    moved.push_back(one.who.brief + (one.how == Telling::Moved::How::only_if   ? " only if " + one.condition
                                     : one.how == Telling::Moved::How::changed ? " changed"
                                                                               : ": " + one.source.text));
  EXPECT_THAT(moved, ElementsAre("Gorvenko only if a four-page note taken on the Graustark side being genuine, and a "
                                 "European diplomat reporting it rightly",
                                 "Tarlenheim: That is a change.", "Strake: Strake himself has moved."));
}

TEST_F(ToldOfPortVellin, CorvoMovedOnTheLightsAlone) {
  const Telling telling = told(*comparison_);
  ASSERT_EQ(telling.moved.size(), 1u);
  EXPECT_EQ(telling.moved.front().how, Telling::Moved::How::changed);
  EXPECT_EQ(telling.moved.front().who.brief, "Corvo");
  EXPECT_EQ(points(case_->material, {telling.moved.front().on}).front(), "P3");
  EXPECT_EQ(telling.moved.front().moments.front().words.quote.text, "work without fault");
}

// The deckhand speaks for the ferry and is heard only through the tug's captain: his word counts there, and everything
// that says for whom somebody counts says so.
TEST_F(ToldOfPortVellin, WhoIsHeardOnlyThroughTheOtherSideCountsThereInEveryForm) {
  Party deckhand = case_->material.parties()[case_->of("deckhand")];
  deckhand.speaks_for = case_->of("transit");
  case_->material.put(deckhand);
  comparison_.emplace(case_->material);
  const Telling telling = told(*comparison_);
  bool found = false;
  for (const auto& one : line(telling, "P4").sayings) {
    if (one.who.brief != "a deckhand of the ferry") continue;
    EXPECT_EQ(one.standing, Standing::first);
    EXPECT_TRUE(one.of_other_side);
    found = true;
  }
  EXPECT_TRUE(found);
  EXPECT_THAT(line(telling, "P4").within, IsEmpty()) << "what the other side tells of him is no word of the ferry’s";
  const auto between = select(*comparison_, {.between_a = "marlo", .between_b = "transit"});
  ASSERT_TRUE(between.ok());
  const auto holders = [&](const std::vector<AccountIndex>& list) {
    std::vector<std::string> out;
    for (const AccountIndex one : list)
      out.push_back(case_->material.parties()[comparison_->accounts()[one].holder].name);
    return out;
  };
  EXPECT_THAT(holders(between->left), Contains("deckhand"));
  EXPECT_THAT(holders(between->right), ::testing::Not(Contains("deckhand")));
  for (const Selection& selection : {*select(*comparison_, {}), *between}) {
    std::string text;
    write_json(*comparison_, selection, [&](std::string_view part) { text += part; });
    json::Parser parser;
    const auto parsed = parser.parse(text);
    ASSERT_TRUE(parsed.ok());
    for (const json::Element one : json::Array((*parsed)["accounts"].get_array().value())) {
      if (one["holder"].get_string().value() == "deckhand") {
        EXPECT_EQ(one["side"].get_string().value(), "marlo");
        EXPECT_EQ(one["speaks_for"].get_string().value(), "transit");
      } else if (one["holder"].get_string().value() == "brandt") {
        EXPECT_EQ(one["side"].get_string().value(), "marlo");
      }
    }
  }
}

TEST_F(ToldOfPortVellin, TheOriginsThatAreCountedAreNamed) {
  const Telling telling = told(*comparison_);
  EXPECT_EQ(line(telling, "P4").so, "3 accounts, 2 origins");
  EXPECT_THAT(in_words(line(telling, "P4").so_origins),
              ::testing::AllOf(HasSubstr("a passenger"), HasSubstr("Brandt, with a deckhand of the ferry")));
  EXPECT_EQ(in_words(line(telling, "P4").not_so_origins), "Vellin Transit");
}

// The captain of the ferry, to the page, against his own company.
TEST_F(ToldOfPortVellin, WhatOneSideContradictsInItselfIsToldAsThat) {
  EXPECT_THAT(line(told(*comparison_), "P4").within, IsEmpty());
  TakenStance fast;
  fast.proposition = case_->on(4), fast.stance = Stance::affirms;
  Statement hessel = case_->material.statements()[case_->said("x03")];
  hessel.id = "statement--hessel", hessel.name = "n98", hessel.speaker = case_->of("hessel"), hessel.stances = {fast};
  case_->material.put(hessel);
  comparison_.emplace(case_->material);
  const Telling telling = told(*comparison_);
  const Telling::Line& four = line(telling, "P4");
  EXPECT_THAT(names(telling, Kind::between_sides), Contains("P4")) << "it stands where the graver contradiction is";
  ASSERT_EQ(four.within.size(), 1u);
  EXPECT_EQ(four.within.front().standing, Standing::second);
  const auto who = [&](const std::vector<std::size_t>& list) {
    std::vector<std::string> out;
    for (const std::size_t at : list) out.push_back(four.sayings[at].who.brief);
    return out;
  };
  EXPECT_THAT(who(four.within.front().so), ElementsAre("Hessel"));
  EXPECT_THAT(who(four.within.front().not_so), ElementsAre("Vellin Transit"));
  EXPECT_TRUE(four.takes[1].against_itself);
  EXPECT_FALSE(four.takes[0].against_itself);
}

TEST_F(ToldOfPortVellin, WhoNoLongerContradictsTheOtherIsToldWithTheOrder) {
  const Telling telling = told(*comparison_, {.between_a = "corvo", .between_b = "gant"});
  EXPECT_THAT(names(telling, Kind::between_sides), Contains("P3"));
  ASSERT_EQ(telling.turns.size(), 1u);
  EXPECT_EQ(in_words(telling.turns.front()),
            "Corvo contradicted Gant on Monday, agreed on Thursday and took no side on Friday");
  EXPECT_THAT(told(*comparison_).turns, IsEmpty()) << "where she is of no side, it is no matter of the sides";
}

TEST_F(ToldOfPortVellin, OursOnlyHasNoRowsOfOthers) {
  const auto selection = select(*comparison_, {.only = Only::ours_only, .ours = "transit"});
  ASSERT_TRUE(selection.ok());
  EXPECT_THAT(points(case_->material, selection->propositions), ElementsAre("P6"));
  for (const AccountIndex one : selection->accounts)
    EXPECT_EQ(case_->material.parties()[comparison_->accounts()[one].side].name, "transit");
  const Telling telling = tell(*comparison_, *selection);
  ASSERT_TRUE(telling.first && telling.second);
  EXPECT_EQ(telling.second->name.full, "Vellin Transit") << "the sides are those of the whole";
  EXPECT_EQ(count_verdicts(*comparison_, *selection).contradict, 0u);
  const Shown shown = selection->shown(*comparison_);
  for (const Silence& one : comparison_->silences(&shown).list)
    EXPECT_EQ(case_->material.parties()[comparison_->accounts()[one.account].side].name, "transit");
}

TEST(Telling, OfNothingNothingIsTold) {
  World world;
  const Comparison comparison(world.material);
  const Telling telling = told(comparison);
  EXPECT_EQ(telling.counts.propositions, 0u);
  EXPECT_FALSE(telling.first || telling.second || telling.faces || telling.wholes);
}

// What the JSON has is what the telling has, name by name and number by number.
TEST(Telling, AndItsJsonAgree) {
  for (unsigned seed = 0; seed < 200; ++seed) {
    RandomCase one(seed);
    one.put_all();
    const Comparison comparison(one.world.material);
    const Choice choice = seed % 3 == 0 ? Choice{.between_a = "p0", .between_b = "p1"} : Choice{};
    const auto selection = select(comparison, choice);
    if (!selection.ok()) continue;  // nobody of them says anything
    const Telling telling = tell(comparison, *selection);
    std::string text;
    write_json(comparison, *selection, [&](std::string_view part) { text += part; });
    json::Parser parser;
    const auto parsed = parser.parse(text);
    ASSERT_TRUE(parsed.ok()) << parsed.error().message;
    const json::Element of = (*parsed)["telling"];
    const auto number = [](json::Element in, std::string_view name) {
      return static_cast<std::size_t>(in[name].get_uint64().value());
    };
    EXPECT_EQ(number(of["counts"], "statements"), telling.counts.statements);
    EXPECT_EQ(number(of["counts"], "accounts"), telling.counts.accounts);
    EXPECT_EQ(number(of["counts"], "propositions"), telling.counts.propositions);
    EXPECT_EQ(number(of["counts"], "originators"), telling.counts.originators);
    EXPECT_EQ(number(of["counts"], "contradicted"), telling.contradicted());
    const json::Array groups = of["groups"].get_array().value();
    ASSERT_EQ(groups.size(), Telling::kKinds);
    for (std::size_t kind = 0; kind < Telling::kKinds; ++kind) {
      std::vector<std::string> told, written;
      for (const auto& line : telling.groups[kind])
        for (const auto& saying : line.sayings)
          told.push_back(line.name + " " + saying.who.full + " " + std::string(to_string(saying.manner)));
      for (const json::Element line : json::Array(groups.at(kind)["lines"].get_array().value()))
        for (const json::Element saying : json::Array(line["sayings"].get_array().value()))
          written.push_back(std::string(line["proposition"].get_string().value()) + " " +
                            std::string(saying["name"].get_string().value()) + " " +
                            std::string(saying["manner"].get_string().value()));
      EXPECT_EQ(told, written);
    }
    // The cells beside it are those of what is shown, and no more.
    std::set<std::string> accounts;
    for (const json::Element cell : json::Array((*parsed)["cells"].get_array().value()))
      accounts.insert(std::string(cell["account"].get_string().value()));
    EXPECT_EQ(accounts.size(), telling.counts.accounts);
    EXPECT_EQ(number((*parsed)["verdict_counts"], "contradict"), count_verdicts(comparison, *selection).contradict);
  }
}

// By going through all pairs, as anybody would who has the time.
TEST(Telling, CountsOfVerdictsAreOfWhatIsShown) {
  for (unsigned seed = 0; seed < 200; ++seed) {
    RandomCase one(seed);
    one.put_all();
    const Comparison comparison(one.world.material);
    for (const Choice& choice : {Choice{}, Choice{.between_a = "p0", .between_b = "p1"},
                                 Choice{.between_a = "p0", .between_b = "p0"}, Choice{.event = "E1"}}) {
      const auto selection = select(comparison, choice);
      if (!selection.ok()) continue;
      VerdictCounts slow;
      for (const PropositionIndex q : selection->propositions)
        for (const AccountIndex a : selection->accounts)
          for (const AccountIndex b : selection->accounts) {
            if (a >= b || !selection->pairs(a, b)) continue;
            switch (comparison.verdict(a, b, q)) {
              case Verdict::agree:
                ++slow.agree;
                break;
              case Verdict::contradict:
                ++slow.contradict;
                break;
              case Verdict::not_inconsistent:
                ++slow.not_inconsistent;
                break;
              case Verdict::one_side_only:
                ++slow.one_side_only;
                break;
              case Verdict::both_silent:
                break;
            }
          }
      const VerdictCounts fast = count_verdicts(comparison, *selection);
      EXPECT_EQ(fast.agree, slow.agree) << seed;
      EXPECT_EQ(fast.contradict, slow.contradict) << seed;
      EXPECT_EQ(fast.not_inconsistent, slow.not_inconsistent) << seed;
      EXPECT_EQ(fast.one_side_only, slow.one_side_only) << seed;
    }
  }
}

TEST_F(ToldOfLakeTarn, AHeadingThatHasItFromOneManIsFlagged) {
  const Telling telling = told(*comparison_);
  std::vector<std::string> flagged;
  for (const Heading& one : telling.headings) flagged.push_back(material_.statements()[one.heading].name);
  EXPECT_EQ(flagged.size(), headings(*comparison_).size());
}

// All of it in words, without the order in which things of one rank came.
std::string spoken(const Comparison& comparison) {
  const Telling telling = told(comparison);
  const Material& material = comparison.material();
  std::multiset<std::string> lines;
  for (std::size_t kind = 0; kind < Telling::kKinds; ++kind) {
    for (const auto& one : telling.groups[kind]) {
      std::string all =
          std::string(to_string(static_cast<Kind>(kind))) + " " + one.name + " " + one.so + " / " + one.not_so;
      for (const auto& saying : one.sayings)
        all += "\n    " + in_words(saying) + " " + std::string(to_string(saying.manner)) + " " +
               std::to_string(static_cast<int>(saying.standing));
      lines.insert(std::move(all));
    }
  }
  for (const auto& one : telling.moved)
    lines.insert("moved " + one.who.full + " " + points(material, {one.on}).front() + " " + one.condition);
  for (const auto& one : telling.declined) lines.insert("declined " + one.who.full);
  for (const auto& one : comparison.shared_lines()) {
    std::set<std::string> statements;
    for (const StatementIndex statement : one.statements) statements.insert(material.statements()[statement].name);
    std::string all = "line " + one.line + " " + std::to_string(one.weight) + (one.verbatim ? " verbatim" : " near");
    for (const std::string& name : statements) all += " " + name;
    lines.insert(std::move(all));
  }
  for (const auto& one : comparison.silences().list)
    lines.insert("silent " + std::string(to_string(one.why)) + " " +
                 material.parties()[comparison.accounts()[one.account].holder].name + " " +
                 points(material, {one.proposition}).front());
  std::string out;
  for (const std::string& one : lines) out += one + "\n";
  return out;
}

// Each party, proposition and event stands where it stood; the statements come the other way round.
TEST(Telling, TheOrderInWhichStatementsCameTellsNothing) {
  const char* words[] = {"nobody really knows who lit the lantern", "a stale key in a foreign lock",
                         "the boat came late", "nobody really knows", "somebody lit the lantern with whale oil"};
  for (unsigned seed = 0; seed < 300; ++seed) {
    RandomCase one(seed), other(seed);
    for (RandomCase* random : {&one, &other})
      for (std::size_t i = 0; i < random->statements.size(); ++i) {
        Statement& statement = random->statements[i];
        statement.within = kNone, statement.form = Form::direct, statement.words = words[(i * 7 + seed) % 5];
      }
    std::reverse(other.statements.begin(), other.statements.end());
    one.put_all(), other.put_all();
    const Comparison a(one.world.material), b(other.world.material);
    EXPECT_EQ(spoken(a), spoken(b)) << "seed " << seed;
  }
}

}  // namespace
}  // namespace parley::accounts
