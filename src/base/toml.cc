#include "base/toml.h"

#include <fmt/format.h>

// Reads the configuration of a node, which its owner writes, and mappings of logs, which may come from somebody else.
// Whatever stands in them, the worst that may come of it is an error with its place.
namespace parley {

Result<toml::table> parse_toml(std::string_view text, const std::string& file) {
  toml::parse_result parsed = toml::parse(text, file);
  if (!parsed)
    return Error{Code::invalid_input, fmt::format("{}:{}:{}: {}", file, parsed.error().source().begin.line,
                                                  parsed.error().source().begin.column, parsed.error().description())};
  return std::move(parsed).table();
}

}  // namespace parley
