// Checker: the "extensions" of an object (section 3.2, 3.10, 7.3, 11.3), and the deprecated container of observables
// (section 2.13).
#include <algorithm>

#include "stix/checker.h"
#include "stix/formats.h"
#include "stix/vocabulary.h"

namespace parley::stix {

// Read in a pass of its own, because the extensions decide how the other members are to be read and may stand behind
// them. "new-sro" counts as a domain object: its common properties are the same.
Checker::ExtensionKinds Checker::extension_kinds(json::Object object) {
  ExtensionKinds out;
  json::Object extensions;
  if (object.at_key("extensions").get(extensions) != simdjson::SUCCESS) return out;
  for (const auto field : extensions) {
    json::Object extension;
    std::string_view kind;
    if (field.value.get(extension) != simdjson::SUCCESS ||
        extension.at_key("extension_type").get(kind) != simdjson::SUCCESS)
      continue;
    if (kind == "new-sdo" || kind == "new-sro") out.new_domain_object = true;
    if (kind == "new-sco") out.new_observable = true;
    if (kind == "toplevel-property-extension") out.toplevel_properties = true;
  }
  return out;
}

// Those that the standard defines for this type have a table. All others are somebody's own and are checked for what
// holds everywhere.
void Checker::extensions(const CompiledProperty& property, json::Object object, const Path& path) {
  NamesMet met;
  bool suspicious = false;
  for (const auto field : object) {
    const Path at = path.member(field.key);
    suspicious = !met.add(name_hash(field.key)) || suspicious;
    json::Object extension;
    if (field.value.get(extension) != simdjson::SUCCESS) {
      if (field.value.is_null())
        findings.add(FindingCode::null_value, at);
      else
        findings.add(FindingCode::wrong_type, at, field.value, {.section = "3.2", .first = "an object"});
      continue;
    }
    if (extension.begin() == extension.end()) {
      findings.add(FindingCode::empty_dictionary, at);
      continue;
    }
    const auto predefined = std::find_if(property.predefined.begin(), property.predefined.end(),
                                         [&](const CompiledType* one) { return one->row->name == field.key; });
    if (predefined != property.predefined.end())
      part(**predefined, extension, at);
    else
      custom_extension(field.key, extension, at);
  }
  if (suspicious) report_duplicates(object, path);
}

// The key is the id of an extension definition (section 7.3), or a name in "-ext" as version 2.0 had it, which is
// deprecated.
void Checker::custom_extension(std::string_view name, json::Object object, const Path& path) {
  std::string_view prefix;
  const bool is_definition = split_identifier(name, prefix) && prefix == "extension-definition";
  if (const CompiledType* predefined = registry_.extension(name)) {
    // It belongs to another type of object; what it says is checked all the same.
    findings.add(FindingCode::custom_extension, path, {.section = "3.10", .first = root_type_});
    return part(*predefined, object, path);
  }
  if (!is_definition && !is_extension_name(name)) findings.add(FindingCode::extension_name, path);

  // Without its kind nobody can tell where the extension's properties stand, so one with a definition must have it
  // (section 3.2).
  std::optional<json::Element> kind;
  NamesMet met;
  bool suspicious = false;
  for (const auto field : object) {
    const Path at = path.member(field.key);
    const std::uint64_t hash = name_hash(field.key);
    suspicious = !met.add(hash) || suspicious;
    if (field.key == "extension_type") {
      kind = field.value;
    } else {
      key_of_own(field.key, hash, at);
      custom_value(field.value, at);
    }
  }
  if (suspicious) report_duplicates(object, path);

  if (kind) {
    std::string_view text;
    const Path at = path.member("extension_type");
    const Vocabulary& kinds = vocabulary::kExtensionType;
    if (kind->get(text) != simdjson::SUCCESS) {
      findings.add(FindingCode::wrong_type, at, *kind, {.section = "3.2", .first = "a string"});
    } else if (!kinds.has(text)) {
      findings.add(FindingCode::enumeration, at, *kind, {kinds.section, kinds.name, {}});
    } else if (text == "toplevel-property-extension" && kObservables.has(registry_.id_of(root_type_))) {
      findings.add(FindingCode::toplevel_extension_on_observable, path);
    }
  } else if (is_definition) {
    findings.add(FindingCode::extension_type_missing, path);
  }
  if (!is_definition) findings.add(FindingCode::custom_extension, path, {.first = root_type_});
}

// References in the container are its keys, and may point forward: so all keys with their types are collected first
// and sorted to be found.
void Checker::observables(json::Object container, const Path& path) {
  container_.clear();
  for (const auto field : container) {
    std::string_view type;
    const bool typed = field.value.is_object() && field.value.at_key("type").get(type) == simdjson::SUCCESS;
    container_.push_back({field.key, typed ? registry_.id_of(type) : TypeId::custom});
  }
  std::sort(container_.begin(), container_.end(),
            [](const LocalObject& a, const LocalObject& b) { return a.key < b.key; });

  // Selectors and messages of an inner object refer to it, and to the outer one again behind it.
  const json::Object outer = root_;
  const std::string_view outer_type = root_type_;
  in_container_ = true;
  NamesMet met;
  bool suspicious = false;
  for (const auto field : container) {
    const Path at = path.member(field.key);
    suspicious = !met.add(name_hash(field.key)) || suspicious;
    const bool is_number = !field.key.empty() && field.key.find_first_not_of("0123456789") == std::string_view::npos;
    if (!is_number) findings.add(FindingCode::container_key, at);
    observable(field.value, at);
  }
  in_container_ = false;
  root_ = outer;
  root_type_ = outer_type;
  if (suspicious) report_duplicates(container, path);
}

// A type of somebody's own may be an observable and is let through.
void Checker::observable(json::Element value, const Path& path) {
  std::string_view type;
  if (value.is_object() && value.at_key("type").get(type) == simdjson::SUCCESS) {
    const TypeId id = registry_.id_of(type);
    if (id != TypeId::custom && !kObservables.has(id))
      return findings.add(FindingCode::observable_expected, path, {.first = type});
  }
  stix_object(value, path);
}

// A reference that leads nowhere can be told here, unlike one by identifier: the whole container is at hand.
void Checker::local_reference(const CompiledProperty& property, std::string_view key, json::Element value,
                              const Path& path) {
  const auto at = std::lower_bound(container_.begin(), container_.end(), key,
                                   [](const LocalObject& one, std::string_view name) { return one.key < name; });
  if (at == container_.end() || at->key != key) return findings.add(FindingCode::local_reference, path, value);
  if (!property.row.value.targets.has(at->type))
    findings.add(FindingCode::reference_target, path, value, {property.section, property.targets, {}});
}

}  // namespace parley::stix
