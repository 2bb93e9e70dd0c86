// How strictly what is shown must be handled: a page is handed on whole, so that the strictest marking of anything on
// it is its own.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "json/json.h"
#include "stix/markings.h"

namespace parley::desk {

class ShownMarking {
 public:
  // A version of an object of which something is shown. Where it cannot be told how it is marked, it counts as marked.
  void take(std::string_view id, std::string_view object);

  // "TLP:AMBER"; "TLP:AMBER, MARKED" or "MARKED" where there is a marking that is none of TLP as well, since nobody
  // here can say that it is less strict; empty: nothing is marked.
  std::string strictest() const;
  // Each object once, however many versions of it are shown and wherever they lie.
  std::size_t marked() const { return marked_.size(); }
  std::size_t objects() const { return objects_.size(); }

 private:
  json::Parser parser_;
  std::optional<stix::Tlp> level_;
  bool is_other_ = false;
  std::set<std::string, std::less<>> marked_, objects_;  // ids
};

}  // namespace parley::desk
