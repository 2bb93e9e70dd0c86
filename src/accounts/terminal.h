// A comparison for the terminal: the matrix, then what it comes to, in as many columns as there are.
#pragma once

#include "accounts/report.h"

namespace parley::accounts {

struct TerminalStyle {
  std::size_t columns = 80;
  bool colours = false;
};
std::string render(const Comparison& comparison, const Selection& selection, std::string_view title,
                   const TerminalStyle& style);
// The answer to "why", with statements, spans, chains and rule.
std::string render_why(const Comparison& comparison, AccountIndex account, PropositionIndex proposition,
                       const TerminalStyle& style);

// Columns that a text takes: marks that combine take none, wide characters two.
std::size_t display_width(std::string_view text);
// What fits, with "…" when something does not; control characters are shown as "·", so that no quotation moves the
// cursor.
std::string fitted(std::string_view text, std::size_t columns);
// Broken at spaces; every line but the first begins with `indent` spaces.
std::string wrapped(std::string_view text, std::size_t columns, std::size_t indent);

}  // namespace parley::accounts
