// For tests: bytes out of memory, in pieces as a pipe or a disk may give them, and packed.
#pragma once

#include <gtest/gtest.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <cstring>
#include <string>

#include "input/source.h"

namespace parley::input::testing {

// Gives `text` in pieces of `step` bytes.
inline Source source_of(std::string text, std::size_t step = 1u << 16) {
  return
      [text = std::move(text), step, at = std::size_t{0}](char* out, std::size_t size) mutable -> Result<std::size_t> {
        const std::size_t count = std::min({size, step, text.size() - at});
        std::memcpy(out, text.data() + at, count);
        at += count;
        return count;
      };
}

inline std::string gzip(const std::string& text) {
  z_stream out{};
  EXPECT_EQ(deflateInit2(&out, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string packed(deflateBound(&out, text.size()) + 32, '\0');
  out.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  out.avail_in = static_cast<uInt>(text.size());
  out.next_out = reinterpret_cast<Bytef*>(packed.data());
  out.avail_out = static_cast<uInt>(packed.size());
  EXPECT_EQ(deflate(&out, Z_FINISH), Z_STREAM_END);
  packed.resize(packed.size() - out.avail_out);
  deflateEnd(&out);
  return packed;
}

inline std::string zstd(const std::string& text) {
  std::string packed(ZSTD_compressBound(text.size()), '\0');
  packed.resize(ZSTD_compress(packed.data(), packed.size(), text.data(), text.size(), 3));
  return packed;
}

}  // namespace parley::input::testing
