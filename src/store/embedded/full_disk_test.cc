// node.db on a disk without room: read, not written, and written again when there is room.
#include <SQLiteCpp/SQLiteCpp.h>
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/file_fault.h"
#include "store/embedded/group_db.h"
#include "store/embedded/node_db.h"

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
