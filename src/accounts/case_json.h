// A case as a JSON file: version 2 of the format ("parley-case/2", docs/formats/case.md), and version 1, in which the
// worked cases are annotated ("parley-attribution-gold/1").
#pragma once

#include <string>
#include <string_view>

#include "accounts/case.h"
#include "base/result.h"

namespace parley::accounts {

// What the file says, and in `faults` what it says wrongly: members of another kind, and in version 2 members that
// nobody knows. Of version 1 only what people recorded is read, not what follows from it (matrix, verdicts, changes,
// shared lines). Fails when the text is no such file (invalid_input), or one of a later version (unsupported).
Result<WorkedCase> read_case_json(std::string_view text, Faults& faults);

}  // namespace parley::accounts
