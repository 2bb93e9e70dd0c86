// Embargoes on a terminal: what is kept back, what that means here, and what it does not take back.
#pragma once

#include <string>
#include <vector>

#include "desk/embargoes.h"
#include "text/display.h"

namespace parley::view {

text::Table embargoes_table(const std::vector<desk::Embargoes::Line>& embargoes);
// `party`: towards whom, as it was typed; "*": everybody.
std::string embargo_text(const desk::Embargoes::Put& put, const std::string& party);
std::string removed_line(const desk::Embargoes::Removed& removed);

}  // namespace parley::view
