#include "node/journal_names.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/uuid.h"
#include "names/names.h"
#include "node/audit.h"
#include "node/deliberation.h"
#include "node/lobby.h"

namespace parley::node {

bool is_journal_name(std::string_view text) {
  return !text.empty() && text.size() <= 64 && text.front() != '-' && !is_uuid(text) &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
                  c == '.';
         });
}

// Neither name is another journal's alias, which would be in the way when the node makes its own. Names that only look
// alike are refused, too: a journal "aud1t" could be given to clients and be written to in the belief that it is the
// other.
Status stays_own(const store::CollectionRow& row) {
  const auto is_own = [](std::string_view name) { return name == kLobby || is_closed_journal(name); };
  if (!row.alias.empty() && is_own(row.alias))
    return Error{Code::forbidden,
                 fmt::format("\"{}\" is a journal of the node itself, and no alias of another", row.alias)};
  for (const std::string_view own : {kLobby, std::string_view(kDrafts), std::string_view(kDeliberation),
                                     std::string_view("sightings"), std::string_view(kAudit)})
    for (const std::string& name : {row.name, row.alias})
      if (name != own && names::look_alike(name, own))
        return Error{Code::forbidden, fmt::format("\"{}\" looks like \"{}\", which is a journal of the node itself: "
                                                  "choose a name that can be told apart",
                                                  name, own)};
  if (row.name == kLobby && (row.root != kLobby || row.outside_read || row.outside_write))
    return Error{Code::forbidden, fmt::format("\"{}\" is where other parties' charters come in: the node makes it by "
                                              "itself, and only parties that it knows bring something there",
                                              kLobby)};
  if (!is_closed_journal(row.name) || (!row.outside_read && !row.outside_write)) return {};
  return Error{Code::forbidden, fmt::format("journal \"{}\" is this party's alone: no outside client can be given it. "
                                            "What others shall have is released, or imported into another journal",
                                            row.name)};
}

}  // namespace parley::node
