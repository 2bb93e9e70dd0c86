// Charters and groups as people read them.
#pragma once

#include <string>

#include "cli/command.h"
#include "group/charter.h"

namespace parley::cli {

void print_charter(Context& context, const group::Charter& charter);
// Groups, and charters under way.
int list_groups(Context& context);
// One group, by id or alias, with the version under way if there is one; or a charter that is not in force yet.
int show_group(Context& context, const std::string& what);

}  // namespace parley::cli
