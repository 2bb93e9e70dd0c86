// Bytes of a log, gzip and zstd unpacked on the way. What it is, the first bytes tell.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

#include "base/result.h"

namespace parley::watch {

enum class Packing { plain, gzip, zstd };
std::string_view to_string(Packing packing);

class Input {
 public:
  // Puts up to `size` bytes at `out` and returns how many; 0 at the end.
  using Source = std::function<Result<std::size_t>(char* out, std::size_t size)>;

  explicit Input(Source source);
  ~Input();
  Input(Input&&) noexcept;
  Input& operator=(Input&&) noexcept;

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

}  // namespace parley::watch
