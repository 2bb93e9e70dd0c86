// What the texts themselves say of how words stand to one another: that somebody has moved, that two used the same
// words, that accounts agree or contradict. It is quoted as theirs and never counted as computed. It is found by what
// English reports say, outside of quotations, and what is quoted is the word of whoever is quoted.
#pragma once

#include "accounts/accounts.h"

namespace parley::accounts {

struct SourceSays {
  enum class What : std::uint8_t { change, same_words, contradiction, agreement } what = What::change;
  TextSays says;
  std::vector<PartyIndex> of;  // whom it names, else who speaks beside it; ascending
  // What is said beside it: in the sentence, else in the next of its paragraph, else in the one before.
  std::vector<StatementIndex> beside;
};
std::string_view to_string(SourceSays::What what);  // "the same words"
// Read when they are first asked for, and kept by the comparison until a statement is added.
const std::vector<SourceSays>& source_says(const Comparison& comparison);

}  // namespace parley::accounts
