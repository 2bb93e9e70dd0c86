// For tests: whether a JSON value is one that a schema (draft 2020-12) accepts. Only the keywords that docs/schemas
// uses; a schema with any other fails the test, so that nothing is taken to be checked that is not.
#pragma once

#include <string>

#include "json/json.h"

namespace parley::accounts::testing {

// What the schema refuses, with its place; empty: it accepts the value.
std::string refused_by(json::Element schema, json::Element value);

}  // namespace parley::accounts::testing
