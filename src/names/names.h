// The names of parties, groups and whatever else people tell apart by reading them: which can be a name at all, and
// which two of them a person would take for one another (Unicode Technical Standard 39).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace parley::names {

inline constexpr std::size_t kMostBytes = 256;

// Whether `name` is seen as it is: it is plain (text/display.h), has a letter or digit, single spaces and those only
// within, no marks drawn over a letter that hide it, digits of one writing system, and no word mixes letters of scripts
// that are not written together (UTS 39 section 5.2, Highly Restrictive, word by word: "CERT України" is fine, a Latin
// "Party" with a Cyrillic a is not). The error says what is wrong, with the name fit for a terminal.
Status check(std::string_view name);

// What `name` looks like. Two names look alike if they share one of these: the skeleton (UTS 39 section 4) of the name
// and of its lower case, both without blanks, dashes, accents, symbols (®, ™), small signs (ꜝ, ˑ) and what is not seen,
// and with l, i, 1 and | as one letter unless these are told apart.
enum class Strokes { one_letter, told_apart };
std::vector<std::string> looks_of(std::string_view name, Strokes strokes = Strokes::one_letter);
bool look_alike(std::string_view a, std::string_view b, Strokes strokes = Strokes::one_letter);

// Lower-case letters, digits and hyphens, for a name that people type: "Carpania Élections" -> "carpania-elections".
// Letters of other scripts are transliterated ("Ελλάς" -> "ellas", "Україна" -> "ukraina"); `otherwise` when nothing is
// left.
std::string handle_of(std::string_view name, std::string_view otherwise);

}  // namespace parley::names
