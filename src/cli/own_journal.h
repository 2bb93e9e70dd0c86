// The journals that commands may append to: this party's own, but not the ones in groups, into which only a release
// goes.
#pragma once

#include <fmt/format.h>

#include "node/deliberation.h"
#include "node/node.h"

namespace parley::cli {

inline Result<node::JournalInfo> own_journal(node::Node& node, std::string_view name) {
  PARLEY_TRY(auto info, node.journal(name));
  if (info.row.root == node.config().taxii.root) return info;
  return Error{
      Code::forbidden,
      fmt::format(
          "\"{}\" is the journal of a group: import into another, such as main, and let it go with parley release send",
          info.row.name)};
}

// The one that is named, else the journal for deliberation.
inline Result<node::JournalInfo> deliberation_or(node::Node& node, std::string_view name) {
  return name.empty() ? node::deliberation_journal(node) : own_journal(node, name);
}

}  // namespace parley::cli
