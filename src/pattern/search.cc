// The exhaustive half of Binder: tries every choice of observations, depth first, when the greedy half could not decide
// (binding.cc says when that is). Exponential in the worst case, and therefore counted: kMaxWork steps and no more.
//
// A part is bound between `start` and `end`; for the observations chosen the instants are as early as they can be, and
// `then` is called with the latest of them. Early is best: what follows only asks for instants that are not earlier.
// The one thing that wants late instants is the beginning of a window; so windows are tried from every beginning that
// could be the earliest one possible for some choice: `start` itself, and the beginning of an interval less the width.
#include <algorithm>

#include "pattern/binding.h"

namespace parley::pattern {

using Kind = BindingNode::Kind;

// The step functions are asked first: where they see no end in time, no choice of observations has one, and nothing
// below needs to be tried.
bool Binder::search(const BindingNode& node, Instant start, Instant end, const Then& then) {
  if (!work(1) || earliest_end(spans(node), start) > end) return false;
  switch (node.kind) {
    case Kind::group:
      return search_group(node, start, end, then);
    case Kind::all_of:
      return search_all(node, 0, start, end, start, then);
    case Kind::any_of:
      for (const BindingNode& operand : node.operands)
        if (search(operand, start, end, then)) return true;
      return false;
    case Kind::followed_by:
      return search_chain(node, 0, start, end, then);
    case Kind::within:
      return search_within(node, start, end, then);
    case Kind::repeats:
      return search_copies(node, node.times, start, end, start, then);
  }
  return false;
}

// Demands above kMaxSearchedDemand would be as many levels of recursion; such a search counts as given up.
bool Binder::search_group(const BindingNode& node, Instant start, Instant end, const Then& then) {
  const GroupUnits& group = groups_[node.number];
  std::int64_t total = 0;
  for (const Demand& demand : node.demands) total += std::min(demand.times, kMaxSearchedDemand + 1);
  if (total > kMaxSearchedDemand) {
    work_ = kMaxWork + 1;
    return false;
  }
  Capacity capacity(node.demands);
  // No interval of this group that begins earlier than this can reach `start`.
  auto at = std::lower_bound(group.by_first.begin(), group.by_first.end(), start - group.longest,
                             [&](std::uint32_t index, Instant value) { return group.units[index].first < value; });
  const auto from = static_cast<std::size_t>(at - group.by_first.begin());
  for (; at != group.by_first.end() && group.units[*at].first <= end; ++at) {
    if (!work(1)) return false;
    if (group.units[*at].last >= start) capacity.add(group.units[*at].mask, left_[group.units[*at].observation]);
  }
  return capacity.enough() && pick(node, 0, node.demands.front().times, from, start, end, start, then);
}

// `wanted` more units for this demand, from position `from` of by_first on.
// As much of an observation as it has is tried first, then less: what is left of it may be wanted elsewhere.
bool Binder::pick(const BindingNode& node, std::size_t demand, std::int64_t wanted, std::size_t from, Instant start,
                  Instant end, Instant reached, const Then& then) {
  const GroupUnits& group = groups_[node.number];
  if (wanted == 0) {
    if (demand + 1 == node.demands.size()) return then(reached);
    const auto first =
        std::lower_bound(group.by_first.begin(), group.by_first.end(), start - group.longest,
                         [&](std::uint32_t index, Instant value) { return group.units[index].first < value; });
    return pick(node, demand + 1, node.demands[demand + 1].times,
                static_cast<std::size_t>(first - group.by_first.begin()), start, end, reached, then);
  }
  for (; from < group.by_first.size(); ++from) {
    const Unit& unit = group.units[group.by_first[from]];
    if (unit.first > end || !work(1)) return false;
    if (unit.last < start || (unit.mask >> demand & 1) == 0) continue;
    for (std::int64_t amount = std::min(wanted, left_[unit.observation]); amount > 0; --amount) {
      const std::size_t mark = taken_.size();
      use(unit.observation, amount);
      if (pick(node, demand, wanted - amount, from + 1, start, end, std::max(reached, unit.first), then)) return true;
      undo(mark);
      if (!work(1)) return false;
    }
  }
  return false;
}

// Each operand is bound and then, inside of `then`, the next: when a later one fails, the earlier one goes on with
// its next choice.
bool Binder::search_all(const BindingNode& node, std::size_t operand, Instant start, Instant end, Instant reached,
                        const Then& then) {
  if (operand == node.operands.size()) return then(reached);
  return search(node.operands[operand], start, end,
                [&](Instant over) { return search_all(node, operand + 1, start, end, std::max(reached, over), then); });
}

// The next link begins where this one was over.
bool Binder::search_chain(const BindingNode& node, std::size_t operand, Instant start, Instant end, const Then& then) {
  if (operand == node.operands.size()) return then(start);
  return search(node.operands[operand], start, end,
                [&](Instant over) { return search_chain(node, operand + 1, over, end, then); });
}

// Intervals that begin no later than `start` plus the width would put the window before `start`, and are passed over.
bool Binder::search_within(const BindingNode& node, Instant start, Instant end, const Then& then) {
  const BindingNode& inner = node.operands.front();
  const auto try_from = [&](Instant from) { return search(inner, from, std::min(end, from + node.width), then); };
  if (try_from(start)) return true;
  auto first = std::upper_bound(firsts_.begin(), firsts_.end(), start + node.width);
  for (; first != firsts_.end() && *first <= end; ++first)
    if (try_from(*first - node.width)) return true;
  return false;
}

// Copies have no order among them, so each may begin at `start`, and the latest end counts. Too many of them would be
// too many levels of recursion, as in search_group().
bool Binder::search_copies(const BindingNode& node, std::int64_t left, Instant start, Instant end, Instant reached,
                           const Then& then) {
  if (left == 0) return then(reached);
  if (left > kMaxSearchedDemand) {
    work_ = kMaxWork + 1;
    return false;
  }
  return search(node.operands.front(), start, end,
                [&](Instant over) { return search_copies(node, left - 1, start, end, std::max(reached, over), then); });
}

}  // namespace parley::pattern
