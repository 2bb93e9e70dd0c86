// STIX 2.1 section 3.2 (common properties), chapter 7 (meta objects), section 8 (bundle), and the small types of
// chapter 2.
#include "stix/checks.h"
#include "stix/parts.h"
#include "stix/rules.h"
#include "stix/vocabulary.h"

namespace parley::stix {
namespace {

using namespace vocabulary;
using enum TypeId;

// Parts of objects that many types have: markings of a part, and where something comes from.
constexpr Property kGranularMarkingProperties[] = {
    optional("lang", text(Format::language)),
    optional("marking_ref", reference(marking_definition)),
    required("selectors", list(text(Format::selector))),
};
constexpr Constraint kGranularMarkingConstraints[] = {check(check_granular_marking)};
constexpr ObjectType kGranularMarking = {"granular marking", "7.2.3", Family::part, kGranularMarkingProperties,
                                         kGranularMarkingConstraints};

// Hashes here must be of listed algorithms (section 2.5.1), unlike in other places.
constexpr Property kExternalReferenceProperties[] = {
    required("source_name", text()),
    optional("description", text()),
    optional("url", text(Format::url_reference)),
    optional("hashes", {.kind = Kind::hashes, .listed_hashes_only = true}),
    optional("external_id", text()),
};
constexpr Constraint kExternalReferenceConstraints[] = {check(check_external_reference)};
constexpr ObjectType kExternalReference = {"external reference", "2.5.1", Family::part, kExternalReferenceProperties,
                                           kExternalReferenceConstraints};

// What every STIX object has; the rest depends on the family, as the table in section 3.2 shows.
// Format and type of the id, and the value of "spec_version", are not in the rows: checker.cc asks for them where it
// knows the type of the object.
constexpr Property kType = required("type", text());
constexpr Property kSpecVersion = required("spec_version", text());
constexpr Property kId = required("id", text());
constexpr Property kCreatedByRef = optional("created_by_ref", reference(identity));
constexpr Property kCreated = required("created", timestamp_with_millis());
constexpr Property kModified = required("modified", timestamp_with_millis());
constexpr Property kRevoked = optional("revoked", boolean());
constexpr Property kLabels = optional("labels", list(text()));
constexpr Property kConfidence = optional("confidence", integer(0, 100, "from 0 to 100"));
constexpr Property kLang = optional("lang", text(Format::language));
constexpr Property kExternalReferences = optional("external_references", list(part(kExternalReference)));
constexpr Property kObjectMarkingRefs = optional("object_marking_refs", list(reference(marking_definition)));
constexpr Property kGranularMarkings = optional("granular_markings", list(part(kGranularMarking)));
constexpr Property kDefanged = optional("defanged", boolean());
constexpr Property kExtensions = optional("extensions", extensions());

// Rows of one table of the standard, column by column: which common properties each kind of object may have. One that
// stands on a kind that lacks it is a warning (not applicable), but "defanged", which section 3.2 forbids on all but
// observables.
constexpr Property kOfDomainObjects[] = {
    kType,   kSpecVersion, kId,   kCreatedByRef,       kCreated,           kModified,         kRevoked,
    kLabels, kConfidence,  kLang, kExternalReferences, kObjectMarkingRefs, kGranularMarkings, kExtensions,
};
// Observables have no version: they are the same for whoever makes them, so nobody created or modified them.
constexpr Property kOfObservables[] = {
    kType, optional("spec_version", text()), kId, kObjectMarkingRefs, kGranularMarkings, kDefanged, kExtensions,
};
// No "lang": the languages are the keys of its contents.
constexpr Property kOfLanguageContent[] = {
    kType,       kSpecVersion, kId,         kCreatedByRef,       kCreated,           kModified,
    kRevoked,    kLabels,      kConfidence, kExternalReferences, kObjectMarkingRefs, kGranularMarkings,
    kExtensions,
};
// No "modified" and no "revoked": what is marked must not change its meaning afterwards (section 7.2.1).
constexpr Property kOfMarkingDefinitions[] = {
    kType,       kSpecVersion, kId, kCreatedByRef, kCreated, kExternalReferences, kObjectMarkingRefs, kGranularMarkings,
    kExtensions,
};
// Who made it is required, since others build on it (section 7.3.1).
constexpr Property kOfExtensionDefinitions[] = {
    kType,
    kSpecVersion,
    kId,
    required("created_by_ref", reference(identity)),
    kCreated,
    kModified,
    kRevoked,
    kLabels,
    kExternalReferences,
    kObjectMarkingRefs,
    kGranularMarkings,
};
constexpr Property kOfBundles[] = {kType, kId};

// Translations of one object, by language. Whether lists have as many entries as the original cannot be told here, as
// the original is not at hand.
constexpr Property kLanguageContentProperties[] = {
    required("object_ref", reference(kAnyObject)),
    optional("object_modified", timestamp()),
    required("contents", dictionary(kTranslations)),
};
constexpr ObjectType kLanguageContent = {"language-content", "7.1.1", Family::language_content,
                                         kLanguageContentProperties};

// All optional in the rows, because which of them must be there depends on the others: checks.cc.
constexpr Property kMarkingDefinitionProperties[] = {
    optional("name", text()),
    optional("definition_type", text()),
    optional("definition", {.kind = Kind::any_object}),
};
constexpr Constraint kMarkingDefinitionConstraints[] = {check(check_marking_definition)};
constexpr ObjectType kMarkingDefinition = {"marking-definition", "7.2.1", Family::marking_definition,
                                           kMarkingDefinitionProperties, kMarkingDefinitionConstraints};

// "schema" is a text: where the schema lies, or the schema itself.
constexpr Property kExtensionDefinitionProperties[] = {
    required("name", text()),
    optional("description", text()),
    required("schema", text()),
    required("version", text()),
    required("extension_types", list(enumeration(kExtensionType))),
    optional("extension_properties", list(text())),
};
constexpr Constraint kExtensionDefinitionConstraints[] = {check(check_extension_definition)};
constexpr ObjectType kExtensionDefinition = {"extension-definition", "7.3.1", Family::extension_definition,
                                             kExtensionDefinitionProperties, kExtensionDefinitionConstraints};

// "objects" is checked one by one by the checker. The standard has no empty lists, and thus no bundle with an empty
// one.
constexpr Property kBundleProperties[] = {
    optional("objects", list({.kind = Kind::stix_object})),
};
constexpr ObjectType kBundle = {"bundle", "8.1", Family::bundle, kBundleProperties};

// In the order of TypeId, by which types are found (registry.cc).
constexpr const ObjectType* kAll[] = {&kLanguageContent, &kMarkingDefinition, &kExtensionDefinition, &kBundle};

constexpr Property kKillChainPhaseProperties[] = {
    required("kill_chain_name", text(Format::kill_chain_name)),
    required("phase_name", text(Format::kill_chain_name)),
};

}  // namespace

constexpr ObjectType kKillChainPhase = {"kill chain phase", "2.11", Family::part, kKillChainPhaseProperties};

std::span<const ObjectType* const> meta_objects() { return kAll; }

std::span<const Property> common_properties(Family family) {
  switch (family) {
    case Family::domain_object:
      return kOfDomainObjects;
    case Family::observable:
      return kOfObservables;
    case Family::language_content:
      return kOfLanguageContent;
    case Family::marking_definition:
      return kOfMarkingDefinitions;
    case Family::extension_definition:
      return kOfExtensionDefinitions;
    case Family::bundle:
      return kOfBundles;
    case Family::part:
      return {};
  }
  return {};
}

}  // namespace parley::stix
