#include "accounts/case.h"

#include <fmt/format.h>

namespace parley::accounts {

bool is_toward(std::string_view word) { return word == "negation" || word == "presupposed" || word == "in-part"; }

bool is_form(std::string_view word) { return word == "direct" || word == "mixed" || word == "indirect"; }

bool is_factuality(std::string_view word) {
  return word == "asserted" || word == "questioned" || word == "conditional" || word == "hedged";
}

// The line that was recorded, else that of the first quotation, once it was found.
std::size_t near_line(const CaseStatement& statement) {
  if (statement.line > 0 || statement.quotes.empty() || !statement.quotes.front().span) return statement.line;
  return statement.quotes.front().span->line;
}

// As they stand in the document, once they were found there: what was typed may have other marks.
std::string words_of(const CaseStatement& statement) {
  if (!statement.words.empty()) return statement.words;
  std::string out;
  for (const Quote& one : statement.quotes) out += (out.empty() ? "" : " … ") + (one.span ? one.span->text : one.text);
  return out;
}

// The last place is kept for the sentence that there is more. A fatal fault for which there is no place makes that
// sentence fatal: otherwise enough small faults before it would let the case through.
void tell(Faults& faults, Fault fault) {
  if (faults.size() < kMostFaults - 1) {
    faults.push_back(std::move(fault));
    return;
  }
  if (faults.size() < kMostFaults)
    faults.push_back({.line = fault.line, .where = "the case", .what = "more does not hold than is told here"});
  faults.back().fatal = faults.back().fatal || fault.fatal;
}

std::string in_words(const Fault& fault) {
  return (fault.line > 0 ? fmt::format("line {}: ", fault.line) : std::string()) + fault.where + ": " + fault.what;
}

}  // namespace parley::accounts
