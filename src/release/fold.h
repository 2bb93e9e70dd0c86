// Texts as people read them: what looks the same becomes the same. Full-width and mathematical letters, letters of
// other alphabets that look like Latin ones, superscripts, letters and digits in circles, marks over letters, invisible
// characters.
//
// After the idea of UTS 39, section 4 (skeletons), for what can be mistaken for Latin letters and ASCII signs only.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace parley::release {

// The code point at `at`, which is moved behind it. The text is valid UTF-8 (it came out of a JSON parser).
char32_t next_point(std::string_view text, std::size_t& at);
void append_point(std::string& out, char32_t point);
// Not to be seen, or only changing the direction of writing.
bool is_invisible(char32_t point);
// What separates words: a space, a hyphen or an underscore of any width, a dot, quotation mark, arrow or ornament.
bool is_gap(char32_t point);

// Lower-case ASCII where it looks like ASCII, the rest as it is; without what is invisible, gaps one by one as spaces.
std::string skeleton(std::string_view text);

// The words of a skeleton: what stands between ASCII signs and gaps. "!" and "?" belong to a word.
std::vector<std::string> words_of(std::string_view text);
// The words with one "-" between them: what labels are compared by.
std::string word_key(std::string_view text);

}  // namespace parley::release
