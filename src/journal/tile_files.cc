// Files that are written once and then only read. Writing is apart from syncing: a tile is written
// as soon as it is full, so that it can be served, and synced much later, together with many others
// (docs/decisions/0002). What the disk refuses stays in memory, where read() finds it, and is tried
// again with the next flush().
//
// A file is written in place and not by renaming: it is derived, a torn one is found by its length
// or its hash when the log is opened, and renaming would double the cost of the small files. Where one
// lies already it is not emptied first: a reader, and a full disk, find the old bytes or the new ones.
//
// Nothing is left as it is because it reads right: what is read comes from the page cache, also after
// the disk has refused to take it.
#include "journal/tile_files.h"

#include <fcntl.h>

#include <algorithm>
#include <set>

#include "base/file.h"
#include "journal/edge.h"

namespace parley::journal {
namespace {

// Tiles hold no content (docs/formats/journal-log.md), but they tell how many entries there are, of which kind and
// when: that is for those whom the node's own rules let ask.
constexpr mode_t kMode = 0600;
// Above so many files one syncfs() is cheaper than an fsync() each (log_bench, Durable).
constexpr std::size_t kSyncOneByOne = 16;

}  // namespace

std::filesystem::path TileFiles::path_of(const TilePath& tile) const { return dir_ / to_string(tile); }

void TileFiles::put(const TilePath& tile, std::string bytes, Existing existing) {
  waiting_.push_back({tile, std::move(bytes), existing});
}

// In order, up to the first that fails. The rest stays and is tried again, so that files appear in
// the order in which they were put.
Status TileFiles::flush() {
  std::size_t done = 0;
  Status status;
  for (; done < waiting_.size(); ++done) {
    const Waiting& file = waiting_[done];
    status = write(file);
    if (status.ok() && file.existing == Existing::rewrite) status = write_partials(file);
    if (!status.ok()) break;
  }
  waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(done));
  return status;
}

// Partial tiles of heads in between: each is the beginning of this one.
Status TileFiles::write_partials(const Waiting& file) {
  std::error_code none;
  for (const auto& partial :
       std::filesystem::directory_iterator(path_of({file.tile.level, file.tile.index, 1}).parent_path(), none)) {
    const auto tile = parse_tile_path(partial.path().lexically_relative(dir_).string());
    if (!tile.ok() || tile->width >= file.tile.width) continue;
    PARLEY_TRY(std::string bytes, cut_to_width(file.bytes, *tile));
    PARLEY_TRY_STATUS(write({*tile, std::move(bytes), Existing::rewrite}));
  }
  return {};
}

Status TileFiles::write(const Waiting& file) {
  const std::filesystem::path path = path_of(file.tile);
  const bool in_place = file.existing == Existing::rewrite;
  const int flags = O_WRONLY | O_CREAT | (in_place ? 0 : O_TRUNC);
  auto fd = open_file(path, flags, kMode);
  if (!fd.ok() && fd.error().code == Code::not_found) {
    PARLEY_TRY_STATUS(make_directories(path.parent_path()));
    fd = open_file(path, flags, kMode);
  }
  if (!fd.ok()) return std::move(fd).error();
  PARLEY_TRY_STATUS(write_all(fd->get(), file.bytes).in(path.string()));
  if (in_place) PARLEY_TRY_STATUS(truncate_file(fd->get(), file.bytes.size()).in(path.string()));
  if (!sync_everything_) unsynced_.push_back(path);
  if (unsynced_.size() > kSyncOneByOne) distrust(), unsynced_.clear();
  return {};
}

// The kernel tells of a page that it could not write once, and may drop it: after a failure the list
// is of no use any more, and whoever puts the tiles again has all of them synced.
Status TileFiles::sync() {
  Status done = sync_everything_ ? sync_file_system(dir_) : sync_one_by_one();
  sync_everything_ = !done.ok();
  unsynced_.clear();
  return done;
}

// A new file survives power loss only when its folder's entry does, and that folder's, up to the
// log's own: all of them are synced, files before folders.
Status TileFiles::sync_one_by_one() const {
  std::set<std::filesystem::path> folders;
  for (const auto& path : unsynced_) {
    PARLEY_TRY(const Fd fd, open_file(path, O_RDONLY));
    PARLEY_TRY_STATUS(sync_data(fd.get()).in(path.string()));
    for (auto folder = path.parent_path(); folder != dir_; folder = folder.parent_path()) folders.insert(folder);
    folders.insert(dir_);
  }
  for (const auto& folder : folders) PARLEY_TRY_STATUS(sync_directory(folder));
  return {};
}

Result<std::string> TileFiles::read(const TilePath& tile) const {
  const auto waiting =
      std::find_if(waiting_.begin(), waiting_.end(), [&](const Waiting& one) { return one.tile == tile; });
  if (waiting != waiting_.end()) return waiting->bytes;
  return read_file(path_of(tile));
}

// The partial file may be missing or cut where the full one is whole, since each partial tile is
// the beginning of the full one; only when neither has the bytes is anything lost.
Result<std::string> TileFiles::read_prefix(const TilePath& tile) const {
  auto bytes = read(tile);
  if (bytes.ok()) {
    auto cut = cut_to_width(*bytes, tile);
    if (cut.ok() && cut->size() == bytes->size()) return cut;
  }
  if (tile.width != static_cast<int>(kTileWidth)) {
    bytes = read({tile.level, tile.index, static_cast<int>(kTileWidth)});
    if (bytes.ok()) return cut_to_width(std::move(bytes).value(), tile);
  }
  return Error{Code::corrupt, to_string(tile) + " is missing or has the wrong length"};
}

Result<std::string> cut_to_width(std::string bytes, const TilePath& tile) {
  const auto width = static_cast<std::size_t>(tile.width);
  if (tile.level == TilePath::kEntries) {
    auto entries = split_bundle(bytes, width, Rest::may_follow);
    if (!entries.ok()) return entries.error().in(to_string(tile));
    const std::string_view last = entries->back();
    bytes.resize(static_cast<std::size_t>(last.data() + last.size() - bytes.data()));
    return bytes;
  }
  if (bytes.size() < width * kHashBytes) return Error{Code::corrupt, to_string(tile) + " is too short"};
  bytes.resize(width * kHashBytes);
  return bytes;
}

}  // namespace parley::journal
