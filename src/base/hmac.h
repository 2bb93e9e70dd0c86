// HMAC-SHA-256 (RFC 2104, FIPS 198-1), by OpenSSL.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "base/hash.h"

namespace parley {

Hash hmac_sha256(std::span<const std::uint8_t> key, std::string_view message);

}  // namespace parley
