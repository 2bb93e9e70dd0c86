// The characters of one line of the notation, read from left to right.
#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "accounts/case.h"
#include "accounts/notation_words.h"
#include "base/ascii.h"
#include "text/code_point.h"

namespace parley::accounts::notation {

inline constexpr std::string_view kBlanks = " \t";

// A line with those that continue it, and where in the file each piece of it stands.
struct Line {
  std::string text;
  std::vector<std::pair<std::size_t, std::size_t>> pieces;  // the byte from which on it is on that line
  std::size_t at(std::size_t byte) const {
    std::size_t line = 0;
    for (const auto& [from, number] : pieces)
      if (from <= byte) line = number;
    return line;
  }
};

// The characters of one line, from left to right.
class Cursor {
 public:
  explicit Cursor(const Line& line) : line_(line), left_(line.text) {}

  void blanks() {
    while (!left_.empty()) {
      const auto point = text::front(left_);
      if (!text::is_blank(point.value) && point.value != '\t') return;
      left_.remove_prefix(point.bytes);
    }
  }
  bool at_end() {
    blanks();
    return left_.empty();
  }
  // The next mark, behind blanks; nothing at the end.
  char32_t mark() {
    blanks();
    return left_.empty() ? U'\0' : text::front(left_).value;
  }
  bool take(char wanted) {
    if (mark() != static_cast<char32_t>(wanted)) return false;
    left_.remove_prefix(1);
    return true;
  }
  bool at_quote() { return !closing_marks(mark()).empty(); }
  bool at_part() { return at_end() || mark() == U';'; }
  // What is left up to the next mark of an end, for people.
  std::string_view here() {
    blanks();
    return trimmed(left_.substr(0, std::min(left_.find(';'), left_.size())), kBlanks);
  }
  std::size_t line() const { return line_.at(line_.text.size() - left_.size()); }
  std::string_view rest() const { return left_; }
  void back_to(std::string_view rest) { left_ = rest; }

  // A run without blanks and marks; empty when there is none.
  std::string word() {
    blanks();
    std::size_t end = 0;
    while (end < left_.size()) {
      const auto point = text::front(left_.substr(end));
      if (text::is_blank(point.value) || point.value == '\t' || !closing_marks(point.value).empty() ||
          std::u32string_view(U";,:()[]").find(point.value) != std::u32string_view::npos)
        break;
      end += point.bytes;
    }
    std::string out(left_.substr(0, end));
    left_.remove_prefix(end);
    return out;
  }
  bool take_word(std::string_view wanted) {
    const std::string_view before = left_;
    if (word() == wanted) return true;
    left_ = before;
    return false;
  }
  // What stands between [ and ]; nothing when there is no bracket, or it is not closed.
  std::optional<std::string> bracket() {
    if (mark() != U'[') return std::nullopt;
    const std::string_view before = left_;
    left_.remove_prefix(1);
    auto out = until("]", 0);
    if (!out) left_ = before;
    return out;
  }
  // A name, in brackets or not; nothing when there is none.
  std::optional<std::string> name() {
    if (mark() == U'[') return bracket();
    std::string out = word();
    return out.empty() ? std::nullopt : std::optional(std::move(out));
  }
  // A text, in brackets or in quotation marks, or up to one of `ends` or the end of the line, past what stands in
  // quotation marks; with `quotes` up to the first of these. Nothing when there is none.
  std::optional<std::string> text(std::string_view ends, bool quotes = false) {
    if (mark() == U'[') return bracket();
    if (!quotes && at_quote())
      if (auto whole = quoted_text(ends)) return whole;
    const std::string_view from = left_;
    while (!left_.empty() && ends.find(left_.front()) == std::string_view::npos) {
      const auto point = text::front(left_);
      if (!closing_marks(point.value).empty() && (quotes || quote())) {
        if (quotes) break;
        continue;
      }
      left_.remove_prefix(point.bytes);
    }
    std::string out(trimmed(from.substr(0, from.size() - left_.size()), kBlanks));
    return out.empty() ? std::nullopt : std::optional(std::move(out));
  }
  // A quotation in whatever marks; nothing when it is not closed.
  std::optional<Quote> quote() {
    Quote out;
    out.at.line = line();
    const std::string_view before = left_;
    const auto opening = text::front(left_);
    left_.remove_prefix(opening.bytes);
    auto words = until(closing_marks(opening.value), opening.value);
    if (!words) {
      left_ = before;
      return std::nullopt;
    }
    out.text = std::move(*words);
    return out;
  }
  // Marks around the whole of a text are no part of it: "a note". Nothing where they stand around a part.
  std::optional<std::string> quoted_text(std::string_view ends) {
    const std::string_view before = left_;
    auto out = quote();
    if (out && (at_end() || ends.find(left_.front()) != std::string_view::npos) && !out->text.empty())
      return std::move(out->text);
    left_ = before;
    return std::nullopt;
  }
  std::size_t number() {
    std::size_t out = 0;
    const auto [end, error] = std::from_chars(left_.data(), left_.data() + left_.size(), out);
    if (error != std::errc()) return 0;
    left_.remove_prefix(static_cast<std::size_t>(end - left_.data()));
    return out;
  }

 private:
  // Up to one of the marks, which goes as well. Within marks that differ the same marks again are a pair inside.
  std::optional<std::string> until(std::string_view closing, char32_t opening) {
    std::string out;
    std::size_t depth = 0;
    while (!left_.empty()) {
      if (left_.front() == '\\' && escape(out)) continue;
      const auto point = text::front(left_);
      const std::string_view bytes = left_.substr(0, point.bytes);
      left_.remove_prefix(point.bytes);
      if (closing.find(bytes) != std::string_view::npos && point.valid) {
        if (depth == 0) return out;
        --depth;
      } else if (point.value == opening && closing.find(bytes) == std::string_view::npos) {
        ++depth;
      }
      out += bytes;
    }
    return std::nullopt;
  }
  // What stands behind a backslash; false: nothing that means something, and the backslash stands for itself.
  bool escape(std::string& out) {
    if (left_.size() < 2) return false;
    const char c = left_[1];
    if (c == '\\' || c == '"' || c == ']') {
      out += c;
    } else if (c == 'n') {
      out += '\n';
    } else if (c == 'u') {
      std::uint32_t value = 0;
      const char* const begin = left_.data() + 3;
      const char* const last = left_.data() + left_.size();
      if (left_.size() < 5 || left_[2] != '{') return false;
      const auto [end, error] = std::from_chars(begin, last, value, 16);
      if (error != std::errc() || end == last || *end != '}' || value > 0x10FFFF || (value >= 0xD800 && value < 0xE000))
        return false;
      text::append(out, value);
      left_.remove_prefix(static_cast<std::size_t>(end + 1 - left_.data()));
      return true;
    } else {
      return false;
    }
    left_.remove_prefix(2);
    return true;
  }

  const Line& line_;
  std::string_view left_;
};

}  // namespace parley::accounts::notation
