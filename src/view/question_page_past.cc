// What was said before: ratings that were changed, rows and hypotheses that were said otherwise or withdrawn, and what
// everybody had said by the time when the outcome became known. And how to read all of it.
#include <fmt/format.h>

#include <algorithm>

#include "text/display.h"
#include "view/question_page_parts.h"

namespace parley::view {

using namespace assess;

using page::Element;

// Above everything else: a ranking as of a moment, or with something left out, must not be read as the whole.
void QuestionWriter::problems() {
  if (question.problems.empty() && brief.conditions.empty() && !view.options.as_of) return;
  Element list(html.line(), "ul", {{"class", "warns"}});
  if (view.options.as_of)
    html.line().element("li", fmt::format("As of {}: nothing received later is shown.",
                                          page::readable_time(to_string(*view.options.as_of))));
  for (const std::string& one : brief.conditions) html.line().element("li", one);
  for (const std::string& one : question.problems)
    html.line().open("li").element("b", "To be cleared up:").text(" " + one + ".").close();
}

// Ratings that were changed, by party and then in the order of rows, with every value and when it was received.
void QuestionWriter::changes() {
  std::vector<std::string> lines;
  for (std::size_t m = 0; m < question.matrices.size(); ++m)
    for (const std::size_t r : view.row_order)
      for (std::size_t h = 0; h < question.hypotheses.size(); ++h) {
        const Rating& cell = question.matrices[m].cells[r][h];
        // Taking a rating back is a change as well: it stands here with what it was.
        if (cell.earlier.empty()) continue;
        std::vector<std::string> words;
        for (const Earlier& before : cell.earlier)
          words.push_back(fmt::format("{} ({})", before.value, page::readable_time(to_string(before.received))));
        lines.push_back(fmt::format("{}: {} under {}: {} → {}", party(m), question.rows[r].label, label(h),
                                    fmt::join(words, " → "), cell.counts() ? cell.text() : "taken back"));
      }
  // That nothing was changed is told only where nothing was withdrawn either, which stands below.
  const auto reworded = rewordings(question);
  if (lines.empty() && reworded.empty() && question.withdrawn.empty())
    html.element("p", "Nothing was changed.", {{"class", "meta"}});
  Element list(html.line(), "ul", {{"class", "twin"}});
  for (const std::string& one : lines) html.line().element("li", one);
  for (const Clause& one : reworded) {
    Element item(html.line(), "li");
    clause(one);
  }
}

// That something was withdrawn is always told; what it was only to who asks.
void QuestionWriter::withdrawn() {
  const std::string in_short = withdrawn_in_short(question);
  if (in_short.empty()) return;
  html.line().element("p", in_short + ".", {{"class", "meta"}});
  if (!view.options.all) return;
  Element list(html.line(), "ul", {{"class", "twin"}});
  for (const Withdrawn& one : question.withdrawn)
    html.line()
        .open("li")
        .element("b", one.label)
        .text(fmt::format(" {}, {}.", one.text, told_of(question, one)))
        .close();
}

// By what had been received when the outcome became known: what was changed afterwards does not count, and a question
// that came in afterwards may be hindsight as a whole.
void QuestionWriter::looking_back() {
  for (const LookingBack& back : view.looking_back) {
    // Rows and hypotheses are named as they were called then, not as they are called today.
    const Hypothesis& held = back.then.hypotheses[back.hypothesis];
    Element section(html.line(), "section", {{"class", "part"}});
    part(page::anchor("back-", back.outcome.origin.id), fmt::format("Looking back: {} held", held.label),
         fmt::format("{}. According to {}, known since {}.", held.text, question.party_name(back.outcome.by),
                     page::readable_time(back.outcome.known)));
    if (!back.outcome.explanation.empty()) html.element("blockquote", back.outcome.explanation);
    if (back.received_afterwards)
      html.element("p", "The question was received here after that: everything below may be hindsight.",
                   {{"class", "warn"}});
    Element list(html.line(), "ul", {{"class", "twin"}});
    // Place, conclusion, and the rows that misled or told something, in one sentence for each party.
    for (const auto& one : back.parties) {
      Element item(html.line(), "li");
      html.element("b", question.party_name(one.party));
      html.text(one.standing.rank > 0 ? fmt::format(" had it in place {} of {}", one.standing.rank, one.ranked)
                                      : " had not ranked it");
      html.text(one.concluded.empty() ? ", had concluded nothing on it"
                                      : fmt::format(", had called it {}", one.concluded));
      if (!one.misled.empty()) html.text(fmt::format("; misled by {}", labels_of(back.then, one.misled)));
      if (!one.told.empty()) html.text(fmt::format("; told by {}", labels_of(back.then, one.told)));
      if (one.judged_afterwards > 0)
        html.text(fmt::format("; changed {} afterwards, which does not count here",
                              text::counted(static_cast<std::uint64_t>(one.judged_afterwards), "rating")));
      html.text(".");
    }
  }
}

// Signs and words as this page uses them. The letters in brackets are those that objects and the command line have.
void QuestionWriter::how_to_read() {
  Element list(html.line(), "dl", {{"class", "facts"}});
  const std::pair<Consistency, const char*> signs[] = {
      {Consistency::very_consistent, "very consistent: the item is just what one would expect, if the hypothesis held"},
      {Consistency::consistent, "consistent"},
      {Consistency::neutral, "neutral: as likely either way"},
      {Consistency::not_applicable, "not applicable: the item has nothing to do with it"},
      {Consistency::inconsistent, "inconsistent; counts one against the hypothesis"},
      {Consistency::very_inconsistent,
       "very inconsistent: hardly to be expected, if the hypothesis held; counts two against it"}};
  for (const auto& [value, meaning] : signs)
    html.open("dt").text(fmt::format("{} ({})", mark_of(value), sign_of(value))).close().element("dd", meaning);
  const std::pair<const char*, const char*> words[] = {
      {"*", "the rating was changed; what it was before stands above."},
      {"°", "the rating was given before the row or the hypothesis was said in other words."},
      {"nothing", "not rated."},
      {"×n",
       "a likelihood ratio: how many times likelier the item is under the hypothesis than under “none of these”. Where "
       "only a ratio was given, the sign is made from it."},
      {"Tells",
       "the steps between a row’s highest and lowest rating: 0 tells the hypotheses apart not at all, 4 as far as can "
       "be."},
      {"Source A–F", "how reliable the source is: A reliable, E unreliable, F cannot be judged."},
      {"Item 1–6",
       "how credible the item is: 1 confirmed, 5 improbable, 6 cannot be judged. Kept apart from the source, and from "
       "the rating."},
      {"Likelihood",
       "a word of ICD 203 with its band, of the hypothesis. Confidence is something else: how sure the party is of its "
       "own analysis."},
      {"Not ranked",
       "rated on other rows than those that are. The fewer rows a hypothesis is rated on, the less can speak against "
       "it."},
  };
  for (const auto& [word, meaning] : words) html.element("dt", word).element("dd", meaning);
}

}  // namespace parley::view
