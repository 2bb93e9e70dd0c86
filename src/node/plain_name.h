// What a node calls things of others: names that can be a journal's or an alias, out of what a party chose.
#pragma once

#include <string>
#include <string_view>

namespace parley::node {

// Lower-case letters, digits and hyphens, 40 at most: it becomes part of a journal's name, which has 64 at most.
// `otherwise` when nothing is left.
std::string plain_name(std::string_view text, std::string_view otherwise = "group");

}  // namespace parley::node
