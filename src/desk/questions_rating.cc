// Ratings: one object for a row and party, whose next version replaces the whole of it. So what was said before is read
// first and what is new is put over it; what says nothing any more is withdrawn.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <set>

#include "desk/questions_work.h"
#include "json/json.h"
#include "json/writer.h"

namespace parley::desk {

using node::Act;

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
    // To the end of the word: "4.5x" is no number with something behind it, but a slip.
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
    // The second would silently replace the first.
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

  // Reads what an earlier version says. Cells are kept as JSON and not as values, so that members which this version of
  // Parley does not know survive the next rating.
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

  // Puts one cell in the place of what was said under that hypothesis, or takes it out. The others stay.
  Status say(const std::string& hypothesis, const Cell& cell, bool is_none_of_these) {
    if (!cell.word && !cell.ratio) {
      if (cells.erase(hypothesis) == 0)
        return Error{Code::not_found, "this party has not rated the row under it; there is nothing to take back"};
      return {};
    }
    if (cell.ratio && is_none_of_these)
      return Error{
          Code::invalid_input,
          "\"none of these\" takes no likelihood ratio, since every ratio is measured against it; rate it in a "
          "word, such as none=N"};
    // Whoever filled in the cell: what JSON has no number for never reaches an object.
    if (cell.ratio && !assess::is_ratio(*cell.ratio))
      return Error{Code::invalid_input, "a likelihood ratio is from 0.000001 to 1000000"};
    json::ObjectWriter object;
    object.text("hypothesis_ref", hypothesis);
    if (cell.word) object.text("consistency", assess::word_of(*cell.word));
    if (cell.ratio) object.raw("likelihood_ratio", fmt::format("{}", *cell.ratio));
    cells[hypothesis] = object.str();
    return {};
  }

  // An explanation alone explains nothing, and so it does not keep a rating alive.
  bool says_anything() const { return !cells.empty() || !reliability.empty() || credibility != 0; }
  // The whole of it, in the order of the hypotheses' ids: the same ratings give the same text.
  void put_into(QuestionObject& object) const {
    std::vector<std::string> list;
    for (const auto& [hypothesis, json] : cells) list.push_back(json);
    object.text("source_reliability", reliability);
    if (credibility != 0) object.raw("item_credibility", std::to_string(credibility));
    if (!list.empty()) object.raw("ratings", json::array_text(list));
    object.text("explanation", explanation);
  }
};

// `before`: the version that this one follows, if there is one. STIX has no object that rates nothing, so what says
// nothing any more stands as it was and is withdrawn.
Result<QuestionObject> version_of(node::Node& node, const std::string& question, const std::string& evidence,
                                  const std::optional<std::string>& before, const RowRating& row) {
  QuestionObject object(node, "evidence-rating");
  if (before && !row.says_anything()) {
    PARLEY_TRY_STATUS(object.keeps(*before));
    object.raw("revoked", "true");
    return object;
  }
  if (before) PARLEY_TRY_STATUS(object.follows(*before));
  object.text("question_ref", question).text("evidence_ref", evidence);
  row.put_into(object);
  return object;
}

// For a line that has an item and nothing to say of it, wherever that is found out.
Error nothing_said() {
  return {Code::invalid_input, "nothing is said of the row: give a rating, such as H1=II, or a grade"};
}

}  // namespace

// What is not said stays as it was before, cell by cell and grade by grade.
Result<KeptRating> Questions::rate(const node::Acting& acting, const NewRating& rating) {
  if (rating.cells.empty() && rating.reliability.empty() && rating.credibility == 0 && rating.explanation.empty())
    return nothing_said();
  PARLEY_TRY(const Work work, begin(rating.question));
  PARLEY_TRY(const std::string evidence, work.find("evidence", rating.evidence));
  RowRating row;
  const auto before =
      own_object(work.desk, "evidence-rating", {{"question_ref", work.question}, {"evidence_ref", evidence}});
  if (before) PARLEY_TRY_STATUS(row.as_before(*before));
  if (!rating.reliability.empty()) row.reliability = rating.reliability;
  if (!rating.explanation.empty()) row.explanation = rating.explanation;
  if (rating.credibility != 0) row.credibility = rating.credibility;
  for (const Cell& cell : rating.cells) {
    PARLEY_TRY(const std::string hypothesis, work.find("hypothesis", cell.hypothesis));
    const bool is_none = hypothesis == assess::none_of_these_id(work.question);
    // The error names the hypothesis as it was typed, since several cells stand in one line.
    PARLEY_TRY_STATUS(row.say(hypothesis, cell, is_none).in(cell.hypothesis));
  }
  // Where something was said before, saying nothing now is a withdrawal; where nothing was, it is a slip.
  if (!before && !row.says_anything()) return nothing_said();
  PARLEY_TRY(const QuestionObject object, version_of(node_, work.question, evidence, before, row));
  PARLEY_TRY(Kept kept, append(acting, Act::draft, "question rate", rating.journal, object));
  return KeptRating{std::move(kept), before.has_value()};
}

// A party can have several objects on one row, as from an import: what is taken back is taken out of each.
Result<KeptRating> Questions::take_back(const node::Acting& acting, const TakenBack& what) {
  PARLEY_TRY(const Work work, begin(what.question));
  PARLEY_TRY(const std::string evidence, work.find("evidence", what.evidence));
  std::set<std::string> wanted;
  std::map<std::string, std::string> typed;  // by id
  for (const std::string& one : what.hypotheses) {
    PARLEY_TRY(std::string id, work.find("hypothesis", one));
    typed[id] = one;
    wanted.insert(std::move(id));
  }
  std::vector<QuestionObject> objects;
  for (const auto& one :
       own_objects(work.desk, "evidence-rating", {{"question_ref", work.question}, {"evidence_ref", evidence}})) {
    RowRating row;
    PARLEY_TRY_STATUS(row.as_before(one.text));
    if (what.hypotheses.empty()) row = {};
    // Without hypotheses the whole row goes, the grades with it, even where no cell is rated.
    std::size_t taken = what.hypotheses.empty() ? 1 : 0;
    for (const std::string& hypothesis : wanted)
      if (row.cells.erase(hypothesis) > 0) typed.erase(hypothesis), ++taken;
    if (taken == 0) continue;
    PARLEY_TRY(QuestionObject object, version_of(node_, work.question, evidence, one.text, row));
    objects.push_back(std::move(object));
  }
  // What was typed and found in none of the objects. Told before anything is appended, so that a slip takes nothing
  // back.
  if (!typed.empty())
    return Error{Code::not_found, fmt::format("this party has not rated {} under {}; there is nothing to take back",
                                              what.evidence, typed.begin()->second)};
  if (objects.empty())
    return Error{Code::not_found,
                 fmt::format("this party has not rated {}; there is nothing to take back", what.evidence)};
  PARLEY_TRY(Kept kept, append(acting, Act::draft, "question unrate", what.journal, objects));
  return KeptRating{std::move(kept), true};
}

}  // namespace parley::desk
