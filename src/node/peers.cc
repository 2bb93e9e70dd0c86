// A party is known here by its card, which two people have compared. Everything else hangs on that: requests
// by the certificate, charters by the party key, receipts by the witness key. The maps that requests need are
// made anew with each change (peer_names.cc), so that asking who shows a certificate costs one look.
#include "node/peers.h"

#include <fmt/format.h>

#include <algorithm>

#include "http/certificate_check.h"
#include "http/server.h"
#include "names/names.h"
#include "node/access.h"
#include "node/health.h"
#include "node/lobby.h"
#include "node/log.h"
#include "node/membership.h"
#include "node/node.h"
#include "node/own_identity.h"
#include "node/own_keys.h"
#include "node/plain_name.h"
#include "node/release_policy.h"
#include "text/display.h"

namespace parley::node {

std::optional<std::string> peer_identity(const taxii::Principal& principal) {
  if (!principal.name.starts_with(kPeerPrefix)) return std::nullopt;
  return principal.name.substr(kPeerPrefix.size());
}

Status Peers::reload() {
  PARLEY_TRY(const auto rows, db_.peers());
  std::map<std::string, Known> loaded;
  for (const auto& row : rows) {
    auto card = group::parse_card(row.card);
    if (!card.ok())
      return Error{Code::corrupt, fmt::format("node.db: the card of peer \"{}\": {}", row.alias, card.error().message)};
    loaded[row.identity] = {row, std::move(card).value()};
  }
  const Lock lock(mutex_);
  known_ = std::move(loaded);
  changed();
  return {};
}

// Handing out a card is what makes its certificate the right one, so the trouble that it was another one is
// over then.
Result<std::string> Peers::own_card() {
  PARLEY_TRY(const group::Card card, own_card_parsed());
  PARLEY_TRY_STATUS(
      node_.release_policy().names_nothing_held_back(group::card_text(card), nullptr).in("no card was made"));
  // What goes out now is what others will pin.
  if (node_.own_keys().certificate_on_card() != own_.fingerprint)
    PARLEY_TRY_STATUS(node_.own_keys().put_certificate_on_card(own_.fingerprint));
  if (http::check_key_pair(own_.certificate, own_.certificate_key).ok()) node_.health().clear("certificate");
  return card.line;
}

// With a wrong key no card goes out: others would pin a key that this party does not have.
Result<group::Card> Peers::own_card_parsed() {
  for (const std::string& wrong : {own_.party_key_wrong, own_.witness_key_wrong})
    if (!wrong.empty()) return Error{Code::unavailable, wrong};
  PARLEY_TRY(const auto lobby, node_.lobby().collection());
  const Config& config = node_.config();
  group::Card card;
  card.identity = own_identity_object(config);
  card.identity_id = own_.identity;
  card.name = config.party.name;
  card.domain = own_.domain;
  card.party_key =
      journal::VerifierKey::make(own_.domain, journal::SignatureType::ed25519, own_.party_key.public_key());
  card.witness_key = journal::VerifierKey::make(own_.domain + "/witness", journal::SignatureType::cosignature_v1,
                                                own_.witness_key.public_key());
  card.url = config.peers.reachable_at(own_.domain);
  card.tls_fingerprint = own_.fingerprint;
  card.lobby = lobby.id;
  // To the millisecond, as the text of a time has it; a later card must be later in the text, too.
  card.issued = {now().value / 1000 * 1000};
  return group::parse_card(group::make_card(card, own_.party_key));
}

// What ties a party to its key is the first card, whose fingerprint two people have compared. So a later card may
// change everything but the key; an earlier one is somebody who plays back an address that the party has left.
Status Peers::check_card(const group::Card& card, const std::string& alias) const {
  const auto known = known_.find(card.identity_id);
  if (known != known_.end() && known->second.card.issued > card.issued)
    return Error{Code::conflict,
                 "a later card of this party was accepted before; ask the party for its newest one (parley peer "
                 "invite prints it there)"};
  if (known != known_.end() && known->second.card.party_key.key != card.party_key.key)
    return Error{
        Code::conflict,
        "this party is known with another key; parley peer remove it first, after asking them on another channel"};
  // Said here and not by the first charter: until then cards and pings go well, and a domain is for life. Who was
  // accepted before stays.
  if (known == known_.end() && card.domain == own_.domain)
    return Error{Code::conflict,
                 fmt::format("this party has the domain \"{}\", as this node has: a group cannot have both. A domain "
                             "is for life, so one of the two makes its node anew: parley init DIR --party NAME "
                             "--domain OTHER-DOMAIN",
                             text::plain(card.domain))};
  for (const auto& [identity, other] : known_) {
    if (identity == card.identity_id) continue;
    if (other.row.alias == alias)
      return Error{Code::conflict, "alias: \"" + alias + "\" is what another party is called; say another"};
    if (other.card.tls_fingerprint == card.tls_fingerprint || other.card.party_key.key == card.party_key.key)
      return Error{Code::conflict, "\"" + other.row.alias + "\" has the same key: two parties cannot"};
  }
  return {};
}

// The lobby is made before the card counts, since the party may post to it at once. node.db is written under
// the lock, so that of two cards the one that stays in memory is the one that is kept.
Status Peers::accept(const group::Card& card, const std::string& alias, Alike alike) {
  if (card.identity_id == own_.identity)
    return Error{Code::invalid_input, "this is this node's own card; hand it to the other party"};
  // An alias is typed and becomes part of journals' names; the message says what to take instead.
  if (plain_name(alias) != alias)
    return Error{Code::invalid_input, "an alias has lower-case letters, digits and hyphens: \"" + plain_name(alias) +
                                          "\" instead of \"" + alias + "\""};
  PARLEY_TRY([[maybe_unused]] const auto lobby, node_.lobby().collection());
  node_.lobby().card_came();
  {
    const Lock lock(mutex_);
    // Of several reasons first the one for which somebody may have sent this card.
    PARLEY_TRY_STATUS(check_card_name(card, alike));
    PARLEY_TRY_STATUS(check_card(card, alias));
    const store::PeerRow row{
        .identity = card.identity_id, .alias = alias, .card = card.line, .accepted = now(), .last_seen = {}};
    PARLEY_TRY_STATUS(db_.put_peer(row));
    known_[card.identity_id] = {row, card};
    changed();
  }
  node_.membership().journals_changed();  // whoever talks to the peer looks at everything anew
  return node_.access().renew();
}

Status Peers::remove(const std::string& alias) {
  {
    const Lock lock(mutex_);
    const auto at = std::find_if(known_.begin(), known_.end(),
                                 [&](const auto& one) { return one.second.row.alias == alias || one.first == alias; });
    if (at == known_.end())
      return Error{Code::not_found, "there is no peer \"" + alias + "\"; parley peer list shows them"};
    PARLEY_TRY_STATUS(db_.remove_peer(at->first));
    known_.erase(at);
    changed();
  }
  node_.membership().journals_changed();
  return node_.access().renew();
}

std::vector<Peer> Peers::list() const {
  std::map<std::string, std::optional<Micros>> last_seen;  // an exchange writes it only into the database
  if (const auto rows = db_.peers(); rows.ok())
    for (const auto& row : *rows) last_seen[row.identity] = row.last_seen;
  const Lock lock(mutex_);
  std::vector<Peer> out;
  for (const auto& [identity, known] : known_)
    out.push_back({known.card, known.row.alias, known.row.accepted, last_seen[identity]});
  return out;
}

// By alias or identity; never by the name, which its party chose.
Result<Peer> Peers::find(std::string_view alias_or_identity) const {
  const Lock lock(mutex_);
  for (const auto& [identity, known] : known_)
    if (identity == alias_or_identity || known.row.alias == alias_or_identity)
      return Peer{known.card, known.row.alias, known.row.accepted, known.row.last_seen};
  return Error{Code::not_found, fmt::format("there is no peer \"{}\"; parley peer list shows them", alias_or_identity)};
}

std::optional<std::string> Peers::of_certificate(std::string_view fingerprint) const {
  const Lock lock(mutex_);
  const auto at = identities_.find(fingerprint);
  return at == identities_.end() ? std::nullopt : std::optional(at->second);
}

// Forbidden only where a card is missing: such a charter waits in the lobby until the card comes
// (Lobby::read()); a wrong key stays wrong.
Status Peers::check_keys(const group::Charter& charter) const {
  for (const auto& member : charter.terms.members) {
    if (member.identity_id == own_.identity) {
      if (member.party_key.key != own_.party_key.public_key())
        return Error{Code::conflict, "the charter names this party with a key that is not ours"};
      continue;
    }
    const auto peer = known_.find(member.identity_id);
    if (peer == known_.end())
      return Error{Code::forbidden, "the charter names \"" + member.name +
                                        "\", which is no peer here; exchange cards first (parley peer accept)"};
    if (peer->second.card.party_key.key != member.party_key.key)
      return Error{Code::conflict, "the charter names \"" + member.name + "\" with another key than its card"};
  }
  for (const auto& signature : charter.signatures) {
    const auto peer = known_.find(signature.identity_id);
    if (peer != known_.end() && signature.witness_key.key != peer->second.card.witness_key.key)
      return Error{Code::conflict, "a member signed with another witness key than that of its card"};
  }
  return {};
}

Status Peers::check_charter(const group::Charter& charter, const group::Charter* in_force) const {
  const Lock lock(mutex_);
  PARLEY_TRY_STATUS(check_keys(charter));
  return check_charter_names(charter, in_force);
}

Result<std::unique_ptr<PeerLink>> Peers::link(std::string_view identity) const {
  PARLEY_TRY(const Peer one, find(identity));
  if (one.card.url.empty())
    return Error{Code::unavailable, fmt::format("\"{}\" has no address: it asks us, we cannot ask it", one.alias)};
  return std::make_unique<PeerLink>(one.card.url, one.card.tls_fingerprint, own_.certificate, own_.certificate_key);
}

// One idle connection of each peer at most: of two that come back at once the second is closed. A link that was lent
// before the peers changed is not kept either, because its certificate or address may be that of an older card.
Result<std::shared_ptr<PeerLink>> Peers::lend(const std::string& identity) {
  std::unique_ptr<PeerLink> one;
  std::uint64_t version = 0;
  {
    const Lock lock(mutex_);
    version = version_;
    if (const auto idle = idle_links_.find(identity); idle != idle_links_.end()) {
      one = std::move(idle->second);
      idle_links_.erase(idle);
    }
  }
  if (!one) {
    PARLEY_TRY(one, link(identity));
  }
  return std::shared_ptr<PeerLink>(one.release(), [this, identity, version](PeerLink* back) {
    std::unique_ptr<PeerLink> owned(back);
    const Lock lock(mutex_);
    if (version_ == version) idle_links_.try_emplace(identity, std::move(owned));
  });
}

// Asks twice, so that the second time is that of the way alone.
Result<Peers::Reached> Peers::reach(std::string_view alias_or_identity) const {
  PARLEY_TRY(const Peer one, find(alias_or_identity));
  PARLEY_TRY(const auto to, link(one.card.identity_id));
  const auto ask = [&]() -> Result<std::chrono::microseconds> {
    const auto begin = std::chrono::steady_clock::now();
    PARLEY_TRY(const http::Response answer, to->get(std::string(kNewsPath)));
    // Answers for people who set up two nodes and want to know which half of the card exchange is missing.
    if (answer.status == 401)
      return Error{Code::unauthorized,
                   fmt::format("{} answers, and its certificate is the one on its card; but it does not know ours: it "
                               "has not accepted this party's card yet (parley peer invite prints it), or it has an "
                               "older one",
                               one.card.url)};
    if (answer.status != 200)
      return Error{Code::unavailable, fmt::format("{} answers {}, which no node of this version does: is that address "
                                                  "the [peers] listener of a Parley node?",
                                                  one.card.url, answer.status)};
    return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begin);
  };
  Reached out;
  PARLEY_TRY(out.connected, ask());
  PARLEY_TRY(out.answered, ask());
  return out;
}

// Only for people who look at the list of peers: the exchange itself has succeeded.
void Peers::seen(const std::string& identity) {
  if (const Status kept = db_.seen(identity, now()); !kept.ok())
    log(LogLevel::warning, "when a peer was seen last could not be kept", {{"why", kept.error().message}});
}

}  // namespace parley::node
