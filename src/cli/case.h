// Cases as commands find them: a grouping in a journal that names the objects of one comparison.
#pragma once

#include "accounts/load.h"
#include "cli/command.h"

namespace parley::cli {

struct FoundCase {
  std::string slug, name, journal, grouping;
  std::vector<std::string> objects;  // identifiers
};

// All cases in one journal, or in all when `journal` is empty.
Result<std::vector<FoundCase>> find_cases(node::Node& node, const std::string& journal);
// By slug, name, the name up to its colon, or the grouping's id. Fails with not_found, or conflict when several are
// meant.
Result<FoundCase> find_case(node::Node& node, const std::string& name, const std::string& journal);
// Reads the case's objects into `material`: what was received by `as_of`, when that is given.
Status load_case(node::Node& node, const FoundCase& found, std::optional<Micros> as_of, accounts::Material& material);

}  // namespace parley::cli
