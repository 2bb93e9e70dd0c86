// What the pictures of a question are made of: the same orders and conclusions that stand in words beside them.
#include <fmt/format.h>

#include <algorithm>

#include "text/display.h"
#include "view/question_page_parts.h"

namespace parley::view {
namespace {

using namespace assess;

using page::Element;

// With the list that says the same and all of it.
void figure(QuestionWriter& page, std::string_view id, std::string_view title, std::string_view note,
            const picture::Drawn& drawn) {
  Element fig(page.html.line(), "figure", {{"class", "fig"}, {"id", std::string(id)}});
  page.html.open("figcaption").element("h2", title).element("p", note).close();
  page.html.insert(drawn.svg());
  Element twin(page.html.line(), "details",
               {{"class", drawn.whole() ? "twinbox again" : "twinbox"}, page::flag("open")});
  page.html.element("summary", "The same as a list").insert(drawn.list);
}

// What is not ranked by everybody who ranks, each with how that comes.
std::vector<std::string> beside(const QuestionWriter& page) {
  std::vector<std::string> out;
  for (std::size_t h = 0; h < page.question.hypotheses.size(); ++h)
    if (const std::string how = not_ranked(page.view, h); !how.empty()) out.push_back(page.named(h) + ": " + how);
  return out;
}

// None for what is not said, and for a word that is not one of the three.
int dots_of(std::string_view confidence) {
  return confidence == "high" ? 3 : confidence == "moderate" ? 2 : confidence == "low" ? 1 : 0;
}

}  // namespace

// A party that ranks nothing keeps its column and says why, so that its absence is not read as agreement.
picture::Drawn QuestionWriter::orders(bool wide) {
  picture::Orders of;
  of.title = "Each party’s order of the hypotheses, least contradicted first";
  // The description says the same orders in words, for whoever does not see the picture.
  std::vector<std::string> told;
  for (std::size_t h = 0; h < question.hypotheses.size(); ++h) of.hypotheses.push_back(named(h));
  for (std::size_t m = 0; m < view.parties.size(); ++m) {
    const Ranking& ranking = view.parties[m].ranking();
    picture::Orders::Party one{.who = {.name = party(m), .under = {}, .place = place(m)}, .order = {}, .none = {}};
    if (ranking.rated == 0)
      one.none = why_not_ranked(question, ranking);
    else
      one.who.under =
          fmt::format("{} of {}", ranking.rated, text::counted(static_cast<std::uint64_t>(ranking.rows), "row"));
    std::vector<std::string> names;
    for (const std::size_t h : ranking.order()) {
      const Standing& standing = ranking.standings[h];
      if (standing.rank == 0) continue;
      one.order.push_back({h, standing.rank, shown_inconsistency(standing.inconsistency) + " against"});
      names.push_back(fmt::format("{}. {}", standing.rank, named(h)));
    }
    told.push_back(
        fmt::format("{}: {}", party(m), names.empty() ? one.none : fmt::format("{}", fmt::join(names, ", "))));
    of.parties.push_back(std::move(one));
  }
  of.beside = beside(*this);
  of.description = fmt::format("{}", fmt::join(told, "; "));
  return picture::picture_orders(of, {}, wide);
}

// Of what has something wrong with it the words stand in the list of conclusions, and no band is drawn.
picture::Drawn QuestionWriter::stated() {
  picture::Stated of;
  of.title = "How likely each party has stated each hypothesis to be, and how sure it is of its analysis";
  // Parties that rate come first, in the order of their matrices, so that each has the place that it has all over the
  // page; who only concludes comes after them.
  std::vector<std::string> ids;
  for (std::size_t m = 0; m < view.parties.size(); ++m) ids.push_back(question.matrices[m].party);
  for (const Conclusion& one : question.conclusions)
    if (std::ranges::find(ids, one.by) == ids.end()) ids.push_back(one.by);
  for (std::size_t p = 0; p < ids.size(); ++p)
    of.parties.push_back({.name = question.party_name(ids[p]), .under = {}, .place = place(p)});
  std::size_t count = 0;
  for (std::size_t h = 0; h < question.hypotheses.size(); ++h) {
    picture::Stated::Line line{.hypothesis = named(h), .stated = {}, .silent = {}};
    std::vector<std::string> silent;
    for (std::size_t p = 0; p < ids.size(); ++p) {
      // Several conclusions of one party on one hypothesis stand side by side, each with a band of its own.
      bool any = false;
      for (const Conclusion& one : question.conclusions) {
        if (one.by != ids[p] || one.hypothesis != question.hypotheses[h].id || !one.problem.empty()) continue;
        line.stated.push_back({p, one.from, one.to, one.likelihood, one.confidence, dots_of(one.confidence)});
        any = true, ++count;
      }
      if (!any) silent.push_back(of.parties[p].name);
    }
    // A hypothesis on which nobody concludes has no line: silence of everybody is nothing that a band could show.
    if (line.stated.empty()) continue;
    if (!silent.empty()) line.silent = fmt::format("no conclusion stated by {}", fmt::join(silent, ", "));
    of.lines.push_back(std::move(line));
  }
  of.description = fmt::format("{} of {} on {}. The list after the picture, and the conclusions below, say the same.",
                               text::counted(count, "conclusion"), text::counted(ids.size(), "party", "parties"),
                               text::counted(of.lines.size(), "hypothesis", "hypotheses"));
  return picture::picture_stated(of, {});
}

// Orders always; what was stated only where somebody has concluded something.
void QuestionWriter::pictures() {
  figure(*this, "orders", view.parties.size() == 1 ? "Its order" : "Each party’s order",
         view.parties.size() == 1
             ? "Least contradicted first, by the party’s own ratings."
             : "Least contradicted first, by the party’s own ratings. What is joined is the same hypothesis in two "
               "orders.",
         orders(true));
  if (question.conclusions.empty()) return;
  figure(*this, "stated", "What each has stated",
         "How likely, as a word of ICD 203 with its band, and apart from it how sure the party is of its own analysis.",
         stated());
}

}  // namespace parley::view
