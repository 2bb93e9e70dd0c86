// Whom people read: names that can be taken for a known one are refused or marked, and the alias stands beside the
// name.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include "cli/test_party.h"
#include "group/card.h"
#include "group/group_fixture.h"

namespace parley::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using testing::Party;
namespace fixture = group::testing;

// A card of another party, whose name is what is tried.
std::string card_named(const std::string& name, int number, const std::string& domain = {}) {
  fixture::Party party = fixture::party(number);
  if (!domain.empty()) party.domain = domain;
  group::Card card;
  json::ObjectWriter identity;
  identity.text("type", "identity").text("spec_version", "2.1").text("id", party.identity_id);
  identity.text("created", "2026-11-22T00:00:00.000Z").text("modified", "2026-11-22T00:00:00.000Z");
  card.identity = identity.text("name", name).text("identity_class", "organization").str();
  card.identity_id = party.identity_id;
  card.name = name;
  card.domain = party.domain;
  card.party_key = fixture::member_of(party).party_key;
  card.witness_key = fixture::brought_by(party).witness_key;
  for (int i = 0; i < 32; ++i) card.tls_fingerprint += fmt::format("{}{:02X}", i == 0 ? "" : ":", number);
  card.lobby = "3f0b6c1e-1111-4111-8111-111111111111";
  card.issued = fixture::kDawn;
  return group::make_card(card, party.key);
}

TEST(Names, ThatAreNotSeenAsTheyAreAreRefusedOnACard) {
  Party ours("Ruritania");
  std::string flood = "Party";
  for (int i = 0; i < 120; ++i) flood += "\u0301";
  int number = 2;
  for (const std::string& name :
       {std::string("Party\u200b two"), std::string("P\u0430rty two"), std::string("Par\u00adty"),
        std::string("Party\u2060"), std::string("Party\U000e0041"), std::string("Party\ufeff"),
        std::string("Party   two"), std::string("\u3164"), std::string(" "), std::string("Party "), flood}) {
    const auto said = ours.run({"peer", "accept", card_named(name, number++), "--yes", "--alias", "two"});
    EXPECT_EQ(said.status, kRefused) << said.out;
    EXPECT_THAT(said.err, HasSubstr("cannot be a name")) << text::plain(name);
  }
  EXPECT_EQ(ours.run({"peer", "list"}).out, "PEER  PARTY  ADDRESS  LAST SEEN  PING  FINGERPRINT\n");
}

TEST(Names, ThatLookLikeAKnownPartysAreRefusedUnlessThatIsWanted) {
  Party ours("Ruritania");
  ASSERT_EQ(ours.run({"peer", "accept", card_named("Party two", 2), "--yes", "--alias", "carp"}).status, kDone);
  for (const char* name :
       {"Party two", "PARTY TWO", "Party-two", "Party tw0", "P\u00e1rty two", "Carp", "Ruritania", "RURlTANlA"}) {
    const auto said = ours.run({"peer", "accept", card_named(name, 3), "--yes", "--alias", "other"});
    EXPECT_EQ(said.status, kRefused) << name;
    EXPECT_THAT(said.err, HasSubstr("--although-alike"));
    EXPECT_THAT(said.err,
                HasSubstr(std::string(name).find("RUR") == 0 || std::string(name).find("Rur") == 0 ? "this party"
                                                                                                   : "\"carp\""));
  }
  // A card of the same party again is not another party's.
  EXPECT_EQ(ours.run({"peer", "accept", card_named("Party two", 2), "--yes", "--alias", "carp"}).status, kDone);
  const auto taken =
      ours.run({"peer", "accept", card_named("PARTY TWO", 3), "--yes", "--alias", "other", "--although-alike"});
  EXPECT_EQ(taken.status, kDone) << taken.err;
  const auto list = ours.run({"peer", "list"}).out;
  EXPECT_THAT(list, HasSubstr("Party two (carp) [looks like \"other\"]"));
  EXPECT_THAT(list, HasSubstr("PARTY TWO (other) [looks like \"carp\"]"));

  // Both in one charter: nobody could tell them apart there.
  const auto drafted = ours.run({"group", "draft", "Tarn", "--with", "carp", "--with", "other", "--purpose", "Threats",
                                 "--use", "interference", "--type", "*", "--marking", "green", "--yes"});
  EXPECT_EQ(drafted.status, kRefused) << drafted.out;
  EXPECT_THAT(drafted.err, HasSubstr("two members whose names look alike"));
  // When the other is gone, so is the mark.
  EXPECT_EQ(ours.run({"peer", "remove", "other", "--yes"}).status, kDone);
  EXPECT_THAT(ours.run({"peer", "list"}).out, Not(HasSubstr("looks like")));
}

TEST(Names, OfOurOwnMustBeSeenAsTheyAre) {
  Party ours("Ruritania");
  const auto init = [&](const std::string& name) {
    return ours.run({"init", ours.file("other"), "--party", name}).status;
  };
  EXPECT_EQ(init("P\u0430rty"), kRefused);
  EXPECT_EQ(init("Party\u200b"), kRefused);
  EXPECT_EQ(init(" "), kRefused);
  EXPECT_FALSE(std::filesystem::exists(ours.file("other")));
  EXPECT_EQ(ours.run({"user", "add", "anna", "--no-password"}).status, kDone);
  for (const char* name : {"\u0430nna", "ANNA", "ann\u200ba", "a.n.n.a"}) {
    const auto said = ours.run({"user", "add", name, "--no-password"});
    EXPECT_EQ(said.status, kRefused) << name;
  }
  ASSERT_EQ(ours.run({"peer", "accept", card_named("Party two", 2), "--yes"}).status, kDone);
  const auto drafted = ours.run({"group", "draft", "T\u0430rn", "--with", "party-two", "--purpose", "x", "--use",
                                 "interference", "--type", "*", "--marking", "green", "--yes"});
  EXPECT_EQ(drafted.status, kRefused);
  EXPECT_THAT(drafted.err, HasSubstr("Latin and Cyrillic"));
}

TEST(Names, BecomeAliasesThatKeepTheirLetters) {
  Party ours("Ruritania");
  const auto said = ours.run({"peer", "accept", card_named("Carpania \u00c9lections Office", 2), "--yes"});
  EXPECT_THAT(said.out, HasSubstr("\"carpania-elections-office\""));
}

TEST(Names, ThatAreMadeHereAreNeverAnotherPeers) {
  Party ours("Ruritania");
  const auto accept = [&](const std::string& name, int number) {
    const auto said = ours.run({"peer", "accept", card_named(name, number), "--yes", "--although-alike"});
    EXPECT_EQ(said.status, kDone) << said.err;
    return said.out;
  };
  EXPECT_THAT(accept("\u0395\u03bb\u03bb\u03ac\u03c2", 2), HasSubstr("as \"ellas\""));
  EXPECT_THAT(accept("\u0415\u043b\u043b\u0430\u0441", 3), HasSubstr("as \"ellas-2\"")) << "in another script";
  EXPECT_THAT(accept("Ellas.", 4), HasSubstr("as \"ellas-3\""));
}

TEST(Names, WithASignOfTradeAreTheNameWithoutIt) {
  Party ours("Ruritania");
  ASSERT_EQ(ours.run({"peer", "accept", card_named("Borduria CERT", 2), "--yes", "--alias", "bord"}).status, kDone);
  for (const char* name : {"Borduria CERT\u00ae", "Borduria CERT\u2122", "Bordurla CERT"}) {
    const auto said = ours.run({"peer", "accept", card_named(name, 3), "--yes"});
    EXPECT_EQ(said.status, kRefused) << name;
    EXPECT_THAT(said.err, HasSubstr("that of \"bord\"")) << name;
  }
  const auto taken = ours.run({"peer", "accept", card_named("Borduria CERT\u00ae", 3), "--yes", "--although-alike"});
  ASSERT_EQ(taken.status, kDone) << taken.err;
  EXPECT_THAT(taken.out, HasSubstr("as \"borduria-cert-2\"")) << "not what the other's name would be typed as";
  EXPECT_THAT(taken.err, HasSubstr("looks like that of \"bord\""));
  const auto list = ours.run({"peer", "list"}).out;
  EXPECT_THAT(list, HasSubstr("Borduria CERT (bord) [looks like \"borduria-cert-2\"]"));
  EXPECT_THAT(list, HasSubstr("(borduria-cert-2) [looks like \"bord\"]"));
}

// Here, since it takes a card.
TEST(EmbargoCommand, OfTwoOnOneThingTheOtherIsSaidWhenOneIsRemoved) {
  Party ours("Ruritania");
  ASSERT_EQ(ours.run({"peer", "accept", card_named("Party two", 2), "--yes", "--alias", "carp"}).status, kDone);
  ASSERT_EQ(ours.run({"embargo", "add", "op-raven", "--label"}).status, kDone);
  ASSERT_EQ(ours.run({"embargo", "add", "op-raven", "--label", "--party", "carp"}).status, kDone);
  const auto first = ours.run({"embargo", "remove", "op-raven"});
  EXPECT_EQ(first.status, kDone) << first.err;
  EXPECT_THAT(first.out, HasSubstr("still does not leave to a group that \"carp\" is in"));
  EXPECT_THAT(ours.run({"embargo", "remove", "op-raven", "--party", "carp"}).out, HasSubstr("may leave again"));
}

TEST(PeerAccept, SaysThatTwoPeersHaveOneDomainAndRefusesItsOwn) {
  Party ours("Ruritania");
  const auto first = ours.run({"peer", "accept", card_named("Graustark", 2, "shared.example"), "--yes"});
  EXPECT_EQ(first.status, kDone) << first.err;
  EXPECT_THAT(first.err, Not(HasSubstr("domain")));
  const auto second = ours.run({"peer", "accept", card_named("Carpania", 3, "shared.example"), "--yes"});
  EXPECT_EQ(second.status, kDone) << second.err;
  EXPECT_THAT(second.err, HasSubstr("it has the domain \"shared.example\", as \"graustark\" has"));
  EXPECT_THAT(second.err, HasSubstr("parley init --domain"));
  const auto own = ours.run({"peer", "accept", card_named("Zenda", 4, "ruritania.example"), "--yes"});
  EXPECT_EQ(own.status, kRefused) << own.out;
  EXPECT_THAT(own.err, HasSubstr("as this node has"));
  EXPECT_THAT(ours.run({"peer", "list"}).out, Not(HasSubstr("Zenda")));
}

}  // namespace
}  // namespace parley::cli
