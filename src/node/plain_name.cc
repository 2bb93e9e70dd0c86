#include "node/plain_name.h"

#include "names/names.h"

namespace parley::node {

// A handle is ASCII, so it can be cut anywhere; a hyphen that stands at the end then goes as well.
std::string plain_name(std::string_view text, std::string_view otherwise) {
  std::string out = names::handle_of(text, otherwise).substr(0, 40);
  while (out.ends_with('-')) out.pop_back();
  return out;
}

}  // namespace parley::node
