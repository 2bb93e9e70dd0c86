#include "stix/title.h"

#include "json/json.h"

namespace parley::stix {
namespace {

// In the order of what says most. `name` is on most types; then what observables have instead (STIX 2.1, section 6).
constexpr std::string_view kTelling[] = {
    "name",    "value",   "subject",  "display_name", "account_login", "path",        "key",         "command_line",
    "pattern", "opinion", "abstract", "statement",    "definition",    "description", "explanation",
};

std::string type_of(std::string_view id) { return std::string(id.substr(0, id.find("--"))); }

std::string name_of(std::string_view id, const Named& named) { return named ? named(id) : std::string(); }

// An end of a relationship: its type, with the name where that is at hand.
std::string end_of(std::string_view id, const Named& named) {
  const std::string name = name_of(id, named);
  return name.empty() ? type_of(id) : type_of(id) + " \"" + name + "\"";
}

// What an object is about. An id beside a name need not be whole: people recognise the object by its name.
std::string about(std::string_view id, const Named& named) {
  constexpr std::size_t kShown = 8;  // of the UUID, as people type it
  const std::string name = name_of(id, named);
  const std::size_t dashes = id.find("--");
  if (name.empty() || dashes == id.npos) return "of " + std::string(id);
  return "of " + std::string(id.substr(0, dashes + 2 + kShown)) + " \"" + name + "\"";
}

}  // namespace

// For lists: one line by which a person recognises the object. It is others' text, and made harmless by whoever shows
// it.
std::string title_of(std::string_view object, const Named& named) {
  json::Parser parser;
  const auto parsed = parser.parse(object);
  json::Object members;
  if (!parsed.ok() || parsed->get_object().get(members) != simdjson::SUCCESS) return {};
  const auto text = [&](std::string_view name) { return json::string_member(members, name).value_or(""); };
  if (const auto how = text("relationship_type"); !how.empty())
    return end_of(text("source_ref"), named) + " " + std::string(how) + " " + end_of(text("target_ref"), named);
  std::string out;
  for (const std::string_view name : kTelling)
    if (const auto found = text(name); out.empty()) out = found;
  // What a message or a sighting is about says more than the remarks that go with it.
  for (const std::string_view reference : {"sighting_of_ref", "sample_ref", "object_ref"})
    if (const auto found = text(reference); !found.empty() && (out.empty() || text("name").empty()))
      return about(found, named) + (out.empty() ? "" : ": " + out);
  return out;
}

}  // namespace parley::stix
