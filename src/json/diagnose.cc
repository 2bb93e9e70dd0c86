// A plain checker of RFC 8259 that walks the text once with an explicit stack of open brackets and stops at the first
// mistake. It runs only on texts that were already refused, so it is written to explain and not to be fast.
#include "json/diagnose.h"

#include <fmt/format.h>

#include <cstdlib>
#include <optional>
#include <string>

#include "json/json.h"
#include "json/scan.h"

namespace parley::json {

namespace {

struct Place {
  std::size_t line = 1;
  std::size_t column = 1;
};

// Columns are characters, as editors count them: the bytes of UTF-8 that continue a character do not count.
Place place_of(std::string_view text, std::size_t offset) {
  Place place;
  for (std::size_t i = 0; i < offset && i < text.size(); ++i) {
    if (text[i] == '\n') {
      ++place.line;
      place.column = 1;
    } else if ((text[i] & 0xC0) != 0x80) {
      ++place.column;
    }
  }
  return place;
}

// The length of the UTF-8 sequence at `at`; 0 when the bytes are none (RFC 3629 section 4).
// The ranges of the second byte keep out overlong forms, surrogates and what lies above U+10FFFF.
std::size_t utf8_length(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
  const unsigned first = byte(at);
  const auto follows = [&](std::size_t i, unsigned low = 0x80, unsigned high = 0xBF) {
    return byte(at + i) >= low && byte(at + i) <= high;
  };
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return follows(1) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF) {
    return follows(1, first == 0xE0 ? 0xA0 : 0x80, first == 0xED ? 0x9F : 0xBF) && follows(2) ? 3 : 0;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    return follows(1, first == 0xF0 ? 0x90 : 0x80, first == 0xF4 ? 0x8F : 0xBF) && follows(2) && follows(3) ? 4 : 0;
  }
  return 0;
}

// It must find a mistake in whatever simdjson refuses, or the answer is simdjson's verdict without a place. The
// reverse does not matter: what simdjson takes never comes here, but for lone surrogates.
class Checker {
 public:
  explicit Checker(std::string_view text) : text_(text) {}

  // Stops at the first mistake and leaves it in wrong().
  void check() {
    if (text_.empty() || text_.find_first_not_of(" \t\r\n") == std::string_view::npos)
      return fail("there is no JSON value, the text is empty");
    if (text_.starts_with("\xEF\xBB\xBF")) return fail("a byte order mark stands before the text; JSON has none");
    // One round for each value; the inner loop closes what has ended with it.
    do {
      value();
      while (!wrong_ && after_value()) {
      }
    } while (!wrong_ && !open_.empty());
    if (wrong_) return;
    spaces();
    if (at_ < text_.size()) fail("something follows behind the end of the value");
  }
  const std::optional<std::string>& wrong() const { return wrong_; }
  std::size_t offset() const { return at_; }

 private:
  // The first mistake is kept: those after it are mostly its consequences.
  void fail(std::string message) {
    if (!wrong_) wrong_ = std::move(message);
  }
  // A zero byte at the end as well as for a real one: neither begins anything in JSON, and ended() tells them apart
  // where a message must.
  char next() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool ended() const { return at_ >= text_.size(); }
  void spaces() {
    while (!ended() && is_space(text_[at_])) ++at_;
  }
  // Passes over the spaces in any case, so that a message points at what stands there and not at the space before it.
  bool take(char c) {
    spaces();
    if (ended() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  // What stands here, for a message.
  // The text is somebody else's: what is no plain character is described and not repeated.
  std::string here() const {
    if (ended()) return "the text ends";
    const std::size_t length = utf8_length(text_, at_);
    if (length == 0) return fmt::format("byte 0x{:02x} is not UTF-8", static_cast<unsigned char>(text_[at_]));
    const auto c = static_cast<unsigned char>(text_[at_]);
    if (c < 0x20 || c == 0x7F) return fmt::format("control character 0x{:02x} stands", c);
    return fmt::format("'{}' stands", text_.substr(at_, length));
  }
  // Bytes that are no UTF-8 are the mistake, whatever was expected in their place.
  void expected(std::string_view what) {
    if (!ended() && utf8_length(text_, at_) == 0) return fail(here());
    fail(fmt::format("{} where {} is expected", here(), what));
  }

  // One value, or the opening of one: descends through "[[{..." until a scalar or an empty container is read.
  // An explicit stack instead of recursion: a text of a million brackets must not end the process.
  void value() {
    while (!wrong_) {
      spaces();
      const char c = next();
      if (c != '{' && c != '[') return scalar();
      const std::size_t bracket = at_++;
      if (take(c == '{' ? '}' : ']')) return;
      open_.push_back(c);
      if (open_.size() > kMaxDepth) {
        at_ = bracket;
        return fail(fmt::format("arrays and objects are nested deeper than {}", kMaxDepth));
      }
      if (c == '{') name();
    }
  }

  // Behind a value: true when that closed the container around it, which then is a value itself.
  // False as well when something is wrong, or when another value has to follow; the caller tells the two apart by
  // wrong().
  bool after_value() {
    if (open_.empty()) return false;
    const bool object = open_.back() == '{';
    if (take(object ? '}' : ']')) {
      open_.pop_back();
      return true;
    }
    if (!take(',')) {
      expected(object ? "',' or '}'" : "',' or ']'");
    } else if (object) {
      name();
    }
    return false;
  }

  // The name of a member and its colon; what follows is read by the next round of value().
  void name() {
    spaces();
    if (next() != '"') return expected("the name of a member in double quotes");
    string();
    if (!wrong_ && !take(':')) expected("':'");
  }

  // A literal must not run on into other letters: "nullable" is a mistake at its fifth letter.
  void scalar() {
    const char c = next();
    if (c == '"') return string();
    if (c == '-' || is_digit(c)) return number();
    for (const std::string_view word : {"true", "false", "null"}) {
      if (!text_.substr(at_).starts_with(word)) continue;
      at_ += word.size();
      if (!ended() && (std::isalnum(static_cast<unsigned char>(next())) != 0 || next() == '_'))
        expected("',' or a closing bracket");
      return;
    }
    // Python and JavaScript write these when they are not told otherwise.
    for (const std::string_view word : {"NaN", "nan", "Infinity", "inf"}) {
      if (text_.substr(at_).starts_with(word)) return fail(fmt::format("{} is not JSON: a number is finite", word));
    }
    expected("a value");
  }

  // A string without its end is shown at its beginning, since the end of the text is seldom where the quote is missing.
  void string() {
    const std::size_t start = at_++;
    while (!wrong_) {
      if (ended()) {
        at_ = start;
        return fail("the string that begins here is not closed");
      }
      const auto c = static_cast<unsigned char>(text_[at_]);
      const std::size_t length = utf8_length(text_, at_);
      if (c == '"') {
        ++at_;
        return;
      }
      if (c == '\\') {
        escape();
      } else if (c < 0x20) {
        fail(fmt::format("control character 0x{:02x} in a string must be escaped", c));
      } else if (length == 0) {
        fail(fmt::format("byte 0x{:02x} in a string is not UTF-8", c));
      } else {
        at_ += length;
      }
    }
  }

  void escape() {
    const char c = at_ + 1 < text_.size() ? text_[at_ + 1] : '\0';
    if (c != 'u') {
      if (c == '\0' || std::string_view("\"\\/bfnrt").find(c) == std::string_view::npos)
        return fail("a backslash is followed by no escape that JSON knows");
      at_ += 2;
      return;
    }
    const int unit = unicode_escape(text_, at_);
    if (unit < 0) return fail("\\u is not followed by four hexadecimal digits");
    // RFC 8259 section 8.2 leaves it open what such an escape means, and I-JSON forbids it: it cannot be written as
    // UTF-8.
    if (is_low_surrogate(unit) || (is_high_surrogate(unit) && !is_low_surrogate(unicode_escape(text_, at_ + 6)))) {
      return fail("half of a surrogate pair stands alone, which is no character");
    }
    at_ += is_high_surrogate(unit) ? 12 : 6;
  }

  // One digit at least, as all three parts of a number want it (RFC 8259 section 6).
  void digits() {
    if (!is_digit(next())) return expected("a digit");
    while (is_digit(next())) ++at_;
  }
  // The grammar of RFC 8259 section 6, one part after the other.
  void number() {
    const std::size_t start = at_;
    if (next() == '-') {
      ++at_;
      if (next() == 'I') return fail("-Infinity is not JSON: a number is finite");
    }
    if (next() == '0') {
      ++at_;
      if (is_digit(next())) return fail("a number does not begin with 0");
    } else {
      digits();
    }
    if (!wrong_ && next() == '.') {
      ++at_;
      digits();
    }
    if (!wrong_ && (next() == 'e' || next() == 'E')) {
      ++at_;
      if (next() == '+' || next() == '-') ++at_;
      digits();
    }
    if (wrong_) return;
    // A copy, as strtod() wants a zero behind the digits.
    const std::string digits_of_it(text_.substr(start, at_ - start));
    const double number = std::strtod(digits_of_it.c_str(), nullptr);
    // The largest double; strtod() gives infinity for what is above it.
    if (number > 1.7976931348623157e308 || number < -1.7976931348623157e308) {
      at_ = start;
      fail("the number is larger than a double can hold");
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::string open_;  // the brackets that are open, outermost first
  std::optional<std::string> wrong_;
};

}  // namespace

// The verdict of simdjson without a place is still better than saying nothing: it is told when this reader takes what
// simdjson refused.
Error diagnose(std::string_view text, std::string_view verdict) {
  Checker checker(text);
  checker.check();
  if (!checker.wrong()) return {Code::invalid_input, fmt::format("not JSON: {}", verdict)};
  const Place place = place_of(text, checker.offset());
  return {Code::invalid_input, fmt::format("not JSON: {} (byte {}, line {}, column {})", *checker.wrong(),
                                           checker.offset(), place.line, place.column)};
}

}  // namespace parley::json
