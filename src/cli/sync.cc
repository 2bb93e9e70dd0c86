#include <fmt/format.h>

#include "cli/groups.h"
#include "desk/proofs.h"
#include "node/exchange.h"
#include "node/heads.h"
#include "node/membership.h"

namespace parley::cli {
namespace {

int sync(Context& context, const std::string& group) {
  if (!group.empty()) {
    if (const auto known = context.node->membership().group(group); !known.ok()) return context.fail(known.error());
  }
  const auto reports = context.node->exchange().sync(group, [&](const node::SyncReport& now) {
    context.console.progress(
        fmt::format("{}: {} entries of {}", shown(now.group), with_commas(now.after), shown(now.member)));
  });
  context.console.end_progress();
  bool well = true;
  Table table({"GROUP", "MEMBER", "THEIRS HERE", "NEW", "OURS", "THEY HOLD", ""});
  for (const auto& report : reports) {
    well = well && report.problem.empty();
    if (context.json) {
      context.console.line(JsonLine()
                               .text("group", report.group)
                               .text("member", report.member)
                               .number("held", report.after)
                               .number("new", report.after - report.before)
                               .number("ours", report.ours)
                               .number("they_hold", report.held)
                               .text("problem", report.problem)
                               .str());
    } else {
      table.add({shown(report.group), shown(report.member), with_commas(report.after),
                 with_commas(report.after - report.before), with_commas(report.ours), with_commas(report.held),
                 report.problem.empty() ? "" : "problem, see below"});
    }
  }
  if (!context.json) {
    if (table.empty())
      context.console.line("There is nobody to exchange with; parley group list shows the groups");
    else
      table.print(context.console);
    for (const auto& report : reports)
      if (!report.problem.empty())
        line_in_red(context, fmt::format("{}, {}: {}", report.group, report.member, report.problem));
  }
  return well ? kDone : kRefused;
}

// Who holds an object of ours, since when: the first cosigned head that covers its entry.
int receipt(Context& context, const std::string& id, const std::string& group) {
  const auto holders = desk::Proofs(*context.node).holders(id, group);
  if (!holders.ok()) return context.fail(holders.error());
  Table table({"GROUP", "BY", "ENTRY", "HELD BY", "SINCE", "COSIGNED HEAD"});
  for (const desk::Holding& one : *holders) {
    if (context.json) {
      context.console.line(to_json(one));
      continue;
    }
    const std::string_view not_known = one.is_witness ? "not known to have cosigned it" : "not known to hold it";
    table.add({shown(one.group), one.author_name, std::to_string(one.entry),
               (one.is_witness ? "witness " : "") + shown(one.holder_name),
               one.since ? short_time(one.since) : std::string(not_known),
               one.size > 0 ? "over " + counted(one.size, "entry", "entries") : "-"});
  }
  if (!context.json) table.print(context.console);
  return kDone;
}

// After a person has looked at the evidence.
int resume(Context& context, const std::string& origin) {
  const auto stopped = context.node->heads().all_stopped();
  if (origin.empty()) {
    for (const auto& [which, why] : stopped)
      context.console.lines(context.json ? JsonLine().text("origin", which).text("why", why).str()
                                         : fmt::format("{}\n  {}", shown(which), shown(why)));
    if (stopped.empty() && !context.json) context.console.line("No journal is stopped");
    return kDone;
  }
  if (const auto done = context.node->heads().resume(origin); !done.ok()) return context.fail(done.error());
  context.console.line(context.json ? JsonLine().text("resumed", origin).str()
                                    : "Sync of " + origin + " goes on; what was refused stays in evidence/");
  return kDone;
}

}  // namespace

void add_sync(Command& app, Context& context) {
  auto* sync_command = app.add_subcommand(
      "sync", "Exchange with the other members now: fetch, check and cosign theirs, take receipts for ours");
  auto group = std::make_shared<std::string>();
  sync_command->add_option("group", *group, "Only this group");
  sync_command->footer(
      "A running node does this by itself. Exit status 1 when something was refused or somebody could not be reached.");
  on_chosen(sync_command, context, true, [group](Context& c) { return sync(c, *group); });

  auto* receipt_command = app.add_subcommand("receipt", "Who holds an object that was released in a group, since when");
  auto id = std::make_shared<std::string>();
  auto in = std::make_shared<std::string>();
  receipt_command->add_option("id", *id, "Object, or the beginning of its UUID")->required();
  receipt_command->add_option("--group", *in, "Only in this group");
  on_chosen(receipt_command, context, true, [id, in](Context& c) { return receipt(c, *id, *in); });

  auto* resume_command =
      app.add_subcommand("resume", "Go on with a journal whose sync stopped because it was not what was signed");
  auto origin = std::make_shared<std::string>();
  resume_command->add_option("origin", *origin, "Of the journal; without it: the stopped ones are listed");
  on_chosen(resume_command, context, node::Act::peers, [origin](Context& c) { return resume(c, *origin); });
}

}  // namespace parley::cli
