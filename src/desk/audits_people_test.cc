// Who keeps people, charters and files of objects leaves a record as every other act does.
#include <algorithm>
#include <cstring>

#include "base/file_fault.h"
#include "desk/audits.h"
#include "desk/charters.h"
#include "desk/importing.h"
#include "desk/people.h"
#include "desk/test_room.h"
#include "node/audit.h"
#include "node/journals.h"

namespace parley::desk::testing {
namespace {

using node::Act;
using node::ActState;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class AuditsOfKeeping : public RoomTest {
 protected:
  node::Node& node() { return one.node(); }
  node::Acting admin() { return administrator(node()); }
  People::Keeper keeper() { return People(node()).keeper(admin()).value(); }
  Result<People::Kept> set(const People::Wanted& wanted, const People::Password& password = {}) {
    const People people(node());
    PARLEY_TRY(const auto change, people.change(keeper(), wanted));
    return people.put(keeper(), change, password);
  }
  Result<People::Kept> add(const People::Wanted& wanted, const People::Password& password = {}) {
    const People people(node());
    PARLEY_TRY(const auto change, people.add(keeper(), wanted));
    return people.put(keeper(), change, password);
  }
  std::vector<Audits::Line> lines() {
    auto listed = Audits(node()).list(admin(), {});
    EXPECT_TRUE(listed.ok()) << listed.error().message;
    return std::move(listed->lines);
  }
  node::AuditRecord last() { return lines().back().record; }
  // The last two are of one act that was done.
  void expect_done(Act act, const std::string& what) {
    const auto all = lines();
    ASSERT_GE(all.size(), 2u) << what;
    const auto& asked = all[all.size() - 2].record;
    EXPECT_EQ(asked.state, ActState::asked) << what;
    EXPECT_EQ(last().state, ActState::done) << what;
    EXPECT_EQ(last().record_ref, asked.id) << what;
    EXPECT_EQ(last().act, act) << what;
    EXPECT_EQ(last().what, what);
    EXPECT_EQ(last().person, "admin") << what;
    EXPECT_EQ(last().known, node::How::uid) << what;
  }
};

TEST_F(AuditsOfKeeping, OfPeopleSayWhatWasGivenAndNoSecret) {
  const People people(node());
  const auto added = add({.name = "cora", .allow = {"confirm"}});
  ASSERT_TRUE(added.ok()) << added.error().message;
  expect_done(Act::people, "user add");
  EXPECT_THAT(last().about, ElementsAre("cora", "password", "allow confirm"));
  ASSERT_TRUE(set({.name = "cora", .uid = 4'700'000}).ok());
  expect_done(Act::people, "user set");
  EXPECT_THAT(last().about, ElementsAre("cora", "uid 4700000"));
  ASSERT_TRUE(set({.name = "cora"}, {.kind = People::Password::Kind::given, .text = "open sesame"}).ok());
  expect_done(Act::people, "user set");
  const auto token = people.add_token(keeper(), "cora", "laptop", 0);
  ASSERT_TRUE(token.ok()) << token.error().message;
  expect_done(Act::people, "token add");
  EXPECT_THAT(last().about, ElementsAre("cora", token->id));
  ASSERT_TRUE(people.remove_token(keeper(), token->id).ok());
  expect_done(Act::people, "token revoke");
  ASSERT_TRUE(people.remove(keeper(), "cora").ok());
  expect_done(Act::people, "user revoke");
  for (const auto& line : lines())
    for (const std::string& secret : {added->made, std::string("open sesame"), token->secret})
      EXPECT_THAT(line.text, Not(HasSubstr(secret)));
}

TEST_F(AuditsOfKeeping, ByTheOwnerOfTheFolderNameNobodyButTheUid) {
  const People people(node());
  const auto owner = people.owner({.from = node::Origin::command, .uid = 4'700'001}, false);
  ASSERT_TRUE(owner.ok());
  const auto change = people.add(*owner, {.name = "dora"});
  ASSERT_TRUE(change.ok()) << change.error().message;
  ASSERT_TRUE(people.put(*owner, *change, {}).ok());
  EXPECT_EQ(last().person, "");
  EXPECT_EQ(last().known, node::How::uid);
  EXPECT_EQ(last().uid, 4'700'001u);
  EXPECT_EQ(last().door, node::Door::command);
}

TEST_F(AuditsOfKeeping, GoOnOnAFullDiskWhereSomebodyIsOnlyShutOut) {
  const People people(node());
  ASSERT_TRUE(add({.name = "cora", .allow = {"confirm", "say"}}).ok());
  const auto token = people.add_token(keeper(), "cora", "laptop", 0);
  const std::string origin = node().journals().open(node::kAudit)->row.origin;
  {
    const FileFault full(node().dir() / "journals" / origin.substr(origin.rfind('/') + 1), FileCall::write,
                         {.error = ENOSPC});
    EXPECT_EQ(set({.name = "cora", .allow = {"erase"}}).error().code, Code::unavailable);
    EXPECT_EQ(set({.name = "cora", .allow = {"erase"}, .disallow = {"say"}}).error().code, Code::unavailable)
        << "what takes and gives is no taking away";
    EXPECT_EQ(add({.name = "dora"}).error().code, Code::unavailable);
    EXPECT_FALSE(node().access().user("dora"));
    EXPECT_EQ(people.add_token(keeper(), "cora", "phone", 0).error().code, Code::unavailable);
    EXPECT_TRUE(set({.name = "cora", .disallow = {"confirm"}}).ok());
    EXPECT_TRUE(people.remove_token(keeper(), token->id).ok());
    EXPECT_TRUE(people.remove(keeper(), "cora").ok());
  }
  node().audit().keep_up();
  EXPECT_EQ(node().audit().waiting(), 0u);
  std::vector<std::string> done;
  for (const auto& line : lines())
    if (line.record.state == ActState::done) done.push_back(line.record.what);
  EXPECT_THAT(done, ElementsAre("user add", "token add", "user set", "token revoke", "user revoke"));
}

TEST_F(AuditsOfKeeping, OfChartersNameTheCharter) {
  const Charters charters(node());
  const auto composed =
      charters.compose({.name = "lake", .purpose = "Water", .with = {"two"}, .uses = {"infrastructure"}});
  ASSERT_TRUE(composed.ok()) << composed.error().message;
  const std::string id = composed->charter.terms.id;
  const auto draft = charters.draft(admin(), *composed);
  ASSERT_TRUE(draft.ok()) << draft.error().message;
  expect_done(Act::sign, "group draft");
  EXPECT_EQ(last().place, id);
  const auto anna = person("anna");
  EXPECT_EQ(charters.sign(anna, *draft).error().code, Code::forbidden);
  EXPECT_EQ(last().state, ActState::refused);
  const auto with_signature = charters.sign(admin(), *draft);
  ASSERT_TRUE(with_signature.ok()) << with_signature.error().message;
  expect_done(Act::sign, "group sign");
  ASSERT_TRUE(charters.withdraw(admin(), id).ok());
  expect_done(Act::sign, "group leave --draft");
  EXPECT_THAT(last().about, ElementsAre(id));
}

TEST_F(AuditsOfKeeping, OfAnImportSayHowManyAndAreOneForAllFiles) {
  const auto import = [&](std::string text, bool dry_run) {
    auto work = Importing::begin(node(), admin(), {.journal = "main", .dry_run = dry_run}, {});
    ASSERT_TRUE(work.ok()) << work.error().message;
    std::size_t at = 0;
    const auto done =
        work->file("objects.json", input::File{.read = [&](char* out, std::size_t size) -> Result<std::size_t> {
                                                 const std::size_t count = std::min(size, text.size() - at);
                                                 std::memcpy(out, text.data() + at, count);
                                                 at += count;
                                                 return count;
                                               },
                                               .bytes = text.size()});
    EXPECT_TRUE(done.ok()) << done.error().message;
  };
  std::string objects;
  for (int i = 1; i <= 30; ++i) objects += identity_object(one.identity(), i) + "\n";
  import(objects, true);
  EXPECT_THAT(lines(), IsEmpty()) << "nothing was done";
  import(objects, false);
  expect_done(Act::draft, "import");
  EXPECT_EQ(last().about_count, 30u);
  EXPECT_THAT(last().about, SizeIs(node::AuditRecord::kMostAbout));
  EXPECT_THAT(last().about, Contains("identity--00000001-1111-4111-8111-111111111111"));
  EXPECT_EQ(last().place_name, "main");
  EXPECT_EQ(Importing::begin(node(), admin(), {.journal = "audit"}, {}).error().code, Code::forbidden);
}

}  // namespace
}  // namespace parley::desk::testing
