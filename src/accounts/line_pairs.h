// Inside of accounts: which statements have words in common that may be a line (shared_lines.cc).
#pragma once

#include <functional>

#include "accounts/line_words.h"

namespace parley::accounts {

// Where two statements have the same words.
struct LineMatch {
  Range a, b;
  int weight = 0;
};
// Calls `each` for every two that match, in no order that means anything; each pair once.
void for_each_match(WordLines& lines, const std::function<void(const LineMatch&)>& each);

}  // namespace parley::accounts
