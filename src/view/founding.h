// A node that was just made, on a terminal.
#pragma once

#include <string>

#include "desk/founding.h"

namespace parley::view {

std::string founded_text(const desk::Founded& founded);

}  // namespace parley::view
