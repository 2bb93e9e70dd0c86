// What a running node does for its groups in the background: it tells members of new entries, fetches theirs, and says what it says by
// itself. One thread for each peer, so that a slow one keeps nobody else waiting, and one for the rest.
#pragma once

#include <memory>

#include "node/groups.h"

namespace parley::node {

class GroupWorker {
 public:
  // `groups` and `config` outlive it.
  GroupWorker(Groups& groups, const Config& config);
  ~GroupWorker();  // waits for what is under way

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace parley::node
