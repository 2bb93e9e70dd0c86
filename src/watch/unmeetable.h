// Values in patterns that no observation has: a domain with "[.]" in it, as it was copied from a report, an address
// with a port, a hash that is too short. The pattern is its producer's and stays as it came (STIX 2.1, section 6.4.1
// knows no brackets in a name); but a search for it finds nothing, and somebody has to say so.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parley::watch {

enum class Unmeetable : std::uint8_t { defanged, blanks, wildcard, port, block, no_scheme, other_kind, hash };
inline constexpr std::size_t kUnmeetables = static_cast<std::size_t>(Unmeetable::hash) + 1;
std::string_view to_string(Unmeetable kind);  // a name for machines: "defanged"
std::string_view describe(Unmeetable kind);   // for people: "is defanged"

struct UnmeetableValue {
  Unmeetable kind = Unmeetable::defanged;
  std::string value;
  std::string meant;  // what would be met; empty where nobody can say
};
// Of the constants that a pattern compares for equality. Nothing for a pattern that is not valid.
std::vector<UnmeetableValue> unmeetable_values(std::string_view pattern);

// The pattern with its defanged constants as they were meant; nothing when it has none.
std::optional<std::string> refanged_pattern(std::string_view pattern);

}  // namespace parley::watch
