// Peers for programs. Times are in microseconds where they measure something, and STIX timestamps where they name a
// moment.
#include "desk/peers.h"

namespace parley::desk {

std::string to_json(const Peers::Card& card) {
  return json::ObjectWriter()
      .text("card", card.line)
      .text("fingerprint", card.fingerprint)
      .text("identity", card.card.identity_id)
      .text("url", card.card.url)
      .str();
}

std::string to_json(const Peers::Offered& accepted, std::string_view alias) {
  return json::ObjectWriter()
      .text("peer", alias)
      .text("identity", accepted.card.identity_id)
      .text("name", accepted.card.name)
      .text("looks_like", accepted.looks_like)
      .text("domain", accepted.card.domain)
      .text("same_domain", accepted.same_domain)
      .text("fingerprint", accepted.fingerprint)
      .str();
}

std::string to_json(const Peers::Line& one) {
  const node::Peer& peer = one.peer;
  json::ObjectWriter line;
  line.text("peer", peer.alias)
      .text("name", peer.card.name)
      .text("called", one.called)
      .text("identity", peer.card.identity_id)
      .text("url", peer.card.url)
      .text("fingerprint", group::fingerprint(peer.card));
  if (peer.last_seen) line.text("last_seen", to_string(*peer.last_seen));
  if (one.last) line.text("pinged", to_string(one.last->at.added)).flag("exercise", one.last->at.exercise);
  if (one.last && one.last->round_trip) line.number("round_trip_us", one.last->round_trip->count());
  return line.str();
}

std::string to_json(const Peers::Reached& reached) {
  return json::ObjectWriter()
      .text("peer", reached.peer.alias)
      .text("url", reached.peer.card.url)
      .number("connected_us", reached.times.connected.count())
      .number("answered_us", reached.times.answered.count())
      .str();
}

}  // namespace parley::desk
