#include "node/collection_view.h"

#include "node/access.h"
#include "node/audit.h"
#include "node/health.h"
#include "node/lobby.h"
#include "node/membership.h"

namespace parley::node {

// What the collection's own limits and the principal's rights leave; to another party, what its groups let it.
// Two kinds of principal: a party, whose rights follow from the charters (Membership::rights_of()), and a
// user, whose rights follow from what it was given, within what the row says outside clients may do.
std::optional<taxii::Collection> as_seen(Node& node, const store::CollectionRow& row,
                                         const std::shared_ptr<journal::Journal>& journal,
                                         const taxii::Principal& principal) {
  const std::string& own_root = node.config().taxii.root;
  if (row.name == kAudit) return std::nullopt;  // also one of before that name was kept free, which says otherwise
  taxii::Collection out{.id = row.id, .title = row.title, .description = {}, .alias = {}, .journal = journal};
  if (const auto rights = node.membership().rights_of(principal, row)) {
    out.can_read = rights->read;
    out.can_write = rights->write;
    if (row.root == kLobby) {
      out.only_type = "artifact";  // in which a charter travels
      out.deliver = [&node, principal](std::string_view artifact) { return node.lobby().put(principal, artifact); };
    }
  } else {
    const Rights given = node.access().rights_table().of(principal, row.id);
    out.can_read = given.read && row.outside_read;
    out.can_write = given.write && row.outside_write && row.root == own_root;  // into a group only a release goes
    out.can_delete = given.remove && row.root == own_root;
  }
  if (!out.can_read && !out.can_write) return std::nullopt;
  if (!journal) out.closed = to_everybody(Trouble::journal_closed);
  if (!row.description.empty()) out.description = row.description;
  if (!row.alias.empty()) out.alias = row.alias;
  return out;
}

}  // namespace parley::node
