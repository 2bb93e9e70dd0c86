// parley question: a question, its rival hypotheses, the evidence, this party's ratings and conclusion, and the matrix
// of all parties. What each command does is done by desk/questions.h.
#include <fmt/format.h>

#include "cli/groups.h"
#include "cli/output.h"
#include "cli/shell_word.h"
#include "desk/questions.h"
#include "view/question_page.h"
#include "view/question_terminal.h"

namespace parley::cli {
namespace {

// What was computed without some journals says so first, also when it then fails: that may be why.
void tell_left_out(Context& context, const desk::Questions& questions) {
  for (const desk::LeftOut& one : questions.left_out())
    context.console.err(fmt::format("parley: journal \"{}\" is left out: {}", one.journal, one.why));
}

// What an act on a question has kept, for the one who did it.
const desk::Kept& kept_of(const desk::Kept& kept) { return kept; }
template <class Made>
const desk::Kept& kept_of(const Made& made) {
  return made.kept;
}

// Every act on a question has this shape: it is done, what it was done without is told, and where it stands now.
// `act` does it; `said` puts into words what came of it.
template <class Act, class Said>
int do_act(Context& context, const Act& act, const Said& said) {
  desk::Questions questions(*context.node);
  const auto made = act(questions);
  tell_left_out(context, questions);
  if (!made.ok()) return context.fail(made.error());
  // The entry and the journal are named, since that is where it can be proved later.
  const desk::Kept& kept = kept_of(*made);
  if (context.json)
    context.console.line(to_json(*made));
  else
    context.console.lines(
        fmt::format("{}\n{}  entry {} of journal \"{}\"", said(*made), kept.id, kept.entry, kept.journal));
  return kDone;
}

// What to do next is part of the answer, since a question alone can be neither rated nor concluded.
int put_question(Context& context, const desk::NewQuestion& wanted) {
  return do_act(
      context, [&](desk::Questions& questions) { return questions.put(*context.acting, wanted); },
      [&](const desk::Kept&) {
        return fmt::format("Put the question \"{0}\". Next: parley question hypothesis {0} H1 \"...\" (at least two)",
                           wanted.name);
      });
}

int add_hypothesis(Context& context, const desk::NewHypothesis& wanted) {
  return do_act(
      context, [&](desk::Questions& questions) { return questions.add_hypothesis(*context.acting, wanted); },
      [&](const desk::Kept&) { return fmt::format("Added hypothesis \"{}\"", wanted.name); });
}

// A row gets a name when none was given, so the answer says which: it is what one types to rate it.
// No id and no name has a space in it, so that what has one is evidence in words.
int add_evidence(Context& context, const desk::NewEvidence& asked) {
  desk::NewEvidence wanted = asked;
  if (wanted.object.find(' ') != std::string::npos) {
    if (!wanted.text.empty())
      return context.fail(
          {Code::invalid_input,
           fmt::format("\"{}\" is no object; a row in words has them once, here or as --text", wanted.object)});
    wanted.text = std::exchange(wanted.object, {});
  }
  return do_act(
      context, [&](desk::Questions& questions) { return questions.add_evidence(*context.acting, wanted); },
      [](const desk::KeptEvidence& row) {
        const std::string added =
            fmt::format("Added evidence \"{}\"{}", row.name, row.object.empty() ? ", in words" : ": " + row.object);
        if (row.same_object.empty()) return added;
        return fmt::format(
            "{}\nCareful: {} {} the same object already, so what it says may count {} times. Two sentences of one "
            "report "
            "can be\ntwo rows: say with --text which is which. If they are one, take this one back: parley question "
            "withdraw",
            added, fmt::join(row.same_object, " and "), row.same_object.size() == 1 ? "shows" : "show",
            row.same_object.size() + 1);
      });
}

// What was taken back stays readable, and the sentence says so: nobody should think that it was deleted.
int take_back(Context& context, const desk::TakenBack& wanted) {
  return do_act(
      context, [&](desk::Questions& questions) { return questions.take_back(*context.acting, wanted); },
      [&](const desk::KeptRating&) {
        return wanted.hypotheses.empty()
                   ? fmt::format("Took back everything that this party said of \"{}\"; it stays in the journal",
                                 wanted.evidence)
                   : fmt::format("Took back what this party said of \"{}\" under {}; it stays in the journal",
                                 wanted.evidence, fmt::join(wanted.hypotheses, ", "));
      });
}

// Who else has to be told is a part of what came of it: his word may now be about other words, and those to whom it was
// released have it as it was.
std::string said_of_change(const desk::KeptChange& change, std::string_view done, std::string_view judged) {
  std::string out = fmt::format("{} {} \"{}\"; what it said before stays in the journal", done,
                                change.type == "evidence" ? "row" : change.type, change.name);
  if (!change.judged_by.empty()) out += fmt::format("\n{} {}", fmt::join(change.judged_by, " and "), judged);
  for (const std::string& journal : change.released)
    out += fmt::format("\nIt stands in \"{}\" as it was, until you let this version go there: parley release send",
                       journal);
  return out;
}

int reword(Context& context, const desk::Rewording& wanted) {
  return do_act(
      context, [&](desk::Questions& questions) { return questions.reword(*context.acting, wanted); },
      [](const desk::KeptChange& change) {
        return said_of_change(change, "Reworded", "judged it before: that is shown as said of other words");
      });
}

int withdraw(Context& context, const desk::Withdrawal& wanted) {
  return do_act(
      context, [&](desk::Questions& questions) { return questions.withdraw(*context.acting, wanted); },
      [](const desk::KeptChange& change) {
        return said_of_change(change, "Withdrew", "judged it: that counts no more, and stays in the journals");
      });
}

// Cells are read after the line was parsed, so that the error can name the one that is wrong.
struct RateArguments {
  desk::NewRating rating = {.journal = {}, .question = {}, .evidence = {}};
  std::vector<std::string> cells;  // "H1=II"
};

// Each cell is read before the first is kept, so that one wrong word leaves the whole rating as it was.
int rate(Context& context, const RateArguments& arguments) {
  desk::NewRating rating = arguments.rating;
  for (const std::string& text : arguments.cells) {
    auto cell = desk::Questions::read_cell(text);
    if (!cell.ok()) return context.fail(cell.error());
    rating.cells.push_back(std::move(*cell));
  }
  return do_act(
      context, [&](desk::Questions& questions) { return questions.rate(*context.acting, rating); },
      [&](const desk::KeptRating& rated) {
        return fmt::format("Rated \"{}\"{}", rating.evidence,
                           rated.changes ? ", changing what was said before; that stays in the journal" : "");
      });
}

// The words are told with their numbers, since "likely" is read in many ways and ICD 203 gives it one.
int conclude(Context& context, const desk::NewConclusion& wanted) {
  return do_act(
      context, [&](desk::Questions& questions) { return questions.conclude(*context.acting, wanted); },
      [&](const desk::KeptConclusion& concluded) {
        const assess::Likelihood& likelihood = concluded.likelihood;
        return fmt::format("Concluded: {}, {} ({}–{} %)", wanted.hypothesis, likelihood.text, likelihood.from,
                           likelihood.to);
      });
}

int tell_outcome(Context& context, const desk::NewOutcome& wanted) {
  return do_act(
      context, [&](desk::Questions& questions) { return questions.tell_outcome(*context.acting, wanted); },
      [&](const desk::Kept&) { return fmt::format("Told the outcome: {} held", wanted.hypothesis); });
}

// A list that is not whole says so first: a question that lies in a closed journal is not in it.
int list(Context& context) {
  desk::Questions questions(*context.node);
  const auto all = questions.list();
  tell_left_out(context, questions);
  return put_out(context, all, view::questions_text);
}

struct ShowArguments {
  std::string question, as_of, html;
  assess::ViewOptions options = {.without = {}, .as_of = {}};
  bool weighted = false, brief = false;
};

// What shows the same again, for whoever holds the printed page: as of the moment when it was made, else as of the one
// that was asked for.
std::string command_of(const ShowArguments& arguments, Micros made) {
  std::string out = fmt::format("parley question show {} --as-of {}", shell_word(arguments.question),
                                arguments.as_of.empty() ? to_string(made) : arguments.as_of);
  for (const std::string& one : arguments.options.without) out += " --without " + shell_word(one);
  if (arguments.weighted) out += " --weighted";
  return out;
}

// The page and the terminal show the same view: what is left out of one ranking is left out of the other.
int show(Context& context, const ShowArguments& arguments) {
  assess::ViewOptions options = arguments.options;
  options.weighting = arguments.weighted ? assess::Weighting::weighted : assess::Weighting::plain;
  if (!arguments.as_of.empty()) {
    // A time or a day, up to its end: "as of Friday" has Friday in it.
    const auto time = parse_moment(arguments.as_of);
    if (!time.ok()) return context.fail(time.error().in("--as-of"));
    options.as_of = *time;
  }
  desk::Questions questions(*context.node);
  const auto view = questions.view(arguments.question, options);
  tell_left_out(context, questions);
  if (!view.ok()) return context.fail(view.error());
  if (!arguments.html.empty()) {
    auto from = questions.provenance(*view);
    if (!from.ok()) return context.fail(from.error());
    return write_page(
        context, arguments.html,
        view::page(*view,
                   {.brief = arguments.brief, .command = command_of(arguments, from->made), .from = std::move(*from)}));
  }
  const auto columns = static_cast<std::size_t>(std::max(context.console.streams().columns, 0));
  if (context.json)
    context.console.line(desk::to_json(*view));
  else
    context.console.out(arguments.brief ? view::question_brief_text(*view, columns)
                                        : view::question_text(*view, columns));
  return kDone;
}

// A command that appends to a journal. What it takes is the desk's own value: each option is a member of it.
template <class Wanted>
Command* writing_command(Command& group, const char* name, const char* what, Wanted& wanted) {
  auto* made = group.add_subcommand(name, what);
  // A new question is the only act that names no question that is there.
  if constexpr (requires { wanted.question; })
    made->add_option("QUESTION", wanted.question, "Short name, id, or the beginning of one")->required();
  made->add_option(
      "--journal,-j", wanted.journal,
      "Journal to append to: name, alias or collection id (else deliberation, which no outside client reads)");
  return made;
}

// Of a row: where it comes from, and who holds that.
void add_source_options(Command* command, std::vector<std::string>& sources, std::vector<std::string>& controlled_by) {
  add_texts(command, "--source", sources, "Where it comes from: words, or an id; again for each of several");
  add_texts(command, "--controlled-by", controlled_by,
            "Party that holds the source and could withhold or shape it: a name, id, or the beginning of one; one for "
            "all sources, or one for each in the same order (\"-\": nobody)");
}

// Putting a question and adding to it; then judging; then looking. Each command takes the values of the desk, and each
// option fills in one member of them.
void add_making(Command& group, Context& context) {
  auto fresh = std::make_shared<desk::NewQuestion>();
  auto* put = writing_command(group, "new", "Put a question", *fresh);
  put->add_option("NAME", fresh->name, "Short name, as you will type it")->says_something()->required();
  put->add_option("TEXT", fresh->text, "The question as a sentence")->says_something()->required();
  put->add_option("--description", fresh->description);
  put->add_option("--about", fresh->about,
                  "Id of an event, incident or other object that it is about; can be given several times")
      ->type_name("ID");
  on_chosen(put, context, node::Act::draft, [fresh](Context& c) { return put_question(c, *fresh); });

  auto rival = std::make_shared<desk::NewHypothesis>();
  auto* hypothesis =
      writing_command(group, "hypothesis", "Add a rival hypothesis; \"none of these\" is always there", *rival);
  hypothesis->add_option("NAME", rival->name, "Short name, such as H1")->says_something()->required();
  hypothesis->add_option("TEXT", rival->text, "The hypothesis as a sentence")->says_something()->required();
  hypothesis->add_option("--description", rival->description);
  on_chosen(hypothesis, context, node::Act::draft, [rival](Context& c) { return add_hypothesis(c, *rival); });

  auto item = std::make_shared<desk::NewEvidence>();
  auto* evidence =
      writing_command(group, "evidence", "Add a row of evidence: any object, a statement, or words", *item);
  evidence->footer(
      "A statement is meant by the name that parley compare prints for it: c22, or lake-tarn:c22 where several cases "
      "have "
      "one.\nAn account with one statement is that statement. What has a space in it is evidence in words.");
  evidence->add_option(
      "OBJECT", item->object,
      "Id of an object, or the beginning of one; a statement by its short name; or the evidence in words");
  evidence->add_option("--name", item->name, "Short name (default: E1, E2, ...)");
  evidence->add_option(
      "--text", item->text,
      "What of the object bears on the question (default: its own name); without an object, the evidence");
  add_source_options(evidence, item->sources, item->controlled_by);
  on_chosen(evidence, context, node::Act::draft, [item](Context& c) { return add_evidence(c, *item); });
}

// For who put it; what others put they answer for.
void add_changing(Command& group, Context& context) {
  static constexpr const char* kWhat =
      "Short name, id, or the beginning of one, of a hypothesis or a row; the question's own name is the question";
  auto words = std::make_shared<desk::Rewording>();
  auto* reworded = writing_command(group, "reword", "Say a hypothesis, a row or the question in other words", *words);
  reworded->footer(
      "A new version of the same object: what it said before is shown beside it, and ratings from before are marked, "
      "since they\nmay be about other words. Another short name alone changes nothing that was rated.");
  reworded->add_option("WHAT", words->what, kWhat)->required();
  reworded->add_option("TEXT", words->text, "The new words (else they stay)");
  reworded->add_option("--name", words->name, "Another short name");
  reworded->add_option("--description", words->description, "Of a hypothesis or the question");
  add_source_options(reworded, words->sources, words->controlled_by);
  on_chosen(reworded, context, node::Act::draft, [words](Context& c) { return reword(c, *words); });

  auto gone = std::make_shared<desk::Withdrawal>();
  auto* withdrawn = writing_command(group, "withdraw", "Take a hypothesis, a row or the question out, for good", *gone);
  withdrawn->footer(
      "It takes part in nothing any more and is shown by show --all; who had judged it is told to everybody. The "
      "object "
      "cannot\ncome back (STIX: revoked); put it again as a new one.");
  withdrawn->add_option("WHAT", gone->what, kWhat)->required();
  on_chosen(withdrawn, context, node::Act::draft, [gone](Context& c) { return withdraw(c, *gone); });
}

void add_judging(Command& group, Context& context) {
  // A rating is one command for a whole row, since a row is read across: what fits one hypothesis is judged beside the
  // others.
  auto rating = std::make_shared<RateArguments>();
  auto* rated = writing_command(group, "rate", "Rate a row: how well it fits, if the hypothesis held", rating->rating);
  rated->footer(
      "Ratings: CC very consistent, C consistent, N neutral, NA not applicable, I inconsistent, II very inconsistent; "
      "or a likelihood\n"
      "ratio against \"none of these\", which takes none itself; both as C,4.5; - takes one back. What is not named "
      "stays as it was.\n"
      "Reliability of the source and credibility of the item are kept beside the rating and never multiplied into it.");
  rated->add_option("EVIDENCE", rating->rating.evidence, "Short name, id, or the beginning of one")->required();
  rated->add_option("RATING", rating->cells, "HYPOTHESIS=RATING, such as H1=II H2=CC none=N");
  rated->add_option("--reliability", rating->rating.reliability,
                    "Of the source, A (reliable) to E (unreliable), F (cannot be judged)");
  rated->add_option("--credibility", rating->rating.credibility,
                    "Of the item, 1 (confirmed) to 5 (improbable), 6 (cannot be judged)");
  rated->add_option("--why", rating->rating.explanation, "In a sentence");
  on_chosen(rated, context, node::Act::draft, [rating](Context& c) { return rate(c, *rating); });

  auto back = std::make_shared<desk::TakenBack>();
  auto* unrate = writing_command(group, "unrate", "Take back what this party said of a row", *back);
  unrate->add_option("EVIDENCE", back->evidence, "Short name, id, or the beginning of one")->required();
  unrate->add_option("HYPOTHESIS", back->hypotheses,
                     "Only under these (else under all, with the grades of source and item)");
  on_chosen(unrate, context, node::Act::draft, [back](Context& c) { return take_back(c, *back); });

  auto conclusion = std::make_shared<desk::NewConclusion>();
  auto* concluded =
      writing_command(group, "conclude", "Say how likely this party holds a hypothesis to be", *conclusion);
  concluded->add_option("HYPOTHESIS", conclusion->hypothesis, "Short name, id, \"none\"")->required();
  concluded->add_option("--likelihood", conclusion->likelihood, "A word of ICD 203, such as \"very likely\"")
      ->required();
  concluded->add_option("--confidence", conclusion->confidence, "In the analysis: low, moderate, high");
  concluded->add_option("--why", conclusion->explanation, "In a sentence or more");
  concluded->add_option("--rests-on", conclusion->rests_on, "Row or id of an object; can be given several times")
      ->type_name("EVIDENCE");
  concluded->add_option("--would-change", conclusion->would_change, "What, if it were seen, would change this");
  // Concluding has a right of its own: everybody who may draft may rate, and not everybody speaks for the party.
  on_chosen(concluded, context, node::Act::conclude, [conclusion](Context& c) { return conclude(c, *conclusion); });

  auto end = std::make_shared<desk::NewOutcome>();
  auto* outcome =
      writing_command(group, "outcome", "Say which hypothesis held in the end, according to this party", *end);
  outcome->add_option("HYPOTHESIS", end->hypothesis, "Short name, id, \"none\"")->required();
  outcome->add_option("--known", end->known, "Since when it is known (default: now)")->type_name("TIME");
  outcome->add_option("--why", end->explanation, "In a sentence or more");
  outcome->add_option("--rests-on", end->rests_on, "Row or id of an object; can be given several times")
      ->type_name("EVIDENCE");
  on_chosen(outcome, context, node::Act::conclude, [end](Context& c) { return tell_outcome(c, *end); });
}

// Looking takes no right, and nothing that is shown is stored.
void add_showing(Command& group, Context& context) {
  auto* listed = group.add_subcommand("list", "List questions");
  on_chosen(listed, context, true, [](Context& c) { return list(c); });

  auto shown = std::make_shared<ShowArguments>();
  auto* matrix = group.add_subcommand(
      "show", "The matrix of all parties, their rankings, what would change them, and their conclusions");
  matrix->add_option("QUESTION", shown->question, "Short name, id, or the beginning of one")->required();
  matrix
      ->add_option("--without", shown->options.without,
                   "Leave out a source, what a party controls, or a row; can be given several times")
      ->type_name("SOURCE");
  // Off unless asked for: weighting by grades is no part of the method, and the screen says so.
  matrix->add_flag("--weighted", shown->weighted,
                   "Let weakly graded sources and items count for less (a variant, marked as such)");
  matrix->add_option("--as-of", shown->as_of, "Only what had been received by then: a time, or a day up to its end")
      ->type_name("TIME");
  matrix->add_flag("--all", shown->options.all, "With the rows and hypotheses that were withdrawn");
  matrix->add_flag("--brief", shown->brief, "Only what it comes to in short; with --html, that one page");
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
  add_changing(*group, context);
  add_judging(*group, context);
  add_showing(*group, context);
}

}  // namespace parley::cli
