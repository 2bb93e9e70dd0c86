// parley compare: the accounts in a case side by side.
#include <fmt/format.h>

#include <algorithm>

#include "accounts/report.h"
#include "cli/groups.h"
#include "desk/cases.h"
#include "desk/proofs.h"
#include "view/comparison_page.h"
#include "view/comparison_terminal.h"

namespace parley::cli {
namespace {

struct CompareArguments {
  std::string name, journal, group, proofs, event, between, only, ours, as_of, said_by, without, html;
  std::vector<std::string> why;
  bool all_readings = false;
};

// "2026-07-09" is the end of that day; "48h" is so long ago, since these options look back.
Result<std::optional<Micros>> moment(const std::string& text, const std::string& option) {
  if (text.empty()) return std::optional<Micros>();
  if (const auto ago = parse_duration(text); ago.ok())
    return std::optional(Micros{now().value - ago->count() * 1'000'000});
  PARLEY_TRY(const Micros time, parse_moment(text).in(option));
  return std::optional(time);
}

std::set<std::string> parts(const std::string& list) {
  std::set<std::string> out;
  for (std::size_t at = 0; at < list.size();) {
    const std::size_t end = std::min(list.find(',', at), list.size());
    if (end > at) out.insert(list.substr(at, end - at));
    at = end + 1;
  }
  return out;
}

// A source that is nowhere would leave everything in place without a word.
Status sources_are_here(const accounts::Material& material, const std::set<std::string>& names) {
  const auto named = [](const auto& list, const std::string& name) {
    return std::any_of(list.begin(), list.end(), [&](const auto& one) { return one.name == name || one.id == name; });
  };
  for (const auto& name : names) {
    const bool journal = std::any_of(material.statements().begin(), material.statements().end(),
                                     [&](const auto& one) { return one.journal == name; });
    if (!journal && !named(material.parties(), name) && !named(material.documents(), name))
      return Error{Code::not_found, fmt::format("--without: there is no party, document or journal \"{}\" here", name)};
  }
  return {};
}

Result<accounts::Choice> choice_of(Context& context, const CompareArguments& arguments,
                                   const accounts::Comparison& comparison) {
  accounts::Choice choice{.event = arguments.event, .between_a = {}, .between_b = {}, .ours = arguments.ours};
  if (!arguments.between.empty()) {
    const std::size_t comma = arguments.between.find(',');
    if (comma == std::string::npos || comma == 0 || comma + 1 == arguments.between.size())
      return Error{Code::invalid_input, "--between takes two names with a comma: --between A,B"};
    choice.between_a = arguments.between.substr(0, comma);
    choice.between_b = arguments.between.substr(comma + 1);
  }
  const auto only = accounts::only_from(arguments.only);
  if (!only)
    return Error{
        Code::invalid_input,
        fmt::format("--only takes disagreements, unanswered, changed or ours-only, not \"{}\"", arguments.only)};
  choice.only = *only;
  const std::string& party = context.node->config().party.name;
  if (choice.only == accounts::Only::ours_only && choice.ours.empty() && choice.between_a.empty() &&
      comparison.material().find_party(party))
    choice.ours = party;
  return choice;
}

int why(Context& context, const CompareArguments& arguments, const accounts::Comparison& comparison) {
  const auto account = comparison.find_account(arguments.why[0]);
  if (!account)
    return context.fail({Code::not_found, fmt::format("there is no account \"{}\" here", arguments.why[0])});
  const auto proposition = comparison.material().find_proposition(arguments.why[1]);
  if (!proposition)
    return context.fail({Code::not_found, fmt::format("there is no proposition \"{}\" here", arguments.why[1])});
  if (context.json)
    context.console.line(accounts::why_json(comparison, *account, *proposition));
  else
    context.console.out(view::render_why(comparison, *account, *proposition,
                                         {static_cast<std::size_t>(std::max(context.console.streams().columns, 40))}));
  return kDone;
}

// What was chosen, in a sentence under the title.
std::string note_of(const CompareArguments& arguments) {
  std::string out;
  if (!arguments.between.empty()) out += fmt::format("Between {}. ", fmt::join(parts(arguments.between), " and "));
  if (!arguments.event.empty()) out += fmt::format("Only what has to do with {}. ", arguments.event);
  if (!arguments.only.empty()) out += fmt::format("Only {}. ", arguments.only);
  return out.substr(0, out.size() - std::min<std::size_t>(out.size(), 1));
}

// A case, or all that a group's members released; returns what it is called.
Result<std::string> load(Context& context, const CompareArguments& arguments, std::optional<Micros> as_of,
                         accounts::Material& material) {
  if (arguments.name.empty() == arguments.group.empty())
    return Error{Code::invalid_input, "name a case (parley case list) or a group (--group NAME)"};
  const desk::Cases cases(*context.node);
  if (!arguments.group.empty()) return cases.load_group(arguments.group, as_of, material);
  PARLEY_TRY(const desk::Case found, cases.find(arguments.name, arguments.journal));
  PARLEY_TRY_STATUS(cases.load(found, as_of, material));
  return found.name;
}

// One proof file for each statement, named by its entry, in the folder `dir`, which must be there: as the caller sees
// it, since a running node has another one. Returns how many.
Result<std::size_t> write_proofs(Context& context, const accounts::Material& material, const std::string& dir) {
  const desk::Proofs proofs(*context.node);
  std::size_t count = 0;
  for (const auto& statement : material.statements()) {
    if (statement.journal.empty()) continue;
    PARLEY_TRY(const desk::Proof proof, proofs.of_entry(statement.journal, statement.seq));
    const std::string file = fmt::format("{}/{}-{}.json", dir, statement.journal, statement.seq);
    PARLEY_TRY(const Fd output, context.console.open_output(file));
    PARLEY_TRY_STATUS(write_all(output.get(), proof.text).in(file));
    context.console.progress(fmt::format("{} proofs", ++count));
  }
  context.console.end_progress();
  return count;
}

int compare(Context& context, const CompareArguments& arguments) {
  const auto as_of = moment(arguments.as_of, "--as-of"), said_by = moment(arguments.said_by, "--said-by");
  if (!as_of.ok()) return context.fail(as_of.error());
  if (!said_by.ok()) return context.fail(said_by.error());
  accounts::Material material;
  const auto title = load(context, arguments, *as_of, material);
  if (!title.ok()) return context.fail(title.error());
  if (!arguments.proofs.empty()) {
    const auto written = write_proofs(context, material, arguments.proofs);
    if (!written.ok()) {
      context.fail(written.error());
      return kCouldNotRun;
    }
    context.console.err(fmt::format("Wrote {} proof files to {}; each holds offline: parley verify FILE --key KEY",
                                    *written, arguments.proofs));
  }
  const auto without = parts(arguments.without);
  if (auto here = sources_are_here(material, without); !here.ok()) return context.fail(here.error());
  const accounts::Comparison comparison(
      material,
      {.as_of = *as_of, .said_by = *said_by, .without = without, .optional_readings = arguments.all_readings});
  if (!arguments.why.empty()) return why(context, arguments, comparison);
  const auto choice = choice_of(context, arguments, comparison);
  if (!choice.ok()) return context.fail(choice.error());
  const auto selection = accounts::select(comparison, *choice);
  if (!selection.ok()) return context.fail(selection.error());
  if (!arguments.html.empty())
    return write_page(context, arguments.html,
                      view::page(comparison, *selection, {.title = *title, .note = note_of(arguments)}));
  if (context.json) {
    accounts::write_json(comparison, *selection, [&](std::string_view part) { context.console.json_part(part); });
    context.console.line("");
    return kDone;
  }
  const auto& streams = context.console.streams();
  context.console.styled(view::render(comparison, *selection, *title,
                                      {static_cast<std::size_t>(std::max(streams.columns, 40)), streams.colours}));
  return kDone;
}

}  // namespace

void add_compare(Command& app, Context& context) {
  auto* command = app.add_subcommand(
      "compare", "Accounts side by side: where they agree, contradict, decline, change, or use the same line");
  command->footer(
      "Nothing of it is stored: it is computed from the statements each time. Names are those that the case uses "
      "(parley case show).\n"
      "A name in --between or --ours is an account, who holds it, or the side that its holder speaks for.");
  auto arguments = std::make_shared<CompareArguments>();
  command->add_option("CASE", arguments->name, "As parley case list shows it");
  command->add_option("--group,-g", arguments->group, "Instead of a case: what the members of this group released");
  command->add_option("--proofs", arguments->proofs, "Also write a proof file for each statement into this folder")
      ->type_name("DIR")
      ->uses(FileUse::writes_in);
  command->add_option("--journal,-j", arguments->journal, "Only look for the case in this journal");
  command->add_option("--event", arguments->event, "Only what was said at this event or tells of it")
      ->type_name("EVENT");
  command->add_option("--between", arguments->between, "Only pairs of one of each, such as ruritania,graustark")
      ->type_name("A,B");
  command->add_option("--only", arguments->only, "disagreements, unanswered, changed or ours-only")->type_name("WHAT");
  command->add_option("--ours", arguments->ours, "Whose side \"ours\" is")->type_name("NAME");
  command
      ->add_option("--as-of", arguments->as_of,
                   "What was known by then: a time, a day up to its end, or so long ago (48h)")
      ->type_name("TIME");
  command
      ->add_option("--said-by", arguments->said_by,
                   "Only what was said by then, as far as a statement tells exactly when")
      ->type_name("TIME");
  command
      ->add_option("--without", arguments->without,
                   "Turn sources off: parties, documents or journals, separated by commas")
      ->type_name("SOURCE");
  command->add_flag("--all-readings", arguments->all_readings,
                    "Let statements count that a careful reader may leave out");
  command
      ->add_option("--html", arguments->html,
                   "Write one self-contained page instead, to be read, printed, handed on; \"-\" is standard output")
      ->type_name("FILE")
      ->uses(FileUse::writes);
  command->add_option("--why", arguments->why, "What stands behind one cell: statements, spans and rule")
      ->expected(2)
      ->type_name("ACCOUNT PROPOSITION");
  on_chosen(command, context, true, [arguments](Context& c) { return compare(c, *arguments); });
}

}  // namespace parley::cli
