// Many patterns at once: a million indicators against a stream of observations.
//
// Every pattern is taken apart into atoms, of which one must hold wherever the pattern (or one of its square brackets)
// holds: an equality, found by hash; an address block, found in a radix tree; the literal text that a LIKE or MATCHES
// requires, found by a scan. What consists of one equality is decided by that; any other pattern is evaluated by its
// Matcher, once one of its atoms was met. A pattern without such an atom (only NOT, !=, numbers in ranges) is evaluated
// whenever an object of its type is there; counts() tells how many those are.
//
// Equality and IN compare values in normal form (stix/normalise.h), LIKE, MATCHES and the order of strings the text as
// it was observed. docs/patterns.md says more.
//
// Thread-safe: any number of threads, each with its own Reader; put() and withdraw() exclude one another and wait for
// the finish() or match() that readers are in.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "pattern/observation.h"
#include "pattern/paths.h"

namespace parley::pattern {

struct Indicator {
  std::string_view id;
  std::string_view pattern;  // of pattern_type "stix"
  Micros valid_from{};
  std::optional<Micros> valid_until;
  bool revoked = false;
  int confidence = -1;  // 0 to 100; -1: not given
};

// Names an indicator as it was when a hit was found: after withdraw() or another put() it names nothing.
struct IndicatorRef {
  std::uint32_t slot = 0;
  std::uint32_t generation = 0;
  auto operator<=>(const IndicatorRef&) const = default;
};

struct IndicatorInfo {
  std::string id;
  Micros valid_from{};
  std::optional<Micros> valid_until;
  int confidence = -1;
};

// At most one a pattern and observation.
struct Hit {
  enum class Kind : std::uint8_t {
    match,  // the observation alone fulfils the pattern
    part,   // it fulfils square brackets of a pattern that needs more observations; for a Correlator (correlator.h)
  };
  IndicatorRef indicator;
  PathNumber path = kNoPath;  // where an atom was met; kNoPath if the pattern has none
  int confidence = -1;
  Kind kind = Kind::match;
  std::uint64_t brackets = 0;  // part: which of them, counted from the left
  bool outside = false;        // observed before the indicator is valid or after (Reader::outside_validity)
};

// Makes the observation that a pattern is evaluated on, when one has to be. It holds what was given to the Reader.
class ObservationSource {
 public:
  virtual ~ObservationSource() = default;
  // Asked at most once a finish(). Null: there is none, and patterns that need one are counted as not evaluated. Must
  // not change the index.
  virtual const Observation* observation() = 0;
};

class Index {
 public:
  class Reader;
  struct Counts {
    std::size_t indicators = 0;  // can be hit
    std::size_t by_atom = 0;     // of these: decided by an atom alone
    std::size_t always = 0;      // of these: evaluated on every object of a type
    std::size_t revoked = 0;     // put with `revoked`
    std::size_t refused = 0;     // put with a pattern that is not valid, and not corrected since
    std::size_t bytes = 0;       // memory in use, about
  };

  Index();
  ~Index();
  Index(const Index&) = delete;
  Index& operator=(const Index&) = delete;

  // The number of a path, for what is not among the constants of paths.h: "file:name", "x-sensor:tags[*]". List
  // indexes count as [*]. Fails with invalid_input.
  Result<PathNumber> path(std::string_view text);

  // Adds an indicator, in place of the one of the same id. One that is revoked is only counted. Fails with
  // invalid_input or too_large when the pattern is not valid: the indicator is kept out and counted.
  Status put(const Indicator& indicator);
  // Whether there was one.
  bool withdraw(std::string_view id);

  std::optional<IndicatorInfo> find(IndicatorRef ref) const;
  Counts counts() const;

 private:
  friend class Reader;
  friend class Correlator;
  struct State;
  std::unique_ptr<State> state_;
};

// Asks the index about one observation after another. One a thread; must not outlive the index.
class Index::Reader {
 public:
  struct Counts {
    std::uint64_t observations = 0;
    std::uint64_t evaluated = 0;      // patterns by their Matcher
    std::uint64_t not_evaluated = 0;  // no observation was to be had
    std::uint64_t failed = 0;         // a limit was met: of a regular expression, of the search for a binding
  };

  explicit Reader(Index& index);
  ~Reader();

  // Hits of indicators below this confidence are left out; those without one stay.
  void min_confidence(int confidence);
  // Gives hits outside of an indicator's validity as well, told by Hit::outside. Feeds set `valid_from` to the day of
  // publication, so what was seen before it is mostly what somebody who asks "have we seen this?" wants to know.
  void outside_validity(bool given);

  // A log line, field by field: begin, what is in it, finish. Values must stay where they are until finish().
  // It was observed between `first` and `last`; an indicator must be valid at some time of that:
  // valid_from <= last and first < valid_until, unless outside_validity().
  void begin(Micros first, Micros last);
  void begin(Micros at) { begin(at, at); }
  // One value that stands at one path, or at several at once (an address as ipv4-addr:value and as
  // network-traffic:src_ref.value), which is cheaper than one by one. The paths must stay where they are, too.
  void text(PathNumber path, std::string_view value);
  void text(std::span<const PathNumber> paths, std::string_view value);
  void number(PathNumber path, std::int64_t value);
  void boolean(PathNumber path, bool value);
  // The hits; valid until the next begin() or match(). `source` may be null.
  const std::vector<Hit>& finish(ObservationSource* source);

  // All of an observation at once.
  const std::vector<Hit>& match(const Observation& observation);

  const Counts& counts() const;

 private:
  struct Work;
  std::unique_ptr<Work> work_;
};

}  // namespace parley::pattern
