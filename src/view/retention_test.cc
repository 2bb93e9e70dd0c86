// What falls due for purging, as a person reads it before he purges anything.
#include "view/retention.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "group/group_fixture.h"

namespace parley::view {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

RetentionScreen::Row row(const std::string& title, const std::string& kept = {}) {
  return {.journal = "drill.one",
          .id = "identity--00000001-1111-4111-8111-111111111111",
          .version = {},
          .title = title,
          .due = group::testing::kDawn,
          .kept = kept};
}

RetentionScreen screen() {
  return {.group = "drill",
          .retention = std::chrono::hours(24 * 30),
          .due = {row("First"), row("Second"), row("Third")},
          .kept = {row("Held", "held by a hold")},
          .more = false,
          .kept_for = {{group::KeptFor::hold, 1}, {group::KeptFor::record, 12}},
          .order = {}};
}

TEST(RetentionScreen, CountsWhatIsDueAndListsItWithItsTime) {
  const std::string text = retention_text(screen(), 2);
  EXPECT_THAT(text,
              HasSubstr("drill: content is kept for 30 days; 3 objects are past that and due to be purged here\n"));
  EXPECT_THAT(text,
              HasSubstr("  2026-11-18 11:06 Z  drill.one  identity--00000001-1111-4111-8111-111111111111  First"));
  EXPECT_THAT(text, HasSubstr("Second"));
  EXPECT_THAT(text, Not(HasSubstr("Third")));
  EXPECT_THAT(text, HasSubstr("... and 1 more"));
}

TEST(RetentionScreen, SaysWhatIsKeptAndWhy) {
  const std::string text = retention_text(screen(), 5);
  EXPECT_THAT(text, HasSubstr(fmt::format("kept for \"{}\": 1 object\n", group::to_string(group::KeptFor::hold))));
  EXPECT_THAT(text, HasSubstr(fmt::format("kept for \"{}\": 12 objects\n", group::to_string(group::KeptFor::record))));
  EXPECT_THAT(text, HasSubstr("Held  kept: held by a hold"));
}

TEST(RetentionScreen, OfAllGroupsIsCountsOnly) {
  const std::string text = retention_text(screen(), 0);
  EXPECT_THAT(text, HasSubstr("3 objects are past that"));
  EXPECT_THAT(text, Not(HasSubstr("First")));
  EXPECT_THAT(text, Not(HasSubstr("more")));
}

TEST(RetentionScreen, SaysOneOfWhatIsOneAndThatThereIsMore) {
  RetentionScreen one = screen();
  one.due.resize(1);
  EXPECT_THAT(retention_text(one, 5), HasSubstr("; 1 object is past that"));
  one.more = true;
  EXPECT_THAT(retention_text(one, 5), HasSubstr("; more than 1 object is past that"));
}

TEST(RetentionScreen, SaysWhoPurgesAPersonOrTheNodeByWhoseWord) {
  RetentionScreen shown = screen();
  EXPECT_THAT(retention_text(shown, 5), HasSubstr("no standing order: it is purged when a person does it"));
  shown.order = "by anna since 2026-11-22 08:24 Z";
  EXPECT_THAT(retention_text(shown, 5), HasSubstr("standing order by anna since 2026-11-22 08:24 Z\n"));
}

TEST(RetentionScreen, WithoutTheTermNothingFallsDue) {
  RetentionScreen none = screen();
  none.retention = {};
  EXPECT_EQ(retention_text(none, 5), "drill: the charter names no retention; nothing falls due\n");
}

TEST(RetentionScreen, ALineIsOneLineWhateverStandsInIt) {
  RetentionScreen hostile = screen();
  hostile.due = {row("a\nFORGED\x1b[31m")};
  hostile.order = "by x\nFORGED";
  const std::string text = retention_text(hostile, 5);
  EXPECT_THAT(text, Not(HasSubstr("\nFORGED")));
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
}

}  // namespace
}  // namespace parley::view
