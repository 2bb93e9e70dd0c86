// What is due to whom and when: the part of `parley status` that looks at the groups.
#include <fmt/format.h>

#include <algorithm>

#include "cli/groups.h"

namespace parley::cli {

Result<std::vector<DueItem>> all_due(Context& context) {
  PARLEY_TRY(const auto groups, open_groups(context, ""));
  std::vector<DueItem> out;
  for (const OpenGroup& group : groups) {
    if (group.group.left) continue;
    for (const group::Due& due : group.view.due)
      out.push_back({group.group.alias, group.own, due, group.name(due.who),
                     due.to.empty() ? std::string() : group.name(due.to)});
  }
  std::stable_sort(out.begin(), out.end(), [](const DueItem& a, const DueItem& b) {
    if (a.due.due.has_value() != b.due.due.has_value()) return a.due.due.has_value();
    return a.due.due.value_or(Micros{}) < b.due.due.value_or(Micros{});
  });
  return out;
}

namespace {
std::string item_sentence(Context& context, const DueItem& item) {
  group::Due due = item.due;
  if (due.kind == group::Due::Kind::recall_answer) due.title = titled(context, due.title);
  return group::sentence(due, [&](std::string_view identity) { return identity == item.due.who ? item.who : item.to; });
}
}  // namespace

void print_due(Context& context, const std::vector<DueItem>& items, Micros now) {
  if (items.empty()) return;
  Table table({"DUE", "", "WHO", "GROUP", "WHAT"});
  for (const DueItem& item : items)
    table.add({short_time(item.due.due),
               !item.due.due      ? "no time agreed"
               : item.due.overdue ? "OVERDUE " + distance_text(*item.due.due, now)
                                  : distance_text(*item.due.due, now),
               item.due.who == item.own ? "we" : item.who, shown(item.group), item_sentence(context, item)});
  context.console.line("");
  table.print(context.console);
}

std::string due_json(const DueItem& item) {
  JsonLine line;
  line.text("group", item.group)
      .text("what", to_string(item.due.kind))
      .text("who", item.due.who)
      .text("who_name", item.who)
      .flag("own", item.due.who == item.own);
  if (!item.due.to.empty()) line.text("to", item.due.to);
  line.text("id", item.due.id).text("title", item.due.title);
  std::vector<std::string> questions;
  for (const auto number : item.due.questions) questions.push_back(std::to_string(number));
  if (!questions.empty()) line.raw("questions", json_array(questions));
  if (item.due.due) line.text("due", to_string(*item.due.due));
  return line.flag("overdue", item.due.overdue).flag("exercise", item.due.exercise).str();
}

std::string due_calendar(Context& context, const std::vector<DueItem>& items, Micros now) {
  std::vector<group::CalendarItem> entries;
  std::map<std::string, std::string, std::less<>> names;
  for (const DueItem& item : items) {
    entries.push_back({item.group, item.due});
    names[item.due.who] = item.who;
    if (!item.due.to.empty()) names[item.due.to] = item.to;
  }
  const node::Config& config = context.node->config();
  return group::calendar(
      entries,
      {.own = config.party.identity, .name = config.party.name, .ahead = std::chrono::hours(config.duty.ahead_hours)},
      [&](std::string_view identity) {
        const auto found = names.find(identity);
        return found != names.end() ? found->second : std::string(identity);
      },
      now);
}

void line_in_red(Context& context, std::string_view text) {
  context.console.styled(text::in_colour(text, text::Colour::red, context.console.streams().colours) + "\n");
}

void print_held_up(Context& context, std::string_view charter) {
  for (const node::GroupView& view : context.node->groups().groups()) {
    if (view.left || (!charter.empty() && view.charter.terms.id != charter)) continue;
    for (const node::MemberView& member : view.members) {
      if (!member.no_room.empty())
        line_in_red(context, fmt::format("{}: not all that {} says is here: {}. An inquiry among it starts no clock",
                                         shown(view.alias), shown(member.name), shown(member.no_room)));
      if (!member.takes_no_more.empty())
        line_in_red(context, fmt::format("{}: {}. What this party said since is not there, and no clock runs for it",
                                         shown(view.alias), shown(member.takes_no_more)));
    }
  }
}

void print_group_problems(Context& context, std::string_view charter) {
  if (!context.json) print_held_up(context, charter);
  for (const node::GroupView& view : context.node->groups().groups()) {
    if (!charter.empty() && view.charter.terms.id != charter) continue;
    for (const node::MemberView& member : view.members) {
      if (!member.wrong_copies.empty()) {
        if (context.json)
          context.console.line(JsonLine()
                                   .text("group", view.alias)
                                   .text("member", member.name)
                                   .text("wrong_copies", member.wrong_copies)
                                   .str());
        else
          line_in_red(context, fmt::format("{}: what {} hands on of others is refused: {}", view.alias, member.called,
                                           member.wrong_copies));
      }
      if (member.problem.empty()) continue;
      if (context.json)
        context.console.line(
            JsonLine().text("group", view.alias).text("member", member.name).text("problem", member.problem).str());
      else if (member.own)
        line_in_red(context, fmt::format("{}: our own journal is closed: {}", view.alias, member.problem));
      else
        line_in_red(context,
                    fmt::format("{}: the journal of {} is not read on: {}", view.alias, member.called, member.problem));
    }
  }
}

}  // namespace parley::cli
