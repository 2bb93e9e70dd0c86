// Cuts a pattern into tokens, one at a time and without copying.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace parley::pattern {

enum class TokenKind : std::uint8_t {
  end,
  invalid,      // `problem` says what is wrong
  name,         // letters, digits, `_`
  hyphen_name,  // the same with `-`: an object type
  keyword,
  integer,
  floating,
  string,      // 'text'
  hex,         // h'00ff'
  binary,      // b'AAE='
  timestamp,   // t'2026-01-01T00:00:00Z'
  boolean,     // true, false
  comparison,  // = == != <> < <= > >=
  colon,
  dot,
  comma,
  asterisk,
  left_bracket,
  right_bracket,
  left_parenthesis,
  right_parenthesis,
};

struct Token {
  TokenKind kind = TokenKind::end;
  std::size_t offset = 0;
  std::string_view text;          // as written; for quoted constants what stands between the apostrophes
  const char* problem = nullptr;  // Kind::invalid
  bool is(TokenKind k) const { return kind == k; }
  bool is_keyword(std::string_view word) const { return kind == TokenKind::keyword && text == word; }
};

class Lexer {
 public:
  // `text` must be valid UTF-8 and outlive the lexer.
  explicit Lexer(std::string_view text) : text_(text) {}
  Token next();
  // The token as it stands in the text, cut to a length that fits a message.
  std::string quote(const Token& token) const;
  bool seen_comment() const { return seen_comment_; }

 private:
  Token take(TokenKind kind, std::size_t bytes);
  Token invalid(std::size_t bytes, const char* problem);
  bool skip_blanks();  // false: a comment without end
  Token word();
  Token number();
  Token string();
  Token prefixed(TokenKind kind);

  std::string_view text_;
  std::size_t at_ = 0;
  bool seen_comment_ = false;
};

// Whether `text` can stand in a path without apostrophes.
bool is_plain_name(std::string_view text);

}  // namespace parley::pattern
