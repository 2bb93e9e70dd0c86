// What people are told of the outside witnesses of a group (docs/groups.md).
#pragma once

#include "cli/groups.h"
#include "node/outside_witnesses.h"

namespace parley::cli {

// Warnings about journals whose newest head has lacked the quorum for longer than [peers] witness_age_minutes; nothing
// when there are none.
std::vector<std::string> late_witnesses(Context& context);

}  // namespace parley::cli
