#include "view/question_page.h"

#include <gmock/gmock.h>

#include "assess/fixture.h"

namespace parley::view {
namespace {

using namespace assess;
using namespace assess::testing;
using ::testing::HasSubstr;
using ::testing::Not;

std::string page_of(const Case& one) {
  const Desk desk = one.desk();
  const auto view = make_view(desk, kQuestionId, {});
  PARLEY_CHECK(view.ok());
  return page(*view);
}

TEST(QuestionPage, ShowsEachPartysWordBesideTheOthers) {
  Case one;
  one.rate(kRuritania, 1, {"CC", "II"}, R"("source_reliability":"B","item_credibility":2)");
  one.rate(kGraustark, 1, {"II", "C"});
  one.put(
      kRuritania, id_of("assessment", 1),
      fmt::format(
          R"("question_ref":"{}","hypothesis_ref":"{}","likelihood":"very-likely","likelihood_from":80,"likelihood_to":95,"rests_on_refs":["{}"])",
          kQuestionId, hypothesis(1), evidence(1)));
  const std::string out = page_of(one);
  for (const char* text : {"Who attacked the grid?", "opposite sides", "the dispute sits here", "very likely",
                           "80–95 %", "source B, item 2"})
    EXPECT_THAT(out, HasSubstr(text));
}

TEST(QuestionPage, ShowsHostileMarkupAsText) {
  Case one;
  const std::string hostile = R"(</style><script>alert(1)</script><img src=x onerror=alert(2)>)",
                    escaped = "&lt;script&gt;alert(1)&lt;/script&gt;";
  one.name(kGraustark, hostile);
  one.row(7, fmt::format(R"("source_name":"{}")", hostile));
  one.put(kGraustark, hypothesis(9),
          fmt::format(R"("question_ref":"{}","name":"{}","text":"{}")", kQuestionId, hostile, hostile));
  one.rate(kGraustark, 7, {"II", "C"},
           fmt::format(R"("explanation":"{}","source_reliability":"{}")", hostile, hostile));
  one.put(
      kGraustark, id_of("assessment", 1),
      fmt::format(
          R"("question_ref":"{}","hypothesis_ref":"{}","likelihood":"{}","explanation":"{}","rests_on_refs":["{}"])",
          kQuestionId, hypothesis(1), hostile, hostile, hostile));
  const std::string out = page_of(one);
  EXPECT_THAT(out, HasSubstr(escaped));
  EXPECT_THAT(out, Not(HasSubstr("<script>alert")));
  EXPECT_THAT(out, Not(HasSubstr("<img")));
}

}  // namespace
}  // namespace parley::view
