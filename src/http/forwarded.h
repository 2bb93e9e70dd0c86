// Who asks through a proxy: the fields Forwarded (RFC 7239) and X-Forwarded-For, which anybody can send, believed as
// far as the addresses that added to them are trusted. No sockets; everything is text from strangers
// (forwarded_fuzz.cc).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "http/message.h"

namespace parley::http {

// One address or a network, IPv4 or IPv6: "127.0.0.1", "10.0.0.0/8", "2001:db8::/32". A mapped IPv4 address
// (::ffff:192.0.2.1) is the IPv4 address.
class AddressRange {
 public:
  // Fails with invalid_input for anything else, and for a network whose host bits are not zero.
  static Result<AddressRange> parse(std::string_view text);
  bool contains(std::string_view address) const;  // false for what is no address

 private:
  std::array<std::uint8_t, 16> bytes_{};  // IPv4 as mapped
  int bits_ = 128;
};

// The client's address without port, in its one spelling, or nothing. Takes "192.0.2.1", "192.0.2.1:4711",
// "2001:db8::1", "[2001:db8::1]", "[2001:db8::1]:4711"; no names, zones or obfuscated identifiers (RFC 7239 section 6).
std::optional<std::string> node_address(std::string_view text);

// As Request::peer: who is behind `peer`. That is `peer` itself unless it is trusted. Otherwise the addresses in the
// field are gone through from the right, from the proxy nearest to us outwards, to the first that is not trusted. What
// a client wrote itself stands left of that and is never looked at. `peer` again when the fields are malformed there,
// or both are sent and name different clients: a proxy adds to one of them and passes the other on as it came.
std::string client_behind(const Headers& headers, std::string_view peer, std::span<const AddressRange> trusted);

}  // namespace parley::http
