// A word of a command line that is printed for somebody to run.
#pragma once

#include <string>
#include <string_view>

namespace parley::cli {

// As a shell reads it: single quotes, in which it reads nothing; a quote in the word ends them, stands escaped by
// itself, and begins them again.
inline std::string shell_word(std::string_view word) {
  constexpr std::string_view kPlain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./=:,+@%";
  if (!word.empty() && word.find_first_not_of(kPlain) == std::string_view::npos) return std::string(word);
  std::string out = "'";
  for (const char c : word) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

}  // namespace parley::cli
