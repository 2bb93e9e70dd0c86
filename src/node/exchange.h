// Between nodes: what one fetches from another and shows it (exchange.cc has the sequence). group_worker.h does it in
// the background of a running node. Thread-safe.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "journal/witness.h"
#include "node/group_view.h"
#include "node/locks.h"
#include "node/own_party.h"
#include "node/peer_link.h"
#include "node/said_once.h"
#include "store/embedded/group_db.h"
#include "taxii/catalog.h"

namespace parley::node {

// So often an author is asked in vain before others are asked for its journal: one lost packet or restart is not
// silence.
inline constexpr int kTriesInVain = 3;

struct SyncReport {
  std::string group, member;            // alias; name
  std::uint64_t before = 0, after = 0;  // entries of theirs held here
  std::uint64_t ours = 0, held = 0;     // entries of ours; as many of them they are known to hold
  std::string problem;                  // empty: none
};

class Exchange {
 public:
  using Progress = std::function<void(const SyncReport&)>;  // is told how many entries are held
  // Whether who asked wants it to end; asked before each request to a member and while its answer is waited for. What
  // is held by then stays.
  using Stopped = std::function<bool()>;

  Exchange(Node& node, const OwnParty& own) : node_(node), own_(own) {}

  // All groups, or one; also what came into the lobby and what the node says by itself. One member after the other, of
  // whom each is waited for as PeerLink::begins_exchange() says.
  std::vector<SyncReport> sync(std::string_view group_or_empty, const Progress& progress = {},
                               const Stopped& stopped = {});
  // With one member, in both directions; also the journals of others that it holds and whose authors cannot be asked.
  SyncReport sync_member(const GroupView& group, const MemberView& member, PeerLink& link,
                         const Progress& progress = {});
  // Shows a member the new head of this party's journal: a hint to fetch, whose answer is the receipt. Nothing when
  // there is nothing new.
  // A member that fetches heads just then asks to be shown it again: whoever waits for the answer waits for that, too.
  enum class Busy { is_told, is_waited_for };
  Status push(const GroupView& group, const MemberView& member, PeerLink& link, Busy busy = Busy::is_told);
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

  // A peer could not be asked; after some times its journals are fetched from members that hold them.
  void unanswered(const std::string& identity) PARLEY_EXCLUDES(mutex_);
  // Whether `holder` has entries of a member that does not answer, and that are lacking here.
  bool wants_from(const GroupView& group, const MemberView& holder) const;

 private:
  struct Reachable {
    int unanswered = 0;   // how often the author was asked in vain, in a row
    bool behind = false;  // it shows less than others were known to hold when it was asked
  };
  void sync_group(const GroupView& view, const Progress& progress, const Stopped& stopped,
                  std::vector<SyncReport>& reports);
  Status pull(const GroupView& view, const MemberView& member, PeerLink& link, SyncReport& report,
              const Progress& progress);
  void compare_own(const GroupView& view, const MemberView& member, const group::Signature& mine, PeerLink& link,
                   SyncReport& report);
  Status push_journal(const GroupView& view, const MemberView& member, const group::Signature& mine,
                      journal::Journal& journal, PeerLink& link, bool& is_busy);
  Error they_claim_more(const GroupView& view, const MemberView& member, const group::Signature& mine,
                        const journal::AddCheckpoint& request, PeerLink& link);
  Result<bool> advance(const GroupView& view, const MemberView& member, const group::Signature& theirs,
                       const journal::Checkpoint& before, const journal::Checkpoint& next, const journal::Note& note);
  Error words_for_them(const GroupView& view, const MemberView& member, const std::string& origin, const Error& why);
  void answered(const std::string& origin, const Status& pulled, bool behind) PARLEY_EXCLUDES(mutex_);
  void wait_no_longer() PARLEY_EXCLUDES(mutex_);  // for authors that did not answer the last time
  bool is_wanted_from(const MemberView& holder, const MemberView& author, const std::string& origin) const
      PARLEY_EXCLUDES(mutex_);
  // Of the journals whose authors cannot be asked, what `holder` has more than this node. Returns the problem that was
  // met with the holder.
  std::string fetch_from_holder(const GroupView& view, const MemberView& holder, PeerLink& link);
  std::string fetch_copy(const GroupView& view, const MemberView& holder, const MemberView& author,
                         const group::Signature& signature, PeerLink& link);

  Node& node_;
  const OwnParty& own_;
  mutable Mutex mutex_ PARLEY_LEAF;
  std::map<std::string, Reachable> authors_ PARLEY_GUARDED_BY(mutex_);  // by origin
  SaidOnce not_cosigned_;                                               // by origin
};

}  // namespace parley::node
