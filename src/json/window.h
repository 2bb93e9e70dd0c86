// A part of a stream in memory: what somebody still needs of it, and what was read ahead. Places are offsets in the
// stream.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <string_view>

#include "json/object_reader.h"

namespace parley::json {

class Window {
 public:
  explicit Window(ObjectReader::Source source) : source_(std::move(source)) {}

  // Reads until the bytes before `end` are there. False when the stream ends (or fails) before that.
  bool ensure(std::uint64_t end) {
    while (end_ < end) {
      if (!read_more()) return false;
    }
    return true;
  }
  // Bytes before `place` are not asked for again.
  void release(std::uint64_t place) { kept_ = std::max(kept_, std::min(place, end_)); }

  std::uint64_t end() const { return end_; }
  const char* at(std::uint64_t place) const { return data_.get() + (place - first_); }
  std::string_view text(std::uint64_t from, std::uint64_t to) const {
    return {at(from), static_cast<std::size_t>(to - from)};
  }
  const std::optional<Error>& failure() const { return failure_; }

 private:
  static constexpr std::size_t kInitial = 256u << 10;

  bool read_more() {
    if (ended_) return false;
    make_room();
    const std::size_t used = static_cast<std::size_t>(end_ - first_);
    Result<std::size_t> count = source_(data_.get() + used, capacity_ - used);
    if (!count.ok()) failure_ = std::move(count).error();
    ended_ = failure_ || *count == 0;
    if (!ended_) end_ += *count;
    return !ended_;
  }

  // Moves what is kept to the front when the end is reached, and takes twice the memory when that gives too little.
  void make_room() {
    const auto used = static_cast<std::size_t>(end_ - first_);
    if (used < capacity_) return;
    const auto kept = static_cast<std::size_t>(end_ - kept_);
    const std::size_t capacity = capacity_ == 0 ? kInitial : kept > capacity_ / 4 * 3 ? capacity_ * 2 : capacity_;
    auto target = capacity == capacity_ ? std::move(data_) : std::make_unique_for_overwrite<char[]>(capacity);
    const char* source = data_ ? data_.get() : target.get();
    if (kept > 0) std::memmove(target.get(), source + (kept_ - first_), kept);
    data_ = std::move(target);
    capacity_ = capacity;
    first_ = kept_;
  }

  ObjectReader::Source source_;
  std::unique_ptr<char[]> data_;
  std::size_t capacity_ = 0;
  std::uint64_t first_ = 0;  // the place of data_[0]
  std::uint64_t kept_ = 0;   // first_ <= kept_ <= end_
  std::uint64_t end_ = 0;
  bool ended_ = false;
  std::optional<Error> failure_;
};

}  // namespace parley::json
