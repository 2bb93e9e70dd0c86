// Journals on a terminal: what there is, and whether it holds.
#pragma once

#include <string>
#include <vector>

#include "desk/journals.h"

namespace parley::view {

// One that cannot be opened stands in it with the reason.
std::string journals_text(const std::vector<desk::Journals::Line>& journals);
std::string journal_text(const desk::Journals::Details& details);
std::string added_text(const store::CollectionRow& journal);  // with how somebody is let in
// Of one that holds; a line each.
std::string verified_text(const desk::Journals::Verified& verified);
std::string rebuilt_text(const std::string& journal, const journal::Journal::RebuildReport& report);

}  // namespace parley::view
