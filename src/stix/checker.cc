#include "stix/checker.h"

#include <algorithm>
#include <bit>
#include <functional>

#include "stix/formats.h"

namespace parley::stix {
namespace {

constexpr std::string_view kNeverEarlier = "not be earlier than";
constexpr std::string_view kLater = "be later than";

std::optional<std::string_view> as_text(const std::optional<json::Element>& value) {
  std::string_view out;
  if (!value || value->get(out) != simdjson::SUCCESS) return std::nullopt;
  return out;
}

// Which of names that no table has were met in an object. Until there are many, hashes are compared; equal ones mean
// that the object is looked at again with care.
class NamesMet {
 public:
  // False when this name may have been met before.
  bool add(std::uint64_t hash) {
    if (count_ == hashes_.size()) return false;
    for (std::size_t i = 0; i < count_; ++i)
      if (hashes_[i] == hash) return false;
    hashes_[count_++] = hash;
    return true;
  }

 private:
  std::array<std::uint64_t, 24> hashes_;
  std::size_t count_ = 0;
};

}  // namespace

void Checker::run(json::Element value, Bundles bundles) {
  findings.clear();
  in_bundle_ = in_container_ = false;
  bundle_version_.reset();
  const Path root;
  json::Object object;
  if (value.get(object) == simdjson::SUCCESS) {
    std::string_view type;
    if (object.at_key("type").get(type) == simdjson::SUCCESS && type == "bundle") {
      if (bundles == Bundles::allowed) return bundle(object, root);
      return findings.add(FindingCode::bundle_in_bundle, root, {.first = "where a single object is expected"});
    }
  }
  stix_object(value, root);
}

void Checker::bundle(json::Object object, const Path& path) {
  const CompiledType& type = registry_.type(TypeId::bundle);
  const Head head = read_head(object);
  bundle_version_ = head.spec_version;
  in_bundle_ = true;
  root_ = object;
  selector_steps_ = 0;
  Members found;
  members(object, type, path, Unknown::on_bundle, found);
  rules(type, found, path);
  identity(type, "bundle", head, found, path);

  json::Array objects;
  if (object.at_key("objects").get(objects) != simdjson::SUCCESS) return;  // absent, or reported as no list
  seen_.clear();
  if (findings.wants(FindingCode::duplicate_object)) seen_.resize(std::bit_ceil(objects.size() * 2 + 2));
  const Path list = path.member("objects");
  std::uint32_t index = 0;
  for (const json::Element one : objects) stix_object(one, list.item(index++));
}

Checker::Head Checker::read_head(json::Object object) const {
  Head head;
  for (const auto field : object) {
    switch (field.key.size()) {
      case 2:
        if (field.key == "id") head.id = field.value;
        break;
      case 4:
        if (field.key == "type") head.type = field.value;
        break;
      case 7: head.has_created = head.has_created || field.key == "created"; break;
      case 8: head.has_modified = head.has_modified || field.key == "modified"; break;
      case 10:
        if (field.key == "extensions") head.extensions = field.value;
        break;
      case 12:
        if (field.key == "spec_version") head.spec_version = field.value;
        break;
      default: break;
    }
  }
  json::Object extensions;
  if (head.extensions && head.extensions->get(extensions) == simdjson::SUCCESS) {
    for (const auto field : extensions) {
      json::Object extension;
      std::string_view kind;
      if (field.value.get(extension) != simdjson::SUCCESS ||
          extension.at_key("extension_type").get(kind) != simdjson::SUCCESS)
        continue;
      if (kind == "new-sdo" || kind == "new-sro") head.new_domain_object = true;
      if (kind == "new-sco") head.new_observable = true;
      if (kind == "toplevel-property-extension") head.toplevel_properties = true;
    }
  }
  return head;
}

// A type that is not the standard's says by its extension what it is. Without one, an object that has no times at all
// must be meant as an observable: every other kind has to have both.
const CompiledType& Checker::table_for(TypeId id, const Head& head) const {
  if (id != TypeId::custom) return registry_.type(id);
  if (head.new_observable) return registry_.custom_observable();
  if (head.new_domain_object || head.has_created || head.has_modified) return registry_.custom_domain_object();
  return registry_.custom_observable();
}

void Checker::stix_object(json::Element value, const Path& path) {
  json::Object object;
  if (value.get(object) != simdjson::SUCCESS) return findings.add(FindingCode::not_an_object, path, value);
  const Head head = read_head(object);
  root_ = object;
  selector_steps_ = 0;
  const auto type_name = as_text(head.type);
  root_type_ = type_name.value_or(std::string_view());
  if (!type_name) {
    if (head.type) findings.add(FindingCode::wrong_type, path.member("type"), *head.type, {.section = "3.2", .first = "a string"});
    else findings.add(FindingCode::required_property, path, {.section = "3.2", .first = "type", .second = "object"});
    return anything_in(object, path);
  }
  const TypeId id = registry_.id_of(*type_name);
  if (id == TypeId::bundle) return findings.add(FindingCode::bundle_in_bundle, path, {.first = "in a bundle"});
  if (id == TypeId::custom) {
    if (*type_name == "action") findings.add(FindingCode::reserved_object_type, path.member("type"), *head.type);
    else if (!is_type_name(*type_name)) findings.add(FindingCode::object_type, path.member("type"), *head.type);
    else if (!head.new_domain_object && !head.new_observable) findings.add(FindingCode::custom_type, path.member("type"), *head.type);
  }
  const CompiledType& type = table_for(id, head);
  const Unknown unknown = head.toplevel_properties ? Unknown::toplevel_extension
                          : id == TypeId::custom   ? Unknown::of_own_type
                                                   : Unknown::custom;
  Members found;
  members(object, type, path, unknown, found);
  rules(type, found, path);
  identity(type, *type_name, head, found, path);
  if (!in_container_) spec_version(type, head, path);
}

void Checker::identity(const CompiledType& type, std::string_view type_name, const Head& head, const Members& members,
                       const Path& path) {
  const auto id = as_text(head.id);
  if (!id || in_container_) return;  // a container has names of its own; else `rules` has reported that it is missing
  std::string_view prefix;
  if (!split_identifier(*id, prefix)) {
    findings.add(FindingCode::identifier, path.member("id"), *head.id);
  } else if (prefix != type_name) {
    findings.add(FindingCode::identifier_type, path.member("id"), *head.id, {.first = type_name});
  } else if (findings.wants(FindingCode::uuid_version)) {
    uuid_version_of(type, *head.id, members, path);
  }
  if (!in_bundle_ || type.id == TypeId::bundle || !findings.wants(FindingCode::duplicate_object)) return;
  std::string_view version;
  const int modified = type.names.find("modified");
  if (modified >= 0 && (members.present >> modified & 1) != 0) {
    const auto failed = members.values[modified].get(version);
    if (failed != simdjson::SUCCESS) version = {};
  }
  if (is_duplicate_object(*id, version)) findings.add(FindingCode::duplicate_object, path.member("id"), *head.id);
}

// Section 2.9: version 5 for an observable that has what its identifier is made of, version 4 for everything else. Of
// observables with a type of their own nobody knows what contributes.
void Checker::uuid_version_of(const CompiledType& type, json::Element id, const Members& members, const Path& path) {
  if (type.row->family == Family::observable && type.id == TypeId::custom) return;
  const bool deterministic = (members.present & type.identifying) != 0;
  const char version = uuid_version(id.get_string().value_unsafe());
  if (version != (deterministic ? '5' : '4'))
    findings.add(FindingCode::uuid_version, path.member("id"), id, {.first = deterministic ? "5" : "4"});
}

void Checker::spec_version(const CompiledType& type, const Head& head, const Path& path) {
  if (head.spec_version) {
    const auto text = as_text(head.spec_version);
    if (!text || *text == "2.1") return;  // no string: reported as of the wrong type
    const auto code = *text == "2.0" ? FindingCode::older_version : FindingCode::spec_version;
    return findings.add(code, path.member("spec_version"), *head.spec_version);
  }
  if (type.row->family == Family::observable) return;
  // STIX 2.0 had the version on the bundle only.
  if (bundle_version_) findings.add(FindingCode::version_from_bundle, path);
  else findings.add(FindingCode::required_property, path, {.section = "3.2", .first = "spec_version", .second = type.row->name});
}

void Checker::members(json::Object object, const CompiledType& type, const Path& path, Unknown unknown, Members& out) {
  NamesMet met;
  bool suspicious = false;
  for (const auto field : object) {
    const std::uint64_t hash = name_hash(field.key);
    const int slot = type.names.find(field.key, hash);
    if (slot >= 0) {
      const std::uint64_t bit = std::uint64_t{1} << slot;
      suspicious = suspicious || (out.present & bit) != 0;
      out.present |= bit;
      out.values[slot] = field.value;
      value(type.properties[static_cast<std::size_t>(slot)], field.value, path.member(field.key));
    } else {
      suspicious = !met.add(hash) || suspicious;
      unknown_property(field.key, field.value, type, path.member(field.key), unknown);
    }
  }
  if (suspicious) report_duplicates(object, path);
}

void Checker::rules(const CompiledType& type, const Members& members, const Path& path) {
  std::uint64_t missing = type.required & ~members.present;
  for (; missing != 0; missing &= missing - 1) {
    const CompiledProperty& property = type.properties[static_cast<std::size_t>(std::countr_zero(missing))];
    // Said in spec_version() and, for a container, not asked for.
    if (property.row.name == "spec_version" || (in_container_ && property.row.name == "id")) continue;
    findings.add(FindingCode::required_property, path, {property.section, property.row.name, type.row->name});
  }
  for (const CompiledConstraint& one : type.constraints) constraint(one, type, members, path);
}

void Checker::constraint(const CompiledConstraint& constraint, const CompiledType& type, const Members& members,
                         const Path& path) {
  using Rule = Constraint::Rule;
  const Constraint& row = *constraint.row;
  const auto has = [&](int which) { return (members.present >> constraint.slots[static_cast<std::size_t>(which)] & 1) != 0; };
  const auto flag = [&]() -> std::optional<bool> {
    bool out = false;
    if (!has(1) || members.values[constraint.slots[1]].get(out) != simdjson::SUCCESS) return std::nullopt;
    return out;
  };
  const Path at = path.member(row.names[0]);
  switch (row.rule) {
    case Rule::at_least_one:
      if ((members.present & constraint.mask) == 0)
        findings.add(FindingCode::at_least_one, path, {type.section(), constraint.names, type.row->name});
      return;
    case Rule::at_most_one:
      if (std::popcount(members.present & constraint.mask) > 1)
        findings.add(FindingCode::mutually_exclusive, path, {type.section(), constraint.names, type.row->name});
      return;
    case Rule::needs:
      if (has(0) && (members.present & constraint.mask) != constraint.mask)
        findings.add(FindingCode::needs_property, at, {type.section(), constraint.names, {}});
      return;
    case Rule::not_before: return time_order(constraint, type, members, path, true);
    case Rule::after: return time_order(constraint, type, members, path, false);
    case Rule::not_when_true:
      if (has(0) && flag() == true) findings.add(FindingCode::not_with_value, at, {type.section(), constraint.names, {}});
      return;
    case Rule::not_when_false:
      if (has(0) && flag() == false) findings.add(FindingCode::not_with_value, at, {type.section(), constraint.names, {}});
      return;
    case Rule::needed_when_true:
      if (!has(0) && flag() == true) findings.add(FindingCode::only_with_value, path, {type.section(), row.names[0], constraint.names});
      return;
    case Rule::own_properties:
      if (static_cast<unsigned>(std::popcount(members.present & type.own)) < row.count)
        findings.add(FindingCode::too_few_properties, path, {type.section(), row.count == 1 ? "one" : "two", type.row->name});
      return;
    case Rule::check: return row.function(Scope(*this, type, members, path));
  }
}

void Checker::time_order(const CompiledConstraint& constraint, const CompiledType& type, const Members& members,
                         const Path& path, bool may_be_equal) {
  if ((members.present & constraint.mask) != constraint.mask) return;
  const json::Element later = members.values[constraint.slots[0]], earlier = members.values[constraint.slots[1]];
  std::string_view later_text, earlier_text;
  if (later.get(later_text) != simdjson::SUCCESS || earlier.get(earlier_text) != simdjson::SUCCESS) return;
  if (may_be_equal && later_text == earlier_text) return;
  Timestamp first, second;
  if (!Timestamp::parse(earlier_text, first) || !Timestamp::parse(later_text, second)) return;  // reported already
  if (may_be_equal ? second >= first : second > first) return;
  const auto& names = constraint.row->names;
  const std::string_view section = names[1] == "created" ? "3.6.1" : type.section();
  findings.add(FindingCode::time_order, path.member(names[0]), later, {section, may_be_equal ? kNeverEarlier : kLater, names[1]});
}

void Checker::unknown_property(std::string_view name, json::Element value, const CompiledType& type, const Path& path,
                               Unknown unknown) {
  if (unknown == Unknown::on_bundle) {
    // A bundle is no STIX object (chapter 8): what else stands in it need not be kept and is not looked at closely.
    findings.add(FindingCode::custom_property, path, {.first = "a bundle"});
  } else if (type.row->family != Family::part && registry_.is_common(name)) {
    if (name == "defanged") findings.add(FindingCode::property_not_allowed, path, {.first = root_type_});
    else findings.add(FindingCode::property_not_applicable, path, {.first = type.row->name});
  } else {
    if (!is_property_name(name)) findings.add(FindingCode::property_name, path);
    if (type.row->family != Family::part &&
        (name == "severity" || name == "username" || name == "phone_number" || name == "action")) {
      findings.add(FindingCode::reserved_property, path);
    }
    if (unknown == Unknown::custom) findings.add(FindingCode::custom_property, path, {.first = type.row->name});
  }
  if (type.row->family != Family::part) {
    // These have one meaning wherever they stand, so they are checked where they are not foreseen, too.
    std::string_view text;
    json::Array markings;
    if (name == "lang" && value.get(text) == simdjson::SUCCESS && !is_language_tag(text)) {
      findings.add(FindingCode::language, path, value);
    } else if (name == "granular_markings" && value.get(markings) == simdjson::SUCCESS) {
      std::uint32_t index = 0;
      for (const json::Element marking : markings) {
        const Path at = path.item(index++);
        json::Array selectors;
        if (marking.at_key("selectors").get(selectors) != simdjson::SUCCESS) continue;
        const Path list = at.member("selectors");
        std::uint32_t which = 0;
        for (const json::Element one : selectors) {
          if (one.get(text) == simdjson::SUCCESS) selector(text, one, list.item(which));
          ++which;
        }
      }
    } else if (name == "extensions" && type.id == TypeId::extension_definition) {
      const CompiledType& any = registry_.custom_domain_object();
      return this->value(any.properties[static_cast<std::size_t>(any.names.find("extensions"))], value, path);
    }
  }
  anything(value, path);
}

void Checker::report_duplicates(json::Object object, const Path& path) {
  std::vector<std::string_view> names;
  for (const auto field : object) names.push_back(field.key);
  std::sort(names.begin(), names.end());
  for (std::size_t i = 1; i < names.size(); ++i)
    if (names[i] == names[i - 1] && (i == 1 || names[i - 2] != names[i])) findings.add(FindingCode::duplicate_name, path.member(names[i]));
}

bool Checker::is_duplicate_object(std::string_view id, std::string_view version) {
  // It only leads to a warning, so identifiers made to collide end the search early instead of slowing it down.
  constexpr int kMaxProbes = 64;
  const std::size_t mask = seen_.size() - 1;
  std::size_t at = std::hash<std::string_view>()(id) & mask;
  for (int probe = 0; probe < kMaxProbes; ++probe, at = (at + 1) & mask) {
    Seen& one = seen_[at];
    if (one.id.empty()) {
      one = {id, version};
      return false;
    }
    if (one.id == id && one.version == version) return true;
  }
  return false;
}

}  // namespace parley::stix
