// The characters of a text, one at a time, and what each of them is when people look at it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace parley::text {

struct CodePoint {
  char32_t value = 0;  // of a byte that is no part of UTF-8: the byte
  std::size_t bytes = 1;
  bool valid = true;
};
// The first character of `text`, which is not empty. Strict UTF-8 (RFC 3629): no overlong forms, no surrogates.
CodePoint front(std::string_view text);
void append(std::string& out, char32_t point);

// Whether the character can be shown as it is: it is assigned, takes part in what is seen, and does nothing besides.
// Not visible are control characters (C0, C1, DEL), marks that turn the direction of writing (UAX 9), line and
// paragraph separators, characters that are ignored when shown (Default_Ignorable_Code_Point: zero width, tags,
// fillers, variation selectors), private use and what Unicode has not assigned.
bool is_visible(char32_t point);
// Takes no column of its own but stands on the character before it.
bool is_mark(char32_t point);
// A white-space character of any kind, or one that looks like it (BRAILLE PATTERN BLANK).
bool is_blank(char32_t point);
// Columns on a terminal: 0, 1 or 2 (UAX 11, as utf8proc knows it).
std::size_t columns(char32_t point);
// Whether most letters of a text are of scripts that are written from the right (Hebrew, Arabic and their kin).
bool reads_from_right(std::string_view text);
char32_t lower(char32_t point);  // simple case mapping
// What a character of compatibility stands for (NFKD): "ᶜ" and "ⓒ" are "c", "ﬁ" is "fi", "é" is an e and its mark. One
// that is made of nothing else: itself.
std::u32string decomposed(char32_t point);

}  // namespace parley::text
