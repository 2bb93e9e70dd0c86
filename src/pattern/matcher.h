// Matching a pattern against observations (STIX 2.1 section 9.4).
//
// A Matcher is a compiled pattern: made once, matched often, thread-safe. A match is a binding: every observation
// expression that the pattern needs is bound to observations of its own, at instants inside their intervals, such
// that every operator and qualifier holds. An observed-data with number_observed n is n observations.
//
// docs/patterns.md says what is exact and what it costs; binding.cc why.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "pattern/ast.h"
#include "pattern/compare.h"
#include "pattern/observation.h"

namespace parley::pattern {

struct Match {
  bool matched = false;
  std::vector<std::size_t> observations;  // of one binding: indexes into what was given, ascending
};

class Matcher {
 public:
  // Fails with invalid_input when the pattern, though well-formed, can mean nothing: a regular expression or an address
  // that is none, REPEATS 0 TIMES, a set of mixed kinds.
  static Result<Matcher> compile(const ObservationExpression& pattern, Comparing comparing = Comparing::exactly);
  Matcher(Matcher&&) noexcept;
  Matcher& operator=(Matcher&&) noexcept;
  ~Matcher();

  // Fails with too_large when a limit was met before it was known: of a regular expression, or of the search for a
  // binding where observations compete for several places of the pattern.
  Result<Match> match(std::span<const Observation> observations) const;
  Result<Match> match(const Observation& observation) const { return match(std::span(&observation, 1)); }

 private:
  struct Impl;
  explicit Matcher(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace parley::pattern
