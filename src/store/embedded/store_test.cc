// The store below the journal: lines, and what is left when the machine itself stops.
#include "store/embedded/test_store.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <random>

#include <fmt/format.h>

#include "base/keys.h"
#include "store/embedded/kept.h"

namespace parley::store {
namespace {

using ::testing::HasSubstr;
using testing::StoreTest;

constexpr std::string_view kLeaf = R"({"commit":"x","kind":"assert","time":"2026-11-22T08:24:53.123456Z"})";
constexpr std::string_view kId = "indicator--00000000-0000-4000-8000-000000000001";

NewLine sample_line() {
  NewLine line;
  line.rest = 3, line.leaf = kLeaf, line.id = kId, line.version = "2026-01-01T00:00:00Z", line.spec_version = "2.1";
  line.object = R"({"a":"} , { \" é","b":[1,{}]})";
  return line;
}

std::string text_of(const NewLine& line) {
  std::string text;
  append_line(text, 12, line);
  text.pop_back();
  return text;
}

TEST(Line, ReadsWhatItWrites) {
  NewLine given = sample_line();
  for (const std::string_view version : {"2026-01-01T00:00:00Z", ""}) {
    given.version = version;
    std::string text;
    const std::size_t offset = append_line(text, 12, given);
    ASSERT_EQ(text.back(), '\n');
    text.pop_back();
    for (const auto& line : {parse_line(text), parse_known_line(text, offset, given.object.size())}) {
      ASSERT_TRUE(line.ok()) << line.error().message;
      EXPECT_EQ(line->number, 12u);
      EXPECT_EQ(line->rest, 3u);
      EXPECT_EQ(line->leaf, kLeaf);
      EXPECT_EQ(line->added, "2026-11-22T08:24:53.123456Z");
      EXPECT_EQ(line->id, kId);
      EXPECT_EQ(line->type(), "indicator");
      EXPECT_EQ(line->version, version);
      EXPECT_EQ(line->shown_version(), version.empty() ? line->added : version);
      EXPECT_EQ(line->object, given.object);
      EXPECT_EQ(line->content_offset, offset);
    }
  }
}

TEST(Line, ErasureKeepsTheLengthAndTheLeaf) {
  std::string text = text_of(sample_line());
  const std::size_t offset = parse_line(text)->content_offset;
  text.replace(offset, std::string::npos, erased_content(text.size() - offset));
  EXPECT_EQ(text.size(), text_of(sample_line()).size());
  const auto line = parse_line(text);
  ASSERT_TRUE(line.ok()) << line.error().message;
  EXPECT_EQ(line->kind, Line::Kind::erased);
  EXPECT_EQ(line->leaf, kLeaf);
  NewLine purge;
  purge.leaf = kLeaf, purge.purge = {4, 9};
  const std::string purge_text = text_of(purge);
  EXPECT_EQ(parse_line(purge_text)->purge, (std::vector<EntryNumber>{4, 9}));
}

TEST(Line, RefusesEveryPrefixAndEveryControlCharacter) {
  const std::string text = text_of(sample_line());
  for (std::size_t size = 0; size < text.size(); ++size)
    EXPECT_FALSE(parse_line(std::string_view(text).substr(0, size)).ok()) << size;
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::string damaged = text;
    damaged[i] = '\0';
    EXPECT_FALSE(parse_line(damaged).ok()) << i;
  }
  // Any other byte may be changed: no reading outside of the line, whatever it says.
  std::mt19937 random(1);
  for (int i = 0; i < 20'000; ++i) {
    std::string damaged = text;
    damaged[random() % damaged.size()] = static_cast<char>(random());
    static_cast<void>(parse_line(damaged).ok());
    static_cast<void>(parse_known_line(damaged, random() % 200, random() % 100).ok());
  }
}

TEST_F(StoreTest, AfterPowerLossUnsyncedRecordsAreNotBelieved) {
  append(50);
  ASSERT_TRUE(store_->sync_derived().ok());
  append(100);
  const auto expected = flags();
  store_.reset();
  // What the disk shows of the records that were not synced: nothing, or records of something else that look sound.
  const std::filesystem::path records = dir_ / "index" / "records";
  std::string bytes = *read_file(records);
  for (std::size_t entry = 50; entry < 150; ++entry) {
    Record record{.position = 1, .added = 2};
    std::memcpy(&record, bytes.data() + 4096 + entry * sizeof(Record), sizeof record);
    record.added += 5, record.version += 5;
    record.check = check_of(record);
    if (entry < 100)
      std::memcpy(bytes.data() + 4096 + entry * sizeof(Record), &record, sizeof record);
    else
      std::memset(bytes.data() + 4096 + entry * sizeof(Record), 0, sizeof record);
  }
  std::ofstream(records) << bytes;
  boot("00000000-0000-0000-0000-000000000002");
  open();
  ASSERT_EQ(store_->size(), 150u);
  EXPECT_EQ(flags(), expected);
  for (EntryNumber entry = 0; entry < 150; ++entry)
    EXPECT_EQ(store_->record(entry).added, 1'800'000'000'000'000 + static_cast<std::int64_t>(entry));
  EXPECT_EQ(store_->rebuild({})->differences, 0u);
}

// What somebody made of the entries can have their words.
TEST_F(StoreTest, AnErasureAndARebuildThrowAwayWhatWasKept) {
  append(5);
  const auto keep = [&] {
    ASSERT_TRUE(make_directories(kept_in(dir_)).ok());
    ASSERT_TRUE(replace_file(kept_in(dir_) / "something", "words", Durability::relaxed).ok());
  };
  keep();
  append(5);
  EXPECT_TRUE(std::filesystem::exists(kept_in(dir_)));
  ASSERT_TRUE(store_->erase({3}).ok());
  EXPECT_FALSE(std::filesystem::exists(kept_in(dir_)));
  keep();
  ASSERT_TRUE(store_->rebuild({}).ok());
  EXPECT_FALSE(std::filesystem::exists(kept_in(dir_)));
  ASSERT_TRUE(forget_kept(dir_).ok()) << "there is nothing any more";
}

TEST_F(StoreTest, AfterAKillTheRecordsAreBelievedAndTheSegmentsNotReadAgain) {
  append(50);
  store_.reset();
  // Nothing was synced; a change in a line that only a second reading would find.
  const std::filesystem::path segment = dir_ / "segments" / "000000000000.ndjson";
  const std::string bytes = *read_file(segment);
  {
    const auto fd = open_file(segment, O_WRONLY);
    ASSERT_TRUE(write_at(fd->get(), "#", bytes.find("\"n\":7")).ok());
  }
  open();
  EXPECT_EQ(store_->size(), 50u);
  EXPECT_THAT(store_->read_line(7).error().message, HasSubstr("entry 7"));
}

TEST_F(StoreTest, MoreTypesThanHaveNumbersAreStillTold) {
  Batch batch;
  const Micros added{1'800'000'000'000'000};
  const std::string leaf = fmt::format(R"({{"time":"{}"}})", to_string(added));
  constexpr EntryNumber kTypes = 65'600;
  for (EntryNumber i = 0; i < kTypes; ++i) {
    const std::string id = fmt::format("x-{}--00000000-0000-4000-8000-000000000001", i);
    NewLine line;
    line.rest = kTypes - 1 - i, line.leaf = leaf, line.id = id, line.spec_version = "2.1", line.object = R"({"x":1})";
    ASSERT_TRUE(store_->stage(batch, line, store_->id_hash(id), false, added, {}).ok());
  }
  ASSERT_TRUE(store_->commit(batch).ok());
  EXPECT_EQ(store_->record(65'534).type, 65'534);
  EXPECT_EQ(store_->record(65'535).type, kUnnumberedType);
  open();
  EXPECT_EQ(store_->size(), kTypes);
  EXPECT_EQ(store_->types().count(), kUnnumberedType);
}

}  // namespace
}  // namespace parley::store
