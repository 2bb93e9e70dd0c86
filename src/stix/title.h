// What people call an object: for lists in which an id alone says nothing.
#pragma once

#include <string>
#include <string_view>

namespace parley::stix {

// The name of an object given as JSON text; where its type has none, what it is about: the value of an observable, the
// pattern, the opinion, the abstract of a note, the two ends of a relationship. Empty when there is nothing of the kind
// or the text cannot be read. Others' words: escape them before they are shown.
std::string title_of(std::string_view object);

}  // namespace parley::stix
