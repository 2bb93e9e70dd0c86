// Commands by which a case is entered by hand: those of `parley case` that make and edit one.
#pragma once

#include "cli/command.h"

namespace parley::cli {

void add_case_making(Command& group, Context& context);   // case new, add-document
void add_case_editing(Command& group, Context& context);  // case edit

// A document of a case, byte for byte, as the caller sees it.
Result<std::string> read_whole(Console& console, const std::string& path);

}  // namespace parley::cli
