// Inside of releases.h: the objects on their way - read, redacted, with what comes along, naming each other as they
// leave.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "desk/releases.h"
#include "node/journals.h"

namespace parley::desk {

// `policy`: ReleasePolicy::context() of the group. `from`: the journal that the request names.
Result<std::vector<release::Item>> gather(node::Node& node, const Releases::Request& request,
                                          const node::GroupView& group, const node::JournalInfo& from,
                                          const release::Context& policy);

}  // namespace parley::desk
