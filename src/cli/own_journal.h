// The journals that commands may append to: this party's own, but not the ones in groups, into which only a release
// goes.
#pragma once

#include <fmt/format.h>

#include "cli/acting.h"
#include "node/find_object.h"
#include "node/journals.h"
#include "node/node.h"

namespace parley::cli {

inline Result<node::JournalInfo> own_journal(node::Node& node, std::string_view name) {
  PARLEY_TRY(auto info, node.journals().open(name));
  if (info.row.root == node.config().taxii.root) return info;
  return Error{
      Code::forbidden,
      fmt::format(
          "\"{}\" is the journal of a group: import into another, such as main, and let it go with parley release send",
          info.row.name)};
}

// The same for who acts, who needs the right to it there.
inline Result<node::JournalInfo> own_journal(Context& context, node::Act act, std::string_view name) {
  PARLEY_TRY(auto info, own_journal(*context.node, name));
  PARLEY_TRY_STATUS(require(context, act, info.row.id));
  return info;
}

// The journal that is named; else the one that has the object: "main", another of this party's, or a mirror.
inline std::string journal_with(node::Node& node, const std::string& named, const std::string& id) {
  return named.empty() ? node::journal_with(node, id) : named;
}

}  // namespace parley::cli
