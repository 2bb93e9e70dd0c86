// What a node has to say of itself, on a terminal. What must be looked at stands in red.
#pragma once

#include <string>
#include <vector>

#include "desk/proofs.h"
#include "desk/status.h"

namespace parley::view {

// Why the duty officer is not told, a sentence each.
std::vector<std::string> untold_warnings(const desk::NodeStatus::Shown& shown);
// All that is to be looked at and is no problem of the node's: witnesses that are late, then those.
std::vector<std::string> warnings(const desk::NodeStatus::Shown& shown, const std::vector<desk::Unwitnessed>& late);
// Who this is, whether it runs, its journals and what is wrong with them; what is wrong in the groups stands under it.
// `at`: now, by the machine's clock, by which journals and clients are dated.
std::string status_text(const desk::NodeStatus::Shown& shown, Micros at, bool colours);
// The rest: what is to be looked at, what is due, and who asks.
std::string status_rest(const desk::NodeStatus::Shown& shown, const std::vector<std::string>& warnings, Micros at,
                        bool colours);

}  // namespace parley::view
