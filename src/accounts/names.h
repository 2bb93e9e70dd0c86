// Inside of accounts: parties as they are called in a sentence (telling.h).
#pragma once

#include "accounts/telling.h"

namespace parley::accounts {

// Looked up once for all parties: what is brief for one depends on what others are called.
class Names {
 public:
  explicit Names(const Material& material);
  const Telling::Name& of(PartyIndex party) const { return party == kNone ? nobody_ : names_[party]; }

 private:
  std::vector<Telling::Name> names_;
  Telling::Name nobody_{.party = kNone, .full = "somebody", .brief = "somebody", .office = {}, .unnamed = true};
};

// "Tarlenheim", "Corvo and Hessel", "A, B and C".
std::string list_in_words(const std::vector<std::string>& parts);
// Of each origin its voices.
std::vector<std::vector<Telling::Name>> names_of_origins(const Names& names, const Support& support);
// "as Tarlenheim tells it", "as Hessel told Corvo"; of these statements, all of which came through others. `tellers`
// gets who told it, nearest to the speaker first.
std::string as_told(const Material& material, const Names& names, const std::vector<StatementIndex>& statements,
                    std::vector<Telling::Name>& tellers);

}  // namespace parley::accounts
