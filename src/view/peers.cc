// Other parties on a terminal. The fingerprint is shown wherever a card is shown, because it is the only thing in a
// card that two people can compare without believing the card.
#include "view/peers.h"

#include <fmt/format.h>

#include "view/lines.h"
#include "view/words.h"

namespace parley::view {
namespace {

// Without an address nobody can fetch from it, so what it says reaches nobody: that is said, and not left blank.
std::string address_text(const group::Card& card) {
  return card.url.empty() ? std::string("none: it asks others, and nobody can read what it says") : card.url;
}

// Three different things: never pinged, pinged without an answer yet, and answered.
std::string trip_text(const std::optional<group::PingState>& last) {
  if (!last) return "-";
  if (!last->round_trip) return "no answer to " + short_time(last->at.added);
  return fmt::format("{:.1f} s{}", static_cast<double>(last->round_trip->count()) / 1e6,
                     last->at.exercise ? " (exercise)" : "");
}

}  // namespace

// For somebody who is known already each line shows what it was before, so that a new key under an old name stands out.
std::string offered_text(const desk::Peers::Offered& offered) {
  const group::Card& card = offered.card;
  const group::Card& before = offered.known ? offered.known->card : card;
  Lines out;
  const auto line = [&](std::string_view what, const std::string& value, const std::string& old) {
    out.line(fmt::format("{:12} {}{}", what, value, value != old ? "   (before: " + old + ")" : ""));
  };
  if (offered.known) out.line(fmt::format("A new card of \"{}\", who is known here.", offered.known->alias));
  line("party", card.name, before.name);
  line("identity", card.identity_id, before.identity_id);
  line("domain", card.domain, before.domain);
  line("address", address_text(card), address_text(before));
  if (!offered.looks_like.empty()) out.line(fmt::format("{:12} the name looks like {}", "BEWARE", offered.looks_like));
  // Last, where the eye rests: it is what is compared.
  line("fingerprint", offered.fingerprint, group::fingerprint(before));
  return out.take();
}

std::string own_card_text(const desk::Peers::Card& card, const std::string& file) {
  return fmt::format(
      "\nHand over this line{}, and read this to the other party on another channel:\n\n    {}\n\nThey run: parley "
      "peer "
      "accept LINE --alias NAME",
      file.empty() ? "" : " (" + file + ")", card.fingerprint);
}

// Said when the card is accepted, with the only way out, since a domain is fixed for the life of a node.
std::string same_domain_line(const desk::Peers::Offered& card) {
  return fmt::format(
      "it has the domain \"{}\", as \"{}\" has: no group can have both as members. One of the two would have to make "
      "its node anew with a domain of its own (parley init --domain)",
      text::plain(card.card.domain), card.same_domain);
}

// A party under the name that this node gave it, beside the one it has for itself: the second is its own claim.
std::string peers_text(const std::vector<desk::Peers::Line>& peers) {
  text::Table table({"PEER", "PARTY", "ADDRESS", "LAST SEEN", "PING", "FINGERPRINT"});
  for (const auto& one : peers) {
    const group::Card& card = one.peer.card;
    table.add({one.peer.alias, one.called, card.url.empty() ? "-" : card.url, short_time(one.peer.last_seen),
               trip_text(one.last), group::fingerprint(card)});
  }
  return Lines().table(table).take();
}

// Two times, since a slow handshake is a matter of the network or of TLS, and a slow answer one of the node. What was
// found out besides is said as well: both cards are the right ones.
std::string reached_text(const desk::Peers::Reached& reached) {
  const auto milliseconds = [](std::chrono::microseconds time) { return static_cast<double>(time.count()) / 1000; };
  const auto& [peer, times] = reached;
  return Lines()
      .line(fmt::format("\"{}\" answers at {} in {:.1f} ms ({:.1f} ms with the TLS handshake); it is who its card "
                        "says, and knows this "
                        "party's card. There is no group with it yet, so nothing was said or kept",
                        text::plain(peer.alias), text::plain(peer.card.url), milliseconds(times.answered),
                        milliseconds(times.connected)))
      .take();
}

}  // namespace parley::view
