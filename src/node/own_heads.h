// Whether this party's own journals in groups are what they were. A folder that was restored from a backup lacks what
// it signed since, and signing from it would give out two histories under one key. The others know better: members
// serve their mirrors of our journals, outside witnesses the head that they cosigned, and this node's own receipts hold
// heads too. A head that our key signed and that a journal does not lead to closes the journal; what nobody's signature
// shows is only reported. Thread-safe.
#pragma once

#include <chrono>
#include <functional>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "node/group_view.h"
#include "node/locks.h"
#include "node/own_party.h"
#include "store/embedded/group_db.h"
#include "store/embedded/node_db.h"

namespace parley::node {

class OwnHeads {
 public:
  OwnHeads(Node& node, store::GroupDb& db, const OwnParty& own) : node_(node), db_(db), own_(own) {}
  ~OwnHeads();

  // Asks the other members and the outside witnesses for the heads that they know of this party's journals in groups,
  // all at once and for `patience` at most; who has not answered by then is heard later. A journal that does not lead
  // to such a head, which its own key signed, is closed.
  void ask_for_all(std::chrono::milliseconds patience) PARLEY_EXCLUDES(mutex_);
  // The same for one journal, before the first append to it in this process. Fails with conflict when it is an old
  // copy; nothing happens for other journals. Waits for the network.
  Status before_append(const store::CollectionRow& row);
  Status may_append(const GroupView& view) PARLEY_EXCLUDES(mutex_);  // to our journal in the group; likewise
  void began(const std::string& origin) PARLEY_EXCLUDES(mutex_);     // just now: nobody can know more of it
  // A head of our journal that somebody else shows: closes the journal, for good, when it does not lead to it. Notes
  // that our key has not signed are passed over.
  Status check(const GroupView& view, const std::string& note, const std::string& who);
  // Heads of a journal of ours that were signed, as far as this node has kept them from others: it must lead to them.
  std::vector<std::string> known(const std::string& origin) const;
  // Fetches what is missing in this party's journal `name` from the mirror that a member has of it. Returns how many
  // entries it now has.
  Result<std::uint64_t> recover(const std::string& name, const std::string& from_peer,
                                const std::function<void(std::uint64_t)>& progress = {});
  // Waits for those that are still being asked; nobody is asked after that.
  void stop_asking() PARLEY_EXCLUDES(mutex_);

 private:
  // Who can know heads of our journals in these groups: a member or an outside witness.
  struct Respondent;
  std::vector<Respondent> respondents(const std::vector<GroupView>& asked_of) const;
  void ask_one(const Respondent& one);
  // All at once, each on a thread of its own; returns when all have answered or after `patience`.
  void ask(const std::vector<GroupView>& asked_of, std::chrono::milliseconds patience) PARLEY_EXCLUDES(mutex_);
  Result<store::CollectionRow> row_of(const std::string& name) const;

  Node& node_;
  store::GroupDb& db_;
  const OwnParty& own_;
  Mutex mutex_ PARLEY_LEAF;
  std::set<std::string> asked_ PARLEY_GUARDED_BY(mutex_);  // origins of ours whose heads were asked for in this process
  std::vector<std::thread> asking_ PARLEY_GUARDED_BY(mutex_);  // joined when this ends
  bool ending_ PARLEY_GUARDED_BY(mutex_) = false;
};

}  // namespace parley::node
