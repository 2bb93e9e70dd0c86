// What is wrong in the groups, under whatever shows them.
#include "cli/groups.h"
#include "cli/output.h"
#include "desk/status.h"
#include "view/problems.h"

namespace parley::cli {

// Red is for what keeps a group from working, so that it stands out from what others merely said. Without colours the
// same line is printed.
void line_in_red(Context& context, std::string_view text) {
  context.console.styled(text::in_colour(text, text::Colour::red, context.console.streams().colours) + "\n");
}

namespace {

using Text = std::string(const std::vector<desk::NodeStatus::Problem>& problems, bool colours);

// Behind a list for people; beside one for programs, whose lines are all of one kind.
void print_problems(Context& context, Text* text_of) {
  const auto problems = desk::NodeStatus(*context.node).problems();
  if (context.json)
    put_err(context, text_of(problems, false));
  else
    context.console.styled(text_of(problems, context.console.streams().colours));
}

}  // namespace

void print_held_up(Context& context) { print_problems(context, view::held_up_text); }
void print_group_problems(Context& context) { print_problems(context, view::problems_text); }

}  // namespace parley::cli
