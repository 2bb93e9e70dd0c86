// What each user of a node may: TAXII's rights on collections, and the acts (acting.h); and who gave what to whom.
//
// Held in memory and written through to node.db. Thread-safe; looking something up never waits for the disk. Who there
// is at all, and who is an administrator, is Access's (access.h), which has the one table of a node.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "node/locks.h"
#include "store/embedded/node_db.h"
#include "taxii/catalog.h"

namespace parley::node {

struct Rights {
  bool read = false, write = false, remove = false;
};

// Counts the changes of users, tokens and rights. A principal carries the count of when it was known, so that what was
// remembered for it (pages, rights) is asked for anew after a change.
//
// The order matters: who changes something puts it in force first and counts then, and who looks something up reads the
// count first. So nothing that was looked up before a change is ever remembered under the count after it.
class Generation {
 public:
  std::uint64_t now() const { return count_; }
  void renew() { ++count_; }

 private:
  std::atomic<std::uint64_t> count_ = 1;
};

class RightsTable {
 public:
  RightsTable(store::NodeDb& db, Generation& generation) : db_(db), generation_(generation) {}

  // Reads it again from node.db: when the node opens, and when the rights of a user went with him.
  Status reload() PARLEY_EXCLUDES(changing_, mutex_);

  // --- on collections. What is given on "*" is given on all of them; an administrator has everything.
  Rights of(const taxii::Principal& principal, std::string_view collection) const PARLEY_EXCLUDES(mutex_);
  Status put(const store::RightRow& right) PARLEY_EXCLUDES(changing_, mutex_);
  Result<std::vector<store::RightRow>> list() { return db_.rights(); }

  // --- acts. Whether the user was given the act at `place`: everywhere, or just there.
  bool allows(std::string_view user, std::string_view act, std::string_view place) const PARLEY_EXCLUDES(mutex_);
  std::vector<store::ActRow> acts_of(std::string_view user) const PARLEY_EXCLUDES(mutex_);
  Status put_act(const store::ActRow& act, bool allowed) PARLEY_EXCLUDES(changing_, mutex_);

  // --- who gave what to whom (provenance.h). Recorded before it is given, so that nothing is given without its record.
  Result<std::vector<store::GivenRow>> given() { return db_.given(); }
  Status record_given(const store::GivenRow& row) { return db_.add_given(row); }

 private:
  struct Snapshot;
  std::shared_ptr<const Snapshot> now_known() const PARLEY_EXCLUDES(mutex_);
  Status read_again() PARLEY_REQUIRES(changing_) PARLEY_EXCLUDES(mutex_);

  store::NodeDb& db_;
  Generation& generation_;
  // One change at a time, from writing it to putting it in force: else an older reading of node.db could take the place
  // of a newer one, and a right that was taken away would hold until the next change. Who only looks does not take it.
  Mutex changing_ PARLEY_LEAF;
  mutable Mutex mutex_ PARLEY_LEAF PARLEY_ACQUIRED_AFTER(changing_);  // guards the pointer, not what it points to
  std::shared_ptr<const Snapshot> snapshot_ PARLEY_GUARDED_BY(mutex_);
};

}  // namespace parley::node
