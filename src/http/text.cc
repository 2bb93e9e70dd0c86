// Small tests on text that comes from strangers: tables and loops without a locale.
#include "http/text.h"

#include <array>
#include <charconv>
#include <cstdint>

#include "base/ascii.h"

namespace parley::http {
namespace {

// RFC 9110 section 5.6.2.
constexpr std::array<bool, 256> make_token_table() {
  std::array<bool, 256> table{};
  for (int c = '0'; c <= '9'; ++c) table[static_cast<std::size_t>(c)] = true;
  for (int c = 'a'; c <= 'z'; ++c) table[static_cast<std::size_t>(c)] = true;
  for (int c = 'A'; c <= 'Z'; ++c) table[static_cast<std::size_t>(c)] = true;
  for (const char c : std::string_view("!#$%&'*+-.^_`|~")) table[static_cast<unsigned char>(c)] = true;
  return table;
}
constexpr auto kToken = make_token_table();

}  // namespace

bool equals_ignoring_case(std::string_view a, std::string_view b) { return same_ignoring_case(a, b); }

// The table of well-formed sequences in RFC 3629 section 4. C0 and C1 could only begin overlong forms, and F5 and more
// only what is past U+10FFFF.
bool is_utf8(std::string_view text) {
  std::size_t i = 0;
  while (i < text.size()) {
    const auto lead = static_cast<std::uint8_t>(text[i++]);
    if (lead < 0x80) continue;
    if (lead < 0xC2 || lead > 0xF4) return false;
    const int following = lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3;
    // The second byte's range excludes overlong forms, surrogates and what lies past U+10FFFF.
    std::uint8_t low = 0x80, high = 0xBF;
    if (lead == 0xE0) low = 0xA0;
    if (lead == 0xED) high = 0x9F;
    if (lead == 0xF0) low = 0x90;
    if (lead == 0xF4) high = 0x8F;
    for (int n = 0; n < following; ++n, ++i, low = 0x80, high = 0xBF) {
      if (i == text.size()) return false;
      const auto byte = static_cast<std::uint8_t>(text[i]);
      if (byte < low || byte > high) return false;
    }
  }
  return true;
}

// The empty text is none: a token has at least one character.
bool is_token(std::string_view text) {
  for (const char c : text)
    if (!kToken[static_cast<unsigned char>(c)]) return false;
  return !text.empty();
}

// Optional whitespace as RFC 9110 section 5.6.3 has it: spaces and tabs, and nothing else that a locale may call blank.
std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// Digits only: no sign, no blanks, nothing behind them, and nothing that does not fit. A length
// that two programs could read differently must not pass.
bool parse_decimal(std::string_view digits, unsigned long long& out) {
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), out);
  return error == std::errc() && end == digits.data() + digits.size();
}

}  // namespace parley::http
