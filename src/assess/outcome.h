// Looking back once a party says what held: how each party's matrix had ranked that hypothesis, and its conclusion had
// put it, as they had been received when it became known - later ratings are hindsight - and which rows had told it and
// which had misled.
#pragma once

#include "assess/ranking.h"

namespace parley::assess {

struct LookingBack {
  struct OfParty {
    std::string party;
    Standing standing;      // of what held
    int ranked = 0;         // hypotheses that the party had ranked
    std::string concluded;  // "very likely (80–95 %), high confidence"; empty: it had concluded nothing on it
    std::vector<std::size_t> misled;  // rows of `then` rated against what held
    std::vector<std::size_t> told;    // rows rated for it, and against at least one other
    int judged_afterwards = 0;        // cells that stand otherwise today than they did then
  };
  Outcome outcome;
  Question then;  // as it stood
  bool received_afterwards =
      false;  // the question itself was received later: `then` is as it stands today, all of it hindsight
  std::size_t hypothesis = 0;  // what held, of `then`
  std::vector<OfParty> parties;
};
// One for each outcome that names a hypothesis of the question and a time that can be read.
Result<std::vector<LookingBack>> looking_back(const Desk& desk, const Question& today, Weighting weighting);

}  // namespace parley::assess
