// What is wrong between this node and the members of its groups, each as a sentence with its consequence. A group that
// this party has left is passed over where the consequence would be a clock: none runs there any more.
#include "view/problems.h"

#include <fmt/format.h>

#include "view/lines.h"

namespace parley::view {

namespace {

// Two directions: what a member said for which there is no room here, and what we said that a member does not take.
// Both stop clocks, and neither side may be called late for it.
std::vector<std::string> held_up(const desk::NodeStatus::Problem& problem) {
  std::vector<std::string> out;
  const node::MemberView& member = problem.member;
  if (problem.left) return out;
  if (!member.no_room.empty())
    out.push_back(fmt::format("not all that {} says is here: {}. An inquiry among it starts no clock",
                              text::plain(member.name), text::plain(member.no_room)));
  if (!member.takes_no_more.empty())
    out.push_back(fmt::format("{}. What this party said since is not there, and no clock runs for it",
                              text::plain(member.takes_no_more)));
  return out;
}

// Copies of others' journals that a member hands on and that are refused, then journals that are not read on. Our own
// can be closed as well, and then nothing can be said in the group.
std::vector<std::string> closed(const node::MemberView& member) {
  std::vector<std::string> out;
  if (!member.wrong_copies.empty())
    out.push_back(fmt::format("what {} hands on of others is refused: {}", member.called, member.wrong_copies));
  if (!member.problem.empty())
    out.push_back(member.own ? fmt::format("our own journal is closed: {}", member.problem)
                             : fmt::format("the journal of {} is not read on: {}", member.called, member.problem));
  return out;
}

}  // namespace

std::vector<std::string> member_problems(const desk::NodeStatus::Problem& problem) {
  std::vector<std::string> out = held_up(problem);
  for (std::string& one : closed(problem.member)) out.push_back(std::move(one));
  return out;
}

std::string held_up_text(const std::vector<desk::NodeStatus::Problem>& problems, bool colours) {
  Lines out;
  for (const auto& one : problems)
    for (const std::string& said : held_up(one))
      out.in_colour(fmt::format("{}: {}", text::plain(one.group), said), text::Colour::red, colours);
  return out.take();
}

// What is held up stands first, of all groups.
std::string problems_text(const std::vector<desk::NodeStatus::Problem>& problems, bool colours) {
  Lines out;
  out.add(held_up_text(problems, colours));
  for (const auto& one : problems)
    for (const std::string& said : closed(one.member))
      out.in_colour(fmt::format("{}: {}", one.group, said), text::Colour::red, colours);
  return out.take();
}

}  // namespace parley::view
