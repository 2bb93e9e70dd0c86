// parley question: what its commands share. question.cc writes objects, question_show.cc prints for people, question_json.cc for
// programs.
#pragma once

#include "assess/view.h"
#include "cli/command.h"

namespace parley::cli {

// The objects of all journals that questions are made of. Journals that cannot be opened are named on standard error.
Result<assess::Desk> read_desk(Context& context);

// Fits `console`'s columns: one matrix over all parties, cells as "CC/II!".
void print_view(Console& console, const assess::View& view);
std::string view_json(const assess::View& view);

}  // namespace parley::cli
