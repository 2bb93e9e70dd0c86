// Charters on their way to becoming groups, and what is known of peers.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "node/charters.h"
#include "node/membership.h"
#include "node/node.h"
#include "node/peers.h"
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

}  // namespace
}  // namespace parley::node::testing
