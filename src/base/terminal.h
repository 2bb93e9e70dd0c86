// What a person types: a line of standard input, and a secret that is not shown.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace parley {

// Up to the first of `ends`, and not a byte more: what follows is for others. A line feed, and a carriage return before
// it, are not part of it; another end is. At most 4,096 bytes. When `stopped` says so, which is asked five times a
// second while nothing comes, it fails with unavailable.
Result<std::string> line_up_to(int fd, std::string_view ends, const std::function<bool()>& stopped = {});

// Asks at a terminal for something that is not shown as it is typed. Ctrl-C ends it as forbidden, a signal
// that `stopped` tells of as unavailable; both leave the terminal as it was.
Result<std::string> ask_for_secret(int in, int out, std::string_view question,
                                   const std::function<bool()>& stopped = {});

}  // namespace parley
