#include "pattern/address_tree.h"

#include <algorithm>
#include <bit>

// A binary trie with skipped levels (a Patricia tree) for each path and family: a node is a block, and all blocks
// below it lie within it. Looking up an address visits the blocks around it only, at most 33 or 129 of them, however
// many blocks there are. The recursion is bounded by the same numbers.
namespace parley::pattern {
namespace {

// Bit 0 is the first bit of the address.
int bit(const AddressBlock& block, int at) { return block.bytes[static_cast<std::size_t>(at / 8)] >> (7 - at % 8) & 1; }

// How many bits from the front two blocks of one family have in common, within both prefixes.
int common(const AddressBlock& a, const AddressBlock& b) {
  const int most = std::min(a.prefix, b.prefix);
  for (int at = 0; at < most; at += 8) {
    const auto differ = static_cast<std::uint8_t>(a.bytes[static_cast<std::size_t>(at / 8)] ^
                                                  b.bytes[static_cast<std::size_t>(at / 8)]);
    if (differ != 0) return std::min(most, at + std::countl_zero(differ));
  }
  return most;
}

// The block of the first `prefix` bits. The bits behind are cleared, so that it is written like any other block.
AddressBlock front(const AddressBlock& block, int prefix) {
  AddressBlock out = block;
  out.prefix = prefix;
  for (int at = prefix; at < 128; ++at) {
    auto& byte = out.bytes[static_cast<std::size_t>(at / 8)];
    byte = static_cast<std::uint8_t>(byte & ~(0x80 >> at % 8));
  }
  return out;
}

}  // namespace

// IPv4 and IPv6 have a root each, because the same bits mean different addresses in them.
std::uint32_t AddressTree::root(PathNumber path, const AddressBlock& block) const {
  const auto roots = roots_.find(path);
  return roots == roots_.end() ? kNone : roots->second.of[block.ipv6];
}

// Slots and not nodes are kept while going down, as a node can be put in above another. They stay valid when nodes
// are added, because Numbered (postings.h) never moves what is in it.
std::uint32_t AddressTree::find_or_add(PathNumber path, const AddressBlock& block) {
  std::uint32_t* slot = &roots_[path].of[block.ipv6];
  const auto add = [&](const AddressBlock& of) { return nodes_.add({of, {kNone, kNone}, {kNone, kNone}, path}); };
  while (*slot != kNone) {
    const std::uint32_t number = *slot;
    const AddressBlock known = nodes_[number].block;
    const int shared = common(known, block);
    if (shared == known.prefix) {
      if (shared == block.prefix) return number;
      slot = &nodes_[number].child[bit(block, shared)];
      continue;
    }
    // The node moves down, below the new block itself or below what both have in common.
    const std::uint32_t above = add(shared == block.prefix ? block : front(block, shared));
    nodes_[above].child[bit(known, shared)] = number;
    *slot = above;
    if (shared == block.prefix) return above;
    slot = &nodes_[above].child[bit(block, shared)];
  }
  const std::uint32_t leaf = add(block);
  *slot = leaf;
  return leaf;
}

// The way down is walked again to find the slot, which saves a pointer upwards in each node.
// The node above is looked at as well: it may have been there only because two branches parted at it. Nothing further
// up can become superfluous, since a node that is spliced out leaves its one child in its place.
void AddressTree::trim(std::uint32_t node) {
  if (!nodes_[node].is_empty()) return;
  const AddressBlock block = nodes_[node].block;
  std::uint32_t* above = nullptr;  // where the node above hangs
  std::uint32_t* slot = &roots_[nodes_[node].path].of[block.ipv6];
  while (*slot != node) {
    above = slot;
    slot = &nodes_[*slot].child[bit(block, nodes_[*slot].block.prefix)];
  }
  // A node without lists is needed only where two branches part.
  const auto splice = [&](std::uint32_t* at) {
    const std::uint32_t number = *at;
    const Node& gone = nodes_[number];
    if (!gone.is_empty() || (gone.child[0] != kNone && gone.child[1] != kNone)) return;
    *at = gone.child[0] != kNone ? gone.child[0] : gone.child[1];
    nodes_.remove(number);
  };
  splice(slot);
  if (above != nullptr) splice(above);
}

// From the root down to the block itself: what is on the way contains it.
void AddressTree::containing(PathNumber path, const AddressBlock& block, std::vector<std::uint32_t>& out) const {
  std::uint32_t number = root(path, block);
  while (number != kNone) {
    const Node& node = nodes_[number];
    if (node.block.prefix > block.prefix || common(node.block, block) < node.block.prefix) return;
    out.push_back(number);
    if (node.block.prefix == block.prefix) return;
    number = node.child[bit(block, node.block.prefix)];
  }
}

// Down to where the block stands or would stand; everything below is within it.
void AddressTree::contained(PathNumber path, const AddressBlock& block, std::vector<std::uint32_t>& out) const {
  std::uint32_t number = root(path, block);
  while (number != kNone && nodes_[number].block.prefix < block.prefix) {
    if (common(nodes_[number].block, block) < nodes_[number].block.prefix) return;
    number = nodes_[number].child[bit(block, nodes_[number].block.prefix)];
  }
  if (number != kNone && common(nodes_[number].block, block) == block.prefix) collect(number, out);
}

// The node and everything below it, in no order that anybody may rely on.
void AddressTree::collect(std::uint32_t node, std::vector<std::uint32_t>& out) const {
  if (node == kNone) return;
  out.push_back(node);
  collect(nodes_[node].child[0], out);
  collect(nodes_[node].child[1], out);
}

}  // namespace parley::pattern
