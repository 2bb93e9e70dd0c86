#include "pattern/spans.h"

#include <algorithm>

// Step functions over time and how they combine; binding.cc has the idea. Each operation goes through both lists
// once, and a list has at most one step for each observation below it.
namespace parley::pattern {

// The first step that begins at or behind `start` is the one that holds there.
Instant earliest_end(const Spans& spans, Instant start) {
  const auto step =
      std::lower_bound(spans.begin(), spans.end(), start, [](const Step& s, Instant value) { return s.start < value; });
  return step == spans.end() ? kImpossible : std::max(start, step->end);
}

// A later step with the same end covers the one before; one with the same start takes its place.
// Steps come in the order of their starts, so only the last one can be concerned.
void add_step(Spans& spans, Step step) {
  if (!spans.empty() && (spans.back().end == step.end || spans.back().start == step.start)) spans.pop_back();
  spans.push_back(step);
}

// Whoever has both is done when the later of the two is.
// The result ends with the shorter list: behind the last step of either there is nothing that it could still have.
Spans both(const Spans& a, const Spans& b) {
  Spans out;
  for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    const Instant start = std::min(a[i].start, b[j].start);
    add_step(out, {start, std::max(a[i].end, b[j].end)});
    if (a[i].start == start) ++i;
    if (j < b.size() && b[j].start == start) ++j;
  }
  return out;
}

// Behind the last step of one, the other goes on alone.
Spans either(const Spans& a, const Spans& b) {
  Spans out;
  std::size_t i = 0, j = 0;
  while (i < a.size() && j < b.size()) {
    const Instant start = std::min(a[i].start, b[j].start);
    add_step(out, {start, std::min(a[i].end, b[j].end)});
    if (a[i].start == start) ++i;
    if (b[j].start == start) ++j;
  }
  for (; i < a.size(); ++i) add_step(out, a[i]);
  for (; j < b.size(); ++j) add_step(out, b[j]);
  return out;
}

// The end of `a` is where `b` may begin. Between two starts of either nothing changes, so only those are looked at.
Spans one_after_other(const Spans& a, const Spans& b) {
  Spans out;
  std::size_t i = 0, j = 0, in_b = 0;  // in_b: the step of b that covers the end of a
  while (i < a.size()) {
    while (j < b.size() && i > 0 && b[j].start <= a[i - 1].start) ++j;
    const bool from_b = j < b.size() && b[j].start < a[i].start;
    const Instant start = from_b ? b[j].start : a[i].start;
    const Instant middle = std::max(start, a[i].end);
    while (in_b < b.size() && b[in_b].start < middle) ++in_b;
    if (in_b == b.size()) break;
    add_step(out, {start, std::max(a[i].end, b[in_b].end)});
    if (from_b)
      ++j;
    else
      ++i;
  }
  return out;
}

// Whoever would have taken a step that is too wide has to wait for a later one, which is why leaving it out is enough.
Spans no_wider(const Spans& a, Instant width) {
  Spans out;
  for (const Step& step : a)
    if (step.end - width <= step.start) add_step(out, step);
  return out;
}

}  // namespace parley::pattern
