// Ids of indicators by slot and slots by id: 16 bytes each for "indicator--" with a UUID, the text for any other. Not
// thread-safe.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "pattern/postings.h"
#include "pattern/seeded_hash.h"

namespace parley::pattern {

class IndicatorIds {
 public:
  IndicatorIds() : slots_(1024, kNone) {}
  std::uint32_t find(std::string_view id) const;  // kNone: not there
  std::uint32_t add(std::string_view id);         // it must not be there; the slot
  void remove(std::uint32_t slot);
  std::string text(std::uint32_t slot) const;
  std::size_t size() const { return keys_.live(); }
  std::size_t bytes() const { return keys_.bytes() + slots_.capacity() * sizeof(std::uint32_t) + others_.size() * 128; }

 private:
  using Key = std::array<std::uint8_t, 16>;  // zero: the text is in others_
  static std::optional<Key> pack(std::string_view id);
  std::size_t home(const Key& key, std::string_view other) const;
  std::size_t home(std::uint32_t slot) const;
  void grow();

  SeededHash hash_;
  Numbered<Key> keys_;
  std::unordered_map<std::uint32_t, std::string> others_;
  std::vector<std::uint32_t> slots_;  // open addressing, linear
};

}  // namespace parley::pattern
