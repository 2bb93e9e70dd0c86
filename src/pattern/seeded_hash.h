// A hash that a peer who chooses what is hashed cannot aim at: seeded by chance when it is made. Not for secrets.
#pragma once

#include <cstdint>
#include <string_view>

namespace parley::pattern {

class SeededHash {
 public:
  SeededHash();
  std::uint64_t of(std::string_view value) const;
  std::uint64_t combine(std::uint64_t hash, std::uint64_t number) const;

 private:
  std::uint64_t seed_[3];
};

// The same for the keys of std::unordered_map that are arrays of bytes (UUIDs, hashes).
struct SeededBytesHash {
  SeededHash hash;
  std::size_t operator()(const auto& bytes) const {
    return static_cast<std::size_t>(hash.of({reinterpret_cast<const char*>(bytes.data()), bytes.size()}));
  }
};

}  // namespace parley::pattern
