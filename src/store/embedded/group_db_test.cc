#include "store/embedded/group_db.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <gmock/gmock.h>
#include <unistd.h>

#include <thread>

#include "store/embedded/retention_db.h"

namespace parley::store {
namespace {

using ::testing::ElementsAre;

class GroupDbTest : public ::testing::Test {
 protected:
  GroupDbTest() {
    std::string pattern = std::filesystem::temp_directory_path() / "parley-db-XXXXXX";
    dir_ = ::mkdtemp(pattern.data());
  }
  ~GroupDbTest() override { std::filesystem::remove_all(dir_); }
  std::filesystem::path file() const { return dir_ / "node.db"; }
  std::unique_ptr<GroupDb> open() const { return GroupDb::open(file()).value(); }

 private:
  std::filesystem::path dir_;
};

ReceiptRow receipt(const std::string& root, std::uint64_t size, std::int64_t time = 10) {
  return {.number = 0,
          .root = root,
          .origin = root + "/j",
          .holder = "identity--b",
          .size = size,
          .time = {time},
          .note = "n"};
}

std::vector<std::uint64_t> numbers(GroupDb& db, const std::string& root) {
  std::vector<std::uint64_t> out;
  const auto rows = db.receipts_after(root, 0, 100).value();
  for (const ReceiptRow& row : rows) out.push_back(row.number);
  return out;
}

// Whoever has read up to a number never looks below it again.
TEST_F(GroupDbTest, NoNumberOfAReceiptIsGivenTwice) {
  const auto db = open();
  for (const std::uint64_t size : {1u, 2u, 3u}) ASSERT_TRUE(db->add_receipt(receipt("a", size)).ok());
  ASSERT_TRUE(db->add_receipt(receipt("b", 1)).ok());
  EXPECT_THAT(numbers(*db, "a"), ElementsAre(1u, 2u, 3u));
  EXPECT_THAT(numbers(*db, "b"), ElementsAre(1u)) << "which tells nothing of other groups";
  ASSERT_TRUE(db->remove_receipt(receipt("a", 3)).ok());
  ASSERT_TRUE(db->add_receipt(receipt("a", 4)).ok());
  EXPECT_THAT(numbers(*db, "a"), ElementsAre(1u, 2u, 4u));
  ASSERT_TRUE(db->add_receipt(receipt("a", 4, 11)).ok());
  EXPECT_THAT(numbers(*db, "a"), ElementsAre(1u, 2u, 4u)) << "a later one of the same proves less";
  ASSERT_TRUE(db->add_receipt(receipt("a", 4, 9)).ok());
  EXPECT_THAT(numbers(*db, "a"), ElementsAre(1u, 2u, 5u)) << "an earlier one is news";
  ASSERT_TRUE(db->remove_receipt(receipt("a", 4)).ok());
  ASSERT_TRUE(open()->add_receipt(receipt("a", 5)).ok());
  EXPECT_THAT(numbers(*db, "a"), ElementsAre(1u, 2u, 6u)) << "also after a restart";
}

TEST_F(GroupDbTest, NumbersGoOnBehindThoseOfADatabaseWithoutACounter) {
  ASSERT_TRUE(open()->add_receipt(receipt("a", 1)).ok());
  {
    SQLite::Database old(file().string(), SQLite::OPEN_READWRITE);
    old.exec("DROP TABLE receipt_number; UPDATE receipt SET number = 7;");
  }
  const auto db = open();
  ASSERT_TRUE(db->add_receipt(receipt("a", 2)).ok());
  EXPECT_THAT(numbers(*db, "a"), ElementsAre(7u, 8u));
}

TEST_F(GroupDbTest, ALineOfTheLogGoesWithItsSecondPersonOrNotAtAll) {
  const auto db = open();
  ReleaseLogRow row;
  row.charter = "charter--1", row.asked_by = "anna", row.rejected_by = "bert", row.why = "no";
  const std::uint64_t number = db->add_release(row).value();
  SQLite::Database other(file().string(), SQLite::OPEN_READWRITE);
  other.exec("CREATE TRIGGER stays BEFORE DELETE ON release_log BEGIN SELECT RAISE(ABORT, 'it stays'); END;");
  EXPECT_FALSE(db->remove_release(number).ok());
  ASSERT_EQ(db->release_log()->size(), 1u);
  EXPECT_EQ(db->release_log()->front().rejected_by, "bert");
  other.exec("DROP TRIGGER stays;");
  EXPECT_TRUE(db->remove_release(number).ok());
  EXPECT_EQ(db->release_log()->size(), 0u);
  EXPECT_EQ(other.execAndGet("SELECT count(*) FROM release_second").getInt(), 0);
}

TEST_F(GroupDbTest, WhatWaitsIsTakenByOneAndComesBackOrGoesWhole) {
  const auto db = open(), other = open();
  PendingReleaseRow what;
  what.id = std::string(64, 'a'), what.asked_by = "anna", what.asked = {5}, what.asked_token = "t1";
  ASSERT_TRUE(db->put_pending_release(what).ok());
  EXPECT_EQ(other->pending_releases()->front().asked_token, "t1");
  ReleaseLogRow line;
  line.asked_by = "anna", line.confirmed_by = "bert", line.pending = what.id, line.second_proof.from = "cora";
  const auto number = db->take_pending_release(what, line);
  ASSERT_TRUE(number.ok()) << number.error().message;
  EXPECT_EQ(other->take_pending_release(what, line).error().code, Code::conflict);
  EXPECT_EQ(other->reject_pending_release(what, line).error().code, Code::conflict);
  EXPECT_EQ(other->put_pending_release(what).error().code, Code::conflict);
  ASSERT_TRUE(db->give_back_pending_release(what.id, *number).ok());
  EXPECT_TRUE(db->release_log()->empty());
  PendingReleaseRow older = what;
  older.asked = {4};
  EXPECT_EQ(other->take_pending_release(older, line).error().code, Code::conflict) << "asked for anew since";
  const auto again = other->take_pending_release(what, line);
  ASSERT_TRUE(again.ok()) << again.error().message;
  ASSERT_TRUE(other->finish_pending_release(what.id, *again, 9).ok());
  EXPECT_TRUE(db->pending_releases()->empty());
  ASSERT_EQ(db->release_log()->size(), 1u);
  EXPECT_EQ(db->release_log()->front().entry, 9u);
  EXPECT_EQ(db->release_log()->front().pending, what.id);
  EXPECT_EQ(db->release_log()->front().second_proof.from, "cora");
  EXPECT_EQ(db->take_pending_release(what, line).error().code, Code::not_found);
}

// Each is told the number of its own hold, which people cite.
TEST_F(GroupDbTest, HoldsThatAreAddedAtOnceHaveTheirOwnNumbers) {
  const auto db = RetentionDb::open(file()).value();
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 4; ++thread)
    threads.emplace_back([&db, thread] {
      for (int i = 0; i < 25; ++i) {
        const std::string what = std::to_string(thread) + "/" + std::to_string(i);
        const auto given =
            db->add_hold({.charter = "*", .what = what, .reason = {}, .by = "anna", .known = {}, .at = {1}});
        ASSERT_TRUE(given.ok()) << given.error().message;
        const auto holds = db->holds().value();
        for (const HoldRow& hold : holds)
          if (hold.number == *given) EXPECT_EQ(hold.what, what);
      }
    });
  for (std::thread& one : threads) one.join();
  EXPECT_EQ(db->holds()->size(), 100u);
}

}  // namespace
}  // namespace parley::store
