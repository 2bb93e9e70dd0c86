// What a node has to say of itself: what is due to whom and when, and what is wrong at the moment.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "desk/groups.h"
#include "desk/journals.h"
#include "node/deliberation.h"
#include "node/duty.h"
#include "node/health.h"
#include "node/server.h"

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
    std::string title = {};  // what it is about, an object by its name
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
  // The node that runs, as its clients see it.
  struct Served {
    std::string url;
    struct Client {
      node::ClientView seen;
      std::string called;  // the user; a party by what this node calls it, "peer:carp"; empty: nobody is known
    };
    std::vector<Client> clients;
    http::ServerStatistics http;
  };
  // All of it, looked at now. Finds out first what is wrong, instead of waiting until the node does so by itself.
  struct Shown {
    std::string party, identity, party_key, dir;
    Micros now{};  // by the node's clock, by which things are due
    std::vector<Journals::Line> journals;
    std::vector<node::Problem> problems;
    std::vector<Problem> group_problems;              // of all groups
    std::vector<node::OpenDeliberation> open;         // deliberation that outside clients can be given to read
    std::string open_problem;                         // why that is not known; empty: it is
    std::vector<node::DutyTroubles::Trouble> untold;  // ways by which the duty officer cannot be told
    std::vector<DueItem> due;
    std::optional<Served> served;  // nothing: it does not run
  };
  Result<Shown> show(const node::NodeServer* server) const;
  // Whether the node is in no state in which a script should go on.
  bool degraded() const;

 private:
  node::Node& node_;
};

std::string to_json(const NodeStatus::DueItem& item);
// `warnings`: in whole sentences, as people are shown them.
std::string to_json(const NodeStatus::Shown& shown, const std::vector<std::string>& warnings);

}  // namespace parley::desk
