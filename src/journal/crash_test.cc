// What must survive: processes killed at any moment, writes cut at any byte, full disks, damaged and restored files.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <fstream>
#include <map>
#include <random>
#include <thread>

#include "base/file.h"
#include "journal/journal_fixture.h"

namespace parley::journal {
namespace {

using testing::all_versions;
using ::testing::HasSubstr;
using testing::JournalTest;
using ::testing::SizeIs;
namespace fs = std::filesystem;

class CrashTest : public JournalTest {
 protected:
  // Objects that say which envelope they are of and how many it has.
  static std::vector<NewObject> envelope(std::uint64_t number, std::uint64_t size) {
    std::vector<NewObject> objects;
    for (std::uint64_t i = 0; i < size; ++i)
      objects.push_back(object(id_of(number * 1000 + i), "2026-01-01T00:00:00Z", fmt::format("{}/{}", number, size)));
    return objects;
  }
  fs::path segment(std::uint64_t first = 0) const {
    return journal_dir() / "segments" / fmt::format("{:012}.ndjson", first);
  }
  fs::path copy(const std::string& name) const {
    const fs::path to = dir_ / name;
    fs::remove_all(to);
    fs::copy(journal_dir(), to, fs::copy_options::recursive);
    return to;
  }
  static void patch(const fs::path& path, std::uint64_t offset, std::string_view bytes) {
    const auto fd = open_file(path, O_WRONLY);
    ASSERT_TRUE(fd.ok() && write_at(fd->get(), bytes, offset).ok());
  }
  // That every envelope is there whole or not at all; how many there are.
  std::size_t whole_envelopes() {
    std::map<std::string, std::uint64_t> found;
    for (const std::string& text : read_all({})) {
      const std::size_t name = text.find("\"name\":\"") + 8;
      ++found[text.substr(name, text.find('"', name) - name)];
    }
    for (const auto& [name, count] : found) EXPECT_EQ(std::to_string(count), name.substr(name.find('/') + 1)) << name;
    return found.size();
  }
  std::string open_error() {
    journal_.reset();
    const auto opened = Journal::open(journal_dir(), options_);
    return opened.ok() ? "" : std::string(to_string(opened.error().code)) + ": " + opened.error().message;
  }
};

// What a child process tells of what was acknowledged to it.
struct Told {
  std::uint64_t envelope = 0, size = 0, first = 0;
};

[[noreturn]] void append_until_killed(
    const fs::path& dir, const Options& options, std::uint64_t first, int pipe,
    const std::function<std::vector<NewObject>(std::uint64_t, std::uint64_t)>& envelope) {
  auto journal = Journal::open(dir, options);
  if (!journal.ok()) ::_exit(1);
  const auto work = [&](std::uint64_t lane) {
    for (std::uint64_t number = first + lane; number < first + 2000; number += 2) {
      const std::uint64_t size = 1 + number % 7;
      const auto outcomes = (*journal)->append(envelope(number, size));
      if (!outcomes.ok()) ::_exit(2);
      const Told told{number, size, outcomes->front().seq};
      if (::write(pipe, &told, sizeof told) != sizeof told) ::_exit(3);
    }
  };
  std::thread other(work, 1);
  work(0);
  other.join();
  while (true) ::pause();
}

TEST_F(CrashTest, WhatWasAcknowledgedSurvivesKillAtAnyMoment) {
  options_.publish_interval_ms = 1;
  options_.segment_bytes = 20'000;
  create();
  std::mt19937 random(1);
  std::map<std::uint64_t, Told> acknowledged;
  for (int round = 0; round < 30; ++round) {
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0)
      append_until_killed(journal_dir(), options_, static_cast<std::uint64_t>(round) * 2000, ends[1], envelope);
    ::close(ends[1]);
    // Half of the time in the middle of the first writes, else somewhat later.
    Told told;
    const bool early = round % 2 == 0;
    if (!early && ::read(ends[0], &told, sizeof told) == sizeof told) acknowledged[told.envelope] = told;
    // At any moment: the load itself.
    std::this_thread::sleep_for(std::chrono::microseconds(random() % (early ? 8'000 : 3'000)));
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    ASSERT_TRUE(WIFSIGNALED(status)) << "the child ended by itself: " << WEXITSTATUS(status);
    while (::read(ends[0], &told, sizeof told) == sizeof told) acknowledged[told.envelope] = told;
    ::close(ends[0]);
    open();
    ASSERT_NE(journal_, nullptr);
    if (round % 5 == 4) {
      whole_envelopes();
      const auto verified = journal_->verify();
      ASSERT_TRUE(verified.ok()) << verified.error().message;
    }
    for (const auto& [number, one] : acknowledged) {
      const auto page = journal_->read({}, one.first, {.objects = 1});
      ASSERT_TRUE(page.ok() && page->entries.size() == 1);
      EXPECT_EQ(page->entries[0].seq, one.first);
      EXPECT_EQ(page->entries[0].text, envelope(number, one.size)[0].text);
    }
    journal_.reset();
  }
  EXPECT_GT(acknowledged.size(), 15u);
}

TEST_F(CrashTest, AWriteCutAtAnyByteLeavesNothingOfItsEnvelope) {
  options_.publish_interval_ms = 3'600'000;
  create_and_open();
  append(envelope(1, 2)), append(envelope(2, 3));
  ASSERT_TRUE(journal_->publish().ok());
  const std::uint64_t whole = fs::file_size(segment());
  append(envelope(3, 3));
  const std::uint64_t end = fs::file_size(segment());
  const fs::path image = copy("image");
  journal_.reset();
  // Every byte of the first and the last line, and some in between.
  for (std::uint64_t cut = whole; cut <= end; cut += cut > whole + 350 && cut + 350 < end ? 13 : 1) {
    fs::remove_all(journal_dir());
    fs::copy(image, journal_dir(), fs::copy_options::recursive);
    fs::resize_file(segment(), cut);
    if (cut % 5 == 0) fs::remove_all(journal_dir() / "index");
    // A stretch of zeros: what a file system may show of a block that it never wrote.
    if (cut % 3 == 0) fs::resize_file(segment(), cut + 100);
    open();
    ASSERT_NE(journal_, nullptr) << cut;
    ASSERT_EQ(whole_envelopes(), cut == end ? 3u : 2u) << cut;
    ASSERT_EQ(journal_->size(), cut == end ? 8u : 5u) << cut;
    if (cut % 50 == 0) {
      EXPECT_EQ(append(envelope(4, 2)).size(), 2u);
      EXPECT_TRUE(journal_->verify().ok());
    }
    journal_.reset();
  }
}

TEST_F(CrashTest, AnErasureThatWasInterruptedIsFinished) {
  create_and_open();
  append({object(id_of(1), "2026-01-01T00:00:00Z", "SECRET"), object(id_of(2))});
  const fs::path before = copy("before");
  ASSERT_TRUE(journal_->erase(id_of(1), all_versions()).ok());
  journal_.reset();
  // The entry that says so is on disk, the line that it names is as it was.
  const std::string line = *read_file(before / "segments" / "000000000000.ndjson");
  patch(segment(), 0, line);
  fs::remove_all(journal_dir() / "index");
  fs::copy(before / "index", journal_dir() / "index");
  open();
  EXPECT_FALSE(*journal_->contains(id_of(1)));
  EXPECT_THAT(*read_file(segment()), Not(HasSubstr("SECRET")));
  EXPECT_TRUE(journal_->verify().ok());
}

TEST_F(CrashTest, AFullDiskRefusesAndLosesNothing) {
  create_and_open();
  append(envelope(1, 5));
  ::signal(SIGXFSZ, SIG_IGN);
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  for (const std::uint64_t room : {0u, 100u, 1500u}) {
    rlimit tight = before;
    tight.rlim_cur = fs::file_size(segment()) + room;
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &tight), 0);
    const std::uint64_t size = journal_->size();
    const auto refused = journal_->append(envelope(100 + room, 7));
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().code, Code::unavailable) << refused.error().message;
    EXPECT_EQ(journal_->size(), size);
    EXPECT_EQ(fs::file_size(segment()), tight.rlim_cur - room);
    EXPECT_THAT(read_all({}), SizeIs(size));
    ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
    append(envelope(200 + room, 2));
  }
  open();
  EXPECT_EQ(whole_envelopes(), 4u);
  EXPECT_TRUE(journal_->verify().ok());
  EXPECT_EQ(journal_->rebuild()->differences, 0u);
}

TEST_F(CrashTest, ADamagedLineIsNamedByFileAndEntry) {
  create_and_open();
  append(envelope(1, 3)), append(envelope(2, 3));
  ASSERT_TRUE(journal_->publish().ok());
  const std::string bytes = *read_file(segment());
  // Inside the object: only its commitment knows.
  patch(segment(), bytes.find("1/3", bytes.find("\"n\":1,")), "7");
  auto verified = journal_->verify();
  ASSERT_FALSE(verified.ok());
  EXPECT_EQ(verified.error().code, Code::corrupt);
  EXPECT_THAT(verified.error().message, HasSubstr("segments/000000000000.ndjson"));
  EXPECT_THAT(verified.error().message, HasSubstr("entry 1"));
  // In the line's own structure: reading it fails, and the pages before it do not.
  patch(segment(), bytes.find("\"n\":4,"), "\"x\":4,");
  EXPECT_THAT(journal_->read({}, 0, {.objects = 4})->entries, SizeIs(4));
  const auto page = journal_->read({}, 0, {});
  ASSERT_FALSE(page.ok());
  EXPECT_EQ(page.error().code, Code::corrupt);
  EXPECT_THAT(page.error().message, HasSubstr("entry 4"));
  journal_.reset();
  fs::remove_all(journal_dir() / "index");
  EXPECT_THAT(open_error(), HasSubstr("corrupt"));
  EXPECT_THAT(open_error(), HasSubstr("entry 4"));
}

TEST_F(CrashTest, VerifyFindsALineThatWasBlankedWithoutAnEntry) {
  create_and_open();
  append(envelope(1, 3));
  const std::string bytes = *read_file(segment());
  const std::size_t line = bytes.find("{\"n\":1,"), content = bytes.find(",\"id\":", line),
                    end = bytes.find('\n', line);
  patch(segment(), content, ",\"erased\":true" + std::string(end - content - 15, ' ') + "}");
  journal_.reset();
  std::filesystem::remove_all(journal_dir() / "index");
  open();
  EXPECT_THAT(read_all({}), SizeIs(2));
  const auto verified = journal_->verify();
  ASSERT_FALSE(verified.ok());
  EXPECT_THAT(verified.error().message, HasSubstr("entry 1"));
  EXPECT_THAT(verified.error().message, HasSubstr("no entry says so"));
}

TEST_F(CrashTest, EntriesThatASignedHeadCoversAreNeverDroppedAsTorn) {
  create_and_open();
  append(envelope(1, 3));
  journal_.reset();
  fs::resize_file(segment(), fs::file_size(segment()) - 5);
  EXPECT_THAT(open_error(), HasSubstr("which a signed head covers"));
  const std::string line = *read_file(segment());
  fs::resize_file(segment(), line.find('\n') + 1);
  EXPECT_THAT(open_error(), HasSubstr("corrupt"));
}

TEST_F(CrashTest, AMissingSegmentIsNamed) {
  options_.segment_bytes = 1000;
  create_and_open();
  for (std::uint64_t i = 0; i < 4; ++i) append(envelope(i, 5));
  journal_.reset();
  fs::remove(segment(5));
  EXPECT_THAT(open_error(), HasSubstr("entry 5 should be here"));
  fs::remove(segment(0));
  EXPECT_THAT(open_error(), HasSubstr("the first segment"));
}

TEST_F(CrashTest, DerivedFilesAreMadeAgainWhateverHappensToThem) {
  create_and_open();
  for (std::uint64_t i = 0; i < 40; ++i) append(envelope(i, 7));
  append(object(id_of(3000), "2026-02-01T00:00:00Z", "newer"));
  ASSERT_TRUE(journal_->erase(id_of(5000), all_versions()).ok());
  const auto expected = read_all({});
  journal_.reset();
  const fs::path records = journal_dir() / "index" / "records", types = journal_dir() / "index" / "types";
  const std::vector<std::function<void()>> damages = {
      [&] { fs::remove(records); },
      [&] { fs::remove(types); },
      [&] { fs::resize_file(records, 5000); },
      [&] { fs::resize_file(records, 10); },
      [&] { fs::resize_file(records, fs::file_size(records) + 480); },
      [&] { patch(records, 20, "xx"); },
      [&] { patch(records, 4096 + 48 * 100 + 8, "xx"); },
      [&] { patch(records, 4096, std::string(48 * 50, '\0')); },
      [&] { fs::remove_all(journal_dir() / "index"); },
      [&] { fs::remove_all(journal_dir() / "tile"); },
      [&] { fs::remove(journal_dir() / "checkpoint.synced"); },
      [&] { patch(journal_dir() / "tile" / "0" / "000", 64, "xx"); },
  };
  for (std::size_t i = 0; i < damages.size(); ++i) {
    damages[i]();
    open();
    ASSERT_NE(journal_, nullptr) << i;
    EXPECT_EQ(read_all({}), expected) << i;
    const auto rebuilt = journal_->rebuild();
    ASSERT_TRUE(rebuilt.ok()) << i << rebuilt.error().message;
    EXPECT_EQ(rebuilt->entries, 282u);
    const auto verified = journal_->verify();
    EXPECT_TRUE(verified.ok()) << i << ": " << verified.error().message;
    journal_.reset();
  }
}

TEST_F(CrashTest, RebuildFindsARecordThatLies) {
  create_and_open();
  append(envelope(1, 5));
  // While it is open: the record of entry 2 gets another date, and its sum is not looked at any more.
  patch(journal_dir() / "index" / "records", 4096 + 2 * 48 + 8, "\x01");
  const auto first = journal_->rebuild();
  ASSERT_TRUE(first.ok());
  EXPECT_EQ(first->differences, 1u);
  EXPECT_THAT(first->first_difference, HasSubstr("entry 2"));
  EXPECT_EQ(journal_->rebuild()->differences, 0u);
}

TEST_F(CrashTest, AnOldCopyOfTheFolderRefusesToSign) {
  std::string witnessed;
  options_.witnesses = {[&]() -> Result<std::string> {
                          if (witnessed.empty()) return Error{Code::not_found, "none"};
                          return witnessed;
                        },
                        []() -> Result<std::string> {
                          return Error{Code::unavailable, "no route"};
                        },
                        []() -> Result<std::string> { return std::string("no note at all"); }};
  create_and_open();
  append(envelope(1, 3));
  ASSERT_TRUE(journal_->publish().ok());
  const fs::path backup = copy("backup");
  append(envelope(2, 3));
  ASSERT_TRUE(journal_->publish().ok());
  witnessed = journal_->checkpoint();
  open();  // the witness knows what we know
  journal_.reset();
  fs::remove_all(journal_dir());
  fs::copy(backup, journal_dir(), fs::copy_options::recursive);
  EXPECT_THAT(open_error(), HasSubstr("conflict"));
  EXPECT_THAT(open_error(), HasSubstr("old copy"));
  // Without witnesses it opens; once it has as many entries as the witness saw, but others, it is found out again.
  const auto witnesses = options_.witnesses;
  options_.witnesses.clear();
  open();
  append(envelope(3, 4));
  options_.witnesses = witnesses;
  EXPECT_THAT(open_error(), HasSubstr("another head"));
}

TEST_F(CrashTest, AJournalOfAnotherOriginOrFormatIsRefused) {
  create_and_open();
  options_.origin = "node.example/j/other";
  EXPECT_THAT(open_error(), HasSubstr("conflict"));
  std::ofstream(journal_dir() / "journal.json") << "{\"format\":2,\"origin\":\"x\"}";
  EXPECT_THAT(open_error(), HasSubstr("unsupported"));
  fs::remove(journal_dir() / "journal.json");
  EXPECT_THAT(open_error(), HasSubstr("not a journal"));
}

}  // namespace
}  // namespace parley::journal
