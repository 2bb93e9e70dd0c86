// Which values a hash of an algorithm can have (STIX 2.1 sections 2.7 and 10.6).
#pragma once

#include <cstddef>

#include "pattern/ast.h"

namespace parley::pattern {

// How many hexadecimal digits the values have that the path leads to, where it leads to a hash of a known algorithm
// (hashes.'SHA-256'); else 0.
std::size_t hash_digits(const ObjectPath& path);

}  // namespace parley::pattern
