// Finds a binding of observations to the places of a pattern (section 9.5).
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "pattern/matcher.h"
#include "pattern/spans.h"

namespace parley::pattern {

// An observation as a group sees it.
struct Unit {
  Instant first, last;  // its interval, cut to the group's clip
  std::size_t observation;
  std::uint32_t mask;  // which of the group's demands it can meet
};
struct GroupUnits {
  std::vector<Unit> units;              // in the order of the observations
  std::vector<std::uint32_t> by_first;  // indexes of units, sorted
  std::vector<std::uint32_t> by_last;
  Instant longest = 0;  // of the intervals
};

// Whether every set of demands finds enough capacity in the units that can meet one of them: then and only then can
// all be met at once (Hall's theorem). Kept up to date unit by unit.
class Capacity {
 public:
  explicit Capacity(const std::vector<Demand>& demands, std::int64_t times = 1);
  void add(std::uint32_t mask, std::int64_t amount);
  bool enough() const { return missing_ == 0; }

 private:
  std::vector<std::int64_t> wanted_, available_;  // by set of demands
  std::size_t missing_ = 0;                       // sets that lack capacity
};

class Binder {
 public:
  // `holds[t][o]`: observation o fulfils test t.
  Binder(const Program& program, std::span<const Observation> observations,
         const std::vector<std::vector<bool>>& holds);
  // The observations of one binding, or nothing when there is none.
  Result<std::optional<std::vector<std::size_t>>> bind();

 private:
  struct Taken {
    std::size_t observation;
    std::int64_t amount;
  };
  using Then = std::function<bool(Instant end)>;

  void collect(const BindingNode& node, const std::vector<std::vector<bool>>& holds);
  // What is possible if observations did not compete between groups.
  const Spans& spans(const BindingNode& node, std::int64_t times = 1);
  Spans demand_spans(const std::vector<Demand>& demands, const GroupUnits& group, std::int64_t times);
  Spans chain_spans(const BindingNode& node, std::int64_t times);

  // Binds without looking back; may fail where a binding exists.
  bool take(const BindingNode& node, Instant start, Instant end);
  bool take_group(const BindingNode& node, Instant start, Instant end);
  bool take_within(const BindingNode& node, Instant start, Instant end);
  bool take_copies(const BindingNode& node, Instant start, Instant end);

  // Tries everything, up to kMaxWork.
  bool search(const BindingNode& node, Instant start, Instant end, const Then& then);
  bool search_group(const BindingNode& node, Instant start, Instant end, const Then& then);
  bool pick(const BindingNode& node, std::size_t demand, std::int64_t wanted, std::size_t from, Instant start,
            Instant end, Instant reached, const Then& then);
  bool search_all(const BindingNode& node, std::size_t operand, Instant start, Instant end, Instant reached,
                  const Then& then);
  bool search_chain(const BindingNode& node, std::size_t operand, Instant start, Instant end, const Then& then);
  bool search_within(const BindingNode& node, Instant start, Instant end, const Then& then);
  bool search_copies(const BindingNode& node, std::int64_t left, Instant start, Instant end, Instant reached,
                     const Then& then);

  void use(std::size_t observation, std::int64_t amount);
  void undo(std::size_t mark);
  bool work(std::size_t amount) { return (work_ += amount) <= kMaxWork; }

  static constexpr std::size_t kMaxWork = 20'000'000;
  static constexpr std::int64_t kMaxSearchedDemand = 500;  // each is a level of recursion

  const Program& program_;
  std::vector<std::int64_t> left_;  // of each observation's number, by observation
  std::vector<GroupUnits> groups_;  // by node number; for other nodes than groups, of what they demand together
  std::map<std::pair<std::size_t, std::int64_t>, Spans> memo_;
  std::vector<Instant> firsts_;  // of all units, sorted
  std::vector<Taken> taken_;
  std::size_t work_ = 0;
};

}  // namespace parley::pattern
