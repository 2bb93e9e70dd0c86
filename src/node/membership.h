// The groups that this node is in: who the members are, where their journals are, who has left, and what each party may
// see of it over TAXII. Computed from the charters in force; only departures are kept in node.db. Thread-safe.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "group/record.h"
#include "group/state.h"
#include "node/access.h"
#include "node/charters.h"
#include "node/group_view.h"
#include "node/locks.h"

namespace parley::node {

using GroupViews = std::shared_ptr<const std::vector<GroupView>>;

class Membership {
 public:
  Membership(Node& node, store::GroupDb& db, const OwnParty& own) : node_(node), db_(db), own_(own) {}
  Status reload() PARLEY_EXCLUDES(mutex_);  // from node.db

  std::vector<GroupView> groups() const PARLEY_EXCLUDES(mutex_);
  // The same without a copy, and without what is wrong at the moment (MemberView::problem of a journal that is open):
  // for who looks often.
  GroupViews views() const PARLEY_EXCLUDES(mutex_);
  Result<GroupView> group(std::string_view id_or_alias) const;  // not_found
  // Every entry of every member's journal in the group, member after member, in order; views live during the call.
  Status for_each(const GroupView& group, const std::function<Status(const group::Record&)>& visit) const;

  // Whether a member has said that it leaves, and has signed no version of the charter since.
  bool has_left(const GroupView& group, std::string_view identity) const PARLEY_EXCLUDES(mutex_);
  // Keeps who has left, as the group's state says.
  void note_departures(const GroupView& group, const group::View& state) PARLEY_EXCLUDES(mutex_);

  // For the TAXII service, from memory. Of a principal that is no party: nothing.
  std::optional<std::vector<taxii::ApiRoot>> roots_of(const taxii::Principal& principal) const PARLEY_EXCLUDES(mutex_);
  std::vector<taxii::ApiRoot> roots() const PARLEY_EXCLUDES(mutex_);  // of groups
  std::optional<Rights> rights_of(const taxii::Principal& principal, const store::CollectionRow& row) const
      PARLEY_EXCLUDES(mutex_);

  // Other charters are in force. Charters calls it with its own lock held, so that the last change is the one that
  // stays.
  void charters_changed(const ChartersInForce& in_force) PARLEY_EXCLUDES(mutex_);
  void journals_changed() PARLEY_EXCLUDES(mutex_);  // views are made anew: a journal was closed, opened or recovered

 private:
  // What the TAXII service asks for with every request.
  struct Snapshot {
    std::map<std::string, std::set<std::string, std::less<>>, std::less<>> members;  // identities, by root of a group
    std::map<std::string, std::string, std::less<>> titles;                          // of groups, by root
    std::set<std::string, std::less<>> collections;  // of the members' journals, as the charters in force name them
  };
  GroupView view_of(const InForce& one) const;
  GroupView with_problems(GroupView view) const PARLEY_EXCLUDES(mutex_);
  void keep_departure(const GroupView& view, const MemberView& member, const group::Departure* departure);

  Node& node_;
  store::GroupDb& db_;
  const OwnParty& own_;
  mutable Mutex mutex_ PARLEY_BETWEEN(after_states, after_membership);
  ChartersInForce in_force_ PARLEY_GUARDED_BY(mutex_) = std::make_shared<const std::vector<InForce>>();
  std::shared_ptr<const Snapshot> snapshot_ PARLEY_GUARDED_BY(mutex_) = std::make_shared<const Snapshot>();
  mutable GroupViews views_ PARLEY_GUARDED_BY(mutex_);   // without problems; null: to be made anew
  std::uint64_t version_ PARLEY_GUARDED_BY(mutex_) = 0;  // counts what makes them stale
  std::map<std::pair<std::string, std::string>, Micros> departed_ PARLEY_GUARDED_BY(mutex_);  // by charter, identity
};

}  // namespace parley::node
