// The matrix of a question on a terminal: rows of evidence, what tells most first, and in a cell the signs of all
// parties.
#pragma once

#include <string>

#include "assess/view.h"
#include "view/lines.h"

namespace parley::view {

// Lead, then the text beside it, wrapped under itself.
void add_paragraph(Lines& out, std::size_t columns, const std::string& lead, std::string_view text);

void add_question_matrix(Lines& out, std::size_t columns, const assess::View& view);

}  // namespace parley::view
