// What a pattern looks for, in words and as a tree, for people.
#pragma once

#include <string>

#include "pattern/ast.h"

namespace parley::pattern {

// One English sentence.
std::string in_words(const ObservationExpression& pattern);
// One line a node, indented.
std::string as_tree(const ObservationExpression& pattern);

}  // namespace parley::pattern
