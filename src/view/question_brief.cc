// The first sheet: one A4 page. How high everything will be is reckoned before it is written, from the widths of the
// fonts that the page brings along, since a page without its reader's screen must fit all the same. What does not fit
// goes in a fixed order: what would turn an order keeps its first lines, then the rows that tell least become a count,
// then the deck goes. Type never shrinks.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "picture/measure.h"
#include "text/display.h"
#include "view/question_page_parts.h"

namespace parley::view {
namespace {

using namespace assess;

using page::Element;
using picture::Face;

constexpr double kPoint = 25.4 / 72;  // mm
constexpr double kWide = 186, kHigh = 297;
// What a browser sets looser than the reckoning.
constexpr double kSlack = 5;
// Signs of more cells than these stand side by side in no row of A4.
constexpr std::size_t kMostCells = 10, kMostColumns = 3;

// How many lines a text takes in a column of the printed page, at least one; and how high so many lines are, in mm.
std::size_t lines_in(std::string_view text, Face face, double points, double mm) {
  return std::max<std::size_t>(1, picture::lines_of(text, face, points * kPoint, mm, 1'000).size());
}
double high(std::size_t lines, double points, double leading) {
  return static_cast<double>(lines) * points * leading * kPoint;
}

// What is on the page, as the room allows. The beginning is everything.
struct Cut {
  std::size_t rows = 1'000, turning = 5, collecting = 3;
  bool deck = true;
};

// Reckons, chooses a cut and writes. Whatever writes a part below has a counterpart that reckons its height with the
// sizes of the style sheet: a change there needs one here.
class FirstSheet {
 public:
  explicit FirstSheet(QuestionWriter& page)
      : page_(page),
        question_(page.question),
        html_(page.html),
        orders_(page.orders(is_wide())),
        stated_(page.stated()) {
    // Who is ranked by nobody has no column; the details have everybody.
    for (std::size_t h = 0; h < question_.hypotheses.size(); ++h)
      if (std::ranges::any_of(page.view.parties,
                              [&](const PartyView& one) { return one.ranking().standings[h].rank > 0; }))
        shown_.push_back(h);
    // With too many cells the table has only how far each row tells apart; the signs stand in the details.
    has_signs_ = !shown_.empty() && shown_.size() * parties() <= kMostCells;
    choose();
  }

  void write() {
    Element main(html_.line(), "main", {{"class", "sheet hyp"}});
    bar(false, question_.name);
    {
      Element in(html_.line(), "div", {{"class", "in"}});
      head();
      pictures();
      rows();
      turning();
      foot();
    }
    bar(true, page_.options.brief ? "Page 1 of 1" : "The brief; the details follow · page 1");
  }

 private:
  std::size_t parties() const { return page_.view.parties.size(); }
  // Three orders need the width of the page; two fit beside what was stated.
  bool is_wide() const { return parties() > 2; }
  // Where the rest stands of what finds no room here.
  std::string_view elsewhere() const { return page_.options.brief ? "on the whole page" : "in the details"; }

  // --- what fits

  // From the mildest cut on; the first that fits stands. With the deck and without it first the lists become shorter,
  // then rows go from the end, which are those that tell least.
  void choose() {
    const std::size_t all = page_.view.row_order.size();
    // Fewer rows than these tell nothing; then something else goes first.
    const std::size_t fewest = std::min<std::size_t>(all, 6);
    constexpr std::pair<std::size_t, std::size_t> kLines[] = {{5, 3}, {4, 2}, {3, 1}, {2, 1}};
    for (const bool deck : {true, false}) {
      for (const auto& [turning, collecting] : kLines)
        if (fits({.rows = all, .turning = turning, .collecting = collecting, .deck = deck})) return;
      for (const std::size_t turning : {3u, 2u})
        for (std::size_t rows = all; rows >= fewest && rows > 0; --rows)
          if (fits({.rows = rows, .turning = turning, .collecting = 1, .deck = deck})) return;
    }
    // Long names and many parties: better a page with few rows than half a line on the next.
    for (const std::size_t collecting : {1u, 0u})
      for (std::size_t less = 0; less <= fewest - (collecting > 0 ? std::min<std::size_t>(fewest, 3) : 0); ++less)
        if (fits({.rows = fewest - less, .turning = 1, .collecting = collecting, .deck = false})) return;
  }
  // Leaves the cut in place, so that after choose() the one that was tried last is the one that is written.
  bool fits(const Cut& cut) {
    cut_ = cut;
    return height() <= kHigh - kSlack;
  }

  // In millimetres, from the upper edge of the sheet to its lower one.
  double height() const {
    const double headline = high(lines_in(page_.brief.headline, Face::serif_strong, 19, kWide * .97), 19, 1.06);
    const double deck = cut_.deck && !page_.brief.deck.empty()
                            ? 1.2 + high(lines_in(page_.brief.deck, Face::serif, 9.7, kWide), 9.7, 1.27)
                            : 0;
    const auto lines =
        static_cast<double>(lines_in(text_of(page_.brief.clauses), Face::serif, 9.2, (kWide - 6) / 2 * .97));
    const double paragraph = 4.2 + std::ceil(lines / 2) * 9.2 * 1.38 * kPoint;
    // The question itself can be long, so its lines are reckoned as well.
    const std::size_t kicker =
        lines_in("Question: " + question_.text + " · " + beside_the_question(), Face::sans, 7.3, kWide * .97);
    return 13.9 + high(kicker, 7.3, 1.45) + headline + deck + paragraph + pictures_height() + rows_height() +
           turning_height() + foot_height();
  }
  // More than two parties take the whole width and leave what they stated to the details; else the two pictures share
  // the width as the style sheet divides it, and the higher one counts.
  double pictures_height() const {
    if (parties() == 0) return 0;
    const auto& orders = orders_.sheets.front();
    const auto& stated = stated_.sheets.front();
    if (is_wide()) return 11.6 + orders.height * kWide / orders.width;
    // Where nothing was stated the orders have the whole width, as with many parties.
    const double left = has_stated() ? (kWide - 8) * 1.08 / 2.08 : kWide, right = (kWide - 8) / 2.08;
    return 11.6 +
           std::max(orders.height * left / orders.width, has_stated() ? stated.height * right / stated.width : 0);
  }
  // A row is as high as the highest of its texts; signs take one line and decide nothing.
  double rows_height() const {
    if (question_.rows.empty()) return 0;
    const std::string legend = legend_in_words();
    const double below = 1.2 + high(lines_in(legend, Face::sans, 6.7, kWide * .98), 6.7, 1.45);
    if (cut_.rows == 0) return 5.4 + below;
    // Names of parties share what the evidence and its source leave of the width, so a long one takes several lines.
    std::size_t names = 1;
    for (std::size_t m = 0; m < parties(); ++m)
      names = std::max(names, lines_in(page_.party(m), Face::sans_strong, 7.3,
                                       kWide * (parties() > 1 ? .42 : .52) / static_cast<double>(parties()) - 4));
    double out = 5.4 + 6.0 + high(names, 7.3, 1.28);
    for (std::size_t i = 0; i < std::min(cut_.rows, page_.view.row_order.size()); ++i) {
      const Row& row = question_.rows[page_.view.row_order[i]];
      const std::size_t lines =
          std::max({lines_in(row.label + " " + row.text, Face::sans, 7.3, kWide * .30 - 3),
                    lines_in(row.source(), Face::sans, 7.3, kWide * .17 - 3),
                    lines_in(page_.disputed_by(page_.view.row_order[i]), Face::sans_strong, 7.3, kWide * .10 - 1.5)});
      out += high(lines, 7.3, 1.28) + 1.9;
    }
    return out + below;
  }
  // The columns of the parties and the one of what to collect stand side by side, so the highest counts.
  double turning_height() const {
    if (parties() == 0) return 0;
    const double wide = (kWide - 12) / static_cast<double>(columns());
    double most = 0;
    for (std::size_t m = 0; m < shown_parties(); ++m) {
      double one = high(lines_in(turning_title(m), Face::sans_strong, 7.3, wide * .97) - 1, 7.3, 1.3);
      for (const std::string& line : turning_of(m))
        one += high(lines_in(line, Face::sans, 7.3, wide * .97), 7.3, 1.32) + 1.2;
      most = std::max(most, one);
    }
    double next = 0;
    for (const std::string& line : collecting_lines())
      next += high(lines_in(line, Face::sans, 7.3, wide * .97), 7.3, 1.32) + 1.2;
    return 5.4 + 7.4 + std::max(most, next);
  }
  // Three columns, of which the middle one is narrower, and the bar.
  double foot_height() const {
    constexpr double kWider = (kWide - 10) / 3.5 * 1.25, kNarrower = (kWide - 10) / 3.5;
    const std::size_t lines = std::max({lines_in("Sources. " + from_what(), Face::sans, 6.4, kWider * .97),
                                        lines_in("Made " + made(), Face::sans, 6.4, kNarrower * .97),
                                        // The command is set in letters of one width.
                                        lines_in("To verify. " + verify(), Face::sans, 6.4, kWider * .8)});
    return 14.2 + high(lines, 6.4, 1.34);
  }

  // --- what is said

  bool has_stated() const { return !question_.conclusions.empty(); }
  std::size_t shown_parties() const { return std::min<std::size_t>(parties(), kMostColumns - 1); }
  std::size_t columns() const { return shown_parties() + 1; }
  std::string turning_title(std::size_t m) const { return fmt::format("What would turn {}’s order", page_.party(m)); }
  // What would turn a party's order, as far as there is room; for one that ranks nothing, why.
  std::vector<Clause> clauses_of(std::size_t m) const {
    auto out = what_turns(question_, question_.matrices[m], page_.view.parties[m].sensitivity);
    if (out.empty()) return {{"", std::string(why_not_ranked(question_, page_.view.parties[m].ranking()))}};
    if (out.size() > cut_.turning) {
      const std::size_t more = out.size() - cut_.turning;
      out.resize(cut_.turning);
      out.push_back({"", fmt::format("{} more {}", more, elsewhere())});
    }
    return out;
  }
  std::vector<std::string> turning_of(std::size_t m) const {
    std::vector<std::string> out;
    for (const Clause& one : clauses_of(m)) out.push_back(one.lead + one.text);
    return out;
  }
  // By party, the first of each; all of more than two parties stand here.
  std::vector<std::pair<std::string, std::string>> collecting() const {
    std::vector<std::pair<std::string, std::string>> out;
    if (cut_.collecting == 0) return out;
    for (std::size_t m = 0; m < parties(); ++m) {
      const CollectNext& next = page_.view.parties[m].next;
      const std::size_t most = std::min(next.list.size(), parties() > 2 ? 1 : cut_.collecting);
      for (std::size_t i = 0; i < most; ++i) out.emplace_back(page_.party(m), sentence_of(question_, next.list[i]));
      if (next.list.empty()) out.emplace_back(page_.party(m), without_stop(std::string(nothing_to_collect(next))));
    }
    return out;
  }
  // Sentences here are put between others, which bring the full stop.
  static std::string without_stop(std::string text) {
    if (text.ends_with('.')) text.pop_back();
    return text;
  }
  std::vector<std::string> collecting_lines() const {
    std::vector<std::string> out;
    for (const auto& [who, what] : collecting()) out.push_back(who + ": " + what + ".");
    if (std::string more = elsewhere_in_full(); !more.empty()) out.push_back(std::move(more));
    return out;
  }

  // --- writing

  // The marking at the head and the foot of the sheet, and how many of the objects that are shown carry one.
  void bar(bool foot, std::string_view last) {
    const desk::QuestionProvenance& from = page_.options.from;
    Element bar(html_.line(), "div", {{"class", foot ? "bar foot" : "bar"}});
    const bool is_tlp = from.marking.starts_with("TLP:");
    std::string level = is_tlp ? from.marking.substr(4, from.marking.find_first_of("+,") - 4) : std::string();
    for (char& c : level) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
    html_.element("b", from.marking.empty() ? "NOT MARKED" : from.marking, {{"class", "tlp " + level, is_tlp}});
    html_.element("span", from.marking.empty()
                              ? "Nothing that is shown here carries a marking"
                              : fmt::format("The strictest marking of what is shown: {} of {} carry one",
                                            text::with_commas(from.marked), text::counted(from.objects, "object")));
    html_.element("span", last);
  }

  // When it was made, and under which conditions; and that there is something to be cleared up.
  std::string beside_the_question() const {
    std::vector<std::string> out;
    if (page_.options.from.made != Micros{})
      out.push_back("made " + page::readable_time(to_string(page_.options.from.made)));
    if (page_.view.options.as_of)
      out.push_back(fmt::format("As of {}: nothing received later is shown",
                                page::readable_time(to_string(*page_.view.options.as_of))));
    for (const std::string& one : page_.brief.conditions) out.push_back(without_stop(one));
    if (const std::size_t count = question_.problems.size(); count > 0)
      out.push_back(fmt::format("{} to be cleared up, {}", text::counted(count, "thing"), elsewhere()));
    return fmt::format("{}", fmt::join(out, " · "));
  }
  void head() {
    html_.line().open("p", {{"class", "kicker"}}).element("b", "Question: " + question_.text);
    if (const std::string more = beside_the_question(); !more.empty()) html_.text(" · " + more);
    html_.close();
    html_.line().element("h1", page_.brief.headline);
    if (cut_.deck && !page_.brief.deck.empty()) html_.line().element("p", page_.brief.deck, {{"class", "deck"}});
    Element para(html_.line(), "div", {{"class", "para"}});
    Element p(html_, "p");
    for (std::size_t i = 0; i < page_.brief.clauses.size(); ++i) {
      const Clause& one = page_.brief.clauses[i];
      html_.text(i > 0 ? " " : "").element("b", one.lead).text(one.text);
    }
  }

  // Without anything stated, or with more than two parties, the orders stand alone and take the whole width.
  void pictures() {
    if (parties() == 0) return;
    Element two(html_.line(), "div", {{"class", is_wide() || !has_stated() ? "two one" : "two"}});
    {
      Element orders(html_.line(), "section", {{"aria-labelledby", "bo"}});
      html_.open("h2", {{"id", "bo"}}).text(parties() == 1 ? "Its order " : "Each party’s order ");
      html_.element("span", "least contradicted first, by its own ratings").close().insert(orders_.svg());
    }
    if (is_wide() || !has_stated()) return;
    Element stated(html_.line(), "section", {{"aria-labelledby", "bs"}});
    html_.open("h2", {{"id", "bs"}})
        .text("What each has stated ")
        .element("span", "likelihood and confidence are two things");
    html_.close().insert(stated_.svg());
  }

  void rows() {
    if (question_.rows.empty()) return;
    Element box(html_.line(), "div", {{"id", "rows"}, {"tabindex", "-1"}});
    if (cut_.rows > 0) {
      Element table(html_, "table", {{"class", "rows"}});
      html_.element("caption", "Rows of evidence, what tells most first", {{"class", "vh"}});
      table_head();
      html_.open("tbody");
      for (std::size_t i = 0; i < std::min(cut_.rows, page_.view.row_order.size()); ++i) row(page_.view.row_order[i]);
      html_.close();
    }
    legend();
  }
  // Two rows of heads: parties, and under each its hypotheses by their short names, cut at 9 columns, with the whole
  // name in the title.
  void table_head() {
    html_.open("thead").open("tr");
    html_.element("th", "Row, what tells most first", {{"scope", "col"}, {"rowspan", "2"}, {"class", "p"}});
    html_.element("th", "From whom", {{"scope", "col"}, {"rowspan", "2"}, {"class", "sr"}});
    const std::string span = std::to_string(has_signs_ ? shown_.size() + 1 : 1);
    for (std::size_t m = 0; m < parties(); ++m)
      html_.element("th", page_.party(m), {{"scope", "colgroup"}, {"colspan", span}, {"class", "who " + page_.css(m)}});
    if (parties() > 1)
      html_.element("th", "The dispute sits here", {{"scope", "col"}, {"rowspan", "2"}, {"class", "wh"}});
    html_.close().open("tr");
    for (std::size_t m = 0; m < parties(); ++m) {
      if (has_signs_)
        for (const std::size_t h : shown_)
          html_.element("th", text::fitted(page_.label(h), 9),
                        {{"scope", "col"}, {"class", "h"}, {"title", page_.named(h)}});
      html_.element("th", "tells", {{"scope", "col"}, {"class", "h"}});
    }
    html_.close().close();
  }
  // A row that takes no part is shown and marked, as leaving it out of sight would hide that something was left out.
  void row(std::size_t r) {
    const Row& one = question_.rows[r];
    Element line(html_.line(), "tr", {{"class", "out", !page_.view.rows[r]}});
    html_.open("th", {{"scope", "row"}});
    page_.link(r);
    html_.text(" " + one.text);
    if (!page_.view.rows[r]) html_.text(one.problem.empty() ? " (left out)" : " (does not count)");
    html_.close().element("td", one.source(), {{"class", "src"}});
    for (std::size_t m = 0; m < parties(); ++m) cells(m, r);
    if (parties() < 2) return;
    const std::string whose = page_.disputed_by(r);
    html_.open("td", {{"class", "wh"}});
    whose == "for both" || whose == "for all" ? html_.element("b", whose) : html_.text(whose);
    html_.close();
  }
  // Whether the cells that a party's signs share have room for these words on one line. Where they have not, the legend
  // says what the empty box means.
  bool says_not_rated() const {
    const double columns = static_cast<double>(parties() * (shown_.size() + 1));
    const double wide = kWide * (parties() > 1 ? .44 : .54) * static_cast<double>(shown_.size()) / columns;
    return picture::width_of("not rated", Face::sans, 7.3 * kPoint) <= wide - 4.4;
  }
  bool has_not_rated() const {
    const auto rated = [&](std::size_t m, std::size_t r) {
      return std::ranges::any_of(shown_, [&](std::size_t h) { return question_.matrices[m].cells[r][h].counts(); });
    };
    for (std::size_t m = 0; m < parties(); ++m)
      for (std::size_t i = 0; i < std::min(cut_.rows, page_.view.row_order.size()); ++i)
        if (!rated(m, page_.view.row_order[i])) return true;
    return false;
  }
  // A party's signs on a row, or that it has not rated it, and how far the row tells the hypotheses apart for it.
  void cells(std::size_t m, std::size_t r) {
    const auto& ratings = question_.matrices[m].cells[r];
    const bool is_rated = std::ranges::any_of(shown_, [&](std::size_t h) { return ratings[h].counts(); });
    if (has_signs_ && !is_rated) {
      html_.open("td", {{"class", "nr"}, {"colspan", std::to_string(shown_.size())}});
      html_.element("span", "not rated", {{"class", "vh", !says_not_rated()}}).close();
    } else if (has_signs_)
      for (const std::size_t h : shown_) {
        std::string css = page_.css(m);
        if (is_against(ratings[h])) css += " ag";
        if (page_.view.overlay.rows[r].cells[h].dispute == Dispute::opposite) css += " op";
        html_.open("td", {{"class", css}});
        page_.sign(m, r, h);
        html_.close();
      }
    html_.open("td", {{"class", "t " + page_.css(m)}});
    page_.tells(m, r);
    html_.close();
  }
  void legend() {
    Element p(html_.line(), "p", {{"class", "legend"}});
    if (const std::string more = rows_left_out(); !more.empty()) html_.element("b", more);
    if (cut_.rows == 0) return;
    if (has_signs_) {
      html_.text("++ very consistent, + consistent, · neutral, ").element("span", "−", {{"class", "ag"}});
      html_.text(" inconsistent, counts 1, ").element("span", "−−", {{"class", "ag"}});
      html_.text(" very inconsistent, counts 2. Only what speaks against is counted. ");
    }
    html_.text(rest_of_legend());
  }
  // Empty where every row is on the sheet.
  std::string rows_left_out() const {
    const auto all = page_.view.row_order.size();
    if (cut_.rows >= all) return {};
    if (cut_.rows == 0) return fmt::format("{} of evidence, {}.", text::counted(all, "row"), elsewhere());
    return fmt::format("{} that tell{} less, {}. ", text::counted(all - cut_.rows, "more row"),
                       all - cut_.rows == 1 ? "s" : "", elsewhere());
  }
  // What the columns are called is said where the words are not the same.
  std::string rest_of_legend() const {
    std::string out = has_signs_ && parties() > 1 ? "Underlined: rated on opposite sides. " : "";
    if (has_signs_ && !says_not_rated() && has_not_rated()) out += "An empty box: not rated. ";
    out += "Tells: steps between highest and lowest rating, 0 to 4.";
    std::vector<std::string> columns;
    for (const std::size_t h : shown_)
      if (const Hypothesis& one = question_.hypotheses[h]; one.text != one.label)
        columns.push_back(one.label + ": " + one.text);
    if (has_signs_ && !columns.empty()) out += fmt::format(" {}.", fmt::join(columns, " · "));
    return out;
  }
  // For reckoning: as long as what legend() writes, or a little longer.
  std::string legend_in_words() const {
    constexpr std::string_view kSigns =
        "++ very consistent, + consistent, · neutral, −− inconsistent, counts 1, −−− very inconsistent, counts 2. Only "
        "what speaks against is counted. ";
    if (cut_.rows == 0) return rows_left_out();
    return rows_left_out() + std::string(has_signs_ ? kSigns : "") + rest_of_legend();
  }

  // At most two parties beside what to collect; who has no column is named with where his part stands.
  void turning() {
    if (parties() == 0) return;
    Element turn(html_.line(), "div", {{"class", fmt::format("turn n{}", columns())}});
    for (std::size_t m = 0; m < shown_parties(); ++m) {
      Element section(html_.line(), "section", {{"class", page_.css(m)}});
      html_.element("h2", turning_title(m)).open("ul");
      for (const Clause& one : clauses_of(m)) {
        Element item(html_.line(), "li");
        page_.clause(one);
      }
      html_.close();
    }
    Element section(html_.line(), "section", {{"class", "next"}});
    html_.element("h2", "What to collect next").open("ul");
    for (const auto& [who, what] : collecting())
      html_.line().open("li").element("b", who + ":").text(" " + what + ".").close();
    if (const std::string more = elsewhere_in_full(); !more.empty()) html_.line().element("li", more);
    html_.close();
  }
  // Of more parties than there are columns; and what found no room.
  std::string elsewhere_in_full() const {
    std::vector<std::string> names;
    for (std::size_t m = shown_parties(); m < parties(); ++m) names.push_back(page_.party(m));
    if (cut_.collecting == 0) return fmt::format("This stands {}.", elsewhere());
    if (names.empty()) return {};
    return fmt::format("What would turn the order of {} stands {}.", fmt::join(names, ", "), elsewhere());
  }

  void foot() {
    Element prov(html_.line(), "div", {{"class", "prov"}});
    html_.line().open("p").element("b", "Sources.").text(" " + from_what()).close();
    html_.line().open("p").element("b", "Made").text(" " + made()).close();
    const std::string& command = page_.options.command;
    if (command.empty()) return;
    html_.line().open("p").element("b", "To verify.").text(" ").element("code", command).text(kSameOrders);
    html_.element("code", kWithout).text(kLeavesOut).close();
  }
  // What the page was made from: how many ratings, whether each is its author's signed word, and at which heads the
  // journals stood. Copies in others' journals are counted, as they prove only that somebody has them.
  std::string from_what() const {
    const desk::QuestionProvenance& from = page_.options.from;
    std::size_t ratings = 0, copies = 0, ranked = 0;
    for (const Matrix& matrix : question_.matrices)
      for (const auto& line : matrix.cells)
        for (const Rating& cell : line)
          ratings += cell.counts(), copies += cell.counts() && !cell.origin.signed_by_author;
    for (const std::size_t h : shown_) ranked += !question_.hypotheses[h].is_none_of_these;
    std::string out = fmt::format("{} of {} ranked, {}, ", ranked,
                                  text::counted(question_.hypotheses.size() - 1, "hypothesis", "hypotheses"),
                                  text::counted(question_.rows.size(), "row"));
    if (ratings == 0)
      out += "no ratings.";
    else
      out +=
          fmt::format("{} of {}, {}.", text::counted(ratings, "rating"), text::counted(parties(), "party", "parties"),
                      copies == 0 ? "each in its party’s own journal and signed by it"
                                  : fmt::format("{} of them copies that stand in somebody else’s journal", copies));
    std::vector<std::string> heads;
    for (std::size_t i = 0; i < std::min<std::size_t>(from.heads.size(), 4); ++i)
      heads.push_back(fmt::format(
          "{} ({}, {})", from.heads[i].journal, text::counted(from.heads[i].entries, "entry", "entries"),
          from.heads[i].root.empty() ? "head not signed yet" : "head " + from.heads[i].root.substr(0, 12) + "…"));
    if (from.heads.size() > heads.size()) heads.push_back(fmt::format("and {} more", from.heads.size() - heads.size()));
    return heads.empty() ? out : fmt::format("{} Journals: {}.", out, fmt::join(heads, ", "));
  }
  // The reader is told whose program made this and that it decides nothing.
  std::string made() const {
    const desk::QuestionProvenance& from = page_.options.from;
    std::string out;
    if (from.made != Micros{}) out += page::readable_time(to_string(from.made)) + " ";
    if (!from.party.empty()) out += "at the node of " + from.party + " ";
    return out + "by rule from each party’s own ratings. It tells how those stand, not who did it.";
  }
  // As foot() writes it, for reckoning.
  std::string verify() const {
    return fmt::format("{}{}{}{}", page_.options.command, kSameOrders, kWithout, kLeavesOut);
  }
  static constexpr std::string_view kSameOrders = " gives the same orders; with ", kWithout = "--without NAME",
                                    kLeavesOut = " it leaves out a source, a row, or all that is on one party’s side.";

  QuestionWriter& page_;
  const Question& question_;
  page::Html& html_;
  const picture::Drawn orders_, stated_;
  std::vector<std::size_t> shown_;  // hypotheses that anybody ranks
  bool has_signs_ = false;
  Cut cut_;
};

}  // namespace

void QuestionWriter::sheet() { FirstSheet(*this).write(); }

}  // namespace parley::view
