// What is said of an indicator beside a hit: its name, and whether somebody recalled it.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "cli/command.h"

namespace parley::cli {

class AboutIndicators {
 public:
  explicit AboutIndicators(Context& context) : context_(context) {}

  // As the newest version in any journal of the node has it, fit for a terminal; empty when it has none.
  const std::string& name(std::string_view id);
  // "Alba: wrong, wish stop-use", of all recalls in the node's groups; empty when there is none. Exercises are told as
  // such.
  std::string_view recalled(std::string_view id) const;
  // Looks at the groups again.
  void refresh();

 private:
  Context& context_;
  std::map<std::string, std::string, std::less<>> names_, recalls_;
};

}  // namespace parley::cli
