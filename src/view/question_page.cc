// The page of a question, from what a reader with two minutes takes along to what stands behind it. Each party's
// judgement stands by itself, with its place, its name and the form of its rule before any colour; no number on the
// page is a sum over parties. Every sentence that the terminal has as well is made in src/assess.
#include "view/question_page.h"

#include <fmt/format.h>

#include <algorithm>

#include "text/display.h"
#include "view/question_page_parts.h"

namespace parley::view {

using namespace assess;

using page::Element;

namespace {
// Columns up to which a hypothesis is called by what it says.
constexpr std::size_t kShortText = 40;
}  // namespace

// Signs as the page has them. Objects and the terminal have letters for the same (sign_of); how_to_read() shows both.
std::string_view mark_of(Consistency value) {
  switch (value) {
    case Consistency::very_consistent:
      return "++";
    case Consistency::consistent:
      return "+";
    case Consistency::neutral:
      return "·";
    case Consistency::not_applicable:
      return "n/a";
    case Consistency::inconsistent:
      return "−";
    case Consistency::very_inconsistent:
      return "−−";
  }
  return "";
}

// The word of objects has hyphens, which people do not write.
std::string words_of(Consistency value) {
  std::string out(word_of(value));
  std::ranges::replace(out, '-', ' ');
  return out;
}

bool is_against(const Rating& rating) { return rating.counts() && step_of(rating.value()) < 0; }

// Neither end is ever printed: no ratio makes anything certain.
std::string percent(double probability) {
  return probability > 0.999 ? ">99.9 %" : probability < 0.001 ? "<0.1 %" : fmt::format("{:.1f} %", 100 * probability);
}

// Of more than two parties the others look alike: their names tell them apart.
picture::Place QuestionWriter::place(std::size_t matrix) const {
  return matrix == 0 ? picture::Place::a : matrix == 1 ? picture::Place::b : picture::Place::others;
}

std::string QuestionWriter::named(std::size_t hypothesis) const {
  const Hypothesis& one = question.hypotheses[hypothesis];
  if (one.is_none_of_these) return one.text;
  if (one.text.empty() || one.text == one.label) return one.label;
  // Where the end may be cut off the short name must stand first.
  return text::width(one.text) > kShortText ? one.label + ": " + one.text : fmt::format("{} ({})", one.text, one.label);
}

// A brief that stands alone has no details that a link could go to.
void QuestionWriter::link(std::size_t row) {
  if (options.brief) {
    html.element("b", question.rows[row].label);
    return;
  }
  html.element("a", question.rows[row].label, {{"href", "#" + anchor_of(row)}});
}

// What the tooltip of a rating says in full: the word, the ratio that it may have been made from, what was said before.
void QuestionWriter::sign(std::size_t matrix, std::size_t row, std::size_t hypothesis) {
  const Rating& rating = question.matrices[matrix].cells[row][hypothesis];
  std::string words = rating.counts()          ? words_of(rating.value())
                      : rating.problem.empty() ? "not rated"
                                               : rating.problem;
  // A word that was made from a ratio is told apart from one that the party gave.
  if (rating.ratio) words += fmt::format(", likelihood ratio {:g}", *rating.ratio);
  if (rating.is_mapped()) words += " (the word is mapped from the ratio)";
  if (is_of_other_words(question, row, hypothesis, rating)) words += "; rated before the words were changed";
  for (const Earlier& before : rating.earlier) words += fmt::format("; before: {}", before.value);
  // "?" stands where something was said that does not count; an empty cell is one that nobody filled.
  std::string mark(rating.counts() ? mark_of(rating.value()) : rating.problem.empty() ? "" : "?");
  if (is_of_other_words(question, row, hypothesis, rating)) mark += "°";
  if (!rating.earlier.empty()) mark += "*";
  if (!mark.empty()) html.element("span", mark, {{"aria-hidden", "true"}, {"title", words}});
  html.element("span", words, {{"class", "vh"}});
}

// Four bars for the eye and a number for whoever does not see them; nothing where it cannot be said.
void QuestionWriter::tells(std::size_t matrix, std::size_t row) {
  const auto steps = view.parties[matrix].diagnosticity[row];
  if (!steps) return;
  {
    Element meter(html, "span", {{"class", "bar4"}, {"aria-hidden", "true"}});
    for (int i = 0; i < 4; ++i) html.element("i", "", {{"class", "on", i < *steps}});
  }
  html.element("span", fmt::format("{} of 4", *steps), {{"class", "vh"}});
}

// "for all" only where it is every party: somebody who would not change is never counted in.
std::string QuestionWriter::disputed_by(std::size_t row) const {
  const auto of = turned_by(view.overlay.rows[row]);
  if (of.empty()) return {};
  if (of.size() == view.parties.size()) return of.size() == 2 ? "for both" : "for all";
  std::vector<std::string> names;
  for (const std::size_t m : of) names.push_back(party(m));
  return fmt::format("for {}", fmt::join(names, " and "));
}

void QuestionWriter::clause(const Clause& one) {
  if (!one.lead.empty()) html.element("b", one.lead);
  html.text(one.text + ".");
}

void QuestionWriter::part(std::string_view id, std::string_view title, std::string_view note) {
  html.line().element("h2", title, {{"id", std::string(id)}});
  if (!note.empty()) html.element("p", note, {{"class", "note"}});
}

namespace {

// A section with its heading; `write` puts into it what belongs there.
template <class Write>
void section(QuestionWriter& page, std::string_view id, std::string_view title, std::string_view note,
             const Write& write) {
  Element one(page.html.line(), "section", {{"class", "part"}});
  page.part(id, title, note);
  write();
}

// Links to the parts below; anchors are those that details() and pictures() give.
void contents(QuestionWriter& page) {
  Element nav(page.html.line(), "nav", {{"class", "on"}, {"aria-label", "On this page"}});
  const std::pair<const char*, const char*> links[] = {
      {"orders", "Orders and conclusions"},     {"evidence", "The evidence"},
      {"rankings", "Least contradicted first"}, {"turn", "What would turn the order"},
      {"collect", "What to collect next"},      {"dispute", "Where the dispute sits"},
      {"past", "What was said before"},         {"read", "How to read this"}};
  for (const auto& [id, title] : links) page.html.element("a", title, {{"href", fmt::format("#{}", id)}});
}

// Everything behind the first sheet, in the order of reading: what is to be cleared up, orders, the grounds, then what
// follows from them, at last what was said before.
void details(QuestionWriter& page) {
  Element more(page.html.line(), "div", {{"class", "more"}}), in(page.html, "div", {{"class", "in"}});
  contents(page);
  page.problems();
  page.pictures();
  section(page, "hypotheses", "The hypotheses", "", [&] { page.hypotheses(); });
  section(
      page, "evidence", "The evidence",
      "How well each item fits, if the hypothesis held. Read across: an item that fits everything tells nothing apart. "
      "What tells most stands first.",
      [&] { page.rows(); });
  section(
      page, "rankings", "Least contradicted first",
      "The hypothesis with the least evidence against it leads; evidence in favour counts for nothing here, because it "
      "often fits the rivals as well. Inconsistent counts one, very inconsistent two. Only what a party has rated on "
      "the same rows is ranked.",
      [&] { page.rankings(); });
  section(page, "turn", "What would turn the order",
          "Each order made again without one source, one row, two sources, all that is on one side, and with single "
          "ratings turned to their opposite.",
          [&] { page.turning(); });
  section(page, "collect", "What to collect next",
          "What could still turn a party’s order. Evidence that nobody has put in can still turn anything.",
          [&] { page.collecting(); });
  section(
      page, "dispute", "Where the dispute sits",
      "Rows that the parties rate differently. Those come first where a party’s order would change, if it took over "
      "the other’s word on that row alone.",
      [&] { page.disputes(); });
  section(page, "conclusions", "Conclusions, each party’s own", "", [&] { page.conclusions(); });
  page.looking_back();
  section(page, "past", "What was said before", "Earlier words stay in the journals; they no longer count.", [&] {
    page.changes();
    page.withdrawn();
  });
  section(page, "read", "How to read this", "", [&] { page.how_to_read(); });
  page.html.line().element(
      "p",
      fmt::format("Question {}, put by {}. Every judgement above is an object in a journal; nothing here is a "
                  "finding of this program.",
                  page.question.id, page.question.party_name(page.question.by)),
      {{"class", "meta"}});
}

}  // namespace

std::string page(const View& view, const QuestionPageOptions& options) {
  QuestionWriter writer(view, options);
  writer.html.line().element("a", "Skip to the evidence", {{"class", "skip"}, {"href", "#rows"}});
  writer.sheet();
  if (!options.brief) details(writer);
  // Runs along the foot of every printed page, as pages are copied one by one.
  const std::string marking = options.from.marking.empty() ? "NOT MARKED" : options.from.marking;
  return page::document(view.question.text, writer.html.take(),
                        {.look = page::Look::sheet,
                         .language = "en",
                         .from_right = false,
                         .running = marking,
                         .first_is_numbered = !options.brief});
}

}  // namespace parley::view
