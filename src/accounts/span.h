// Pieces of a document: code points and UTF-8 bytes, both checked against the text.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parley::accounts {

// Both ends exclusive; `line` counts from 1, 0 when not given.
struct Span {
  std::size_t start = 0, end = 0, byte_start = 0, byte_end = 0, line = 0;
  std::string text;
  bool operator==(const Span&) const = default;
};
// Pieces in one text, in reading order.
std::string joined(const std::vector<Span>& spans);  // "one … two"

// Finds the byte of a code point and back, without going through the text from its beginning each time.
class CodePoints {
 public:
  explicit CodePoints(std::string_view text);
  std::size_t count() const { return count_; }
  // The byte at which code point `index` begins; the text's size for `count()`; nothing beyond.
  std::optional<std::size_t> byte_of(std::string_view text, std::size_t index) const;
  // The code point that begins at `byte`, or the one before when that cuts a character; count() behind the end.
  std::size_t at_byte(std::string_view text, std::size_t byte) const;

 private:
  static constexpr std::size_t kStep = 512;
  std::vector<std::size_t> bytes_;  // of every kStep-th code point
  std::size_t count_ = 0;
};

// What is wrong with a span in this text; empty when it holds.
std::string span_problem(std::string_view text, const CodePoints& points, const Span& span);

}  // namespace parley::accounts
