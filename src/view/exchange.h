// What was exchanged with other members, and who holds what, on a terminal.
#pragma once

#include <string>
#include <vector>

#include "desk/exchange.h"
#include "desk/proofs.h"

namespace parley::view {

// Problems stand in red under it.
std::string sync_text(const std::vector<desk::Exchange::Report>& reports, bool colours);
std::string stopped_text(const std::vector<desk::Exchange::Stopped>& journals);
// Since when: the first cosigned head that covers the entry.
std::string holdings_text(const std::vector<desk::Holding>& holdings);

}  // namespace parley::view
