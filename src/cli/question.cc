// parley question: a question, its rival hypotheses, the evidence, this party's ratings and conclusion, and the matrix
// of all parties. Each command that writes appends one object to a journal; nothing is changed in place.
#include "cli/question.h"
#include "cli/own_journal.h"

#include <fmt/format.h>

#include <set>

#include <array>
#include <charconv>

#include "base/uuid.h"
#include "journal/intake.h"
#include "node/own_identity.h"
#include "stix/object.h"
#include "stix/parley.h"

namespace parley::cli {
namespace {

using assess::Desk;

struct QuestionArguments {
  std::string journal, question, name, text, description, object, source, controlled_by, reliability, likelihood,
      confidence, explanation, would_change, known, hypothesis, evidence;
  std::vector<std::string> ratings, rests_on, about;
  int credibility = 0;
};

// One new object: the properties that all have, then its own.
class NewVersion {
 public:
  NewVersion(Context& context, std::string_view type)
      : context_(context),
        type_(type),
        id_(fmt::format("{}--{}", type, to_string(uuid_v4()))),
        created_(to_string(now())),
        modified_(created_) {}
  // The next version of an object of this party's.
  void follows(json::Object object) {
    id_ = json::string_member(object, "id").value_or(id_);
    created_ = json::string_member(object, "created").value_or(created_);
  }
  NewVersion& text(std::string_view name, std::string_view value) {
    if (!value.empty()) own_.text(name, value);
    return *this;
  }
  NewVersion& raw(std::string_view name, std::string_view json) {
    own_.raw(name, json);
    return *this;
  }
  NewVersion& list(std::string_view name, const std::vector<std::string>& ids) {
    if (ids.empty()) return *this;
    std::vector<std::string> texts;
    for (const auto& id : ids) append_json_string(texts.emplace_back(), id);
    return raw(name, json_array(texts));
  }
  const std::string& id() const { return id_; }

  // Checks and appends it, and tells where it stands.
  int append(const std::string& journal_name, std::string_view said) {
    JsonLine head;
    head.text("type", type_)
        .text("spec_version", "2.1")
        .text("id", id_)
        .text("created_by_ref", context_.node->config().party.identity)
        .text("created", created_)
        .text("modified", modified_)
        .raw("extensions", stix::kParleyExtensions);
    const std::string own = own_.str();
    std::string object = head.str();
    if (own.size() > 2) object = object.substr(0, object.size() - 1) + "," + own.substr(1);
    const auto info = deliberation_or(context_, *context_.act, journal_name);
    if (!info.ok()) return context_.fail(info.error());
    journal::Intake intake;
    auto admission = intake.admit(object);
    if (!admission.object) return context_.fail({Code::invalid_input, admission.refusal.message});
    const std::array<journal::NewObject, 1> batch{std::move(*admission.object)};
    const auto outcomes = node::append_as_party(*info->journal, context_.node->config(), batch);
    if (!outcomes.ok()) return context_.fail(outcomes.error());
    const auto& outcome = outcomes->front();
    if (context_.json)
      context_.console.line(JsonLine()
                                .text("id", id_)
                                .text("journal", info->row.name)
                                .number("entry", outcome.seq)
                                .text("date_added", to_string(outcome.date_added))
                                .str());
    else
      context_.console.lines(fmt::format("{}\n{}  entry {} of journal \"{}\"", said, id_, outcome.seq, info->row.name));
    return kDone;
  }

 private:
  Context& context_;
  std::string_view type_;
  std::string id_, created_, modified_;
  JsonLine own_;
};

// What most commands begin with: the desk, and the question that is meant.
struct Work {
  Desk desk;
  std::string question;
};
Result<Work> begin(Context& context, const QuestionArguments& arguments) {
  PARLEY_TRY(Desk desk, read_desk(context));
  PARLEY_TRY(std::string question, desk.find("question", arguments.question));
  return Work{std::move(desk), std::move(question)};
}

// This party's own object of a type whose properties have these values, to be followed by a new version.
std::optional<std::string> own_object(Context& context, const Desk& desk, std::string_view type,
                                      const std::vector<std::pair<std::string_view, std::string>>& values) {
  json::Parser parser;
  for (const auto& text : desk.texts_by(type, context.node->config().party.identity)) {
    const auto parsed = parser.parse(text);
    json::Object object;
    if (!parsed.ok() || parsed->get(object) != simdjson::SUCCESS) continue;
    bool same = true;
    for (const auto& [name, value] : values)
      same = same && json::string_member(object, name) == std::string_view(value);
    if (same) return text;
  }
  return std::nullopt;
}

Result<std::vector<std::string>> resolve_references(const Work& work, const std::vector<std::string>& given) {
  std::vector<std::string> out;
  for (const auto& one : given) {
    if (stix::is_identifier(one)) {
      out.push_back(one);
      continue;
    }
    PARLEY_TRY(out.emplace_back(), work.desk.find("evidence", one, work.question));
  }
  return out;
}

int put_question(Context& context, const QuestionArguments& arguments) {
  const auto desk = read_desk(context);
  if (!desk.ok()) return context.fail(desk.error());
  for (const auto& one : desk->questions())
    if (one.name == arguments.name)
      return context.fail(
          {Code::conflict,
           fmt::format("there is a question \"{}\" already ({}); choose another short name", one.name, one.id)});
  return NewVersion(context, "question")
      .text("name", arguments.name)
      .text("text", arguments.text)
      .text("description", arguments.description)
      .list("object_refs", arguments.about)
      .append(arguments.journal,
              fmt::format("Put the question \"{}\". Next: parley question hypothesis {} H1 \"...\" (at least two)",
                          arguments.name, arguments.name));
}

int add_hypothesis(Context& context, const QuestionArguments& arguments) {
  const auto work = begin(context, arguments);
  if (!work.ok()) return context.fail(work.error());
  if (const auto there = work->desk.find("hypothesis", arguments.name, work->question);
      there.ok() && !stix::is_identifier(arguments.name))
    return context.fail(
        {Code::conflict, fmt::format("\"{}\" is a hypothesis of this question already ({})", arguments.name, *there)});
  return NewVersion(context, "hypothesis")
      .text("question_ref", work->question)
      .text("name", arguments.name)
      .text("text", arguments.text)
      .text("description", arguments.description)
      .append(arguments.journal, fmt::format("Added hypothesis \"{}\"", arguments.name));
}

// The object that `text` means, in any journal: an id, or a beginning of one.
Result<std::string> find_object(Context& context, const std::string& text) {
  std::set<std::string> found;
  journal::Query query;
  if (stix::is_identifier(text)) query.ids = {text};
  PARLEY_TRY_STATUS(
      for_each_entry(context, query, [&](const store::CollectionRow&, const journal::Entry& entry) -> Status {
        if (entry.id.starts_with(text) || entry.id.substr(entry.id.find("--") + 2).starts_with(text))
          found.emplace(entry.id);
        return {};
      }));
  if (found.size() == 1) return *found.begin();
  if (found.empty())
    return Error{Code::not_found, fmt::format("no journal has an object \"{}\"; import it first", text)};
  return Error{Code::conflict, fmt::format("\"{}\" means {} objects; say more of the id", text, found.size())};
}

int add_evidence(Context& context, QuestionArguments arguments) {
  const auto work = begin(context, arguments);
  if (!work.ok()) return context.fail(work.error());
  const auto question = work->desk.question(work->question);
  if (!question.ok()) return context.fail(question.error());
  const auto object = find_object(context, arguments.object);
  if (!object.ok()) return context.fail(object.error());
  std::string controlled_by;
  if (!arguments.controlled_by.empty()) {
    const auto party = work->desk.find("identity", arguments.controlled_by);
    if (!party.ok()) return context.fail(party.error().in("--controlled-by"));
    controlled_by = *party;
  }
  const auto is_taken = [&](const std::string& name) {
    return std::ranges::any_of(question->rows, [&](const assess::Row& row) { return row.label == name; });
  };
  if (!arguments.name.empty() && is_taken(arguments.name))
    return context.fail({Code::conflict, fmt::format("\"{}\" is a row of this question already", arguments.name)});
  for (std::size_t n = question->rows.size() + 1; arguments.name.empty() || is_taken(arguments.name); ++n)
    arguments.name = fmt::format("E{}", n);
  NewVersion made(context, "evidence");
  made.text("question_ref", work->question)
      .text("object_ref", *object)
      .text("name", arguments.name)
      .text("text", arguments.text)
      .text("controlled_by_ref", controlled_by);
  made.text(stix::is_identifier(arguments.source) ? "source_ref" : "source_name", arguments.source);
  return made.append(arguments.journal, fmt::format("Added evidence \"{}\": {}", arguments.name, *object));
}

struct CellWord {
  std::string hypothesis;  // id
  std::string json;        // its members; empty: taken back
};

// "H1=II", "H1=4.5", "H1=-" (taken back), "H1=C,4.5" (both).
Result<CellWord> read_cell(const Work& work, const std::string& text) {
  const std::size_t equals = text.rfind('=');
  if (equals == std::string::npos)
    return Error{Code::invalid_input,
                 fmt::format("\"{}\" is no rating; write HYPOTHESIS=RATING, such as H1=II or H1=4.5", text)};
  CellWord out;
  PARLEY_TRY(out.hypothesis, work.desk.find("hypothesis", text.substr(0, equals), work.question));
  const std::string words = text.substr(equals + 1);
  if (words == "-") return out;
  for (std::size_t begin = 0; begin <= words.size();) {
    const std::size_t end = std::min(words.find(',', begin), words.size());
    const std::string word = words.substr(begin, end - begin);
    begin = end + 1;
    double ratio = 0;
    const auto read = std::from_chars(word.data(), word.data() + word.size(), ratio);
    if (const auto consistency = assess::consistency_from(word)) {
      out.json += fmt::format(R"(,"consistency":"{}")", assess::word_of(*consistency));
    } else if (read.ec == std::errc() && read.ptr == word.data() + word.size()) {
      if (!assess::is_ratio(ratio))
        return Error{
            Code::invalid_input,
            fmt::format(
                "{}: a likelihood ratio is from 0.000001 to 1000000; nothing is quite impossible, nothing quite sure",
                text)};
      out.json += fmt::format(R"(,"likelihood_ratio":{})", ratio);
    } else {
      return Error{
          Code::invalid_input,
          fmt::format("{}: \"{}\" is no rating; there are CC, C, N, NA, I, II, or a likelihood ratio such as 4.5", text,
                      word)};
    }
  }
  return out;
}

int rate(Context& context, const QuestionArguments& arguments) {
  const auto work = begin(context, arguments);
  if (!work.ok()) return context.fail(work.error());
  const auto evidence = work->desk.find("evidence", arguments.evidence, work->question);
  if (!evidence.ok()) return context.fail(evidence.error());
  std::map<std::string, std::string> cells;
  std::string reliability = arguments.reliability, explanation = arguments.explanation;
  int credibility = arguments.credibility;
  NewVersion made(context, "evidence-rating");

  // What was said before and is not said anew stays.
  const auto before = own_object(context, work->desk, "evidence-rating",
                                 {{"question_ref", work->question}, {"evidence_ref", *evidence}});
  json::Parser parser;
  if (before) {
    const auto parsed = parser.parse(*before);
    if (!parsed.ok()) return context.fail(parsed.error());
    const json::Object object = parsed->get_object().value_unsafe();
    made.follows(object);
    if (reliability.empty())
      reliability = json::string_member(object, "source_reliability").value_or(std::string_view());
    if (explanation.empty()) explanation = json::string_member(object, "explanation").value_or(std::string_view());
    std::int64_t number = 0;
    if (const auto given = json::member(object, "item_credibility");
        credibility == 0 && given && given->get(number) == simdjson::SUCCESS)
      credibility = static_cast<int>(number);
    json::Array ratings;
    if (const auto list = json::member(object, "ratings"); list && list->get(ratings) == simdjson::SUCCESS)
      for (const json::Element item : ratings) {
        json::Object one;
        if (item.get(one) != simdjson::SUCCESS) continue;
        cells[std::string(json::string_member(one, "hypothesis_ref").value_or(std::string_view()))] =
            simdjson::minify(item);
      }
  }
  for (const auto& text : arguments.ratings) {
    const auto cell = read_cell(*work, text);
    if (!cell.ok()) return context.fail(cell.error());
    if (cell->json.empty())
      cells.erase(cell->hypothesis);
    else
      cells[cell->hypothesis] = fmt::format(R"({{"hypothesis_ref":"{}"{}}})", cell->hypothesis, cell->json);
  }
  std::vector<std::string> list;
  for (const auto& [hypothesis, json] : cells) list.push_back(json);
  made.text("question_ref", work->question).text("evidence_ref", *evidence).text("source_reliability", reliability);
  if (credibility != 0) made.raw("item_credibility", std::to_string(credibility));
  if (!list.empty()) made.raw("ratings", json_array(list));
  made.text("explanation", explanation);
  return made.append(arguments.journal,
                     fmt::format("Rated \"{}\"{}", arguments.evidence,
                                 before ? ", changing what was said before; that stays in the journal" : ""));
}

int conclude(Context& context, const QuestionArguments& arguments) {
  const auto work = begin(context, arguments);
  if (!work.ok()) return context.fail(work.error());
  const auto hypothesis = work->desk.find("hypothesis", arguments.hypothesis, work->question);
  if (!hypothesis.ok()) return context.fail(hypothesis.error());
  const auto* likelihood = assess::likelihood_from(arguments.likelihood);
  if (likelihood == nullptr) {
    std::vector<std::string> words;
    for (const auto& one : assess::likelihoods())
      words.push_back(fmt::format("\"{}\" ({}–{} %)", one.text, one.from, one.to));
    return context.fail({Code::invalid_input, fmt::format("\"{}\" is no likelihood word of ICD 203; there are: {}",
                                                          arguments.likelihood, fmt::join(words, ", "))});
  }
  const auto rests_on = resolve_references(*work, arguments.rests_on);
  if (!rests_on.ok()) return context.fail(rests_on.error().in("--rests-on"));
  NewVersion made(context, "assessment");
  json::Parser parser;
  if (const auto before = own_object(context, work->desk, "assessment",
                                     {{"question_ref", work->question}, {"hypothesis_ref", *hypothesis}}))
    if (const auto parsed = parser.parse(*before); parsed.ok()) made.follows(parsed->get_object().value_unsafe());
  made.text("question_ref", work->question)
      .text("hypothesis_ref", *hypothesis)
      .text("likelihood", likelihood->word)
      .raw("likelihood_from", std::to_string(likelihood->from))
      .raw("likelihood_to", std::to_string(likelihood->to))
      .text("analytic_confidence", arguments.confidence)
      .text("explanation", arguments.explanation)
      .text("would_change", arguments.would_change)
      .list("rests_on_refs", *rests_on);
  return made.append(arguments.journal, fmt::format("Concluded: {} is {} ({}–{} %)", arguments.hypothesis,
                                                    likelihood->text, likelihood->from, likelihood->to));
}

int tell_outcome(Context& context, const QuestionArguments& arguments) {
  const auto work = begin(context, arguments);
  if (!work.ok()) return context.fail(work.error());
  const auto hypothesis = work->desk.find("hypothesis", arguments.hypothesis, work->question);
  if (!hypothesis.ok()) return context.fail(hypothesis.error());
  const auto rests_on = resolve_references(*work, arguments.rests_on);
  if (!rests_on.ok()) return context.fail(rests_on.error().in("--rests-on"));
  NewVersion made(context, "outcome");
  json::Parser parser;
  if (const auto before = own_object(context, work->desk, "outcome", {{"question_ref", work->question}}))
    if (const auto parsed = parser.parse(*before); parsed.ok()) made.follows(parsed->get_object().value_unsafe());
  made.text("question_ref", work->question)
      .text("hypothesis_ref", *hypothesis)
      .text("known", arguments.known.empty() ? to_string(now()) : arguments.known)
      .text("explanation", arguments.explanation)
      .list("rests_on_refs", *rests_on);
  return made.append(arguments.journal, fmt::format("Told the outcome: {} held", arguments.hypothesis));
}

using Arguments = std::shared_ptr<QuestionArguments>;

void add_writing(Command& group, Context& context) {
  const auto command = [&](const char* name, const char* what, const Arguments& a, bool of_question = true) {
    auto* made = group.add_subcommand(name, what);
    if (of_question) made->add_option("QUESTION", a->question, "Short name, id, or the beginning of one")->required();
    made->add_option(
        "--journal,-j", a->journal,
        "Journal to append to: name, alias or collection id (else deliberation, which no outside client reads)");
    return made;
  };
  auto fresh = std::make_shared<QuestionArguments>();
  auto* put = command("new", "Put a question", fresh, false);
  put->add_option("NAME", fresh->name, "Short name, as you will type it")->says_something()->required();
  put->add_option("TEXT", fresh->text, "The question as a sentence")->says_something()->required();
  put->add_option("--description", fresh->description);
  put->add_option("--about", fresh->about,
                  "Id of an event, incident or other object that it is about; can be given several times")
      ->type_name("ID");
  on_chosen(put, context, node::Act::draft, [fresh](Context& c) { return put_question(c, *fresh); });

  auto rival = std::make_shared<QuestionArguments>();
  auto* hypothesis = command("hypothesis", "Add a rival hypothesis; \"none of these\" is always there", rival);
  hypothesis->add_option("NAME", rival->name, "Short name, such as H1")->says_something()->required();
  hypothesis->add_option("TEXT", rival->text, "The hypothesis as a sentence")->says_something()->required();
  hypothesis->add_option("--description", rival->description);
  on_chosen(hypothesis, context, node::Act::draft, [rival](Context& c) { return add_hypothesis(c, *rival); });

  auto item = std::make_shared<QuestionArguments>();
  auto* evidence = command("evidence", "Add a row of evidence: any object, or a statement", item);
  evidence->add_option("OBJECT", item->object, "Id of the object, or the beginning of one")->required();
  evidence->add_option("--name", item->name, "Short name (default: E1, E2, ...)");
  evidence->add_option("--text", item->text, "What of it bears on the question (default: the object's own name)");
  evidence->add_option("--source", item->source, "Where it comes from: words, or an id");
  evidence->add_option("--controlled-by", item->controlled_by,
                       "Party that holds the source: a name, id, or the beginning of one");
  on_chosen(evidence, context, node::Act::draft, [item](Context& c) { return add_evidence(c, *item); });

  auto rating = std::make_shared<QuestionArguments>();
  auto* rated = command("rate", "Rate a row: how well it fits, if the hypothesis held", rating);
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
  auto* concluded = command("conclude", "Say how likely this party holds a hypothesis to be", conclusion);
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
  auto* outcome = command("outcome", "Say which hypothesis held in the end, according to this party", end);
  outcome->add_option("HYPOTHESIS", end->hypothesis, "Short name, id, \"none\"")->required();
  outcome->add_option("--known", end->known, "Since when it is known (default: now)")->type_name("TIME");
  outcome->add_option("--why", end->explanation, "In a sentence or more");
  outcome->add_option("--rests-on", end->rests_on, "Row or id of an object; can be given several times")
      ->type_name("EVIDENCE");
  on_chosen(outcome, context, node::Act::conclude, [end](Context& c) { return tell_outcome(c, *end); });
}

}  // namespace

void add_question(Command& app, Context& context) {
  auto* group = app.add_subcommand("question", "Weigh rival explanations against evidence, each party by itself");
  group->require_subcommand(1);
  add_writing(*group, context);
  add_question_reading(*group, context);
}

}  // namespace parley::cli
