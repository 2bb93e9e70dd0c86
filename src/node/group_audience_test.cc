// Who joins a group reads what was released before: what a node does about that when it drafts, when it signs, and with
// every release until the version is in force.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "group/messages.h"
#include "node/access.h"
#include "node/charters.h"
#include "node/journals.h"
#include "node/membership.h"
#include "node/peers.h"
#include "node/release_policy.h"
#include "node/test_acting.h"
#include "node/test_group.h"

namespace parley::node::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

constexpr std::string_view kRed = "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1";
constexpr std::string_view kStrict = "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003";
constexpr std::string_view kAmber = "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421";
constexpr Micros kLongFromNow{4'000'000'000'000'000};

std::string object_id(int number) { return fmt::format("identity--{:08x}-1111-4111-8111-111111111111", number); }
std::string object(const Party& author, int number, std::string_view marking = kAmber) {
  std::string text = identity_object(author.identity(), number);
  const std::size_t at = text.find("marking-definition--");
  return text.replace(at, kAmber.size(), marking);
}

// Ruritania and Graustark in the group "drill", where TLP:AMBER to TLP:RED may flow; Carpania is to join.
class Growing : public ::testing::Test {
 protected:
  Growing()
      : ruritania_(folder_.path() / "a", "ruritania"),
        graustark_(folder_.path() / "b", "graustark"),
        carpania_(folder_.path() / "c", "carpania") {
    make_group({&ruritania_, &graustark_}, [](group::Terms& terms) {
      for (const auto marking : {kStrict, kRed}) terms.markings.emplace_back(marking);
    });
    for (Party* one : {&ruritania_, &graustark_}) {
      meet(*one, carpania_);
      meet(carpania_, *one);
    }
  }

  static void meet(Party& one, Party& other) {
    const auto card = other.node().peers().own_card_parsed();
    const auto met = one.node().peers().accept(*card, card->name);
    ASSERT_TRUE(met.ok()) << met.error().message;
  }
  static group::Member member_of(Party& party) {
    const auto card = party.node().peers().own_card_parsed();
    return {card->identity_id, card->name, card->party_key};
  }
  // The next version, with exactly these members.
  group::Charter next_version(const std::vector<Party*>& members) {
    group::Terms terms = ruritania_.node().membership().group("drill")->charter.terms;
    terms.modified.value += ++versions_ * 1'000'000;
    terms.members.clear();
    for (Party* one : members) terms.members.push_back(member_of(*one));
    std::sort(terms.members.begin(), terms.members.end(),
              [](const auto& a, const auto& b) { return a.identity_id < b.identity_id; });
    auto charter = group::draft_charter(terms);
    EXPECT_TRUE(charter.ok()) << charter.error().message;
    return *charter;
  }
  static Result<group::Charter> sign(Party& party, const group::Charter& charter) {
    if (const auto kept = party.node().charters().propose(charter, "drill"); !kept.ok()) return kept.error();
    return party.node().charters().sign(charter.terms.id);
  }
  // Signed by all, and in force at all.
  static void complete(group::Charter charter, const std::vector<Party*>& members) {
    for (Party* one : members) {
      const auto added = sign(*one, charter);
      ASSERT_TRUE(added.ok()) << added.error().message;
      charter = *added;
    }
    for (Party* one : members) {
      const auto known = one->node().charters().propose(charter, "drill");
      ASSERT_TRUE(known.ok()) << known.error().message;
    }
  }
  static Result<Released> release(Party& party, const std::string& text) {
    return let_leave(party.node(), "drill", {text});
  }
  void hold_back(int number) {
    ASSERT_TRUE(
        ruritania_.node()
            .release_policy()
            .put_embargo(
                {.party = carpania_.identity(), .what = object_id(number), .until = kLongFromNow, .reason = "not yet"})
            .ok());
  }
  // What `reader` may read at `at` of the journal of `author`.
  static bool may_read(Party& at, const Party& reader, const std::string& collection) {
    for (const auto& row : at.node().journals().rows())
      if (row.id == collection)
        return at.node()
            .membership()
            .rights_of({.name = std::string(kPeerPrefix) + reader.identity(), .administrator = false, .generation = 0},
                       row)
            ->read;
    return false;
  }
  static std::string collection_of(Party& at, const Party& author) {
    return group::find_signature(at.node().membership().group("drill")->charter, author.identity())->collection;
  }

  Folder folder_;
  Party ruritania_, graustark_, carpania_;
  int versions_ = 0;
};

TEST_F(Growing, ADraftIsRefusedWithTheCountsOfWhatIsHeldBack) {
  hold_back(1);
  for (const auto& text : {object(ruritania_, 1), object(ruritania_, 2), object(ruritania_, 3, kRed),
                           object(ruritania_, 4, kRed), object(ruritania_, 5, kStrict)})
    ASSERT_TRUE(release(ruritania_, text).ok());
  const auto charter = next_version({&ruritania_, &graustark_, &carpania_});
  const auto refused = ruritania_.node().charters().draft(charter, "drill");
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, Code::forbidden);
  EXPECT_THAT(refused.error().message,
              HasSubstr("5 objects of ours released so far become readable for carpania, of these 2 TLP:RED, 1 "
                        "TLP:AMBER+STRICT, 1 under embargo towards carpania"));
  EXPECT_THAT(refused.error().message, HasSubstr("parley group draft NEWNAME --from drill --with carpania"));
  EXPECT_THAT(ruritania_.node().charters().proposals(), IsEmpty()) << "nobody was asked to sign it";
  const auto readings = ruritania_.node().charters().readings(charter.terms);
  ASSERT_TRUE(readings.ok());
  ASSERT_THAT(*readings, SizeIs(1));
  EXPECT_EQ(readings->front().objects.held_back, 4u);
}

TEST_F(Growing, WhatMayBeReadByWhoJoinsHindersNothing) {
  ASSERT_TRUE(release(ruritania_, object(ruritania_, 1)).ok());
  const auto charter = next_version({&ruritania_, &graustark_, &carpania_});
  ASSERT_TRUE(ruritania_.node().charters().draft(charter, "drill").ok());
  complete(charter, {&ruritania_, &graustark_, &carpania_});
  for (Party* one : {&ruritania_, &graustark_, &carpania_})
    EXPECT_THAT(one->node().membership().group("drill")->members, SizeIs(3));
}

TEST_F(Growing, EachMemberAnswersForItsOwnJournal) {
  ASSERT_TRUE(release(graustark_, object(graustark_, 1, kRed)).ok());
  const auto charter = next_version({&ruritania_, &graustark_, &carpania_});
  ASSERT_TRUE(ruritania_.node().charters().draft(charter, "drill").ok()) << "what others released is theirs to say";
  ASSERT_TRUE(ruritania_.node().charters().sign(charter.terms.id).ok());
  const auto refused = sign(graustark_, charter);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, Code::forbidden);
  EXPECT_THAT(refused.error().message,
              HasSubstr("not signed: 1 object of ours released so far becomes readable for carpania, "
                        "of these 1 TLP:RED"));
  EXPECT_TRUE(sign(carpania_, charter).ok()) << "who joins has released nothing there";
}

TEST_F(Growing, ASignatureIsRefusedAlsoWhenTheDraftWasAllowed) {
  const auto charter = next_version({&ruritania_, &graustark_, &carpania_});
  ASSERT_TRUE(ruritania_.node().charters().draft(charter, "drill").ok());
  ASSERT_TRUE(release(ruritania_, object(ruritania_, 1, kRed)).ok()) << "nothing is signed yet";
  const auto refused = ruritania_.node().charters().sign(charter.terms.id);
  ASSERT_FALSE(refused.ok());
  EXPECT_THAT(refused.error().message, HasSubstr("1 TLP:RED"));
}

TEST_F(Growing, EveryReleaseBetweenTheSignatureAndTheDayItIsInForceIsAskedAbout) {
  hold_back(1);
  const auto charter = next_version({&ruritania_, &graustark_, &carpania_});
  ASSERT_TRUE(sign(ruritania_, charter).ok());
  const auto refused = [&](const std::string& text) {
    const auto released = release(ruritania_, text);
    EXPECT_FALSE(released.ok());
    if (released.ok()) return std::string();
    EXPECT_EQ(released.error().code, Code::forbidden);
    return released.error().message;
  };
  EXPECT_THAT(refused(object(ruritania_, 1)), HasSubstr("newcomer-embargo"));
  EXPECT_THAT(refused(object(ruritania_, 2, kRed)), HasSubstr("newcomer-tlp-red"));
  EXPECT_TRUE(release(ruritania_, object(ruritania_, 3)).ok());
  // The signature is out: neither forgetting the version nor a restart takes it back.
  ASSERT_TRUE(ruritania_.node().charters().withdraw("drill").ok());
  EXPECT_THAT(refused(object(ruritania_, 1)), HasSubstr("newcomer-embargo"));
  ruritania_.restart();
  EXPECT_THAT(refused(object(ruritania_, 1)), HasSubstr("newcomer-embargo"));
  // Neither does another signature; a later version in force does.
  const auto smaller = next_version({&ruritania_, &graustark_});
  ASSERT_TRUE(sign(ruritania_, smaller).ok());
  EXPECT_THAT(refused(object(ruritania_, 1)), HasSubstr("newcomer-embargo"));
  ASSERT_TRUE(
      graustark_.node().charters().propose(ruritania_.node().charters().proposals().at(0).charter, "drill").ok());
  const auto both = graustark_.node().charters().sign(smaller.terms.id);
  ASSERT_TRUE(both.ok()) << both.error().message;
  ASSERT_TRUE(ruritania_.node().charters().propose(*both, "drill").ok());
  EXPECT_TRUE(release(ruritania_, object(ruritania_, 1)).ok()) << "it goes to Graustark alone";
}

// Who has an object may be told to delete it, whoever is about to join; of what nobody has there is nothing to tell.
TEST_F(Growing, ARecallOfWhatTheGroupHasIsHeldUpByNoEmbargoTowardsWhoJoins) {
  const auto recall = [&](int of) {
    return group::message_text({.type = "recall",
                                .id = {},
                                .author = ruritania_.identity(),
                                .time = {ruritania_.node().time().value / 1000 * 1000}})
        .text("object_ref", object_id(of))
        .text("reason", "wrong")
        .text("wish", "delete")
        .str();
  };
  ASSERT_TRUE(release(ruritania_, object(ruritania_, 1)).ok());
  ASSERT_TRUE(sign(ruritania_, next_version({&ruritania_, &graustark_, &carpania_})).ok());
  for (const int number : {1, 2}) hold_back(number);
  const auto again = release(ruritania_, object(ruritania_, 1));
  ASSERT_FALSE(again.ok()) << "the object itself waits";
  const auto unknown = release(ruritania_, recall(2));
  ASSERT_FALSE(unknown.ok());
  EXPECT_THAT(unknown.error().message, HasSubstr("newcomer-embargo-reference"));
  const auto recalled = release(ruritania_, recall(1));
  EXPECT_TRUE(recalled.ok()) << recalled.error().message;
}

TEST_F(Growing, OnceItIsInForceTheLargerAudienceIsAskedAboutAsEver) {
  complete(next_version({&ruritania_, &graustark_, &carpania_}), {&ruritania_, &graustark_, &carpania_});
  hold_back(1);
  const auto refused = release(ruritania_, object(ruritania_, 1));
  ASSERT_FALSE(refused.ok());
  EXPECT_THAT(refused.error().message, Not(HasSubstr("newcomer")));
  EXPECT_TRUE(release(ruritania_, object(ruritania_, 2, kRed)).ok());
}

TEST_F(Growing, WhoLeftAndComesBackIsANewcomer) {
  complete(next_version({&ruritania_, &graustark_, &carpania_}), {&ruritania_, &graustark_, &carpania_});
  complete(next_version({&ruritania_, &graustark_}), {&ruritania_, &graustark_});
  ASSERT_TRUE(release(ruritania_, object(ruritania_, 1, kRed)).ok());
  const auto refused =
      ruritania_.node().charters().draft(next_version({&ruritania_, &graustark_, &carpania_}), "drill");
  ASSERT_FALSE(refused.ok());
  EXPECT_THAT(refused.error().message, HasSubstr("readable for carpania, of these 1 TLP:RED"));
}

// A version without newcomers when it is signed has one when it comes into force after one that somebody is not in.
TEST_F(Growing, AVersionIsAskedAboutAgainstTheOneThatIsInForceThen) {
  complete(next_version({&ruritania_, &graustark_, &carpania_}), {&ruritania_, &graustark_, &carpania_});
  const auto smaller = next_version({&ruritania_, &graustark_}),
             same = next_version({&ruritania_, &graustark_, &carpania_});
  ASSERT_TRUE(sign(ruritania_, same).ok());
  ASSERT_TRUE(ruritania_.node().charters().withdraw("drill").ok());
  complete(smaller, {&ruritania_, &graustark_});
  const auto refused = release(ruritania_, object(ruritania_, 1, kRed));
  ASSERT_FALSE(refused.ok());
  EXPECT_THAT(refused.error().message, HasSubstr("newcomer-tlp-red"));
}

TEST_F(Growing, NobodyReadsBeforeTheVersionIsInForce) {
  const std::string of_ruritania = collection_of(graustark_, ruritania_);
  group::Charter charter = next_version({&ruritania_, &graustark_, &carpania_});
  for (Party* one : {&ruritania_, &carpania_}) {
    const auto added = sign(*one, charter);
    ASSERT_TRUE(added.ok()) << added.error().message;
    charter = *added;
  }
  ASSERT_TRUE(graustark_.node().charters().propose(charter, "drill").ok());
  for (Party* at : {&ruritania_, &graustark_}) EXPECT_FALSE(may_read(*at, carpania_, of_ruritania));
  const auto last = graustark_.node().charters().sign(charter.terms.id);
  ASSERT_TRUE(last.ok()) << last.error().message;
  EXPECT_TRUE(may_read(graustark_, carpania_, of_ruritania));
  EXPECT_FALSE(may_read(ruritania_, carpania_, of_ruritania)) << "not known here to be complete";
}

TEST_F(Growing, TheMirrorOfWhoIsNoLongerInTheGroupIsHandedToNobodyWhoJoins) {
  complete(next_version({&ruritania_, &graustark_, &carpania_}), {&ruritania_, &graustark_, &carpania_});
  const std::string of_carpania = collection_of(ruritania_, carpania_), own = collection_of(ruritania_, ruritania_);
  EXPECT_TRUE(may_read(ruritania_, graustark_, of_carpania));
  Party borduria(folder_.path() / "d", "borduria");
  for (Party* one : {&ruritania_, &graustark_}) {
    meet(*one, borduria);
    meet(borduria, *one);
  }
  complete(next_version({&ruritania_, &graustark_, &borduria}), {&ruritania_, &graustark_, &borduria});
  EXPECT_TRUE(may_read(ruritania_, borduria, own));
  EXPECT_FALSE(may_read(ruritania_, borduria, of_carpania)) << "Carpania has signed for no such reader";
  EXPECT_FALSE(may_read(ruritania_, carpania_, of_carpania));
}

TEST_F(Growing, AnEmbargoTellsWhatWasReleasedBeforeAndWhoReadsIt) {
  for (int i = 1; i <= 3; ++i) ASSERT_TRUE(release(ruritania_, object(ruritania_, i)).ok());
  const release::Embargo embargo{
      .party = carpania_.identity(), .what = "identity", .until = kLongFromNow, .reason = "not yet"};
  EXPECT_THAT(*ruritania_.node().release_policy().released_before(embargo), IsEmpty());
  const auto charter = next_version({&ruritania_, &graustark_, &carpania_});
  ASSERT_TRUE(sign(ruritania_, charter).ok());
  const auto coming = ruritania_.node().release_policy().released_before(embargo);
  ASSERT_TRUE(coming.ok());
  ASSERT_THAT(*coming, SizeIs(1));
  EXPECT_EQ(coming->front().objects, 3u);
  EXPECT_EQ(coming->front().readers, std::vector<std::string>{"carpania"});
  EXPECT_EQ(coming->front().signed_version, charter.terms.modified);
  const auto everybody = ruritania_.node().release_policy().released_before(
      {.party = "*", .what = object_id(2), .until = kLongFromNow, .reason = ""});
  ASSERT_THAT(*everybody, SizeIs(2));
  EXPECT_EQ(everybody->front().readers, std::vector<std::string>{"graustark"});
  EXPECT_EQ(everybody->front().signed_version, std::nullopt);
  EXPECT_EQ(everybody->front().objects, 1u);
}

}  // namespace
}  // namespace parley::node::testing
