// What every part of Parley asks of a STIX object before anything else: which object it is, and which version of it.
#pragma once

#include <string_view>

#include "base/time.h"
#include "json/json.h"

namespace parley::stix {

// Views into the parsed object.
struct ObjectHeader {
  std::string_view id;  // "TYPE--UUID"
  std::string_view type;
  std::string_view spec_version;  // as given; "2.1" when absent on an object without `created` (an SCO), else "2.0"
  // What TAXII 2.1 (section 3.4.1, "version") counts as the version: `modified`, without it `created`; empty when the
  // object has neither (an SCO), and then the time at which it is added takes the place.
  std::string_view version;
  Timestamp version_time;
  bool revoked = false;
};

// Reads the header of a single object (not a bundle). Fails with invalid_input and names the property when `type` or
// `id` is missing, not a string or malformed, when `id` does not begin with `type`, or a timestamp is none.
Result<ObjectHeader> read_header(json::Element object);

// "TYPE--UUID" with a type of lower-case letters, digits and hyphens (STIX 2.1 section 2.9).
bool is_identifier(std::string_view text);

}  // namespace parley::stix
