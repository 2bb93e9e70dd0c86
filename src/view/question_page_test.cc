#include "view/question_page.h"

#include <gmock/gmock.h>

#include "assess/fixture.h"

namespace parley::view {
namespace {

using namespace assess;
using namespace assess::testing;
using ::testing::HasSubstr;
using ::testing::Not;

std::string page_of(const Case& one, const QuestionPageOptions& options = {}) {
  const Desk desk = one.desk();
  const auto view = make_view(desk, kQuestionId, {});
  PARLEY_CHECK(view.ok());
  return page(*view, options);
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
  for (const char* text : {"Who attacked the grid?", "rated on opposite sides", "<b>for both</b>", "very likely",
                           "80–95 %", "source B, item 2"})
    EXPECT_THAT(out, HasSubstr(text));
}

// The first sheet is one page of A4, and what is on it says from what it was made and how strictly it is to be handled.
TEST(QuestionPage, BeginsWithABriefThatSaysWhatItWasMadeOf) {
  Case one;
  one.rate(kGraustark, 1, {"C", "II"});
  desk::QuestionProvenance from;
  from.party = "Ruritania", from.marking = "TLP:AMBER", from.marked = 2, from.objects = 8;
  from.heads = {{.journal = "deliberation", .entries = 31, .root = "0123456789abcdef"}};
  const std::string out = page_of(one, {.command = "parley question show grid --as-of 2026-11-28", .from = from});
  EXPECT_THAT(out, HasSubstr(R"(<b class="tlp amber">TLP:AMBER</b>)"));
  EXPECT_THAT(out, HasSubstr("The strictest marking of what is shown: 2 of 8 objects carry one"));
  EXPECT_THAT(out, HasSubstr("Journals: deliberation (31 entries, head 0123456789ab…)."));
  EXPECT_THAT(out, HasSubstr("<code>parley question show grid --as-of 2026-11-28</code>"));
  EXPECT_THAT(out, HasSubstr("<h1>Graustark’s ratings leave “Hypothesis 1” first</h1>"));
  EXPECT_LT(out.find("<h1>"), out.find(R"(id="evidence")"));
}

TEST(QuestionPage, RowsThatFindNoRoomOnTheBriefAreCountedAndStandInTheDetails) {
  Case one(3, 60);
  for (int row = 1; row <= 60; ++row) one.rate(kGraustark, row, {"C", row % 3 == 0 ? "II" : "N", "I"});
  const std::string out = page_of(one);
  EXPECT_THAT(out, HasSubstr("rows that tell less, in the details"));
  for (int row = 1; row <= 60; ++row) EXPECT_THAT(out, HasSubstr(fmt::format("Item {}<", row)));
}

TEST(QuestionPage, TheBriefAloneHasNoLinkThatLeadsNowhere) {
  Case one;
  one.rate(kGraustark, 1, {"C", "II"});
  const std::string out = page_of(one, {.brief = true});
  EXPECT_THAT(out, HasSubstr("Page 1 of 1"));
  EXPECT_THAT(out, Not(HasSubstr("href=\"#e-")));
  EXPECT_THAT(out, Not(HasSubstr("How to read this")));
}

TEST(QuestionPage, WithoutRatingsItSaysThatThereAreNone) {
  const std::string out = page_of(Case(1, 0));
  EXPECT_THAT(out, HasSubstr("<h1>Nobody has rated the evidence yet</h1>"));
  EXPECT_THAT(out, HasSubstr("No evidence yet."));
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
