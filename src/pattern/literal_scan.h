// Which of many texts stand in a text: the filter in front of LIKE and MATCHES.
//
// Each known text is filed under one piece of 3, 5 or 8 bytes of it, the one that the fewest others have. A scan looks
// at each position for a piece that is known (a Bloom filter says so at once) and only there compares (Karp and Rabin
// 1987, Wu and Manber 1994). Unlike an automaton (Aho and Corasick 1975) it takes in and gives up one text at a time,
// which is what indicators that come and go need. Without regard to the case of ASCII letters. Not thread-safe; a scan
// with a Scratch of its own is.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "pattern/paths.h"
#include "pattern/postings.h"

namespace parley::pattern {

class LiteralScan {
 public:
  LiteralScan();
  // `text`: in lower case, at least kMinRequired bytes.
  std::uint32_t find_or_add(PathNumber path, std::string_view text);
  // Its list must be empty.
  void remove(std::uint32_t entry);
  std::uint32_t& first(std::uint32_t entry) { return entries_[entry].first; }
  std::uint32_t first(std::uint32_t entry) const { return entries_[entry].first; }
  PathNumber path(std::uint32_t entry) const { return entries_[entry].path; }

  struct Scratch {
    std::vector<std::uint32_t> found;  // entries whose text stands in the one scanned, once each, of whatever path
    std::string lower;
    std::vector<std::uint32_t> stamps;
    std::uint32_t stamp = 0;
  };
  void scan(std::string_view text, Scratch& scratch) const;
  std::size_t bytes() const;

 private:
  struct Entry {
    std::string text;
    PathNumber path = kNoPath;
    std::uint32_t first = kNone;
    std::uint32_t next = kNone;  // filed under the same piece
    std::uint32_t offset = 0;    // where the piece begins in the text
    std::uint32_t table = 0;
  };
  struct Bucket {
    std::uint32_t head = kNone;
    std::uint32_t count = 0;
  };
  struct Table {
    std::size_t piece_bytes = 0;
    std::uint64_t mask = 0;
    std::vector<std::uint64_t> filter;
    std::unordered_map<std::uint64_t, Bucket> buckets;
    std::unordered_map<std::uint64_t, std::uint32_t> common;  // how much a piece is to be avoided
    std::size_t stale = 0;
  };
  static std::uint64_t piece_at(const char* at, const Table& table);
  void scan_table(const Table& table, std::size_t size, Scratch& scratch) const;
  void check(const Table& table, std::uint64_t piece, std::size_t at, std::size_t size, Scratch& scratch) const;

  Numbered<Entry> entries_;
  std::vector<Table> tables_;
  std::unordered_map<std::string, std::uint32_t> by_text_;  // with the path in front
};

}  // namespace parley::pattern
