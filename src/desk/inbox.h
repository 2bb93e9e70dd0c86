// What the others said to this party, newest first, and what of it waits for an act of ours.
#pragma once

#include <string>
#include <vector>

#include "desk/groups.h"

namespace parley::desk {

class Inbox {
 public:
  explicit Inbox(node::Node& node) : node_(node) {}

  struct Item {
    Micros when{};  // the author's own claim
    // Of the group the alias; of who said it what this node calls it, of a charter the others that have signed it.
    std::string group, from;
    // One item for each message; "release" is for objects that are no messages, or that no other item shows.
    // "inquiry", "recall", "recall-answer", "notification", "position", "release", "charter", "fault", or the step of
    // an inquiry of ours: "replied", "status", "result", "insufficient", "escalate", "close"; of what is about an
    // earlier message of its author its word (group::Later::what). "silence" is no message
    // but what followed by the charter when a time passed; its id is that of the inquiry or recall.
    std::string kind;
    std::string id, text;  // in a line what it is about, in others' words
    bool exercise = false, needs_act = false;
    std::shared_ptr<const group::Later> later = {};  // what its author said of it since
  };
  struct Filter {
    std::string group = {};  // empty: all groups, and charters under way
    bool open_only = false;  // what waits for an act of ours
    std::size_t from = 0;    // so many are passed over
    std::size_t most = 0;    // 0: all
  };
  struct Page {
    std::vector<Item> items = {};
    std::size_t total = 0;  // of the filter, on all pages
  };
  Result<Page> list(const Filter& filter) const;
  // What was said under an id, in full.
  Result<Groups::Found> read(const std::string& typed, const std::string& group = {}) const {
    return Groups(node_).find_said(typed, group);
  }

 private:
  class Collecting;
  node::Node& node_;
};

std::string to_json(const Inbox::Item& item);
std::string to_json(const Groups::Found& said);

}  // namespace parley::desk
