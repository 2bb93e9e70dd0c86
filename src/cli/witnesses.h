// What people are told of the outside witnesses of a group (docs/groups.md).
#pragma once

#include "cli/groups.h"
#include "node/outside_witnesses.h"

namespace parley::cli {

// "witnessed by 2 of 3 (2 asked for): entries 0..41 since 2026-11-22 08:24 Z; newest head, 45 entries: w3.example lacks
// (it answered 503)".
std::string witnessing_text(const node::OutsideWitnesses::Witnessing& witnessing);
// Warnings about journals whose newest head has lacked the quorum for longer than [peers] witness_age_minutes; nothing
// when there are none.
std::vector<std::string> late_witnesses(Context& context);
// What the operator of a witness adds to know the members' journals: one tlog-policy log line each, origin and key in
// one.
int print_witness_lines(Context& context, const node::GroupView& group);

}  // namespace parley::cli
