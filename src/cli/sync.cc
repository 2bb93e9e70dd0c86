#include <fmt/format.h>

#include "cli/groups.h"
#include "cli/output.h"
#include "desk/proofs.h"
#include "view/proof.h"

namespace parley::cli {
namespace {

int sync(Context& context, const std::string& group) {
  if (!group.empty()) {
    if (const auto known = context.node->groups().group(group); !known.ok()) return context.fail(known.error());
  }
  const auto reports = context.node->groups().sync(group, [&](const node::Groups::SyncReport& now) {
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
  return put_out(context, desk::Proofs(*context.node).holders(id, group), view::holders_text);
}

// After a person has looked at the evidence.
int resume(Context& context, const std::string& origin) {
  node::Groups& groups = context.node->groups();
  const auto stopped = groups.notes("stopped/");
  if (origin.empty()) {
    for (const auto& [key, why] : stopped)
      context.console.lines(context.json ? JsonLine().text("origin", key.substr(8)).text("why", why).str()
                                         : fmt::format("{}\n  {}", shown(key.substr(8)), shown(why)));
    if (stopped.empty() && !context.json) context.console.line("No journal is stopped");
    return kDone;
  }
  if (const auto done = groups.resume(origin); !done.ok()) return context.fail(done.error());
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
