// For tests of the store: a fixture.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "base/time.h"
#include "store/embedded/store.h"

namespace parley::store::testing {

// An empty store in a folder of its own, on a machine whose runs the test counts.
class StoreTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = (std::filesystem::temp_directory_path() / "parley-store-XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    dir_ = name;
    options_.boot_file = dir_ / "boot_id";
    boot("00000000-0000-0000-0000-000000000001");
    ASSERT_TRUE(EntryStore::create(dir_).ok());
    open();
  }
  void TearDown() override {
    store_.reset();
    std::filesystem::remove_all(dir_);
  }
  void boot(std::string_view id) { std::ofstream(options_.boot_file) << id << '\n'; }
  void open() {
    store_.reset();
    auto opened = EntryStore::open(dir_, options_);
    ASSERT_TRUE(opened.ok()) << opened.error().message;
    store_ = std::move(opened).value();
  }
  // One envelope of objects with versions of their own, some of them of one id.
  void append(std::uint64_t count) {
    const auto appended = try_append(count);
    ASSERT_TRUE(appended.ok()) << appended.error().message;
  }
  Status try_append(std::uint64_t count) {
    Batch batch;
    for (std::uint64_t i = 0; i < count; ++i) {
      const EntryNumber number = store_->size() + i;
      const std::string id = fmt::format("tool--00000000-0000-4000-8000-{:012x}", number % 40);
      const Micros added{1'800'000'000'000'000 + static_cast<std::int64_t>(number)};
      const std::string leaf = fmt::format(R"({{"time":"{}"}})", to_string(added)),
                        version = to_string(Micros{static_cast<std::int64_t>(number * 7919 % 1000)});
      NewLine line;
      line.rest = count - 1 - i, line.leaf = leaf, line.id = id, line.version = version, line.spec_version = "2.1",
      line.object = R"({"x":1})";
      PARLEY_TRY_STATUS(store_->stage(batch, line, store_->id_hash(id), false, added, *Timestamp::parse(version)));
    }
    return store_->commit(batch);
  }
  std::vector<int> flags() const {
    std::vector<int> found;
    for (EntryNumber entry = 0; entry < store_->size(); ++entry) found.push_back(store_->index().flags(entry));
    return found;
  }

  std::filesystem::path segment() const { return dir_ / "segments" / "000000000000.ndjson"; }
  std::filesystem::path records() const { return dir_ / "index" / "records"; }

  std::filesystem::path dir_;
  StoreOptions options_;
  std::unique_ptr<EntryStore> store_;
};

}  // namespace parley::store::testing
