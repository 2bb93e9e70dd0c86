#include "pattern/lexer.h"

#include <array>
#include <cstring>

#include "base/ascii.h"
#include "base/bytes.h"
#include "base/time.h"

// Tokens as in the official grammar (STIXPattern.g4), with its longest match. Whatever is none is an `invalid` token
// with a sentence about what was probably meant: an error then names the place and not just "unexpected".
namespace parley::pattern {
namespace {

constexpr bool begins_name(char c) { return is_letter(c) || c == '_'; }

// In capitals only, as the grammar has them; the same words in lower case are names.
constexpr std::array<std::string_view, 17> kKeywords = {
    "AND",  "OR", "NOT",   "FOLLOWEDBY", "LIKE",    "MATCHES", "ISSUBSET", "ISSUPERSET", "EXISTS",
    "LAST", "IN", "START", "STOP",       "SECONDS", "WITHIN",  "REPEATS",  "TIMES"};

bool is_keyword(std::string_view word) {
  // The limits are those of the list above: from two letters to the ten of FOLLOWEDBY, and from A to W.
  // Most names are in lower case and are no keyword by their first letter.
  if (word.size() < 2 || word.size() > 10 || word[0] < 'A' || word[0] > 'W') return false;
  for (std::string_view keyword : kKeywords)
    if (word == keyword) return true;
  return false;
}

// Bytes of the white space character at `text`, 0 when there is none. Beyond ASCII: U+0085, U+00A0, U+1680, U+2000 to
// U+200A, U+2028, U+2029, U+202F, U+205F, U+3000 (the characters with White_Space, section 9.4).
std::size_t blank_bytes(std::string_view text) {
  const char c = text[0];
  if (c == ' ' || (c >= '\t' && c <= '\r')) return 1;
  if (static_cast<signed char>(c) >= 0) return 0;
  const auto starts = [&](const char* bytes) { return text.starts_with(bytes); };
  if (starts("\xC2\x85") || starts("\xC2\xA0")) return 2;
  if (starts("\xE2\x80") && text.size() > 2) {
    const auto last = static_cast<unsigned char>(text[2]);
    return last <= 0x8A || last == 0xA8 || last == 0xA9 || last == 0xAF ? 3 : 0;
  }
  return starts("\xE1\x9A\x80") || starts("\xE2\x81\x9F") || starts("\xE3\x80\x80") ? 3 : 0;
}

// The whole character and not its first byte, so that a message never quotes half of one. parse() has made sure of
// UTF-8.
std::size_t character_bytes(std::string_view text) {
  std::size_t bytes = 1;
  while (bytes < text.size() && (static_cast<unsigned char>(text[bytes]) & 0xC0) == 0x80) ++bytes;
  return bytes;
}

}  // namespace

// What can stand in a path without apostrophes.
// The printer asks this too, and so puts apostrophes around exactly what would not be read back as a name.
bool is_plain_name(std::string_view text) {
  if (text.empty() || !begins_name(text[0])) return false;
  for (char c : text)
    if (!begins_name(c) && !is_digit(c)) return false;
  return !is_keyword(text) && text != "true" && text != "false";
}

// Tokens are views into the pattern, which its owner keeps while it is read.
Token Lexer::take(TokenKind kind, std::size_t bytes) {
  const std::size_t start = at_;
  at_ += bytes;
  return {kind, start, text_.substr(start, bytes)};
}

// The problem is a literal, so the token can carry a pointer to it however long it lives.
Token Lexer::invalid(std::size_t bytes, const char* problem) {
  Token token = take(TokenKind::invalid, bytes);
  token.problem = problem;
  return token;
}

// White space and comments, which the official grammar takes for white space.
bool Lexer::skip_blanks() {
  while (at_ < text_.size()) {
    const std::string_view rest = text_.substr(at_);
    // A comment ends at the end of its line, or at "*/"; comments are remembered, because one in front of the whole
    // pattern is refused (parser.cc).
    if (const std::size_t bytes = blank_bytes(rest)) {
      at_ += bytes;
    } else if (rest.starts_with("//")) {
      seen_comment_ = true;
      const std::size_t end = rest.find_first_of("\r\n");
      at_ = end == std::string_view::npos ? text_.size() : at_ + end;
    } else if (rest.starts_with("/*")) {
      seen_comment_ = true;
      const std::size_t end = rest.find("*/", 2);
      if (end == std::string_view::npos) return false;
      at_ += end + 2;
    } else {
      break;
    }
  }
  return true;
}

// One character of look-ahead is enough to tell any two tokens apart.
Token Lexer::next() {
  if (!skip_blanks()) return invalid(text_.size() - at_, "a comment that begins with /* must end with */");
  if (at_ == text_.size()) return {TokenKind::end, at_, {}};
  const char c = text_[at_];
  const char second = at_ + 1 < text_.size() ? text_[at_ + 1] : '\0';
  // A letter and an apostrophe without a space between: a constant with a prefix, and not a name.
  if (second == '\'') {
    if (c == 'h') return prefixed(TokenKind::hex);
    if (c == 'b') return prefixed(TokenKind::binary);
    if (c == 't') return prefixed(TokenKind::timestamp);
  }
  if (begins_name(c)) return word();
  if (is_digit(c) || c == '-' || (c == '.' && is_digit(second))) return number();
  switch (c) {
    case '\'':
      return string();
    case ':':
      return take(TokenKind::colon, 1);
    case '.':
      return take(TokenKind::dot, 1);
    case ',':
      return take(TokenKind::comma, 1);
    case '*':
      return take(TokenKind::asterisk, 1);
    case '[':
      return take(TokenKind::left_bracket, 1);
    case ']':
      return take(TokenKind::right_bracket, 1);
    case '(':
      return take(TokenKind::left_parenthesis, 1);
    case ')':
      return take(TokenKind::right_parenthesis, 1);
    // The longest of the spellings that fit is taken.
    case '=':
      return take(TokenKind::comparison, second == '=' ? 2 : 1);
    case '<':
      return take(TokenKind::comparison, second == '=' || second == '>' ? 2 : 1);
    case '>':
      return take(TokenKind::comparison, second == '=' ? 2 : 1);
    // The mistakes of people who know SQL, C or shell: each gets its own sentence.
    case '!':
      if (second == '=') return take(TokenKind::comparison, 2);
      return invalid(1, "\"not equal\" is written !=");
    case '+':
      return invalid(1, "a positive number is written without a plus sign");
    case '"':
      return invalid(1, "text stands in apostrophes ('), not in quotation marks");
    default:
      return invalid(character_bytes(text_.substr(at_)), "this character has no place in a pattern outside a string");
  }
}

// Object types may have hyphens and properties must not, so the parser has to know.
Token Lexer::word() {
  std::size_t end = at_ + 1;
  bool hyphen = false;
  for (; end < text_.size(); ++end) {
    const char c = text_[end];
    if (c == '-')
      hyphen = true;
    else if (!begins_name(c) && !is_digit(c))
      break;
  }
  Token token = take(TokenKind::name, end - at_);
  if (hyphen)
    token.kind = TokenKind::hyphen_name;
  else if (is_keyword(token.text))
    token.kind = TokenKind::keyword;
  else if (token.text == "true" || token.text == "false")
    token.kind = TokenKind::boolean;
  return token;
}

// -?(0|[1-9][0-9]*) or -?[0-9]*.[0-9]+, whichever is longer.
Token Lexer::number() {
  const std::size_t first = text_[at_] == '-' ? at_ + 1 : at_;
  std::size_t end = first;
  while (end < text_.size() && is_digit(text_[end])) ++end;
  if (end + 1 < text_.size() && text_[end] == '.' && is_digit(text_[end + 1])) {
    for (++end; end < text_.size() && is_digit(text_[end]); ++end) {
    }
    return take(TokenKind::floating, end - at_);
  }
  if (end == first) return invalid(1, "a minus sign stands before a number");
  // "01" would be octal to some readers.
  if (text_[first] == '0' && end > first + 1) return invalid(end - at_, "a whole number has no leading zero");
  return take(TokenKind::integer, end - at_);
}

// The token has the text as it is written, with its escapes: most strings are never unescaped, as most tokens are
// only looked at.
// An escape that is none is told at its own place and not at the beginning of the string.
Token Lexer::string() {
  std::size_t end = at_ + 1;
  while (end < text_.size() && text_[end] != '\'') {
    if (text_[end] == '\\') {
      if (end + 1 == text_.size()) break;
      if (text_[end + 1] != '\'' && text_[end + 1] != '\\') {
        at_ = end;
        return invalid(1 + character_bytes(text_.substr(end + 1)),
                       "after a backslash only an apostrophe or a backslash may follow: write \\\\ for a backslash");
      }
      ++end;
    }
    ++end;
  }
  if (end >= text_.size()) return invalid(text_.size() - at_, "this string has no closing apostrophe");
  Token token = take(TokenKind::string, end + 1 - at_);
  token.text = token.text.substr(1, token.text.size() - 2);
  return token;
}

// h'', b'' and t'' constants; their content is checked here so that the error names their place.
Token Lexer::prefixed(TokenKind kind) {
  const std::size_t end = text_.find('\'', at_ + 2);
  if (end == std::string_view::npos) return invalid(text_.size() - at_, "this constant has no closing apostrophe");
  const std::string_view content = text_.substr(at_ + 2, end - at_ - 2);
  Timestamp time;
  if (kind == TokenKind::hex && !from_hex(content))
    return invalid(end + 1 - at_, "a hex constant holds an even number of hexadecimal digits");
  if (kind == TokenKind::timestamp && !Timestamp::parse(content, time))
    return invalid(end + 1 - at_,
                   "a timestamp constant is an existing UTC time written like t'2026-07-09T18:30:00.123Z'");
  if (kind == TokenKind::binary) {
    std::string joined;  // line feeds in it are ignored (section 9.2)
    for (char c : content)
      if (c != '\n' && c != '\r') joined += c;
    if (!from_base64(joined)) return invalid(end + 1 - at_, "a binary constant holds padded base64");
  }
  Token token = take(kind, end + 1 - at_);
  token.text = content;
  return token;
}

// Somebody else's pattern goes into a message: cut, and never inside of a character.
std::string Lexer::quote(const Token& token) const {
  if (token.is(TokenKind::end)) return "the end of the pattern";
  std::string_view written = token.text;
  if (token.kind >= TokenKind::string && token.kind <= TokenKind::timestamp)
    written = text_.substr(token.offset, token.text.size() + (token.is(TokenKind::string) ? 2 : 3));
  constexpr std::size_t kMost = 40;
  if (written.size() <= kMost) return "\"" + std::string(written) + "\"";
  std::size_t cut = kMost;
  while (cut > 0 && (static_cast<unsigned char>(written[cut]) & 0xC0) == 0x80) --cut;
  return "\"" + std::string(written.substr(0, cut)) + "...\"";
}

}  // namespace parley::pattern
