#include "desk/peers.h"

#include <chrono>
#include <thread>

#include "desk/test_room.h"
#include "group/card.h"
#include "json/writer.h"

namespace parley::desk::testing {
namespace {

// A card as a party hands it over that is no node here.
std::string card_of(int number, const std::string& domain) {
  group::testing::Party party = group::testing::party(number);
  party.domain = domain;
  group::Card card;
  card.identity = json::ObjectWriter()
                      .text("type", "identity")
                      .text("spec_version", "2.1")
                      .text("id", party.identity_id)
                      .text("created", "2026-11-22T00:00:00.000Z")
                      .text("modified", "2026-11-22T00:00:00.000Z")
                      .text("name", party.name)
                      .str();
  card.identity_id = party.identity_id;
  card.name = party.name;
  card.domain = party.domain;
  card.party_key = group::testing::member_of(party).party_key;
  card.witness_key = group::testing::brought_by(party).witness_key;
  for (int i = 0; i < 32; ++i) card.tls_fingerprint += fmt::format("{}{:02X}", i == 0 ? "" : ":", number);
  card.lobby = fmt::format("{:08x}-1111-4111-8111-111111111111", number);
  card.issued = group::testing::kDawn;
  return group::make_card(card, party.key);
}

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

TEST_F(PeersDesk, WithTheDomainOfAnotherPeerAreTakenAndThatIsTold) {
  const Peers peers(one.node());
  const std::string line = card_of(7, "two.example");
  const auto offered = peers.read(line);
  ASSERT_TRUE(offered.ok()) << offered.error().message;
  EXPECT_EQ(offered->same_domain, "two");
  EXPECT_EQ(peers.accept(administrator(one.node()), *offered, "", node::Alike::refused).value(), "party-7");
  EXPECT_EQ(peers.read(line)->same_domain, "two") << "also of who is known by now";
  EXPECT_EQ(peers.read(Peers(two.node()).own_card()->line)->same_domain, "party-7");
  EXPECT_EQ(peers.read(card_of(8, "eight.example"))->same_domain, "");
}

TEST_F(PeersDesk, WithThisNodesOwnDomainAreRefusedAndNothingIsKept) {
  const Peers peers(one.node());
  const auto offered = peers.read(card_of(7, "one.example"));
  ASSERT_TRUE(offered.ok()) << offered.error().message;
  const auto refused = peers.accept(administrator(one.node()), *offered, "", node::Alike::refused);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, Code::conflict);
  EXPECT_THAT(refused.error().message, HasSubstr("\"one.example\", as this node has"));
  EXPECT_THAT(refused.error().message, HasSubstr("--domain"));
  EXPECT_FALSE(peers.accept(administrator(one.node()), *offered, "", node::Alike::taken).ok());
  EXPECT_EQ(peers.list()->size(), 1u);
}

// Whoever plays back an address that the party has left, and whoever finds an old card in his mail.
TEST_F(PeersDesk, WithAnEarlierCardThanTheOneThatIsKnownAreRefusedAndToldWhatToAskFor) {
  const Peers peers(one.node());
  const std::string early = Peers(three.node()).own_card()->line;
  std::this_thread::sleep_for(std::chrono::milliseconds(2));  // the time of a card is to the millisecond
  const auto accept = [&](const std::string& line) {
    const auto offered = peers.read(line);
    return offered.ok() ? peers.accept(administrator(one.node()), *offered, "", node::Alike::refused)
                        : Result<std::string>(offered.error());
  };
  ASSERT_TRUE(accept(Peers(three.node()).own_card()->line).ok());
  const auto refused = accept(early);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, Code::conflict);
  EXPECT_THAT(refused.error().message, HasSubstr("ask the party for its newest one"));
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
