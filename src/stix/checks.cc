#include "stix/checks.h"

#include <algorithm>
#include <vector>

#include "base/ascii.h"
#include "stix/checker.h"
#include "stix/formats.h"

// Rules that no row of a table can say: each function is named by a row of a rules_*.cc and sees one object with its
// members. They run after the members were checked one by one, so a value of a wrong type was reported already, and
// is passed over here without a word.
namespace parley::stix {
namespace {

// CVE-YYYY-NNNN: four digits, of which the first may be 0, or more, and then it may not.
bool is_cve(std::string_view id) {
  if (!id.starts_with("CVE-") || id.size() < 13 || id[8] != '-' || !is_digits(id.substr(4, 4))) return false;
  const std::string_view number = id.substr(9);
  return is_digits(number) && (number.size() == 4 || number[0] != '0');
}

// CAPEC-N with any number of digits: the catalogue has no fixed width.
bool is_capec(std::string_view id) { return id.starts_with("CAPEC-") && is_digits(id.substr(6)); }

// Only ASCII letters are meant: OR with 0x20 makes lower case of them, and lets a few other characters pass that no
// name has.
bool is_like(std::string_view text, std::string_view lower_case) {
  if (text.size() != lower_case.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i)
    if ((text[i] | 0x20) != lower_case[i]) return false;
  return true;
}

// One marking that the standard defines: its id, the word that its definition must have, and its name.
struct StandardMarking {
  std::string_view id, level, name;
};
// Section 7.2.1.
constexpr std::string_view kTlpCreated = "2017-01-20T00:00:00.000Z";
constexpr StandardMarking kTlp[] = {
    {"marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9", "white", "TLP:WHITE"},
    {"marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da", "green", "TLP:GREEN"},
    {"marking-definition--f88d31f6-486f-44da-b317-01333bde0b82", "amber", "TLP:AMBER"},
    {"marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed", "red", "TLP:RED"},
};
// The extension with which OASIS defines TLP 2.0.
constexpr std::string_view kTlp2Extension = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d";
// All markings of TLP 2.0 have this one time, as those before have theirs, and check_tlp() asks for it to the
// letter.
constexpr std::string_view kTlp2Created = "2022-10-01T00:00:00.000Z";
constexpr StandardMarking kTlp2[] = {
    {"marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487", "clear", "TLP:CLEAR"},
    {"marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb", "green", "TLP:GREEN"},
    {"marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421", "amber", "TLP:AMBER"},
    {"marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003", "amber+strict", "TLP:AMBER+STRICT"},
    {"marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1", "red", "TLP:RED"},
};

// The handful of a table is walked through; null: the id is of none of them.
const StandardMarking* find(std::span<const StandardMarking> table, std::string_view id) {
  for (const StandardMarking& one : table)
    if (one.id == id) return &one;
  return nullptr;
}

// Empty as well when the member is no string; an empty text is equal to nothing that is asked for here.
std::string_view text_in(json::Object object, std::string_view name) {
  std::string_view out;
  return object.at_key(name).get(out) == simdjson::SUCCESS ? out : std::string_view();
}

// A TLP marking, by its id or because it says so, must be one of the table's in every word.
// Section 7.2.1 asks for exactly these objects: a TLP:RED with an id of somebody's own would be another marking to
// every program that compares ids, and what is marked with it would flow. So a difference is an error and not a
// warning.
void check_tlp(const Scope& scope, std::span<const StandardMarking> table, std::string_view created,
               std::string_view level) {
  const StandardMarking* standard = find(table, scope.text("id").value_or(std::string_view()));
  if (standard == nullptr) return scope.report(FindingCode::tlp_marking, {.first = "this id is none of theirs"});
  if (level != standard->level)
    return scope.report(FindingCode::tlp_marking, {.first = "the level is not that of this id"});
  if (scope.text("created") != created)
    return scope.report(FindingCode::tlp_marking, "created", {.first = "the time of creation differs"});
  if (scope.has("name") && scope.text("name") != standard->name)
    return scope.report(FindingCode::tlp_marking, "name", {.first = "the name differs"});
  for (const std::string_view other :
       {"created_by_ref", "external_references", "object_marking_refs", "granular_markings"})
    if (scope.has(other)) scope.report(FindingCode::tlp_marking, other, {.first = "they do not have this property"});
}

// A marking that marks itself would make whoever follows markings go round for ever (section 3.2 and 7.2.1). Longer
// circles need other objects, which are not at hand.
void check_no_circle(const Scope& scope) {
  const auto id = scope.text("id");
  if (!id) return;
  json::Array list;
  const auto refs = scope.find("object_marking_refs");
  if (refs && refs->get(list) == simdjson::SUCCESS) {
    for (const json::Element one : list) {
      std::string_view ref;
      if (one.get(ref) == simdjson::SUCCESS && ref == *id)
        scope.report(FindingCode::circular_marking, "object_marking_refs", {.first = ref});
    }
  }
  const auto granular = scope.find("granular_markings");
  if (!granular || granular->get(list) != simdjson::SUCCESS) return;
  for (const json::Element one : list) {
    json::Object marking;
    if (one.get(marking) == simdjson::SUCCESS && text_in(marking, "marking_ref") == *id)
      scope.report(FindingCode::circular_marking, "granular_markings", {.first = *id});
  }
}

}  // namespace

// Patterns are checked by functions that the caller gives, because the pattern folder stands above this one. Without
// them nothing is said about patterns.
void check_indicator(const Scope& scope) {
  if (scope.wants(FindingCode::indicator_without_name) && !(scope.has("name") && scope.has("description")))
    scope.report(FindingCode::indicator_without_name);
  const auto pattern = scope.text("pattern");
  if (pattern && scope.text("pattern_type") == "stix" && scope.options().check_pattern != nullptr) {
    if (const std::string wrong = scope.options().check_pattern(*pattern); !wrong.empty())
      scope.report_text(FindingCode::pattern, "pattern", wrong);
  }
  // A pattern that parses can still compare with a defanged value, which is why this is asked besides.
  std::string value, refanged;
  if (pattern && scope.text("pattern_type") == "stix" && scope.wants(FindingCode::defanged_pattern) &&
      scope.options().find_defanged != nullptr && scope.options().find_defanged(*pattern, value, refanged))
    scope.report_texts(FindingCode::defanged_pattern, "pattern", std::move(value), std::move(refanged));
}

// Section 4.14.1: among the references there must be an observable. A type that nobody knows may be one.
void check_observed_data(const Scope& scope) {
  if (scope.has("objects")) scope.report(FindingCode::deprecated_property, "objects", {.first = "\"object_refs\""});
  const auto refs = scope.find("object_refs");
  json::Array list;
  if (!refs || refs->get(list) != simdjson::SUCCESS || list.begin() == list.end()) return;
  for (const json::Element one : list) {
    std::string_view text, type;
    if (one.get(text) != simdjson::SUCCESS || !split_identifier(text, type)) return;  // reported already
    if ((kObservables | kCustom).has(scope.registry().id_of(type))) return;
  }
  scope.report(FindingCode::no_observable, "object_refs");
}

// The standard suggests relationships and forbids none, so this is a warning. "derived-from" and "duplicate-of" are
// suggested between two objects of one type, whatever it is (section 3.7).
void check_relationship(const Scope& scope) {
  if (!scope.wants(FindingCode::relationship_suggestion)) return;
  const auto source = scope.text("source_ref"), target = scope.text("target_ref"),
             type = scope.text("relationship_type");
  std::string_view source_type, target_type;
  if (!source || !target || !type || !split_identifier(*source, source_type) || !split_identifier(*target, target_type))
    return;
  const Registry& registry = scope.registry();
  const TypeId from = registry.id_of(source_type), to = registry.id_of(target_type);
  const bool suggested =
      from == TypeId::custom && to == TypeId::custom && (*type == "derived-from" || *type == "duplicate-of")
          ? source_type == target_type
          : is_suggested_relationship(from, *type, to);
  if (!suggested)
    scope.report(FindingCode::relationship_suggestion, "relationship_type",
                 {.first = source_type, .second = target_type});
}

// Section 6.12.1: the extension for HTTP, for example, goes with "http" among the protocols.
void check_network_traffic(const Scope& scope) {
  if (!scope.wants(FindingCode::traffic_without_ports)) return;
  if (!scope.has("src_port") || !scope.has("dst_port")) scope.report(FindingCode::traffic_without_ports);
  const auto extensions = scope.find("extensions"), protocols = scope.find("protocols");
  json::Object object;
  json::Array list;
  if (!extensions || !protocols || extensions->get(object) != simdjson::SUCCESS ||
      protocols->get(list) != simdjson::SUCCESS)
    return;
  // Each extension once, however often a hostile object repeats its name: the list of protocols may be as long.
  std::vector<const CompiledType*> seen;
  for (const auto field : object) {
    const CompiledType* extension = scope.registry().extension(field.key);
    if (extension == nullptr || extension->row->protocol.empty()) continue;
    if (std::find(seen.begin(), seen.end(), extension) != seen.end()) continue;
    seen.push_back(extension);
    bool listed = false;
    for (const json::Element one : list) {
      std::string_view protocol;
      listed = listed || (one.get(protocol) == simdjson::SUCCESS && protocol == extension->row->protocol);
    }
    if (!listed)
      scope.report(FindingCode::extension_protocol, "protocols",
                   {.first = extension->row->protocol, .second = extension->row->name});
  }
}

// Beside its source_name one more property must say where (section 2.5.2).
void check_external_reference(const Scope& scope) {
  const bool has_id = scope.has("external_id");
  if (!has_id && !scope.has("url") && !scope.has("description")) scope.report(FindingCode::external_reference);
  struct Numbering {
    std::string_view name;
    bool (*matches)(std::string_view);
    TypeId type;  // whose section has the rule; on every other type it is a hint
    FindingCode code;
    std::string_view label, example;
  };
  // A row: the registry, the form of its identifiers, and the type of object whose section asks for them. On other
  // types the same reference is a hint only.
  constexpr Numbering kNumberings[] = {
      {"cve", is_cve, TypeId::vulnerability, FindingCode::cve_identifier, "CVE", "CVE-2016-1234"},
      {"capec", is_capec, TypeId::attack_pattern, FindingCode::capec_identifier, "CAPEC", "CAPEC-163"}};
  const auto source = scope.text("source_name"), external_id = scope.text("external_id");
  for (const Numbering& one : kNumberings) {
    if (!source || !is_like(*source, one.name)) continue;
    if (*source == one.name && external_id && one.matches(*external_id)) continue;
    if (scope.root_type() == one.type && has_id)
      scope.report(one.code);
    else
      scope.report(FindingCode::reference_identifier, {.first = one.label, .second = one.example});
  }
  if (scope.wants(FindingCode::reference_without_hash) && scope.has("url") && !scope.has("hashes"))
    scope.report(FindingCode::reference_without_hash);
}

// Exactly one of the two: a marking says how something may be shared, or which language it is in (section 7.2.3).
void check_granular_marking(const Scope& scope) {
  if (scope.has("marking_ref") == scope.has("lang")) scope.report(FindingCode::marking_choice);
}

// What it marks with is either in definition_type and definition, the older way, or in an extension, as TLP 2.0 is.
// The fixed objects of the standard are recognised by their id or by what they say, whichever gives them away.
void check_marking_definition(const Scope& scope) {
  check_no_circle(scope);
  const auto definition = scope.find("definition"), type = scope.find("definition_type"),
             extensions = scope.find("extensions");
  if (!extensions && (!definition || !type))
    return scope.report(FindingCode::marking_definition,
                        {.first = "without extensions it needs definition_type and definition"});

  json::Object object;
  const bool has_definition = definition && definition->get(object) == simdjson::SUCCESS;
  const auto type_name = scope.text("definition_type");
  if (type_name == "statement") {
    std::string_view statement;
    if (has_definition && object.at_key("statement").get(statement) != simdjson::SUCCESS)
      scope.report(FindingCode::marking_definition, "definition",
                   {.first = "a statement marking needs a \"statement\", which is a string"});
  } else if (type_name && *type_name != "tlp") {
    scope.report(FindingCode::marking_type, "definition_type");
  }
  const std::string_view id = scope.text("id").value_or(std::string_view());
  if (type_name == "tlp" || find(kTlp, id) != nullptr) {
    check_tlp(scope, kTlp, kTlpCreated, has_definition ? text_in(object, "tlp") : std::string_view());
  }
  json::Object all, tlp2;
  const bool says_tlp2 = extensions && extensions->get(all) == simdjson::SUCCESS &&
                         all.at_key(kTlp2Extension).get(tlp2) == simdjson::SUCCESS;
  if (says_tlp2 || find(kTlp2, id) != nullptr)
    check_tlp(scope, kTlp2, kTlp2Created, says_tlp2 ? text_in(tlp2, "tlp_2_0") : std::string_view());
}

// Section 7.3.1: only top-level properties have names that another extension could take, so they are to be listed.
void check_extension_definition(const Scope& scope) {
  const auto types = scope.find("extension_types");
  json::Array list;
  bool toplevel = false;
  if (types && types->get(list) == simdjson::SUCCESS) {
    for (const json::Element one : list) {
      std::string_view text;
      toplevel = toplevel || (one.get(text) == simdjson::SUCCESS && text == "toplevel-property-extension");
    }
  }
  const bool has_properties = scope.has("extension_properties");
  if (has_properties && !toplevel) scope.report(FindingCode::extension_properties, "extension_properties");
  if (!has_properties && toplevel) scope.report(FindingCode::extension_without_properties);
  json::Array names;
  if (has_properties && scope.find("extension_properties")->get(names) == simdjson::SUCCESS)
    for (const json::Element one : names)
      if (std::string_view name; one.get(name) == simdjson::SUCCESS && is_reserved_name(name))
        scope.report(FindingCode::reserved_listed, "extension_properties", {.first = name});
  if (!scope.has("description")) scope.report(FindingCode::extension_undescribed);
}

}  // namespace parley::stix
