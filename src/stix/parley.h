// Parley's own object types: what STIX 2.1 has no word for (charters, inquiries, statements, assessments), as new
// domain objects under one extension definition (section 7.3), so that any STIX reader carries them unharmed.
// docs/objects.md describes each.
//
// An object of these types names the extension: "extensions": {"extension-definition--...": {"extension_type":
// "new-sdo"}}. The same definition extends an `identity` with what accounts need to know of a party
// ("property-extension", docs/objects.md).
#pragma once

#include <span>
#include <string_view>

#include "stix/rules.h"

namespace parley::stix {

inline constexpr std::string_view kParleyExtension = "extension-definition--5c1e9a04-3f0e-4d37-9a53-6f5be2c7d0b1";
inline constexpr std::string_view kParleyIdentity = "identity--0d2b7c6e-8e6b-4f0c-8b0a-3c9f1f5a7e42";  // who defines it
// What every such object has as the value of "extensions".
inline constexpr std::string_view kParleyExtensions =
    R"({"extension-definition--5c1e9a04-3f0e-4d37-9a53-6f5be2c7d0b1":{"extension_type":"new-sdo"}})";

// The definition itself and its author, as STIX objects: what a group's journal or a bundle may carry along.
std::string_view parley_extension_definition();
std::string_view parley_identity();

// The tables, as rules.h has them for the standard's types.
std::span<const ObjectType* const> framework_objects();   // rules_framework.cc: between the parties of a group
std::span<const ObjectType* const> account_objects();     // rules_accounts.cc: who said what
std::span<const ObjectType* const> assessment_objects();  // rules_assessments.cc: rival explanations
std::span<const ObjectType* const> node_objects();        // rules_node.cc: what a node keeps of itself, and never says

inline constexpr std::string_view kAuditRecord = "audit-record";

}  // namespace parley::stix
