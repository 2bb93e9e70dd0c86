// Address blocks by path, in path-compressed binary tries (Morrison 1968: PATRICIA), one for IPv4 and one for IPv6 a
// path. A search takes at most 33 or 129 steps, whatever the number of blocks. Not thread-safe.
#pragma once

#include <unordered_map>
#include <vector>

#include "pattern/address.h"
#include "pattern/paths.h"
#include "pattern/postings.h"

namespace parley::pattern {

class AddressTree {
 public:
  std::uint32_t find_or_add(PathNumber path, const AddressBlock& block);
  // Lists of indicators: those that ask for addresses within the block (ISSUBSET), and around it (ISSUPERSET).
  std::uint32_t& first(std::uint32_t node, PlaceKind kind) { return nodes_[node].first[kind == PlaceKind::superset]; }
  std::uint32_t first(std::uint32_t node, PlaceKind kind) const {
    return nodes_[node].first[kind == PlaceKind::superset];
  }
  PathNumber path(std::uint32_t node) const { return nodes_[node].path; }
  // Takes the node out if both lists are empty.
  void trim(std::uint32_t node);

  // The nodes whose block contains `block`, or is contained in it; both when they are equal.
  void containing(PathNumber path, const AddressBlock& block, std::vector<std::uint32_t>& out) const;
  void contained(PathNumber path, const AddressBlock& block, std::vector<std::uint32_t>& out) const;
  std::size_t bytes() const { return nodes_.bytes(); }

 private:
  struct Node {
    AddressBlock block;
    std::uint32_t child[2] = {kNone, kNone};
    std::uint32_t first[2] = {kNone, kNone};
    PathNumber path = kNoPath;
    bool is_empty() const { return first[0] == kNone && first[1] == kNone; }
  };
  struct Roots {
    std::uint32_t of[2] = {kNone, kNone};  // IPv4, IPv6
  };
  std::uint32_t root(PathNumber path, const AddressBlock& block) const;
  void collect(std::uint32_t node, std::vector<std::uint32_t>& out) const;

  Numbered<Node> nodes_;
  std::unordered_map<PathNumber, Roots> roots_;
};

}  // namespace parley::pattern
