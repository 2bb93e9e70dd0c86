// What versions before schema 4 kept by key, and now stands in tables.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store/embedded/group_db.h"
#include "store/embedded/node_db.h"
#include "store/embedded/sqlite.h"

namespace parley::store {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

class MovedNotesTest : public ::testing::Test {
 protected:
  MovedNotesTest() {
    std::string pattern = std::filesystem::temp_directory_path() / "parley-db-XXXXXX";
    dir_ = ::mkdtemp(pattern.data());
    SQLite::Database old(file().string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    old.exec("CREATE TABLE note(key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;");
    old.exec("PRAGMA user_version = 3");
    for (const auto& [key, value] : std::vector<std::pair<std::string, std::string>>{
             {"stopped/j.example/j/0a", "split view: why"},
             {"split view/j.example/j/0a", "{}"},
             {"split/j.example/j/0a/" + std::string(64, 'c'), "17"},
             {"behind/j.example/j/0b", "a head"},
             {"not taken/j.example/j/0b/identity--1", "full"},
             {"witness/j.example/j/0b w.example+01020304+AB/C=", "it answered 500"},
             {"lobby/identity--1/charter--2", "text"},
             {"outbox/identity--1/charter--2", "envelope"},
             {"signed version/charter--2/1700000000000000", "terms"},
             {"blamed/identity--1", "3"},
             {"told/" + std::string(32, 'a'), "2026-11-22T08:24:53.123456Z"},
             {"confirm/0123456789ab", "kept for whoever takes it over"}}) {
      SQLite::Statement insert(old, "INSERT INTO note VALUES(?1, ?2)");
      insert.bind(1, key);
      insert.bind(2, value);
      insert.exec();
    }
  }
  ~MovedNotesTest() override { std::filesystem::remove_all(dir_); }
  std::filesystem::path file() const { return dir_ / "node.db"; }

 private:
  std::filesystem::path dir_;
};

TEST_F(MovedNotesTest, AreFoundInTheirTables) {
  const auto opened = GroupDb::open(file());
  ASSERT_TRUE(opened.ok()) << opened.error().message;
  GroupDb& db = **opened;
  EXPECT_EQ(db.stopped()->at(0).origin, "j.example/j/0a");
  EXPECT_EQ(db.stopped()->at(0).text, "split view: why");
  EXPECT_EQ(db.split_views()->at(0).origin, "j.example/j/0a");
  EXPECT_EQ(db.split_heads()->at(0).origin, "j.example/j/0a");
  EXPECT_EQ(db.split_heads()->at(0).sha256, std::string(64, 'c'));
  EXPECT_EQ(db.split_heads()->at(0).size, 17u);
  EXPECT_EQ(db.own_heads()->at(0).text, "a head");
  EXPECT_EQ(db.not_taken()->at(0).origin, "j.example/j/0b");
  EXPECT_EQ(db.not_taken()->at(0).who, "identity--1");
  EXPECT_EQ(db.witness_problems("j.example/j/0b")->at(0).who, "w.example+01020304+AB/C=");
  EXPECT_EQ(db.lobby()->at(0).party, "identity--1");
  EXPECT_EQ(db.lobby()->at(0).charter, "charter--2");
  EXPECT_EQ(db.outbox()->at(0).text, "envelope");
  EXPECT_EQ(db.signed_versions()->at(0).modified.value, 1'700'000'000'000'000);
  EXPECT_EQ(db.blamed("identity--1").value(), 3u);
  EXPECT_EQ(db.blamed("identity--2").value(), 0u);
  EXPECT_TRUE(db.was_told(std::string(32, 'a')).value());
  EXPECT_FALSE(db.was_told(std::string(32, 'b')).value());
  ASSERT_THAT(db.old_releases().value(), SizeIs(1)) << "what others take over stays where they look for it";
  EXPECT_EQ(db.old_releases()->at(0).key, "confirm/0123456789ab");
}

TEST_F(MovedNotesTest, MoveOnceAndWhatIsRemovedStaysSo) {
  {
    const auto db = GroupDb::open(file());
    ASSERT_TRUE((*db)->put_stopped({"j.example/j/0a", ""}).ok());
    ASSERT_TRUE((*db)->put_lobby({"identity--1", "charter--2", ""}).ok());
  }
  const auto again = GroupDb::open(file());
  EXPECT_THAT((*again)->stopped().value(), IsEmpty());
  EXPECT_THAT((*again)->lobby().value(), IsEmpty());
  EXPECT_THAT((*again)->outbox().value(), SizeIs(1));
}

TEST_F(MovedNotesTest, TheirTableGoesWithTheLastOfThem) {
  {
    const auto db = GroupDb::open(file());
    ASSERT_TRUE((*db)->drop_old_releases().ok());
    EXPECT_THAT((*db)->old_releases().value(), IsEmpty());
    EXPECT_TRUE((*db)->drop_old_releases().ok()) << "there is none to drop";
  }
  SQLite::Database there(file().string());
  EXPECT_FALSE(sqlite::has_table(there, "note"));
  EXPECT_EQ(GroupDb::open(file()).value()->stopped()->size(), 1u) << "the rest is where it was moved to";
}

// As every file of version 4 has it.
TEST_F(MovedNotesTest, AnEmptyTableGoesAtOnce) {
  {
    SQLite::Database old(file().string(), SQLite::OPEN_READWRITE);
    old.exec("DELETE FROM note");
  }
  ASSERT_TRUE(GroupDb::open(file()).ok());
  SQLite::Database there(file().string());
  EXPECT_FALSE(sqlite::has_table(there, "note"));
}

// An older version would not find that a journal is stopped, and read it on.
TEST_F(MovedNotesTest, AFileWithTablesIsOfALaterSchemaThanThree) {
  ASSERT_TRUE(NodeDb::open(file()).ok());
  ASSERT_TRUE(GroupDb::open(file()).ok());
  SQLite::Database now_there(file().string());
  EXPECT_GT(now_there.execAndGet("PRAGMA user_version").getInt(), 3);
}

}  // namespace
}  // namespace parley::store
