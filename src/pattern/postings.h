// Which indicators hang on an atom: lists that one can be taken out of at once, and the chain of all places of one
// indicator.
#pragma once

#include <cstdint>
#include <vector>

namespace parley::pattern {

inline constexpr std::uint32_t kNone = 0xFFFF'FFFF;

// Elements with a number, in blocks: growing neither moves them nor takes memory for twice as many.
template <class T>
class Numbered {
 public:
  std::uint32_t add(T value) {
    if (!free_.empty()) {
      const std::uint32_t number = free_.back();
      free_.pop_back();
      (*this)[number] = std::move(value);
      return number;
    }
    if (size_ % kBlock == 0) {
      blocks_.emplace_back();
      blocks_.back().reserve(kBlock);
    }
    blocks_.back().push_back(std::move(value));
    return size_++;
  }
  void remove(std::uint32_t number) {
    (*this)[number] = T{};
    free_.push_back(number);
  }
  T& operator[](std::uint32_t number) { return blocks_[number / kBlock][number % kBlock]; }
  const T& operator[](std::uint32_t number) const { return blocks_[number / kBlock][number % kBlock]; }
  std::uint32_t size() const { return size_; }  // with those removed
  std::size_t live() const { return size_ - free_.size(); }
  std::size_t bytes() const { return blocks_.size() * kBlock * sizeof(T) + free_.capacity() * sizeof(std::uint32_t); }

 private:
  static constexpr std::uint32_t kBlock = 4096;
  std::vector<std::vector<T>> blocks_;
  std::vector<std::uint32_t> free_;
  std::uint32_t size_ = 0;
};

enum class PlaceKind : std::uint8_t { value, subset, superset, literal, type };

struct Posting {
  std::uint32_t owner = kNone;  // the indicator's slot
  std::uint32_t previous = kNone, next = kNone;
  std::uint32_t sibling = kNone;  // the same indicator's next posting
  std::uint32_t place = 0;
  PlaceKind kind = PlaceKind::value;
};

class Postings {
 public:
  // Puts a posting in front of the list that begins with `first`.
  std::uint32_t add(std::uint32_t& first, PlaceKind kind, std::uint32_t place, std::uint32_t owner,
                    std::uint32_t sibling) {
    const std::uint32_t number = all_.add({owner, kNone, first, sibling, place, kind});
    if (first != kNone) all_[first].previous = number;
    first = number;
    return number;
  }
  // `first` is that of the list it is in.
  void remove(std::uint32_t& first, std::uint32_t number) {
    const Posting gone = all_[number];
    if (gone.previous != kNone)
      all_[gone.previous].next = gone.next;
    else
      first = gone.next;
    if (gone.next != kNone) all_[gone.next].previous = gone.previous;
    all_.remove(number);
  }
  const Posting& operator[](std::uint32_t number) const { return all_[number]; }
  std::size_t bytes() const { return all_.bytes(); }

 private:
  Numbered<Posting> all_;
};

}  // namespace parley::pattern
