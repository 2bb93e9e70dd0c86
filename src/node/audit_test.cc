// Who did what: written before it takes effect, kept from everybody outside, bounded, and not in the way of what only
// takes away.
#include "node/audit.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/file_fault.h"
#include "group/messages.h"
#include "journal/intake.h"
#include "journal/journal.h"
#include "node/catalog.h"
#include "node/health.h"
#include "node/journals.h"
#include "node/own_acts.h"
#include "node/test_acting.h"
#include "node/test_group.h"
#include "stix/parley.h"
#include "stix/validate.h"

namespace parley::node::testing {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class AuditTest : public ::testing::Test {
 protected:
  void SetUp() override {
    InitOptions options;
    options.party = "one";
    options.password = kPassword;
    options.config.server.port = 0;
    ASSERT_TRUE(Node::init(dir(), options).ok());
    open();
  }
  void open() {
    auto opened = Node::open(dir(), [this] { return Micros{now_.load()}; });
    ASSERT_TRUE(opened.ok()) << opened.error().message;
    node_ = std::move(opened).value();
  }
  void close() { node_.reset(); }

  Node& node() { return *node_; }
  Audit& audit() { return node_->audit(); }
  std::filesystem::path dir() const { return folder_.path() / "one"; }
  std::filesystem::path journals() const { return dir() / "journals"; }
  void pass(std::int64_t seconds) { now_ += seconds * 1'000'000; }
  Acting admin() { return administrator(node()); }
  // Somebody without any right, known by a uid.
  Acting somebody(const std::string& name, std::uint32_t uid) {
    EXPECT_TRUE(node().access().put_user(name, "", false).ok());
    EXPECT_TRUE(node().people().tie(name, uid).ok());
    return node().people().by_uid({.from = Origin::command, .uid = uid}).value();
  }
  Deed deed(Effect effect = Effect::changes) {
    return {.act = Act::erase,
            .what = "erase",
            .place = node().journals().open("main")->row.id,
            .about = {"identity--00000001-1111-4111-8111-111111111111"},
            .effect = effect};
  }
  std::shared_ptr<journal::Journal> journal() { return node().journals().open(kAudit)->journal; }
  std::vector<std::string> texts() {
    std::vector<std::string> out;
    const auto page = journal()->read({.types = {std::string(stix::kAuditRecord)}}, 0, {.objects = 100'000});
    EXPECT_TRUE(page.ok());
    for (const auto& entry : page->entries) out.emplace_back(entry.text);
    return out;
  }
  std::vector<AuditRecord> records() {
    std::vector<AuditRecord> out;
    for (const std::string& text : texts()) out.push_back(read_audit_record(text).value());
    return out;
  }
  std::vector<std::string> problems() { return node().health().texts(); }

  static constexpr const char* kPassword = "correct horse battery staple";

 private:
  const Folder folder_;
  std::atomic<std::int64_t> now_{1'800'000'000'000'000};
  std::unique_ptr<Node> node_;
};

TEST_F(AuditTest, SaysWhoDidWhatHowThatWasKnownAndWhatCameOfIt) {
  const Micros asked = node().time();
  {
    auto act = begin_act(node(), admin(), deed());
    ASSERT_TRUE(act.ok()) << act.error().message;
    ASSERT_THAT(records(), SizeIs(1)) << "before it takes effect";
    pass(5);
    act->done();
  }
  const auto all = records();
  ASSERT_THAT(all, SizeIs(2));
  const AuditRecord& first = all[0];
  EXPECT_EQ(first.state, ActState::asked);
  EXPECT_EQ(first.person, "admin");
  EXPECT_EQ(first.known, How::uid);
  EXPECT_EQ(first.uid, ::geteuid());
  EXPECT_EQ(first.door, Door::command);
  EXPECT_EQ(first.act, Act::erase);
  EXPECT_EQ(first.what, "erase");
  EXPECT_EQ(first.place, node().journals().open("main")->row.id);
  EXPECT_EQ(first.place_name, "main");
  EXPECT_THAT(first.about, SizeIs(1));
  EXPECT_EQ(first.about_count, 1u);
  EXPECT_EQ(first.at, asked);
  EXPECT_EQ(all[1].state, ActState::done);
  EXPECT_EQ(all[1].record_ref, first.id);
  EXPECT_EQ(all[1].person, "admin");
  EXPECT_GT(all[1].at, asked);
}

TEST_F(AuditTest, NamesTheTokenAndKeepsNoSecret) {
  const auto token = node().access().add_token("admin", "laptop", {});
  ASSERT_TRUE(token.ok());
  const Caller caller{.from = Origin::room, .uid = {}};
  auto by_token = node().people().by_token(caller, "admin", token->secret);
  ASSERT_TRUE(by_token.ok()) << by_token.error().message;
  begin_act(node(), *by_token, deed())->done();
  auto by_password = node().people().by_password(caller, "admin", kPassword);
  ASSERT_TRUE(by_password.ok()) << by_password.error().message;
  begin_act(node(), *by_password, deed())->done();
  const auto all = records();
  ASSERT_THAT(all, SizeIs(4));
  EXPECT_EQ(all[0].known, How::token);
  EXPECT_EQ(all[0].token, token->id);
  EXPECT_EQ(all[0].door, Door::room);
  EXPECT_EQ(all[0].uid, std::nullopt);
  EXPECT_EQ(all[2].known, How::password);
  EXPECT_EQ(all[2].token, "");
  for (const std::string& text : texts()) {
    EXPECT_THAT(text, Not(HasSubstr(token->secret)));
    EXPECT_THAT(text, Not(HasSubstr(kPassword)));
  }
}

TEST_F(AuditTest, WhatFailsIsSaidWithoutItsWords) {
  auto act = begin_act(node(), admin(), deed());
  const Status ended = act->ended(Status(Error{Code::conflict, "operation raven is there already"}));
  EXPECT_EQ(ended.error().message, "operation raven is there already");
  { const auto dropped = begin_act(node(), admin(), deed()); }
  {
    auto heeded = begin_act(node(), admin(), deed());
    EXPECT_TRUE(heeded->heed(Result<int>(1)).ok());
    EXPECT_FALSE(heeded->heed(Result<int>(Error{Code::not_found, "raven"})).ok());
    heeded->done();
  }
  const auto all = records();
  ASSERT_THAT(all, SizeIs(6));
  EXPECT_EQ(all[1].state, ActState::failed);
  EXPECT_EQ(all[1].why, "conflict");
  EXPECT_EQ(all[3].state, ActState::failed);
  EXPECT_EQ(all[5].state, ActState::failed) << "the first word counts";
  EXPECT_EQ(all[5].why, "not_found");
  for (const std::string& text : texts()) EXPECT_THAT(text, Not(HasSubstr("raven")));
}

TEST_F(AuditTest, OfALongListTheFirstAndHowMany) {
  Deed many = deed();
  many.about.clear();
  for (int i = 0; i < 500; ++i) many.about.push_back(std::string(1000, 'x') + "\u202e");
  begin_act(node(), admin(), many)->done();
  ASSERT_THAT(records()[0].about, SizeIs(AuditRecord::kMostAbout));
  EXPECT_EQ(records()[0].about_count, 500u);
  EXPECT_LE(records()[0].about[0].size(), AuditRecord::kMostAboutBytes + 3);
  EXPECT_LT(texts()[0].size(), 8000u);
}

TEST_F(AuditTest, ARefusedActIsRecordedWithItsReasonAndLookingIsNot) {
  const Acting anna = somebody("anna", 4'600'000);
  EXPECT_EQ(begin_act(node(), anna, deed()).error().code, Code::forbidden);
  EXPECT_EQ(may_begin(node(), anna, {.act = Act::embargo, .what = "embargo add"}).error().code, Code::forbidden);
  EXPECT_FALSE(node().people().may(anna, Act::see, kEverywhere).ok());
  EXPECT_TRUE(may_begin(node(), admin(), deed()).ok());
  audit().not_proved({.from = Origin::command, .uid = 4'600'001}, "boris", {Code::forbidden, "that is not proved"});
  const auto all = records();
  ASSERT_THAT(all, SizeIs(3));
  for (const AuditRecord& one : all) EXPECT_EQ(one.state, ActState::refused);
  EXPECT_EQ(all[0].person, "anna");
  EXPECT_THAT(all[0].why, HasSubstr("has no right to erase"));
  EXPECT_EQ(all[1].act, Act::embargo);
  EXPECT_EQ(all[1].place, "");
  EXPECT_EQ(all[2].person, "boris");
  EXPECT_EQ(all[2].known, std::nullopt);
  EXPECT_EQ(all[2].act, std::nullopt);
}

TEST_F(AuditTest, AFloodOfRefusedAttemptsFillsNoDisk) {
  const Acting anna = somebody("anna", 4'600'000);
  for (int i = 0; i < 3000; ++i) EXPECT_FALSE(begin_act(node(), anna, deed()).ok());
  for (int i = 0; i < 3000; ++i)
    audit().not_proved({.from = Origin::command, .uid = 7}, fmt::format("name {}", i), {Code::forbidden, "no"});
  EXPECT_THAT(records(), SizeIs(RefusedAttempts::kMostAlone));
  // The next command is another process, and goes on with the same hour.
  close(), open();
  for (int i = 0; i < 100; ++i) EXPECT_FALSE(begin_act(node(), admin(), deed()).value().heed(Status(Error{})).ok());
  const std::uint64_t with_acts = journal()->size();
  const Acting same = somebody("anna", 4'600'000);
  EXPECT_FALSE(begin_act(node(), same, deed()).ok());
  audit().not_proved({.from = Origin::command, .uid = 7}, "somebody new", {Code::forbidden, "no"});
  EXPECT_EQ(journal()->size(), with_acts) << "acts go on, refused attempts are counted";
  pass(3601);
  audit().keep_up();
  std::uint64_t refused = 0, records_of_it = 0;
  for (const AuditRecord& one : records())
    if (one.state == ActState::refused) refused += std::max<std::uint64_t>(one.attempts, 1), ++records_of_it;
  EXPECT_EQ(refused, 6002u) << "none is lost";
  EXPECT_LE(records_of_it, RefusedAttempts::kMostInAnHour);
  const std::uint64_t before = journal()->size();
  audit().keep_up();
  close(), open();
  pass(3601);
  audit().keep_up();
  EXPECT_EQ(journal()->size(), before) << "and none is said twice";
}

TEST_F(AuditTest, TheNextHourBeginsAnew) {
  const Acting anna = somebody("anna", 4'600'000);
  for (int hour = 0; hour < 3; ++hour, pass(3600)) {
    EXPECT_FALSE(begin_act(node(), anna, deed()).ok());
    EXPECT_THAT(records(), SizeIs(static_cast<std::size_t>(hour) + 1)) << "each by itself";
  }
}

TEST_F(AuditTest, WhenItCannotBeWrittenActsStopAndSayWhatToDo) {
  begin_act(node(), admin(), deed())->done();
  const std::uint64_t before = journal()->size();
  {
    const FileFault full(journals(), FileCall::write, {.error = ENOSPC});
    const auto act = begin_act(node(), admin(), deed());
    ASSERT_FALSE(act.ok());
    EXPECT_EQ(act.error().code, Code::unavailable);
    EXPECT_THAT(act.error().message, HasSubstr("nothing was done"));
    EXPECT_THAT(act.error().message, HasSubstr(dir().string()));
    EXPECT_THAT(act.error().message, HasSubstr("Make room"));
    EXPECT_FALSE(audit().begin_by_itself(deed()).ok());
    EXPECT_EQ(journal()->size(), before);
    EXPECT_EQ(audit().waiting(), 1u) << "that it was attempted; of what the node tries again, nothing";
  }
  EXPECT_TRUE(begin_act(node(), admin(), deed()).ok());
  EXPECT_EQ(audit().waiting(), 0u);
}

TEST_F(AuditTest, AClosedJournalStopsActsAsAFullDiskDoes) {
  begin_act(node(), admin(), deed())->done();
  node().journals().close(node().journals().open(kAudit)->row.id, {Code::corrupt, "its head does not hold"});
  const auto act = begin_act(node(), admin(), deed());
  ASSERT_FALSE(act.ok());
  EXPECT_THAT(act.error().message, HasSubstr("its head does not hold"));
  auto away = begin_act(node(), admin(), deed(Effect::takes_away));
  EXPECT_TRUE(away.ok());
}

TEST_F(AuditTest, WhatOnlyTakesAwayGoesOnAndIsWrittenAsSoonAsThereIsRoom) {
  begin_act(node(), admin(), deed())->done();
  const Micros then = node().time();
  {
    const FileFault full(journals(), FileCall::write, {.error = ENOSPC});
    auto act = begin_act(node(), admin(), deed(Effect::takes_away));
    ASSERT_TRUE(act.ok()) << act.error().message;
    act->done();
    EXPECT_EQ(audit().waiting(), 2u);
    EXPECT_THAT(problems(), Contains(HasSubstr("2 records of who did what wait")));
    audit().keep_up();
    EXPECT_EQ(audit().waiting(), 2u);
    pass(600);
  }
  audit().keep_up();
  EXPECT_EQ(audit().waiting(), 0u);
  EXPECT_THAT(problems(), IsEmpty());
  const auto all = records();
  ASSERT_THAT(all, SizeIs(4));
  EXPECT_EQ(all[2].state, ActState::asked);
  EXPECT_EQ(all[2].at, then) << "when it was done, and not when there was room";
  EXPECT_EQ(all[3].record_ref, all[2].id);
}

TEST_F(AuditTest, WhatWaitsSurvivesARestartAndIsWrittenOnce) {
  begin_act(node(), admin(), deed())->done();
  {
    const FileFault full(journals(), FileCall::write, {.error = ENOSPC});
    begin_act(node(), admin(), deed(Effect::takes_away))->done();
    close();
  }
  open();
  EXPECT_EQ(audit().waiting(), 2u);
  EXPECT_THAT(problems(), Contains(HasSubstr("2 records of who did what wait")));
  begin_act(node(), admin(), deed())->done();
  EXPECT_EQ(audit().waiting(), 0u);
  ASSERT_THAT(records(), SizeIs(6));
  EXPECT_EQ(records()[2].state, ActState::asked) << "first what came first";
  close(), open();
  EXPECT_EQ(audit().waiting(), 0u);
  audit().keep_up();
  EXPECT_THAT(records(), SizeIs(6));
}

TEST_F(AuditTest, IsNoOutsideClientsUnderAnyName) {
  begin_act(node(), admin(), deed())->done();
  const auto info = node().journals().open(kAudit);
  ASSERT_TRUE(info.ok());
  EXPECT_FALSE(info->row.outside_read || info->row.outside_write);
  for (const bool is_administrator : {true, false}) {
    const taxii::Principal client{
        .name = "admin", .administrator = is_administrator, .generation = node().access().generation()};
    for (const std::string& name : {info->row.id, std::string(kAudit), info->row.alias})
      EXPECT_FALSE(node().catalog().collection(info->row.root, name, client)) << name;
    for (const auto& collection : node().catalog().collections(info->row.root, client))
      EXPECT_NE(collection.id, info->row.id);
  }
  auto row = info->row;
  row.outside_read = true;
  EXPECT_EQ(node().journals().update(row).error().code, Code::forbidden);
  row = info->row;
  row.outside_write = true;
  EXPECT_EQ(node().journals().update(row).error().code, Code::forbidden);
  // Nor does another journal pass for it.
  EXPECT_EQ(
      node().journals().add({.name = "feed", .id = {}, .title = {}, .description = {}, .alias = "audit"}).error().code,
      Code::forbidden);
}

// DELETE of TAXII destroys like the command, and by the same rule: recorded before, or not done.
TEST_F(AuditTest, HasWhatATaxiiClientDeletesAndWithoutARecordNothingIsDeleted) {
  const std::string first = "identity--00000001-1111-4111-8111-111111111111",
                    second = "identity--00000002-1111-4111-8111-111111111111";
  const auto main = node().journals().open("main");
  ASSERT_TRUE(main.ok());
  const auto object_of_number = [](const std::string& id) {
    return fmt::format(
        R"({{"type":"identity","spec_version":"2.1","id":"{}","created":"2026-01-01T00:00:00.000Z","modified":"2026-01-01T00:00:00.000Z","name":"x"}})",
        id);
  };
  Party::append_to(*main->journal, {object_of_number(first), object_of_number(second)});
  const taxii::Principal client{
      .name = "feeder", .administrator = true, .generation = node().access().generation(), .proof = "token"};
  const auto collection = node().catalog().collection(main->row.root, main->row.id, client);
  ASSERT_TRUE(collection);
  const journal::VersionFilter all{.last = false, .first = false, .all = true, .exact = {}};

  EXPECT_EQ(node().catalog().erase(*collection, client, first, all).value(), 1u);
  ASSERT_THAT(records(), SizeIs(2));
  for (const AuditRecord& record : records()) {
    EXPECT_EQ(record.act, Act::erase);
    EXPECT_EQ(record.door, Door::taxii);
    EXPECT_EQ(record.what, "delete");
    EXPECT_EQ(record.person, "feeder");
    EXPECT_EQ(record.known, How::token);
    EXPECT_EQ(record.place, main->row.id);
    EXPECT_THAT(record.about, Contains(first));
  }
  EXPECT_EQ(records()[0].state, ActState::asked);
  EXPECT_EQ(records()[1].state, ActState::done);

  // What is not there is no act.
  EXPECT_EQ(node().catalog().erase(*collection, client, first, all).error().code, Code::not_found);
  EXPECT_THAT(records(), SizeIs(2));
  {
    const std::string origin = node().journals().open(kAudit)->row.origin;
    const FileFault full(journals() / origin.substr(origin.rfind('/') + 1), FileCall::write, {.error = ENOSPC});
    EXPECT_EQ(node().catalog().erase(*collection, client, second, all).error().code, Code::unavailable);
  }
  EXPECT_TRUE(main->journal->contains(second).value());
}

TEST_F(AuditTest, VerifiesAsEveryJournal) {
  for (int i = 0; i < 3; ++i) begin_act(node(), admin(), deed())->done();
  const auto verified = journal()->verify();
  EXPECT_TRUE(verified.ok()) << verified.error().message;
  EXPECT_TRUE(node().journals().verifier_key(kAudit).ok());
}

TEST_F(AuditTest, ARecordIsAnObjectOfTheStandardAndTakenFromNobody) {
  AuditRecord whole{.id = new_record_id(),
                    .at = node().time(),
                    .state = ActState::refused,
                    .door = Door::room,
                    .act = Act::confirm,
                    .what = "release confirm",
                    .person = "boris",
                    .known = How::token,
                    .token = "t1",
                    .uid = 1000,
                    .place = "charter--1",
                    .place_name = "drill",
                    .about = {"identity--00000001-1111-4111-8111-111111111111"},
                    .about_count = 40,
                    .asked_by = "anna",
                    .proof_from = "cora",
                    .asked_proof_from = "dora",
                    .record_ref = new_record_id(),
                    .why = "no right",
                    .attempts = 12,
                    .since = node().time()};
  const std::string author = node().config().party.identity;
  const std::string text = object_of(whole, author);
  json::Parser parser;
  const auto parsed = parser.parse(text);
  ASSERT_TRUE(parsed.ok());
  stix::Validator validator;
  EXPECT_TRUE(validator.check_object(*parsed)) << text << "\n" << validator.first_error().message;
  const auto read = read_audit_record(text);
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(object_of(*read, author), text) << "nothing is lost";
  const AuditRecord bare{.id = new_record_id(), .at = node().time(), .what = "restart"};
  json::Parser again;
  EXPECT_TRUE(validator.check_object(*again.parse(object_of(bare, author))));
  // A new one, or a new version of one that is here.
  journal::Intake intake({.warnings = false});
  const auto admission = intake.admit(text);
  EXPECT_FALSE(admission.object);
  EXPECT_THAT(admission.refusal.message, HasSubstr("taken from nobody"));
  EXPECT_EQ(read_audit_record("{}").error().code, Code::corrupt);
}

// --- in a group

class AuditInAGroup : public ::testing::Test {
 protected:
  // Two says something that one's node answers by itself, and it comes to one.
  void SetUp() override {
    make_group({&one, &two});
    const auto message = [&](std::string_view type, int number) {
      return group::message_text({.type = std::string(type),
                                  .id = fmt::format("{}--0000000{}-1111-4111-8111-111111111111", type, number),
                                  .author = two.identity(),
                                  .time = {now().value / 1000 * 1000},
                                  .exercise = false})
          .texts("to_refs", std::vector<std::string>{one.identity()});
    };
    std::vector<std::string> said = {
        message("ping", 1).text("nonce", "0011223344556677").flag("exercise", false).str()};
    for (const int number : {2, 3})
      said.push_back(message("inquiry", number)
                         .text("name", "What happened")
                         .raw("questions", R"([{"number":1,"text":"Who?"}])")
                         .text("incident_severity", "high")
                         .raw("asks", R"(["information"])")
                         .str());
    two.append(said);
    two.serve();
  }
  std::vector<AuditRecord> records() {
    std::vector<AuditRecord> out;
    const auto info = one.node().journals().open(kAudit);
    EXPECT_TRUE(info.ok()) << info.error().message;
    const auto page = info->journal->read({.types = {std::string(stix::kAuditRecord)}}, 0, {.objects = 1000});
    for (const auto& entry : page->entries) out.push_back(read_audit_record(entry.text).value());
    return out;
  }

  const Folder folder;
  Party one{folder.path() / "one", "one"}, two{folder.path() / "two", "two"};
};

TEST_F(AuditInAGroup, WhatTheNodeSaysByItselfIsRecordedOnceForAllOfIt) {
  ASSERT_EQ(one.sync_with(two).problem, "");
  ASSERT_TRUE(one.node().own_acts().act().ok());
  const auto own = records();
  ASSERT_THAT(own, SizeIs(2));
  EXPECT_EQ(own[0].door, Door::background);
  EXPECT_EQ(own[0].person, "");
  EXPECT_EQ(own[0].act, Act::say);
  EXPECT_EQ(own[0].place_name, "drill");
  EXPECT_EQ(own[0].about_count, 3u);
  EXPECT_EQ(own[1].state, ActState::done);
  EXPECT_EQ(own[1].about_count, 3u);
}

TEST_F(AuditInAGroup, WhatTheNodeTriesAgainIsRecordedOnceUntilItIsDone) {
  const std::string origin = one.own_journal()->origin();
  {
    const FileFault full(one.node().dir() / "journals" / origin.substr(origin.rfind('/') + 1), FileCall::write,
                         {.error = ENOSPC});
    one.sync_with(two);
    for (int i = 0; i < 10; ++i) EXPECT_TRUE(one.node().own_acts().act().ok());
    const auto tried = records();
    ASSERT_THAT(tried, SizeIs(2));
    EXPECT_EQ(tried[1].state, ActState::failed);
  }
  EXPECT_TRUE(one.node().own_acts().act().ok());
  const auto all = records();
  ASSERT_THAT(all, SizeIs(3));
  EXPECT_EQ(all[2].state, ActState::done);
  EXPECT_EQ(all[2].record_ref, all[0].id);
  EXPECT_EQ(all[2].about_count, 3u);
}

}  // namespace
}  // namespace parley::node::testing
