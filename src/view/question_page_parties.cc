// What follows from the evidence, each party by itself: its order, what would turn it, what to collect, what it
// concludes; and where two of them differ.
#include <fmt/format.h>

#include <algorithm>

#include "text/display.h"
#include "view/question_page_parts.h"

namespace parley::view {
namespace {

using namespace assess;

using page::Element;

// A column a party, under the rule that is its own.
template <class Write>
void each_party(QuestionWriter& page, const Write& write) {
  Element columns(page.html.line(), "div",
                  {{"class", fmt::format("turn n{}", std::min<std::size_t>(3, page.view.parties.size()))}});
  for (std::size_t m = 0; m < page.view.parties.size(); ++m) {
    Element one(page.html.line(), "section", {{"class", page.css(m)}});
    page.html.element("h3", page.party(m));
    write(m);
  }
}

// Beside the ranking and never in it, with what it assumes: ratios exist for some of the rows only.
void bayes(QuestionWriter& page, const Bayes& bayes) {
  std::vector<std::string> parts;
  for (std::size_t h = 0; h < bayes.posterior.size(); ++h)
    parts.push_back(fmt::format("{} {}", page.label(h), percent(bayes.posterior[h])));
  page.html.line().open("p", {{"class", "meta"}}).element("b", "Beside it, by likelihood ratios:");
  page.html
      .text(fmt::format(" {}. Used in {} of {}; {}.", fmt::join(parts, ", "), bayes.used_rows.size(),
                        text::counted(bayes.used_rows.size() + bayes.left_out.size(), "row"), kBayesAssumes))
      .close();
}

// A party's conclusion as it stands, with what is wrong with it, what it rests on, and where its object lies.
void conclusion(QuestionWriter& page, const Conclusion& one) {
  page::Html& html = page.html;
  // A hypothesis that was withdrawn has no index any more and is called by what it was.
  const auto h = page.question.hypothesis_index(one.hypothesis);
  html.line().open("p").element("b", page.question.party_name(one.by)).text(": ");
  html.text(fmt::format("{}, ", h ? page.named(*h) : page.question.called(one.hypothesis)))
      .element("b", one.likelihood);
  html.text(fmt::format(" ({}–{} %).", one.from, one.to)).close();
  if (!one.problem.empty()) html.element("p", one.problem + ".", {{"class", "warn"}});
  if (!one.explanation.empty()) html.element("blockquote", one.explanation);
  Element facts(html, "dl", {{"class", "facts"}});
  const auto fact = [&](std::string_view name, std::string_view value) {
    if (!value.empty()) html.element("dt", name).element("dd", value);
  };
  fact("Confidence in the analysis", one.confidence.empty() ? "not said" : one.confidence);
  if (!one.rests_on.empty()) {
    html.element("dt", "Rests on").open("dd");
    for (std::size_t i = 0; i < one.rests_on.size(); ++i) {
      html.text(i > 0 ? ", " : "");
      // A row of this question, which is linked, or any other object, which is named by its id.
      if (const auto row = page.question.row_index(one.rests_on[i]))
        page.link(*row);
      else
        html.element("span", page.question.called(one.rests_on[i]), {{"class", "id"}});
    }
    html.close();
  }
  fact("Would change with", one.would_change);
  for (const Earlier& before : one.earlier)
    fact("Before", fmt::format("{} (received {})", before.value, page::readable_time(to_string(before.received))));
  fact("Stands in", fmt::format("journal “{}”, entry {}{}", one.origin.journal, one.origin.seq,
                                one.origin.signed_by_author ? "" : "; a copy, not its author’s own journal"));
}

}  // namespace

// "None of these" is always among them, and who added a hypothesis later is named: rivals that a party brought in
// itself are often those it favours least.
void QuestionWriter::hypotheses() {
  Element list(html.line(), "dl", {{"class", "facts"}});
  for (const Hypothesis& one : question.hypotheses) {
    html.open("dt").element("b", one.label).close().open("dd").text(one.text);
    if (one.is_none_of_these)
      html.text(", always there, so that a right answer nobody has thought of keeps its place");
    else if (one.by != question.by)
      html.text(fmt::format(" (added by {})", question.party_name(one.by)));
    html.close();
  }
}

// Each party's order, those it does not rank behind it, and what its likelihood ratios come to where it gave some.
void QuestionWriter::rankings() {
  each_party(*this, [&](std::size_t m) {
    // Those without a rank come last in order() and say on how many rows they are rated instead of a sum, which would
    // look as if it could be compared.
    const Ranking& ranking = view.parties[m].ranking();
    if (const auto why = why_not_ranked(question, ranking); !why.empty()) html.element("p", why, {{"class", "meta"}});
    html.open("ul");
    for (const std::size_t h : ranking.order()) {
      const Standing& one = ranking.standings[h];
      html.line().open("li");
      if (one.rank > 0)
        html.element("b", fmt::format("{}. {}", one.rank, named(h)))
            .text(fmt::format(", {} against", shown_inconsistency(one.inconsistency)));
      else
        html.text(fmt::format("{}: {}, not ranked", named(h), beside_of(ranking, h)));
      html.close();
    }
    html.close();
    if (view.parties[m].bayes) bayes(*this, *view.parties[m].bayes);
  });
}

// All that would turn each party's order, where the first sheet has the first lines.
void QuestionWriter::turning() {
  each_party(*this, [&](std::size_t m) {
    const auto clauses = what_turns(question, question.matrices[m], view.parties[m].sensitivity);
    if (clauses.empty()) html.element("p", "Nothing is ranked.", {{"class", "meta"}});
    html.open("ul");
    for (const Clause& one : clauses) {
      Element item(html.line(), "li");
      clause(one);
    }
    html.close();
  });
}

// All that could still turn the order, unlike the brief, which has the first of each party.
void QuestionWriter::collecting() {
  each_party(*this, [&](std::size_t m) {
    const CollectNext& next = view.parties[m].next;
    if (next.list.empty()) html.element("p", nothing_to_collect(next), {{"class", "meta"}});
    html.open("ul");
    for (const Discriminator& one : next.list) html.line().element("li", sentence_of(question, one) + ".");
    html.close();
  });
}

// Each row on which parties differ, in the order of the overlay: how far they are apart, and whose order would change
// with whose word on it.
void QuestionWriter::disputes() {
  if (view.parties.size() < 2) {
    html.element("p", "One party alone has no dispute.", {{"class", "meta"}});
    return;
  }
  if (view.overlay.by_dispute.empty()) html.element("p", "Nowhere: no row is rated differently.", {{"class", "meta"}});
  Element list(html.line(), "ol", {{"class", "twin"}});
  for (const std::size_t r : view.overlay.by_dispute) {
    const OverlaidRow& row = view.overlay.rows[r];
    Element item(html.line(), "li");
    link(r);
    html.text(fmt::format(" {}: {} apart{}", question.rows[r].text,
                          text::counted(static_cast<std::uint64_t>(row.distance), "step"),
                          row.grades_differ ? ", graded differently" : ""));
    for (const Turn& turn : row.turns)
      html.text(fmt::format("; with {}’s word on this row alone, {}’s {} would change", party(turn.with),
                            party(turn.of), turn.leader_changes ? "first place" : "order"));
    html.text(".");
  }
}

// In the order of the question: by party, and of one party the likeliest first.
void QuestionWriter::conclusions() {
  if (question.conclusions.empty()) html.element("p", "Nobody has concluded anything yet.", {{"class", "meta"}});
  for (const Conclusion& one : question.conclusions) conclusion(*this, one);
}

}  // namespace parley::view
