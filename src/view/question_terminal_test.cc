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

std::string text_of(const Case& one, std::size_t columns = 80) {
  const Desk desk = one.desk();
  const auto view = make_view(desk, kQuestionId, {});
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
