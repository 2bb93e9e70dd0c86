// What came in, as one row for each thing that somebody did: a message, a release of objects, a charter under way.
#include "desk/inbox.h"

#include "desk/test_room.h"
#include "node/charters.h"

namespace parley::desk::testing {
namespace {

using ::testing::StartsWith;

class InboxDesk : public RoomTest {
 protected:
  void SetUp() override { node::testing::make_group({&one, &two, &three}); }
  std::vector<Inbox::Item> items(node::testing::Party& party, const std::string& kind) {
    auto page = Inbox(party.node()).list({});
    EXPECT_TRUE(page.ok()) << page.error().message;
    std::vector<Inbox::Item> out = std::move(page->items);
    std::erase_if(out, [&](const Inbox::Item& item) { return item.kind != kind; });
    return out;
  }
  // A later version of the charter, which nobody has signed.
  group::Charter draft(std::int64_t later) {
    group::Terms terms = room(one).group.charter.terms;
    terms.purpose = "Find out more", terms.modified.value += later * 1000;
    auto made = group::draft_charter(terms);
    EXPECT_TRUE(made.ok()) << made.error().message;
    return std::move(made).value();
  }
  // The row of the charter under way.
  Inbox::Item charter_row() {
    const auto rows = items(one, "charter");
    EXPECT_EQ(rows.size(), 1u);
    return rows.empty() ? Inbox::Item() : rows.front();
  }

  node::testing::Party three{folder.path() / "three", "three"};
};

TEST_F(InboxDesk, ACharterThatNobodySignedIsFromNobody) {
  ASSERT_TRUE(one.node().charters().propose(draft(1), "").ok());
  const auto row = charter_row();
  EXPECT_EQ(row.from, "") << "any of them, and this party, may have drawn it";
  EXPECT_EQ(row.text, "under way, 0 of 3 signed");
  EXPECT_TRUE(row.needs_act);
  EXPECT_THAT(to_json(row), HasSubstr("\"from\":\"\""));
}

TEST_F(InboxDesk, ACharterThatAnotherSignedIsFromWhoSigned) {
  ASSERT_TRUE(two.node().charters().propose(draft(1), "").ok());
  const auto by_two = two.node().charters().sign(room(one).id());
  ASSERT_TRUE(by_two.ok()) << by_two.error().message;
  ASSERT_TRUE(one.node().charters().propose(*by_two, "").ok());
  EXPECT_EQ(charter_row().from, "two");
  EXPECT_TRUE(charter_row().needs_act);
  ASSERT_TRUE(one.node().charters().sign(room(one).id()).ok());
  EXPECT_EQ(charter_row().from, "two") << "our own signature brings nothing in";
  EXPECT_FALSE(charter_row().needs_act);
}

TEST_F(InboxDesk, ACharterThatWeAloneSignedIsOurs) {
  ASSERT_TRUE(one.node().charters().propose(draft(1), "").ok());
  ASSERT_TRUE(one.node().charters().sign(room(one).id()).ok());
  const auto row = charter_row();
  EXPECT_EQ(row.from, "one");
  EXPECT_EQ(row.text, "under way, 1 of 3 signed");
  EXPECT_FALSE(row.needs_act) << "we wait for them";
}

TEST_F(InboxDesk, ACharterThatAnotherHasWithdrawnWaitsForNobody) {
  const group::Charter drawn = draft(1);
  ASSERT_TRUE(one.node().charters().propose(drawn, "").ok());
  ASSERT_TRUE(one.node().charters().was_withdrawn(two.identity(), drawn.terms.id, drawn.terms.modified).ok());
  EXPECT_EQ(charter_row().text, "under way, 0 of 3 signed; withdrawn by two");
  EXPECT_FALSE(charter_row().needs_act);
}

TEST_F(InboxDesk, AReleaseOfObjectsIsOneRowWhateverTheirNumber) {
  const auto released =
      node::testing::let_leave(one.node(), "drill",
                               {identity_object(one.identity(), 1), identity_object(one.identity(), 2),
                                identity_object(one.identity(), 3), identity_object(one.identity(), 4)});
  ASSERT_TRUE(released.ok()) << released.error().message;
  bring(one, two);
  const auto page = Inbox(two.node()).list({});
  ASSERT_TRUE(page.ok()) << page.error().message;
  ASSERT_EQ(page->total, 1u);
  const Inbox::Item& row = page->items.front();
  EXPECT_EQ(row.kind, "release");
  EXPECT_EQ(row.from, "one");
  EXPECT_THAT(row.text, StartsWith("4 objects: identity--00000001 \"Duty team\", "));
  EXPECT_THAT(row.text, ::testing::EndsWith(", ..."));
  EXPECT_FALSE(row.needs_act);
  EXPECT_EQ(Inbox(two.node()).list({.open_only = true})->total, 0u) << "nothing is owed for it";
}

TEST_F(InboxDesk, MessagesAndAReleaseBesideEachOtherAreARowEach) {
  const Saying saying(one.node());
  const Said first = say(one, saying.notification(room(one), {.subject = "First"}).value());
  ASSERT_TRUE(node::testing::let_leave(one.node(), "drill", {identity_object(one.identity(), 1)}).ok());
  const Said second = say(one, saying.notification(room(one), {.subject = "Second"}).value());
  bring(one, two);
  EXPECT_EQ(Inbox(two.node()).list({})->total, 3u);
  EXPECT_EQ(items(two, "release").size(), 1u);
  std::vector<std::string> ids;
  for (const auto& item : items(two, "notification")) ids.push_back(item.id);
  EXPECT_THAT(ids, ::testing::UnorderedElementsAre(first.id, second.id));
}

TEST_F(InboxDesk, APositionThatWasWithdrawnSaysSoInItsOwnRow) {
  const std::string id = "position--00000001-1111-4111-8111-111111111111";
  const Micros first{room(one).now.value / 1000 * 1000};
  const auto position = [&](Micros time) {
    json::ObjectWriter text =
        group::message_text({.type = "position", .id = id, .author = one.identity(), .time = time, .created = first});
    text.text("speaker", "The minister").text("authority", "Ministry").text("subject", "The grid");
    return text.text("stance", "denies").text("statement", "We saw nothing").text("audience", "private");
  };
  say(one, position(first).str());
  say(one, position({first.value + 1000}).flag("revoked", true).str());
  bring(one, two);
  ASSERT_EQ(items(two, "position").size(), 1u);
  const std::string row = to_json(items(two, "position").front());
  EXPECT_THAT(row, HasSubstr("\"text\":\"The minister denies: The grid\""));
  EXPECT_THAT(row, HasSubstr("\"withdrawn\":{\"by\":\"" + id + "\",\"added\":\""));
  EXPECT_TRUE(items(two, "withdrawn").empty()) << "it is no message by itself";
}

}  // namespace
}  // namespace parley::desk::testing
