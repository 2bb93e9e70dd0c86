// The other parties that this node knows: their cards, what they are called here, and connections to them.
//
// A card is accepted once its fingerprint was compared by people; from then on the key and the certificate on it are
// what a party is known by, and its name is only what is shown. Thread-safe.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "group/card.h"
#include "group/charter.h"
#include "node/locks.h"
#include "node/own_party.h"
#include "node/peer_link.h"
#include "store/embedded/group_db.h"
#include "taxii/catalog.h"

namespace parley::node {

inline constexpr std::string_view kPeerPrefix = "peer:";  // of the name of a party's principal; its identity follows
inline constexpr std::string_view kNewsPath = "/news";    // Exchange::news_for()

// The identity of the party that the principal is; nothing: it is no party but a user.
std::optional<std::string> peer_identity(const taxii::Principal& principal);

struct Peer {
  group::Card card;
  std::string alias;  // what this node calls it: "graustark"
  Micros accepted{};
  std::optional<Micros> last_seen;  // an authenticated exchange in either direction
};

// Whether a name that looks like a known party's is taken.
enum class Alike { refused, taken };

class Peers {
 public:
  Peers(Node& node, store::GroupDb& db, const OwnParty& own) : node_(node), db_(db), own_(own) {}
  Status reload() PARLEY_EXCLUDES(mutex_);  // from node.db

  // The line to hand over. Forbidden when a text of it names what is under embargo towards anybody.
  Result<std::string> own_card();
  Result<group::Card> own_card_parsed();

  // Conflict: another party has that alias, an older card, or a name that looks like a known party's, unless `alike`
  // says that it is taken all the same.
  Status accept(const group::Card& card, const std::string& alias, Alike alike = Alike::refused)
      PARLEY_EXCLUDES(mutex_);
  Status remove(const std::string& alias) PARLEY_EXCLUDES(mutex_);
  std::vector<Peer> list() const PARLEY_EXCLUDES(mutex_);
  Result<Peer> find(std::string_view alias_or_identity) const PARLEY_EXCLUDES(mutex_);
  // Who has shown this client certificate. From memory.
  std::optional<std::string> of_certificate(std::string_view fingerprint) const PARLEY_EXCLUDES(mutex_);
  // `name`, which the party chose, fit to be shown, with the alias that this node gave it: "Carpania (carp)". The alias
  // is left out where it is only another spelling of the name; a name that looks like another known one is marked.
  std::string called(std::string_view identity, std::string_view name) const PARLEY_EXCLUDES(mutex_);
  // Whose name the one on this card looks like, in words ("that of "carp", which is another party"); empty: nobody's.
  std::string looks_like(const group::Card& card) const PARLEY_EXCLUDES(mutex_);
  // Whether the charter names parties that are known here by the keys that they are known by, and all by names that can
  // be told apart. `in_force`: the version that is signed by all; null for a new charter. Forbidden: one is no peer.
  Status check_charter(const group::Charter& charter, const group::Charter* in_force) const PARLEY_EXCLUDES(mutex_);

  // Whether a peer can be reached at the address of its card and is who the card says, both sides' certificates pinned:
  // one request, of which neither side keeps anything. Needs no group.
  struct Reached {
    std::chrono::microseconds connected{}, answered{};  // the first with its TLS handshake; one on the same connection
  };
  Result<Reached> reach(std::string_view alias_or_identity) const;
  // A connection to a peer with both sides' certificates pinned; one for each thread that talks to it.
  Result<std::unique_ptr<PeerLink>> link(std::string_view identity) const;
  // The same for one exchange, given back and kept open when the borrower lets go of it: nobody waits for a handshake
  // each time. This object outlives what it lends.
  Result<std::shared_ptr<PeerLink>> lend(const std::string& identity) PARLEY_EXCLUDES(mutex_);
  void seen(const std::string& identity);  // an authenticated exchange with it took place

 private:
  struct Known {
    store::PeerRow row;
    group::Card card;
    std::string behind_name = {};         // what called() puts there
    std::vector<std::string> looks = {};  // of its name and its alias
  };
  Status check_card(const group::Card& card, const std::string& alias) const PARLEY_REQUIRES(mutex_);
  Status check_keys(const group::Charter& charter) const PARLEY_REQUIRES(mutex_);
  Status check_card_name(const group::Card& card, Alike alike) const PARLEY_REQUIRES(mutex_);
  Status check_charter_names(const group::Charter& charter, const group::Charter* in_force) const
      PARLEY_REQUIRES(mutex_);
  // Who else of the parties known here has a name or alias that looks like this one, in words; empty: nobody.
  std::string known_as(std::string_view name, std::string_view but_for) const PARLEY_REQUIRES(mutex_);
  std::string whose_look(const group::Card& card) const PARLEY_REQUIRES(mutex_);
  void changed() PARLEY_REQUIRES(mutex_);  // after every change of known_

  Node& node_;
  store::GroupDb& db_;
  const OwnParty& own_;
  mutable Mutex mutex_ PARLEY_LEAF;
  std::map<std::string, Known> known_ PARLEY_GUARDED_BY(mutex_);                           // by identity
  std::map<std::string, std::string, std::less<>> identities_ PARLEY_GUARDED_BY(mutex_);   // by certificate fingerprint
  std::map<std::string, std::unique_ptr<PeerLink>> idle_links_ PARLEY_GUARDED_BY(mutex_);  // by identity
  std::uint64_t version_ PARLEY_GUARDED_BY(mutex_) = 0;  // counts changes: a link of before is not kept
};

}  // namespace parley::node
