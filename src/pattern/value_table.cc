#include "pattern/value_table.h"

#include <algorithm>
#include <cstring>

// A hash table in front of which stands a filter (a blocked Bloom filter with three bits in one word): nearly all
// values of a log are in no indicator, and are answered by one word of memory. The table is filled to 70 % at most,
// with linear probing; the texts lie in large blocks, since a million small allocations would take more than the
// texts.
namespace parley::pattern {
namespace {

// A power of two, and doubled from then on, so that a mask replaces a division.
constexpr std::size_t kFirstSlots = 1024;
constexpr std::size_t kBlockBytes = 1u << 20;

}  // namespace

// An empty filter says no to everything, so a table without values costs one word of memory a look-up.
ValueTable::ValueTable() : slots_(kFirstSlots, kNone) { fill_filter(); }

std::uint64_t ValueTable::key(std::uint64_t hash, PathNumber path, ValueTag tag) const {
  return hash_.combine(hash, static_cast<std::uint64_t>(path) * 4 + static_cast<std::uint64_t>(tag));
}

// The loop ends at a free slot, of which there are always some. The key is compared first: texts are only read when all
// of its 64 bits agree.
std::uint32_t ValueTable::find(std::uint64_t key, PathNumber path, ValueTag tag, std::string_view value) const {
  for (std::size_t at = home(key);; at = (at + 1) & (slots_.size() - 1)) {
    const std::uint32_t number = slots_[at];
    if (number == kNone) return kNone;
    const Entry& entry = entries_[number];
    if (entry.key == key && entry.path == path && entry.tag == tag && std::string_view(entry.text, entry.size) == value)
      return number;
  }
}

std::uint32_t ValueTable::find_or_add(PathNumber path, ValueTag tag, std::string_view value) {
  const std::uint64_t wanted = key(hash_.of(value), path, tag);
  const std::uint32_t known = find(wanted, path, tag, value);
  if (known != kNone) return known;
  if ((entries_.live() + 1) * 10 > slots_.size() * 7) grow();
  const std::uint32_t number =
      entries_.add({wanted, keep(value), static_cast<std::uint32_t>(value.size()), kNone, path, tag});
  std::size_t at = home(wanted);
  while (slots_[at] != kNone) at = (at + 1) & (slots_.size() - 1);
  slots_[at] = number;
  filter_[(wanted >> 32) & filter_mask_] |= key_bits(wanted);
  return number;
}

// The filter keeps the bits of what is gone until so many are stale that it is made anew, and blocks with mostly dead
// texts are copied together.
void ValueTable::remove(std::uint32_t entry) {
  const std::size_t mask = slots_.size() - 1;
  std::size_t hole = home(entries_[entry].key);
  while (slots_[hole] != entry) hole = (hole + 1) & mask;
  // What stands behind the hole moves into it, unless that would put it before its home.
  for (std::size_t at = (hole + 1) & mask; slots_[at] != kNone; at = (at + 1) & mask) {
    const std::size_t wanted = home(entries_[slots_[at]].key);
    if (((at - wanted) & mask) < ((at - hole) & mask)) continue;
    slots_[hole] = slots_[at];
    hole = at;
  }
  slots_[hole] = kNone;
  live_bytes_ -= entries_[entry].size;
  entries_.remove(entry);
  if (++stale_ > std::max(entries_.live(), kFirstSlots)) fill_filter();
  if (block_bytes_ > 4 * kBlockBytes && live_bytes_ < block_bytes_ / 3) compact();
}

// The filter grows with the table, or it would let more and more through.
void ValueTable::grow() {
  std::vector<std::uint32_t> old(slots_.size() * 2, kNone);
  old.swap(slots_);
  for (const std::uint32_t number : old) {
    if (number == kNone) continue;
    std::size_t at = home(entries_[number].key);
    while (slots_[at] != kNone) at = (at + 1) & (slots_.size() - 1);
    slots_[at] = number;
  }
  fill_filter();
}

void ValueTable::fill_filter() {
  // Slots are between 0.35 and 0.7 full, so this is 11 to 23 bits a value.
  filter_.assign(std::max<std::size_t>(slots_.size() / 8, 1), 0);
  filter_mask_ = filter_.size() - 1;
  stale_ = 0;
  for (const std::uint32_t number : slots_)
    if (number != kNone) filter_[(entries_[number].key >> 32) & filter_mask_] |= key_bits(entries_[number].key);
}

// A text longer than a block gets a block of its own size.
// What is left of the block before it is given up.
const char* ValueTable::keep(std::string_view text) {
  if (text.size() > block_left_) {
    const std::size_t bytes = std::max(text.size(), kBlockBytes);
    blocks_.push_back(std::make_unique_for_overwrite<char[]>(bytes));
    block_at_ = blocks_.back().get();
    block_left_ = bytes;
    block_bytes_ += bytes;
  }
  char* const at = block_at_;
  if (!text.empty()) std::memcpy(at, text.data(), text.size());
  block_at_ += text.size();
  block_left_ -= text.size();
  live_bytes_ += text.size();
  return at;
}

// Entries point at their text and are told the new place; the old blocks go at the end, when nothing points there any
// more.
void ValueTable::compact() {
  const auto old = std::move(blocks_);
  blocks_.clear();
  block_left_ = block_bytes_ = live_bytes_ = 0;
  for (const std::uint32_t number : slots_)
    if (number != kNone) entries_[number].text = keep({entries_[number].text, entries_[number].size});
}

// Blocks count in full, with what is dead or not yet used in them.
std::size_t ValueTable::bytes() const {
  return entries_.bytes() + slots_.capacity() * sizeof(std::uint32_t) + filter_.capacity() * sizeof(std::uint64_t) +
         block_bytes_;
}

}  // namespace parley::pattern
