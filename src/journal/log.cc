// What makes the log cheap: an entry is hashed and copied into two buffers; files are written once, when 256 entries
// are together; the root is computed from at most 255 hashes a level, and only when a checkpoint is signed.
//
// What makes it safe to be lazy: two heads are kept. `checkpoint` is the last one signed; `checkpoint.synced` a copy of
// the last one that was signed when every tile under it was on disk. Between the two, open() trusts nothing and hashes
// the bundles again. log_test.cc damages each file in turn.
//
// The order in which a head comes to be, and what a crash between two steps leaves. "Power loss" is
// the worse case: what was written and not synced may be there, missing, cut or filled with zeros.
//
//   1. The entries are durable in the segments. Lost from here on: nothing of the journal.
//   2. Full tiles and bundles are written as they fill (flush). Left: files beyond the last head. They
//      are what the same entries give again, and are written over when these are appended again.
//   3. Partial tiles of the new size are written. Left: the same; `checkpoint` does not speak of them.
//   4. Durable head only: all files written so far are synced. Left: the same.
//   5. `checkpoint` is replaced by renaming. Killed: the new head stands, with all files in place, and
//      replay() hashes what lies behind `checkpoint.synced` again. Power loss: the old head, or the new
//      one without some of its tiles (replay() gives up, and the journal appends the entries anew), or
//      a head of zeros, which counts as none: that of `checkpoint.synced` takes its place. The head
//      that was lost may have been seen by others; it is covered again, because roots are a function
//      of the segments.
//   6. Durable head only: `checkpoint.synced` becomes a copy of it. Left before: an older synced head,
//      so that more is hashed again at the next start, and nothing else.
//
// The order 4, 5, 6 is what matters: `checkpoint.synced` is believed without a look at the tiles
// further left, so it must never stand before they do.
//
// Two things would make it stand before them all the same. When tiles under it are made again, they
// lie there torn until all of them are synced: a file `remaking` says so meanwhile, and while it is
// there no tile is believed. And when a sync fails, what the disk did not take may still be read, and
// the next sync would succeed: the log then goes back to `checkpoint.synced` and what came behind it
// is written once more (go_back).
#include "journal/log.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>
#include <optional>

#include "journal/edge.h"
#include "journal/tile_files.h"
#include "text/display.h"

namespace parley::journal {
namespace {

constexpr const char* kCheckpoint = "checkpoint";
constexpr const char* kSynced = "checkpoint.synced";
constexpr const char* kRemaking = "remaking";
// A head tells how much this party says, and when: it is for those whom the node's rules let ask.
constexpr mode_t kMode = 0600;
constexpr std::size_t kMaxCheckpointBytes = 1u << 20;
constexpr int kFull = static_cast<int>(kTileWidth);

// A signed head with its text.
struct Head {
  Checkpoint tree{.origin = {}, .size = 0, .root = empty_root(), .extension = {}};
  std::string note;  // empty: none was signed yet
};

// The head in `path`, or an empty one. A file without content is what a power loss leaves of one that was not synced.
Result<Head> read_head(const std::filesystem::path& path, const std::string& origin) {
  auto text = read_file(path, kMaxCheckpointBytes);
  if (!text.ok() && text.error().code == Code::not_found) return Head{};
  if (!text.ok()) return std::move(text).error();
  if (text->find_first_not_of('\0') == std::string::npos) return Head{};
  auto note = Note::parse(*text);
  auto tree = note.ok() ? Checkpoint::parse(note->text) : std::move(note).error();
  if (!tree.ok()) return Error{Code::corrupt, path.string() + ": " + tree.error().message};
  if (tree->origin != origin)
    return Error{Code::conflict, path.string() + " is of another log, " + tree->origin + " instead of " + origin};
  return Head{std::move(tree).value(), std::move(text).value()};
}

TilePath bundle_path(std::uint64_t index, int width) { return {TilePath::kEntries, index, width}; }

}  // namespace

struct Log::Impl {
  Impl(std::filesystem::path folder, std::string name) : dir(std::move(folder)), origin(std::move(name)), files(dir) {}

  const std::filesystem::path dir;
  const std::string origin;
  TileFiles files;
  RightEdge edge;
  std::string bundle;               // of the entries behind the last full bundle
  Head head, synced;                // the last signed one; the last signed one with all tiles on disk
  bool forked = false;              // what was appended contradicts `head`
  bool remaking = false;            // tiles under `synced` are not known to be on disk
  bool remaking_is_told = false;    // by the file that says so
  std::optional<PublicKey> signer;  // under whose key `head` stands, once known

  Status open_heads();
  Status load_synced();
  void replay();
  void believe_nothing();
  void go_back();
  Status flush();
  Status sync();
  Status sync_remade();
  void append_one(std::string_view entry);
  void write_partials(TileFiles::Existing existing);
  TileFiles::Existing existing() const {
    return edge.size() <= head.tree.size ? TileFiles::Existing::rewrite : TileFiles::Existing::none;
  }
  Status may_sign(const SigningKey& key);
  Status put_head(Durability durability, const std::function<void(Head&)>& write_note, bool anyway = false);
  Status make_durable();
  Result<std::string> tile_bytes(int level, std::uint64_t index) const;
  HashReader hash_reader() const;
};

// The right edge and the last bundle as of the synced head.
Status Log::Impl::load_synced() {
  const std::uint64_t size = synced.tree.size;
  PARLEY_TRY(edge, RightEdge::load(size, [&](const TilePath& tile) { return files.read_prefix(tile); }));
  if (edge.root() != synced.tree.root)
    return Error{Code::corrupt, "the last tiles do not hash to the root of " + (dir / kSynced).string()};
  const int width = tile_width(size, 0, size / kTileWidth);
  if (width == 0) return {};
  const TilePath tile = bundle_path(size / kTileWidth, width);
  PARLEY_TRY(bundle, files.read_prefix(tile));
  PARLEY_TRY(const auto entries, split_bundle(bundle, static_cast<std::size_t>(width), Rest::none));
  std::string hashes;
  for (const std::string_view entry : entries) hashes += as_text(leaf_hash(entry));
  if (hashes != edge.hashes(0)) return Error{Code::corrupt, to_string(tile) + " does not hash to its tile"};
  return {};
}

// Appends again what was appended between the two heads, if all its bundles are there; tiles are made from them anew.
void Log::Impl::replay() {
  const RightEdge edge_before = edge;
  const std::string bundle_before = bundle;
  while (edge.size() < head.tree.size) {
    const std::uint64_t index = edge.size() / kTileWidth;
    const int width = tile_width(head.tree.size, 0, index);
    const auto bytes = files.read_prefix(bundle_path(index, width));
    if (!bytes.ok()) break;
    const auto entries = split_bundle(*bytes, static_cast<std::size_t>(width), Rest::none);
    if (!entries.ok() || std::any_of(entries->begin(), entries->end(), [](auto entry) { return entry.empty(); })) break;
    for (std::size_t i = edge.size() % kTileWidth; i < entries->size(); ++i) append_one((*entries)[i]);
  }
  if (edge.size() == head.tree.size && !forked) return;
  // Only the root at the end tells whole bundles from stale ones: without it none is kept.
  edge = edge_before;
  bundle = bundle_before;
  forked = false;
}

// Takes one entry in. At 256 entries the tile and its bundle become full and are handed to
// TileFiles, never to be touched again; that is also the only moment at which levels above the
// first change.
void Log::Impl::append_one(std::string_view entry) {
  append_to_bundle(bundle, entry);
  edge.append(leaf_hash(entry), [this](int level, std::uint64_t index, const std::string& hashes) {
    files.put({level, index, kFull}, hashes, existing());
  });
  if (edge.size() % kTileWidth == 0) {
    files.put(bundle_path(edge.size() / kTileWidth - 1, kFull), std::move(bundle), existing());
    bundle.clear();
  }
  if (edge.size() != head.tree.size) return;
  // Back where the last head was signed: the same entries must be under it.
  if (edge.root() != head.tree.root)
    forked = true;
  else
    write_partials(TileFiles::Existing::rewrite);
}

// The tiles that are not full at this size. Each width that was ever published stays on disk (C2SP
// tlog-tiles lets a client ask for the width of the head that it knows).
void Log::Impl::write_partials(TileFiles::Existing existing_files) {
  for (int level = 0; hashes_on_level(edge.size(), level) != 0; ++level) {
    const std::uint64_t index = hashes_on_level(edge.size(), level) / kTileWidth;
    const int width = tile_width(edge.size(), level, index);
    // The same partial tile may have been written for a smaller tree.
    const bool there =
        !head.note.empty() && head.tree.size < edge.size() && tile_width(head.tree.size, level, index) == width;
    if (width != 0 && !there) files.put({level, index, width}, std::string(edge.hashes(level)), existing_files);
  }
  const int width = tile_width(edge.size(), 0, edge.size() / kTileWidth);
  if (width != 0) files.put(bundle_path(edge.size() / kTileWidth, width), bundle, existing_files);
}

// The last line of defence against a fork: nothing here depends on why the entries or the key are
// others than they were. Signing under another key would make the earlier heads unverifiable for
// whoever pins the key, so that is refused like a fork.
Status Log::Impl::may_sign(const SigningKey& key) {
  if (forked)
    return Error{Code::conflict,
                 "the entries do not lead to the checkpoint signed before, " + (dir / kCheckpoint).string()};
  if (edge.size() < head.tree.size)
    return Error{Code::conflict, "a checkpoint over " + std::to_string(head.tree.size) +
                                     " entries was signed, and there are only " + std::to_string(edge.size())};
  // Whose signature stands under the last head is checked once for each key, not for each head.
  if (signer == key.public_key() || head.note.empty()) return {};
  PARLEY_TRY(const Note note, Note::parse(head.note));
  const auto verified = verify_note(note, {VerifierKey::make(origin, SignatureType::ed25519, key.public_key())});
  if (!verified.ok())
    return Error{Code::conflict,
                 (dir / kCheckpoint).string() + " was not signed by this key: " + verified.error().message};
  signer = key.public_key();
  return {};
}

// A head over everything appended, when there is anything new in it: tiles first, then the note that `write_note`
// gives.
Status Log::Impl::put_head(Durability durability, const std::function<void(Head&)>& write_note, bool anyway) {
  const bool is_larger = head.note.empty() || edge.size() != head.tree.size;
  const bool is_new = is_larger || anyway;
  // A relaxed head turns into a durable one from time to time, so that a start never has to hash
  // more than kMaxUnsynced entries again.
  if (edge.size() - synced.tree.size >= kMaxUnsynced) durability = Durability::durable;
  PARLEY_TRY_STATUS(sync_remade());
  const bool sync = durability == Durability::durable && (is_new || synced.note != head.note);
  if (!is_new && !sync) return {};
  if (is_larger) write_partials(TileFiles::Existing::none);
  // A tile that could not be written stops the head: whoever sees a head may ask for every tile
  // under it.
  PARLEY_TRY_STATUS(flush());
  if (sync) PARLEY_TRY_STATUS(this->sync());
  Head next = head;
  if (is_new) {
    next.tree = {origin, edge.size(), edge.root(), {}};
    write_note(next);
  }
  PARLEY_TRY_STATUS(replace_file(dir / kCheckpoint, next.note, durability, kMode));
  head = std::move(next);
  return sync ? make_durable() : Status{};
}

// `head` becomes the synced head.
Status Log::Impl::make_durable() {
  PARLEY_TRY_STATUS(replace_file(dir / kSynced, head.note, Durability::durable, kMode));
  synced = head;
  return {};
}

void Log::Impl::believe_nothing() {
  edge = {};
  bundle.clear();
  forked = false;
  remaking = remaking_is_told || !synced.note.empty();
  files.distrust();
}

// Behind a sync that failed: everything since the last one that did not is put once more, from the bundles as far as
// they can be read. Which bytes they have is checked by the root, and that they are written again does not depend on
// what can be read.
void Log::Impl::go_back() {
  if (remaking || !load_synced().ok()) return believe_nothing();
  replay();
}

// Said before the first tile is touched.
Status Log::Impl::flush() {
  if (remaking && !remaking_is_told) {
    PARLEY_TRY_STATUS(replace_file(dir / kRemaking, "", Durability::durable, kMode));
    remaking_is_told = true;
  }
  return files.flush();
}

Status Log::Impl::sync() {
  Status done = files.sync();
  if (!done.ok()) go_back();
  return done;
}

// Once all that is under the head was appended again.
Status Log::Impl::sync_remade() {
  if (!remaking || forked || edge.size() < head.tree.size) return {};
  PARLEY_TRY_STATUS(flush());
  PARLEY_TRY_STATUS(sync());
  if (std::error_code failed; std::filesystem::remove(dir / kRemaking, failed), failed)
    return Error{Code::internal, fmt::format("removing {}: {}", (dir / kRemaking).string(), failed.message())};
  remaking = remaking_is_told = false;
  return sync_directory(dir);
}

// The whole tile as far as it is filled, published or not.
Result<std::string> Log::Impl::tile_bytes(int level, std::uint64_t index) const {
  const bool entries = level == TilePath::kEntries;
  const int width = tile_width(edge.size(), level, index);
  if (width == kFull) return files.read({level, index, kFull});
  if (width == 0) return Error{Code::not_found, "no such tile"};
  return entries ? bundle : std::string(edge.hashes(level));
}

// A proof asks for subtrees; a tile holds the hashes of every eighth level only. What lies between
// is folded from the tile, which is at most 256 hashes. Tiles are read once for each reader: the
// steps of one proof mostly fall into the same few.
HashReader Log::Impl::hash_reader() const {
  auto tiles =
      std::make_shared<std::map<std::pair<int, std::uint64_t>, std::string>>();  // shared by copies of the reader
  return [this, tiles](int level, std::uint64_t index) -> Result<Hash> {
    const int tile_level = level / 8, below = level % 8;
    const std::uint64_t first = index << below;  // in hashes of the tile level
    auto [tile, is_new] = tiles->try_emplace({tile_level, first / kTileWidth});
    if (is_new) {
      PARLEY_TRY(tile->second, tile_bytes(tile_level, first / kTileWidth));
    }
    const std::size_t offset = first % kTileWidth * kHashBytes, bytes = kHashBytes << below;
    if (tile->second.size() < offset + bytes)
      return Error{Code::corrupt, to_string(TilePath{tile_level, first / kTileWidth}) + " is too short"};
    return fold(std::string_view(tile->second).substr(offset, bytes));
  };
}

Log::Log(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Log::Log(Log&&) noexcept = default;
Log& Log::operator=(Log&&) noexcept = default;
Log::~Log() = default;

// Reads the two heads. A `checkpoint` that is older than `checkpoint.synced`, or that has another
// root at the same size, cannot come from a crash, since the synced one is written last: somebody has
// put an old file back, and signing on from it would contradict what was signed.
Status Log::Impl::open_heads() {
  if (!is_key_name(origin))
    return Error{Code::invalid_input, "an origin is not empty and has no space and no plus in it: \"" + origin + "\""};
  PARLEY_TRY_STATUS(make_directories(dir));
  PARLEY_TRY(head, read_head(dir / kCheckpoint, origin));
  PARLEY_TRY(synced, read_head(dir / kSynced, origin));
  if (head.note.empty()) head = synced;
  if (head.tree.size < synced.tree.size || (head.tree.size == synced.tree.size && head.tree.root != synced.tree.root))
    return Error{Code::conflict, (dir / kCheckpoint).string() + " over " + std::to_string(head.tree.size) +
                                     " entries does not extend the one over " + std::to_string(synced.tree.size) +
                                     " that was signed before"};
  std::error_code ignored;
  remaking_is_told = std::filesystem::exists(dir / kRemaking, ignored);
  // Files written before a crash may still be unsynced, and nobody knows which ones.
  if (head.note != synced.note) files.distrust();
  return {};
}

Result<Log> Log::open_to_rebuild(std::filesystem::path dir, std::string origin) {
  auto impl = std::make_unique<Impl>(std::move(dir), std::move(origin));
  PARLEY_TRY_STATUS(impl->open_heads());
  impl->believe_nothing();
  return Log(std::move(impl));
}

Result<Log> Log::open(std::filesystem::path dir, std::string origin) {
  auto impl = std::make_unique<Impl>(std::move(dir), std::move(origin));
  PARLEY_TRY_STATUS(impl->open_heads());
  if (impl->remaking_is_told) {
    impl->believe_nothing();
    return Log(std::move(impl));
  }
  PARLEY_TRY_STATUS(impl->load_synced().in(impl->dir.string()));
  impl->replay();
  static_cast<void>(impl->flush().ok());  // a full disk must not keep a log from being read; publish() tries again
  return Log(std::move(impl));
}

std::uint64_t Log::size() const { return impl_->edge.size(); }
std::uint64_t Log::published_size() const { return impl_->head.tree.size; }
Hash Log::root() const { return impl_->edge.root(); }
const std::string& Log::checkpoint() const { return impl_->head.note; }

// The limits of an entry are checked for all before any is taken in, so that a refusal changes
// nothing. The length of an entry in a bundle is a 16-bit number, hence the upper one.
Status Log::append(std::span<const std::string_view> entries) {
  for (const std::string_view entry : entries) {
    if (entry.empty()) return Error{Code::invalid_input, "an entry of a log is not empty"};
    if (entry.size() > kMaxEntryBytes) return Error{Code::too_large, "an entry of a log has at most 65,535 bytes"};
  }
  for (const std::string_view entry : entries) impl_->append_one(entry);
  if (impl_->forked)
    return Error{Code::conflict,
                 "the entries do not lead to the checkpoint signed before, " + (impl_->dir / kCheckpoint).string()};
  // Not an error yet: the entries are in the log, and publish() tries again.
  static_cast<void>(impl_->flush().ok());
  return {};
}

Status Log::sync_remade() { return impl_->sync_remade(); }

Status Log::publish(const SigningKey& key, Durability durability) {
  PARLEY_TRY_STATUS(impl_->may_sign(key));
  PARLEY_TRY_STATUS(impl_->put_head(durability, [&](Head& head) {
    const std::string text = head.tree.to_string();
    head.note = Note{text, {sign_note(text, impl_->origin, key)}}.to_string();
  }));
  impl_->signer = key.public_key();
  return {};
}

// The head that another signed, over what stands here. The same tree with other signature lines may
// replace the note (a cosignature has come in); another tree is refused.
Status Log::adopt(const Note& note, Durability durability) {
  PARLEY_TRY(const Checkpoint tree, Checkpoint::parse(note.text));
  if (impl_->forked || tree.origin != impl_->origin || tree.size != size() || tree.root != root())
    return Error{Code::conflict,
                 fmt::format("the head of {} over {} is not that of the {} here", tree.origin,
                             text::counted(tree.size, "entry", "entries"), text::counted(size(), "entry", "entries"))};
  const bool other_lines = impl_->head.tree.size == tree.size && impl_->head.note != note.to_string();
  return impl_->put_head(
      durability, [&](Head& head) { head.note = note.to_string(); }, other_lines);
}

// One complete subtree for each one bit of the size, from the largest.
Result<Frontier> Log::frontier() const {
  std::vector<Hash> subtrees;
  const HashReader read = impl_->hash_reader();
  for (int level = 63; level >= 0; --level) {
    if ((size() >> level & 1) == 0) continue;
    PARLEY_TRY(subtrees.emplace_back(), read(level, (size() >> level) - 1));
  }
  return Frontier(size(), std::move(subtrees));
}

Result<std::vector<Hash>> Log::roots(std::span<const std::uint64_t> sizes) const {
  const HashReader read = impl_->hash_reader();
  std::map<std::pair<int, std::uint64_t>, Hash> known;  // trees of neighbouring sizes share most of their subtrees
  const HashReader read_once = [&](int level, std::uint64_t index) -> Result<Hash> {
    if (const auto at = known.find({level, index}); at != known.end()) return at->second;
    PARLEY_TRY(const Hash hash, read(level, index));
    known.emplace(std::pair(level, index), hash);
    return hash;
  };
  std::vector<Hash> out;
  out.reserve(sizes.size());
  for (const std::uint64_t one : sizes) {
    if (one > size())
      return Error{Code::not_found,
                   fmt::format("the log has {}, not {}", text::counted(size(), "entry", "entries"), one)};
    PARLEY_TRY(out.emplace_back(), tree_root(one, read_once));
  }
  return out;
}

Result<TlogProof> Log::prove(std::uint64_t index) const {
  if (index >= published_size())
    return Error{Code::not_found, "entry " + std::to_string(index) + " is not under the checkpoint over " +
                                      std::to_string(published_size())};
  PARLEY_TRY(Proof hashes, journal::prove_inclusion(index, published_size(), impl_->hash_reader()));
  return TlogProof{.extra = std::nullopt, .index = index, .hashes = std::move(hashes), .checkpoint = checkpoint()};
}

Result<TlogProof> Log::prove(std::uint64_t index, const Note& head) const {
  PARLEY_TRY(const Checkpoint tree, Checkpoint::parse(head.text));
  if (tree.size > published_size() || index >= tree.size)
    return Error{Code::not_found, fmt::format("entry {} is not under the head over {}, of {} published", index,
                                              text::counted(tree.size, "entry", "entries"), published_size())};
  PARLEY_TRY(Proof hashes, journal::prove_inclusion(index, tree.size, impl_->hash_reader()));
  return TlogProof{.extra = std::nullopt, .index = index, .hashes = std::move(hashes), .checkpoint = head.to_string()};
}

Result<Proof> Log::prove_consistency(std::uint64_t old_size) const {
  return journal::prove_consistency(old_size, published_size(), impl_->hash_reader());
}

// Only what lies under the published head is shown: a tile beyond it would tell of entries that
// nobody has signed for yet.
Result<std::string> Log::read_tile(const TilePath& tile) const {
  const bool known = tile.level >= TilePath::kEntries && tile.width >= 1 && tile.width <= kFull;
  if (!known || tile_width(published_size(), tile.level, tile.index) < tile.width)
    return Error{Code::not_found,
                 to_string(tile) + " is not under the checkpoint over " + std::to_string(published_size())};
  PARLEY_TRY(std::string bytes, impl_->tile_bytes(tile.level, tile.index));
  return cut_to_width(std::move(bytes), tile);
}

Result<std::string> Log::read_entry(std::uint64_t index) const {
  if (index >= size()) return Error{Code::not_found, "the log has no entry " + std::to_string(index)};
  PARLEY_TRY(const std::string bytes, impl_->tile_bytes(TilePath::kEntries, index / kTileWidth));
  auto entries = split_bundle(bytes, index % kTileWidth + 1, Rest::may_follow);
  if (!entries.ok()) return entries.error().in(to_string(bundle_path(index / kTileWidth, kFull)));
  return std::string(entries->back());
}

// Everything from disk again, with files of its own: the log in memory might be right where its
// files are not. Full tiles are compared as they come up in appending, the partial ones of the
// right edge at the end, the root last.
Status Log::verify_tiles(const std::function<void(std::uint64_t)>& progress) const {
  const TileFiles files(impl_->dir);  // what is on disk, not what is in memory
  PARLEY_TRY(const Head head, read_head(impl_->dir / kCheckpoint, impl_->origin));
  Status status;
  const auto expect = [&](const TilePath& tile, std::string_view hashes) {
    if (!status.ok() || hashes.empty()) return;
    const auto there = files.read(tile);
    if (!there.ok())
      status = Error{Code::corrupt, there.error().message};
    else if (*there != hashes)
      status = Error{Code::corrupt, to_string(tile) + " does not hash as its entries do"};
  };
  RightEdge edge;
  for (std::uint64_t index = 0; edge.size() < head.tree.size; ++index) {
    const TilePath tile = bundle_path(index, tile_width(head.tree.size, 0, index));
    const auto bytes = files.read(tile);
    if (!bytes.ok()) return Error{Code::corrupt, bytes.error().message};
    auto entries = split_bundle(*bytes, static_cast<std::size_t>(tile.width), Rest::none);
    if (!entries.ok()) return entries.error().in(to_string(tile));
    for (const std::string_view entry : *entries)
      edge.append(leaf_hash(entry), [&](int level, std::uint64_t i, const std::string& hashes) {
        expect({level, i, kFull}, hashes);
      });
    PARLEY_TRY_STATUS(status);
    if (progress) progress(edge.size());
  }
  for (int level = 0; hashes_on_level(edge.size(), level) != 0; ++level) {
    const std::uint64_t index = hashes_on_level(edge.size(), level) / kTileWidth;
    expect({level, index, tile_width(edge.size(), level, index)}, edge.hashes(level));
  }
  PARLEY_TRY_STATUS(status);
  if (edge.root() != head.tree.root) return Error{Code::corrupt, "the tiles do not hash to the root of the checkpoint"};
  return {};
}

}  // namespace parley::journal
