// parley compare: the accounts in a case side by side. What is compared is decided by desk/comparing.h.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "accounts/meant.h"
#include "cli/convert.h"
#include "cli/groups.h"
#include "cli/output.h"
#include "desk/comparing.h"
#include "desk/proofs.h"
#include "view/comparison_export.h"
#include "view/comparison_page.h"
#include "view/comparison_terminal.h"
#include "view/readings.h"

namespace parley::cli {
namespace {

// What the desk takes as it is, and beside it what the line says in words that have to be read first.
struct CompareArguments {
  desk::Comparing::Wanted wanted;
  std::string proofs, between, as_of, said_by, without, first, html, csv, markdown, docx, pdf;
  std::vector<std::string> why;
  bool brief = false;
};

// A list in one word, separated by commas; what is empty between two commas is passed over.
std::vector<std::string> parts(const std::string& list) {
  std::vector<std::string> out;
  for (std::size_t at = 0; at < list.size();) {
    const std::size_t end = std::min(list.find(',', at), list.size());
    if (end > at) out.push_back(list.substr(at, end - at));
    at = end + 1;
  }
  return out;
}

// With what the line says in a notation of its own.
Result<desk::Comparing::Wanted> wanted_of(const CompareArguments& arguments) {
  desk::Comparing::Wanted wanted = arguments.wanted;
  // Back from now, since these look back.
  if (!arguments.as_of.empty()) {
    PARLEY_TRY(wanted.as_of, parse_past(arguments.as_of, now()).in("--as-of"));
  }
  if (!arguments.said_by.empty()) {
    PARLEY_TRY(wanted.said_by, parse_past(arguments.said_by, now()).in("--said-by"));
  }
  // The order of the sources that are turned off means nothing, so they are a set.
  const auto without = parts(arguments.without);
  wanted.without = {without.begin(), without.end()};
  wanted.between = parts(arguments.between);
  wanted.first = parts(arguments.first);
  // Only commas were typed: the desk is given what was typed and says what it expects.
  if (wanted.between.empty() && !arguments.between.empty()) wanted.between = {arguments.between};
  return wanted;
}

// One proof file for each statement, named by its entry, in the folder `dir`, which must be there: as the caller sees
// it, since a running node has another one. Returns how many.
Result<std::size_t> write_proofs(Context& context, const accounts::Material& material, const std::string& dir) {
  const desk::Proofs proofs(*context.node);
  std::size_t count = 0;
  for (const auto& statement : material.statements()) {
    // A statement that others only refer to stands in no journal and has no proof.
    if (statement.journal.empty()) continue;
    if (context.console.ends_here())
      return Error{Code::unavailable, "stopped: " + counted(count, "proof file") + " written, and the rest was not"};
    PARLEY_TRY(const desk::Proof proof, proofs.of_entry(statement.journal, statement.seq));
    // Journal and entry name a statement for ever; its short name may be another one tomorrow.
    const std::string file = fmt::format("{}/{}-{}.json", dir, statement.journal, statement.seq);
    PARLEY_TRY(const Fd output, context.console.open_output(file));
    PARLEY_TRY_STATUS(write_all(output.get(), proof.text).in(file));
    context.console.progress(counted(++count, "proof"));
  }
  context.console.end_progress();
  return count;
}

// At least forty columns, also where a terminal says that it has fewer or none: narrower than this a matrix shows
// nothing.
view::TerminalStyle terminal_of(Context& context) {
  const auto& streams = context.console.streams();
  return {static_cast<std::size_t>(std::max(streams.columns, 40)), streams.colours};
}

// A name can stand for several cells: all that a man says, all that is said of a proposition.
int why(Context& context, const CompareArguments& arguments, const accounts::Comparison& comparison) {
  const auto cells =
      accounts::cells_meant(comparison, arguments.why.front(), arguments.why.size() > 1 ? arguments.why.back() : "");
  if (!cells.ok()) return context.fail(cells.error());
  std::string json;
  std::set<accounts::PropositionIndex> told;
  for (const auto& [account, proposition] : *cells) {
    if (context.json)
      json += (json.empty() ? "" : ",") + accounts::why_json(comparison, account, proposition);
    else
      context.console.out(view::render_why(comparison, account, proposition, {terminal_of(context).columns},
                                           told.insert(proposition).second));
  }
  if (context.json) context.console.line(cells->size() == 1 ? json : "[" + json + "]");
  return kDone;
}

// A word of a command line; in marks where a shell would read more into it.
std::string quoted(const std::string& word) {
  const bool plain = !word.empty() && word.find_first_not_of(
                                          "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                          "0123456789-_.,:/@+") == std::string::npos;
  if (plain) return word;
  std::string out = "'";
  for (const char c : word) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}
// What shows the same again, for whoever holds the printed page.
std::string command_of(const CompareArguments& arguments) {
  const desk::Comparing::Wanted& wanted = arguments.wanted;
  std::string out = "parley compare";
  if (wanted.group.empty()) out += " " + quoted(wanted.name);
  for (const auto& [option, value] : {std::pair("--group", wanted.group),
                                      {"--journal", wanted.journal},
                                      {"--event", wanted.event},
                                      {"--between", arguments.between},
                                      {"--only", wanted.only},
                                      {"--ours", wanted.ours},
                                      {"--as-of", arguments.as_of},
                                      {"--said-by", arguments.said_by},
                                      {"--without", arguments.without},
                                      {"--first", arguments.first}})
    if (!value.empty()) out += fmt::format(" {} {}", option, quoted(value));
  return wanted.all_readings ? out + " --all-readings" : out;
}

// Three tables in a folder that must be there.
int write_tables(Context& context, const std::string& dir, const accounts::Comparison& comparison,
                 const accounts::Selection& selection, const accounts::Telling& telling) {
  for (const auto& [name, text] : {std::pair("cells", view::cells_csv(comparison, selection, telling)),
                                   {"verdicts", view::verdicts_csv(comparison, selection)},
                                   {"statements", view::statements_csv(comparison, selection)}})
    if (const int status = write_page(context, fmt::format("{}/{}.csv", dir, name), text); status != kDone)
      return status;
  return kDone;
}

// A converter that is missing or fails is no fault of the comparison, and has a status of its own.
int write_converted(Context& context, const std::string& file, Conversion what, const std::string& from) {
  const auto made = converted(what, from);
  if (!made.ok()) return could_not_run(context, made.error());
  return write_page(context, file, *made);
}

// Every way out that was asked for, all of one telling.
int write_comparison(Context& context, const CompareArguments& arguments, const desk::Comparing::Body& body,
                     const accounts::Comparison& comparison, const accounts::Selection& selection,
                     const accounts::Telling& telling) {
  const auto wanted = wanted_of(arguments);
  if (!wanted.ok()) return context.fail(wanted.error());
  auto from = desk::provenance_of(*context.node, comparison, selection, now());
  if (!from.ok()) return context.fail(from.error());
  const view::PageOptions options{.title = desk::Comparing::title(body, *wanted),
                                  .note = view::choice_text(arguments.wanted),
                                  .command = command_of(arguments),
                                  .from = std::move(*from)};
  const auto page = [&] {
    return arguments.brief ? view::brief_page(comparison, selection, telling, options)
                           : view::page(comparison, selection, telling, options);
  };
  int status = kDone;
  const auto also = [&](const std::string& file, const std::function<int()>& write) {
    // The first that fails ends it: its status is that of the command, and the later ways would hide it.
    if (!file.empty() && status == kDone) status = write();
  };
  also(arguments.html, [&] { return write_page(context, arguments.html, page()); });
  also(arguments.csv, [&] { return write_tables(context, arguments.csv, comparison, selection, telling); });
  also(arguments.markdown, [&] {
    return write_page(context, arguments.markdown, view::markdown(comparison, selection, telling, options));
  });
  also(arguments.docx, [&] {
    return write_converted(context, arguments.docx, Conversion::docx,
                           view::markdown(comparison, selection, telling, options));
  });
  also(arguments.pdf, [&] { return write_converted(context, arguments.pdf, Conversion::pdf, page()); });
  return status;
}
// One way out is enough for the terminal to stay silent: what was asked for is in the files.
bool writes_files(const CompareArguments& arguments) {
  return !arguments.html.empty() || !arguments.csv.empty() || !arguments.markdown.empty() || !arguments.docx.empty() ||
         !arguments.pdf.empty();
}

// What one look needs, all of it until the end.
struct Look {
  desk::Comparing::Body body;
  std::optional<accounts::Comparison> comparison;
  accounts::Telling telling;
};

int compare(Context& context, const CompareArguments& arguments) {
  const auto wanted = wanted_of(arguments);
  if (!wanted.ok()) return context.fail(wanted.error());
  const desk::Comparing comparing(*context.node);
  auto loaded = comparing.load(*wanted);
  if (!loaded.ok()) return context.fail(loaded.error());
  const auto look = std::make_shared<Look>();
  context.console.keep(look);
  const auto* const body = &(look->body = std::move(*loaded));
  // Proofs are of the whole body and not of the part that is then shown: what is turned off today may be asked about
  // tomorrow.
  if (!arguments.proofs.empty()) {
    const auto written = write_proofs(context, body->material, arguments.proofs);
    if (!written.ok()) return could_not_run(context, written.error());
    context.console.err(fmt::format("Wrote {} to {}; each holds offline: parley verify FILE --key KEY",
                                    counted(*written, "proof file"), arguments.proofs));
  }
  auto compared = desk::Comparing::compare(*body, *wanted);
  // It has the journal, which belongs to the node.
  look->body.kept.reset();
  if (!compared.ok()) return context.fail(compared.error());
  const auto& comparison = look->comparison.emplace(std::move(*compared));
  // Of the whole comparison: what is asked about need not be among what is shown.
  if (!arguments.why.empty()) return why(context, arguments, comparison);
  const auto selection = comparing.select(comparison, *wanted);
  if (!selection.ok()) return context.fail(selection.error());
  if (context.json && !writes_files(arguments)) {
    // In parts, since a comparison of many accounts is larger as JSON than as anything else that is printed.
    accounts::write_json(comparison, *selection, [&](std::string_view part) { context.console.json_part(part); });
    context.console.line("");
    return kDone;
  }
  // A file has all of it, a terminal the gravest of each group.
  const accounts::Telling& telling = look->telling =
      accounts::tell(comparison, *selection, writes_files(arguments) ? SIZE_MAX : view::kMostLines);
  if (writes_files(arguments)) return write_comparison(context, arguments, *body, comparison, *selection, telling);
  // The same telling in two lengths, so that the brief one can never say something else.
  const auto render = arguments.brief ? view::render_brief : view::render;
  context.console.styled(
      render(comparison, *selection, telling, desk::Comparing::title(*body, *wanted), terminal_of(context)));
  if (arguments.brief) return kDone;
  context.console.out(view::read_differently_text(
      body->material, accounts::readings_on(body->material, selection->propositions), terminal_of(context).columns));
  return kDone;
}

// What is compared and what of it is shown. All of it is in the line that a printed page repeats (command_of()).
void add_choices(Command& command, CompareArguments& arguments) {
  desk::Comparing::Wanted& w = arguments.wanted;
  command.add_option("CASE", w.name, "As parley case list shows it");
  command.add_option("--group,-g", w.group, "Instead of a case: what the members of this group released");
  command.add_option("--journal,-j", w.journal, "Only look for the case in this journal");
  command.add_option("--event", w.event, "Only what was said at this event or tells of it")->type_name("EVENT");
  command.add_option("--between", arguments.between, "Only pairs of one of each, such as ruritania,graustark")
      ->type_name("A,B");
  command
      .add_option("--only", w.only, "disagreements, unanswered, changed, or ours-only: what one side alone speaks to")
      ->type_name("WHAT");
  command
      .add_option("--ours", w.ours,
                  "Whose side \"ours\" is, with --only ours-only (else this party’s, or the first of --between)")
      ->type_name("NAME");
  command
      .add_option("--as-of", arguments.as_of,
                  "What was known by then: a time, a day up to its end, or so long ago (48h)")
      ->type_name("TIME");
  command
      .add_option("--said-by", arguments.said_by,
                  "Only what was said by then, as far as a statement tells exactly when")
      ->type_name("TIME");
  command
      .add_option("--without", arguments.without,
                  "Turn sources off: parties, documents or journals, separated by commas")
      ->type_name("SOURCE");
  command.add_flag("--all-readings", w.all_readings, "Let statements count that a careful reader may leave out");
  command.add_option("--first", arguments.first, "Propositions that are told first, such as Q8,Q3")->type_name("NAMES");
}

void add_ways_out(Command& command, CompareArguments& arguments) {
  command.add_flag("--brief", arguments.brief,
                   "Only what one page holds: headline, paragraph and the gravest contradiction; with --html, that "
                   "page");
  command
      .add_option("--html", arguments.html,
                  "Write one self-contained page instead, to be read, printed, handed on; \"-\" is standard output")
      ->type_name("FILE")
      ->uses(FileUse::writes);
  command
      .add_option("--csv", arguments.csv,
                  "Write cells.csv, verdicts.csv and statements.csv into this folder, for a spreadsheet")
      ->type_name("DIR")
      ->uses(FileUse::writes_in);
  command
      .add_option("--markdown", arguments.markdown, "Write it as Markdown, every quotation with source, line and hash")
      ->type_name("FILE")
      ->uses(FileUse::writes);
  command
      .add_option("--docx", arguments.docx,
                  "Write that as a Word document; needs pandoc and bubblewrap, which keeps it from network and node")
      ->type_name("FILE")
      ->uses(FileUse::writes);
  command
      .add_option("--pdf", arguments.pdf,
                  "Write the page as a PDF; needs chromium and bubblewrap, which keeps it from network and node")
      ->type_name("FILE")
      ->uses(FileUse::writes);
  command.add_option("--proofs", arguments.proofs, "Also write a proof file for each statement into this folder")
      ->type_name("DIR")
      ->uses(FileUse::writes_in);
}

}  // namespace

// Only looks, so it needs no right; proofs and the page go into files of the caller's.
void add_compare(Command& app, Context& context) {
  auto* command = app.add_subcommand(
      "compare", "Accounts side by side: where they agree, contradict, decline, change, or use the same line");
  command->footer(
      "Nothing of it is stored: it is computed from the statements each time. Names are those that the case uses "
      "(parley case show).\n"
      "A name in --between or --ours is an account, who holds it, or the side that its holder speaks for.");
  auto arguments = std::make_shared<CompareArguments>();
  add_choices(*command, *arguments);
  add_ways_out(*command, *arguments);
  command
      ->add_option(
          "--why", arguments->why,
          "What stands behind a cell, or behind all that a name stands for: an account, a person, a side, a "
          "statement, a proposition, an event, a document; with a proposition, in either order, behind what is "
          "said on that")
      ->expected(1, 2)
      ->type_name("NAME [PROPOSITION]");
  on_chosen(command, context, true, [arguments](Context& c) { return compare(c, *arguments); });
}

}  // namespace parley::cli
