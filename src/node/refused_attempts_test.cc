#include "node/refused_attempts.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace parley::node {
namespace {

constexpr std::int64_t kSecond = 1'000'000;
constexpr Micros kDawn{1'800'000'000 * kSecond};

AuditRecord attempt(const std::string& person, Micros at, const std::string& what = "erase") {
  return {.at = at, .state = ActState::refused, .act = Act::erase, .what = what, .person = person};
}
Micros after(std::int64_t seconds) { return {kDawn.value + seconds * kSecond}; }

TEST(RefusedAttempts, WhatComesAgainIsCountedAndSaidWhenTheHourIsOver) {
  RefusedAttempts attempts;
  EXPECT_TRUE(attempts.is_written(attempt("anna", kDawn)));
  for (int i = 1; i <= 500; ++i) EXPECT_FALSE(attempts.is_written(attempt("anna", after(i))));
  EXPECT_TRUE(attempts.is_written(attempt("anna", after(501), "recall"))) << "another act";
  EXPECT_TRUE(attempts.is_written(attempt("boris", after(502)))) << "another person";
  EXPECT_EQ(attempts.counted(), 500u);
  EXPECT_TRUE(attempts.take(after(3599)).empty());
  const auto said = attempts.take(after(3600));
  ASSERT_EQ(said.size(), 1u);
  EXPECT_EQ(said.front().person, "anna");
  EXPECT_EQ(said.front().attempts, 500u);
  EXPECT_EQ(said.front().since, after(1));
  EXPECT_EQ(said.front().at, after(500));
  EXPECT_TRUE(attempts.is_written(attempt("anna", after(3601)))) << "a new hour";
}

TEST(RefusedAttempts, WhatIsAboutSomethingElseHasARecordOfItsOwnAndNoneIsSwallowed) {
  RefusedAttempts attempts;
  const auto about = [](const std::string& id, Micros at) {
    AuditRecord one = attempt("anna", at);
    put_about(one, {id});
    return one;
  };
  std::size_t written = 0;
  for (int i = 0; i < 30; ++i) written += attempts.is_written(about(fmt::format("id {:02}", i), after(i))) ? 1 : 0;
  EXPECT_EQ(written, RefusedAttempts::kMostOfAKind);
  EXPECT_FALSE(attempts.is_written(about("id 03", after(40)))) << "the same again";
  EXPECT_TRUE(attempts.is_written(attempt("boris", after(41)))) << "a loop takes nobody else's room";
  const auto said = attempts.take(after(3600));
  ASSERT_EQ(said.size(), 1u);
  EXPECT_EQ(said.front().attempts, 19u);
  EXPECT_EQ(said.front().about_count, 19u) << "eighteen others, and the one that came again";
  EXPECT_EQ(said.front().about.front(), "id 12");
}

TEST(RefusedAttempts, AnHourHasABoundedNumberOfRecordsWhoeverAttemptsWhat) {
  RefusedAttempts attempts;
  std::uint64_t written = 0, all = 0;
  for (std::uint64_t i = 0; i < 20'000; ++i, ++all) {
    AuditRecord one = attempt(fmt::format("person {}", i % 7000), after(static_cast<std::int64_t>(i / 10)));
    one.door = i % 2 == 0 ? Door::command : Door::room;
    written += attempts.is_written(one) ? 1 : 0;
  }
  EXPECT_EQ(written, RefusedAttempts::kMostAlone);
  const auto said = attempts.take(after(3600));
  EXPECT_LE(written + said.size(), RefusedAttempts::kMostInAnHour);
  std::uint64_t counted = 0;
  for (const AuditRecord& one : said) counted += std::max<std::uint64_t>(one.attempts, 1);
  EXPECT_EQ(written + counted, all) << "none is lost";
  EXPECT_TRUE(std::any_of(said.begin(), said.end(), [](const AuditRecord& one) { return one.person.empty(); }));
}

TEST(RefusedAttempts, WhatWasBeforeThisProcessCounts) {
  RefusedAttempts attempts;
  for (std::size_t i = 0; i < RefusedAttempts::kMostAlone; ++i)
    attempts.remember(attempt(fmt::format("person {}", i), after(static_cast<std::int64_t>(i))));
  attempts.remember(40, after(10));
  EXPECT_FALSE(attempts.is_written(attempt("person 3", after(100))));
  EXPECT_FALSE(attempts.is_written(attempt("somebody new", after(101))));
  EXPECT_EQ(attempts.counted(), 42u);
  EXPECT_EQ(attempts.counted_since(), after(10));
}

TEST(RefusedAttempts, AClockThatWasSetBackKeepsNothingWaitingForEver) {
  RefusedAttempts attempts;
  EXPECT_TRUE(attempts.is_written(attempt("anna", kDawn)));
  EXPECT_FALSE(attempts.is_written(attempt("anna", kDawn)));
  EXPECT_EQ(attempts.take(after(-86'400)).size(), 1u);
}

}  // namespace
}  // namespace parley::node
