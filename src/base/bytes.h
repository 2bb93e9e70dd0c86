// Text forms of bytes: hexadecimal and base64 (RFC 4648 section 4, padded).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace parley {

using Hash = std::array<std::uint8_t, 32>;  // a SHA-256 value

inline std::span<const std::uint8_t> as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}
inline std::string_view as_text(std::span<const std::uint8_t> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::string to_hex(std::span<const std::uint8_t> bytes);  // lower case
std::optional<std::vector<std::uint8_t>> from_hex(std::string_view text);

std::string to_base64(std::span<const std::uint8_t> bytes);
// 44 characters for a hash, into `out`.
void hash_to_base64(const Hash& hash, char* out);
// Canonical only: padded, no white space, unused bits zero.
std::optional<std::vector<std::uint8_t>> from_base64(std::string_view text);
std::optional<Hash> hash_from_base64(std::string_view text);

// Appends `text` as a JSON string with its quotes, escaping what RFC 8259 requires and nothing else.
void append_json_string(std::string& out, std::string_view text);

}  // namespace parley
