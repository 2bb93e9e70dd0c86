// What a file holds when the disk refuses a call: the old bytes or the new ones, never some of each.
#include "base/file.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

#include "base/disk.h"
#include "base/file_fault.h"

namespace parley {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class Files : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "parley-file-XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    dir = name;
  }
  void TearDown() override { fs::remove_all(dir); }
  static std::string text(const fs::path& path) { return read_file(path).value(); }

  fs::path dir;
};

TEST_F(Files, AReplacementThatAnyCallFailsLeavesTheOldBytesAndTheNextOneGoesOn) {
  const fs::path file = dir / "head";
  ASSERT_TRUE(replace_file(file, "old", Durability::durable).ok());
  for (const FileCall call : {FileCall::open_to_write, FileCall::write, FileCall::sync, FileCall::rename})
    for (const int error : {ENOSPC, EIO, EDQUOT}) {
      const FileFault fault(dir, call, {.error = error, .after = 0, .times = 1, .wrote = 2});
      const auto refused = replace_file(file, "new bytes", Durability::durable);
      ASSERT_FALSE(refused.ok()) << static_cast<int>(call);
      EXPECT_EQ(refused.error().code, error == EIO ? Code::internal : Code::unavailable) << refused.error().message;
      EXPECT_THAT(refused.error().message, HasSubstr("head")) << "which file";
      EXPECT_EQ(text(file), "old") << static_cast<int>(call);
      EXPECT_EQ(std::distance(fs::directory_iterator(dir), fs::directory_iterator()), 1)
          << "nothing is left beside it: " << static_cast<int>(call);
    }
  // As a crash leaves it.
  std::ofstream(dir / "head.new") << "half of";
  ASSERT_TRUE(replace_file(file, "new", Durability::durable).ok());
  EXPECT_EQ(text(file), "new");
  EXPECT_EQ(std::distance(fs::directory_iterator(dir), fs::directory_iterator()), 1);
}

TEST_F(Files, WhatNeedNotBeDurableIsNotSynced) {
  const FileFault fault(dir, FileCall::sync, {.error = EIO});
  EXPECT_TRUE(replace_file(dir / "cache", "x", Durability::relaxed).ok());
  EXPECT_FALSE(replace_file(dir / "head", "x", Durability::durable).ok());
  EXPECT_EQ(fault.failed(), 1);
}

TEST_F(Files, AShortWriteIsAnErrorAndWhatReachedTheFileIsKnown) {
  const Fd fd(::open((dir / "f").c_str(), O_RDWR | O_CREAT, 0600));
  {
    const FileFault torn(dir, FileCall::write, {.error = ENOSPC, .wrote = 3});
    EXPECT_EQ(write_all(fd.get(), "abcdef").error().code, Code::unavailable);
    EXPECT_EQ(write_at(fd.get(), "xyz", 10).error().code, Code::unavailable);
    EXPECT_EQ(torn.failed(), 2);
  }
  EXPECT_EQ(text(dir / "f"), "abc");
}

TEST_F(Files, AFaultOfSeveralCallsCountsThemTogether) {
  const Fd fd(::open((dir / "f").c_str(), O_RDWR | O_CREAT, 0600));
  const FileFault fault(dir, {FileCall::sync, FileCall::truncate}, {.error = EIO, .after = 1, .times = 2});
  EXPECT_TRUE(sync_data(fd.get()).ok());
  EXPECT_FALSE(truncate_file(fd.get(), 0).ok());
  EXPECT_TRUE(write_all(fd.get(), "x").ok());
  EXPECT_FALSE(sync_data(fd.get()).ok());
  EXPECT_TRUE(truncate_file(fd.get(), 0).ok());
}

TEST_F(Files, EndWhereTheyEndAndAreNoLargerThanWasAskedFor) {
  ASSERT_TRUE(replace_file(dir / "f", "0123456789", Durability::relaxed).ok());
  const auto fd = open_file(dir / "f", O_RDONLY);
  ASSERT_TRUE(fd.ok());
  char out[10];
  EXPECT_TRUE(read_at(fd->get(), out, 10, 0).ok());
  EXPECT_EQ(read_at(fd->get(), out, 10, 1).error().code, Code::corrupt) << "nothing is made up";
  EXPECT_TRUE(read_file(dir / "f", 10).ok());
  EXPECT_EQ(read_file(dir / "f", 9).error().code, Code::too_large);
  EXPECT_EQ(read_file(dir / "none").error().code, Code::not_found);
  EXPECT_THAT(read_file(dir / "none").error().message, HasSubstr((dir / "none").string()));
}

TEST_F(Files, AFolderIsMadeWhereNoneIsAndNotOverAFile) {
  EXPECT_TRUE(make_directories(dir / "a" / "b").ok());
  EXPECT_TRUE(make_directories(dir / "a" / "b").ok()) << "again";
  ASSERT_TRUE(replace_file(dir / "file", "x", Durability::relaxed).ok());
  const auto refused = make_directories(dir / "file");
  ASSERT_FALSE(refused.ok());
  EXPECT_THAT(refused.error().message, HasSubstr("file"));
  EXPECT_FALSE(make_directories(dir / "file" / "below").ok());
  EXPECT_EQ(text(dir / "file"), "x");
}

TEST_F(Files, AnOutputThatCannotBeMadeLeavesTheFileThatIsThere) {
  ASSERT_TRUE(replace_file(dir / "report", "old", Durability::relaxed).ok());
  {
    const FileFault full(dir, FileCall::open_to_write, {.error = ENOSPC});
    EXPECT_EQ(create_output(dir / "report").error().code, Code::unavailable);
    EXPECT_EQ(create_output(dir / "another").error().code, Code::unavailable);
  }
  EXPECT_EQ(text(dir / "report"), "old");
  EXPECT_EQ(std::distance(fs::directory_iterator(dir), fs::directory_iterator()), 1) << "nothing else is left";
}

TEST_F(Files, TheDiskTellsHowMuchIsFreeAndWhereItWasAsked) {
  const auto space = disk_space(dir);
  ASSERT_TRUE(space.ok()) << space.error().message;
  EXPECT_GT(space->total_bytes, 0u);
  EXPECT_LE(space->free_bytes, space->total_bytes);
  const auto nowhere = disk_space(dir / "none");
  ASSERT_FALSE(nowhere.ok());
  EXPECT_EQ(nowhere.error().code, Code::not_found);
  EXPECT_THAT(nowhere.error().message, HasSubstr("none"));
}

}  // namespace
}  // namespace parley
