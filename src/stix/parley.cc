#include "stix/parley.h"

// Two objects that go along with whatever uses Parley's own types, as STIX 2.1 section 7.3 asks: the extension
// definition, and the identity that made it. Their ids and the first time never change; "modified" and "version" do
// when types are added.
namespace parley::stix {

std::string_view parley_identity() {
  return R"({"type":"identity","spec_version":"2.1","id":"identity--0d2b7c6e-8e6b-4f0c-8b0a-3c9f1f5a7e42","created":"2026-11-22T00:00:00.000Z","modified":"2026-11-22T00:00:00.000Z","name":"Parley","identity_class":"organization"})";
}

std::string_view parley_extension_definition() {
  return R"({"type":"extension-definition","spec_version":"2.1","id":"extension-definition--5c1e9a04-3f0e-4d37-9a53-6f5be2c7d0b1","created_by_ref":"identity--0d2b7c6e-8e6b-4f0c-8b0a-3c9f1f5a7e42","created":"2026-11-22T00:00:00.000Z","modified":"2026-12-07T00:00:00.000Z","name":"Parley","description":"Object types for parties that deal with one matter without trusting each other: charters, releases, inquiries, replies and corrections, statements and propositions, hypotheses and assessments; and what a node keeps of who did what.","schema":"docs/schemas","version":"1.4","extension_types":["new-sdo","property-extension"]})";
}

}  // namespace parley::stix
