// How wide a text is in the fonts that a page brings along, and how it is broken into lines. Widths are those of the
// fonts (advances.h, made with them); letters of other scripts come from the reader's system and are reckoned wide.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace parley::picture {

enum class Face { sans, sans_strong, serif, serif_strong };

// In the unit of `size`.
double width_of(std::string_view text, Face face, double size);

// text::plain() of `text`, in at most `lines` lines of at most `width`; what does not fit ends in "…". Breaks at spaces
// and hyphens, and within a word that is wider than a line, with a hyphen.
std::vector<std::string> lines_of(std::string_view text, Face face, double size, double width, std::size_t lines);
// A name: at most two lines of kNameLength characters, and no wider than `width`.
std::vector<std::string> name_lines(std::string_view name, Face face, double size, double width);

}  // namespace parley::picture
