#include <gtest/gtest.h>

#include "node/membership.h"
#include "node/peers.h"
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

// A node that does not run cannot give its own entries away, since the other side fetches them at its address. It says
// so at once: only a member that is busy with other heads is shown the head again and again.
TEST(ShowingAHead, IsRepeatedForWhoIsBusyAndNotForWhoCannotCallBack) {
  const Folder folder;
  Party one(folder.path() / "one", "one"), two(folder.path() / "two", "two");
  make_group({&one, &two});
  std::atomic<int> shown = 0, busy = 0;
  two.serve([&](const http::Request& request, const Truthful& truthful) -> http::Response {
    if (!request.path.ends_with("/add-checkpoint")) return truthful(request);
    ++shown;
    if (busy.fetch_sub(1) > 0) return {503, {{"Retry-After", "1"}}, "heads are being fetched", nullptr};
    return truthful(request);
  });
  one.append({identity_object(one.identity(), 1)});
  const auto push = [&] {
    const auto view = one.node().membership().group("drill");
    auto link = one.node().peers().link(two.identity());
    return one.node().exchange().push(*view, *member_of(*view, two.identity()), **link, Exchange::Busy::is_waited_for);
  };
  const Status alone = push();
  ASSERT_FALSE(alone.ok());
  EXPECT_NE(alone.error().message.find("could not be fetched from your node"), std::string::npos)
      << alone.error().message;
  EXPECT_EQ(shown, 1);

  one.serve();
  shown = 0, busy = 2;
  const Status served = push();
  EXPECT_TRUE(served.ok()) << served.error().message;
  EXPECT_EQ(shown, 3);
  EXPECT_EQ(two.mirror_of(one)->size(), one.own_journal()->size());
}

}  // namespace
}  // namespace parley::node::testing
