// The order of a node's locks, all on this page. Who holds one may take those below it and none above or beside it.
//
//   1  serial      one at a time for each journal or job: fetching and releasing (JournalLocks), reading the lobby
//                  (Lobby), the node's own acts (OwnActs), opening one journal (Journals). Held over the network and
//                  fsync, because that is what they put in a row; nobody who only looks ever takes one.
//   2  charters    Charters: the charters and what was signed. Held over a write to node.db, for the order of writes.
//   3  journals    Journals: which journals there are.
//   4  states      GroupStates, one for each group: held while it takes in new entries, which are read from memory or disk.
//   5  membership  Membership: who is in which group, as the TAXII service asks with every request.
//   6  leaves      Peers, Receipts, Heads, Exchange, MirrorRoom, Lobby's list, OwnHeads, OutsideWitnesses, ObjectGraph,
//                  Statuses, Health, Access, node.db. No two of them are held together: who needs what another knows
//                  asks it before taking his own. Peers alone also holds its own over a write to node.db.
//
// Nothing from 2 on is ever held over the network, or over an fsync by somebody who only reads.
#pragma once

#include "base/lock_order.h"

namespace parley::node::locks {

inline LockLevel after_serial, after_charters, after_journals, after_states, after_membership;

}  // namespace parley::node::locks

#define PARLEY_SERIAL PARLEY_ACQUIRED_BEFORE(locks::after_serial)
#define PARLEY_BETWEEN(above, below) PARLEY_ACQUIRED_AFTER(locks::above) PARLEY_ACQUIRED_BEFORE(locks::below)
#define PARLEY_LEAF PARLEY_ACQUIRED_AFTER(locks::after_membership)
