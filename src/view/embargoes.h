// What this party keeps back, in words.
#pragma once

#include <string>
#include <vector>

#include "desk/embargoes.h"

namespace parley::view {

// "indicator--… \"Beacon\"", "every object of type indicator", "what is marked TLP:AMBER".
std::string embargo_words(const node::EmbargoWord& word);
// What removing one changed: it may leave again, or another embargo still holds it.
std::string removed_text(const desk::Embargoes::Removed& removed);
// Lines, ended: what was put, towards `party` as the person called it, what it holds back, and what had left before.
std::string embargo_text(const desk::Embargoes::Put& put, const std::string& party);
std::string embargoes_text(const std::vector<desk::Embargoes::Line>& embargoes);

}  // namespace parley::view
