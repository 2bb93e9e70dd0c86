// Inside of accounts: the voices of one side of a proposition, and which of them rely on which (origins.h).
#pragma once

#include "accounts/model.h"

namespace parley::accounts {

// All that one party says on one side of a proposition, by whatever way.
struct Voice {
  PartyIndex party = kNone;
  std::vector<StatementIndex> statements = {};  // ascending
  std::vector<AccountIndex> accounts = {};      // ascending
  bool own_voice = false;                       // some of it in its own words to the page
  bool only_alleges = true;
  std::vector<PartyIndex> hangs_on = {};  // relays that all of its ways go through
};

// By party. With `shown`, only of these accounts (ascending).
std::vector<Voice> supports_of(const Comparison& comparison, PropositionIndex proposition, Side side,
                               const std::vector<AccountIndex>* shown = nullptr);
// For each voice those (by place) from which it has what it says. Never a ring.
std::vector<std::vector<std::size_t>> reliance_of(const Comparison& comparison, const std::vector<Voice>& voices);
// Who takes the side in his own words to the page, ascending.
std::vector<PartyIndex> own_voices(const Comparison& comparison, PropositionIndex proposition, Side side);

}  // namespace parley::accounts
