// How an act is made: everything that is here of questions is read anew, what the person typed is found in it, and one
// object is appended. Reading anew costs as much as all questions together, which are what people wrote by hand, and
// keeps nothing that another command could have made stale.
#include "desk/questions.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <set>

#include "base/uuid.h"
#include "desk/own_objects.h"
#include "json/json.h"
#include "json/writer.h"
#include "node/find_object.h"
#include "node/journals.h"
#include "stix/object.h"
#include "stix/parley.h"

namespace parley::desk {

using node::Act;

// One new object: the properties that all have, then its own.
class Questions::Object {
 public:
  Object(node::Node& node, std::string_view type)
      : type_(type),
        author_(node.config().party.identity),
        id_(fmt::format("{}--{}", type, to_string(uuid_v4()))),
        created_(to_string(node.time())),
        modified_(created_) {}
  // The next version of an object of this party's.
  // STIX 2.1 section 3.6: a version keeps id and `created`, and has a later `modified`, which is the node's time.
  Status follows(const std::string& before) {
    json::Parser parser;
    PARLEY_TRY(const auto parsed, parser.parse(before));
    json::Object object;
    if (parsed.get(object) != simdjson::SUCCESS) return Error{Code::corrupt, "an object of ours is no JSON object"};
    id_ = json::string_member(object, "id").value_or(id_);
    created_ = json::string_member(object, "created").value_or(created_);
    return {};
  }
  Object& text(std::string_view name, std::string_view value) {
    own_.text_if(name, value);
    return *this;
  }
  Object& raw(std::string_view name, std::string_view json) {
    own_.raw(name, json);
    return *this;
  }
  Object& list(std::string_view name, const std::vector<std::string>& ids) {
    if (!ids.empty()) own_.texts(name, ids);
    return *this;
  }
  const std::string& id() const { return id_; }

  std::string str() const {
    json::ObjectWriter head;
    head.text("type", type_)
        .text("spec_version", "2.1")
        .text("id", id_)
        .text("created_by_ref", author_)
        .text("created", created_)
        .text("modified", modified_)
        .raw("extensions", stix::kParleyExtensions);
    // The common properties come first, because people read these objects as they stand. Two JSON objects are joined by
    // cutting the closing brace of the one and the opening brace of the other; "{}" has nothing to join.
    const std::string own = own_.str();
    std::string object = head.str();
    if (own.size() > 2) object = object.substr(0, object.size() - 1) + "," + own.substr(1);
    return object;
  }

 private:
  std::string_view type_;
  std::string author_, id_, created_, modified_;
  json::ObjectWriter own_;
};

// What most acts begin with: the desk, and the question that is meant.
struct Questions::Work {
  assess::Desk desk;
  std::string question;

  // The beginning of an id may be that of a row or of any other object; a row's name is only a row's.
  Result<std::vector<std::string>> rows_or_ids(node::Node& node, const std::vector<std::string>& given) const {
    std::vector<std::string> out;
    for (const auto& one : given) {
      const node::TypedId id(one);
      auto found = id.is_whole() ? node::whole_id(node, one) : desk.find("evidence", one, question);
      if (!found.ok() && found.error().code == Code::not_found && id.is_beginning()) found = node::whole_id(node, one);
      PARLEY_TRY(out.emplace_back(), std::move(found));
    }
    return out;
  }
};

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

Result<Questions::Work> Questions::begin(const std::string& question) {
  PARLEY_TRY(assess::Desk desk, read());
  PARLEY_TRY(std::string id, desk.find("question", question));
  return Work{std::move(desk), std::move(id)};
}

Result<std::string> Questions::find_object(const std::string& typed) {
  const auto none = [](const std::string& id) {
    return Error{Code::not_found, fmt::format("no journal has an object \"{}\"; import it first", id)};
  };
  const auto found = node::whole_id(node_, typed);
  if (!found.ok()) return found.error().code == Code::not_found ? none(typed) : found.error();
  const std::string& id = *found;
  // A row stands for what is here: a whole id may be that of something elsewhere.
  journal::Query query;
  query.ids = {id};
  bool is_here = false;
  PARLEY_TRY_STATUS(for_each_entry(query, [&](const store::CollectionRow&, const journal::Entry&) -> Status {
    is_here = true;
    return {};
  }));
  if (is_here) return id;
  return none(id);
}

// This party's own object of a type whose properties have these values, to be followed by a new version.
std::optional<std::string> Questions::own_object(
    const assess::Desk& desk, std::string_view type,
    const std::vector<std::pair<std::string_view, std::string>>& values) const {
  json::Parser parser;
  for (const auto& one : desk.texts_by(type, node_.config().party.identity)) {
    const auto parsed = parser.parse(one.text);
    json::Object object;
    if (!parsed.ok() || parsed->get(object) != simdjson::SUCCESS) continue;
    const bool same = std::all_of(values.begin(), values.end(), [&](const auto& value) {
      return json::string_member(object, value.first) == std::string_view(value.second);
    });
    if (same) return one.text;
  }
  return std::nullopt;
}

Result<Kept> Questions::append(const node::Acting& acting, Act act, std::string_view what, const std::string& journal,
                               const Object& object) {
  PARLEY_TRY(const auto info, deliberation_or(node_, acting, act, journal));
  const std::string text = object.str();
  PARLEY_TRY(const auto outcomes, OwnObjects(node_).append(acting, act, what, info, {&text, 1}));
  return Kept{object.id(), info.row.name, outcomes.front().seq, outcomes.front().date_added};
}

// --- acts

Result<Kept> Questions::put(const node::Acting& acting, const NewQuestion& question) {
  PARLEY_TRY(const auto desk, read());
  for (const auto& one : desk.questions())
    if (one.name == question.name)
      return Error{Code::conflict,
                   fmt::format("there is a question \"{}\" already ({}); choose another short name", one.name, one.id)};
  PARLEY_TRY(const auto about, node::whole_ids(node_, question.about).in("about"));
  Object object(node_, "question");
  object.text("name", question.name)
      .text("text", question.text)
      .text("description", question.description)
      .list("object_refs", about);
  return append(acting, Act::draft, "question new", question.journal, object);
}

Result<Kept> Questions::add_hypothesis(const node::Acting& acting, const NewHypothesis& hypothesis) {
  PARLEY_TRY(const Work work, begin(hypothesis.question));
  if (const auto there = work.desk.find("hypothesis", hypothesis.name, work.question);
      there.ok() && !stix::is_identifier(hypothesis.name))
    return Error{Code::conflict,
                 fmt::format("\"{}\" is a hypothesis of this question already ({})", hypothesis.name, *there)};
  Object object(node_, "hypothesis");
  object.text("question_ref", work.question)
      .text("name", hypothesis.name)
      .text("text", hypothesis.text)
      .text("description", hypothesis.description);
  return append(acting, Act::draft, "hypothesis", hypothesis.journal, object);
}

Result<KeptEvidence> Questions::add_evidence(const node::Acting& acting, const NewEvidence& evidence) {
  PARLEY_TRY(const Work work, begin(evidence.question));
  PARLEY_TRY(const assess::Question question, work.desk.question(work.question));
  PARLEY_TRY(const std::string object_id, find_object(evidence.object));
  std::string controlled_by;
  if (!evidence.controlled_by.empty()) {
    PARLEY_TRY(controlled_by, work.desk.find("identity", evidence.controlled_by).in("controlled_by"));
  }
  // Words, or an id; what is written as the beginning of one ("identity--1111") means the whole of it.
  std::string source = evidence.source;
  if (const node::TypedId id(source); id.has_type() && id.is_beginning()) {
    PARLEY_TRY(source, node::whole_id(node_, source).in("source"));
  }
  // A row that nobody named is called E1, E2, ...: counted from the number of rows, and on until the name is free,
  // since people name rows like that by hand as well.
  const auto is_taken = [&](const std::string& name) {
    return std::ranges::any_of(question.rows, [&](const assess::Row& row) { return row.label == name; });
  };
  std::string name = evidence.name;
  if (!name.empty() && is_taken(name))
    return Error{Code::conflict, fmt::format("\"{}\" is a row of this question already", name)};
  for (std::size_t n = question.rows.size() + 1; name.empty() || is_taken(name); ++n) name = fmt::format("E{}", n);
  Object object(node_, "evidence");
  object.text("question_ref", work.question)
      .text("object_ref", object_id)
      .text("name", name)
      .text("text", evidence.text)
      .text("controlled_by_ref", controlled_by)
      .text(stix::is_identifier(source) ? "source_ref" : "source_name", source);
  PARLEY_TRY(Kept kept, append(acting, Act::draft, "evidence", evidence.journal, object));
  return KeptEvidence{std::move(kept), std::move(name), object_id};
}

Result<Cell> Questions::read_cell(std::string_view text) {
  // From the right: a hypothesis may have an equals sign in its name, and a rating never has one.
  const std::size_t equals = text.rfind('=');
  if (equals == std::string_view::npos)
    return Error{Code::invalid_input,
                 fmt::format("\"{}\" is no rating; write HYPOTHESIS=RATING, such as H1=II or H1=4.5", text)};
  Cell out{std::string(text.substr(0, equals))};
  const std::string_view words = text.substr(equals + 1);
  // A cell without word or ratio takes back what was said before.
  if (words == "-") return out;
  for (std::size_t begin = 0; begin <= words.size();) {
    const std::size_t end = std::min(words.find(',', begin), words.size());
    const std::string_view word = words.substr(begin, end - begin);
    begin = end + 1;
    double ratio = 0;
    const auto read = std::from_chars(word.data(), word.data() + word.size(), ratio);
    const auto consistency = assess::consistency_from(word);
    const bool is_number = !consistency && read.ec == std::errc() && read.ptr == word.data() + word.size();
    if (!consistency && !is_number)
      return Error{
          Code::invalid_input,
          fmt::format("{}: \"{}\" is no rating; there are CC, C, N, NA, I, II, or a likelihood ratio such as 4.5", text,
                      word)};
    if (is_number && !assess::is_ratio(ratio))
      return Error{
          Code::invalid_input,
          fmt::format(
              "{}: a likelihood ratio is from 0.000001 to 1000000; nothing is quite impossible, nothing quite sure",
              text)};
    if ((consistency && out.word) || (is_number && out.ratio))
      return Error{Code::invalid_input, fmt::format("{}: a cell takes one word and one likelihood ratio", text)};
    if (consistency)
      out.word = consistency;
    else
      out.ratio = ratio;
  }
  return out;
}

namespace {

// What this party says of a row: first as it said before, then with what it says now.
struct RowRating {
  std::map<std::string, std::string> cells;  // JSON of each, by the hypothesis's id
  std::string reliability, explanation;
  int credibility = 0;

  Status as_before(const std::string& text) {
    json::Parser parser;
    PARLEY_TRY(const auto parsed, parser.parse(text));
    json::Object object;
    if (parsed.get(object) != simdjson::SUCCESS) return Error{Code::corrupt, "a rating of ours is no JSON object"};
    reliability = json::string_member(object, "source_reliability").value_or(std::string_view());
    explanation = json::string_member(object, "explanation").value_or(std::string_view());
    std::int64_t number = 0;
    if (const auto given = json::member(object, "item_credibility"); given && given->get(number) == simdjson::SUCCESS)
      credibility = static_cast<int>(number);
    json::Array ratings;
    if (const auto list = json::member(object, "ratings"); !list || list->get(ratings) != simdjson::SUCCESS) return {};
    for (const json::Element item : ratings) {
      json::Object one;
      if (item.get(one) != simdjson::SUCCESS) continue;
      cells[std::string(json::string_member(one, "hypothesis_ref").value_or(std::string_view()))] =
          simdjson::minify(item);
    }
    return {};
  }

  Status say(const std::string& hypothesis, const Cell& cell) {
    if (!cell.word && !cell.ratio) {
      cells.erase(hypothesis);
      return {};
    }
    // Whoever filled in the cell: what JSON has no number for never reaches an object.
    if (cell.ratio && !assess::is_ratio(*cell.ratio))
      return Error{Code::invalid_input, fmt::format("{}: a likelihood ratio is from 0.000001 to 1000000", hypothesis)};
    json::ObjectWriter object;
    object.text("hypothesis_ref", hypothesis);
    if (cell.word) object.text("consistency", assess::word_of(*cell.word));
    if (cell.ratio) object.raw("likelihood_ratio", fmt::format("{}", *cell.ratio));
    cells[hypothesis] = object.str();
    return {};
  }
};

}  // namespace

Result<KeptRating> Questions::rate(const node::Acting& acting, const NewRating& rating) {
  PARLEY_TRY(const Work work, begin(rating.question));
  // What is not mentioned stays as it was said before: a rating is one object for a row and party, and its next version
  // replaces the whole of it. So the earlier one is read first and what is new is put over it.
  PARLEY_TRY(const std::string evidence, work.desk.find("evidence", rating.evidence, work.question));
  Object object(node_, "evidence-rating");
  RowRating row;
  const auto before =
      own_object(work.desk, "evidence-rating", {{"question_ref", work.question}, {"evidence_ref", evidence}});
  if (before) {
    PARLEY_TRY_STATUS(object.follows(*before));
    PARLEY_TRY_STATUS(row.as_before(*before));
  }
  if (!rating.reliability.empty()) row.reliability = rating.reliability;
  if (!rating.explanation.empty()) row.explanation = rating.explanation;
  if (rating.credibility != 0) row.credibility = rating.credibility;
  for (const Cell& cell : rating.cells) {
    PARLEY_TRY(const std::string hypothesis, work.desk.find("hypothesis", cell.hypothesis, work.question));
    PARLEY_TRY_STATUS(row.say(hypothesis, cell));
  }
  // The whole of what this party says of the row, in the order of the hypotheses' ids: the same ratings give the same
  // text.
  std::vector<std::string> list;
  for (const auto& [hypothesis, json] : row.cells) list.push_back(json);
  object.text("question_ref", work.question).text("evidence_ref", evidence).text("source_reliability", row.reliability);
  if (row.credibility != 0) object.raw("item_credibility", std::to_string(row.credibility));
  if (!list.empty()) object.raw("ratings", json::array_text(list));
  object.text("explanation", row.explanation);
  PARLEY_TRY(Kept kept, append(acting, Act::draft, "rate", rating.journal, object));
  return KeptRating{std::move(kept), before.has_value()};
}

Result<KeptConclusion> Questions::conclude(const node::Acting& acting, const NewConclusion& conclusion) {
  PARLEY_TRY(const Work work, begin(conclusion.question));
  PARLEY_TRY(const std::string hypothesis, work.desk.find("hypothesis", conclusion.hypothesis, work.question));
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
  Object object(node_, "assessment");
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
  PARLEY_TRY(const std::string hypothesis, work.desk.find("hypothesis", outcome.hypothesis, work.question));
  PARLEY_TRY(const auto rests_on, work.rows_or_ids(node_, outcome.rests_on).in("rests_on"));
  Object object(node_, "outcome");
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

Result<assess::View> Questions::view(std::string_view question, const assess::ViewOptions& options) {
  PARLEY_TRY(const assess::Desk desk, read());
  PARLEY_TRY(const std::string id, desk.find("question", question));
  return assess::make_view(desk, id, options);
}

}  // namespace parley::desk
