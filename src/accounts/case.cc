#include "accounts/case.h"

#include <fmt/format.h>

#include <map>
#include <utility>

namespace parley::accounts {

bool is_toward(std::string_view word) { return word == "negation" || word == "presupposed" || word == "in-part"; }

bool is_form(std::string_view word) { return word == "direct" || word == "mixed" || word == "indirect"; }

bool is_factuality(std::string_view word) {
  return word == "asserted" || word == "questioned" || word == "conditional" || word == "hedged";
}

std::string usual_kind(const CaseParty& of, bool publishes) {
  const bool article = of.name.starts_with("a ") || of.name.starts_with("an ");
  if (publishes) return "publisher";
  if (!of.office.empty()) return article ? unnamed("person") : "person";
  if (!of.members.empty()) return "group";
  return article ? "unnamed" : "";
}

// A paper is called by what it is, and so never without a name.
std::string unnamed(std::string_view kind) {
  return kind == "document" ? std::string(kind) : fmt::format("unnamed {}", kind);
}
bool is_unnamed(std::string_view kind) { return kind == "unnamed" || kind.starts_with("unnamed "); }

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

Faults told_once(const Faults& faults) {
  constexpr std::size_t kMostLines = 3;
  struct Same {
    std::size_t at = 0, more = 0, last = 0;
    std::vector<std::size_t> lines;
  };
  Faults out;
  std::map<std::string_view, Same> seen;
  for (const Fault& one : faults) {
    const bool each = one.what.find("did you mean") != std::string::npos;
    const auto [same, is_new] = seen.try_emplace(one.what, Same{.at = out.size(), .last = one.line});
    if (is_new || each) {
      out.push_back(one);
      continue;
    }
    // Of several in one line the line is named once.
    if (one.line > 0 && std::exchange(same->second.last, one.line) == one.line) continue;
    if (one.line > 0 && same->second.lines.size() < kMostLines)
      same->second.lines.push_back(one.line);
    else
      ++same->second.more;
  }
  for (const auto& [what, same] : seen) {
    const std::size_t lines = same.lines.size();
    if (lines + same.more == 0) continue;
    std::string& told = out[same.at].what;
    for (std::size_t i = 0; i < lines; ++i)
      told += fmt::format("{}{}",
                          i == 0 ? (lines == 1 ? "; the same in line " : "; the same in lines ")
                          : i + 1 == lines && same.more == 0 ? " and "
                                                             : ", ",
                          same.lines[i]);
    if (lines == 0)
      told +=
          fmt::format("; the same in {}", same.more == 1 ? "one more place" : fmt::format("{} more places", same.more));
    else if (same.more > 0)
      told += fmt::format(" and {} more", same.more);
  }
  return out;
}

}  // namespace parley::accounts
