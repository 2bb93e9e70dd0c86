// What people are told of the outside witnesses of a group (docs/groups.md).
#pragma once

#include <string>

#include "node/outside_witnesses.h"

namespace parley::view {

// "witnessed by 2 of 3 (2 asked for): entries 0..41 since 2026-11-22 08:24 Z; newest head, 45 entries: w3.example lacks
// (it answered 503)".
std::string witnessing_text(const node::OutsideWitnesses::Witnessing& witnessing);

}  // namespace parley::view
