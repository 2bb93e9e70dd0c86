// STIX 2.1 chapter 5, the relationship objects, and the relationships that the standard suggests.
#include "stix/checks.h"
#include "stix/rules.h"

namespace parley::stix {
namespace {

using enum TypeId;

// Between domain objects and observables; relationships, sightings, bundles and meta objects cannot be its ends
// (section 5.1.1).
constexpr Property kRelationshipProperties[] = {
    required("relationship_type", text(Format::relationship_type)),
    optional("description", text()),
    required("source_ref", reference(kDomainObjects | kObservables | kCustom)),
    required("target_ref", reference(kDomainObjects | kObservables | kCustom)),
    optional("start_time", timestamp()),
    optional("stop_time", timestamp()),
};
// Later and not equal, as section 5.1.2 has it for these two times.
constexpr Constraint kRelationshipConstraints[] = {after("stop_time", "start_time"), check(check_relationship)};
// Relationship objects have the common properties of domain objects.
constexpr ObjectType kRelationship = {"relationship", "5.1.2", Family::domain_object, kRelationshipProperties,
                                      kRelationshipConstraints};

// What is seen is a domain object; the observables that show it are in the observed data.
// "count" ends at 999,999,999 (section 5.2.1).
constexpr Property kSightingProperties[] = {
    optional("description", text()),
    optional("first_seen", timestamp()),
    optional("last_seen", timestamp()),
    optional("count", integer(0, 999'999'999, "from 0 to 999999999")),
    required("sighting_of_ref", reference(kDomainObjects | kCustom)),
    optional("observed_data_refs", list(reference(observed_data))),
    optional("where_sighted_refs", list(reference(identity | location))),
    optional("summary",
             {.kind = Kind::boolean, .or_string = true}),  // the type is given as string, the default as false
};
// Equal is allowed here: what was seen once has one time for both.
constexpr Constraint kSightingConstraints[] = {not_before("last_seen", "first_seen")};
constexpr ObjectType kSighting = {"sighting", "5.2.1", Family::domain_object, kSightingProperties,
                                  kSightingConstraints};

// In the order of TypeId, by which types are found (registry.cc).
constexpr const ObjectType* kAll[] = {&kRelationship, &kSighting};

// Sections 4.1.2 to 4.19.2, 6.4.2, 6.8.2 and 6.9.2.
// A row: from this type, by this name, to these types. Others are allowed and lead to a warning.
// The targets are a set of bits, so a row with many types costs no more than one with a single type.
struct Suggestion {
  TypeId source;
  std::string_view type;
  Targets targets;
};
// As the tables of chapters 4 and 6 have them, in the direction in which they have them; the same relationship
// written the other way round is not suggested. Types of somebody's own are in no row.
constexpr Suggestion kSuggestions[] = {
    {attack_pattern, "delivers", malware},
    {attack_pattern, "targets", identity | location | vulnerability},
    {attack_pattern, "uses", malware | tool},
    {campaign, "attributed-to", intrusion_set | threat_actor},
    {campaign, "compromises", infrastructure},
    {campaign, "originates-from", location},
    {campaign, "targets", identity | location | vulnerability},
    {campaign, "uses", attack_pattern | infrastructure | malware | tool},
    {course_of_action, "investigates", indicator},
    {course_of_action, "mitigates", attack_pattern | indicator | malware | tool | vulnerability},
    {course_of_action, "remediates", malware | vulnerability},
    {identity, "located-at", location},
    {indicator, "indicates",
     attack_pattern | campaign | infrastructure | intrusion_set | malware | threat_actor | tool},
    {indicator, "based-on", observed_data},
    {infrastructure, "communicates-with", infrastructure | ipv4_addr | ipv6_addr | domain_name | url},
    {infrastructure, "consists-of", infrastructure | observed_data | kObservables},
    {infrastructure, "controls", infrastructure | malware},
    {infrastructure, "delivers", malware},
    {infrastructure, "has", vulnerability},
    {infrastructure, "hosts", tool | malware},
    {infrastructure, "located-at", location},
    {infrastructure, "uses", infrastructure},
    {intrusion_set, "attributed-to", threat_actor},
    {intrusion_set, "compromises", infrastructure},
    {intrusion_set, "hosts", infrastructure},
    {intrusion_set, "owns", infrastructure},
    {intrusion_set, "originates-from", location},
    {intrusion_set, "targets", identity | location | vulnerability},
    {intrusion_set, "uses", attack_pattern | infrastructure | malware | tool},
    {malware, "authored-by", threat_actor | intrusion_set},
    {malware, "beacons-to", infrastructure},
    {malware, "exfiltrates-to", infrastructure},
    {malware, "communicates-with", ipv4_addr | ipv6_addr | domain_name | url},
    {malware, "controls", malware},
    {malware, "downloads", malware | tool | file},
    {malware, "drops", malware | tool | file},
    {malware, "exploits", vulnerability},
    {malware, "originates-from", location},
    {malware, "targets", identity | infrastructure | location | vulnerability},
    {malware, "uses", attack_pattern | infrastructure | malware | tool},
    {malware, "variant-of", malware},
    {malware_analysis, "characterizes", malware},
    {malware_analysis, "av-analysis-of", malware},
    {malware_analysis, "static-analysis-of", malware},
    {malware_analysis, "dynamic-analysis-of", malware},
    {threat_actor, "attributed-to", identity},
    {threat_actor, "compromises", infrastructure},
    {threat_actor, "hosts", infrastructure},
    {threat_actor, "owns", infrastructure},
    {threat_actor, "impersonates", identity},
    {threat_actor, "located-at", location},
    {threat_actor, "targets", identity | location | vulnerability},
    {threat_actor, "uses", attack_pattern | infrastructure | malware | tool},
    {tool, "delivers", malware},
    {tool, "drops", malware},
    {tool, "has", vulnerability},
    {tool, "targets", identity | infrastructure | location | vulnerability},
    {tool, "uses", infrastructure},
    {domain_name, "resolves-to", domain_name | ipv4_addr | ipv6_addr},
    {ipv4_addr, "resolves-to", mac_addr},
    {ipv4_addr, "belongs-to", autonomous_system},
    {ipv6_addr, "resolves-to", mac_addr},
    {ipv6_addr, "belongs-to", autonomous_system},
};

}  // namespace

std::span<const ObjectType* const> relationship_objects() { return kAll; }

// The rows are walked through one by one. The number of the source type is compared first, and the name last, as it
// is the dearest of the three.
bool is_suggested_relationship(TypeId source, std::string_view type, TypeId target) {
  // Section 3.7: these are there for every type.
  if (type == "related-to") return true;
  if (type == "derived-from" || type == "duplicate-of") return source == target;
  for (const Suggestion& one : kSuggestions)
    if (one.source == source && one.targets.has(target) && one.type == type) return true;
  return false;
}

}  // namespace parley::stix
