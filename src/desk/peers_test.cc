#include "desk/peers.h"

#include "desk/test_room.h"

namespace parley::desk::testing {
namespace {

class PeersDesk : public RoomTest {
 protected:
  node::testing::Party three{folder.path() / "three", "three"};
};

TEST_F(PeersDesk, AreAcceptedAfterTheirFingerprintWasCompared) {
  const auto card = Peers(three.node()).own_card();
  ASSERT_TRUE(card.ok()) << card.error().message;
  const Peers peers(one.node());
  const auto offered = peers.read(card->line);
  ASSERT_TRUE(offered.ok()) << offered.error().message;
  EXPECT_FALSE(offered->known);
  EXPECT_EQ(offered->alias, "three");
  EXPECT_TRUE(Peers::compare(*offered, card->fingerprint).ok());
  std::string ungrouped = card->fingerprint;
  std::erase_if(ungrouped, [](char c) { return c < '0' || c > '9'; });
  EXPECT_TRUE(Peers::compare(*offered, ungrouped).ok()) << "however its digits are grouped";
  EXPECT_EQ(Peers::compare(*offered, Peers(two.node()).own_card()->fingerprint).error().code, Code::forbidden);
  EXPECT_EQ(peers.accept(person("anna"), *offered, "", node::Alike::refused).error().code, Code::forbidden);
  EXPECT_EQ(peers.accept(administrator(one.node()), *offered, "tri", node::Alike::refused).value(), "tri");
  EXPECT_EQ(peers.read(card->line)->known->alias, "tri");
  EXPECT_EQ(peers.list()->size(), 2u);
}

TEST_F(PeersDesk, ArePingedInAGroupThatBothAreIn) {
  const Peers peers(one.node());
  const auto shared = peers.room_with("two", "");
  ASSERT_TRUE(shared.ok() && *shared);
  const auto text = peers.ping(**shared, "two", false);
  ASSERT_TRUE(text.ok()) << text.error().message;
  say(one, *text);
  const auto lines = peers.list();
  ASSERT_EQ(lines->size(), 1u);
  ASSERT_TRUE(lines->front().last);
  EXPECT_FALSE(lines->front().last->at.exercise);
  EXPECT_FALSE(lines->front().last->round_trip);
}

TEST_F(PeersDesk, WithoutACommonGroupHaveNoRoom) {
  const Peers peers(one.node());
  const auto offered = peers.read(Peers(three.node()).own_card()->line);
  ASSERT_TRUE(peers.accept(administrator(one.node()), *offered, "", node::Alike::refused).ok());
  const auto shared = peers.room_with("three", "");
  ASSERT_TRUE(shared.ok());
  EXPECT_FALSE(*shared);
  EXPECT_EQ(peers.room_with("nobody", "").error().code, Code::not_found);
  EXPECT_EQ(peers.remove(person("anna"), "three").error().code, Code::forbidden);
  EXPECT_TRUE(peers.remove(administrator(one.node()), "three").ok());
}

}  // namespace
}  // namespace parley::desk::testing
