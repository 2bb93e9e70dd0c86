// The order of a node's locks, all on this page. Who holds one may take those of a later step, and none of an earlier
// one or the same.
//
//   1  serial: one at a time for each job or journal. Reading the lobby (Lobby) and the node's own acts (OwnActs) come
//      first, fetching and releasing (JournalLocks) next, or writing a record of an act (Audit), adding and opening one
//      journal (Journals) last. Held over the network and fsync, because that is what they put in a row. Nobody who
//      only looks at what is open takes one.
//   2  charters: Charters, over what is in force, under way and signed. Held over a write to node.db, so that the last
//      change is the one that stays.
//   3  journals: Journals, over which there are.
//   4  states: GroupStates, one for each group. Held while new entries are taken in, which are read from the journals.
//   5  membership: Membership, over who is in which group, as the TAXII service asks with every request.
//   6  users: Access, while a user or token is changed. Held over a write to node.db and over hashing a password, since
//      a user's rights (RightsTable) go with him; nobody who only looks somebody up takes it.
//   7  leaves: everybody else. No two of them are held together: who needs what another knows asks for it before taking
//      his own. Peers and Lobby hold theirs over a write to node.db, which has the innermost lock of all.
//
// Nothing from 2 on is ever held over the network; and who only reads waits for no fsync, but for that of a charter or
// a card that is being kept.
#pragma once

#include "base/lock_order.h"

namespace parley::node::locks {

inline LockLevel after_serial, after_charters, after_journals, after_states, after_membership, after_users;

}  // namespace parley::node::locks

#define PARLEY_SERIAL PARLEY_ACQUIRED_BEFORE(locks::after_serial)
#define PARLEY_BETWEEN(above, below) PARLEY_ACQUIRED_AFTER(locks::above) PARLEY_ACQUIRED_BEFORE(locks::below)
#define PARLEY_LEAF PARLEY_ACQUIRED_AFTER(locks::after_membership, locks::after_users)
