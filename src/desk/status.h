// What a node has to say of itself: what is due to whom and when, and what is wrong at the moment.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "desk/groups.h"

namespace parley::desk {

class NodeStatus {
 public:
  explicit NodeStatus(node::Node& node) : node_(node) {}

  struct DueItem {
    std::string group;  // alias
    std::string own;    // identity id of this party
    group::Due due;
    std::string who, to;   // names; `to` empty: the group
    std::string sentence;  // what is to be done
    std::string charter;   // id of the group
    group::Revision revision = {};
  };
  // In all groups that this party is in, what has a time first.
  Result<std::vector<DueItem>> due() const;
  // As an iCalendar (group/calendar.h).
  std::string calendar(const std::vector<DueItem>& items) const;

  // What is wrong with a member's journal, here or at that member; in all groups or the one with this charter. What
  // fails nobody is not in it.
  struct Problem {
    std::string group;        // alias
    bool left = false;        // the group, by this party
    node::MemberView member;  // at least one of problem, no_room, takes_no_more, wrong_copies says something
  };
  std::vector<Problem> problems(const std::string& charter = {}) const;
  // Whether the node is in no state in which a script should go on.
  bool degraded() const;

 private:
  node::Node& node_;
};

std::string to_json(const NodeStatus::DueItem& item);

}  // namespace parley::desk
