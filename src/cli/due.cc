// What is wrong in the groups, under whatever shows them.
#include <fmt/format.h>

#include "cli/groups.h"
#include "desk/status.h"

namespace parley::cli {

void line_in_red(Context& context, std::string_view text) {
  context.console.styled(text::in_colour(text, text::Colour::red, context.console.streams().colours) + "\n");
}

void print_held_up(Context& context, std::string_view charter) {
  for (const auto& [group, left, member] : desk::NodeStatus(*context.node).problems(std::string(charter))) {
    if (left) continue;
    if (!member.no_room.empty())
      line_in_red(context, fmt::format("{}: not all that {} says is here: {}. An inquiry among it starts no clock",
                                       shown(group), shown(member.name), shown(member.no_room)));
    if (!member.takes_no_more.empty())
      line_in_red(context, fmt::format("{}: {}. What this party said since is not there, and no clock runs for it",
                                       shown(group), shown(member.takes_no_more)));
  }
}

void print_group_problems(Context& context, std::string_view charter) {
  if (!context.json) print_held_up(context, charter);
  for (const auto& one : desk::NodeStatus(*context.node).problems(std::string(charter))) {
    const std::string& group = one.group;
    const node::MemberView& member = one.member;
    const auto json = [&](std::string_view what, const std::string& text) {
      context.console.line(JsonLine().text("group", group).text("member", member.name).text(what, text).str());
    };
    if (!member.wrong_copies.empty()) {
      if (context.json)
        json("wrong_copies", member.wrong_copies);
      else
        line_in_red(context, fmt::format("{}: what {} hands on of others is refused: {}", group, member.called,
                                         member.wrong_copies));
    }
    if (member.problem.empty()) continue;
    if (context.json)
      json("problem", member.problem);
    else if (member.own)
      line_in_red(context, fmt::format("{}: our own journal is closed: {}", group, member.problem));
    else
      line_in_red(context,
                  fmt::format("{}: the journal of {} is not read on: {}", group, member.called, member.problem));
  }
}

}  // namespace parley::cli
