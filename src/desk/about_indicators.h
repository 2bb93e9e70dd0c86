// What is said of an indicator beside a hit: its name, and whether somebody recalled it.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "node/node.h"

namespace parley::desk {

class AboutIndicators {
 public:
  explicit AboutIndicators(node::Node& node) : node_(node) {}

  // As the newest version in any journal of the node has it, fit for a terminal; empty when it has none.
  const std::string& name(std::string_view id);
  // "Alba: wrong, wish stop-use", of all recalls in the node's groups; empty when there is none. Exercises are told as
  // such.
  std::string_view recalled(std::string_view id) const;
  // Looks at the groups again.
  void refresh();

 private:
  node::Node& node_;
  std::map<std::string, std::string, std::less<>> names_, recalls_;
};

}  // namespace parley::desk
