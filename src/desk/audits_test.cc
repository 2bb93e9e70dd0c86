// Each kind of act leaves its record, with who and how; and what a full disk stops and does not.
#include "desk/audits.h"

#include <functional>

#include "base/file_fault.h"
#include "desk/embargoes.h"
#include "desk/erasing.h"
#include "desk/importing.h"
#include "desk/inquiries.h"
#include "desk/journals.h"
#include "desk/own_objects.h"
#include "desk/peers.h"
#include "desk/questions.h"
#include "desk/recalls.h"
#include "desk/releases.h"
#include "desk/terms.h"
#include "desk/test_room.h"
#include "node/audit.h"
#include "node/journals.h"
#include "node/own_journal.h"
#include "release/confirm.h"

namespace parley::desk::testing {
namespace {

using node::Act;
using node::ActState;
using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

constexpr std::string_view kFirst = "identity--00000001-1111-4111-8111-111111111111";

class AuditsDesk : public RoomTest {
 protected:
  void SetUp() override {
    RoomTest::SetUp();
    put_into_main(identity_object(one.identity(), 1));
  }
  node::Node& node() { return one.node(); }
  node::Acting admin() { return administrator(node()); }
  void put_into_main(const std::string& object) {
    node::testing::Party::append_to(*node().journals().open("main")->journal, {object});
  }
  static std::string red(std::string object) {
    const std::size_t at = object.find("marking-definition--");
    return object.replace(at, kRed.size(), kRed);
  }
  std::vector<node::AuditRecord> records(const Audits::Wanted& wanted = {}) {
    const auto listed = Audits(node()).list(admin(), wanted);
    EXPECT_TRUE(listed.ok()) << listed.error().message;
    std::vector<node::AuditRecord> out;
    if (listed.ok())
      for (const auto& line : listed->lines) out.push_back(line.record);
    return out;
  }
  std::vector<std::string> texts() {
    std::vector<std::string> out;
    const auto listed = Audits(node()).list(admin(), {});
    for (const auto& line : listed->lines) out.push_back(line.text);
    return out;
  }
  node::Releases::Sent asked_for_red(const node::Acting& acting, int number) {
    const std::vector<std::string> objects = {red(identity_object(one.identity(), number))};
    auto sent = node().releases().send(
        acting, {.group = "drill", .objects = objects, .shown = release::digest_of(objects), .journal = {}});
    EXPECT_TRUE(sent.ok()) << sent.error().message;
    return std::move(*sent);
  }
};

// What is done, and as what it is recorded.
struct Kind {
  Act act;
  std::string what;
  bool in_group = false;
  std::function<bool()> does;
};

TEST_F(AuditsDesk, EveryKindOfActLeavesWhoDidItAndHowThatWasKnown) {
  const auto said = [&](const std::string& text) {
    const Saying saying(node());
    return saying.say(admin(), room(one), saying.check(text).value()).ok();
  };
  const std::vector<Kind> kinds = {
      {Act::embargo, "embargo add", false,
       [&] { return Embargoes(node()).put(admin(), {.what = "campaign", .reason = "not yet"}).ok(); }},
      {Act::embargo, "embargo remove", false, [&] { return Embargoes(node()).remove(admin(), "campaign", "*").ok(); }},
      {Act::operate, "journal add", false,
       [&] {
         node::NewJournal wanted;
         wanted.name = "feed";
         return Journals(node()).add(admin(), wanted).ok();
       }},
      {Act::operate, "journal set", false,
       [&] { return Journals(node()).change(admin(), "feed", {.title = "Feed"}).ok(); }},
      {Act::operate, "journal rebuild", false, [&] { return Journals(node()).rebuild(admin(), "main", {}).ok(); }},
      {Act::draft, "question new", false,
       [&] {
         return Questions(node())
             .put(admin(), {.name = "lights", .text = "Who put out the lights?", .description = {}, .about = {}})
             .ok();
       }},
      {Act::draft, "question hypothesis", false,
       [&] {
         return Questions(node())
             .add_hypothesis(admin(), {.question = "lights", .name = "H1", .text = "Nobody did", .description = {}})
             .ok();
       }},
      {Act::draft, "question reword", false,
       [&] { return Questions(node()).reword(admin(), {.question = "lights", .what = "H1", .text = "No one"}).ok(); }},
      {Act::draft, "question withdraw", false,
       [&] { return Questions(node()).withdraw(admin(), {.question = "lights", .what = "H1"}).ok(); }},
      {Act::draft, "term add", false,
       [&] {
         const Terms terms(node());
         return terms.keep(admin(), terms.compose({.term = "attack", .meaning = "An armed one"}).value(), "main").ok();
       }},
      {Act::say, "notification", true,
       [&] { return said(Saying(node()).notification(room(one), {.subject = "Lights out"}).value()); }},
      {Act::ask_release, "release send", true,
       [&] {
         const Releases releases(node());
         const auto preview = releases.preview({.objects = {std::string(kFirst)}, .group = "drill"});
         return releases.send(admin(), *preview, preview->sha256).ok();
       }},
      {Act::recall, "recall", true,
       [&] {
         const auto asked = Recalls(node()).ask({.object = std::string(kFirst)}, "drill");
         return said(asked->front().text);
       }},
      {Act::erase, "erase", false,
       [&] {
         const Erasing erasing(node());
         return erasing.erase(admin(), *erasing.find(admin(), std::string(kFirst), "main", "")).ok();
       }},
      {Act::peers, "peer remove", false, [&] { return !Peers(node()).remove(admin(), "nobody").ok(); }},
  };
  for (const Kind& kind : kinds) {
    ASSERT_TRUE(kind.does()) << kind.what;
    const auto all = records();
    ASSERT_GE(all.size(), 2u) << kind.what;
    const node::AuditRecord& asked = all[all.size() - 2];
    const node::AuditRecord& ended = all.back();
    EXPECT_EQ(asked.state, ActState::asked) << kind.what;
    EXPECT_EQ(ended.state, kind.act == Act::peers ? ActState::failed : ActState::done) << kind.what;
    EXPECT_EQ(ended.record_ref, asked.id) << kind.what;
    for (const node::AuditRecord* one_of : {&asked, &ended}) {
      EXPECT_EQ(one_of->act, kind.act) << kind.what;
      EXPECT_EQ(one_of->what, kind.what);
      EXPECT_EQ(one_of->person, "admin") << kind.what;
      EXPECT_EQ(one_of->known, node::How::uid) << kind.what;
      EXPECT_EQ(one_of->door, node::Door::command) << kind.what;
      EXPECT_THAT(one_of->about, Not(IsEmpty())) << kind.what;
      if (kind.in_group) {
        EXPECT_EQ(one_of->place_name, "drill") << kind.what;
      }
    }
  }
  for (const std::string& text : texts())
    for (const char* const word : {"Lights out", "Who put out", "Nobody did", "An armed one", "not yet"})
      EXPECT_THAT(text, Not(HasSubstr(word))) << "no words of what was said, only ids";
}

TEST_F(AuditsDesk, ASecondPersonIsRecordedWithWhoAskedAndSoIsWhoSaysNo) {
  put_into_main(red(identity_object(one.identity(), 2)));
  const auto sent = asked_for_red(admin(), 2);
  ASSERT_TRUE(sent.waits);
  EXPECT_THAT(records().back().what, HasSubstr("waits for a second person"));
  EXPECT_THAT(records().back().about, Contains(sent.waits->name()));
  EXPECT_EQ(records().back().about_count, 1u);
  // Who asked tries it himself.
  EXPECT_FALSE(Releases(node()).to_confirm(admin(), sent.waits->name()).ok());
  EXPECT_EQ(records().back().state, ActState::refused);
  EXPECT_EQ(records().back().act, Act::confirm);
  EXPECT_THAT(records().back().why, HasSubstr("another person must confirm it"));
  const auto second = second_person(node());
  ASSERT_TRUE(node().releases().confirm(second, sent.waits->name(), sent.waits->row.sha256).ok());
  EXPECT_EQ(records().back().person, "second");
  EXPECT_EQ(records().back().asked_by, "admin");
  EXPECT_THAT(records().back().asked_proof_from, HasSubstr("the owner of the folder")) << "who made the node gave it";
  EXPECT_EQ(records().back().state, ActState::done);
  EXPECT_EQ(records().back().what, "release confirm");

  const auto other = asked_for_red(admin(), 3);
  ASSERT_TRUE(node().releases().reject(second, other.waits->name(), "It names the source").ok());
  EXPECT_EQ(records().back().what, "release reject");
  EXPECT_EQ(records().back().person, "second");
  const auto third = asked_for_red(admin(), 4);
  ASSERT_TRUE(node().releases().reject(admin(), third.waits->name()).ok());
  EXPECT_EQ(records().back().what, "release take back");
  for (const std::string& text : texts()) EXPECT_THAT(text, Not(HasSubstr("names the source")));
}

// Whoever reads the record later must not take a file that was never opened for one that was imported.
TEST_F(AuditsDesk, AnImportOfAFileThatCannotBeOpenedIsRecordedAsFailed) {
  {
    auto work = Importing::begin(node(), admin(), {}, {});
    ASSERT_TRUE(work.ok()) << work.error().message;
    EXPECT_FALSE(work->file("nowhere.json", Error{Code::not_found, "there is no nowhere.json"}).ok());
  }
  EXPECT_EQ(records().back().what, "import");
  EXPECT_EQ(records().back().state, ActState::failed);
  EXPECT_EQ(records().back().why, "not_found");
}

TEST_F(AuditsDesk, WhoMayNotIsRefusedOnRecordAndNothingIsDone) {
  const auto anna = person("anna");
  EXPECT_FALSE(Embargoes(node()).put(anna, {.what = "campaign"}).ok());
  EXPECT_FALSE(Journals(node()).change(anna, "main", {.title = "Mine"}).ok());
  EXPECT_FALSE(Erasing(node()).find(anna, std::string(kFirst), "main", "").ok());
  EXPECT_FALSE(OwnObjects(node()).journal(anna, Act::draft, "main").ok());
  EXPECT_FALSE(Releases(node()).may_send(anna, "drill").ok());
  EXPECT_FALSE(Audits(node()).list(anna, {}).ok());
  const auto refused = records({.person = "anna", .state = "refused"});
  ASSERT_THAT(refused, SizeIs(6));
  EXPECT_EQ(refused.back().act, Act::audit);
  EXPECT_THAT(records({.person = "anna", .state = "done"}), IsEmpty());
}

TEST_F(AuditsDesk, OnAFullDiskWhatTakesAwayGoesOnAndTheRestStopsBeforeItTakesEffect) {
  ASSERT_TRUE(Embargoes(node()).put(admin(), {.what = "tool"}).ok());
  const auto other = asked_for_red(admin(), 5);
  const auto found = Erasing(node()).find(admin(), std::string(kFirst), "main", "");
  ASSERT_TRUE(found.ok());
  const auto audit = node().journals().open(node::kAudit);
  const auto main = node().journals().open("main")->journal;
  const std::string origin = audit->row.origin;
  const std::size_t before = records().size();
  {
    // Its own disk is full, and no other journal's: what stops is stopped by the record alone.
    const FileFault full(node().dir() / "journals" / origin.substr(origin.rfind('/') + 1), FileCall::write,
                         {.error = ENOSPC});
    EXPECT_EQ(Embargoes(node()).remove(admin(), "tool", "*").error().code, Code::unavailable);
    EXPECT_THAT(Embargoes(node()).list(), SizeIs(1));
    EXPECT_EQ(Erasing(node()).erase(admin(), *found).error().code, Code::unavailable);
    EXPECT_TRUE(main->contains(kFirst).value());
    const Releases releases(node());
    const auto preview = releases.preview({.objects = {std::string(kFirst)}, .group = "drill"});
    const auto size = one.own_journal()->size();
    EXPECT_EQ(releases.send(admin(), *preview, preview->sha256).error().code, Code::unavailable);
    EXPECT_EQ(one.own_journal()->size(), size);
    EXPECT_EQ(Journals(node()).change(admin(), "main", {.title = "Other"}).error().code, Code::unavailable);

    EXPECT_TRUE(Embargoes(node()).put(admin(), {.what = "campaign"}).ok());
    EXPECT_TRUE(node().releases().reject(admin(), other.waits->name()).ok());
    EXPECT_TRUE(Journals(node()).change(admin(), "main", {.outside = Journals::outside_of("none")}).ok());
    EXPECT_THAT(records(), SizeIs(before));
    EXPECT_EQ(Audits(node()).list(admin(), {})->waiting, 10u) << "three with their ends, and four that were refused";
  }
  node().audit().keep_up();
  EXPECT_EQ(Audits(node()).list(admin(), {})->waiting, 0u);
  const auto late = records();
  const auto has = [&](const std::string& what, ActState state) {
    return std::any_of(late.begin() + static_cast<std::ptrdiff_t>(before), late.end(),
                       [&](const auto& one_of) { return one_of.what == what && one_of.state == state; });
  };
  for (const char* const what : {"embargo add", "release take back", "journal set"}) {
    EXPECT_TRUE(has(what, ActState::asked)) << what;
    EXPECT_TRUE(has(what, ActState::done)) << what;
  }
  for (const char* const what : {"embargo remove", "erase", "release send"}) {
    EXPECT_FALSE(has(what, ActState::done)) << what;
    EXPECT_TRUE(has(what, ActState::refused)) << what;
  }
}

TEST_F(AuditsDesk, NothingOfItIsWrittenReleasedErasedOrFoundByAnIdAsPeopleType) {
  ASSERT_TRUE(Embargoes(node()).put(admin(), {.what = "tool"}).ok());
  const auto row = node().journals().open(node::kAudit)->row;
  const std::string record = texts().front();
  const std::string id = records().front().id;
  for (const std::string& name : {row.name, row.id}) {
    EXPECT_EQ(OwnObjects(node()).journal(admin(), Act::draft, name).error().code, Code::forbidden) << name;
    EXPECT_EQ(Erasing(node()).find(admin(), id, name, "").error().code, Code::forbidden) << name;
    EXPECT_EQ(Releases(node()).preview({.objects = {id}, .group = "drill", .journal = name}).error().code,
              Code::forbidden)
        << name;
    Erasing::Found found;
    found.id = id;
    found.journal = name;
    found.filter = {.last = false, .first = false, .all = true, .exact = {}};
    EXPECT_EQ(Erasing(node()).erase(admin(), found).error().code, Code::forbidden) << name;
  }
  EXPECT_EQ(OwnObjects(node()).find(id).error().code, Code::not_found);
  EXPECT_EQ(node::whole_id(node(), id.substr(0, id.size() - 8)).error().code, Code::not_found);
  EXPECT_EQ(node::OwnJournal::admit_one(record).error().code, Code::invalid_input);
  // By whoever has its bytes.
  const std::vector<std::string> objects = {record};
  const auto sent = node().releases().send(
      admin(), {.group = "drill", .objects = objects, .shown = release::digest_of(objects), .journal = {}});
  ASSERT_FALSE(sent.ok());
  EXPECT_THAT(sent.error().message, HasSubstr("leaves to nobody"));
  EXPECT_TRUE(node().journals().open(node::kAudit)->journal->verify().ok());
  EXPECT_TRUE(Journals(node()).verify(std::string(node::kAudit), {})->holds.ok());
  EXPECT_THAT(Journals(node()).chosen(""), Contains(std::string(node::kAudit)));
}

TEST_F(AuditsDesk, FindsWhatIsAskedFor) {
  ASSERT_TRUE(Embargoes(node()).put(admin(), {.what = "tool"}).ok());
  ASSERT_TRUE(Embargoes(node()).remove(admin(), "tool", "*").ok());
  const Saying saying(node());
  const auto draft = saying.check(saying.notification(room(one), {.subject = "Lights out"}).value());
  ASSERT_TRUE(saying.say(admin(), room(one), *draft).ok());
  EXPECT_FALSE(Embargoes(node()).put(person("anna"), {.what = "tool"}).ok());
  EXPECT_THAT(records(), SizeIs(7));
  EXPECT_THAT(records({.act = "embargo"}), SizeIs(5));
  EXPECT_THAT(records({.act = "embargo", .state = "done"}), SizeIs(2));
  EXPECT_THAT(records({.person = "anna"}), SizeIs(1));
  EXPECT_THAT(records({.group = "drill"}), SizeIs(2));
  EXPECT_THAT(records({.about = draft->message.id}), SizeIs(2));
  EXPECT_THAT(records({.about = draft->message.id.substr(0, draft->message.id.size() - 20)}), SizeIs(2));
  EXPECT_THAT(records({.journal = "main"}), IsEmpty());
  EXPECT_THAT(records({.since = Micros{node().time().value + 60'000'000}}), IsEmpty());
  const auto newest = Audits(node()).list(admin(), {.limit = 2});
  ASSERT_TRUE(newest.ok());
  EXPECT_THAT(newest->lines, SizeIs(2));
  EXPECT_EQ(newest->more, 5u);
  EXPECT_EQ(newest->lines.back().record.state, ActState::refused) << "the newest last";
  EXPECT_THAT(to_json(newest->lines.back()), HasSubstr("\"record\":{\"type\":\"audit-record\""));
  EXPECT_EQ(Audits(node()).list(admin(), {.act = "shout"}).error().code, Code::invalid_input);
  EXPECT_EQ(Audits(node()).list(admin(), {.state = "begun"}).error().code, Code::invalid_input);
  EXPECT_EQ(Audits(node()).list(admin(), {.group = "nowhere"}).error().code, Code::not_found);
  EXPECT_EQ(Audits(node()).list(admin(), {.journal = "nowhere"}).error().code, Code::not_found);
}

}  // namespace
}  // namespace parley::desk::testing
