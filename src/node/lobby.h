// Charters on their way between parties before there is a group: those that others bring, and our own until each member
// has got them. A charter is the only thing that a party may bring without a group, and it waits here until it is read,
// which is at once but for one that names a party whose card is not here yet. Thread-safe.
#pragma once

#include <atomic>
#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "group/charter.h"
#include "node/locks.h"
#include "node/own_party.h"
#include "node/peer_link.h"
#include "store/embedded/group_db.h"
#include "store/embedded/node_db.h"
#include "taxii/catalog.h"

namespace parley::node {

// Journal and API root: what comes from a party before there is a group.
inline constexpr std::string_view kLobby = "lobby";
// Of a charter on its way, which travels in base64: more than the largest that the lobby takes (kMaxCharterBytes).
inline constexpr std::size_t kLobbyBytes = 256u << 10;

class Lobby {
 public:
  // Charters of one party that wait at most. Each has kMaxCharterBytes at most, so an accepted peer can make this node
  // keep some 6 MB and no more.
  static constexpr std::size_t kMostOfOneParty = 32;

  Lobby(Node& node, store::GroupDb& db, const OwnParty& own) : node_(node), db_(db), own_(own) {}
  Status reload() PARLEY_EXCLUDES(mutex_);  // from node.db

  // The collection to which other parties post; made when it is first asked for.
  Result<store::CollectionRow> collection();
  std::optional<store::CollectionRow> made() const;  // nothing: it was not asked for yet
  // A party brings a charter, or says that it has withdrawn one, as the payload of an artifact (STIX 2.1 section 6.1).
  // Kept until it is read, the newest of each charter; what is no charter between it and this party is refused. The
  // answer tells nothing of what else is known here.
  Status put(const taxii::Principal& principal, std::string_view artifact) PARLEY_EXCLUDES(arriving_);
  Status read() PARLEY_EXCLUDES(reading_, arriving_);  // what other parties brought
  // Gives the charter to its other members, now or, where one cannot be reached, with the next exchange. Forbidden when
  // a text of it names what is under embargo towards one of them (ReleasePolicy::names_nothing_held_back()).
  Status hand_out(const group::Charter& charter) PARLEY_EXCLUDES(mutex_);
  // Tells the other members of a version that this party has withdrawn it, in the same way. What cannot be kept for one
  // who is away is said in the log.
  void tell_withdrawn(const group::Terms& terms) PARLEY_EXCLUDES(mutex_);
  void send_waiting(const std::function<bool()>& stopped);                                 // to all
  void send_waiting(const std::string& identity, PeerLink& link) PARLEY_EXCLUDES(mutex_);  // to one
  // So many charters came since the start; a new card counts, too, as one may have waited for it.
  std::uint64_t arrivals() const { return arrivals_; }
  void card_came() { ++arrivals_; }

 private:
  // False while the peer wants to be left alone with charters (Retry-After).
  bool may_bring(const std::string& identity) PARLEY_EXCLUDES(mutex_);
  void leave_alone(const std::string& identity, std::chrono::seconds pause) PARLEY_EXCLUDES(mutex_);
  Status give(const group::Terms& terms, const std::string& envelope) PARLEY_EXCLUDES(mutex_);
  Status may_leave(const std::string& text) const;
  Status withdrawn(const std::string& by, const std::string& charter, Micros modified) PARLEY_EXCLUDES(arriving_);

  Node& node_;
  store::GroupDb& db_;
  const OwnParty& own_;
  Mutex reading_ PARLEY_SERIAL PARLEY_ACQUIRED_BEFORE(arriving_);  // one reads at a time
  Mutex arriving_ PARLEY_LEAF;  // one charter comes in at a time, so that their number is exact
  Mutex mutex_ PARLEY_LEAF;
  std::set<std::string> waiting_ PARLEY_GUARDED_BY(mutex_);  // identities for which charters wait
  std::map<std::string, std::chrono::steady_clock::time_point> left_alone_until_ PARLEY_GUARDED_BY(mutex_);
  std::atomic<std::uint64_t> arrivals_{0};
};

}  // namespace parley::node
