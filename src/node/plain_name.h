// What a node calls things of others: names that can be a journal's or an alias, out of what a party chose.
#pragma once

#include <string>
#include <string_view>

namespace parley::node {

// Of characters.
inline constexpr std::size_t kLongestJournalName = 64;

// Lower-case letters, digits and hyphens, 40 at most. `otherwise` when nothing is left.
std::string plain_name(std::string_view text, std::string_view otherwise = "group");

// What a party's journal in a group is called here: "ALIAS.PARTY", and "ALIAS.PARTY-2" and so on where that is taken.
// The same for the same each time. Of two long names both keep their beginnings.
std::string journal_name(std::string_view alias, std::string_view party, int number = 1);

}  // namespace parley::node
