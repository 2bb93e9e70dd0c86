// The groups of a node: peers, charters, the own journal and the mirrors of the others' in each, and the one way by which
// anything leaves - release().
//
// Thread-safe. DIR/node.db keeps peers, charters, receipts and confirmations; DIR/mirrors/ the mirrors.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "group/card.h"
#include "group/charter.h"
#include "group/record.h"
#include "journal/journal.h"
#include "node/node.h"
#include "release/policy.h"

namespace parley::node {

struct Peer {
  group::Card card;
  std::string alias;        // what this node calls it: "graustark"
  Micros accepted{};
  std::optional<Micros> last_seen;  // an authenticated exchange in either direction
};

struct MemberView {
  std::string identity_id, name;
  bool own = false;
  std::shared_ptr<journal::Journal> journal;  // the own one, or the verified mirror of the other's
  std::string problem;  // why its journal is not read on: what was refused, and where the evidence lies; empty: none
};

struct GroupView {
  group::Charter charter;  // complete: a group without does not exist
  std::string alias;       // what this node calls it
  std::string root;
  std::vector<MemberView> members;  // in the charter's order
  bool left = false;       // this party, or a charter without it: readable, nothing is appended
};

struct ReleaseRequest {
  std::vector<std::string> objects;  // JSON texts, exactly as they shall leave
  std::string released_by;           // user, for the record; "" for what the node does by itself (acknowledgements)
  std::optional<std::string> confirmed_by;  // the second person
};
struct Released {
  std::vector<journal::Outcome> outcomes;  // of the objects, in order
  journal::Seq release_record = 0;         // entry of the `release` object appended with them
};

class Groups {
 public:
  // --- peers
  Result<std::string> own_card();  // the line to hand over
  Result<group::Card> own_card_parsed();
  Status accept_peer(const group::Card& card, const std::string& alias);  // conflict: another party has that alias, or an older card
  Status remove_peer(const std::string& alias);
  std::vector<Peer> peers() const;
  Result<Peer> peer(std::string_view alias_or_identity) const;

  // --- charters under way (not groups yet): own drafts and what came into the lobby
  struct Proposal {
    group::Charter charter;
    Micros received{};
    std::string alias;
  };
  std::vector<Proposal> proposals() const;
  // Keeps it and hands it to every member that can be reached. A complete one becomes a group.
  Status propose(const group::Charter& charter, const std::string& alias);
  // Adds this party's signature: makes its journal for the group. Then as propose().
  Result<group::Charter> sign(std::string_view id_or_alias);
  Status withdraw_proposal(std::string_view id_or_alias);

  // --- groups
  std::vector<GroupView> groups() const;
  Result<GroupView> group(std::string_view id_or_alias) const;  // not_found
  Status leave(std::string_view id_or_alias);
  // The policy is asked for each object; when it refuses one, nothing is appended and the error lists the reasons. Durable when it returns.
  Result<Released> release(std::string_view group, const ReleaseRequest& request);
  // What the policy is asked with.
  release::Context policy_context(const GroupView& group) const;
  Status put_embargo(const release::Embargo& embargo);
  Status remove_embargo(const std::string& party, const std::string& what);
  std::vector<release::Embargo> embargoes() const;

  // Every entry of every member's journal in the group, member after member, in order; views live during the call.
  Status for_each(const GroupView& group, const std::function<Status(const group::Record&)>& visit) const;
  group::ReceivedAt received_at(const GroupView& group) const;

  // --- sync: pulls, verifies, cosigns; see sync.h for the running node's background work
  struct SyncReport {
    std::string group, member;
    std::uint64_t before = 0, after = 0;  // entries held
    bool receipt_returned = false;        // the author has our cosignature
    std::string problem;
  };
  std::vector<SyncReport> sync(std::string_view group_or_empty, const std::function<void(const SyncReport&)>& progress);

  // Small texts that a module keeps beside the group (pending second confirmations, seen marks), by key. Not for secrets.
  Result<std::optional<std::string>> note(std::string_view key) const;
  Status put_note(std::string_view key, const std::string& value);  // empty: removed
  std::vector<std::pair<std::string, std::string>> notes(std::string_view prefix) const;

 private:
  friend class Node;
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace parley::node
