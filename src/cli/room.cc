// parley room: who signs in to the room of the running node, and how without a password.
#include "cli/acting.h"
#include "cli/output.h"
#include "desk/sign_ins.h"
#include "view/sign_ins.h"

namespace parley::cli {
namespace {

// Whoever acts needs no right for a link of his own, and the desk asks for it where it is another's.
int make_link(Context& context, const std::string& user) {
  if (const auto known = somebody(context); !known.ok()) return context.fail(known.error());
  return put_out(context, desk::SignIns(*context.node).make_link(*context.acting, user), view::link_text);
}

// A line of JSON for each, as of any list.
int sessions(Context& context, const std::string& user) {
  if (const auto known = somebody(context); !known.ok()) return context.fail(known.error());
  const auto all = desk::SignIns(*context.node).list(*context.acting, user);
  if (!all.ok()) return context.fail(all.error());
  if (context.json)
    for (const auto& one : *all) context.console.line(desk::to_json(one));
  else
    context.console.out(view::sessions_text(*all));
  return kDone;
}

int end(Context& context, const std::string& id) {
  if (const auto known = somebody(context); !known.ok()) return context.fail(known.error());
  return print_done(context, desk::SignIns(*context.node).end(*context.acting, id), "ended", id, "Ended session " + id);
}

}  // namespace

void add_room(Command& app, Context& context) {
  auto* command = app.add_subcommand("room", "Who signs in to the room, which this node's people open in a browser");
  command->require_subcommand(1);
  command->footer("parley serve prints where the room is; docs/room.md says how it is used and kept.");

  auto* link = command->add_subcommand("link", "Make a link that signs somebody in once, within 15 minutes");
  auto user = std::make_shared<std::string>();
  link->add_option("USER", *user, "Whom it signs in (default: who acts; another takes the right people)");
  on_chosen(link, context, true, [user](Context& c) { return make_link(c, *user); });

  auto* list = command->add_subcommand("sessions", "Who is signed in, since when and from where");
  auto whose = std::make_shared<std::string>();
  list->add_option("USER", *whose, "Whose (default: who acts; another takes the right people)");
  on_chosen(list, context, true, [whose](Context& c) { return sessions(c, *whose); });

  auto* over = command->add_subcommand("end", "End a session at once");
  auto id = std::make_shared<std::string>();
  over->add_option("SESSION", *id, "As parley room sessions shows it (another's takes the right people)")->required();
  on_chosen(over, context, true, [id](Context& c) { return end(c, *id); });
}

}  // namespace parley::cli
