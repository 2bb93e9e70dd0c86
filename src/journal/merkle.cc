// Merkle trees of RFC 6962 section 2.1. Verification follows the iterative algorithms of RFC 9162 sections 2.1.3.2 and
// 2.1.4.2; proofs are made by the recursive definition, which asks the reader for at most two subtrees a level.
// merkle_test.cc compares both with the definition itself, for every tree up to 256 leaves.
#include "journal/merkle.h"

#include <array>
#include <bit>
#include <utility>

#include "base/hash.h"

namespace parley::journal {
namespace {

constexpr std::array<std::uint8_t, 1> kLeafPrefix{0x00};
constexpr std::array<std::uint8_t, 1> kNodePrefix{0x01};

Error wrong(std::string message) { return {Code::invalid_input, std::move(message)}; }

// The largest power of two below `size` (size > 1): where RFC 6962 splits a tree.
std::uint64_t split_point(std::uint64_t size) { return std::bit_floor(size - 1); }

// The root of leaves [begin, end), where `begin` is a multiple of the largest complete subtree in it.
Result<Hash> range_root(std::uint64_t begin, std::uint64_t end, const HashReader& read) {
  const std::uint64_t size = end - begin;
  if (std::has_single_bit(size)) {
    const int level = std::countr_zero(size);
    return read(level, begin >> level);
  }
  const std::uint64_t middle = begin + split_point(size);
  PARLEY_TRY(const Hash left, range_root(begin, middle, read));
  PARLEY_TRY(const Hash right, range_root(middle, end, read));
  return node_hash(left, right);
}

// RFC 6962 section 2.1.2, SUBPROOF: `known` says that the verifier has the root of [begin, begin + old_size) already.
Status add_subproof(std::uint64_t begin, std::uint64_t old_end, std::uint64_t end, bool known, const HashReader& read,
                    Proof& proof) {
  if (old_end == end) {
    if (known) return {};
    PARLEY_TRY(const Hash hash, range_root(begin, end, read));
    proof.push_back(hash);
    return {};
  }
  const std::uint64_t middle = begin + split_point(end - begin);
  const bool in_left = old_end <= middle;
  PARLEY_TRY_STATUS(in_left ? add_subproof(begin, old_end, middle, known, read, proof)
                            : add_subproof(middle, old_end, end, false, read, proof));
  PARLEY_TRY(const Hash sibling, in_left ? range_root(middle, end, read) : range_root(begin, middle, read));
  proof.push_back(sibling);
  return {};
}

}  // namespace

Hash leaf_hash(std::string_view entry) { return sha256({kLeafPrefix, as_bytes(entry)}); }

Hash node_hash(const Hash& left, const Hash& right) {
  // One piece costs OpenSSL less than three.
  std::array<std::uint8_t, 65> bytes;
  bytes[0] = kNodePrefix[0];
  std::copy(left.begin(), left.end(), bytes.begin() + 1);
  std::copy(right.begin(), right.end(), bytes.begin() + 33);
  return sha256({bytes});
}

Hash empty_root() { return sha256({}); }

// RFC 9162 section 2.1.3.2. `node` walks from the leaf to the root, `last` is the last node on its
// level: together they say, bit by bit, on which side the next sibling stands. A proof that is too
// long or too short is refused, although it might end at the right root: there is one proof for
// each place and no other.
Status verify_inclusion(std::uint64_t index, std::uint64_t size, const Hash& leaf, const Proof& proof,
                        const Hash& root) {
  if (index >= size)
    return wrong("entry " + std::to_string(index) + " is not in a tree of " + std::to_string(size) + " entries");
  std::uint64_t node = index, last = size - 1;
  Hash hash = leaf;
  for (const Hash& sibling : proof) {
    if (last == 0) return wrong("the inclusion proof has too many hashes");
    if ((node & 1) != 0 || node == last) {
      hash = node_hash(sibling, hash);
      // A last node without a sibling on its level is carried up as it is.
      while ((node & 1) == 0 && node != 0) node >>= 1, last >>= 1;
    } else {
      hash = node_hash(hash, sibling);
    }
    node >>= 1, last >>= 1;
  }
  if (last != 0) return wrong("the inclusion proof has too few hashes");
  if (hash != root) return wrong("the inclusion proof leads to another root");
  return {};
}

// RFC 9162 section 2.1.4.2. Both roots are computed from the same proof hashes: the older one from
// the left part only, the newer one from all. Going up from the last leaf of the older tree, the
// walk begins at the largest complete subtree that ends there.
Status verify_consistency(std::uint64_t old_size, std::uint64_t size, const Proof& proof, const Hash& old_root,
                          const Hash& root) {
  if (old_size > size) return wrong("the older tree is larger than the newer one");
  if (old_size == size) {
    if (!proof.empty()) return wrong("a consistency proof between equal sizes must be empty");
    if (old_root != root) return wrong("two roots for one size");
    return {};
  }
  // Every tree extends the empty one, and a proof of it would be empty: whoever takes it for one
  // has been shown nothing about the older head.
  if (old_size == 0) return wrong("consistency with the empty tree shows nothing");
  if (proof.empty()) return wrong("the consistency proof is empty");
  std::uint64_t node = old_size - 1, last = size - 1;
  while ((node & 1) != 0) node >>= 1, last >>= 1;
  // When the older tree is complete its root is not in the proof: the verifier has it.
  auto next = proof.begin();
  Hash old_hash = node == 0 ? old_root : *next++;
  Hash hash = old_hash;
  for (; next != proof.end(); ++next) {
    if (last == 0) return wrong("the consistency proof has too many hashes");
    if ((node & 1) != 0 || node == last) {
      old_hash = node_hash(*next, old_hash);
      hash = node_hash(*next, hash);
      while ((node & 1) == 0 && node != 0) node >>= 1, last >>= 1;
    } else {
      hash = node_hash(hash, *next);
    }
    node >>= 1, last >>= 1;
  }
  if (last != 0) return wrong("the consistency proof has too few hashes");
  if (old_hash != old_root) return wrong("the consistency proof does not lead to the older root");
  if (hash != root) return wrong("the consistency proof does not lead to the newer root");
  return {};
}

Result<Hash> tree_root(std::uint64_t size, const HashReader& read) {
  if (size == 0) return empty_root();
  return range_root(0, size, read);
}

Result<Proof> prove_inclusion(std::uint64_t index, std::uint64_t size, const HashReader& read) {
  if (index >= size)
    return Error{Code::not_found, "entry " + std::to_string(index) + " is not in a tree of " + std::to_string(size)};
  // RFC 6962 section 2.1.1, PATH: down to the leaf, noting the sibling of every step; the proof lists them upwards.
  std::vector<std::pair<std::uint64_t, std::uint64_t>> siblings;
  std::uint64_t begin = 0, end = size;
  while (end - begin > 1) {
    const std::uint64_t middle = begin + split_point(end - begin);
    if (index < middle) {
      siblings.emplace_back(middle, end);
      end = middle;
    } else {
      siblings.emplace_back(begin, middle);
      begin = middle;
    }
  }
  Proof proof;
  for (auto sibling = siblings.rbegin(); sibling != siblings.rend(); ++sibling) {
    PARLEY_TRY(const Hash hash, range_root(sibling->first, sibling->second, read));
    proof.push_back(hash);
  }
  return proof;
}

Result<Proof> prove_consistency(std::uint64_t old_size, std::uint64_t size, const HashReader& read) {
  if (old_size > size || old_size == 0)
    return Error{Code::invalid_input,
                 "no consistency proof leads from " + std::to_string(old_size) + " entries to " + std::to_string(size)};
  Proof proof;
  PARLEY_TRY_STATUS(add_subproof(0, old_size, size, true, read, proof));
  return proof;
}

Frontier::Frontier(std::uint64_t size, std::vector<Hash> subtrees) : size_(size), subtrees_(std::move(subtrees)) {
  PARLEY_CHECK(subtrees_.size() == static_cast<std::size_t>(std::popcount(size)));
}

// As adding one to a binary number: each trailing one bit of the size is a complete subtree that
// joins the new leaf, and the carry becomes the next larger one.
void Frontier::append(const Hash& leaf) {
  Hash hash = leaf;
  for (std::uint64_t bits = size_; (bits & 1) != 0; bits >>= 1) {
    hash = node_hash(subtrees_.back(), hash);
    subtrees_.pop_back();
  }
  subtrees_.push_back(hash);
  ++size_;
}

Hash Frontier::root() const {
  if (subtrees_.empty()) return empty_root();
  Hash root = subtrees_.back();
  for (auto subtree = subtrees_.rbegin() + 1; subtree != subtrees_.rend(); ++subtree) root = node_hash(*subtree, root);
  return root;
}

}  // namespace parley::journal
