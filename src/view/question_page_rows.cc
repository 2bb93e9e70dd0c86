// The evidence, every row with every rating. Rows are evidence and columns hypotheses, as in Heuer's method; a party's
// ratings stand under each other in one row, so that the two are read against each other column by column.
#include <fmt/format.h>

#include <algorithm>

#include "text/display.h"
#include "view/question_page_parts.h"

namespace parley::view {
namespace {

using namespace assess;

using page::Element;

// A name and its value; nothing of a value that is not there.
void fact(page::Html& html, std::string_view name, std::string_view value) {
  if (!value.empty()) html.element("dt", name).element("dd", value);
}

// Grades of source and item stand beside the ratings and are not multiplied into them, unless the weighted variant is
// asked for.
std::string grades_of(const Grades& one) {
  std::string out;
  const auto add = [&](const std::string& part) { out += (out.empty() ? "" : ", ") + part; };
  if (one.reliability != 0) add(fmt::format("source {}", one.reliability));
  if (one.credibility != 0) add(fmt::format("item {}", one.credibility));
  if (!one.problem.empty()) add(one.problem);
  for (const Earlier& before : one.earlier) add(fmt::format("before {}", before.value));
  return out;
}

// What the row says and where it comes from, and first of all whether it counts. Who added it is named only where it is
// not who put the question.
void row_head(QuestionWriter& page, std::size_t r) {
  const Row& one = page.question.rows[r];
  page.html.element("b", one.label).text(" " + one.text);
  if (!one.problem.empty())
    page.html.element("p", "Does not count: " + one.problem + ".", {{"class", "warn"}});
  else if (!page.view.rows[r])
    page.html.element("p", "Left out of every ranking.", {{"class", "warn"}});
  Element facts(page.html, "dl", {{"class", "facts"}});
  fact(page.html, "Source", one.source());
  fact(page.html, "Held by", page.question.held_by(one));
  if (!one.object_id.empty() && one.object_label != one.text)
    fact(page.html, "Shows", one.object_label.empty() ? text::short_id(one.object_id) : one.object_label);
  if (!one.same_object.empty()) fact(page.html, "The same object as", labels_of(page.question, one.same_object));
  if (one.by != page.question.by) fact(page.html, "Added by", page.question.party_name(one.by));
  if (const std::string whose = page.disputed_by(r); !whose.empty()) fact(page.html, "The dispute sits here", whose);
}

// One party's ratings of one row, what they tell apart, and its grades of the source and the item.
void party_line(QuestionWriter& page, std::size_t r, std::size_t m) {
  const Matrix& matrix = page.question.matrices[m];
  page.html.element("th", page.party(m), {{"scope", "row"}, {"class", "who " + page.css(m)}});
  for (std::size_t h = 0; h < page.question.hypotheses.size(); ++h) {
    const Rating& rating = matrix.cells[r][h];
    std::string css = page.css(m);
    if (is_against(rating)) css += " ag";
    if (page.view.overlay.rows[r].cells[h].dispute == Dispute::opposite) css += " op";
    page.html.open("td", {{"class", css}, {"data-of", page.label(h)}});
    page.sign(m, r, h);
    if (rating.ratio) page.html.element("small", fmt::format("×{:g}", *rating.ratio));
    page.html.close();
  }
  // Empty where fewer than two ratings can be compared.
  const auto steps = page.view.parties[m].diagnosticity[r];
  page.html.open("td", {{"class", "t " + page.css(m)}, {"data-of", "tells"}});
  page.html.text(steps ? fmt::format("{} of 4", *steps) : "").close();
  page.html.element("td", grades_of(matrix.grades[r]), {{"class", "gr"}, {"data-of", "grades"}});
}

// Why, in each party's own words.
void explanations(QuestionWriter& page, std::size_t r) {
  for (std::size_t m = 0; m < page.view.parties.size(); ++m)
    if (const std::string& why = page.question.matrices[m].grades[r].explanation; !why.empty()) {
      Element line(page.html.line(), "tr", {{"class", "why"}});
      page.html.element("td", "");
      page.html.open("td", {{"colspan", std::to_string(page.question.hypotheses.size() + 3)}})
          .element("b", page.party(m) + ":")
          .text(" ")
          .element("q", "“" + why + "”")
          .close();
    }
}

// A row of evidence is a group of table rows, one a party, with the words of the evidence beside all of them. Without a
// party there is one, which says that nobody has rated it.
void row(QuestionWriter& page, std::size_t r) {
  const std::size_t parties = std::max<std::size_t>(1, page.view.parties.size());
  Element body(page.html.line(), "tbody", {{"id", page.anchor_of(r)}, {"class", "out", !page.view.rows[r]}});
  for (std::size_t m = 0; m < parties; ++m) {
    Element line(page.html.line(), "tr");
    if (m == 0) {
      page.html.open("th", {{"scope", "rowgroup"}, {"rowspan", std::to_string(parties)}, {"class", "p"}});
      row_head(page, r);
      page.html.close();
    }
    if (!page.view.parties.empty())
      party_line(page, r, m);
    else
      page.html.element("td", "rated by nobody yet",
                        {{"colspan", std::to_string(page.question.hypotheses.size() + 3)}});
  }
  explanations(page, r);
}

}  // namespace

void QuestionWriter::rows() {
  if (question.rows.empty()) {
    html.element("p", "No evidence yet.", {{"class", "meta"}});
    return;
  }
  Element box(html.line(), "div", {{"class", "mxw"}, {"tabindex", "0"}});
  Element table(html, "table", {{"class", "every"}});
  html.element("caption", "Every row with every rating, what tells most first", {{"class", "vh"}});
  html.open("thead").open("tr").element("th", "Evidence", {{"scope", "col"}, {"class", "p"}});
  html.element("th", "As rated by", {{"scope", "col"}});
  for (std::size_t h = 0; h < question.hypotheses.size(); ++h)
    html.element("th", label(h), {{"scope", "col"}, {"class", "h"}, {"title", named(h)}});
  html.element("th", "tells", {{"scope", "col"}, {"class", "h"}})
      .element("th", "grades", {{"scope", "col"}, {"class", "h"}});
  html.close().close();
  // In the order of the view, as the brief and the terminal have it, so that rows are found again.
  for (const std::size_t r : view.row_order) row(*this, r);
}

}  // namespace parley::view
