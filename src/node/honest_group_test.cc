#include <gtest/gtest.h>

#include "node/test_acting.h"
#include "node/test_group.h"

namespace parley::node::testing {
namespace {

// The fixture itself: without a lie everything goes across, and what is held is acknowledged on both sides.
TEST(GroupFixture, HonestPartiesHoldWhatTheOthersReleased) {
  const Folder folder;
  Party one(folder.path() / "one", "one"), two(folder.path() / "two", "two"), three(folder.path() / "three", "three");
  const std::vector<Party*> parties = {&one, &two, &three};
  make_group(parties);
  for (Party* party : parties) party->serve();
  const auto released = let_leave(one.node(), "drill", {identity_object(one.identity(), 1)});
  ASSERT_TRUE(released.ok()) << released.error().message;
  ASSERT_TRUE(one.own_journal()->publish().ok());
  for (Party* party : {&two, &three}) {
    const auto report = party->sync_with(one);
    EXPECT_EQ(report.problem, "");
    EXPECT_EQ(report.after, one.own_journal()->size());
  }
  const auto report = one.sync_with(two);
  EXPECT_EQ(report.problem, "");
  EXPECT_EQ(report.held, one.own_journal()->size());
}

}  // namespace
}  // namespace parley::node::testing
