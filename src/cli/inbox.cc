// What the others said to us, and what is said without a question: notifications, positions, corrections.
#include "desk/inbox.h"
#include "cli/acting.h"
#include "cli/groups.h"
#include "cli/output.h"
#include "desk/saying.h"
#include "node/releases.h"
#include "view/messages.h"

namespace parley::cli {
namespace {

// All on one page: a terminal scrolls, and a program reads lines. The pages of the desk are for screens that have some.
int inbox(Context& context, const desk::Inbox::Filter& filter) {
  const auto page = desk::Inbox(*context.node).list(filter);
  if (!page.ok()) return context.fail(page.error());
  // A list for programs, a page for people: the page says what to think of an empty one, and that depends on the
  // filter.
  put_out(context, page->items, [&](const auto&) { return view::inbox_text(*page, filter); });
  // What could not come in for want of room is told under the inbox, because its reader would otherwise take it for all
  // that was said.
  print_held_up(context);
  return kDone;
}

// In full, unlike in the list, where a message has one line.
int read_message(Context& context, const std::string& what, const std::string& group) {
  return put_out(context, desk::Inbox(*context.node).read(what, group), view::message_text);
}

// A notification and a position are made by the same desk and said by the same way; only what they hold differs.
struct NotifyArguments {
  desk::Notice notice;
  std::string group;
  Speaking speaking;
};

// Owes nobody an answer, so it has no times and is only said.
int notify(Context& context, const NotifyArguments& arguments) {
  const auto group = open_group(context, arguments.group);
  if (!group.ok()) return context.fail(group.error());
  return say(context, *group, desk::Saying(*context.node).notification(*group, arguments.notice), arguments.speaking);
}

struct PositionArguments {
  desk::Statement statement;
  std::string group;
  Speaking speaking;
};

// A position says who speaks, with what authority and on what, each required: without them it would be an opinion.
int position(Context& context, const PositionArguments& arguments) {
  const auto group = open_group(context, arguments.group);
  if (!group.ok()) return context.fail(group.error());
  return say(context, *group, desk::Saying(*context.node).position(*group, arguments.statement), arguments.speaking);
}

struct CorrectArguments {
  desk::Correcting correcting;
  std::string group;
  Speaking speaking;
};

// The desk finds the message and the group in which it was said, so neither the group nor the right is known before.
int correct(Context& context, const CorrectArguments& arguments) {
  const auto correction = desk::Saying(*context.node).correction(arguments.correcting, arguments.group);
  if (!correction.ok()) return context.fail(correction.error());
  // Which right it takes depends on what is corrected.
  if (const auto may = require(context, node::act_for(*context.node, correction->text), correction->room.id());
      !may.ok())
    return context.fail(may.error());
  return say(context, correction->room, correction->text, arguments.speaking);
}

// The earlier message stays: what a party said it cannot change, and the correction stands beside it.
void add_correct(Command& app, Context& context) {
  auto* command = app.add_subcommand(
      "correct", "Say that an earlier message of this party was wrong; it stays, and shows that it was corrected");
  auto a = std::make_shared<CorrectArguments>();
  command
      ->add_option(
          "MESSAGE", a->correcting.message,
          "Its id or the beginning of its UUID, as parley list --journal GROUP.PARTY and inquiry status show it")
      ->required();
  command->add_option("TEXT", a->correcting.text, "What is right")->says_something()->required();
  command->add_option("--question", a->correcting.question, "Of an inquiry or a reply only this one, by its number")
      ->between(1, 9999);
  command->add_option("--reason", a->correcting.reason, "Why the earlier one was wrong");
  command->add_option("--group,-g", a->group, "The group in which it was said (else any)");
  add_speaking(command, a->speaking);
  on_chosen(command, context, true, [a](Context& c) { return correct(c, *a); });
}

}  // namespace

void add_inbox(Command& app, Context& context) {
  auto* command =
      app.add_subcommand("inbox", "What the others said to this party; * marks what waits for an act of ours");
  auto what = std::make_shared<std::string>(), group = std::make_shared<std::string>();
  auto open = std::make_shared<bool>(false);
  command->add_option("MESSAGE", *what, "Print this one in full: its id or the beginning of its UUID");
  command->add_option("--group,-g", *group, "Only in this group");
  command->add_flag("--open", *open, "Only what waits for an act of ours");
  on_chosen(command, context, true, [what, group, open](Context& c) {
    // One command for the list and for one message of it, as with a mailbox.
    return what->empty() ? inbox(c, {.group = *group, .open_only = *open}) : read_message(c, *what, *group);
  });

  auto* one = app.add_subcommand("notify", "Tell the others something; nothing is owed in return");
  auto a = std::make_shared<NotifyArguments>();
  desk::Notice& n = a->notice;
  one->add_option("SUBJECT", n.subject, "In a few words")->says_something()->required();
  one->add_option("--description", n.description, "What is known");
  one->add_option("--severity", n.severity, "low, medium, high or critical")->capture_default_str();
  one->add_option("--severity-text", n.severity_text, "The same on this party's own scale");
  one->add_option("--origin", n.origin, "From where it appears to come");
  add_texts(one, "--to", n.to, "Whom it concerns most (again for each; the whole group sees it)");
  add_texts(one, "--about", n.about, "Id of an object (again for each)");
  add_texts(one, "--asks", n.asks, "nothing, information, preservation or action (again for each; else nothing)");
  one->add_option("--group,-g", a->group, "The group (else the only one)");
  one->add_flag("--exercise", n.exercise, "Mark it as an exercise");
  add_speaking(one, a->speaking);
  on_chosen(one, context, node::Act::say, [a](Context& c) { return notify(c, *a); });

  auto* other = app.add_subcommand("position", "State this party's position: who speaks, with what authority, on what");
  auto b = std::make_shared<PositionArguments>();
  desk::Statement& p = b->statement;
  other->add_option("STATEMENT", p.statement, "The position in words")->says_something()->required();
  other->add_option("--speaker", p.speaker, "Who speaks")->says_something()->required();
  other->add_option("--authority", p.authority, "With what authority")->says_something()->required();
  other->add_option("--subject", p.subject, "On what")->says_something()->required();
  other->add_option("--stance", p.stance, "affirms, denies, accepts, declines-to-say, raises, alleges or demands")
      ->required();
  other->add_option("--audience", p.audience, "private (the group) or public (may be quoted)")->capture_default_str();
  add_texts(other, "--about", p.about, "Id of an object (again for each)");
  other->add_option("--group,-g", b->group, "The group (else the only one)");
  other->add_flag("--exercise", p.exercise, "Mark it as an exercise");
  add_speaking(other, b->speaking);
  on_chosen(other, context, node::Act::say, [b](Context& c) { return position(c, *b); });

  add_correct(app, context);
}

}  // namespace parley::cli
