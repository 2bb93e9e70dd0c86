// parley question: a question, its rival hypotheses, the evidence, this party's ratings and conclusion, and the matrix
// of all parties. What each command does is done by desk/questions.h.
#include <fmt/format.h>

#include "cli/groups.h"
#include "desk/questions.h"
#include "view/question_page.h"
#include "view/question_terminal.h"

namespace parley::cli {
namespace {

// What the line says, for any of the commands.
struct QuestionArguments {
  std::string journal, question, name, text, description, object, source, controlled_by, reliability, likelihood,
      confidence, explanation, would_change, known, hypothesis, evidence, as_of, html;
  std::vector<std::string> ratings, rests_on, about, without;
  int credibility = 0;
  bool weighted = false;
};

// What was computed without some journals says so first, also when it then fails: that may be why.
void tell_left_out(Context& context, const desk::Questions& questions) {
  for (const desk::LeftOut& one : questions.left_out())
    context.console.err(fmt::format("parley: journal \"{}\" is left out: {}", one.journal, one.why));
}

int print_kept(Context& context, const desk::Kept& kept, std::string_view said) {
  if (context.json)
    context.console.line(to_json(kept));
  else
    context.console.lines(fmt::format("{}\n{}  entry {} of journal \"{}\"", said, kept.id, kept.entry, kept.journal));
  return kDone;
}

int put_question(Context& context, const QuestionArguments& a) {
  desk::Questions questions(*context.node);
  const auto kept = questions.put(
      *context.acting,
      {.journal = a.journal, .name = a.name, .text = a.text, .description = a.description, .about = a.about});
  tell_left_out(context, questions);
  if (!kept.ok()) return context.fail(kept.error());
  return print_kept(
      context, *kept,
      fmt::format("Put the question \"{0}\". Next: parley question hypothesis {0} H1 \"...\" (at least two)", a.name));
}

int add_hypothesis(Context& context, const QuestionArguments& a) {
  desk::Questions questions(*context.node);
  const auto kept = questions.add_hypothesis(
      *context.acting,
      {.journal = a.journal, .question = a.question, .name = a.name, .text = a.text, .description = a.description});
  tell_left_out(context, questions);
  if (!kept.ok()) return context.fail(kept.error());
  return print_kept(context, *kept, fmt::format("Added hypothesis \"{}\"", a.name));
}

int add_evidence(Context& context, const QuestionArguments& a) {
  desk::Questions questions(*context.node);
  const auto row = questions.add_evidence(*context.acting, {.journal = a.journal,
                                                            .question = a.question,
                                                            .object = a.object,
                                                            .name = a.name,
                                                            .text = a.text,
                                                            .source = a.source,
                                                            .controlled_by = a.controlled_by});
  tell_left_out(context, questions);
  if (!row.ok()) return context.fail(row.error());
  return print_kept(context, row->kept, fmt::format("Added evidence \"{}\": {}", row->name, row->object));
}

int rate(Context& context, const QuestionArguments& a) {
  desk::NewRating rating{.journal = a.journal,
                         .question = a.question,
                         .evidence = a.evidence,
                         .reliability = a.reliability,
                         .credibility = a.credibility,
                         .explanation = a.explanation};
  for (const std::string& text : a.ratings) {
    auto cell = desk::Questions::read_cell(text);
    if (!cell.ok()) return context.fail(cell.error());
    rating.cells.push_back(std::move(*cell));
  }
  desk::Questions questions(*context.node);
  const auto rated = questions.rate(*context.acting, rating);
  tell_left_out(context, questions);
  if (!rated.ok()) return context.fail(rated.error());
  return print_kept(context, rated->kept,
                    fmt::format("Rated \"{}\"{}", a.evidence,
                                rated->changes ? ", changing what was said before; that stays in the journal" : ""));
}

int conclude(Context& context, const QuestionArguments& a) {
  desk::Questions questions(*context.node);
  const auto concluded = questions.conclude(*context.acting, {.journal = a.journal,
                                                              .question = a.question,
                                                              .hypothesis = a.hypothesis,
                                                              .likelihood = a.likelihood,
                                                              .confidence = a.confidence,
                                                              .explanation = a.explanation,
                                                              .would_change = a.would_change,
                                                              .rests_on = a.rests_on});
  tell_left_out(context, questions);
  if (!concluded.ok()) return context.fail(concluded.error());
  const assess::Likelihood& likelihood = concluded->likelihood;
  return print_kept(
      context, concluded->kept,
      fmt::format("Concluded: {} is {} ({}–{} %)", a.hypothesis, likelihood.text, likelihood.from, likelihood.to));
}

int tell_outcome(Context& context, const QuestionArguments& a) {
  desk::Questions questions(*context.node);
  const auto kept = questions.tell_outcome(*context.acting, {.journal = a.journal,
                                                             .question = a.question,
                                                             .hypothesis = a.hypothesis,
                                                             .known = a.known,
                                                             .explanation = a.explanation,
                                                             .rests_on = a.rests_on});
  tell_left_out(context, questions);
  if (!kept.ok()) return context.fail(kept.error());
  return print_kept(context, *kept, fmt::format("Told the outcome: {} held", a.hypothesis));
}

int list(Context& context) {
  desk::Questions questions(*context.node);
  const auto all = questions.list();
  tell_left_out(context, questions);
  if (!all.ok()) return context.fail(all.error());
  Table table({"NAME", "HYPOTHESES", "ROWS", "RATED BY", "ID", "QUESTION"});
  for (const desk::QuestionSummary& one : *all) {
    if (context.json)
      context.console.line(to_json(one));
    else
      table.add({one.name, std::to_string(one.hypotheses), std::to_string(one.rows),
                 one.rated_by.empty() ? "-" : fmt::format("{}", fmt::join(one.rated_by, ", ")), one.id, one.text});
  }
  if (!context.json && table.empty())
    context.console.line("No questions yet. Begin with: parley question new NAME \"Who ...?\"");
  else if (!context.json)
    table.print(context.console);
  return kDone;
}

int show(Context& context, const QuestionArguments& a) {
  assess::ViewOptions options{.without = a.without,
                              .weighting = a.weighted ? assess::Weighting::weighted : assess::Weighting::plain,
                              .as_of = std::nullopt};
  if (!a.as_of.empty()) {
    const auto time = parse_moment(a.as_of);
    if (!time.ok()) return context.fail(time.error().in("--as-of"));
    options.as_of = *time;
  }
  desk::Questions questions(*context.node);
  const auto view = questions.view(a.question, options);
  tell_left_out(context, questions);
  if (!view.ok()) return context.fail(view.error());
  if (!a.html.empty()) return write_page(context, a.html, view::page(*view));
  if (context.json)
    context.console.line(desk::to_json(*view));
  else
    context.console.out(
        view::question_text(*view, static_cast<std::size_t>(std::max(context.console.streams().columns, 0))));
  return kDone;
}

using Arguments = std::shared_ptr<QuestionArguments>;

enum class Of { question, nothing };  // whether the command names a question that is there
Command* writing_command(Command& group, const char* name, const char* what, const Arguments& a, Of of = Of::question) {
  auto* made = group.add_subcommand(name, what);
  if (of == Of::question)
    made->add_option("QUESTION", a->question, "Short name, id, or the beginning of one")->required();
  made->add_option(
      "--journal,-j", a->journal,
      "Journal to append to: name, alias or collection id (else deliberation, which no outside client reads)");
  return made;
}

void add_making(Command& group, Context& context) {
  auto fresh = std::make_shared<QuestionArguments>();
  auto* put = writing_command(group, "new", "Put a question", fresh, Of::nothing);
  put->add_option("NAME", fresh->name, "Short name, as you will type it")->says_something()->required();
  put->add_option("TEXT", fresh->text, "The question as a sentence")->says_something()->required();
  put->add_option("--description", fresh->description);
  put->add_option("--about", fresh->about,
                  "Id of an event, incident or other object that it is about; can be given several times")
      ->type_name("ID");
  on_chosen(put, context, node::Act::draft, [fresh](Context& c) { return put_question(c, *fresh); });

  auto rival = std::make_shared<QuestionArguments>();
  auto* hypothesis =
      writing_command(group, "hypothesis", "Add a rival hypothesis; \"none of these\" is always there", rival);
  hypothesis->add_option("NAME", rival->name, "Short name, such as H1")->says_something()->required();
  hypothesis->add_option("TEXT", rival->text, "The hypothesis as a sentence")->says_something()->required();
  hypothesis->add_option("--description", rival->description);
  on_chosen(hypothesis, context, node::Act::draft, [rival](Context& c) { return add_hypothesis(c, *rival); });

  auto item = std::make_shared<QuestionArguments>();
  auto* evidence = writing_command(group, "evidence", "Add a row of evidence: any object, or a statement", item);
  evidence->add_option("OBJECT", item->object, "Id of the object, or the beginning of one")->required();
  evidence->add_option("--name", item->name, "Short name (default: E1, E2, ...)");
  evidence->add_option("--text", item->text, "What of it bears on the question (default: the object's own name)");
  evidence->add_option("--source", item->source, "Where it comes from: words, or an id");
  evidence->add_option("--controlled-by", item->controlled_by,
                       "Party that holds the source: a name, id, or the beginning of one");
  on_chosen(evidence, context, node::Act::draft, [item](Context& c) { return add_evidence(c, *item); });
}

void add_judging(Command& group, Context& context) {
  auto rating = std::make_shared<QuestionArguments>();
  auto* rated = writing_command(group, "rate", "Rate a row: how well it fits, if the hypothesis held", rating);
  rated->footer(
      "Ratings: CC very consistent, C consistent, N neutral, NA not applicable, I inconsistent, II very inconsistent; "
      "or a likelihood\n"
      "ratio against \"none of these\"; both as C,4.5; - takes one back. What is not named stays as it was.\n"
      "Reliability of the source and credibility of the item are kept beside the rating and never multiplied into it.");
  rated->add_option("EVIDENCE", rating->evidence, "Short name, id, or the beginning of one")->required();
  rated->add_option("RATING", rating->ratings, "HYPOTHESIS=RATING, such as H1=II H2=CC none=N");
  rated->add_option("--reliability", rating->reliability,
                    "Of the source, A (reliable) to E (unreliable), F (cannot be judged)");
  rated->add_option("--credibility", rating->credibility,
                    "Of the item, 1 (confirmed) to 5 (improbable), 6 (cannot be judged)");
  rated->add_option("--why", rating->explanation, "In a sentence");
  on_chosen(rated, context, node::Act::draft, [rating](Context& c) { return rate(c, *rating); });

  auto conclusion = std::make_shared<QuestionArguments>();
  auto* concluded =
      writing_command(group, "conclude", "Say how likely this party holds a hypothesis to be", conclusion);
  concluded->add_option("HYPOTHESIS", conclusion->hypothesis, "Short name, id, \"none\"")->required();
  concluded->add_option("--likelihood", conclusion->likelihood, "A word of ICD 203, such as \"very likely\"")
      ->required();
  concluded->add_option("--confidence", conclusion->confidence, "In the analysis: low, moderate, high");
  concluded->add_option("--why", conclusion->explanation, "In a sentence or more");
  concluded->add_option("--rests-on", conclusion->rests_on, "Row or id of an object; can be given several times")
      ->type_name("EVIDENCE");
  concluded->add_option("--would-change", conclusion->would_change, "What, if it were seen, would change this");
  on_chosen(concluded, context, node::Act::conclude, [conclusion](Context& c) { return conclude(c, *conclusion); });

  auto end = std::make_shared<QuestionArguments>();
  auto* outcome =
      writing_command(group, "outcome", "Say which hypothesis held in the end, according to this party", end);
  outcome->add_option("HYPOTHESIS", end->hypothesis, "Short name, id, \"none\"")->required();
  outcome->add_option("--known", end->known, "Since when it is known (default: now)")->type_name("TIME");
  outcome->add_option("--why", end->explanation, "In a sentence or more");
  outcome->add_option("--rests-on", end->rests_on, "Row or id of an object; can be given several times")
      ->type_name("EVIDENCE");
  on_chosen(outcome, context, node::Act::conclude, [end](Context& c) { return tell_outcome(c, *end); });
}

void add_showing(Command& group, Context& context) {
  auto* listed = group.add_subcommand("list", "List questions");
  on_chosen(listed, context, true, [](Context& c) { return list(c); });

  auto shown = std::make_shared<QuestionArguments>();
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

}  // namespace

void add_question(Command& app, Context& context) {
  auto* group = app.add_subcommand("question", "Weigh rival explanations against evidence, each party by itself");
  group->require_subcommand(1);
  add_making(*group, context);
  add_judging(*group, context);
  add_showing(*group, context);
}

}  // namespace parley::cli
