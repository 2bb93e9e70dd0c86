#include "journal/log.h"

#include <gmock/gmock.h>
#include <simdjson.h>
#include <stdlib.h>
#include <unistd.h>

#include <random>
#include <set>

#include <fmt/format.h>

#include "base/file_fault.h"
#include "base/hash.h"
#include "journal/edge.h"
#include "testing/vectors.h"

namespace parley::journal {
namespace {

namespace fs = std::filesystem;

constexpr const char* kOrigin = "node.gov-a.example/j/7f3k";

class TemporaryFolder {
 public:
  TemporaryFolder() {
    // In memory when there is a place for it: what a busy disk does to syncfs() is not what is tested here.
    const fs::path memory = "/dev/shm";
    std::string name =
        ((access(memory.c_str(), W_OK) == 0 ? memory : fs::temp_directory_path()) / "parley-log-XXXXXX").string();
    if (mkdtemp(name.data()) != nullptr) path_ = name;
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

std::string entry_text(std::uint64_t i) { return "parley shared entry " + std::to_string(i); }

SigningKey test_key(std::uint8_t seed = 1) {
  return SigningKey::from_seed(std::vector<std::uint8_t>(32, seed)).value();
}

// Appends entries [log.size(), size) in batches of `batch`; entry i is made by `make`.
Status grow(Log& log, std::uint64_t size, std::uint64_t batch = 1000, std::string (*make)(std::uint64_t) = entry_text) {
  while (log.size() < size) {
    std::vector<std::string> texts;
    for (std::uint64_t i = log.size(); i < std::min(size, log.size() + batch); ++i) texts.push_back(make(i));
    const std::vector<std::string_view> views(texts.begin(), texts.end());
    PARLEY_TRY_STATUS(log.append(views));
  }
  return {};
}

Log open_log(const fs::path& dir) {
  auto log = Log::open(dir, kOrigin);
  EXPECT_TRUE(log.ok()) << log.error().message;
  return std::move(log).value();
}

// A log of `synced` entries durable, then `published` relaxed, then `size` appended; closed as kill -9 leaves it.
void make_log(const fs::path& dir, std::uint64_t synced, std::uint64_t published, std::uint64_t size) {
  Log log = open_log(dir);
  const SigningKey key = test_key();
  if (synced != 0) {
    ASSERT_TRUE(grow(log, synced).ok());
    ASSERT_TRUE(log.publish(key, Durability::durable).ok());
  }
  ASSERT_TRUE(grow(log, published).ok());
  ASSERT_TRUE(log.publish(key, Durability::relaxed).ok());
  ASSERT_TRUE(grow(log, size).ok());
}

std::string contents(const fs::path& path) { return read_file(path).value(); }
void overwrite(const fs::path& path, std::string_view bytes) {
  ASSERT_TRUE(replace_file(path, bytes, Durability::relaxed).ok());
}

std::set<std::string> files_below(const fs::path& dir) {
  std::set<std::string> out;
  for (const auto& file : fs::recursive_directory_iterator(dir))
    if (file.is_regular_file()) out.insert(file.path().lexically_relative(dir).string());
  return out;
}

Hash root_of(std::uint64_t size) {
  Frontier frontier;
  for (std::uint64_t i = 0; i < size; ++i) frontier.append(leaf_hash(entry_text(i)));
  return frontier.root();
}

TEST(Log, WritesTheFilesOfThePublishedTrees) {
  PARLEY_SHARED_PATH(path, "vectors/tlog/tlog-tiles.json");
  simdjson::dom::parser parser;
  const simdjson::dom::element all = parser.load(path.string());
  for (const simdjson::dom::element tree : all["trees"].get_array()) {
    const TemporaryFolder folder;
    Log log = open_log(folder.path());
    ASSERT_TRUE(grow(log, tree["size"].get_uint64(), 777).ok());
    EXPECT_EQ(to_base64(log.root()), tree["root"].get_string().value());
    ASSERT_TRUE(log.publish(test_key(), Durability::relaxed).ok());
    std::set<std::string> expected{"checkpoint"};
    for (const simdjson::dom::element file : tree["files"].get_array()) {
      const std::string name(file["path"].get_string().value());
      expected.insert(name);
      const std::string bytes = contents(folder.path() / name);
      EXPECT_EQ(bytes.size(), file["bytes"].get_uint64().value()) << name;
      EXPECT_EQ(to_hex(sha256(bytes)), file["sha256"].get_string().value()) << name;
      EXPECT_EQ(log.read_tile(parse_tile_path(name).value()).value(), bytes) << name;
    }
    std::set<std::string> written = files_below(folder.path());
    written.erase("checkpoint.synced");  // ours
    EXPECT_EQ(written, expected);
    EXPECT_TRUE(log.verify_tiles().ok());
  }
}

TEST(Log, ReadsALogThatAnotherProgramWrote) {
  PARLEY_SHARED_PATH(path, "vectors/tlog/tessera-log");
  const TemporaryFolder folder;
  fs::copy(path, folder.path(), fs::copy_options::recursive | fs::copy_options::overwrite_existing);
  std::string vkey = contents(path / "vkey");
  while (vkey.ends_with('\n')) vkey.pop_back();
  const VerifierKey key = VerifierKey::parse(vkey).value();
  auto log = Log::open(folder.path(), key.name);
  ASSERT_TRUE(log.ok()) << log.error().message;
  ASSERT_EQ(log->size(), log->published_size());
  const Status verified = log->verify_tiles();
  EXPECT_TRUE(verified.ok()) << verified.error().message;
  std::size_t checkpoints = 0;
  for (const auto& file : fs::directory_iterator(path)) {
    if (!file.path().filename().string().starts_with("checkpoint")) continue;
    const Note note = Note::parse(contents(file.path())).value();
    EXPECT_TRUE(verify_note(note, {key}).ok());
    const Checkpoint old = Checkpoint::parse(note.text).value();
    ++checkpoints;
    if (old.size == 0) continue;
    const Proof proof = log->prove_consistency(old.size).value();
    EXPECT_TRUE(verify_consistency(old.size, log->size(), proof, old.root, log->root()).ok());
  }
  EXPECT_GE(checkpoints, 16u);
  for (std::uint64_t i = 0; i < log->size(); ++i)
    EXPECT_TRUE(verify_proof(log->prove(i).value(), log->read_entry(i).value(), Policy{.log = key, .quorum = {}}).ok());
}

TEST(Log, ProvesEveryEntryAgainstThePublishedCheckpoint) {
  const TemporaryFolder folder;
  const SigningKey key = test_key();
  const Policy policy{.log = VerifierKey::make(kOrigin, SignatureType::ed25519, key.public_key()), .quorum = {}};
  Log log = open_log(folder.path());
  ASSERT_TRUE(grow(log, 600).ok());
  EXPECT_EQ(log.prove(0).error().code, Code::not_found) << "nothing is published";
  ASSERT_TRUE(log.publish(key, Durability::relaxed).ok());
  ASSERT_TRUE(grow(log, 1000).ok());
  for (std::uint64_t i = 0; i < 600; ++i) {
    const auto verdict = verify_proof(log.prove(i).value(), entry_text(i), policy);
    ASSERT_TRUE(verdict.ok()) << i << ": " << verdict.error().message;
    EXPECT_EQ(verdict->checkpoint.size, 600u);
  }
  EXPECT_EQ(log.prove(600).error().code, Code::not_found);
  EXPECT_EQ(log.read_entry(999).value(), entry_text(999));
  EXPECT_EQ(log.read_entry(1000).error().code, Code::not_found);
}

TEST(Log, ServesEveryWidthThatWasEverPublished) {
  const TemporaryFolder folder;
  Log log = open_log(folder.path());
  ASSERT_TRUE(grow(log, 300).ok());
  ASSERT_TRUE(log.publish(test_key(), Durability::relaxed).ok());
  ASSERT_TRUE(grow(log, 400).ok());
  const std::string full = log.read_tile({0, 0, 256}).value();
  EXPECT_EQ(log.read_tile({0, 0, 100}).value(), full.substr(0, 3200));
  EXPECT_EQ(log.read_tile({0, 1, 44}).value().size(), 44u * 32);
  EXPECT_EQ(log.read_tile({0, 1, 1}).value(), as_text(leaf_hash(entry_text(256))));
  EXPECT_EQ(log.read_tile({1, 0, 1}).value().size(), 32u);
  EXPECT_EQ(log.read_tile({TilePath::kEntries, 1, 2}).value(),
            std::string("\0\x17parley shared entry 256\0\x17parley shared entry 257", 50));
  for (const TilePath& tile : {TilePath{0, 1, 45}, TilePath{0, 1, 256}, TilePath{0, 2, 1}, TilePath{1, 0, 2},
                               TilePath{2, 0, 1}, TilePath{63, 0, 1}, TilePath{TilePath::kEntries, 1, 45},
                               TilePath{0, 0, 0}, TilePath{0, 0, 257}, TilePath{-2, 0, 1}, TilePath{0, ~0ull, 1}})
    EXPECT_EQ(log.read_tile(tile).error().code, Code::not_found) << to_string(tile);
}

TEST(Log, RefusesEntriesThatNoBundleHolds) {
  const TemporaryFolder folder;
  Log log = open_log(folder.path());
  const std::string longest(65'535, 'x'), too_long(65'536, 'x');
  EXPECT_EQ(log.append(std::vector<std::string_view>{"a", too_long}).error().code, Code::too_large);
  EXPECT_EQ(log.append(std::vector<std::string_view>{"a", ""}).error().code, Code::invalid_input);
  EXPECT_EQ(log.size(), 0u) << "all or none";
  ASSERT_TRUE(log.append(std::vector<std::string_view>{longest, "b"}).ok());
  EXPECT_EQ(log.read_entry(0).value(), longest);
  EXPECT_EQ(log.read_entry(1).value(), "b");
}

TEST(Log, RefusesAnOriginThatCannotNameAKey) {
  const TemporaryFolder folder;
  for (const char* origin : {"", "a b", "a+b", "a\nb"})
    EXPECT_EQ(Log::open(folder.path(), origin).error().code, Code::invalid_input);
}

TEST(Log, SignsNothingTwiceAndTheEmptyTreeOnce) {
  const TemporaryFolder folder;
  Log log = open_log(folder.path());
  EXPECT_EQ(log.checkpoint(), "");
  ASSERT_TRUE(log.publish(test_key(), Durability::relaxed).ok());
  EXPECT_EQ(Checkpoint::parse(Note::parse(log.checkpoint()).value().text).value().root, empty_root());
  const auto before = fs::last_write_time(folder.path() / "checkpoint");
  ASSERT_TRUE(log.publish(test_key(), Durability::relaxed).ok());
  EXPECT_EQ(fs::last_write_time(folder.path() / "checkpoint"), before);
  EXPECT_EQ(contents(folder.path() / "checkpoint"), log.checkpoint());
}

// Sizes around the edges of tiles, for each: durable, published after it, appended after that.
struct Sizes {
  std::uint64_t synced, published, size;
};
constexpr Sizes kSizes[] = {{0, 0, 0},
                            {0, 1, 1},
                            {0, 256, 300},
                            {1, 1, 1},
                            {1, 255, 256},
                            {255, 257, 600},
                            {256, 256, 256},
                            {300, 310, 320},
                            {300, 700, 1000},
                            {512, 1024, 1024},
                            {700, 700, 701},
                            {0, 700, 700},
                            {65'536, 65'537, 65'600},
                            {65'700, 65'700, 65'900}};

TEST(Log, OpensWhereTheCheckpointStandsAndGoesOn) {
  for (const Sizes& sizes : kSizes) {
    SCOPED_TRACE(std::to_string(sizes.synced) + "/" + std::to_string(sizes.published) + "/" +
                 std::to_string(sizes.size));
    const TemporaryFolder folder;
    make_log(folder.path(), sizes.synced, sizes.published, sizes.size);
    const std::uint64_t end = sizes.size + 300;
    Log log = open_log(folder.path());
    ASSERT_EQ(log.size(), sizes.published);
    ASSERT_EQ(log.published_size(), sizes.published);
    ASSERT_TRUE(grow(log, end, 100).ok());
    ASSERT_TRUE(log.publish(test_key(), Durability::durable).ok());
    EXPECT_EQ(log.root(), root_of(end));
    const Status verified = log.verify_tiles();
    EXPECT_TRUE(verified.ok()) << verified.error().message;
  }
}

enum class Damage { remove, empty, cut, stale };
void damage(const fs::path& path, Damage how) {
  std::string bytes = contents(path);
  switch (how) {
    case Damage::remove:
      fs::remove(path);
      return;
    case Damage::empty:
      bytes.clear();
      break;
    case Damage::cut:
      bytes.resize(bytes.size() - 1);
      break;
    case Damage::stale:
      bytes[bytes.size() - 3] ^= 1;
      break;
  }
  overwrite(path, bytes);
}

TEST(Log, MakesAgainWhatAPowerLossTook) {
  const TemporaryFolder original;
  make_log(original.path(), 300, 1500, 1700);
  for (const std::string& name : files_below(original.path())) {
    if (name == "checkpoint.synced") continue;
    for (const Damage how : {Damage::remove, Damage::empty, Damage::cut, Damage::stale}) {
      const auto tile = parse_tile_path(name);
      const bool synced = tile.ok() && (tile->level > 0 ? tile->width == 1
                                                        : tile->index == 0 || (tile->index == 1 && tile->width == 44));
      if (synced || (name == "checkpoint" && how >= Damage::cut)) continue;
      SCOPED_TRACE(name + " damage " + std::to_string(static_cast<int>(how)));
      const TemporaryFolder folder;
      fs::copy(original.path(), folder.path(), fs::copy_options::recursive | fs::copy_options::overwrite_existing);
      damage(folder.path() / name, how);
      Log log = open_log(folder.path());
      EXPECT_GE(log.size(), 300u);
      EXPECT_LE(log.size(), 1500u);
      ASSERT_TRUE(grow(log, 1700).ok());
      ASSERT_TRUE(log.publish(test_key(), Durability::durable).ok());
      EXPECT_EQ(log.root(), root_of(1700));
      const Status verified = log.verify_tiles();
      EXPECT_TRUE(verified.ok()) << verified.error().message;
    }
  }
}

TEST(Log, MakesAgainThePartialTilesOfHeadsInBetween) {
  const TemporaryFolder folder;
  {
    Log log = open_log(folder.path());
    for (const std::uint64_t size : {300u, 310u, 320u, 1000u, 1010u}) {
      ASSERT_TRUE(grow(log, size).ok());
      ASSERT_TRUE(log.publish(test_key(), size == 300 ? Durability::durable : Durability::relaxed).ok());
    }
  }
  for (const char* name : {"tile/0/001.p/54", "tile/0/001.p/64", "tile/entries/001.p/54", "tile/0/003.p/232",
                           "tile/entries/003.p/232", "tile/1/000.p/3"}) {
    const std::string before = contents(folder.path() / name);
    overwrite(folder.path() / name, "");
    open_log(folder.path());
    EXPECT_EQ(contents(folder.path() / name), before) << name;
    overwrite(folder.path() / name, before);
  }
}

TEST(Log, NamesWhatIsDamagedUnderADurableCheckpoint) {
  const TemporaryFolder original;
  make_log(original.path(), 700, 700, 700);
  for (const std::string& name : files_below(original.path())) {
    for (const Damage how : {Damage::remove, Damage::empty, Damage::cut, Damage::stale}) {
      if (!parse_tile_path(name).ok()) continue;
      SCOPED_TRACE(name + " damage " + std::to_string(static_cast<int>(how)));
      const TemporaryFolder folder;
      fs::copy(original.path(), folder.path(), fs::copy_options::recursive | fs::copy_options::overwrite_existing);
      damage(folder.path() / name, how);
      auto log = Log::open(folder.path(), kOrigin);
      Status found = log.ok() ? log->verify_tiles() : Status(std::move(log).error());
      ASSERT_FALSE(found.ok());
      EXPECT_EQ(found.error().code, Code::corrupt);
      EXPECT_THAT(found.error().message,
                  ::testing::AnyOf(::testing::HasSubstr("tile"), ::testing::HasSubstr("bundle")));
      // And from the journal everything can be made again.
      Log again = Log::open_to_rebuild(folder.path(), kOrigin).value();
      ASSERT_TRUE(grow(again, 700).ok());
      ASSERT_TRUE(again.publish(test_key(), Durability::durable).ok());
      EXPECT_TRUE(again.verify_tiles().ok());
    }
  }
}

// A log of 700 durable entries of which a tile in the middle is damaged, opened to be made again.
Log damaged_and_opened(const fs::path& dir) {
  make_log(dir, 700, 700, 700);
  damage(dir / "tile/0/001", Damage::cut);
  return Log::open_to_rebuild(dir, kOrigin).value();
}

TEST(Log, ATileThatAPowerLossTearsWhileTilesAreMadeAgainIsNotBelieved) {
  const TemporaryFolder folder;
  {
    Log log = damaged_and_opened(folder.path());
    ASSERT_TRUE(grow(log, 600).ok());
  }
  EXPECT_TRUE(fs::exists(folder.path() / "remaking"));
  damage(folder.path() / "tile/0/000", Damage::empty);  // nothing at the right edge, where a start looks
  Log log = open_log(folder.path());
  EXPECT_EQ(log.size(), 0u);
  EXPECT_EQ(log.published_size(), 700u);
  ASSERT_TRUE(grow(log, 700).ok());
  ASSERT_TRUE(log.sync_remade().ok());
  EXPECT_FALSE(fs::exists(folder.path() / "remaking"));
  EXPECT_TRUE(log.verify_tiles().ok());
  EXPECT_EQ(open_log(folder.path()).size(), 700u);
}

TEST(Log, TilesThatWereMadeAgainAreSyncedAlsoWhenThereIsNothingNewToSign) {
  const TemporaryFolder folder;
  Log log = damaged_and_opened(folder.path());
  ASSERT_TRUE(grow(log, 700).ok());
  {
    const FileFault broken(folder.path(), FileCall::sync, {.error = EIO});
    EXPECT_FALSE(log.publish(test_key(), Durability::durable).ok());
    EXPECT_GE(broken.failed(), 1);
  }
  EXPECT_TRUE(fs::exists(folder.path() / "remaking"));
  ASSERT_TRUE(grow(log, 700).ok());
  ASSERT_TRUE(log.publish(test_key(), Durability::durable).ok());
  EXPECT_FALSE(fs::exists(folder.path() / "remaking"));
  EXPECT_TRUE(log.verify_tiles().ok());
}

// What a kernel does that could not write pages: it says so once, and drops them.
TEST(Log, WhatAFailedSyncMayHaveLostIsWrittenOnceMore) {
  for (const std::uint64_t more : {10u, 20'000u}) {  // synced one by one; all of the file system at once
    for (const Durability before : {Durability::durable, Durability::relaxed}) {
      SCOPED_TRACE(fmt::format("{} more, {}", more, before == Durability::durable ? "durable" : "relaxed"));
      const TemporaryFolder folder;
      make_log(folder.path(), 300, 300, 300);
      const auto durable = files_below(folder.path());
      Log log = open_log(folder.path());
      ASSERT_TRUE(grow(log, 305).ok());
      ASSERT_TRUE(log.publish(test_key(), before).ok());
      const std::uint64_t synced = before == Durability::durable ? 305 : 300;
      ASSERT_TRUE(grow(log, 300 + more).ok());
      {
        const FileFault once(folder.path(), FileCall::sync, {.error = EIO, .after = 0, .times = 1});
        EXPECT_FALSE(log.publish(test_key(), Durability::durable).ok());
        EXPECT_EQ(once.failed(), 1);
      }
      EXPECT_EQ(log.published_size(), 305u);
      EXPECT_EQ(log.size(), 305u) << "back at the last head";
      const Proof proof = log.prove_consistency(300).value();
      EXPECT_TRUE(verify_consistency(300, 305, proof, root_of(300), root_of(305)).ok());
      for (const std::string& name : files_below(folder.path())) {
        const auto tile = parse_tile_path(name);
        const bool lost = tile.ok() && !durable.contains(name) &&
                          (synced == 300 || tile->width != (tile->level == 1 ? 1 : 305 - 256));
        if (lost) damage(folder.path() / name, Damage::empty);
      }
      ASSERT_TRUE(grow(log, 300 + more).ok());
      ASSERT_TRUE(log.publish(test_key(), Durability::durable).ok());
      const Status verified = log.verify_tiles();
      EXPECT_TRUE(verified.ok()) << verified.error().message;
      for (const std::string& name : files_below(folder.path()))
        if (parse_tile_path(name).ok()) EXPECT_NE(contents(folder.path() / name), "") << name;
    }
  }
}

std::string other_text(std::uint64_t i) { return "another entry " + std::to_string(i); }

TEST(Log, NeverSignsWhatContradictsAnEarlierCheckpoint) {
  const TemporaryFolder folder;
  make_log(folder.path(), 0, 600, 600);
  const std::string checkpoint = contents(folder.path() / "checkpoint");
  fs::remove_all(folder.path() / "tile");
  {
    Log log = open_log(folder.path());
    EXPECT_EQ(log.size(), 0u);
    EXPECT_EQ(log.published_size(), 600u);
    ASSERT_TRUE(grow(log, 599, 100, other_text).ok());
    EXPECT_EQ(log.publish(test_key(), Durability::relaxed).error().code, Code::conflict) << "smaller";
    EXPECT_EQ(grow(log, 700, 100, other_text).error().code, Code::conflict) << "another history";
    EXPECT_EQ(log.publish(test_key(), Durability::relaxed).error().code, Code::conflict);
  }
  EXPECT_EQ(contents(folder.path() / "checkpoint"), checkpoint);
  Log log = open_log(folder.path());
  EXPECT_EQ(log.size(), 0u) << "whole bundles of another history are not believed";
  ASSERT_TRUE(grow(log, 700).ok());
  ASSERT_TRUE(log.publish(test_key(), Durability::relaxed).ok());
  EXPECT_TRUE(log.verify_tiles().ok());
}

TEST(Log, RefusesACheckpointOfAnotherLogOrKeyOrTime) {
  const TemporaryFolder folder;
  make_log(folder.path(), 100, 100, 100);
  const std::string older = contents(folder.path() / "checkpoint");
  EXPECT_EQ(Log::open(folder.path(), "node.gov-b.example/j/1").error().code, Code::conflict);
  {
    Log log = open_log(folder.path());
    ASSERT_TRUE(grow(log, 200).ok());
    EXPECT_EQ(log.publish(test_key(2), Durability::relaxed).error().code, Code::conflict) << "another key";
    ASSERT_TRUE(log.publish(test_key(), Durability::durable).ok());
    EXPECT_EQ(log.publish(test_key(2), Durability::relaxed).error().code, Code::conflict) << "another key, later";
  }
  overwrite(folder.path() / "checkpoint", older);
  EXPECT_EQ(Log::open(folder.path(), kOrigin).error().code, Code::conflict) << "an older head put back";
  overwrite(folder.path() / "checkpoint", "rubbish");
  EXPECT_EQ(Log::open(folder.path(), kOrigin).error().code, Code::corrupt);
}

TEST(Log, KeepsWhatTheDiskRefusesAndSaysSoWhenItMustSign) {
  // A file where the folder must be: permissions would not stop root.
  const TemporaryFolder folder;
  Log log = open_log(folder.path());
  overwrite(folder.path() / "tile", "in the way");
  ASSERT_TRUE(grow(log, 600).ok());
  EXPECT_FALSE(log.publish(test_key(), Durability::relaxed).ok());
  EXPECT_FALSE(fs::exists(folder.path() / "checkpoint"));
  EXPECT_EQ(log.read_entry(3).value(), entry_text(3));
  fs::remove(folder.path() / "tile");
  ASSERT_TRUE(grow(log, 700).ok());
  ASSERT_TRUE(log.publish(test_key(), Durability::relaxed).ok());
  EXPECT_TRUE(log.verify_tiles().ok());
}

TEST(Log, ManySmallPublishesLeaveEveryPartialTile) {
  const TemporaryFolder folder;
  Log log = open_log(folder.path());
  std::mt19937 random(7);
  while (log.size() < 900) {
    ASSERT_TRUE(grow(log, log.size() + 1 + random() % 40).ok());
    ASSERT_TRUE(log.publish(test_key(), Durability::relaxed).ok());
    for (int level = 0; hashes_on_level(log.size(), level) != 0; ++level) {
      const std::uint64_t index = hashes_on_level(log.size(), level) / kTileWidth;
      const TilePath tile{level, index, tile_width(log.size(), level, index)};
      if (tile.width == 0) continue;
      ASSERT_EQ(contents(folder.path() / to_string(tile)), log.read_tile(tile).value()) << to_string(tile);
    }
    ASSERT_EQ(log.root(), root_of(log.size()));
  }
}

}  // namespace
}  // namespace parley::journal
