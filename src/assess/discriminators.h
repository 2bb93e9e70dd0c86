// What to collect next (Heuer, steps 6 and 8): which source, which row and which hypothesis could still turn a party's
// order, judged by what a rating of it could count at most. Where there is nothing of the kind the question is
// exhausted: for this party, and as far as what is here goes, since something that nobody has put in may turn anything.
#pragma once

#include "assess/sensitivity.h"

namespace parley::assess {

// How far it reaches, at most. `together`: not by itself, but with everything else that is still open.
enum class Reach : std::uint8_t { together, order, first_place };
std::string_view word_of(Reach reach);  // "order"; "first-place"

struct Discriminator {
  // `source`: what rests on it alone carries the order, so another source for it would make it firmer or undo it; a row
  // of which no source is named is one by itself. `row`: not rated yet for those that are ranked. `hypothesis`: not
  // ranked, as it is rated on other rows than those that are.
  enum class Kind : std::uint8_t { source, row, hypothesis } kind;
  Reach reach = Reach::together;
  std::string key;                // source key, or id
  std::string label;              // as people read it
  std::vector<std::size_t> rows;  // that rest on the source; the row; on which the hypothesis is still to be rated
  std::size_t hypothesis = 0;
  int rated = 0, of = 0;     // of a hypothesis: "rated on 1 of 13"
  Grades weakest;            // of a source: the weakest grades of its rows
  std::optional<int> tells;  // of a row: how far another party's ratings of it tell the hypotheses apart, at most
  std::string effect;        // of a source: what follows without it, as effect_of() has it
};
std::string_view word_of(Discriminator::Kind kind);

struct CollectNext {
  std::vector<Discriminator> list;  // by reach, then sources (weakest first), rows (telling most first), hypotheses
  bool exhausted = false;           // something is ranked, and `list` is empty
};
CollectNext collect_next(const Question& question, const Matrix& matrix, const Selection& rows,
                         const Sensitivity& sensitivity);

// As a sentence without its end: "E4, not rated yet: rated, it could change who comes first".
std::string sentence_of(const Question& question, const Discriminator& one);
// What stands where the list is empty.
std::string_view nothing_to_collect(const CollectNext& next);

}  // namespace parley::assess
