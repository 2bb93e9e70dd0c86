// A version is written anew from what is known of it, and not changed as text: what an earlier one had and this one
// does not say is gone from it, as a source that was named by mistake.
#include "desk/question_object.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/uuid.h"
#include "json/json.h"
#include "stix/parley.h"

namespace parley::desk {
namespace {

// What str() writes by itself, and what belongs to one version only.
constexpr std::string_view kOfTheVersion[] = {"type",    "spec_version", "id",         "created_by_ref",
                                              "created", "modified",     "extensions", "revoked"};
// What says how an object is to be handled and not what it says. Left out of a version by mistake, it would let leave
// what was marked.
constexpr std::string_view kOfHandling[] = {"object_marking_refs", "granular_markings", "labels", "lang",
                                            "external_references", "confidence"};

bool is_among(std::span<const std::string_view> names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

// The object lives in the parser, which the caller therefore keeps.
Result<json::Object> object_of(json::Parser& parser, const std::string& text) {
  PARLEY_TRY(const auto parsed, parser.parse(text));
  json::Object object;
  if (parsed.get(object) != simdjson::SUCCESS) return Error{Code::corrupt, "an object of ours is no JSON object"};
  return object;
}

}  // namespace

QuestionObject::QuestionObject(node::Node& node, std::string_view type)
    : type_(type),
      author_(node.config().party.identity),
      id_(fmt::format("{}--{}", type, to_string(uuid_v4()))),
      created_(to_string(node.time())),
      modified_(created_) {}

// The id and the time of creation are those of the version before, as STIX asks of versions of one object. Of its
// content only the handling is taken over.
Status QuestionObject::follows(const std::string& before) {
  json::Parser parser;
  PARLEY_TRY(const json::Object object, object_of(parser, before));
  id_ = json::string_member(object, "id").value_or(id_);
  created_ = json::string_member(object, "created").value_or(created_);
  for (const auto& [name, value] : object)
    if (is_among(kOfHandling, name)) own_.raw(name, simdjson::minify(value));
  return {};
}

// The version before with all that it says, for a withdrawal or a change of a few members, which `without` leaves out.
Status QuestionObject::keeps(const std::string& before, std::span<const std::string_view> without) {
  PARLEY_TRY_STATUS(follows(before));
  json::Parser parser;
  PARLEY_TRY(const json::Object object, object_of(parser, before));
  for (const auto& [name, value] : object)
    if (!is_among(kOfTheVersion, name) && !is_among(kOfHandling, name) && !is_among(without, name))
      own_.raw(name, simdjson::minify(value));
  return {};
}

// An empty text is left out: STIX knows no empty properties.
QuestionObject& QuestionObject::text(std::string_view name, std::string_view value) {
  own_.text_if(name, value);
  return *this;
}

// For what is JSON already: a number, a list, or a value of the version before.
QuestionObject& QuestionObject::raw(std::string_view name, std::string_view json) {
  own_.raw(name, json);
  return *this;
}

QuestionObject& QuestionObject::list(std::string_view name, const std::vector<std::string>& texts) {
  if (!texts.empty()) own_.texts(name, texts);
  return *this;
}

std::string QuestionObject::str() const {
  json::ObjectWriter head;
  head.text("type", type_)
      .text("spec_version", "2.1")
      .text("id", id_)
      .text("created_by_ref", author_)
      .text("created", created_)
      .text("modified", modified_)
      .raw("extensions", stix::kParleyExtensions);
  // The common properties come first, because people read these objects as they stand. Two JSON objects are joined by
  // cutting the closing brace of the one and the opening brace of the other; "{}" has nothing to join.
  const std::string own = own_.str();
  std::string object = head.str();
  if (own.size() > 2) object = object.substr(0, object.size() - 1) + "," + own.substr(1);
  return object;
}

}  // namespace parley::desk
