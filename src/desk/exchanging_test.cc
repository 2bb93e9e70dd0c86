#include "desk/exchanging.h"

#include "desk/test_room.h"

namespace parley::desk::testing {
namespace {

class ExchangingDesk : public RoomTest {};

TEST_F(ExchangingDesk, ReportsAlsoWhoCannotBeReached) {
  const auto alone = Exchanging(one.node()).sync("drill", {});
  ASSERT_TRUE(alone.ok()) << alone.error().message;
  ASSERT_EQ(alone->size(), 1u);
  EXPECT_NE(alone->front().problem, "");
}

TEST_F(ExchangingDesk, IsWithEveryMemberOfEveryGroup) {
  one.serve();
  two.serve();
  const auto both = Exchanging(one.node()).sync("", {});
  one.stop_serving();
  two.stop_serving();
  ASSERT_TRUE(both.ok()) << both.error().message;
  ASSERT_EQ(both->size(), 1u);
  EXPECT_EQ(both->front().problem, "");
  EXPECT_THAT(to_json(both->front()), HasSubstr(R"("problem":"")"));
}

TEST_F(ExchangingDesk, AskForAGroupThatIsHere) {
  EXPECT_EQ(Exchanging(one.node()).sync("nowhere", {}).error().code, Code::not_found);
}

TEST_F(ExchangingDesk, GoOnOnlyByWhoMayDealWithPeers) {
  const Exchanging exchanging(one.node());
  EXPECT_TRUE(exchanging.stopped().empty());
  EXPECT_EQ(exchanging.resume(person("anna"), "two.example/drill").error().code, Code::forbidden);
  EXPECT_EQ(exchanging.resume(administrator(one.node()), "two.example/drill").error().code, Code::not_found);
}

}  // namespace
}  // namespace parley::desk::testing
