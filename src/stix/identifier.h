// Deterministic identifiers of SCOs (STIX 2.1 section 2.9): UUIDv5 over the canonical JSON of the ID contributing
// properties.
#pragma once

#include <optional>
#include <string>

#include "json/json.h"

namespace parley::stix {

// The identifier that the standard gives an SCO. Nothing when none of its ID contributing properties is present (then
// a random UUIDv4 is to be used), fails with invalid_input for a value that is not an SCO of the standard.
Result<std::optional<std::string>> deterministic_id(json::Element sco);

}  // namespace parley::stix
