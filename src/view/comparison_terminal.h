// A comparison for the terminal: what it comes to, then each proposition with who says what of it, in as many columns
// as there are.
#pragma once

#include "accounts/report.h"
#include "accounts/telling.h"

namespace parley::view {

struct TerminalStyle {
  std::size_t columns = 80;
  bool colours = false;
};
// Lines of a group, the gravest, that a terminal shows: so many a telling for it needs in full.
inline constexpr std::size_t kMostLines = 100;
std::string render(const accounts::Comparison& comparison, const accounts::Selection& selection,
                   const accounts::Telling& telling, std::string_view title, const TerminalStyle& style);
// The headline, the paragraph and the gravest contradiction alone.
std::string render_brief(const accounts::Comparison& comparison, const accounts::Selection& selection,
                         const accounts::Telling& telling, std::string_view title, const TerminalStyle& style);
// The answer to "why", with statements, spans, chains and rule; with the origins of either side, which whoever asks for
// several cells of a proposition shows once.
std::string render_why(const accounts::Comparison& comparison, accounts::AccountIndex account,
                       accounts::PropositionIndex proposition, const TerminalStyle& style, bool with_origins = true);

}  // namespace parley::view
