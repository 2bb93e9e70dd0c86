// IPv4 addresses written as IPv6 ("::ffff:192.0.2.1", RFC 4291 section 2.5.5.2). A program that listens on IPv6 for
// both writes its logs so, and who copies from there makes indicators of it. For a search it is the IPv4 address on
// both sides: in logs (Record::plain_address()), and here in patterns and in STIX objects that are searched. What was
// given stays as it came.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace parley::watch {

// The pattern to search for in place of `pattern`: where it asks for such an address, or for a block of them, it asks
// for what they mean. Nothing when there is no such place, as in a question for anything but an address, and none when
// it asks for all of them ("::ffff:0:0/96"): who does that looks for the spelling. Nothing for a pattern that is not
// valid.
std::optional<std::string> unmapped_pattern(std::string_view pattern);

// An "ipv6-addr" with such a value as the "ipv4-addr" that it means, under the same id; of an "observed-data" those in
// its deprecated container. Nothing when it is neither.
std::optional<std::string> unmapped_object(std::string_view object);

// Whether it is worth a closer look: no text without this has such an address.
bool may_be_mapped(std::string_view text);
// The value as IPv4, in the same form (an address or a block). Nothing when it is something else.
std::optional<std::string> unmapped_address(std::string_view value);

}  // namespace parley::watch
