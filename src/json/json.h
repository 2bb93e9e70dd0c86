// Reading JSON (RFC 8259) with simdjson, under Parley's limits.
//
// simdjson's own values are used throughout: json::Element is simdjson::dom::element. It points into the Parser that
// made it and dies with the next parse.
#pragma once

#include <simdjson.h>

#include <string>
#include <string_view>

#include "base/result.h"

namespace parley::json {

using Element = simdjson::dom::element;
using Object = simdjson::dom::object;
using Array = simdjson::dom::array;
using simdjson::dom::element_type;

inline constexpr std::size_t kMaxDepth = 256;           // nested arrays and objects; an empty one inside is not counted
inline constexpr std::size_t kMaxTextBytes = 1u << 30;  // one text

// Parses one text at a time into memory that is reused. Not thread-safe: one a thread.
class Parser {
 public:
  Parser();
  // Copies `text`, so it may go at once. Errors are invalid_input (or too_large) and say what is wrong and where, as
  // byte offset, line and column when simdjson's verdict allows to find the place: not JSON, truncated, invalid UTF-8,
  // deeper than kMaxDepth, a number that no double holds. Duplicate names are not looked for here: canonical() and the
  // validator do that.
  Result<Element> parse(std::string_view text);

 private:
  simdjson::dom::parser parser_;
  std::string padded_;
};

// `text` without the white space between tokens; every token stays as it was written. `text` must be JSON that a Parser
// accepted. Appends to `out`.
void append_compact(std::string& out, std::string_view text);

// The value of a member, if there and of that kind.
std::optional<std::string_view> string_member(Object object, std::string_view name);
std::optional<Element> member(Object object, std::string_view name);
// The text of a member; empty when `value` is no object, has no such member, or one that is no text.
std::string text_member(Element value, std::string_view name);

}  // namespace parley::json
