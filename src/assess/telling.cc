#include "assess/telling.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "text/display.h"

namespace parley::assess {
namespace {

// What is beyond these is counted.
constexpr std::size_t kMostPairsTold = 5, kMostFlipsTold = 6;

// What would turn the order: single sources and rows first, then pairs, sides, and single ratings. A party that ranks
// nothing has no order to turn, and nothing is told.
class Turning {
 public:
  Turning(const Question& question, const Matrix& matrix, const Sensitivity& all)
      : question_(question), matrix_(matrix), all_(all) {}

  std::vector<Clause> tell() {
    if (all_.before.rated == 0) return {};
    sources_and_rows();
    pairs();
    for (const Variant& one : all_.sides) without("all that is on " + one.label + "’s side", one);
    flips();
    return std::move(out_);
  }

 private:
  // One variant as a clause: what is left out, the rows that fall with it, and what that does to the order.
  void without(const std::string& what, const Variant& one) {
    out_.push_back(
        {"Without " + what, fmt::format(" ({}): {}", labels_of(question_, one.rows), effect_of(question_, one))});
  }

  // What a source is called in the first row that names it; its key where no row does.
  const std::string& label_of(const std::string& key) const {
    for (const Row& row : question_.rows)
      for (const RowSource& source : row.sources)
        if (source.key == key) return source.label;
    return key;
  }
  // In quotation marks, since whoever wrote it can have put a comma or an "and" into it.
  std::string sources_of(const Variant& one) const {
    std::vector<std::string> out;
    for (const std::string& key : one.keys) out.push_back("“" + label_of(key) + "”");
    return fmt::format("{}", fmt::join(out, " and "));
  }

  // A row that stands and falls with a source is told with the source.
  void sources_and_rows() {
    std::size_t told = 0;
    // Only sources that were told: a row that falls with another one has still to be told itself.
    std::vector<const Variant*> sources;
    for (const Variant& one : all_.sources) {
      if (!one.order_changes) continue;
      without(sources_of(one), one), ++told;
      sources.push_back(&one);
    }
    for (const Variant& one : all_.rows) {
      if (!one.order_changes) continue;
      const bool is_told =
          std::ranges::any_of(sources, [&](const Variant* source) { return source->rows == one.rows; });
      if (is_told) continue;
      out_.push_back({"Without " + one.label, ": " + effect_of(question_, one)}), ++told;
    }
    const char* other = told > 0 ? "other " : "";
    // The rest is told in one sentence, since that nothing else turns the order is a finding, too.
    out_.push_back({"", all_.sources.empty()
                            ? fmt::format("Without any {}single row the order stays", other)
                            : fmt::format("Without any {}single source or row the order stays", other)});
  }

  // The first ones, which change who comes first where any does; the others are counted, also those that were not kept.
  void pairs() {
    if (all_.pairs_tried == 0) return;
    for (std::size_t i = 0; i < std::min(all_.pairs.size(), kMostPairsTold); ++i)
      without(sources_of(all_.pairs[i]), all_.pairs[i]);
    if (all_.pairs.empty())
      out_.push_back({"", "No two sources together do what neither does alone"});
    else if (const std::size_t more = all_.pairs.size() + all_.pairs_not_kept; more > kMostPairsTold)
      out_.push_back({"", fmt::format("{} more of two sources do so together and not alone",
                                      text::counted(more - kMostPairsTold, "pair"))});
  }

  // The weakest is named, since it is the first that a reader should doubt, and those that would decide are listed.
  void flips() {
    if (all_.flips.empty()) return;
    const Variant& weakest = all_.flips.front();
    // Where nothing is graded none is weaker than another.
    if (std::ranges::any_of(matrix_.grades, [](const Grades& one) { return one.text() != "-"; }))
      out_.push_back(
          {"Its weakest rating turned", fmt::format(" ({}): {}", weakest.label, effect_of(question_, weakest))});
    std::vector<std::string> turning;
    // Only what would put another hypothesis first is listed, not what changes the order behind it.
    for (const Variant& one : all_.flips)
      if (one.leader_changes) turning.push_back(one.label);
    const std::size_t count = turning.size();
    std::string text = fmt::format("{} of {}, turned one at a time, would put another hypothesis first",
                                   count == 0 ? "None" : std::to_string(count),
                                   text::counted(all_.flips.size(), "rating for or against", "ratings for or against"));
    if (count > kMostFlipsTold) {
      turning.resize(kMostFlipsTold);
      turning.push_back(fmt::format("and {} more", count - kMostFlipsTold));
    }
    if (count > 0) text += fmt::format(": {}", fmt::join(turning, "; "));
    out_.push_back({"", std::move(text)});
  }

  const Question& question_;
  const Matrix& matrix_;
  const Sensitivity& all_;
  std::vector<Clause> out_;
};

// Names of parties by their ids: "Graustark and Ruritania".
std::string names_of(const Question& question, const std::vector<std::string>& parties) {
  std::vector<std::string> out;
  for (const std::string& one : parties) out.push_back(question.party_name(one));
  return fmt::format("{}", fmt::join(out, " and "));
}

// "2026-11-28 15:40 UTC"
// Seconds decide nothing for people who read when something was received.
std::string to_the_minute(Micros time) {
  std::string out = to_string(time).substr(0, 16);
  if (const auto at = out.find('T'); at != std::string::npos) out[at] = ' ';
  return out + " UTC";
}

// "Graustark under H1, H2", of what was rated before the row or hypothesis was reworded.
std::string rated_before(const Question& question, const std::string& id) {
  std::vector<std::string> out;
  for (const Matrix& matrix : question.matrices) {
    std::vector<std::string> cells;
    for (std::size_t r = 0; r < question.rows.size(); ++r)
      for (std::size_t h = 0; h < question.hypotheses.size(); ++h) {
        // One walk for both kinds: `id` is that of a row, whose cells are named by hypothesis, or of a hypothesis,
        // whose cells are named by row.
        const bool is_of_it = question.rows[r].id == id || question.hypotheses[h].id == id;
        if (!is_of_it || !is_of_other_words(question, r, h, matrix.cells[r][h])) continue;
        cells.push_back(question.rows[r].id == id ? "under " + question.hypotheses[h].label
                                                  : "on " + question.rows[r].label);
      }
    if (!cells.empty()) out.push_back(fmt::format("{} {}", question.party_name(matrix.party), fmt::join(cells, ", ")));
  }
  return fmt::format("{}", fmt::join(out, "; "));
}

// What a row or hypothesis said before, oldest first, and whose ratings are of those words.
template <class T>
void add_rewording(const Question& question, const T& one, std::vector<Clause>& out) {
  if (one.earlier.empty()) return;
  std::string text = " said before:";
  for (const Earlier& before : one.earlier)
    text += fmt::format("{} “{}” (received {})", &before == &one.earlier.front() ? "" : ", then", before.value,
                        to_the_minute(before.received));
  if (const std::string rated = rated_before(question, one.id); !rated.empty())
    text += ". Rated while it said other words: " + rated;
  out.push_back({one.label, std::move(text)});
}

}  // namespace

std::vector<Clause> what_turns(const Question& question, const Matrix& matrix, const Sensitivity& sensitivity) {
  return Turning(question, matrix, sensitivity).tell();
}

std::vector<Clause> rewordings(const Question& question) {
  std::vector<Clause> out;
  for (const Hypothesis& one : question.hypotheses) add_rewording(question, one, out);
  for (const Row& one : question.rows) add_rewording(question, one, out);
  return out;
}

// Who withdrew it, when that was received here, and who had judged it.
std::string told_of(const Question& question, const Withdrawn& withdrawn) {
  std::string out = fmt::format("withdrawn by {} (received {})", question.party_name(withdrawn.by),
                                to_the_minute(withdrawn.received));
  if (!withdrawn.judged_by.empty()) out += fmt::format("; {} had judged it", names_of(question, withdrawn.judged_by));
  return out;
}

// Empty where nothing was withdrawn.
std::string withdrawn_in_short(const Question& question) {
  const auto rows =
      static_cast<std::uint64_t>(std::ranges::count(question.withdrawn, std::string("evidence"), &Withdrawn::type));
  const std::uint64_t hypotheses = question.withdrawn.size() - rows;
  if (rows + hypotheses == 0) return {};
  std::string out = rows > 0 ? text::counted(rows, "row") : std::string();
  if (hypotheses > 0) out += (rows > 0 ? " and " : "") + text::counted(hypotheses, "hypothesis", "hypotheses");
  return out + (rows + hypotheses == 1 ? " was withdrawn" : " were withdrawn");
}

}  // namespace parley::assess
