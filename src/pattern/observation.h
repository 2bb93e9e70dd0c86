// Observations that a pattern is matched against: STIX observed-data with the SCOs it refers to (sections 4.14 and 9).
//
// An Observation is prepared once and can be matched many times. It points into the parsed JSON and dies with it.
#pragma once

#include <string_view>
#include <vector>

#include "base/time.h"
#include "json/json.h"

namespace parley::pattern {

// An instant in 10^-18 s since 1970.
using Instant = __int128;
Instant to_instant(const Timestamp& time);

struct Sco {
  std::string_view type;
  std::string_view id;  // or its key in the deprecated `objects`
  json::Object object;
};

struct Observation {
  std::string_view id;
  Instant first = 0, last = 0;  // somewhere between these (both included) it was observed
  std::int64_t number = 1;      // so many times: number_observed
  std::vector<Sco> scos;        // those of object_refs that are there, sorted by id and without duplicates
};

// The observed-data objects in a list of bundles (or of objects that form one bundle). References are followed within
// a bundle only. Fails with invalid_input when one has no valid times or number_observed.
Result<std::vector<Observation>> read_observations(json::Array observed);

}  // namespace parley::pattern
