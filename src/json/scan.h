// Steps over JSON text that need no parsing, shared by the files of this folder.
#pragma once

#include <cstring>
#include <string_view>

#include "base/ascii.h"

namespace parley::json {

inline bool is_space(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }
inline bool is_number_part(char c) { return is_digit(c) || c == '.' || c == 'e' || c == 'E' || c == '+' || c == '-'; }

// The place behind the string whose opening quote stands at `at`; the end of the text when it is not closed.
inline std::size_t skip_string(std::string_view text, std::size_t at) {
  std::size_t from = at + 1;
  for (;;) {
    const void* quote = from < text.size() ? std::memchr(text.data() + from, '"', text.size() - from) : nullptr;
    if (quote == nullptr) return text.size();
    const auto place = static_cast<std::size_t>(static_cast<const char*>(quote) - text.data());
    std::size_t slashes = 0;
    while (place - slashes - 1 > at && text[place - slashes - 1] == '\\') ++slashes;
    if (slashes % 2 == 0) return place + 1;
    from = place + 1;
  }
}

// The code unit of the escape \uXXXX at `at`; -1 when none stands there.
inline int unicode_escape(std::string_view text, std::size_t at) {
  if (at + 6 > text.size() || text[at] != '\\' || text[at + 1] != 'u') return -1;
  int unit = 0;
  for (std::size_t i = at + 2; i < at + 6; ++i) {
    if (!is_hex_digit(text[i])) return -1;
    unit = unit * 16 + (is_digit(text[i]) ? text[i] - '0' : (text[i] | 0x20) - 'a' + 10);
  }
  return unit;
}
inline bool is_high_surrogate(int unit) { return unit >= 0xD800 && unit < 0xDC00; }
inline bool is_low_surrogate(int unit) { return unit >= 0xDC00 && unit < 0xE000; }

}  // namespace parley::json
