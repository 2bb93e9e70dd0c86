// How an act is made: everything that is here of questions is read anew, what the person typed is found in it, and one
// object is appended. Reading anew costs as much as all questions together, which are what people wrote by hand, and
// keeps nothing that another command could have made stale.
#include "desk/questions.h"

#include <fmt/format.h>

#include <algorithm>

#include "desk/own_objects.h"
#include "desk/questions_work.h"
#include "json/json.h"
#include "json/writer.h"
#include "node/find_object.h"
#include "node/journals.h"
#include "stix/object.h"

namespace parley::desk {

using node::Act;

// Screens tell things of one name apart by the first digits of their ids ("H1·7c1f"), and people type what they see.
Result<std::string> Questions::Work::find(std::string_view type, const std::string& typed) const {
  if (type == "hypothesis")
    for (const auto& one : now.hypotheses)
      if (one.label == typed) return one.id;
  if (type == "evidence")
    for (const auto& one : now.rows)
      if (one.label == typed) return one.id;
  auto found = desk.find(type, typed, question);
  if (found.ok() || found.error().code != Code::not_found) return found;
  if (const auto* gone = withdrawn(type, typed))
    return Error{Code::not_found,
                 fmt::format("{} \"{}\" was withdrawn by {}", type, gone->label, now.party_name(gone->by))};
  return found;
}

// Looked for only after what is still there: a name may have been given anew by hand.
const assess::Withdrawn* Questions::Work::withdrawn(std::string_view type, const std::string& typed) const {
  for (const auto& one : now.withdrawn)
    if (one.type == type && (one.label == typed || node::means(typed, one.id))) return &one;
  return nullptr;
}

// A whole identifier is any object's; anything else is first a row of this question, whose names people type, and only
// then the beginning of an identifier.
Result<std::vector<std::string>> Questions::Work::rows_or_ids(node::Node& node,
                                                              const std::vector<std::string>& given) const {
  std::vector<std::string> out;
  for (const auto& one : given) {
    const node::TypedId id(one);
    auto found = id.is_whole() ? node::whole_id(node, one) : find("evidence", one);
    if (!found.ok() && found.error().code == Code::not_found && id.is_beginning()) found = node::whole_id(node, one);
    PARLEY_TRY(out.emplace_back(), std::move(found));
  }
  return out;
}

// --- reading

Status Questions::for_each_entry(const journal::Query& query, const Visit& visit) {
  for (const auto& row : node_.journals().rows()) {
    const auto info = node_.journals().open(row.id);
    if (!info.ok()) {
      // One closed journal does not close the others, but nobody may take what is left for everything.
      if (std::none_of(left_out_.begin(), left_out_.end(), [&](const LeftOut& one) { return one.journal == row.name; }))
        left_out_.push_back({row.name, info.error().message});
      continue;
    }
    for (journal::Seq at = 0;;) {
      PARLEY_TRY(const auto page, info->journal->read(query, at, {.objects = 5000}));
      for (const auto& entry : page.entries) PARLEY_TRY_STATUS(visit(row, entry));
      if (!page.more) break;
      at = page.next;
    }
  }
  return {};
}

// In two passes: first all objects of the types that questions are made of, then whatever objects those name. Every
// version is read, because what was said before is shown beside what is said now.
Result<assess::Desk> Questions::read() {
  const auto& party = node_.config().party;
  assess::Desk desk;
  desk.name_party(party.identity, party.name);
  // An object that cannot be taken in is told with the entry in which it stands.
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
  query.types = assess::Desk::types();
  query.versions = {.last = false, .first = false, .all = true, .exact = {}};
  PARLEY_TRY_STATUS(for_each_entry(query, take));
  // Rows, sources and conclusions name objects of any type: those are fetched by their ids.
  query = {};
  query.ids = desk.wanted();
  if (!query.ids.empty()) PARLEY_TRY_STATUS(for_each_entry(query, take));
  return desk;
}

// Every act on a question that is there begins so: with all that is here read, the question found, and its state now.
Result<Questions::Work> Questions::begin(const std::string& question) {
  PARLEY_TRY(assess::Desk desk, read());
  PARLEY_TRY(std::string id, desk.find("question", question));
  PARLEY_TRY(assess::Question now, desk.question(id));
  return Work{std::move(desk), std::move(id), std::move(now)};
}

// This party's objects of a type whose members have these values, whoever of the party wrote them and in whichever
// journal they lie.
std::vector<assess::Desk::Text> Questions::own_objects(const assess::Desk& desk, std::string_view type,
                                                       const Values& values) const {
  std::vector<assess::Desk::Text> out;
  json::Parser parser;
  for (auto& one : desk.texts_by(type, node_.config().party.identity)) {
    const auto parsed = parser.parse(one.text);
    json::Object object;
    if (!parsed.ok() || parsed->get(object) != simdjson::SUCCESS) continue;
    const bool same = std::all_of(values.begin(), values.end(), [&](const auto& value) {
      return json::string_member(object, value.first) == std::string_view(value.second);
    });
    if (same) out.push_back(std::move(one));
  }
  return out;
}

// To be followed by a new version.
std::optional<std::string> Questions::own_object(const assess::Desk& desk, std::string_view type,
                                                 const Values& values) const {
  auto found = own_objects(desk, type, values);
  return found.empty() ? std::nullopt : std::optional(std::move(found.front().text));
}

Result<Kept> Questions::append(const node::Acting& acting, Act act, std::string_view what, const std::string& journal,
                               const std::vector<QuestionObject>& objects) {
  PARLEY_TRY(const auto info, deliberation_or(node_, acting, act, journal));
  std::vector<std::string> texts;
  for (const QuestionObject& one : objects) texts.push_back(one.str());
  PARLEY_TRY(const auto outcomes, OwnObjects(node_).append(acting, act, what, info, texts));
  return Kept{objects.front().id(), info.row.name, outcomes.front().seq, outcomes.front().date_added};
}

Result<Kept> Questions::append(const node::Acting& acting, Act act, std::string_view what, const std::string& journal,
                               const QuestionObject& object) {
  return append(acting, act, what, journal, std::vector{object});
}

// --- acts

Result<Kept> Questions::put(const node::Acting& acting, const NewQuestion& question) {
  // Over all journals: a short name must mean one question here, wherever it was put.
  PARLEY_TRY(const auto desk, read());
  for (const auto& one : desk.questions())
    if (one.name == question.name)
      return Error{Code::conflict,
                   fmt::format("there is a question \"{}\" already ({}); choose another short name", one.name, one.id)};
  PARLEY_TRY(const auto about, node::whole_ids(node_, question.about).in("about"));
  QuestionObject object(node_, "question");
  object.text("name", question.name)
      .text("text", question.text)
      .text("description", question.description)
      .list("object_refs", about);
  return append(acting, Act::draft, "question new", question.journal, object);
}

Result<Kept> Questions::add_hypothesis(const node::Acting& acting, const NewHypothesis& hypothesis) {
  PARLEY_TRY(const Work work, begin(hypothesis.question));
  // An identifier finds the hypothesis that has it, and is then no name that is taken.
  if (const auto there = work.find("hypothesis", hypothesis.name); there.ok() && !stix::is_identifier(hypothesis.name))
    return Error{Code::conflict,
                 fmt::format("\"{}\" is a hypothesis of this question already ({})", hypothesis.name, *there)};
  QuestionObject object(node_, "hypothesis");
  object.text("question_ref", work.question)
      .text("name", hypothesis.name)
      .text("text", hypothesis.text)
      .text("description", hypothesis.description);
  return append(acting, Act::draft, "question hypothesis", hypothesis.journal, object);
}

namespace {

// A row that nobody named is called E1, E2, ...: counted from the number of rows, and on until the name is free, since
// people name rows like that by hand as well. What was withdrawn keeps its name: two rows that were called E3 could be
// taken for one.
std::string next_row_name(const assess::Question& question) {
  for (std::size_t n = question.rows.size() + 1;; ++n) {
    std::string name = fmt::format("E{}", n);
    const auto is_called = [&](const auto& one) { return one.label == name; };
    if (std::ranges::none_of(question.rows, is_called) && std::ranges::none_of(question.withdrawn, is_called))
      return name;
  }
}

// Whose name is typed has an identity object; who is asked for one wants to know how it gets here.
Error unknown_party(const assess::Question& question, const std::string& name) {
  // Who is known is in the error, since the name was probably meant for one of them.
  std::vector<std::string> known;
  for (const assess::Party& party : question.parties) known.push_back(party.name);
  return {
      Code::not_found,
      fmt::format("controlled_by: there is no identity \"{}\" here; in this question there are: {}. Another party is "
                  "known by its card (parley peer accept), or by an identity object that was imported",
                  name, fmt::join(known, ", "))};
}

}  // namespace

Status Questions::add_sources(QuestionObject& object, const Work& work, const std::vector<std::string>& sources,
                              const std::vector<std::string>& controlled_by) {
  if (controlled_by.size() > 1 && controlled_by.size() != sources.size())
    return Error{Code::invalid_input,
                 fmt::format("controlled_by: there {} and {} parties; say one party for all, or one for each source in "
                             "the same order, with \"-\" where nobody holds it",
                             sources.size() == 1 ? "is one source" : fmt::format("are {} sources", sources.size()),
                             controlled_by.size())};
  std::vector<std::string> holders;
  for (const std::string& one : controlled_by) {
    holders.emplace_back();
    // The holder stays empty there, so that the list goes on in step with the sources.
    if (one == "-") continue;
    auto holder = work.desk.find("identity", one);
    if (!holder.ok() && holder.error().code == Code::not_found) return unknown_party(work.now, one);
    PARLEY_TRY(holders.back(), std::move(holder).in("controlled_by"));
  }
  // Words, or an id; what is written as the beginning of one ("identity--1111") means the whole of it.
  std::vector<std::string> whole = sources;
  for (std::string& one : whole)
    if (const node::TypedId id(one); id.has_type() && id.is_beginning()) {
      PARLEY_TRY(one, node::whole_id(node_, one).in("source"));
    }
  const auto kind_of = [](const std::string& one) { return stix::is_identifier(one) ? "source_ref" : "source_name"; };
  if (holders.size() == 1) object.text("controlled_by_ref", holders.front());
  if (whole.size() == 1) object.text(kind_of(whole.front()), whole.front());
  // One source stands in members of its own; only several become a list.
  if (whole.size() < 2) return {};
  std::vector<std::string> list;
  for (std::size_t i = 0; i < whole.size(); ++i) {
    json::ObjectWriter one;
    one.text(kind_of(whole[i]), whole[i]);
    if (holders.size() > 1) one.text_if("controlled_by_ref", holders[i]);
    list.push_back(one.str());
  }
  object.raw("sources", json::array_text(list));
  return {};
}

Result<KeptEvidence> Questions::add_evidence(const node::Acting& acting, const NewEvidence& evidence) {
  PARLEY_TRY(const Work work, begin(evidence.question));
  std::string object_id;
  if (!evidence.object.empty()) {
    PARLEY_TRY(object_id, find_object(evidence.object));
  } else if (evidence.text.empty()) {
    return Error{Code::invalid_input, "object: a row shows an object or a statement, or says in words what it is"};
  }
  const auto& rows = work.now.rows;
  // A short name is how a row is typed, so it stands for one row only.
  if (std::ranges::any_of(rows, [&](const assess::Row& row) { return row.label == evidence.name; }))
    return Error{Code::conflict, fmt::format("\"{}\" is a row of this question already", evidence.name)};
  const std::string name = evidence.name.empty() ? next_row_name(work.now) : evidence.name;
  std::vector<std::string> same_object;
  // Two rows may show one object and say different things of it, so this is told and not refused.
  for (const assess::Row& row : rows)
    if (!object_id.empty() && row.object_id == object_id) same_object.push_back(row.label);
  QuestionObject object(node_, "evidence");
  object.text("question_ref", work.question)
      .text("object_ref", object_id)
      .text("name", name)
      .text("text", evidence.text);
  PARLEY_TRY_STATUS(add_sources(object, work, evidence.sources, evidence.controlled_by));
  PARLEY_TRY(Kept kept, append(acting, Act::draft, "question evidence", evidence.journal, object));
  return KeptEvidence{std::move(kept), name, object_id, std::move(same_object)};
}

Result<KeptConclusion> Questions::conclude(const node::Acting& acting, const NewConclusion& conclusion) {
  PARLEY_TRY(const Work work, begin(conclusion.question));
  PARLEY_TRY(const std::string hypothesis, work.find("hypothesis", conclusion.hypothesis));
  // The words and bands are those of ICD 203, and no others: a word that only one party uses cannot be set beside
  // another's.
  const auto* likelihood = assess::likelihood_from(conclusion.likelihood);
  if (likelihood == nullptr) {
    std::vector<std::string> words;
    for (const auto& one : assess::likelihoods())
      words.push_back(fmt::format("\"{}\" ({}–{} %)", one.text, one.from, one.to));
    return Error{Code::invalid_input, fmt::format("\"{}\" is no likelihood word of ICD 203; there are: {}",
                                                  conclusion.likelihood, fmt::join(words, ", "))};
  }
  PARLEY_TRY(const auto rests_on, work.rows_or_ids(node_, conclusion.rests_on).in("rests_on"));
  QuestionObject object(node_, "assessment");
  if (const auto before =
          own_object(work.desk, "assessment", {{"question_ref", work.question}, {"hypothesis_ref", hypothesis}}))
    PARLEY_TRY_STATUS(object.follows(*before));
  object.text("question_ref", work.question)
      .text("hypothesis_ref", hypothesis)
      .text("likelihood", likelihood->word)
      .raw("likelihood_from", std::to_string(likelihood->from))
      .raw("likelihood_to", std::to_string(likelihood->to))
      .text("analytic_confidence", conclusion.confidence)
      .text("explanation", conclusion.explanation)
      .text("would_change", conclusion.would_change)
      .list("rests_on_refs", rests_on);
  PARLEY_TRY(Kept kept, append(acting, Act::conclude, "question conclude", conclusion.journal, object));
  return KeptConclusion{std::move(kept), *likelihood};
}

// One outcome for each question and party; saying another later is a new version, and the earlier one stays readable.
Result<Kept> Questions::tell_outcome(const node::Acting& acting, const NewOutcome& outcome) {
  PARLEY_TRY(const Work work, begin(outcome.question));
  PARLEY_TRY(const std::string hypothesis, work.find("hypothesis", outcome.hypothesis));
  PARLEY_TRY(const auto rests_on, work.rows_or_ids(node_, outcome.rests_on).in("rests_on"));
  QuestionObject object(node_, "outcome");
  if (const auto before = own_object(work.desk, "outcome", {{"question_ref", work.question}}))
    PARLEY_TRY_STATUS(object.follows(*before));
  object.text("question_ref", work.question)
      .text("hypothesis_ref", hypothesis)
      .text("known", outcome.known.empty() ? to_string(node_.time()) : outcome.known)
      .text("explanation", outcome.explanation)
      .list("rests_on_refs", rests_on);
  return append(acting, Act::conclude, "question outcome", outcome.journal, object);
}

// --- looking

Result<std::vector<QuestionSummary>> Questions::list() {
  PARLEY_TRY(const assess::Desk desk, read());
  std::vector<QuestionSummary> out;
  for (const auto& one : desk.questions()) {
    PARLEY_TRY(const assess::Question question, desk.question(one.id));
    QuestionSummary summary{.id = one.id,
                            .name = one.name,
                            .text = one.text,
                            .by = one.by,
                            .origin = one.origin,
                            .hypotheses = question.hypotheses.size(),
                            .rows = question.rows.size(),
                            .rated_by = {}};
    for (const auto& matrix : question.matrices) summary.rated_by.push_back(question.party_name(matrix.party));
    out.push_back(std::move(summary));
  }
  return out;
}

// Without the state of now, which begin() makes: the view has one of its own, perhaps of an earlier moment.
Result<assess::View> Questions::view(std::string_view question, const assess::ViewOptions& options) {
  PARLEY_TRY(const assess::Desk desk, read());
  PARLEY_TRY(const std::string id, desk.find("question", question));
  return assess::make_view(desk, id, options);
}

}  // namespace parley::desk
