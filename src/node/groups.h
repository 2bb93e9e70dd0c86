// The groups of a node: peers, charters, the own journal and the mirrors of the others' in each, and the one way by
// which anything leaves - release().
//
// Thread-safe. DIR/node.db keeps peers, charters, receipts and confirmations; DIR/mirrors/ the mirrors.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "group/card.h"
#include "group/charter.h"
#include "group/record.h"
#include "group/state.h"
#include "http/client.h"
#include "journal/journal.h"
#include "journal/witness.h"
#include "node/node.h"
#include "node/peer_link.h"
#include "release/policy.h"

namespace parley::node {

inline constexpr std::string_view kPeerPrefix = "peer:";  // of the name of a party's principal; its identity follows
inline constexpr std::string_view kNewsPath = "/news";    // Groups::news_for()
inline constexpr std::string_view kLobby =
    "lobby";  // journal and API root: what comes from a party before there is a group

struct Peer {
  group::Card card;
  std::string alias;  // what this node calls it: "graustark"
  Micros accepted{};
  std::optional<Micros> last_seen;  // an authenticated exchange in either direction
};

struct MemberView {
  std::string identity_id, name;
  bool own = false;
  std::shared_ptr<journal::Journal> journal;  // the own one, or the verified mirror of the other's
  std::string problem;  // why its journal is not read on: what was refused, and where the evidence lies; empty: none
  std::string no_room;  // why this node takes no more of it: a limit, or the disk; empty: it does
  std::string takes_no_more;  // why it takes no more of this party's journal, in its own words; empty: nothing is known
  std::string wrong_copies;   // what it served of others' journals and is not what they signed; empty: none
};

struct GroupView {
  group::Charter charter;  // complete: a group without does not exist
  std::string alias;       // what this node calls it
  std::string root;
  std::vector<MemberView> members;  // in the charter's order
  bool left = false;                // this party, or a charter without it: readable, nothing is appended
};

const MemberView* member_of(const GroupView& view, std::string_view identity);  // null: none

struct ReleaseRequest {
  std::vector<std::string> objects;  // JSON texts, exactly as they shall leave
  std::string released_by;           // user, for the record; "" for what the node does by itself (acknowledgements)
  std::optional<std::string> confirmed_by;  // the second person
};
struct Released {
  std::vector<journal::Outcome> outcomes;  // of the objects, in order
  journal::Seq release_record = 0;         // entry of the `release` object appended with them
};

struct Rights;

// Where receipts have the identity of a member, an outside witness has this.
inline std::string holder_of(const group::OutsideWitness& witness) { return "witness:" + witness.key.to_string(); }
// How many of which outside witnesses a charter asks for; nobody when it names none.
journal::Quorum outside_quorum(const group::Terms& terms);

class Groups {
 public:
  struct Impl;  // groups_impl.h
  static Result<std::unique_ptr<Groups>> open(Node& node);
  ~Groups();

  // --- peers
  Result<std::string> own_card();  // the line to hand over
  // Whether a peer can be reached at the address of its card and is who the card says, both sides' certificates pinned:
  // one request, of which neither side keeps anything. Needs no group.
  struct Reached {
    std::chrono::microseconds connected{}, answered{};  // the first with its TLS handshake; one on the same connection
  };
  Result<Reached> reach(std::string_view alias_or_identity) const;
  Result<group::Card> own_card_parsed();
  Status accept_peer(const group::Card& card,
                     const std::string& alias);  // conflict: another party has that alias, or an older card
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
  // Adds this party's signature: makes its journal for the group. Then as propose(). `as_read`: the terms that the
  // person has read; conflict when others are under way by now.
  Result<group::Charter> sign(std::string_view id_or_alias, const group::Terms* as_read = nullptr);
  Status withdraw_proposal(std::string_view id_or_alias);

  // --- groups
  std::vector<GroupView> groups() const;
  // The same without a copy, and without what is wrong at the moment (MemberView::problem of a journal that is open):
  // for who looks often.
  std::shared_ptr<const std::vector<GroupView>> views() const;
  Result<GroupView> group(std::string_view id_or_alias) const;  // not_found
  Status leave(std::string_view id_or_alias);
  // The policy is asked for each object; when it refuses one, nothing is appended and the error lists the reasons.
  // Durable when it returns.
  Result<Released> release(std::string_view group, const ReleaseRequest& request);
  // What the policy is asked with.
  release::Context policy_context(const GroupView& group) const;
  Status put_embargo(const release::Embargo& embargo);
  Status remove_embargo(const std::string& party, const std::string& what);
  std::vector<release::Embargo> embargoes() const;

  // Every entry of every member's journal in the group, member after member, in order; views live during the call.
  Status for_each(const GroupView& group, const std::function<Status(const group::Record&)>& visit) const;
  group::ReceivedAt received_at(const GroupView& group) const;

  // --- sync: pulls, verifies, cosigns; group_worker.h does it in the background of a running node
  struct SyncReport {
    std::string group, member;            // alias; name
    std::uint64_t before = 0, after = 0;  // entries of theirs held here
    std::uint64_t ours = 0, held = 0;     // entries of ours; as many of them they are known to hold
    std::string problem;                  // empty: none
  };
  // All groups, or one; also what came into the lobby and what the node says by itself. `progress` is told how many
  // entries are held.
  std::vector<SyncReport> sync(std::string_view group_or_empty,
                               const std::function<void(const SyncReport&)>& progress = {});
  // With one member, in both directions; also the journals of others that it holds and whose authors cannot be asked.
  SyncReport sync_member(const GroupView& group, const MemberView& member, PeerLink& link,
                         const std::function<void(const SyncReport&)>& progress = {});
  // Shows a member the new head of this party's journal: a hint to fetch, whose answer is the receipt. Nothing when
  // there is nothing new.
  Status push(const GroupView& group, const MemberView& member, PeerLink& link);
  // After people have talked: a journal that was stopped is read on. What contradicts it and was known by then does not
  // stop it again. not_found.
  Status resume(const std::string& origin);
  // A member shows its new head (C2SP tlog-witness add-checkpoint): it is fetched, checked and cosigned.
  journal::WitnessAnswer add_checkpoint(std::string_view root, const taxii::Principal& principal,
                                        std::string_view body);
  struct Activity {
    std::uint64_t entries =
        0;  // in all journals of groups and the lobby, and receipts: grows whenever anything happens
    std::uint64_t published = 0;  // of ours, under signed heads
  };
  Activity activity() const;
  // A short text that changes whenever there is something new for this party: in the journals of the groups that it is
  // in, or among their receipts.
  std::string news_for(const taxii::Principal& principal) const;
  // The other side's text for us: while it stays the same there is nothing to ask them for. Empty when they do not know
  // the question.
  Result<std::string> ask_for_news(PeerLink& link) const;
  void send_outbox();                                             // charters that a peer could not be given before
  void send_outbox(const std::string& identity, PeerLink& link);  // those for one
  Status read_lobby();                                            // charters that other parties sent
  // A party brings a charter, as the payload of an artifact (STIX 2.1 section 6.1). Kept until it is read, the newest
  // of each charter and kLobbyCharters of a party at most; what is no charter between it and this party is refused. The
  // answer tells nothing of what else is known here.
  Status put_in_lobby(const taxii::Principal& principal, std::string_view artifact);
  static constexpr std::size_t kLobbyCharters = 32;
  Status act();  // acknowledgements and the like, in every group
  // What each group is at `now`, computed from what is here.
  Status for_each_state(Micros now, const std::function<void(const GroupView&, const group::View&)>& visit);
  // A peer could not be asked; after some times its journals are fetched from members that hold them.
  void unanswered(const std::string& identity);
  // Whether `holder` has entries of a member that does not answer, and that are lacking here.
  bool wants_from(const GroupView& group, const MemberView& holder) const;
  // Connections to a peer with both sides' certificates pinned; one for each thread that talks to it.
  Result<std::unique_ptr<PeerLink>> link(std::string_view identity) const;

  // What is known of this party's entries at others, and of theirs here: the cosigned heads.
  struct Receipt {
    std::string author, holder;  // identity ids
    std::uint64_t size = 0;
    Micros time{};
    std::string note;
  };
  std::vector<Receipt> receipts(const GroupView& group) const;
  // The same for the members of the group `root` that ask for it (docs/groups.md); nothing for everybody else.
  std::optional<std::string> receipts_page(std::string_view root, const taxii::Principal& principal,
                                           std::string_view query) const;

  // --- outside witnesses (group_witnesses.cc)
  // Shows a witness of the charter the new head of this party's journal and keeps its cosignature. Fails with conflict
  // when it knows of a larger or another head, unavailable otherwise; witnessing() tells why later.
  Status show_to_witness(const GroupView& group, const group::OutsideWitness& witness, http::Client& client);
  // All of them once, with a report each.
  void show_to_witnesses(const GroupView& group, std::vector<SyncReport>& reports);
  static http::ClientOptions witness_client();
  struct Cosigner {
    group::OutsideWitness witness;
    std::uint64_t size = 0;       // entries under the largest head that is known with its cosignature
    std::optional<Micros> since;  // when it cosigned that, by its clock
    std::string problem;          // of this party's journal: why its cosignature of the newest head is not here
  };
  struct Witnessing {
    std::vector<Cosigner> witnesses;  // in the charter's order
    std::size_t quorum = 0;           // so many are asked for; 0: nobody
    std::uint64_t published = 0;      // entries under the newest head
    std::uint64_t size = 0;           // as many of them as the quorum has cosigned
    std::optional<Micros> since;      // when the quorum had
    std::optional<Micros> waiting;    // when the first entry was added that it has not; nothing: none lacks
    std::size_t count_over(std::uint64_t entries) const;  // witnesses that have cosigned so many
  };
  Witnessing witnessing(const GroupView& group, const MemberView& member) const;
  // The newest head of a member's journal over more than `seq` entries that the charter's quorum has cosigned, with
  // every cosignature that is known of it.
  std::optional<journal::Note> witnessed_head(const GroupView& group, const MemberView& member, journal::Seq seq) const;

  // --- old copies of this party's own journals (group_own_heads.cc)
  // Asks the other members and the outside witnesses for the heads that they know of this party's journals in groups,
  // all at once and for `patience` at most; who has not answered by then is heard later. A journal that does not lead
  // to such a head, which its own key signed, is closed.
  void ask_for_own_heads(std::chrono::milliseconds patience);
  // The same for one journal, before the first append to it in this process. Fails with conflict when it is an old
  // copy; nothing happens for other journals.
  Status before_append(const store::CollectionRow& row);
  // Heads of a journal of ours that were signed, as far as this node has kept them from others: it must lead to them.
  std::vector<std::string> known_heads(const std::string& origin) const;
  // Fetches what is missing in this party's journal `name` from the mirror that a member has of it. Returns how many
  // entries it now has.
  Result<std::uint64_t> recover(const std::string& name, const std::string& from_peer,
                                const std::function<void(std::uint64_t)>& progress = {});

  // --- for the TAXII service
  std::optional<taxii::Principal> principal_of(std::string_view certificate) const;
  std::optional<std::vector<taxii::ApiRoot>> roots_of(const taxii::Principal& principal) const;  // nothing: no peer
  std::vector<taxii::ApiRoot> roots() const;                                                     // of groups
  std::optional<Rights> rights_of(const taxii::Principal& principal, const store::CollectionRow& row) const;

  // Small texts that a module keeps beside the group (pending second confirmations, seen marks), by key. Not for
  // secrets.
  Result<std::optional<std::string>> note(std::string_view key) const;
  Status put_note(std::string_view key, const std::string& value);  // empty: removed
  std::vector<std::pair<std::string, std::string>> notes(std::string_view prefix) const;

 private:
  explicit Groups(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace parley::node
