// How one party's matrix ranks the hypotheses: by least inconsistency (Heuer, Analysis of Competing Hypotheses, steps 5
// and 7), and, where likelihood ratios are given, by Bayes' rule beside it. The two are never combined.
//
// All sums are over whole numbers or over sorted addends, so that the order of rows changes no digit.
#pragma once

#include "assess/assess.h"

namespace parley::assess {

// `weighted` lets inconsistencies count less when the source or the item is graded weak. It is a variant, named as such
// wherever it is shown: the plain count is what Heuer describes.
enum class Weighting { plain, weighted };

// Which rows take part, one flag a row of the question. Rows with a problem never do.
using Selection = std::vector<bool>;
Selection all_rows(const Question& question);
// `rows` without those that are left with no source when each source for which `drop` says so is taken away. A row of
// which no source is known stays.
Selection without_sources(const Question& question, Selection rows, const std::function<bool(const RowSource&)>& drop);

// One flag a hypothesis of the question.
using Rivals = std::vector<bool>;
// Which hypotheses can stand in one order. The fewer rows a hypothesis is rated on, the less can speak against it, so
// only those that are rated on exactly the same rows are set against each other. Of several such sets it is the one
// with the most ratings, of these the one with the most rivals; nobody, when that leaves two, or a set without two
// rivals beside none-of-these.
Rivals comparable(const Question& question, const Matrix& matrix, const Selection& rows);

struct Standing {
  std::int64_t inconsistency = 0;  // in hundredths: I counts 100, II 200, times the weight when weighted
  int rank = 0;                    // 1 is the least inconsistent; equal scores share a rank; 0: not ranked
  int rated = 0;                   // rows rated for this hypothesis, of those that take part
};
struct Ranking {
  Weighting weighting = Weighting::plain;
  std::vector<Standing> standings;  // by hypothesis
  int rows = 0;                     // that take part
  int rated = 0;                    // those on which each that is ranked is rated; 0: nothing is ranked

  std::vector<int> ranks() const;
  std::vector<std::size_t> leaders() const;  // of rank 1
  std::vector<std::size_t> order() const;    // by rank; unranked last, those rated on more rows before others
};
// Of those that are comparable; the others stand beside, with the number of rows that they are rated on.
Ranking rank(const Question& question, const Matrix& matrix, const Selection& rows, Weighting weighting);
// The same of `rivals`, whom the caller knows to be comparable: so that leaving rows out brings nobody into an order
// and puts nobody out of it.
Ranking rank(const Question& question, const Matrix& matrix, const Selection& rows, Weighting weighting,
             const Rivals& rivals);
// Gives `rivals` their ranks by their sums, and nobody else one.
void give_ranks(Ranking& ranking, const Rivals& rivals);
// A rating as a ranking counts it: 0 for everything that does not speak against the hypothesis.
std::int64_t inconsistency_of(const Rating& rating, const Grades& grades, Weighting weighting);

// How far a row tells the hypotheses apart: the steps between its highest and its lowest rating, 0 (tells nothing
// apart) to 4. Nothing when fewer than two hypotheses are rated.
std::optional<int> diagnosticity(const std::vector<Rating>& row);

// Bayes' rule over the rows whose likelihood ratios are given for every hypothesis but none-of-these, which has the
// ratio 1. Starts from equal chances and takes the rows as independent given the hypothesis; both
// are said wherever it is shown.
struct Bayes {
  std::vector<double> posterior;       // by hypothesis; sums to 1
  std::vector<std::size_t> used_rows;  // in the order of the question
  std::vector<std::size_t> left_out;   // take part, but lack a ratio
};
std::optional<Bayes> bayes(const Question& question, const Matrix& matrix, const Selection& rows);

}  // namespace parley::assess
