// A question as one page: each party's conclusion, the evidence with every rating, the rankings, what would change
// them, where the parties differ, and what was said before. No total over parties is computed anywhere on it. It stands
// beside the terminal's view and shows the same values (assess/view.h).
#include "view/question_page.h"

#include <fmt/format.h>

#include <algorithm>

#include "page/html.h"
#include "text/display.h"

namespace parley::view {
namespace {

using namespace assess;

using page::Element;
using page::Html;

// The colour of a cell says the side and its strength. Neutral and not applicable look alike, because neither tells the
// hypotheses apart.
std::string sign_class(const Rating& rating) {
  if (!rating.counts()) return "sign blank";
  switch (rating.value()) {
    case Consistency::very_consistent:
      return "sign for strong";
    case Consistency::consistent:
      return "sign for";
    case Consistency::inconsistent:
      return "sign against";
    case Consistency::very_inconsistent:
      return "sign against strong";
    default:
      return "sign aside";
  }
}
// What the tooltip of a cell says in full: the word, the ratio it may have been made from, and what was said before.
std::string in_words(const Rating& rating) {
  if (!rating.counts()) return rating.problem.empty() ? "not rated" : rating.problem;
  std::string out(word_of(rating.value()));
  std::ranges::replace(out, '-', ' ');
  if (rating.ratio) out += fmt::format(", likelihood ratio {:g}", *rating.ratio);
  if (rating.is_mapped()) out += " (the word is mapped from the ratio)";
  for (const Earlier& before : rating.earlier) out += fmt::format("; before: {}", before.value);
  return out;
}
std::string plural(std::size_t n, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", n, n == 1 ? one : many);
}

class Page {
 public:
  explicit Page(const View& view) : view_(view), question_(view.question) { make_codes(); }

  // The order is from conclusions to their grounds, since most readers stop early, and the way to read it comes last.
  std::string make() {
    top();
    {
      Element main(html_, "main");
      problems();
      in_short();
      hypotheses();
      matrix();
      rankings();
      sensitivities();
      dispute();
      changes();
      looking_back();
      how_to_read();
    }
    html_.line().open("footer").text(
        fmt::format("Question {}, put by {}. Every judgement above is an object in its author’s journal, with its "
                    "entry number; nothing here is a finding of this program. ",
                    question_.id, question_.party_name(question_.by)));
    html_.close();
    return page::document(question_.text, html_.take());
  }

 private:
  // "Signals Office of Ruritania" is SOR in the cells; equal initials get a number.
  // A column of full names would be wider than the ratings in it. The codes stand with their names in the caption, and
  // in the tooltip of every rating.
  void make_codes() {
    for (const Matrix& matrix : question_.matrices) {
      std::string code;
      bool word_begins = true;
      for (const char c : question_.party_name(matrix.party)) {
        const bool capital = c >= 'A' && c <= 'Z';
        if (word_begins && capital && code.size() < 4) code += c;
        word_begins = c == ' ' || c == '-';
      }
      if (code.empty()) code = "P";
      const auto same = std::ranges::count_if(codes_, [&](const std::string& other) { return other == code; });
      codes_.push_back(same > 0 || code == "P" ? fmt::format("{}{}", code, codes_.size() + 1) : code);
    }
  }
  const std::string& party(std::size_t matrix) const { return question_.party_name(question_.matrices[matrix].party); }
  const std::string& label(std::size_t hypothesis) const { return question_.hypotheses[hypothesis].label; }

  void heading(std::string_view id, std::string_view title, std::string_view note = {}) {
    html_.line().element("h2", title, {{"id", std::string(id)}});
    if (!note.empty()) html_.element("p", note, {{"class", "note"}});
  }

  // Whatever was left out or weighted is told in the head: a ranking without a source looks like any other.
  void top() {
    Element header(html_, "header", {{"class", "top"}});
    html_.element("p", "Rival explanations, weighed by each party for itself", {{"class", "kicker"}})
        .element("h1", question_.text);
    if (!question_.description.empty()) html_.element("p", question_.description, {{"class", "lede"}});
    std::string meta =
        fmt::format("{}, {}, rated by {}.", plural(question_.hypotheses.size(), "hypothesis", "hypotheses"),
                    plural(question_.rows.size(), "row of evidence", "rows of evidence"),
                    plural(question_.matrices.size(), "party", "parties"));
    if (view_.options.as_of)
      meta += fmt::format(" As of {}: nothing received later is shown.",
                          page::readable_time(to_string(*view_.options.as_of)));
    if (!view_.options.without.empty())
      meta += fmt::format(" Left out of every ranking: {}.", fmt::join(view_.options.without, ", "));
    if (view_.options.weighting == Weighting::weighted)
      meta += " Rankings are weighted by the grades of source and item, which is a variant of the method.";
    html_.element("p", meta, {{"class", "meta"}});
    Element nav(html_, "nav", {{"aria-label", "On this page"}});
    const std::pair<const char*, const char*> links[] = {{"short", "In short"},
                                                         {"matrix", "Evidence"},
                                                         {"rankings", "Rankings"},
                                                         {"change", "What would change them"},
                                                         {"dispute", "Where the dispute sits"},
                                                         {"read", "How to read this"}};
    for (const auto& [id, title] : links) html_.element("a", title, {{"href", fmt::format("#{}", id)}});
  }

  void problems() {
    for (const auto& one : question_.problems) html_.element("p", "To be cleared up: " + one, {{"class", "warn"}});
  }

  // A party that has neither concluded nor rated anything has no card.
  void in_short() {
    heading("short", "In short",
            "Each party’s conclusion is its own. They are set beside each other and never merged into one.");
    Element cards(html_, "div", {{"class", "cards"}});
    for (const Party& one : question_.parties) {
      const bool concluded =
          std::ranges::any_of(question_.conclusions, [&](const Conclusion& c) { return c.by == one.id; });
      if (!concluded && question_.matrix_of(one.id) == nullptr) continue;
      Element card(html_.line(), "article", {{"class", "card"}});
      html_.element("h3", one.name);
      for (const Conclusion& c : question_.conclusions)
        if (c.by == one.id) conclusion(c);
      if (!concluded) html_.element("p", "Has rated the evidence and concluded nothing yet.", {{"class", "meta"}});
      leader(one.id);
    }
  }

  // What a party's own ratings leave in first place, beside what it concluded. Where the two differ it is said and not
  // judged: a party may know what no row of the matrix has.
  void leader(const std::string& party_id) {
    for (std::size_t m = 0; m < question_.matrices.size(); ++m) {
      if (question_.matrices[m].party != party_id) continue;
      const auto first = view_.parties[m].ranking().leaders();
      std::vector<std::string> names;
      for (const std::size_t h : first) names.push_back(label(h));
      // Nothing was rated in a way that ranks anything.
      if (names.empty()) continue;
      // The conclusion that holds a hypothesis likeliest, and only if its band begins at even odds: "unlikely" for one
      // hypothesis names no other.
      const Conclusion* likeliest = nullptr;
      for (const Conclusion& c : question_.conclusions)
        if (c.by == party_id && (likeliest == nullptr || c.to > likeliest->to)) likeliest = &c;
      const auto held = likeliest != nullptr && likeliest->from >= 50
                            ? question_.hypothesis_index(likeliest->hypothesis)
                            : std::nullopt;
      const bool differs = held && std::ranges::find(first, *held) == first.end();
      html_.element("p",
                    fmt::format("Its own ratings leave {} least contradicted{}.", fmt::join(names, " and "),
                                differs ? fmt::format(", not {}", label(*held)) : ""),
                    {{"class", "meta"}});
    }
  }

  void conclusion(const Conclusion& one) {
    const auto h = question_.hypothesis_index(one.hypothesis);
    html_.open("p", {{"class", "verdict"}})
        .element("span", h ? label(*h) : one.hypothesis, {{"class", "label"}})
        .text(" is ")
        .element("em", one.likelihood)
        .text(" ")
        .element("span", fmt::format("{}–{} %", one.from, one.to), {{"class", "percent"}})
        .close();
    if (h) html_.element("p", question_.hypotheses[*h].text, {{"class", "meta"}});
    band(one.from, one.to);
    // A conclusion with something wrong in it is shown, with what is wrong, and not left out: it was signed and said.
    if (!one.problem.empty()) html_.element("p", one.problem, {{"class", "warn"}});
    if (!one.explanation.empty()) html_.element("blockquote", one.explanation);
    Element facts(html_, "dl", {{"class", "facts"}});
    const auto fact = [&](std::string_view name, std::string_view value) {
      if (!value.empty()) html_.element("dt", name).element("dd", value);
    };
    fact("Confidence in the analysis", one.confidence.empty() ? "not said" : one.confidence);
    if (!one.rests_on.empty()) {
      html_.element("dt", "Rests on").open("dd");
      for (std::size_t i = 0; i < one.rests_on.size(); ++i) {
        const auto row = question_.row_index(one.rests_on[i]);
        html_.text(i > 0 ? ", " : "");
        // What a conclusion rests on is a row of this question, which is linked, or any other object, which is named by
        // its id.
        if (row)
          html_.element("a", question_.rows[*row].label, {{"href", "#" + page::anchor("e-", question_.rows[*row].id)}});
        else
          html_.element("span", one.rests_on[i], {{"class", "id"}});
      }
      html_.close();
    }
    fact("Would change with", one.would_change);
    for (const Earlier& before : one.earlier)
      fact("Before", fmt::format("{} (received {})", before.value, page::readable_time(to_string(before.received))));
    fact("Stands in", fmt::format("journal “{}”, entry {}{}", one.origin.journal, one.origin.seq,
                                  one.origin.signed_by_author ? "" : "; a copy, not its author’s own journal"));
  }

  // The band of a likelihood word on a scale from 0 to 100 %.
  // A picture of the band beside its numbers: two conclusions in different words are compared by where their bands lie.
  // Its description for who cannot see it has the numbers.
  void band(int from, int to) {
    const int width = std::max(1, to - from);
    Element svg(html_, "svg",
                {{"class", "band"},
                 {"viewBox", "0 0 220 30"},
                 {"preserveAspectRatio", "xMinYMid meet"},
                 {"role", "img"},
                 {"aria-label", fmt::format("{} to {} percent", from, to)}});
    const auto rectangle = [&](const char* name, int x, int w) {
      html_.element("rect", "",
                    {{"class", name},
                     {"x", std::to_string(8 + 2 * x)},
                     {"y", "3"},
                     {"width", std::to_string(2 * w)},
                     {"height", "9"},
                     {"rx", "2"}});
    };
    rectangle("track", 0, 100);
    rectangle("range", from, width);
    html_.element("text", "0", {{"x", "7"}, {"y", "26"}})
        .element("text", "50", {{"x", "104"}, {"y", "26"}})
        .element("text", "100 %", {{"x", "190"}, {"y", "26"}});
  }

  // "None of these" is always among them, and who added a hypothesis later is named: rivals that a party brought in
  // itself are often those it favours least.
  void hypotheses() {
    html_.element("h3", "The hypotheses");
    Element list(html_, "dl", {{"class", "facts"}});
    for (const Hypothesis& one : question_.hypotheses) {
      html_.open("dt").element("span", one.label, {{"class", "label"}}).close().open("dd").text(one.text);
      if (one.is_none_of_these)
        html_.element("span", " — always there, so that a right answer nobody has thought of keeps its place",
                      {{"class", "meta"}});
      else if (one.by != question_.by)
        html_.element("span", fmt::format(" — added by {}", question_.party_name(one.by)), {{"class", "meta"}});
      html_.close();
    }
  }

  // Rows are evidence and columns hypotheses, as in Heuer's method: it is read across, since an item that fits all
  // hypotheses decides nothing.
  void matrix() {
    heading("matrix", "The evidence",
            "How well each item fits, if the hypothesis held. Read across: an item that fits everything tells nothing "
            "apart. What tells most stands first.");
    if (question_.rows.empty()) {
      html_.element("p", "No evidence yet.");
      return;
    }
    Element table(html_, "table", {{"class", "matrix fold"}});
    if (!codes_.empty()) {
      html_.open("caption");
      for (std::size_t m = 0; m < codes_.size(); ++m)
        html_.text(m > 0 ? " · " : "").element("span", codes_[m], {{"class", "label"}}).text(" " + party(m));
      html_.close();
    }
    html_.open("thead").open("tr").element("th", "Evidence", {{"scope", "col"}});
    for (const Hypothesis& one : question_.hypotheses)
      html_.open("th", {{"scope", "col"}, {"class", "h"}})
          .element("span", one.label, {{"class", "label"}})
          .text(one.text)
          .close();
    html_.close().close().open("tbody");
    for (const std::size_t r : view_.row_order) row(r);
    html_.close();
  }

  // A row that does not count stays in its place with the reason, so that labels and links to it lead somewhere.
  void row(std::size_t r) {
    const Row& one = question_.rows[r];
    Element line(html_.line(), "tr",
                 {{"id", page::anchor("e-", one.id)}, {"class", view_.rows[r] ? "" : "out", !view_.rows[r]}});
    html_.open("th", {{"scope", "row"}})
        .element("span", one.label, {{"class", "label"}})
        .text(" ")
        .element("span", one.text, {{"class", "what"}});
    if (!one.problem.empty())
      html_.element("p", "Does not count: " + one.problem, {{"class", "warn"}});
    else if (!view_.rows[r])
      html_.text(" ").element("span", "left out", {{"class", "tag"}});
    {
      Element facts(html_, "dl", {{"class", "facts"}});
      if (const auto source = one.source(); !source.empty()) html_.element("dt", "Source").element("dd", source);
      if (const auto held_by = question_.held_by(one); !held_by.empty())
        html_.element("dt", "Held by").element("dd", held_by);
      for (std::size_t m = 0; m < question_.matrices.size(); ++m) grades(m, r);
    }
    const OverlaidRow& overlaid = view_.overlay.rows[r];
    // One party would change its order by taking the other's rating of this row: here talking is worth most.
    if (!overlaid.turns.empty())
      html_.open("p").element("span", "the dispute sits here", {{"class", "tag alert"}}).close();
    html_.close();
    for (std::size_t h = 0; h < question_.hypotheses.size(); ++h) cell(r, h);
  }

  // Grades of source and item stand beside the ratings and are not multiplied into them, unless the weighted variant is
  // asked for.
  void grades(std::size_t m, std::size_t r) {
    const Grades& one = question_.matrices[m].grades[r];
    if (one.text() == "-" && one.problem.empty() && one.explanation.empty()) return;
    std::string text;
    if (one.reliability != 0) text += fmt::format("source {}", one.reliability);
    if (one.credibility != 0) text += fmt::format("{}item {}", text.empty() ? "" : ", ", one.credibility);
    if (!one.problem.empty()) text += fmt::format("{}{}", text.empty() ? "" : "; ", one.problem);
    for (const Earlier& before : one.earlier) text += fmt::format(" (before: {})", before.value);
    if (!one.explanation.empty()) text += fmt::format("{}“{}”", text.empty() ? "" : " — ", one.explanation);
    html_.element("dt", codes_[m] + " grades").element("dd", text);
  }

  // The parties' signs side by side, in the order of the caption; with one party its code would only repeat itself.
  void cell(std::size_t r, std::size_t h) {
    const OverlaidCell& overlaid = view_.overlay.rows[r].cells[h];
    Element td(html_, "td", {{"data-label", label(h)}, {"class", "opposite", overlaid.dispute == Dispute::opposite}});
    Element pair(html_, "div", {{"class", "pair"}});
    for (std::size_t m = 0; m < question_.matrices.size(); ++m) {
      const Rating& rating = question_.matrices[m].cells[r][h];
      if (question_.matrices.size() > 1) html_.element("span", codes_[m], {{"class", "who"}});
      html_.open("span").open(
          "span", {{"class", sign_class(rating)}, {"title", fmt::format("{}: {}", party(m), in_words(rating))}});
      html_.text(rating.counts() ? std::string(sign_of(rating.value())) : rating.problem.empty() ? "·" : "?").close();
      // The number beside the sign, and whether the sign was made from it.
      if (rating.ratio)
        html_.element("span", fmt::format(" ×{:g}{}", *rating.ratio, rating.is_mapped() ? " mapped" : ""),
                      {{"class", "score meta"}});
      if (!rating.earlier.empty())
        html_.element("span", fmt::format(" was {}", rating.earlier.back().value), {{"class", "meta"}});
      html_.close();
    }
    if (overlaid.dispute == Dispute::opposite) html_.element("span", "opposite sides", {{"class", "apart"}});
  }

  // Heuer's analysis of competing hypotheses: what contradicts a hypothesis counts, what supports it does not
  // (assess/ranking.h).
  void rankings() {
    heading("rankings", "Least contradicted first",
            "The hypothesis with the least evidence against it leads; evidence in favour counts for nothing here, "
            "because it often fits the rivals as well. Inconsistent counts one, very inconsistent two.");
    if (!question_.can_be_ranked()) {
      html_.element("p", "There is nothing to rank before there are two rival hypotheses.");
      return;
    }
    Element cards(html_, "div", {{"class", "cards"}});
    for (std::size_t m = 0; m < question_.matrices.size(); ++m) {
      Element card(html_.line(), "article", {{"class", "card"}});
      html_.element("h3", party(m));
      const Ranking& ranking = view_.parties[m].ranking();
      std::int64_t highest = 100;
      for (const Standing& one : ranking.standings) highest = std::max(highest, one.inconsistency);
      for (const std::size_t h : ranking.order()) standing(ranking, h, highest);
      if (view_.parties[m].bayes) bayes(*view_.parties[m].bayes);
    }
  }

  // The bar is relative to the highest score of this party: scores of two parties rate different numbers of cells and
  // cannot be compared by length.
  void standing(const Ranking& ranking, std::size_t h, std::int64_t highest) {
    const Standing& one = ranking.standings[h];
    Element line(html_, "div", {{"class", "rank"}});
    html_.element("span", one.rank > 0 ? fmt::format("{}.", one.rank) : "–", {{"class", "place"}});
    html_.open("span").element("span", label(h), {{"class", "label"}}).text(" " + question_.hypotheses[h].text).close();
    std::string score = one.rank > 0 ? shown_inconsistency(one.inconsistency) + " against" : "not ranked";
    if (one.rated < ranking.rows) score += fmt::format(", {} of {} rated", one.rated, ranking.rows);
    html_.element("span", score, {{"class", "score"}});
    if (one.rank == 0) return;
    Element svg(html_, "svg", {{"viewBox", "0 0 100 4"}, {"preserveAspectRatio", "none"}, {"aria-hidden", "true"}});
    html_.element("rect", "", {{"class", "track"}, {"width", "100"}, {"height", "4"}});
    html_.element(
        "rect", "",
        {{"class", "value"}, {"width", fmt::format("{}", 100 * one.inconsistency / highest)}, {"height", "4"}});
  }

  // Beside the ranking and never in it, with what it assumes: ratios exist for some of the rows only. Certainty is not
  // shown as 100 %, which no ratio can give.
  void bayes(const Bayes& bayes) {
    html_.element("h4", "Beside it, by likelihood ratios");
    std::vector<std::string> parts;
    for (std::size_t h = 0; h < bayes.posterior.size(); ++h) {
      const double p = bayes.posterior[h];
      parts.push_back(fmt::format("{} {}", label(h),
                                  p > 0.999   ? ">99.9 %"
                                  : p < 0.001 ? "<0.1 %"
                                              : fmt::format("{:.1f} %", 100 * p)));
    }
    html_.element("p", fmt::format("{}", fmt::join(parts, ", ")));
    html_.element("p",
                  fmt::format("Of {}, {} with ratios. Assumes {}.",
                              text::counted(bayes.used_rows.size() + bayes.left_out.size(), "row"),
                              bayes.used_rows.size(), kBayesAssumes),
                  {{"class", "meta"}});
  }

  // Sources that decide nothing are counted in one line. Those that do are named, with the rows that hang on them,
  // since a reader has to look there first.
  void sensitivities() {
    heading("change", "What would change the order",
            "Each ranking made again without one source, without all that another party holds, and with single ratings "
            "turned to their opposite.");
    Element cards(html_, "div", {{"class", "cards"}});
    for (std::size_t m = 0; m < question_.matrices.size(); ++m) {
      const Sensitivity& all = view_.parties[m].sensitivity;
      Element card(html_.line(), "article", {{"class", "card"}});
      html_.element("h3", party(m)).open("ul");
      std::size_t steady = 0;
      // A source is left out with all its rows at once: they stand and fall together.
      for (const Variant& one : all.sources) {
        if (one.order_changes)
          html_.open("li")
              .text("Without ")
              .element("strong", one.label)
              .text(fmt::format(" ({}): {}.", row_labels(question_, one.rows), effect_of(question_, one)))
              .close();
        else
          ++steady;
      }
      if (steady > 0)
        html_.element("li", steady == all.sources.size()
                                ? "No single source decides: without any one of them the order stays."
                                : fmt::format("Without any one of the other {}: the order stays.",
                                              plural(steady, "source", "sources")));
      // Everything of one side: evidence that one party could have arranged.
      for (const Variant& one : all.sides)
        html_.open("li")
            .text("Without all that is on the side of ")
            .element("strong", one.label)
            .text(fmt::format(" ({}): {}.", row_labels(question_, one.rows), effect_of(question_, one)))
            .close();
      // One rating turned to its opposite, one at a time. The weakest is named, since it is the first that a reader
      // should doubt, and those that would decide are listed.
      if (!all.flips.empty()) {
        const auto turning = std::ranges::count_if(all.flips, &Variant::leader_changes);
        html_.element("li", fmt::format("Its weakest rating turned ({}): {}.", all.flips.front().label,
                                        effect_of(question_, all.flips.front())));
        html_.open("li").text(
            fmt::format("{} of {} for or against, turned one at a time, would put another hypothesis first",
                        turning == 0 ? "None" : std::to_string(turning), text::counted(all.flips.size(), "rating")));
        std::vector<std::string> which;
        for (const Variant& one : all.flips)
          if (one.leader_changes) which.push_back(one.label);
        html_.text(which.empty() ? "." : fmt::format(": {}.", fmt::join(which, "; "))).close();
      }
      html_.close();
    }
  }

  // Rows by their short names, as the matrix and its links have them.
  static std::string row_labels(const Question& question, const std::vector<std::size_t>& rows) {
    std::vector<std::string> out;
    for (const std::size_t r : rows) out.push_back(question.rows[r].label);
    return fmt::format("{}", fmt::join(out, ", "));
  }

  void dispute() {
    if (question_.matrices.size() < 2) return;
    heading("dispute", "Where the dispute sits",
            "Rows that the parties rate differently. Those come first where one party, taking the other’s word on that "
            "row alone, would have to change its order.");
    if (view_.overlay.by_dispute.empty()) {
      html_.element("p", "Nowhere: no row is rated differently.");
      return;
    }
    Element list(html_, "ol", {{"class", "steps"}});
    for (const std::size_t r : view_.overlay.by_dispute) {
      const OverlaidRow& row = view_.overlay.rows[r];
      Element item(html_.line(), "li");
      html_
          .element("a", question_.rows[r].label,
                   {{"href", "#" + page::anchor("e-", question_.rows[r].id)}, {"class", "label"}})
          .text(" " + question_.rows[r].text);
      html_.open("p", {{"class", "meta"}})
          .text(fmt::format("{} apart over all hypotheses{}.",
                            plural(static_cast<std::size_t>(row.distance), "step", "steps"),
                            row.grades_differ ? "; source or item graded differently" : ""));
      // Two parties that would each lose their first place by the other's word on one row are told in one sentence
      // instead of two that mirror each other.
      const bool both_ways = question_.matrices.size() == 2 && row.turns.size() == 2 && row.turns[0].leader_changes &&
                             row.turns[1].leader_changes;
      if (both_ways)
        html_.text(" Either party, taking the other’s word on this row alone, would put another hypothesis first.");
      for (const Turn& turn : row.turns)
        if (!both_ways)
          html_.text(fmt::format(" With {}’s word on it, {}’s {} would change.", party(turn.with), party(turn.of),
                                 turn.leader_changes ? "first place" : "order"));
      html_.close();
    }
  }

  // The heading is written with the first change: without any there is no section.
  void changes() {
    bool any = false;
    for (std::size_t m = 0; m < question_.matrices.size(); ++m)
      for (std::size_t r = 0; r < question_.rows.size(); ++r)
        for (std::size_t h = 0; h < question_.hypotheses.size(); ++h) {
          const Rating& cell = question_.matrices[m].cells[r][h];
          // Taking a rating back is a change as well: it stands here with what it was.
          if (cell.earlier.empty()) continue;
          if (!any) {
            heading("changed", "What was changed", "Earlier words stay in the journals; they do not count any more.");
            html_.open("ul");
            any = true;
          }
          std::vector<std::string> words;
          for (const Earlier& before : cell.earlier)
            words.push_back(fmt::format("{} ({})", before.value, page::readable_time(to_string(before.received))));
          html_.element("li", fmt::format("{}: {} under {}: {} → {}", party(m), question_.rows[r].label, label(h),
                                          fmt::join(words, " → "), cell.counts() ? cell.text() : "taken back"));
        }
    if (any) html_.close();
  }

  // After an outcome is known: how each party had ranked and called it before, by what had been received by then. What
  // was changed afterwards does not count, and a question that came in afterwards may be hindsight as a whole.
  void looking_back() {
    for (const LookingBack& view : view_.looking_back) {
      const Hypothesis& held = view.then.hypotheses[view.hypothesis];
      heading(page::anchor("back-", view.outcome.origin.id), fmt::format("Looking back: {} held", held.label),
              fmt::format("{}. According to {}, known since {}.", held.text, question_.party_name(view.outcome.by),
                          page::readable_time(view.outcome.known)));
      if (!view.outcome.explanation.empty()) html_.element("blockquote", view.outcome.explanation);
      if (view.received_afterwards)
        html_.element("p", "The question was received here after that: everything below may be hindsight.",
                      {{"class", "warn"}});
      Element cards(html_, "div", {{"class", "cards"}});
      for (const auto& one : view.parties) {
        Element card(html_, "article", {{"class", "card"}});
        html_.element("h3", question_.party_name(one.party)).open("ul");
        html_.element("li", one.standing.rank > 0
                                ? fmt::format("Its ratings had it in place {} of {}.", one.standing.rank, one.ranked)
                                : "Had not ranked it.");
        html_.element("li", one.concluded.empty() ? "Had concluded nothing on it."
                                                  : fmt::format("Had called it {}.", one.concluded));
        if (!one.misled.empty()) html_.element("li", fmt::format("Misled by {}.", row_labels(view.then, one.misled)));
        if (!one.told.empty()) html_.element("li", fmt::format("Told by {}.", row_labels(view.then, one.told)));
        if (one.judged_afterwards > 0)
          html_.element("li",
                        fmt::format("Changed {} afterwards, which does not count here.",
                                    plural(static_cast<std::size_t>(one.judged_afterwards), "rating", "ratings")));
        html_.close();
      }
    }
  }

  void how_to_read() {
    heading("read", "How to read this");
    Element list(html_, "dl", {{"class", "facts"}});
    // One of each, drawn by the same function as the cells, so that the legend cannot differ from the matrix.
    const std::pair<Consistency, const char*> signs[] = {
        {Consistency::very_consistent,
         "very consistent: the item is just what one would expect, if the hypothesis held"},
        {Consistency::consistent, "consistent"},
        {Consistency::neutral, "neutral: as likely either way (NA: has nothing to do with it)"},
        {Consistency::inconsistent, "inconsistent"},
        {Consistency::very_inconsistent, "very inconsistent: hardly to be expected, if the hypothesis held"}};
    for (const auto& [value, meaning] : signs) {
      Rating rating;
      rating.word = value;
      html_.open("dt").element("span", sign_of(value), {{"class", sign_class(rating)}}).close().element("dd", meaning);
    }
    const std::pair<const char*, const char*> words[] = {
        {"× n",
         "a likelihood ratio: how many times likelier the item is under the hypothesis than under “none of these”. A "
         "sign beside it that is marked “mapped” was made from the ratio."},
        {"Source A–F", "reliability of the source: A reliable, E unreliable, F cannot be judged."},
        {"Item 1–6",
         "credibility of the item: 1 confirmed, 5 improbable, 6 cannot be judged. Kept apart from the source, and from "
         "the rating."},
        {"Likelihood",
         "a word of ICD 203 with its band: of the hypothesis. Confidence is something else: how sure the party is of "
         "its own analysis."},
    };
    for (const auto& [word, meaning] : words) html_.element("dt", word).element("dd", meaning);
  }

  const View& view_;
  const Question& question_;
  std::vector<std::string> codes_;  // by matrix
  Html html_;
};

}  // namespace

std::string page(const View& view) { return Page(view).make(); }

}  // namespace parley::view
