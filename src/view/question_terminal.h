// A question on a terminal: one matrix over all parties, what follows from it, and where the dispute sits.
#pragma once

#include <string>

#include "assess/view.h"

namespace parley::view {

// Lines that fit `columns` (40 to 200).
std::string question_text(const assess::View& view, std::size_t columns);

}  // namespace parley::view
