#include "pattern/seeded_hash.h"

#include <cstring>
#include <random>

// For tables whose keys come from others. The seeds are drawn when the table is made, so nobody outside can compute
// values that all fall into one slot. It is not a cryptographic hash, and nothing that is stored or sent depends on
// it.
namespace parley::pattern {
namespace {

// The halves of the product, folded: the mixing step of the wyhash family.
std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
  const unsigned __int128 product = static_cast<unsigned __int128>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

// Up to eight bytes from any address, aligned or not; those that are missing are zero.
std::uint64_t load(const char* at, std::size_t bytes) {
  std::uint64_t out = 0;
  std::memcpy(&out, at, bytes);
  return out;
}

}  // namespace

// Odd, so that multiplying by a seed loses nothing.
SeededHash::SeededHash() {
  std::random_device random;
  for (std::uint64_t& seed : seed_) seed = (static_cast<std::uint64_t>(random()) << 32 | random()) | 1;
}

// Sixteen bytes a step; what is left is read as two words that may overlap, which saves a loop over single bytes.
std::uint64_t SeededHash::of(std::string_view value) const {
  const char* at = value.data();
  std::size_t left = value.size();
  std::uint64_t state = seed_[0] ^ mix(left ^ seed_[1], seed_[2]);
  while (left > 16) {
    state = mix(load(at, 8) ^ seed_[1] ^ state, load(at + 8, 8) ^ seed_[2]);
    at += 16;
    left -= 16;
  }
  std::uint64_t low = 0, high = 0;
  if (left >= 8) {
    low = load(at, 8);
    high = load(at + left - 8, 8);
  } else if (left >= 4) {
    low = load(at, 4);
    high = load(at + left - 4, 4);
  } else if (left > 0) {
    low = static_cast<unsigned char>(at[0]) |
          static_cast<std::uint64_t>(static_cast<unsigned char>(at[left / 2])) << 8 |
          static_cast<std::uint64_t>(static_cast<unsigned char>(at[left - 1])) << 16;
  }
  return mix(low ^ seed_[1] ^ state, high ^ seed_[2] ^ state << 1);
}

// One is added so that path number 0 does not make the product zero.
std::uint64_t SeededHash::combine(std::uint64_t hash, std::uint64_t number) const {
  return mix(hash ^ seed_[2], (number + 1) * seed_[0]);
}

}  // namespace parley::pattern
