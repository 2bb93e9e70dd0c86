// What an exchange with the other members came to, on a terminal.
#pragma once

#include <string>
#include <vector>

#include "desk/exchanging.h"

namespace parley::view {

// Each is lines, ended. `colours`: whether problems may be red.
std::string synced_text(const std::vector<node::SyncReport>& reports, bool colours);
std::string stopped_text(const std::vector<desk::Exchanging::Stopped>& stopped);

}  // namespace parley::view
