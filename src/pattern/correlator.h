// Patterns that need several observations, over a stream: keeps what fulfilled parts of them until the rest comes.
//
// Only times and what was fulfilled are kept, so an observation need not live on. Of each indicator the last kMaxKept
// observations count, by the order in which they were added. Not thread-safe; one for all threads that read the same
// stream, or one each if theirs are apart.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <vector>

#include "base/result.h"
#include "pattern/index.h"

namespace parley::pattern {

class Correlator {
 public:
  static constexpr std::size_t kMaxKept = 1000;
  static constexpr std::size_t kMaxIndicators =
      10'000;  // with something kept; beyond, the one that waited longest is forgotten

  explicit Correlator(const Index& index) : index_(index) {}

  // Of an observation that had a hit of Kind::part. `token` stands for it: the tokens of one binding come back, in the
  // order in which they were added, once the pattern holds; those are kept no longer. Empty: not yet. Fails with
  // not_found when the indicator has changed since, and as Matcher::match does.
  Result<std::vector<std::uint64_t>> add(const Hit& hit, const Observation& observation, std::uint64_t token);

  std::size_t kept() const { return kept_; }
  std::uint64_t forgotten() const { return forgotten_; }  // for the two limits

 private:
  struct Part {
    Instant first, last;
    std::int64_t number;
    std::uint64_t brackets;
    std::uint64_t token;
  };
  struct Parts {
    std::deque<Part> all;
    std::uint64_t changed = 0;
  };
  void forget_one();

  const Index& index_;
  std::map<IndicatorRef, Parts> parts_;
  std::size_t kept_ = 0;
  std::uint64_t forgotten_ = 0;
  std::uint64_t clock_ = 0;
};

}  // namespace parley::pattern
