// The charters that this node has: in force, and under way, which are no groups yet. A charter is in force once all its
// members have signed it; then each of them holds it, with a mirror of every other's journal, and says so in its own.
//
// Whoever joins with a new version reads what was released before it (charters_joining.cc). Thread-safe.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "group/charter.h"
#include "node/group_view.h"
#include "node/locks.h"
#include "node/own_party.h"
#include "release/audience.h"
#include "store/embedded/group_db.h"
#include "store/embedded/node_db.h"

namespace parley::node {

// A charter in force, with what this node calls its group.
struct InForce {
  group::Charter charter;
  std::string alias, root;
  bool left = false;  // this party has left it
};
using ChartersInForce = std::shared_ptr<const std::vector<InForce>>;

class Charters {
 public:
  Charters(Node& node, store::GroupDb& db, const OwnParty& own) : node_(node), db_(db), own_(own) {}
  Status reload() PARLEY_EXCLUDES(mutex_);  // from node.db

  // Charters under way: own drafts and what came into the lobby.
  struct Proposal {
    group::Charter charter;
    Micros received{};
    std::string alias;
    std::vector<std::string> withdrawn_by = {};  // identities: it comes into force only if they want it again
  };
  std::vector<Proposal> proposals() const PARLEY_EXCLUDES(mutex_);
  ChartersInForce in_force() const PARLEY_EXCLUDES(mutex_);
  // The text that is held, which may have more signatures than the one that was given; nothing: none.
  std::optional<group::Charter> newest(std::string_view id) const PARLEY_EXCLUDES(mutex_);

  // A draft of this party's own: as propose(), after asking what those who join with it would read of what this party
  // has released. Fails with forbidden, with the counts, when the policy holds anything back from one of them.
  Status draft(const group::Charter& charter, const std::string& alias);
  // Keeps it and hands it to every member that can be reached. A complete one becomes a group. One that this party had
  // withdrawn is under way again.
  Status propose(const group::Charter& charter, const std::string& alias);
  // What another party brought: kept like a proposal, and handed to nobody. `changed`: whether it was news. Conflict
  // when this party has withdrawn it, unless all have signed it.
  Status take(const group::Charter& charter, const std::string& alias, bool& changed) PARLEY_EXCLUDES(mutex_);
  // Adds this party's signature: makes its journal for the group. Then as propose(). `as_read`: the terms that the
  // person has read; conflict when others are under way by now. Asks as draft() does; from then on every release is
  // asked about for those who join, too (signed_versions()).
  Result<group::Charter> sign(std::string_view id_or_alias, const group::Terms* as_read = nullptr);
  // The version under way comes back by no other party, and the members are told.
  Status withdraw(std::string_view id_or_alias) PARLEY_EXCLUDES(mutex_);
  // Another member has withdrawn this version, or brings it (again). Nothing happens when it is not under way here.
  Status was_withdrawn(const std::string& by, const std::string& charter, Micros modified) PARLEY_EXCLUDES(mutex_);
  Status was_brought(const std::string& by, const group::Terms& terms) PARLEY_EXCLUDES(mutex_);
  Status leave(std::string_view id_or_alias) PARLEY_EXCLUDES(mutex_);  // the group: this party appends nothing more

  // For each newcomer of `terms` what it would read of what this party has released in the group; nothing when there is
  // no such group yet or nobody joins.
  Result<std::vector<release::Reading>> readings(const group::Terms& terms) const;
  // Versions of a charter, later than `than`, that this party has signed: the others may complete one at any time, also
  // when it was withdrawn here, until a later one is in force.
  std::vector<group::Terms> signed_versions(std::string_view charter_id, Micros than) const PARLEY_EXCLUDES(mutex_);

 private:
  struct Known {
    store::CharterRow row;
    std::optional<group::Charter> charter;   // in force
    std::optional<group::Charter> proposal;  // not signed by all
    std::string root;
  };
  // What sign() signs.
  struct ToSign {
    group::Charter proposal;
    std::optional<group::Charter> in_force;
    std::string alias;
  };
  Known* find(std::string_view id_or_alias) PARLEY_REQUIRES(mutex_);
  std::vector<std::string> withdrawn_by(const group::Terms& terms) const PARLEY_REQUIRES(mutex_);
  Status keep_withdrawn(const std::string& by, const std::string& charter, Micros modified) PARLEY_REQUIRES(mutex_);
  Status forget_withdrawn(const std::string& by, const group::Terms& terms) PARLEY_REQUIRES(mutex_);
  std::string unused_alias(std::string wanted) PARLEY_REQUIRES(mutex_);
  Status take_first(const group::Charter& charter, const std::string& alias) PARLEY_REQUIRES(mutex_);
  Result<group::Charter> take_next(Known& known, const group::Charter& charter, bool& changed) PARLEY_REQUIRES(mutex_);
  void changed() PARLEY_REQUIRES(mutex_);  // after every change of what is in force
  Result<ToSign> to_sign(std::string_view id_or_alias, const group::Terms* as_read) PARLEY_EXCLUDES(mutex_);
  Result<store::CollectionRow> journal_for(const ToSign& what);
  // Makes mirrors and the own journal's record of a charter that is signed by all.
  Status install(const group::Charter& charter, const std::string& alias) PARLEY_EXCLUDES(mutex_);
  Status add_mirrors(const group::Charter& charter, const std::string& alias);
  Status say_in_own_journal(const group::Charter& charter, bool is_new);
  // Before a signature leaves: asks about everything released so far, and keeps what is signed. `next` are the terms.
  Status before_signing(const group::Terms& next);
  Status keep_signed(const group::Terms& next) PARLEY_EXCLUDES(mutex_);

  Node& node_;
  store::GroupDb& db_;
  const OwnParty& own_;
  mutable Mutex mutex_ PARLEY_BETWEEN(after_serial, after_charters);
  std::map<std::string, Known> known_ PARLEY_GUARDED_BY(mutex_);  // by id
  ChartersInForce in_force_ PARLEY_GUARDED_BY(mutex_) = std::make_shared<const std::vector<InForce>>();
  // By id of the charter and time of the version, whatever became of them.
  std::map<std::pair<std::string, Micros>, group::Terms> signed_versions_ PARLEY_GUARDED_BY(mutex_);
  // Likewise, who has withdrawn it.
  std::map<std::pair<std::string, Micros>, std::set<std::string>> withdrawn_ PARLEY_GUARDED_BY(mutex_);
};

}  // namespace parley::node
