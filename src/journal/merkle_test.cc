#include "journal/merkle.h"

#include <gmock/gmock.h>
#include <simdjson.h>

#include <bit>

#include "base/hash.h"
#include "testing/vectors.h"

namespace parley::journal {
namespace {

namespace dom = simdjson::dom;

std::optional<Hash> hash_of(std::string_view base64) { return hash_from_base64(base64); }

std::string leaf_text(std::uint64_t i) { return "parley shared entry " + std::to_string(i); }

// The definition of RFC 6962 section 2.1, word for word.
Hash slow_root(std::span<const Hash> leaves) {
  if (leaves.empty()) return sha256("");
  if (leaves.size() == 1) return leaves[0];
  std::size_t k = 1;
  while (k * 2 < leaves.size()) k *= 2;
  return node_hash(slow_root(leaves.first(k)), slow_root(leaves.subspan(k)));
}
HashReader reader(std::span<const Hash> leaves) {
  return [leaves](int level, std::uint64_t index) -> Result<Hash> {
    const std::uint64_t begin = index << level, count = std::uint64_t{1} << level;
    if (begin + count > leaves.size()) return Error{Code::not_found, "beyond the tree"};
    return slow_root(leaves.subspan(begin, count));
  };
}
std::vector<Hash> some_leaves(std::uint64_t count) {
  std::vector<Hash> leaves;
  for (std::uint64_t i = 0; i < count; ++i) leaves.push_back(leaf_hash(leaf_text(i)));
  return leaves;
}
Hash flipped(Hash hash, std::size_t bit) {
  hash[bit / 8 % 32] ^= static_cast<std::uint8_t>(1u << bit % 8);
  return hash;
}

// null stands for an empty proof in the published vectors.
std::optional<Proof> read_proof(dom::element element) {
  Proof proof;
  if (element.is_null()) return proof;
  for (dom::element one : element.get_array()) {
    const auto hash = hash_of(one.get_string().value());
    if (!hash) return std::nullopt;
    proof.push_back(*hash);
  }
  return proof;
}

TEST(Merkle, HashesTheReferenceTree) {
  PARLEY_SHARED_PATH(path, "vectors/tlog/rfc6962-reference-tree.json");
  dom::parser parser;
  const dom::element tree = parser.load(path.string());
  std::vector<Hash> leaves;
  Frontier frontier;
  std::size_t size = 0;
  std::vector<std::string> roots;
  for (const dom::element root : tree["rootHashesBySize"].get_array()) roots.emplace_back(root.get_string().value());
  EXPECT_EQ(to_hex(frontier.root()), roots.at(0));
  for (const dom::element input : tree["leafInputsHex"].get_array()) {
    leaves.push_back(leaf_hash(as_text(from_hex(input.get_string().value()).value())));
    frontier.append(leaves.back());
    ++size;
    EXPECT_EQ(to_hex(frontier.root()), roots.at(size));
    EXPECT_EQ(to_hex(tree_root(size, reader(leaves)).value()), roots.at(size));
  }
  int level = 0;
  for (const dom::element row : tree["levels"].get_array()) {
    std::uint64_t index = 0;
    for (const dom::element node : row.get_array()) {
      const auto hash = reader(leaves)(level, index++);
      if (!hash.ok()) continue;
      EXPECT_EQ(to_hex(*hash), node.get_string().value());
    }
    ++level;
  }
}

TEST(Merkle, AgreesWithThePublishedInclusionProofs) {
  PARLEY_SHARED_PATH(path, "vectors/tlog/merkle-inclusion-published.json");
  dom::parser parser;
  const dom::element all = parser.load(path.string());
  for (const dom::element v : all["vectors"].get_array()) {
    const auto root = hash_of(v["root"].get_string().value()), leaf = hash_of(v["leafHash"].get_string().value());
    const auto proof = read_proof(v["proof"]);
    const bool accepted =
        root && leaf && proof &&
        verify_inclusion(v["leafIdx"].get_uint64(), v["treeSize"].get_uint64(), *leaf, *proof, *root).ok();
    EXPECT_EQ(accepted, !v["wantErr"].get_bool().value()) << v["file"];
  }
}

TEST(Merkle, AgreesWithThePublishedConsistencyProofs) {
  PARLEY_SHARED_PATH(path, "vectors/tlog/merkle-consistency-published.json");
  dom::parser parser;
  const dom::element all = parser.load(path.string());
  for (const dom::element v : all["vectors"].get_array()) {
    const auto root1 = hash_of(v["root1"].get_string().value()), root2 = hash_of(v["root2"].get_string().value());
    const auto proof = read_proof(v["proof"]);
    const bool accepted =
        root1 && root2 && proof &&
        verify_consistency(v["size1"].get_uint64(), v["size2"].get_uint64(), *proof, *root1, *root2).ok();
    EXPECT_EQ(accepted, !v["wantErr"].get_bool().value()) << v["file"];
  }
}

// Gives subtrees of the tree over leaf_text(0), leaf_text(1), ... from levels that are computed once.
class Levels {
 public:
  explicit Levels(std::uint64_t count) : levels_{some_leaves(count)} {
    while (levels_.back().size() > 1) {
      std::vector<Hash> up;
      for (std::size_t i = 0; i + 1 < levels_.back().size(); i += 2)
        up.push_back(node_hash(levels_.back()[i], levels_.back()[i + 1]));
      levels_.push_back(std::move(up));
    }
  }
  HashReader reader() const {
    return [this](int level, std::uint64_t index) -> Result<Hash> {
      return levels_.at(static_cast<std::size_t>(level)).at(index);
    };
  }

 private:
  std::vector<std::vector<Hash>> levels_;
};

TEST(Merkle, AgreesWithTheLargeTrees) {
  PARLEY_SHARED_PATH(path, "vectors/tlog/merkle-trees.json");
  dom::parser parser;
  const dom::element all = parser.load(path.string());
  std::uint64_t largest = 0;
  for (const dom::element v : all["roots"].get_array()) largest = std::max(largest, v["size"].get_uint64().value());
  const Levels levels(largest);
  for (const dom::element v : all["roots"].get_array())
    EXPECT_EQ(to_base64(tree_root(v["size"].get_uint64(), levels.reader()).value()), v["root"].get_string().value())
        << v["size"];
  for (const dom::element v : all["inclusion"].get_array()) {
    const std::uint64_t index = v["index"].get_uint64(), size = v["size"].get_uint64();
    const Proof expected = read_proof(v["proof"]).value();
    EXPECT_EQ(prove_inclusion(index, size, levels.reader()).value(), expected) << index << " of " << size;
    EXPECT_EQ(to_base64(leaf_hash(v["leaf"].get_string().value())), v["leafHash"].get_string().value());
    const Hash root = tree_root(size, levels.reader()).value();
    EXPECT_TRUE(verify_inclusion(index, size, leaf_hash(v["leaf"].get_string().value()), expected, root).ok());
  }
  for (const dom::element v : all["consistency"].get_array()) {
    const std::uint64_t size1 = v["size1"].get_uint64(), size2 = v["size2"].get_uint64();
    const Proof expected = read_proof(v["proof"]).value();
    EXPECT_EQ(prove_consistency(size1, size2, levels.reader()).value(), expected) << size1 << " to " << size2;
    EXPECT_TRUE(verify_consistency(size1, size2, expected, hash_of(v["root1"].get_string().value()).value(),
                                   hash_of(v["root2"].get_string().value()).value())
                    .ok());
  }
}

TEST(Merkle, EveryProofOfEveryTreeUpTo256LeavesVerifiesAndNoFlippedBitDoes) {
  const Levels levels(256);
  const std::vector<Hash> leaves = some_leaves(256);
  std::size_t bit = 0;  // another one each time
  for (std::uint64_t size = 1; size <= 256; ++size) {
    const Hash root = tree_root(size, levels.reader()).value();
    ASSERT_EQ(root, slow_root(std::span(leaves).first(size))) << size;
    for (std::uint64_t index = 0; index < size; ++index) {
      Proof proof = prove_inclusion(index, size, levels.reader()).value();
      ASSERT_TRUE(verify_inclusion(index, size, leaves[index], proof, root).ok()) << index << " of " << size;
      ++bit;
      ASSERT_FALSE(verify_inclusion(index, size, flipped(leaves[index], bit), proof, root).ok());
      ASSERT_FALSE(verify_inclusion(index, size, leaves[index], proof, flipped(root, bit)).ok());
      ASSERT_FALSE(verify_inclusion(index ^ 1, size, leaves[index], proof, root).ok() && size > 1);
      if (!proof.empty()) {
        Hash& hash = proof[bit % proof.size()];
        hash = flipped(hash, bit);
        ASSERT_FALSE(verify_inclusion(index, size, leaves[index], proof, root).ok());
      }
    }
  }
}

TEST(Merkle, EveryConsistencyProofUpTo256LeavesVerifiesAndNoFlippedBitDoes) {
  const Levels levels(256);
  std::size_t bit = 0;
  std::vector<Hash> roots;
  for (std::uint64_t size = 0; size <= 256; ++size) roots.push_back(tree_root(size, levels.reader()).value());
  for (std::uint64_t size = 1; size <= 256; ++size) {
    for (std::uint64_t old_size = 1; old_size <= size; ++old_size) {
      Proof proof = prove_consistency(old_size, size, levels.reader()).value();
      ASSERT_TRUE(verify_consistency(old_size, size, proof, roots[old_size], roots[size]).ok())
          << old_size << " to " << size;
      ++bit;
      ASSERT_FALSE(verify_consistency(old_size, size, proof, flipped(roots[old_size], bit), roots[size]).ok());
      ASSERT_FALSE(verify_consistency(old_size, size, proof, roots[old_size], flipped(roots[size], bit)).ok());
      if (proof.empty()) continue;
      Hash& hash = proof[bit % proof.size()];
      hash = flipped(hash, bit);
      ASSERT_FALSE(verify_consistency(old_size, size, proof, roots[old_size], roots[size]).ok());
    }
  }
}

TEST(Merkle, EveryBitOfAProofMatters) {
  const Levels levels(256);
  const std::vector<Hash> leaves = some_leaves(256);
  for (const std::uint64_t size : {7u, 100u, 256u}) {
    const Hash root = tree_root(size, levels.reader()).value();
    const Proof proof = prove_inclusion(size / 2, size, levels.reader()).value();
    for (std::size_t bit = 0; bit < proof.size() * 256; ++bit) {
      Proof changed = proof;
      changed[bit / 256] = flipped(changed[bit / 256], bit % 256);
      ASSERT_FALSE(verify_inclusion(size / 2, size, leaves[size / 2], changed, root).ok()) << bit;
    }
  }
}

TEST(Merkle, FrontierGoesOnFromItsSubtrees) {
  const std::vector<Hash> leaves = some_leaves(300);
  Frontier all;
  for (const Hash& leaf : leaves) all.append(leaf);
  for (const std::uint64_t size : {0u, 1u, 7u, 128u, 255u, 299u}) {
    std::vector<Hash> subtrees;
    std::uint64_t begin = 0;
    for (std::uint64_t bit = std::bit_floor(std::max<std::uint64_t>(size, 1)); bit != 0; bit /= 2)
      if ((size & bit) != 0) subtrees.push_back(slow_root(std::span(leaves).subspan(begin, bit))), begin += bit;
    Frontier frontier(size, subtrees);
    EXPECT_EQ(frontier.root(), slow_root(std::span(leaves).first(size)));
    for (std::uint64_t i = size; i < leaves.size(); ++i) frontier.append(leaves[i]);
    EXPECT_EQ(frontier.root(), all.root());
  }
}

TEST(TilePath, AgreesWithThePublishedPaths) {
  PARLEY_SHARED_PATH(path, "vectors/tlog/tlog-tile-paths.json");
  dom::parser parser;
  const dom::element all = parser.load(path.string());
  for (const dom::element v : all["paths"].get_array()) {
    const std::string_view text = v["path"].get_string();
    const auto tile = parse_tile_path(text);
    // The vectors say what a library does. Where it is laxer than tlog-tiles ("Merkle Tree": levels 0 to 63; bundles
    // lie under "entries") the text decides.
    const bool beyond_the_text = text.starts_with("tile/data/") || text.starts_with("tile/64/");
    EXPECT_EQ(tile.ok(), v["libraryAccepts"].get_bool().value() && !beyond_the_text) << text;
    if (!tile.ok()) continue;
    EXPECT_EQ(tile->level, v["level"].get_int64().value());
    EXPECT_EQ(tile->index, v["index"].get_uint64().value());
    EXPECT_EQ(tile->width, v["width"].get_int64().value());
    EXPECT_EQ(to_string(*tile), text);
  }
}

TEST(TilePath, RefusesEveryOtherSpelling) {
  for (const char* text : {"",
                           "/",
                           "tile",
                           "tile/",
                           "tile/0",
                           "tile/0/",
                           "tile/0/000/",
                           "/tile/0/000",
                           "tile//000",
                           "tile/0//000",
                           "tile/0/000.p/",
                           "tile/0/000.p/8/",
                           "tile/0/000.p/8/9",
                           "tile/0/000.q/8",
                           "tile/0/000p/8",
                           "tile/0/x001",
                           "tile/0/x001/",
                           "tile/0/x001.p/234",
                           "tile/0/001/x234",
                           "tile/0/x001/x234/x067",
                           "tile/0/X001/000",
                           "tile/+1/000",
                           "tile/0/0a0",
                           "tile/entries/00",
                           "tile/Entries/000",
                           "tile/0/x111/x111/x111/x111/x111/x111/111",
                           "tile/0/000?",
                           "tile/0/000.p/1000",
                           "../tile/0/000"})
    EXPECT_FALSE(parse_tile_path(text).ok()) << text;
  for (const std::uint64_t index : {0ull, 999ull, 1000ull, 999'999ull, 1'000'000ull, 36'028'797'018'963'967ull})
    for (const int width : {1, 255, 256})
      for (const int level : {TilePath::kEntries, 0, 63}) {
        const TilePath tile{level, index, width};
        const auto back = parse_tile_path(to_string(tile));
        ASSERT_TRUE(back.ok()) << to_string(tile);
        EXPECT_EQ(*back, tile);
      }
}

}  // namespace
}  // namespace parley::journal
