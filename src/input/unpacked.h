// Bytes of a file, gzip and zstd unpacked on the way. What it is, the first bytes tell.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "input/source.h"

namespace parley::input {

enum class Packing { plain, gzip, zstd };
std::string_view to_string(Packing packing);

class Unpacked {
 public:
  explicit Unpacked(Source source);
  ~Unpacked();
  Unpacked(Unpacked&&) noexcept;
  Unpacked& operator=(Unpacked&&) noexcept;

  // Unpacked bytes; 0 at the end. A packed stream that is cut off or damaged gives all that could be unpacked, then an
  // Error (corrupt), once; after it the end. Several packed streams in one file are one.
  Result<std::size_t> read(char* out, std::size_t size);
  // The source may have more after its end: a file that grows. Only for a plain stream.
  void again();
  Packing packing() const;
  std::uint64_t bytes_in() const;  // taken from the source

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace parley::input
