// The brief: one A4 page. How high everything will be is reckoned before it is written, from the widths of the fonts
// that the page brings along, since a page that has no reader's screen must fit all the same. What does not fit goes in
// a fixed order: contradictions among others become a count, the deck goes, the list keeps the gravest of each group
// and counts the rest, at last the paragraph keeps the gravest two of each clause. Type never shrinks.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

#include "picture/measure.h"
#include "text/display.h"
#include "view/comparison_page_parts.h"

namespace parley::view {
namespace {

using Kind = Telling::Kind;
using Line = Telling::Line;
using Saying = Telling::Saying;
using picture::Face;

constexpr double kPoint = 25.4 / 72;  // mm
// A4 with its margins left and right taken away; the height is that of the whole sheet, with both bars.
constexpr double kWide = 186, kHigh = 297;
constexpr double kKey = 10;  // two lines
// What a browser sets tighter or looser than the reckoning; seen on the worked cases.
constexpr double kSlack = 3;
// Columns after which a quotation is cut at a word; the details have it whole.
constexpr std::size_t kQuoted = 150, kHingeQuoted = 90;
constexpr std::size_t kMostRows = 40;        // of a group, which fill a page
constexpr std::size_t kTellersColumns = 22;  // of the names of those who tell it
constexpr std::size_t kMostInCell = 4;       // names, the last of which counts the rest

// How many lines a text takes in a column of the printed page. Kerning and justification are not reckoned.
std::size_t lines_in(std::string_view text, Face face, double points, double mm) {
  return std::max<std::size_t>(1, picture::lines_of(text, face, points * kPoint, mm, 10'000).size());
}

// What is on the page, as the room allows.
struct Cut {
  bool among_others = true, deck = true;
  std::size_t items = 4;                            // of a clause
  std::array<std::size_t, Telling::kKinds> rows{};  // of each group of the list

  std::size_t of(const Telling& telling, Kind kind) const {
    return std::min(telling.lines(kind).size(), rows[static_cast<std::size_t>(kind)]);
  }
};

// Reckons, chooses a cut and writes. Whatever writes a part below has a counterpart that reckons its height, which
// takes sizes and leading from page/brief.css: a change there needs one here.
class Sheet {
 public:
  Sheet(PageWriter& page, bool alone) : page_(page), html_(page.html), alone_(alone) {
    // Without two sides the table keeps its columns, and the last one is headed by who says so and who does not.
    has_sides_ = page.telling.first && page.telling.second;
    if (page.telling.faces) {
      const auto at = page.line_of.find(page.telling.faces->proposition);
      if (at != page.line_of.end()) relays_ = relays_of(page, *at->second, true);
    }
    if (!relays_.ways.empty()) drawing_ = picture::small_relays(relays_, page.reading);
    choose();
  }

  // From the marking at the head to the marking at the foot, in the order in which height() adds them up.
  void write() {
    page::Element main(html_.line(), "main", {{"class", "sheet"}});
    page_.bar(false, page_.options.title);
    {
      page::Element in(html_.line(), "div", {{"class", "in"}});
      head();
      paragraph();
      middle();
      list();
      foot();
    }
    page_.bar(true, alone_ ? "Page 1 of 1" : "The brief; the details follow · page 1");
  }

 private:
  // --- what fits

  // Cuts from the mildest on. Each is tried with all rows first; only when the deck is gone as well are rows cut, and
  // then as many come back as fit. If even one row of each group is too much the last cut stands, and the page runs
  // over.
  void choose() {
    // The paragraph is written anew only when the number of items in it changes, since nothing else of a cut touches
    // it.
    for (const Cut& cut : {Cut{}, Cut{.among_others = false}, Cut{.among_others = false, .deck = false},
                           Cut{.among_others = false, .deck = false, .items = 2}}) {
      const bool new_paragraph = cut_.items != cut.items || brief_.paragraph.empty();
      cut_ = cut;
      if (new_paragraph) brief_ = brief_of(page_.comparison, page_.telling, page_.options.title, {.items = cut.items});
      cut_.rows.fill(kMostRows);
      if (fits()) return;
      cut_.rows.fill(1);
      if (!cut.deck && fits()) return fill();
    }
  }
  // A little room is kept, since the reckoning is no browser.
  bool fits() const { return height() <= kHigh - kSlack; }
  // A row more in each group as long as there is room, the gravest groups first.
  void fill() {
    static constexpr Kind kOrder[] = {
        Kind::between_sides, Kind::both_sides,  Kind::side_and_others, Kind::only_first,        Kind::only_second,
        Kind::within_a_side, Kind::only_others, Kind::among_others,    Kind::alleged_by_others, Kind::nobody};
    for (bool any = true; any;) {
      any = false;
      for (const Kind kind : kOrder) {
        std::size_t& rows = cut_.rows[static_cast<std::size_t>(kind)];
        if (rows >= std::min(page_.telling.lines(kind).size(), kMostRows)) continue;
        ++rows;
        if (fits())
          any = true;
        else
          --rows;
      }
    }
  }
  // In millimetres, from the upper edge of the sheet to its lower one, with everything that the cut leaves on it.
  double height() const {
    const double bars = 17.2, kicker = 7.2;
    const double headline =
        static_cast<double>(lines_in(brief_.headline, Face::serif_strong, 19, kWide * .97)) * 19 * 1.06 * kPoint;
    const double deck =
        cut_.deck && !brief_.deck.empty()
            ? static_cast<double>(lines_in(text_of(brief_.deck), Face::serif, 9.7, kWide * .97)) * 9.7 * 1.27 * kPoint +
                  1.2
            : 0;
    const double lines =
        static_cast<double>(lines_in(text_of(brief_.paragraph), Face::serif, 8.4, (kWide - 6) / 2 * .98));
    const double paragraph = 4.2 + std::ceil(lines / 2) * 8.4 * 1.32 * kPoint;
    return bars + kicker + headline + deck + paragraph + middle_height() + table_height() + rest_height() +
           foot_height();
  }
  // One side of the gravest contradiction: its heading, who says it, the words, and where they stand.
  double face_height(const Telling::Face& face, double width) const {
    return 1.4 + 6.8 * 1.3 * kPoint +
           static_cast<double>(lines_in(accounts::who_of(face), Face::sans, 6.4, width)) * 6.4 * 1.3 * kPoint + 1 +
           static_cast<double>(
               lines_in(in_quotes(shortened(face.words.quote.text, kQuoted)), Face::serif, 12.2, width)) *
               12.2 * 1.18 * kPoint +
           1 + 6.4 * 1.4 * kPoint;
  }
  // The two faces and the drawing stand beside each other, so the higher one counts.
  double middle_height() const {
    double faces = 0;
    const double width = drawing_ ? 120 : kWide;
    if (page_.telling.faces) {
      const auto& both = *page_.telling.faces;
      faces = 4.3 + std::max(face_height(both.first, width / 2 - 5), face_height(both.second, width / 2 - 5));
      if (both.hinge)
        faces += 2.8 + static_cast<double>(lines_in(hinge_text(), Face::sans, 6.4, width)) * 6.4 * 1.36 * kPoint;
    }
    const double drawing = drawing_ ? 4.3 + drawing_->height * 60 / drawing_->width + 9 : 0;
    return std::max(faces, drawing) == 0 ? 0 : 2.8 + std::max(faces, drawing);
  }
  // How many of a cell are named; the details have all.
  static std::size_t named_of(const std::vector<const Saying*>& all) {
    return all.size() <= kMostInCell ? all.size() : kMostInCell - 1;
  }
  // Names stand one behind the other as long as a line has room for the next whole one.
  double cell_height(const Line& line, const std::vector<const Saying*>& all, double width) const {
    if (all.empty()) return 0;
    constexpr double kEm = 6.8 * kPoint, kSign = 1.5 * kEm, kBehind = .7 * kEm;
    double lines = 1, used = 0;
    const auto put = [&](const std::string& text) {
      const double wide = kSign + picture::width_of(text, Face::sans, kEm);
      if (used > 0 && used + wide > width) ++lines, used = 0;
      used += wide + kBehind;
      if (wide > width) lines += static_cast<double>(lines_in(text, Face::sans, 6.8, width - kSign)) - 1, used = width;
    };
    for (const Saying* one : std::span(all).first(named_of(all)))
      put(one->who.brief + " " + how_said(line, *one, kTellersColumns, Way::left_out));
    if (named_of(all) < all.size()) put("and twelve more");
    return lines * kEm * 1.27;
  }
  // The table of what is contradicted. A row is as high as the highest of its four cells.
  double table_height() const {
    double out = 0;
    for (const Kind kind : kContradicted) {
      const auto& lines = page_.telling.lines(kind);
      if (lines.empty()) continue;
      if (kind == Kind::among_others && !cut_.among_others && has_sides_) {
        out += 5;
        continue;
      }
      out += 4.2;
      for (std::size_t i = 0; i < cut_.of(page_.telling, kind); ++i) {
        double row =
            static_cast<double>(lines_in(lines[i].text, kind == Kind::between_sides ? Face::sans_strong : Face::sans,
                                         6.8, kWide * .34 - 1.5)) *
            6.8 * 1.27 * kPoint;
        row = std::max(row, cell_height(lines[i], of(lines[i], Standing::first), kWide * .22));
        row = std::max(row, cell_height(lines[i], of(lines[i], Standing::second), kWide * .24));
        row = std::max(row, cell_height(lines[i], others_of(lines[i]), kWide * .20));
        out += row + 1;
      }
      if (lines.size() > cut_.of(page_.telling, kind)) out += 3.6;
    }
    return out == 0 ? 0 : out + 2.8 + 4.2;
  }
  // One column of what is not contradicted: propositions and, under each, who says it, a line or more for each side.
  double column_height(const std::vector<Kind>& kinds, double width) const {
    double out = 0;
    for (const Kind kind : kinds) {
      const auto& lines = page_.telling.lines(kind);
      if (lines.empty()) continue;
      out += 4.2;
      for (std::size_t i = 0; i < cut_.of(page_.telling, kind); ++i) {
        out += static_cast<double>(lines_in(lines[i].text, Face::sans, 6.8, width - 3)) * 6.8 * 1.27 * kPoint + .9;
        for (const Standing standing : {Standing::both, Standing::first, Standing::second, Standing::others})
          out += cell_height(lines[i], of(lines[i], standing), width - 5);
      }
      if (lines.size() > cut_.of(page_.telling, kind)) out += 3.2;
    }
    return out;
  }
  // Columns stand side by side, so the highest one counts.
  double rest_height() const {
    double out = 0;
    for (const auto& [kinds, share] : columns()) out = std::max(out, column_height(kinds, kWide * share));
    return out + kKey;
  }
  // Three columns beside each other. The texts that are reckoned need not be those that are written to the letter, only
  // as long.
  double foot_height() const {
    return 5.2 + static_cast<double>(
                     std::max({lines_in(from_what(), Face::sans, 6.4, 62), lines_in(made_how(), Face::sans, 6.4, 48),
                               lines_in(how_to_verify(), Face::sans, 6.4, 62)})) *
                     6.4 * 1.34 * kPoint;
  }

  // --- what is said

  static constexpr Kind kContradicted[] = {Kind::between_sides, Kind::side_and_others, Kind::within_a_side,
                                           Kind::among_others};
  // The columns of what is not contradicted, with their share of the width; without sides all stand in two.
  std::vector<std::pair<std::vector<Kind>, double>> columns() const {
    if (has_sides_)
      return {{{Kind::only_first}, .22},
              {{Kind::both_sides}, .34},
              {{Kind::only_second}, .24},
              {{Kind::only_others, Kind::alleged_by_others, Kind::nobody}, .20}};
    return {{{}, .22},
            {{Kind::only_others, Kind::only_first, Kind::only_second, Kind::both_sides}, .34},
            {{Kind::alleged_by_others}, .24},
            {{Kind::nobody}, .20}};
  }
  // Who of one standing speaks on a proposition, in the order of the telling.
  static std::vector<const Saying*> of(const Line& line, Standing standing) {
    std::vector<const Saying*> out;
    for (const Saying& one : line.sayings)
      if (one.standing == standing) out.push_back(&one);
    return out;
  }
  // The column behind the two sides: first who stands on both, then who stands on neither.
  static std::vector<const Saying*> others_of(const Line& line) {
    std::vector<const Saying*> out = of(line, Standing::both);
    for (const Saying* one : of(line, Standing::others)) out.push_back(one);
    return out;
  }
  // Only for reckoning: about what hinge() writes, with some letters more for the words between.
  std::string hinge_text() const {
    const Telling::Hinge& hinge = *page_.telling.faces->hinge;
    std::string out = "What would move it: one account puts " + hinge.who.full + " " +
                      shortened(hinge.words.quote.text, kHingeQuoted) + " depends on " + hinge.only_if;
    for (const Saying& one : hinge.of_it) out += one.who.full + shortened(one.words.quote.text, kHingeQuoted);
    return out + std::string(40, 'n');
  }
  // For reckoning: foot() writes the same with elements around hashes. Six documents at most are named.
  std::string from_what() const {
    const desk::Provenance& from = page_.options.from;
    std::string out = "Sources. ";
    for (std::size_t i = 0; i < from.documents.size() && i < 6; ++i)
      out += fmt::format("{}, {} bytes, SHA-256 {}…; ", called(from.documents[i]),
                         text::with_commas(from.documents[i].bytes), from.documents[i].sha256.substr(0, 12));
    if (from.documents.size() > 6) out += fmt::format("and {} more; ", from.documents.size() - 6);
    for (const auto& head : from.heads)
      out += fmt::format("journal {}, {}, head {}…; ", head.journal, text::counted(head.entries, "entry", "entries"),
                         head.root.substr(0, 12));
    return out;
  }
  // As quotations name it.
  static std::string called(const desk::Provenance::Source& one) { return one.voice.empty() ? one.title : one.voice; }
  std::string made_how() const {
    const desk::Provenance& from = page_.options.from;
    const std::string by = from.party.empty() ? "" : ", at the node of " + from.party;
    std::string recorded =
        from.recorders.empty()
            ? "The statements do not say who recorded them"
            : "Recorded by " +
                  fmt::format(
                      "{}", fmt::join(from.recorders.begin(),
                                      from.recorders.begin() +
                                          static_cast<std::ptrdiff_t>(std::min<std::size_t>(3, from.recorders.size())),
                                      ", "));
    if (from.recorders.size() > 3) recorded += fmt::format(" and {} more", from.recorders.size() - 3);
    return fmt::format("Made {}{}, by rule from {}, {}, {}. {}. It tells what was said, not what is true.", made_on(),
                       by, text::counted(page_.telling.counts.statements, "statement"),
                       text::counted(page_.telling.counts.propositions, "proposition"),
                       text::counted(page_.telling.counts.accounts, "account"), recorded);
  }
  // A page without a time says so, instead of giving a date that nobody gave.
  std::string made_on() const {
    if (page_.options.from.made == Micros{}) return "without a date";
    const std::string time = page::readable_time(to_string(page_.options.from.made));
    return "on " + time.substr(0, time.find(','));
  }
  // For reckoning, as from_what().
  std::string how_to_verify() const {
    return "To verify. Compare the SHA-256 of your copies of the documents, then any quotation with the line that is "
           "named. " +
           page_.options.command + " --why ACCOUNT PROPOSITION shows the rule, the words and the bytes behind any sign";
  }

  // --- writing

  // Each run as the element that carries what it is: names with their statements, quotations with their place.
  void runs(const BriefSentence& sentence) {
    for (const BriefRun& run : sentence) {
      switch (run.kind) {
        case BriefRun::Kind::plain:
          html_.text(run.text);
          break;
        case BriefRun::Kind::lead:
          html_.element("b", run.text);
          break;
        case BriefRun::Kind::name:
          html_.element("bdi", run.text, {{"data-s", page_.names_of(run.statements)}});
          break;
        case BriefRun::Kind::quotation:
          page_.quotation_element(run.text, page_.place(run.document, run.line), run.language);
          break;
      }
    }
  }
  // The kicker says what is compared, when, and how it was narrowed down; then headline and deck.
  void head() {
    html_.line().open("p", {{"class", "kicker"}}).element("b", page_.options.title);
    if (page_.options.from.made != Micros{}) html_.text(" · made " + made_on().substr(3));
    if (!page_.options.note.empty()) html_.text(" · " + page_.options.note);
    html_.close();
    html_.line().element("h1", brief_.headline);
    if (!cut_.deck || brief_.deck.empty()) return;
    html_.line().open("p", {{"class", "deck"}});
    runs(brief_.deck);
    html_.close();
  }
  // In two columns, as height() reckons it.
  void paragraph() {
    page::Element para(html_.line(), "div", {{"class", "para"}});
    page::Element p(html_, "p");
    runs(brief_.paragraph);
  }

  // One side in its own words. The same words in another document are named with them and counted once.
  void face(const Telling::Face& face, const Telling::Name& side) {
    page::Element div(html_.line(), "div", {{"class", "face"}});
    html_.open("p", {{"class", "who"}})
        .element("b", fmt::format("{} {}", capital(side.full), to_string(face.manner)))
        .text(accounts::who_of(face, side.party))
        .close();
    const bool marked = !face.words.quote.text.empty();
    html_.open("blockquote", {{"class", "hang", marked}});
    if (marked)
      page_.quotation(face.words.quote, kQuoted);
    else
      html_.text("No words are recorded.");
    html_.close();
    std::string where = page_.place(face.words.quote.document, face.words.quote.line);
    for (const Quotation& also : face.words.also) where += "; " + page_.place(also.document, also.line);
    if (!face.words.also.empty()) where += ". Counted once";
    // Words in quotation marks that are the reporter's and not the speaker's are told apart from the speaker's own.
    if (marked && !face.words.quote.own) where += where.empty() ? "The report’s wording" : ". The report’s wording";
    html_.element("p", where, {{"class", "src"}});
  }
  // What would put somebody on the other side as well, on which condition, and what is said of that condition.
  void hinge(const Telling::Hinge& hinge) {
    page::Element p(html_.line(), "p", {{"class", "between"}});
    html_.element("b", "What would move it:")
        .text(" one account puts ")
        .element("bdi", hinge.who.full, {{"data-s", page_.names_of(hinge.statements)}});
    html_.text(" on the other side, too");
    if (!hinge.words.quote.text.empty()) html_.text(": "), page_.quotation(hinge.words.quote, kHingeQuoted);
    html_.text(fmt::format(". That hangs on {}.", hinge.only_if));
    for (const Saying& one : hinge.of_it) {
      html_.text(" ").element("bdi", one.who.full, {{"data-s", page_.names_of(one.statements)}}).text(" of it: ");
      if (one.words.quote.text.empty())
        html_.text(std::string(to_string(one.manner)));
      else
        page_.quotation(one.words.quote, kHingeQuoted);
      html_.text(".");
    }
  }
  void middle() {
    if (!page_.telling.faces) return;
    const Telling::Faces& both = *page_.telling.faces;
    page::Element mid(html_.line(), "div", {{"class", drawing_ ? "mid" : "mid one"}});
    {
      page::Element faces(html_.line(), "section", {{"class", "faces"}, {"aria-labelledby", "fh"}});
      html_.open("h2", {{"id", "fh"}})
          .text("The gravest contradiction ")
          .element("span", "whether " + page_.clauses.of(both.proposition))
          .close();
      face(both.first, page_.telling.first->name), face(both.second, page_.telling.second->name);
      if (both.hinge) hinge(*both.hinge);
    }
    if (!drawing_) return;
    page::Element draw(html_.line(), "section", {{"class", "draw"}, {"aria-labelledby", "dh"}});
    html_.open("h2", {{"id", "dh"}}).text("Who relies on whom ").element("span", "for what others tell of it").close();
    html_.insert(drawing_->svg);
    html_.element("p",
                  "Dashed: told by somebody else. + it is so, − it is not so, ? brought up. A cut corner: in part. Who "
                  "speaks for himself is in the list.");
  }

  // The side stands in data-of, which a narrow screen shows in front of the names, as it has no columns.
  void cell(const Line& line, const std::vector<const Saying*>& sayings, std::string_view of) {
    // Where the side itself speaks first, its name is no label of itself.
    const bool itself = !sayings.empty() && page_.side_of(sayings.front()->who.party, Standing::first).empty();
    page::Element td(html_, "td", {{"data-of", std::string(of), !sayings.empty() && !itself}});
    people(line, sayings);
  }
  // As many names as a cell has room for, and how many more there are.
  void people(const Line& line, const std::vector<const Saying*>& all) {
    const std::size_t shown = named_of(all);
    for (const Saying* one : std::span(all).first(shown)) page_.saying(line, *one, kTellersColumns);
    if (shown < all.size())
      html_.element("small", fmt::format("and {} more", number_word(all.size() - shown)), {{"class", "w"}});
  }
  // The proposition stands between the two sides, others last. When the brief is alone its rows are what links go to;
  // otherwise the details have these anchors, and an id must not be there twice.
  void row(const Line& line) {
    page::Element tr(html_.line(), "tr", {{"id", alone_ ? page_.anchor_of(line.proposition) : "", alone_}});
    cell(line, of(line, Standing::first), page_.reading.side_a);
    html_.open("th", {{"scope", "row"}});
    proposition(line);
    html_.close();
    cell(line, of(line, Standing::second), page_.reading.side_b);
    cell(line, others_of(line), "Others");
  }
  // When details follow, the text leads to them; alone, there is nothing to lead to.
  void proposition(const Line& line) {
    if (alone_)
      html_.text(page_.text_of_proposition(line.proposition));
    else
      html_.element("a", page_.text_of_proposition(line.proposition),
                    {{"href", "#" + page_.anchor_of(line.proposition)}});
  }
  // What the skip link at the head of the page goes to, so it can take the focus.
  void list() {
    page::Element list(html_.line(), "div", {{"id", "list"}, {"tabindex", "-1"}});
    if (page_.telling.contradicted() > 0) table();
    rest();
    key();
  }
  // What is contradicted, by groups, graver first; what was cut is counted at the end of its group.
  void table() {
    page::Element table(html_.line(), "table", {{"class", "sides"}});
    html_.element("caption", "What is contradicted, by side, graver first", {{"class", "vh"}});
    html_.open("colgroup");
    for (const char* css : {"x", "p", "y", "z"}) html_.single("col", {{"class", css}});
    html_.close().open("thead").open("tr");
    html_.element("th", page_.reading.side_a, {{"scope", "col"}, {"class", "a"}})
        .element("th", "What is said, graver first", {{"scope", "col"}});
    html_.element("th", page_.reading.side_b, {{"scope", "col"}, {"class", "b"}})
        .element("th", has_sides_ ? "Others" : "Who says so, and who not", {{"scope", "col"}, {"class", "c"}});
    html_.close().close();
    bool first = true;
    for (const auto& [kind, name] : page_.groups) {
      if (std::ranges::find(kContradicted, kind) == std::end(kContradicted)) continue;
      const auto& lines = page_.telling.lines(kind);
      if (lines.empty()) continue;
      page::Element body(html_.line(), "tbody", {{"class", "first", first}});
      first = false;
      html_.open("tr", {{"class", "grp"}})
          .open("th", {{"colspan", "4"}, {"scope", "rowgroup"}})
          .element("b", name)
          .text(fmt::format(" {}", lines.size()));
      // What is contradicted among others becomes a number first, as none of the two sides is in it.
      const bool only_count = kind == Kind::among_others && !cut_.among_others && has_sides_;
      const std::size_t shown = only_count ? 0 : cut_.of(page_.telling, kind);
      if (only_count) html_.text(alone_ ? "" : ", below");
      html_.close().close();
      for (std::size_t i = 0; i < shown; ++i) row(lines[i]);
      if (!only_count && shown < lines.size())
        html_.open("tr")
            .element("td", "")
            .element("td", fmt::format("and {} more", number_word(lines.size() - shown)))
            .element("td", "")
            .element("td", "")
            .close();
    }
  }

  // A proposition that nobody contradicts, and who says it. `mixed`: names of several sides stand in it, so each side
  // gets its own mark.
  void item(const Line& line, bool mixed) {
    page::Element li(html_.line(), "li", {{"id", alone_ ? page_.anchor_of(line.proposition) : "", alone_}});
    html_.open("span", {{"class", "p"}});
    proposition(line);
    html_.close();
    page::Element names(html_, "span", {{"class", "n"}});
    for (const Standing standing : {Standing::both, Standing::first, Standing::second, Standing::others}) {
      const auto all = of(line, standing);
      if (all.empty()) continue;
      page::Element ln(
          html_, "span",
          {{"class", fmt::format("{}{}", mixed ? "ln " : "", picture::class_of(view::place_of(standing)))}});
      if (has_sides_ && !page_.side_of(all.front()->who.party, standing).empty())
        html_.element("span", page_.side_name(standing) + ": ", {{"class", "vh"}});
      people(line, all);
    }
  }
  void rest() {
    page::Element rest(html_.line(), "div", {{"class", "rest"}});
    static constexpr const char* kColumns[] = {"a", "m", "b", "c"};
    std::size_t at = 0;
    for (const auto& [kinds, share] : columns()) {
      page::Element section(html_.line(), "section", {{"class", kColumns[at]}});
      for (const auto& [kind, name] : page_.groups) {
        const auto& lines = page_.telling.lines(kind);
        if (lines.empty() || std::ranges::find(kinds, kind) == kinds.end()) continue;
        html_.open("h2").text(name + " ").element("span", std::to_string(lines.size())).close();
        html_.open("ul");
        const std::size_t shown = cut_.of(page_.telling, kind);
        for (std::size_t i = 0; i < shown; ++i) item(lines[i], has_sides_);
        if (lines.size() > shown) html_.element("li", fmt::format("and {} more", number_word(lines.size() - shown)));
        html_.close();
      }
      ++at;
    }
  }
  // What each sign means, on the page itself: it is printed and passed on without anything else.
  void key() {
    page::Element key(html_.line(), "p", {{"class", "key"}});
    const std::pair<picture::Sign, const char*> signs[] = {{{picture::Mark::so}, "says so"},
                                                           {{picture::Mark::not_so}, "denies it"},
                                                           {{picture::Mark::so, true}, "told by somebody else"},
                                                           {{picture::Mark::so, false, true}, "in part"},
                                                           {{picture::Mark::no_side}, "asked, takes no side"},
                                                           {{picture::Mark::doubts}, "doubts"},
                                                           {{picture::Mark::raises}, "brings it up"},
                                                           {{picture::Mark::alleges}, "alleges"}};
    for (const auto& [sign, words] : signs) {
      page::Element w(html_, "span", {{"class", "w"}});
      picture::write(html_, sign, picture::Place::both, false);
      html_.text(words);
    }
    if (!has_sides_) return;
    html_.element("span", page_.reading.side_a, {{"class", "ln a"}})
        .element("span", page_.reading.side_b, {{"class", "ln b"}})
        .element("span", "others, who speak for neither", {{"class", "ln c"}});
  }

  // From what the page was made, how, and how anybody can check it: the three questions of whoever gets only this
  // sheet.
  void foot() {
    const desk::Provenance& from = page_.options.from;
    page::Element prov(html_.line(), "div", {{"class", "prov"}});
    html_.open("p").element("b", "Sources.").text(" ");
    for (std::size_t i = 0; i < from.documents.size() && i < 6; ++i) {
      const auto& one = from.documents[i];
      html_.text(i == 0 ? "" : "; ").element("bdi", called(one));
      if (one.bytes > 0) html_.text(fmt::format(", {} bytes", text::with_commas(one.bytes)));
      if (one.sha256.empty())
        html_.text(", no hash is recorded");
      else
        html_.text(i == 0 ? ", SHA-256 " : ", ").element("code", one.sha256.substr(0, 12)).text("…");
    }
    if (from.documents.size() > 6) html_.text(fmt::format("; and {} more", number_word(from.documents.size() - 6)));
    if (from.documents.empty()) html_.text("No document is recorded");
    for (const auto& head : from.heads) {
      html_.text(
          fmt::format("; journal {}, {}", head.journal,
                      head.entries == 0 ? "no head is signed yet" : text::counted(head.entries, "entry", "entries")));
      if (!head.root.empty()) html_.text(", head ").element("code", head.root.substr(0, 12)).text("…");
    }
    html_.text(".").close();
    const std::string made = made_how();
    html_.open("p").element("b", "Made").text(made.substr(4)).close();
    html_.open("p")
        .element("b", "To verify.")
        .text(" Compare the SHA-256 of your copies of the documents, then any quotation with the line that is named. ");
    html_
        .element("code", (page_.options.command.empty() ? "parley compare CASE" : page_.options.command) +
                             " --why ACCOUNT PROPOSITION")
        .text(" shows the rule, the words and the bytes behind any sign.")
        .close();
  }

  PageWriter& page_;
  page::Html& html_;
  bool alone_;
  bool has_sides_ = false;
  picture::Relays relays_;
  std::optional<picture::Sheet> drawing_;
  Cut cut_;
  Brief brief_;
};

}  // namespace

void PageWriter::brief(bool alone) { Sheet(*this, alone).write(); }

}  // namespace parley::view
