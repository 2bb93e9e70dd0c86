// IPv4 and IPv6 addresses and CIDR blocks as sets of addresses, for ISSUBSET and ISSUPERSET (section 9.6.1).
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace parley::pattern {

// A block of addresses; a single address is a block of full length. Bits behind the prefix are zero.
struct AddressBlock {
  std::array<std::uint8_t, 16> bytes{};  // IPv4 in the first four
  bool ipv6 = false;
  int prefix = 0;
  auto operator<=>(const AddressBlock&) const = default;

  // "198.51.100.7", "198.51.100.0/24", "2001:db8::/32", "::ffff:192.0.2.1"; bits behind the prefix may be set. An octet
  // with a zero in front is taken where octal and decimal are the same ("01"), and "010" is none.
  static std::optional<AddressBlock> parse(std::string_view text);
  // Whether every address of `other` is in this block. Never across families.
  bool contains(const AddressBlock& other) const;
  // The IPv4 address or block that IPv4-mapped IPv6 addresses mean ("::ffff:192.0.2.1", RFC 4291 section 2.5.5.2).
  // Nothing for others, and for the block of all that are mapped, which is a question about the spelling.
  std::optional<AddressBlock> mapped_ipv4() const;
  // Without "/32" and "/128"; IPv6 as in RFC 5952.
  std::string to_string() const;
};

}  // namespace parley::pattern
