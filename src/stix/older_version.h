// Objects of STIX 2.0, and others that only their bundle gives a version.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace parley::stix {

// The object's text with spec_version "2.1" where it has none, or "2.0"; nothing when it has another, or is no object.
struct Versioned {
  std::string text;
  bool said_older = false;  // it had spec_version "2.0"
};
std::optional<Versioned> with_this_version(std::string_view object);

}  // namespace parley::stix
