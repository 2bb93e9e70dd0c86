// Makes the parts of a node that have to do with other parties, and says in which order they come and go; no
// part makes another. Parts that need others while they open (Releases, Retention) are made after all have
// loaded what is kept.
#include "node/group_parts.h"

#include "node/charters.h"
#include "node/exchange.h"
#include "node/group_states.h"
#include "node/heads.h"
#include "node/journal_locks.h"
#include "node/lobby.h"
#include "node/membership.h"
#include "node/mirror_room.h"
#include "node/outside_witnesses.h"
#include "node/own_acts.h"
#include "node/own_heads.h"
#include "node/own_journal.h"
#include "node/peer_silence.h"
#include "node/peers.h"
#include "node/receipts.h"
#include "node/release_policy.h"
#include "node/releases.h"
#include "node/retention.h"

namespace parley::node {

// Each part reaches the others by the node when it needs them, so their order here decides nothing but the end: what is
// named last goes first, and own_heads, whose threads use all others, is told to stop before that (close_groups()).
struct GroupParts::Impl {
  Impl(Node& node, std::unique_ptr<store::GroupDb> its_db, std::unique_ptr<const OwnParty> its_own)
      : db(std::move(its_db)),
        own(std::move(its_own)),
        peers(node, *db, *own),
        silence(node),
        lobby(node, *db, *own),
        charters(node, *db, *own),
        membership(node, *db, *own),
        own_journal(node),
        own_heads(node, *db, *own),
        policy(node, *db, *own),
        receipts(node, *db),
        heads(node, *db),
        witnesses(node, *db, *own),
        states(node),
        own_acts(node, *own),
        exchange(node, *own),
        room(node, *db) {}

  std::unique_ptr<store::GroupDb> db;
  std::unique_ptr<const OwnParty> own;
  JournalLocks locks;
  Peers peers;
  PeerSilence silence;
  Lobby lobby;
  Charters charters;
  Membership membership;
  OwnJournal own_journal;
  OwnHeads own_heads;
  ReleasePolicy policy;
  Receipts receipts;
  Heads heads;
  OutsideWitnesses witnesses;
  GroupStates states;
  OwnActs own_acts;
  Exchange exchange;
  MirrorRoom room;
  std::unique_ptr<Releases> releases;
  std::unique_ptr<Retention> retention;
};

GroupParts::GroupParts() = default;
GroupParts::~GroupParts() = default;

// All parts but those that open a table of their own work through this one, whose lock is the innermost of all.
Status GroupParts::open_groups(Node& node) {
  PARLEY_TRY(auto db, store::GroupDb::open(node.dir() / "node.db"));
  PARLEY_TRY(auto own, OwnParty::open(node, *db));
  impl_ = std::make_unique<Impl>(node, std::move(db), std::move(own));
  PARLEY_TRY_STATUS(reload_groups());
  PARLEY_TRY(impl_->releases, Releases::open(node, *impl_->db));
  PARLEY_TRY(impl_->retention, Retention::open(node));
  return {};
}

void GroupParts::close_groups() {
  if (!impl_) return;
  // Its threads ask peers and journals, so they must be gone while everything that they use is still there.
  impl_->own_heads.stop_asking();
  impl_.reset();
}

// What charters are asked with comes before them: as soon as they are loaded, membership is computed, and
// requests can see groups.
Status GroupParts::reload_groups() {
  PARLEY_TRY_STATUS(impl_->policy.reload());
  PARLEY_TRY_STATUS(impl_->receipts.reload());
  PARLEY_TRY_STATUS(impl_->heads.reload());
  PARLEY_TRY_STATUS(impl_->room.reload());
  PARLEY_TRY_STATUS(impl_->lobby.reload());
  PARLEY_TRY_STATUS(impl_->peers.reload());
  PARLEY_TRY_STATUS(impl_->membership.reload());
  return impl_->charters.reload();  // last: from here on there are groups
}

Peers& GroupParts::peers() const { return impl_->peers; }
PeerSilence& GroupParts::peer_silence() const { return impl_->silence; }
Lobby& GroupParts::lobby() const { return impl_->lobby; }
Charters& GroupParts::charters() const { return impl_->charters; }
Membership& GroupParts::membership() const { return impl_->membership; }
OwnJournal& GroupParts::own_journal() const { return impl_->own_journal; }
OwnHeads& GroupParts::own_heads() const { return impl_->own_heads; }
ReleasePolicy& GroupParts::release_policy() const { return impl_->policy; }
Releases& GroupParts::releases() const { return *impl_->releases; }
Retention& GroupParts::retention() const { return *impl_->retention; }
Receipts& GroupParts::receipts() const { return impl_->receipts; }
Heads& GroupParts::heads() const { return impl_->heads; }
OutsideWitnesses& GroupParts::outside_witnesses() const { return impl_->witnesses; }
GroupStates& GroupParts::group_states() const { return impl_->states; }
OwnActs& GroupParts::own_acts() const { return impl_->own_acts; }
Exchange& GroupParts::exchange() const { return impl_->exchange; }
MirrorRoom& GroupParts::mirror_room() const { return impl_->room; }
JournalLocks& GroupParts::journal_locks() const { return impl_->locks; }
store::GroupDb& GroupParts::group_db() const { return *impl_->db; }

}  // namespace parley::node
