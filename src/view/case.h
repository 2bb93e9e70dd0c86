// A case on a terminal: its documents, events, propositions and statements.
#pragma once

#include <string>

#include "accounts/accounts.h"

namespace parley::view {

struct CaseTitle {
  std::string slug, name, journal, grouping;
};
// A line for each, cut to four lines of `columns`.
std::string case_text(const CaseTitle& title, const accounts::Material& material, std::size_t columns);

}  // namespace parley::view
