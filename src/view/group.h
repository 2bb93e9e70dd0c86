// Groups on a terminal: a table of all of them, and one with everything that is known of it.
#pragma once

#include <string>
#include <vector>

#include "desk/charters.h"
#include "desk/proofs.h"
#include "desk/status.h"

namespace parley::view {

std::string groups_text(const std::vector<desk::Charters::Line>& groups);
// `problems`: those of this group, as NodeStatus::problems() gives them.
std::string group_text(const desk::Charters::Details& details, const std::vector<desk::NodeStatus::Problem>& problems,
                       bool colours);

// "log VKEY" for each, as lines of a tlog-policy.
std::string logs_text(const std::vector<desk::Charters::Log>& logs);
// "witnessed by 2 of 3 (2 asked for): entries 0..41 since 2026-11-22 08:24 Z; newest head, 45 entries: w3.example lacks
// (it answered 503)".
std::string witnessing_text(const node::OutsideWitnesses::Witnessing& witnessing);
// A warning, in one sentence without an end.
std::string unwitnessed_text(const desk::Unwitnessed& one);

}  // namespace parley::view
