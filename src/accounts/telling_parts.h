// Inside of accounts: what a telling has beside its lines, made out of them.
#pragma once

#include <functional>
#include <map>

#include "accounts/names.h"
#include "accounts/sides.h"

namespace parley::accounts {

bool takes_side(Telling::Manner manner, bool so);
// Of first, second and others (0, 1, 2) those with whom somebody stands.
std::vector<std::size_t> places_of(Standing standing);

// By the rule of Telling::Face. `reports`: of a statement those that report the same utterance.
Telling::Words strongest_words(const Material& material, const std::vector<StatementIndex>& statements,
                               const std::map<StatementIndex, const Utterance*>& reports);
// How strong a quotation is beside others, reckoned once for many comparisons. Of the material, which must outlive it.
class Strength {
 public:
  Strength(const Material& material, const Quotation& quote);
  bool above(const Strength& other) const;

 private:
  std::tuple<bool, bool, bool, bool, bool, bool> rank_;
  std::ptrdiff_t points_;  // propositions that the statement speaks of
  std::size_t words_;
  PlaceInText place_;
};

// Who and what is in any line of a telling, also of those without sayings: a flag each.
struct Spoken {
  std::vector<bool> accounts, statements;
  std::vector<bool> anybody;                     // by party; the last: somebody who is not known
  std::array<std::vector<bool>, 4> of_standing;  // by Standing and party
  bool asked = false;                            // somebody was
};

// Faces, floor, wholes, who declined and what moved, of a telling that has its lines. `fill` makes the sayings of a
// line that has none.
void tell_parts(const Comparison& comparison, const Selection& selection, const Standings& standings,
                const Names& names, const Spoken& spoken, const std::function<void(Telling::Line&)>& fill,
                Telling& telling);

}  // namespace parley::accounts
