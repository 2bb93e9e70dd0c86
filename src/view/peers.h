// Other parties on a terminal: cards to compare, who is known, whether one can be reached.
#pragma once

#include <string>
#include <vector>

#include "desk/peers.h"

namespace parley::view {

// What there is to compare, and what is new in the card of a party that is known.
std::string offered_text(const desk::Peers::Offered& card);
// Under the line to hand over, which went to `file`, or stands above: empty.
std::string own_card_text(const desk::Peers::Card& card, const std::string& file);
// Of another known party that has the same domain: no group can have both.
std::string same_domain_line(const desk::Peers::Offered& card);
std::string peers_text(const std::vector<desk::Peers::Line>& peers);
std::string reached_text(const desk::Peers::Reached& reached);

}  // namespace parley::view
