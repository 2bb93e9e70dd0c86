// Other parties before and beside groups: their cards, whether they can be reached, signs of life.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "desk/groups.h"
#include "desk/saying.h"
#include "node/peers.h"

namespace parley::desk {

class Peers {
 public:
  explicit Peers(node::Node& node) : node_(node) {}

  // A card with what people read to each other on another channel.
  struct Card {
    std::string line;  // to hand over
    group::Card card;
    std::string fingerprint;
  };
  Result<Card> own_card() const;
  // Of the card that others may have; nothing: none has been made. Making one would make the lobby that stands on it.
  std::optional<std::string> own_fingerprint() const;

  // A card that somebody handed over, and what is known of its party.
  struct Offered {
    group::Card card;
    std::string fingerprint;
    std::optional<node::Peer> known;  // the party as it was accepted before
    std::string alias;                // what it is called here, or could be: no other peer's
    // Another peer that has the same domain, by its alias: no group can have both. Empty: none.
    std::string same_domain = {};
    std::string looks_like = {};  // whose name this card's looks like, in words; empty: nobody's
  };
  Result<Offered> read(std::string_view text) const;
  // Whether a fingerprint is this card's, however its digits are grouped. Forbidden otherwise.
  static Status compare(const Offered& offered, std::string_view fingerprint);
  // After the fingerprint was compared: with compare(), or by a person to whom it was read.
  Result<std::string> accept(const node::Acting& acting, const Offered& offered, const std::string& alias,
                             node::Alike alike) const;  // the alias
  Status remove(const node::Acting& acting, const std::string& alias) const;

  struct Line {
    node::Peer peer;
    std::string called;                    // fit to be shown
    std::optional<group::PingState> last;  // ping of ours, in any group
  };
  Result<std::vector<Line>> list() const;

  // The group to ping a peer in: the one named, else the first that both are in; nothing: there is none, and reach()
  // tells what can be told without.
  Result<std::optional<GroupRoom>> room_with(const std::string& who, const std::string& which) const;
  // To be said in the room.
  Result<std::string> ping(const GroupRoom& room, const std::string& who, bool exercise) const;
  struct Reached {
    node::Peer peer;
    node::Peers::Reached times;
  };
  Result<Reached> reach(const std::string& who) const;

 private:
  node::Node& node_;
};

std::string to_json(const Peers::Card& card);
std::string to_json(const Peers::Offered& accepted, std::string_view alias);
std::string to_json(const Peers::Line& line);
std::string to_json(const Peers::Reached& reached);

}  // namespace parley::desk
