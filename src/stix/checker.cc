#include "stix/checker.h"

#include <algorithm>
#include <bit>
#include <functional>

#include "stix/formats.h"
#include "stix/grammars.h"
#include "stix/parley.h"

// The order of the work on one object: which type it is and thus which table holds; its members, one pass, each by
// its row; the version; what must be there and what must hold between members; and last the identifier. Nothing stops
// at the first finding, as people want to mend all at once.
//
// What this does not do: it never looks at another object. Whether a reference leads anywhere, or a later version
// exists, is not a question of one object or bundle.
namespace parley::stix {
namespace {

// The middle of the sentence on an order of times: equal is allowed by the first and refused by the second.
constexpr std::string_view kNeverEarlier = "not be earlier than";
constexpr std::string_view kLater = "be later than";

}  // namespace

// A bundle is known by its type alone, so that one with everything else wrong is still checked as a bundle.
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

// The bundle's own members first, then its objects, each with the path to its place in the list.
void Checker::bundle(json::Object object, const Path& path) {
  const CompiledType& type = registry_.type(TypeId::bundle);
  in_bundle_ = true;
  json::Element version;
  if (object.at_key("spec_version").get(version) == simdjson::SUCCESS) bundle_version_ = version;
  root_ = object;
  selector_steps_ = 0;
  Members found;
  members(object, type, path, Unknown::on_bundle, found);
  rules(type, found, path);
  identity(type, "bundle", found, path);

  json::Array objects;
  if (object.at_key("objects").get(objects) != simdjson::SUCCESS) return;  // absent, or reported as no list
  seen_.clear();
  // A power of two, at most half full, so that places are found with a mask and few probes.
  if (findings.wants(FindingCode::duplicate_object)) seen_.resize(std::bit_ceil(objects.size() * 2 + 2));
  const Path list = path.member("objects");
  std::uint32_t index = 0;
  for (const json::Element one : objects) stix_object(one, list.item(index++));
}

// Without a type there is no table: only what holds everywhere is looked at then, so that one missing word does not
// hide what else is wrong.
void Checker::stix_object(json::Element value, const Path& path) {
  json::Object object;
  if (value.get(object) != simdjson::SUCCESS) return findings.add(FindingCode::not_an_object, path, value);
  root_ = object;
  root_type_ = {};
  if (!in_container_) selector_steps_ = 0;  // the objects in a container share its budget
  json::Element type_value;
  if (object.at_key("type").get(type_value) != simdjson::SUCCESS) {
    findings.add(FindingCode::required_property, path, {.section = "3.2", .first = "type", .second = "object"});
    return anything_in(object, path);
  }
  if (type_value.get(root_type_) != simdjson::SUCCESS) {
    findings.add(FindingCode::wrong_type, path.member("type"), type_value, {.section = "3.2", .first = "a string"});
    return anything_in(object, path);
  }
  const std::string_view type_name = root_type_;
  const TypeId id = registry_.id_of(type_name);
  if (id == TypeId::bundle) return findings.add(FindingCode::bundle_in_bundle, path, {.first = "in a bundle"});
  const bool own_type = id == TypeId::custom;
  const CompiledType& type = own_type ? table_of_own_type(type_value, object, path) : registry_.type(id);
  Members found;
  const bool unknown_type = &type == &registry_.custom_domain_object() || &type == &registry_.custom_observable();
  members(object, type, path, unknown_type ? Unknown::of_own_type : Unknown::custom, found);
  // First of all the version: what else is wrong with an object of STIX 2.0 follows from that.
  if (!in_container_) spec_version(type, found, path);
  rules(type, found, path);
  if (in_container_) return;  // a container has names of its own, and says nothing about versions
  identity(type, type_name, found, path);
}

// A type that is not the standard's says by its extension what it is. Without one, an object that has no times at all
// must be meant as an observable: every other kind has to have both.
const CompiledType& Checker::table_of_own_type(json::Element type, json::Object object, const Path& path) {
  const std::string_view name = root_type_;
  const ExtensionKinds kinds = extension_kinds(object);
  if (name == "action")
    findings.add(FindingCode::reserved_object_type, path.member("type"), type);
  else if (!is_type_name(name))
    findings.add(FindingCode::object_type, path.member("type"), type);
  else if (!kinds.new_domain_object && !kinds.new_observable)
    findings.add(FindingCode::custom_type, path.member("type"), type);
  if (kinds.new_domain_object && object["extensions"][kParleyExtension].error() == simdjson::SUCCESS)
    if (const CompiledType* own = registry_.parley_type(name)) return *own;
  if (kinds.new_observable) return registry_.custom_observable();
  const auto has = [&](std::string_view time) { return object.at_key(time).error() == simdjson::SUCCESS; };
  if (kinds.new_domain_object || has("created") || has("modified")) return registry_.custom_domain_object();
  return registry_.custom_observable();
}

// The type in front of the UUID must be that of the object (section 2.9): readers choose tables by it without
// fetching the object.
void Checker::identity(const CompiledType& type, std::string_view type_name, const Members& members, const Path& path) {
  const auto id = members.find(type, "id");
  std::string_view text, prefix;
  if (!id || id->get(text) != simdjson::SUCCESS) return;  // reported as missing, or of the wrong type
  if (!split_identifier(text, prefix)) {
    findings.add(FindingCode::identifier, path.member("id"), *id);
  } else if (prefix != type_name) {
    findings.add(FindingCode::identifier_type, path.member("id"), *id, {.first = type_name});
  } else if (findings.wants(FindingCode::uuid_version)) {
    uuid_version_of(type, *id, members, path);
  }
  if (!in_bundle_ || type.id == TypeId::bundle || !findings.wants(FindingCode::duplicate_object)) return;
  // The same id with another "modified" is another version, which may well stand in the same bundle (section 3.6).
  const auto modified = members.find(type, "modified");
  std::string_view version;
  if (modified && modified->get(version) != simdjson::SUCCESS) version = {};
  if (is_duplicate_object(text, version)) findings.add(FindingCode::duplicate_object, path.member("id"), *id);
}

// Section 2.9: version 5 for an observable that has what its identifier is made of, version 4 for everything else. Of
// objects with a type of their own nobody knows what contributes.
void Checker::uuid_version_of(const CompiledType& type, json::Element id, const Members& members, const Path& path) {
  if (type.id == TypeId::custom) return;
  const bool deterministic = (members.present & type.identifying) != 0;
  const char version = uuid_version(id.get_string().value_unsafe());
  if (version != (deterministic ? '5' : '4'))
    findings.add(FindingCode::uuid_version, path.member("id"), id, {.first = deterministic ? "5" : "4"});
}

// Observables need no "spec_version" (section 3.2, table of common properties): they have no version of their own.
void Checker::spec_version(const CompiledType& type, const Members& members, const Path& path) {
  if (const auto value = members.find(type, "spec_version")) {
    std::string_view text;
    if (value->get(text) != simdjson::SUCCESS || text == "2.1") return;  // no string: reported as of the wrong type
    const FindingCode older =
        options_.this_version_only ? FindingCode::older_version_refused : FindingCode::older_version;
    const auto code = text == "2.0" ? older : FindingCode::spec_version;
    return findings.add(code, path.member("spec_version"), *value);
  }
  if (type.row->family == Family::observable) return;
  // STIX 2.0 had the version on the bundle only.
  std::string_view of_bundle;
  if (bundle_version_ && bundle_version_->get(of_bundle) == simdjson::SUCCESS &&
      (of_bundle == "2.0" || of_bundle == "2.1"))
    findings.add(FindingCode::version_from_bundle, path);
  else
    findings.add(FindingCode::required_version, path, {.first = type.row->name});
}

// The hot loop of the validator. A member that the table knows gives a slot, and one bit in `present`; a string of a
// row that takes any string is done with that. Names that no table has are collected, since only the object's
// extensions, which may stand behind them, say whether they are accounted for.
void Checker::members(json::Object object, const CompiledType& type, const Path& path, Unknown unknown, Members& out) {
  NamesMet met;
  CustomNames custom;
  std::optional<ExtensionKinds> kinds;  // looked for once, in an object of any number of names
  bool suspicious = false;
  for (const auto field : object) {
    const std::uint64_t hash = name_hash(field.key);
    const int slot = type.names.find(field.key, hash);
    if (slot >= 0) {
      const std::uint64_t bit = std::uint64_t{1} << slot;
      suspicious = suspicious || (out.present & bit) != 0;
      out.present |= bit;
      out.values[static_cast<std::size_t>(slot)].value = field.value;
      if ((type.any_text & bit) != 0 && field.value.type() == json::element_type::STRING) continue;
      value(type.properties[static_cast<std::size_t>(slot)], field.value, path.member(field.key));
    } else {
      // Hashes of unknown names are compared with those met before. Equal ones are no proof of a duplicate but a
      // reason to look; the careful look sorts all names, and only suspicious objects pay for it.
      suspicious = !met.add(hash) || suspicious;
      const bool is_common = type.row->family != Family::part && registry_.is_common(field.key, hash);
      unknown_property(field.key, field.value, type, path.member(field.key), unknown, is_common);
      if (unknown == Unknown::custom && !is_common && findings.wants_warnings && !custom.add(field.key)) {
        if (!kinds) kinds = extension_kinds(object);
        report_custom(custom, *kinds, type, path);
        // More unknown names than there is room for: those so far are told now, and counting begins again.
        custom.count = 0;
        custom.add(field.key);
      }
    }
  }
  if (custom.count > 0) {
    const bool has_extensions = (out.present & type.extensions) != 0;
    report_custom(custom, has_extensions ? extension_kinds(object) : ExtensionKinds(), type, path);
  }
  if (suspicious) report_duplicates(object, path);
}

// Unless a top-level property extension accounts for them.
void Checker::report_custom(const CustomNames& custom, const ExtensionKinds& kinds, const CompiledType& type,
                            const Path& path) {
  if (type.row->family != Family::part && kinds.toplevel_properties) return;
  for (std::size_t i = 0; i < custom.count; ++i)
    findings.add(FindingCode::custom_property, path.member(custom.names[i].value), {.first = type.row->name});
}

// What is required and not there is one subtraction of bits; only what is missing is walked through.
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

// A row's names are slots here, so that each rule asks bits and never compares text.
void Checker::constraint(const CompiledConstraint& constraint, const CompiledType& type, const Members& members,
                         const Path& path) {
  using Rule = Constraint::Rule;
  const Constraint& row = *constraint.row;
  const auto has = [&](int which) {
    return (members.present >> constraint.slots[static_cast<std::size_t>(which)] & 1) != 0;
  };
  // Nothing when the flag is missing or is no boolean: the latter was reported with its member.
  const auto flag = [&]() -> std::optional<bool> {
    bool out = false;
    if (!has(1) || members.at(constraint.slots[1]).get(out) != simdjson::SUCCESS) return std::nullopt;
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
    // The finding stands at the property that needs the others, and not at the object: that is where somebody looks.
    case Rule::needs:
      if (has(0) && (members.present & constraint.mask) != constraint.mask)
        findings.add(FindingCode::needs_property, at, {type.section(), constraint.names, {}});
      return;
    case Rule::not_before:
      return time_order(constraint, type, members, path, true);
    case Rule::after:
      return time_order(constraint, type, members, path, false);
    case Rule::not_when_true:
      if (has(0) && flag() == true)
        findings.add(FindingCode::not_with_value, at, {type.section(), constraint.names, {}});
      return;
    case Rule::not_when_false:
      if (has(0) && flag() == false)
        findings.add(FindingCode::not_with_value, at, {type.section(), constraint.names, {}});
      return;
    case Rule::needed_when_true:
      if (!has(0) && flag() == true)
        findings.add(FindingCode::only_with_value, path, {type.section(), row.names[0], constraint.names});
      return;
    // Common properties do not count: an extension or account that has only these says nothing of its own.
    case Rule::own_properties:
      if (static_cast<unsigned>(std::popcount(members.present & type.own)) < row.count)
        findings.add(FindingCode::too_few_properties, path,
                     {type.section(), row.count == 1 ? "one" : "two", type.row->name});
      return;
    case Rule::check:
      return row.function(Scope(*this, type, members, path));
  }
}

// Equal texts are equal times, which saves parsing in the usual case of an object in its first version. Compared as
// instants otherwise: two spellings of one time must not be "earlier".
void Checker::time_order(const CompiledConstraint& constraint, const CompiledType& type, const Members& members,
                         const Path& path, bool may_be_equal) {
  if ((members.present & constraint.mask) != constraint.mask) return;
  const json::Element later = members.at(constraint.slots[0]), earlier = members.at(constraint.slots[1]);
  std::string_view later_text, earlier_text;
  if (later.get(later_text) != simdjson::SUCCESS || earlier.get(earlier_text) != simdjson::SUCCESS) return;
  if (may_be_equal && later_text == earlier_text) return;
  Timestamp first, second;
  if (!Timestamp::parse(earlier_text, first) || !Timestamp::parse(later_text, second)) return;  // reported already
  if (may_be_equal ? second >= first : second > first) return;
  const auto& names = constraint.row->names;
  const std::string_view section = names[1] == "created" ? "3.6.1" : type.section();
  findings.add(FindingCode::time_order, path.member(names[0]), later,
               {section, may_be_equal ? kNeverEarlier : kLater, names[1]});
}

// Three kinds of names that the table does not have: anything on a bundle, a common property on a type that lacks it,
// and names of somebody's own.
void Checker::unknown_property(std::string_view name, json::Element value, const CompiledType& type, const Path& path,
                               Unknown unknown, bool is_common) {
  if (unknown == Unknown::on_bundle) {
    // A bundle is no STIX object (chapter 8): what else stands in it need not be kept and is not looked at closely.
    findings.add(FindingCode::custom_property, path, {.first = "a bundle"});
  } else if (is_common) {
    if (name == "defanged")
      findings.add(FindingCode::property_not_allowed, path, {.first = root_type_});
    else
      findings.add(FindingCode::property_not_applicable, path, {.first = type.row->name});
  } else {
    if (!is_property_name(name)) findings.add(FindingCode::property_name, path);
    if (is_reserved_name(name))
      findings.add(type.row->family == Family::part ? FindingCode::reserved_inside : FindingCode::reserved_property,
                   path);
  }
  if (is_common) {
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
    } else if ((name == "extensions" && type.id == TypeId::extension_definition) ||
               ((name == "created" || name == "modified") && unknown != Unknown::on_bundle)) {
      // Section 3.6 knows observables with versions, and whoever keeps objects goes by these times.
      const CompiledType& any = registry_.custom_domain_object();
      return this->value(any.properties[static_cast<std::size_t>(any.names.find(name))], value, path);
    }
  }
  custom_value(value, path);
}

// A name that stands three times is told once.
void Checker::report_duplicates(json::Object object, const Path& path) {
  std::vector<std::string_view> names;
  for (const auto field : object) names.push_back(field.key);
  std::sort(names.begin(), names.end());
  for (std::size_t i = 1; i < names.size(); ++i)
    if (names[i] == names[i - 1] && (i == 1 || names[i - 2] != names[i]))
      findings.add(FindingCode::duplicate_name, path.member(names[i]));
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
