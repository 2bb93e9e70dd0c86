// One party's ratings, cell by cell: the latest word counts, and what it replaced stays visible.
// A party may rate one row by several objects and change each of them. All its versions are applied in one
// order, oldest first, and what stands in a cell in the end is the last word; every other word goes into
// `earlier`. A rating that cannot be read takes the place of the one before all the same: the party has said
// something else, and what, nobody knows.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "assess/build.h"
#include "text/display.h"

namespace parley::assess {
namespace {

// A rating object's word on one cell. "None of these" is what every ratio is measured against, so it has none itself.
Rating read_rating(json::Object object, const Hypothesis& hypothesis, const Origin& origin) {
  Rating out;
  out.origin = origin;
  std::vector<std::string> problems;
  if (const auto given = json::member(object, "consistency")) {
    std::string_view text;
    out.word = given->get(text) == simdjson::SUCCESS ? consistency_from(text) : std::nullopt;
    if (!out.word) problems.push_back(fmt::format("unknown rating {}", simdjson::minify(*given)));
  }
  if (const auto given = json::member(object, "likelihood_ratio")) {
    double ratio = 0;
    if (hypothesis.is_none_of_these)
      problems.push_back("a likelihood ratio under \"none of these\", against which every ratio is measured");
    else if (given->get(ratio) == simdjson::SUCCESS && is_ratio(ratio))
      out.ratio = ratio;
    else
      problems.push_back(
          fmt::format("likelihood ratio {} is not between 0.000001 and 1000000", simdjson::minify(*given)));
  }
  if (!out.counts() && problems.empty()) problems.push_back("no rating is given");
  out.problem = fmt::format("{}", fmt::join(problems, "; "));
  return out;
}

// As an earlier value is told: "-" for nothing, "?" for what could not be read.
std::string shown(const Rating& rating) { return rating.counts() ? rating.text() : rating.problem.empty() ? "-" : "?"; }

// Saying the same again is no change.
void put(Rating& cell, Rating now) {
  const bool was_there = cell.counts() || !cell.problem.empty();
  if (was_there && cell.text() != now.text()) cell.earlier.push_back({shown(cell), cell.origin.received});
  now.earlier = std::move(cell.earlier);
  cell = std::move(now);
}

class PartyRatings {
 public:
  PartyRatings(Question& question, const std::string& party) : question_(question) {
    matrix_.party = party;
    matrix_.cells.assign(question.rows.size(), std::vector<Rating>(question.hypotheses.size()));
    matrix_.grades.resize(question.rows.size());
  }

  // Versions come oldest first, over all of the party's rating objects.
  void apply(const Record& record, json::Object object) {
    const std::string evidence = text_of(object, "evidence_ref");
    const auto row = question_.row_index(evidence);
    // What was said of a row that its author withdrew stays in its journal.
    if (!row && question_.withdrawn_of(evidence) != nullptr) return;
    if (!row)
      return complain(record, fmt::format("rates {}, which is no evidence of this question", text::short_id(evidence)));
    // Which cells this version speaks of; all other cells that the same object filled before are taken back below.
    std::vector<bool> named(question_.hypotheses.size());
    json::Array ratings;
    // A version that was withdrawn rates nothing, so the loop behind this one takes back all that it had
    // said.
    const auto list = json::member(object, "ratings");
    if (!record.revoked && list && list->get(ratings) == simdjson::SUCCESS) {
      for (const json::Element item : ratings) {
        json::Object one;
        if (item.get(one) != simdjson::SUCCESS) continue;
        const std::string id = text_of(one, "hypothesis_ref");
        const auto hypothesis = question_.hypothesis_index(id);
        if (!hypothesis && question_.withdrawn_of(id) != nullptr) continue;
        if (!hypothesis) {
          complain(record, fmt::format("rates {} under {}, which is no hypothesis of this question",
                                       question_.rows[*row].label, text::short_id(id)));
          continue;
        }
        put(matrix_.cells[*row][*hypothesis], read_rating(one, question_.hypotheses[*hypothesis], record.origin));
        named[*hypothesis] = true;
      }
    }
    // What an earlier version of this object said and this one does not is withdrawn.
    for (std::size_t h = 0; h < named.size(); ++h) {
      Rating& cell = matrix_.cells[*row][h];
      // A cell that another object of the party filled is not this one's to take back.
      if (named[h] || cell.origin.id != record.id || !(cell.counts() || !cell.problem.empty())) continue;
      cell.earlier.push_back({shown(cell), cell.origin.received});
      cell.word.reset(), cell.ratio.reset(), cell.problem.clear();
    }
    grade(*row, record, object);
  }

  bool is_empty() const { return !touched_; }
  Matrix take() { return std::move(matrix_); }

 private:
  // The grades of a row are those of the last object about it, whether or not it has any: leaving one out
  // takes it back.
  void grade(std::size_t row, const Record& record, json::Object object) {
    touched_ = true;
    Grades& grades = matrix_.grades[row];
    Grades now;
    now.earlier = grades.earlier;
    if (!record.revoked) {
      now.explanation = text_of(object, "explanation");
      const std::string reliability = text_of(object, "source_reliability");
      // A grade outside of its scale is named and does not count: neither the best nor the worst may be
      // guessed.
      if (reliability.size() == 1 && reliability[0] >= 'A' && reliability[0] <= 'F')
        now.reliability = reliability[0];
      else if (!reliability.empty())
        now.problem = fmt::format("\"{}\" is no source reliability", reliability);
      if (const auto given = json::member(object, "item_credibility")) {
        double number = 0;
        if (given->get(number) == simdjson::SUCCESS && number >= 1 && number <= 6 && number == std::trunc(number))
          now.credibility = static_cast<int>(number);
        else
          now.problem = fmt::format("{} is no item credibility", simdjson::minify(*given));
      }
    }
    if (grades.text() != "-" && grades.text() != now.text()) now.earlier.push_back({grades.text(), graded_[row]});
    graded_[row] = record.origin.received;
    grades = std::move(now);
  }

  // Of what is withdrawn nothing is said; and each thing once, however many versions have it.
  void complain(const Record& record, std::string what) {
    if (record.revoked) return;
    const std::string sentence = fmt::format("{} {}", text::short_id(record.id), what);
    if (std::ranges::find(question_.problems, sentence) == question_.problems.end())
      question_.problems.push_back(sentence);
  }

  Question& question_;
  Matrix matrix_;
  bool touched_ = false;
  std::map<std::size_t, Micros> graded_;
};

}  // namespace

// Both where both were given: a word and a ratio are two scales, and neither stands for the other.
std::string Rating::text() const {
  std::string out = word ? std::string(sign_of(*word)) : std::string();
  if (ratio) out += fmt::format("{}LR {:g}", word ? " " : "", *ratio);
  return out;
}

bool Matrix::rates_anything() const {
  return std::ranges::any_of(cells, [](const auto& row) { return std::ranges::any_of(row, &Rating::counts); }) ||
         std::ranges::any_of(grades, [](const Grades& one) { return one.reliability != 0 || one.credibility != 0; });
}

bool is_of_other_words(const Question& question, std::size_t row, std::size_t hypothesis, const Rating& rating) {
  if (!rating.counts()) return false;
  const auto& of_row = question.rows[row].reworded;
  const auto& of_hypothesis = question.hypotheses[hypothesis].reworded;
  return (of_row && rating.origin.said < *of_row) || (of_hypothesis && rating.origin.said < *of_hypothesis);
}

std::string Grades::text() const {
  if (reliability == 0 && credibility == 0) return "-";
  return fmt::format("{}{}", reliability != 0 ? reliability : '-',
                     credibility != 0 ? static_cast<char>('0' + credibility) : '-');
}

void build_matrices(Question& question, const Versions& versions) {
  // All versions of all rating objects of a party, not the current ones alone: cells need what was there before.
  std::map<std::string, std::vector<const Record*>> of_party;
  for (const auto* entry : versions.all("evidence-rating"))
    for (const Record* record : entry->versions) of_party[record->by].push_back(record);
  json::Parser parser;
  for (auto& [party, records] : of_party) {
    std::ranges::stable_sort(records, [](const Record* a, const Record* b) {
      return std::tie(a->version, a->origin.received, a->id) < std::tie(b->version, b->origin.received, b->id);
    });
    PartyRatings ratings(question, party);
    for (const Record* record : records) {
      const auto parsed = parser.parse(record->text);
      json::Object object;
      if (parsed.ok() && parsed->get(object) == simdjson::SUCCESS && text_of(object, "question_ref") == question.id)
        ratings.apply(*record, object);
    }
    if (!ratings.is_empty()) question.matrices.push_back(ratings.take());
  }
}

}  // namespace parley::assess
