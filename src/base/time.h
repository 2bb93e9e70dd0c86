// Instants: `Micros`, the clock of journals and TAXII (microseconds), and `Timestamp`, a STIX timestamp kept as
// written.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace parley {

// Microseconds since 1970-01-01T00:00:00Z. Years 0001 to 9999.
struct Micros {
  std::int64_t value = 0;
  auto operator<=>(const Micros&) const = default;
};

// "2026-11-22T08:24:53.123456Z", always six digits (TAXII 2.1 section 2: timestamp).
std::string to_string(Micros time);
// The same 27 characters into `out`.
void format_micros(Micros time, char* out);

// The time of day by the system clock.
Micros now();

// A STIX 2.1 timestamp (section 2.16): RFC 3339 in UTC, ending in "Z", any number of fraction digits, leap second
// allowed (counted as the following second). Two spellings of one instant compare equal but do not print alike, which
// is why whoever keeps one keeps its text too. Fraction digits past the 18th are checked but do not take part in
// comparison.
struct Timestamp {
  std::int64_t seconds = 0;  // since 1970-01-01T00:00:00Z
  std::uint64_t attos = 0;   // 10^-18 s
  auto operator<=>(const Timestamp&) const = default;

  // Fails with invalid_input, saying what is wrong.
  static Result<Timestamp> parse(std::string_view text);
  // The same check without a message, for hot paths.
  static bool parse(std::string_view text, Timestamp& out);

  // Rounded down to microseconds.
  Micros micros() const { return {seconds * 1'000'000 + static_cast<std::int64_t>(attos / 1'000'000'000'000)}; }
};

}  // namespace parley
