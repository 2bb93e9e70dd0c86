// The right edge of a log in memory: on every tile level the hashes of the tile that is not full yet. Enough to append,
// to compute the root and to write partial tiles; 8 KiB a level.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "journal/merkle.h"

namespace parley::journal {

inline constexpr std::uint64_t kTileWidth = 256;
inline constexpr std::size_t kHashBytes = 32;
inline constexpr int kTileLevels = 8;  // a tree of 2^63 entries has no more

// How many hashes of tile level `level` a tree of `size` entries has, full subtrees only.
constexpr std::uint64_t hashes_on_level(std::uint64_t size, int level) {
  return level >= kTileLevels ? 0 : size >> (8 * level);
}
// How wide the tile is in a tree of `size` entries: 256, less, or 0 when it is not there.
constexpr int tile_width(std::uint64_t size, int level, std::uint64_t index) {
  const std::uint64_t hashes = hashes_on_level(size, level < 0 ? 0 : level);
  if (index < hashes / kTileWidth) return static_cast<int>(kTileWidth);
  return index == hashes / kTileWidth ? static_cast<int>(hashes % kTileWidth) : 0;
}

// The root over `hashes`, concatenated; as many as a power of two up to 256.
Hash fold(std::string_view hashes);

class RightEdge {
 public:
  // Called with each tile that becomes full: tile level, index, its 8,192 bytes.
  using FullTile = std::function<void(int level, std::uint64_t index, const std::string& hashes)>;

  RightEdge() = default;
  // As of a tree of `size` entries; `read` gives the first `width` hashes of a tile.
  static Result<RightEdge> load(std::uint64_t size, const std::function<Result<std::string>(const TilePath&)>& read);
  void append(const Hash& leaf, const FullTile& full_tile);
  std::uint64_t size() const { return size_; }
  Hash root() const;
  // The hashes of the tile on `level` that is not full; may be empty.
  std::string_view hashes(int level) const;

 private:
  void push(std::size_t level, const Hash& hash, const FullTile& full_tile);

  std::uint64_t size_ = 0;
  std::vector<std::string> levels_;
};

// Entry bundles (tlog-tiles, "Log entries"): each entry behind its length as a big-endian uint16.
inline constexpr std::size_t kMaxEntryBytes = 65'535;
void append_to_bundle(std::string& bundle, std::string_view entry);
// The first `count` entries, as views. Fails with corrupt when there are fewer, or more than Rest allows.
enum class Rest { none, may_follow };
Result<std::vector<std::string_view>> split_bundle(std::string_view bundle, std::size_t count, Rest rest);

}  // namespace parley::journal
