// What is wrong between this node and the members of its groups, each as a sentence with its consequence. A group that
// this party has left is passed over where the consequence would be a clock: none runs there any more.
#include "view/problems.h"

#include <fmt/format.h>

#include "view/lines.h"

namespace parley::view {

// Two directions: what a member said for which there is no room here, and what we said that a member does not take.
// Both stop clocks, and neither side may be called late for it.
std::string held_up_text(const std::vector<desk::NodeStatus::Problem>& problems, bool colours) {
  Lines out;
  const auto red = [&](const std::string& text) { out.in_colour(text, text::Colour::red, colours); };
  for (const auto& [group, left, member] : problems) {
    if (left) continue;
    if (!member.no_room.empty())
      red(fmt::format("{}: not all that {} says is here: {}. An inquiry among it starts no clock", text::plain(group),
                      text::plain(member.name), text::plain(member.no_room)));
    if (!member.takes_no_more.empty())
      red(fmt::format("{}: {}. What this party said since is not there, and no clock runs for it", text::plain(group),
                      text::plain(member.takes_no_more)));
  }
  return out.take();
}

// Copies of others' journals that a member hands on and that are refused, then journals that are not read on. Our own
// can be closed as well, and then nothing can be said in the group.
std::string problems_text(const std::vector<desk::NodeStatus::Problem>& problems, bool colours) {
  Lines out;
  const auto red = [&](const std::string& text) { out.in_colour(text, text::Colour::red, colours); };
  out.add(held_up_text(problems, colours));
  for (const auto& [group, left, member] : problems) {
    if (!member.wrong_copies.empty())
      red(fmt::format("{}: what {} hands on of others is refused: {}", group, member.called, member.wrong_copies));
    if (member.problem.empty()) continue;
    if (member.own)
      red(fmt::format("{}: our own journal is closed: {}", group, member.problem));
    else
      red(fmt::format("{}: the journal of {} is not read on: {}", group, member.called, member.problem));
  }
  return out.take();
}

}  // namespace parley::view
