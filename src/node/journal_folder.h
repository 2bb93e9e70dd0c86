// Where a journal lies.
#pragma once

#include <filesystem>

#include "node/node.h"
#include "store/embedded/node_db.h"

namespace parley::node {

std::filesystem::path folder_of(const Node& node, const store::CollectionRow& row);

}  // namespace parley::node
