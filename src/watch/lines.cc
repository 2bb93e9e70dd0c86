// One buffer, in which lines are found and given as views; only the rest of an unfinished line is
// moved to the front when more is read. Places are counted in the unpacked stream, so that an
// offset means the same wherever the log lies and however it is packed.
#include "watch/lines.h"

#include <algorithm>
#include <cstring>

#include "base/byte_order_mark.h"

namespace parley::watch {
namespace {
constexpr std::size_t kBlockBytes = 256u << 10;
}  // namespace

// Reads a block behind what is there; false at the end.
Result<bool> LineReader::more() {
  if (from_ > 0) {
    std::memmove(buffer_.data(), buffer_.data() + from_, to_ - from_);
    to_ -= from_, searched_ -= from_, from_ = 0;
  }
  if (buffer_.size() < to_ + kBlockBytes + kPadding) buffer_.resize(to_ + kBlockBytes + kPadding);
  PARLEY_TRY(const std::size_t got, input_.read(buffer_.data() + to_, kBlockBytes));
  to_ += got;
  return got > 0;
}

Line LineReader::take(std::size_t end, std::size_t skip) {
  Line line;
  line.offset = offset_;
  line.number = ++number_;
  line.bytes = skipped_ + (end - from_);
  line.too_long = skipped_ > 0 || line.bytes > kMaxLineBytes;
  line.complete = skip > 0;
  offset_ += line.bytes + skip;
  if (!line.too_long) {
    line.text = std::string_view(buffer_.data() + from_, end - from_);
    // More than one carriage return comes of files that were converted twice.
    while (!line.text.empty() && line.text.back() == '\r') line.text.remove_suffix(1);
    // A mark in front of a line, also behind blanks, is where one file was put behind another; it is counted, and not
    // part of the line, whose identity must not depend on it.
    const std::size_t marks = bytes_to_end_of_marks(line.text, " \t");
    line.text.remove_prefix(marks);
    line.offset += marks;
  }
  from_ = searched_ = end + skip;
  skipped_ = 0;
  return line;
}

// At the beginning of a line.
void LineReader::skip_nuls() {
  while (from_ < to_ && buffer_[from_] == '\0') ++from_, ++offset_;
  searched_ = std::max(searched_, from_);
}

Result<std::optional<Line>> LineReader::next() {
  while (true) {
    if (skipped_ == 0) skip_nuls();
    if (searched_ < to_) {
      if (const void* end = std::memchr(buffer_.data() + searched_, '\n', to_ - searched_))
        return std::optional(take(static_cast<std::size_t>(static_cast<const char*>(end) - buffer_.data()), 1));
      searched_ = to_;
    }
    if (to_ - from_ > kMaxLineBytes) {
      // Its bytes are counted and let go, so that a line of any length costs no memory.
      skipped_ += to_ - from_;
      from_ = searched_ = to_;
    }
    PARLEY_TRY(const bool got, more());
    if (got) continue;
    if (from_ == to_ && skipped_ == 0) return std::optional<Line>();
    // The writer is in the middle of this line: it stays in the buffer and is completed by what
    // comes.
    if (keep_unfinished_) return std::optional<Line>();
    return std::optional(take(to_, 0));
  }
}

Result<std::string_view> LineReader::peek(std::size_t size) {
  while (to_ - from_ < size) {
    PARLEY_TRY(const bool got, more());
    if (!got) break;
    // NUL bytes in front of the first line are skipped here as well, or no format could be told;
    // but not the first byte of UTF-16, where one stands alone.
    if (number_ == 0 && buffer_[from_] == '\0' && (to_ - from_ < 4 || buffer_[from_ + 1] == '\0')) skip_nuls();
  }
  return std::string_view(buffer_.data() + from_, std::min(size, to_ - from_));
}

Result<std::size_t> LineReader::read(char* out, std::size_t size) {
  if (from_ == to_) return input_.read(out, size);
  const std::size_t count = std::min(size, to_ - from_);
  std::memcpy(out, buffer_.data() + from_, count);
  from_ += count;
  searched_ = std::max(searched_, from_);
  return count;
}

}  // namespace parley::watch
