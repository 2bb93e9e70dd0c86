// A scan and not a parse, so that numbers, escapes and the order of members are not written anew. The text is known to
// be JSON: all that has to be told apart is strings, brackets and what is between them.
#include "json/with_member.h"

#include <algorithm>

#include "base/bytes.h"

namespace parley::json {
namespace {

// The four of RFC 8259 section 2; isspace() would follow the locale.
bool is_space(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

// Behind the value that begins at `at`: a string, a bracketed value, or a word.
std::size_t behind_value(std::string_view text, std::size_t at) {
  std::size_t depth = 0;
  while (at < text.size()) {
    const char c = text[at];
    if (c == '"') {
      for (++at; at < text.size() && text[at] != '"'; ++at)
        if (text[at] == '\\') ++at;
      ++at;
    } else if (c == '{' || c == '[') {
      ++depth, ++at;
      continue;
    } else if (c == '}' || c == ']') {
      if (depth == 0) return at;
      --depth, ++at;
    } else if (depth == 0) {
      while (at < text.size() && text[at] != ',' && text[at] != '}' && text[at] != ']' && !is_space(text[at])) ++at;
    } else {
      ++at;
      continue;
    }
    if (depth == 0) return std::min(at, text.size());
  }
  return text.size();
}

}  // namespace

// Names are compared as they are written. A name with an escape that it does not need ("\u0069d") is not found, and
// the member is then added in front; canonical text has no such names.
std::string with_member(std::string_view object, std::string_view name, std::string_view value) {
  std::string quoted;
  append_json_string(quoted, name);
  std::size_t at = object.find('{') + 1;
  while (at < object.size()) {
    while (at < object.size() && (is_space(object[at]) || object[at] == ',')) ++at;
    if (at >= object.size() || object[at] != '"') break;
    const std::size_t key_end = behind_value(object, at);
    const bool is_it = object.substr(at, key_end - at) == quoted;
    at = object.find(':', key_end);
    if (at == std::string_view::npos) break;
    ++at;
    while (at < object.size() && is_space(object[at])) ++at;
    const std::size_t end = behind_value(object, at);
    if (is_it) return std::string(object.substr(0, at)) + std::string(value) + std::string(object.substr(end));
    at = end;
  }
  // In front and not behind: the place is known without looking for the end, and an object without members needs no
  // comma.
  const std::size_t open = object.find('{') + 1;
  std::size_t next = open;
  while (next < object.size() && is_space(object[next])) ++next;
  const bool alone = next < object.size() && object[next] == '}';
  return std::string(object.substr(0, open)) + quoted + ":" + std::string(value) + (alone ? "" : ",") +
         std::string(object.substr(open));
}

}  // namespace parley::json
