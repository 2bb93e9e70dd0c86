// The nine markings of the Traffic Light Protocol.
#include <gtest/gtest.h>

#include "stix/markings.h"

namespace parley::stix {
namespace {

// By identifier and never by name, in both versions of the protocol.
TEST(Tlp, IsKnownByItsIdentifierOnly) {
  struct Row {
    std::string_view id;
    Tlp level;
    int version;
  };
  constexpr Row kRows[] = {
      {"marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9", Tlp::clear, 1},
      {"marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da", Tlp::green, 1},
      {"marking-definition--f88d31f6-486f-44da-b317-01333bde0b82", Tlp::amber, 1},
      {"marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed", Tlp::red, 1},
      {"marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487", Tlp::clear, 2},
      {"marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb", Tlp::green, 2},
      {"marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421", Tlp::amber, 2},
      {"marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003", Tlp::amber_strict, 2},
      {"marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1", Tlp::red, 2},
  };
  for (const Row& row : kRows) {
    const TlpMarking* const found = tlp_marking(row.id);
    ASSERT_NE(found, nullptr) << row.id;
    EXPECT_EQ(found->level, row.level) << row.id;
    EXPECT_EQ(found->version, row.version) << row.id;
  }
  for (const std::string_view other :
       {"", "TLP:RED", "red", "marking-definition--", "marking-definition--5E57C739-391A-4EB3-B6BE-7D15CA92D5ED",
        "marking-definition--0f34319d-23df-4cd6-a883-4761519e1b33"})
    EXPECT_EQ(tlp_marking(other), nullptr) << other;
}

}  // namespace
}  // namespace parley::stix
