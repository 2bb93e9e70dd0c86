// Sixty-four bytes of JSON at a time, as bit masks: where brackets stand outside strings, and where lines end.
//
// The idea is that of simdjson's first stage (Langdale, Lemire: "Parsing Gigabytes of JSON per Second", 2019): a
// running exclusive or over the quote bits tells inside from outside without a branch a byte.
#pragma once

#include <cstddef>
#include <cstdint>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace parley::json {

inline constexpr std::size_t kBlock = 64;

// Bit i stands for byte i of the block.
struct BlockMasks {
  std::uint64_t quotes = 0;
  std::uint64_t backslashes = 0;
  std::uint64_t brackets = 0;  // any of { } [ ]
  std::uint64_t newlines = 0;
};

#ifdef __SSE2__
inline BlockMasks block_masks(const char* block) {
  BlockMasks masks;
  for (int part = 0; part < 4; ++part) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(block + 16 * part));
    const auto equal = [&](__m128i x, char c) { return _mm_cmpeq_epi8(x, _mm_set1_epi8(c)); };
    const auto bits = [&](__m128i x) {
      return std::uint64_t{static_cast<unsigned>(_mm_movemask_epi8(x))} << (16 * part);
    };
    const __m128i folded = _mm_or_si128(bytes, _mm_set1_epi8(0x20));  // [ and { become one, so do ] and }
    masks.quotes |= bits(equal(bytes, '"'));
    masks.backslashes |= bits(equal(bytes, '\\'));
    masks.brackets |= bits(_mm_or_si128(equal(folded, '{'), equal(folded, '}')));
    masks.newlines |= bits(equal(bytes, '\n'));
  }
  return masks;
}
#else
inline BlockMasks block_masks(const char* block) {
  BlockMasks masks;
  for (std::size_t i = 0; i < kBlock; ++i) {
    const std::uint64_t bit = std::uint64_t{1} << i;
    const char c = block[i];
    if (c == '"') masks.quotes |= bit;
    if (c == '\\') masks.backslashes |= bit;
    if ((c | 0x20) == '{' || (c | 0x20) == '}') masks.brackets |= bit;
    if (c == '\n') masks.newlines |= bit;
  }
  return masks;
}
#endif

// What is inside strings, carried from block to block.
class StringState {
 public:
  // The bytes of strings, each from its opening quote to before the closing one.
  std::uint64_t inside(const BlockMasks& masks) {
    std::uint64_t quotes = masks.quotes & ~escaped(masks.backslashes);
    for (int shift = 1; shift < 64; shift *= 2) quotes ^= quotes << shift;
    const std::uint64_t inside = quotes ^ inside_before_;
    inside_before_ = std::uint64_t{0} - (inside >> 63);
    return inside;
  }

 private:
  std::uint64_t escaped(std::uint64_t backslashes) {
    std::uint64_t escaped = escaped_before_;
    backslashes &= ~escaped;
    escaped_before_ = 0;
    while (backslashes != 0) {
      const int at = __builtin_ctzll(backslashes);
      if (at == 63) {
        escaped_before_ = 1;
        break;
      }
      escaped |= std::uint64_t{2} << at;
      backslashes &= ~(std::uint64_t{3} << at);
    }
    return escaped;
  }
  std::uint64_t inside_before_ = 0;   // all ones inside a string
  std::uint64_t escaped_before_ = 0;  // one when the next byte is escaped
};

}  // namespace parley::json
