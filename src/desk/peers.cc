// Other parties, from the first card on. A card is accepted after a person has compared its fingerprint on another
// channel; that comparison is the one root of all that is later believed about the peer's signatures, so it is made in
// one place, here, and nothing but the digits of the whole fingerprint counts.
#include "desk/peers.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

#include "base/ascii.h"
#include "base/bytes.h"
#include "base/keys.h"
#include "node/audit.h"
#include "node/lobby.h"
#include "node/membership.h"
#include "node/peers.h"
#include "node/people.h"
#include "node/plain_name.h"

namespace parley::desk {
namespace {

// Spaces, hyphens and line ends of a fingerprint are how it was written and not what it says.
std::string digits(std::string_view text) {
  std::string out;
  std::copy_if(text.begin(), text.end(), std::back_inserter(out), is_digit);
  return out;
}

}  // namespace

// Read again from its line, so that what is shown is what the other party will read.
Result<Peers::Card> Peers::own_card() const {
  PARLEY_TRY(std::string line, node_.peers().own_card());
  PARLEY_TRY(group::Card card, group::parse_card(line));
  std::string fingerprint = group::fingerprint(card);
  return Card{std::move(line), std::move(card), std::move(fingerprint)};
}

std::optional<std::string> Peers::own_fingerprint() const {
  if (!node_.lobby().made()) return std::nullopt;
  const auto card = own_card();
  if (!card.ok()) return std::nullopt;
  return card->fingerprint;
}

// Read without keeping anything: the card is shown first, beside what is known of the party, so that a new key under a
// known identity is seen as a change and not as an old friend.
Result<Peers::Offered> Peers::read(std::string_view text) const {
  PARLEY_TRY(group::Card card, group::parse_card(text));
  Offered out{.card = std::move(card), .fingerprint = {}, .known = {}, .alias = {}};
  out.fingerprint = group::fingerprint(out.card);
  if (auto known = node_.peers().find(out.card.identity_id); known.ok()) out.known = std::move(*known);
  const auto peers = node_.peers().list();
  out.looks_like = node_.peers().looks_like(out.card);
  for (const node::Peer& one : peers)
    // A charter with two members of one domain is refused, because the domain begins the origins of one party's
    // journals and of nobody else's. It is told now, since it shows itself otherwise only when a group is made.
    if (one.card.identity_id != out.card.identity_id && one.card.domain == out.card.domain) out.same_domain = one.alias;
  if (out.known) {
    out.alias = out.known->alias;
    return out;
  }
  // One that is made here is never another party's; one that a person gives is refused then.
  const std::string wanted = node::plain_name(out.card.name, "peer");
  out.alias = wanted;
  // Nor what another's name would be made to: who types it means the other, who has an alias of another kind.
  const auto is_anothers = [&](const std::string& alias) {
    return alias == node::plain_name(node_.config().party.name, "peer") ||
           std::any_of(peers.begin(), peers.end(), [&](const node::Peer& one) {
             return one.alias == alias || node::plain_name(one.card.name, "peer") == alias;
           });
  };
  for (int i = 2; is_anothers(out.alias); ++i) out.alias = fmt::format("{}-{}", wanted, i);
  return out;
}

// People read a fingerprint to each other with pauses of their own, so only the digits count; all of them do.
Status Peers::compare(const Offered& offered, std::string_view fingerprint) {
  if (digits(fingerprint) == digits(offered.fingerprint)) return {};
  return Error{Code::forbidden, "the fingerprint of this card is " + offered.fingerprint +
                                    ", not the one given: somebody changed the card, or it is another party's"};
}

// The record has the fingerprint, because the alias and even the name can be given to another later.
Result<std::string> Peers::accept(const node::Acting& acting, const Offered& offered, const std::string& alias,
                                  node::Alike alike) const {
  std::string name = alias.empty() ? offered.alias : alias;
  PARLEY_TRY(node::Recorded act, node::begin_act(node_, acting,
                                                 {.act = node::Act::peers,
                                                  .what = "peer accept",
                                                  .about = {name, offered.card.identity_id, offered.fingerprint}}));
  PARLEY_TRY_STATUS(act.ended(node_.peers().accept(offered.card, name, alike)));
  return name;
}

// Taking away goes on also when it cannot be recorded at once, since a peer may have to be shut out.
Status Peers::remove(const node::Acting& acting, const std::string& alias) const {
  PARLEY_TRY(
      node::Recorded act,
      node::begin_act(
          node_, acting,
          {.act = node::Act::peers, .what = "peer remove", .about = {alias}, .effect = node::Effect::takes_away}));
  return act.ended(node_.peers().remove(alias));
}

Result<std::vector<Peers::Line>> Peers::list() const {
  PARLEY_TRY(const auto rooms, Groups(node_).rooms());
  std::vector<Line> out;
  // The last ping of ours, in whichever group: a peer in three groups is one node.
  for (node::Peer& peer : node_.peers().list()) {
    Line line{.peer = std::move(peer), .called = {}, .last = {}};
    line.called = node_.peers().called(line.peer.card.identity_id, line.peer.card.name);
    for (const GroupRoom& room : rooms)
      for (const group::PingState& ping : room.view.pings)
        if (ping.to == line.peer.card.identity_id && ping.at.author == room.own &&
            (!line.last || line.last->at.added < ping.at.added))
          line.last = ping;
    out.push_back(std::move(line));
  }
  return out;
}

// Any group that both are in will do: a ping says something of the two nodes and nothing of the group. Without one
// there is no journal to say it in, and the caller asks the node directly.
Result<std::optional<GroupRoom>> Peers::room_with(const std::string& who, const std::string& which) const {
  std::string charter = which;
  if (charter.empty()) {
    PARLEY_TRY(const node::Peer peer, node_.peers().find(who));
    const auto all = node_.membership().views();
    const auto shared = std::find_if(all->begin(), all->end(), [&](const node::GroupView& group) {
      return !group.left && group::find_member(group.charter.terms, peer.card.identity_id) != nullptr;
    });
    if (shared == all->end()) return std::optional<GroupRoom>();
    charter = shared->charter.terms.id;
  }
  PARLEY_TRY(GroupRoom room, Groups(node_).open(charter));
  return std::optional(std::move(room));
}

Result<std::string> Peers::ping(const GroupRoom& room, const std::string& who, bool exercise) const {
  PARLEY_TRY(const std::string to, Groups(node_).find_member(room, who));
  // The nonce ties the answer to this question, so that an old answer cannot stand in for a new one.
  std::array<std::uint8_t, 16> nonce{};
  random_bytes(nonce);
  // Always with the mark, also in what is no exercise: the answer repeats it.
  return group::message_text(
             {.type = "ping", .id = {}, .author = room.own, .time = {room.now.value / 1000 * 1000}, .exercise = false})
      .texts("to_refs", std::vector<std::string>{to})
      .text("nonce", to_hex(nonce))
      .flag("exercise", exercise || room.exercise())
      .str();
}

Result<Peers::Reached> Peers::reach(const std::string& who) const {
  PARLEY_TRY(node::Peer peer, node_.peers().find(who));
  PARLEY_TRY(const auto times, node_.peers().reach(who).in("\"" + peer.alias + "\""));
  // It has answered: that is what "last seen" means.
  node_.peers().seen(peer.card.identity_id);
  return Reached{std::move(peer), times};
}

}  // namespace parley::desk
