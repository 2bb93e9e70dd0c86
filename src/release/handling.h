// How strictly something must be handled, in the words of the Traffic Light Protocol, wherever and however that is
// written: marking definitions of both versions and of tools that made their own, labels, running text.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "stix/markings.h"

namespace parley::release {

// "TLP:AMBER+STRICT", "tlp amber-strict", "TLP_RED", "tlp:white" at the beginning of `text`: the level, and how many
// bytes say it.
struct WrittenLevel {
  stix::Tlp level;
  std::size_t bytes;
};
std::optional<WrittenLevel> written_level(std::string_view text);

// "TLP:AMBER+STRICT"
std::string_view to_string(stix::Tlp level);

// A text that is no more than a word on how to handle something: a label, the name or statement of a marking, what a
// tool keeps in a property of its own.
struct HandlingWord {
  std::optional<stix::Tlp> tlp;  // a level of TLP
  // "TLP:RED", "PAP:AMBER": one level has one name, however it is spelled. Empty: it means to say how to handle this,
  // and nobody here knows what (an unknown level, another scale).
  std::string name;
  auto operator<=>(const HandlingWord&) const = default;
};
// Reads " tlp:red", "TLP-RED", "tlp_red", "TLPRED", "Traffic Light Protocol: red", "misp:tlp=\"red\"", full-width
// letters, those and digits that look alike ("t1p:r3d"), the id of a marking, PAP likewise, names of other scales of
// handling (MISP's taxonomies of classifications), and phrases such as "do not share". Nothing: it says something else
// (admiralty-scale rates sources, misp:… talks of threats: neither is about handling).
// Here and below a text that has escapes ("tlp%3Ared", escapes.h) says the stricter of what it says as it stands and
// behind them.
std::optional<HandlingWord> handling_word(std::string_view text);
// The same of a label: there a bare "red" or "amber" is the level, as people write it who leave the scale away, and so
// are "level red", "niveau rouge" and a red disc; "embargo until 2027" is unknown handling.
std::optional<HandlingWord> label_word(std::string_view text);
// Only when the text says a known level and nothing else: for texts that people wrote, in which any words may stand.
std::optional<HandlingWord> whole_level_word(std::string_view text);
// The same for the value of a property whose name says which scale: "x_tlp": "red". Nothing: the name says none.
std::optional<HandlingWord> handling_value(std::string_view name, std::string_view value);

// The level of PAP, or another level with a name, that a marking definition (JSON text) means; empty: none.
std::string word_of_definition(std::string_view definition);

// What a marking definition (JSON text) means as TLP: by its id, its definition, the extension of TLP 2.0, or its name
// or statement when that is a TLP word. Nothing: it is no TLP, or cannot be read.
std::optional<stix::Tlp> level_of_definition(std::string_view definition);

// Whether a second person must agree.
constexpr bool needs_second_person(stix::Tlp level) {
  return level == stix::Tlp::red || level == stix::Tlp::amber_strict;
}

}  // namespace parley::release
