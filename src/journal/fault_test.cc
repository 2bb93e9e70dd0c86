// A journal on a disk that is full or broken: what is acknowledged is durable, what is refused leaves nothing behind,
// and it goes on when the disk does.
#include <gmock/gmock.h>

#include <chrono>
#include <thread>

#include "base/file_fault.h"
#include "journal/journal_fixture.h"

namespace parley::journal::testing {
namespace {

using ::testing::HasSubstr;

class JournalFault : public JournalTest {
 protected:
  std::vector<NewObject> batch(std::uint64_t first, std::uint64_t count) {
    std::vector<NewObject> out;
    for (std::uint64_t i = 0; i < count; ++i) out.push_back(object(id_of(first + i)));
    return out;
  }
  void expect_whole(std::uint64_t entries) {
    EXPECT_EQ(journal_->size(), entries);
    const auto verified = journal_->verify();
    EXPECT_TRUE(verified.ok()) << verified.error().message;
  }
};

// Each call that an append makes, failing at each of its first times, as a full disk and as a broken one.
TEST_F(JournalFault, AnAppendThatTheDiskRefusesLeavesNothingAndTheNextOneGoesOn) {
  create_and_open();
  std::uint64_t entries = 0, next = 1;
  for (const FileCall call : {FileCall::open_to_write, FileCall::write, FileCall::sync})
    for (const int error : {ENOSPC, EDQUOT, EIO, EFBIG})
      for (const std::size_t wrote : {std::size_t{0}, std::size_t{100}})
        for (int after = 0; after < 3; ++after) {
          const std::uint64_t first = next;
          next += 10;
          Result<std::vector<Outcome>> appended = Error{Code::internal, {}};
          {
            const FileFault fault(journal_dir() / "segments", call,
                                  {.error = error, .after = after, .times = 1, .wrote = wrote});
            appended = journal_->append(batch(first, 10));
          }
          if (appended.ok()) entries += 10;
          ASSERT_EQ(journal_->size(), entries) << static_cast<int>(call) << " " << error << " " << after;
          if (!appended.ok() && error != EIO) {
            EXPECT_EQ(appended.error().code, Code::unavailable) << appended.error().message;
          }
          ASSERT_EQ(append(batch(next, 10)).size(), 10u);
          next += 10, entries += 10;
        }
  expect_whole(entries);
  open();
  expect_whole(entries);
}

TEST_F(JournalFault, TheIndexThatCannotGrowRefusesTheAppend) {
  create_and_open();
  append(batch(1, 5));
  {
    const FileFault full(journal_dir() / "index", FileCall::write, {.error = ENOSPC});
    const auto refused = journal_->append(batch(100, 5));
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().code, Code::unavailable);
    EXPECT_THAT(refused.error().message, HasSubstr("No space"));
  }
  append(batch(200, 5));
  expect_whole(10);
}

// Entries come first; a head that cannot be written is signed when it can.
TEST_F(JournalFault, AHeadThatCannotBeWrittenIsSignedLater) {
  create_and_open();
  append(batch(1, 5));
  ASSERT_TRUE(journal_->publish().ok());
  {
    const FileFault full(journal_dir(), FileCall::rename, {.error = ENOSPC});
    append(batch(10, 5));
    const auto refused = journal_->publish();
    ASSERT_FALSE(refused.ok());
    EXPECT_THAT(refused.error().message, HasSubstr("No space"));
    EXPECT_EQ(journal_->statistics().published, 5u);
    EXPECT_EQ(
        read_all({.added_after = {}, .ids = {}, .types = {}, .spec_versions = {}, .versions = all_versions()}).size(),
        10u);
  }
  ASSERT_TRUE(journal_->publish().ok());
  EXPECT_EQ(journal_->statistics().published, 10u);
  expect_whole(10);
}

// Everything that opening writes fails, and the journal is read all the same.
TEST_F(JournalFault, OpensOnAFullDiskAndIsRead) {
  create_and_open();
  append(batch(1, 300));
  ASSERT_TRUE(journal_->publish().ok());
  journal_.reset();
  const FileFault full(journal_dir(), FileCall::write, {.error = ENOSPC});
  open();
  EXPECT_EQ(journal_->size(), 300u);
  EXPECT_EQ(
      read_all({.added_after = {}, .ids = {}, .types = {}, .spec_versions = {}, .versions = all_versions()}).size(),
      300u);
  EXPECT_FALSE(journal_->append(batch(1000, 1)).ok());
}

// The thread behind the journal reads entries back from their segments. What it cannot read it asks for less and less
// often, and says so.
TEST_F(JournalFault, EntriesThatCannotBeReadBackAreAskedForAtGrowingIntervals) {
  create_and_open();
  append(batch(1, 5));
  const auto until = [this](bool troubled) {
    for (int i = 0; i < 1500 && journal_->statistics().trouble.has_value() != troubled; ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    return journal_->statistics().trouble.has_value() == troubled;
  };
  {
    const FileFault broken(journal_dir() / "segments", FileCall::read, {.error = EIO});
    for (std::uint64_t first = 10; first < 6010; first += 1000) append(batch(first, 1000));
    ASSERT_TRUE(until(true));
    EXPECT_THAT(journal_->statistics().trouble->message, HasSubstr("Input/output error"));
    std::this_thread::sleep_for(std::chrono::seconds(1));
    EXPECT_LE(broken.failed(), 10);  // 20, 40, 80, ... ms apart
  }
  EXPECT_TRUE(until(false));
  ASSERT_TRUE(journal_->publish().ok());
  expect_whole(6005);
}

}  // namespace
}  // namespace parley::journal::testing
