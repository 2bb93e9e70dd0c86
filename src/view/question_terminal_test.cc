// A question on a terminal: it fits the columns, nobody's words move the cursor, and an outcome looks back.
#include "view/question_terminal.h"

#include <gmock/gmock.h>

#include <sstream>

#include "assess/fixture.h"
#include "text/display.h"

namespace parley::view {
namespace {

using namespace assess;
using namespace assess::testing;
using ::testing::HasSubstr;
using ::testing::Not;

std::string text_of(const Case& one, std::size_t columns = 80, bool all = false) {
  const Desk desk = one.desk();
  const auto view = make_view(desk, kQuestionId, {.without = {}, .as_of = {}, .all = all});
  PARLEY_CHECK(view.ok());
  return question_text(*view, columns);
}

TEST(QuestionTerminal, NoLineIsWiderThanTheTerminalBeyondItsMatrix) {
  Case one;
  one.rate(kRuritania, 1, {"CC", "II"}, R"("source_reliability":"B","item_credibility":2)");
  one.rate(kGraustark, 1, {"II", "C"});
  for (const std::size_t columns : {80u, 133u, 200u}) {
    std::istringstream lines(text_of(one, columns));
    for (std::string line; std::getline(lines, line);) EXPECT_LE(text::width(line), columns) << line;
  }
}

TEST(QuestionTerminal, ADisputeIsSeenWhereItSits) {
  Case one;
  one.rate(kRuritania, 1, {"CC", "II"});
  one.rate(kGraustark, 1, {"II", "C"});
  const std::string out = text_of(one);
  EXPECT_TRUE(out.find("CC/II!") != std::string::npos || out.find("II/CC!") != std::string::npos) << out;
}

TEST(QuestionTerminal, RanksWhatIsRatedOnTheSameRowsAndShowsTheRestBeside) {
  Case one(3, 3);
  for (int row = 1; row <= 3; ++row) one.rate(kGraustark, row, {"I", "II", row == 1 ? "CC" : ""});
  const std::string out = text_of(one);
  EXPECT_THAT(out, HasSubstr("  Graustark, on 3 of 3 rows\n    1.  H1      3 against\n    2.  H2      6 against\n"
                             "    Beside the order, not ranked\n    –   H3      rated on 1 of 3\n"));
  EXPECT_THAT(out, HasSubstr("Graustark’s ratings leave “Hypothesis 1” first."));
}

TEST(QuestionTerminal, WhatTellsMostStandsFirst) {
  Case one(2, 3);
  one.rate(kGraustark, 1, {"N", "N"});
  one.rate(kGraustark, 2, {"C", "I"});
  one.rate(kGraustark, 3, {"CC", "II"});
  const std::string out = text_of(one);
  const auto at = [&](const char* row) { return out.find(fmt::format("\n  {}  ", row)); };
  EXPECT_LT(at("E3"), at("E2"));
  EXPECT_LT(at("E2"), at("E1"));
}

TEST(QuestionTerminal, TellsWhatWouldTurnTheOrderAndWhatToCollect) {
  Case one(2, 0);
  one.row(1, R"("source_name":"the note","controlled_by_ref":")" + kRuritania + "\"");
  one.row(2, R"("source_name":"the log")");
  one.row(3, R"("source_name":"the log")");
  one.rate(kGraustark, 1, {"C", "II"});
  one.rate(kGraustark, 2, {"I", "N"});
  const std::string out = text_of(one, 120);
  EXPECT_THAT(out, HasSubstr("    Without “the note” (E1): H2 comes first\n"));
  EXPECT_THAT(out, HasSubstr("    Without all that is on Ruritania’s side (E1): H2 comes first\n"));
  EXPECT_THAT(out, HasSubstr("    Without any other single source or row the order stays\n"));
  EXPECT_THAT(out, HasSubstr("A rating of E3, which is not rated yet"));
  EXPECT_THAT(out, HasSubstr("Another source for E1, which rests on “the note” alone (not graded)"));
}

TEST(QuestionTerminal, SaysWhenNothingIsLeftThatCouldTurnTheOrder) {
  Case one(2, 0);
  for (int row = 1; row <= 3; ++row) one.row_from(row, {"the note", "the log"});
  for (int row = 1; row <= 3; ++row) one.rate(kGraustark, row, {"C", "II"});
  EXPECT_THAT(text_of(one), HasSubstr("Exhausted: nothing that is here could still turn this order"));
}

TEST(QuestionTerminal, WhatWasWithdrawnIsShownToWhoAsks) {
  Case one;
  one.rate(kGraustark, 3, {"C", "I"});
  one.withdraw(kRuritania, evidence(3), fmt::format(R"("question_ref":"{}","name":"E3")", kQuestionId));
  const std::string out = text_of(one, 160);
  EXPECT_THAT(out, HasSubstr("\n1 row was withdrawn (--all shows what)\n"));
  EXPECT_THAT(out, Not(HasSubstr("Item 3")));
  const std::string all = text_of(one, 160, true);
  EXPECT_THAT(all, HasSubstr("  E3    Item 3 — withdrawn by Ruritania"));
  EXPECT_THAT(all, HasSubstr("Graustark had judged it"));
}

TEST(QuestionTerminal, ARatingFromBeforeTheWordsWereChangedIsMarked) {
  Case one;
  one.rate(kGraustark, 1, {"C", "I"});
  one.put(kRuritania, evidence(1),
          fmt::format(R"("question_ref":"{}","object_ref":"{}","name":"E1","text":"Otherwise")", kQuestionId,
                      id_of("report", 1)));
  const std::string out = text_of(one, 160);
  EXPECT_THAT(out, HasSubstr("C°"));
  EXPECT_THAT(out, HasSubstr("; ° rated"));
  EXPECT_THAT(out, HasSubstr("E1 said before: “E1: Item 1” (received"));
  EXPECT_THAT(out, HasSubstr("Rated while it said other words: Graustark under H1, under H2"));
}

TEST(QuestionTerminal, TheSameObjectTwiceWarns) {
  Case one(2, 1);
  one.row(2, "", id_of("report", 1));
  const std::string out = text_of(one, 160);
  EXPECT_THAT(out, HasSubstr("(the same object as E2)"));
  EXPECT_THAT(out, HasSubstr("E1, E2 show one and the same object"));
}

TEST(QuestionTerminal, NobodysWordsMoveTheCursorOrPassForALine) {
  Case one;
  one.put(kGraustark, hypothesis(9),
          fmt::format(R"("question_ref":"{}","name":"H9","text":"x\u001b[2J\u202e\nConclusions, each party’s own")",
                      kQuestionId));
  const std::string out = text_of(one);
  EXPECT_THAT(out, Not(HasSubstr("\x1b")));
  EXPECT_THAT(out, Not(HasSubstr("\xe2\x80\xae")));
  EXPECT_THAT(out, Not(HasSubstr("\nConclusions")));
}

TEST(QuestionTerminal, AnOutcomeLooksBackOnWhatStoodThen) {
  Case one;
  one.rate(kRuritania, 1, {"II", "C"});
  one.put(kRuritania, id_of("outcome", 1),
          fmt::format(R"("question_ref":"{}","hypothesis_ref":"{}","known":"2099-01-01T00:00:00Z")", kQuestionId,
                      hypothesis(1)));
  const std::string out = text_of(one);
  EXPECT_THAT(out, HasSubstr("Looking back: H1 held"));
  EXPECT_THAT(out, HasSubstr("had it 2 of 2"));
}

}  // namespace
}  // namespace parley::view
