// A node whose folder was restored from a backup: it learns from others, or from what it kept itself, that its journal
// lacks entries that it had signed, before it appends or signs anything, and gets them back.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "node/catalog.h"
#include "node/health.h"
#include "node/journals.h"
#include "node/membership.h"
#include "node/outside_witnesses.h"
#include "node/own_heads.h"
#include "node/server.h"
#include "node/test_acting.h"
#include "node/test_group.h"
#include "node/test_witness.h"
#include "testing/waiting.h"

namespace parley::node::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

void copy_folder(const fs::path& from, const fs::path& to) {
  fs::remove_all(to);
  fs::create_directories(to);
  fs::permissions(to, fs::status(from).permissions());  // a folder that others can look into is a problem of its own
  for (const auto& item : fs::recursive_directory_iterator(from)) {
    const fs::path target = to / fs::relative(item.path(), from);
    if (item.is_directory())
      fs::create_directories(target);
    else if (item.is_regular_file())
      fs::create_directories(target.parent_path()), fs::copy_file(item.path(), target);
  }
}

class OldCopy : public ::testing::Test {
 protected:
  void SetUp() override {
    make_group({&one, &two}, [&](group::Terms& terms) { terms.witnesses = {{witness.named()}, 1}; });
    witness.know(journal::VerifierKey::make(one.own_journal()->origin(), journal::SignatureType::ed25519,
                                            one.journal_key()->public_key()));
    one.append({identity_object(one.identity(), 1), identity_object(one.identity(), 2)});
    origin = one.own_journal()->origin();
    collection = group::find_signature(one.node().membership().group("drill")->charter, one.identity())->collection;
    one.restart([&](const std::filesystem::path&) { copy_folder(dir, backup); });
    small = one.own_journal()->size();
    one.append({identity_object(one.identity(), 3)});
    large = one.own_journal()->size();
  }
  // As after a backup: all of it, or only one journal's folder.
  void restore(const fs::path& part = {}) {
    one.restart([&](const std::filesystem::path&) {
      fs::remove_all(dir / part);
      copy_folder(backup / part, dir / part);
    });
  }
  void two_fetches() {
    one.serve();
    ASSERT_EQ(two.sync_with(one).problem, "");
    ASSERT_EQ(two.mirror_of(one)->size(), large);
  }
  void witness_cosigns() {
    http::Client client(OutsideWitnesses::client_options());
    const auto shown =
        one.node().outside_witnesses().show(*one.node().membership().group("drill"), witness.named(), client);
    ASSERT_TRUE(shown.ok()) << shown.error().message;
  }
  Result<Released> release(int number) {
    return let_leave(one.node(), "drill", {identity_object(one.identity(), number)});
  }
  void ask() { one.node().own_heads().ask_for_all(std::chrono::seconds(3)); }
  // Nothing is appended, signed or served from it, and people are told; the rest goes on.
  void expect_closed() {
    const auto journal = one.node().journals().open(collection);
    ASSERT_FALSE(journal.ok());
    EXPECT_THAT(journal.error().message, HasSubstr("old copy"));
    EXPECT_THAT(journal.error().message, HasSubstr("parley journal recover"));
    const auto released = release(7);
    ASSERT_FALSE(released.ok());
    EXPECT_THAT(released.error().message, HasSubstr("old copy"));
    const auto view = one.node().membership().group("drill");
    for (const MemberView& member : view->members)
      EXPECT_EQ(member.own, member.problem.find("old copy") != std::string::npos) << member.problem;
    EXPECT_EQ(one.node().health().texts().size(), 1u);
    const taxii::Principal other{
        .name = "peer:" + two.identity(), .administrator = false, .generation = one.node().access().generation()};
    // Who may see it is told that it is closed; who may not sees nothing, as ever.
    const auto seen = one.node().catalog().collection(view->root, collection, other);
    ASSERT_TRUE(seen.has_value());
    EXPECT_EQ(seen->journal, nullptr);
    EXPECT_EQ(seen->closed, to_everybody(Trouble::journal_closed));
    const taxii::Principal stranger{.name = "peer:identity--11111111-1111-4111-8111-111111111111",
                                    .administrator = false,
                                    .generation = one.node().access().generation()};
    EXPECT_FALSE(one.node().catalog().collection(view->root, collection, stranger).has_value());
    EXPECT_TRUE(one.node().journals().open("main").ok());
  }
  void expect_open() {
    const auto journal = one.node().journals().open(collection);
    ASSERT_TRUE(journal.ok()) << journal.error().message;
    EXPECT_TRUE(release(9).ok());
  }

  Folder folder;
  const fs::path dir = folder.path() / "one", backup = folder.path() / "backup";
  Party one{dir, "one"}, two{folder.path() / "two", "two"};
  TestWitness witness{"w.example"};
  std::string origin, collection;
  std::uint64_t small = 0, large = 0;
};

TEST_F(OldCopy, IsNoticedThroughAMember) {
  two_fetches();
  two.serve();
  restore();
  ASSERT_EQ(one.own_journal()->size(), small);
  ask();
  expect_closed();
  // Known for good, also when nobody can be asked at the next start.
  two.stop_serving();
  one.restart();
  expect_closed();
}

TEST_F(OldCopy, IsNoticedThroughAnOutsideWitness) {
  witness_cosigns();
  restore();
  ask();
  expect_closed();
}

TEST_F(OldCopy, IsNoticedByItselfWhenOnlyTheJournalsAreOld) {
  witness_cosigns();
  restore("journals");
  witness.stop();
  expect_closed();
}

TEST_F(OldCopy, IsNoticedBeforeTheFirstAppendOfACommand) {
  two_fetches();
  two.serve();
  restore();
  const auto released = release(4);
  ASSERT_FALSE(released.ok());
  EXPECT_THAT(released.error().message, HasSubstr("old copy"));
  expect_closed();
}

TEST_F(OldCopy, IsNoticedBehindWhenWhoKnowsBetterComesBack) {
  two_fetches();
  restore();
  ask();  // nobody answers: goes on
  ASSERT_TRUE(one.node().journals().open(collection).ok());
  two.serve();
  EXPECT_THAT(one.sync_with(two).problem, HasSubstr("old copy"));
  expect_closed();
}

TEST_F(OldCopy, IsNoticedByARunningNodeAtItsStart) {
  two_fetches();
  two.serve();
  restore();
  const auto server = NodeServer::start(one.node());
  ASSERT_TRUE(server.ok()) << server.error().message;
  expect_closed();
}

TEST_F(OldCopy, WhoOnlyClaimsIsReported) {
  witness_cosigns();
  restore();
  witness.show_heads(false);
  ask();
  http::Client client(OutsideWitnesses::client_options());
  one.append({identity_object(one.identity(), 3, "Another")});  // the fork that nobody can keep us from
  const auto shown =
      one.node().outside_witnesses().show(*one.node().membership().group("drill"), witness.named(), client);
  ASSERT_FALSE(shown.ok());
  EXPECT_FALSE(shown.error().message.empty());
}

TEST_F(OldCopy, AForgedHeadStopsNothing) {
  restore();
  const SigningKey stranger = SigningKey::generate();
  two.serve([&](const http::Request& request, const Truthful& truthful) {
    if (!request.path.ends_with("/checkpoint")) return truthful(request);
    journal::Checkpoint head{.origin = origin, .size = 1000, .root = Hash{1}, .extension = {}};
    const std::string text = head.to_string();
    return http::Response{
        200, {}, journal::Note{text, {journal::sign_note(text, origin, stranger)}}.to_string(), nullptr};
  });
  ask();
  expect_open();
}

TEST_F(OldCopy, ReadingAsksNobody) {
  restore();
  const int before = witness.requests();
  (void)one.node().membership().groups();
  EXPECT_TRUE(one.own_journal()->verify().ok());
  EXPECT_EQ(witness.requests(), before);
  EXPECT_TRUE(release(9).ok());
  EXPECT_GT(witness.requests(), before);
  const int asked = witness.requests();
  EXPECT_TRUE(release(10).ok());
  EXPECT_EQ(witness.requests(), asked) << "once in a process";
}

TEST_F(OldCopy, AskingWaitsNoLongerThanItsPatience) {
  restore();
  parley::testing::Gate gate;
  two.serve([&](const http::Request& request, const Truthful& truthful) {
    gate.wait();
    return truthful(request);
  });
  one.node().own_heads().ask_for_all(std::chrono::milliseconds(200));
  EXPECT_EQ(gate.gave_up(), 0) << "it waited for the answer";
  gate.open();
  two.stop_serving();  // what it answers with looks at the gate
}

TEST_F(OldCopy, IsMadeWholeFromAMember) {
  // Among what is lost: the erasure of an object that the backup still has, and one of an object that is lost as well.
  for (const int number : {2, 3}) {
    const auto erased = one.own_journal()->erase(fmt::format("identity--{:08x}-1111-4111-8111-111111111111", number),
                                                 {.last = false, .first = false, .all = true, .exact = {}});
    ASSERT_TRUE(erased.ok()) << erased.error().message;
  }
  one.append({identity_object(one.identity(), 4)});
  large = one.own_journal()->size();
  two_fetches();
  two.serve();
  const std::string head = one.own_journal()->checkpoint();
  restore();
  ask();
  expect_closed();
  EXPECT_EQ(one.node().own_heads().recover(collection, "nobody").error().code, Code::not_found);
  const auto recovered = one.node().own_heads().recover(collection, "two");
  ASSERT_TRUE(recovered.ok()) << recovered.error().message;
  EXPECT_EQ(*recovered, large);
  auto journal = one.own_journal();
  ASSERT_NE(journal, nullptr);
  EXPECT_EQ(journal->size(), large);
  EXPECT_EQ(journal::Note::parse(journal->checkpoint())->text, journal::Note::parse(head)->text);
  const auto whole = journal->verify();
  EXPECT_TRUE(whole.ok()) << whole.error().message;
  EXPECT_TRUE(journal->contains("identity--00000004-1111-4111-8111-111111111111").value());
  EXPECT_FALSE(journal->contains("identity--00000002-1111-4111-8111-111111111111").value());
  EXPECT_FALSE(journal->contains("identity--00000003-1111-4111-8111-111111111111").value());
  journal.reset();
  expect_open();
  EXPECT_TRUE(one.node().health().texts().empty());
  EXPECT_EQ(one.node().own_heads().recover(collection, "two").error().code, Code::conflict) << "nothing is missing";
  // And again after a start.
  one.restart();
  ASSERT_NE(one.own_journal(), nullptr) << fmt::format("{}", fmt::join(one.node().health().texts(), "; "));
  EXPECT_TRUE(one.own_journal()->verify().ok());
  one.serve();
  EXPECT_EQ(two.sync_with(one).problem, "");
  EXPECT_EQ(two.mirror_of(one)->size(), one.own_journal()->size());
}

TEST_F(OldCopy, IsNotMadeWholeOverAnotherHistory) {
  two_fetches();
  two.serve();
  restore();
  one.append({identity_object(one.identity(), 3, "Another")});  // signed before anybody was asked
  one.append({identity_object(one.identity(), 5)});
  ask();
  ASSERT_FALSE(one.node().journals().open(collection).ok());
  EXPECT_FALSE(one.node().own_heads().recover(collection, "two").ok());
  EXPECT_FALSE(one.node().journals().open(collection).ok());
}

}  // namespace
}  // namespace parley::node::testing
