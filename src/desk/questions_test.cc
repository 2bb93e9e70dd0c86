// Weighing rival hypotheses: what each act leaves in the journal, who may do it, and what is refused before anything is
// written.
#include "desk/questions.h"

#include <fmt/format.h>

#include "desk/test_party.h"
#include "json/with_member.h"
#include "node/deliberation.h"
#include "node/journals.h"
#include "stix/parley.h"

namespace parley::desk::testing {
namespace {

using node::Act;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr const char* kReport =
    R"({"type":"report","spec_version":"2.1","id":"report--11111111-1111-4111-8111-000000000001","created":"2026-07-09T18:30:00.000Z","modified":"2026-07-09T18:30:00.000Z","name":"What the dispatcher saw","published":"2026-07-09T18:30:00Z","object_refs":["report--11111111-1111-4111-8111-000000000001"]})";

class QuestionsDesk : public PartyTest {
 protected:
  // A question with two rivals and two rows.
  void SetUp() override {
    put_into_main({kReport});
    const auto us = administrator();
    ASSERT_TRUE(desk_.put(us, {.journal = {}, .name = "grid", .text = "Who switched off the grid?"}).ok());
    for (const char* name : {"H1", "H2"})
      ASSERT_TRUE(desk_.add_hypothesis(us, {.journal = {}, .question = "grid", .name = name, .text = "A rival"}).ok());
    for (const char* source : {"the dispatcher", "the weather service"}) {
      const auto row = desk_.add_evidence(
          us, {.journal = {}, .question = "grid", .object = "report--1111", .text = "Seen", .sources = {source}});
      ASSERT_TRUE(row.ok()) << row.error().message;
    }
  }
  NewRating rating(const std::string& evidence, const std::vector<std::string>& cells) {
    NewRating out{.journal = {}, .question = "grid", .evidence = evidence};
    for (const std::string& one : cells) out.cells.push_back(Questions::read_cell(one).value());
    return out;
  }
  assess::Question question() { return desk_.view("grid", {})->question; }
  static std::string message(const auto& result) { return result.ok() ? std::string("done") : result.error().message; }
  std::uint64_t entries() { return journal(node::kDeliberation).size(); }

  Questions desk_{node()};
};

TEST_F(QuestionsDesk, RatingAgainChangesOnlyWhatIsNamedAndTheOldWordStaysVisible) {
  auto first = rating("E1", {"H1=C", "H2=I"});
  first.reliability = "B";
  const auto one = desk_.rate(administrator(), first);
  ASSERT_TRUE(one.ok()) << one.error().message;
  EXPECT_FALSE(one->changes);
  auto second = rating("E1", {"H2=II,0.25"});
  second.credibility = 3;
  const auto two = desk_.rate(administrator(), second);
  ASSERT_TRUE(two.ok()) << two.error().message;
  EXPECT_TRUE(two->changes);
  EXPECT_EQ(two->kept.id, one->kept.id) << "a rating again is the next version of the same object";

  const std::string shown = to_json(*desk_.view("grid", {}));
  EXPECT_THAT(shown, HasSubstr(R"("source_reliability":"B","item_credibility":3)"));
  EXPECT_THAT(shown, HasSubstr(R"("rating":"consistent")"));
  EXPECT_THAT(shown, HasSubstr(R"("rating":"very-inconsistent","likelihood_ratio":0.25)"));
  EXPECT_THAT(shown, HasSubstr(R"("earlier":[{"value":"I")"));
}

TEST_F(QuestionsDesk, ACellTakenBackIsNotRatedAnyMore) {
  ASSERT_TRUE(desk_.rate(administrator(), rating("E1", {"H1=C", "H2=I"})).ok());
  ASSERT_TRUE(desk_.rate(administrator(), rating("E1", {"H2=-"})).ok());
  const auto view = desk_.view("grid", {});
  ASSERT_TRUE(view.ok());
  const auto& row = view->question.matrices.front().cells[0];
  EXPECT_TRUE(row[*view->question.hypothesis_index(view->question.hypotheses[0].id)].counts());
  EXPECT_FALSE(row[1].counts());
}

TEST_F(QuestionsDesk, WhoMayDraftRatesButDoesNotConclude) {
  const auto analyst = person("anna", {Act::draft});
  EXPECT_TRUE(desk_.rate(analyst, rating("E1", {"H1=CC"})).ok());
  const std::uint64_t before = entries();
  const NewConclusion conclusion{.journal = {}, .question = "grid", .hypothesis = "H1", .likelihood = "very likely"};
  const auto concluded = desk_.conclude(analyst, conclusion);
  ASSERT_FALSE(concluded.ok());
  EXPECT_EQ(concluded.error().code, Code::forbidden);
  const auto told = desk_.tell_outcome(analyst, {.journal = {}, .question = "grid", .hypothesis = "H1"});
  ASSERT_FALSE(told.ok());
  EXPECT_EQ(told.error().code, Code::forbidden);
  EXPECT_EQ(entries(), before);
  EXPECT_TRUE(desk_.conclude(person("berta", {Act::conclude}), conclusion).ok());
}

TEST_F(QuestionsDesk, WhoHasNoRightLeavesNothing) {
  const std::uint64_t before = entries();
  const auto nobody = person("carl");
  EXPECT_EQ(desk_.put(nobody, {.journal = {}, .name = "other", .text = "What else?"}).error().code, Code::forbidden);
  EXPECT_EQ(desk_.rate(nobody, rating("E1", {"H1=C"})).error().code, Code::forbidden);
  EXPECT_EQ(entries(), before);
}

TEST_F(QuestionsDesk, RefusalsSayWhatIsWrongAndWriteNothing) {
  const auto us = administrator();
  const std::uint64_t before = entries();
  EXPECT_THAT(message(desk_.put(us, {.journal = {}, .name = "grid", .text = "Again?"})), HasSubstr("already"));
  EXPECT_THAT(message(desk_.add_hypothesis(us, {.journal = {}, .question = "grid", .name = "H1", .text = "Again"})),
              HasSubstr("already"));
  NewEvidence row{.journal = {}, .question = "grid", .object = "report--9999"};
  EXPECT_THAT(message(desk_.add_evidence(us, row)), HasSubstr("no journal has an object"));
  row.object = "report--11";
  EXPECT_THAT(message(desk_.add_evidence(us, row)), HasSubstr("first 4 or more characters"));
  row.object = "report--1111", row.name = "E1";
  EXPECT_THAT(message(desk_.add_evidence(us, row)), HasSubstr("is a row of this question already"));
  row.name = "", row.controlled_by = {"nobody"};
  EXPECT_THAT(message(desk_.add_evidence(us, row)), HasSubstr("no identity \"nobody\""));
  EXPECT_THAT(message(desk_.rate(us, rating("E9", {"H1=C"}))), HasSubstr("no evidence \"E9\" of this question"));
  EXPECT_THAT(message(desk_.rate(us, rating("E1", {"H9=C"}))), HasSubstr("no hypothesis \"H9\" of this question"));
  auto graded = rating("E1", {"H1=C"});
  graded.reliability = "G";
  EXPECT_THAT(message(desk_.rate(us, graded)), HasSubstr("source_reliability"));
  auto ratio = rating("E1", {});
  ratio.cells.push_back({.hypothesis = "H1", .ratio = 1e99});
  EXPECT_THAT(message(desk_.rate(us, ratio)), HasSubstr("from 0.000001 to 1000000"));
  EXPECT_THAT(message(desk_.rate(us, rating("E1", {"none=4"}))), HasSubstr("takes no likelihood ratio"));
  EXPECT_THAT(message(desk_.rate(us, rating("E1", {"none=C,4"}))), HasSubstr("such as none=N"));
  EXPECT_THAT(message(desk_.rate(us, rating("E1", {}))), HasSubstr("nothing is said"));
  EXPECT_THAT(message(desk_.rate(us, rating("E1", {"H1=-"}))), HasSubstr("nothing to take back"));
  NewConclusion conclusion{.journal = {}, .question = "grid", .hypothesis = "H1", .likelihood = "surely"};
  EXPECT_THAT(message(desk_.conclude(us, conclusion)), HasSubstr("no likelihood word of ICD 203"));
  EXPECT_THAT(message(desk_.view("gird", {})), HasSubstr("there is no question \"gird\""));
  EXPECT_EQ(entries(), before);
}

TEST_F(QuestionsDesk, RowsAreNumberedWhereNobodyNamesThem) {
  const auto all = desk_.list();
  ASSERT_TRUE(all.ok());
  ASSERT_EQ(all->size(), 1u);
  EXPECT_EQ(all->front().hypotheses, 3u) << "none of these is always there";
  EXPECT_EQ(all->front().rows, 2u);
  const auto view = desk_.view("grid", {});
  ASSERT_TRUE(view.ok());
  std::vector<std::string> labels;
  for (const auto& row : view->question.rows) labels.push_back(row.label);
  EXPECT_THAT(labels, ElementsAre("E1", "E2"));
}

TEST_F(QuestionsDesk, TheOutcomeLooksBackOnWhatStoodThen) {
  ASSERT_TRUE(desk_.rate(administrator(), rating("E1", {"H1=II", "H2=C"})).ok());
  const NewOutcome held{.journal = {}, .question = "grid", .hypothesis = "H1", .explanation = "A confession"};
  ASSERT_TRUE(desk_.tell_outcome(administrator(), held).ok());
  const auto view = desk_.view("grid", {});
  ASSERT_TRUE(view.ok());
  ASSERT_EQ(view->looking_back.size(), 1u);
  EXPECT_EQ(view->looking_back.front().parties.front().standing.rank, 2);
}

TEST_F(QuestionsDesk, AJournalThatDoesNotOpenIsNamedOnceAndTheRestIsShown) {
  node().journals().close("main", {Code::corrupt, "its head does not hold"});
  const auto all = desk_.list();
  ASSERT_TRUE(all.ok()) << all.error().message;
  EXPECT_EQ(all->size(), 1u);
  ASSERT_EQ(desk_.left_out().size(), 1u);
  EXPECT_EQ(desk_.left_out().front().journal, "main");
  EXPECT_THAT(desk_.left_out().front().why, HasSubstr("does not hold"));
}

constexpr const char* kBy = "identity--77777777-7777-4777-8777-777777777777";
// A hypothesis that another party put, as a copy of it comes here.
std::string hypothesis_of_another(const std::string& question) {
  return fmt::format(
      R"({{"type":"hypothesis","spec_version":"2.1","id":"hypothesis--77777777-7777-4777-8777-000000000001","created_by_ref":"{}","created":"2026-07-09T18:30:00.000Z","modified":"2026-07-09T18:30:00.000Z","extensions":{},"question_ref":"{}","name":"H9","text":"The owls"}})",
      kBy, stix::kParleyExtensions, question);
}

TEST_F(QuestionsDesk, ARewordedRowSaysWhatItSaidAndItsRatingsAreMarked) {
  ASSERT_TRUE(desk_.rate(administrator(), rating("E1", {"H1=C", "H2=I"})).ok());
  const std::string id = question().rows[0].id;
  const auto reworded = desk_.reword(administrator(), {.journal = {},
                                                       .question = "grid",
                                                       .what = "E1",
                                                       .text = "Nine breakers opened",
                                                       .sources = {"a log", "a clerk"}});
  ASSERT_TRUE(reworded.ok()) << message(reworded);
  EXPECT_EQ(reworded->kept.id, id) << "a new version of the same object";
  EXPECT_THAT(reworded->judged_by, ElementsAre(node().config().party.name));
  const auto now = question();
  EXPECT_EQ(now.rows[0].text, "Nine breakers opened");
  EXPECT_EQ(now.rows[0].source(), "a log, a clerk");
  ASSERT_EQ(now.rows[0].earlier.size(), 1u);
  EXPECT_EQ(now.rows[0].earlier[0].value, "E1: Seen");
  EXPECT_TRUE(assess::is_of_other_words(now, 0, 0, now.matrices[0].cells[0][0]));
  EXPECT_TRUE(now.matrices[0].cells[0][0].counts()) << "it counts on, as what it is";
}

TEST_F(QuestionsDesk, AnotherShortNameLeavesRatingsAsTheyWere) {
  ASSERT_TRUE(desk_.rate(administrator(), rating("E1", {"H1=C", "H2=I"})).ok());
  ASSERT_TRUE(desk_.reword(administrator(), {.journal = {}, .question = "grid", .what = "H1", .name = "unit9"}).ok());
  const auto now = question();
  ASSERT_TRUE(now.hypotheses[1].label == "unit9" || now.hypotheses[0].label == "unit9");
  EXPECT_FALSE(assess::is_of_other_words(now, 0, 0, now.matrices[0].cells[0][0]));
  EXPECT_TRUE(desk_.rate(administrator(), rating("E2", {"unit9=N"})).ok());
}

TEST_F(QuestionsDesk, TheQuestionItselfIsRewordedByItsOwnName) {
  ASSERT_TRUE(
      desk_.reword(administrator(), {.journal = {}, .question = "grid", .what = "grid", .text = "Who did it?"}).ok());
  EXPECT_EQ(question().text, "Who did it?");
}

TEST_F(QuestionsDesk, WhatIsWithdrawnTakesPartInNothingAndItsNameIsNotGivenAgain) {
  ASSERT_TRUE(desk_.rate(administrator(), rating("E2", {"H1=C", "H2=I"})).ok());
  const auto withdrawn = desk_.withdraw(administrator(), {.journal = {}, .question = "grid", .what = "E2"});
  ASSERT_TRUE(withdrawn.ok()) << message(withdrawn);
  EXPECT_EQ(withdrawn->type, "evidence");
  EXPECT_THAT(withdrawn->judged_by, ElementsAre(node().config().party.name));
  ASSERT_EQ(question().rows.size(), 1u);
  ASSERT_EQ(question().withdrawn.size(), 1u);
  EXPECT_EQ(question().withdrawn[0].text, "Seen") << "what it said stays readable";
  EXPECT_THAT(message(desk_.rate(administrator(), rating("E2", {"H1=C"}))), HasSubstr("was withdrawn by"));
  EXPECT_THAT(message(desk_.withdraw(administrator(), {.journal = {}, .question = "grid", .what = "E2"})),
              HasSubstr("was withdrawn by"));
  const auto next = desk_.add_evidence(administrator(), {.journal = {}, .question = "grid", .object = "report--1111"});
  ASSERT_TRUE(next.ok()) << message(next);
  EXPECT_EQ(next->name, "E3");
}

TEST_F(QuestionsDesk, AWithdrawnQuestionIsNotListed) {
  ASSERT_TRUE(desk_.withdraw(administrator(), {.journal = {}, .question = "grid", .what = "grid"}).ok());
  EXPECT_TRUE(desk_.list()->empty());
}

TEST_F(QuestionsDesk, WhatAnotherPartyPutIsItsOwn) {
  put_into_main({hypothesis_of_another(question().id)});
  ASSERT_EQ(question().hypotheses.size(), 4u);
  const std::uint64_t before = entries();
  const auto reworded =
      desk_.reword(administrator(), {.journal = {}, .question = "grid", .what = "H9", .text = "Bats"});
  ASSERT_FALSE(reworded.ok());
  EXPECT_EQ(reworded.error().code, Code::forbidden);
  EXPECT_THAT(message(reworded), HasSubstr("only who put it"));
  EXPECT_EQ(desk_.withdraw(administrator(), {.journal = {}, .question = "grid", .what = "H9"}).error().code,
            Code::forbidden);
  EXPECT_EQ(desk_.withdraw(administrator(), {.journal = {}, .question = "grid", .what = "none"}).error().code,
            Code::forbidden);
  EXPECT_EQ(entries(), before);
}

TEST_F(QuestionsDesk, RewordingRefusesWhatSaysNothingOrIsTaken) {
  const auto us = administrator();
  const auto said = [&](Rewording wanted) {
    wanted.question = "grid";
    return message(desk_.reword(us, wanted));
  };
  EXPECT_THAT(said({.journal = {}, .question = {}, .what = "E1"}), HasSubstr("nothing is said anew"));
  EXPECT_THAT(said({.journal = {}, .question = {}, .what = "E1", .text = "Seen"}), HasSubstr("says that already"));
  EXPECT_THAT(said({.journal = {}, .question = {}, .what = "E1", .name = "E2"}), HasSubstr("already"));
  EXPECT_THAT(said({.journal = {}, .question = {}, .what = "E7", .text = "x"}), HasSubstr("no hypothesis and no row"));
  EXPECT_THAT(said({.journal = {}, .question = {}, .what = "H1", .sources = {"a log"}}),
              HasSubstr("a hypothesis has none"));
  EXPECT_THAT(said({.journal = {}, .question = {}, .what = "E1", .controlled_by = {"x"}}), HasSubstr("sources anew"));
}

TEST_F(QuestionsDesk, ARatingIsTakenBackUnderOneHypothesisOrWhole) {
  const auto us = administrator();
  auto graded = rating("E1", {"H1=C", "H2=I"});
  graded.reliability = "B";
  ASSERT_TRUE(desk_.rate(us, graded).ok());
  ASSERT_TRUE(desk_.take_back(us, {.journal = {}, .question = "grid", .evidence = "E1", .hypotheses = {"H2"}}).ok());
  auto now = question();
  EXPECT_TRUE(now.matrices[0].cells[0][0].counts());
  EXPECT_FALSE(now.matrices[0].cells[0][1].counts());
  EXPECT_EQ(now.matrices[0].grades[0].reliability, 'B');
  ASSERT_TRUE(desk_.take_back(us, {.journal = {}, .question = "grid", .evidence = "E1"}).ok());
  now = question();
  EXPECT_FALSE(now.matrices[0].rates_anything());
  EXPECT_EQ(now.matrices[0].cells[0][0].earlier.size(), 1u) << "what was said stays visible";
  EXPECT_THAT(message(desk_.take_back(us, {.journal = {}, .question = "grid", .evidence = "E1"})),
              HasSubstr("nothing to take back"));
  ASSERT_TRUE(desk_.rate(us, rating("E1", {"H1=II"})).ok());
  EXPECT_TRUE(question().matrices[0].cells[0][0].counts()) << "and can be said anew";
}

TEST_F(QuestionsDesk, TheOnlyRatingOfARowCanBeTakenBack) {
  ASSERT_TRUE(desk_.rate(administrator(), rating("E1", {"H1=C"})).ok());
  const auto back = desk_.rate(administrator(), rating("E1", {"H1=-"}));
  ASSERT_TRUE(back.ok()) << message(back);
  EXPECT_FALSE(question().matrices[0].rates_anything());
}

TEST_F(QuestionsDesk, TheSameObjectTwiceIsTaken) {
  const auto again =
      desk_.add_evidence(administrator(), {.journal = {}, .question = "grid", .object = "report--1111", .text = "x"});
  ASSERT_TRUE(again.ok());
  EXPECT_THAT(again->same_object, ElementsAre("E1", "E2")) << "and who adds it is told";
  EXPECT_THAT(to_json(*again), HasSubstr(R"("same_object_as":["E1","E2"])"));
}

TEST_F(QuestionsDesk, EachOfSeveralSourcesHasItsHolder) {
  const std::string us = node().config().party.name;
  NewEvidence row{.journal = {}, .question = "grid", .object = "report--1111", .sources = {"a log", "a clerk"}};
  row.controlled_by = {us, "-"};
  ASSERT_TRUE(desk_.add_evidence(administrator(), row).ok());
  auto now = question();
  ASSERT_EQ(now.rows[2].sources.size(), 2u);
  EXPECT_EQ(now.rows[2].sources[0].held_by, node().config().party.identity);
  EXPECT_EQ(now.rows[2].sources[1].held_by, "");
  row.controlled_by = {us};
  ASSERT_TRUE(desk_.add_evidence(administrator(), row).ok());
  now = question();
  EXPECT_EQ(now.rows[3].sources[1].held_by, node().config().party.identity) << "one party for all";
  row.controlled_by = {us, us, us};
  EXPECT_THAT(message(desk_.add_evidence(administrator(), row)), HasSubstr("one for each source"));
}

TEST_F(QuestionsDesk, WhatARowOrARatingIsMarkedWithStaysOnItsNextVersion) {
  // As from an import: the commands of a question mark nothing by themselves.
  constexpr std::string_view kRed = "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1";
  ASSERT_TRUE(desk_.rate(administrator(), rating("E1", {"H1=C"})).ok());
  const auto marked = [&](const std::string& id) {
    journal::Query query;
    query.ids = {id};
    const auto page = journal(node::kDeliberation).read(query, 0, {.objects = 1});
    return std::string(page->entries.front().text);
  };
  const auto now = question();
  for (const std::string& id : {now.rows[0].id, now.matrices[0].cells[0][0].origin.id}) {
    std::string text = json::with_member(marked(id), "object_marking_refs", fmt::format(R"(["{}"])", kRed));
    text = json::with_member(text, "modified", fmt::format(R"("{}")", to_string(node().time())));
    node::testing::Party::append_to(journal(node::kDeliberation), {text});
  }
  ASSERT_TRUE(desk_.rate(administrator(), rating("E1", {"H1=II"})).ok());
  ASSERT_TRUE(
      desk_.reword(administrator(), {.journal = {}, .question = "grid", .what = "E1", .text = "Otherwise"}).ok());
  for (const std::string& id : {now.rows[0].id, now.matrices[0].cells[0][0].origin.id})
    EXPECT_THAT(marked(id), HasSubstr(kRed));
}

TEST(Cell, IsAWordARatioBothOrTakenBack) {
  const auto both = Questions::read_cell("H1=C,4.5");
  ASSERT_TRUE(both.ok());
  EXPECT_EQ(both->hypothesis, "H1");
  EXPECT_EQ(both->word, assess::Consistency::consistent);
  EXPECT_EQ(both->ratio, 4.5);
  const auto back = Questions::read_cell("none=-");
  ASSERT_TRUE(back.ok());
  EXPECT_FALSE(back->word || back->ratio);
}

TEST(Cell, WhatIsNoRatingIsRefusedInWords) {
  const std::pair<const char*, const char*> rows[] = {
      {"H1", "HYPOTHESIS=RATING"},     {"H1=", "is no rating"},
      {"H1=rather", "is no rating"},   {"H1=0", "from 0.000001 to 1000000"},
      {"H1=-3", "from 0.000001"},      {"H1=1e99", "from 0.000001 to 1000000"},
      {"H1=nan", "from 0.000001"},     {"H1=C,II", "one word and one likelihood ratio"},
      {"H1=C,,4", "is no rating"},     {"H1=4,5", "one word and one likelihood ratio"},
      {"H1=inf", "from 0.000001 to "}, {"H1=4.5x", "is no rating"}};
  for (const auto& [text, message] : rows) {
    const auto cell = Questions::read_cell(text);
    ASSERT_FALSE(cell.ok()) << text;
    EXPECT_EQ(cell.error().code, Code::invalid_input);
    EXPECT_THAT(cell.error().message, HasSubstr(message)) << text;
  }
}

}  // namespace
}  // namespace parley::desk::testing
