// For the tests of journals: a folder that goes away, objects, and shorthands.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include <fmt/format.h>

#include "base/uuid.h"
#include "journal/journal.h"
#include "json/canonical.h"

namespace parley::journal::testing {

class JournalTest : public ::testing::Test {
 protected:
  void SetUp() override {
    // In memory where that can be: what these tests ask of a disk does not depend on how slowly it syncs.
    const std::filesystem::path memory = "/dev/shm";
    const bool has_memory = ::access(memory.c_str(), W_OK) == 0;
    std::string name =
        ((has_memory ? memory : std::filesystem::temp_directory_path()) / "parley-journal-XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    dir_ = name;
    options_.origin = "node.example/j/test";
    options_.key = key_;
    options_.publish_interval_ms = 20;
  }
  void TearDown() override {
    journal_.reset();
    std::filesystem::remove_all(dir_);
  }

  std::filesystem::path journal_dir() const { return dir_ / "journal"; }
  void create() { ASSERT_TRUE(Journal::create(journal_dir(), options_).ok()); }
  void open() {
    journal_.reset();
    auto opened = Journal::open(journal_dir(), options_);
    ASSERT_TRUE(opened.ok()) << opened.error().message;
    journal_ = std::move(opened).value();
  }
  void create_and_open() { create(), open(); }

  static std::string id_of(std::uint64_t number, std::string_view type = "indicator") {
    return fmt::format("{}--00000000-0000-4000-8000-{:012x}", type, number);
  }
  // An object of our own making; no validator looks at it.
  static NewObject object(const std::string& id, const std::string& version = "2026-01-01T00:00:00.000Z",
                          const std::string& name = "a name") {
    NewObject made;
    made.id = id;
    made.type = id.substr(0, id.size() - 38);
    made.spec_version = "2.1";
    made.version = version;
    if (!version.empty()) made.version_time = *Timestamp::parse(version);
    made.text = fmt::format(R"({{"type":"{}","id":"{}",{}"name":"{}"}})", made.type, id,
                            version.empty() ? "" : fmt::format(R"("modified":"{}",)", version), name);
    made.canonical = *json::canonical(made.text);
    return made;
  }
  std::vector<Outcome> append(const std::vector<NewObject>& objects) {
    auto outcomes = journal_->append(objects);
    EXPECT_TRUE(outcomes.ok()) << outcomes.error().message;
    return outcomes.ok() ? *outcomes : std::vector<Outcome>();
  }
  Outcome append(const NewObject& one) {
    const auto outcomes = append(std::vector{one});
    return outcomes.empty() ? Outcome{} : outcomes.front();
  }
  // What a query gives, page by page, as the objects' texts.
  std::vector<std::string> read_all(const Query& query, std::size_t page_objects = 1000) {
    std::vector<std::string> texts;
    Seq from = 0;
    for (bool more = true; more;) {
      const auto page = journal_->read(query, from, {page_objects, 8u << 20});
      EXPECT_TRUE(page.ok()) << page.error().message;
      if (!page.ok()) break;
      for (const Entry& entry : page->entries) texts.emplace_back(entry.text);
      EXPECT_FALSE(page->more && page->entries.empty());
      from = page->next, more = page->more;
    }
    return texts;
  }

  std::filesystem::path dir_;
  std::shared_ptr<const SigningKey> key_ = std::make_shared<const SigningKey>(SigningKey::generate());
  Options options_;
  std::unique_ptr<Journal> journal_;
};

inline VersionFilter all_versions() { return {.last = false, .first = false, .all = true, .exact = {}}; }

}  // namespace parley::journal::testing
