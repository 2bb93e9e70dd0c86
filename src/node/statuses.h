// Status resources (TAXII 2.1 section 4.3): what became of each POST, for who made it. They are kept for a week, over
// restarts; the newest also in memory, from where they reach node.db in batches behind the answers, so that no POST
// waits for a second write to the disk. Thread-safe.
#pragma once

#include <condition_variable>
#include <map>
#include <string>
#include <string_view>
#include <thread>

#include "node/locks.h"
#include "store/embedded/node_db.h"
#include "taxii/catalog.h"

namespace parley::node {

class Statuses {
 public:
  // `db` outlives it.
  explicit Statuses(store::NodeDb& db);
  ~Statuses();  // writes what is not written yet

  void keep(std::string_view root, std::string_view id, const taxii::Principal& owner, std::string json)
      PARLEY_EXCLUDES(mutex_);
  // Somebody else's status looks like one that does not exist; an administrator sees all. not_found.
  Result<std::string> find(std::string_view root, std::string_view id, const taxii::Principal& principal)
      PARLEY_EXCLUDES(mutex_);

 private:
  struct Kept {
    std::string root, id, owner, json;
    bool written = false;
  };
  void write() PARLEY_EXCLUDES(mutex_);  // until it ends

  store::NodeDb& db_;
  Mutex mutex_ PARLEY_LEAF;
  std::map<std::string, Kept, std::less<>> kept_ PARLEY_GUARDED_BY(mutex_);  // by root/id
  std::condition_variable_any wakes_;
  bool stopping_ PARLEY_GUARDED_BY(mutex_) = false;
  std::thread writer_;
};

}  // namespace parley::node
