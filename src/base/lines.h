// Reading line by line from a descriptor: a file, a pipe, a terminal.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace parley {

// Calls read(2) again when a signal came in between; 0 is the end.
std::function<Result<std::size_t>(char*, std::size_t)> read_from(int fd);

// Calls `each` with every line (without its end) until it returns false. Lines up to `max_bytes`. A byte order mark in
// front of the first is left out.
using EachLine = std::function<bool(std::string_view line, std::uint64_t number)>;
Status for_each_line(int fd, std::size_t max_bytes, const EachLine& each);
Status for_each_line(const std::function<Result<std::size_t>(char*, std::size_t)>& read, std::size_t max_bytes,
                     const EachLine& each);

// Up to the first of `ends`, and not a byte more: what follows is for others. A line feed, and a carriage return before
// it, are not part of it; another end is. At most 4,096 bytes.
Result<std::string> line_up_to(int fd, std::string_view ends);

// Asks at a terminal for something that is not shown as it is typed. Ctrl-C ends it as forbidden, and leaves the
// terminal as it was.
Result<std::string> ask_for_secret(int in, int out, std::string_view question);

}  // namespace parley
