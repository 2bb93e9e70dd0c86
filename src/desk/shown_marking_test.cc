#include "desk/shown_marking.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace parley::desk {
namespace {

// TLP 2.0 (STIX 2.1 section 7.2.1.4), and one of a party's own.
constexpr std::string_view kGreen = "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
                           kAmber = "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421",
                           kOwn = "marking-definition--11111111-1111-4111-8111-111111111111";

std::string marked(std::string_view marking) { return fmt::format(R"({{"object_marking_refs":["{}"]}})", marking); }

TEST(ShownMarking, TheStrictestOfWhatIsShownIsThatOfThePage) {
  ShownMarking shown;
  EXPECT_EQ(shown.strictest(), "");
  shown.take("report--1", marked(kAmber));
  shown.take("report--2", marked(kGreen));
  shown.take("report--3", "{}");
  EXPECT_EQ(shown.strictest(), "TLP:AMBER");
  EXPECT_EQ(shown.marked(), 2u);
  EXPECT_EQ(shown.objects(), 3u);
}

TEST(ShownMarking, AMarkingOfAPartHoldsForThePage) {
  ShownMarking shown;
  shown.take("report--1",
             fmt::format(R"({{"granular_markings":[{{"marking_ref":"{}","selectors":["name"]}}]}})", kAmber));
  EXPECT_EQ(shown.strictest(), "TLP:AMBER");
}

TEST(ShownMarking, WhatIsNoTlpIsNeverTakenForLess) {
  ShownMarking shown;
  shown.take("report--1", marked(kOwn));
  EXPECT_EQ(shown.strictest(), "MARKED");
  shown.take("report--2", marked(kGreen));
  EXPECT_EQ(shown.strictest(), "TLP:GREEN, MARKED");
}

TEST(ShownMarking, AnObjectWithManyVersionsIsOneObject) {
  ShownMarking shown;
  shown.take("report--1", marked(kAmber));
  shown.take("report--1", marked(kGreen));
  EXPECT_EQ(shown.marked(), 1u);
  EXPECT_EQ(shown.objects(), 1u);
  EXPECT_EQ(shown.strictest(), "TLP:AMBER");
}

TEST(ShownMarking, WhatCannotBeReadCountsAsMarked) {
  ShownMarking shown;
  shown.take("report--1", R"({"object_marking_refs":"all"})");
  EXPECT_EQ(shown.strictest(), "MARKED");
  EXPECT_EQ(shown.marked(), 1u);
}

}  // namespace
}  // namespace parley::desk
