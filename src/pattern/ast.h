// The parsed form of a STIX 2.1 pattern (section 9): plain values, made by parse() and printed back by to_text().
//
// Associative operators are flat (`a AND b AND c` is one node with three operands), parentheses survive only as shape.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/time.h"

namespace parley::pattern {

// One step of an object path (section 9.7): `.name`, `[3]` or `[*]`.
struct PathStep {
  enum class Kind : std::uint8_t { key, index, any };
  Kind kind = Kind::key;
  std::int64_t index = 0;
  std::string key;
  auto operator<=>(const PathStep&) const = default;
};

struct ObjectPath {
  std::string type;
  std::vector<PathStep> steps;  // at least one, the first a key
  auto operator<=>(const ObjectPath&) const = default;
};

// Section 9.2.
struct Constant {
  enum class Kind : std::uint8_t { boolean, integer, floating, string, hex, binary, timestamp };
  Kind kind = Kind::string;
  bool truth = false;  // boolean
  // string: its characters; hex and binary: the octets they stand for; numbers and timestamps: as written.
  std::string text;
  bool operator==(const Constant&) const = default;
};

// Section 9.6.1.
enum class Operator : std::uint8_t {
  equal,
  not_equal,
  greater,
  less,
  less_equal,
  greater_equal,
  in,
  like,
  matches,
  is_subset,
  is_superset,
  exists,
};

struct Comparison {
  ObjectPath path;
  Operator op = Operator::equal;
  bool negated = false;             // NOT
  std::vector<Constant> constants;  // one; for IN any number; for EXISTS none
  bool operator==(const Comparison&) const = default;
};

// What stands between square brackets.
struct ComparisonExpression {
  enum class Kind : std::uint8_t { comparison, all_of, any_of };  // all_of: AND, any_of: OR
  Kind kind = Kind::comparison;
  Comparison comparison;                       // Kind::comparison
  std::vector<ComparisonExpression> operands;  // otherwise: at least two
  bool operator==(const ComparisonExpression&) const = default;
};

// What combines square brackets (section 9.5).
struct ObservationExpression {
  enum class Kind : std::uint8_t { test, all_of, any_of, followed_by, within, repeats, start_stop };
  Kind kind = Kind::test;
  ComparisonExpression test;                    // Kind::test: [ ... ]
  std::vector<ObservationExpression> operands;  // AND, OR, FOLLOWEDBY: at least two; qualifiers: one
  std::string first;   // WITHIN: the seconds, START: the timestamp, REPEATS: the number, as written
  std::string second;  // STOP: the timestamp, as written
  bool operator==(const ObservationExpression&) const = default;
  bool is_qualifier() const { return kind >= Kind::within; }
};

}  // namespace parley::pattern
