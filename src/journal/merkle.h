// Merkle trees of RFC 6962 section 2 (the same as RFC 9162): hashing, proofs, and the tiles of C2SP tlog-tiles.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace parley::journal {

Hash leaf_hash(std::string_view entry);               // SHA-256(0x00 | entry)
Hash node_hash(const Hash& left, const Hash& right);  // SHA-256(0x01 | left | right)
Hash empty_root();                                    // SHA-256 of nothing

using Proof = std::vector<Hash>;  // from the leaf side up

// Whether `proof` shows that `leaf` is at `index` in the tree of `size` leaves with `root`. The error names the reason.
Status verify_inclusion(std::uint64_t index, std::uint64_t size, const Hash& leaf, const Proof& proof,
                        const Hash& root);
// Whether `proof` shows that the tree (size, root) extends the tree (old_size, old_root).
Status verify_consistency(std::uint64_t old_size, std::uint64_t size, const Proof& proof, const Hash& old_root,
                          const Hash& root);

// Gives the hash of the complete subtree at `level` (0: leaves) and `index`, i.e. of leaves [index << level, (index+1)
// << level).
using HashReader = std::function<Result<Hash>(int level, std::uint64_t index)>;
Result<Hash> tree_root(std::uint64_t size, const HashReader& read);
Result<Proof> prove_inclusion(std::uint64_t index, std::uint64_t size, const HashReader& read);
Result<Proof> prove_consistency(std::uint64_t old_size, std::uint64_t size, const HashReader& read);

// The roots of the complete subtrees that make up a tree, largest first: enough to append and to compute the root.
class Frontier {
 public:
  Frontier() = default;
  // `subtrees` as of a tree of `size` leaves (as many as `size` has one bits), largest first.
  Frontier(std::uint64_t size, std::vector<Hash> subtrees);
  void append(const Hash& leaf);
  std::uint64_t size() const { return size_; }
  Hash root() const;

 private:
  std::uint64_t size_ = 0;
  std::vector<Hash> subtrees_;
};

// A tile of C2SP tlog-tiles: 256 hashes of one level, or as many as there are (`width` below 256: partial).
struct TilePath {
  static constexpr int kEntries = -1;  // entry bundles lie under tile/entries
  int level = 0;                       // in tiles: tile level L holds hashes of tree level 8 L
  std::uint64_t index = 0;
  int width = 256;
  bool operator==(const TilePath&) const = default;
};
// "tile/0/x001/x234/067.p/8" and back. Parsing refuses any other spelling.
std::string to_string(const TilePath& tile);
Result<TilePath> parse_tile_path(std::string_view text);

}  // namespace parley::journal
