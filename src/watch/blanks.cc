// ASCII is decided by one comparison, because nearly every character that is asked about is; only
// what is not goes through the decoder and the tables of Unicode.
#include "watch/blanks.h"

#include "text/code_point.h"

namespace parley::watch {
namespace {

bool is_ascii_blank(char c) { return static_cast<unsigned char>(c) <= ' '; }

}  // namespace

std::size_t blank_bytes(std::string_view text, char delimiter) {
  if (text.empty() || text.front() == delimiter) return 0;
  if (static_cast<unsigned char>(text.front()) < 0x80) return is_ascii_blank(text.front()) ? 1 : 0;
  const text::CodePoint point = text::front(text);
  // Characters without width, that copying from web pages and word processors brings along: a byte
  // order mark, the zero-width space and joiners, the word joiner.
  const bool unseen =
      point.value == 0xFEFF || (point.value >= 0x200B && point.value <= 0x200D) || point.value == 0x2060;
  return point.valid && (text::is_blank(point.value) || unseen) ? point.bytes : 0;
}

namespace {

// The same at its end.
std::size_t blank_bytes_behind(std::string_view text, char delimiter) {
  if (text.empty() || text.back() == delimiter) return 0;
  if (static_cast<unsigned char>(text.back()) < 0x80) return is_ascii_blank(text.back()) ? 1 : 0;
  std::size_t bytes = 1;  // of the last character, which begins with the last byte that is no continuation
  while (bytes < text.size() && bytes < 4 && (static_cast<unsigned char>(text[text.size() - bytes]) & 0xC0) == 0x80)
    ++bytes;
  return blank_bytes(text.substr(text.size() - bytes), delimiter) == bytes ? bytes : 0;
}

}  // namespace

void skip_blanks(std::string_view& text, char delimiter) {
  while (const std::size_t bytes = blank_bytes(text, delimiter)) text.remove_prefix(bytes);
}

std::string_view without_blanks(std::string_view text, char delimiter) {
  skip_blanks(text, delimiter);
  while (const std::size_t bytes = blank_bytes_behind(text, delimiter)) text.remove_suffix(bytes);
  return text;
}

}  // namespace parley::watch
