// Bindings: which observations stand for which places of a pattern, such that all times fit.
//
// The idea. Of a part p of a pattern only one thing matters to what surrounds it: if nothing of it may be bound before
// instant s, how early can it be over, e(s)? That is a step function with at most one step an observation (spans.h).
// For a group of square brackets it comes from one sweep: let s run over the sorted ends of the intervals, and keep the
// least e such that the units that reach into [s, e] suffice. Both s and e only move forward, so after sorting, n
// observations cost O(n). AND, OR, FOLLOWEDBY and WITHIN combine step functions in O(n): the later of two ends, the
// earlier, one function applied to the other, and leaving out the steps that are wider than the window (a window ending
// at e that may begin as late as s needs e - s <= width, and within a step the latest start is its own). So a pattern
// of m operators takes O(m n log n), whatever its numbers are: REPEATS 1000 TIMES WITHIN 8 SECONDS is the same sweep.
//
// What this leaves out is that an observation may serve only one place. Inside a group that is counted exactly (Hall's
// theorem over at most 2^kMaxDemands sets of demands). Between groups it is not, so:
//   1. if the step function says no, there is no binding: it forgets a condition and never adds one;
//   2. else observations are taken greedily along it; when that succeeds, the binding is proof. Where no observation
//   fulfils
//      two groups and nothing compound is repeated, it always succeeds;
//   3. else, and only then, everything is tried (search.cc) up to kMaxWork steps, and beyond that the answer is an
//   error.
//
// Step 1 counts across groups too where that is cheap: what a node demands of several groups together, wherever in
// time, is one more group to sweep over (BindingNode::together). So a crowd of observations that fit everywhere and are
// too few is told apart.
//
// REPEATS of something compound (a chain, a window) has k copies that compete with each other. For step 1 necessary
// conditions are used: each group in it needs k times its observations, and in a chain A FOLLOWEDBY B all k B's come
// after the earliest end of one A, and one B comes after all k A's. Tests: BindingAgainstSlow.* compare all of it with
// trying every choice of instants.
#include "pattern/binding.h"

#include <algorithm>
#include <limits>
#include <numeric>

namespace parley::pattern {
namespace {

using Kind = BindingNode::Kind;
constexpr std::int64_t kUnlimited = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kMaxNumber = std::int64_t{1} << 40;  // more than any REPEATS asks for; keeps sums in range

std::int64_t times_of(std::int64_t a, std::int64_t b) {
  std::int64_t out = 0;
  return __builtin_mul_overflow(a, b, &out) ? kUnlimited : out;
}

}  // namespace

// Sets of demands are bit masks, and set 0 is not used. There are at most 2^kMaxDemands of them, which is why that
// number is small.
Capacity::Capacity(const std::vector<Demand>& demands, std::int64_t times)
    : wanted_(std::size_t{1} << demands.size()), available_(wanted_.size()) {
  for (std::size_t set = 1; set < wanted_.size(); ++set) {
    for (std::size_t d = 0; d < demands.size(); ++d) {
      if ((set >> d & 1) == 0) continue;
      if (__builtin_add_overflow(wanted_[set], times_of(demands[d].times, times), &wanted_[set]))
        wanted_[set] = kUnlimited;
    }
    missing_ += wanted_[set] > 0;
  }
}

// A unit counts to each set in which there is a demand that it can meet.
void Capacity::add(std::uint32_t mask, std::int64_t amount) {
  for (std::size_t set = 1; set < wanted_.size(); ++set) {
    if ((set & mask) == 0) continue;
    const bool was_missing = available_[set] < wanted_[set];
    available_[set] += amount;
    const bool is_missing = available_[set] < wanted_[set];
    missing_ += is_missing;
    missing_ -= was_missing;
  }
}

// What every step below needs is made once: how much of each observation is left, which can serve which group, and
// both sorted orders of each group. Times come sorted mostly, so it is asked first whether there is anything to sort.
Binder::Binder(const Program& program, std::span<const Observation> observations,
               const std::vector<std::vector<bool>>& holds)
    : program_(program), groups_(program.nodes) {
  left_.reserve(observations.size());
  for (const Observation& observation : observations) left_.push_back(std::min(observation.number, kMaxNumber));
  for (std::size_t n = 0; n < observations.size(); ++n) firsts_.push_back(observations[n].first);
  collect(program.root, holds);
  for (GroupUnits& group : groups_) {
    std::vector<Unit>& units = group.units;
    for (Unit& unit : units) {
      const Clip& clip = {unit.first, unit.last};
      unit.first = std::max(clip.from, observations[unit.observation].first);
      unit.last = std::min(clip.to, observations[unit.observation].last);
      group.longest = std::max(group.longest, unit.last - unit.first);
      if (unit.first != observations[unit.observation].first) firsts_.push_back(unit.first);
    }
    // A clip that leaves nothing of the interval rules the observation out.
    std::erase_if(units, [](const Unit& unit) { return unit.last < unit.first; });
    group.by_first.resize(units.size());
    std::iota(group.by_first.begin(), group.by_first.end(), 0u);
    group.by_last = group.by_first;
    const auto sort = [&](std::vector<std::uint32_t>& order, auto member) {
      const auto less = [&](std::uint32_t a, std::uint32_t b) { return units[a].*member < units[b].*member; };
      if (!std::is_sorted(order.begin(), order.end(), less)) std::stable_sort(order.begin(), order.end(), less);
    };
    sort(group.by_first, &Unit::first);
    sort(group.by_last, &Unit::last);
  }
  std::sort(firsts_.begin(), firsts_.end());
  firsts_.erase(std::unique(firsts_.begin(), firsts_.end()), firsts_.end());
}

// Notes each group's candidates, for now with the clip as their interval.
void Binder::collect(const BindingNode& node, const std::vector<std::vector<bool>>& holds) {
  for (const BindingNode& operand : node.operands) collect(operand, holds);
  const std::vector<Demand>& demands = node.kind == Kind::group ? node.demands : node.together;
  for (std::size_t n = 0; !demands.empty() && n < left_.size(); ++n) {
    std::uint32_t mask = 0;
    for (std::size_t d = 0; d < demands.size(); ++d)
      for (std::size_t test : demands[d].tests)
        if (holds[test][n]) mask |= 1u << d;
    const Clip& clip = demands.front().clip;
    if (mask != 0) groups_[node.number].units.push_back({clip.from, clip.to, n, mask});
  }
}

// The three steps of the idea above, in their order. Before the third what the second has taken is given back, and
// the step functions, which the second may have computed from what was left, are thrown away.
Result<std::optional<std::vector<std::size_t>>> Binder::bind() {
  if (earliest_end(spans(program_.root), kNever) == kImpossible) return std::optional<std::vector<std::size_t>>();
  bool found = take(program_.root, kNever, kForever);
  if (!found) {
    undo(0);
    memo_.clear();
    work_ = 0;
    found = search(program_.root, kNever, kForever, [](Instant) { return true; });
    if (!found && work_ > kMaxWork)
      return Error{Code::too_large,
                   "given up: too many observations fit several places of the pattern to try all choices"};
  }
  if (!found) return std::optional<std::vector<std::size_t>>();
  std::vector<std::size_t> observations;
  for (const Taken& taken : taken_) observations.push_back(taken.observation);
  std::sort(observations.begin(), observations.end());
  observations.erase(std::unique(observations.begin(), observations.end()), observations.end());
  return std::optional(std::move(observations));
}

// All that is taken stands on one stack, so that going back is popping down to a mark.
void Binder::use(std::size_t observation, std::int64_t amount) {
  left_[observation] -= amount;
  taken_.push_back({observation, amount});
}

void Binder::undo(std::size_t mark) {
  for (; taken_.size() > mark; taken_.pop_back()) left_[taken_.back().observation] += taken_.back().amount;
}

// For `times` copies of the node.
const Spans& Binder::spans(const BindingNode& node, std::int64_t times) {
  const auto key = std::pair(node.number, times);
  if (const auto known = memo_.find(key); known != memo_.end()) return known->second;
  Spans out;
  switch (node.kind) {
    case Kind::group:
      out = demand_spans(node.demands, groups_[node.number], times);
      break;
    case Kind::all_of:
      out = spans(node.operands.front(), times);
      for (std::size_t i = 1; i < node.operands.size(); ++i) out = both(out, spans(node.operands[i], times));
      break;
    case Kind::any_of:  // with several copies: at least one
      for (const BindingNode& operand : node.operands) out = either(out, spans(operand));
      break;
    case Kind::followed_by:
      out = chain_spans(node, times);
      break;
    case Kind::within:
      out = no_wider(spans(node.operands.front()), node.width);
      if (times > 1) out = both(out, spans(node.operands.front(), times));
      break;
    case Kind::repeats:
      out = spans(node.operands.front(), times_of(node.times, times));
      break;
  }
  if (!node.together.empty()) out = both(out, demand_spans(node.together, groups_[node.number], times));
  return memo_[key] = std::move(out);
}

// The sweep. `start` runs over the ends of the intervals: up to there nothing changes in what can be used. Units that
// end before it fall out, and units are taken in by their beginning until there are enough. Both indexes only go
// forward.
Spans Binder::demand_spans(const std::vector<Demand>& demands, const GroupUnits& group, std::int64_t times) {
  const std::vector<Unit>& units = group.units;
  work_ += units.size();
  Capacity capacity(demands, times);
  std::vector<bool> counted(units.size());
  std::size_t next = 0, gone = 0;
  Instant end = kNever;
  Spans out;
  for (std::uint32_t index : group.by_last) {
    const Instant start = units[index].last;
    for (; units[group.by_last[gone]].last < start; ++gone)
      if (counted[group.by_last[gone]])
        capacity.add(units[group.by_last[gone]].mask, -left_[units[group.by_last[gone]].observation]);
    for (; !capacity.enough() && next < units.size(); ++next) {
      const Unit& unit = units[group.by_first[next]];
      if (unit.last < start) continue;
      capacity.add(unit.mask, left_[unit.observation]);
      counted[group.by_first[next]] = true;
      end = unit.first;
    }
    if (!capacity.enough()) break;
    add_step(out, {start, end});
  }
  return out;
}

Spans Binder::chain_spans(const BindingNode& node, std::int64_t times) {
  constexpr std::size_t kMost = 8;  // conditions looked at: they are necessary, not sufficient, and each costs a chain
  const std::size_t count = node.operands.size();
  Spans out;
  for (std::size_t many = 0; many < (times > 1 ? std::min(count, kMost) : 1); ++many) {
    Spans chain;
    for (std::size_t i = 0; i < count; ++i) {
      const Spans& link = spans(node.operands[i], times > 1 && i == many ? times : 1);
      chain = i == 0 ? link : one_after_other(chain, link);
    }
    out = many == 0 ? std::move(chain) : both(out, chain);
  }
  return out;
}

// Greedy: each part is bound to be over as early as it can, since that leaves most to what follows. When a part
// fails, only OR and WITHIN try another way.
bool Binder::take(const BindingNode& node, Instant start, Instant end) {
  if (earliest_end(spans(node), start) > end) return false;
  const std::size_t mark = taken_.size();
  switch (node.kind) {
    case Kind::group:
      return take_group(node, start, end);
    case Kind::all_of:
      for (const BindingNode& operand : node.operands)
        if (!take(operand, start, end)) return false;
      return true;
    case Kind::any_of:
      for (const BindingNode& operand : node.operands) {
        if (take(operand, start, end)) return true;
        undo(mark);
      }
      return false;
    case Kind::followed_by:
      for (const BindingNode& operand : node.operands) {
        const Instant until = &operand == &node.operands.back() ? end : earliest_end(spans(operand), start);
        if (until > end || !take(operand, start, until)) return false;
        start = until;
      }
      return true;
    case Kind::within:
      return take_within(node, start, end);
    case Kind::repeats:
      return take_copies(node, start, end);
  }
  return false;
}

namespace {

// Who gets how much of which class of units: demands on one side, classes of units that can meet the same demands on
// the other.
class Shares {
 public:
  Shares(std::size_t demands, std::vector<std::uint32_t> masks, std::vector<std::int64_t> free)
      : masks_(std::move(masks)), free_(std::move(free)), given_(demands, std::vector<std::int64_t>(masks_.size())) {}

  // Gives demand `d` what it wants, or says that it cannot have it. Each round moves as much as it can along a shortest
  // chain of exchanges, so rounds are few and do not depend on the numbers.
  bool give(std::size_t d, std::int64_t wanted) {
    while (wanted > 0) {
      std::vector<std::optional<Via>> via(given_.size());
      const std::optional<Via> last = chain(d, via);
      if (!last) return false;
      wanted -= move_along(d, *last, via, wanted);
    }
    return true;
  }
  std::int64_t given_of(std::size_t c) const {
    std::int64_t sum = 0;
    for (const auto& classes : given_) sum += classes[c];
    return sum;
  }

 private:
  struct Via {
    std::size_t demand, cls;  // reached by taking class `cls` for `demand`
  };

  // A search in breadth for the shortest chain: demand d wants a unit of some class, whose holder can have one of
  // another class, and so on to a class with something free (augmenting paths, as in the maximum flow of Edmonds and
  // Karp). Its last link; `via` has the others.
  std::optional<Via> chain(std::size_t d, std::vector<std::optional<Via>>& via) const {
    std::vector<std::size_t> queue = {d};
    for (std::size_t q = 0; q < queue.size(); ++q)
      for (std::size_t c = 0; c < masks_.size(); ++c) {
        if ((masks_[c] >> queue[q] & 1) == 0) continue;
        if (free_[c] > 0) return Via{queue[q], c};
        for (std::size_t other = 0; other < given_.size(); ++other) {
          if (given_[other][c] == 0 || other == d || via[other]) continue;
          via[other] = Via{queue[q], c};
          queue.push_back(other);
        }
      }
    return std::nullopt;
  }
  // As much as the narrowest place of the chain lets through.
  std::int64_t move_along(std::size_t d, Via last, const std::vector<std::optional<Via>>& via, std::int64_t wanted) {
    std::int64_t amount = std::min(wanted, free_[last.cls]);
    for (std::size_t at = last.demand; at != d; at = via[at]->demand)
      amount = std::min(amount, given_[at][via[at]->cls]);
    free_[last.cls] -= amount;
    given_[last.demand][last.cls] += amount;
    for (std::size_t at = last.demand; at != d; at = via[at]->demand) {
      given_[at][via[at]->cls] -= amount;
      given_[via[at]->demand][via[at]->cls] += amount;
    }
    return amount;
  }

  std::vector<std::uint32_t> masks_;
  std::vector<std::int64_t> free_;
  std::vector<std::vector<std::int64_t>> given_;  // [d][c]: how much of class c goes to demand d
};

}  // namespace

// Meets the demands one unit at a time: an unmet demand takes a free unit, or one from a demand that can have another
// for it.
bool Binder::take_group(const BindingNode& node, Instant start, Instant end) {
  // Observations that can meet the same demands are alike here, so that the numbers of classes and demands decide
  // what it costs, and not the number of observations.
  std::map<std::uint32_t, std::vector<std::size_t>> classes;  // units by what they can meet
  Capacity capacity(node.demands);
  for (const Unit& unit : groups_[node.number].units) {
    ++work_;
    if (unit.first > end || unit.last < start || left_[unit.observation] == 0) continue;
    classes[unit.mask].push_back(unit.observation);
    capacity.add(unit.mask, left_[unit.observation]);
    if (capacity.enough()) break;
  }
  if (!capacity.enough()) return false;

  std::vector<std::uint32_t> masks;
  std::vector<std::int64_t> free;
  for (const auto& [mask, observations] : classes) {
    masks.push_back(mask);
    std::int64_t sum = 0;
    for (std::size_t observation : observations) sum += left_[observation];
    free.push_back(sum);
  }
  Shares shares(node.demands.size(), std::move(masks), std::move(free));
  for (std::size_t d = 0; d < node.demands.size(); ++d)
    if (!shares.give(d, node.demands[d].times)) return false;
  // Amounts of classes become amounts of observations, the first ones first.
  std::size_t c = 0;
  for (const auto& [mask, observations] : classes) {
    std::int64_t amount = shares.given_of(c);
    for (std::size_t i = 0; amount > 0; ++i) {
      const std::int64_t part = std::min(amount, left_[observations[i]]);
      if (part > 0) use(observations[i], part);
      amount -= part;
    }
    ++c;
  }
  return true;
}

// The windows are those of the steps: each as late as it can begin and as early as it can end.
bool Binder::take_within(const BindingNode& node, Instant start, Instant end) {
  const BindingNode& inner = node.operands.front();
  const Spans steps = spans(inner);
  const std::size_t mark = taken_.size();
  auto step =
      std::lower_bound(steps.begin(), steps.end(), start, [](const Step& s, Instant value) { return s.start < value; });
  for (; step != steps.end() && step->end <= end; ++step) {
    const Instant from = std::max(start, step->end - node.width);
    if (from > step->start) continue;
    if (take(inner, from, std::min(end, from + node.width))) return true;
    undo(mark);
    if (!work(1)) return false;
  }
  return false;
}

// Copy after copy, each as early as possible among what is left.
bool Binder::take_copies(const BindingNode& node, Instant start, Instant end) {
  const BindingNode& inner = node.operands.front();
  for (std::int64_t copy = 0; copy < node.times; ++copy) {
    memo_.clear();
    const Instant until = earliest_end(spans(inner), start);
    if (until > end || !work(1) || !take(inner, start, until)) return false;
  }
  memo_.clear();
  return true;
}

}  // namespace parley::pattern
