#include "json/text_member.h"

#include "json/json.h"

// A parser for each call: for texts that are looked at now and then, such as a configuration or one object of a page.
namespace parley::json {

std::string text_member(std::string_view object, std::string_view name) {
  Parser parser;
  const auto parsed = parser.parse(object);
  return parsed.ok() ? text_member(*parsed, name) : std::string();
}

// What is no object, has no such member or has one that is no string gives an empty text, as a member left out does.
std::string text_member(Element value, std::string_view name) {
  Object members;
  if (value.get(members) != simdjson::SUCCESS) return {};
  return std::string(string_member(members, name).value_or(""));
}

}  // namespace parley::json
