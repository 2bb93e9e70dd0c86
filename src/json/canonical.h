// RFC 8785, JSON Canonicalization Scheme: one text for one value, to be hashed.
#pragma once

#include "json/json.h"

namespace parley::json {

// Appends the canonical form of `value` to `out`: names sorted by UTF-16 code units, numbers as ECMAScript prints them,
// strings with the fewest escapes. Fails with invalid_input on a duplicate name (RFC 8785 section 3.1 asks for I-JSON).
Status append_canonical(std::string& out, Element value);
// Parses, then the same. Refuses also what is not I-JSON: lone surrogates, numbers beyond a double.
Result<std::string> canonical(std::string_view text);

}  // namespace parley::json
