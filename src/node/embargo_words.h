// What people write when they mean something to be under embargo, and what it means: never less than they think.
#pragma once

#include <string>
#include <string_view>

#include "node/node.h"

namespace parley::node {

struct EmbargoWord {
  enum class Kind { everything, object, type, marking, level, label };
  Kind kind = Kind::label;
  std::string what;  // as release::Embargo keeps it
  std::string name;  // of an object or a marking, when it has one
};
std::string_view to_string(EmbargoWord::Kind kind);

enum class AsLabel { no, yes };
// Reads an identifier or an unambiguous beginning of one, a type, a level of TLP or PAP in any spelling, the name of a
// marking, or a label that an object here has; "*" is everything. With AsLabel::yes whatever it is is a label. Fails
// with not_found, conflict or invalid_input, saying what to write, when it names nothing here or more than one thing.
Result<EmbargoWord> read_embargo_word(Node& node, std::string_view text, AsLabel as_label = AsLabel::no);
// What an embargo that is kept means.
EmbargoWord embargo_word_of(Node& node, const std::string& what);
// The embargo among those kept against `party` that `text` means: as it was added, as the list shows it, or by the
// beginning of its id. The text under which it is kept.
Result<std::string> find_embargo(Node& node, const std::string& party, std::string_view text);

}  // namespace parley::node
