// The parts of a node that have to do with other parties, one class for each thing (docs/architecture.md has how they
// hang together). Node derives from it, so that callers write node.peers().
//
// Each part has its own lock over its own members (locks.h has the order), and can load again what it holds of node.db.
#pragma once

#include <memory>

#include "base/result.h"

namespace parley::store {
class GroupDb;
}

namespace parley::node {

class Charters;          // charters.h: in force, and under way
class Exchange;          // exchange.h: fetching and showing
class GroupStates;       // group_states.h: what each group is at a moment
class Heads;             // heads.h: one history for all, or a journal is stopped
class JournalLocks;      // journal_locks.h
class Lobby;             // lobby.h: charters on their way
class Membership;        // membership.h: the groups, who is in them, and who sees what
class MirrorRoom;        // mirror_room.h: how much of others is kept
class Node;              // node.h
class OutsideWitnesses;  // outside_witnesses.h
class OwnActs;           // own_acts.h: what the node says by itself
class OwnHeads;          // own_heads.h: whether a journal of ours is an old copy
class OwnJournal;        // own_journal.h: objects of ours, admitted and appended
class PeerSilence;       // peer_silence.h: who does not answer
class Peers;             // peers.h: cards, names, connections
class Receipts;          // receipts.h: who held what, and when
class ReleasePolicy;     // release_policy.h: whether something may leave, and the way out
class Retention;         // retention.h: what falls due for purging
class Releases;          // releases.h: by whom, with whose consent, on which record

class GroupParts {
 public:
  GroupParts();
  virtual ~GroupParts();

  Peers& peers() const;
  PeerSilence& peer_silence() const;
  Lobby& lobby() const;
  Charters& charters() const;
  Membership& membership() const;
  OwnJournal& own_journal() const;
  OwnHeads& own_heads() const;
  ReleasePolicy& release_policy() const;
  Releases& releases() const;
  Retention& retention() const;
  Receipts& receipts() const;
  Heads& heads() const;
  OutsideWitnesses& outside_witnesses() const;
  GroupStates& group_states() const;
  OwnActs& own_acts() const;
  Exchange& exchange() const;
  MirrorRoom& mirror_room() const;
  JournalLocks& journal_locks() const;
  store::GroupDb& group_db() const;  // what all of them keep

  // What somebody else has written to node.db: every part loads what it holds of it.
  Status reload_groups();

 protected:
  Status open_groups(Node& node);
  void close_groups();  // waits for threads that may still ask for journals

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace parley::node
