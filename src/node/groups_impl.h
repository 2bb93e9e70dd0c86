// The inside of Groups, shared by its files: groups.cc (peers, charters), group_release.cc, group_sync.cc,
// group_pull.cc (mirrors), group_heads.cc (split views), group_receipts.cc.
#pragma once

#include <atomic>
#include <map>
#include <set>
#include <thread>
#include <unordered_map>

#include "base/mutex.h"
#include "group/state.h"
#include "journal/intake.h"
#include "node/groups.h"
#include "node/object_graph.h"
#include "node/own_keys.h"
#include "node/refusal.h"
#include "node/storage.h"
#include "store/embedded/group_db.h"

namespace parley::node {

// When a cosignature says that it was made; nothing when no calendar has that second.
std::optional<Micros> time_of(const journal::Verified& cosignature);
inline constexpr int kTriesInVain = 3;  // so often an author is asked in vain before others are asked for its journal
inline constexpr std::size_t kMaxHeadBytes = 4096;  // of the text of a member's head, kept with each receipt

const MemberView* own_member(const GroupView& view);  // likewise
// Whether the signature line claims to be by that key; the note's first such line. Not verified.
bool is_by(const journal::NoteSignature& line, const journal::VerifierKey& key);
const journal::NoteSignature* line_by(const journal::Note& note, const journal::VerifierKey& key);

// The note with only the verified signatures of `journal_key`, the members' witness keys and the charter's outside
// witnesses, one each: lines of others are worth nothing, and a hundred of them would leave no room for ours.
journal::Note signed_by_members(const group::Charter& charter, const journal::VerifierKey& journal_key,
                                const journal::Note& note);

struct Groups::Impl {
  Impl(Node& its_node, std::unique_ptr<store::GroupDb> its_db, OwnKey party, OwnKey witness)
      : node(its_node),
        db(std::move(its_db)),
        party_key(std::move(party.key)),
        witness_key(std::move(witness.key)),
        party_key_wrong(std::move(party.wrong)),
        witness_key_wrong(std::move(witness.wrong)) {}

  Node& node;
  std::unique_ptr<store::GroupDb> db;
  const SigningKey party_key, witness_key;
  const std::string party_key_wrong, witness_key_wrong;  // why nothing is signed with it; empty: it is the right one
  std::string peer_fingerprint;                          // of this party's peer certificate

  struct Known {
    store::PeerRow row;
    group::Card card;
    std::string behind_name = {};  // what called() puts there
  };
  struct Charters {
    store::CharterRow row;
    std::optional<group::Charter> charter;   // in force
    std::optional<group::Charter> proposal;  // not signed by all
    std::string root;
  };
  // What the TAXII service asks for with every request.
  struct Snapshot {
    std::map<std::string, std::string, std::less<>> identities;         // by certificate fingerprint
    std::map<std::string, std::set<std::string>, std::less<>> members;  // identities, by root of a group
    std::map<std::string, std::string, std::less<>> titles;             // of groups, by root
    std::set<std::string, std::less<>> collections;  // of the members' journals, as the charters in force name them
  };

  mutable Mutex mutex;
  std::map<std::string, Known> peers PARLEY_GUARDED_BY(mutex);        // by identity
  std::map<std::string, Charters> charters PARLEY_GUARDED_BY(mutex);  // by id
  // By id of the charter and time of the version, whatever became of them.
  std::map<std::pair<std::string, Micros>, group::Terms> signed_versions PARLEY_GUARDED_BY(mutex);
  // Of a journal's first entries, from when on a holder is known to have them: by size, times never descending.
  using HeldSizes = std::vector<std::pair<std::uint64_t, Micros>>;
  std::map<std::pair<std::string, std::string>, HeldSizes> receipts PARLEY_GUARDED_BY(mutex);  // by origin, holder
  std::map<std::string, std::uint64_t> receipts_next
      PARLEY_GUARDED_BY(mutex);                                          // of those that a peer has, by root/identity
  std::map<std::string, std::string> problems PARLEY_GUARDED_BY(mutex);  // by origin of a mirror
  // Why no more of a mirror is taken, by origin; and why others take no more of ours, by origin and identity.
  std::map<std::string, NoRoom> no_room PARLEY_GUARDED_BY(mutex);
  std::map<std::pair<std::string, std::string>, std::string> not_taken PARLEY_GUARDED_BY(mutex);
  // Heads of a journal that came here, beside those of its mirror.
  struct Heads {
    std::uint64_t compared = 0;  // receipts over so many entries or fewer were compared with the mirror
    std::map<std::uint64_t, journal::Note> ahead;  // over more than the mirror has: the largest few, by size
    std::set<std::pair<std::uint64_t, std::string>>
        split;               // those that contradict the history held here: size, SHA-256 of the text
    std::string split_view;  // what proves the last one for which the journal was stopped (split_view_text)
  };
  std::map<std::string, Heads> heads PARLEY_GUARDED_BY(mutex);  // by origin
  // What a member served of another's journal, or as receipts, and is not asked for again as long as it shows the same
  // head.
  struct Unusable {
    std::string root;   // of the group
    std::string head;   // signed note
    std::string wrong;  // why it is not what was signed; empty: content is missing, and nothing is wrong with it
  };
  std::map<std::pair<std::string, std::string>, Unusable> unusable PARLEY_GUARDED_BY(mutex);  // by holder, origin
  struct Reach {
    int unanswered = 0;   // how often the author was asked in vain, in a row
    bool behind = false;  // it shows less than others were known to hold when it was asked
  };
  std::map<std::string, Reach> reach PARLEY_GUARDED_BY(mutex);                              // by origin
  std::map<std::pair<std::string, std::string>, Micros> departed PARLEY_GUARDED_BY(mutex);  // by charter, identity
  std::shared_ptr<const Snapshot> snapshot PARLEY_GUARDED_BY(mutex);
  std::shared_ptr<const std::vector<GroupView>> views
      PARLEY_GUARDED_BY(mutex);                              // without problems; null: to be made anew
  std::uint64_t views_version PARLEY_GUARDED_BY(mutex) = 0;  // counts what makes them stale
  std::map<std::string, std::uint64_t> receipt_counts PARLEY_GUARDED_BY(mutex);  // on record, by root
  std::set<std::string> outbox PARLEY_GUARDED_BY(mutex);                         // identities for which charters wait
  std::map<std::string, std::unique_ptr<PeerLink>> idle_links
      PARLEY_GUARDED_BY(mutex);  // by identity: lent by lend_link()

  ObjectGraph graph;  // of what is in this party's journals
  // This party's journals that are open, and what the graph is to know of them.
  std::vector<ObjectGraph::Source> own_journals();

  // One at a time for each journal: fetching and cosigning; for each group: releasing.
  Mutex sync_mutexes_mutex;
  std::map<std::string, std::unique_ptr<Mutex>> sync_mutexes PARLEY_GUARDED_BY(sync_mutexes_mutex);
  Mutex& sync_mutex(const std::string& origin) {
    const Lock lock(sync_mutexes_mutex);
    auto& one = sync_mutexes[origin];
    if (!one) one = std::make_unique<Mutex>();
    return *one;
  }

  Mutex asked_mutex;
  std::set<std::string> asked
      PARLEY_GUARDED_BY(asked_mutex);  // origins of ours whose heads were asked for in this process
  std::set<std::string> met
      PARLEY_GUARDED_BY(asked_mutex);  // "ORIGIN WITNESS" of outside witnesses that have answered once
  std::vector<std::thread> asking PARLEY_GUARDED_BY(asked_mutex);  // joined when this ends
  bool ending PARLEY_GUARDED_BY(asked_mutex) = false;

  // What each group is, fed as entries come: for act().
  Mutex state_mutex;
  struct Fed {
    std::string charter;
    std::unique_ptr<group::State> state;
    std::map<std::string, journal::Seq> next;  // by author
  };
  std::map<std::string, Fed> states PARLEY_GUARDED_BY(state_mutex);
  std::atomic<std::uint64_t> lobby_arrivals{0};  // charters that came since the start
  Mutex lobby_mutex;                             // one charter comes in at a time, so that their number is exact

  ~Impl();

  std::filesystem::path peer_certificate() const { return node.dir() / "keys" / "peer.pem"; }
  std::filesystem::path peer_key() const { return node.dir() / "keys" / "peer.key"; }
  const std::string& own_identity() const { return node.config().party.identity; }
  const std::string& domain() const { return node.config().journals.domain; }

  Status load();
  // A connection to a peer for one exchange, kept open for the next one: nobody waits for a handshake each time.
  Result<std::shared_ptr<PeerLink>> lend_link(const Groups& groups, const std::string& identity);
  void refresh_snapshot() PARLEY_REQUIRES(mutex);
  Charters* find(std::string_view id_or_alias) PARLEY_REQUIRES(mutex);
  Result<store::CollectionRow> lobby();
  // Makes mirrors and the own journal's record of a charter that is signed by all.
  Status install(Groups& groups, const group::Charter& charter, const std::string& alias);
  // group_names.cc. Who else of the parties known here has a name or alias that looks like this one, in words; empty:
  // nobody.
  std::string known_as(std::string_view name, std::string_view but_for) const PARLEY_REQUIRES(mutex);
  void refresh_called() PARLEY_REQUIRES(mutex);  // after every change of `peers`
  std::string called(std::string_view identity, std::string_view name) const PARLEY_REQUIRES(mutex);
  Status check_card_name(const group::Card& card, Alike alike) const PARLEY_REQUIRES(mutex);
  // `in_force`: the version that is signed by all; null for a new charter.
  Status check_charter_names(const group::Charter& charter, const group::Charter* in_force) const
      PARLEY_REQUIRES(mutex);
  GroupView view_of(const Charters& charters);
  GroupView with_problems(GroupView view) const;
  // Keeps who has left, as the group's state says.
  void note_departures(const GroupView& view, const group::View& state);
  Status take_proposal(Groups& groups, const group::Charter& charter, const std::string& alias, bool& changed);
  Result<group::State*> feed(const Groups& groups, const GroupView& view) PARLEY_REQUIRES(state_mutex);
  // Whether it says more than what is known.
  static bool remember(HeldSizes& known, std::uint64_t size, Micros time);
  // What is kept here of a party, over all groups.
  Held held_of(const std::string& identity);
  // What more is taken of `author`, whose mirror will have `size` entries when what is on its way to the disk is
  // there, of which the last `bytes` of text may not be yet. Refused: too_large at its limit, unavailable while the
  // disk is nearly full; shown as a problem until it is over.
  Result<Storage::Room> room_for(const GroupView& view, const MemberView& author, const std::string& origin,
                                 std::uint64_t entries_of_head, std::uint64_t size, std::uint64_t bytes);
  void room_again(const std::string& origin);
  // `status`: a TAXII status resource that a lobby answered with.
  static void note_refused_charter(const std::string& key, std::string_view status);
  // What a member answered to our new head: why it does not take more; empty: it does.
  void keep_not_taken(const std::string& origin, const std::string& identity, const std::string& why);
  // Keeps the members' cosignatures of a head that the author's key has signed.
  void take_receipts(const group::Charter& charter, const journal::Note& note);
  // Refused: the journal is not read on until somebody resumes it. Conflict.
  Error stop(const GroupView& view, const MemberView& author, const Refusal& refusal);
  // Refused, and the fault of `holder`, which served it: nothing stops. Corrupt.
  Error blame(const GroupView& view, const MemberView& holder, const std::string& origin, Refusal refusal);
  // Whether a head that the author's key has signed (the caller has verified that) is of the history held here. When it
  // is not, the journal is stopped.
  enum class HeadIs { of_this_history, ahead, contradicting };
  Result<HeadIs> compare_head(const GroupView& view, const group::Signature& author, const journal::Note& note);
  // Once for each head: what people have looked at does not stop the journal again.
  void split_view(const GroupView& view, const MemberView& author, const journal::Note& shown, const Refusal& refusal);
  void stop_for_split(const GroupView& view, const MemberView& author, const Refusal& refusal);
  // One that another member has proved.
  Status take_split_view(const GroupView& view, const group::Signature& author, const Refusal& refusal);
  bool is_split(const std::string& origin, const journal::Note& note);
  bool remember_split(const std::string& origin, const journal::Note& note);
  // Compares a head that another hands on, verified likewise, and keeps the receipts under it.
  Status take_head(const GroupView& view, const group::Signature& author, const journal::Note& note);
  // Compares the heads that mirrors have reached since the last call; the first call after a start all that are stored.
  void compare_reached(const GroupView& view);
  Status compare_receipts(const GroupView& view, const group::Signature& author, const journal::Journal& journal,
                          std::uint64_t above, std::uint64_t upto);
  Status count_receipts(const std::string& origin, const std::string& holder);

  // How many entries of a journal others hold, as far as is known here.
  std::uint64_t held_by_others(const group::Charter& charter, const std::string& origin);
  void answered(const std::string& origin, const Status& pulled, bool behind);
  void wait_no_longer();  // for authors that did not answer the last time
  bool is_wanted_from(const MemberView& holder, const MemberView& author, const std::string& origin);
  // Of the journals whose authors cannot be asked, what `holder` has more than this node. Returns the problem that was
  // met with the holder.
  std::string fetch_from_holder(const GroupView& view, const MemberView& holder, PeerLink& link);
  // Asks a peer for the receipts that it has.
  Status exchange_receipts(const GroupView& view, const MemberView& member, PeerLink& link);
  // Who can know heads of our journals in these groups: a member or an outside witness.
  struct Knower {
    std::optional<Peer> peer;
    std::optional<group::OutsideWitness> witness;
    std::vector<GroupView> views;
  };
  std::vector<Knower> knowers(const Groups& groups, const std::vector<GroupView>& asked_of) const;
  void ask_one(const Knower& knower);
  // All knowers at once, each on a thread of its own; returns when all have answered or after `patience`.
  void ask(const Groups& groups, const std::vector<GroupView>& asked_of, std::chrono::milliseconds patience);
  // Asks before the first append to our journal in the group. Fails when that journal is closed, with why.
  Status may_append(const Groups& groups, const GroupView& view);
  // A head of our journal that somebody else shows: closes the journal, for good, when it does not lead to it. Notes
  // that our key has not signed are passed over.
  Status check_own_head(const GroupView& view, const std::string& note, const std::string& who);
  // The largest head that `holder` is known to have cosigned: entries; 0: none.
  std::uint64_t held_by(const std::string& origin, const std::string& holder);
  // The head that a witness shows under its address; not_found when it shows none.
  Result<std::string> head_at(const group::OutsideWitness& witness, const std::string& origin, http::Client& client);
  Status meet(const GroupView& view, const journal::Journal& journal, const group::OutsideWitness& witness,
              http::Client& client);
  Status show(const GroupView& view, journal::Journal& journal, const group::Signature& mine,
              const group::OutsideWitness& witness, http::Client& client);
  void keep_witness_problem(const std::string& origin, const group::OutsideWitness& witness,
                            const std::string& problem);
  std::string unused_alias(std::string wanted) PARLEY_REQUIRES(mutex);
  // Before a signature leaves: asks about everything released so far, and keeps what is signed. `next` are the terms.
  // Forbidden when the name or purpose names an object under embargo towards a member.
  Status names_nothing_held_back(const Groups& groups, const group::Terms& terms) const;
  Status before_signing(const Groups& groups, const group::Terms& next);
  Status keep_signed(const group::Terms& next);
  Status load_signed_versions() PARLEY_REQUIRES(mutex);
  Status append_own(journal::Journal& journal, const std::vector<std::string>& texts,
                    std::vector<journal::Outcome>& outcomes);
};

}  // namespace parley::node
