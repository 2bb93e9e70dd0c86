// Charters on their way to becoming groups, and what is known of peers.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/file_fault.h"
#include "node/charters.h"
#include "node/journals.h"
#include "node/lobby.h"
#include "node/membership.h"
#include "node/mirror_room.h"
#include "node/node.h"
#include "node/peers.h"
#include "node/plain_name.h"
#include "node/test_group.h"

namespace parley::node::testing {
namespace {

using ::testing::HasSubstr;

TEST(Groups, SignOnlyTheTermsThatWereRead) {
  const Folder folder;
  Party a(folder.path() / "a", "ruritania"), b(folder.path() / "b", "graustark");
  make_group({&a, &b});
  group::Terms first = a.node().membership().group("drill")->charter.terms;
  first.purpose = "What a person reads", first.modified.value += 1000;
  ASSERT_TRUE(a.node().charters().propose(*group::draft_charter(first), "").ok());
  group::Terms second = first;
  second.purpose = "What came in while he read", second.modified.value += 1000;
  ASSERT_TRUE(a.node().charters().propose(*group::draft_charter(second), "").ok());

  const auto refused = a.node().charters().sign(first.id, &first);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, Code::conflict);
  EXPECT_THAT(refused.error().message, HasSubstr("came in"));
  EXPECT_TRUE(a.node().charters().proposals().at(0).charter.signatures.empty());
  EXPECT_TRUE(a.node().charters().sign(second.id, &second).ok());
}

// Both nodes are reached by each other: what one hands out is in the other's lobby at once.
class Drafts : public ::testing::Test {
 protected:
  void SetUp() override {
    make_group({&a, &b});
    a.serve(), b.serve();
    terms = a.node().membership().group("drill")->charter.terms;
    terms.id = "charter--00000001-2222-4222-8222-222222222222";
    terms.name = "Second";
    ASSERT_TRUE(a.node().charters().propose(*group::draft_charter(terms), "second").ok());
    ASSERT_TRUE(b.node().lobby().read().ok());
    ASSERT_EQ(b.node().charters().proposals().size(), 1u);
  }
  static bool is_in_force(Party& party) { return party.node().membership().group("second").ok(); }

  const Folder folder;
  Party a{folder.path() / "a", "ruritania"}, b{folder.path() / "b", "graustark"};
  group::Terms terms;
};

TEST_F(Drafts, ThatWereWithdrawnDoNotComeBackBySomebodyElsesSignature) {
  const auto held_at_b = b.node().charters().proposals().at(0).charter;
  ASSERT_TRUE(a.node().charters().withdraw("second").ok());
  EXPECT_EQ(b.node().charters().proposals().at(0).withdrawn_by, std::vector<std::string>{a.identity()}) << "b is told";
  const auto refused = b.node().charters().sign("second");
  ASSERT_FALSE(refused.ok());
  EXPECT_THAT(refused.error().message, HasSubstr("\"ruritania\" has withdrawn"));
  // One who was not told, or does not care, signs and brings it.
  ASSERT_TRUE(b.node().charters().was_brought(a.identity(), terms).ok());
  ASSERT_TRUE(b.node().charters().sign("second").ok());
  ASSERT_TRUE(a.node().lobby().read().ok());
  EXPECT_TRUE(a.node().charters().proposals().empty());
  a.restart();
  bool is_news = false;
  EXPECT_EQ(a.node().charters().take(held_at_b, "", is_news).error().code, Code::conflict) << "also after a restart";
  EXPECT_FALSE(is_in_force(b));
}

TEST_F(Drafts, ThatWereWithdrawnComeBackByWhoWithdrewThem) {
  const auto draft = *group::draft_charter(terms);
  ASSERT_TRUE(a.node().charters().withdraw("second").ok());
  ASSERT_TRUE(a.node().charters().propose(draft, "second").ok());
  ASSERT_TRUE(b.node().lobby().read().ok());
  EXPECT_TRUE(b.node().charters().proposals().at(0).withdrawn_by.empty());
  ASSERT_TRUE(b.node().charters().sign("second").ok());
  ASSERT_TRUE(a.node().lobby().read().ok());
  ASSERT_TRUE(a.node().charters().sign("second").ok());
  EXPECT_TRUE(is_in_force(a));
}

// A signature that is out is out.
TEST_F(Drafts, ThatAllHaveSignedBindWhateverWasWithdrawn) {
  ASSERT_TRUE(a.node().charters().sign("second").ok());
  ASSERT_TRUE(b.node().lobby().read().ok());
  ASSERT_TRUE(a.node().charters().withdraw("second").ok());
  ASSERT_TRUE(b.node().charters().was_brought(a.identity(), terms).ok());
  ASSERT_TRUE(b.node().charters().sign("second").ok());
  EXPECT_TRUE(is_in_force(b));
  ASSERT_TRUE(a.node().lobby().read().ok());
  EXPECT_TRUE(is_in_force(a));
}

TEST_F(Drafts, AreWithdrawnByMembersOnlyAndOnlyTheVersionThatIsMeant) {
  group::Charter before = b.node().charters().proposals().at(0).charter;
  const auto none = [&] { return b.node().charters().proposals().at(0).withdrawn_by.empty(); };
  ASSERT_TRUE(b.node()
                  .charters()
                  .was_withdrawn("identity--0a0a0a0a-1111-4111-8111-111111111111", terms.id, terms.modified)
                  .ok());
  EXPECT_TRUE(none());
  ASSERT_TRUE(b.node().charters().was_withdrawn(a.identity(), terms.id, Micros{terms.modified.value + 1000}).ok());
  EXPECT_TRUE(none());
  ASSERT_TRUE(b.node()
                  .charters()
                  .was_withdrawn(a.identity(), "charter--00000002-2222-4222-8222-222222222222", terms.modified)
                  .ok());
  EXPECT_TRUE(none());
  // A later version of it is another.
  ASSERT_TRUE(b.node().charters().was_withdrawn(a.identity(), terms.id, terms.modified).ok());
  EXPECT_FALSE(none());
  terms.modified.value += 1000, terms.purpose = "Other things";
  ASSERT_TRUE(a.node().charters().propose(*group::draft_charter(terms), "second").ok());
  ASSERT_TRUE(b.node().lobby().read().ok());
  EXPECT_TRUE(none());
}

TEST(Groups, APeerWasLastSeenWhenItWasLastAsked) {
  const Folder folder;
  Party a(folder.path() / "a", "ruritania"), b(folder.path() / "b", "graustark");
  make_group({&a, &b});
  b.serve();
  const Micros before = now();
  EXPECT_EQ(a.sync_with(b).problem, "");
  ASSERT_EQ(a.node().peers().list().size(), 1u);
  ASSERT_TRUE(a.node().peers().list()[0].last_seen.has_value());
  EXPECT_GE(*a.node().peers().list()[0].last_seen, before);
}

TEST(Groups, JournalsAreNamedByTheGroupAndTheParty) {
  EXPECT_EQ(journal_name("drill", "Ruritania"), "drill.ruritania");
  EXPECT_EQ(journal_name("drill", "Ruritania", 2), "drill.ruritania-2");
  const std::string long_name(80, 'p'), long_alias(42, 'a');
  EXPECT_EQ(journal_name("drill", long_name), "drill." + std::string(40, 'p')) << "what has room stays";
  EXPECT_EQ(journal_name(long_alias, "ruritania"), long_alias + ".ruritania");
  for (const int number : {1, 2, 1000}) {
    const std::string name = journal_name(long_alias, long_name, number);
    EXPECT_EQ(name.size(), 64u) << name;
    EXPECT_THAT(name, ::testing::StartsWith(std::string(28, 'a')));
    EXPECT_THAT(name, HasSubstr("." + std::string(28, 'p')));
  }
}

// Two names that fit by themselves, and not beside each other.
TEST(Groups, AreFoundedByPartiesWithLongNames) {
  const Folder folder;
  const std::string name = "ministry-of-posts-and-railways-";
  Party a(folder.path() / "a", name + "ruritania"), b(folder.path() / "b", name + "graustark");
  make_group({&a, &b});
  group::Terms terms = a.node().membership().group("drill")->charter.terms;
  terms.id = "charter--00000001-2222-4222-8222-222222222222";
  terms.name = "Exchange about the attacks on the post offices of both realms";
  auto charter = group::draft_charter(terms);
  for (Party* one : {&a, &b}) {
    ASSERT_TRUE(one->node().charters().propose(*charter, "").ok());
    charter = one->node().charters().sign(terms.id);
    ASSERT_TRUE(charter.ok()) << charter.error().message;
  }
  ASSERT_TRUE(a.node().charters().propose(*charter, "").ok());
  EXPECT_TRUE(a.node().membership().group(terms.id).ok());
  for (const auto& row : a.node().journals().rows()) EXPECT_LE(row.name.size(), kLongestJournalName) << row.name;
}

// What node.db does not take is not so in memory either: the next start would take it back without a word.
TEST(Groups, WhatCannotBeKeptDoesNotCount) {
  const Folder folder;
  Party a(folder.path() / "a", "ruritania"), b(folder.path() / "b", "graustark");
  make_group({&a, &b});
  group::Terms next = a.node().membership().group("drill")->charter.terms;
  const Micros before = next.modified;
  next.purpose = "Another purpose", next.modified.value += 1000;
  ASSERT_TRUE(a.node().charters().propose(*group::draft_charter(next), "").ok());
  const auto by_a = a.node().charters().sign(next.id);
  ASSERT_TRUE(by_a.ok()) << by_a.error().message;
  ASSERT_TRUE(b.node().charters().propose(*by_a, "").ok());
  const auto by_both = b.node().charters().sign(next.id);
  ASSERT_TRUE(by_both.ok()) << by_both.error().message;

  std::unique_ptr<FileFault> full;
  a.restart([&](const std::filesystem::path& dir) {
    full = std::make_unique<FileFault>(dir / "node.db", FileCall::open_to_write, FileFault::How{.error = ENOSPC});
  });
  const auto in_force = [&] { return a.node().charters().in_force()->at(0); };
  EXPECT_FALSE(a.node().charters().withdraw(next.id).ok());
  EXPECT_EQ(a.node().charters().proposals().size(), 1u);
  EXPECT_FALSE(a.node().charters().propose(*by_both, "").ok());
  EXPECT_EQ(in_force().charter.terms.modified, before);
  EXPECT_FALSE(a.node().charters().leave("drill").ok());
  EXPECT_FALSE(in_force().left);
  a.node().mirror_room().keep_not_taken("origin", b.identity(), "no room");
  EXPECT_EQ(a.node().mirror_room().not_taken("origin", b.identity()), "");
  full.reset();
  a.node().mirror_room().keep_not_taken("origin", b.identity(), "no room");
  EXPECT_EQ(a.node().mirror_room().not_taken("origin", b.identity()), "no room") << "and it is news once more";
  EXPECT_TRUE(a.node().charters().propose(*by_both, "").ok());
  EXPECT_EQ(in_force().charter.terms.modified, next.modified);
}

}  // namespace
}  // namespace parley::node::testing
