// What there is at a node, by the names that people type: for shell completion and scripts.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "node/node.h"

namespace parley::desk {

// `kind`: "journals", "groups", "charters" (under way), "peers", "users", "cases", "questions", "inquiries", "recalls",
// "releases" (that wait), "tokens". What has no name is called by the beginning of its id. Each fits in one word of one
// line; others' names that do not are left out.
Result<std::vector<std::string>> names(node::Node& node, std::string_view kind);

}  // namespace parley::desk
