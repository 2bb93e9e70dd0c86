// Cases on a terminal: a table of all, one with its documents, events, propositions and statements, and what became of
// reading one in.
#pragma once

#include <string>
#include <vector>

#include "accounts/accounts.h"
#include "desk/case_entry.h"
#include "desk/cases.h"

namespace parley::view {

// Each is lines, ended.
std::string cases_text(const std::vector<desk::Case>& cases);
// A line for each of its parts, cut to four lines of `columns`.
std::string case_text(const desk::Case& found, const accounts::Material& material, std::size_t columns);
std::string imported_text(const desk::ImportedCase& imported);
std::string removed_text(const desk::RemovedCase& removed);
// What it comes to, in one line, and whether it holds.
std::string checked_text(const desk::CheckedCase& checked);
// What of it does not hold, a line each, by `file` and line: "port.case:12: statement s3: ...", as compilers write it
// and editors jump to it. The first of many; empty: all of it does.
std::string faults_text(const accounts::Faults& faults, const std::string& file);
// What an act on a case came to.
std::string entered_text(const desk::Entered& entered);

}  // namespace parley::view
