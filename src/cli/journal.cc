#include <fmt/format.h>

#include "cli/command.h"
#include "node/deliberation.h"
#include "node/groups.h"

namespace parley::cli {
namespace {

struct JournalArguments {
  std::string name, id, title, description, alias, outside = "read";
  bool has_title = false, has_description = false, has_alias = false, has_outside = false;
};

// "read", "inbox" (write only), "both", "none": what outside clients can be given at most.
void set_outside(const std::string& text, bool& read, bool& write) {
  read = text == "read" || text == "both";
  write = text == "inbox" || text == "both";
}

std::string outside_text(const store::CollectionRow& row) {
  if (row.outside_read) return row.outside_write ? "both" : "read";
  return row.outside_write ? "inbox" : "none";
}

JsonLine row_json(const store::CollectionRow& row) {
  JsonLine line;
  line.text("journal", row.name)
      .text("collection", row.id)
      .text("root", row.root)
      .text("title", row.title)
      .text("alias", row.alias)
      .text("origin", row.origin)
      .text("outside", outside_text(row))
      .text("created", to_string(row.created));
  return line;
}

int add(Context& context, const JournalArguments& arguments) {
  node::NewJournal wanted{.name = arguments.name,
                          .id = arguments.id,
                          .title = arguments.title,
                          .description = arguments.description,
                          .alias = arguments.alias};
  // What is this party's alone is closed unless somebody wants it otherwise, and that is refused.
  set_outside(!arguments.has_outside && node::is_closed_journal(arguments.name) ? "none" : arguments.outside,
              wanted.outside_read, wanted.outside_write);
  const auto row = context.node->add_journal(wanted);
  if (!row.ok()) return context.fail(row.error());
  if (context.json)
    context.console.line(row_json(*row).str());
  else
    context.console.lines(fmt::format(
        "Made journal \"{}\": collection {} under /{}/\nGive rights on it with: parley user set NAME --read {}",
        row->name, row->id, row->root, row->name));
  return kDone;
}

int set(Context& context, const JournalArguments& arguments) {
  for (auto row : context.node->journal_rows()) {
    if (row.name != arguments.name && row.id != arguments.name) continue;
    if (arguments.has_title) row.title = arguments.title;
    if (arguments.has_description) row.description = arguments.description;
    if (arguments.has_alias) row.alias = arguments.alias;
    if (arguments.has_outside) set_outside(arguments.outside, row.outside_read, row.outside_write);
    if (auto changed = context.node->update_journal(row); !changed.ok()) return context.fail(changed.error());
    context.console.line(context.json ? row_json(row).str() : fmt::format("Changed journal \"{}\"", row.name));
    return kDone;
  }
  return context.fail({Code::not_found, "there is no journal \"" + arguments.name + "\""});
}

int list(Context& context) {
  Table table({"JOURNAL", "COLLECTION", "ALIAS", "OUTSIDE", "OBJECTS", "ENTRIES", "LAST ADDED", "TITLE"});
  bool damaged = false;
  for (const auto& row : context.node->journal_rows()) {
    const auto info = context.node->journal(row.id);
    damaged = damaged || !info.ok();
    if (context.json) {
      JsonLine line = row_json(row);
      if (info.ok()) {
        const auto statistics = info->journal->statistics();
        line.number("objects", statistics.objects).number("entries", statistics.entries);
      } else {
        line.text("problem", info.error().message);
      }
      context.console.line(line.str());
    } else if (info.ok()) {
      const auto statistics = info->journal->statistics();
      table.add({row.name, row.id, row.alias, outside_text(row), with_commas(statistics.objects),
                 with_commas(statistics.entries),
                 statistics.entries > 0 ? to_string(statistics.last_added).substr(0, 19) + "Z" : "-", row.title});
    } else {
      table.add({row.name, row.id, row.alias, outside_text(row), "?", "?", "damaged", info.error().message});
    }
  }
  if (!context.json) table.print(context.console);
  return damaged ? kRefused : kDone;
}

int show(Context& context, const JournalArguments& arguments) {
  auto info = context.node->journal(arguments.name);
  if (!info.ok()) return context.fail(info.error());
  const auto key = context.node->verifier_key(arguments.name);
  if (!key.ok()) return context.fail(key.error());
  const auto statistics = info->journal->statistics();
  const std::string checkpoint = info->journal->checkpoint();
  Console& console = context.console;
  if (context.json) {
    console.line(row_json(info->row)
                     .text("description", info->row.description)
                     .text("verifier_key", *key)
                     .number("entries", statistics.entries)
                     .number("objects", statistics.objects)
                     .number("erased", statistics.erased)
                     .number("published", statistics.published)
                     .number("indexed", statistics.indexed)
                     .number("segment_bytes", statistics.segment_bytes)
                     .text("checkpoint", checkpoint)
                     .str());
    return kDone;
  }
  console.line(fmt::format("journal      {}  \"{}\"", info->row.name, info->row.title));
  if (!info->row.description.empty()) console.line(fmt::format("             {}", info->row.description));
  console.line(
      fmt::format("collection   {}{}", info->row.id, info->row.alias.empty() ? "" : "  alias " + info->row.alias));
  console.line(fmt::format("address      {}/{}/collections/{}/", context.node->config().server.public_url,
                           info->row.root, info->row.id));
  console.line(fmt::format("outside      {}", outside_text(info->row)));
  console.line(fmt::format("origin       {}", info->row.origin));
  console.line(fmt::format("verifier     {}", *key));
  console.line(fmt::format("entries      {}  ({}, {} erased, {})", with_commas(statistics.entries),
                           counted(statistics.objects, "object"), with_commas(statistics.erased),
                           human_bytes(statistics.segment_bytes)));
  if (statistics.entries > 0)
    console.line(
        fmt::format("added        {} to {}", to_string(statistics.first_added), to_string(statistics.last_added)));
  console.line(fmt::format("signed head  {}", counted(statistics.published, "entry", "entries")));
  if (!checkpoint.empty()) console.lines("\n" + checkpoint);
  return kDone;
}

// The journals that `name` means: one, or all when it is empty.
std::vector<std::string> chosen(Context& context, const std::string& name) {
  if (!name.empty()) return {name};
  std::vector<std::string> names;
  for (const auto& row : context.node->journal_rows()) names.push_back(row.name);
  return names;
}

std::function<void(std::uint64_t)> progress_of(Context& context, std::string what, std::uint64_t total) {
  return [&context, what = std::move(what), total](std::uint64_t done) {
    context.console.progress(fmt::format("{}: {} of {} entries", what, with_commas(done), with_commas(total)));
  };
}

int verify(Context& context, const JournalArguments& arguments) {
  int status = kDone;
  for (const auto& name : chosen(context, arguments.name)) {
    auto info = context.node->journal(name);
    if (!info.ok()) {
      status = context.fail(info.error());
      continue;
    }
    const auto statistics = info->journal->statistics();
    const auto verified = info->journal->verify(progress_of(context, "verifying " + name, statistics.entries));
    context.console.end_progress();
    if (!verified.ok()) {
      context.fail(verified.error().in("journal \"" + name + "\""));
      status = kRefused;
    } else if (context.json) {
      context.console.line(JsonLine()
                               .text("journal", name)
                               .flag("holds", true)
                               .number("entries", statistics.entries)
                               .number("erased", statistics.erased)
                               .str());
    } else {
      context.console.line(fmt::format(
          "journal \"{}\" holds: {}, every commitment, leaf, tile and the signed head agree{}", name,
          counted(statistics.entries, "entry", "entries"),
          statistics.erased > 0 ? fmt::format("; the content of {} was erased, their leaves stand", statistics.erased)
                                : ""));
    }
  }
  return status;
}

int rebuild(Context& context, const JournalArguments& arguments) {
  int status = kDone;
  for (const auto& name : chosen(context, arguments.name)) {
    auto info = context.node->journal(name);
    if (!info.ok()) {
      status = context.fail(info.error());
      continue;
    }
    const auto report = info->journal->rebuild(progress_of(context, "rebuilding " + name, info->journal->size()));
    context.console.end_progress();
    if (!report.ok()) {
      status = context.fail(report.error().in("journal \"" + name + "\""));
    } else if (context.json) {
      context.console.line(JsonLine()
                               .text("journal", name)
                               .number("entries", report->entries)
                               .number("differences", report->differences)
                               .text("first_difference", report->first_difference)
                               .str());
    } else {
      context.console.line(fmt::format(
          "journal \"{}\": every index built anew from {}; {}", name, counted(report->entries, "entry", "entries"),
          report->differences == 0 ? "the old ones were the same"
                                   : fmt::format("the old ones differed in {}, first: {}",
                                                 counted(report->differences, "place"), report->first_difference)));
    }
  }
  return status;
}

int recover(Context& context, const std::string& name, const std::string& from) {
  const auto entries = context.node->groups().recover(name, from, [&](std::uint64_t held) {
    context.console.progress(fmt::format("{}: {}", name, counted(held, "entry", "entries")));
  });
  context.console.end_progress();
  if (!entries.ok()) return context.fail(entries.error().in("journal \"" + name + "\" was not recovered"));
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
  on_chosen(add_one, context, node::Act::operate, [arguments, add_one](Context& c) {
    arguments->has_outside = add_one->count("--outside") > 0;
    return add(c, *arguments);
  });
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
  on_chosen(verify_some, context, true, [arguments](Context& c) { return verify(c, *arguments); });
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
  on_chosen(rebuild_some, context, node::Act::operate, [arguments](Context& c) { return rebuild(c, *arguments); });
}

}  // namespace parley::cli
