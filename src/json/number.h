// Numbers as ECMAScript prints them (ECMA-262, Number::toString), which RFC 8785 section 3.2.2.3 prescribes.
#pragma once

#include <cstddef>

namespace parley::json {

inline constexpr std::size_t kMaxNumberChars = 32;

// Writes the finite `number` to `out`, which has room for kMaxNumberChars, and returns the place behind it.
char* write_es_number(char* out, double number);

}  // namespace parley::json
