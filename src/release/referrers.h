// Inside of release: whether an object is only known of through what is held back.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "release/policy.h"

namespace parley::release {

using Referrers = std::function<void(std::string_view id, const Context::Visit& visit)>;  // Context::referrers

// Goes back from the object over what names it, and what names that. What is held back is not gone behind; what is not,
// and which nothing names, is a way to know of the object without anything held back. Returns the id of one that is
// held back when there is no such way, or words for it where there are too many to look at: then a person is asked,
// too.
std::optional<std::string> only_held_back_name(const std::string& id, const Referrers& referrers,
                                               const std::function<bool(std::string_view)>& is_held_back);

}  // namespace parley::release
