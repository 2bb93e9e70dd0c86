// Cases on a terminal: a table of all, one with its documents, events, propositions and statements, and what became of
// reading one in.
#pragma once

#include <string>
#include <vector>

#include "accounts/accounts.h"
#include "desk/cases.h"

namespace parley::view {

// Each is lines, ended.
std::string cases_text(const std::vector<desk::Case>& cases);
// A line for each of its parts, cut to four lines of `columns`.
std::string case_text(const desk::Case& found, const accounts::Material& material, std::size_t columns);
std::string imported_text(const desk::ImportedCase& imported);
// What of it does not hold, the first of many; empty: all of it does.
std::string faults_text(const desk::ImportedCase& imported);

}  // namespace parley::view
