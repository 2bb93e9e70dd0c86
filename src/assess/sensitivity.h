// What would change a party's order of hypotheses (Heuer, step 6): each source left out, each pair of sources, all that
// is on one party's side, each row, and each single rating turned to its opposite. A row falls when nothing that it
// comes from is left. Who is ranked stays the same in every variant; the test compares with a slow obvious ranking.
//
// Rows times hypotheses rankings of as many cells, and for each pair of sources a sum: with 200 rows and 6 hypotheses
// some milliseconds.
#pragma once

#include "assess/ranking.h"

namespace parley::assess {

struct Variant {
  enum class Kind { without_source, without_pair, without_side, without_row, flipped } kind;
  std::vector<std::string> keys;  // source keys, a party id, a row id; none for a flip
  std::string label;              // as people read it: "the note", "the note and the log", "E3 under H1: II to CC"
  std::vector<std::size_t> rows;  // that fall, or the one row of the flip
  std::size_t hypothesis = 0;     // of a flip
  Ranking after;
  bool order_changes = false;   // any rank differs
  bool leader_changes = false;  // another set of hypotheses comes first
};

inline constexpr std::size_t kMostPairs = 100;  // that are kept

struct Sensitivity {
  Ranking before;
  Rivals rivals;  // who is ranked
  std::vector<Variant> sources, sides, rows;
  // Only the pairs that do what neither of the two does alone: change who comes first, or the order. Those that change
  // who comes first stand first.
  std::vector<Variant> pairs;
  std::size_t pairs_tried = 0;
  std::size_t pairs_not_kept = 0;  // behind kMostPairs
  // One for each rating that is for or against, weakest first: by the grade of its source, then of the item, then as
  // the rows stand.
  std::vector<Variant> flips;
};
Sensitivity sensitivity(const Question& question, const Matrix& matrix, const Selection& rows, Weighting weighting);

// What `variant` does to the order, in a few words: "the order stays", "H2 comes first", "H1 and H2 share first
// place".
std::string effect_of(const Question& question, const Variant& variant);
// "E1, E2": rows by their short names.
std::string labels_of(const Question& question, const std::vector<std::size_t>& rows);

}  // namespace parley::assess
