// White space around values, of any kind, as spreadsheets, web pages and mail programs leave it around what was copied
// from them: no-break and thin spaces, and what is not seen at all (a byte order mark in the middle, a zero-width
// space). It is never part of a value. A `delimiter` between cells is none, blank as it may be itself.
#pragma once

#include <cstddef>
#include <string_view>

namespace parley::watch {

// How many bytes of white space `text` begins with: 0, or one character's.
std::size_t blank_bytes(std::string_view text, char delimiter = '\0');
void skip_blanks(std::string_view& text, char delimiter = '\0');
// Without any around it.
std::string_view without_blanks(std::string_view text, char delimiter = '\0');

}  // namespace parley::watch
