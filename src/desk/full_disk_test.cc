// On a full disk a person still holds back and shuts out (docs/decisions/0009), and is told what else does not go on.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>

#include "desk/embargoes.h"
#include "desk/journals.h"
#include "desk/people.h"
#include "desk/retention.h"
#include "node/audit.h"
#include "node/health.h"
#include "node/journals.h"
#include "node/release_policy.h"
#include "node/test_acting.h"
#include "node/test_group.h"
#include "testing/small_disk.h"

namespace parley::desk::testing {
namespace {

using node::testing::administrator;
using node::testing::identity_object;
using node::testing::Party;

TEST(FullDisk, WhatOnlyTakesAwayGoesOn) {
  const node::testing::Folder folder;
  PARLEY_SMALL_DISK(disk, folder.path(), std::uint64_t{24} << 20);
  Party party(folder.path() / "one", "one");
  node::Node& node = party.node();
  const node::Acting who = administrator(node);
  const People people(node);
  const People::Keeper keeper = people.keeper(who).value();
  for (const char* name : {"sensor", "guest"}) {
    const auto change = people.add(keeper, {.name = name, .read = {"main"}});
    ASSERT_TRUE(change.ok()) << change.error().message;
    ASSERT_TRUE(people.put(keeper, *change, {}).ok());
  }
  const auto token = people.add_token(keeper, "sensor", "", 0);
  ASSERT_TRUE(token.ok());
  Party::append_to(*node.journals().open("main").value().journal, {identity_object(party.identity(), 1)});

  disk.fill();
  // A page that is there may still hold a little, so the first acts may yet go through.
  auto refused = people.add_token(keeper, "guest", "", 0);
  for (int i = 0; refused.ok() && i < 200; ++i) refused = people.add_token(keeper, "guest", "", 0);
  ASSERT_FALSE(refused.ok());
  const auto held = Embargoes(node).put(who, {.what = "tlp:red"});
  EXPECT_TRUE(held.ok()) << held.error().message;
  EXPECT_TRUE(people.remove_token(keeper, token->id).ok());
  EXPECT_TRUE(people.remove(keeper, "guest").ok());
  EXPECT_TRUE(Journals(node).change(who, "main", {.outside = Journals::Outside{.read = false, .write = false}}).ok());
  EXPECT_TRUE(Retention(node).hold(who, "*", "", "a court asks for it").ok());
  // Somebody takes also what was set free for these.
  disk.fill();
  EXPECT_TRUE(Embargoes(node).put(who, {.what = "drill", .as_label = node::AsLabel::yes}).ok());

  disk.make_room();
  node.audit().keep_up();
  EXPECT_EQ(node.audit().waiting(), 0u);
  party.restart();
  EXPECT_EQ(party.node().release_policy().embargoes().size(), 2u);
  EXPECT_EQ(People(party.node()).tokens()->size(), 0u);
}

}  // namespace
}  // namespace parley::desk::testing
