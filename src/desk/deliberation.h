// Where what a party weighs is kept: the journal for deliberation, unless the person names another.
#pragma once

#include <string>
#include <string_view>

#include "base/time.h"
#include "node/acting.h"
#include "node/journals.h"
#include "node/node.h"

namespace parley::desk {

// An object of ours as it now stands in a journal.
struct Kept {
  std::string id, journal;
  std::uint64_t entry = 0;
  Micros date_added{};
};
std::string to_json(const Kept& kept);

// The journal that is named, else the one for deliberation, made when it is missing. Forbidden for who lacks the right
// to `act` there, and for the journal of a group.
Result<node::JournalInfo> deliberation_or(node::Node& node, const node::Acting& acting, node::Act act,
                                          std::string_view name);

}  // namespace parley::desk
