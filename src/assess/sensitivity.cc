// Every variant is a whole ranking made anew from the matrix instead of an update of the one before: slower,
// and there is nothing that could drift. What is compared is the order, not the sums, as an order is what
// people conclude from.
#include "assess/sensitivity.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace parley::assess {
namespace {

class Variants {
 public:
  Variants(const Question& question, const Matrix& matrix, const Selection& rows, Weighting weighting)
      : question_(question), matrix_(matrix), rows_(rows), weighting_(weighting) {
    out_.before = rank(question, matrix, rows, weighting);
  }

  Sensitivity run() {
    std::map<std::string, std::vector<std::size_t>> sources, controlled;
    for (std::size_t r = 0; r < rows_.size(); ++r) {
      if (!takes_part(r)) continue;
      const Row& row = question_.rows[r];
      // Rows without a source are nobody's and are only left out one by one.
      if (!row.source_key.empty()) sources[row.source_key].push_back(r);
      // What a party controls itself it trusts anyhow; the question is what would be left without the others'
      // word.
      if (!row.controlled_by.empty() && row.controlled_by != matrix_.party) controlled[row.controlled_by].push_back(r);
      out_.rows.push_back(leave_out(Variant::Kind::without_row, row.id, row.label, {r}));
    }
    for (const auto& [key, list] : sources)
      out_.sources.push_back(leave_out(Variant::Kind::without_source, key, question_.rows[list.front()].source, list));
    for (const auto& [party, list] : controlled)
      out_.controlled.push_back(leave_out(Variant::Kind::without_controlled, party, question_.party_name(party), list));
    flip_each();
    return std::move(out_);
  }

 private:
  bool takes_part(std::size_t r) const { return rows_[r] && question_.rows[r].problem.empty(); }

  Variant compared(Variant variant) const {
    variant.order_changes = variant.after.ranks() != out_.before.ranks();
    variant.leader_changes = variant.after.leaders() != out_.before.leaders();
    return variant;
  }

  Variant leave_out(Variant::Kind kind, std::string key, std::string label, std::vector<std::size_t> list) const {
    Selection rows = rows_;
    for (const std::size_t r : list) rows[r] = false;
    Variant variant{.kind = kind,
                    .key = std::move(key),
                    .label = std::move(label),
                    .rows = std::move(list),
                    .hypothesis = 0,
                    .after = rank(question_, matrix_, rows, weighting_)};
    return compared(std::move(variant));
  }

  // One cell at a time in one copy of the matrix, which is put back before the next.
  void flip_each() {
    Matrix changed = matrix_;
    for (std::size_t r = 0; r < rows_.size(); ++r) {
      if (!takes_part(r)) continue;
      for (std::size_t h = 0; h < question_.hypotheses.size(); ++h) {
        const Rating& rating = matrix_.cells[r][h];
        if (!rating.counts() || step_of(rating.value()) == 0) continue;
        // A rating that was only a ratio gets a word for this: the opposite of the word that it maps to.
        const Consistency to = flipped(rating.value());
        changed.cells[r][h].word = to;
        Variant variant{.kind = Variant::Kind::flipped,
                        .key = {},
                        .label = fmt::format("{} under {}: {} to {}", question_.rows[r].label,
                                             question_.hypotheses[h].label, sign_of(rating.value()), sign_of(to)),
                        .rows = {r},
                        .hypothesis = h,
                        .after = rank(question_, changed, rows_, weighting_)};
        out_.flips.push_back(compared(std::move(variant)));
        changed.cells[r][h] = rating;
      }
    }
    // The weakest first: that is the rating that a reader should look at again.
    std::ranges::stable_sort(out_.flips, {}, [&](const Variant& one) {
      const Grades& grades = matrix_.grades[one.rows.front()];
      return std::make_pair(rank_of_reliability(grades.reliability), rank_of_credibility(grades.credibility));
    });
  }

  const Question& question_;
  const Matrix& matrix_;
  const Selection& rows_;
  const Weighting weighting_;
  Sensitivity out_;
};

}  // namespace

Sensitivity sensitivity(const Question& question, const Matrix& matrix, const Selection& rows, Weighting weighting) {
  return Variants(question, matrix, rows, weighting).run();
}

}  // namespace parley::assess
