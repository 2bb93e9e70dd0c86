// A peer that is away is asked more and more seldom (group_worker.h), so silence is measured from the first question
// that it did not answer, and told with the first one after kUnsaid.
#include "node/peer_silence.h"

#include <fmt/format.h>

#include "node/health.h"
#include "node/node.h"
#include "node/peers.h"

namespace parley::node {
namespace {

std::string key_of(const std::string& identity) { return "silent:" + identity; }
std::string shown(Micros at) { return to_string(at).substr(0, 19) + "Z"; }

}  // namespace

void PeerSilence::answered(const std::string& identity) {
  {
    const Lock lock(mutex_);
    known_[identity] = {.heard = node_.time(), .first_unanswered = {}, .is_told = false};
  }
  node_.health().clear(key_of(identity));
}

void PeerSilence::heard(const std::string& identity) {
  const Lock lock(mutex_);
  known_[identity].heard = node_.time();
}

// A party that was removed here is waited for by nobody.
void PeerSilence::unanswered(const std::string& identity) {
  const auto peer = node_.peers().find(identity);
  Known now_known;
  {
    const Lock lock(mutex_);
    if (!peer.ok()) {
      known_.erase(identity);
    } else {
      Known& known = known_[identity];
      if (!known.first_unanswered) known.first_unanswered = node_.time();
      known.is_told = node_.time().value - known.first_unanswered->value >= kUnsaid.value;
      now_known = known;
    }
  }
  if (!peer.ok()) return node_.health().clear(key_of(identity));
  if (!now_known.is_told) return;
  const std::optional<Micros> last = now_known.heard ? now_known.heard : peer->last_seen;
  const Micros first = *now_known.first_unanswered;
  std::string text;
  if (last && *last >= first)
    text = fmt::format(
        "{} asks this node, last on {}, and has answered nothing at {} since {}: its address, or what stands between, "
        "lets no question through",
        peer->alias, shown(*last), peer->card.url, shown(first));
  else
    text = fmt::format("{} has not been heard from since {}: nothing answers at {}", peer->alias,
                       shown(last ? *last : first), peer->card.url);
  node_.health().set(key_of(identity), {Trouble::peer_silent, std::move(text)});
}

std::optional<Micros> PeerSilence::last_heard(std::string_view identity) const {
  const Lock lock(mutex_);
  const auto at = known_.find(identity);
  return at == known_.end() ? std::nullopt : at->second.heard;
}

std::optional<Micros> PeerSilence::silent_since(std::string_view identity) const {
  const Lock lock(mutex_);
  const auto at = known_.find(identity);
  if (at == known_.end() || !at->second.is_told) return std::nullopt;
  const Known& known = at->second;
  return known.heard && *known.heard < *known.first_unanswered ? known.heard : known.first_unanswered;
}

}  // namespace parley::node
