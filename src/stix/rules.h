// The words in which the rules of STIX 2.1 are written down (rules_*.cc, vocabulary.cc, relationships.cc): what an
// object type is called, which properties it has, of which kind, and what must hold between them. The tables are data
// that registry.h makes ready for looking up; validate.cc carries them out.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>

#include "stix/findings.h"

namespace parley::stix {

// Every type of the standard, in the order of its chapters; anything else is `custom`.
enum class TypeId : std::uint8_t {
  attack_pattern,
  campaign,
  course_of_action,
  grouping,
  identity,
  incident,
  indicator,
  infrastructure,
  intrusion_set,
  location,
  malware,
  malware_analysis,
  note,
  observed_data,
  opinion,
  report,
  threat_actor,
  tool,
  vulnerability,
  relationship,
  sighting,
  artifact,
  autonomous_system,
  directory,
  domain_name,
  email_addr,
  email_message,
  file,
  ipv4_addr,
  ipv6_addr,
  mac_addr,
  mutex,
  network_traffic,
  process,
  software,
  url,
  user_account,
  windows_registry_key,
  x509_certificate,
  language_content,
  marking_definition,
  extension_definition,
  bundle,
  custom
};

// A set of types, such as those that a reference may point to.
struct Targets {
  std::uint64_t bits = 0;

  constexpr Targets() = default;
  constexpr Targets(TypeId type) : bits(std::uint64_t{1} << static_cast<unsigned>(type)) {}
  constexpr bool has(TypeId type) const { return (bits >> static_cast<unsigned>(type) & 1) != 0; }
  friend constexpr Targets operator|(Targets a, Targets b) {
    a.bits |= b.bits;
    return a;
  }
};
constexpr Targets operator|(TypeId a, TypeId b) { return Targets(a) | Targets(b); }
constexpr Targets types_between(TypeId first, TypeId last) {
  Targets out;
  for (auto i = static_cast<unsigned>(first); i <= static_cast<unsigned>(last); ++i) out.bits |= std::uint64_t{1} << i;
  return out;
}
inline constexpr Targets kDomainObjects = types_between(TypeId::attack_pattern, TypeId::vulnerability);
inline constexpr Targets kRelationshipObjects = TypeId::relationship | TypeId::sighting;
inline constexpr Targets kObservables = types_between(TypeId::artifact, TypeId::x509_certificate);
inline constexpr Targets kMetaObjects = types_between(TypeId::language_content, TypeId::extension_definition);
inline constexpr Targets kCustom = TypeId::custom;
inline constexpr Targets kAnyObject = kDomainObjects | kRelationshipObjects | kObservables | kMetaObjects | kCustom;

struct Vocabulary {
  std::string_view name;  // as the standard calls it: "tool-type-ov"
  std::string_view section;
  std::span<const std::string_view> values;

  bool has(std::string_view value) const;
};

// What the text of a string must look like. formats.cc has the check and the code of each.
enum class Format : std::uint8_t {
  none,
  ipv4,
  ipv6,
  mac,
  domain_name,
  email,
  url,
  url_reference,
  cpe,
  character_set,
  registry_key,
  language,
  relationship_type,
  media_type,
  protocol,
  country,
  product,
  process_priority,
  kill_chain_name,
  selector
};

struct ObjectType;

// What a dictionary may hold, and how its keys look beside what section 2.3 asks of all keys.
struct Dictionary {
  enum class Values : std::uint8_t { any, strings, integers, integers_or_strings, string_lists, objects } values;
  std::string_view expected = {};  // the values in words
  bool (*key_ok)(std::string_view) = nullptr;
  FindingCode key_code = FindingCode::dictionary_key;
};

enum class Kind : std::uint8_t {
  string,
  boolean,
  integer,
  number,
  timestamp,
  identifier,
  open_vocabulary,
  enumeration,
  hashes,
  hexadecimal,
  binary,
  dictionary,
  part,
  extensions,
  observables,
  any_object,
  stix_object,
  reserved
};

inline constexpr double kUnbounded = std::numeric_limits<double>::infinity();

struct Value {
  Kind kind = Kind::string;
  bool is_list = false;
  bool needs_millis = false;        // timestamp
  bool listed_hashes_only = false;  // hashes: an algorithm that is not in the vocabulary is an error
  bool or_string = false;           // boolean: a string is taken, too
  Format format = Format::none;     // string
  Targets targets = {};             // identifier
  std::string_view own_types =
      {};  // identifier with kCustom among its targets: only these of Parley's own types, separated by a space
  double lowest = -kUnbounded, highest = kUnbounded;   // integer, number
  std::string_view range = {};                         // the same in words
  bool range_advised = false;                          // the standard gives none: beyond it is a warning
  const Vocabulary* vocabulary = nullptr;              // open_vocabulary, enumeration
  const ObjectType* part = nullptr;                    // part
  const Dictionary* dictionary = nullptr;              // dictionary
  std::span<const ObjectType* const> predefined = {};  // extensions
};

constexpr Value text(Format format = Format::none) { return {.kind = Kind::string, .format = format}; }
constexpr Value boolean() { return {.kind = Kind::boolean}; }
constexpr Value integer() { return {.kind = Kind::integer}; }
constexpr Value integer(double lowest, double highest, std::string_view range) {
  return {.kind = Kind::integer, .lowest = lowest, .highest = highest, .range = range};
}
constexpr Value integer_usually(double lowest, double highest, std::string_view range) {
  return {.kind = Kind::integer, .lowest = lowest, .highest = highest, .range = range, .range_advised = true};
}
constexpr Value not_negative() { return {.kind = Kind::integer, .lowest = 0, .range = "0 or more"}; }
constexpr Value number() { return {.kind = Kind::number}; }
constexpr Value number(double lowest, double highest, std::string_view range) {
  return {.kind = Kind::number, .lowest = lowest, .highest = highest, .range = range};
}
constexpr Value timestamp() { return {.kind = Kind::timestamp}; }
constexpr Value timestamp_with_millis() { return {.kind = Kind::timestamp, .needs_millis = true}; }
constexpr Value reference(Targets targets) { return {.kind = Kind::identifier, .targets = targets}; }
// To an object of Parley's own types (parley.h), several separated by a space, or to one of `also`.
constexpr Value reference_to(std::string_view own_types, Targets also = {}) {
  return {.kind = Kind::identifier, .targets = kCustom | also, .own_types = own_types};
}
constexpr Value open_vocabulary(const Vocabulary& of) { return {.kind = Kind::open_vocabulary, .vocabulary = &of}; }
constexpr Value enumeration(const Vocabulary& of) { return {.kind = Kind::enumeration, .vocabulary = &of}; }
constexpr Value hashes() { return {.kind = Kind::hashes}; }
constexpr Value hexadecimal() { return {.kind = Kind::hexadecimal}; }
constexpr Value binary() { return {.kind = Kind::binary}; }
constexpr Value dictionary(const Dictionary& of) { return {.kind = Kind::dictionary, .dictionary = &of}; }
constexpr Value part(const ObjectType& of) { return {.kind = Kind::part, .part = &of}; }
constexpr Value extensions(std::span<const ObjectType* const> predefined = {}) {
  return {.kind = Kind::extensions, .predefined = predefined};
}
constexpr Value list(Value of) {
  of.is_list = true;
  return of;
}

enum class Need : std::uint8_t { required, optional };

struct Property {
  std::string_view name;
  Need need;
  Value value;
  std::string_view section = {};  // when it is not that of the type
};
constexpr Property required(std::string_view name, Value value, std::string_view section = {}) {
  return {name, Need::required, value, section};
}
constexpr Property optional(std::string_view name, Value value, std::string_view section = {}) {
  return {name, Need::optional, value, section};
}

class Scope;

// What must hold between the properties of one object.
struct Constraint {
  enum class Rule : std::uint8_t {
    at_least_one,      // of names
    at_most_one,       // of names
    needs,             // names[0] only together with all of names[1...]
    not_before,        // names[0] >= names[1], both timestamps
    after,             // names[0] > names[1]
    not_when_true,     // names[0] must not be there when names[1] is true
    not_when_false,    // names[0] must not be there when names[1] is false
    needed_when_true,  // names[0] must be there when names[1] is true
    own_properties,    // at least `count` of the type's own properties
    check              // whatever the function looks at
  } rule;
  std::array<std::string_view, 4> names = {};
  unsigned count = 0;
  void (*function)(const Scope&) = nullptr;
};
template <class... Names>
constexpr Constraint constraint(Constraint::Rule rule, Names... names) {
  return {rule, {names...}};
}
template <class... N>
constexpr Constraint at_least_one(N... names) {
  return constraint(Constraint::Rule::at_least_one, names...);
}
template <class... N>
constexpr Constraint at_most_one(N... names) {
  return constraint(Constraint::Rule::at_most_one, names...);
}
template <class... N>
constexpr Constraint needs(N... names) {
  return constraint(Constraint::Rule::needs, names...);
}
constexpr Constraint not_before(std::string_view later, std::string_view earlier) {
  return constraint(Constraint::Rule::not_before, later, earlier);
}
constexpr Constraint after(std::string_view later, std::string_view earlier) {
  return constraint(Constraint::Rule::after, later, earlier);
}
constexpr Constraint not_when_true(std::string_view name, std::string_view flag) {
  return constraint(Constraint::Rule::not_when_true, name, flag);
}
constexpr Constraint not_when_false(std::string_view name, std::string_view flag) {
  return constraint(Constraint::Rule::not_when_false, name, flag);
}
constexpr Constraint needed_when_true(std::string_view name, std::string_view flag) {
  return constraint(Constraint::Rule::needed_when_true, name, flag);
}
constexpr Constraint own_properties(unsigned count) {
  return {.rule = Constraint::Rule::own_properties, .count = count};
}
constexpr Constraint check(void (*function)(const Scope&)) {
  return {.rule = Constraint::Rule::check, .function = function};
}

// Which common properties (section 3.2) an object has beside its own.
enum class Family : std::uint8_t {
  domain_object,  // also relationship objects, which have the same
  observable,
  language_content,
  marking_definition,
  extension_definition,
  bundle,
  part  // none: an extension, or a part of something
};

struct ObjectType {
  std::string_view name;
  std::string_view section;
  Family family;
  std::span<const Property> properties;
  std::span<const Constraint> constraints = {};
  // Of an observable: its ID contributing properties. None: its identifier is always random.
  std::array<std::string_view, 8> identified_by = {};
  std::string_view protocol = {};  // of a network traffic extension: what "protocols" should list
};

// The tables, one a chapter. Top-level types stand in the order of TypeId.
std::span<const ObjectType* const> domain_objects();         // rules_sdo.cc
std::span<const ObjectType* const> relationship_objects();   // rules_sro.cc
std::span<const ObjectType* const> observables();            // rules_sco.cc
std::span<const ObjectType* const> meta_objects();           // rules_meta.cc, with the bundle
std::span<const ObjectType* const> predefined_extensions();  // rules_extensions.cc
const ObjectType& custom_domain_object();
const ObjectType& custom_observable();
std::span<const Property> common_properties(Family family);

// Whether the standard lists a relationship of this type between these two.
bool is_suggested_relationship(TypeId source, std::string_view type, TypeId target);

}  // namespace parley::stix
