// parley sync, receipt, resume: what is exchanged with the other members. What is done is done by desk/exchanging.h.
#include <fmt/format.h>

#include "cli/groups.h"
#include "cli/output.h"
#include "desk/exchanging.h"
#include "desk/proofs.h"
#include "view/exchange.h"
#include "view/proof.h"

namespace parley::cli {
namespace {

// The progress is of the member whose entries come in at the moment. The reports stand at the end, one a member,
// whether or not it could be reached.
int sync(Context& context, const std::string& group) {
  const auto progress = [&](const node::SyncReport& now) {
    context.console.progress(
        fmt::format("{}: {} of {}", shown(now.group), counted(now.after, "entry", "entries"), shown(now.member)));
  };
  const auto reports =
      desk::Exchanging(*context.node).sync(group, progress, [&] { return context.console.ends_here(); });
  context.console.end_progress();
  if (!reports.ok()) return context.fail(reports.error());
  if (!context.json) context.console.styled(view::synced_text(*reports, context.console.streams().colours));
  int status = kDone;
  // One member that could not be reached makes the status 1, and every other report stands as it is.
  for (const auto& one : *reports) {
    if (context.json) context.console.line(desk::to_json(one));
    if (!one.problem.empty()) status = kRefused;
  }
  return status;
}

// Who holds an object of ours, since when: the first cosigned head that covers its entry.
int receipt(Context& context, const std::string& id, const std::string& group) {
  return put_out(context, desk::Proofs(*context.node).holders(id, group), view::holders_text);
}

// Without an origin nothing is changed: the stopped journals are listed, with where the evidence lies that a person has
// to look at first.
int resume(Context& context, const std::string& origin) {
  const desk::Exchanging exchanging(*context.node);
  if (origin.empty()) return put_out(context, exchanging.stopped(), view::stopped_text);
  if (const auto done = exchanging.resume(*context.acting, origin); !done.ok()) return context.fail(done.error());
  context.console.line(context.json ? JsonLine().text("resumed", origin).str()
                                    : "Sync of " + origin + " goes on; what was refused stays in evidence/");
  return kDone;
}

}  // namespace

// Exchanging now, who holds what, and going on with a stopped journal: what a person does where the node does the rest
// by itself.
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
