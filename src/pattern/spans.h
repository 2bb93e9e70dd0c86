// How early a part of a pattern can be done with, as a function of when it may begin.
#pragma once

#include <vector>

#include "pattern/program.h"

namespace parley::pattern {

// One step of the function: when nothing of the part may be bound before `start` (and the step before is over), the
// earliest instant by which all of it can be bound is max(that start, `end`).
struct Step {
  Instant start;
  Instant end;
};
// Ascending in both. Behind the last step the part cannot be bound any more.
using Spans = std::vector<Step>;

inline constexpr Instant kImpossible = kForever * 4;

Instant earliest_end(const Spans& spans, Instant start);
void add_step(Spans& spans, Step step);                 // `step` is not before the last one
Spans both(const Spans& a, const Spans& b);             // AND
Spans either(const Spans& a, const Spans& b);           // OR
Spans one_after_other(const Spans& a, const Spans& b);  // FOLLOWEDBY
Spans no_wider(const Spans& a, Instant width);          // WITHIN

}  // namespace parley::pattern
