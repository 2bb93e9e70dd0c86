// STIX 2.1 chapter 4, the domain objects: one table a type, in the order of the chapter.
#include "stix/checks.h"
#include "stix/parts.h"
#include "stix/rules.h"
#include "stix/vocabulary.h"

namespace parley::stix {
namespace {

using namespace vocabulary;
using enum TypeId;

// The common properties (section 3.2) come with the family and stand in rules_meta.cc; the rows here are what each
// type adds.
// Section 4.1.1. A CAPEC or ATT&CK number of the pattern is in "external_references", which is common to all types,
// and so has no row here.
constexpr Property kAttackPatternProperties[] = {
    required("name", text()),
    optional("description", text()),
    optional("aliases", list(text())),
    optional("kill_chain_phases", list(part(kKillChainPhase))),
};
constexpr ObjectType kAttackPattern = {"attack-pattern", "4.1.1", Family::domain_object, kAttackPatternProperties};

// Section 4.2.1. Only the name is required: what a campaign aims at, or when it was seen, is often found out later.
constexpr Property kCampaignProperties[] = {
    required("name", text()),           optional("description", text()),
    optional("aliases", list(text())),  optional("first_seen", timestamp()),
    optional("last_seen", timestamp()), optional("objective", text()),
};
// Several types have the two times of sighting, with the same rule.
constexpr Constraint kSeenInOrder[] = {not_before("last_seen", "first_seen")};
constexpr ObjectType kCampaign = {"campaign", "4.2.1", Family::domain_object, kCampaignProperties, kSeenInOrder};

// "action" is reserved for a later version (section 4.3.1), so it must not be there at all.
constexpr Property kCourseOfActionProperties[] = {
    required("name", text()),
    optional("description", text()),
    optional("action", {.kind = Kind::reserved}),
};
constexpr ObjectType kCourseOfAction = {"course-of-action", "4.3.1", Family::domain_object, kCourseOfActionProperties};

// Section 4.4.1. Unlike a report, a grouping says only that its objects share a context, and it need not be
// finished.
constexpr Property kGroupingProperties[] = {
    optional("name", text()),  // "required" in Errata 01, but not among its changes: see docs/stix-conformance.md
    optional("description", text()),
    required("context", open_vocabulary(kGroupingContext)),
    required("object_refs", list(reference(kAnyObject))),
};
// That the objects exist is not asked: no check here looks beyond the one object.
constexpr ObjectType kGrouping = {"grouping", "4.4.1", Family::domain_object, kGroupingProperties};

// No rule on "identity_class": it is an open vocabulary, and who somebody is cannot be checked.
constexpr Property kIdentityProperties[] = {
    required("name", text()),
    optional("description", text()),
    optional("roles", list(text())),
    optional("identity_class", open_vocabulary(kIdentityClass)),
    optional("sectors", list(open_vocabulary(kIndustrySector))),
    optional("contact_information", text()),
};
constexpr ObjectType kIdentity = {"identity", "4.5.1", Family::domain_object, kIdentityProperties};

// A stub in 2.1 (section 4.6): what else is said of an incident is in an extension.
constexpr Property kIncidentProperties[] = {
    required("name", text()),
    optional("description", text()),
};
constexpr ObjectType kIncident = {"incident", "4.6.1", Family::domain_object, kIncidentProperties};

// The pattern is text here whatever its type; one of type "stix" is parsed by check_indicator(), through a function
// that the caller gives.
constexpr Property kIndicatorProperties[] = {
    optional("name", text()),
    optional("description", text()),
    optional("indicator_types", list(open_vocabulary(kIndicatorType))),
    required("pattern", text()),
    required("pattern_type", open_vocabulary(kPatternType)),
    optional("pattern_version", text()),
    required("valid_from", timestamp()),
    optional("valid_until", timestamp()),
    optional("kill_chain_phases", list(part(kKillChainPhase))),
};
// Later and not equal: an indicator that is valid for no time would never be used.
constexpr Constraint kIndicatorConstraints[] = {after("valid_until", "valid_from"), check(check_indicator)};
constexpr ObjectType kIndicator = {"indicator", "4.7.1", Family::domain_object, kIndicatorProperties,
                                   kIndicatorConstraints};

// Section 4.8.1. The addresses and domains of which it consists are not properties of it: relationships lead to them
// (rules_sro.cc has the suggested ones).
constexpr Property kInfrastructureProperties[] = {
    required("name", text()),
    optional("description", text()),
    optional("infrastructure_types", list(open_vocabulary(kInfrastructureType))),
    optional("aliases", list(text())),
    optional("kill_chain_phases", list(part(kKillChainPhase))),
    optional("first_seen", timestamp()),
    optional("last_seen", timestamp()),
};
// The times of sighting are in the same order as those of a campaign.
constexpr ObjectType kInfrastructure = {"infrastructure", "4.8.1", Family::domain_object, kInfrastructureProperties,
                                        kSeenInOrder};

// Section 4.9.1. A set of behaviours believed to be of one organization; who that is would be said by a relationship
// to a threat actor. The motivations are those of the threat actor below, without the personal ones.
constexpr Property kIntrusionSetProperties[] = {
    required("name", text()),
    optional("description", text()),
    optional("aliases", list(text())),
    optional("first_seen", timestamp()),
    optional("last_seen", timestamp()),
    optional("goals", list(text())),
    optional("resource_level", open_vocabulary(kAttackResourceLevel)),
    optional("primary_motivation", open_vocabulary(kAttackMotivation)),
    optional("secondary_motivations", list(open_vocabulary(kAttackMotivation))),
};
constexpr ObjectType kIntrusionSet = {"intrusion-set", "4.9.1", Family::domain_object, kIntrusionSetProperties,
                                      kSeenInOrder};

// Latitude and longitude by WGS 84. A precision without a point would be the radius of nothing.
constexpr Property kLocationProperties[] = {
    optional("name", text()),
    optional("description", text()),
    optional("latitude", number(-90, 90, "from -90 to 90")),
    optional("longitude", number(-180, 180, "from -180 to 180")),
    optional("precision", number()),
    optional("region", open_vocabulary(kRegion)),
    optional("country", text(Format::country)),
    optional("administrative_area", text()),
    optional("city", text()),
    optional("street_address", text()),
    optional("postal_code", text()),
};
// Coordinates come in pairs, and a precision only with both.
// Latitude stands for both coordinates in the first of these, as the next two see to it that neither comes alone.
constexpr Constraint kLocationConstraints[] = {
    at_least_one("region", "country", "latitude"),
    needs("latitude", "longitude"),
    needs("longitude", "latitude"),
    needs("precision", "latitude", "longitude"),
};
constexpr ObjectType kLocation = {"location", "4.10.1", Family::domain_object, kLocationProperties,
                                  kLocationConstraints};

// Section 4.11.1. The same type describes one sample and a whole family, so most rows are optional, and is_family
// says which of the two is meant.
constexpr Property kMalwareProperties[] = {
    optional("name", text()),
    optional("description", text()),
    optional("malware_types", list(open_vocabulary(kMalwareType))),
    required("is_family",
             boolean()),  // "optional" in Errata 01, but not among its changes: see docs/stix-conformance.md
    optional("aliases", list(text())),
    optional("kill_chain_phases", list(part(kKillChainPhase))),
    optional("first_seen", timestamp()),
    optional("last_seen", timestamp()),
    optional("operating_system_refs", list(reference(software))),
    optional("architecture_execution_envs", list(open_vocabulary(kProcessorArchitecture))),
    optional("implementation_languages", list(open_vocabulary(kImplementationLanguage))),
    optional("capabilities", list(open_vocabulary(kMalwareCapabilities))),
    optional("sample_refs", list(reference(file | artifact))),
};
// A family needs a name to be known by; a single sample may have none.
constexpr Constraint kMalwareConstraints[] = {not_before("last_seen", "first_seen"),
                                              needed_when_true("name", "is_family")};
constexpr ObjectType kMalware = {"malware", "4.11.1", Family::domain_object, kMalwareProperties, kMalwareConstraints};

// The result in a word, or what was seen: an analysis with neither tells nothing (section 4.12.1).
constexpr Property kMalwareAnalysisProperties[] = {
    required("product", text(Format::product)),
    optional("version", text()),
    optional("host_vm_ref", reference(software)),
    optional("operating_system_ref", reference(software)),
    optional("installed_software_refs", list(reference(software))),
    optional("configuration_version", text()),
    optional("modules", list(text())),
    optional("analysis_engine_version", text()),
    optional("analysis_definition_version", text()),
    optional("submitted", timestamp()),
    optional("analysis_started", timestamp()),
    optional("analysis_ended", timestamp()),
    optional("result_name", text()),
    optional("result", open_vocabulary(kMalwareResult)),
    optional("analysis_sco_refs", list(reference(kObservables | kCustom))),
    optional("sample_ref", reference(file | network_traffic | artifact)),
};
// A result of "unknown" counts as one: only whether it is there is asked.
constexpr Constraint kMalwareAnalysisConstraints[] = {at_least_one("result", "analysis_sco_refs")};
constexpr ObjectType kMalwareAnalysis = {"malware-analysis", "4.12.1", Family::domain_object,
                                         kMalwareAnalysisProperties, kMalwareAnalysisConstraints};

// Notes, opinions and reports may be about any object, those of types of somebody's own included.
constexpr Property kNoteProperties[] = {
    optional("abstract", text()),
    required("content", text()),
    optional("authors", list(text())),
    required("object_refs", list(reference(kAnyObject))),
};
constexpr ObjectType kNote = {"note", "4.13.1", Family::domain_object, kNoteProperties};

// "objects" is the deprecated container of version 2.0, "object_refs" what took its place: exactly one of the two.
constexpr Property kObservedDataProperties[] = {
    required("first_observed", timestamp()),
    required("last_observed", timestamp()),
    required("number_observed", integer(1, 999'999'999, "from 1 to 999999999")),
    optional("objects", {.kind = Kind::observables}),
    optional("object_refs", list(reference(kObservables | kRelationshipObjects | kCustom))),
};
// What each of the two must hold beyond that is in check_observed_data().
constexpr Constraint kObservedDataConstraints[] = {
    not_before("last_observed", "first_observed"),
    at_least_one("objects", "object_refs"),
    at_most_one("objects", "object_refs"),
    check(check_observed_data),
};
// Between the two times it was seen as often as "number_observed" says, which is why that is at least one.
constexpr ObjectType kObservedData = {"observed-data", "4.14.1", Family::domain_object, kObservedDataProperties,
                                      kObservedDataConstraints};

// "opinion" is an enumeration from strongly-disagree to strongly-agree: five steps that programs may count.
constexpr Property kOpinionProperties[] = {
    optional("explanation", text()),
    optional("authors", list(text())),
    required("opinion", enumeration(kOpinion)),
    required("object_refs", list(reference(kAnyObject))),
};
constexpr ObjectType kOpinionType = {"opinion", "4.15.1", Family::domain_object, kOpinionProperties};

// When it was "published" is a statement of its author and may differ from "created".
constexpr Property kReportProperties[] = {
    required("name", text()),
    optional("description", text()),
    optional("report_types", list(open_vocabulary(kReportType))),
    required("published", timestamp()),
    required("object_refs", list(reference(kAnyObject))),
};
// No order is asked between "published" and the common times, for that reason.
constexpr ObjectType kReport = {"report", "4.16.1", Family::domain_object, kReportProperties};

// Three motivations: the main one, others, and those of the people behind it.
constexpr Property kThreatActorProperties[] = {
    required("name", text()),
    optional("description", text()),
    optional("threat_actor_types", list(open_vocabulary(kThreatActorType))),
    optional("aliases", list(text())),
    optional("first_seen", timestamp()),
    optional("last_seen", timestamp()),
    optional("roles", list(open_vocabulary(kThreatActorRole))),
    optional("goals", list(text())),
    optional("sophistication", open_vocabulary(kThreatActorSophistication)),
    optional("resource_level", open_vocabulary(kAttackResourceLevel)),
    optional("primary_motivation", open_vocabulary(kAttackMotivation)),
    optional("secondary_motivations", list(open_vocabulary(kAttackMotivation))),
    optional("personal_motivations", list(open_vocabulary(kAttackMotivation))),
};
// The level of resources and the motivations use the vocabularies of intrusion sets (sections 10.2 and 10.3).
constexpr ObjectType kThreatActor = {"threat-actor", "4.17.1", Family::domain_object, kThreatActorProperties,
                                     kSeenInOrder};

// Software that can be used well or badly; malware has a type of its own, so that one list need not be read with the
// other in mind.
constexpr Property kToolProperties[] = {
    required("name", text()),
    optional("description", text()),
    optional("tool_types", list(open_vocabulary(kToolType))),
    optional("aliases", list(text())),
    optional("kill_chain_phases", list(part(kKillChainPhase))),
    optional("tool_version", text()),
};
constexpr ObjectType kTool = {"tool", "4.18.1", Family::domain_object, kToolProperties};

// The CVE is an external reference and not a property: check_external_reference() looks at its form.
constexpr Property kVulnerabilityProperties[] = {
    required("name", text()),
    optional("description", text()),
};
constexpr ObjectType kVulnerability = {"vulnerability", "4.19.1", Family::domain_object, kVulnerabilityProperties};

// In the order of TypeId, by which types are found (registry.cc).
constexpr const ObjectType* kAll[] = {
    &kAttackPattern,  &kCampaign,     &kCourseOfAction, &kGrouping, &kIdentity,        &kIncident, &kIndicator,
    &kInfrastructure, &kIntrusionSet, &kLocation,       &kMalware,  &kMalwareAnalysis, &kNote,     &kObservedData,
    &kOpinionType,    &kReport,       &kThreatActor,    &kTool,     &kVulnerability,
};

// For types of somebody's own that have versions: the common properties are all that is known of them.
// "11.2" is the section that a finding on such an object names.
constexpr ObjectType kCustomDomainObject = {"object of its own type", "11.2", Family::domain_object, {}};

}  // namespace

std::span<const ObjectType* const> domain_objects() { return kAll; }
const ObjectType& custom_domain_object() { return kCustomDomainObject; }

}  // namespace parley::stix
