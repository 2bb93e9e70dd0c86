// A text that most records have alike, or have none of: the journal it lies in, the party that made it, a medium, a
// note. It is as large as a pointer, copies share it, and the empty one has no memory. Reads like a std::string.
#pragma once

#include <fmt/format.h>

#include <atomic>
#include <string>
#include <string_view>
#include <utility>

namespace parley::accounts {

// Never changed once it is made, so any number of threads may read and copy it.
class SharedText {
 public:
  SharedText() = default;
  SharedText(std::string text) : kept_(text.empty() ? nullptr : new Kept{{1}, std::move(text)}) {}
  SharedText(std::string_view text) : SharedText(std::string(text)) {}
  SharedText(const char* text) : SharedText(std::string(text)) {}
  SharedText(const SharedText& other) : kept_(other.kept_) {
    if (kept_ != nullptr) kept_->users.fetch_add(1, std::memory_order_relaxed);
  }
  SharedText(SharedText&& other) noexcept : kept_(std::exchange(other.kept_, nullptr)) {}
  // By value: copies and moves alike.
  SharedText& operator=(SharedText other) noexcept {
    std::swap(kept_, other.kept_);
    return *this;
  }
  ~SharedText() {
    // The last user has to see all that the others did.
    if (kept_ != nullptr && kept_->users.fetch_sub(1, std::memory_order_acq_rel) == 1) delete kept_;
  }

  const std::string& str() const {
    static const std::string kEmpty;
    return kept_ == nullptr ? kEmpty : kept_->text;
  }
  operator const std::string&() const { return str(); }
  operator std::string_view() const { return str(); }
  bool empty() const { return kept_ == nullptr; }
  bool starts_with(std::string_view beginning) const { return str().starts_with(beginning); }

  friend bool operator==(const SharedText& a, const SharedText& b) { return a.kept_ == b.kept_ || a.str() == b.str(); }

 private:
  struct Kept {
    std::atomic<std::uint32_t> users;
    std::string text;
  };
  Kept* kept_ = nullptr;
};

}  // namespace parley::accounts

template <>
struct fmt::formatter<parley::accounts::SharedText> : fmt::formatter<std::string_view> {
  template <class Context>
  auto format(const parley::accounts::SharedText& text, Context& context) const {
    return fmt::formatter<std::string_view>::format(text.str(), context);
  }
};
