// Who lets objects leave: one person and the second, how each is known, and what is recorded of it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fmt/format.h>

#include <map>
#include <optional>
#include <thread>

#include "group/messages.h"
#include "json/writer.h"
#include "node/journals.h"
#include "node/test_acting.h"
#include "node/test_group.h"
#include "store/embedded/sqlite.h"

namespace parley::node::testing {
namespace {

using ::testing::HasSubstr;

constexpr std::string_view kRed = "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1";
constexpr std::uint32_t kShell = 4'100'000;  // the uid from which people work

std::string red_object(const std::string& author, int number) {
  std::string text = identity_object(author, number);
  const std::size_t at = text.find("marking-definition--");
  return text.replace(at, kRed.size(), kRed);
}

std::string identity_id(int number) { return fmt::format("identity--{:08x}-1111-4111-8111-111111111111", number); }

// Party one in "drill" with party two, where RED may flow. Its people: anna asks, boris agrees; both prove it by a
// token.
class SecondPersonTest : public ::testing::Test {
 protected:
  void SetUp() override {
    make_group({&one, &two}, [](group::Terms& terms) { terms.markings.emplace_back(kRed); });
    // The administrator's is another uid than the shell's, so that nobody is known by being there.
    ASSERT_TRUE(people().tie("admin", 4'200'000).ok());
    add("anna");
    add("boris");
    ASSERT_TRUE(people().allow("anna", Act::ask_release, kEverywhere).ok());
    ASSERT_TRUE(people().allow("anna", Act::say, kEverywhere).ok());
    ASSERT_TRUE(people().allow("boris", Act::confirm, kEverywhere).ok());
    Party::append_to(*one.node().journals().open("main")->journal, {red_object(one.identity(), 1)});
  }
  People& people() { return one.node().people(); }
  Releases& releases() { return one.node().releases(); }
  // Somebody who proves himself by a token: a password costs a tenth of a second each time.
  void add(const std::string& name) {
    ASSERT_TRUE(one.node().access().put_user(name, "", false).ok());
    const auto token = one.node().access().add_token(name, "", {});
    ASSERT_TRUE(token.ok());
    tokens_[name] = token->secret;
  }
  Acting proved(const std::string& name) {
    auto known = people().by_token({.from = Origin::command, .uid = kShell}, name, tokens_[name]);
    EXPECT_TRUE(known.ok()) << known.error().message;
    return std::move(known).value();
  }
  Releases::Request request() {
    std::vector<std::string> objects = {red_object(one.identity(), 1)};
    const std::string shown = release::digest_of(objects);
    return {.group = "drill", .objects = std::move(objects), .shown = shown, .journal = "main"};
  }
  // Asked for by anna; waits.
  Releases::Waiting asked() { return asked_by(proved("anna")); }
  Releases::Waiting asked_by(const Acting& acting) {
    const auto sent = releases().send(acting, request());
    EXPECT_TRUE(sent.ok()) << sent.error().message;
    EXPECT_TRUE(sent.ok() && sent->waits);
    return *sent->waits;
  }
  Result<Released> confirm(const Acting& second, const Releases::Waiting& waiting) {
    return releases().confirm(second, waiting.name(), waiting.row.sha256);
  }
  // Refused with these words, and nothing has left.
  void refuses(const Acting& second, const Releases::Waiting& waiting, const std::string& words) {
    const auto before = one.own_journal()->size();
    const auto released = confirm(second, waiting);
    ASSERT_FALSE(released.ok()) << "was to be refused: " << words;
    EXPECT_THAT(released.error().message, HasSubstr(words));
    EXPECT_EQ(one.own_journal()->size(), before);
    EXPECT_TRUE(releases().log().value().empty());
  }

  Folder folder;
  Party one{folder.path() / "one", "one"}, two{folder.path() / "two", "two"};
  std::map<std::string, std::string> tokens_;
};

TEST_F(SecondPersonTest, LetsExactlyTheseBytesLeaveAndTheLogSaysHowEachWasKnown) {
  ASSERT_TRUE(one.node().access().put_user("boris", "his password", false).ok());
  const auto waiting = asked();
  EXPECT_EQ(waiting.name().size(), 12u);
  EXPECT_EQ(waiting.row.id.size(), 64u);
  EXPECT_EQ(waiting.row.sha256, request().shown);
  const auto boris = people().by_password({.from = Origin::command, .uid = kShell}, "boris", "his password");
  ASSERT_TRUE(boris.ok()) << boris.error().message;
  const auto released = confirm(*boris, waiting);
  ASSERT_TRUE(released.ok()) << released.error().message;
  EXPECT_TRUE(one.own_journal()->contains(identity_id(1)).value());
  EXPECT_TRUE(releases().pending()->empty());
  const auto log = releases().log();
  ASSERT_EQ(log->size(), 1u);
  const auto& row = log->front();
  EXPECT_EQ(row.asked_by, "anna");
  EXPECT_EQ(row.asked_known, "token");
  EXPECT_EQ(row.confirmed_by, "boris");
  EXPECT_EQ(row.confirmed_known, "password");
  EXPECT_EQ(row.entry, released->release_record);
  EXPECT_EQ(row.sha256, request().shown);
}

TEST_F(SecondPersonTest, IsNotWhoAsked) {
  ASSERT_TRUE(people().allow("anna", Act::confirm, kEverywhere).ok());
  refuses(proved("anna"), asked(), "another person must confirm");
}

TEST_F(SecondPersonTest, IsNotAnotherNameOfTheSameUid) {
  ASSERT_TRUE(people().tie("anna", kShell).ok());
  ASSERT_TRUE(people().tie("boris", kShell).ok());
  const auto anna = people().by_uid({.from = Origin::command, .uid = kShell}, "anna");
  ASSERT_TRUE(anna.ok()) << anna.error().message;
  const auto waiting = asked_by(*anna);
  refuses(people().by_uid({.from = Origin::command, .uid = kShell}, "boris").value(), waiting, "one person");
  refuses(proved("boris"), waiting, "one person");
  // Untied in between, the uid from which was asked is still the same one.
  ASSERT_TRUE(people().tie("anna", std::nullopt).ok());
  refuses(proved("boris"), waiting, "one person");
}

TEST_F(SecondPersonTest, IsNotTheAdministratorWhoAsked) {
  ASSERT_TRUE(people().tie("admin", kShell).ok());
  const auto admin = people().by_uid({.from = Origin::command, .uid = kShell});
  ASSERT_TRUE(admin.ok());
  refuses(*admin, asked_by(*admin), "another person must confirm");
}

// Whoever has the shell from which was asked has that uid as well.
TEST_F(SecondPersonTest, IsNotKnownByTheUidFromWhichWasAsked) {
  ASSERT_TRUE(people().tie("boris", kShell).ok());
  const auto boris = people().by_uid({.from = Origin::command, .uid = kShell});
  ASSERT_TRUE(boris.ok());
  const auto waiting = asked();
  refuses(*boris, waiting, "proves no second person");
  EXPECT_TRUE(confirm(proved("boris"), waiting).ok())
      << "with a credential of his own he is another person at the same desk";
}

TEST_F(SecondPersonTest, MayBeKnownByAnotherUid) {
  ASSERT_TRUE(people().tie("boris", 4'300'000).ok());
  const auto boris = people().by_uid({.from = Origin::command, .uid = 4'300'000});
  ASSERT_TRUE(boris.ok());
  EXPECT_TRUE(confirm(*boris, asked()).ok());
  EXPECT_EQ(releases().log()->front().confirmed_known, "uid");
}

TEST_F(SecondPersonTest, NeedsTheRightToConfirmInThatGroup) {
  ASSERT_TRUE(people().disallow("boris", Act::confirm, kEverywhere).ok());
  const auto waiting = asked();
  refuses(proved("boris"), waiting, "no right to confirm");
  ASSERT_TRUE(people().allow("boris", Act::confirm, "charter--11111111-1111-4111-8111-111111111111").ok());
  refuses(proved("boris"), waiting, "no right to confirm");
  ASSERT_TRUE(people().allow("boris", Act::confirm, waiting.row.charter).ok());
  EXPECT_TRUE(confirm(proved("boris"), waiting).ok());
}

TEST_F(SecondPersonTest, WithoutCredentialsCannotBe) {
  ASSERT_TRUE(one.node().access().put_user("sensor", "", false).ok());
  ASSERT_TRUE(people().allow("sensor", Act::confirm, kEverywhere).ok());
  const Caller caller{.from = Origin::command, .uid = kShell};
  EXPECT_FALSE(people().by_uid(caller, "sensor").ok());
  EXPECT_FALSE(people().by_name(caller, "sensor").ok());
  EXPECT_FALSE(people().by_password(caller, "sensor", "").ok());
  EXPECT_FALSE(people().by_password(caller, "sensor", "anything").ok());
  EXPECT_FALSE(people().on_word(caller, "sensor").ok());
  // Also where a name is enough: it is enough for people, not for machines that cannot log in.
  People trusting(one.node().access(), true);
  const auto sensor = trusting.by_name(caller, "sensor");
  ASSERT_FALSE(sensor.ok());
  EXPECT_THAT(sensor.error().message, HasSubstr("does no act"));
  // Nor one that has lost what it was known by since.
  const Acting boris = proved("boris");
  const auto waiting = asked();
  for (const auto& token : one.node().access().tokens_of("boris"))
    ASSERT_TRUE(one.node().access().remove_token(token.id).ok());
  refuses(boris, waiting, "cannot prove who confirms");
}

TEST_F(SecondPersonTest, OnTheCallersWordIsRecordedAsThat) {
  People trusting(one.node().access(), true);
  const auto boris = trusting.by_name({.from = Origin::command, .uid = kShell}, "boris");
  ASSERT_TRUE(boris.ok()) << boris.error().message;
  EXPECT_EQ(boris->known(), How::word);
  EXPECT_TRUE(confirm(*boris, asked()).ok());
  EXPECT_EQ(releases().log()->front().confirmed_known, "word");
}

TEST_F(SecondPersonTest, IsTooLateAfterThreeDays) {
  const auto waiting = asked();
  auto row = waiting.row;
  row.asked = {row.asked.value - 73 * 3'600'000'000};
  row.expires = {row.expires.value - 73 * 3'600'000'000};
  ASSERT_TRUE(store::GroupDb::open(one.node().dir() / "node.db").value()->put_pending_release(row).ok());
  refuses(proved("boris"), waiting, "ended at");
}

TEST_F(SecondPersonTest, AgreesUnderThisCharterOnly) {
  const auto waiting = asked();
  auto row = waiting.row;
  row.terms = std::string(64, 'a');  // as if it had been asked under an earlier version
  ASSERT_TRUE(store::GroupDb::open(one.node().dir() / "node.db").value()->put_pending_release(row).ok());
  refuses(proved("boris"), waiting, "charter is not the one");
}

TEST_F(SecondPersonTest, AgreesToWhatWasShownOnly) {
  const auto waiting = asked();
  const auto released = releases().confirm(proved("boris"), waiting.name(), std::string(64, 'b'));
  ASSERT_FALSE(released.ok());
  EXPECT_THAT(released.error().message, HasSubstr("not what was shown"));
}

TEST_F(SecondPersonTest, CannotAgreeToWhatWasErasedMeanwhile) {
  const auto waiting = asked();
  const auto main = one.node().journals().open("main");
  ASSERT_TRUE(main->journal->erase(identity_id(1), {.last = false, .first = false, .all = true, .exact = {}}).ok());
  const auto released = confirm(proved("boris"), waiting);
  EXPECT_FALSE(released.ok());
}

TEST_F(SecondPersonTest, CannotAgreeForSomebodyWhoMayNotAskAnyMore) {
  const auto waiting = asked();
  ASSERT_TRUE(people().disallow("anna", Act::ask_release, kEverywhere).ok());
  refuses(proved("boris"), waiting, "who asked for it may not any more");
  ASSERT_TRUE(one.node().access().remove_user("anna").ok());
  refuses(proved("boris"), waiting, "no user of this node");
}

TEST_F(SecondPersonTest, MayReject) {
  const auto waiting = asked();
  add("cora");
  EXPECT_FALSE(releases().reject(proved("cora"), waiting.name()).ok()) << "neither asked nor may confirm";
  EXPECT_TRUE(releases().reject(proved("boris"), waiting.name()).ok());
  EXPECT_FALSE(confirm(proved("boris"), waiting).ok());
  EXPECT_TRUE(releases().reject(proved("anna"), asked().name()).ok()) << "who asked takes it back";
}

// The one who asks second would else become the asker, and leave the first one free to agree with herself.
TEST_F(SecondPersonTest, AskingForTheSameAgainChangesNobodysPart) {
  ASSERT_TRUE(people().allow("boris", Act::ask_release, kEverywhere).ok());
  ASSERT_TRUE(people().allow("anna", Act::confirm, kEverywhere).ok());
  const auto waiting = asked();
  const auto again = releases().send(proved("boris"), request());
  ASSERT_FALSE(again.ok());
  EXPECT_THAT(again.error().message, HasSubstr("has asked for exactly this already"));
  refuses(proved("anna"), waiting, "another person must confirm");
}

TEST_F(SecondPersonTest, ARedInquiryWaitsAndIsSaidLikeAnythingElse) {
  const auto inquiry = group::message_text({.type = "inquiry",
                                            .id = {},
                                            .author = one.identity(),
                                            .time = {now().value / 1000 * 1000},
                                            .exercise = false})
                           .text("name", "Who was it?")
                           .raw("to_refs", json::string_array_text({two.identity()}))
                           .raw("questions", R"([{"number":1,"text":"Who?"}])")
                           .text("incident_severity", "high")
                           .raw("asks", R"(["information"])")
                           .raw("object_marking_refs", json::string_array_text({std::string(kRed)}))
                           .str();
  const auto sent = releases().send(
      proved("anna"), {.group = "drill", .objects = {inquiry}, .shown = release::digest_of({inquiry}), .journal = {}});
  ASSERT_TRUE(sent.ok()) << sent.error().message;
  ASSERT_TRUE(sent->waits);
  EXPECT_EQ(sent->waits->row.journal, "drafts");
  const auto rows = one.node().journals().rows();
  const auto drafts = std::find_if(rows.begin(), rows.end(), [](const auto& row) { return row.name == "drafts"; });
  ASSERT_NE(drafts, rows.end());
  EXPECT_FALSE(drafts->outside_read || drafts->outside_write);
  const auto before = one.own_journal()->size();
  const auto released = confirm(proved("boris"), *sent->waits);
  ASSERT_TRUE(released.ok()) << released.error().message;
  EXPECT_EQ(one.own_journal()->size(), before + 2);  // with the record of it
}

TEST_F(SecondPersonTest, WhatWaitsSurvivesARestart) {
  const auto waiting = asked();
  one.restart();
  const auto pending = releases().pending();
  ASSERT_EQ(pending->size(), 1u);
  EXPECT_EQ(pending->front().row.asked_known, "token");
  EXPECT_EQ(pending->front().row.asked_uid, kShell);
  EXPECT_TRUE(confirm(proved("boris"), waiting).ok());
}

// --- several at once

// Each is one of those who can end the waiting, and of all of them exactly one does.
TEST_F(SecondPersonTest, OfSeveralWhoComeAtOnceOneHasItAndTheOthersAreToldWhatBecameOfIt) {
  add("clara");
  ASSERT_TRUE(people().allow("clara", Act::confirm, kEverywhere).ok());
  const Acting boris = proved("boris"), clara = proved("clara"), anna = proved("anna");
  for (int round = 2; round < 8; ++round) {
    const std::vector<std::string> objects = {red_object(one.identity(), round)};
    Party::append_to(*one.node().journals().open("main")->journal, objects);
    const auto sent = releases().send(
        anna, {.group = "drill", .objects = objects, .shown = release::digest_of(objects), .journal = "main"});
    ASSERT_TRUE(sent.ok() && sent->waits) << sent.error().message;
    const auto log_before = releases().log()->size();
    const std::string name = sent->waits->name(), sha256 = sent->waits->row.sha256;
    std::optional<Result<Released>> confirmed, too;
    std::optional<Result<Releases::Waiting>> rejected, taken_back;
    std::vector<std::thread> threads;
    threads.emplace_back([&] { confirmed.emplace(releases().confirm(boris, name, sha256)); });
    threads.emplace_back([&] { too.emplace(releases().confirm(clara, name, sha256)); });
    threads.emplace_back([&] { rejected.emplace(releases().reject(clara, name, "no")); });
    threads.emplace_back([&] { taken_back.emplace(releases().reject(anna, name)); });
    for (std::thread& thread : threads) thread.join();
    const int had = confirmed->ok() + too->ok() + rejected->ok() + taken_back->ok();
    EXPECT_EQ(had, 1) << "round " << round;
    const bool has_left = one.own_journal()->contains(identity_id(round)).value();
    EXPECT_EQ(has_left, confirmed->ok() || too->ok());
    EXPECT_TRUE(releases().pending()->empty());
    const auto log = releases().log();
    ASSERT_EQ(log->size(), log_before + 1) << "one line, of the one who had it";
    EXPECT_EQ(log->back().entry.has_value(), has_left);
    EXPECT_EQ(log->back().rejected_by, rejected->ok() ? "clara" : taken_back->ok() ? "anna" : "");
  }
}

TEST_F(SecondPersonTest, WhoComesSecondIsToldWhatBecameOfIt) {
  const auto waiting = asked();
  ASSERT_TRUE(confirm(proved("boris"), waiting).ok());
  const auto late = releases().reject(proved("anna"), waiting.name());
  ASSERT_FALSE(late.ok());
  EXPECT_THAT(late.error().message, HasSubstr("\"boris\" confirmed it at"));
}

TEST_F(SecondPersonTest, WhoComesAfterItWasRejectedIsToldByWhom) {
  const auto waiting = asked();
  ASSERT_TRUE(releases().reject(proved("boris"), waiting.name()).ok());
  const auto late = confirm(proved("boris"), waiting);
  ASSERT_FALSE(late.ok());
  EXPECT_THAT(late.error().message, HasSubstr("nothing of it was released: \"boris\" rejected it at"));
}

TEST_F(SecondPersonTest, WhatWasTakenWhenTheNodeStoppedWaitsAgain) {
  const auto waiting = asked();
  store::ReleaseLogRow line;
  line.charter = waiting.row.charter, line.sha256 = waiting.row.sha256, line.pending = waiting.row.id;
  line.asked_by = "anna", line.confirmed_by = "boris";
  ASSERT_TRUE(one.node().group_db().take_pending_release(waiting.row, line).ok());
  EXPECT_THAT(confirm(proved("boris"), waiting).error().message, HasSubstr("confirms the release"));
  EXPECT_FALSE(releases().reject(proved("anna"), waiting.name()).ok());
  one.restart();
  ASSERT_EQ(releases().pending()->size(), 1u);
  EXPECT_FALSE(releases().log()->front().entry) << "nobody knows whether it had left";
  ASSERT_TRUE(confirm(proved("boris"), waiting).ok());
  EXPECT_TRUE(one.own_journal()->contains(identity_id(1)).value());
}

// Stopped behind the append: what has left is not rejected.
TEST_F(SecondPersonTest, WhatHadLeftWhenTheNodeStoppedIsNotRejectedAnyMore) {
  const auto waiting = asked();
  ASSERT_TRUE(confirm(proved("boris"), waiting).ok());
  store::GroupDb& db = one.node().group_db();
  ASSERT_TRUE(db.put_pending_release(waiting.row).ok());
  store::ReleaseLogRow line;
  line.charter = waiting.row.charter, line.sha256 = waiting.row.sha256, line.pending = waiting.row.id;
  line.asked_by = "anna", line.confirmed_by = "boris";
  ASSERT_TRUE(db.take_pending_release(waiting.row, line).ok());
  one.restart();
  const auto late = releases().reject(proved("anna"), waiting.name());
  ASSERT_FALSE(late.ok());
  EXPECT_THAT(late.error().message, HasSubstr("it has left already"));
  EXPECT_TRUE(confirm(proved("boris"), waiting).ok()) << "nothing new, and it is off the list";
  EXPECT_TRUE(releases().pending()->empty());
}

// --- from whom both have their proofs

TEST_F(SecondPersonTest, HasNoProofFromWhoeverGaveTheAskerHers) {
  const People::Giver keeper{"keeper", kShell, {1}};
  for (const char* name : {"anna", "boris"}) tokens_[name] = people().add_token(keeper, name, "", {}).value().secret;
  refuses(proved("boris"), asked(), "\"keeper\" could have acted as both");
}

TEST_F(SecondPersonTest, DidNotMakeTheAskersProof) {
  tokens_["anna"] = people().add_token({"boris", kShell, {1}}, "anna", "", {}).value().secret;
  const auto waiting = asked();
  refuses(proved("boris"), waiting, "\"anna\" was known by the token from \"boris\"");
  one.restart();
  refuses(proved("boris"), waiting, "\"anna\" was known by the token from \"boris\"");
}

TEST_F(SecondPersonTest, TheLogSaysFromWhomEachHadHisProof) {
  tokens_["anna"] = people().add_token({"dora", kShell, {1}}, "anna", "", {}).value().secret;
  const auto given = people().add_token({"cora", kShell, {2}}, "boris", "", {}).value();
  tokens_["boris"] = given.secret;
  ASSERT_TRUE(confirm(proved("boris"), asked()).ok());
  const auto row = releases().log()->front();
  EXPECT_EQ(row.asked_proof.from, "dora");
  EXPECT_EQ(row.second_proof.from, "cora");
  EXPECT_EQ(row.second_proof.token, given.id);
}

// --- one person

TEST_F(SecondPersonTest, NobodyReleasesWithoutTheRight) {
  const std::vector<std::string> objects = {identity_object(one.identity(), 5)};
  const Releases::Request plain{
      .group = "drill", .objects = objects, .shown = release::digest_of(objects), .journal = {}};
  const auto refused = releases().send(proved("boris"), plain);
  ASSERT_FALSE(refused.ok());
  EXPECT_THAT(refused.error().message, HasSubstr("no right to ask-release"));
  const auto released = releases().send(proved("anna"), plain);
  ASSERT_TRUE(released.ok()) << released.error().message;
  EXPECT_FALSE(released->waits);
  const auto log = releases().log();
  ASSERT_EQ(log->size(), 1u);
  EXPECT_EQ(log->front().asked_known, "token");
  EXPECT_EQ(log->front().confirmed_by, "");
}

TEST_F(SecondPersonTest, TheRightToSpeakReleasesNothing) {
  add("dora");
  ASSERT_TRUE(people().allow("dora", Act::say, kEverywhere).ok());
  const std::vector<std::string> objects = {identity_object(one.identity(), 5)};
  EXPECT_FALSE(releases()
                   .send(proved("dora"),
                         {.group = "drill", .objects = objects, .shown = release::digest_of(objects), .journal = {}})
                   .ok());
}

TEST_F(SecondPersonTest, WhatIsNotWhatWasShownDoesNotLeave) {
  auto other = request();
  other.shown[0] = other.shown[0] == '0' ? '1' : '0';
  const auto sent = releases().send(proved("anna"), other);
  ASSERT_FALSE(sent.ok());
  EXPECT_THAT(sent.error().message, HasSubstr("not what was shown"));
}

TEST_F(SecondPersonTest, WhatThePolicyRefusesIsNotRecordedAsReleased) {
  std::string text = identity_object(one.identity(), 6);
  const std::size_t at = text.find("marking-definition--");
  text.replace(at, kRed.size(), "marking-definition--99999999-9999-4999-8999-999999999999");
  const std::vector<std::string> objects = {text};
  EXPECT_FALSE(releases()
                   .send(proved("anna"),
                         {.group = "drill", .objects = objects, .shown = release::digest_of(objects), .journal = {}})
                   .ok());
  EXPECT_TRUE(releases().log()->empty());
}

// --- rows of older versions

TEST_F(SecondPersonTest, TakesOverWhatOlderVersionsKept) {
  const auto waiting = asked();
  const auto& row = waiting.row;
  ASSERT_TRUE(releases().reject(proved("anna"), waiting.name()).ok());
  const std::string waits =
      json::ObjectWriter()
          .text("group", row.charter)
          .text("charter", row.terms)
          .text("journal", row.journal)
          .raw("objects",
               json::array_text(
                   {json::ObjectWriter().text("id", row.objects[0].id).text("version", row.objects[0].version).str()}))
          .text("sha256", row.sha256)
          .text("asked_by", "anna")
          .text("asked", to_string(row.asked))
          .text("expires", to_string(row.expires))
          .str();
  const std::string released =
      R"({"at":"2026-07-09T18:30:00.000Z","objects":2,"sha256":"ab","by":"anna","confirmed_by":"zoe"})";
  one.restart([&](const std::filesystem::path& dir) {
    SQLite::Database old((dir / "node.db").string(), SQLite::OPEN_READWRITE);
    old.exec("CREATE TABLE note(key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;");
    SQLite::Statement insert(old, "INSERT INTO note VALUES(?1, ?2), (?3, ?4)");
    insert.bind(1, "confirm/" + waiting.name());
    insert.bind(2, waits);
    insert.bind(3, "released/" + row.charter + "/000000000003");
    insert.bind(4, released);
    insert.exec();
  });
  EXPECT_TRUE(one.node().group_db().old_releases()->empty());
  const auto log = releases().log();
  ASSERT_EQ(log->size(), 2u) << "the rejection above, and what was taken over";
  EXPECT_EQ(log->back().entry, 3u);
  EXPECT_EQ(log->back().objects, 2u);
  EXPECT_EQ(log->back().asked_known, "word");
  EXPECT_EQ(log->back().confirmed_known, "word");
  // Nobody knows from which uid was asked, so a uid proves nothing.
  ASSERT_TRUE(people().tie("boris", 4'300'000).ok());
  const auto by_uid = people().by_uid({.from = Origin::command, .uid = 4'300'000});
  EXPECT_FALSE(confirm(*by_uid, waiting).ok());
  EXPECT_TRUE(confirm(proved("boris"), waiting).ok());
}

}  // namespace
}  // namespace parley::node::testing
