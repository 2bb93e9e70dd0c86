// A case as it lies in a file, read and checked: JSON of either version (case_json.h), or the notation (notation.h).
#pragma once

#include <string>
#include <string_view>

#include "accounts/case.h"
#include "accounts/case_check.h"
#include "base/result.h"

namespace parley::accounts {

struct CaseFileRead {
  WorkedCase of;
  CaseTexts texts;
  Faults faults;         // everything that does not hold, in the order of the file's lines
  bool is_case() const;  // nothing of it is fatal
};

// Fails when the text is no case file at all, or one of a later version.
Result<CaseFileRead> read_case_file(std::string_view text, const ReadText& read_text);

}  // namespace parley::accounts
