// A question with its rival explanations as one HTML file that needs nothing else: a brief of one printed page for a
// reader who has two minutes, and after it the pictures, every row and rating, and what follows from them.
#pragma once

#include <string>

#include "assess/view.h"
#include "desk/questions.h"

namespace parley::view {

struct QuestionPageOptions {
  bool brief = false;                  // only the first sheet
  std::string command = {};            // what shows the same again: "parley question show grid --as-of …"
  desk::QuestionProvenance from = {};  // what it was made from
};
std::string page(const assess::View& view, const QuestionPageOptions& options);

}  // namespace parley::view
