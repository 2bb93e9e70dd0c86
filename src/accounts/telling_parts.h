// Inside of accounts: what a telling has beside its lines, made out of them.
#pragma once

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
// Whether the first of two quotations is the stronger one.
bool stronger(const Material& material, const Quotation& one, const Quotation& other);

// Faces, floor, wholes, who declined and what moved, of a telling that has its lines.
void tell_parts(const Comparison& comparison, const Selection& selection, const Standings& standings,
                const Names& names, Telling& telling);

}  // namespace parley::accounts
