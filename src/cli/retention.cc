// parley retention: what falls due by a charter, what is held, and the purging of it. Destroying is the one thing here
// that nobody can undo, so what would go is shown before anything is asked, and what was shown is called by its digest
// (desk/retention.h).
#include <fmt/format.h>

#include "cli/groups.h"
#include "desk/groups.h"
#include "desk/retention.h"
#include "view/retention.h"

namespace parley::cli {
namespace {

// Enough to see what kind of objects go. All of them are in parley retention list --all and in --json.
constexpr std::size_t kShownBeforePurge = 50;

// One group as people see it, with at most so many objects of each list in full; the rest is counted.
std::string screen(Context& context, const desk::Retention::Line& line, std::size_t most) {
  const auto row = [&](const node::Retention::Item& item, std::string kept) {
    return view::RetentionScreen::Row{item.journal_name, item.id,
                                      item.version,      desk::Groups(*context.node).title_of(item.id),
                                      item.due,          std::move(kept)};
  };
  view::RetentionScreen out{.group = line.list.alias,
                            .retention = line.list.retention,
                            .due = {},
                            .kept = {},
                            .more = line.list.more,
                            .kept_for = line.list.kept_for,
                            .order = {}};
  // Titles are looked for in every journal: only for what is shown.
  for (const auto& one : line.list.due)
    out.due.push_back(out.due.size() < most ? row(one, {}) : view::RetentionScreen::Row{});
  for (const auto& one : line.list.kept)
    out.kept.push_back(out.kept.size() < most ? row(one.item, group::sentence(one.why)) : view::RetentionScreen::Row{});
  // Whose word the order is, and since when. It rests while that person could not give it any more.
  if (line.order) out.order = fmt::format("by {} since {}", line.order->by, short_time(line.order->at));
  if (!line.rests_because.empty()) out.order += ", which rests: " + line.rests_because;
  return view::retention_text(out, most);
}

// Before a person is asked.
void show_what_goes(Context& context, const desk::Retention::Line& line) {
  std::string text = screen(context, line, kShownBeforePurge);
  if (text.ends_with('\n')) text.pop_back();
  context.console.err_lines(text);
}

// All groups in counts, one group with its objects: a list of everything would hide the group that one looks for.
int list(Context& context, const std::string& group, bool all) {
  const auto lines = desk::Retention(*context.node).list(group);
  if (!lines.ok()) return context.fail(lines.error());
  for (const auto& one : *lines) {
    if (context.json)
      context.console.line(to_json(one));
    else
      // Without a group only counts; with one enough to fill a screen, or all of it.
      context.console.styled(screen(context, one, all ? node::Retention::kMostAtOnce : group.empty() ? 0 : 20));
  }
  return kDone;
}

// The list is made once and handed on, so that the question and the purge are about the same objects.
int purge(Context& context, const std::string& group, bool yes) {
  const desk::Retention retention(*context.node);
  const auto shown = retention.preview(*context.acting, group);
  if (!shown.ok()) return context.fail(shown.error());
  if (!yes) {
    show_what_goes(context, *shown);
    context.console.err(
        "In this party's own journal an entry will say what was erased. Leaves in the logs stay, and so do the copies "
        "that others hold.");
  }
  const std::size_t count = shown->list.due.size();
  if (!may_destroy(
          context, yes,
          fmt::format("Purge {} in \"{}\"? This cannot be undone.", counted(count, "object"), shown->list.alias)))
    return kRefused;
  // Exactly the list that was shown: a conflict when it is another one by now.
  const auto purged = retention.purge(*context.acting, *shown);
  if (!purged.ok()) return context.fail(purged.error());
  if (context.json)
    context.console.line(JsonLine()
                             .text("group", shown->list.alias)
                             .number("record", purged->record)
                             .number("purged", purged->objects)
                             .flag("more", shown->list.more)
                             .text("problem", purged->problem)
                             .str());
  else
    context.console.line(fmt::format("Purged {} in \"{}\"{}; it is on record under number {}",
                                     counted(purged->objects, "object"), shown->list.alias,
                                     shown->list.more ? ", and more falls due" : "", purged->record));
  // A part was purged and is on record; what could not be is told, and makes the status one that a script looks at.
  if (purged->problem.empty()) return kDone;
  if (!context.json) context.console.err("parley: not all could be purged: " + purged->problem);
  return kRefused;
}

// Switching on is asked about like a purge, because it is every purge that follows. Switching off destroys nothing and
// is not asked about.
int order(Context& context, const std::string& word, const std::string& group, bool yes) {
  const desk::Retention retention(*context.node);
  // An operand and no flag, so that a slip of the pen neither switches on nor off.
  const bool on = word == "on";
  if (!on && word != "off")
    return context.fail(
        {Code::invalid_input, "\"" + word + "\" is neither on nor off: a standing order is one of them"});
  if (on) {
    const auto lines = retention.list(group);
    if (!lines.ok()) return context.fail(lines.error());
    // What would go by the order now, as far as it falls due now.
    if (!yes && !context.json)
      for (const auto& one : *lines) show_what_goes(context, one);
    if (!may_destroy(context, yes,
                     "Have the running node purge what falls due there from now on, without asking again?"))
      return kRefused;
  }
  const auto changed = retention.order(*context.acting, group, on);
  if (!changed.ok()) return context.fail(changed.error());
  if (context.json)
    context.console.line(JsonLine().flag("order", on).flag("changed", *changed).str());
  else
    context.console.line(on         ? "The running node purges what falls due there, about once an hour, on record"
                         : *changed ? "The standing order is over"
                                    : "There was no standing order");
  return kDone;
}

struct HoldArguments {
  std::string what, group, reason;
};

// A hold is put at once and without a question: it destroys nothing, and it is needed most when there is no time.
int hold(Context& context, const HoldArguments& arguments) {
  const auto held =
      desk::Retention(*context.node).hold(*context.acting, arguments.what, arguments.group, arguments.reason);
  if (!held.ok()) return context.fail(held.error());
  context.console.line(context.json
                           ? JsonLine()
                                 .number("number", held->number)
                                 .text("what", held->what)
                                 .text("group", arguments.group.empty() ? "*" : arguments.group)
                                 .str()
                           : fmt::format("Hold {}: {} is not purged{}, nor what it names", held->number,
                                         held->what == "*" ? "everything" : held->what,
                                         arguments.group.empty() ? "" : " in \"" + shown(arguments.group) + "\""));
  return kDone;
}

// By its number, since one object may be held twice for two reasons.
int release(Context& context, std::uint64_t number) {
  const auto released = desk::Retention(*context.node).release(*context.acting, number);
  if (!released.ok()) return context.fail(released.error());
  context.console.line(context.json ? JsonLine().number("released", number).text("what", released->what).str()
                                    : fmt::format("Hold {} is over: {} may fall due again", number, released->what));
  return kDone;
}

// Holds that are over stay in the list: the record of what was kept, and until when, is what a hold is for.
int holds(Context& context) {
  const auto all = desk::Retention(*context.node).holds();
  if (!all.ok()) return context.fail(all.error());
  Table table({"HOLD", "GROUP", "WHAT", "REASON", "BY", "SINCE", "OVER"});
  for (const auto& one : *all) {
    if (context.json)
      context.console.line(to_json(one));
    else
      table.add({std::to_string(one.row.number), one.group == "*" ? "all" : shown(one.group),
                 one.row.what == "*" ? "everything" : one.row.what, shown(one.row.reason), shown(one.row.by),
                 short_time(one.row.at),
                 one.row.released ? short_time(one.row.released) + " by " + shown(one.row.released_by) : "-"});
  }
  if (!context.json) table.print(context.console);
  return kDone;
}

// A number of objects that were purged is missing where the node stopped in the middle: "?" says that nobody knows how
// many went.
int record(Context& context) {
  const auto all = desk::Retention(*context.node).record();
  if (!all.ok()) return context.fail(all.error());
  Table table({"NUMBER", "WHEN", "GROUP", "ACT", "BY", "OBJECTS", "PURGED", "WHAT"});
  for (const auto& one : *all) {
    if (context.json)
      context.console.line(to_json(one));
    else
      table.add({std::to_string(one.row.number), short_time(one.row.at), one.group == "*" ? "all" : shown(one.group),
                 one.row.act, shown(one.row.by), std::to_string(one.row.objects),
                 one.row.purged ? std::to_string(*one.row.purged) : "?", one.row.what});
  }
  if (!context.json) table.print(context.console);
  return kDone;
}

// Putting and ending a hold take the right to erase; looking at holds takes none.
void add_holds(Command* retention, Context& context) {
  auto* hold_command = retention->add_subcommand(
      "hold", "Keep something from being purged, with what it names, whatever the charter says; on record");
  auto a = std::make_shared<HoldArguments>();
  hold_command->add_option("WHAT", a->what, "An id or the beginning of one; \"*\": everything")->required();
  hold_command->add_option("--group,-g", a->group, "Only in this group (else in all)");
  hold_command->add_option("--reason", a->reason, "Why; the record keeps it")->required();
  on_chosen(hold_command, context, node::Act::erase, [a](Context& c) { return hold(c, *a); });
  auto* over = retention->add_subcommand("release", "End a hold; on record");
  auto number = std::make_shared<std::uint64_t>(0);
  over->add_option("HOLD", *number, "Its number, as parley retention holds shows it")->required();
  on_chosen(over, context, node::Act::erase, [number](Context& c) { return release(c, *number); });
  auto* listed = retention->add_subcommand("holds", "All holds, also those that are over");
  on_chosen(listed, context, true, holds);
}

}  // namespace

// Looking asks for no right. Whatever destroys, or keeps from being destroyed, needs the right to erase.
void add_retention(Command& app, Context& context) {
  auto* retention = app.add_subcommand(
      "retention", "What is kept longer than a charter says: shown, held back, purged, each on record");
  retention->require_subcommand(1);
  auto group = std::make_shared<std::string>();
  auto all = std::make_shared<bool>(false), yes = std::make_shared<bool>(false);
  auto* listed = retention->add_subcommand("list", "What falls due in each group, and what is kept and why");
  listed->add_option("GROUP", *group, "Only this group, with its objects");
  listed->add_flag("--all", *all, "Every object, and not only the first");
  on_chosen(listed, context, true, [group, all](Context& c) { return list(c, *group, *all); });
  auto* purged = retention->add_subcommand("purge", "Erase what falls due in a group; leaves in the logs stay");
  purged->add_option("GROUP", *group, "The group (else the only one)");
  purged->add_flag("--yes,-y", *yes, "Do not ask");
  on_chosen(purged, context, node::Act::erase, [group, yes](Context& c) { return purge(c, *group, *yes); });
  auto* ordered = retention->add_subcommand("order", "Have the running node purge what falls due, or no longer");
  auto word = std::make_shared<std::string>();
  ordered->add_option("ON", *word, "on or off")->required();
  ordered->add_option("GROUP", *group, "The group (else the only one)");
  ordered->add_flag("--yes,-y", *yes, "Do not ask");
  on_chosen(ordered, context, node::Act::erase,
            [word, group, yes](Context& c) { return order(c, *word, *group, *yes); });
  add_holds(retention, context);
  auto* recorded = retention->add_subcommand("record", "What was purged, held and ordered, when and by whom");
  on_chosen(recorded, context, true, record);
}

}  // namespace parley::cli
