#include "json/value_scan.h"

#include <fmt/format.h>

#include <bit>

#include "json/scan.h"

// Sixty-four bytes at a time: the masks say where brackets stand outside of strings, and only those are looked at. A
// long description costs nothing but the masks.
namespace parley::json {

namespace {

// The bits before `bit`. All of them for 64, by which a word must not be shifted.
std::uint64_t below(int bit) { return bit == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << bit) - 1; }

}  // namespace

// The last block of the stream is copied and filled up with spaces, so that a mask can always be made of 64 bytes.
ScanEnd ValueScan::run() {
  for (;;) {
    char padded[kBlock];
    const char* block = nullptr;
    if (window_.ensure(at_ + kBlock)) {
      block = window_.at(at_);
    } else {
      end_ = window_.end();
      if (at_ >= end_) return ScanEnd::cut_off;
      std::memset(padded, ' ', kBlock);
      std::memcpy(padded, window_.at(at_), static_cast<std::size_t>(end_ - at_));
      block = padded;
    }
    const BlockMasks masks = block_masks(block);
    newlines_ = masks.newlines;
    const std::uint64_t inside = strings_.inside(masks);
    // JSON forbids a raw line feed in a string (RFC 8259 section 7). It is the best sign that a quote is missing:
    // without it, the rest of the file would be read with inside and outside exchanged.
    const std::uint64_t broken = masks.newlines & inside;  // a string does not run over the end of a line
    const int stop_at = broken != 0 ? std::countr_zero(broken) : 64;

    // Brackets are taken in their order, one bit after the other, up to where a string breaks.
    for (std::uint64_t brackets = masks.brackets & ~inside & below(stop_at); brackets != 0; brackets &= brackets - 1) {
      const int bit = std::countr_zero(brackets);
      ScanEnd how{};
      if (bracket(at_ + static_cast<unsigned>(bit), how)) {
        line_ += static_cast<unsigned>(std::popcount(newlines_ & below(bit)));
        return how;
      }
    }
    if (broken != 0) {
      end_ = at_ + static_cast<unsigned>(stop_at);
      complain(end_, "a string is not closed before the end of the line");
      line_ += static_cast<unsigned>(std::popcount(newlines_ & below(stop_at)));
      return ScanEnd::lost;
    }
    if (newlines_ != 0) line_ += static_cast<unsigned>(std::popcount(newlines_));
    at_ += kBlock;
    // Too large to be kept: only its end is still looked for, and as much behind is kept as looking back needs.
    if (at_ - start_ > options_.max_bytes + kLookBack) {
      whole_ = false;
      window_.release(at_ - kLookBack);
    }
  }
}

// True when the scan ends there. With the bit 0x20 both kinds of opening brackets are '{', and both that close are '}'.
bool ValueScan::bracket(std::uint64_t place, ScanEnd& how) {
  const char c = *window_.at(place);
  return (c | 0x20) == '{' ? open(place, c, how) : close(place, c, how);
}

// A bracket that opens where none can stand is the sign of a value without its end: the next one has begun. Where the
// next begins is told by the indentation, or in an array by ",{".
bool ValueScan::open(std::uint64_t place, char c, ScanEnd& how) {
  if (depth_ > 0 && excess_ == 0) {
    const bool in_object = kinds_[depth_ - 1] == '{';
    const std::uint64_t previous = before(place);
    const char sign = previous == 0 ? '\0' : *window_.at(previous - 1);
    const bool fits = sign == '\0' || (in_object ? sign == ':' : sign == ',' || sign == '[');
    if (!fits) {
      complain(place, in_object ? "a value stands where ',' or '}' is expected"
                                : "a value stands where ',' or ']' is expected");
      if (begins_line_as_start_did(place)) return stop(place, ScanEnd::lost, how);
      if (options_.in_array && in_object && sign == ',' && c == '{') return stop(place, ScanEnd::next_begins, how);
    }
    if (options_.find_objects && depth_ == 1 && c == '[' && sign == ':' && follows_objects_name(previous - 1)) {
      return stop(place + 1, ScanEnd::objects_array, how);
    }
  }
  if (depth_ < kinds_.size()) {
    kinds_[depth_++] = c;
    return false;
  }
  // Deeper than is allowed: brackets are only counted from here on, so that the end is still found without a larger
  // stack.
  ++excess_;
  if (!excess_seen_) {
    excess_seen_ = true;
    complain(place, fmt::format("arrays and objects are nested deeper than {}", kMaxDepth));
    if (options_.first_on_line) return stop(place, ScanEnd::lost, how);
  }
  return false;
}

// A bracket of the wrong kind may have lost its partner: it closes the innermost one of its kind, and those in
// between are taken as closed. In an array, one without any partner belongs to the array around.
bool ValueScan::close(std::uint64_t place, char c, ScanEnd& how) {
  if (excess_ > 0) {
    --excess_;
    return false;
  }
  const char opening = c == '}' ? '{' : '[';
  std::size_t depth = depth_ - 1;
  if (kinds_[depth] != opening) {
    complain(place, fmt::format("'{}' does not match the bracket that is open", c));
    while (depth > 0 && kinds_[depth] != opening) --depth;
    if (kinds_[depth] != opening) return options_.in_array && stop(place, ScanEnd::next_begins, how);
  }
  depth_ = depth;
  return depth_ == 0 && stop(place + 1, ScanEnd::closed, how);
}

// The place behind the last byte before `place` that is no space; 0 when that lies too far back to tell.
std::uint64_t ValueScan::before(std::uint64_t place) const {
  const std::uint64_t limit = place > start_ + kMaxSpace ? place - kMaxSpace : start_;
  while (place > limit && is_space(*window_.at(place - 1))) --place;
  return place > limit ? place : 0;
}

// Whether the colon stands behind the name "objects" of a member.
bool ValueScan::follows_objects_name(std::uint64_t colon) const {
  constexpr std::string_view kName = "\"objects\"";
  const std::uint64_t name_end = before(colon);
  if (name_end < start_ + kName.size() || window_.text(name_end - kName.size(), name_end) != kName) return false;
  const std::uint64_t sign = before(name_end - kName.size());
  return sign == 0 || *window_.at(sign - 1) == ',' || *window_.at(sign - 1) == '{';
}

// Whether the bracket stands first on its line, behind the same indentation as the value that is being read.
bool ValueScan::begins_line_as_start_did(std::uint64_t place) const {
  const std::size_t size = options_.indent.size();
  if (!options_.first_on_line || place < start_ + size + 1) return false;
  return *window_.at(place - size - 1) == '\n' && window_.text(place - size, place) == options_.indent;
}

// Only the first complaint is kept. Its line counts the line feeds of this block up to the place, since `line_` stands
// at the beginning of the block.
void ValueScan::complain(std::uint64_t place, std::string_view what) {
  if (!wrong_.empty()) return;
  wrong_ = fmt::format("{} (in line {})", what,
                       line_ + static_cast<unsigned>(std::popcount(newlines_ & below(static_cast<int>(place - at_)))));
}

}  // namespace parley::json
