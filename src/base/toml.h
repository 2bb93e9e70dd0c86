// Reading TOML files with toml++, whose inclusion is set up here: errors are values, and its own assertions, which hostile text
// can reach in 3.3, do not end the process.
#pragma once

#define TOML_EXCEPTIONS 0
#define TOML_ASSERT(expression) static_cast<void>(0)
#include <toml++/toml.h>

#include <string>
#include <string_view>

#include "base/result.h"

namespace parley {

// Fails with invalid_input that names `file`, line and column. Characters outside ASCII may only stand in quotes or comments
// (bare keys are ASCII in TOML 1.0, and toml++ 3.3 has no defined behaviour for some others), control characters nowhere.
Result<toml::table> parse_toml(std::string_view text, const std::string& file);

}  // namespace parley
