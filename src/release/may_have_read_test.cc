// No party ever holds what it may not, and what may be read is not refused without a reason: over random histories of
// four parties and one group (test_history.h).
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "release/test_history.h"

namespace parley::release::testing {
namespace {

constexpr std::size_t kSteps = 24;

std::size_t histories_wanted() {
  const char* text = std::getenv("PARLEY_HISTORIES");
  return text != nullptr ? std::strtoull(text, nullptr, 10) : 100'000;
}

// In parts, so that they share the processors of the machine.
constexpr std::size_t kParts = 4;
class MayHaveReadHistories : public ::testing::TestWithParam<std::size_t> {};
INSTANTIATE_TEST_SUITE_P(Parts, MayHaveReadHistories, ::testing::Range(std::size_t{0}, kParts));

TEST_P(MayHaveReadHistories, NobodyEverHoldsWhatItMayNotAndNothingIsRefusedWithoutAReason) {
  const char* first = std::getenv("PARLEY_HISTORIES_SEED");
  const std::size_t histories = (histories_wanted() + kParts - 1) / kParts;
  const std::uint64_t seed = (first != nullptr ? std::strtoull(first, nullptr, 10) : 1) + GetParam() * histories;
  Counts all;
  for (std::uint64_t i = 0; i < histories; ++i) {
    History history(seed + i, Hole::none);
    ASSERT_TRUE(history.run(kSteps)) << "PARLEY_HISTORIES_SEED=" << seed + i << ", " << history.trouble();
    const Counts& one = history.counts();
    all.released += one.released, all.refused += one.refused, all.held += one.held, all.derived += one.derived;
    all.signed_with_newcomers += one.signed_with_newcomers, all.refused_signatures += one.refused_signatures;
    all.came_into_force += one.came_into_force - 1;
  }
  // Histories in which everything is refused would show nothing.
  const std::string told = fmt::format(
      "released {}, derived of these {}, refused {}; signed with newcomers {}, signatures refused {}, came into force "
      "{}; "
      "held {}",
      all.released, all.derived, all.refused, all.signed_with_newcomers, all.refused_signatures, all.came_into_force,
      all.held);
  RecordProperty("counts", told);
  EXPECT_GT(all.released, histories) << told;
  EXPECT_GT(all.derived, histories / 10) << told;
  EXPECT_GT(all.refused, histories) << told;
  EXPECT_GT(all.signed_with_newcomers, histories / 4) << told;
  EXPECT_GT(all.refused_signatures, histories / 20) << told;
  EXPECT_GT(all.came_into_force, histories / 4) << told;
  if (std::getenv("PARLEY_HISTORIES") != nullptr) fmt::print("{}\n", told);
}

// The test must see what it is there to see.
TEST(MayHaveRead, AHoleIsFound) {
  for (const Hole hole :
       {Hole::origins, Hole::draft, Hole::release, Hole::default_at_release, Hole::embargoes, Hole::messages}) {
    bool is_found = false;
    for (std::uint64_t seed = 1; seed <= 20'000 && !is_found; ++seed) {
      History history(seed, hole);
      is_found = !history.run(kSteps) && history.trouble().find("it may not read") != std::string::npos;
    }
    EXPECT_TRUE(is_found) << "hole " << static_cast<int>(hole);
  }
}

}  // namespace
}  // namespace parley::release::testing
