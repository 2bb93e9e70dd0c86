#include "text/code_point.h"

#include <utf8proc.h>

// What is a letter, a mark or nothing to be seen is utf8proc's knowledge (the Unicode character database of its
// version). A character that a later Unicode assigns is "not assigned" here and shown by its number, which is safe.
namespace parley::text {
namespace {

// Format characters that are seen: the signs before Arabic and other numbers (Prepended_Concatenation_Mark).
bool is_prepended_sign(char32_t point) {
  return (point >= 0x600 && point <= 0x605) || point == 0x6dd || point == 0x70f || point == 0x890 || point == 0x891 ||
         point == 0x8e2 || point == 0x110bd || point == 0x110cd;
}

// Marks of every category, also those that have a width by themselves (the tone marks of Hangul, U+302E).
bool is_combining(char32_t point) {
  const utf8proc_category_t category = utf8proc_category(static_cast<utf8proc_int32_t>(point));
  return category == UTF8PROC_CATEGORY_MN || category == UTF8PROC_CATEGORY_ME || category == UTF8PROC_CATEGORY_MC;
}

}  // namespace

// A byte that is no UTF-8 is one character of one byte, so that a walk over any text ends and skips nothing.
CodePoint front(std::string_view text) {
  const auto first = static_cast<unsigned char>(text.front());
  if (first < 0x80) return {first, 1, true};
  utf8proc_int32_t point = -1;
  const utf8proc_ssize_t size = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                                 static_cast<utf8proc_ssize_t>(text.size()), &point);
  if (size <= 0 || point < 0) return {first, 1, false};
  return {static_cast<char32_t>(point), static_cast<std::size_t>(size), true};
}

void append(std::string& out, char32_t point) {
  utf8proc_uint8_t bytes[4];
  const utf8proc_ssize_t size = utf8proc_encode_char(static_cast<utf8proc_int32_t>(point), bytes);
  out.append(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
}

// Most text is ASCII, for which no table is needed.
bool is_visible(char32_t point) {
  if (point < 0x7f) return point >= 0x20;
  const utf8proc_property_t* property = utf8proc_get_property(static_cast<utf8proc_int32_t>(point));
  // Zero-width characters, tags and fillers: with them two texts can look the same and be different, or carry what
  // nobody sees.
  if (property->ignorable) return false;
  // Format characters (CF) turn the direction of writing, among others: "gpj.exe" can be shown as "exe.jpg" by them.
  switch (property->category) {
    case UTF8PROC_CATEGORY_CN:
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CS:
    case UTF8PROC_CATEGORY_CO:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
      return false;
    case UTF8PROC_CATEGORY_CF:
      return is_prepended_sign(point);
    default:
      return true;
  }
}

// Also what the terminal puts on the character before it although Unicode calls it a letter, such as the vowels of
// Hangul that are joined to a syllable.
bool is_mark(char32_t point) {
  if (point < 0x300) return false;
  return is_combining(point) || (utf8proc_category(static_cast<utf8proc_int32_t>(point)) != UTF8PROC_CATEGORY_CF &&
                                 is_visible(point) && columns(point) == 0);
}

// The Braille pattern without a dot (U+2800) is a symbol for Unicode, and a blank for everybody who looks.
bool is_blank(char32_t point) {
  if (point < 0x80) return point == ' ' || (point >= '\t' && point <= '\r');
  return point == 0x85 || point == 0x2800 || point == 0x2028 || point == 0x2029 ||
         utf8proc_category(static_cast<utf8proc_int32_t>(point)) == UTF8PROC_CATEGORY_ZS;
}

std::size_t columns(char32_t point) {
  if (point < 0x7f) return point >= 0x20 ? 1 : 0;
  if (is_prepended_sign(point)) return 1;
  if (point >= 0x300 && is_combining(point)) return 0;
  const int width = utf8proc_charwidth(static_cast<utf8proc_int32_t>(point));
  return width > 0 ? static_cast<std::size_t>(width) : 0;
}

std::u32string decomposed(char32_t point) {
  constexpr utf8proc_ssize_t kMost = 32;  // the longest of Unicode has 18 (U+FDFA)
  utf8proc_int32_t parts[kMost];
  int boundary = 0;
  const utf8proc_ssize_t count =
      utf8proc_decompose_char(static_cast<utf8proc_int32_t>(point), parts, kMost,
                              static_cast<utf8proc_option_t>(UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE), &boundary);
  std::u32string out;
  for (utf8proc_ssize_t i = 0; i < count && i < kMost; ++i) out += static_cast<char32_t>(parts[i]);
  return count <= 0 || count > kMost ? std::u32string(1, point) : out;
}

char32_t lower(char32_t point) {
  if (point < 0x80) return point >= 'A' && point <= 'Z' ? point + 32 : point;
  return static_cast<char32_t>(utf8proc_tolower(static_cast<utf8proc_int32_t>(point)));
}

// The blocks of strong right-to-left letters (UAX 9, classes R and AL; Unicode's DerivedBidiClass defaults).
bool reads_from_right(std::string_view text) {
  std::size_t right = 0, left = 0;
  while (!text.empty()) {
    const CodePoint one = front(text);
    const char32_t c = one.value;
    if ((c >= 0x590 && c <= 0x8ff) || (c >= 0xfb1d && c <= 0xfdff) || (c >= 0xfe70 && c <= 0xfeff) ||
        (c >= 0x10800 && c <= 0x10fff) || (c >= 0x1e800 && c <= 0x1efff))
      ++right;
    else if ((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= 0xc0 && c < 0x590) || (c >= 0x900 && c < 0x2000))
      ++left;
    text.remove_prefix(one.bytes);
  }
  return right > left;
}

}  // namespace parley::text
