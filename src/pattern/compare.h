// One comparison, compiled: an object path walked through an SCO and what is found at its end compared with constants.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "pattern/address.h"
#include "pattern/ast.h"
#include "pattern/observation.h"
#include "pattern/text_match.h"
#include "stix/normalise.h"

namespace parley::pattern {

// How strings are compared by =, != and IN.
enum class Comparing : std::uint8_t {
  exactly,     // by code point (section 9.6.2)
  normalised,  // in normal form (stix/normalise.h) where the path has one; names of hash algorithms as in the
               // vocabulary
};

// A constant in the forms that it is compared in.
struct PreparedConstant {
  Constant::Kind kind = Constant::Kind::string;
  bool truth = false;
  long double number = 0;            // integer, floating: holds every int64, uint64 and double exactly
  std::string text;                  // string: UTF-8
  std::optional<std::string> bytes;  // hex, binary; string: its characters below U+0100 as bytes, if they all are
  Timestamp time;
};

// What an integer or floating constant stands for; infinite beyond what a double holds.
long double number_of(const Constant& constant);
// The normal form of a value, or the value itself when it has none.
std::string normal_or_same(stix::ValueKind kind, std::string_view text);

class CompiledComparison {
 public:
  // Fails with invalid_input for constants that the operator cannot use: an address that is none, a wrong regular
  // expression, a set of different kinds.
  static Result<CompiledComparison> compile(const Comparison& comparison, Comparing comparing);

  const std::string& type() const { return type_; }
  // Whether some value that the path leads to from `sco` fulfils the comparison. Fails with too_large when a regular
  // expression takes too long on a value.
  Result<bool> holds(const Observation& observation, const Sco& sco) const;

 private:
  // What one value says about the comparison before NOT. `absent`: there is no value of the kind that the comparison is
  // about, so it is false whatever its operator and NOT are (section 9.6).
  enum class Verdict : std::uint8_t { no, yes, absent, failed };
  struct Walk;

  bool walk(Walk& walk, json::Element value, std::size_t step) const;
  bool follow(Walk& walk, std::string_view id, std::size_t step) const;
  bool test(Walk& walk, json::Element value) const;
  Verdict judge(Walk& walk, json::Element value) const;
  bool walk_hash(Walk& walk, json::Object hashes) const;
  Verdict judge_text(Walk& walk, std::string_view text) const;
  Verdict judge_bytes(Walk& walk, std::string_view text) const;
  Verdict judge_search(Walk& walk, std::string_view text) const;
  Verdict judge_number(long double number) const;
  Verdict judge_bool(bool truth) const;
  Verdict judge_text_with(const PreparedConstant& constant, std::string_view text) const;
  Verdict judge_bytes_with(const PreparedConstant& constant, std::string_view bytes) const;
  Verdict incompatible() const;
  template <class Judge>
  Verdict any_constant(Judge judge) const;
  template <class Order>
  Verdict ordered(Order order) const;

  std::string type_;
  std::vector<PathStep> steps_;
  Operator op_ = Operator::equal;
  bool negated_ = false;
  bool bytes_ = false;  // the property is binary: its name ends in _bin or _hex
  bool hex_ = false;
  bool hash_ = false;                             // the last step is a hash algorithm, and all its spellings count
  stix::ValueKind kind_ = stix::ValueKind::none;  // of the normal form that strings are compared in
  std::vector<PreparedConstant> constants_;
  bool sorted_ = false;                // IN over strings: constants_ are in order
  std::string wildcard_;               // LIKE, normalised, or as bytes
  bool impossible_ = false;            // LIKE, MATCHES on a binary property with characters that no byte is
  std::optional<AddressBlock> block_;  // ISSUBSET, ISSUPERSET
  std::optional<Regex> regex_;
};

}  // namespace parley::pattern
