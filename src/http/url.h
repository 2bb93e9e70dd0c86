// http and https URLs, as far as a client needs them (RFC 3986).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace parley::http {

struct Url {
  bool secure = false;
  std::string host;  // without brackets
  std::uint16_t port = 80;
  std::string target = "/";  // path and query; a fragment is dropped

  // Fails with invalid_input for another scheme, user information, or characters that would have to be percent-encoded.
  static Result<Url> parse(std::string_view text);
  // "host", "host:8080", "[::1]:8080": as the Host field has it.
  std::string authority() const;
};

}  // namespace parley::http
