// A node is made as a whole or not at all.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/file.h"
#include "base/file_fault.h"
#include "node/journals.h"
#include "node/node.h"
#include "node/test_group.h"

namespace parley::node::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

InitOptions options() {
  InitOptions out;
  out.party = "Ruritania";
  out.password = "correct horse battery staple";
  out.config.server.port = 0;
  out.config.journals.domain = "ruritania.example";
  return out;
}

std::vector<std::string> names_in(const fs::path& dir) {
  std::vector<std::string> out;
  std::error_code none;
  for (const auto& one : fs::directory_iterator(dir, none)) out.push_back(one.path().filename().string());
  return out;
}

// The disk is full from some call on, a different one each time.
TEST(Init, ThatTheDiskStopsAnywhereLeavesNothingAndSaysWhy) {
  const Folder folder;
  for (const FileCall call : {FileCall::open_to_write, FileCall::write, FileCall::rename}) {
    bool is_through = false;
    int refused = 0;
    for (int after = 0; after < 200 && !is_through; ++after) {
      SCOPED_TRACE(::testing::Message() << "call " << static_cast<int>(call) << " after " << after);
      const fs::path dir = folder.path() / "node";
      const bool was_there = after % 2 == 1;
      if (was_there) fs::create_directory(dir);
      {
        const FileFault full(dir, call, {.error = ENOSPC, .after = after});
        const auto made = Node::init(dir, options());
        is_through = full.failed() == 0;
        if (made.ok()) {
          EXPECT_EQ(made->first_journal, "main");
        } else {
          ++refused;
          EXPECT_THAT(made.error().message, HasSubstr("nothing of it is left there"));
          EXPECT_THAT(made.error().message, HasSubstr("No space"));
          EXPECT_THAT(names_in(dir), ::testing::IsEmpty());
          EXPECT_EQ(fs::exists(dir), was_there);
        }
      }
      fs::remove_all(dir);
    }
    EXPECT_TRUE(is_through) << "more calls than were tried";
    EXPECT_GE(refused, 1) << "the faults must hit something";
  }
}

TEST(Init, LeavesAFolderAloneThatIsNotEmpty) {
  const Folder folder;
  ASSERT_TRUE(replace_file(folder.path() / "letter", "mine", Durability::relaxed).ok());
  const auto refused = Node::init(folder.path(), options());
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, Code::conflict);
  EXPECT_THAT(names_in(folder.path()), ::testing::ElementsAre("letter"));
  // What an init that was killed left: it is not built upon, and people are told what to do.
  fs::remove(folder.path() / "letter");
  fs::create_directory(folder.path() / "keys");
  EXPECT_THAT(Node::init(folder.path(), options()).error().message, HasSubstr("run init again"));
  EXPECT_THAT(names_in(folder.path()), ::testing::ElementsAre("keys"));
}

TEST(Init, MakesANodeThatOpensAndNoSecondOne) {
  const Folder folder;
  const fs::path dir = folder.path() / "node";
  const auto made = Node::init(dir, options());
  ASSERT_TRUE(made.ok()) << made.error().message;
  EXPECT_THAT(Node::init(dir, options()).error().message, HasSubstr("there is a node in"));
  const auto node = Node::open(dir);
  ASSERT_TRUE(node.ok()) << node.error().message;
  EXPECT_EQ((*node)->config().party.identity, made->identity);
  EXPECT_EQ((*node)->journals().open("main")->row.id, made->first_collection);
}

// Cursors are all that it is for, and they are asked for anew.
TEST(Init, AKeyOfCursorsThatIsLostOrDamagedIsMadeAnew) {
  const Folder folder;
  const fs::path dir = folder.path() / "node", file = dir / "keys" / "cursor.key";
  ASSERT_TRUE(Node::init(dir, options()).ok());
  const std::string first = read_file(file).value();
  ASSERT_TRUE(Node::open(dir).ok());
  EXPECT_EQ(read_file(file).value(), first);
  fs::remove(file);
  ASSERT_TRUE(Node::open(dir).ok());
  const std::string second = read_file(file).value();
  EXPECT_NE(second, first);
  EXPECT_EQ(second.size(), 65u);
  EXPECT_EQ(fs::status(file).permissions(), fs::perms::owner_read | fs::perms::owner_write);
  ASSERT_TRUE(replace_file(file, "damaged", Durability::relaxed).ok());
  ASSERT_TRUE(Node::open(dir).ok());
  EXPECT_EQ(read_file(file).value().size(), 65u);
  fs::remove(file);
  const FileFault full(dir / "keys", FileCall::open_to_write, {.error = ENOSPC});
  EXPECT_TRUE(Node::open(dir).ok()) << "also on a full disk";
}

}  // namespace
}  // namespace parley::node::testing
