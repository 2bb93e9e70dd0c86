// How strictly what is shown must be handled: a page is handed on whole, so that the strictest marking of anything on
// it is its own.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "json/json.h"
#include "stix/markings.h"

namespace parley::desk {

class ShownMarking {
 public:
  // An object of which something is shown.
  void take(std::string_view object);

  // "TLP:AMBER"; "MARKED" where a marking is none of TLP, and none stricter is known; empty: nothing is marked.
  std::string strictest() const;
  std::size_t marked() const { return marked_; }
  std::size_t objects() const { return objects_; }

 private:
  json::Parser parser_;
  std::optional<stix::Tlp> level_;
  bool is_other_ = false;
  std::size_t marked_ = 0, objects_ = 0;
};

}  // namespace parley::desk
