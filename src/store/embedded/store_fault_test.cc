// What each step of a write leaves in the store when the disk refuses the next one, or the machine stops there: an
// envelope is there as a whole or not at all, an erasure is finished, and the store goes on.
#include <gmock/gmock.h>

#include "base/file_fault.h"
#include "store/embedded/test_store.h"

namespace parley::store {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;

class StoreFault : public testing::StoreTest {
 protected:
  void put(const fs::path& path, const std::string& bytes) {
    std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
  }
  // Every entry can be read, and what is derived is what the segments give.
  void expect_whole(std::uint64_t entries) {
    ASSERT_EQ(store_->size(), entries);
    for (EntryNumber entry = 0; entry < entries; ++entry) {
      const auto line = store_->read_line(entry);
      ASSERT_TRUE(line.ok()) << line.error().message;
      EXPECT_EQ(line->line.number, entry);
    }
    const auto rebuilt = store_->rebuild({});
    ASSERT_TRUE(rebuilt.ok()) << rebuilt.error().message;
    EXPECT_EQ(rebuilt->differences, 0u) << rebuilt->first_difference;
  }
};

TEST_F(StoreFault, ACommitThatAnyCallFailsLeavesNothingAndTheNextOneGoesOn) {
  append(3);
  std::uint64_t entries = 3;
  std::size_t refused = 0;
  for (const FileCall call : {FileCall::open_to_write, FileCall::write, FileCall::sync})
    for (const int error : {ENOSPC, EIO})
      for (const std::size_t wrote : {std::size_t{0}, std::size_t{7}, std::size_t{400}})
        for (int after = 0; after < 4; ++after) {
          SCOPED_TRACE(
              fmt::format("call {}, error {}, wrote {}, after {}", static_cast<int>(call), error, wrote, after));
          const auto before = flags();
          Status done;
          {
            const FileFault fault(dir_, call, {.error = error, .after = after, .times = 1, .wrote = wrote});
            done = try_append(5);
            EXPECT_EQ(done.ok(), fault.failed() == 0) << "what failed is told";
          }
          if (done.ok()) {
            entries += 5;
          } else {
            ++refused;
            ASSERT_EQ(store_->size(), entries);
            EXPECT_EQ(flags(), before) << "no version of before was superseded by what is not there";
          }
          append(2);
          entries += 2;
        }
  EXPECT_GE(refused, 12u) << "the faults must hit something";
  expect_whole(entries);
  open();
  expect_whole(entries);
}

// The lines reached the file, were not synced, and could not be cut off again: what stands at the end is not known.
TEST_F(StoreFault, WhatCannotBeTakenBackStopsAppendsUntilTheNextStart) {
  append(4);
  {
    const FileFault broken(dir_, {FileCall::sync, FileCall::truncate}, {.error = EIO});
    const auto failed = try_append(5);
    ASSERT_FALSE(failed.ok());
    EXPECT_THAT(failed.error().message, HasSubstr("could not be taken back"));
    EXPECT_EQ(broken.failed(), 2);
  }
  EXPECT_EQ(store_->size(), 4u) << "nobody reads what was not acknowledged";
  const auto later = try_append(1);
  ASSERT_FALSE(later.ok()) << "also when the disk is well again";
  EXPECT_EQ(later.error().code, Code::unavailable);
  EXPECT_THAT(later.error().message, HasSubstr("restart"));
  open();
  const std::uint64_t size = store_->size();
  EXPECT_TRUE(size == 4 || size == 9) << size << ": the envelope as a whole or nothing of it";
  append(2);
  expect_whole(size + 2);
}

// A machine that loses power, or a process that is killed, between any two writes of a commit. What reached the disk is
// put together from the files as they were before and after it.
TEST_F(StoreFault, AStopAnywhereInACommitLeavesTheWholeEnvelopeOrNothing) {
  append(5);
  ASSERT_TRUE(store_->sync_derived().ok());
  const std::string segment_before = *read_file(segment()), records_before = *read_file(records());
  append(7);
  store_.reset();
  const std::string segment_after = *read_file(segment()), records_after = *read_file(records());
  const auto stopped = [&](std::size_t segment_bytes, const std::string& records_bytes, bool power_loss) {
    SCOPED_TRACE(fmt::format("{} of {} bytes, power loss {}", segment_bytes, segment_after.size(), power_loss));
    put(segment(), segment_after.substr(0, segment_bytes));
    put(records(), records_bytes);
    boot(power_loss ? "00000000-0000-0000-0000-000000000002" : "00000000-0000-0000-0000-000000000001");
    open();
    ASSERT_NE(store_, nullptr);
    expect_whole(segment_bytes == segment_after.size() ? 12 : 5);
    append(2);
    store_.reset();
  };
  // The lines are written first, and the records when all of them are.
  for (std::size_t cut = segment_before.size(); cut < segment_after.size(); cut += 13)
    for (const bool power_loss : {false, true}) stopped(cut, records_before, power_loss);
  for (const bool power_loss : {false, true})
    for (std::size_t known = 0; known <= 7; ++known) {
      std::string some = records_before;
      const std::size_t begin = 4096 + 5 * sizeof(Record);
      some.resize(begin, '\0');
      some += records_after.substr(begin, known * sizeof(Record) + (known < 7 ? 11 : 0));
      stopped(segment_after.size(), some, power_loss);
    }
  // Before they are synced, a stop of the machine may keep the records and lose the lines.
  for (std::size_t cut = segment_before.size(); cut < segment_after.size(); cut += 101)
    stopped(cut, records_after, true);
}

TEST_F(StoreFault, AnErasureThatAnyWriteStopsIsFinishedByTheNextStartOrWasNeverBegun) {
  constexpr std::string_view kSecret = "SECRET-9731";
  const auto line_of = [&](std::string_view leaf, std::string_view id, std::string_view object, std::uint64_t rest) {
    NewLine line;
    line.rest = rest, line.leaf = leaf, line.id = id, line.version = "2026-01-01T00:00:00Z", line.spec_version = "2.1";
    line.object = object;
    return line;
  };
  for (const FileCall call : {FileCall::write, FileCall::sync}) {
    bool went_well = false;
    for (int after = 0; after < 12 && !went_well; ++after) {
      SCOPED_TRACE(fmt::format("call {}, after {}", static_cast<int>(call), after));
      TearDown();
      SetUp();
      Batch batch;
      const std::string object = fmt::format(R"({{"name":"{}"}})", kSecret);
      for (std::uint64_t i = 0; i < 2; ++i) {
        const Micros added{1'800'000'000'000'000 + static_cast<std::int64_t>(i)};
        const std::string leaf = fmt::format(R"({{"time":"{}"}})", to_string(added)),
                          id = fmt::format("tool--00000000-0000-4000-8000-{:012x}", i);
        ASSERT_TRUE(store_
                        ->stage(batch, line_of(leaf, id, object, 1 - i), store_->id_hash(id), false, added,
                                *Timestamp::parse("2026-01-01T00:00:00Z"))
                        .ok());
      }
      ASSERT_TRUE(store_->commit(batch).ok());
      batch.clear();
      NewLine purge;
      const Micros added{1'800'000'000'000'002};
      const std::string leaf = fmt::format(R"({{"time":"{}"}})", to_string(added));
      purge.leaf = leaf, purge.purge = {0, 1};
      ASSERT_TRUE(store_->stage(batch, purge, 0, false, added, {}).ok());
      {
        const FileFault fault(dir_, call, {.error = EIO, .after = after});
        went_well = store_->commit_purges(batch).ok();
        EXPECT_EQ(went_well, fault.failed() == 0);
      }
      open();
      ASSERT_NE(store_, nullptr);
      const bool is_told = store_->size() == 3;
      ASSERT_TRUE(is_told || store_->size() == 2) << store_->size();
      const std::string bytes = *read_file(segment());
      if (is_told)
        EXPECT_THAT(bytes, Not(HasSubstr(std::string(kSecret)))) << "an entry says that it was erased";
      else
        EXPECT_THAT(bytes, HasSubstr(std::string(kSecret))) << "nothing says that it was erased";
      expect_whole(store_->size());
    }
    EXPECT_TRUE(went_well) << "more calls than were tried";
  }
}

}  // namespace
}  // namespace parley::store
