// What people call an object: for lists in which an id alone says nothing.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace parley::stix {

// The name of an object given as JSON text; where its type has none, what it is about: the value of an observable, the
// pattern, the opinion, the abstract of a note, the two ends of a relationship. Empty when there is nothing of the kind
// or the text cannot be read. Others' words: escape them before they are shown.
//
// `named` says what another object is called, by its id, where this one is about it (a sighting, a recall, the ends of
// a relationship); empty: not known, and then the id stands there.
using Named = std::function<std::string(std::string_view id)>;
std::string title_of(std::string_view object, const Named& named = {});

}  // namespace parley::stix
