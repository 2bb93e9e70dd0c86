// LIKE and MATCHES (section 9.6.1): normalised text, wildcards, regular expressions.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace parley::pattern {

// `text` in Unicode normalization form C. Text that is already in it is returned as it is; otherwise `storage` holds
// the result. `text` must be valid UTF-8.
std::string_view to_nfc(std::string_view text, std::string& storage);

// Each code point of `text` below U+0100 as one byte; nothing when there is a higher one (section 9.2: string).
std::optional<std::string> to_latin1(std::string_view text);

enum class Alphabet { bytes, utf8 };

// SQL LIKE: `%` stands for any number of characters and `_` for one. Fails with too_large when it takes more than
// kMaxLikeSteps to tell, which only texts and wildcards of many thousand characters can do.
inline constexpr std::size_t kMaxLikeSteps = 50'000'000;
Result<bool> like(std::string_view text, std::string_view wildcard, Alphabet alphabet);

// A compiled PCRE2 expression: searched for anywhere, DOTALL, with Unicode properties over UTF-8 and without over
// bytes. Matching is limited in steps, depth and memory: an expression that needs more ends with an error. Thread-safe.
class Regex {
 public:
  static constexpr std::uint32_t kMaxSteps = 1'000'000;
  static constexpr std::size_t kMaxExpressionBytes = 64u << 10;

  static Result<Regex> compile(std::string_view expression, Alphabet alphabet);
  Regex(Regex&&) noexcept;
  Regex& operator=(Regex&&) noexcept;
  ~Regex();
  // Fails with too_large when the limits do not suffice to tell.
  Result<bool> search(std::string_view text) const;

 private:
  struct Impl;
  explicit Regex(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace parley::pattern
