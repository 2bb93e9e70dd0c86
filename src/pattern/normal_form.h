// Whether two patterns mean the same, by bringing both to a normal form.
//
// The normal form is the OR of alternatives that hold no OR themselves, without duplicates and without alternatives
// that another one makes superfluous, in a fixed order; inside square brackets likewise. Constants have one spelling
// each. Qualifiers are kept as they are written: what follows from their numbers is not looked into. So "the same" is
// certain, while patterns that are found different may still match the same observations.
#pragma once

#include "base/result.h"
#include "pattern/ast.h"

namespace parley::pattern {

inline constexpr std::size_t kMaxAlternatives = 1024;

// Fails with too_large when a pattern multiplies out to more than kMaxAlternatives alternatives.
Result<ObservationExpression> normal_form(const ObservationExpression& pattern);
Result<bool> equivalent(const ObservationExpression& a, const ObservationExpression& b);

}  // namespace parley::pattern
