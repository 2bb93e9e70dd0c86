#include "view/watching.h"

#include <gmock/gmock.h>

#include "view/verdicts.h"

namespace parley::view {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

watch::Summary summary() {
  watch::Summary out;
  watch::SourceSummary source{.name = "dns.json", .format = "zeek-json", .packing = "gzip", .counts = {}};
  source.counts.lines = 4;
  source.counts.note(watch::Problem::not_json, 3);
  out.sources.push_back(source);
  out.tally.hits = 1;
  out.tally.by_indicator["indicator--1"] = {.hits = 1, .first = {}, .last = {}, .value = "bad.example.net"};
  out.stored.sightings = 1;
  out.stored.observations = 2;
  out.journal = "sightings";
  return out;
}

TEST(WatchScreen, SaysWhatCameOfEachLogAndWhatWasStored) {
  watch::Summary one = summary();
  one.about = [](std::string_view) { return watch::AboutIndicator{}; };
  const std::string screen = watch_summary(one);
  EXPECT_THAT(screen, HasSubstr("dns.json: zeek-json (gzip), 4 lines, 1 skipped"));
  EXPECT_THAT(screen, HasSubstr("  1 line is not JSON: line 3"));
  EXPECT_THAT(screen, HasSubstr("1 hit in 4 lines "));
  EXPECT_THAT(screen, HasSubstr("Stored 1 sighting and 2 observations with their evidence in journal \"sightings\"; "
                                "0 hits were there already"));
  EXPECT_THAT(screen, Not(HasSubstr("recalled")));
  one.dry_run = true;
  EXPECT_THAT(watch_summary(one), HasSubstr("Would store 1 sighting"));
}

// Of each kind of line one, and of the indicators one.
TEST(WatchScreen, SaysOneOfWhatIsOne) {
  watch::Summary one = summary();
  watch::LogCounts& counts = one.sources.front().counts;
  counts = {};
  counts.lines = 1;
  counts.format_changes = 1;
  for (std::size_t i = 1; i < watch::kProblems; ++i) counts.note(static_cast<watch::Problem>(i), 1);
  one.stored.observations = 1;
  pattern::Index::Counts indexed;
  indexed.indicators = 1;
  const std::string screen = watch_summary(one) + indicators_line(indexed, {});
  EXPECT_THAT(screen, HasSubstr("  1 line holds nothing that can be searched: line 1"));
  EXPECT_THAT(screen, HasSubstr("  the format changed 1 time midway"));
  EXPECT_THAT(screen, HasSubstr("1 indicator; 0 revoked"));
  EXPECT_THAT(screen, Not(ContainsRegex("[^0-9.,]1 (line|hit|indicator|time|observation|sighting)s")));
  EXPECT_THAT(screen, Not(ContainsRegex("1 line (are|have|hold|stand) ")));
  counts.note(watch::Problem::not_json, 7);
  EXPECT_THAT(watch_summary(one), HasSubstr("  2 lines are not JSON; the first is line 1"));
}

TEST(WatchScreen, HasAColumnForNamesAndRecallsWhenThereIsOne) {
  watch::Summary one = summary();
  one.about = [](std::string_view) { return watch::AboutIndicator{"Raven", "Alba: wrong"}; };
  one.tally.recalled = 1;
  const std::string screen = watch_summary(one);
  EXPECT_THAT(screen, HasSubstr("indicator     name   hits  first seen  last seen  value            recalled by"));
  EXPECT_THAT(screen, HasSubstr("indicator--1  Raven  1     -           -          bad.example.net  Alba: wrong"));
  EXPECT_THAT(screen, HasSubstr("1 hit was of indicators that were recalled"));
}

TEST(WatchScreen, TellsHitsOutsideOfTheValidityByWhetherTheyCount) {
  watch::Summary one = summary();
  one.tally.outside = 1;
  one.tally.outside_by_indicator["indicator--2"].hits = 1;
  EXPECT_THAT(watch_summary(one), HasSubstr("1 hit was outside of the indicators' validity and not counted; "
                                            "--ignore-validity counts them. The first: indicator--2"));
  one.counts_outside_validity = true;
  EXPECT_THAT(watch_summary(one), HasSubstr("Of the hits 1 was outside of the indicators' validity"));
}

TEST(WatchScreen, NamesWhatCannotBeMetAndWhatWasMeant) {
  const watch::IndicatorFeed::Totals::NotMet sum{
      .indicators = 2, .first = {"indicator--1"}, .value = "bad[.]example", .meant = "bad.example"};
  EXPECT_EQ(unmeetable_line(watch::Unmeetable::defanged, sum),
            "2 indicators have a value that is defanged and cannot be met as it stands: indicator--1, ... "
            "(\"bad[.]example\", meant is perhaps \"bad.example\"); --refang searches for what is meant");
  EXPECT_EQ(refanged_line(1), "1 defanged indicator is searched for as meant, without brackets (--refang)");
}

TEST(WatchScreen, ShowsALiveHitOnOneLineHarmless) {
  watch::HitReport hit;
  hit.indicator = "indicator--1";
  hit.value = "a\x1b[31m";
  hit.source = "x.log";
  hit.line = 7;
  hit.recalled = "Alba: wrong";
  EXPECT_EQ(hit_line(hit, "Raven"),
            "without time  indicator--1  Raven  a\\u{1B}[31m  x.log:7  (RECALLED by Alba: wrong)");
}

TEST(VerdictScreen, ShowsFiveWarningsOfAKindAndCountsAll) {
  Verdicts shown(false), errors_only(true);
  std::size_t lines = 0, lines_of_errors = 0;
  stix::Judge judge({.warnings = true}, stix::Strictness::lenient, [&](const stix::Verdict& verdict) {
    lines += shown.lines_of("a.json", verdict).empty() ? 0 : 1;
    lines_of_errors += errors_only.lines_of("a.json", verdict).empty() ? 0 : 1;
  });
  // A type of its own, without an extension that says what it is, is a warning.
  std::string text;
  for (int i = 0; i < 8; ++i)
    text += R"({"type":"x-thing","id":"x-thing--8e2e2d2b-17d4-4cbf-938f-00000000000)" + std::to_string(i) +
            "\",\"value\":\"a\"}\n";
  judge.text(text + "not json\n");
  EXPECT_EQ(judge.values(), 9u);
  EXPECT_EQ(judge.invalid(), 1u);
  EXPECT_EQ(lines, 6u);
  EXPECT_EQ(lines_of_errors, 1u);
  EXPECT_THAT(shown.summary(judge.values(), judge.invalid()), HasSubstr("9 objects: 8 valid, 1 invalid; 1 error, "));
}

}  // namespace
}  // namespace parley::view
