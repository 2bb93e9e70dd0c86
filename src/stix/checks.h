// What cannot be said in a table: one function for each such rule, named in the tables of rules_*.cc.
#pragma once

namespace parley::stix {

class Scope;

void check_indicator(const Scope& scope);        // 4.7.1: name and description; the pattern itself
void check_observed_data(const Scope& scope);    // 4.14.1: an observable among the references; "objects" is deprecated
void check_relationship(const Scope& scope);     // 5.1.2: whether the standard suggests it
void check_network_traffic(const Scope& scope);  // 6.12: ports; protocols of the extensions
void check_external_reference(
    const Scope& scope);  // 2.5.2; CVE of a vulnerability (4.19.1), CAPEC of an attack pattern (4.1.1)
void check_granular_marking(const Scope& scope);      // 7.2.3: marking_ref or lang
void check_marking_definition(const Scope& scope);    // 7.2.1: statement, TLP 1.0 and 2.0, no circle
void check_extension_definition(const Scope& scope);  // 7.3.1: extension_properties, description

}  // namespace parley::stix
