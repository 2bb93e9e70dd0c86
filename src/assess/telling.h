// What was computed of a question, in sentences: the same on a terminal, on a page and in JSON.
#pragma once

#include "assess/view.h"

namespace parley::assess {

// "Without the note" and " (E1, E2): H2 comes first".
struct Clause {
  std::string lead, text;
};

// What turns a party's order when it is left out: single sources and rows, pairs of sources, all that is on one side,
// and its weakest rating, if any is graded, turned. Of what turns nothing it is told that it does not, once for all.
std::vector<Clause> what_turns(const Question& question, const Matrix& matrix, const Sensitivity& sensitivity);

// A row or hypothesis that says other words than it did: what it said, and who rated it while it said that.
std::vector<Clause> rewordings(const Question& question);

// "Graustark had judged it": of what was withdrawn, who took it out, and who had judged it.
std::string told_of(const Question& question, const Withdrawn& withdrawn);
// "1 row and 2 hypotheses were withdrawn"; empty: nothing was.
std::string withdrawn_in_short(const Question& question);

}  // namespace parley::assess
