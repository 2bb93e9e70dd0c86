#include "desk/typed.h"

#include "desk/test_party.h"

namespace parley::desk::testing {
namespace {

using ::testing::HasSubstr;

constexpr Micros kNow{1'800'000'000'000'000};

TEST(TypedDurations, HaveAUnitAndAreNoLongerThanAHundredYears) {
  EXPECT_EQ(parse_duration("90s").value(), std::chrono::seconds(90));
  EXPECT_EQ(parse_duration("7d").value(), std::chrono::hours(168));
  EXPECT_TRUE(parse_duration("36525d").ok());
  // The number alone would be within what is allowed of seconds; in days it overflows.
  for (const char* wrong : {"", "90", "s", "0s", "-1h", "1.5h", "7 d", "7days", "36526d", "3155760000d"})
    EXPECT_EQ(parse_duration(wrong).error().code, Code::invalid_input) << wrong;
}

TEST(TypedMoments, ADayIsMeantToItsEnd) {
  EXPECT_EQ(parse_moment("2026-11-30").value(), Timestamp::parse("2026-11-30T23:59:59.999999Z")->micros());
  EXPECT_EQ(parse_moment("2026-11-30T12:00:00Z").value(), Timestamp::parse("2026-11-30T12:00:00Z")->micros());
  EXPECT_THAT(parse_moment("tomorrow").error().message, HasSubstr("neither"));
}

TEST(TypedMoments, ADurationLooksForwardOrBack) {
  EXPECT_EQ(parse_when("48h", kNow).value().value, kNow.value + 48 * 3'600'000'000);
  EXPECT_EQ(parse_past("48h", kNow).value().value, kNow.value - 48 * 3'600'000'000);
  EXPECT_EQ(parse_past("2026-11-30", kNow).value(), parse_moment("2026-11-30").value());
}

class TypedMarkings : public PartyTest {};

TEST_F(TypedMarkings, AreALevelInWordsOrAnId) {
  const std::string green = parse_marking(node(), "green").value();
  EXPECT_EQ(green, "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb");
  EXPECT_EQ(parse_marking(node(), green).value(), green);
  EXPECT_EQ(parse_marking(node(), green.substr(0, 28)).value(), green);
  EXPECT_THAT(parse_marking(node(), "white").error().message, HasSubstr("is no marking"));
}

}  // namespace
}  // namespace parley::desk::testing
