#include "stix/registry.h"

#include <algorithm>

#include <bit>

#include "stix/parley.h"

// The tables are written for people; this makes them ready for the checker, once: names become slots with bits, sets
// of names become masks, and what sentences need becomes text. A mistake in a table (a rule over a name that the type
// does not have) stops the process at the first use, that is in the first test.
namespace parley::stix {
namespace {

// Section 3.6.1, for every type that has both times, so that no table need say it.
constexpr Constraint kModifiedNotBeforeCreated = not_before("modified", "created");

// Names in quotes, as a sentence has them: "a", "b" or "c".
std::string joined(std::span<const std::string_view> names, std::string_view last_word) {
  std::string out;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) out += i + 1 == names.size() ? std::string(" ") + std::string(last_word) + " " : ", ";
    out += '"';
    out += names[i];
    out += '"';
  }
  return out;
}

// What a list must be of, in words. Whatever has no word of its own here is called an object.
std::string_view plural(Kind kind) {
  switch (kind) {
    case Kind::string:
    case Kind::open_vocabulary:
    case Kind::enumeration:
      return "strings";
    case Kind::identifier:
      return "identifiers, written as strings";
    case Kind::integer:
      return "integers";
    default:
      return "objects";
  }
}

// What a value must be, in words, for "must be ..., but it is ...".
std::string_view singular(Kind kind) {
  switch (kind) {
    case Kind::boolean:
      return "true or false";
    case Kind::integer:
      return "an integer";
    case Kind::number:
      return "a number";
    case Kind::timestamp:
      return "a timestamp, written as a string";
    case Kind::identifier:
      return "an identifier, written as a string";
    case Kind::hexadecimal:
      return "a string of hexadecimal digits";
    case Kind::binary:
      return "a base64 string";
    case Kind::hashes:
      return "an object of hash algorithms and values";
    case Kind::dictionary:
    case Kind::part:
    case Kind::extensions:
    case Kind::observables:
    case Kind::any_object:
      return "an object";
    default:
      return "a string";
  }
}

// Whole groups first ("domain objects"), then what is left one by one; those of somebody's own are allowed silently.
std::string described(Targets targets) {
  std::string out;
  const auto add = [&](std::string_view what) { out += (out.empty() ? "" : ", ") + std::string(what); };
  const auto take = [&](Targets group, std::string_view what) {
    if ((targets.bits & group.bits) != group.bits) return;
    targets.bits &= ~group.bits;
    add(what);
  };
  take(kDomainObjects, "domain objects");
  take(kRelationshipObjects, "relationship objects");
  take(kObservables, "cyber-observable objects");
  take(kMetaObjects, "meta objects");
  targets.bits &= ~kCustom.bits;
  const auto add_types = [&](std::span<const ObjectType* const> types, TypeId first) {
    for (std::size_t i = 0; i < types.size(); ++i)
      if (targets.has(static_cast<TypeId>(static_cast<std::size_t>(first) + i))) add(types[i]->name);
  };
  add_types(domain_objects(), TypeId::attack_pattern);
  add_types(relationship_objects(), TypeId::relationship);
  add_types(observables(), TypeId::artifact);
  add_types(meta_objects(), TypeId::language_content);
  return out;
}

}  // namespace

// A perfect hash: multipliers are tried until no two names share a slot, and a lookup is one multiplication and one
// comparison. How many tries that takes grows with the square of the number of names: some for the fifty that a type
// has, thousands for kMostNames, and for twice as many the program would not come to its first object.
NameTable::NameTable(std::vector<std::string_view> names) : names_(std::move(names)) {
  PARLEY_CHECK(names_.size() <= kMostNames);
  const unsigned bits = static_cast<unsigned>(std::bit_width(names_.size() * 4 + 1));
  shift_ = 64 - bits;
  // The constants are odd and have bits all over, as a multiplicative hash wants them; which ones they are does not
  // matter.
  for (multiplier_ = 0x9e3779b97f4a7c15u;; multiplier_ = multiplier_ * 0x5851f42d4c957f2du | 1) {
    slots_.assign(std::size_t{1} << bits, kFree);
    bool clash = false;
    for (std::size_t i = 0; i < names_.size() && !clash; ++i) {
      std::uint8_t& slot = slots_[name_hash(names_[i]) * multiplier_ >> shift_];
      clash = slot != kFree;
      slot = static_cast<std::uint8_t>(i);
    }
    if (!clash) return;
  }
}

// Made at the first use, and by one thread only: C++ guarantees that for a local static.
const Registry& Registry::get() {
  static const Registry registry;
  return registry;
}

// Types must stand in the order of TypeId, since their place in the list is their id; the count is checked.
Registry::Registry() {
  std::vector<std::string_view> names;
  const auto add = [&](std::span<const ObjectType* const> rows) {
    for (const ObjectType* row : rows) {
      types_.push_back(compile(*row, static_cast<TypeId>(types_.size())));
      names.push_back(row->name);
    }
  };
  add(domain_objects());
  add(relationship_objects());
  add(observables());
  add(meta_objects());
  PARLEY_CHECK(types_.size() == static_cast<std::size_t>(TypeId::custom));
  type_names_ = NameTable(std::move(names));
  // Extensions, parts and Parley's own types have no id: they are known by name only.
  for (const ObjectType* row : predefined_extensions()) extensions_.push_back(compile(*row, TypeId::custom));
  for (const auto& rows : {framework_objects(), account_objects(), assessment_objects(), node_objects()})
    for (const ObjectType* row : rows) parley_types_.push_back(compile(*row, TypeId::custom));
  custom_domain_object_ = compile(stix::custom_domain_object(), TypeId::custom);
  custom_observable_ = compile(stix::custom_observable(), TypeId::custom);

  std::vector<std::string_view> common;
  for (const Property& property : common_properties(Family::domain_object)) common.push_back(property.name);
  // It is common to observables only (section 3.2), and told from names of somebody's own wherever it stands.
  common.push_back("defanged");
  common_names_ = NameTable(std::move(common));
}

// One by one: asked only for objects that carry Parley's extension, of which there are some twenty types.
const CompiledType* Registry::parley_type(std::string_view name) const {
  for (const CompiledType* one : parley_types_)
    if (one->row->name == name) return one;
  return nullptr;
}

// One by one as well: there are a dozen, and few objects have an extension at all.
const CompiledType* Registry::extension(std::string_view name) const {
  for (const CompiledType* one : extensions_)
    if (one->row->name == name) return one;
  return nullptr;
}

namespace {

// One bit for each property, so that "all of these are there" is one comparison of words; kMaxProperties follows from
// that. The first `common` properties are those that every type of the family has.
void set_bits(CompiledType& out, std::size_t common) {
  std::vector<std::string_view> names;
  for (std::size_t i = 0; i < out.properties.size(); ++i) {
    const Property& property = out.properties[i].row;
    names.push_back(property.name);
    const std::uint64_t bit = std::uint64_t{1} << i;
    if (property.need == Need::required) out.required |= bit;
    if (i >= common) out.own |= bit;
    const Value& value = property.value;
    if (value.kind == Kind::extensions) out.extensions |= bit;
    // Any string will do: the checker need not even call anything.
    if (value.kind == Kind::string && value.format == Format::none && !value.is_list) out.any_text |= bit;
    for (const std::string_view one : out.row->identified_by)
      if (one == property.name) out.identifying |= bit;
  }
  out.names = NameTable(std::move(names));
}

// The texts for messages are made here, so that a finding only points to them.
void add_constraint(CompiledType& out, const Constraint& constraint) {
  CompiledConstraint compiled{&constraint, {-1, -1, -1, -1}, 0, {}};
  std::size_t count = 0;
  for (; count < constraint.names.size() && !constraint.names[count].empty(); ++count) {
    compiled.slots[count] = out.names.find(constraint.names[count]);
    PARLEY_CHECK(compiled.slots[count] >= 0);
    compiled.mask |= std::uint64_t{1} << compiled.slots[count];
  }
  using Rule = Constraint::Rule;
  const auto names_used = std::span(constraint.names).first(count);
  // The first name is the property that the finding is about, so the words are about the others.
  switch (constraint.rule) {
    case Rule::needs:
      compiled.names = joined(names_used.subspan(1), "and");
      break;
    case Rule::not_when_true:
    case Rule::needed_when_true:
      compiled.names = joined(names_used.subspan(1), "") + " is true";
      break;
    case Rule::not_when_false:
      compiled.names = joined(names_used.subspan(1), "") + " is false";
      break;
    default:
      compiled.names = joined(names_used, "or");
  }
  out.constraints.push_back(std::move(compiled));
}

}  // namespace

// Parts are compiled where they are first met, and found again by the address of their row.
const CompiledType* Registry::compile(const ObjectType& row, TypeId id) {
  for (const auto& one : owned_)
    if (one->row == &row) return one.get();
  owned_.push_back(std::make_unique<CompiledType>());
  CompiledType& out = *owned_.back();
  // Entered before its parts are compiled, so that a type which has itself as a part would be found and not compiled
  // for ever.
  out.row = &row;
  out.id = id;

  // A row without a section of its own cites that of its type, or 3.2 for the common properties.
  const auto add = [&](const Property& property, std::string_view section) {
    CompiledProperty compiled{property, property.section.empty() ? section : property.section};
    const Value& value = property.value;
    if (value.part != nullptr) compiled.part = compile(*value.part, TypeId::custom);
    for (const ObjectType* one : value.predefined) compiled.predefined.push_back(compile(*one, TypeId::custom));
    compiled.items = plural(value.kind);
    compiled.expected = value.is_list ? "a list of " + std::string(compiled.items) : std::string(singular(value.kind));
    if (value.kind == Kind::identifier) {
      compiled.targets = described(value.targets);
      if (!compiled.targets.empty() && !value.own_types.empty()) compiled.targets += ", ";
      for (const char c : value.own_types) compiled.targets += c == ' ' ? std::string(", ") : std::string(1, c);
      // Which of them it may be is not the table's to say.
      if (compiled.targets.empty()) compiled.targets = "objects of types that are not the standard's";
    }
    out.properties.push_back(std::move(compiled));
  };
  const auto is_own = [&](std::string_view name) {
    return std::any_of(row.properties.begin(), row.properties.end(),
                       [&](const Property& property) { return property.name == name; });
  };
  // A type may have a common property in a form of its own, which then takes the place of the common one.
  for (const Property& property : common_properties(row.family))
    if (!is_own(property.name)) add(property, row.family == Family::bundle ? row.section : "3.2");
  const std::size_t common = out.properties.size();
  for (const Property& property : row.properties) add(property, row.section);
  PARLEY_CHECK(out.properties.size() <= CompiledType::kMaxProperties);

  set_bits(out, common);
  if (out.names.find("modified") >= 0 && out.names.find("created") >= 0) add_constraint(out, kModifiedNotBeforeCreated);
  for (const Constraint& constraint : row.constraints) add_constraint(out, constraint);
  return &out;
}

}  // namespace parley::stix
