// Every variant but the pairs is a whole ranking made anew from the matrix instead of an update of the one before:
// slower, and there is nothing that could drift. What is compared is the order, not the sums, as an order is what
// people conclude from.
//
// Pairs of sources are many, so their rankings are found by taking away what falls with them: the rows of the one
// alone, those of the other alone, and those that rest on just these two. The sums are of whole numbers, so this, too,
// gives what a ranking made anew gives.
#include "assess/sensitivity.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace parley::assess {
namespace {

// All variants of one party's order. Who is ranked is decided once, by the whole matrix: were it decided anew for each
// variant, a hypothesis could drop out with a row, and an order of others would be compared with this one.
class Variants {
 public:
  Variants(const Question& question, const Matrix& matrix, const Selection& rows, Weighting weighting)
      : question_(question), matrix_(matrix), rows_(rows), weighting_(weighting) {
    out_.rivals = comparable(question, matrix, rows);
    out_.before = ranked(matrix, rows);
  }

  Sensitivity run() {
    // Maps and sets, so that variants come in the order of keys whatever the order of rows. leave_out_pairs() relies on
    // it.
    std::map<std::string, std::string> sources;  // labels by key
    std::set<std::string> sides;
    for (std::size_t r = 0; r < rows_.size(); ++r) {
      if (!takes_part(r)) continue;
      const Row& row = question_.rows[r];
      for (const RowSource& one : row.sources) {
        // A source that nobody names is left out only with its row or its side.
        if (!one.key.empty()) sources.emplace(one.key, one.label);
        if (!one.side.empty()) sides.insert(one.side);
      }
      Selection left = rows_;
      left[r] = false;
      out_.rows.push_back(leave_out(Variant::Kind::without_row, row.id, row.label, left));
    }
    for (const auto& source : sources)
      out_.sources.push_back(
          leave_out(Variant::Kind::without_source, source.first, source.second,
                    without_sources(question_, rows_, [&](const RowSource& one) { return one.key == source.first; })));
    for (const std::string& side : sides)
      out_.sides.push_back(
          leave_out(Variant::Kind::without_side, side, question_.party_name(side),
                    without_sources(question_, rows_, [&](const RowSource& one) { return one.side == side; })));
    leave_out_pairs();
    flip_each();
    return std::move(out_);
  }

 private:
  using Rows = std::vector<std::size_t>;

  bool takes_part(std::size_t r) const { return rows_[r] && question_.rows[r].problem.empty(); }
  // By the same weighting and among the same hypotheses as the order that is compared with.
  Ranking ranked(const Matrix& matrix, const Selection& rows) const {
    return rank(question_, matrix, rows, weighting_, out_.rivals);
  }

  // The variant with what it changes, against the order of the whole matrix.
  Variant compared(Variant variant) const {
    variant.order_changes = variant.after.ranks() != out_.before.ranks();
    variant.leader_changes = variant.after.leaders() != out_.before.leaders();
    return variant;
  }

  // The order without the rows that are not in `left`, whatever made them fall.
  Variant leave_out(Variant::Kind kind, const std::string& key, const std::string& label, const Selection& left) const {
    Rows fallen;
    for (std::size_t r = 0; r < rows_.size(); ++r)
      if (takes_part(r) && !left[r]) fallen.push_back(r);
    return compared({.kind = kind,
                     .keys = {key},
                     .label = label,
                     .rows = std::move(fallen),
                     .hypothesis = 0,
                     .after = ranked(matrix_, left)});
  }

  // The inverse of what rank() adds for these rows. Ranks are left as they were; give_ranks() has to follow.
  void take_away(Ranking& ranking, const Rows& rows) const {
    for (const std::size_t r : rows) {
      --ranking.rows;
      for (std::size_t h = 0; h < ranking.standings.size(); ++h) {
        ranking.standings[h].rated -= matrix_.cells[r][h].counts() ? 1 : 0;
        ranking.standings[h].inconsistency -= inconsistency_of(matrix_.cells[r][h], matrix_.grades[r], weighting_);
      }
    }
  }

  // Whether leaving out the pair does more than each of the two alone.
  static bool tells_more(const Variant& pair, const Variant& a, const Variant& b) {
    return (pair.leader_changes && !a.leader_changes && !b.leader_changes) ||
           (pair.order_changes && !a.order_changes && !b.order_changes);
  }

  void leave_out_pairs() {
    std::map<std::pair<std::string, std::string>, Rows> of_both;  // rows that rest on just these two
    for (std::size_t r = 0; r < rows_.size(); ++r) {
      const auto& sources = question_.rows[r].sources;
      if (!takes_part(r) || sources.size() != 2) continue;
      of_both[std::minmax(sources[0].key, sources[1].key)].push_back(r);
    }
    // Keys of a pair are in order, as std::minmax above puts them, so the look-up in of_both finds them.
    const std::vector<Variant>& all = out_.sources;  // in the order of their keys
    for (std::size_t a = 0; a < all.size(); ++a)
      for (std::size_t b = a + 1; b < all.size(); ++b) {
        const auto both = of_both.find({all[a].keys.front(), all[b].keys.front()});
        Variant pair = without(all[a], all[b], both == of_both.end() ? Rows() : both->second);
        ++out_.pairs_tried;
        if (tells_more(pair, all[a], all[b])) keep(std::move(pair));
      }
    std::ranges::stable_sort(out_.pairs, std::ranges::greater{}, &Variant::leader_changes);
  }

  // The three lists have no row in common: a row that falls with one source alone has that source only, and those of
  // both have two.
  Variant without(const Variant& a, const Variant& b, const Rows& of_both) const {
    Variant pair{.kind = Variant::Kind::without_pair,
                 .keys = {a.keys.front(), b.keys.front()},
                 .label = fmt::format("{} and {}", a.label, b.label),
                 .rows = {},
                 .hypothesis = 0,
                 .after = out_.before};
    for (const Rows* fallen : {&a.rows, &b.rows, &of_both}) {
      pair.rows.insert(pair.rows.end(), fallen->begin(), fallen->end());
      take_away(pair.after, *fallen);
    }
    std::ranges::sort(pair.rows);
    give_ranks(pair.after, out_.rivals);
    return compared(std::move(pair));
  }

  // So many at most, and never one that changes only the order behind in the place of one that changes who is first.
  void keep(Variant pair) {
    if (out_.pairs.size() < kMostPairs) {
      out_.pairs.push_back(std::move(pair));
      return;
    }
    ++out_.pairs_not_kept;
    if (!pair.leader_changes) return;
    const auto weaker = std::ranges::find(out_.pairs, false, &Variant::leader_changes);
    if (weaker != out_.pairs.end()) *weaker = std::move(pair);
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
                        .keys = {},
                        .label = fmt::format("{} under {}: {} to {}", question_.rows[r].label,
                                             question_.hypotheses[h].label, sign_of(rating.value()), sign_of(to)),
                        .rows = {r},
                        .hypothesis = h,
                        .after = ranked(changed, rows_)};
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

std::string effect_of(const Question& question, const Variant& variant) {
  if (!variant.order_changes) return "the order stays";
  std::vector<std::string> first;
  for (const std::size_t h : variant.after.leaders()) first.push_back(question.hypotheses[h].label);
  if (first.empty()) return "nothing is left to rank";
  if (!variant.leader_changes)
    return fmt::format("{} {} first; the order behind changes", fmt::join(first, " and "),
                       first.size() == 1 ? "stays" : "stay");
  if (first.size() == 1) return first.front() + " comes first";
  return fmt::format("{} share first place", fmt::join(first, " and "));
}

std::string labels_of(const Question& question, const std::vector<std::size_t>& rows) {
  std::vector<std::string_view> out;
  for (const std::size_t r : rows) out.push_back(question.rows[r].label);
  return fmt::format("{}", fmt::join(out, ", "));
}

}  // namespace parley::assess
