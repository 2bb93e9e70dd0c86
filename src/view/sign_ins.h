// Who has signed in to the room, and a link with which somebody signs in once, on a terminal.
#pragma once

#include <string>
#include <vector>

#include "desk/sign_ins.h"

namespace parley::view {

// The link stands on a line of its own: it is shown once.
std::string link_text(const desk::SignIns::Link& link);
std::string sessions_text(const std::vector<desk::SignIns::Session>& sessions);

}  // namespace parley::view
