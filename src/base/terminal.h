// What a person types: a line of standard input, and a secret that is not shown.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace parley {

// Up to the first of `ends`, and not a byte more: what follows is for others. A line feed, and a carriage return before
// it, are not part of it; another end is. At most 4,096 bytes.
Result<std::string> line_up_to(int fd, std::string_view ends);

// Asks at a terminal for something that is not shown as it is typed. Ctrl-C ends it as forbidden, and leaves the
// terminal as it was.
Result<std::string> ask_for_secret(int in, int out, std::string_view question);

}  // namespace parley
