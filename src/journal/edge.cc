// The right edge of a Merkle tree in tiles: what appending and the root need, and no more. A tile
// level holds up to 255 hashes here; when the 256th comes, the tile is handed out, folded into one
// hash, and that hash goes one level up. So an append costs one hash and now and then a fold, and
// the root at most 255 hashes a level, whatever the size of the log.
//
// Also here: entry bundles (C2SP tlog-tiles, "Log entries"), each entry behind its length.
#include "journal/edge.h"

#include <array>
#include <bit>
#include <cstring>
#include <optional>

namespace parley::journal {
Hash fold(std::string_view hashes) {
  std::size_t count = hashes.size() / kHashBytes;
  PARLEY_CHECK(std::has_single_bit(count) && count <= kTileWidth && hashes.size() % kHashBytes == 0);
  std::array<Hash, kTileWidth> row;
  std::memcpy(row.data(), hashes.data(), hashes.size());
  for (; count > 1; count /= 2)
    for (std::size_t i = 0; i < count / 2; ++i) row[i] = node_hash(row[2 * i], row[2 * i + 1]);
  return row[0];
}

// From the partial tiles of the last size. The caller compares the root afterwards; here only
// lengths are relied upon, which `read` has checked.
Result<RightEdge> RightEdge::load(std::uint64_t size, const std::function<Result<std::string>(const TilePath&)>& read) {
  RightEdge edge;
  edge.size_ = size;
  for (int level = 0; hashes_on_level(size, level) != 0; ++level) {
    const std::uint64_t index = hashes_on_level(size, level) / kTileWidth;
    const int width = tile_width(size, level, index);
    std::string hashes;
    if (width != 0) {
      PARLEY_TRY(hashes, read({level, index, width}));
    }
    PARLEY_CHECK(hashes.size() == static_cast<std::size_t>(width) * kHashBytes);
    edge.levels_.push_back(std::move(hashes));
  }
  return edge;
}

void RightEdge::append(const Hash& leaf, const FullTile& full_tile) {
  ++size_;
  push(0, leaf, full_tile);
}

// Recursive, but at most kTileLevels deep.
void RightEdge::push(std::size_t level, const Hash& hash, const FullTile& full_tile) {
  if (level == levels_.size()) levels_.emplace_back().reserve(kTileWidth * kHashBytes);
  std::string& hashes = levels_[level];
  hashes.append(as_text(hash));
  if (hashes.size() < kTileWidth * kHashBytes) return;
  const int tile_level = static_cast<int>(level);
  full_tile(tile_level, hashes_on_level(size_, tile_level) / kTileWidth - 1, hashes);
  // Before the tile is emptied: `hashes` is what is folded. The reference is not used after the
  // recursion, which may move the levels.
  const Hash up = fold(hashes);
  hashes.clear();
  push(level + 1, up, full_tile);
}

Hash RightEdge::root() const {
  if (size_ == 0) return empty_root();
  // The complete subtrees from right to left, i.e. from the smallest: each joins what is already joined on its right.
  std::optional<Hash> root;
  for (const std::string& hashes : levels_) {
    std::string_view rest = hashes;
    while (!rest.empty()) {
      const std::size_t count = rest.size() / kHashBytes;
      const std::size_t subtree = (count & (~count + 1)) * kHashBytes;  // the lowest one bit
      const Hash left = fold(rest.substr(rest.size() - subtree));
      root = root ? node_hash(left, *root) : left;
      rest.remove_suffix(subtree);
    }
  }
  return *root;
}

std::string_view RightEdge::hashes(int level) const {
  const auto i = static_cast<std::size_t>(level);
  return i < levels_.size() ? std::string_view(levels_[i]) : std::string_view();
}

void append_to_bundle(std::string& bundle, std::string_view entry) {
  bundle += static_cast<char>(entry.size() >> 8);
  bundle += static_cast<char>(entry.size() & 0xff);
  bundle += entry;
}

// Bundles come from disk and, in a mirror, from another party: every length is checked against what
// is left before it is used.
Result<std::vector<std::string_view>> split_bundle(std::string_view bundle, std::size_t count, Rest rest) {
  std::vector<std::string_view> entries;
  entries.reserve(count);
  while (entries.size() < count) {
    if (bundle.size() < 2)
      return Error{Code::corrupt, "the bundle ends after " + std::to_string(entries.size()) + " entries"};
    const std::size_t size =
        static_cast<std::size_t>(static_cast<unsigned char>(bundle[0])) << 8 | static_cast<unsigned char>(bundle[1]);
    if (bundle.size() - 2 < size)
      return Error{Code::corrupt, "the bundle ends inside of entry " + std::to_string(entries.size())};
    entries.push_back(bundle.substr(2, size));
    bundle.remove_prefix(2 + size);
  }
  if (rest == Rest::none && !bundle.empty()) return Error{Code::corrupt, "the bundle has bytes behind its last entry"};
  return entries;
}

}  // namespace parley::journal
