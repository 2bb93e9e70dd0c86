#include "base/toml.h"

#include <fmt/format.h>

namespace parley {

Result<toml::table> parse_toml(std::string_view text, const std::string& file) {
  toml::parse_result parsed = toml::parse(text, file);
  if (!parsed)
    return Error{Code::invalid_input, fmt::format("{}:{}:{}: {}", file, parsed.error().source().begin.line,
                                                  parsed.error().source().begin.column, parsed.error().description())};
  return std::move(parsed).table();
}

}  // namespace parley
