// What a journal of this node may be called, and who may never be given it.
#pragma once

#include <string_view>

#include "base/result.h"
#include "store/embedded/node_db.h"

namespace parley::node {

// 1 to 64 letters, digits, '-', '_' and '.'. A name that is a UUID could be taken for another journal's collection id,
// and one with a hyphen in front for an option.
bool is_journal_name(std::string_view text);

// What is this party's alone is so from the first moment on, and whatever is said of it later. The lobby is the node's
// own: who may bring something there, and what, is no matter of a setting. Fails with forbidden where a row says
// otherwise, or where its name or alias could be taken for that of a journal of the node itself.
Status stays_own(const store::CollectionRow& row);

}  // namespace parley::node
