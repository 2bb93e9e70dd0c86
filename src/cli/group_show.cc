#include "cli/group_show.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/groups.h"
#include "cli/witnesses.h"
#include "desk/proofs.h"
#include "node/charters.h"
#include "node/membership.h"
#include "node/outside_witnesses.h"
#include "node/peers.h"
#include "view/charter.h"

namespace parley::cli {

using view::changes_json, view::changes_text, view::charter_text, view::newcomers_json, view::NewVersion;

void print_charter(Context& context, const group::Charter& charter) { context.console.out(charter_text(charter)); }

int list_groups(Context& context) {
  Table table({"GROUP", "STATE", "MEMBERS", "VERSION", "ID"});
  const auto add = [&](const std::string& alias, const group::Charter& charter, const std::string& state) {
    std::vector<std::string> names;
    for (const group::Member& member : charter.terms.members)
      names.push_back(context.json ? member.name : context.node->peers().called(member.identity_id, member.name));
    if (context.json)
      context.console.line(JsonLine()
                               .text("group", alias)
                               .text("id", charter.terms.id)
                               .text("state", state)
                               .text("version", to_string(charter.terms.modified))
                               .flag("exercise", charter.terms.exercise)
                               .raw("members", json::string_array_text(names))
                               .str());
    else
      table.add({shown(alias), state, fmt::format("{}", fmt::join(names, ", ")), short_time(charter.terms.modified),
                 charter.terms.id});
  };
  for (const auto& one : context.node->membership().groups()) {
    const bool broken = std::any_of(one.members.begin(), one.members.end(), [](const node::MemberView& member) {
      return !member.problem.empty() || !member.no_room.empty() || !member.takes_no_more.empty();
    });
    std::vector<std::string> gone;
    for (const node::MemberView& member : one.members)
      if (member.left && !member.own) gone.push_back(shown(member.name));
    std::string state = one.left ? "left" : broken ? "in force, with problems" : "in force";
    if (!one.left && !gone.empty()) state += fmt::format("; {} left", fmt::join(gone, ", "));
    add(one.alias, one.charter, state);
  }
  for (const auto& one : context.node->charters().proposals())
    add(one.alias, one.charter,
        fmt::format("under way, {} of {} signed", one.charter.signatures.size(), one.charter.terms.members.size()));
  if (context.json) return kDone;
  table.print(context.console);
  print_group_problems(context);
  return kDone;
}

namespace {

std::string timeliness_json(const group::Timeliness& figures) {
  JsonLine line;
  line.number("asked", figures.asked)
      .number("acknowledged_in_time", figures.acknowledged_in_time)
      .number("acknowledged_late", figures.acknowledged_late)
      .number("acknowledgements_missing", figures.acknowledgements_missing)
      .number("questions", figures.questions)
      .number("in_time", figures.in_time)
      .number("late", figures.late)
      .number("overdue", figures.overdue)
      .number("answered", figures.answered)
      .number("refused", figures.refused)
      .number("not_known", figures.not_known)
      .number("later", figures.later)
      .number("open", figures.open)
      .number("recalls", figures.recalls)
      .number("recalls_confirmed", figures.recalls_confirmed)
      .number("recalls_refused", figures.recalls_refused)
      .number("recalls_silent", figures.recalls_silent)
      .number("pings", figures.pings)
      .number("pongs", figures.pongs);
  if (figures.median_answer)
    line.number("median_answer_seconds", static_cast<std::uint64_t>(figures.median_answer->count()));
  return line.str();
}

group::Timeliness timeliness_of(const OpenGroup& group, std::string_view identity) {
  const auto& figures = group.exercise() ? group.view.exercise_timeliness : group.view.timeliness;
  const auto found =
      std::find_if(figures.begin(), figures.end(), [&](const group::Timeliness& one) { return one.party == identity; });
  return found == figures.end() ? group::Timeliness{} : *found;
}

// In a cell of the table; print_held_up() has the sentence.
std::string held_up_text(const node::MemberView& member) {
  if (!member.no_room.empty() && !member.takes_no_more.empty()) return "no room on either side, see below";
  if (!member.no_room.empty()) return "no room for more of it, see below";
  return member.takes_no_more.empty() ? "" : "takes no more of ours, see below";
}

int show_open(Context& context, const OpenGroup& group, const group::Charter* under_way) {
  Console& console = context.console;
  NewVersion version;
  if (under_way != nullptr) {
    auto readings = context.node->charters().readings(under_way->terms);
    if (!readings.ok()) return context.fail(readings.error());
    version = {.in_force = &group.group.charter.terms, .next = &under_way->terms, .readings = std::move(*readings)};
  }
  if (context.json) {
    std::vector<std::string> members, faults;
    for (const auto& one : group.group.members)
      members.push_back(
          JsonLine()
              .text("id", one.identity_id)
              .text("name", one.name)
              .flag("own", one.own)
              .number("entries", one.journal != nullptr ? one.journal->size() : 0)
              .raw("witnessing", desk::to_json(context.node->outside_witnesses().witnessing(group.group, one)))
              .text("left", one.left ? to_string(*one.left) : "")
              .text("problem", one.problem)
              .text("no_room", one.no_room)
              .text("takes_no_more", one.takes_no_more)
              .text("wrong_copies", one.wrong_copies)
              .raw("timeliness", timeliness_json(timeliness_of(group, one.identity_id)))
              .str());
    for (const auto& one : group.view.faults)
      faults.push_back(JsonLine()
                           .text("author", one.at.author)
                           .number("entry", one.at.seq)
                           .text("code", one.code)
                           .text("message", one.message)
                           .str());
    console.line(JsonLine()
                     .text("group", group.group.alias)
                     .text("root", group.group.root)
                     .flag("left", group.group.left)
                     .raw("charter", group.view.charter.text)
                     .raw("members", json_array(members))
                     .raw("faults", json_array(faults))
                     .raw("under_way", under_way != nullptr ? under_way->text : "null")
                     .raw("changes", changes_json(version))
                     .raw("newcomers", newcomers_json(version.readings))
                     .str());
    return kDone;
  }
  print_charter(context, group.view.charter);
  console.line("");
  Table table(
      {"MEMBER", "ENTRIES", "INQUIRIES", "QUESTIONS", "IN TIME", "LATE", "OVERDUE", "MEDIAN ANSWER", "PROBLEM"});
  for (const auto& one : group.group.members) {
    const group::Timeliness t = timeliness_of(group, one.identity_id);
    table.add({one.called + (one.own ? " (we)" : ""), one.journal != nullptr ? with_commas(one.journal->size()) : "-",
               std::to_string(t.asked), std::to_string(t.questions), std::to_string(t.in_time), std::to_string(t.late),
               std::to_string(t.overdue), t.median_answer ? text::about_time(*t.median_answer) : "-",
               one.left                    ? "left " + short_time(*one.left)
               : !one.problem.empty()      ? "not read on, see below"
               : !one.wrong_copies.empty() ? "hands on what is refused, see below"
                                           : held_up_text(one)});
  }
  table.print(console);
  print_group_problems(context, group.group.charter.terms.id);
  if (!group.view.charter.terms.witnesses.named.empty()) {
    console.line("");
    for (const auto& one : group.group.members)
      console.line(fmt::format("{}: {}", one.called,
                               witnessing_text(context.node->outside_witnesses().witnessing(group.group, one))));
  }
  for (const auto& pending : group.view.pending) {
    std::vector<std::string> names;
    for (const auto& identity : pending.missing) names.push_back(group.name(identity));
    console.lines(fmt::format("\nA new version of {} is under way; not yet signed in its own journal: {}",
                              to_string(pending.charter.terms.modified), fmt::join(names, ", ")));
  }
  if (under_way != nullptr) {
    console.lines("\nUnder way, not in force:\n");
    print_charter(context, *under_way);
    console.out("\n" + changes_text(version));
  }
  for (const auto& one : group.view.faults)
    console.line(fmt::format("fault: {} entry {}: {} ({})", group.name(one.at.author), one.at.seq, shown(one.message),
                             one.code));
  return kDone;
}

}  // namespace

int show_group(Context& context, const std::string& what) {
  std::optional<group::Charter> under_way;
  for (const auto& one : context.node->charters().proposals())
    if (!what.empty() && (one.alias == what || node::means(what, one.charter.terms.id))) under_way = one.charter;
  const std::string id = under_way ? under_way->terms.id : what;
  if (under_way && !context.node->membership().group(id).ok()) {
    if (context.json)
      context.console.line(under_way->text);
    else
      print_charter(context, *under_way);
    return kDone;
  }
  const auto group = open_group(context, id);
  if (!group.ok()) return context.fail(group.error());
  return show_open(context, *group, under_way ? &*under_way : nullptr);
}

}  // namespace parley::cli
