#include <fmt/format.h>

#include "cli/command.h"
#include "desk/journals.h"

namespace parley::cli {
namespace {

struct JournalArguments {
  std::string name, id, title, description, alias, outside = "read";
  bool has_title = false, has_description = false, has_alias = false, has_outside = false;
};

int add(Context& context, const JournalArguments& arguments) {
  const auto outside = desk::Journals::outside_of(arguments.outside);
  const auto row = desk::Journals(*context.node)
                       .add(*context.acting, {.name = arguments.name,
                                              .id = arguments.id,
                                              .title = arguments.title,
                                              .description = arguments.description,
                                              .alias = arguments.alias,
                                              .outside_read = outside.read,
                                              .outside_write = outside.write});
  if (!row.ok()) return context.fail(row.error());
  if (context.json)
    context.console.line(desk::to_json(*row));
  else
    context.console.lines(fmt::format(
        "Made journal \"{}\": collection {} under /{}/\nGive rights on it with: parley user set NAME --read {}",
        row->name, row->id, row->root, row->name));
  return kDone;
}

int set(Context& context, const JournalArguments& arguments) {
  desk::Journals::Change change;
  if (arguments.has_title) change.title = arguments.title;
  if (arguments.has_description) change.description = arguments.description;
  if (arguments.has_alias) change.alias = arguments.alias;
  if (arguments.has_outside) change.outside = desk::Journals::outside_of(arguments.outside);
  const auto row = desk::Journals(*context.node).change(*context.acting, arguments.name, change);
  if (!row.ok()) return context.fail(row.error());
  context.console.line(context.json ? desk::to_json(*row) : fmt::format("Changed journal \"{}\"", row->name));
  return kDone;
}

int list(Context& context) {
  Table table({"JOURNAL", "COLLECTION", "ALIAS", "OUTSIDE", "OBJECTS", "ENTRIES", "LAST ADDED", "TITLE"});
  bool damaged = false;
  for (const auto& line : desk::Journals(*context.node).list()) {
    const auto& [row, statistics, problem] = line;
    damaged = damaged || !problem.empty();
    const std::string outside(desk::outside_word(row));
    if (context.json)
      context.console.line(to_json(line));
    else if (problem.empty())
      table.add({row.name, row.id, row.alias, outside, with_commas(statistics.objects), with_commas(statistics.entries),
                 statistics.entries > 0 ? to_string(statistics.last_added).substr(0, 19) + "Z" : "-", row.title});
    else
      table.add({row.name, row.id, row.alias, outside, "?", "?", "damaged", problem});
  }
  if (!context.json) table.print(context.console);
  return damaged ? kRefused : kDone;
}

int show(Context& context, const JournalArguments& arguments) {
  const auto details = desk::Journals(*context.node).show(arguments.name);
  if (!details.ok()) return context.fail(details.error());
  Console& console = context.console;
  if (context.json) {
    console.line(to_json(*details));
    return kDone;
  }
  const auto& row = details->line.row;
  const auto& statistics = details->line.statistics;
  console.line(fmt::format("journal      {}  \"{}\"", row.name, row.title));
  if (!row.description.empty()) console.line(fmt::format("             {}", row.description));
  console.line(fmt::format("collection   {}{}", row.id, row.alias.empty() ? "" : "  alias " + row.alias));
  console.line(fmt::format("address      {}", details->address));
  console.line(fmt::format("outside      {}", desk::outside_word(row)));
  console.line(fmt::format("origin       {}", row.origin));
  console.line(fmt::format("verifier     {}", details->verifier_key));
  console.line(fmt::format("entries      {}  ({}, {} erased, {})", with_commas(statistics.entries),
                           counted(statistics.objects, "object"), with_commas(statistics.erased),
                           human_bytes(statistics.segment_bytes)));
  if (statistics.entries > 0)
    console.line(
        fmt::format("added        {} to {}", to_string(statistics.first_added), to_string(statistics.last_added)));
  console.line(fmt::format("signed head  {}", counted(statistics.published, "entry", "entries")));
  if (!details->checkpoint.empty()) console.lines("\n" + details->checkpoint);
  return kDone;
}

std::function<void(std::uint64_t)> progress_of(Context& context, std::string what, std::uint64_t total) {
  return [&context, what = std::move(what), total](std::uint64_t done) {
    context.console.progress(fmt::format("{}: {} of {} entries", what, with_commas(done), with_commas(total)));
  };
}

int verify_one(Context& context, const std::string& name) {
  const desk::Journals journals(*context.node);
  const auto entries = journals.size(name);
  if (!entries.ok()) return context.fail(entries.error());
  const auto verified = journals.verify(name, progress_of(context, "verifying " + name, *entries));
  context.console.end_progress();
  if (!verified.ok()) return context.fail(verified.error());
  const auto& [statistics, holds] = *verified;
  if (!holds.ok()) {
    (void)context.fail(holds.error());  // whatever kind of error it is: the journal does not hold
    return kRefused;
  }
  if (context.json)
    context.console.line(JsonLine()
                             .text("journal", name)
                             .flag("holds", true)
                             .number("entries", statistics.entries)
                             .number("erased", statistics.erased)
                             .str());
  else
    context.console.line(fmt::format(
        "journal \"{}\" holds: {}, every commitment, leaf, tile and the signed head agree{}", name,
        counted(statistics.entries, "entry", "entries"),
        statistics.erased > 0 ? fmt::format("; the content of {} was erased, their leaves stand", statistics.erased)
                              : ""));
  return kDone;
}

int rebuild_one(Context& context, const std::string& name) {
  const desk::Journals journals(*context.node);
  const auto entries = journals.size(name);
  if (!entries.ok()) return context.fail(entries.error());
  const auto report = journals.rebuild(*context.acting, name, progress_of(context, "rebuilding " + name, *entries));
  context.console.end_progress();
  if (!report.ok()) return context.fail(report.error());
  if (context.json)
    context.console.line(JsonLine()
                             .text("journal", name)
                             .number("entries", report->entries)
                             .number("differences", report->differences)
                             .text("first_difference", report->first_difference)
                             .str());
  else
    context.console.line(fmt::format(
        "journal \"{}\": every index built anew from {}; {}", name, counted(report->entries, "entry", "entries"),
        report->differences == 0 ? "the old ones were the same"
                                 : fmt::format("the old ones differed in {}, first: {}",
                                               counted(report->differences, "place"), report->first_difference)));
  return kDone;
}

// The last status that is not "done": each journal is looked at, whatever became of the one before.
int each(Context& context, const std::string& name, int (*run)(Context&, const std::string&)) {
  int status = kDone;
  for (const std::string& one : desk::Journals(*context.node).chosen(name))
    if (const int its = run(context, one); its != kDone) status = its;
  return status;
}

int recover(Context& context, const std::string& name, const std::string& from) {
  const auto entries = desk::Journals(*context.node).recover(*context.acting, name, from, [&](std::uint64_t held) {
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

void details(Command* command, const std::shared_ptr<JournalArguments>& arguments) {
  command->add_option("--title", arguments->title, "For people");
  command->add_option("--description", arguments->description);
  command->add_option("--alias", arguments->alias, "A readable name that stands for the id in URLs");
  command
      ->add_option("--outside", arguments->outside,
                   "What outside clients can be given at most: read, inbox (write only), both, none")
      ->one_of({"read", "inbox", "both", "none"})
      ->capture_default_str();
}

}  // namespace

void add_journal(Command& app, Context& context) {
  auto* journal = app.add_subcommand("journal", "Journals, which are also the TAXII collections");
  journal->require_subcommand(1);
  auto arguments = std::make_shared<JournalArguments>();
  auto* add_one = journal->add_subcommand("add", "Make a journal");
  add_one->add_option("NAME", arguments->name, "Letters, digits, '-', '_' and '.'")->required();
  add_one->add_option("--id", arguments->id, "Collection id, a UUID (default: a new one)");
  details(add_one, arguments);
  on_chosen(add_one, context, node::Act::operate, [arguments](Context& c) { return add(c, *arguments); });
  auto* change = journal->add_subcommand(
      "set", "Change a journal's title, description, alias or what outside clients may be given");
  change->add_option("NAME", arguments->name)->required();
  details(change, arguments);
  on_chosen(change, context, node::Act::operate, [arguments, change](Context& c) {
    arguments->has_title = change->count("--title") > 0;
    arguments->has_description = change->count("--description") > 0;
    arguments->has_alias = change->count("--alias") > 0;
    arguments->has_outside = change->count("--outside") > 0;
    return set(c, *arguments);
  });
  on_chosen(journal->add_subcommand("list", "List the journals"), context, true, list);
  auto* show_one = journal->add_subcommand("show", "Show one with its origin, key and signed head");
  show_one->add_option("NAME", arguments->name)->required();
  on_chosen(show_one, context, true, [arguments](Context& c) { return show(c, *arguments); });
  auto* verify_some =
      journal->add_subcommand("verify", "Read a journal again from the first entry and check everything");
  verify_some->add_option("NAME", arguments->name, "Default: all");
  on_chosen(verify_some, context, true, [arguments](Context& c) { return each(c, arguments->name, verify_one); });
  auto* rebuild_some =
      journal->add_subcommand("rebuild", "Build every index anew from the journal and compare it with the old one");
  rebuild_some->add_option("NAME", arguments->name, "Default: all");
  auto* recover_one = journal->add_subcommand("recover",
                                              "Bring back from a member's mirror what is missing in this party's "
                                              "journal in a group, after a backup was restored");
  auto from = std::make_shared<std::string>();
  recover_one->add_option("NAME", arguments->name)->required();
  recover_one->add_option("--from", *from, "The peer whose mirror is asked")->required()->type_name("PEER");
  on_chosen(recover_one, context, node::Act::operate,
            [arguments, from](Context& c) { return recover(c, arguments->name, *from); });
  on_chosen(rebuild_some, context, node::Act::operate,
            [arguments](Context& c) { return each(c, arguments->name, rebuild_one); });
}

}  // namespace parley::cli
