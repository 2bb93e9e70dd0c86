// What the parts of a node that have to do with groups promise each by itself: states that are snapshots, and memory
// that can be loaded again from node.db.
#include "node/group_parts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "group/messages.h"
#include "json/writer.h"
#include "node/group_states.h"
#include "node/group_view.h"
#include "node/heads.h"
#include "node/membership.h"
#include "node/mirror_room.h"
#include "node/node.h"
#include "node/own_journal.h"
#include "node/peers.h"
#include "node/receipts.h"
#include "node/test_group.h"
#include "store/embedded/group_db.h"

namespace parley::node::testing {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

std::string inquiry_of(const Party& from, const Party& to) {
  return group::message_text({.type = "inquiry",
                              .id = {},
                              .author = from.identity(),
                              .time = {now().value / 1000 * 1000},
                              .exercise = false})
      .text("name", "Who?")
      .raw("to_refs", json::string_array_text({to.identity()}))
      .raw("questions", R"([{"number":1,"text":"Who?"}])")
      .text("incident_severity", "high")
      .raw("asks", R"(["information"])")
      .str();
}

class GroupPartsTest : public ::testing::Test {
 protected:
  GroupPartsTest() { make_group({&a, &b}); }
  std::shared_ptr<const group::View> state() {
    const auto view = a.node().group_states().at(a.node().membership().group("drill").value(), now());
    EXPECT_TRUE(view.ok()) << view.error().message;
    return view.value();
  }
  // As it is when nothing was taken in before.
  group::View fresh() {
    const GroupView view = a.node().membership().group("drill").value();
    group::State state(view.charter, a.node().receipts().received_at(view));
    EXPECT_TRUE(a.node()
                    .membership()
                    .for_each(view,
                              [&](const group::Record& record) {
                                state.feed(record);
                                return Status{};
                              })
                    .ok());
    return state.view(now());
  }

  const Folder folder;
  Party a{folder.path() / "a", "ruritania"}, b{folder.path() / "b", "graustark"};
};

TEST_F(GroupPartsTest, AStateIsASnapshotThatLaterEntriesDoNotChange) {
  const auto before = state();
  ASSERT_THAT(before->inquiries, IsEmpty());
  a.append({inquiry_of(a, b)});
  const auto after = state();
  EXPECT_THAT(after->inquiries, SizeIs(1));
  EXPECT_THAT(before->inquiries, IsEmpty());
}

TEST_F(GroupPartsTest, AStateThatIsKeptUpIsTheOneThatAllEntriesGive) {
  for (int i = 0; i < 3; ++i) {
    a.append({inquiry_of(a, b), identity_object(a.identity(), i)});
    const auto kept_up = state();
    const group::View all = fresh();
    ASSERT_EQ(kept_up->inquiries.size(), all.inquiries.size());
    for (std::size_t n = 0; n < all.inquiries.size(); ++n)
      EXPECT_EQ(kept_up->inquiries[n].at.id, all.inquiries[n].at.id);
    EXPECT_EQ(kept_up->faults.size(), all.faults.size());
    EXPECT_EQ(kept_up->due.size(), all.due.size());
  }
}

TEST_F(GroupPartsTest, WhatWasErasedIsInNoStateAnyMore) {
  a.append({inquiry_of(a, b)});
  const auto before = state();
  ASSERT_THAT(before->inquiries, SizeIs(1));
  ASSERT_TRUE(a.own_journal()
                  ->erase(before->inquiries[0].at.id, {.last = false, .first = false, .all = true, .exact = {}})
                  .ok());
  EXPECT_THAT(state()->inquiries, IsEmpty());
}

// Another process that has the same node.db may have written to it.
TEST_F(GroupPartsTest, EveryPartLoadsAgainWhatSomebodyElseHasWritten) {
  const auto other = store::GroupDb::open(a.node().dir() / "node.db");
  ASSERT_TRUE(other.ok());
  const GroupView view = a.node().membership().group("drill").value();
  const std::string& origin = group::find_signature(view.charter, b.identity())->journal_key.name;
  const std::string own_origin = a.own_journal()->origin();
  ASSERT_TRUE((*other)->put_stopped({origin, "rolled back: by somebody else"}).ok());
  ASSERT_TRUE((*other)->put_not_taken({own_origin, b.identity(), "full"}).ok());
  ASSERT_TRUE((*other)->put_departure({view.charter.terms.id, b.identity(), now()}).ok());
  auto peer = (*other)->peers()->at(0);
  peer.alias = "renamed";
  ASSERT_TRUE((*other)->put_peer(peer).ok());
  EXPECT_FALSE(a.node().heads().stopped(origin).has_value());

  ASSERT_TRUE(a.node().reload_groups().ok());
  EXPECT_EQ(a.node().heads().stopped(origin), "rolled back: by somebody else");
  EXPECT_EQ(a.node().mirror_room().not_taken(own_origin, b.identity()), "full");
  EXPECT_TRUE(a.node().peers().find("renamed").ok());
  const GroupView again = a.node().membership().group("drill").value();
  EXPECT_TRUE(a.node().membership().has_left(again, b.identity()));
  EXPECT_EQ(member_of(again, b.identity())->problem, "rolled back: by somebody else");

  ASSERT_TRUE((*other)->put_stopped({origin, ""}).ok());
  ASSERT_TRUE(a.node().reload_groups().ok());
  EXPECT_FALSE(a.node().heads().stopped(origin).has_value());
}

TEST_F(GroupPartsTest, ObjectsOfOursAreAdmittedLikeThoseOfAPost) {
  const std::string wrong =
      R"({"type":"indicator","spec_version":"2.1","id":"indicator--11111111-1111-4111-8111-111111111111",)"
      R"("created":"2026-01-01T00:00:00.000Z","modified":"2026-01-01T00:00:00.000Z","valid_from":"2026-01-01T00:00:00Z",)"
      R"("pattern":"[ipv4-addr:value = ","pattern_type":"stix"})";
  const auto admitted = OwnJournal::admit({{wrong}});
  ASSERT_FALSE(admitted.ok());
  EXPECT_EQ(admitted.error().code, Code::invalid_input);
  EXPECT_THAT(admitted.error().message, ::testing::HasSubstr("indicator--11111111"));
  const std::uint64_t before = a.own_journal()->size();
  EXPECT_FALSE(OwnJournal::append(*a.own_journal(), {{identity_object(a.identity(), 1), wrong}}).ok());
  EXPECT_EQ(a.own_journal()->size(), before) << "all or none";
}

}  // namespace
}  // namespace parley::node::testing
