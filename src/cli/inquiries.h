// Inside of `parley inquiry`: showing what became of one.
#pragma once

#include "cli/groups.h"

namespace parley::cli {

// Prints one with its history, or all of them in a table when `what` is empty.
int inquiry_status(Context& context, const std::string& what, const std::string& alias);

}  // namespace parley::cli
