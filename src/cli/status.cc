// parley status: what a node has to say of itself.
#include "desk/status.h"

#include "cli/groups.h"
#include "desk/proofs.h"
#include "view/status.h"

namespace parley::cli {
namespace {

int status(Context& context, const std::string& calendar) {
  const desk::NodeStatus desk(*context.node);
  // A calendar is written for another program to read, so it is written alone.
  if (!calendar.empty()) {
    const auto due = desk.due();
    if (!due.ok()) return context.fail(due.error());
    const auto written = write_text_file(context, calendar, desk.calendar(*due));
    return written.ok() ? kDone : context.fail(written.error());
  }
  const auto status = desk.show(context.server);
  if (!status.ok()) return context.fail(status.error());
  const std::vector<std::string> warnings = view::warnings(*status, desk::Proofs(*context.node).unwitnessed());
  if (context.json) {
    context.console.line(to_json(*status, warnings));
  } else {
    const bool colours = context.console.streams().colours;
    context.console.styled(view::status_text(*status, now(), colours));
    print_group_problems(context);
    if (!status->open_problem.empty())
      context.console.err("parley: deliberation in open journals: " + status->open_problem);
    context.console.styled(view::status_rest(*status, warnings, now(), colours));
  }
  // So that a script stops where a person would.
  return desk.degraded() ? kRefused : kDone;
}

}  // namespace

void add_status(Command& app, Context& context) {
  auto* command = app.add_subcommand(
      "status", "What the node holds, whether it runs, what is due to whom, and what each client did last");
  auto calendar = std::make_shared<std::string>();
  command
      ->add_option("--ics", *calendar,
                   "Write what is due as an iCalendar to this file (\"-\": standard output) and nothing else")
      ->type_name("FILE")
      ->uses(FileUse::writes);
  on_chosen(command, context, true, [calendar](Context& c) { return status(c, *calendar); });
}

}  // namespace parley::cli
