// The order in which things were said is what follows from what is known, and nothing more.
#include "accounts/order.h"

#include <gmock/gmock.h>

#include "accounts/fixture.h"

namespace parley::accounts {
namespace {

using namespace testing;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Is = Order::Is;
using Relative = RelativeTime::Is;

TEST(When, ATimeGivenBySomethingElseIsRead) {
  const auto is = [](std::string_view words) { return relative_time(words).value().is; };
  const auto to = [](std::string_view words) { return relative_time(words).value().to; };
  EXPECT_EQ(is("hours ahead of the meeting"), Relative::before);
  EXPECT_EQ(to("hours ahead of the meeting"), "the meeting");
  EXPECT_EQ(is("two days before the collision, on Monday"), Relative::before);
  EXPECT_EQ(to("two days before the collision, on Monday"), "the collision");
  EXPECT_EQ(is("the day after the vote"), Relative::day_after);
  EXPECT_EQ(is("since April"), Relative::since);
  EXPECT_EQ(is("in the past"), Relative::in_the_past);
  for (const std::string_view words : {"Monday", "2 June", "", "not before the vote", "before and after the vote"})
    EXPECT_FALSE(relative_time(words)) << words;
  EXPECT_EQ(rough_time("Tuesday, after the talks"), rough_time("Tuesday"));
  EXPECT_EQ(rough_time("two days before the collision, on Monday"), rough_time("Monday"));
  EXPECT_EQ(rough_time("after the meeting on Monday").rank, 4)
      << "the meeting was on Monday, and not what came after it";
}

TEST(When, TheSameTimeSpeltDifferentlyIsOne) {
  const std::pair<const char*, const char*> same[] = {{"On Thursday", "Thursday"},
                                                      {"on  thursday,", "Thursday"},
                                                      {"Thurs", "Thursday"},
                                                      {"2nd of June", "June 2"},
                                                      {"on 2 June 2026", "June 2, 2026"},
                                                      {"in the evening of Tuesday", "evening, Tuesday"},
                                                      {"", "on the"}};
  for (const auto& [a, b] : same) EXPECT_EQ(time_key(a), time_key(b)) << a << " / " << b;
  const std::pair<const char*, const char*> other[] = {{"Thursday", "Friday"},
                                                       {"Thursday", "Thursday evening"},
                                                       {"before Thursday", "after Thursday"},
                                                       {"2 June", "3 June"},
                                                       {"", "Thursday"}};
  for (const auto& [a, b] : other) EXPECT_NE(time_key(a), time_key(b)) << a << " / " << b;
}

TEST(When, ATimeBehindAVerbIsASentence) {
  const std::pair<const char*, const char*> rows[] = {
      {"On Monday", "affirms on Monday"},
      {"Thursday", "affirms on Thursday"},
      {"Wednesday night", "affirms on Wednesday night"},
      {"Friday, according to Gant", "affirms on Friday, according to Gant"},
      {"according to Gant", "affirms, according to Gant"},
      {"2 June", "affirms on 2 June"},
      {"June 2nd", "affirms on June 2nd"},
      {"May", "affirms in May"},
      {"2021", "affirms in 2021"},
      {"Yesterday", "affirms yesterday"},
      {"two days before the collision", "affirms, two days before the collision"},
      {"", "affirms"}};
  for (const auto& [when, sentence] : rows) EXPECT_EQ("affirms" + behind_verb(when), sentence);
}

TEST(When, TimesSettleOnlyWhatTheySay) {
  const auto order = [](std::string_view a, std::string_view b) { return order_of(rough_time(a), rough_time(b)); };
  const auto less = std::partial_ordering::less, open = std::partial_ordering::unordered;
  EXPECT_EQ(order("Monday", "Thursday"), less);
  EXPECT_EQ(order("2021", "May"), less);
  EXPECT_EQ(order("2 June", "Wednesday"), less);
  EXPECT_EQ(order("May", "2 June"), less);
  EXPECT_EQ(order("2021", "3 March 2021"), open) << "it may have been on any day of that year";
  EXPECT_EQ(order("June", "2 June"), open);
  EXPECT_EQ(order("Wednesday", "Wednesday evening"), open);
  EXPECT_EQ(order("Wednesday morning", "Wednesday evening"), less);
  EXPECT_EQ(order("January", "December"), open) << "there may be a new year between them";
  EXPECT_EQ(order("2026-07-09", "Wednesday"), open);
  EXPECT_EQ(order("some day", "Wednesday"), open);
}

// One speaker with a statement on each of these occasions.
struct Occasions {
  World world{2, 1, 0};
  std::vector<StatementIndex> said;

  EventIndex event(const char* title, const char* when = "") {
    Event out;
    const std::string number = std::to_string(world.material.events().size());
    out.id = "event--" + number, out.name = "E" + number, out.title = title, out.when = when;
    return world.material.put(std::move(out));
  }
  void constrain(EventIndex one, std::vector<EventIndex> before, std::vector<EventIndex> same_day = {}) {
    Event out = world.material.events()[one];
    out.before = std::move(before), out.same_day = std::move(same_day);
    world.material.put(std::move(out));
  }
  void say(EventIndex at, const char* when = "") {
    Statement out = World::statement(said.size(), 0, at, {on(0, Stance::affirms)});
    out.when = when;
    said.push_back(world.material.put(std::move(out)));
  }
};

TEST(Order, OfWhatNothingIsKnownIsUnknown) {
  Occasions of;
  const auto a = of.event("a call"), b = of.event("a visit");
  const Comparison comparison(of.world.material);
  const Order order(comparison);
  EXPECT_EQ(order.of(a, b), Is::unknown);
  EXPECT_FALSE(order.placed(a));
  EXPECT_THAT(order.problems(), IsEmpty());
}

TEST(Order, WhatIsRecordedHoldsAndGoesThroughOthers) {
  Occasions of;
  const auto a = of.event("a call"), b = of.event("a visit"), c = of.event("a vote", "Tuesday"),
             d = of.event("a war", "Friday");
  of.constrain(a, {b}), of.constrain(b, {c});
  const Comparison comparison(of.world.material);
  const Order order(comparison);
  EXPECT_EQ(order.of(a, c), Is::before);
  EXPECT_EQ(order.of(a, d), Is::before) << "the vote was on Tuesday, the war on Friday";
  EXPECT_EQ(order.of(d, a), Is::after);
  EXPECT_THAT(order.in_order({d, c, b, a}), ElementsAre(a, b, c, d));
}

TEST(Order, HoursAheadOfTheMeetingIsBeforeTheMeeting) {
  Occasions of;
  const auto meeting = of.event("the meeting of the two", "Tuesday");
  const auto doorstep = of.event("on the doorstep", "hours ahead of the meeting");
  of.event("the press on the doorstep of the ministry", "Wednesday");
  of.say(doorstep), of.say(meeting);
  const Comparison comparison(of.world.material);
  const Order order(comparison);
  EXPECT_EQ(order.of(doorstep, meeting), Is::before);
  EXPECT_EQ(order.occasions()[doorstep].relation, "hours ahead of the meeting");
  EXPECT_TRUE(order.placed(doorstep));
}

TEST(Order, WordsThatMayMeanTwoEventsSettleNothing) {
  Occasions of;
  const auto first = of.event("a meeting in May"), second = of.event("a meeting in June");
  const auto doorstep = of.event("on the doorstep", "after the meeting");
  const Comparison comparison(of.world.material);
  const Order order(comparison);
  EXPECT_EQ(order.of(first, doorstep), Is::unknown);
  EXPECT_EQ(order.of(second, doorstep), Is::unknown);
}

TEST(Order, SinceAndBeforeATimeAreEndsOfWhen) {
  Occasions of;
  const auto since = of.event("a letter", "after Monday"), monday = of.event("a call", "Monday"),
             sunday = of.event("a vote", "Sunday"), past = of.event("a speech", "in the past");
  const Comparison comparison(of.world.material);
  const Order order(comparison);
  EXPECT_EQ(order.of(monday, since), Is::before);
  EXPECT_EQ(order.of(since, sunday), Is::unknown) << "after Monday may be after Sunday";
  EXPECT_EQ(order.of(past, monday), Is::before);
}

TEST(Order, OneDayIsSharedByWhatIsRecordedToBeOnIt) {
  Occasions of;
  const auto a = of.event("a call", "Monday"), b = of.event("a visit"), c = of.event("a vote", "Tuesday");
  of.constrain(b, {}, {a});
  const Comparison comparison(of.world.material);
  const Order order(comparison);
  EXPECT_EQ(order.of(b, c), Is::before);
  EXPECT_EQ(order.of(a, b), Is::unknown);
}

TEST(Order, ContradictoryTimesAreToldWithTheirStatementsAndSettleNothing) {
  Occasions of;
  const auto meeting = of.event("the meeting", "Tuesday");
  const auto after = of.event("a talk", "after the meeting");
  of.constrain(after, {meeting});
  of.say(after);
  const Comparison comparison(of.world.material);
  const Order order(comparison);
  ASSERT_THAT(order.problems(), ::testing::Not(IsEmpty()));
  EXPECT_THAT(order.problems(),
              Contains(HasSubstr("E1 before E0 (recorded), but E0 before E1 (“after the meeting”, s0)")));
  EXPECT_EQ(order.of(after, meeting), Is::unknown);
  EXPECT_THAT(comparison.problems(), Contains(HasSubstr("contradictory times")));

  Occasions dated;
  const auto may = dated.event("a", "May"), june = dated.event("b", "June");
  dated.constrain(june, {may});
  const Comparison second(dated.world.material);
  EXPECT_THAT(
      Order(second).problems(),
      ElementsAre("contradictory times: E1 before E0 (recorded), but the first is of “June” and the second of “May”"));

  Occasions there;
  there.say(there.event("a", "Monday"), "Friday");
  const Comparison third(there.world.material);
  EXPECT_THAT(Order(third).problems(),
              ElementsAre("contradictory times: s0 is of “Friday”, and its occasion E0 of “Monday”"));
}

TEST(Order, TheDaysOfTheWeekAreThoseUpToTheReports) {
  Occasions of;
  const auto sunday = of.event("the failure", "Sunday night"), tuesday = of.event("a call", "Tuesday"),
             next = of.event("in the Assembly", "the day after the failure");
  Document report;
  report.id = "artifact--1", report.name = "herald";
  report.text = "A headline\n\nBRENNICK, Wednesday. The failure began in Orvane.\n";
  of.world.material.put(std::move(report));
  const Comparison comparison(of.world.material);
  const Order order(comparison);
  EXPECT_EQ(order.of(sunday, tuesday), Is::before);
  EXPECT_EQ(order.of(sunday, next), Is::before);
  EXPECT_EQ(order.of(next, tuesday), Is::before) << "the day after Sunday is Monday";

  Occasions without;
  const auto friday = without.event("a vote", "Friday"), monday = without.event("a call", "Monday");
  {
    const Comparison second(without.world.material);
    EXPECT_EQ(Order(second).of(monday, friday), Is::before);
  }
  without.constrain(friday, {monday});
  const Comparison third(without.world.material);
  EXPECT_EQ(Order(third).of(friday, monday), Is::before) << "somebody knows of which weeks they are";
  EXPECT_THAT(Order(third).problems(), IsEmpty());
}

TEST(Order, AnEventCanBeMeantByItsShortNameOrItsFirstWord) {
  Occasions of;
  const auto failure = of.event("the failure"), letter = of.event("a letter", "the day after E0"),
             statement = of.event("a statement", "hours ahead of the briefing announced in Brennick"),
             briefing = of.event("the briefing in Brennick");
  const Comparison comparison(of.world.material);
  const Order order(comparison);
  EXPECT_EQ(order.of(failure, letter), Is::before);
  EXPECT_EQ(order.of(statement, briefing), Is::before);
}

// Against the definition: whatever is reached by single steps, over all occasions.
TEST(Order, IsTheClosureOfItsSteps) {
  const char* times[] = {"", "", "Monday", "Tuesday", "Friday", "May", "2 June", "2021", "in the past", "before May"};
  for (unsigned seed = 0; seed < 200; ++seed) {
    std::mt19937 random(seed);
    Occasions of;
    constexpr std::size_t kCount = 8;
    for (std::size_t i = 0; i < kCount; ++i) of.event("x", times[random() % std::size(times)]);
    for (std::size_t i = 0; i < kCount; ++i)
      if (random() % 2 == 0) of.constrain(static_cast<EventIndex>(i), {static_cast<EventIndex>(random() % kCount)});
    const Comparison comparison(of.world.material);
    const Order order(comparison);
    if (!order.problems().empty()) continue;
    for (std::size_t a = 0; a < kCount; ++a) {
      for (std::size_t b = 0; b < kCount; ++b) {
        // Never both, and never less than what two steps give.
        EXPECT_FALSE(order.of(a, b) == Is::before && order.of(b, a) == Is::before);
        for (std::size_t c = 0; c < kCount; ++c) {
          if (order.of(a, b) == Is::before && order.of(b, c) == Is::before) {
            EXPECT_EQ(order.of(a, c), Is::before) << seed;
          }
        }
      }
    }
  }
}

}  // namespace
}  // namespace parley::accounts
