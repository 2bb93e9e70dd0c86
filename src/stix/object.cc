#include "stix/object.h"

#include <fmt/format.h>

#include "stix/formats.h"

// What a store must know of an object before it takes it: type, id, and which version it is. TAXII 2.1 section 3.4.1
// has the version as "modified", or "created" for what never changes, or none for an observable.
namespace parley::stix {
namespace {

Error wrong(std::string_view property, std::string_view why) {
  return {Code::invalid_input, fmt::format("\"{}\" {}", property, why)};
}

// An absent property leaves `out` empty; one that is no string is an error.
// An empty text counts as absent, which for all five properties is an error or the same.
Status read_text(json::Object object, std::string_view name, std::string_view& out) {
  const auto value = object.at_key(name);
  if (value.error() == simdjson::NO_SUCH_FIELD) return {};
  if (value.get(out) != simdjson::SUCCESS) return wrong(name, "is not a string");
  return {};
}

}  // namespace

// "modified" is read behind "created", so that it wins. A time that is there and is no time is an error: an object
// that nobody can put in order must not come in.
Result<ObjectHeader> read_header(json::Element value) {
  json::Object object;
  if (value.get(object) != simdjson::SUCCESS) return Error{Code::invalid_input, "a STIX object must be a JSON object"};
  ObjectHeader out;
  std::string_view created, modified, prefix;
  PARLEY_TRY_STATUS(read_text(object, "type", out.type));
  PARLEY_TRY_STATUS(read_text(object, "id", out.id));
  PARLEY_TRY_STATUS(read_text(object, "spec_version", out.spec_version));
  PARLEY_TRY_STATUS(read_text(object, "created", created));
  PARLEY_TRY_STATUS(read_text(object, "modified", modified));
  if (out.type.empty()) return wrong("type", "is missing");
  if (out.id.empty()) return wrong("id", "is missing");
  if (!split_identifier(out.id, prefix))
    return wrong("id", "is not an identifier: write the object type, two hyphens and a UUID");
  // The type is what readers choose the collection filters by (TAXII "match[type]"), and the id is what others refer
  // by: the two must not tell different things.
  if (prefix != out.type) return wrong("id", "does not begin with the type of the object");
  if (out.type == "bundle") return wrong("type", "is bundle, where a single object is expected");

  const auto read_time = [](std::string_view name, std::string_view text, Timestamp& time) -> Status {
    auto parsed = Timestamp::parse(text);
    if (!parsed.ok()) return std::move(parsed).error().in(name);
    time = *parsed;
    return {};
  };
  if (!created.empty() || object.at_key("created").error() == simdjson::SUCCESS) {
    PARLEY_TRY_STATUS(read_time("created", created, out.version_time));
    out.version = created;
  }
  if (!modified.empty() || object.at_key("modified").error() == simdjson::SUCCESS) {
    PARLEY_TRY_STATUS(read_time("modified", modified, out.version_time));
    out.version = modified;
  }
  // TAXII 2.1 section 3.4.1 again: without the property, what has "created" is of STIX 2.0.
  if (out.spec_version.empty()) out.spec_version = created.empty() ? "2.1" : "2.0";
  // Not a boolean: then it is not revoked, and whether it may stand there is for the validator.
  bool revoked = false;
  if (object.at_key("revoked").get(revoked) == simdjson::SUCCESS) out.revoked = revoked;
  return out;
}

bool is_identifier(std::string_view text) {
  std::string_view type;
  return split_identifier(text, type);
}

}  // namespace parley::stix
