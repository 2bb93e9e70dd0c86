// parley journal: the journals of a node, made, changed, looked at and mended.
#include "desk/journals.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/command.h"
#include "cli/output.h"
#include "view/journals.h"

namespace parley::cli {
namespace {

using desk::Journals;

// What is not given stays as it is, so each of these is told apart from an empty text.
struct JournalArguments {
  std::string name, id, from;
  std::optional<std::string> title, description, alias, outside;
};

// Without --outside the name decides: what is for this party alone is never open by default (desk/journals.h).
int add(Context& context, const JournalArguments& arguments) {
  const Journals::Outside outside =
      arguments.outside ? Journals::outside_of(*arguments.outside) : Journals::usual_outside(arguments.name);
  const auto row = Journals(*context.node)
                       .add(*context.acting, {.name = arguments.name,
                                              .id = arguments.id,
                                              .title = arguments.title.value_or(""),
                                              .description = arguments.description.value_or(""),
                                              .alias = arguments.alias.value_or(""),
                                              .outside_read = outside.read,
                                              .outside_write = outside.write});
  if (!row.ok()) return context.fail(row.error());
  context.console.out(context.json ? desk::to_json(*row) + "\n" : view::added_text(*row));
  return kDone;
}

// Only what was given is changed, each by itself, so that a script can set a title without knowing the description.
int set(Context& context, const JournalArguments& arguments) {
  Journals::Change change{.title = arguments.title, .description = arguments.description, .alias = arguments.alias};
  if (arguments.outside) change.outside = Journals::outside_of(*arguments.outside);
  const auto row = Journals(*context.node).change(*context.acting, arguments.name, change);
  if (!row.ok()) return context.fail(row.error());
  context.console.line(context.json ? desk::to_json(*row) : fmt::format("Changed journal \"{}\"", row->name));
  return kDone;
}

// A damaged journal makes the status of a list 1, so that a script which only lists notices it as well.
int list(Context& context) {
  const auto lines = Journals(*context.node).list();
  const bool damaged =
      std::any_of(lines.begin(), lines.end(), [](const Journals::Line& one) { return !one.problem.empty(); });
  return worse(put_out(context, lines, view::journals_text), damaged ? kRefused : kDone);
}

// Entries done of all that there are, which were counted before: a journal can take minutes.
Journals::Progress progress_of(Context& context, std::string what, std::uint64_t total) {
  return [&context, what = std::move(what), total](std::uint64_t done) {
    context.console.progress(fmt::format("{}: {} of {}", what, with_commas(done), counted(total, "entry", "entries")));
  };
}

// The entries are counted first for the progress; what comes in meanwhile is not looked at.
int verify_one(Context& context, const std::string& name) {
  const Journals journals(*context.node);
  const auto entries = journals.size(name);
  if (!entries.ok()) return context.fail(entries.error());
  const auto verified = journals.verify(name, progress_of(context, "verifying " + name, *entries),
                                        [&] { return context.console.ends_here(); });
  context.console.end_progress();
  if (verified.ok() && !verified->holds.ok()) {
    (void)context.fail(verified->holds.error());  // whatever kind of error it is: the journal does not hold
    return kRefused;
  }
  return put_out(context, verified, view::verified_text);
}

// A difference is reported and is no failure: the new index is right, and the old one is gone.
int rebuild_one(Context& context, const std::string& name) {
  const Journals journals(*context.node);
  const auto entries = journals.size(name);
  if (!entries.ok()) return context.fail(entries.error());
  const auto report = journals.rebuild(*context.acting, name, progress_of(context, "rebuilding " + name, *entries));
  context.console.end_progress();
  if (!report.ok()) return context.fail(report.error());
  context.console.out(context.json ? desk::to_json(name, *report) + "\n" : view::rebuilt_text(name, *report));
  return kDone;
}

// The worst status of all: each journal is looked at, whatever became of the one before.
int each(Context& context, const std::string& name, int (*run)(Context&, const std::string&)) {
  int status = kDone;
  for (const std::string& one : Journals(*context.node).chosen(name)) {
    if (context.console.ends_here()) break;
    status = worse(status, run(context, one));
  }
  return status;
}

// The total is not known beforehand: it is the peer that has the rest of the journal.
int recover(Context& context, const std::string& name, const std::string& from) {
  const auto entries = Journals(*context.node).recover(*context.acting, name, from, [&](std::uint64_t held) {
    context.console.progress(fmt::format("{}: {}", name, counted(held, "entry", "entries")));
  });
  context.console.end_progress();
  if (!entries.ok()) return context.fail(entries.error());
  context.console.line(
      context.json
          ? JsonLine().text("journal", name).number("entries", *entries).str()
          : fmt::format("journal \"{}\" is whole again: {}, each checked under the head that this party had signed",
                        name, counted(*entries, "entry", "entries")));
  return kDone;
}

// Title, description, alias and outside are the same for a new journal and a changed one. What is not given stays as it
// is, so each is told apart from an empty text.
void details(Command* command, JournalArguments& arguments) {
  command->add_option("--title", arguments.title, "For people");
  command->add_option("--description", arguments.description);
  command->add_option("--alias", arguments.alias, "A readable name that stands for the id in URLs");
  command
      ->add_option("--outside", arguments.outside,
                   "What outside clients can be given at most: read (usual for a new one), inbox (write only), both, "
                   "none")
      ->one_of({"read", "inbox", "both", "none"});
}

}  // namespace

// Reading and checking ask for no right; making, changing and mending are acts of operation.
void add_journal(Command& app, Context& context) {
  auto* journal = app.add_subcommand("journal", "Journals, which are also the TAXII collections");
  journal->require_subcommand(1);
  auto a = std::make_shared<JournalArguments>();
  // One set of arguments for all commands of the group: a line has only one of them.
  const auto named = [&](const char* name, const char* about) {
    Command* command = journal->add_subcommand(name, about);
    command->add_option("NAME", a->name)->required();
    return command;
  };
  auto* one = journal->add_subcommand("add", "Make a journal");
  one->add_option("NAME", a->name, "Letters, digits, '-', '_' and '.'")->required();
  one->add_option("--id", a->id, "Collection id, a UUID (default: a new one)");
  details(one, *a);
  on_chosen(one, context, node::Act::operate, [a](Context& c) { return add(c, *a); });
  one = named("set", "Change a journal's title, description, alias or what outside clients may be given");
  details(one, *a);
  on_chosen(one, context, node::Act::operate, [a](Context& c) { return set(c, *a); });
  on_chosen(journal->add_subcommand("list", "List the journals"), context, true, list);
  on_chosen(named("show", "Show one with its origin, key and signed head"), context, true,
            [a](Context& c) { return put_out(c, Journals(*c.node).show(a->name), view::journal_text); });
  one = journal->add_subcommand("verify", "Read a journal again from the first entry and check everything");
  one->add_option("NAME", a->name, "Default: all");
  on_chosen(one, context, true, [a](Context& c) { return each(c, a->name, verify_one); });
  one = journal->add_subcommand("rebuild", "Build every index anew from the journal and compare it with the old one");
  one->add_option("NAME", a->name, "Default: all");
  on_chosen(one, context, node::Act::operate, [a](Context& c) { return each(c, a->name, rebuild_one); });
  one =
      named("recover",
            "Bring back from a member's mirror what is missing in this party's journal in a group, after a backup was "
            "restored");
  one->add_option("--from", a->from, "The peer whose mirror is asked")->required()->type_name("PEER");
  on_chosen(one, context, node::Act::operate, [a](Context& c) { return recover(c, a->name, a->from); });
}

}  // namespace parley::cli
