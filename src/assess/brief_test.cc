// The brief: whose ratings leave what first, and what is told only when there is something to tell.
#include "assess/brief.h"

#include <gmock/gmock.h>

#include "assess/fixture.h"

namespace parley::assess::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Brief brief(const Case& one) {
  const Desk desk = one.desk();
  const auto view = make_view(desk, kQuestionId, {});
  PARLEY_CHECK(view.ok());
  return brief_of(*view);
}
std::string paragraph(const Case& one) { return text_of(brief(one).clauses); }

void conclude(Case& one, const std::string& party, int on, const std::string& word, int from, int to) {
  one.put(party, id_of("assessment", 1),
          fmt::format(
              R"("question_ref":"{}","hypothesis_ref":"{}","likelihood":"{}","likelihood_from":{},"likelihood_to":{})",
              kQuestionId, hypothesis(on), word, from, to));
}

TEST(Brief, NamesWhoseRatingsLeaveWhatFirst) {
  Case one;
  EXPECT_EQ(brief(one).headline, "Nobody has rated the evidence yet");
  EXPECT_THAT(paragraph(one), HasSubstr("So far, there are 3 rows and no ratings."));
  one.rate(kGraustark, 1, {"N", "II"});
  EXPECT_EQ(brief(one).headline, "Graustark’s ratings leave “Hypothesis 1” first");
  one.rate(kRuritania, 1, {"I", "N"});
  EXPECT_EQ(brief(one).headline,
            "Graustark’s ratings leave “Hypothesis 1” first, Ruritania’s leave “Hypothesis 2” first");
  one.rate(kRuritania, 1, {"N", "I"});
  EXPECT_EQ(brief(one).headline, "Both parties’ ratings leave “Hypothesis 1” first");
  one.rate(kRuritania, 1, {"N", "N"});
  EXPECT_THAT(brief(one).headline, HasSubstr("leave “Hypothesis 1” and “Hypothesis 2” level in first place"));
}

TEST(Brief, GivesEachPartysOrderWithItsNumbers) {
  Case one(3, 2);
  one.rate(kGraustark, 1, {"N", "II", "I"});
  one.rate(kGraustark, 2, {"I", "II", "N"});
  EXPECT_THAT(paragraph(one), HasSubstr("Graustark (2 of 2 rows) leaves “Hypothesis 1” and “Hypothesis 3” least "
                                        "contradicted (1 against), then “Hypothesis 2” (4)."));
  EXPECT_THAT(paragraph(one), HasSubstr("Not ranked: none of these, rated by nobody."));
  EXPECT_THAT(paragraph(one), HasSubstr("Nobody has given an outcome."));
}

TEST(Brief, SaysWhereTheDisputeSitsAndForWhom) {
  Case one(2, 2);
  one.rate(kRuritania, 1, {"CC", "II"});
  one.rate(kGraustark, 1, {"II", "CC"});
  one.rate(kRuritania, 2, {"N", "N"});
  one.rate(kGraustark, 2, {"N", "C"});
  EXPECT_THAT(brief(one).deck, HasSubstr("For both, the dispute sits on one row, E1: Item 1."));
  EXPECT_THAT(paragraph(one), HasSubstr("The dispute sits for both on E1:"));
  EXPECT_THAT(paragraph(one), HasSubstr("each has its own order, and nobody’s is merged"));
}

TEST(Brief, AConclusionThatTheRatingsDoNotLeaveFirstIsTold) {
  Case one;
  one.rate(kGraustark, 1, {"N", "II"});
  conclude(one, kGraustark, 2, "likely", 55, 80);
  EXPECT_THAT(paragraph(one),
              HasSubstr("Stated, but not what the ratings leave first: Graustark holds “Hypothesis 2” to "
                        "be likely; its own ratings leave “Hypothesis 1” first."));
  conclude(one, kGraustark, 2, "unlikely", 20, 45);
  EXPECT_THAT(paragraph(one), Not(HasSubstr("Stated, but")));
}

TEST(Brief, ALongTextIsCalledByItsShortName) {
  Case one;
  one.put(
      kRuritania, hypothesis(1),
      fmt::format(R"("question_ref":"{}","name":"H1","text":"Somebody who knew the plant well and had a key to it")",
                  kQuestionId));
  one.rate(kGraustark, 1, {"N", "II"});
  EXPECT_EQ(brief(one).headline, "Graustark’s ratings leave H1 first");
}

TEST(Brief, WhatNoneRanksIsToldByWhomItIsRated) {
  Case one(3, 2);
  for (const auto& party : {kRuritania, kGraustark})
    for (int row = 1; row <= 2; ++row) one.rate(party, row, {"I", "II", party == kGraustark && row == 1 ? "CC" : ""});
  EXPECT_THAT(paragraph(one), HasSubstr("“Hypothesis 3”, rated on 1 of 2 by Graustark alone;"));
}

TEST(Brief, WhatStandsBesideIsToldByWhomItIsRatedOnHowMuch) {
  Case one(3, 3);
  for (int row = 1; row <= 3; ++row) one.rate(kGraustark, row, {"I", "II", row == 1 ? "CC" : ""});
  EXPECT_THAT(paragraph(one),
              HasSubstr("Not ranked: “Hypothesis 3”, rated on 1 of 3 by Graustark; none of these, rated "
                        "by nobody."));
}

}  // namespace
}  // namespace parley::assess::testing
