// Observations from JSON, for tests.
#pragma once

#include <string>
#include <vector>

#include "pattern/observation.h"

namespace parley::pattern {

struct TestObservations {
  simdjson::dom::parser parser;
  std::vector<Observation> all;
  explicit TestObservations(const std::string& json) {
    const json::Array array = parser.parse(json).get_array();
    all = read_observations(array).value();
  }
};

}  // namespace parley::pattern
