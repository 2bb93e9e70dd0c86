// Values by path: a hash table with a filter in front.
//
// Nearly every value of a log is in no indicator, so what counts is how fast that is told. The filter is a blocked
// Bloom filter (Putze, Sanders, Singler 2007: one word a key, three bits in it) of 16 bits a value: 2 MB for a million
// values, where the table with its values takes 80 MB, which is one or two misses of the cache more. Hashes are seeded
// by chance, since a peer chooses what is hashed. Not thread-safe.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "pattern/paths.h"
#include "pattern/postings.h"
#include "pattern/seeded_hash.h"

namespace parley::pattern {

// What JSON has for a value: "1" and 1 are different ones.
enum class ValueTag : std::uint8_t { text, number, boolean };

class ValueTable {
 public:
  ValueTable();

  std::uint64_t hash(std::string_view value) const { return hash_.of(value); }
  // From the hash of the value, for each path and tag.
  std::uint64_t key(std::uint64_t hash, PathNumber path, ValueTag tag) const;

  // Most keys end here.
  bool may_hold(std::uint64_t key) const {
    const std::uint64_t bits = key_bits(key);
    return (filter_[(key >> 32) & filter_mask_] & bits) == bits;
  }
  void prefetch(std::uint64_t key) const { __builtin_prefetch(&filter_[(key >> 32) & filter_mask_]); }
  // The number of an entry, or kNone.
  std::uint32_t find(std::uint64_t key, PathNumber path, ValueTag tag, std::string_view value) const;

  std::uint32_t find_or_add(PathNumber path, ValueTag tag, std::string_view value);
  // Its list must be empty.
  void remove(std::uint32_t entry);
  std::uint32_t& first(std::uint32_t entry) { return entries_[entry].first; }
  std::uint32_t first(std::uint32_t entry) const { return entries_[entry].first; }
  PathNumber path(std::uint32_t entry) const { return entries_[entry].path; }
  std::size_t bytes() const;

 private:
  struct Entry {
    std::uint64_t key = 0;
    const char* text = nullptr;
    std::uint32_t size = 0;
    std::uint32_t first = kNone;
    PathNumber path = kNoPath;
    ValueTag tag = ValueTag::text;
  };
  static std::uint64_t key_bits(std::uint64_t key) {
    return std::uint64_t{1} << (key & 63) | std::uint64_t{1} << (key >> 6 & 63) | std::uint64_t{1} << (key >> 12 & 63);
  }
  std::size_t home(std::uint64_t key) const { return static_cast<std::size_t>(key ^ key >> 29) & (slots_.size() - 1); }
  void grow();
  void fill_filter();
  const char* keep(std::string_view text);
  void compact();

  SeededHash hash_;
  Numbered<Entry> entries_;
  std::vector<std::uint32_t> slots_;  // open addressing, linear
  std::vector<std::uint64_t> filter_;
  std::uint64_t filter_mask_ = 0;
  std::size_t stale_ = 0;  // keys in the filter that are gone

  // The bytes of the values, in blocks.
  std::vector<std::unique_ptr<char[]>> blocks_;
  std::size_t block_left_ = 0, block_bytes_ = 0, live_bytes_ = 0;
  char* block_at_ = nullptr;
};

}  // namespace parley::pattern
