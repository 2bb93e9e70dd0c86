// Files that are for their owner alone, whatever the umask, and that no link leads astray.
#include "base/disk.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file_fault.h"

namespace parley {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class Disk : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "parley-disk-XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    dir = name;
    before = ::umask(0);
  }
  void TearDown() override {
    ::umask(before);
    fs::remove_all(dir);
  }
  static mode_t mode(const fs::path& path) {
    struct stat there {};
    EXPECT_EQ(::lstat(path.c_str(), &there), 0) << path;
    return there.st_mode & 07777;
  }
  static std::string text(const fs::path& path) { return read_file(path).value(); }

  fs::path dir;
  mode_t before = 0;
};

TEST_F(Disk, WhatIsMadeIsItsOwnersAloneWhateverTheUmask) {
  ASSERT_TRUE(make_directories(dir / "a" / "b" / "c").ok());
  for (const char* made : {"a", "a/b", "a/b/c"}) EXPECT_EQ(mode(dir / made), 0700) << made;
  ASSERT_TRUE(replace_file(dir / "kept", "x", Durability::relaxed).ok());
  EXPECT_EQ(mode(dir / "kept"), 0600);
  const auto output = create_output(dir / "output");
  ASSERT_TRUE(output.ok());
  EXPECT_EQ(mode(dir / "output"), 0600);
}

TEST_F(Disk, AFileLeftByACrashGivesItsRightsToNobody) {
  const Fd left(::open((dir / "kept.new").c_str(), O_WRONLY | O_CREAT, 0666));
  ASSERT_EQ(mode(dir / "kept.new"), 0666);
  ASSERT_TRUE(replace_file(dir / "kept", "x", Durability::relaxed).ok());
  EXPECT_EQ(mode(dir / "kept"), 0600);
}

TEST_F(Disk, OutputGoesThroughNoLink) {
  ASSERT_TRUE(replace_file(dir / "precious", "precious", Durability::relaxed).ok());
  fs::create_symlink(dir / "precious", dir / "link");
  fs::create_symlink(dir / "nowhere", dir / "dangling");
  for (const char* name : {"link", "dangling"}) {
    const auto refused = create_output(dir / name);
    ASSERT_FALSE(refused.ok()) << name;
    EXPECT_EQ(refused.error().code, Code::conflict);
    EXPECT_THAT(refused.error().message, HasSubstr("is a link"));
  }
  EXPECT_EQ(text(dir / "precious"), "precious");
  EXPECT_FALSE(fs::exists(dir / "nowhere"));
}

TEST_F(Disk, OutputIntoAFolderThatIsMissingNamesTheFolder) {
  ASSERT_TRUE(replace_file(dir / "file", "text", Durability::relaxed).ok());
  for (const auto& [folder, says] :
       {std::pair(dir / "none", "is not there"), std::pair(dir / "none" / "a" / "b", "is not there"),
        std::pair(dir / "file", "is no folder"), std::pair(dir / "file" / "a", "is not there")}) {
    const auto refused = create_output(folder / "report");
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().code, Code::not_found);
    EXPECT_THAT(refused.error().message, HasSubstr(folder.string() + " " + says));
    EXPECT_THAT(refused.error().message, Not(HasSubstr("No such file")));
  }
}

TEST_F(Disk, AFileThatIsThereIsReplacedAndItsOtherNamesKeepWhatTheyHad) {
  ASSERT_TRUE(replace_file(dir / "report", "old", Durability::relaxed, 0644).ok());
  fs::create_hard_link(dir / "report", dir / "other name");
  {
    const auto output = create_output(dir / "report");
    ASSERT_TRUE(output.ok()) << output.error().message;
    ASSERT_TRUE(write_all(output->get(), "new").ok());
  }
  EXPECT_EQ(text(dir / "report"), "new");
  EXPECT_EQ(mode(dir / "report"), 0600);
  EXPECT_EQ(text(dir / "other name"), "old");
  EXPECT_EQ(std::distance(fs::directory_iterator(dir), fs::directory_iterator()), 2) << "nothing else is left";
}

TEST_F(Disk, WhatIsNoRegularFileIsWrittenToAsItIs) {
  ASSERT_EQ(::mkfifo((dir / "pipe").c_str(), 0600), 0);
  const Fd reader(::open((dir / "pipe").c_str(), O_RDONLY | O_NONBLOCK));
  const auto output = create_output(dir / "pipe");
  ASSERT_TRUE(output.ok()) << output.error().message;
  ASSERT_TRUE(write_all(output->get(), "hello").ok());
  char got[5];
  EXPECT_EQ(::read(reader.get(), got, sizeof got), 5);
  EXPECT_FALSE(create_output(dir).ok());
  EXPECT_TRUE(create_output("/dev/null").ok());
}

TEST_F(Disk, RightsOfOthersAreSeenAndTakenAway) {
  ASSERT_TRUE(replace_file(dir / "db", "x", Durability::relaxed, 0644).ok());
  EXPECT_EQ(open_to_others(dir / "db"), 0644);
  ASSERT_TRUE(make_private(dir / "db").ok());
  EXPECT_EQ(open_to_others(dir / "db"), std::nullopt);
  EXPECT_EQ(mode(dir / "db"), 0600);
  EXPECT_EQ(open_to_others(dir / "not there"), std::nullopt);
  EXPECT_TRUE(make_private(dir / "not there").ok());
}

TEST_F(Disk, AFaultIsOneCallUnderOneFolder) {
  fs::create_directory(dir / "in");
  fs::create_directory(dir / "beside");
  const Fd in(::open((dir / "in" / "f").c_str(), O_RDWR | O_CREAT, 0600));
  const Fd beside(::open((dir / "beside" / "f").c_str(), O_RDWR | O_CREAT, 0600));
  {
    const FileFault fault(dir / "in", FileCall::write, {.error = ENOSPC, .after = 1, .times = 1, .wrote = 2});
    EXPECT_TRUE(write_all(in.get(), "one").ok());
    const auto failed = write_all(in.get(), "three");
    ASSERT_FALSE(failed.ok());
    EXPECT_EQ(failed.error().code, Code::unavailable);
    EXPECT_THAT(failed.error().message, HasSubstr("No space"));
    EXPECT_TRUE(write_all(in.get(), "!").ok());
    EXPECT_TRUE(write_all(beside.get(), "one").ok());
    EXPECT_TRUE(sync_data(in.get()).ok());
    EXPECT_EQ(fault.failed(), 1);
  }
  EXPECT_EQ(text(dir / "in" / "f"), "oneth!");
}

}  // namespace
}  // namespace parley
