// Objects by what people type, in all journals that are here: this party's and the mirrors of others'.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "node/node.h"

namespace parley::node {

inline constexpr std::size_t kShortestBeginning = 4;  // characters of a UUID that people type in the place of all

// The id that `text` means: itself when it is a whole one; else the only one here that begins so, written as
// "indicator--7c1f2a30" or "7c1f2a30". Fails with invalid_input, not_found, or conflict when several do, and says what
// to type.
Result<std::string> whole_id(Node& node, std::string_view text);
// The same for each of a list.
Result<std::vector<std::string>> whole_ids(Node& node, const std::vector<std::string>& texts);

// Ids here that begin with `uuid` behind "TYPE--", of any type when `type` is empty; at most two. Lower case, both.
Result<std::set<std::string>> objects_beginning(Node& node, const std::string& type, const std::string& uuid);

// The newest version of every object here of these types (all when empty): `visit` until it says false. An object that
// stands in several journals comes once for each.
Status for_each_object(Node& node, const std::vector<std::string>& types,
                       const std::function<bool(const journal::Entry&)>& visit);

// The types that the standard and Parley know, without "bundle".
const std::set<std::string_view>& standard_types();

// Without white space around it.
std::string trim(std::string_view text);

}  // namespace parley::node
