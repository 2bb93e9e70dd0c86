// The words by which texts say how to handle something, in many languages: levels of secrecy, what stands beside them,
// phrases, taxonomies, colours. What they mean where they stand: handling.cc.
//
// A key is a text as word_key() makes it (fold.h).
#pragma once

#include <optional>
#include <string_view>

namespace parley::release {

// Words that say how to handle something without being a level of TLP or PAP, by what must stand around them.
enum class Says {
  level,     // of secrecy, of states and organisations: alone, or with others and what stands beside them
  beside,    // nothing alone: what stands before and behind such a level
  whole,     // when it is the whole of the text: a level in letters that are not Latin, "not to others"
  taxonomy,  // as the beginning of a tag
};

// Nothing: a word that says nothing of handling.
std::optional<Says> what_says(std::string_view key);
// Whether a tag with this key is one of a taxonomy of classifications.
bool begins_taxonomy(std::string_view key);
// A level of TLP in another language, as it stands beside a scale: "rouge", "rot".
bool is_other_colour(std::string_view key);
// What makes a level of a colour beside it: "niveau", "class", "stoplight".
bool is_level_word(std::string_view key);
// The two as one word, in either order: "niveaurouge", "rotstufe".
bool is_level_and_colour(std::string_view key);
// A word that says nothing beside a level or a colour: "only", "le", "do", "not".
bool is_small_word(std::string_view key);
// "no foreign", "noforeign", "no foreign eyes", "not for foreign disclosure", by the words without anything between
// them; not "no foreign key".
bool is_no_foreign(std::string_view joined);
// What holds something back until a time that is said behind it: "embargo", "gesperrt", "withheld".
bool is_holding_word(std::string_view key);

}  // namespace parley::release
