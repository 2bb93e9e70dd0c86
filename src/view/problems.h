// What is wrong in the groups, in red where there are colours, under whatever shows them.
#pragma once

#include <string>
#include <vector>

#include "desk/status.h"

namespace parley::view {

// What is wrong with a member's journal, a sentence for each thing; without the group's name in front.
std::vector<std::string> member_problems(const desk::NodeStatus::Problem& problem);
// Whose journals are not taken further for want of room, here and at others, and what that means for inquiries: it is
// part of where an inquiry stands, and is shown under what shows them, too. Lines; empty: nothing is held up.
std::string held_up_text(const std::vector<desk::NodeStatus::Problem>& problems, bool colours);
// That, and the journals of other parties that are not read on, with the reason.
std::string problems_text(const std::vector<desk::NodeStatus::Problem>& problems, bool colours);

}  // namespace parley::view
