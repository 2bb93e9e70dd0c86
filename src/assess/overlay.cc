// Where do two parties really differ? Not in the number of cells with other words, but in the rows that
// decide: so for each row and each pair one party's ratings of that row are put into the other's matrix and
// it is ranked anew. Rows times pairs of parties rankings: a question has tens of the one and few of the
// other.
#include "assess/overlay.h"

#include <algorithm>

namespace parley::assess {
namespace {

// The widest pair decides, so that a third party in the middle does not hide that two are on opposite sides.
OverlaidCell overlaid(const Question& question, std::size_t r, std::size_t h) {
  OverlaidCell out;
  int lowest = 2, highest = -2, count = 0;
  for (const Matrix& matrix : question.matrices) {
    const Rating& rating = matrix.cells[r][h];
    out.ratings.push_back(rating.counts() ? &rating : nullptr);
    if (!rating.counts()) continue;
    const int step = step_of(rating.value());
    lowest = std::min(lowest, step), highest = std::max(highest, step);
    ++count;
  }
  if (count < 2) return out;
  out.distance = highest - lowest;
  out.dispute = out.distance == 0 ? Dispute::same : lowest < 0 && highest > 0 ? Dispute::opposite : Dispute::degree;
  return out;
}

// A grade that was not given is no other grade.
bool differ(const Grades& a, const Grades& b) {
  return (a.reliability != 0 && b.reliability != 0 && a.reliability != b.reliability) ||
         (a.credibility != 0 && b.credibility != 0 && a.credibility != b.credibility);
}

// The row with `with`'s word in every cell that both rated.
// Only where both rated: taking over an empty cell would be taking over a silence.
Matrix with_row_of(const Matrix& of, const Matrix& with, std::size_t r) {
  Matrix out = of;
  for (std::size_t h = 0; h < out.cells[r].size(); ++h)
    if (out.cells[r][h].counts() && with.cells[r][h].counts()) out.cells[r][h] = with.cells[r][h];
  return out;
}

}  // namespace

std::string_view word_of(Dispute dispute) {
  switch (dispute) {
    case Dispute::none:
      return "one-sided";
    case Dispute::same:
      return "same";
    case Dispute::degree:
      return "degree";
    case Dispute::opposite:
      return "opposite";
  }
  return "";
}

Overlay overlay(const Question& question, const Selection& rows, Weighting weighting) {
  Overlay out;
  out.rows.resize(question.rows.size());
  std::vector<Ranking> before;
  for (const Matrix& matrix : question.matrices) before.push_back(rank(question, matrix, rows, weighting));
  for (std::size_t r = 0; r < question.rows.size(); ++r) {
    // Rows that are left out or do not count are overlaid as well, since the matrix shows them; only by_dispute is
    // without them.
    OverlaidRow& row = out.rows[r];
    for (std::size_t h = 0; h < question.hypotheses.size(); ++h) {
      row.cells.push_back(overlaid(question, r, h));
      row.distance += row.cells.back().distance;
    }
    // Both directions of a pair: that one's word would turn the other's order does not mean that it is so the other way
    // round.
    for (std::size_t a = 0; a < question.matrices.size(); ++a) {
      for (std::size_t b = 0; b < question.matrices.size(); ++b) {
        if (a == b) continue;
        row.grades_differ = row.grades_differ || differ(question.matrices[a].grades[r], question.matrices[b].grades[r]);
        // Where the words are the same nothing can turn, and no ranking has to be made.
        if (row.distance == 0) continue;
        const Ranking after =
            rank(question, with_row_of(question.matrices[a], question.matrices[b], r), rows, weighting);
        if (after.ranks() != before[a].ranks()) row.turns.push_back({a, b, after.leaders() != before[a].leaders()});
      }
    }
    if (row.distance > 0 && rows[r] && question.rows[r].problem.empty()) out.by_dispute.push_back(r);
  }
  // What would make another hypothesis lead comes first, as that is what parties argue about.
  std::ranges::stable_sort(out.by_dispute, [&](std::size_t a, std::size_t b) {
    const auto weight = [&](const OverlaidRow& row) {
      const auto leaders = std::ranges::count_if(row.turns, &Turn::leader_changes);
      return std::make_tuple(leaders, row.turns.size(), row.distance);
    };
    return weight(out.rows[a]) > weight(out.rows[b]);
  });
  return out;
}

}  // namespace parley::assess
