// node.db across its versions.
#include <gtest/gtest.h>

#include <unistd.h>

#include "store/embedded/group_db.h"
#include "store/embedded/node_db.h"
#include "store/embedded/sqlite.h"

namespace parley::store {
namespace {

class NodeDbTest : public ::testing::Test {
 protected:
  NodeDbTest() {
    std::string pattern = std::filesystem::temp_directory_path() / "parley-db-XXXXXX";
    dir_ = ::mkdtemp(pattern.data());
  }
  ~NodeDbTest() override { std::filesystem::remove_all(dir_); }
  std::filesystem::path file() const { return dir_ / "node.db"; }

 private:
  std::filesystem::path dir_;
};

// Before there were uids, whoever ran the command acted for whom he named: the owner of the folder becomes the
// administrator who was there first, and nobody else becomes anybody.
TEST_F(NodeDbTest, OfVersionTwoTiesTheOwnerToTheFirstAdministratorOnce) {
  {
    SQLite::Database old(file().string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    old.exec(R"(CREATE TABLE user(name TEXT PRIMARY KEY, password_hash TEXT NOT NULL, administrator INTEGER NOT NULL,
                  created INTEGER NOT NULL) STRICT;
                INSERT INTO user VALUES('anna', '', 0, 1), ('later', '', 1, 3), ('admin', 'hash', 1, 2);
                PRAGMA user_version = 2;)");
  }
  {
    const auto db = NodeDb::open(file());
    ASSERT_TRUE(db.ok()) << db.error().message;
    const auto users = (*db)->users();
    ASSERT_TRUE(users.ok()) << users.error().message;
    for (auto user : *users) {
      EXPECT_EQ(user.uid, user.name == "admin" ? std::optional<std::uint32_t>(::geteuid()) : std::nullopt) << user.name;
      user.uid.reset();
      EXPECT_TRUE((*db)->put_user(user).ok());
    }
  }
  const auto again = NodeDb::open(file());
  const auto kept = (*again)->users();
  ASSERT_TRUE(kept.ok()) << kept.error().message;
  for (const auto& user : *kept) EXPECT_FALSE(user.uid) << "what was untied stays so";
}

// Version 4 kept keys and heads by name in one table. A key or journal folder that was exchanged before the migration
// must not be taken for the right one after it.
TEST_F(NodeDbTest, OfVersionFourKeepsWhatItKnewOfItsKeysAndHeads) {
  {
    SQLite::Database old(file().string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    old.exec(R"(CREATE TABLE known(key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
                INSERT INTO known VALUES('key/party', 'aa'), ('key/witness', 'bb'), ('key/j.example/j/0a', 'cc'),
                  ('head/j.example/j/0a', 'a note'), ('certificate/card', 'dd');
                PRAGMA user_version = 4;)");
  }
  {
    const auto db = NodeDb::open(file());
    ASSERT_TRUE(db.ok()) << db.error().message;
    EXPECT_EQ((*db)->own_key("party").value(), "aa");
    EXPECT_EQ((*db)->own_key("witness").value(), "bb");
    EXPECT_EQ((*db)->own_key("j.example/j/0a").value(), "cc");
    EXPECT_EQ((*db)->own_key("j.example/j/0b").value(), std::nullopt);
    EXPECT_EQ((*db)->signed_head("j.example/j/0a").value(), "a note");
    EXPECT_EQ((*db)->card_certificate().value(), "dd");
    ASSERT_TRUE((*db)->put_signed_head("j.example/j/0a", "a later note").ok());
  }
  const auto again = NodeDb::open(file());
  ASSERT_TRUE(again.ok()) << again.error().message;
  EXPECT_EQ((*again)->signed_head("j.example/j/0a").value(), "a later note") << "moved once";
  SQLite::Database there(file().string());
  EXPECT_FALSE(sqlite::has_table(there, "known"));
  EXPECT_EQ(there.execAndGet("PRAGMA user_version").getInt(), 5) << "an older version refuses the file";
}

TEST_F(NodeDbTest, KeepsOneKeyOneHeadAndOneCertificate) {
  const auto db = NodeDb::open(file());
  ASSERT_TRUE(db.ok()) << db.error().message;
  EXPECT_EQ((*db)->own_key("party").value(), std::nullopt);
  EXPECT_EQ((*db)->signed_head("a").value(), std::nullopt);
  EXPECT_EQ((*db)->card_certificate().value(), std::nullopt);
  for (const char* value : {"first", "second"}) {
    ASSERT_TRUE((*db)->put_own_key("party", value).ok());
    ASSERT_TRUE((*db)->put_signed_head("a", value).ok());
    ASSERT_TRUE((*db)->put_card_certificate(value).ok());
    EXPECT_EQ((*db)->own_key("party").value(), value);
    EXPECT_EQ((*db)->signed_head("a").value(), value);
    EXPECT_EQ((*db)->card_certificate().value(), value);
  }
}

TEST_F(NodeDbTest, KeepsWhoMayDoWhat) {
  const auto db = NodeDb::open(file());
  ASSERT_TRUE((*db)->put_user({"anna", "", false, {}, 4'294'967'294u}).ok());
  EXPECT_EQ((*db)->users()->front().uid, 4'294'967'294u);
  ASSERT_TRUE((*db)->add_act({"anna", "confirm", "*"}).ok());
  ASSERT_TRUE((*db)->add_act({"anna", "confirm", "*"}).ok());
  ASSERT_TRUE((*db)->add_act({"anna", "confirm", "charter--1"}).ok());
  EXPECT_EQ((*db)->acts()->size(), 2u);
  ASSERT_TRUE((*db)->remove_act({"anna", "confirm", "*"}).ok());
  EXPECT_EQ((*db)->acts()->front().place, "charter--1");
  ASSERT_TRUE((*db)->remove_user("anna").ok());
  EXPECT_TRUE((*db)->acts()->empty());
  EXPECT_FALSE((*db)->add_act({"nobody", "confirm", "*"}).ok());
}

TEST_F(NodeDbTest, KeepsWhatWaitsAndWhoReleased) {
  const auto db = GroupDb::open(file());
  PendingReleaseRow row{.id = std::string(64, 'a'),
                        .charter = "charter--1",
                        .terms = "t",
                        .journal = "main",
                        .sha256 = "s",
                        .asked_by = "anna",
                        .asked_known = "uid",
                        .asked_uid = 0,
                        .asked = {5},
                        .expires = {6},
                        .objects = {{"b", "2"}, {"a", ""}}};
  ASSERT_TRUE((*db)->put_pending_release(row).ok());
  row.objects.pop_back();
  row.asked_uid.reset();
  ASSERT_TRUE((*db)->put_pending_release(row).ok());
  const auto kept = (*db)->pending_releases();
  ASSERT_EQ(kept->size(), 1u);
  ASSERT_EQ(kept->front().objects.size(), 1u);
  EXPECT_EQ(kept->front().objects[0].id, "b");
  EXPECT_FALSE(kept->front().asked_uid);
  ASSERT_TRUE((*db)->remove_pending_release(row.id).ok());
  EXPECT_FALSE((*db)->remove_pending_release(row.id).ok());

  const auto number = (*db)->add_release({.number = 0,
                                          .charter = "charter--1",
                                          .entry = {},
                                          .at = {7},
                                          .objects = 3,
                                          .sha256 = "s",
                                          .asked_by = "anna",
                                          .asked_known = "uid",
                                          .confirmed_by = {},
                                          .confirmed_known = {}});
  ASSERT_TRUE(number.ok());
  EXPECT_FALSE((*db)->release_log()->front().entry) << "as it stands when the node stops in between";
  ASSERT_TRUE((*db)->finish_release(*number, 9).ok());
  EXPECT_EQ((*db)->release_log()->front().entry, 9u);
  ASSERT_TRUE((*db)->remove_release(*number).ok());
  EXPECT_TRUE((*db)->release_log()->empty());
}

}  // namespace
}  // namespace parley::store
