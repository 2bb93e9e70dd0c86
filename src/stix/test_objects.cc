#include "stix/test_objects.h"

#include <algorithm>
#include <map>

#include "stix/checks.h"
#include "stix/parley.h"
#include "stix/test_findings.h"
#include "stix/vocabulary.h"

namespace parley::stix {
namespace {

using Rule = Constraint::Rule;

std::string in_quotes(std::string_view text) { return "\"" + std::string(text) + "\""; }

bool is_parleys(const CompiledType& type) { return Registry::get().parley_type(type.row->name) == &type; }
bool is_nobodys(const CompiledType& type) {
  return &type == &Registry::get().custom_domain_object() || &type == &Registry::get().custom_observable();
}
std::string type_name(const CompiledType& type) { return is_nobodys(type) ? "x-own" : std::string(type.row->name); }

// One text for each format that it lets pass.
std::string_view text_of(Format format) {
  switch (format) {
    case Format::none:
      return "some text";
    case Format::ipv4:
      return "198.51.100.3";
    case Format::ipv6:
      return "2001:db8::1";
    case Format::mac:
      return "d2:fb:49:24:37:18";
    case Format::domain_name:
      return "example.com";
    case Format::email:
      return "john@example.com";
    case Format::url:
    case Format::url_reference:
      return "https://example.com/a";
    case Format::cpe:
      return "cpe:2.3:a:microsoft:word:2000:*:*:*:*:*:*:*";
    case Format::character_set:
      return "utf-8";
    case Format::registry_key:
      return R"(HKEY_LOCAL_MACHINE\\System)";
    case Format::language:
    case Format::country:
      return "de";
    case Format::relationship_type:
      return "uses";
    case Format::media_type:
      return "text/plain";
    case Format::protocol:
      return "tcp";
    case Format::product:
    case Format::kill_chain_name:
      return "some-name";
    case Format::process_priority:
      return "HIGH_PRIORITY_CLASS";
    case Format::selector:
      return "type";  // every object has one
  }
  return {};
}

std::string dictionary_of(const Dictionary& rule) {
  std::string_view key;
  for (const std::string_view one : {"de", "Accept", "octetDeltaCount", "SO_DEBUG", "Title"})
    if (key.empty() && (rule.key_ok == nullptr || rule.key_ok(one))) key = one;
  const auto value = [&]() -> std::string_view {
    switch (rule.values) {
      case Dictionary::Values::integers:
        return "7";
      case Dictionary::Values::string_lists:
        return R"(["a"])";
      case Dictionary::Values::objects:
        return R"({"name":"ein Name"})";
      default:
        return R"("a")";
    }
  }();
  return "{" + in_quotes(key) + ":" + std::string(value) + "}";
}

// An observable where one may be, since observed data must refer to one.
std::string reference_of(const Value& value) {
  const auto id = [](std::string_view type) { return in_quotes(std::string(type) + "--" + std::string(kOtherUuid)); };
  if (value.targets.has(TypeId::file)) return id("file");
  for (auto i = 0u; i < static_cast<unsigned>(TypeId::custom); ++i)
    if (value.targets.has(static_cast<TypeId>(i))) return id(Registry::get().type(static_cast<TypeId>(i)).row->name);
  return id(value.own_types.empty() ? "x-own" : value.own_types.substr(0, value.own_types.find(' ')));
}

// How many other times must lie before this one.
int rank_of(const CompiledType& type, std::string_view time) {
  int out = 0;
  for (const CompiledConstraint& one : type.constraints)
    if ((one.row->rule == Rule::not_before || one.row->rule == Rule::after) && one.row->names[0] == time)
      out = std::max(out, 1 + rank_of(type, one.row->names[1]));
  return out;
}

std::string single_value(const CompiledType& type, const CompiledProperty& property) {
  const Value& value = property.row.value;
  switch (value.kind) {
    case Kind::string:
      return in_quotes(text_of(value.format));
    case Kind::boolean:
      return "false";
    case Kind::integer:
    case Kind::number:
      return std::to_string(static_cast<std::int64_t>(std::clamp(7.0, value.lowest, value.highest)));
    case Kind::timestamp:
      return in_quotes("2026-0" + std::to_string(1 + rank_of(type, property.row.name)) + "-01T00:00:00.000Z");
    case Kind::identifier:
      return reference_of(value);
    case Kind::open_vocabulary:
    case Kind::enumeration:
      return in_quotes(value.vocabulary->values[0]);
    case Kind::hashes:
      return R"({"MD5":"b365b9a80a06906fc9b400c06c33ff43"})";
    case Kind::hexadecimal:
      return R"("0a")";
    case Kind::binary:
      return R"("AAAA")";
    case Kind::dictionary:
      return dictionary_of(*value.dictionary);
    case Kind::part:
      return least(*property.part).text();
    case Kind::extensions:
      if (property.predefined.empty())
        return R"({"extension-definition--0f34319d-23df-4cd6-a883-4761519e1b33":)"
               R"({"extension_type":"property-extension","rank":1}})";
      return "{" + in_quotes(property.predefined[0]->row->name) + ":" + least(*property.predefined[0]).text() + "}";
    case Kind::observables:
      return R"({"0":{"type":"ipv4-addr","value":"198.51.100.3"}})";
    case Kind::any_object:
      return R"({"statement":"Copyright"})";
    case Kind::stix_object:
      return domain_object("campaign", R"(,"name":"Cold Harbour")");
    case Kind::reserved:
      return {};
  }
  return {};
}

std::string good_value(const CompiledType& type, const CompiledProperty& property) {
  const std::string_view name = property.row.name;
  if (type.row->family != Family::part) {
    if (name == "type") return in_quotes(type_name(type));
    if (name == "id") return in_quotes(type_name(type) + "--" + std::string(kSomeUuid));
    if (name == "spec_version") return R"("2.1")";
    if (name == "extensions" && is_parleys(type)) return std::string(kParleyExtensions);
    if (name == "definition_type") return R"("statement")";
  }
  const std::string one = single_value(type, property);
  return property.row.value.is_list ? "[" + one + "]" : one;
}

// Which properties are there, and which of them is a flag that must be true.
class Choice {
 public:
  Choice(const CompiledType& type, const Wanted& wanted) : type_(type) {
    for (const CompiledProperty& one : type.properties) {
      if (one.row.value.kind == Kind::reserved) continue;
      if (one.row.need == Need::required || wanted(one.row.name)) add(one.row.name);
    }
    if (is_parleys(type)) add("extensions");
    // Each round may bring what another rule asks for.
    for (std::size_t round = 0; round < type.constraints.size() + 1; ++round)
      for (const CompiledConstraint& one : type.constraints) settle(*one.row);
  }

  bool has(std::string_view name) const { return present_.contains(name); }
  bool is_true(std::string_view name) const { return has(name) && present_.find(name)->second; }

 private:
  void add(std::string_view name) { present_.try_emplace(std::string(name), false); }
  void remove(std::string_view name) {
    if (const auto at = present_.find(name); at != present_.end()) present_.erase(at);
  }
  std::size_t count(const std::array<std::string_view, 4>& names) const {
    return static_cast<std::size_t>(std::count_if(names.begin(), names.end(), [&](auto one) { return has(one); }));
  }

  void settle(const Constraint& rule) {
    switch (rule.rule) {
      case Rule::at_least_one:
        if (count(rule.names) == 0) add(rule.names[0]);
        return;
      case Rule::at_most_one:
        for (std::size_t i = rule.names.size(); i-- > 0;)
          if (count(rule.names) > 1) remove(rule.names[i]);
        return;
      case Rule::needs:
        for (std::size_t i = 1; has(rule.names[0]) && i < rule.names.size() && !rule.names[i].empty(); ++i)
          add(rule.names[i]);
        return;
      case Rule::not_when_false:
        if (has(rule.names[0]) && has(rule.names[1])) present_[std::string(rule.names[1])] = true;
        return;
      case Rule::not_when_true:
        if (is_true(rule.names[1])) remove(rule.names[0]);
        return;
      case Rule::needed_when_true:
        if (is_true(rule.names[1])) add(rule.names[0]);
        return;
      case Rule::own_properties:
        for (std::size_t i = 0; i < type_.properties.size() && own() < rule.count; ++i)
          if ((type_.own >> i & 1) != 0) add(type_.properties[i].row.name);
        return;
      case Rule::check:
        return settle_check(rule.function);
      case Rule::not_before:
      case Rule::after:
        return;  // good_value() gives times in their order
    }
  }
  // What the functions of checks.h ask for.
  void settle_check(void (*function)(const Scope&)) {
    if (function == check_external_reference && !has("url") && !has("external_id")) add("description");
    if (function == check_granular_marking) {
      if (has("lang") && has("marking_ref")) remove("lang");
      if (!has("marking_ref")) add("lang");
    }
    if (function == check_marking_definition) add("definition_type"), add("definition");
  }
  unsigned own() const {
    unsigned out = 0;
    for (std::size_t i = 0; i < type_.properties.size(); ++i)
      out += (type_.own >> i & 1) != 0 && has(type_.properties[i].row.name) ? 1 : 0;
    return out;
  }

  const CompiledType& type_;
  std::map<std::string, bool, std::less<>> present_;
};

// A type that has this one as a part or an extension, and the property in which.
struct Host {
  const CompiledType* type = nullptr;
  const CompiledProperty* property = nullptr;
};
Host host_of(const CompiledType& part) {
  for (const CompiledType* type : all_types())
    for (const CompiledProperty& property : type->properties) {
      const auto& extensions = property.predefined;
      if (property.part == &part || std::find(extensions.begin(), extensions.end(), &part) != extensions.end())
        return {type, &property};
    }
  return {};
}

}  // namespace

bool TestObject::has(std::string_view name) const {
  return std::any_of(members.begin(), members.end(), [&](const auto& one) { return one.first == name; });
}

void TestObject::set(std::string_view name, std::string value) {
  for (auto& [there, old] : members)
    if (there == name) return void(old = std::move(value));
  members.emplace_back(name, std::move(value));
}

void TestObject::remove(std::string_view name) {
  std::erase_if(members, [&](const auto& one) { return one.first == name; });
}

std::string TestObject::text() const {
  std::string out = "{";
  for (const auto& [name, value] : members) out += (out.size() > 1 ? ",\"" : "\"") + name + "\":" + value;
  return out + "}";
}

// Parts are found by going through the properties of what was found so far.
const std::vector<const CompiledType*>& all_types() {
  static const std::vector<const CompiledType*> types = [] {
    const Registry& registry = Registry::get();
    std::vector<const CompiledType*> out;
    for (auto i = 0u; i < static_cast<unsigned>(TypeId::custom); ++i)
      out.push_back(&registry.type(static_cast<TypeId>(i)));
    for (const ObjectType* one : predefined_extensions()) out.push_back(registry.extension(one->name));
    for (const auto& rows : {framework_objects(), account_objects(), assessment_objects(), node_objects()})
      for (const ObjectType* one : rows) out.push_back(registry.parley_type(one->name));
    out.push_back(&registry.custom_domain_object());
    out.push_back(&registry.custom_observable());
    for (std::size_t i = 0; i < out.size(); ++i)
      for (std::size_t k = 0; k < out[i]->properties.size(); ++k)
        if (const CompiledType* part = out[i]->properties[k].part;
            part != nullptr && std::find(out.begin(), out.end(), part) == out.end())
          out.push_back(part);
    return out;
  }();
  return types;
}

TestObject object_with(const CompiledType& type, const Wanted& wanted) {
  const Choice choice(type, wanted);
  TestObject out;
  for (const CompiledProperty& one : type.properties)
    if (choice.has(one.row.name)) out.set(one.row.name, choice.is_true(one.row.name) ? "true" : good_value(type, one));
  if (out.has("extension_properties")) out.set("extension_types", R"(["toplevel-property-extension"])");
  return out;
}

Placed placed(const CompiledType& type, const TestObject& object) {
  if (type.row->family != Family::part) return {object.text(), ""};
  const Host host = host_of(type);
  const std::string_view property = host.property->row.name;
  TestObject outer = with_one(*host.type, property);
  std::string value = object.text(), at = "/" + std::string(property);
  if (host.property->row.value.kind == Kind::extensions) {
    value = "{" + in_quotes(type.row->name) + ":" + value + "}";
    at += "/" + std::string(type.row->name);
  } else if (host.property->row.value.is_list) {
    value = "[" + value + "]";
    at += "/0";
  }
  outer.set(property, value);
  const Placed whole = placed(*host.type, outer);
  return {whole.text, whole.at + at};
}

}  // namespace parley::stix
