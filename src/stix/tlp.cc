// The identifiers that OASIS gave to the Traffic Light Protocol: version 1 in STIX 2.1 section 7.2.1.4, version 2 in
// its common objects repository (extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d).
#include "stix/markings.h"

namespace parley::stix {

namespace {

// By id and never by name: anybody can call a marking "TLP:CLEAR". Both versions have ids of their own for the same
// level.
constexpr TlpMarking kTlp[] = {
    {"marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9", Tlp::clear, 1},  // called WHITE there
    {"marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da", Tlp::green, 1},
    {"marking-definition--f88d31f6-486f-44da-b317-01333bde0b82", Tlp::amber, 1},
    {"marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed", Tlp::red, 1},
    {"marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487", Tlp::clear, 2},
    {"marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb", Tlp::green, 2},
    {"marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421", Tlp::amber, 2},
    {"marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003", Tlp::amber_strict, 2},
    {"marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1", Tlp::red, 2},
};

}  // namespace

const TlpMarking* tlp_marking(std::string_view id) {
  for (const TlpMarking& one : kTlp) {
    if (one.id == id) return &one;
  }
  return nullptr;
}

std::span<const TlpMarking> tlp_markings() { return kTlp; }

}  // namespace parley::stix
