#include "stix/title.h"

#include "json/json.h"

namespace parley::stix {
namespace {

// In the order of what says most. `name` is on most types; then what observables have instead (STIX 2.1, section 6).
constexpr std::string_view kTelling[] = {
    "name",    "value",   "subject",  "display_name", "account_login", "path",        "key",         "command_line",
    "pattern", "opinion", "abstract", "statement",    "definition",    "description", "explanation",
};

// Of a relationship the two ends are told by their types only: the objects themselves are not at hand.
std::string type_of(std::string_view id) { return std::string(id.substr(0, id.find("--"))); }

}  // namespace

// For lists: one line by which a person recognises the object. It is others' text, and made harmless by whoever shows
// it.
std::string title_of(std::string_view object) {
  json::Parser parser;
  const auto parsed = parser.parse(object);
  json::Object members;
  if (!parsed.ok() || parsed->get_object().get(members) != simdjson::SUCCESS) return {};
  const auto text = [&](std::string_view name) { return json::string_member(members, name).value_or(""); };
  if (const auto how = text("relationship_type"); !how.empty())
    return type_of(text("source_ref")) + " " + std::string(how) + " " + type_of(text("target_ref"));
  for (const std::string_view name : kTelling)
    if (const auto found = text(name); !found.empty()) return std::string(found);
  for (const std::string_view reference : {"sighting_of_ref", "sample_ref", "object_ref"})
    if (const auto found = text(reference); !found.empty()) return "of " + std::string(found);
  return {};
}

}  // namespace parley::stix
