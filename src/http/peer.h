// Addresses of the other end, as Request::peer spells them: "192.0.2.1:4711", "[2001:db8::1]:4711", "local".
#pragma once

#include <sys/socket.h>

#include <string>
#include <string_view>

namespace parley::http {

std::string peer_text(const sockaddr_storage& address);
// Without the port: "192.0.2.1".
std::string_view peer_address(std::string_view peer);
// What limits and counters go by: an IPv4 address, or the /64 of an IPv6 address, since whoever has one address of
// a /64 has them all.
std::string peer_group(std::string_view peer);

}  // namespace parley::http
