// What the members of a group have released of who said what, as one body to compare.
#pragma once

#include "accounts/load.h"
#include "cli/command.h"

namespace parley::cli {

// Reads own journal and mirrors of the group. An object counts from the journal of the party that made it
// (created_by_ref); one whose maker is no member, from the journal that had it first: nobody replaces another's words.
// Fails with not_found. Returns what the group is called.
Result<std::string> load_group(node::Node& node, const std::string& group, std::optional<Micros> as_of,
                               accounts::Material& material);

// One proof file for each statement of the material, named by its entry, in the folder `dir`, which must be there.
// Returns how many.
Result<std::size_t> write_proofs(Context& context, const accounts::Material& material, const std::string& dir);

}  // namespace parley::cli
