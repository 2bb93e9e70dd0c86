// Every identifier that an object's bytes contain, whatever it is there for.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "json/json.h"

namespace parley::release {

struct Mention {
  std::string pointer;
  std::string id;        // "TYPE--UUID", in lower case
  bool in_text = false;  // inside of a longer string, or as a name: not a reference that software follows
};

// All identifiers in values and names, at any depth, but for the object's own `id`. In the order found.
std::vector<Mention> mentions(json::Element object);
// The identifiers inside one string, in its order and as often as they stand there.
std::vector<std::string> identifiers_in(std::string_view text);
// The same for who looks through millions of texts: each is shown where it is found, in lower case, for the time of the
// call.
void each_identifier(std::string_view text, const std::function<void(std::string_view id)>& found);

}  // namespace parley::release
