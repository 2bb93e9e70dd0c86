// What the node says by itself, in every group: that it has received an inquiry or a recall, and the answer to a ping
// (group::due_acts()). What people say is not here. Thread-safe.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "node/group_view.h"
#include "node/locks.h"
#include "node/own_party.h"

namespace parley::node {

class OwnActs {
 public:
  OwnActs(Node& node, const OwnParty& own) : node_(node), own_(own) {}
  // Says what is due, and keeps who has left as the groups' states say.
  Status act() PARLEY_EXCLUDES(acting_);

 private:
  Status say(const GroupView& group, const std::vector<std::string>& due) PARLEY_REQUIRES(acting_);
  // Says it, and returns the ids of what was said.
  std::vector<std::string> say_each(const GroupView& group, const std::vector<std::string>& due);

  Node& node_;
  const OwnParty& own_;
  // One at a time, so that nothing is said twice at once. Held while it is said, over fsync and, before the first
  // append to a journal, the network; only others who act wait for it, nobody who reads a group's state.
  Mutex acting_ PARLEY_SERIAL;
  // What could not be said, by charter, and under which record it was tried: it is tried again with every round, and
  // must not be recorded with every round.
  struct Tried {
    std::vector<std::string> ids;
    std::string asked;
  };
  std::map<std::string, Tried> tried_ PARLEY_GUARDED_BY(acting_);
};

}  // namespace parley::node
