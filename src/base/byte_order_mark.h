// The byte order mark of UTF-8, which says nothing and hides the character behind it.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace parley {

inline constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// How many bytes stand at the beginning of `text` up to the end of its last byte order mark there, with the `blanks`
// (characters) before each; 0 where there is none. Files that are put one behind another have marks within, and
// several.
inline std::size_t bytes_to_end_of_marks(std::string_view text, std::string_view blanks) {
  for (std::size_t end = 0;;) {
    const std::size_t mark = std::min(text.find_first_not_of(blanks, end), text.size());
    if (!text.substr(mark).starts_with(kByteOrderMark)) return end;
    end = mark + kByteOrderMark.size();
  }
}

}  // namespace parley
