// node.db on a disk without room: read, not written, and written again when there is room.
#include <SQLiteCpp/SQLiteCpp.h>
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/file_fault.h"
#include "store/embedded/audit_db.h"
#include "store/embedded/group_db.h"
#include "store/embedded/node_db.h"
#include "store/embedded/reserve.h"
#include "testing/small_disk.h"

namespace parley::store {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class FullDisk : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "parley-full-XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    dir = name;
  }
  void TearDown() override { fs::remove_all(dir); }
  fs::path file() const { return dir / "node.db"; }

  fs::path dir;
};

TEST_F(FullDisk, TheDatabaseIsReadFromMemoryAndWrittenWhenThereIsRoomAgain) {
  {
    auto db = NodeDb::open(file());
    ASSERT_TRUE(db.ok()) << db.error().message;
    ASSERT_TRUE((*db)->put_user({.name = "alice", .password_hash = "x", .administrator = true, .created = {}}).ok());
    ASSERT_TRUE((*db)->put_own_key("party", "abc").ok());
    EXPECT_EQ((*db)->read_only_because(), "");
  }
  auto full = std::make_unique<FileFault>(dir, FileCall::open_to_write, FileFault::How{.error = ENOSPC});
  auto db = NodeDb::open(file());
  ASSERT_TRUE(db.ok()) << db.error().message;
  auto groups = GroupDb::open(file());
  ASSERT_TRUE(groups.ok()) << groups.error().message;
  ASSERT_EQ((*db)->users()->size(), 1u);
  EXPECT_EQ((*db)->own_key("party").value(), "abc");
  EXPECT_THAT((*db)->read_only_because(), HasSubstr("No space"));
  const auto refused = (*db)->put_user({.name = "bob", .password_hash = "x", .administrator = false, .created = {}});
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, Code::unavailable);
  EXPECT_EQ((*groups)->put_blamed("a", 1).error().code, Code::unavailable);
  EXPECT_EQ((*db)->users()->size(), 1u);
  full.reset();
  EXPECT_TRUE((*db)->put_user({.name = "bob", .password_hash = "x", .administrator = false, .created = {}}).ok());
  EXPECT_TRUE((*groups)->put_blamed("a", 1).ok());
  EXPECT_EQ((*db)->read_only_because(), "");
  EXPECT_EQ(NodeDb::open(file()).value()->users()->size(), 2u) << "it is in the file";
}

TEST_F(FullDisk, NothingIsServedFromMemoryInThePlaceOfANewDatabase) {
  const FileFault full(dir, FileCall::open_to_write, {.error = ENOSPC});
  EXPECT_FALSE(NodeDb::open(file()).ok());
}

TEST_F(FullDisk, TheBeginningOfADatabaseIsNoneAndTheReasonIsTheTrueOne) {
  // What a first start leaves that was cut off by a limit: a file of one page, without a table.
  {
    SQLite::Database begun(file().string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    begun.exec("PRAGMA journal_mode=WAL; CREATE TABLE one(a); DROP TABLE one");
  }
  ASSERT_GT(fs::file_size(file()), 0u);
  const FileFault full(dir, FileCall::open_to_write, {.error = ENOSPC});
  const auto db = NodeDb::open(file());
  ASSERT_FALSE(db.ok());
  EXPECT_EQ(db.error().code, Code::unavailable);
  EXPECT_THAT(db.error().message, HasSubstr("No space"));
}

TEST_F(FullDisk, WhatIsDamagedIsNotServedFromMemoryEither) {
  ASSERT_TRUE(replace_file(file(), std::string(8192, '#'), Durability::relaxed).ok());
  EXPECT_EQ(NodeDb::open(file()).error().code, Code::corrupt);
  const FileFault full(dir, FileCall::open_to_write, {.error = ENOSPC});
  const auto db = NodeDb::open(file());
  ASSERT_FALSE(db.ok());
  EXPECT_EQ(db.error().code, Code::unavailable) << "what it could not be opened for comes first";
  EXPECT_THAT(db.error().message, HasSubstr("No space"));
  EXPECT_EQ(*read_file(file()), std::string(8192, '#'));
}

// Reading from a copy writes nothing: not even the rest of a write-ahead log goes into the file.
TEST_F(FullDisk, WhatIsServedFromMemoryLeavesTheFileAsItIs) {
  ASSERT_TRUE(NodeDb::open(file()).value()->put_own_key("party", "abc").ok());
  const std::string before = *read_file(file());
  {
    const FileFault full(dir, FileCall::open_to_write, {.error = ENOSPC});
    auto one = NodeDb::open(file()), other = NodeDb::open(file());
    ASSERT_TRUE(one.ok() && other.ok()) << "several may read it so";
    for (auto* db : {&one, &other}) {
      EXPECT_EQ((**db)->own_key("party").value(), "abc");
      EXPECT_FALSE((**db)->put_own_key("party", "other").ok());
      EXPECT_EQ((**db)->own_key("party").value(), "abc") << "nothing was changed in the copy either";
    }
  }
  EXPECT_EQ(*read_file(file()), before);
}

constexpr std::uint64_t kSmallDisk = std::uint64_t{4} << 20;

// A person holds things back, and shuts people out, because it cannot wait for somebody to make room.
TEST_F(FullDisk, WhatOnlyTakesAwayIsWrittenIntoTheRoomThatIsSetAside) {
  PARLEY_SMALL_DISK(disk, dir, kSmallDisk);
  {
    auto db = NodeDb::open(file());
    auto groups = GroupDb::open(file());
    auto audit = AuditDb::open(file());
    ASSERT_TRUE(db.ok() && groups.ok() && audit.ok());
    for (const char* name : {"alice", "bob"}) {
      ASSERT_TRUE((*db)->put_user({.name = name, .password_hash = "x", .administrator = false, .created = {}}).ok());
      ASSERT_TRUE(
          (*db)->add_token({.id = name, .user = name, .hash = name, .label = "", .created = {}, .expires = {}}).ok());
    }
    disk.fill();
    EXPECT_FALSE((*db)->put_own_key("party", "abc").ok()) << "it is full";
    for (int i = 0; i < 100; ++i) {
      const auto held = (*groups)->put_embargo({"*", "indicator--" + std::to_string(i), "why", {}});
      ASSERT_TRUE(held.ok()) << i << ": " << held.error().message;
      const auto waits = (*audit)->add_waiting(std::string(500, 'r'));
      ASSERT_TRUE(waits.ok()) << i << ": " << waits.error().message;
    }
    EXPECT_TRUE((*db)->remove_token("alice").ok());
    EXPECT_TRUE((*db)->remove_user("bob").ok());
    disk.make_room();
    (*db)->set_room_aside();
    EXPECT_EQ(Reserve(file().string() + ".reserve").bytes(), Reserve::kBytes) << "and is set aside again";
  }
  EXPECT_EQ(GroupDb::open(file()).value()->embargoes()->size(), 100u);
  EXPECT_EQ(AuditDb::open(file()).value()->waiting()->size(), 100u);
  EXPECT_EQ(NodeDb::open(file()).value()->users()->size(), 1u);
}

TEST_F(FullDisk, ADatabaseThatWasOpenedOnAFullDiskTakesIt) {
  PARLEY_SMALL_DISK(disk, dir, kSmallDisk);
  ASSERT_TRUE(NodeDb::open(file()).ok() && GroupDb::open(file()).ok());
  disk.fill();
  {
    auto groups = GroupDb::open(file());
    ASSERT_TRUE(groups.ok()) << groups.error().message;
    const auto held = (*groups)->put_embargo({"*", "tlp:red", "", {}});
    ASSERT_TRUE(held.ok()) << held.error().message;
    EXPECT_EQ((*groups)->embargoes()->size(), 1u);
  }
  EXPECT_EQ(GroupDb::open(file()).value()->embargoes()->size(), 1u) << "it is in the file";
}

// What is refused for another reason gives nothing up.
TEST_F(FullDisk, TheRoomIsKeptWhereThereIsOther) {
  auto db = NodeDb::open(file());
  ASSERT_TRUE(db.ok());
  const Reserve reserve(file().string() + ".reserve");
  EXPECT_EQ(reserve.bytes(), Reserve::kBytes);
  struct stat there {};
  ASSERT_EQ(::stat((file().string() + ".reserve").c_str(), &there), 0);
  EXPECT_GE(static_cast<std::uint64_t>(there.st_blocks) * 512, Reserve::kBytes) << "blocks, and not a hole";
  EXPECT_EQ((*db)->remove_token("none").error().code, Code::not_found);
  EXPECT_EQ(reserve.bytes(), Reserve::kBytes);
  EXPECT_FALSE(reserve.is_wanted());
}

TEST_F(FullDisk, TheRoomIsGivenPieceByPieceAndNoMoreThanThereIs) {
  const Reserve reserve(dir / "reserve");
  EXPECT_FALSE(reserve.give());
  reserve.fill();
  std::uint64_t given = 0;
  while (reserve.give()) given += Reserve::kPieceBytes;
  EXPECT_EQ(given, Reserve::kBytes);
  {
    const FileFault full(dir, FileCall::write, {.error = ENOSPC, .after = 1});
    reserve.fill();
    EXPECT_EQ(reserve.bytes(), Reserve::kPieceBytes) << "what there is room for";
    EXPECT_TRUE(reserve.is_wanted());
  }
  reserve.fill();
  EXPECT_EQ(reserve.bytes(), Reserve::kBytes);
}

TEST_F(FullDisk, TheDatabaseIsItsOwnersAloneWhateverTheUmask) {
  const mode_t before = ::umask(0);
  {
    auto db = NodeDb::open(file());
    ASSERT_TRUE(db.ok());
    ASSERT_TRUE((*db)->put_own_key("a", "b").ok());
    for (const auto& one : fs::directory_iterator(dir)) {
      struct stat there {};
      ASSERT_EQ(::stat(one.path().c_str(), &there), 0);
      EXPECT_EQ(there.st_mode & 07777, 0600u) << one.path();
    }
  }
  ASSERT_EQ(::chmod(file().c_str(), 0644), 0);
  auto again = NodeDb::open(file());
  struct stat there {};
  ASSERT_EQ(::stat(file().c_str(), &there), 0);
  EXPECT_EQ(there.st_mode & 07777, 0600u);
  ::umask(before);
}

}  // namespace
}  // namespace parley::store
