// From the tree of a pattern to the tree of what must be bound. These rewritings keep the set of bindings:
//
//   (p START x STOP y)           p with every interval cut to [x, y)
//   ([a]) REPEATS n TIMES        one demand for n observations
//   (p AND q) REPEATS n TIMES    (p REPEATS n TIMES) AND (q REPEATS n TIMES)
//   ([a] OR [b]) with one clip   one demand for an observation that fulfils a or b
//   [a] WITHIN w SECONDS         [a]: a single observation has no spread
#include "pattern/program.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <string>
#include <unordered_map>

#include "pattern/pattern.h"

namespace parley::pattern {
namespace {

// Stands for every number of times that is too large to be counted.
constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();

// Numbers come from the pattern and may be of any size: more than the largest is the largest, which no observation
// can fulfil.
std::int64_t saturating_product(std::int64_t a, std::int64_t b) {
  std::int64_t out = 0;
  return __builtin_mul_overflow(a, b, &out) ? kMost : out;
}

// A decimal number of seconds in 10^-18 s; digits past that are cut, and more than 10^17 s is forever.
// By hand and not as a double, because 0.1 seconds must be exactly that when times are compared.
Instant parse_width(std::string_view text) {
  Instant seconds = 0, attos = 0, scale = 1'000'000'000'000'000'000;
  const std::size_t dot = std::min(text.find('.'), text.size());
  for (char c : text.substr(0, dot)) {
    seconds = seconds * 10 + (c - '0');
    if (seconds > static_cast<Instant>(100'000'000'000'000'000)) return kForever;
  }
  for (char c : text.substr(std::min(dot + 1, text.size()))) attos += (scale /= 10) * (c - '0');
  return seconds * 1'000'000'000'000'000'000 + attos;
}

using Kind = BindingNode::Kind;

// Whether the node asks for one observation and no more: only then an OR can take it in, and a window around it says
// nothing.
bool is_single(const BindingNode& node) {
  return node.kind == Kind::group && node.demands.size() == 1 && node.demands.front().times == 1;
}

// Multiplies what a node demands where that can be said without a node of its own.
// An OR, a chain or a window is repeated as a whole, so those get a node.
BindingNode repeated(BindingNode node, std::int64_t times) {
  if (times == 1) return node;
  if (node.kind == Kind::group) {
    for (Demand& demand : node.demands) demand.times = saturating_product(demand.times, times);
    return node;
  }
  if (node.kind == Kind::all_of) {
    for (BindingNode& operand : node.operands) operand = repeated(std::move(operand), times);
    return node;
  }
  if (node.kind == Kind::repeats) {
    node.times = saturating_product(node.times, times);
    return node;
  }
  BindingNode out;
  out.kind = Kind::repeats;
  out.times = times;
  out.operands.push_back(std::move(node));
  return out;
}

// Adds what `other` demands to `group`, unless that would make too many different demands.
// Demands for the same are added up. More than kMaxDemands different ones stay apart, because what is done with a
// group doubles with each.
bool merge(BindingNode& group, const BindingNode& other) {
  // On a copy: when it becomes too many, the group stays as it was.
  std::vector<Demand> demands = group.demands;
  for (const Demand& demand : other.demands) {
    const auto known =
        std::find_if(demands.begin(), demands.end(), [&](const Demand& d) { return d.tests == demand.tests; });
    if (known == demands.end())
      demands.push_back(demand);
    else if (__builtin_add_overflow(known->times, demand.times, &known->times))
      known->times = kMost;
  }
  if (demands.size() > kMaxDemands) return false;
  group.demands = std::move(demands);
  return true;
}

// The clip, what START and STOP leave of time, is handed down and not kept in a node of its own.
class Compiler {
 public:
  Compiler(Program& program, Comparing comparing) : program_(program), comparing_(comparing) {}

  Result<BindingNode> build(const ObservationExpression& node, const Clip& clip) {
    using From = ObservationExpression::Kind;
    switch (node.kind) {
      case From::test:
        return build_test(node, clip);
      case From::all_of:
        return build_all_of(node, clip);
      case From::any_of:
        return build_any_of(node, clip);
      case From::followed_by:
        return build_followed_by(node, clip);
      case From::within:
        return build_within(node, clip);
      case From::repeats:
        return build_repeats(node, clip);
      case From::start_stop:
        return build_start_stop(node, clip);
    }
    return Error{Code::internal, "unknown kind of observation expression"};
  }

 private:
  // The test may be known already, but the demand is new: it has the clip of this place.
  Result<BindingNode> build_test(const ObservationExpression& node, const Clip& clip) {
    // Equal tests are one test, so that `[a] AND [a]` is one demand for two.
    const auto [known, added] = indexes_.emplace(to_text(node.test), program_.tests.size());
    if (added) {
      PARLEY_TRY(auto test, CompiledTest::compile(node.test, comparing_));
      program_.tests.push_back(std::move(test));
    }
    BindingNode out;
    out.demands.push_back({{known->second}, clip, 1});
    return out;
  }

  // An AND within an AND is one AND, and groups with the same clip are counted together: only within one group is it
  // counted exactly that an observation serves one place.
  Result<BindingNode> build_all_of(const ObservationExpression& node, const Clip& clip) {
    BindingNode out;
    out.kind = Kind::all_of;
    const auto add = [&](BindingNode operand) {
      if (operand.kind == Kind::group) {
        for (BindingNode& known : out.operands) {
          if (known.kind != Kind::group || !(known.demands.front().clip == operand.demands.front().clip)) continue;
          if (merge(known, operand)) return;
        }
      }
      out.operands.push_back(std::move(operand));
    };
    for (const ObservationExpression& operand : node.operands) {
      PARLEY_TRY(auto built, build(operand, clip));
      if (built.kind == Kind::all_of) {
        for (BindingNode& inner : built.operands) add(std::move(inner));
      } else {
        add(std::move(built));
      }
    }
    if (out.operands.size() > 1) return out;
    BindingNode only = std::move(out.operands.front());
    return only;
  }

  // Only demands with the same clip are put together, since the clip belongs to the whole demand. Tests are sorted and
  // without duplicates, so that merge() recognises demands for the same.
  Result<BindingNode> build_any_of(const ObservationExpression& node, const Clip& clip) {
    BindingNode out;
    out.kind = Kind::any_of;
    for (const ObservationExpression& operand : node.operands) {
      PARLEY_TRY(auto built, build(operand, clip));
      if (is_single(built)) {
        // Two single demands under an OR are one demand that either test fulfils, so that the OR needs no node.
        const auto same = std::find_if(out.operands.begin(), out.operands.end(), [&](const BindingNode& known) {
          return is_single(known) && known.demands.front().clip == built.demands.front().clip;
        });
        if (same != out.operands.end()) {
          auto& tests = same->demands.front().tests;
          tests.insert(tests.end(), built.demands.front().tests.begin(), built.demands.front().tests.end());
          std::sort(tests.begin(), tests.end());
          tests.erase(std::unique(tests.begin(), tests.end()), tests.end());
          continue;
        }
      }
      out.operands.push_back(std::move(built));
    }
    if (out.operands.size() > 1) return out;
    BindingNode only = std::move(out.operands.front());
    return only;
  }

  // Each operand stays apart, as its place in the order is its own.
  Result<BindingNode> build_followed_by(const ObservationExpression& node, const Clip& clip) {
    BindingNode out;
    out.kind = Kind::followed_by;
    for (const ObservationExpression& operand : node.operands) {
      PARLEY_TRY(auto built, build(operand, clip));
      out.operands.push_back(std::move(built));
    }
    return out;
  }

  // One observation alone has no spread, so a window around it is left out; a width that is wrong is an error even
  // then.
  Result<BindingNode> build_within(const ObservationExpression& node, const Clip& clip) {
    const Instant width = parse_width(node.first);
    if (width <= 0) return Error{Code::invalid_input, "WITHIN " + node.first + " SECONDS: the number must be positive"};
    PARLEY_TRY(auto built, build(node.operands.front(), clip));
    if (is_single(built)) return built;
    BindingNode out;
    out.kind = Kind::within;
    out.width = width;
    out.operands.push_back(std::move(built));
    return out;
  }

  // from_chars leaves the largest number there when the text is larger.
  Result<BindingNode> build_repeats(const ObservationExpression& node, const Clip& clip) {
    std::int64_t times = kMost;
    std::from_chars(node.first.data(), node.first.data() + node.first.size(), times);
    if (times <= 0) return Error{Code::invalid_input, "REPEATS " + node.first + " TIMES: the number must be positive"};
    PARLEY_TRY(auto built, build(node.operands.front(), clip));
    return repeated(std::move(built), times);
  }

  // STOP is not included (section 9.5.1); instants are counted in 10^-18 s, so the last one included is the one before.
  Result<BindingNode> build_start_stop(const ObservationExpression& node, const Clip& clip) {
    Timestamp start, stop;
    if (!Timestamp::parse(node.first, start) || !Timestamp::parse(node.second, stop))
      return Error{Code::invalid_input, "START and STOP need timestamps"};
    return build(node.operands.front(),
                 // Clips within clips are their intersection, which may be empty: then nothing can be bound, and that
                 // is no error.
                 {std::max(clip.from, to_instant(start)), std::min(clip.to, to_instant(stop) - 1)});
  }

  Program& program_;
  const Comparing comparing_;
  std::unordered_map<std::string, std::size_t> indexes_;  // of the tests, by their text
};

// Adds to `total` what `times` bindings of `node` demand in any case; what stands under an OR they may not.
void add_demands(const BindingNode& node, std::int64_t times, BindingNode& total, int& groups) {
  if (node.kind == Kind::any_of) return;
  if (node.kind == Kind::repeats) times = saturating_product(times, node.times);
  for (const BindingNode& operand : node.operands) add_demands(operand, times, total, groups);
  if (node.kind != Kind::group) return;
  // Demands with different clips are about different parts of time, so adding them up would ask too much of each.
  if (!total.demands.empty() && !(total.demands.front().clip == node.demands.front().clip)) return;
  groups += merge(total, repeated(node, times));
}

// Numbers are given from the root down; they are what the Binder keeps its tables by.
// What the groups below a node demand together is kept only where there are several: with one group it would say the
// same again.
void finish(BindingNode& node, std::size_t& next) {
  node.number = next++;
  for (BindingNode& operand : node.operands) finish(operand, next);
  if (node.kind != Kind::all_of && node.kind != Kind::followed_by && node.kind != Kind::repeats) return;
  BindingNode total;
  int groups = 0;
  add_demands(node, 1, total, groups);
  if (groups > 1) node.together = std::move(total.demands);
}

}  // namespace

Result<CompiledTest> CompiledTest::compile(const ComparisonExpression& expression, Comparing comparing) {
  CompiledTest out;
  PARLEY_TRY(out.root_, out.add(expression, comparing));
  return out;
}

// The comparisons stand in one list and the tree has their numbers. The parser has limited how deep the tree is, and so
// the recursion.
Result<CompiledTest::Node> CompiledTest::add(const ComparisonExpression& expression, Comparing comparing) {
  Node node;
  node.kind = expression.kind;
  if (expression.kind == ComparisonExpression::Kind::comparison) {
    PARLEY_TRY(auto comparison, CompiledComparison::compile(expression.comparison, comparing));
    node.comparison = comparisons_.size();
    comparisons_.push_back(std::move(comparison));
    return node;
  }
  for (const ComparisonExpression& operand : expression.operands) {
    PARLEY_TRY(auto added, add(operand, comparing));
    node.operands.push_back(std::move(added));
  }
  return node;
}

// All comparisons in one pair of square brackets are about one object (section 9.5), so objects are tried one by one.
Result<bool> CompiledTest::holds(const Observation& observation) const {
  for (const Sco& sco : observation.scos) {
    auto found = holds(root_, observation, sco);
    if (!found.ok() || *found) return found;
  }
  return false;
}

// An error ends it at once: a value that could not be judged must not look like one that does not match.
Result<bool> CompiledTest::holds(const Node& node, const Observation& observation, const Sco& sco) const {
  if (node.kind == ComparisonExpression::Kind::comparison) return comparisons_[node.comparison].holds(observation, sco);
  const bool decisive = node.kind == ComparisonExpression::Kind::any_of;
  for (const Node& operand : node.operands) {
    auto found = holds(operand, observation, sco);
    if (!found.ok() || *found == decisive) return found;
  }
  return !decisive;
}

// Numbers and sums come last, as the rewriting makes nodes and drops others. The clip at the root leaves all of time.
Result<Program> Program::compile(const ObservationExpression& pattern, Comparing comparing) {
  Program program;
  Compiler compiler(program, comparing);
  PARLEY_TRY(program.root, compiler.build(pattern, {}));
  finish(program.root, program.nodes);
  return program;
}

}  // namespace parley::pattern
