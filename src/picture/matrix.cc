// The matrix: a table whose heads stand upright along their column, so that none lies on another one and all come again
// on each page of paper (slanted text does neither). Columns by side, rows by the groups in which they are told.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "picture/picture.h"
#include "text/display.h"

namespace parley::picture {
namespace {

constexpr double kColumnPercent = 2.03;  // of a sign with its margins on A4

// The order of reading: A, B, who stands on both sides, others.
int rank_of(Place place) { return place == Place::a ? 0 : place == Place::b ? 1 : place == Place::both ? 2 : 3; }

using Columns = std::vector<std::size_t>;

// Tables of at most kMostColumns, as few as hold whole sides; a side that is wider than one table stands on as many of
// its own as it needs.
std::vector<Columns> tables_of(const Matrix& of) {
  Columns all(of.columns.size());
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = i;
  std::ranges::stable_sort(all, {}, [&](std::size_t i) { return rank_of(of.columns[i].place); });
  std::vector<Columns> out;
  const auto place = [&](std::size_t at) { return of.columns[all[at]].place; };
  for (std::size_t from = 0, end = 0; from < all.size(); from = end) {
    while (end < all.size() && place(end) == place(from)) ++end;
    if (out.empty() || out.back().size() + end - from > kMostColumns) out.emplace_back();
    for (std::size_t at = from; at < end; ++at) {
      if (out.back().size() == kMostColumns) out.emplace_back();
      out.back().push_back(all[at]);
    }
  }
  return out;
}

// One table of the matrix, of some of its columns. Rows that have no cell in these columns are left out, and so is a
// group that has no row left.
class Table {
 public:
  Table(const Matrix& of, const Reading& reading, const Columns& columns,
        const std::map<std::pair<std::size_t, std::size_t>, const Matrix::Cell*>& cells)
      : of_(of), reading_(reading), columns_(columns), cells_(cells) {}

  void write(page::Html& html) const {
    page::Element wrap(html.line(), "div",
                       {{"class", "mxw"},
                        {"tabindex", "0"},
                        {"role", "region"},
                        {"aria-label", "Every position of every account; scrolls sideways"}});
    page::Element table(html, "table", {{"class", "mx"}});
    html.open("colgroup");
    // All columns of signs are equally wide and take 30 % together, within the bounds: no narrower than a sign needs
    // and no wider than 6 %, so that few columns do not drift apart. What is said takes the rest.
    const double each = std::min(6.0, std::max(kColumnPercent, 30.0 / static_cast<double>(columns_.size())));
    html.single("col", {{"width", fmt::format("{:.2f}%", 100 - each * static_cast<double>(columns_.size()))}});
    for (std::size_t i = 0; i < columns_.size(); ++i) html.single("col", {{"width", fmt::format("{:.2f}%", each)}});
    html.close();
    head(html);
    std::size_t row = 0;
    for (const auto& group : of_.groups) {
      std::vector<std::size_t> here;
      for (std::size_t i = 0; i < group.rows.size(); ++i)
        if (std::ranges::any_of(columns_, [&](std::size_t c) { return cells_.contains({row + i, c}); }))
          here.push_back(i);
      if (!here.empty()) {
        page::Element body(html.line(), "tbody");
        html.open("tr", {{"class", "rg"}})
            .open("th", {{"colspan", std::to_string(columns_.size() + 1)}, {"scope", "rowgroup"}});
        html.text(group.title).text(" ").element("span", std::to_string(here.size())).close().close();
        for (const std::size_t i : here) body_row(html, group.rows[i], row + i);
      }
      // Rows are counted through all groups, also through those of which nothing is shown here, as cells name them so.
      row += group.rows.size();
    }
  }

 private:
  // Whether a rule is drawn behind the column, because a side or the table ends.
  bool ends_side(std::size_t i) const {
    return i + 1 == columns_.size() || of_.columns[columns_[i]].place != of_.columns[columns_[i + 1]].place;
  }
  // Two rows: the sides over their columns, then who stands in each. They are a thead, which browsers print again on
  // every page.
  void head(page::Html& html) const {
    page::Element head(html, "thead");
    html.open("tr", {{"class", "gh"}}).element("td", "");
    for (std::size_t i = 0; i < columns_.size();) {
      const Place place = of_.columns[columns_[i]].place;
      std::size_t end = i + 1;
      while (end < columns_.size() && of_.columns[columns_[end]].place == place) ++end;
      const std::string name = place == Place::a      ? reading_.side_a
                               : place == Place::b    ? reading_.side_b
                               : place == Place::both ? "Both"
                                                      : "Others";
      // A name that has no room over one narrow column is only read aloud.
      html.open("th",
                {{"colspan", std::to_string(end - i)}, {"scope", "colgroup"}, {"class", std::string(class_of(place))}});
      if (end - i > 2)
        html.element("bdi", name);
      else
        html.element("span", name, {{"class", "vh"}});
      html.close();
      i = end;
    }
    html.close().open("tr", {{"class", "vt"}}).element("th", "What is said", {{"scope", "col"}, {"class", "wh"}});
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const Who& who = of_.columns[columns_[i]];
      html.open("th", {{"scope", "col"}, {"class", "e", ends_side(i)}}).open("span");
      html.element("bdi", who.name);
      if (!who.under.empty()) html.text(", ").text(who.under);
      html.close().close();
    }
    html.close();
  }
  // One proposition. A cell shows signs alone, and its words go to whoever does not see them; an empty cell stays
  // empty, which is read as silence.
  void body_row(page::Html& html, const Matrix::Row& row, std::size_t index) const {
    page::Element line(html.line(), "tr");
    html.open("th", {{"scope", "row"}});
    if (row.anchor.empty())
      html.text(row.text);
    else
      html.element("a", row.text, {{"href", "#" + row.anchor}});
    html.close();
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const auto at = cells_.find({index, columns_[i]});
      page::Element td(html, "td",
                       {{"class", "e", ends_side(i)},
                        {"data-s", at == cells_.end() ? "" : at->second->statements, at != cells_.end()}});
      if (at == cells_.end()) continue;
      const Matrix::Cell& cell = *at->second;
      if (!cell.anchor.empty()) html.open("a", {{"href", "#" + cell.anchor}});
      for (const Sign& sign : cell.signs) picture::write(html, sign, of_.columns[columns_[i]].place, false);
      html.element("span", cell.words, {{"class", "vh"}});
      if (!cell.anchor.empty()) html.close();
    }
  }

  const Matrix& of_;
  const Reading& reading_;
  const Columns& columns_;
  const std::map<std::pair<std::size_t, std::size_t>, const Matrix::Cell*>& cells_;
};

}  // namespace

std::string picture_matrix(const Matrix& of, const Reading& reading) {
  // By place, since most places of a matrix are empty. Of two cells of one place the later one is shown.
  std::map<std::pair<std::size_t, std::size_t>, const Matrix::Cell*> cells;
  for (const auto& cell : of.cells) cells[{cell.row, cell.column}] = &cell;
  page::Html html;
  if (!cells.empty())
    for (const Columns& columns : tables_of(of)) Table(of, reading, columns, cells).write(html);
  if (!of.empty_note.empty()) html.element("p", of.empty_note, {{"class", "meta"}});
  return html.take();
}

}  // namespace parley::picture
