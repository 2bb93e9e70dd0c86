#include "desk/retention.h"

#include "desk/inquiries.h"
#include "desk/test_room.h"
#include "node/membership.h"
#include "node/own_journal.h"

namespace parley::desk::testing {
namespace {

constexpr std::int64_t kSecond = 1'000'000;

std::string id_of(int number) { return fmt::format("identity--{:08x}-1111-4111-8111-111111111111", number); }

// What was said a moment ago is a year old: no test waits for a charter's time to pass.
class RetentionDesk : public RoomTest {
 protected:
  void SetUp() override {
    node::testing::make_group({&one, &two},
                              [](group::Terms& terms) { terms.retention = std::chrono::hours(24 * 365); });
    release(1);
    release(2);
    bring(one, two);
  }
  void release(int number) {
    const auto released = node::testing::let_leave(one.node(), "drill", {identity_object(one.identity(), number)});
    ASSERT_TRUE(released.ok()) << released.error().message;
  }
  static node::GroupView group(node::testing::Party& party) { return party.node().membership().groups().front(); }
  static Micros in_a_year(node::testing::Party& party) {
    return {party.node().time().value + 366ll * 86'400 * kSecond};
  }
  static node::Retention::List due(node::testing::Party& party) {
    auto list = party.node().retention().list(group(party), in_a_year(party));
    EXPECT_TRUE(list.ok()) << list.error().message;
    return list.ok() ? std::move(*list) : node::Retention::List{};
  }
  static std::vector<std::string> ids(const node::Retention::List& list) {
    std::vector<std::string> out;
    for (const auto& one : list.due) out.push_back(one.id);
    return out;
  }
  static std::optional<group::KeptFor> kept_for(const node::Retention::List& list, const std::string& id) {
    for (const auto& one : list.kept)
      if (one.item.id == id) return one.why.why;
    return std::nullopt;
  }
  static Retention::Line line(node::Retention::List list) {
    return {.list = std::move(list), .order = {}, .rests_because = {}};
  }
};

TEST_F(RetentionDesk, ShowsWhatFallsDueAtItsTimeAndNotBefore) {
  const auto lines = Retention(two.node()).list();
  ASSERT_TRUE(lines.ok()) << lines.error().message;
  ASSERT_EQ(lines->size(), 1u);
  EXPECT_TRUE(lines->front().list.due.empty());
  EXPECT_FALSE(lines->front().order) << "there is none unless a person gives it";
  for (node::testing::Party* party : {&one, &two})
    EXPECT_THAT(ids(due(*party)), ::testing::ElementsAre(id_of(1), id_of(2)));
  EXPECT_GE(due(two).kept_for.at(group::KeptFor::record), 2u) << "the charters and the records of releases";
  EXPECT_THAT(to_json(line(due(two))), HasSubstr("\"due\":2"));
}

TEST_F(RetentionDesk, PurgesWhatWasShownAndTheProofsHold) {
  for (node::testing::Party* party : {&one, &two}) {
    const Retention retention(party->node());
    const auto purged = retention.purge(administrator(party->node()), line(due(*party)));
    ASSERT_TRUE(purged.ok()) << purged.error().message;
    EXPECT_EQ(purged->objects, 2u);
    EXPECT_EQ(purged->problem, "");
    EXPECT_TRUE(due(*party).due.empty());
    const auto journal = party == &one ? one.own_journal() : two.mirror_of(one);
    EXPECT_FALSE(journal->contains(id_of(1)).value());
    EXPECT_TRUE(journal->verify().ok());
    const auto record = retention.record();
    ASSERT_TRUE(record.ok());
    ASSERT_EQ(record->size(), 1u);
    EXPECT_EQ(record->front().row.act, "purge");
    EXPECT_EQ(record->front().row.purged, 2u);
    EXPECT_EQ(record->front().row.by, administrator(party->node()).person());
    EXPECT_EQ(record->front().group, "drill");
    EXPECT_TRUE(room(*party).view.faults.empty());
  }
}

TEST_F(RetentionDesk, PurgesNothingThatWasNotShown) {
  const auto shown = line(due(two));
  const Retention retention(two.node());
  ASSERT_TRUE(retention.hold(administrator(two.node()), id_of(1), "drill", "Court order 7").ok());
  EXPECT_EQ(retention.purge(administrator(two.node()), shown).error().code, Code::conflict);
  EXPECT_TRUE(two.mirror_of(one)->contains(id_of(1)).value());
  EXPECT_TRUE(two.mirror_of(one)->contains(id_of(2)).value());
}

TEST_F(RetentionDesk, HoldsAreOnRecordFromTheirBeginningToTheirEnd) {
  const Retention retention(two.node());
  const auto acting = administrator(two.node());
  EXPECT_EQ(retention.hold(acting, id_of(1), "drill", "").error().code, Code::invalid_input);
  const auto held = retention.hold(acting, "00000001", "drill", "Court order 7");
  ASSERT_TRUE(held.ok()) << held.error().message;
  EXPECT_EQ(kept_for(due(two), id_of(1)), group::KeptFor::hold);
  EXPECT_THAT(ids(due(two)), ::testing::ElementsAre(id_of(2)));
  ASSERT_TRUE(retention.hold(acting, "*", "", "The archive asks for it").ok());
  EXPECT_TRUE(due(two).due.empty());
  ASSERT_TRUE(retention.release(acting, 2).ok());
  ASSERT_TRUE(retention.release(acting, held->number).ok());
  EXPECT_EQ(retention.release(acting, held->number).error().code, Code::not_found);
  EXPECT_EQ(due(two).due.size(), 2u);
  const auto holds = retention.holds();
  ASSERT_TRUE(holds.ok());
  ASSERT_EQ(holds->size(), 2u);
  EXPECT_TRUE(holds->front().row.released.has_value());
  EXPECT_EQ(retention.record()->size(), 4u);
}

TEST_F(RetentionDesk, KeepsWhatThisPartyDeliberates) {
  const auto journal = two.node().own_journal().drafts();
  ASSERT_TRUE(journal.ok()) << journal.error().message;
  node::testing::Party::append_to(
      *journal->journal,
      {fmt::format(
          R"({{"type":"grouping","spec_version":"2.1","id":"grouping--00000001-1111-4111-8111-111111111111","created_by_ref":"{}","created":"2026-11-22T00:00:00.000Z","modified":"2026-11-22T00:00:00.000Z","name":"Harbour","context":"unspecified","object_refs":["{}"]}})",
          two.identity(), id_of(1))});
  EXPECT_EQ(kept_for(due(two), id_of(1)), group::KeptFor::deliberation);
  EXPECT_THAT(ids(due(two)), ::testing::ElementsAre(id_of(2)));
  EXPECT_EQ(due(one).due.size(), 2u) << "each party keeps what it needs itself";
}

TEST_F(RetentionDesk, IsForWhoMayErase) {
  const auto anna = person("anna");
  const Retention retention(one.node());
  EXPECT_EQ(retention.preview(anna, "drill").error().code, Code::forbidden);
  EXPECT_EQ(retention.purge(anna, line(due(one))).error().code, Code::forbidden);
  EXPECT_EQ(retention.hold(anna, id_of(1), "drill", "Why not").error().code, Code::forbidden);
  EXPECT_EQ(retention.order(anna, "drill", true).error().code, Code::forbidden);
  ASSERT_TRUE(one.node().people().allow("anna", node::Act::erase, room(one).id()).ok());
  EXPECT_EQ(retention.preview(anna, "drill").error().code, Code::not_found) << "nothing falls due yet";
  EXPECT_EQ(retention.hold(anna, id_of(1), "", "In all groups").error().code, Code::forbidden);
  EXPECT_TRUE(retention.purge(anna, line(due(one))).ok());
}

TEST_F(RetentionDesk, OrdersAreGivenByAPersonAndRestWithHisRight) {
  const auto anna = person("anna");
  ASSERT_TRUE(one.node().people().allow("anna", node::Act::erase, room(one).id()).ok());
  const Retention retention(one.node());
  EXPECT_FALSE(retention.order(anna, "drill", false).value());
  ASSERT_TRUE(retention.order(anna, "drill", true).value());
  ASSERT_TRUE(one.node().retention().carry_out(one.node().time()).ok());
  EXPECT_EQ(retention.record()->size(), 1u) << "nothing falls due, so nothing was done";
  ASSERT_TRUE(retention.list("drill")->front().order.has_value());
  EXPECT_EQ(retention.list("drill")->front().rests_because, "");
  ASSERT_TRUE(one.node().people().disallow("anna", node::Act::erase, room(one).id()).ok());
  EXPECT_THAT(retention.list("drill")->front().rests_because, HasSubstr("has no right to erase"));
  ASSERT_TRUE(retention.order(administrator(one.node()), "drill", false).value());
  EXPECT_FALSE(retention.list("drill")->front().order.has_value());
  ASSERT_EQ(retention.record()->size(), 2u);
  EXPECT_EQ(retention.record()->back().row.act, "end order");
  EXPECT_EQ(one.node().retention().end_order({"anna", ""}, room(one).id()).error().code, Code::not_found);
  EXPECT_EQ(retention.record()->size(), 2u) << "what does not happen is not on record";
}

TEST_F(RetentionDesk, OrdersAreCarriedOutByTheNodeOnRecord) {
  const Retention retention(one.node());
  node::Retention& orders = one.node().retention();
  ASSERT_TRUE(orders.carry_out(in_a_year(one)).ok());
  EXPECT_EQ(due(one).due.size(), 2u) << "without an order nothing goes";
  ASSERT_TRUE(retention.order(administrator(one.node()), "drill", true).value());
  ASSERT_TRUE(retention.hold(administrator(one.node()), id_of(2), "drill", "Court order 7").ok());
  ASSERT_TRUE(orders.carry_out(in_a_year(one)).ok());
  EXPECT_FALSE(one.own_journal()->contains(id_of(1)).value());
  EXPECT_TRUE(one.own_journal()->contains(id_of(2)).value());
  EXPECT_EQ(retention.record()->back().row.act, "purge by order");
  EXPECT_EQ(retention.record()->back().row.purged, 1u);
  const std::size_t recorded = retention.record()->size();
  ASSERT_TRUE(orders.carry_out(in_a_year(one)).ok());
  EXPECT_EQ(retention.record()->size(), recorded) << "nothing is left to be done";
}

// An inquiry that names an object keeps it at both parties, until it has been answered and that is old enough as well.
TEST_F(RetentionDesk, KeepsWhatAnOpenInquiryNames) {
  say(one, begin_message(room(one), "inquiry", false)
               .text("name", "What is this")
               .raw("to_refs", json::string_array_text({two.identity()}))
               .raw("questions", fmt::format(R"([{{"number":1,"text":"Whose?","object_refs":["{}"]}}])", id_of(2)))
               .text("incident_severity", "high")
               .raw("asks", R"(["information"])")
               .str());
  bring(one, two);
  for (node::testing::Party* party : {&one, &two}) {
    EXPECT_EQ(kept_for(due(*party), id_of(2)), group::KeptFor::open_inquiry);
    EXPECT_THAT(ids(due(*party)), ::testing::ElementsAre(id_of(1)));
  }
}

}  // namespace
}  // namespace parley::desk::testing
