// A member whose node is away is told of, as no fault of this one.
#include "node/peer_silence.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "node/health.h"
#include "node/membership.h"
#include "node/test_group.h"

namespace parley::node::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(PeerSilence, IsAProblemAfterTenMinutesUntilItAnswers) {
  const Folder folder;
  Party one{folder.path() / "one", "one"}, two{folder.path() / "two", "two"};
  make_group({&one, &two});
  Node& node = one.node();
  PeerSilence& silence = node.peer_silence();
  const auto is_shown = [&] {
    for (const GroupView& group : node.membership().groups())
      for (const MemberView& member : group.members)
        if (member.silent_since) return true;
    return false;
  };
  silence.answered(two.identity());
  one.pass(std::chrono::minutes(1));
  silence.unanswered(two.identity());
  one.pass(std::chrono::minutes(5));
  silence.unanswered(two.identity());
  EXPECT_THAT(node.health().texts(), IsEmpty()) << "a restart is no news";
  EXPECT_FALSE(is_shown());
  one.pass(std::chrono::minutes(6));
  silence.unanswered(two.identity());
  EXPECT_THAT(node.health().texts(), ElementsAre(HasSubstr("has not been heard from since")));
  EXPECT_TRUE(is_shown());
  EXPECT_FALSE(is_degraded(Trouble::peer_silent)) << "it is no fault of this node";

  // That it asks is no answer, and is said for what it is.
  silence.heard(two.identity());
  silence.unanswered(two.identity());
  EXPECT_THAT(node.health().texts(), ElementsAre(HasSubstr("asks this node")));

  silence.answered(two.identity());
  EXPECT_THAT(node.health().texts(), IsEmpty());
  EXPECT_FALSE(is_shown());
  EXPECT_TRUE(silence.last_heard(two.identity()));
}

}  // namespace
}  // namespace parley::node::testing
