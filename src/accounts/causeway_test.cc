// The third worked case, written blind to the code: what its gold and its README say must and must not be told, item by
// item. What the gold computes of cells, verdicts and changes is held in gold_test.cc.
#include <gmock/gmock.h>

#include <algorithm>

#include "accounts/answers.h"
#include "accounts/order.h"
#include "accounts/origins.h"
#include "accounts/telling.h"
#include "accounts/worked_cases.h"
#include "testing/source.h"

namespace parley::accounts {
namespace {

using namespace testing;
using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::Not;
using ::testing::UnorderedElementsAre;
using Kind = Telling::Kind;
using Manner = Telling::Manner;

class Causeway : public ::testing::Test {
 protected:
  void SetUp() override {
    const std::filesystem::path folder = parley::testing::source_dir() / "cases/causeway";
    auto material = worked_case(folder, "causeway");
    ASSERT_TRUE(material.ok()) << material.error().message;
    material_ = std::move(*material);
    comparison_.emplace(material_);
    selection_ = *select(*comparison_, {});
    telling_ = tell(*comparison_, selection_);
    gold_.emplace(folder);
  }

  std::vector<std::string> names(Kind kind) const {
    std::vector<std::string> out;
    for (const auto& line : telling_.lines(kind)) out.push_back(line.name);
    return out;
  }
  // The groups of the side that is called so.
  Kind only(std::string_view side) const {
    return telling_.first->name.full == side ? Kind::only_first : Kind::only_second;
  }
  Standing standing(std::string_view side) const {
    return telling_.first->name.full == side ? Standing::first : Standing::second;
  }
  const Telling::Line& line(std::string_view name) const {
    for (const auto& group : telling_.groups)
      for (const auto& one : group)
        if (one.name == name) return one;
    ADD_FAILURE() << "no line " << name;
    static const Telling::Line kNoLine;
    return kNoLine;
  }
  const std::string& party(PartyIndex index) const { return material_.parties()[index].name; }
  // "fenn says so: “…”" of everybody who speaks on it.
  std::vector<std::string> told(std::string_view name) const {
    std::vector<std::string> out;
    for (const auto& one : line(name).sayings)
      out.push_back(party(one.who.party) + " " + std::string(to_string(one.manner)) + ": " + one.words.quote.text);
    return out;
  }
  std::vector<std::string> told_of(std::string_view name, std::string_view who) const {
    auto out = told(name);
    std::erase_if(out, [&](const std::string& one) { return !one.starts_with(std::string(who) + " "); });
    return out;
  }
  AccountIndex account(const std::string& name) const { return comparison_->find_account(name).value(); }
  PropositionIndex on(const std::string& name) const { return material_.find_proposition(name).value(); }
  EventIndex event(std::string_view name) const { return material_.find_event(name).value(); }
  StatementIndex statement(std::string_view name) const {
    for (StatementIndex i = 0; i < material_.statements().size(); ++i)
      if (material_.statements()[i].name == name) return i;
    ADD_FAILURE() << "no statement " << name;
    return 0;
  }
  std::vector<std::string> statements(const std::vector<StatementIndex>& list) const {
    std::vector<std::string> out;
    for (const StatementIndex one : list) out.push_back(material_.statements()[one].name);
    return out;
  }
  std::vector<std::string> points(const std::vector<PropositionIndex>& list) const {
    std::vector<std::string> out;
    for (const PropositionIndex one : list) out.push_back(material_.propositions()[one].name);
    return out;
  }
  const Telling::Moved* moved(std::string_view who, std::string_view name) const {
    for (const auto& one : telling_.moved)
      if (party(one.who.party) == who && material_.propositions()[one.on].name == name) return &one;
    return nullptr;
  }
  const Telling::Declined* declined(const std::string& by) const {
    for (const auto& one : telling_.declined) {
      const auto of = statements(one.statements);
      if (std::find(of.begin(), of.end(), by) != of.end()) return &one;
    }
    return nullptr;
  }

  Material material_;
  std::optional<Comparison> comparison_;
  Selection selection_;
  Telling telling_;
  std::optional<Gold> gold_;
};

TEST_F(Causeway, EveryPropositionStandsInTheGroupOfThoseWhoSayIt) {
  ASSERT_TRUE(telling_.first && telling_.second);
  EXPECT_THAT((std::vector{telling_.first->name.full, telling_.second->name.full}),
              UnorderedElementsAre("Kessary", "Orvane"));
  EXPECT_THAT(names(Kind::between_sides), UnorderedElementsAre("Q1", "Q2", "Q11", "Q13"));
  EXPECT_THAT(names(Kind::both_sides), UnorderedElementsAre("Q4", "Q5"));
  EXPECT_THAT(names(only("Orvane")), UnorderedElementsAre("Q3", "Q10", "Q12", "Q16"));
  EXPECT_THAT(names(only("Kessary")), IsSupersetOf({"Q7", "Q15"}));
  EXPECT_THAT(names(Kind::among_others), ElementsAre("Q8"));
  EXPECT_THAT(names(Kind::only_others), UnorderedElementsAre("Q9", "Q17"));
  EXPECT_THAT(names(Kind::side_and_others), IsEmpty());
  EXPECT_THAT(names(Kind::within_a_side), IsEmpty());
}

TEST_F(Causeway, TheVendorIsOfNeitherSideAndThePaperSpeaksForNobody) {
  for (const auto& group : telling_.groups)
    for (const auto& of : group)
      for (const auto& one : of.sayings)
        for (const char* other : {"quill", "vasthely", "memo", "log", "herald", "ferrar", "st_hildas"})
          if (party(one.who.party) == other) {
            EXPECT_EQ(one.standing, Standing::others) << other << " on " << of.name;
          }
}

// M1: with how the one counts, and what the one has written and the other has not received.
TEST_F(Causeway, WhatIsContradictedStandsInTheWordsOfBoth) {
  EXPECT_THAT(told_of("Q11", "lanyon"), Contains(HasSubstr("from the first alarm to the last hospital")));
  EXPECT_THAT(told_of("Q11", "orvane_ministry"), Contains(HasSubstr("six hours and forty minutes")));
  EXPECT_THAT(told_of("Q13", "fenn"), Contains(HasSubstr("No such letter has reached this ministry")));
  EXPECT_THAT(told_of("Q13", "orvane_ministry"), Contains(HasSubstr("has written three times since spring")));
  EXPECT_THAT(told_of("Q1", "orvane_ministry"), Contains(HasSubstr("was valid on the night of the interruption")));
  EXPECT_THAT(told_of("Q2", "orvane_ministry"), Contains(HasSubstr("The interruption did not begin in Orvane")));
}

TEST_F(Causeway, TheGravestContradictionIsThatOfTheSides) {
  ASSERT_TRUE(telling_.faces);
  const bool first = telling_.first->name.full == "Kessary";
  const auto &kessary = first ? telling_.faces->first : telling_.faces->second,
             &orvane = first ? telling_.faces->second : telling_.faces->first;
  EXPECT_EQ(party(kessary.who.party), "fenn");
  EXPECT_EQ(party(orvane.who.party), "orvane_ministry");
  EXPECT_THAT(orvane.words.quote.text, Not(HasSubstr("the account which Mr Fenn gave")));
}

// M2 and X11: both wordings, and no word of the one in the mouth of the other.
TEST_F(Causeway, WhatBothSaySaysEachInItsOwnStrength) {
  for (const auto& [name, kessary, orvane] : {std::tuple("Q4", "agreed", "may"), {"Q5", "apologised", "regret"}}) {
    const auto& floor = line(name).floor;
    ASSERT_TRUE(floor) << name;
    const bool first = telling_.first->name.full == "Kessary";
    EXPECT_THAT(first ? floor->first : floor->second, HasSubstr(kessary)) << name;
    EXPECT_THAT(first ? floor->second : floor->first, HasSubstr(orvane)) << name;
  }
  EXPECT_THAT(told_of("Q5", "orvane_ministry"), Each(Not(HasSubstr("apologis"))));
  EXPECT_THAT(told_of("Q5", "orvane_ministry"), Contains(HasSubstr("regret at the inconvenience")));
}

// M4 and X4: one passed it on, one repeated a line; nobody has denied or admitted it.
TEST_F(Causeway, NobodyHasDeniedTheOrder) {
  for (const auto& one : line("Q3").sayings) {
    EXPECT_THAT(one.manner, Not(AnyOf(Manner::says_not, Manner::alleges_not))) << party(one.who.party);
    if (one.standing == standing("Kessary")) {
      EXPECT_EQ(one.manner, Manner::declines) << party(one.who.party);
    }
  }
  EXPECT_THAT(line("Q3").so, HasSubstr("1 origin"));
  EXPECT_THAT(line("Q3").not_so, IsEmpty());
}

// M5, X2, X14 and X15: told three ways, by both sides and by his own company, and nothing of a certificate.
TEST_F(Causeway, VasthelyIsToldThreeWaysAndHasNotSpoken) {
  std::vector<std::string> ways;
  for (const auto& one : line("Q2").sayings) {
    if (party(one.who.party) != "vasthely") continue;
    EXPECT_FALSE(one.own_words);
    ASSERT_TRUE(one.not_spoken);
    EXPECT_EQ(one.not_spoken->sentence, "Vasthely has not spoken in public.");
    ways.push_back(std::string(to_string(one.manner)) + ", " + one.as_told);
  }
  EXPECT_THAT(ways, UnorderedElementsAre("says so, as Fenn tells it", "denies it, as Baudrac tells it",
                                         "takes no side, as the log of that night has it, through Quill"));
  EXPECT_THAT(told_of("Q1", "vasthely"), IsEmpty());
  const auto& parties = material_.parties();
  EXPECT_EQ(std::count_if(parties.begin(), parties.end(),
                          [](const Party& one) { return one.title.find("Vasthely") != std::string::npos; }),
            1);
  for (const auto& one : telling_.moved) EXPECT_NE(party(one.who.party), "vasthely");
  for (const auto& one : telling_.declined)
    if (one.who.party != kNone) {
      EXPECT_NE(party(one.who.party), "vasthely") << "a log is no answer, and nobody asked him";
    }
}

// M6, M7, X1 and X3: who changed, in his own words, and nobody else.
TEST_F(Causeway, FennChangedOnTheTestsAndQuillNoLongerSaysIt) {
  std::vector<std::string> all;
  for (const auto& one : telling_.moved) {
    EXPECT_EQ(one.how, Telling::Moved::How::changed) << one.who.full << " " << one.condition;
    all.push_back(party(one.who.party) + " " + material_.propositions()[one.on].name);
  }
  EXPECT_THAT(all, UnorderedElementsAre("fenn Q6", "quill Q8"));
  const auto *fenn = moved("fenn", "Q6"), *quill = moved("quill", "Q8");
  ASSERT_TRUE(fenn != nullptr && quill != nullptr);
  EXPECT_EQ(fenn->moments.front().stance, "affirms");
  EXPECT_THAT(fenn->moments.front().when, HasSubstr("less than a month before the failure"));
  EXPECT_EQ(fenn->moments.back().stance, "denies");
  EXPECT_THAT(fenn->moments.back().words.quote.text, HasSubstr("It was wrong."));
  EXPECT_EQ(quill->moments.front().stance, "affirms");
  EXPECT_EQ(quill->moments.back().stance, "declines");
  EXPECT_THAT(quill->moments.back().words.quote.text, HasSubstr("I am not going to discuss internal papers"));
}

// M8.
TEST_F(Causeway, ThePenicillinHangsOnThreeWhoAreAllNamed) {
  std::string chain, ferrar;
  for (const auto& one : line("Q9").sayings) {
    if (party(one.who.party) == "pharmacist") chain = one.who.full + ", " + one.as_told + "; " + one.only_if;
    if (party(one.who.party) == "ferrar") ferrar += one.words.quote.text;
  }
  for (const char* who : {"pharmacist", "sister", "Ferrar"}) EXPECT_THAT(chain, HasSubstr(who));
  EXPECT_THAT(ferrar, HasSubstr("I was at home and asleep"));
  EXPECT_THAT(line("Q9").so, HasSubstr("1 origin"));
}

// M9.
TEST_F(Causeway, TheHeadlineHasItFromFenn) {
  ASSERT_EQ(telling_.headings.size(), 1u);
  EXPECT_EQ(material_.statements()[telling_.headings.front().heading].name,
            Gold::text((*gold_)["headline"], "statement"));
  EXPECT_EQ(party(telling_.headings.front().origin), Gold::text((*gold_)["headline"], "attributed_to"));
}

// M10, X12 and X16: each with its question and the words instead of an answer.
TEST_F(Causeway, NonAnswersHaveTheirQuestionsAndWords) {
  const auto text_at = [](json::Element of, std::string_view name) {
    json::Element span;
    if (of[name].get(span) != simdjson::SUCCESS || span.is_null()) return std::string();
    return Gold::text(span, "text");
  };
  for (const json::Element wanted : gold_->list("non_answers")) {
    const std::string id = Gold::text(wanted, "id"), by = Gold::texts(wanted, "statements").front();
    if (Gold::flag(wanted, "weak")) continue;
    const Telling::Declined* found = declined(by);
    ASSERT_NE(found, nullptr) << id << ": not told";
    EXPECT_EQ(party(found->who.party), Gold::text(wanted, "by")) << id;
    std::string questions = found->what.question, words;
    for (const std::string& again : found->what.asked_again) questions += " " + again;
    for (const auto& answer : found->what.answers) words += answer.quote.text + " ";
    // Of what was not answered at all the report's sentence has both.
    EXPECT_THAT(questions + words, HasSubstr(text_at(wanted, "question"))) << id;
    for (const json::Element span : Gold::list(wanted, "words")) {
      std::string said = Gold::text(span, "text");
      while (said.ends_with('.')) said.pop_back();
      EXPECT_THAT(words, HasSubstr(said)) << id;
    }
    if (Gold::text(wanted, "proposition").empty())
      EXPECT_THAT(found->on, IsEmpty()) << id;
    else
      EXPECT_THAT(points(found->on), Contains(Gold::text(wanted, "proposition"))) << id;
  }
  for (const json::Element none : gold_->list("not_non_answers"))
    EXPECT_EQ(declined(Gold::text(none, "statement")), nullptr) << Gold::text(none, "why");
  // What was asked on Thursday was not left open on Monday.
  const Telling::Declined* monday = declined("h16");
  ASSERT_NE(monday, nullptr);
  EXPECT_THAT(monday->what.question, IsEmpty());
}

// M11 and X10: and that a reporter remarked on it.
TEST_F(Causeway, SharedLinesAreTheGoldsAndNoneThatIsNone) {
  std::vector<std::string> told;
  for (const SharedLine& one : comparison_->shared_lines())
    if (!one.one_utterance) told.push_back(one.line);
  // What two people say of one night may stand in a list, low.
  ASSERT_FALSE(told.empty());
  EXPECT_THAT(told, ::testing::SizeIs(::testing::Le(3u)));
  EXPECT_THAT(told.front(), HasSubstr("a stale key in a foreign lock"));
  for (const char* none :
       {"very seriously", "hours ahead", "carry the whole load", "tested every month", "joint inquiry"})
    EXPECT_THAT(told, Not(Contains(HasSubstr(none))));
  const SharedLine& key = comparison_->shared_lines().front();
  ASSERT_TRUE(key.source);
  EXPECT_THAT(key.source->sentence, HasSubstr("Those are the minister’s words."));
  for (const SharedLine& one : comparison_->shared_lines()) {
    if (one.line.find("plumbing") != std::string::npos) {
      EXPECT_TRUE(one.instead_of_answer);
    }
  }
}

// M12: the place of each word of the briefing names through whom it comes.
TEST_F(Causeway, TheBriefingComesThroughThePressOfficeOfOneSide) {
  for (const Document& one : material_.documents())
    if (one.name == "briefing") {
      EXPECT_EQ(party(one.voice), "press_office");
      EXPECT_EQ(party(material_.side_of(one.voice)), "kessary");
    }
}

TEST_F(Causeway, WhatFollowsOfTheOrderFollowsAndNothingElse) {
  const Order order(*comparison_);
  EXPECT_THAT(order.problems(), IsEmpty());
  for (const json::Element pair : Gold::list((*gold_)["order"], "follows")) {
    const std::string a(pair.at(0).get_string().value()), b(pair.at(1).get_string().value());
    EXPECT_EQ(order.of(event(a), event(b)), Order::Is::before) << a << " before " << b;
  }
  for (const json::Element one : Gold::list((*gold_)["order"], "unplaced")) {
    const auto events = Gold::texts(one, "events");
    EXPECT_EQ(order.of(event(events[0]), event(events[1])), Order::Is::unknown) << events[0] << " " << events[1];
  }
}

TEST_F(Causeway, SilencesAreTheGoldsAndOfNobodyWhoIsOnlyQuoted) {
  const auto silences = comparison_->silences().list;
  for (const json::Element wanted : gold_->list("silences")) {
    for (const std::string& name : Gold::texts(wanted, "propositions")) {
      const bool marked = Gold::text(wanted, "kind") == "marked";
      const bool found = std::any_of(silences.begin(), silences.end(), [&](const Silence& one) {
        return party(comparison_->accounts()[one.account].holder) == Gold::text(wanted, "by") &&
               one.proposition == on(name);
      });
      const bool told = std::any_of(telling_.declined.begin(), telling_.declined.end(), [&](const auto& one) {
        return one.who.party != kNone && party(one.who.party) == Gold::text(wanted, "by") &&
               std::find(one.on.begin(), one.on.end(), on(name)) != one.on.end();
      });
      EXPECT_TRUE(marked ? told : found) << Gold::text(wanted, "id") << " " << name;
    }
  }
  std::vector<std::string> who;
  for (const Silence& one : silences) who.push_back(party(comparison_->accounts()[one.account].holder));
  for (const char* quoted : {"vasthely", "sister", "pharmacist", "baudrac", "varnoux"})
    EXPECT_THAT(who, Not(Contains(quoted)));
  for (const char* asks : {"radio_larch", "gazette", "nurses_journal"}) EXPECT_THAT(who, Not(Contains(asks)));
  // Nobody had asked him yet.
  for (const Silence& one : silences)
    EXPECT_FALSE(comparison_->accounts()[one.account].name == "A1" && one.proposition == on("Q3"));
}

// X7, X8 and X17.
TEST_F(Causeway, NoClaimHasMoreOriginsThanItHas) {
  for (const json::Element wanted : gold_->list("origins")) {
    const PropositionIndex proposition = on(Gold::text(wanted, "proposition"));
    for (const auto& [member, side] :
         {std::pair("independent_affirming", Side::affirms), {"independent_denying", Side::denies}}) {
      std::int64_t most = 0;
      if (wanted[member].get(most) != simdjson::SUCCESS) continue;
      const Support support = support_of(*comparison_, proposition, side);
      EXPECT_LE(support.origins.size(), static_cast<std::size_t>(most)) << Gold::text(wanted, "proposition");
    }
  }
}

// X18: as it stands, with its language, and on nothing.
TEST_F(Causeway, TheFrenchSentenceStaysFrenchAndTakesNoSide) {
  for (const json::Element wanted : gold_->list("foreign")) {
    const Statement& one = material_.statements()[statement(Gold::text(wanted, "statement"))];
    EXPECT_EQ(one.language, Gold::text(wanted, "lang"));
    EXPECT_THAT(one.stances, IsEmpty());
    EXPECT_THAT(words_of(material_, one), HasSubstr("On ne répare pas un pont"));
  }
}

}  // namespace
}  // namespace parley::accounts
