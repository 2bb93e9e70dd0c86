// parley question: what its commands share. question.cc writes objects, question_read.cc lists and shows,
// question_show.cc prints for people, question_json.cc for programs.
#pragma once

#include "assess/view.h"
#include "cli/command.h"

namespace parley::cli {

// Calls `each` with every entry that matches in every journal that opens; the others are named on standard error.
Status for_each_entry(Context& context, const journal::Query& query,
                      const std::function<Status(const store::CollectionRow&, const journal::Entry&)>& each);
// The objects of all journals that questions are made of.
Result<assess::Desk> read_desk(Context& context);

void add_question_reading(Command& group, Context& context);

std::string view_json(const assess::View& view);

}  // namespace parley::cli
