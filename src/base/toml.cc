#include "base/toml.h"

#include <fmt/format.h>

namespace parley {
namespace {

Status check_characters(std::string_view text, const std::string& file) {
  std::size_t line = 1;
  bool quoted = false;
  for (const char c : text) {
    if (c == '\n') ++line, quoted = false;
    quoted = quoted || c == '"' || c == '\'' || c == '#';
    if (!quoted && static_cast<unsigned char>(c) >= 0x80)
      return Error{Code::invalid_input, fmt::format("{}:{}: a character outside ASCII can only stand in quotes or a comment", file, line)};
    if ((static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\r' && c != '\t') || c == 0x7f)
      return Error{Code::invalid_input, fmt::format("{}:{}: a control character cannot stand in a text file; remove it", file, line)};
  }
  return {};
}

}  // namespace

Result<toml::table> parse_toml(std::string_view text, const std::string& file) {
  PARLEY_TRY_STATUS(check_characters(text, file));
  toml::parse_result parsed = toml::parse(text, file);
  if (!parsed)
    return Error{Code::invalid_input, fmt::format("{}:{}:{}: {}", file, parsed.error().source().begin.line,
                                                  parsed.error().source().begin.column, parsed.error().description())};
  return std::move(parsed).table();
}

}  // namespace parley
