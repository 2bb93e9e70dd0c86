#include "json/text_member.h"

#include "json/json.h"

namespace parley::json {

std::string text_member(std::string_view object, std::string_view name) {
  Parser parser;
  const auto parsed = parser.parse(object);
  Object members;
  if (!parsed.ok() || parsed->get_object().get(members) != simdjson::SUCCESS) return {};
  return std::string(string_member(members, name).value_or(""));
}

}  // namespace parley::json
