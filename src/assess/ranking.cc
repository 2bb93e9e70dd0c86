// Heuer's method counts what speaks against a hypothesis and nothing that speaks for it, because evidence
// that fits one often fits all. So a rating for a hypothesis counts as nothing, and the hypothesis with the
// least against it comes first. Sums are of whole numbers, in hundredths, so that two ways of adding never
// differ.
#include "assess/ranking.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace parley::assess {
namespace {

// Over all rows, so that leaving some out brings nobody new into the ranking.
bool competes(const Question& question, const Matrix& matrix, std::size_t hypothesis) {
  if (!question.hypotheses[hypothesis].is_none_of_these) return true;
  return std::ranges::none_of(matrix.cells, [&](const auto& row) {
    return !row[hypothesis].counts() && std::ranges::any_of(row, &Rating::counts);
  });
}

}  // namespace

Selection all_rows(const Question& question) {
  Selection out;
  for (const Row& row : question.rows) out.push_back(row.problem.empty());
  return out;
}

// The two weights are percentages; their product over 100 keeps the result in hundredths.
std::int64_t inconsistency_of(const Rating& rating, const Grades& grades, Weighting weighting) {
  if (!rating.counts()) return 0;
  const int against = std::max(0, -step_of(rating.value()));
  if (weighting == Weighting::plain) return 100 * against;
  return against * weight_of_reliability(grades.reliability) * weight_of_credibility(grades.credibility) / 100;
}

std::vector<int> Ranking::ranks() const {
  std::vector<int> out;
  for (const Standing& one : standings) out.push_back(one.rank);
  return out;
}

// Several when they share the first rank: a tie is not broken by anything.
std::vector<std::size_t> Ranking::leaders() const {
  std::vector<std::size_t> out;
  for (std::size_t h = 0; h < standings.size(); ++h)
    if (standings[h].rank == 1) out.push_back(h);
  return out;
}

std::vector<std::size_t> Ranking::order() const {
  std::vector<std::size_t> out(standings.size());
  std::iota(out.begin(), out.end(), std::size_t{0});
  std::ranges::stable_sort(out, {},
                           [&](std::size_t h) { return std::make_pair(standings[h].rank == 0, standings[h].rank); });
  return out;
}

// Equal sums share a rank and the next one is counted behind all of them, as in a race: "two first, then a
// third".
Ranking rank(const Question& question, const Matrix& matrix, const Selection& rows, Weighting weighting) {
  Ranking out{.weighting = weighting, .standings = std::vector<Standing>(question.hypotheses.size())};
  for (std::size_t r = 0; r < rows.size(); ++r) {
    if (!rows[r] || !question.rows[r].problem.empty()) continue;
    ++out.rows;
    for (std::size_t h = 0; h < out.standings.size(); ++h) {
      const Rating& rating = matrix.cells[r][h];
      out.standings[h].rated += rating.counts() ? 1 : 0;
      out.standings[h].inconsistency += inconsistency_of(rating, matrix.grades[r], weighting);
    }
  }
  if (!question.can_be_ranked()) return out;
  std::vector<std::size_t> ranked;
  for (std::size_t h = 0; h < out.standings.size(); ++h)
    if (out.standings[h].rated > 0 && competes(question, matrix, h)) ranked.push_back(h);
  for (const std::size_t h : ranked) {
    Standing& one = out.standings[h];
    one.rank = 1 + static_cast<int>(std::ranges::count_if(ranked, [&](std::size_t other) {
                 return out.standings[other].inconsistency < one.inconsistency;
               }));
  }
  return out;
}

// "Not applicable" says nothing about a hypothesis, so it cannot set it apart from another.
std::optional<int> diagnosticity(const std::vector<Rating>& row) {
  int lowest = 2, highest = -2, rated = 0;
  for (const Rating& rating : row) {
    if (!rating.counts() || rating.value() == Consistency::not_applicable) continue;
    const int step = step_of(rating.value());
    lowest = std::min(lowest, step), highest = std::max(highest, step);
    ++rated;
  }
  if (rated < 2) return std::nullopt;
  return highest - lowest;
}

// In logarithms, because the product of many ratios leaves what a double can hold; the largest is taken away
// before the exponential for the same reason. Addends are sorted first, so that the order of rows changes no
// digit.
std::optional<Bayes> bayes(const Question& question, const Matrix& matrix, const Selection& rows) {
  if (!question.can_be_ranked()) return std::nullopt;
  const std::size_t count = question.hypotheses.size();
  std::vector<std::vector<double>> logs(count);
  Bayes out;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    if (!rows[r] || !question.rows[r].problem.empty()) continue;
    bool complete = true;
    for (std::size_t h = 0; h < count; ++h)
      complete = complete && (matrix.cells[r][h].ratio || question.hypotheses[h].is_none_of_these);
    (complete ? out.used_rows : out.left_out).push_back(r);
    if (!complete) continue;
    for (std::size_t h = 0; h < count; ++h) logs[h].push_back(std::log(matrix.cells[r][h].ratio.value_or(1)));
  }
  if (out.used_rows.empty()) return std::nullopt;
  std::vector<double> sums;
  for (auto& list : logs) {
    std::ranges::sort(list);
    sums.push_back(std::accumulate(list.begin(), list.end(), 0.0));
  }
  const double highest = *std::ranges::max_element(sums);
  double total = 0;
  for (double& sum : sums) total += sum = std::exp(sum - highest);
  for (const double sum : sums) out.posterior.push_back(sum / total);
  return out;
}

}  // namespace parley::assess
