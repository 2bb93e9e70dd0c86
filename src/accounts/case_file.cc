#include "accounts/case_file.h"

#include <algorithm>

#include "accounts/case_json.h"
#include "accounts/notation.h"
#include "base/ascii.h"

namespace parley::accounts {
namespace {

// Nothing was read that a case could consist of. Statements alone would be enough: their documents may be declared
// elsewhere or be missing, and that is told as a fault.
bool says_nothing(const WorkedCase& of) {
  return of.name.empty() && of.documents.empty() && of.parties.empty() && of.events.empty() &&
         of.propositions.empty() && of.statements.empty();
}

// Of a file that is something else entirely every line would be told.
Result<WorkedCase> read_any(std::string_view text, Faults& faults) {
  if (trimmed(text, "\xEF\xBB\xBF \t\r\n").starts_with('{')) return read_case_json(text, faults);
  WorkedCase of = read_notation(text, faults);
  if (!says_nothing(of)) return of;
  return Error{Code::invalid_input,
               "this is no case, neither as JSON nor in the notation: " +
                   (faults.empty() ? std::string("there is nothing in it") : in_words(faults.front()))};
}

}  // namespace

bool CaseFileRead::is_case() const {
  return std::none_of(faults.begin(), faults.end(), [](const Fault& one) { return one.fatal; });
}

// The texts come before the checks, because every quotation is looked up in its document; a text that is missing is
// told once, by read_texts(), and not again for each of its quotations.
Result<CaseFileRead> read_case_file(std::string_view text, const ReadText& read_text) {
  CaseFileRead out;
  PARLEY_TRY(out.of, read_any(text, out.faults));
  out.texts = read_texts(out.of, read_text, out.faults);
  check_case(out.of, out.texts, out.faults);
  // They come in the order in which things are asked; whoever mends the file goes through it from the top.
  std::stable_sort(out.faults.begin(), out.faults.end(),
                   [](const Fault& a, const Fault& b) { return a.line < b.line; });
  return out;
}

}  // namespace parley::accounts
