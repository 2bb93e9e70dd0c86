// What is looked for in all statements and texts at once, whatever is then shown of them. It takes as long as all else
// that a comparison computes, so it can be kept (kept.h) and given to the next comparison of the same.
#pragma once

#include "accounts/answers.h"
#include "accounts/source_says.h"

namespace parley::accounts {

struct Found {
  std::vector<SharedLine> shared_lines;
  std::vector<Utterance> utterances;
  std::vector<SourceSays> source_says;
  std::vector<Change> moves;
  NonAnswers non_answers;
};
// What the comparison has found, and looks for now as far as nobody has asked for it yet.
Found found_in(const Comparison& comparison);

}  // namespace parley::accounts
