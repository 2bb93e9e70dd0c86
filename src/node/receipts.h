// Receipts: heads of members' journals that other members, or outside witnesses, cosigned. Each shows that its signer
// held so many entries, on the signer's clock. Clocks of inquiries start with them, so all members must end up with the
// same ones: a node keeps every receipt that it meets, and hands all of them to whoever in the group asks. Of several
// for one head the earliest counts, and who held more held less as well, so the order in which they arrive decides
// nothing. Thread-safe.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "group/record.h"
#include "journal/witness.h"
#include "node/group_view.h"
#include "node/locks.h"
#include "node/own_party.h"
#include "node/peer_link.h"
#include "store/embedded/group_db.h"
#include "taxii/catalog.h"

namespace parley::node {

// When a cosignature says that it was made; nothing when no calendar has that second.
std::optional<Micros> time_of(const journal::Verified& cosignature);
// Whether the signature line claims to be by that key; the note's first such line. Not verified.
bool is_by(const journal::NoteSignature& line, const journal::VerifierKey& key);
const journal::NoteSignature* line_by(const journal::Note& note, const journal::VerifierKey& key);
// The note with only the verified signatures of `journal_key`, the members' witness keys and the charter's outside
// witnesses, one each: lines of others are worth nothing, and a hundred of them would leave no room for ours.
journal::Note signed_by_members(const group::Charter& charter, const journal::VerifierKey& journal_key,
                                const journal::Note& note);
// Where receipts have the identity of a member, an outside witness has this.
inline std::string holder_of(const group::OutsideWitness& witness) { return "witness:" + witness.key.to_string(); }

// Of the text of a member's head, kept with each receipt. A checkpoint has a name of at most some 100 bytes, a size, a
// root and no extension lines that anybody here writes.
inline constexpr std::size_t kMaxHeadBytes = 4096;

class Receipts {
 public:
  Receipts(Node& node, store::GroupDb& db) : node_(node), db_(db) {}
  Status reload() PARLEY_EXCLUDES(mutex_);  // from node.db

  // Keeps the members' and witnesses' cosignatures of a head that the author's key has signed.
  void take(const group::Charter& charter, const journal::Note& note) PARLEY_EXCLUDES(mutex_);
  // Asks a peer for the receipts that it has.
  Status exchange(const GroupView& view, const MemberView& member, PeerLink& link) PARLEY_EXCLUDES(mutex_);
  // For the members of the group `root` that ask for them (docs/groups.md); nothing for everybody else.
  std::optional<std::string> page(std::string_view root, const taxii::Principal& principal,
                                  std::string_view query) const;

  // The largest head that `holder` is known to have cosigned: entries, and when; nothing: none.
  struct Cosigned {
    std::uint64_t size = 0;
    Micros time{};
  };
  std::optional<Cosigned> largest(std::string_view origin, std::string_view holder) const PARLEY_EXCLUDES(mutex_);
  // The smallest head over at least so many entries; nothing: none.
  std::optional<Cosigned> first_over(std::string_view origin, std::string_view holder, std::uint64_t size) const
      PARLEY_EXCLUDES(mutex_);
  std::uint64_t held_by(std::string_view origin, std::string_view holder) const;  // entries; 0: none is known
  // How many entries of a journal other members hold, as far as is known here.
  std::uint64_t held_by_others(const group::Charter& charter, std::string_view origin) const;
  group::ReceivedAt received_at(const GroupView& group) const;

  // What is known of this party's entries at others, and of theirs here: the cosigned heads.
  struct Receipt {
    std::string author, holder;  // identity ids
    std::uint64_t size = 0;
    Micros time{};
    std::string note;
  };
  std::vector<Receipt> list(const GroupView& group) const;
  // Reads again what is on record of one holder, some of which was removed.
  Status recount(const std::string& origin, const std::string& holder) PARLEY_EXCLUDES(mutex_);
  std::uint64_t on_record(std::string_view root) const PARLEY_EXCLUDES(mutex_);  // of a group; grows with each
  std::uint64_t known() const PARLEY_EXCLUDES(mutex_);                           // of all groups

 private:
  // Of a journal's first entries, from when on a holder is known to have them: by size, times never descending.
  using HeldSizes = std::vector<std::pair<std::uint64_t, Micros>>;
  static bool remember(HeldSizes& known, std::uint64_t size, Micros time);  // whether it says more than what is known
  bool take_one(const std::string& root, const journal::Checkpoint& tree, const std::string& holder, Micros time,
                std::uint64_t held) PARLEY_EXCLUDES(mutex_);
  Status take_page(const GroupView& view, const MemberView& member, std::string_view body, std::uint64_t& next,
                   bool& more);

  using Key = std::pair<std::string, std::string>;
  struct KeyLess {
    using is_transparent = void;
    using View = std::pair<std::string_view, std::string_view>;
    static View view(const Key& key) { return {key.first, key.second}; }
    static View view(const View& key) { return key; }
    template <class A, class B>
    bool operator()(const A& a, const B& b) const {
      return view(a) < view(b);
    }
  };
  Node& node_;
  store::GroupDb& db_;
  mutable Mutex mutex_ PARLEY_LEAF;
  std::map<Key, HeldSizes, KeyLess> held_ PARLEY_GUARDED_BY(mutex_);     // by origin, holder
  std::map<std::string, std::uint64_t> next_ PARLEY_GUARDED_BY(mutex_);  // of those a peer has, by root/identity
  std::map<std::string, std::uint64_t, std::less<>> counts_ PARLEY_GUARDED_BY(mutex_);  // on record, by root
};

}  // namespace parley::node
