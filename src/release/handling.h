// How strictly something must be handled, in the words of the Traffic Light Protocol, wherever and however that is
// written: marking definitions of both versions and of tools that made their own, labels, running text.
#pragma once

#include <optional>
#include <string_view>

#include "stix/markings.h"

namespace parley::release {

// "TLP:AMBER+STRICT", "tlp amber-strict", "TLP_RED", "tlp:white" at the beginning of `text`: the level, and how many
// bytes say it.
struct WrittenLevel {
  stix::Tlp level;
  std::size_t bytes;
};
std::optional<WrittenLevel> written_level(std::string_view text);

// "TLP:AMBER+STRICT"
std::string_view to_string(stix::Tlp level);

// What a marking definition (JSON text) means as TLP: by its id, its definition, the extension of TLP 2.0, or its name
// or statement when that is a TLP word. Nothing: it is no TLP, or cannot be read.
std::optional<stix::Tlp> level_of_definition(std::string_view definition);

// Whether a second person must agree.
constexpr bool needs_second_person(stix::Tlp level) {
  return level == stix::Tlp::red || level == stix::Tlp::amber_strict;
}

}  // namespace parley::release
