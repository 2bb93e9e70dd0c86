// Whether an object may leave, asked with everything that this node knows: charter, embargoes, what was made from what,
// what was released before. And the one way by which anything leaves: release(), which asks once more and appends to
// this party's journal in the group. People reach it by releases.h only. Thread-safe.
#pragma once

#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "journal/journal.h"
#include "node/acting.h"
#include "node/group_view.h"
#include "node/object_graph.h"
#include "node/own_party.h"
#include "release/audience.h"
#include "release/policy.h"
#include "store/embedded/group_db.h"

namespace parley::node {

struct ReleaseRequest {
  std::vector<std::string> objects;  // JSON texts, exactly as they shall leave
  std::string released_by;           // user, for the record; "" for what the node does by itself (acknowledgements)
  std::optional<std::string> confirmed_by;  // the second person
  // What of it was made from what (Item::derivations): kept before the policy is asked. What was kept before, by
  // put_derivations() or another release, is known anyhow.
  std::vector<release::Derivation> derivations = {};
  // Who releases it has answered that it may leave although nothing but what is held back names it.
  bool although_held_back = false;
  Caller caller = {};  // who may stop it until it is appended
};
struct Released {
  std::vector<journal::Outcome> outcomes;  // of the objects, in order
  journal::Seq release_record = 0;         // entry of the `release` object appended with them
};

class ReleasePolicy {
 public:
  ReleasePolicy(Node& node, store::GroupDb& db, const OwnParty& own) : node_(node), db_(db), own_(own) {}
  Status reload();  // from node.db: derivations, which are only ever added

  // What the policy is asked with.
  release::Context context(const GroupView& group) const;
  Status check_embargo(const release::Embargo& embargo) const;  // invalid_input: it is over already
  Status put_embargo(const release::Embargo& embargo);
  Status remove_embargo(const std::string& party, const std::string& what);
  std::vector<release::Embargo> embargoes() const;
  Status can_read_embargoes() const;  // unavailable: they cannot be read, so nothing may leave
  // How many objects outside of groups an embargo holds back: themselves, and because they name such objects.
  struct HeldBack {
    std::uint64_t objects = 0, naming = 0;
  };
  Result<HeldBack> held_back(const release::Embargo& embargo) const;
  // What was released before and is read although `embargo` holds it back: by whom, or by whom as soon as a version is
  // in force that this party has signed.
  struct ReleasedBefore {
    std::string group;                 // alias
    std::vector<std::string> readers;  // names of members
    std::optional<Micros> signed_version;
    std::size_t objects = 0;
  };
  Result<std::vector<ReleasedBefore>> released_before(const release::Embargo& embargo) const;
  // What leaves without being an object of a group: a charter goes to its members before there is a group, a card to
  // whoever is to be a peer, so no release asks about their words. Forbidden when any text of `text`, the JSON that
  // leaves, names what is under embargo towards one of `readers`; null: nobody knows who reads it. Unavailable when
  // embargoes cannot be read.
  Status names_nothing_held_back(std::string_view text, const group::Terms* readers) const;
  // That objects were made from others: never forgotten, so that what holds for the original holds for them.
  Status put_derivations(std::span<const release::Derivation> derivations);

 private:
  // What a person lets leave goes by Releases, which knows who that is, who agreed, and keeps the record of it; what
  // the node says by itself by OwnActs.
  friend class Releases;
  friend class OwnActs;
  // The policy is asked for each object; when it refuses one, nothing is appended and the error lists the reasons.
  // Durable when it returns.
  Result<Released> release(std::string_view group, const ReleaseRequest& request);
  Result<Released> append(const GroupView& view, journal::Journal& own, const ReleaseRequest& request, Micros at);
  Result<std::size_t> count_held(const release::Embargo& embargo, const journal::Journal& own,
                                 const release::Context& context) const;
  void ask_home(release::Context& context) const;

  Node& node_;
  store::GroupDb& db_;
  const OwnParty& own_;
  mutable ObjectGraph graph_;  // of what is in this party's journals; has its own lock
};

}  // namespace parley::node
