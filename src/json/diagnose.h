// What is wrong with a text that simdjson refused, and where: simdjson is fast because it does not keep track of that.
#pragma once

#include <string_view>

#include "base/result.h"

namespace parley::json {

// Reads `text` again, slowly, and names the first mistake with its byte offset, line and column (in characters). When
// this reader finds none, the answer is `verdict`, simdjson's own words.
Error diagnose(std::string_view text, std::string_view verdict);

}  // namespace parley::json
