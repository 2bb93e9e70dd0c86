// Two whose proofs one person could have had are no two: whichever of them made the other, or whoever made both.
#include "node/provenance.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <map>

namespace parley::node {
namespace {

using ::testing::HasSubstr;

constexpr std::uint32_t kOwner = 4'100'000;  // from which everybody's commands come
const Caller kCaller{.from = Origin::command, .uid = kOwner};

// Goes with the test.
class Folder {
 public:
  Folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "parley-provenance-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

// Users that others made, each known by a token; what is asked for is asked at 1000.
class ProvenanceTest : public ::testing::Test {
 protected:
  ProvenanceTest()
      : db(store::NodeDb::open(folder.path() / "node.db").value()),
        access(Access::load(*db).value()),
        people(*access, false) {
    EXPECT_TRUE(people.put_user(owner(1), "admin", "admin's password", true).ok());
  }
  static People::Giver owner(std::int64_t at, std::uint32_t uid = kOwner) { return {{}, uid, {at}}; }
  static People::Giver by(const std::string& person, std::int64_t at) { return {person, kOwner, {at}}; }
  // Made by `maker`, with a token and the right to confirm from the same.
  void add(const People::Giver& maker, const std::string& name, bool administrator = false) {
    ASSERT_TRUE(people.put_user(maker, name, "", administrator).ok());
    ASSERT_TRUE(people.allow(maker, name, Act::confirm, kEverywhere).ok());
    give_token(maker, name);
  }
  void give_token(const People::Giver& maker, const std::string& name) {
    const auto token = people.add_token(maker, name, "", {});
    ASSERT_TRUE(token.ok()) << token.error().message;
    tokens[name] = token->secret;
  }
  Status second(const std::string& name, const People::Asker& asker) {
    return people.is_second(people.by_token(kCaller, name, tokens[name]).value(), asker);
  }
  static People::Asker asker(const std::string& name) { return {name, How::password, kOwner, {1000}}; }
  // By the token that the user was given last.
  People::Asker asker_by_token(const std::string& name) {
    return {name, How::token, kOwner, {1000}, people.given_to(name).value().back().detail};
  }
  void refused(const Status& status, const std::string& words) {
    ASSERT_FALSE(status.ok()) << "was to be refused: " << words;
    EXPECT_EQ(status.error().code, Code::forbidden);
    EXPECT_THAT(status.error().message, HasSubstr(words));
  }

  Folder folder;
  std::unique_ptr<store::NodeDb> db;
  std::unique_ptr<Access> access;
  People people;
  std::map<std::string, std::string> tokens;
};

TEST_F(ProvenanceTest, WhatTheAskerGaveProvesNoSecondPerson) {
  add(by("admin", 10), "boris");
  EXPECT_TRUE(second("boris", asker("anna")).ok()) << "it is not the asker who gave it";
  refused(second("boris", asker("admin")), "has the token from \"admin\"");
  give_token(by("cora", 20), "boris");
  EXPECT_TRUE(second("boris", asker("admin")).ok()) << "another gave a new one, and the old one was not shown";
}

TEST_F(ProvenanceTest, TheOwnPasswordIsThePersonsOwn) {
  ASSERT_TRUE(people.put_user(by("admin", 10), "boris", "from admin", false).ok());
  ASSERT_TRUE(people.allow(by("admin", 10), "boris", Act::confirm, kEverywhere).ok());
  const auto known = [&](const char* password) { return people.by_password(kCaller, "boris", password).value(); };
  refused(people.is_second(known("from admin"), asker("admin")), "parley user passwd --as boris");
  ASSERT_TRUE(people.change_own_password(known("from admin"), "my own", {20}).ok());
  EXPECT_TRUE(people.is_second(known("my own"), asker("admin")).ok());
  ASSERT_TRUE(people.put_user(by("admin", 30), "boris", "set anew", false).ok());
  refused(people.is_second(known("set anew"), asker("admin")), "has the password from \"admin\"");
}

TEST_F(ProvenanceTest, NothingComesFromTheAskerSinceItWasAskedFor) {
  const auto fresh = [&](const std::string& name) {
    add(by("cora", 10), name);
    return name;
  };
  ASSERT_TRUE(second(fresh("b0"), asker("admin")).ok());
  ASSERT_TRUE(people.tie(by("admin", 1000), fresh("b1"), 5).ok());
  refused(second("b1", asker("admin")), "the tie to uid 5");
  ASSERT_TRUE(people.put_user(by("admin", 2000), fresh("b2"), "x", false).ok());
  refused(second("b2", asker("admin")), "the password from \"admin\" since");
  ASSERT_TRUE(people.put_user(by("admin", 2000), fresh("b3"), std::nullopt, true).ok());
  refused(second("b3", asker("admin")), "the rights of an administrator");
  ASSERT_TRUE(people.add_token(by("admin", 2000), fresh("b4"), "", {}).ok());
  refused(second("b4", asker("admin")), "the token from");
  ASSERT_TRUE(people.disallow(fresh("b5"), Act::confirm, kEverywhere).ok());
  ASSERT_TRUE(people.allow(by("admin", 2000), "b5", Act::confirm, "charter--1").ok());
  refused(second("b5", asker("admin")), "the right to confirm");
  add(by("admin", 2000), "b6");
  refused(second("b6", asker("admin")), "the account");
  // A password that became his own in between does not heal it, and neither does making the user anew.
  ASSERT_TRUE(people.put_user({"b2", kOwner, {3000}}, "b2", "own", false).ok());
  refused(second("b2", asker("admin")), "since");
  ASSERT_TRUE(access->remove_user("b6").ok());
  add(by("cora", 3000), "b6");
  refused(second("b6", asker("admin")), "since");
}

TEST_F(ProvenanceTest, WhomTheAskerMadeGivesNothingThatTheAskerDidNotGive) {
  add(by("admin", 10), "puppet", true);
  add(by("puppet", 20), "boris");
  refused(second("boris", asker("admin")), "has the token from \"puppet\"");
  EXPECT_TRUE(second("boris", asker("anna")).ok());
  ASSERT_TRUE(access->remove_user("puppet").ok());
  refused(second("boris", asker("admin")), "from \"puppet\"");
  // One who became an administrator since it was asked for speaks for who made him one, too.
  add(by("cora", 10), "dora");
  ASSERT_TRUE(people.put_user(by("admin", 2000), "dora", std::nullopt, true).ok());
  give_token(by("dora", 2001), "boris");
  refused(second("boris", asker("admin")), "from \"dora\"");
  // Two who gave each other everything are two.
  add(by("e1", 10), "e2");
  add(by("e2", 10), "e1");
  EXPECT_TRUE(second("e2", asker("anna")).ok());
}

TEST_F(ProvenanceTest, AnotherNameOfTheAskersUidIsTheAsker) {
  ASSERT_TRUE(people.tie(by("cora", 5), "admin", 7).ok());
  add(by("cora", 10), "other", true);
  ASSERT_TRUE(people.tie(by("cora", 10), "other", 7).ok());
  add(by("other", 20), "boris");
  refused(second("boris", asker("admin")), "from \"other\"");
}

TEST_F(ProvenanceTest, TheOwnerOfTheFolderIsWhoIsKnownByHisUid) {
  add(owner(10), "boris");
  EXPECT_TRUE(second("boris", asker("anna")).ok()) << "known by a password, from a uid that is everybody's";
  People::Asker by_uid = asker("anna");
  by_uid.known = How::uid;
  refused(second("boris", by_uid), "the owner of the folder (uid 4100000)");
  ASSERT_TRUE(people.put_user(by("cora", 5), "anna", "", false).ok());
  ASSERT_TRUE(people.tie(by("cora", 5), "anna", kOwner).ok());
  refused(second("boris", asker("anna")), "the owner of the folder");
}

// The same question whichever of the two made the other, and whoever else made both; the same name never twice.
TEST_F(ProvenanceTest, WhoMadeTheAskerIsNoSecondPersonBesideHer) {
  ASSERT_TRUE(people.put_user(by("admin", 10), "anna", "known to admin", false).ok());
  give_token(by("cora", 5), "admin");
  refused(second("admin", asker("anna")), "\"anna\" was known by the password from \"admin\"");
  const auto anna = people.by_password(kCaller, "anna", "known to admin").value();
  ASSERT_TRUE(people.change_own_password(anna, "her own", {20}).ok());
  EXPECT_TRUE(second("admin", asker("anna")).ok()) << "she made the password her own before she asked";
  // With a token that he made in her name she has not asked, whatever her password is.
  const auto token = people.add_token(by("admin", 30), "anna", "", {});
  ASSERT_TRUE(token.ok());
  People::Asker by_token{"anna", How::token, kOwner, {1000}, token->id};
  refused(second("admin", by_token), "the token from \"admin\"");
  add(by("cora", 10), "boris");
  EXPECT_FALSE(second("boris", by_token).ok()) << "admin is known by what cora gave him, and so is boris";
  add(by("keeper", 10), "clara");
  EXPECT_TRUE(second("clara", by_token).ok()) << "another than who gave it";
  by_token.token.clear();
  refused(second("admin", by_token), "\"admin\" could have acted as \"anna\"");  // which token it was is not kept
}

TEST_F(ProvenanceTest, WhoGaveBothTheirProofsIsAloneBehindThem) {
  add(by("keeper", 10), "anna");
  add(by("keeper", 10), "boris");
  refused(second("boris", asker_by_token("anna")), "\"keeper\" could have acted as both");
  give_token(by("dora", 20), "boris");
  EXPECT_TRUE(second("boris", asker_by_token("anna")).ok());
}

// A keeper who made a keeper who gave a token; also when the one in the middle, or what he had, is gone.
TEST_F(ProvenanceTest, WhoMadeAKeeperGaveWhatThatOneGave) {
  add(by("keeper", 10), "first", true);
  add(by("first", 20), "anna");
  add(by("keeper", 15), "other", true);
  add(by("other", 20), "boris");
  const People::Asker anna = asker_by_token("anna");
  refused(second("boris", anna), "\"keeper\" could have acted as both");
  for (const auto& row : access->tokens_of("other")) ASSERT_TRUE(access->remove_token(row.id).ok());
  refused(second("boris", anna), "\"keeper\" could have acted as both");
  ASSERT_TRUE(access->remove_user("first").ok());
  refused(second("boris", anna), "\"keeper\" could have acted as both");
}

TEST_F(ProvenanceTest, TheOwnerOfTheFolderGaveBothAsAnybodyElse) {
  add(owner(10), "anna");
  add(owner(10), "boris");
  refused(second("boris", asker_by_token("anna")), "whoever has uid 4100000 could have acted as both");
}

// The one who gave himself a token did it by what he was known by, and a first password is nobody's old one.
TEST_F(ProvenanceTest, WhatSomebodyGaveHimselfGoesBackToWhatHeWasKnownBy) {
  add(by("admin", 10), "boris", true);
  give_token(by("boris", 20), "boris");
  refused(second("boris", asker("admin")), "\"boris\"");
  const auto by_token = people.by_token(kCaller, "boris", tokens["boris"]).value();
  ASSERT_TRUE(people.change_own_password(by_token, "first", {30}).ok());
  const auto first = people.by_password(kCaller, "boris", "first").value();
  refused(people.is_second(first, asker("admin")), "\"boris\"");
  ASSERT_TRUE(people.change_own_password(first, "second", {40}).ok());
  EXPECT_TRUE(people.is_second(people.by_password(kCaller, "boris", "second").value(), asker("admin")).ok());
}

TEST_F(ProvenanceTest, WhatIsChangedWhileItWaitsMakesNobodyIndependentForIt) {
  ASSERT_TRUE(people.put_user(by("admin", 10), "boris", "from admin", true).ok());
  const auto known = [&](const char* password) { return people.by_password(kCaller, "boris", password).value(); };
  ASSERT_TRUE(people.change_own_password(known("from admin"), "own", {1500}).ok());
  refused(people.is_second(known("own"), asker("admin")), "from himself only since");
  People::Asker anew = asker("admin");
  anew.since = {2000};
  EXPECT_TRUE(people.is_second(known("own"), anew).ok()) << "asked for anew";
  // Nor does a token that he made himself meanwhile, by what admin has given him.
  add(by("admin", 10), "clara", true);
  give_token(by("clara", 1500), "clara");
  refused(second("clara", asker("admin")), "from himself only since");
}

// What the asker was given later does not speak for how it was asked, and what was later made his own neither.
TEST_F(ProvenanceTest, OfTheAskerCountsWhatHeWasKnownByWhenHeAsked) {
  add(by("cora", 10), "boris");
  ASSERT_TRUE(people.put_user(by("dora", 10), "anna", "from dora", false).ok());
  ASSERT_TRUE(people.put_user(by("boris", 2000), "anna", "from boris", false).ok());
  EXPECT_TRUE(second("boris", asker("anna")).ok());
  add(by("cora", 10), "dora");
  ASSERT_TRUE(
      people.change_own_password(people.by_password(kCaller, "anna", "from boris").value(), "own", {3000}).ok());
  refused(second("dora", asker("anna")), "the password from \"dora\"");
}

TEST_F(ProvenanceTest, TheOldPasswordIsNoNewOne) {
  ASSERT_TRUE(people.put_user(by("admin", 10), "boris", "from admin", false).ok());
  const auto boris = people.by_password(kCaller, "boris", "from admin").value();
  const Status same = people.change_own_password(boris, "from admin", {20});
  ASSERT_FALSE(same.ok());
  EXPECT_EQ(same.error().code, Code::invalid_input);
  refused(people.is_second(boris, asker("admin")), "the password from \"admin\"");
}

TEST_F(ProvenanceTest, WhatWasGivenBeforeItWasRecordedCountsAsNobodys) {
  ASSERT_TRUE(access->put_user("old", "", false).ok());
  tokens["old"] = access->add_token("old", "", {})->secret;
  EXPECT_TRUE(second("old", asker("admin")).ok());
}

TEST_F(ProvenanceTest, OnlyTheOldPasswordChangesIt) {
  ASSERT_TRUE(people.put_user(by("admin", 10), "boris", "old", false).ok());
  give_token(by("admin", 10), "boris");
  const auto by_token = people.by_token(kCaller, "boris", tokens["boris"]).value();
  refused(people.change_own_password(by_token, "new", {20}), "gives the old one");
  const auto by_password = people.by_password(kCaller, "boris", "old").value();
  EXPECT_FALSE(people.change_own_password(by_password, "", {20}).ok());
  EXPECT_TRUE(people.change_own_password(by_password, "new", {20}).ok());
  EXPECT_TRUE(people.by_password(kCaller, "boris", "new").ok());
  EXPECT_FALSE(people.by_password(kCaller, "boris", "old").ok());
}

}  // namespace
}  // namespace parley::node
