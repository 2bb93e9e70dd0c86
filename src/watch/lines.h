// A stream cut into lines, each with its place. Behind every line there are kPadding readable bytes, as simdjson wants.
//
// What files gather is no part of a line: a byte order mark at its beginning (of the file, or where one file was put
// behind another), and NUL bytes in front of it, which a file has when it was truncated while somebody wrote on.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "input/unpacked.h"

namespace parley::watch {

inline constexpr std::size_t kPadding = 64;
inline constexpr std::size_t kMaxLineBytes = 1u << 20;  // longer lines are told, not given

struct Line {
  std::string_view text;     // without its end ("\n" or "\r\n"); empty when too_long
  std::uint64_t offset = 0;  // of its first byte of text in the unpacked stream
  std::uint64_t number = 0;  // from 1
  std::uint64_t bytes = 0;   // of the whole line without its end, also when too_long
  bool too_long = false;
  bool complete = true;  // false: the stream ended without a line end
};

class LineReader {
 public:
  explicit LineReader(input::Unpacked& input) : input_(input) {}
  // The next line, or nothing at the end; its text lives until the next call. After an Error the lines before it have
  // all been given, and reading may go on if the input can.
  Result<std::optional<Line>> next();
  // What comes next without taking it: up to `size` bytes, for recognising a format. Lives until the next call.
  Result<std::string_view> peek(std::size_t size);
  // The bytes themselves from where the lines stand, for what is not cut into lines. Not to be mixed with next().
  Result<std::size_t> read(char* out, std::size_t size);
  std::uint64_t bytes() const { return offset_; }
  // For files that grow: the end was reached, but there may be more now. An unfinished last line stays and is
  // continued.
  void keep_unfinished(bool keep) { keep_unfinished_ = keep; }

 private:
  Result<bool> more();
  void skip_nuls();
  Line take(std::size_t end, std::size_t skip);

  input::Unpacked& input_;
  std::string buffer_;  // [from_, to_) is unread; padding follows
  std::size_t from_ = 0, to_ = 0, searched_ = 0;
  std::uint64_t offset_ = 0, number_ = 0, skipped_ = 0;  // skipped_: of a line that is too long
  bool keep_unfinished_ = false;
};

}  // namespace parley::watch
