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

// Of the rows that take part, those on which a hypothesis is rated.
std::vector<bool> rated_rows(const Question& question, const Matrix& matrix, const Selection& rows, std::size_t h) {
  std::vector<bool> out(rows.size());
  for (std::size_t r = 0; r < rows.size(); ++r)
    out[r] = rows[r] && question.rows[r].problem.empty() && matrix.cells[r][h].counts();
  return out;
}

}  // namespace

Selection all_rows(const Question& question) {
  Selection out;
  for (const Row& row : question.rows) out.push_back(row.problem.empty());
  return out;
}

// A row that names no source stays: there is nothing that could be dropped from it.
Selection without_sources(const Question& question, Selection rows, const std::function<bool(const RowSource&)>& drop) {
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const auto& sources = question.rows[r].sources;
    if (!sources.empty() && std::ranges::all_of(sources, drop)) rows[r] = false;
  }
  return rows;
}

// Only hypotheses that are rated on exactly the same rows can be compared, as one that is rated on fewer rows may have
// less against it for that reason alone. Of such sets the one with most ratings of rivals is ranked.
Rivals comparable(const Question& question, const Matrix& matrix, const Selection& rows) {
  struct Set {
    std::vector<std::size_t> hypotheses;
    std::size_t rivals = 0, ratings = 0;  // none-of-these is no rival, and its ratings decide nothing
  };
  std::map<std::vector<bool>, Set> sets;  // by the rows that they are rated on
  for (std::size_t h = 0; h < question.hypotheses.size(); ++h) {
    const auto on = rated_rows(question, matrix, rows, h);
    const auto count = static_cast<std::size_t>(std::ranges::count(on, true));
    if (count == 0) continue;
    Set& set = sets[on];
    set.hypotheses.push_back(h);
    if (question.hypotheses[h].is_none_of_these) continue;
    ++set.rivals;
    set.ratings += count;
  }
  const auto size = [](const auto& one) { return std::make_pair(one.second.ratings, one.second.rivals); };
  const auto largest = std::ranges::max_element(sets, {}, size);
  Rivals out(question.hypotheses.size());
  // Two that are as large as each other: whichever were taken, it could as well have been the other.
  if (largest == sets.end() || largest->second.rivals < 2 || std::ranges::count(sets, size(*largest), size) > 1)
    return out;
  for (const std::size_t h : largest->second.hypotheses) out[h] = true;
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

// By rank, and behind all that are ranked those that are not, the most rated first.
std::vector<std::size_t> Ranking::order() const {
  std::vector<std::size_t> out(standings.size());
  std::iota(out.begin(), out.end(), std::size_t{0});
  std::ranges::stable_sort(out, {}, [&](std::size_t h) {
    const Standing& one = standings[h];
    return std::make_tuple(one.rank == 0, one.rank, one.rank == 0 ? -one.rated : 0);
  });
  return out;
}

// Equal sums share a rank and the next one is counted behind all of them, as in a race: "two first, then a
// third".
void give_ranks(Ranking& ranking, const Rivals& rivals) {
  ranking.rated = 0;
  for (Standing& one : ranking.standings) one.rank = 0;
  std::vector<std::size_t> ranked;
  for (std::size_t h = 0; h < rivals.size(); ++h)
    if (rivals[h] && ranking.standings[h].rated > 0) ranked.push_back(h);
  for (const std::size_t h : ranked) {
    Standing& one = ranking.standings[h];
    ranking.rated = one.rated;
    one.rank = 1 + static_cast<int>(std::ranges::count_if(ranked, [&](std::size_t other) {
                 return ranking.standings[other].inconsistency < one.inconsistency;
               }));
  }
}

Ranking rank(const Question& question, const Matrix& matrix, const Selection& rows, Weighting weighting,
             const Rivals& rivals) {
  Ranking out{.weighting = weighting, .standings = std::vector<Standing>(question.hypotheses.size())};
  for (std::size_t r = 0; r < rows.size(); ++r) {
    if (!rows[r] || !question.rows[r].problem.empty()) continue;
    ++out.rows;
    for (std::size_t h = 0; h < out.standings.size(); ++h) {
      // Sums are kept of all hypotheses, also of those that get no rank, because they are shown beside.
      const Rating& rating = matrix.cells[r][h];
      out.standings[h].rated += rating.counts() ? 1 : 0;
      out.standings[h].inconsistency += inconsistency_of(rating, matrix.grades[r], weighting);
    }
  }
  give_ranks(out, rivals);
  return out;
}

Ranking rank(const Question& question, const Matrix& matrix, const Selection& rows, Weighting weighting) {
  return rank(question, matrix, rows, weighting, comparable(question, matrix, rows));
}

// "Not applicable" says nothing about a hypothesis, so it cannot set it apart from another.
std::optional<int> diagnosticity(const std::vector<Rating>& row) {
  // The distance between the extremes on the scale from -2 to 2: what fits all hypotheses alike comes to 0.
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
    // A row counts only with a ratio for every rival; with some missing, a hypothesis would gain by what nobody has
    // said of it. None-of-these has the ratio 1, against which all others are given.
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
