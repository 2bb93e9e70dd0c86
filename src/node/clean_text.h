// Text that a stranger sent and that is only ever shown: a User-Agent, a path, a cursor.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace parley::node {

// At most the first `most` bytes, whole characters only, with U+FFFD for what is no UTF-8 and for what a terminal or an
// editor would obey instead of show: control characters (C0, DEL, C1), bidi and other invisible format characters.
std::string clean_text(std::string_view text, std::size_t most);

}  // namespace parley::node
