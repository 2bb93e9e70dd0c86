// parley question list, show: what the objects of all journals make of a question.
#include <fmt/format.h>

#include "cli/groups.h"
#include "cli/question.h"
#include "view/question_page.h"
#include "view/question_terminal.h"

namespace parley::cli {
namespace {

using assess::Desk;

struct ShowArguments {
  std::string question, as_of, html;
  std::vector<std::string> without;
  bool weighted = false;
};

int list(Context& context) {
  const auto desk = read_desk(context);
  if (!desk.ok()) return context.fail(desk.error());
  Table table({"NAME", "HYPOTHESES", "ROWS", "RATED BY", "ID", "QUESTION"});
  for (const auto& one : desk->questions()) {
    const auto question = desk->question(one.id);
    if (!question.ok()) return context.fail(question.error());
    std::vector<std::string> raters;
    for (const auto& matrix : question->matrices) raters.push_back(question->party_name(matrix.party));
    if (context.json) {
      std::vector<std::string> quoted;
      for (const auto& name : raters) append_json_string(quoted.emplace_back(), name);
      context.console.line(JsonLine()
                               .text("id", one.id)
                               .text("name", one.name)
                               .text("text", one.text)
                               .text("by", one.by)
                               .text("journal", one.origin.journal)
                               .number("entry", one.origin.seq)
                               .number("hypotheses", question->hypotheses.size())
                               .number("rows", question->rows.size())
                               .raw("rated_by", json_array(quoted))
                               .str());
    } else {
      table.add({one.name, std::to_string(question->hypotheses.size()), std::to_string(question->rows.size()),
                 raters.empty() ? "-" : fmt::format("{}", fmt::join(raters, ", ")), one.id, one.text});
    }
  }
  if (!context.json && table.empty())
    context.console.line("No questions yet. Begin with: parley question new NAME \"Who ...?\"");
  else if (!context.json)
    table.print(context.console);
  return kDone;
}

int show(Context& context, const ShowArguments& arguments) {
  const auto desk = read_desk(context);
  if (!desk.ok()) return context.fail(desk.error());
  const auto id = desk->find("question", arguments.question);
  if (!id.ok()) return context.fail(id.error());
  assess::ViewOptions options{.without = arguments.without,
                              .weighting = arguments.weighted ? assess::Weighting::weighted : assess::Weighting::plain,
                              .as_of = std::nullopt};
  if (!arguments.as_of.empty()) {
    const auto time = parse_moment(arguments.as_of);
    if (!time.ok()) return context.fail(time.error().in("--as-of"));
    options.as_of = *time;
  }
  const auto view = assess::make_view(*desk, *id, options);
  if (!view.ok()) return context.fail(view.error());
  if (!arguments.html.empty()) return write_page(context, arguments.html, view::page(*view));
  if (context.json)
    context.console.line(view_json(*view));
  else
    context.console.out(
        view::question_text(*view, static_cast<std::size_t>(std::max(context.console.streams().columns, 0))));
  return kDone;
}

}  // namespace

Status for_each_entry(Context& context, const journal::Query& query,
                      const std::function<Status(const store::CollectionRow&, const journal::Entry&)>& each) {
  for (const auto& row : context.node->journal_rows()) {
    const auto info = context.node->journal(row.id);
    if (!info.ok()) {
      context.console.err(fmt::format("parley: journal \"{}\" is left out: {}", row.name, info.error().message));
      continue;
    }
    for (journal::Seq at = 0;;) {
      PARLEY_TRY(const auto page, info->journal->read(query, at, {.objects = 5000}));
      for (const auto& entry : page.entries) PARLEY_TRY_STATUS(each(row, entry));
      if (!page.more) break;
      at = page.next;
    }
  }
  return {};
}

Result<Desk> read_desk(Context& context) {
  const auto& party = context.node->config().party;
  Desk desk;
  desk.name_party(party.identity, party.name);
  const auto take = [&](const store::CollectionRow& row, const journal::Entry& entry) {
    return desk
        .add({.party = party.identity,
              .journal = row.name,
              .seq = entry.seq,
              .received = entry.date_added,
              .text = entry.text})
        .in(fmt::format("journal \"{}\" entry {}", row.name, entry.seq));
  };
  journal::Query query;
  query.types = Desk::types();
  query.versions = {.last = false, .first = false, .all = true, .exact = {}};
  PARLEY_TRY_STATUS(for_each_entry(context, query, take));
  query = {};
  query.ids = desk.wanted();
  if (!query.ids.empty()) PARLEY_TRY_STATUS(for_each_entry(context, query, take));
  return desk;
}

void add_question_reading(Command& group, Context& context) {
  auto* listed = group.add_subcommand("list", "List questions");
  on_chosen(listed, context, true, [](Context& c) { return list(c); });

  auto shown = std::make_shared<ShowArguments>();
  auto* matrix = group.add_subcommand(
      "show", "The matrix of all parties, their rankings, what would change them, and their conclusions");
  matrix->add_option("QUESTION", shown->question, "Short name, id, or the beginning of one")->required();
  matrix
      ->add_option("--without", shown->without,
                   "Leave out a source, what a party controls, or a row; can be given several times")
      ->type_name("SOURCE");
  matrix->add_flag("--weighted", shown->weighted,
                   "Let weakly graded sources and items count for less (a variant, marked as such)");
  matrix->add_option("--as-of", shown->as_of, "Only what had been received by then: a time, or a day up to its end")
      ->type_name("TIME");
  matrix->add_option("--html", shown->html, "Write one self-contained page instead; \"-\" is standard output")
      ->type_name("FILE")
      ->uses(FileUse::writes);
  on_chosen(matrix, context, true, [shown](Context& c) { return show(c, *shown); });
}

}  // namespace parley::cli
