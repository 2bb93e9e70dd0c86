// What would change a party's order of hypotheses (Heuer, step 6): each source left out, everything that one other
// party controls left out, each row left out, each single rating turned to its opposite. Every variant is ranked anew
// from the matrix; the test compares with a slow obvious ranking. Rows times hypotheses rankings of as many cells: with
// 200 rows and 6 hypotheses some milliseconds.
#pragma once

#include "assess/ranking.h"

namespace parley::assess {

struct Variant {
  enum class Kind { without_source, without_controlled, without_row, flipped } kind;
  std::string key;                // source key, party id, row id, "" for a flip
  std::string label;              // as people read it: "the note", "E3", "E3 under H1: II to CC"
  std::vector<std::size_t> rows;  // left out, or the one row of the flip
  std::size_t hypothesis = 0;     // of a flip
  Ranking after;
  bool order_changes = false;   // any rank differs
  bool leader_changes = false;  // another set of hypotheses comes first
};

struct Sensitivity {
  Ranking before;
  std::vector<Variant> sources, controlled, rows;
  // One for each rating that is for or against, weakest first: by the grade of its source, then of the item, then as
  // the rows stand.
  std::vector<Variant> flips;
};
Sensitivity sensitivity(const Question& question, const Matrix& matrix, const Selection& rows, Weighting weighting);

}  // namespace parley::assess
