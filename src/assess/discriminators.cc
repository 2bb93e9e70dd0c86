// A rating that is still missing can at most say "very inconsistent" once more for each hypothesis. So a row that is
// not rated yet turns the order exactly when two sums are no further apart than that; and a hypothesis that stands
// beside comes before another exactly when what speaks against it already is no more than what could come to speak
// against the other. The test tries all ratings that there are.
#include "assess/discriminators.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace parley::assess {
namespace {

// With the best grade where none was given yet: it may come with the rating.
Grades at_best(Grades grades) {
  if (grades.reliability == 0) grades.reliability = 'A';
  if (grades.credibility == 0) grades.credibility = 1;
  return grades;
}

Rating strongest_against() {
  Rating out;
  out.word = Consistency::very_inconsistent;
  return out;
}

// The smaller, the weaker: by the source first, then by the item.
auto weakness(const Grades& grades) {
  return std::make_pair(rank_of_reliability(grades.reliability), rank_of_credibility(grades.credibility));
}

// Collects for one party, from its own matrix: what another party has rated only tells how much a row sets apart.
class Collector {
 public:
  Collector(const Question& question, const Matrix& matrix, const Selection& rows, const Sensitivity& sensitivity)
      : question_(question), matrix_(matrix), rows_(rows), sensitivity_(sensitivity) {}

  CollectNext run() {
    // With fewer than two rivals there is no order that anything could turn, so `exhausted` stays false.
    if (!question_.can_be_ranked()) return {};
    const bool is_ranked = measure();
    if (is_ranked) add_sources();
    for (std::size_t r = 0; r < rows_.size(); ++r)
      if (is_open(r)) add_row(r, is_ranked);
    for (std::size_t h = 0; h < question_.hypotheses.size(); ++h)
      if (!sensitivity_.rivals[h]) add_hypothesis(h, is_ranked);
    std::ranges::stable_sort(out_.list, {}, [](const Discriminator& one) {
      return std::make_tuple(-static_cast<int>(one.reach), one.kind, weakness(one.weakest), -one.tells.value_or(-1));
    });
    out_.exhausted = is_ranked && out_.list.empty();
    return std::move(out_);
  }

 private:
  // The distances between those that are ranked, and the rows that they are rated on. When nothing is ranked those are
  // all rows on which any rival is.
  bool measure() {
    std::vector<std::int64_t> sums;
    for (std::size_t h = 0; h < question_.hypotheses.size(); ++h)
      if (sensitivity_.before.standings[h].rank > 0) sums.push_back(sensitivity_.before.standings[h].inconsistency);
    const bool is_ranked = !sums.empty();
    settled_.resize(rows_.size());
    for (std::size_t r = 0; r < rows_.size(); ++r) {
      if (!takes_part(r)) continue;
      for (std::size_t h = 0; h < question_.hypotheses.size(); ++h)
        if (is_ranked ? bool(sensitivity_.rivals[h]) : !question_.hypotheses[h].is_none_of_these)
          settled_[r] = settled_[r] || matrix_.cells[r][h].counts();
      if (!settled_[r]) open_ += counts_at_most(r);
    }
    if (!is_ranked) return false;
    std::ranges::sort(sums);
    lowest_ = sums.front(), highest_ = sums.back();
    // Nothing is ranked with fewer than two rivals (comparable()), so there is a second sum.
    to_the_second_ = smallest_gap_ = sums[1] - sums[0];
    for (std::size_t i = 1; i < sums.size(); ++i) smallest_gap_ = std::min(smallest_gap_, sums[i] - sums[i - 1]);
    return true;
  }

  bool takes_part(std::size_t r) const { return rows_[r] && question_.rows[r].problem.empty(); }
  // Takes part, and none of those that are ranked is rated on it.
  bool is_open(std::size_t r) const { return takes_part(r) && !settled_[r]; }
  // What a rating of the row can come to count against one hypothesis.
  std::int64_t counts_at_most(std::size_t r) const {
    return inconsistency_of(strongest_against(), at_best(matrix_.grades[r]), weighting());
  }
  // By how much at most a hypothesis that is rated on the row comes nearer to those that are not, once they are. Its
  // own rating counts for more as well when the row gets a better grade.
  std::int64_t comes_nearer_by(std::size_t r, const Rating& rating) const {
    return counts_at_most(r) - inconsistency_of(rating, at_best(matrix_.grades[r]), weighting()) +
           inconsistency_of(rating, matrix_.grades[r], weighting());
  }
  Weighting weighting() const { return sensitivity_.before.weighting; }

  // Sources that the order rests on: another source for the same rows would make it hold when this one falls. The
  // weakest grade among the rows is told, since it says how likely that is.
  void add_sources() {
    const auto add = [&](const Variant& variant) {
      if (!variant.order_changes) return;
      Discriminator one = made(Discriminator::Kind::source, variant.keys.front(), variant.label);
      one.reach = variant.leader_changes ? Reach::first_place : Reach::order;
      one.rows = variant.rows;
      one.effect = effect_of(question_, variant);
      one.weakest = matrix_.grades[variant.rows.front()];
      for (const std::size_t r : variant.rows)
        if (weakness(matrix_.grades[r]) < weakness(one.weakest)) one.weakest = matrix_.grades[r];
      out_.list.push_back(std::move(one));
    };
    for (const Variant& variant : sensitivity_.sources) add(variant);
    // A row of which no source is named stands by itself alone.
    for (const Variant& variant : sensitivity_.rows)
      if (question_.rows[variant.rows.front()].source().empty()) add(variant);
  }

  // A row that nobody of the ranked is rated on. What it can do alone decides its reach; if only all open rows together
  // can close the smallest gap it still stands in the list, as `together`, and if not even they can it is left out.
  void add_row(std::size_t r, bool is_ranked) {
    Discriminator one = made(Discriminator::Kind::row, question_.rows[r].id, question_.rows[r].label);
    one.rows = {r};
    if (!is_ranked || to_the_second_ <= counts_at_most(r))
      one.reach = Reach::first_place;
    else if (smallest_gap_ <= counts_at_most(r))
      one.reach = Reach::order;
    else if (smallest_gap_ > open_)
      return;
    for (const Matrix& other : question_.matrices)
      if (const auto steps = diagnosticity(other.cells[r]); steps && other.party != matrix_.party)
        one.tells = std::max(one.tells.value_or(0), *steps);
    out_.list.push_back(std::move(one));
  }

  // Beside those that are ranked. None-of-these is often rated nowhere, on purpose, and then nothing is missing.
  void add_hypothesis(std::size_t h, bool is_ranked) {
    const Standing& standing = sensitivity_.before.standings[h];
    if (question_.hypotheses[h].is_none_of_these && (standing.rated == 0 || !is_ranked)) return;
    Discriminator one =
        made(Discriminator::Kind::hypothesis, question_.hypotheses[h].id, question_.hypotheses[h].label);
    one.hypothesis = h;
    one.rated = standing.rated, one.of = sensitivity_.before.rows;
    // On open rows on which this one is rated the ranked ones have still to be rated, and it comes nearer to them then;
    // on open rows on which it is not rated either it could stay as it is while all the ranked ones get worse.
    std::int64_t of_others = 0, of_all = 0;  // what can come to speak against those that are ranked
    for (std::size_t r = 0; r < rows_.size(); ++r) {
      if (!takes_part(r)) continue;
      const Rating& rating = matrix_.cells[r][h];
      if (settled_[r] && !rating.counts()) one.rows.push_back(r);
      if (settled_[r]) continue;
      if (rating.counts())
        of_others += comes_nearer_by(r, rating);
      else
        of_all += counts_at_most(r);
    }
    if (!is_ranked) {
      if (one.rows.empty()) return;
      one.reach = Reach::first_place;
    } else if (standing.inconsistency <= lowest_ + of_others) {
      one.reach = Reach::first_place;
    } else if (standing.inconsistency <= highest_ + of_others) {
      one.reach = Reach::order;
    } else if (standing.inconsistency > highest_ + of_others + of_all) {
      return;
    }
    out_.list.push_back(std::move(one));
  }

  // A discriminator that has no more than what it is about; reach and the rest are filled in by the caller.
  static Discriminator made(Discriminator::Kind kind, const std::string& key, const std::string& label) {
    return {.kind = kind,
            .reach = Reach::together,
            .key = key,
            .label = label,
            .rows = {},
            .hypothesis = 0,
            .rated = 0,
            .of = 0,
            .weakest = {},
            .tells = {},
            .effect = {}};
  }

  const Question& question_;
  const Matrix& matrix_;
  const Selection& rows_;
  const Sensitivity& sensitivity_;
  std::vector<bool> settled_;  // rows on which those that are ranked are rated
  std::int64_t open_ = 0;      // what all other rows together can come to count
  std::int64_t lowest_ = 0, highest_ = 0, to_the_second_ = 0, smallest_gap_ = 0;
  CollectNext out_;
};

}  // namespace

std::string_view word_of(Reach reach) {
  switch (reach) {
    case Reach::together:
      return "together";
    case Reach::order:
      return "order";
    case Reach::first_place:
      return "first-place";
  }
  return "";
}

std::string_view word_of(Discriminator::Kind kind) {
  switch (kind) {
    case Discriminator::Kind::source:
      return "source";
    case Discriminator::Kind::row:
      return "row";
    case Discriminator::Kind::hypothesis:
      return "hypothesis";
  }
  return "";
}

CollectNext collect_next(const Question& question, const Matrix& matrix, const Selection& rows,
                         const Sensitivity& sensitivity) {
  return Collector(question, matrix, rows, sensitivity).run();
}

std::string sentence_of(const Question& question, const Discriminator& one) {
  // The words for what each kind could do. A source is told with what happens without it, the others with what they
  // could bring about.
  const std::string_view could = one.reach == Reach::first_place ? "change who comes first"
                                 : one.reach == Reach::order     ? "change the order"
                                                                 : "change the order together with what else is open";
  switch (one.kind) {
    case Discriminator::Kind::source: {
      const std::string graded = one.weakest.text() == "-" ? "not graded" : "graded " + one.weakest.text();
      const bool is_row = question.row_index(one.key).has_value();
      return is_row
                 ? fmt::format("A source for {}, which names none ({}): without it {}", one.label, graded, one.effect)
                 : fmt::format("Another source for {}, which {} on “{}” alone ({}): without it {}",
                               labels_of(question, one.rows), one.rows.size() == 1 ? "rests" : "rest", one.label,
                               graded, one.effect);
    }
    case Discriminator::Kind::row: {
      const std::string tells = one.tells ? fmt::format(" (it tells {} of 4 by others’ ratings)", *one.tells) : "";
      return fmt::format("A rating of {}, which is not rated yet{}: it could {}", one.label, tells, could);
    }
    case Discriminator::Kind::hypothesis: {
      const std::string on = one.rows.empty() ? "the others on the rows that it is rated on"
                                              : fmt::format("{} on {}", one.label, labels_of(question, one.rows));
      return fmt::format("Ratings of {}; {} is rated on {} of {}: it could {}", on, one.label, one.rated, one.of,
                         one.reach == Reach::first_place ? "come first" : could);
    }
  }
  return {};
}

std::string_view nothing_to_collect(const CollectNext& next) {
  return next.exhausted ? "Exhausted: nothing that is here could still turn this order, neither what is not rated yet "
                          "nor the loss of any one source."
                        : "Nothing can be said before two rivals are rated.";
}

}  // namespace parley::assess
