// The parties' matrices laid over each other, cell by cell: where they agree, and where the dispute really sits. A row
// is where it sits when one party's order of hypotheses would change if it took over the other's ratings of that row
// alone. An Overlay points into the question that it was made of.
#pragma once

#include "assess/ranking.h"

namespace parley::assess {

enum class Dispute : std::uint8_t {
  none,      // fewer than two parties rated it
  same,      // the same rating
  degree,    // the same side, or one neutral
  opposite,  // one for, one against
};
std::string_view word_of(Dispute dispute);

struct OverlaidCell {
  std::vector<const Rating*> ratings;  // by matrix of the question; null when that party has none that counts
  Dispute dispute = Dispute::none;     // the widest between any two
  int distance = 0;                    // steps between the lowest and the highest rating, 0..4
};

// "With B's ratings of this row alone, A's order would change."
struct Turn {
  std::size_t of, with;  // matrices
  bool leader_changes = false;
};

struct OverlaidRow {
  std::vector<OverlaidCell> cells;  // by hypothesis
  int distance = 0;                 // summed over the cells
  bool grades_differ = false;       // on the source or the item
  std::vector<Turn> turns;
};

struct Overlay {
  std::vector<OverlaidRow> rows;  // by row of the question
  std::vector<std::size_t>
      by_dispute;  // rows with any, those that turn a leader first, then an order, then by distance
};
Overlay overlay(const Question& question, const Selection& rows, Weighting weighting);

}  // namespace parley::assess
