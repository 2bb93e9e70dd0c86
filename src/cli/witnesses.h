// What people are told of the outside witnesses of a group (docs/groups.md).
#pragma once

#include "cli/groups.h"
#include "view/witnesses.h"

namespace parley::cli {

using view::witnessing_text;
// What the operator of a witness adds to know the members' journals: one tlog-policy log line each, origin and key in
// one.
int print_witness_lines(Context& context, const node::GroupView& group);

}  // namespace parley::cli
