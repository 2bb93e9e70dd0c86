// A file of the notation as lines: those that belong together as one, comments gone.
#pragma once

#include <string_view>
#include <vector>

#include "accounts/case.h"
#include "accounts/notation_cursor.h"

namespace parley::accounts::notation {

// What nobody who reads the file sees is told in `faults`: what stands there would not be what is read.
std::vector<Line> lines_of(std::string_view text, Faults& faults);

}  // namespace parley::accounts::notation
