#include "stix/schema.h"

#include <cmath>

#include "base/bytes.h"
#include "stix/parley.h"
#include "stix/registry.h"

// JSON Schema (2020-12) of Parley's own types, made from the same tables as the checks, so that the two cannot drift
// apart. A schema says less than the checker: rules between members only where it has words for them, and formats
// mostly not at all.
namespace parley::stix {
namespace {

// Lower case only, unlike the checker: what Parley writes looks so.
// RFC 9562 section 4: versions 1 to 8, and the variant that makes the fourth group begin with 8, 9, a or b.
constexpr std::string_view kUuid = "[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}";
// Doubly escaped: it stands in C++ and then in JSON.
constexpr std::string_view kTimestamp = "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\\\.[0-9]+)?Z$";

// A JSON string, with whatever escapes the text needs.
std::string in_quotes(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

// A JSON array of the names, on one line; indented() leaves it so.
std::string list_of(std::span<const std::string_view> values) {
  std::string out = "[";
  for (const std::string_view value : values) out += (out.size() > 1 ? "," : "") + in_quotes(value);
  return out + "]";
}

// The types that an identifier may begin with, as alternatives of a pattern; ".": any.
std::string type_pattern(const Value& value) {
  if ((value.targets.bits & kAnyObject.bits) == kAnyObject.bits) return "[a-z][a-z0-9-]*";
  std::string out;
  const auto add = [&](std::string_view name) { out += (out.empty() ? "" : "|") + std::string(name); };
  for (unsigned i = 0; i < static_cast<unsigned>(TypeId::custom); ++i) {
    const auto id = static_cast<TypeId>(i);
    if (value.targets.has(id)) add(Registry::get().type(id).row->name);
  }
  if (value.targets.has(TypeId::custom)) {
    // A type of somebody's own may have any name that a type can have.
    if (value.own_types.empty()) add("[a-z][a-z0-9-]*");
    for (std::size_t at = 0; at < value.own_types.size();) {
      const std::size_t end = std::min(value.own_types.find(' ', at), value.own_types.size());
      add(value.own_types.substr(at, end - at));
      at = end + 1;
    }
  }
  return "(" + out + ")";
}

// All bounds in the tables are whole but for one ratio, whose lower bound the caller leaves out.
std::string number_text(double value) { return std::to_string(static_cast<long long>(value)); }

// Declared here because a part is a schema within a schema.
std::string object_schema(const CompiledType& type, bool top);

// The schema of one value; for a list, that of each of its members.
std::string single(const CompiledProperty& property) {
  const Value& value = property.row.value;
  switch (value.kind) {
    case Kind::boolean:
      return R"({"type":"boolean"})";
    case Kind::integer:
    case Kind::number: {
      std::string out = value.kind == Kind::integer ? R"({"type":"integer")" : R"({"type":"number")";
      if (std::isfinite(value.lowest) && value.lowest == std::trunc(value.lowest))
        out += ",\"minimum\":" + number_text(value.lowest);
      if (std::isfinite(value.highest)) out += ",\"maximum\":" + number_text(value.highest);
      return out + "}";
    }
    case Kind::timestamp:
      return std::string(R"({"type":"string","pattern":")") + std::string(kTimestamp) + "\"}";
    case Kind::identifier:
      return R"({"type":"string","pattern":)" + in_quotes("^" + type_pattern(value) + "--" + std::string(kUuid) + "$") +
             "}";
    // Suggested values are examples, as any other string is allowed.
    case Kind::open_vocabulary:
      return R"({"type":"string","examples":)" + list_of(value.vocabulary->values) + "}";
    case Kind::enumeration:
      return R"({"enum":)" + list_of(value.vocabulary->values) + "}";
    case Kind::hashes:
      return R"({"type":"object","minProperties":1,"additionalProperties":{"type":"string"}})";
    // Both cases, as capitals are a warning only.
    case Kind::hexadecimal:
      return R"({"type":"string","pattern":"^([0-9a-fA-F]{2})+$"})";
    case Kind::binary:
      return R"({"type":"string","contentEncoding":"base64"})";
    case Kind::part:
      return object_schema(*property.part, false);
    case Kind::dictionary:
    case Kind::extensions:
    case Kind::observables:
    case Kind::any_object:
    case Kind::stix_object:
      return R"({"type":"object","minProperties":1})";
    // The schema that nothing satisfies.
    case Kind::reserved:
      return "false";
    case Kind::string:
      break;
  }
  return R"({"type":"string"})";
}

// At the top some properties have one value only, or one form, for this type.
std::string property_schema(const CompiledProperty& property, const CompiledType& type, bool top) {
  if (top && property.row.name == "type") return "{\"const\":" + in_quotes(type.row->name) + "}";
  if (top && property.row.name == "spec_version") return R"({"const":"2.1"})";
  if (top && property.row.name == "id")
    return R"({"type":"string","pattern":)" +
           in_quotes("^" + std::string(type.row->name) + "--" + std::string(kUuid) + "$") + "}";
  // An object of Parley's own types is one only with the extension that says so (section 7.3).
  if (top && property.row.name == "extensions")
    return R"({"type":"object","required":[)" + in_quotes(kParleyExtension) + R"(],"properties":{)" +
           in_quotes(kParleyExtension) +
           R"(:{"type":"object","required":["extension_type"],"properties":{"extension_type":{"const":"new-sdo"}}}}})";
  const std::string one = single(property);
  return property.row.value.is_list ? R"({"type":"array","minItems":1,"items":)" + one + "}" : one;
}

// What a schema can say of the rules between properties.
std::string constraints_of(const CompiledType& type) {
  std::string needs, any;
  // Two of the rules have words in JSON Schema: dependentRequired and anyOf. An order of times has none.
  for (const Constraint& one : type.row->constraints) {
    std::size_t count = 0;
    while (count < one.names.size() && !one.names[count].empty()) ++count;
    const auto names = std::span(one.names).first(count);
    if (one.rule == Constraint::Rule::needs) {
      needs += (needs.empty() ? "" : ",") + in_quotes(names[0]) + ":" + list_of(names.subspan(1));
    } else if (one.rule == Constraint::Rule::at_least_one) {
      std::string options;
      for (const std::string_view name : names)
        options += (options.empty() ? "" : ",") + std::string("{\"required\":") + list_of(std::span(&name, 1)) + "}";
      any += (any.empty() ? "" : ",") + std::string("{\"anyOf\":[") + options + "]}";
    }
  }
  std::string out;
  if (!needs.empty()) out += ",\"dependentRequired\":{" + needs + "}";
  if (!any.empty()) out += ",\"allOf\":[" + any + "]";
  return out;
}

// Other properties are not forbidden: an object may have those of further extensions.
std::string object_schema(const CompiledType& type, bool top) {
  std::string required, properties;
  for (const CompiledProperty& property : type.properties) {
    if (property.row.need == Need::required || (top && property.row.name == "extensions"))
      required += (required.empty() ? "" : ",") + in_quotes(property.row.name);
    properties +=
        (properties.empty() ? "" : ",") + in_quotes(property.row.name) + ":" + property_schema(property, type, top);
  }
  // The comment says how the file was made, for whoever wants to change it by hand.
  std::string out = "{";
  if (top)
    out += R"("$schema":"https://json-schema.org/draft/2020-12/schema","title":)" + in_quotes(type.row->name) +
           R"(,"$comment":"Made from the rule tables by: parley stix schema )" + std::string(type.row->name) + R"(",)";
  out += R"("type":"object",)";
  if (!required.empty()) out += "\"required\":[" + required + "],";
  return out + "\"properties\":{" + properties + "}" + constraints_of(type) + "}";
}

// Two spaces a level; lists of plain strings stay on one line.
// So that the files in docs/schemas can be read, and a change in one is a short difference.
std::string indented(std::string_view json) {
  std::string out;
  std::size_t level = 0;
  bool in_string = false;
  // Works on our own text, made without spaces, so that no case of foreign JSON need be thought of.
  std::vector<bool> flat;
  const auto line = [&] { out += '\n', out.append(level * 2, ' '); };
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (in_string) {
      out += c;
      if (c == '\\')
        out += json[++i];
      else if (c == '"')
        in_string = false;
    } else if (c == '{' || c == '[') {
      flat.push_back(c == '[' && json[i + 1] == '"');
      out += c;
      ++level;
      if (!flat.back()) line();
    } else if (c == '}' || c == ']') {
      --level;
      if (!flat.back()) line();
      flat.pop_back();
      out += c;
    } else if (c == ',') {
      out += c;
      if (flat.back())
        out += ' ';
      else
        line();
    } else {
      in_string = c == '"';
      out += c;
      if (c == ':') out += ' ';
    }
  }
  return out + "\n";
}

}  // namespace

// In the order in which the tables are written; types of the standard are not among them.
std::vector<std::string_view> parley_type_names() {
  std::vector<std::string_view> out;
  for (const auto& rows : {framework_objects(), account_objects(), assessment_objects(), node_objects()})
    for (const ObjectType* row : rows) out.push_back(row->name);
  return out;
}

// The standard's own types have schemas by OASIS; these are for the others.
// The refusal names all types that there are, since whoever asked has mistyped one of them or wants the list.
Result<std::string> json_schema(std::string_view type) {
  const CompiledType* of = Registry::get().parley_type(type);
  if (of == nullptr) {
    std::string known;
    for (const std::string_view name : parley_type_names()) known += (known.empty() ? "" : ", ") + std::string(name);
    return Error{Code::not_found, "\"" + std::string(type) + "\" is none of Parley's own types: " + known};
  }
  return indented(object_schema(*of, true));
}

}  // namespace parley::stix
