// What another party can make this node keep ends where the operator says, and both sides are told; what this party
// says itself goes on.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "base/file.h"
#include "group/messages.h"
#include "http/client.h"
#include "json/canonical.h"
#include "node/charters.h"
#include "node/exchange.h"
#include "node/health.h"
#include "node/journals.h"
#include "node/lobby.h"
#include "node/membership.h"
#include "node/peers.h"
#include "node/pull.h"
#include "node/receipts.h"
#include "node/server.h"
#include "node/storage.h"
#include "node/test_acting.h"
#include "node/test_group.h"
#include "node/upkeep.h"
#include "store/embedded/group_db.h"
#include "testing/waiting.h"

namespace parley::node::testing {
namespace {

using namespace std::chrono_literals;
using parley::testing::eventually;
using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

// Its [storage] section and limits of single parties; takes effect with the next start.
void configure(Party& party, const std::string& storage) {
  party.restart([&](const std::filesystem::path& dir) {
    std::string text = read_file(dir / "parley.toml").value();
    const std::size_t begin = text.find("[storage]"), end = text.find("[log]");
    text.replace(begin, end - begin, storage + "\n\n");
    ASSERT_TRUE(replace_file(dir / "parley.toml", text, Durability::relaxed).ok());
  });
}

std::vector<std::string> problem_texts(Party& party) {
  std::vector<std::string> out;
  for (const Problem& problem : party.node().health().problems()) out.push_back(problem.text);
  return out;
}

class Filling : public ::testing::Test {
 protected:
  void SetUp() override {
    make_group({&victim, &mallory});
    mallory.serve();
  }
  void fill(int count, int first = 1) {
    std::vector<std::string> objects;
    for (int i = 0; i < count; ++i) objects.push_back(identity_object(mallory.identity(), first + i));
    mallory.append(objects);
  }
  // What the victim answers when mallory shows it its head; both serve.
  Status push() {
    const auto view = mallory.node().membership().group("drill");
    auto link = mallory.node().peers().link(victim.identity());
    EXPECT_TRUE(link.ok());
    return mallory.node().exchange().push(*view, *member_of(*view, victim.identity()), **link);
  }
  static MemberView seen_by(Party& who, Party& of) {
    const auto view = who.node().membership().group("drill");
    EXPECT_TRUE(view.ok());
    return *member_of(*view, of.identity());
  }

  const Folder folder;
  Party victim{folder.path() / "victim", "victim"}, mallory{folder.path() / "mallory", "mallory"};
};

TEST_F(Filling, AMemberIsTakenUpToItsLimitAndNotFurther) {
  configure(victim, "[storage]\nparty_objects = 100");
  fill(250);
  const auto report = victim.sync_with(mallory);
  EXPECT_THAT(report.problem, HasSubstr("the limit of what is kept of \"mallory\" is reached: 100 objects"));
  EXPECT_EQ(victim.mirror_of(mallory)->size(), 100u);
  EXPECT_THAT(seen_by(victim, mallory).no_room, HasSubstr("100 objects"));
  EXPECT_EQ(seen_by(victim, mallory).problem, "") << "nothing is wrong with what it says";
  EXPECT_THAT(problem_texts(victim), Contains(HasSubstr("an inquiry among them starts no clock")));
  // Again and again: nothing more comes, nothing is lost, and its own work goes on.
  for (int i = 0; i < 3; ++i) victim.sync_with(mallory);
  EXPECT_EQ(victim.mirror_of(mallory)->size(), 100u);
  victim.append({identity_object(victim.identity(), 7)});
  EXPECT_EQ(mallory.evidence().size() + victim.evidence().size(), 0u);
}

TEST_F(Filling, TheSenderIsToldWhichLimitItIs) {
  configure(victim, "[storage]\nparty_bytes = 50000");
  victim.serve();
  fill(250);
  const auto told = push();
  ASSERT_FALSE(told.ok());
  EXPECT_EQ(told.error().message, "victim does not take more: its limit for this party is 48.8 KiB");
  EXPECT_EQ(seen_by(mallory, victim).takes_no_more, told.error().message);
  mallory.restart();
  EXPECT_EQ(seen_by(mallory, victim).takes_no_more, told.error().message) << "also after a restart";
  EXPECT_LT(victim.mirror_of(mallory)->statistics().segment_bytes, 50'000u);
}

TEST_F(Filling, WhatLiesBehindTheLimitHasNoReceiptAndTheClockStartsWhenThereIsRoom) {
  configure(victim, "[storage]\n[[party_limit]]\nparty = \"mallory\"\nobjects = 20");
  victim.serve();
  fill(10);
  ASSERT_TRUE(push().ok());
  fill(50, 100);
  const journal::Seq late = mallory.own_journal()->size() - 1;
  ASSERT_FALSE(push().ok());
  const auto received = [&] {
    return mallory.node().receipts().received_at(*mallory.node().membership().group("drill"))(mallory.identity(), late,
                                                                                              victim.identity());
  };
  EXPECT_FALSE(received().has_value());
  configure(victim, "[storage]\n[[party_limit]]\nparty = \"mallory\"\nobjects = 2000");
  victim.serve();
  ASSERT_TRUE(push().ok());
  EXPECT_TRUE(received().has_value());
  EXPECT_EQ(seen_by(mallory, victim).takes_no_more, "");
  EXPECT_EQ(seen_by(victim, mallory).no_room, "");
  EXPECT_THAT(problem_texts(victim), IsEmpty());
}

TEST_F(Filling, BelowTheReserveMirrorsAndLobbyWaitAndOwnWorkGoesOn) {
  configure(victim, "[storage]\nreserve_bytes = 1000000000000000");
  victim.serve();
  fill(10);
  const auto told = push();
  ASSERT_FALSE(told.ok());
  EXPECT_EQ(told.error().message, "victim does not take more at the moment: its disk is nearly full");
  EXPECT_EQ(victim.mirror_of(mallory)->size(), 0u);
  EXPECT_THAT(victim.sync_with(mallory).problem, HasSubstr("less free than the reserve"));
  victim.append({identity_object(victim.identity(), 7)});
  const auto released = let_leave(victim.node(), "drill", {identity_object(victim.identity(), 8)});
  EXPECT_TRUE(released.ok()) << released.error().message;
  victim.node().upkeep().check();
  EXPECT_THAT(problem_texts(victim), Contains(HasSubstr("less than the reserve")));
  const auto charter = mallory.node().membership().group("drill")->charter;
  const auto refused = victim.node().lobby().put({.name = "peer:" + mallory.identity()},
                                                 R"({"payload_bin":")" + to_base64(as_bytes(charter.text)) + "\"}");
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, Code::unavailable);

  configure(victim, "[storage]\nreserve_bytes = 0");
  victim.serve();
  EXPECT_TRUE(push().ok());
  EXPECT_EQ(victim.mirror_of(mallory)->size(), mallory.own_journal()->size());
}

// Both nodes run by themselves: the one that is full and the one that has more to say.
class BothRun : public Filling {
 protected:
  void SetUp() override {
    make_group({&victim, &mallory});
    configure(victim, kLimit);
  }
  void start() {
    auto first = NodeServer::start(victim.node());
    ASSERT_TRUE(first.ok()) << first.error().message;
    of_victim = std::move(first).value();
    auto second = NodeServer::start(mallory.node());
    ASSERT_TRUE(second.ok()) << second.error().message;
    of_mallory = std::move(second).value();
  }
  std::uint64_t refusals() const { return answers(507); }
  std::uint64_t answers(int status) const {
    const auto by_status = of_victim->statistics().by_status;
    const auto at = by_status.find(status);
    return at == by_status.end() ? 0 : at->second;
  }
  static constexpr const char* kLimit = "[storage]\n[[party_limit]]\nparty = \"mallory\"\nobjects = 3";
  std::unique_ptr<NodeServer> of_victim, of_mallory;
};

// Each has something to wait for: the one for room there, the other for what it has no room for. That the other asks
// is no reason to try again at once, or the two would keep each other busy for ever.
TEST_F(BothRun, AFullMemberIsTriedAtLongerAndLongerIntervals) {
  fill(10);
  start();
  ASSERT_TRUE(eventually([&] { return refusals() >= 3; }));
  // At 0, 0.1, 0.3, 0.7, 1.5, 3.1 and 6.3 s, and as often by the full one, which fetches nothing.
  const std::uint64_t before = refusals(), asked_before = of_mallory->statistics().requests;
  EXPECT_FALSE(eventually([&] { return refusals() > before + 6; }, 3s));
  EXPECT_LT(of_mallory->statistics().requests, asked_before + 100);
  // What is new meanwhile is no reason either.
  for (int i = 0; i < 20; ++i) fill(1, 100 + i);
  EXPECT_FALSE(eventually([&] { return refusals() > before + 8; }, 1s));
  EXPECT_EQ(victim.mirror_of(mallory)->size(), 3u);
}

TEST_F(BothRun, WhatAFullMemberSaysItselfStillComesAtOnce) {
  fill(10);
  start();
  ASSERT_TRUE(eventually([&] { return refusals() >= 3; }));
  victim.append({identity_object(victim.identity(), 7)});
  EXPECT_TRUE(eventually([&] { return mallory.mirror_of(victim)->size() == victim.own_journal()->size(); }));
}

// As those of clients are: an operator who looks for what is going on finds it.
TEST_F(BothRun, WhatMembersAreAnsweredIsCountedInTheTableOfClients) {
  fill(10);
  start();
  const auto row = [&]() -> std::optional<ClientView> {
    for (ClientView& one : of_victim->clients())
      if (one.user == "peer:" + mallory.identity()) return std::move(one);
    return std::nullopt;
  };
  ASSERT_TRUE(eventually([&] { return refusals() >= 3; }));
  ASSERT_TRUE(eventually([&] { return row() && row()->errors >= 3; }));
  of_mallory.reset();
  EXPECT_EQ(row()->requests, of_victim->statistics().requests);
}

// A party in two groups has one limit.
TEST(Storage, LimitsAreOfAPartyAndTheNarrowestDecides) {
  Config::Storage config;
  config.reserve_bytes = 100;
  config.party_bytes = 1000, config.party_objects = 10;
  config.parties = {{.party = "graustark", .bytes = 5000, .objects = {}}};
  std::uint64_t free_bytes = 1'000'000;
  const Storage storage({}, config, [&]() -> Result<DiskSpace> { return DiskSpace{free_bytes, 2'000'000}; });
  EXPECT_EQ(storage.room_for("carp", "identity--1", {.objects = 4, .bytes = 400}).room.objects, 6u);
  EXPECT_EQ(storage.room_for("carp", "identity--1", {.objects = 4, .bytes = 400}).room.bytes, 600u);
  EXPECT_EQ(storage.room_for("graustark", "identity--2", {.objects = 4, .bytes = 400}).room.bytes, 4600u);
  EXPECT_EQ(storage.room_for("carp", "identity--1", {.objects = 10, .bytes = 400}).refused->why, NoRoom::Why::objects);
  EXPECT_EQ(storage.room_for("carp", "identity--1", {.objects = 1, .bytes = 1000}).refused->why, NoRoom::Why::bytes);
  free_bytes = 100 + 25 + 400;
  EXPECT_EQ(storage.room_for("carp", "identity--1", {}).room.bytes, 100u)
      << "a quarter of what is above the reserve and what a batch takes beside its entries";
  free_bytes = 100 + 25;
  EXPECT_EQ(storage.room_for("carp", "identity--1", {}).refused->why, NoRoom::Why::reserve);
  EXPECT_EQ(binary_bytes(std::uint64_t{1} << 30), "1 GiB");
}

// Some kilobytes take an embargo or a user, though nothing large: what is said is what was tried.
TEST(Storage, ThatNothingCanBeStoredIsSaidWhenThatWasTried) {
  std::uint64_t free_bytes = 3u << 20;
  Config::Storage config;
  config.reserve_bytes = 2u << 20;
  const Storage storage({}, config, [&]() -> Result<DiskSpace> { return DiskSpace{free_bytes, 24u << 20}; });
  bool can_write = true;
  const auto problem = [&] { return problem_of_disk(storage, "/node", [&] { return can_write; }); };
  EXPECT_FALSE(problem().has_value());
  free_bytes = 1'500'000;
  ASSERT_TRUE(problem().has_value());
  EXPECT_EQ(problem()->trouble, Trouble::below_reserve);
  EXPECT_EQ(problem()->text,
            "1.4 MiB are free where /node lies, less than the reserve of 2 MiB: other parties' journals and charters "
            "wait, own work goes on");
  free_bytes = 300 << 10;
  ASSERT_TRUE(problem().has_value());
  EXPECT_EQ(problem()->trouble, Trouble::below_reserve);
  EXPECT_THAT(problem()->text, AllOf(HasSubstr("hardly anything is free: 300 KiB"), HasSubstr("own work goes on"),
                                     Not(HasSubstr("can be stored"))));
  can_write = false;
  EXPECT_EQ(problem()->trouble, Trouble::cannot_write);
  EXPECT_THAT(problem()->text, HasSubstr("the disk is full: 300 KiB"));
}

// A disk of which so much is free as the node's folder leaves of it; batches are large in comparison.
TEST_F(Filling, AMirrorDoesNotGrowIntoTheReserve) {
  std::vector<std::string> objects;
  for (int i = 1; i <= 600; ++i)
    objects.push_back(identity_object(mallory.identity(), i, std::string(4000, 'x')));  // 2.9 MB as they are reckoned
  mallory.append(objects);
  const auto taken = [&] {
    std::uint64_t sum = 0;
    std::error_code gone;  // what was renamed meanwhile
    for (std::filesystem::recursive_directory_iterator file(victim.node().dir(), gone), end; file != end;
         file.increment(gone))
      if (const auto bytes = file->is_regular_file(gone) ? file->file_size(gone) : 0; !gone) sum += bytes;
    return sum;
  };
  const std::uint64_t before = taken();
  constexpr std::uint64_t kDisk = 2'500'000, kReserve = 1'000'000;
  Config::Storage config;
  config.reserve_bytes = kReserve;
  const Storage storage({}, config, [&]() -> Result<DiskSpace> {
    return DiskSpace{kDisk - std::min(kDisk, std::max(taken(), before) - before), kDisk};
  });
  const auto link = victim.node().peers().link(mallory.identity());
  ASSERT_TRUE(link.ok());
  const auto mirror = victim.mirror_of(mallory);
  std::string path = mallory.served_at();
  path.pop_back();
  taxii::MirrorClient client(sender(**link), path);
  client.ask_for_room([&](std::uint64_t size, std::uint64_t) -> Result<taxii::MirrorClient::Room> {
    EXPECT_EQ(mirror->size(), size) << "what is on its way would take the same room once more";
    const auto answer = storage.room_for("mallory", mallory.identity(), {});
    if (answer.refused) return Error{Code::too_large, answer.refused->here("mallory")};
    return taxii::MirrorClient::Room{answer.room.objects, answer.room.bytes};
  });
  const auto fetched = client.fetch(*mirror, head_of(*mallory.own_journal()).value());
  ASSERT_FALSE(fetched.ok());
  EXPECT_EQ(fetched.error().code, Code::too_large);
  const std::uint64_t is_free = kDisk - (taken() - before);
  EXPECT_GE(is_free, kReserve);
  EXPECT_LE(is_free, kReserve + 300'000) << "and it does not stop long before";
}

// --- the lobby

TEST_F(Filling, TheLobbyKeepsOnlyChartersAndTheNewestOfEach) {
  auto opened = NodeServer::start(victim.node());
  ASSERT_TRUE(opened.ok()) << opened.error().message;
  auto link = mallory.node().peers().link(victim.identity());
  const std::string path =
      fmt::format("/lobby/collections/{}/objects/", mallory.node().peers().find(victim.identity())->card.lobby);
  int number = 0;
  const auto bring = [&](const std::string& payload) {
    const std::string body = fmt::format(
        R"({{"objects":[{{"type":"artifact","spec_version":"2.1","id":"artifact--{:08x}-1111-5111-8111-111111111111","mime_type":"application/json","payload_bin":"{}"}}]}})",
        ++number, to_base64(as_bytes(payload)));
    auto answer = (*link)->post(path, body, "application/taxii+json;version=2.1");
    EXPECT_TRUE(answer.ok());
    return std::string(answer->body_text());
  };
  const auto lobby = victim.node().journals().open("lobby")->journal;
  EXPECT_THAT(bring(std::string(100'000, 'x')), HasSubstr("the payload is no charter"));
  const group::Charter drill = mallory.node().membership().group("drill")->charter;
  group::Terms foreign = drill.terms;
  std::erase_if(foreign.members, [&](const group::Member& one) { return one.identity_id == victim.identity(); });
  foreign.members.push_back({"identity--99999999-9999-4999-8999-999999999999", "nobody", foreign.members[0].party_key});
  if (const auto charter = group::draft_charter(foreign); charter.ok()) {
    EXPECT_THAT(bring(charter->text), HasSubstr("does not name both"));
  }
  for (int i = 1; i <= 5; ++i) {
    group::Terms terms = drill.terms;
    terms.purpose = fmt::format("Version {}", i), terms.modified.value += i * 1'000'000;
    EXPECT_THAT(bring(group::draft_charter(terms)->text), HasSubstr(R"("success_count":1)"));
  }
  ASSERT_TRUE(victim.node().lobby().read().ok());
  ASSERT_THAT(victim.node().charters().proposals(), SizeIs(1));
  EXPECT_EQ(victim.node().charters().proposals()[0].charter.terms.purpose, "Version 5");
  EXPECT_EQ(lobby->size(), 0u) << "nothing is kept for ever";
  EXPECT_THAT(victim.node().group_db().lobby().value(), IsEmpty());
}

TEST_F(Filling, ChartersThatWaitForACardAreBoundedInNumber) {
  const group::Charter drill = mallory.node().membership().group("drill")->charter;
  const taxii::Principal principal{.name = "peer:" + mallory.identity()};
  std::size_t taken = 0;
  for (std::size_t i = 0; i < Lobby::kMostOfOneParty + 10; ++i) {
    group::Terms terms = drill.terms;
    terms.id = fmt::format("charter--{:08x}-2222-4222-8222-222222222222", i);
    terms.members.push_back({"identity--ffffffff-9999-4999-8999-999999999999", "nobody known",
                             journal::VerifierKey::make("nobody.example", journal::SignatureType::ed25519,
                                                        SigningKey::generate().public_key())});
    const auto charter = group::draft_charter(terms);
    ASSERT_TRUE(charter.ok()) << charter.error().message;
    taken +=
        victim.node().lobby().put(principal, R"({"payload_bin":")" + to_base64(as_bytes(charter->text)) + "\"}").ok();
    ASSERT_TRUE(victim.node().lobby().read().ok());
  }
  EXPECT_EQ(taken, Lobby::kMostOfOneParty);
  EXPECT_THAT(victim.node().group_db().lobby().value(), SizeIs(Lobby::kMostOfOneParty))
      << "each waits for the third's card";
  EXPECT_THAT(victim.node().charters().proposals(), IsEmpty());
}

// What the peer says of one holds for all: else forty drafted groups ask some times a second each, for nothing.
TEST_F(Filling, WhoHadTooManyChartersIsLeftAloneForAsLongAsItSays) {
  auto opened = NodeServer::start(victim.node());
  ASSERT_TRUE(opened.ok()) << opened.error().message;
  const group::Charter drill = mallory.node().membership().group("drill")->charter;
  for (int i = 0; i < 80; ++i) {
    group::Terms terms = drill.terms;
    terms.id = fmt::format("charter--{:08x}-3333-4333-8333-333333333333", i);
    const auto charter = group::draft_charter(terms);
    ASSERT_TRUE(charter.ok()) << charter.error().message;
    ASSERT_TRUE(mallory.node().lobby().hand_out(*charter).ok());
  }
  for (int i = 0; i < 10; ++i) mallory.node().lobby().send_waiting([] { return false; });
  EXPECT_EQ((*opened)->statistics().by_status[429], 1u);
  EXPECT_THAT(mallory.node().group_db().outbox().value(), ::testing::Not(IsEmpty())) << "they wait";
}

// --- before there is a group

TEST(Peers, AreReachedBeforeThereIsAGroupAndNothingIsKept) {
  const Folder folder;
  Party one(folder.path() / "one", "one"), two(folder.path() / "two", "two");
  ASSERT_TRUE(one.node().peers().accept(*two.node().peers().own_card_parsed(), "two").ok());
  const auto silent = one.node().peers().reach("two");
  ASSERT_FALSE(silent.ok());
  EXPECT_EQ(silent.error().code, Code::unavailable);
  two.serve();
  const auto unknown = one.node().peers().reach("two");
  ASSERT_FALSE(unknown.ok());
  EXPECT_THAT(unknown.error().message, HasSubstr("has not accepted this party's card yet"));
  ASSERT_TRUE(two.node().peers().accept(*one.node().peers().own_card_parsed(), "one").ok());
  const auto reached = one.node().peers().reach("two");
  ASSERT_TRUE(reached.ok()) << reached.error().message;
  EXPECT_GT(reached->connected.count(), 0);
  EXPECT_THAT(two.node().group_db().lobby().value(), IsEmpty());
  EXPECT_THAT(two.node().group_db().outbox().value(), IsEmpty());
  EXPECT_THAT(two.node().group_db().old_releases().value(), IsEmpty());
}

}  // namespace
}  // namespace parley::node::testing
