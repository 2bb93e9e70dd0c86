#include "pattern/correlator.h"

#include <algorithm>

#include "pattern/binding.h"
#include "pattern/index_state.h"

// Remembers what observations gave for patterns that need several: not the observations themselves, but when they
// were, how often, and which square brackets they fulfil. That is all that binding looks at, so what is kept is
// small. Two limits keep it so whatever the logs hold; what is forgotten for them is counted, as a hit may be missed
// by it.
namespace parley::pattern {

// The tokens in the answer are those of the parts that make up a match, in the order in which the parts came; none
// means that the match is not complete yet.
Result<std::vector<std::uint64_t>> Correlator::add(const Hit& hit, const Observation& observation,
                                                   std::uint64_t token) {
  const Index::State& state = *index_.state_;
  const std::lock_guard writing(state.writing);  // keeps the program where it is
  // The indicator may have been changed or withdrawn since the hit; what was kept for the old pattern says nothing
  // about the new one.
  const std::uint32_t number = hit.indicator.slot;
  if (number >= state.slots.size() || state.slots[number].generation != hit.indicator.generation ||
      !state.slots[number].live || state.slots[number].program == kNone) {
    const auto gone = parts_.find(hit.indicator);
    if (gone != parts_.end()) {
      kept_ -= gone->second.all.size();
      parts_.erase(gone);
    }
    return Error{Code::not_found, "the indicator has changed"};
  }
  const Program& program = *state.programs[state.slots[number].program];

  if (parts_.size() >= kMaxIndicators && !parts_.contains(hit.indicator)) forget_one();
  Parts& parts = parts_[hit.indicator];
  parts.changed = ++clock_;
  parts.all.push_back({observation.first, observation.last, observation.number, hit.brackets, token});
  ++kept_;
  // The oldest goes: windows look back, and what is far back is least likely to be within one.
  if (parts.all.size() > kMaxKept) {
    parts.all.pop_front();
    --kept_;
    ++forgotten_;
  }

  // A binding is looked for among all that is kept, each time: a new part can complete one in which it is not the
  // last.
  std::vector<Observation> observations;
  std::vector<std::vector<bool>> holds(program.tests.size());
  for (const Part& part : parts.all) {
    Observation& known = observations.emplace_back();
    known.first = part.first;
    known.last = part.last;
    known.number = part.number;
    for (std::size_t test = 0; test < holds.size(); ++test) holds[test].push_back((part.brackets >> test & 1) != 0);
  }
  PARLEY_TRY(const auto bound, Binder(program, observations, holds).bind());
  std::vector<std::uint64_t> out;
  if (!bound) return out;
  // What a binding has used is used up; the others may belong to the next one.
  std::deque<Part> left;
  for (std::size_t n = 0; n < parts.all.size(); ++n) {
    if (std::find(bound->begin(), bound->end(), n) != bound->end())
      out.push_back(parts.all[n].token);
    else
      left.push_back(parts.all[n]);
  }
  kept_ -= out.size();
  parts.all = std::move(left);
  if (parts.all.empty()) parts_.erase(hit.indicator);
  return out;
}

// Looked for one by one, as it happens at the limit of indicators only.
void Correlator::forget_one() {
  const auto oldest = std::min_element(
      parts_.begin(), parts_.end(), [](const auto& a, const auto& b) { return a.second.changed < b.second.changed; });
  kept_ -= oldest->second.all.size();
  forgotten_ += oldest->second.all.size();
  parts_.erase(oldest);
}

}  // namespace parley::pattern
