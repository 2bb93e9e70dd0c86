// SHA-256 and SHA-1 (OpenSSL). A context is fetched once a thread and reused: in OpenSSL 3 the one-shot call looks the
// algorithm up each time and costs three times as much.
#pragma once

#include <initializer_list>
#include <string_view>

#include "base/bytes.h"

namespace parley {

// SHA-256 of the concatenation of `parts`.
Hash sha256(std::initializer_list<std::span<const std::uint8_t>> parts);
inline Hash sha256(std::string_view text) { return sha256({as_bytes(text)}); }
// SHA-1, which only UUIDv5 uses (RFC 9562 section 5.5).
std::array<std::uint8_t, 20> sha1(std::initializer_list<std::span<const std::uint8_t>> parts);

}  // namespace parley
