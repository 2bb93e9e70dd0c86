// What a question comes to in a few sentences, for who reads nothing else: whose ratings leave what first, where the
// dispute sits, what was stated otherwise, and what is not ranked. Terminal, page and JSON show the same words. No
// sentence speaks for more than one party unless it names how many.
#pragma once

#include "assess/telling.h"

namespace parley::assess {

struct Brief {
  std::string headline;         // a sentence without its full stop
  std::string deck;             // one or two sentences, or empty
  std::vector<Clause> clauses;  // one paragraph
  // Whatever was left out or weighted, each a sentence: a ranking without a source looks like any other.
  std::vector<std::string> conditions;
};
Brief brief_of(const View& view);
// The paragraph as one text.
std::string text_of(const std::vector<Clause>& clauses);

// As a hypothesis is called in a sentence: “Unit 9”, by what it says where that is short, else by its short name.
std::string called(const Hypothesis& hypothesis);
// “Unit 9” and “A storm”, as called.
std::string called(const Question& question, const std::vector<std::size_t>& hypotheses);
// How it comes that a hypothesis is not ranked: "rated on 1 of 8 by Graustark alone"; "rated by nobody"; "not ranked by
// Graustark, rated on 1 of 8". Empty: whoever ranks anything ranks it.
std::string not_ranked(const View& view, std::size_t hypothesis);
// The conclusion in which a party holds a hypothesis to be as likely as not, or likelier, that its own ratings do not
// leave first; null: there is none. It may know what no row has, so that is no fault.
const Conclusion* stated_otherwise(const View& view, std::size_t matrix);
// The parties that would have another order by somebody else's word on this row alone, as places in View::parties.
std::vector<std::size_t> turned_by(const OverlaidRow& row);

}  // namespace parley::assess
