// One text member of an object that is still text: for whoever needs no more of it.
#pragma once

#include <string>
#include <string_view>

namespace parley::json {

// Empty when `object` is no JSON object, has no such member, or one that is no text.
std::string text_member(std::string_view object, std::string_view name);

}  // namespace parley::json
