#include "pattern/matcher.h"

#include <algorithm>

#include "pattern/binding.h"
#include "pattern/program.h"

namespace parley::pattern {

struct Matcher::Impl {
  Program program;
};

Matcher::Matcher(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Matcher::Matcher(Matcher&&) noexcept = default;
Matcher& Matcher::operator=(Matcher&&) noexcept = default;
Matcher::~Matcher() = default;

Result<Matcher> Matcher::compile(const ObservationExpression& pattern, Comparing comparing) {
  PARLEY_TRY(auto program, Program::compile(pattern, comparing));
  return Matcher(std::make_unique<Impl>(Impl{std::move(program)}));
}

namespace {

// The first observation that fits is the answer.
// An error ends the search here as well, even if a later observation might fit.
Result<Match> match_simple(const Program& program, std::span<const Observation> observations) {
  // Most indicators are of this kind, and need no tables at all.
  const Demand& demand = program.root.demands.front();
  for (std::size_t n = 0; n < observations.size(); ++n) {
    // An interval counts when a part of it lies within START and STOP: some instant of it may have been there.
    if (observations[n].first > demand.clip.to || observations[n].last < demand.clip.from ||
        demand.clip.to < demand.clip.from)
      continue;
    for (const std::size_t test : demand.tests) {
      PARLEY_TRY(const bool found, program.tests[test].holds(observations[n]));
      if (found) return Match{true, {n}};
    }
  }
  return Match{};
}

}  // namespace

// First which observation fulfils which square brackets, then which of them can stand for which places. Both tables
// grow with their product, so it is limited before anything is allocated.
Result<Match> Matcher::match(std::span<const Observation> observations) const {
  const Program& program = impl_->program;
  if (program.is_simple()) return match_simple(program, observations);
  // The product could overflow, so the limit is divided instead; without observations the divisor is 1.
  constexpr std::size_t kMostPlaces = 20'000'000;  // each can take some 60 bytes
  if ((program.tests.size() + program.nodes) > kMostPlaces / std::max<std::size_t>(observations.size(), 1))
    return Error{Code::too_large, "the pattern has too many parts for so many observations"};
  std::vector<std::vector<bool>> holds(program.tests.size(), std::vector<bool>(observations.size()));
  // An error in one comparison ends the match, as "no match" could be wrong.
  for (std::size_t test = 0; test < program.tests.size(); ++test) {
    for (std::size_t n = 0; n < observations.size(); ++n) {
      PARLEY_TRY(const bool found, program.tests[test].holds(observations[n]));
      holds[test][n] = found;
    }
  }
  PARLEY_TRY(auto bound, Binder(program, observations, holds).bind());
  if (!bound) return Match{};
  return Match{true, std::move(*bound)};
}

}  // namespace parley::pattern
