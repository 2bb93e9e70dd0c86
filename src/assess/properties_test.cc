// Properties on random questions, against a model of what docs/assessments.md says that is slow, obvious and shares
// nothing with the code: it reads the cells as text, and where something "could" happen it tries everything.
#include <gmock/gmock.h>

#include <algorithm>
#include <random>

#include "assess/random_case.h"
#include "assess/view.h"

namespace parley::assess::testing {
namespace {

using Rows = std::vector<std::size_t>;

// What docs/assessments.md says, as one would do it with paper and pencil.
class Slow {
 public:
  Slow(const Question& question, const Matrix& matrix, Weighting weighting)
      : question_(question), matrix_(matrix), weighting_(weighting) {}

  Rows all() const {
    Rows out;
    for (std::size_t r = 0; r < question_.rows.size(); ++r) out.push_back(r);
    return out;
  }
  Rows without(const std::function<bool(std::size_t)>& drop) const {
    Rows out = all();
    std::erase_if(out, drop);
    return out;
  }
  // The rows that are left when these sources are taken away.
  Rows without_sources(const std::function<bool(const RowSource&)>& drop) const {
    return without([&](std::size_t r) {
      std::size_t left = 0;
      for (const RowSource& one : question_.rows[r].sources) left += drop(one) ? 0 : 1;
      return left == 0 && !question_.rows[r].sources.empty();
    });
  }

  std::set<std::size_t> rated_on(std::size_t h, const Rows& rows) const {
    std::set<std::size_t> out;
    for (const std::size_t r : rows)
      if (!matrix_.cells[r][h].text().empty()) out.insert(r);
    return out;
  }
  // Those rated on the same rows as most others, by ratings and then by number; empty when two sets are alike.
  std::vector<std::size_t> ranked(const Rows& rows) const {
    std::map<std::set<std::size_t>, std::vector<std::size_t>> sets;
    for (std::size_t h = 0; h < question_.hypotheses.size(); ++h)
      if (const auto on = rated_on(h, rows); !on.empty()) sets[on].push_back(h);
    std::map<std::pair<std::size_t, std::size_t>, std::vector<std::vector<std::size_t>>> by_size;
    for (const auto& [on, set] : sets) {
      std::size_t rivals = set.size();
      if (question_.hypotheses[set.back()].is_none_of_these) --rivals;
      by_size[{rivals * on.size(), rivals}].push_back(set);
    }
    if (by_size.empty() || by_size.rbegin()->second.size() > 1 || by_size.rbegin()->first.second < 2) return {};
    return by_size.rbegin()->second.front();
  }
  int score(std::size_t h, const Rows& rows) const {
    int out = 0;
    for (const std::size_t r : rows) out += against(matrix_.cells[r][h].text()) * weight(r);
    return out;
  }
  std::vector<int> ranks(const std::vector<std::size_t>& hypotheses, const Rows& rows) const {
    std::vector<int> out(question_.hypotheses.size());
    for (const std::size_t h : hypotheses) {
      if (rated_on(h, rows).empty()) continue;
      out[h] = 1;
      for (const std::size_t other : hypotheses)
        if (score(other, rows) < score(h, rows)) ++out[h];
    }
    return out;
  }

  static int against(const std::string& text) {
    static const std::map<std::string, int> words = {{"I", 1}, {"II", 2}, {"LR 0.05", 2}, {"LR 0.4", 1}};
    return words.contains(text) ? words.at(text) : 0;
  }
  int weight(std::size_t r) const {
    static const std::map<char, int> reliability = {{0, 60},   {'A', 100}, {'B', 80}, {'C', 60},
                                                    {'D', 40}, {'E', 20},  {'F', 60}};
    static const std::map<int, int> credibility = {{0, 60}, {1, 100}, {2, 80}, {3, 60}, {4, 40}, {5, 20}, {6, 60}};
    return weighting_ == Weighting::plain
               ? 100
               : reliability.at(matrix_.grades[r].reliability) * credibility.at(matrix_.grades[r].credibility) / 100;
  }

 private:
  const Question& question_;
  const Matrix& matrix_;
  const Weighting weighting_;
};

std::vector<std::size_t> firsts(const std::vector<int>& ranks) {
  std::vector<std::size_t> out;
  for (std::size_t h = 0; h < ranks.size(); ++h)
    if (ranks[h] == 1) out.push_back(h);
  return out;
}

void check_variant(const Variant& one, const std::vector<int>& before, const std::vector<int>& after) {
  EXPECT_EQ(one.after.ranks(), after) << one.label;
  EXPECT_EQ(one.order_changes, after != before) << one.label;
  EXPECT_EQ(one.leader_changes, firsts(after) != firsts(before)) << one.label;
}

void check_sensitivity(const Question& question, const Matrix& matrix, Weighting weighting) {
  const Slow slow(question, matrix, weighting);
  const Sensitivity out = sensitivity(question, matrix, all_rows(question), weighting);
  const auto ranked = slow.ranked(slow.all());
  const auto before = slow.ranks(ranked, slow.all());
  ASSERT_EQ(out.before.ranks(), before);
  const auto after = [&](const Rows& rows) { return slow.ranks(ranked, rows); };
  std::set<std::string> named, sides;
  for (const Row& row : question.rows)
    for (const RowSource& one : row.sources) {
      named.insert(one.key);
      if (!one.side.empty()) sides.insert(one.side);
    }
  ASSERT_EQ(out.sources.size(), named.size());
  for (const Variant& one : out.sources)
    check_variant(one, before, after(slow.without_sources([&](const RowSource& s) { return s.key == one.keys[0]; })));
  ASSERT_EQ(out.sides.size(), sides.size());
  for (const Variant& one : out.sides)
    check_variant(one, before, after(slow.without_sources([&](const RowSource& s) { return s.side == one.keys[0]; })));
  for (const Variant& one : out.rows)
    check_variant(one, before, after(slow.without([&](std::size_t r) { return question.rows[r].id == one.keys[0]; })));
  // Every pair: kept, and what it does, exactly when neither of the two does it alone.
  std::map<std::vector<std::string>, const Variant*> kept;
  for (const Variant& one : out.pairs) kept[one.keys] = &one;
  std::size_t tried = 0;
  for (const auto& a : named)
    for (const auto& b : named) {
      if (a >= b) continue;
      ++tried;
      const auto both = after(slow.without_sources([&](const RowSource& s) { return s.key == a || s.key == b; }));
      const auto only_a = after(slow.without_sources([&](const RowSource& s) { return s.key == a; }));
      const auto only_b = after(slow.without_sources([&](const RowSource& s) { return s.key == b; }));
      const bool new_order = both != before && only_a == before && only_b == before;
      const bool new_first =
          firsts(both) != firsts(before) && firsts(only_a) == firsts(before) && firsts(only_b) == firsts(before);
      ASSERT_EQ(kept.contains({a, b}), new_order || new_first) << a << " and " << b;
      if (kept.contains({a, b})) check_variant(*kept[{a, b}], before, both);
    }
  EXPECT_EQ(out.pairs_tried, tried);
  for (const Variant& one : out.flips) {
    static const std::map<std::string, std::string> flip = {{"I", "C"}, {"II", "CC"}, {"C", "I"}, {"CC", "II"}};
    Matrix changed = matrix;
    Rating& rating = changed.cells[one.rows.front()][one.hypothesis];
    const std::string to = flip.at(std::string(sign_of(rating.value())));
    rating.ratio.reset();
    rating.word = consistency_from(to);
    check_variant(one, before, Slow(question, changed, weighting).ranks(ranked, slow.all()));
  }
}

TEST(Properties, EveryVariantIsWhatLeavingTheRowsOutByHandGives) {
  std::mt19937 random(7);
  for (int round = 0; round < 25; ++round) {
    const Question question = random_case(random).question();
    for (const Matrix& matrix : question.matrices)
      for (const auto weighting : {Weighting::plain, Weighting::weighted})
        check_sensitivity(question, matrix, weighting);
    if (::testing::Test::HasFailure()) FAIL() << "round " << round;
  }
}

// `--without` asks anew who is rated on the same rows; of those that were ranked before, the order is that of the
// variant.
TEST(Properties, LeavingASourceOutByHandAgreesWithItsVariant) {
  std::mt19937 random(17);
  for (int round = 0; round < 20; ++round) {
    const Case one = random_case(random);
    const Desk desk = one.desk();
    const auto made = make_view(desk, kQuestionId, {});
    const View& whole = *made;
    for (std::size_t m = 0; m < whole.parties.size(); ++m)
      for (const Variant& variant : whole.parties[m].sensitivity.sources) {
        const auto view = make_view(desk, kQuestionId, {.without = {variant.label}, .as_of = {}});
        for (std::size_t h = 0; h < whole.question.hypotheses.size(); ++h) {
          const Standing& by_hand = view->parties[m].ranking().standings[h];
          ASSERT_EQ(by_hand.inconsistency, variant.after.standings[h].inconsistency);
          ASSERT_EQ(by_hand.rated, variant.after.standings[h].rated);
        }
      }
  }
}

// Tries everything that can still be said in the empty cells of `rows` under `hypotheses`, and calls use(matrix) with
// each. In a weighted ranking a row that is not among `settled` can get the grades that were not given, too: the best
// and a weak one stand for all.
void fill(const Matrix& matrix, const Rows& rows, const std::vector<std::size_t>& hypotheses,
          const std::set<std::size_t>& settled, Weighting weighting, const std::function<void(const Matrix&)>& use) {
  for (const std::size_t r : rows) {
    const auto empty = std::ranges::find_if(hypotheses, [&](std::size_t h) { return !matrix.cells[r][h].counts(); });
    if (empty == hypotheses.end()) continue;
    const bool gets_grades = weighting == Weighting::weighted && !settled.contains(r);
    Matrix next = matrix;
    if (gets_grades && matrix.grades[r].reliability == 0)
      for (const char grade : {'A', 'D'}) {
        next.grades[r].reliability = grade;
        fill(next, rows, hypotheses, settled, weighting, use);
      }
    else if (gets_grades && matrix.grades[r].credibility == 0)
      for (const int grade : {1, 4}) {
        next.grades[r].credibility = grade;
        fill(next, rows, hypotheses, settled, weighting, use);
      }
    else
      for (const auto word : {Consistency::neutral, Consistency::inconsistent, Consistency::very_inconsistent}) {
        next.cells[r][*empty].word = word;
        fill(next, rows, hypotheses, settled, weighting, use);
      }
    return;
  }
  use(matrix);
}

// How far what can be filled in reaches, of those that are ranked alone.
std::optional<Reach> reach_of(const Question& question, const Matrix& matrix, const Rows& rows, const Rows& of,
                              const std::vector<std::size_t>& ranked, Weighting weighting) {
  const Slow slow(question, matrix, weighting);
  const auto before = slow.ranks(ranked, of);
  std::optional<Reach> out;
  fill(matrix, rows, ranked, slow.rated_on(ranked.front(), of), weighting, [&](const Matrix& filled) {
    const auto after = Slow(question, filled, weighting).ranks(ranked, of);
    if (firsts(after) != firsts(before))
      out = Reach::first_place;
    else if (after != before && !out)
      out = Reach::order;
  });
  return out;
}

// How far `h` comes when it and those that are ranked are rated on all of `rows`.
std::optional<Reach> reach_beside(const Question& question, const Matrix& matrix, const Rows& rows, std::size_t h,
                                  const std::vector<std::size_t>& ranked, Weighting weighting) {
  std::vector<std::size_t> all = ranked;
  all.push_back(h);
  std::optional<Reach> out;
  fill(matrix, rows, all, Slow(question, matrix, weighting).rated_on(ranked.front(), rows), weighting,
       [&](const Matrix& filled) {
         const Slow slow(question, filled, weighting);
         const auto ranks = slow.ranks(all, rows);
         const bool is_behind_all = std::ranges::all_of(
             ranked, [&](std::size_t other) { return slow.score(other, rows) < slow.score(h, rows); });
         if (ranks[h] == 1)
           out = Reach::first_place;
         else if (!is_behind_all && !out)
           out = Reach::order;
       });
  return out;
}

// How many matrices fill() would make.
double fillings(const Matrix& matrix, const Rows& rows, std::size_t hypotheses, Weighting weighting) {
  double out = 1;
  for (const std::size_t r : rows) {
    for (std::size_t h = 0; h < hypotheses; ++h) out *= matrix.cells[r][h].counts() ? 1 : 3;
    if (weighting == Weighting::plain) continue;
    out *= (matrix.grades[r].reliability == 0 ? 2 : 1) * (matrix.grades[r].credibility == 0 ? 2 : 1);
  }
  return out;
}

// Returns whether the question was small enough to be tried out.
bool check_discriminators(const Question& question, const Matrix& matrix, Weighting weighting) {
  const Slow slow(question, matrix, weighting);
  const auto ranked = slow.ranked(slow.all());
  if (ranked.empty() || fillings(matrix, slow.all(), question.hypotheses.size(), weighting) > 1000) return false;
  const auto sensitive = sensitivity(question, matrix, all_rows(question), weighting);
  const CollectNext next = collect_next(question, matrix, all_rows(question), sensitive);
  std::map<std::string, Reach> found;
  for (const Discriminator& one : next.list)
    if (one.kind != Discriminator::Kind::source) found[one.key] = one.reach;
  const auto expected = [&](const std::string& id, std::optional<Reach> alone, std::optional<Reach> together) {
    if (!alone && together) alone = Reach::together;
    EXPECT_EQ(found.contains(id), alone.has_value()) << id;
    if (alone && found.contains(id)) EXPECT_EQ(word_of(found[id]), word_of(*alone)) << id;
  };
  const auto on = slow.rated_on(ranked.front(), slow.all());
  const auto with_all_open = reach_of(question, matrix, slow.all(), slow.all(), ranked, weighting);
  bool anything = false;
  for (const std::size_t r : slow.all()) {
    if (on.contains(r)) continue;
    expected(question.rows[r].id, reach_of(question, matrix, {r}, slow.all(), ranked, weighting), with_all_open);
    anything = anything || with_all_open;
  }
  for (std::size_t h = 0; h < question.hypotheses.size(); ++h) {
    if (std::ranges::find(ranked, h) != ranked.end()) continue;
    const auto own = slow.rated_on(h, slow.all());
    if (question.hypotheses[h].is_none_of_these && own.empty()) continue;
    Rows rows;
    std::ranges::set_union(on, own, std::back_inserter(rows));
    const auto together = reach_beside(question, matrix, slow.all(), h, ranked, weighting);
    expected(question.hypotheses[h].id, reach_beside(question, matrix, rows, h, ranked, weighting), together);
    anything = anything || together;
  }
  bool a_source_turns = std::ranges::any_of(sensitive.sources, &Variant::order_changes);
  for (const Variant& one : sensitive.rows)
    a_source_turns = a_source_turns || (one.order_changes && question.rows[one.rows[0]].sources.empty());
  EXPECT_EQ(next.exhausted, !anything && !a_source_turns);
  return true;
}

TEST(Properties, WhatCouldTurnTheOrderIsWhatTryingEverythingFinds) {
  std::mt19937 random(19);
  int tried = 0;
  for (int round = 0; round < 100; ++round) {
    const Question question = random_case(random, 3, 4).question();
    for (const Matrix& matrix : question.matrices)
      for (const auto weighting : {Weighting::plain, Weighting::weighted})
        tried += check_discriminators(question, matrix, weighting) ? 1 : 0;
    if (::testing::Test::HasFailure()) FAIL() << "round " << round;
  }
  EXPECT_GT(tried, 100);
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
        const auto all = sensitivity(question, matrix, all_rows(question), Weighting::weighted);
        for (const int rank_of : all.before.ranks()) out += std::to_string(rank_of);
        for (const auto* list : {&all.sources, &all.sides, &all.pairs, &all.flips})
          for (const Variant& variant : *list) out += variant.label + ": " + effect_of(question, variant) + "; ";
        for (const Discriminator& item : collect_next(question, matrix, all_rows(question), all).list)
          out += sentence_of(question, item);
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
