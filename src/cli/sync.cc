// parley sync, receipt, resume: exchanging now, and what came of it.
#include <fmt/format.h>

#include <algorithm>

#include "cli/groups.h"
#include "cli/output.h"
#include "desk/exchange.h"
#include "desk/proofs.h"
#include "view/exchange.h"

namespace parley::cli {
namespace {

using desk::Exchange;

int sync(Context& context, const std::string& group) {
  const auto reports = Exchange(*context.node).sync(group, [&](const Exchange::Report& now) {
    context.console.progress(
        fmt::format("{}: {} entries of {}", shown(now.group), with_commas(now.after), shown(now.member)));
  });
  context.console.end_progress();
  if (!reports.ok()) return context.fail(reports.error());
  if (context.json)
    for (const Exchange::Report& one : *reports) context.console.line(desk::sync_json(one));
  else
    context.console.styled(view::sync_text(*reports, context.console.streams().colours));
  const bool well =
      std::all_of(reports->begin(), reports->end(), [](const Exchange::Report& one) { return one.problem.empty(); });
  return well ? kDone : kRefused;
}

int resume(Context& context, const std::string& origin) {
  const Exchange exchange(*context.node);
  if (!origin.empty())
    return print_done(context, exchange.resume(*context.acting, origin), "resumed", origin,
                      "Sync of " + origin + " goes on; what was refused stays in evidence/");
  const auto stopped = exchange.stopped();
  if (context.json)
    for (const Exchange::Stopped& one : stopped) context.console.line(to_json(one));
  else
    context.console.out(view::stopped_text(stopped));
  return kDone;
}

}  // namespace

void add_sync(Command& app, Context& context) {
  auto* one = app.add_subcommand(
      "sync", "Exchange with the other members now: fetch, check and cosign theirs, take receipts for ours");
  auto group = std::make_shared<std::string>();
  one->add_option("group", *group, "Only this group");
  one->footer(
      "A running node does this by itself. Exit status 1 when something was refused or somebody could not be reached.");
  on_chosen(one, context, true, [group](Context& c) { return sync(c, *group); });

  one = app.add_subcommand("receipt", "Who holds an object that was released in a group, since when");
  auto id = std::make_shared<std::string>();
  one->add_option("id", *id, "Object, or the beginning of its UUID")->required();
  one->add_option("--group", *group, "Only in this group");
  on_chosen(one, context, true, [id, group](Context& c) {
    return put_out(c, desk::Proofs(*c.node).holders(*id, *group), view::holdings_text);
  });

  one = app.add_subcommand("resume", "Go on with a journal whose sync stopped because it was not what was signed");
  auto origin = std::make_shared<std::string>();
  one->add_option("origin", *origin, "Of the journal; without it: the stopped ones are listed");
  on_chosen(one, context, node::Act::peers, [origin](Context& c) { return resume(c, *origin); });
}

}  // namespace parley::cli
