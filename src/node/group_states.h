// What each group is at a moment, computed from the journals that are here and kept up with them: the first question
// reads all entries, every later one only what has come since. Never asks the network.
//
// Thread-safe. Each group has its own lock, held while entries are taken in and the view is computed; what is handed
// out is a copy that nothing changes any more.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "group/state.h"
#include "node/group_view.h"
#include "node/locks.h"

namespace parley::node {

class Node;

class GroupStates {
 public:
  explicit GroupStates(Node& node) : node_(node) {}

  Result<std::shared_ptr<const group::View>> at(const GroupView& group, Micros time) PARLEY_EXCLUDES(mutex_);
  // Of all groups; nothing is locked during a visit.
  Status for_each(Micros time, const std::function<void(const GroupView&, const group::View&)>& visit);

 private:
  // How far a member's journal was taken in.
  struct TakenIn {
    std::weak_ptr<journal::Journal> journal;  // another one under the same name begins anew
    std::uint64_t erased = 0;                 // entries without content by then: what was said in one is said no more
    journal::Seq next = 0;
  };
  struct Projection {
    Mutex mutex PARLEY_BETWEEN(after_journals, after_states);
    std::string charter PARLEY_GUARDED_BY(mutex);
    std::unique_ptr<group::State> state PARLEY_GUARDED_BY(mutex);
    std::map<std::string, TakenIn> members PARLEY_GUARDED_BY(mutex);  // by identity
  };
  static bool still_holds(const Projection& one, const GroupView& group) PARLEY_REQUIRES(one.mutex);
  static Status take_in(Projection& one, const MemberView& member) PARLEY_REQUIRES(one.mutex);

  Node& node_;
  Mutex mutex_ PARLEY_LEAF;
  std::map<std::string, std::shared_ptr<Projection>> groups_ PARLEY_GUARDED_BY(mutex_);  // by id of the charter
};

}  // namespace parley::node
