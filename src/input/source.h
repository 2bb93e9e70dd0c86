// Where bytes come from: a function, so that whoever reads them needs to know neither files nor sockets.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "base/file.h"
#include "base/result.h"

namespace parley::input {

// Puts up to `size` bytes at `out` and returns how many; 0 at the end.
using Source = std::function<Result<std::size_t>(char* out, std::size_t size)>;

// A descriptor, which stays its owner's.
Source read_from(int fd);
// The same for one that may be silent for long, such as a pipe or a person who types: ends as well when `stopped` says
// so, which is asked five times a second.
Source read_until_stopped(int fd, std::function<bool()> stopped);

// A file that was opened, and its size when that is known beforehand (0: it is not).
struct File {
  Source read;
  std::uint64_t bytes = 0;
};
File file_of(Fd fd, std::function<bool()> stopped);

// Calls `each` with every line (without its end) until it returns false. Lines up to `max_bytes`. A byte order mark in
// front of the first is left out.
using EachLine = std::function<bool(std::string_view line, std::uint64_t number)>;
Status for_each_line(const Source& read, std::size_t max_bytes, const EachLine& each);
inline Status for_each_line(int fd, std::size_t max_bytes, const EachLine& each) {
  return for_each_line(read_from(fd), max_bytes, each);
}

}  // namespace parley::input
