#include "stix/older_version.h"

#include "json/json.h"
#include "json/with_member.h"

// STIX 2.0 differs from 2.1 in more than this property. Only the version is written in; whether the object then holds
// is for the validator, which is asked afterwards.
namespace parley::stix {

std::optional<Versioned> with_this_version(std::string_view object) {
  json::Parser parser;
  const auto value = parser.parse(object);
  json::Object members;
  if (!value.ok() || value->get(members) != simdjson::SUCCESS) return std::nullopt;
  const auto version = json::member(members, "spec_version");
  if (version && json::string_member(members, "spec_version") != "2.0") return std::nullopt;
  return Versioned{json::with_member(object, "spec_version", "\"2.1\""), version.has_value()};
}

}  // namespace parley::stix
