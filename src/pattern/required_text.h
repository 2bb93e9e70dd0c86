// What a text must contain to match a LIKE or MATCHES: read off the expression, on the safe side.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace parley::pattern {

inline constexpr std::size_t kMinRequired = 3;  // bytes; shorter texts stand nearly everywhere

// Texts with ASCII letters in lower case, of which one stands in every text that matches, when that is brought to lower
// case likewise. Empty: none is known. What is given is in normalization form C.
std::vector<std::string> required_by_like(std::string_view wildcard);
std::vector<std::string> required_by_regex(std::string_view expression);

}  // namespace parley::pattern
