// The groups that this party is in, each with everything that is known of it now, and finding in them what a person
// means: a group, a member, a message, by what people type.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "group/calendar.h"
#include "group/state.h"
#include "json/writer.h"
#include "node/find_object.h"
#include "node/group_view.h"
#include "node/node.h"

namespace parley::desk {

// A group with everything computed for one moment. A value: it does not change when something comes in.
struct GroupRoom {
  node::GroupView group;
  group::View view;
  std::string own;                                              // identity id of this party
  std::map<std::string, std::string, std::less<>> called = {};  // node::Peers::called() of the members, by identity
  Micros now{};                                                 // the moment

  const std::string& id() const { return group.charter.terms.id; }
  // Of a member, with what this node calls it; fit to be shown.
  std::string name(std::string_view identity) const;
  group::NameOf name_of() const {
    return [this](std::string_view identity) { return name(identity); };
  }
  bool exercise() const { return view.charter.terms.exercise; }
};

// The one of `items` that `text` means; `at` is a member of each. not_found and conflict say what to type.
template <class Item>
Result<const Item*> find_message(const std::vector<Item>& items, const std::string& text, std::string_view what) {
  const node::TypedId typed(text);
  const Item* found = nullptr;
  for (const Item& item : items) {
    if (!typed.means(item.at.id)) continue;
    if (item.at.id == text) return &item;
    if (found != nullptr && found->at.id != item.at.id)
      return Error{Code::conflict,
                   "\"" + text + "\" means more than one " + std::string(what) + "; give more of its id"};
    found = &item;
  }
  if (found == nullptr)
    return Error{Code::not_found, "there is no " + std::string(what) + " \"" + text + "\" in this group"};
  return found;
}

// Adds to the JSON of a message what its author said of it later: the word, with {"by","added","text","times"}.
void put_later(json::ObjectWriter& line, const std::shared_ptr<const group::Later>& later);

class Groups {
 public:
  explicit Groups(node::Node& node) : node_(node) {}

  // By id or alias; empty: the only one that this party has not left.
  Result<GroupRoom> open(const std::string& which) const;
  // All of them, or the one that is named.
  Result<std::vector<GroupRoom>> rooms(const std::string& which = {}) const;
  // Identity id of a member of the group, by what this node calls the peer, by name, by identity id or the beginning of
  // one.
  Result<std::string> find_member(const GroupRoom& room, const std::string& who) const;

  // What somebody said in a group, in full: the newest version of it.
  struct Found {
    std::string group;   // alias
    std::string author;  // identity id of the member in whose journal it is
    std::string author_name;
    std::string id, text;
    Micros added{};
    std::shared_ptr<const group::Later> later = {};  // as of a place
  };
  // By what people type (node::TypedId), in all groups or the one that is named.
  Result<Found> find_said(const std::string& typed, const std::string& which = {}) const;

  // What an object is called in the newest version that is here, in any journal; empty when it is not here or has no
  // name.
  std::string title_of(const std::string& id) const;
  // "indicator--7c1f2a30 \"Beacon\""; fit for one line.
  std::string titled(const std::string& id) const;

 private:
  node::Node& node_;
};

}  // namespace parley::desk
