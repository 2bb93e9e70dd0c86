// What is wrong in the groups, under whatever shows them.
#include "cli/groups.h"
#include "desk/status.h"
#include "view/problems.h"

namespace parley::cli {

// Red is for what keeps a group from working, so that it stands out from what others merely said. Without colours the
// same line is printed.
void line_in_red(Context& context, std::string_view text) {
  context.console.styled(text::in_colour(text, text::Colour::red, context.console.streams().colours) + "\n");
}

void print_held_up(Context& context) {
  context.console.styled(
      view::held_up_text(desk::NodeStatus(*context.node).problems(), context.console.streams().colours));
}

void print_group_problems(Context& context) {
  context.console.styled(
      view::problems_text(desk::NodeStatus(*context.node).problems(), context.console.streams().colours));
}

}  // namespace parley::cli
