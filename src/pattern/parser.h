// The parser behind parse().
#pragma once

#include <string_view>

#include "pattern/pattern.h"

namespace parley::pattern {

// `text` is valid UTF-8 within the limits. On failure `error` (if not null) is filled in but for its column.
bool parse_tree(std::string_view text, ObservationExpression& out, SyntaxError* error);

}  // namespace parley::pattern
