// Journals on a terminal: what there is, and whether it holds.
#pragma once

#include <string>
#include <vector>

#include "desk/journals.h"
#include "text/display.h"

namespace parley::view {

// One that cannot be opened stands in it with the reason.
text::Table journals_table(const std::vector<desk::Journals::Line>& journals);
std::string journal_text(const desk::Journals::Details& details);
std::string added_text(const store::CollectionRow& journal);  // with how somebody is let in
// Of one that holds; a sentence each.
std::string verified_line(const desk::Journals::Verified& verified);
std::string rebuilt_line(const std::string& journal, const journal::Journal::RebuildReport& report);

}  // namespace parley::view
