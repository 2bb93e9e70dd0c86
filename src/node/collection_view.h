// What one caller sees of a journal over TAXII.
#pragma once

#include <memory>
#include <optional>

#include "node/node.h"
#include "store/embedded/node_db.h"
#include "taxii/catalog.h"

namespace parley::node {

// The collection as `principal` sees it; nothing: one that he may neither read nor write is not there for him.
// `journal` is null when it cannot be opened. Never waits for anything.
std::optional<taxii::Collection> as_seen(Node& node, const store::CollectionRow& row,
                                         const std::shared_ptr<journal::Journal>& journal,
                                         const taxii::Principal& principal);

}  // namespace parley::node
