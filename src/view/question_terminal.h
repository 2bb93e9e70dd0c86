// A question on a terminal: one matrix over all parties, what follows from it, and where the dispute sits.
#pragma once

#include <string>
#include <vector>

#include "assess/view.h"
#include "desk/questions.h"

namespace parley::view {

// Lines that fit `columns` (40 to 200).
std::string question_text(const assess::View& view, std::size_t columns);
// Only what is told in short.
std::string question_brief_text(const assess::View& view, std::size_t columns);
// A table of all questions, or how to begin with one.
std::string questions_text(const std::vector<desk::QuestionSummary>& questions);

}  // namespace parley::view
