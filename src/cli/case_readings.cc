// parley reading: what second readers say of what was recorded, done by desk/readings.h.
#include <fmt/format.h>

#include <algorithm>

#include "cli/case_entry.h"
#include "cli/output.h"
#include "desk/readings.h"
#include "view/readings.h"

namespace parley::cli {
namespace {

// For all commands here; each fills in what it has an option for.
struct ReadingArguments {
  desk::ReadOf of = {.in = {.name = {}}, .statement = {}};
  std::string text, reads, group;
};

// Says whether something was replaced, since a person may have forgotten that he had said something of it.
int put_kept(Context& context, const Result<desk::KeptReading>& kept) {
  return put_out(context, kept, [](const desk::KeptReading& one) {
    return fmt::format("Kept{}\n{}  entry {} of journal \"{}\"\n",
                       one.changes ? ", in the place of what you said before; that stays in the journal" : "",
                       one.kept.id, one.kept.entry, one.kept.journal);
  });
}

// What every act of a reader names: the case, the statement in it, and perhaps one proposition.
Command* reading_command(Command& group, const char* name, const char* what, ReadingArguments& made) {
  auto* command = group.add_subcommand(name, what);
  command->add_option("CASE", made.of.in.name, "As parley case list shows it")->required();
  command->add_option("STATEMENT", made.of.statement, "Short name or id")->required();
  command->add_option("--on", made.of.on, "Its stance on this proposition alone (else the statement as a whole)")
      ->type_name("PROPOSITION");
  command->add_option("--journal,-j", made.of.in.journal, "The case in this journal");
  return command;
}

// Not narrower than forty columns, also where the output is no terminal and has none: less shows no table.
int show(Context& context, const ReadingArguments& arguments) {
  const auto readings = desk::Readings(*context.node).side_by_side(arguments.of.in, arguments.group);
  return put_out(context, readings, [&](const desk::Readings::SideBySide& all) {
    return view::readings_text(all, static_cast<std::size_t>(std::max(context.console.streams().columns, 40)));
  });
}

}  // namespace

void add_case_readings(Command& app, Context& context) {
  auto* group =
      app.add_subcommand("reading", "Second readers: accept, dispute or annotate what was recorded of a statement");
  group->require_subcommand(1);

  auto accepted = std::make_shared<ReadingArguments>();
  auto* accept = reading_command(*group, "accept", "Say that you read it so, too", *accepted);
  accept->add_option("--why", accepted->text, "In a sentence or more");
  on_chosen(accept, context, node::Act::draft, [accepted](Context& c) {
    return put_kept(c, desk::Readings(*c.node).accept(*c.acting, accepted->of, accepted->text));
  });

  auto disputed = std::make_shared<ReadingArguments>();
  auto* dispute = reading_command(*group, "dispute", "Say that you read it another way", *disputed);
  dispute->add_option("--reads", disputed->reads, "The stance that it is: doubts; denies,in-part")->type_name("STANCE");
  // Who disputes must say why: without that the one who recorded it could do nothing about it.
  dispute->add_option("--why", disputed->text, "In a sentence or more")->says_something()->required();
  on_chosen(dispute, context, node::Act::draft, [disputed](Context& c) {
    return put_kept(c, desk::Readings(*c.node).dispute(*c.acting, disputed->of, disputed->reads, disputed->text));
  });

  auto noted = std::make_shared<ReadingArguments>();
  auto* annotate = reading_command(*group, "annotate", "Write a note to it", *noted);
  annotate->add_option("TEXT", noted->text, "The note")->says_something()->required();
  on_chosen(annotate, context, node::Act::draft, [noted](Context& c) {
    return put_kept(c, desk::Readings(*c.node).annotate(*c.acting, noted->of, noted->text));
  });

  auto taken = std::make_shared<ReadingArguments>();
  auto* take_back = reading_command(*group, "take-back", "Take back what you said of it; the versions stay", *taken);
  on_chosen(take_back, context, node::Act::draft,
            [taken](Context& c) { return put_kept(c, desk::Readings(*c.node).take_back(*c.acting, taken->of)); });

  auto shown = std::make_shared<ReadingArguments>();
  auto* list = group->add_subcommand(
      "show", "All readings side by side, and how far their readers agree: of a case, or of what a group has released");
  list->add_option("CASE", shown->of.in.name, "As parley case list shows it");
  list->add_option("--group", shown->group, "What the members of this group have released")->type_name("GROUP");
  list->add_option("--journal,-j", shown->of.in.journal, "The case in this journal");
  // Looking at readings needs no right to write.
  on_chosen(list, context, true, [shown](Context& c) { return show(c, *shown); });
}

}  // namespace parley::cli
