// Who acts: by uid, password, token or word, and what each may do.
#include "node/people.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fmt/format.h>

#include <atomic>
#include <functional>
#include <thread>

#include "node/keys.h"
#include "node/test_acting.h"
#include "node/test_group.h"

namespace parley::node::testing {
namespace {

using ::testing::HasSubstr;

const Caller kCaller{.from = Origin::command, .uid = 4'100'000};

// Only what people are kept in.
class PeopleTest : public ::testing::Test {
 protected:
  PeopleTest()
      : db(store::NodeDb::open(folder.path() / "node.db").value()),
        access(Access::load(*db).value()),
        people(*access, false) {}
  void add(const std::string& name, bool administrator = false) {
    ASSERT_TRUE(access->put_user(name, "", administrator).ok());
  }
  std::string token_of(const std::string& name, std::optional<Micros> expires = {}) {
    return access->add_token(name, "", expires)->secret;
  }
  static void refuses(const Result<Acting>& known, const std::string& words) {
    ASSERT_FALSE(known.ok()) << "was to be refused: " << words;
    EXPECT_EQ(known.error().code, Code::forbidden);
    EXPECT_THAT(known.error().message, HasSubstr(words));
  }

  Folder folder;
  std::unique_ptr<store::NodeDb> db;
  std::unique_ptr<Access> access;
  People people;
};

TEST_F(PeopleTest, APersonIsKnownByTheUidThatTheKernelSaw) {
  add("anna");
  refuses(people.by_uid(kCaller), "nobody is tied to uid 4100000");
  ASSERT_TRUE(people.tie("anna", kCaller.uid).ok());
  const auto anna = people.by_uid(kCaller);
  ASSERT_TRUE(anna.ok()) << anna.error().message;
  EXPECT_EQ(anna->person(), "anna");
  EXPECT_EQ(anna->known(), How::uid);
  EXPECT_TRUE(people.by_uid(kCaller, "anna").ok());
  refuses(people.by_uid({.from = Origin::command, .uid = 4'100'001}), "nobody is tied");
  refuses(people.by_uid({.from = Origin::room, .uid = {}}), "nobody is known by a uid here");
}

TEST_F(PeopleTest, OfSeveralNamesOnOneUidOneMustBeSaid) {
  for (const char* name : {"anna", "boris", "cora"}) add(name);
  ASSERT_TRUE(people.tie("anna", kCaller.uid).ok());
  ASSERT_TRUE(people.tie("boris", kCaller.uid).ok());
  refuses(people.by_uid(kCaller), "anna, boris");
  EXPECT_EQ(people.by_uid(kCaller, "boris")->person(), "boris");
  refuses(people.by_uid(kCaller, "cora"), "not proved");
  refuses(people.by_uid(kCaller, "zoe"), "no user of this node");
}

TEST_F(PeopleTest, ANameAloneIsEnoughOnlyWhereTheOperatorSaidSo) {
  add("anna");
  refuses(people.by_name(kCaller, "anna"), "not proved");
  refuses(people.on_word(kCaller, "anna"), "on_callers_word");
  const People trusting(*access, true);
  refuses(trusting.by_name(kCaller, "anna"), "no password, no token and no uid");
  ASSERT_TRUE(access->add_token("anna", "", {}).ok());
  EXPECT_EQ(trusting.by_name(kCaller, "anna")->known(), How::word);
  refuses(trusting.by_name(kCaller, "zoe"), "no user of this node");
  EXPECT_FALSE(trusting.by_name(kCaller, "").ok());
  ASSERT_TRUE(people.tie("anna", kCaller.uid).ok());
  EXPECT_EQ(trusting.by_name(kCaller, "anna")->known(), How::uid) << "what proves more is recorded";
}

TEST_F(PeopleTest, APasswordProvesItsUserAndNobodyElse) {
  ASSERT_TRUE(access->put_user("anna", "right", false).ok());
  add("sensor");
  const auto anna = people.by_password(kCaller, "anna", "right");
  ASSERT_TRUE(anna.ok()) << anna.error().message;
  EXPECT_EQ(anna->known(), How::password);
  refuses(people.by_password(kCaller, "anna", "wrong"), "the password is wrong");
  refuses(people.by_password(kCaller, "anna", ""), "the password is wrong");
  refuses(people.by_password(kCaller, "sensor", "right"), "the password is wrong");
  refuses(people.by_password(kCaller, "anna:right", "right"), "the password is wrong");
  EXPECT_FALSE(people.by_password(kCaller, "", "right").ok());
}

TEST_F(PeopleTest, ATokenProvesItsUserAndNobodyElse) {
  for (const char* name : {"anna", "boris"}) add(name);
  const std::string token = token_of("anna");
  EXPECT_EQ(people.by_token(kCaller, "", token)->person(), "anna");
  EXPECT_EQ(people.by_token(kCaller, "anna", token)->known(), How::token);
  refuses(people.by_token(kCaller, "boris", token), "another user's");
  refuses(people.by_token(kCaller, "anna", token + "0"), "token is wrong");
  refuses(people.by_token(kCaller, "anna", ""), "empty");
  refuses(people.by_token(kCaller, "anna", token_of("anna", Micros{now().value - 1})), "expired");
}

TEST_F(PeopleTest, GuessingIsSlowedDownAsOverTheNetwork) {
  ASSERT_TRUE(access->put_user("anna", "right", false).ok());
  int guesses = 0;
  while (guesses < 40 && people.by_password(kCaller, "anna", "wrong").error().code == Code::forbidden) ++guesses;
  EXPECT_LT(guesses, 40);
  const auto known = people.by_password(kCaller, "anna", "right");
  ASSERT_FALSE(known.ok());
  EXPECT_EQ(known.error().code, Code::unavailable);
}

TEST_F(PeopleTest, AnAdministratorMayEverythingAndOthersWhatTheyWereGiven) {
  add("admin", true);
  add("anna");
  for (const Act act : all_acts()) {
    EXPECT_TRUE(people.may("admin", act, kEverywhere).ok()) << word_of(act);
    EXPECT_FALSE(people.may("anna", act, kEverywhere).ok()) << word_of(act);
    EXPECT_EQ(act_of(word_of(act)), act);
  }
  EXPECT_FALSE(people.may("zoe", Act::see, kEverywhere).ok());
  ASSERT_TRUE(people.allow("anna", Act::confirm, "charter--1").ok());
  EXPECT_TRUE(people.may("anna", Act::confirm, "charter--1").ok());
  EXPECT_FALSE(people.may("anna", Act::confirm, "charter--2").ok());
  EXPECT_FALSE(people.may("anna", Act::confirm, kEverywhere).ok());
  ASSERT_TRUE(people.allow("anna", Act::confirm, kEverywhere).ok());
  EXPECT_TRUE(people.may("anna", Act::confirm, "charter--2").ok());
  ASSERT_TRUE(people.disallow("anna", Act::confirm, kEverywhere).ok());
  EXPECT_FALSE(people.may("anna", Act::confirm, "charter--2").ok());
  EXPECT_TRUE(people.may("anna", Act::confirm, "charter--1").ok());
}

TEST_F(PeopleTest, RightsOnCollectionsGiveNoAct) {
  add("sensor");
  ASSERT_TRUE(access->rights_table().put({"sensor", "*", true, true, true}).ok());
  for (const Act act : all_acts()) EXPECT_FALSE(people.may("sensor", act, kEverywhere).ok()) << word_of(act);
}

TEST_F(PeopleTest, AnonymousIsNobody) {
  ASSERT_TRUE(access->put_user(std::string(Access::kAnonymous), std::nullopt, false).ok());
  EXPECT_FALSE(people.tie("anonymous", kCaller.uid).ok());
  EXPECT_FALSE(people.allow("anonymous", Act::see, kEverywhere).ok());
  EXPECT_FALSE(People(*access, true).by_name(kCaller, "anonymous").ok());
}

TEST_F(PeopleTest, WhatWasGivenGoesWithTheUserAndStaysWithTheNode) {
  add("anna");
  ASSERT_TRUE(people.tie("anna", kCaller.uid).ok());
  ASSERT_TRUE(people.allow("anna", Act::sign, kEverywhere).ok());
  ASSERT_TRUE(access->put_user("anna", "a new password", false).ok());
  const auto again = Access::load(*db);
  const People later(**again, false);
  EXPECT_EQ(later.by_uid(kCaller)->person(), "anna") << "a new password is not another person";
  EXPECT_TRUE(later.may("anna", Act::sign, kEverywhere).ok());
  ASSERT_TRUE(access->remove_user("anna").ok());
  add("anna");
  EXPECT_TRUE(people.allowed("anna").empty()) << "who has the name later has not the rights";
  EXPECT_FALSE(people.by_uid(kCaller).ok());
}

TEST_F(PeopleTest, EveryChangeOfUsersTokensAndRightsIsCounted) {
  add("anna");
  const auto changes = [&](const std::function<Status()>& change) {
    const std::uint64_t before = access->generation();
    EXPECT_TRUE(change().ok());
    return access->generation() > before;
  };
  RightsTable& rights = access->rights_table();
  std::string token;
  EXPECT_TRUE(changes([&] { return access->put_user("boris", "", false); }));
  EXPECT_TRUE(changes([&] { return access->tie("boris", kCaller.uid); }));
  EXPECT_TRUE(changes([&] { return rights.put({"anna", "*", true, false, false}); }));
  EXPECT_TRUE(changes([&] { return rights.put_act({"anna", "say", "*"}, true); }));
  EXPECT_TRUE(changes([&] {
    const auto made = access->add_token("anna", "", {});
    token = made->id;
    return Status();
  }));
  EXPECT_TRUE(changes([&] { return access->remove_token(token); }));
  EXPECT_TRUE(changes([&] { return access->remove_user("boris"); }));
  EXPECT_TRUE(changes([&] { return access->renew(); }));
}

TEST_F(PeopleTest, ATokenThatWasRevokedStaysRevokedWhateverChangesMeanwhile) {
  for (const char* name : {"anna", "boris"}) add(name);
  std::atomic<bool> over = false;
  std::thread other([&] {
    for (bool administrator = false; !over; administrator = !administrator)
      EXPECT_TRUE(access->put_user("boris", std::nullopt, administrator).ok());
  });
  int revived = 0;
  for (int i = 0; i < 25; ++i) {
    const auto token = access->add_token("anna", "", {});
    ASSERT_TRUE(token.ok());
    EXPECT_TRUE(people.by_token(kCaller, "anna", token->secret).ok());
    EXPECT_TRUE(access->remove_token(token->id).ok());
    for (int again = 0; again < 20; ++again)
      if (people.by_token(kCaller, "anna", token->secret).ok()) ++revived;
  }
  over = true;
  other.join();
  EXPECT_EQ(revived, 0);
}

TEST(Init, TiesTheCallerToTheFirstAdministrator) {
  const Folder folder;
  Party one(folder.path() / "one", "one");
  const Acting acting = administrator(one.node());
  EXPECT_EQ(acting.person(), "admin");
  EXPECT_EQ(acting.known(), How::uid);
}

TEST(Keys, ThatOthersMayReadAreRefused) {
  const Folder folder;
  const auto file = folder.path() / "some.key";
  ASSERT_TRUE(write_key(file, SigningKey::generate()).ok());
  EXPECT_TRUE(read_key(file).ok());
  for (const auto loose : {std::filesystem::perms::group_read, std::filesystem::perms::others_read,
                           std::filesystem::perms::others_write}) {
    std::filesystem::permissions(file, std::filesystem::perms::owner_read | loose);
    const auto key = read_key(file);
    ASSERT_FALSE(key.ok());
    EXPECT_THAT(key.error().message, HasSubstr("chmod 600 " + file.string()));
  }
}

TEST(NodeFolder, SaysWhoHasItOpen) {
  const Folder folder;
  Party one(folder.path() / "one", "one");
  const auto second = Node::open(one.node().dir());
  ASSERT_FALSE(second.ok());
  EXPECT_THAT(second.error().message, HasSubstr(fmt::format("another parley command (pid {})", ::getpid())));
}

}  // namespace
}  // namespace parley::node::testing
