// A comparison for the terminal: the matrix, then what it comes to, in as many columns as there are.
#pragma once

#include "accounts/report.h"

namespace parley::view {

struct TerminalStyle {
  std::size_t columns = 80;
  bool colours = false;
};
std::string render(const accounts::Comparison& comparison, const accounts::Selection& selection, std::string_view title,
                   const TerminalStyle& style);
// The answer to "why", with statements, spans, chains and rule.
std::string render_why(const accounts::Comparison& comparison, accounts::AccountIndex account,
                       accounts::PropositionIndex proposition, const TerminalStyle& style);

}  // namespace parley::view
