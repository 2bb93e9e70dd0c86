#include "desk/embargoes.h"

#include "base/file_fault.h"
#include "desk/erasing.h"
#include "desk/journals.h"
#include "desk/status.h"
#include "desk/test_room.h"
#include "node/audit.h"
#include "node/journals.h"

namespace parley::desk::testing {
namespace {

constexpr std::string_view kFirst = "identity--00000001-1111-4111-8111-111111111111";

class KeepingDesk : public RoomTest {
 protected:
  void SetUp() override {
    RoomTest::SetUp();
    node::testing::Party::append_to(*one.node().journals().open("main")->journal, {identity_object(one.identity(), 1)});
  }
};

class EmbargoesDesk : public KeepingDesk {};

TEST_F(EmbargoesDesk, HoldBackWhatTheirWordsMean) {
  const Embargoes embargoes(one.node());
  EXPECT_EQ(embargoes.put(person("anna"), {.what = "identity"}).error().code, Code::forbidden);
  const auto put = embargoes.put(administrator(one.node()), {.what = std::string(kFirst), .reason = "Not yet"});
  ASSERT_TRUE(put.ok()) << put.error().message;
  EXPECT_EQ(put->held.objects, 1u);
  EXPECT_TRUE(put->before.empty());
  ASSERT_EQ(embargoes.list().size(), 1u);
  EXPECT_EQ(embargoes.list().front().party_name, "*");
  EXPECT_FALSE(embargoes.list().front().over);
  EXPECT_THAT(to_json(embargoes.list().front()), HasSubstr("\"reason\":\"Not yet\""));
  const auto removed = embargoes.remove(administrator(one.node()), "identity--00000001", "*");
  ASSERT_TRUE(removed.ok()) << removed.error().message;
  EXPECT_EQ(removed->what, kFirst);
  EXPECT_TRUE(embargoes.list().empty());
}

TEST_F(EmbargoesDesk, AreTowardsPartiesThatAreKnown) {
  const auto put = Embargoes(one.node()).put(administrator(one.node()), {.what = "identity", .party = "nobody"});
  EXPECT_EQ(put.error().code, Code::not_found);
  ASSERT_TRUE(Embargoes(one.node()).put(administrator(one.node()), {.what = "identity", .party = "two"}).ok());
  EXPECT_EQ(Embargoes(one.node()).list().front().party_name, "two");
}

TEST_F(EmbargoesDesk, AreNotMadeShorterByAddingAnother) {
  const Embargoes embargoes(one.node());
  const auto acting = administrator(one.node());
  const Micros soon{one.node().time().value + 3'600'000'000};
  ASSERT_TRUE(embargoes.put(acting, {.what = "identity", .until = soon, .reason = "court order"}).ok());
  ASSERT_TRUE(embargoes.put(acting, {.what = "identity"}).ok()) << "longer";
  EXPECT_EQ(embargoes.list().front().embargo.reason, "court order");
  const auto shorter = embargoes.put(acting, {.what = "identity", .until = soon});
  EXPECT_EQ(shorter.error().code, Code::conflict);
  EXPECT_THAT(shorter.error().message, HasSubstr("holds for good"));
  EXPECT_EQ(embargoes.list().front().embargo.until, kForGood);
  EXPECT_TRUE(embargoes.put(acting, {.what = "identity", .party = "two", .until = soon}).ok()) << "towards another";
}

class ErasingDesk : public KeepingDesk {};

TEST_F(ErasingDesk, ShowsWhatGoesAndTakesOnlyThat) {
  const Erasing erasing(one.node());
  const auto acting = administrator(one.node());
  EXPECT_EQ(erasing.find(person("anna"), "00000001", "main", "").error().code, Code::forbidden);
  EXPECT_EQ(erasing.find(acting, std::string(kFirst), "main", "2020-01-01T00:00:00Z").error().code, Code::not_found);
  const auto found = erasing.find(acting, "00000001", "main", "");
  ASSERT_TRUE(found.ok()) << found.error().message;
  ASSERT_EQ(found->versions.size(), 1u);
  EXPECT_EQ(found->id, kFirst);
  EXPECT_FALSE(found->mirror);
  EXPECT_EQ(erasing.erase(person("anna"), *found).error().code, Code::forbidden);
  EXPECT_EQ(erasing.erase(acting, *found).value(), 1u);
  EXPECT_FALSE(one.node().journals().open("main")->journal->contains(kFirst).value());
}

class JournalsDesk : public KeepingDesk {
 protected:
  static node::NewJournal called(const std::string& name) {
    node::NewJournal out;
    out.name = name;
    out.outside_read = false;
    return out;
  }
};

TEST_F(JournalsDesk, AreMadeAndChangedByWhoOperatesTheNode) {
  const Journals journals(one.node());
  EXPECT_EQ(journals.add(person("anna"), called("feed")).error().code, Code::forbidden);
  const auto row = journals.add(administrator(one.node()), called("feed"));
  ASSERT_TRUE(row.ok()) << row.error().message;
  EXPECT_EQ(outside_word(*row), "none");
  const auto changed =
      journals.change(administrator(one.node()), "feed", {.title = "Feed", .outside = Journals::outside_of("inbox")});
  ASSERT_TRUE(changed.ok()) << changed.error().message;
  EXPECT_EQ(changed->title, "Feed");
  EXPECT_EQ(outside_word(*changed), "inbox");
  EXPECT_EQ(journals.change(administrator(one.node()), "nowhere", {}).error().code, Code::not_found);
}

TEST_F(JournalsDesk, AreCheckedFromTheFirstEntryOn) {
  const Journals journals(one.node());
  const auto verified = journals.verify("main", {});
  ASSERT_TRUE(verified.ok()) << verified.error().message;
  EXPECT_TRUE(verified->holds.ok()) << verified->holds.error().message;
  EXPECT_EQ(verified->statistics.entries, journals.size("main").value());
  EXPECT_EQ(journals.rebuild(administrator(one.node()), "main", {})->differences, 0u);
  EXPECT_EQ(journals.rebuild(person("anna"), "main", {}).error().code, Code::forbidden);
  EXPECT_THAT(journals.show("main")->verifier_key, HasSubstr("+"));
  EXPECT_EQ(journals.chosen("").size(), journals.list().size());
}

class StatusDesk : public RoomTest {};

TEST_F(StatusDesk, SaysWhatIsDueWithATimeFirst) {
  EXPECT_TRUE(NodeStatus(one.node()).due()->empty());
  EXPECT_FALSE(NodeStatus(one.node()).degraded());
  EXPECT_TRUE(NodeStatus(one.node()).problems().empty());
  EXPECT_THAT(NodeStatus(one.node()).calendar({}), HasSubstr("BEGIN:VCALENDAR"));
}

// A process that could not record it is gone; whoever asks the next one is told what is wrong now.
TEST_F(StatusDesk, SaysWhyRecordsOfActsWaitAndWritesThemWhenThereIsRoom) {
  const auto put = [&](const char* what) {
    return Embargoes(one.node()).put(administrator(one.node()), {.what = what}).ok();
  };
  ASSERT_TRUE(put("tool"));
  const std::string origin = one.node().journals().open(node::kAudit)->row.origin;
  const auto what_waits = [&] {
    const auto shown = NodeStatus(one.node()).show(nullptr);
    EXPECT_TRUE(shown.ok()) << shown.error().message;
    for (const node::Problem& problem : shown->problems)
      if (problem.text.find("of who did what wait") != std::string::npos) return problem.text;
    return std::string();
  };
  {
    const FileFault full(one.node().dir() / "journals" / origin.substr(origin.rfind('/') + 1), FileCall::write,
                         {.error = ENOSPC});
    ASSERT_TRUE(put("campaign"));
    one.restart();
    EXPECT_THAT(what_waits(), HasSubstr("2 records of who did what wait"));
    EXPECT_THAT(what_waits(), HasSubstr("No space left on device"));
  }
  EXPECT_EQ(what_waits(), "");
}

}  // namespace
}  // namespace parley::desk::testing
