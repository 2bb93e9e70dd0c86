// Ranking, what would change it, and the overlay: examples whose answer is known, and properties on random matrices.
#include <gmock/gmock.h>

#include <algorithm>
#include <random>

#include "assess/fixture.h"
#include "assess/outcome.h"
#include "assess/overlay.h"
#include "assess/sensitivity.h"

namespace parley::assess::testing {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;

Ranking ranked(const Question& question, std::size_t matrix = 0, Weighting weighting = Weighting::plain) {
  return rank(question, question.matrices[matrix], all_rows(question), weighting);
}

TEST(Ranking, PutsTheLeastInconsistentFirstWhateverSpeaksForTheOthers) {
  Case one(2, 4);
  one.rate(kRuritania, 1, {"CC", "C"});
  one.rate(kRuritania, 2, {"CC", "N"});
  one.rate(kRuritania, 3, {"CC", "N"});
  one.rate(kRuritania, 4, {"II", "I"});
  const Ranking out = ranked(one.question());
  EXPECT_THAT(out.ranks(), ElementsAre(2, 1, 0)) << "confirmation counts for nothing; none-of-these was not rated";
  EXPECT_EQ(out.standings[0].inconsistency, 200);
  EXPECT_EQ(out.standings[1].inconsistency, 100);
  EXPECT_EQ(out.standings[1].rated, 4);
}

TEST(Ranking, EqualScoresShareARank) {
  Case one(3, 1);
  one.rate(kRuritania, 1, {"I", "I", "II"});
  EXPECT_THAT(ranked(one.question()).ranks(), ElementsAre(1, 1, 3, 0));
}

TEST(Ranking, TakesNoneOfTheseInOnlyWhenItIsRatedEverywhere) {
  Case one(2, 2);
  one.rate(kRuritania, 1, {"I", "II", "N"});
  one.rate(kRuritania, 2, {"N", "N"});
  EXPECT_THAT(ranked(one.question()).ranks(), ElementsAre(1, 2, 0));
  one.rate(kRuritania, 2, {"N", "N", "N"});
  EXPECT_THAT(ranked(one.question()).ranks(), ElementsAre(2, 3, 1));
}

TEST(Ranking, WeightedTakesWeakSourcesForLessAndUnjudgedOnesForTheMiddle) {
  Case one(2, 2);
  one.rate(kRuritania, 1, {"II", "N"}, R"("source_reliability":"E","item_credibility":4)");
  one.rate(kRuritania, 2, {"N", "I"}, R"("source_reliability":"F","item_credibility":6)");
  const Question question = one.question();
  EXPECT_THAT(ranked(question).ranks(), ElementsAre(2, 1, 0));
  const Ranking weighted = ranked(question, 0, Weighting::weighted);
  EXPECT_EQ(weighted.standings[0].inconsistency, 2 * 20 * 40 / 100);
  EXPECT_EQ(weighted.standings[1].inconsistency, 60 * 60 / 100);
  EXPECT_THAT(weighted.ranks(), ElementsAre(1, 2, 0));
}

TEST(Diagnosticity, IsHowFarARowTellsTheHypothesesApart) {
  Case one(3, 3);
  one.rate(kRuritania, 1, {"C", "C", "C"});
  one.rate(kRuritania, 2, {"CC", "NA", "II"});
  one.rate(kRuritania, 3, {"C", "NA", ""});
  const Question question = one.question();
  const auto& cells = question.matrices[0].cells;
  EXPECT_EQ(diagnosticity(cells[0]), 0);
  EXPECT_EQ(diagnosticity(cells[1]), 4);
  EXPECT_EQ(diagnosticity(cells[2]), std::nullopt);
}

TEST(Bayes, TakesTheRowsWithRatiosAndNamesTheOthers) {
  Case one(2, 3);
  one.rate(kRuritania, 1, {"8", "2"});
  one.rate(kRuritania, 2, {"0.5", "2"});
  one.rate(kRuritania, 3, {"C", "2"});
  const Question question = one.question();
  const auto out = bayes(question, question.matrices[0], all_rows(question));
  ASSERT_TRUE(out.has_value());
  EXPECT_THAT(out->used_rows, ElementsAre(0, 1));
  EXPECT_THAT(out->left_out, ElementsAre(2));
  // 4 : 4 : 1
  EXPECT_NEAR(out->posterior[0], 4.0 / 9, 1e-12);
  EXPECT_NEAR(out->posterior[1], 4.0 / 9, 1e-12);
  EXPECT_NEAR(out->posterior[2], 1.0 / 9, 1e-12);
}

TEST(Bayes, OfManyExtremeRatiosStaysAProbability) {
  Case one(2, 200);
  for (int row = 1; row <= 200; ++row) one.rate(kRuritania, row, {"1000000", "0.000001"});
  const Question question = one.question();
  const auto out = bayes(question, question.matrices[0], all_rows(question));
  EXPECT_DOUBLE_EQ(out->posterior[0], 1);
  EXPECT_GE(out->posterior[1], 0);
}

TEST(Sensitivity, NamesTheSourceThePartyAndTheRatingThatCarryTheOrder) {
  Case one(2, 2);
  one.row(3, fmt::format(R"("source_name":"the diplomat's note","controlled_by_ref":"{}")", kGraustark));
  one.rate(kRuritania, 1, {"N", "I"}, R"("source_reliability":"A","item_credibility":1)");
  one.rate(kRuritania, 2, {"I", "N"}, R"("source_reliability":"B","item_credibility":2)");
  one.rate(kRuritania, 3, {"N", "II"}, R"("source_reliability":"D","item_credibility":4)");
  const Question question = one.question();
  const Sensitivity out = sensitivity(question, question.matrices[0], all_rows(question), Weighting::plain);
  EXPECT_THAT(out.before.ranks(), ElementsAre(1, 2, 0));
  const auto note = std::ranges::find(out.sources, std::string("the diplomat's note"), &Variant::label);
  ASSERT_NE(note, out.sources.end());
  EXPECT_TRUE(note->order_changes);
  EXPECT_THAT(note->after.ranks(), ElementsAre(1, 1, 0));
  ASSERT_EQ(out.controlled.size(), 1u);
  EXPECT_EQ(out.controlled[0].label, "Graustark");
  ASSERT_FALSE(out.flips.empty());
  EXPECT_EQ(out.flips.front().label, "E3 under H2: II to CC") << "the weakest source first";
  EXPECT_TRUE(out.flips.front().leader_changes);
}

TEST(Overlay, SaysWhereTheDisputeSits) {
  Case one(2, 3);
  one.rate(kRuritania, 1, {"CC", "II"});
  one.rate(kGraustark, 1, {"C", "I"});  // same side, other strength
  one.rate(kRuritania, 2, {"N", "II"}, R"("source_reliability":"B")");
  one.rate(kGraustark, 2, {"II", "CC"}, R"("source_reliability":"E")");  // here it sits
  one.rate(kRuritania, 3, {"C", "C"});
  const Question question = one.question();
  const Overlay out = overlay(question, all_rows(question), Weighting::plain);
  EXPECT_EQ(out.rows[0].cells[0].dispute, Dispute::degree);
  EXPECT_EQ(out.rows[1].cells[1].dispute, Dispute::opposite);
  EXPECT_EQ(out.rows[2].cells[0].dispute, Dispute::none);
  EXPECT_TRUE(out.rows[1].grades_differ);
  EXPECT_THAT(out.by_dispute, ElementsAre(1, 0));
  EXPECT_EQ(out.rows[1].turns.size(), 2u) << "each would change its order with the other's word on it";
}

TEST(LookingBack, JudgesByWhatStoodWhenItBecameKnown) {
  Case one(2, 2);
  one.rate(kRuritania, 1, {"CC", "II"});
  one.rate(kRuritania, 2, {"I", "C"});
  one.rate(kGraustark, 1, {"II", "N"});
  one.put(
      kRuritania, id_of("assessment", 1),
      fmt::format(
          R"("question_ref":"{}","hypothesis_ref":"{}","likelihood":"likely","likelihood_from":55,"likelihood_to":80,"analytic_confidence":"low")",
          kQuestionId, hypothesis(1)));
  one.put(kRuritania, id_of("outcome", 1),
          fmt::format(R"("question_ref":"{}","hypothesis_ref":"{}","known":"{}")", kQuestionId, hypothesis(1),
                      to_string(one.now())));
  one.rate(kGraustark, 1, {"CC", "II"});  // hindsight
  const Desk desk = one.desk();
  const auto views = looking_back(desk, *desk.question(kQuestionId), Weighting::plain);
  ASSERT_TRUE(views.ok());
  ASSERT_EQ(views->size(), 1u);
  const auto& view = views->front();
  ASSERT_EQ(view.parties.size(), 2u);
  EXPECT_EQ(view.parties[0].party, kGraustark);
  EXPECT_EQ(view.parties[0].standing.rank, 2);
  EXPECT_THAT(view.parties[0].misled, ElementsAre(0));
  EXPECT_EQ(view.parties[0].judged_afterwards, 2);
  EXPECT_EQ(view.parties[1].concluded, "likely (55–80 %), low confidence");
  EXPECT_THAT(view.parties[1].misled, ElementsAre(1));
  EXPECT_THAT(view.parties[1].told, ElementsAre(0));
  EXPECT_EQ(view.parties[1].judged_afterwards, 0);
}

// Random questions: 2 to 5 rivals, up to 9 rows of up to 4 sources, both parties, blanks and ratios among the ratings.
Case random_case(std::mt19937& random) {
  const auto upto = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  const int hypotheses = 2 + upto(4), rows = 1 + upto(9);
  Case out(hypotheses, 0);
  static const std::vector<std::string> words = {"CC", "C", "N", "NA", "I", "II", "", "0.05", "0.4", "30"};
  for (int r = 1; r <= rows; ++r)
    out.row(r, fmt::format(R"("source_name":"source {}","controlled_by_ref":"{}")", upto(4),
                           upto(2) == 0 ? kRuritania : kGraustark));
  for (const auto& party : {kRuritania, kGraustark})
    for (int r = 1; r <= rows; ++r) {
      std::vector<std::string> row;
      for (int h = 0; h <= hypotheses; ++h) row.push_back(words[static_cast<std::size_t>(upto(10))]);
      out.rate(party, r, row,
               fmt::format(R"("source_reliability":"{}","item_credibility":{})", static_cast<char>('A' + upto(6)),
                           1 + upto(6)));
    }
  return out;
}

// The ranking written down as one would say it.
std::vector<int> slow_ranks(const Question& question, const Matrix& matrix, const std::vector<std::size_t>& rows,
                            Weighting weighting) {
  static const std::map<std::string, int> against = {{"I", 1}, {"II", 2}, {"LR 0.05", 2}, {"LR 0.4", 1}};
  static const std::map<char, int> reliability = {{'A', 100}, {'B', 80}, {'C', 60}, {'D', 40}, {'E', 20}, {'F', 60}};
  static const std::map<int, int> credibility = {{1, 100}, {2, 80}, {3, 60}, {4, 40}, {5, 20}, {6, 60}};
  std::vector<std::optional<int>> score(question.hypotheses.size());
  for (std::size_t h = 0; h < score.size(); ++h)
    for (const std::size_t r : rows) {
      const std::string text = matrix.cells[r][h].text();
      if (text.empty()) continue;
      const int weight = weighting == Weighting::plain ? 100
                                                       : reliability.at(matrix.grades[r].reliability) *
                                                             credibility.at(matrix.grades[r].credibility) / 100;
      score[h] = score[h].value_or(0) + (against.contains(text) ? against.at(text) * weight : 0);
    }
  for (const auto& row : matrix.cells) {
    bool any = false;
    for (const auto& cell : row) any = any || !cell.text().empty();
    if (any && row.back().text().empty()) score.back().reset();  // none-of-these, not rated everywhere
  }
  std::vector<int> out;
  for (const auto& one : score)
    out.push_back(!one ? 0 : 1 + static_cast<int>(std::ranges::count_if(score, [&](const auto& other) {
                               return other && *other < *one;
                             })));
  return out;
}

TEST(Properties, EveryVariantIsWhatLeavingTheRowsOutByHandGives) {
  std::mt19937 random(7);
  for (int round = 0; round < 60; ++round) {
    const Question question = random_case(random).question();
    for (const Matrix& matrix : question.matrices) {
      for (const auto weighting : {Weighting::plain, Weighting::weighted}) {
        const Sensitivity out = sensitivity(question, matrix, all_rows(question), weighting);
        const auto without = [&](const auto& drop) {
          std::vector<std::size_t> rows;
          for (std::size_t r = 0; r < question.rows.size(); ++r)
            if (!drop(r)) rows.push_back(r);
          return slow_ranks(question, matrix, rows, weighting);
        };
        const auto before = without([](std::size_t) { return false; });
        ASSERT_EQ(out.before.ranks(), before);
        for (const Variant& one : out.sources) {
          const auto after = without([&](std::size_t r) { return question.rows[r].source == one.label; });
          ASSERT_EQ(one.after.ranks(), after) << one.label;
          ASSERT_EQ(one.order_changes, after != before);
        }
        for (const Variant& one : out.controlled) {
          ASSERT_NE(one.key, matrix.party);
          ASSERT_EQ(one.after.ranks(),
                    without([&](std::size_t r) { return question.rows[r].controlled_by == one.key; }));
        }
        for (const Variant& one : out.rows)
          ASSERT_EQ(one.after.ranks(), without([&](std::size_t r) { return question.rows[r].label == one.label; }));
        for (const Variant& one : out.flips) {
          static const std::map<std::string, std::string> flip = {{"I", "C"}, {"II", "CC"}, {"C", "I"}, {"CC", "II"}};
          Matrix changed = matrix;
          Rating& rating = changed.cells[one.rows.front()][one.hypothesis];
          const std::string to = flip.at(std::string(sign_of(rating.value())));
          rating.ratio.reset();
          rating.word = consistency_from(to);
          std::vector<std::size_t> rows(question.rows.size());
          for (std::size_t r = 0; r < rows.size(); ++r) rows[r] = r;
          ASSERT_EQ(one.after.ranks(), slow_ranks(question, changed, rows, weighting)) << one.label;
        }
      }
    }
  }
}

TEST(Properties, TheOrderInWhichObjectsAreReadChangesNothing) {
  std::mt19937 random(11);
  for (int round = 0; round < 40; ++round) {
    Case one = random_case(random);
    const auto shown = [](const Question& question) {
      std::string out;
      for (const Matrix& matrix : question.matrices) {
        for (const auto& row : matrix.cells)
          for (const Rating& cell : row) out += cell.text() + "|";
        for (const int rank_of : rank(question, matrix, all_rows(question), Weighting::weighted).ranks())
          out += std::to_string(rank_of);
        if (const auto found = bayes(question, matrix, all_rows(question)))
          for (const double p : found->posterior) out += fmt::format(" {:a}", p);
      }
      return out;
    };
    const std::string before = shown(one.question());
    std::ranges::shuffle(one.texts(), random);
    EXPECT_EQ(shown(one.question()), before);
  }
}

TEST(Properties, AddingARowNeverAltersTheOthersRatings) {
  std::mt19937 random(13);
  for (int round = 0; round < 40; ++round) {
    Case one = random_case(random);
    const Question before = one.question();
    one.row(77, R"("source_name":"a new one")");
    one.rate(kGraustark, 77, {"II", "CC"});
    const Question after = one.question();
    ASSERT_EQ(after.rows.size(), before.rows.size() + 1);
    for (const Matrix& matrix : before.matrices)
      for (std::size_t r = 0; r < before.rows.size(); ++r)
        for (std::size_t h = 0; h < before.hypotheses.size(); ++h)
          ASSERT_EQ(after.matrix_of(matrix.party)->cells[r][h].text(), matrix.cells[r][h].text());
  }
}

}  // namespace
}  // namespace parley::assess::testing
