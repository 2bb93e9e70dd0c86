// Whether all members are shown one history. Every head under a journal's key that comes here, from whomever - with
// receipts, served in the place of the author, shown by itself - is compared with the mirror that is held: the mirror's
// own tree has one root for each size, and one computation of it decides. Heads of more entries than the mirror has
// wait until it reaches them; those that are receipts lie in node.db, of others the largest few are kept in memory.
// Only heads under the author's own key count, so nobody can bring a charge against another (split_view_test.cc).
//
// What contradicts what was signed stops that journal, and nothing else, until a person has looked and resumes it.
// Thread-safe.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "journal/note.h"
#include "node/group_view.h"
#include "node/locks.h"
#include "node/refusal.h"
#include "store/embedded/group_db.h"

namespace parley::node {

class Node;

class Heads {
 public:
  Heads(Node& node, store::GroupDb& db) : node_(node), db_(db) {}
  Status reload() PARLEY_EXCLUDES(mutex_);  // from node.db

  // Whether a head that the author's key has signed (the caller has verified that) is of the history held here. When it
  // is not, the journal is stopped.
  enum class Is { of_this_history, ahead, contradicting };
  Result<Is> compare(const GroupView& view, const group::Signature& author, const journal::Note& note)
      PARLEY_EXCLUDES(mutex_);
  // Compares a head that another hands on, verified likewise, and keeps the receipts under it.
  Status take(const GroupView& view, const group::Signature& author, const journal::Note& note);
  // One that another member has proved.
  Status take_split_view(const GroupView& view, const group::Signature& author, const Refusal& refusal);
  // Compares the heads that mirrors have reached since the last call; the first call after a start all that are stored.
  void compare_reached(const GroupView& view) PARLEY_EXCLUDES(mutex_);

  // Refused: the journal is not read on until somebody resumes it. Conflict.
  Error stop(const GroupView& view, const MemberView& author, const Refusal& refusal) PARLEY_EXCLUDES(mutex_);
  // Stops for a split view, once for each head: what people have looked at does not stop the journal again.
  void split_view(const GroupView& view, const MemberView& author, const journal::Note& shown, const Refusal& refusal);
  // Refused, and the fault of `holder`, which served it: nothing stops. Corrupt.
  Error blame(const GroupView& view, const MemberView& holder, const std::string& origin, Refusal refusal)
      PARLEY_EXCLUDES(mutex_);
  // After people have talked: a journal that was stopped is read on. What contradicts it and was known by then does not
  // stop it again. not_found.
  Status resume(const std::string& origin) PARLEY_EXCLUDES(mutex_);
  std::optional<std::string> stopped(std::string_view origin) const PARLEY_EXCLUDES(mutex_);  // why; nothing: it is not
  std::vector<std::pair<std::string, std::string>> all_stopped() const PARLEY_EXCLUDES(mutex_);  // origin, why

  // What is wrong with a mirror beside that: why it was not read the last time; empty: it was.
  void note_problem(const std::string& origin, const std::string& what) PARLEY_EXCLUDES(mutex_);
  std::string problem(std::string_view origin) const PARLEY_EXCLUDES(mutex_);  // why it is stopped, or that
  // What a member served of others' journals in a group, or as receipts, and is not what they signed; empty: none.
  std::string wrong_copies(const std::string& holder, std::string_view root) const PARLEY_EXCLUDES(mutex_);
  // A copy is not asked for again as long as its holder shows the head with which it was refused or found incomplete.
  bool is_useless(const std::string& holder, const std::string& origin, std::string_view head) const
      PARLEY_EXCLUDES(mutex_);
  void copy_is_good(const std::string& holder, const std::string& origin) PARLEY_EXCLUDES(mutex_);
  void copy_lacks_content(const std::string& holder, const std::string& origin, const std::string& root,
                          const std::string& head) PARLEY_EXCLUDES(mutex_);
  // What proves the last split view for which the journal was stopped (split_view_text()); empty: none.
  std::string proof_of_split_view(std::string_view origin) const PARLEY_EXCLUDES(mutex_);

 private:
  // Heads of a journal that came here, beside those of its mirror.
  struct Known {
    std::uint64_t compared = 0;  // receipts over so many entries or fewer were compared with the mirror
    std::map<std::uint64_t, journal::Note> ahead;  // over more than the mirror has: the largest few, by size
    std::set<std::pair<std::uint64_t, std::string>>
        split;  // those that contradict the history held here: size, SHA-256 of the text
    std::string proof_of_split_view;
  };
  struct UselessCopy {
    std::string root;   // of the group
    std::string head;   // signed note
    std::string wrong;  // why it is not what was signed; empty: content is missing, and nothing is wrong with it
  };
  bool is_split(const std::string& origin, const journal::Note& note) PARLEY_EXCLUDES(mutex_);
  bool remember_split(const std::string& origin, const journal::Note& note) PARLEY_EXCLUDES(mutex_);
  // The head that waits for the same size and has another root; nothing: it is the first of its size, or the same.
  std::optional<journal::Note> waits_beside(const std::string& origin, const journal::Checkpoint& tree,
                                            const journal::Note& note) PARLEY_EXCLUDES(mutex_);
  void stop_for_split(const GroupView& view, const MemberView& author, const Refusal& refusal) PARLEY_EXCLUDES(mutex_);
  Status compare_receipts(const GroupView& view, const group::Signature& author, const journal::Journal& journal,
                          std::uint64_t above, std::uint64_t upto);
  Result<bool> compare_receipts_of(const std::string& holder, const GroupView& view, const group::Signature& author,
                                   const journal::Journal& journal, std::uint64_t above, std::uint64_t upto);
  void compare_and_log(const GroupView& view, const group::Signature& author, const journal::Note& note);
  void keep_blame(const MemberView& holder, const Refusal& refusal);

  Node& node_;
  store::GroupDb& db_;
  mutable Mutex mutex_ PARLEY_LEAF;
  std::map<std::string, Known, std::less<>> known_ PARLEY_GUARDED_BY(mutex_);           // by origin
  std::map<std::string, std::string, std::less<>> stopped_ PARLEY_GUARDED_BY(mutex_);   // why, by origin
  std::map<std::string, std::string, std::less<>> problems_ PARLEY_GUARDED_BY(mutex_);  // by origin of a mirror
  std::map<std::pair<std::string, std::string>, UselessCopy> useless_ PARLEY_GUARDED_BY(mutex_);  // by holder, origin
};

}  // namespace parley::node
