// How the terms of a charter are changed, and how two versions differ.
#include "group/draft.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "group/group_fixture.h"

namespace parley::group::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr std::string_view kGreen = "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb";
constexpr std::string_view kStrict = "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003";
constexpr std::string_view kRed = "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1";

Terms two_parties() {
  const Party one = party(1), other = party(2);
  return terms_of({&one, &other});
}

TEST(Draft, WhatIsNotMentionedStaysAndListsAreAddedTo) {
  const Terms before = two_parties();
  const Terms after = *changed(before, {.with = {member_of(party(3))}, .markings = {std::string(kStrict)}});
  EXPECT_THAT(after.markings, ElementsAre(kClear, kAmber, kStrict));
  EXPECT_EQ(after.default_marking, kAmber);
  EXPECT_EQ(after.members.size(), 3u);
  EXPECT_EQ(after.answer_times.size(), before.answer_times.size());
  const auto found = differences(before, after);
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].of, Difference::Of::members);
  EXPECT_THAT(found[0].added, ElementsAre("Party 3"));
  EXPECT_EQ(found[1].of, Difference::Of::markings);
  EXPECT_THAT(found[1].added, ElementsAre(kStrict));
  EXPECT_THAT(found[1].removed, IsEmpty());
  EXPECT_THAT(differences(before, before), IsEmpty());
}

TEST(Draft, WhatIsTakenAwayMustBeThere) {
  const Terms before = two_parties();
  const Terms after = *changed(before, {.without_markings = {std::string(kClear)}});
  EXPECT_THAT(after.markings, ElementsAre(kAmber));
  EXPECT_THAT(differences(before, after).at(0).removed, ElementsAre(kClear));
  EXPECT_THAT(changed(before, {.without_markings = {std::string(kRed)}}).error().message, HasSubstr("is not among"));
  EXPECT_THAT(changed(before, {.without_types = {"malware"}}).error().message, HasSubstr("which are: *"));
  EXPECT_THAT(changed(before, {.without_uses = {Use::terrorism}}).error().message, HasSubstr("infrastructure"));
  EXPECT_THAT(changed(before, {.without_answers = {"medium"}}).error().message, HasSubstr("medium"));
  EXPECT_THAT(changed(before, {.without_witnesses = {"x"}}).error().message, HasSubstr("no witness"));
  EXPECT_FALSE(changed(before, {.without = {party(3).identity_id}}).ok());
}

TEST(Draft, TheMarkingOfWhatIsUnmarkedIsNeverLeftOpen) {
  const Terms before = two_parties();
  EXPECT_THAT(changed(before, {.without_markings = {std::string(kAmber)}}).error().message,
              HasSubstr("default_marking"));
  const Terms after = *changed(before, {.markings = {std::string(kRed)},
                                        .without_markings = {std::string(kAmber)},
                                        .default_marking = std::string(kRed)});
  EXPECT_EQ(after.default_marking, kRed);
  Terms none = before;
  none.markings.clear(), none.default_marking.clear();
  EXPECT_EQ(changed(none, {.markings = {std::string(kGreen), std::string(kAmber)}})->default_marking, kAmber);
}

TEST(Draft, AnAnswerTimeTakesThePlaceOfThatOfItsSeverity) {
  const Terms after = *changed(two_parties(), {.answers = {{"high", std::chrono::hours(1), std::chrono::hours(3)}}});
  ASSERT_EQ(after.answer_times.size(), 2u);
  EXPECT_EQ(after.answer_times[0].answer, std::chrono::hours(3));
  EXPECT_THAT(differences(two_parties(), after).at(0).added, ElementsAre("high: acknowledged in 1 h, answered in 3 h"));
}

TEST(Draft, AMemberWithAnotherKeyIsTakenInOnlyOnPurpose) {
  const Terms before = two_parties();
  Member other = member_of(party(2));
  other.party_key = member_of(party(7)).party_key;
  EXPECT_THAT(changed(before, {.with = {other}}).error().message, HasSubstr("another key"));
  const Terms after = *changed(before, {.with = {other}, .without = {other.identity_id}});
  EXPECT_EQ(differences(before, after).at(0).of, Difference::Of::keys);
}

TEST(Draft, AWordThatIsNearlyAnObjectTypeIsNone) {
  for (const char* type : {"*", "indicator", "inquiry", "x-indicatr", "parley-made-this-up", "file", "tool"})
    EXPECT_TRUE(check_object_type(type).ok()) << type;
  for (const auto& [type, meant] : {std::pair("indicatr", "indicator"), std::pair("malwares", "malware"),
                                    std::pair("observed_data", "observed-data"), std::pair("campain", "campaign"),
                                    std::pair("Indicator", "indicator"), std::pair("ipv4-adr", "ipv4-addr")}) {
    const auto refused = check_object_type(type);
    ASSERT_FALSE(refused.ok()) << type;
    EXPECT_THAT(refused.error().message, HasSubstr(std::string("did you mean \"") + meant + "\"")) << type;
  }
  EXPECT_FALSE(changed(two_parties(), {.types = {"indicatr"}}).ok());
}

TEST(Draft, MilderLevelsThatMayNotFlowAreNamed) {
  Terms terms = two_parties();
  EXPECT_THAT(milder_markings_left_out(terms), ElementsAre(kGreen));
  terms.markings = {std::string(kAmber), std::string(kRed)};
  EXPECT_THAT(milder_markings_left_out(terms), ElementsAre(kClear, kGreen, kStrict));
  terms.markings = {std::string(kClear)};
  EXPECT_THAT(milder_markings_left_out(terms), IsEmpty());
  terms.markings = {};
  EXPECT_THAT(milder_markings_left_out(terms), IsEmpty());
}

}  // namespace
}  // namespace parley::group::testing
