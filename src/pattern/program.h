// A pattern made ready for matching: its tests (what stands in square brackets), and a tree of what must be bound.
#pragma once

#include <cstdint>
#include <vector>

#include "pattern/compare.h"

namespace parley::pattern {

// What stands in one pair of square brackets, compiled.
class CompiledTest {
 public:
  static Result<CompiledTest> compile(const ComparisonExpression& expression, Comparing comparing);
  // Whether one SCO of the observation fulfils all of it (section 9.5: all comparisons start from the same SCO).
  Result<bool> holds(const Observation& observation) const;

 private:
  struct Node {
    ComparisonExpression::Kind kind = ComparisonExpression::Kind::comparison;
    std::size_t comparison = 0;
    std::vector<Node> operands;
  };
  Result<Node> add(const ComparisonExpression& expression, Comparing comparing);
  Result<bool> holds(const Node& node, const Observation& observation, const Sco& sco) const;

  std::vector<CompiledComparison> comparisons_;
  Node root_;
};

inline constexpr Instant kForever = static_cast<Instant>(1) << 120;  // later than any instant
inline constexpr Instant kNever = -kForever;                         // earlier than any

// The part of time that START and STOP leave, both ends included.
struct Clip {
  Instant from = kNever, to = kForever;
  bool operator==(const Clip&) const = default;
};

// `times` observations that fulfil one of `tests`, within `clip`.
struct Demand {
  std::vector<std::size_t> tests;  // sorted
  Clip clip;
  std::int64_t times = 1;
};

inline constexpr std::size_t kMaxDemands = 6;  // of one group: what is done with a group takes 2^demands

// What must be bound. Qualifiers that the tree absorbs are gone: START/STOP became clips, REPEATS of a single
// expression a number.
struct BindingNode {
  enum class Kind : std::uint8_t { group, all_of, any_of, followed_by, within, repeats };
  Kind kind = Kind::group;
  std::vector<Demand> demands;        // group: all of these, each with observations of its own; all have one clip
  std::vector<BindingNode> operands;  // otherwise
  Instant width = 0;                  // within
  std::int64_t times = 1;             // repeats
  // What several groups below demand together, wherever in time: they do not share observations. Empty when that says
  // nothing beyond the groups themselves. At most kMaxDemands, all with one clip; groups that do not fit in are left
  // out.
  std::vector<Demand> together;
  std::size_t number = 0;  // its place in the tree, counted from 0
};

struct Program {
  std::vector<CompiledTest> tests;
  BindingNode root;
  std::size_t nodes = 0;
  static Result<Program> compile(const ObservationExpression& pattern, Comparing comparing = Comparing::exactly);
  // Whether it wants a single observation once: then fulfilling a test is fulfilling the pattern, but for the clip.
  bool is_simple() const {
    return root.kind == BindingNode::Kind::group && root.demands.size() == 1 && root.demands.front().times == 1;
  }
};

}  // namespace parley::pattern
