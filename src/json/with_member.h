// One member at the top of an object that is still text, set to another value: every other byte stays as it came.
#pragma once

#include <string>
#include <string_view>

namespace parley::json {

// `object` is the text of a JSON object, which was parsed before; `value` is JSON. The member is replaced where it
// stands, or added in front.
std::string with_member(std::string_view object, std::string_view name, std::string_view value);

}  // namespace parley::json
