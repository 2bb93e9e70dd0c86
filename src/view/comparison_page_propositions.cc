// The part of the page that is read most: each proposition with the accounts on either side, the words of each and the
// way they came, and the matrix of all of it. What is said first is what is said both ways.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "text/display.h"
#include "view/comparison_page_parts.h"

namespace parley::view {
namespace {

using namespace accounts;

using page::Element;

// Pairs grow with the square of the accounts. Beyond this many the page would be longer than the case.
constexpr std::size_t kMaxPairs = 60;  // of which a proposition says what their agreement hides

std::string_view in_words(Told told) {
  switch (told) {
    case Told::both:
      return "told both ways";
    case Told::true_only:
      return "told as so";
    case Told::false_only:
      return "told as not so";
    case Told::neither:
      return "nobody takes a side";
  }
  return "";
}

// One proposition. The accounts stand in three columns: it is so, it is not so, and those that speak and take no side,
// to which an account belongs that says both. Within a column they are in natural order of their names, which takes
// nobody's side either.
class PropositionPart {
 public:
  PropositionPart(PageWriter& page, PropositionIndex q, std::string tags)
      : page_(page), html_(page.html), q_(q), tags_(std::move(tags)) {
    for (const std::uint32_t at : page.comparison.cells_on(q)) {
      const Cell& cell = page.comparison.cells()[at];
      if (!page.shown_accounts.contains(cell.account)) continue;
      (cell.contradicts_itself() || cell.side() == Side::none ? aside_
       : cell.side() == Side::affirms                         ? for_
                                                              : against_)
          .push_back(&cell);
    }
    for (auto* list : {&for_, &aside_, &against_})
      std::ranges::sort(*list, [&](const Cell* a, const Cell* b) {
        return text::natural_less(page.account(a->account).name, page.account(b->account).name);
      });
  }

  void write() {
    const Proposition& one = page_.proposition(q_);
    const Told told = page_.comparison.told(q_).told;
    Element article(html_.line(), "article",
                    {{"class", "proposition"}, {"id", page::anchor("q-", one.name)}, {"data-tags", tags_}});
    html_.open("header")
        .element("span", one.name, {{"class", "id"}})
        .element("h3", one.text.empty() ? one.name : one.text, {{"class", "sentence"}});
    html_.element("span", in_words(told), {{"class", told == Told::both ? "tag alert" : "tag"}}).close();
    related(one);
    {
      Element sides(html_, "div", {{"class", "sides"}});
      side("is-for", "It is so", for_);
      side("is-aside", "Speak, take no side", aside_);
      side("is-against", "It is not so", against_);
    }
    hidden_differences();
    for (const auto& problem : one.problems) html_.element("p", problem, {{"class", "warn"}});
  }

 private:
  // A proposition that is the negation or a narrower form of another is tied to it, and by whose word: "the same as" is
  // itself a claim.
  void related(const Proposition& one) {
    std::vector<std::string> parts;
    if (one.negation_of != kNone) parts.push_back("The negation of: " + page_.proposition(one.negation_of).text);
    if (one.narrower_than != kNone) parts.push_back("A narrower form of: " + page_.proposition(one.narrower_than).text);
    for (const auto& same : one.same_as)
      parts.push_back(fmt::format("The same as “{}”, according to {}", page_.proposition(same.proposition).text,
                                  same.according_to == kNone ? "whoever recorded it" : page_.party(same.according_to)));
    for (const auto& part : parts) html_.element("p", part, {{"class", "meta"}});
  }

  void side(const char* css, const char* title, const std::vector<const Cell*>& cells) {
    Element section(html_, "section", {{"class", fmt::format("side {}", css)}});
    html_.element("h4", title);
    if (cells.empty()) html_.element("p", "nobody", {{"class", "nobody"}});
    for (const Cell* cell : cells) account(*cell);
  }

  // Folded to a line with sign, account and stance. The depth of hearsay in it is that of the nearest ground: how close
  // anybody can come to who is said to have spoken.
  void account(const Cell& cell) {
    const Why why = page_.comparison.why(cell.account, q_);
    unsigned depth = UINT32_MAX;
    for (const auto& ground : why.grounds) depth = std::min(depth, ground.hearsay.depth);
    Element details(html_, "details", {{"class", "account"}, {"id", page_.cell_anchor(cell.account, q_)}});
    const Sign sign = sign_of(cell);
    html_.open("summary").element("span", sign.text, {{"class", std::string(sign.css)}, {"aria-hidden", "true"}});
    html_.open("span").element("bdi", page_.title_of(cell.account)).close();
    std::string more = joined_words(cell);
    if (depth != UINT32_MAX && depth > 0) more += fmt::format(" · hearsay, {}", text::counted(depth, "link", "links"));
    if (why.grounds.size() > 1)
      more += fmt::format(" · {}", text::counted(why.grounds.size(), "statement", "statements"));
    html_.element("span", more, {{"class", "more"}}).close();
    if (cell.contradicts_itself()) html_.element("p", "This account says both.", {{"class", "warn"}});
    // Several statements may report one utterance. Each is shown, and all but the first say that they count with it.
    std::set<unsigned> utterances;
    for (const auto& ground : why.grounds) {
      const bool again = ground.utterance > 0 && !utterances.insert(ground.utterance).second;
      statement(ground, again);
    }
    html_.element("p", why.rule, {{"class", "meta rule"}});
  }

  // Everything that is recorded of one statement, name by name; what was not recorded is left out and not called
  // unknown.
  void statement(const Why::Ground& ground, bool again) {
    const Statement& one = page_.statement(ground.statement);
    Element block(html_, "div", {{"class", "statement"}});
    const std::string words = page_.words_of(one);
    if (!words.empty()) html_.element("blockquote", words);
    Element facts(html_, "dl", {{"class", "facts"}});
    page_.fact("Stance", ground.stance);
    page_.fact("Said by", speaker(one));
    page_.fact("Came through", ground.hearsay.chain + (ground.hearsay.loops ? " (the chain runs in a ring)" : ""));
    page_.fact("To", page_.party(one.addressee));
    page_.fact("When", page_.when_said(one));
    page_.fact("Where", one.where);
    page_.fact("Stands in", page_.place_of(one));
    if (one.factuality != Factuality::asserted) page_.fact("Said as", factuality(one));
    if (again) page_.fact("Counted", "with the one above: both report one utterance");
    page_.fact("Source", one.source_reliability);
    page_.fact("Item", one.information_credibility);
    page_.fact("Likelihood", one.likelihood);
    if (one.confidence) page_.fact("Confidence", std::to_string(*one.confidence));
    for (const TakenStance& taken : one.stances)
      if (taken.proposition == q_) {
        page_.fact("Strength", taken.strength);
        page_.fact("Scope", taken.scope);
        page_.fact("Only if", taken.conditional_on);
        page_.fact("May be read as", fmt::format("{}", fmt::join(taken.other_readings, ", ")));
      }
    for (const auto& problem : one.problems) page_.fact("Wrong with it", problem);
    page_.fact("Record", one.journal.empty()
                             ? one.name
                             : fmt::format("{}, journal “{}” entry {}", one.name, one.journal, one.seq));
  }

  // For whom one speaks and by what authority is part of who speaks.
  std::string speaker(const Statement& one) const {
    std::string out = page_.party(one.speaker);
    if (one.on_behalf_of != kNone) out += fmt::format(", for {}", page_.party(one.on_behalf_of));
    if (!one.authority.empty()) out += fmt::format(" ({})", one.authority);
    return out;
  }
  // Whether the speaker said it as a fact at all. What was asked, or said on a condition, is easily quoted as if it had
  // been.
  static std::string factuality(const Statement& one) {
    switch (one.factuality) {
      case Factuality::questioned:
        return "a question";
      case Factuality::conditional:
        return one.factual_condition.empty() ? "a condition" : "a condition: " + one.factual_condition;
      case Factuality::hedged:
        return "hedged";
      case Factuality::asserted:
        break;
    }
    return "";
  }

  using Pair = std::pair<AccountIndex, AccountIndex>;

  // What "they agree" hides, and what a verdict hangs on.
  // Pairs on one side may agree for different reasons, and pairs on two sides may only contradict each other if a
  // report is true. Both are told under the proposition: agreement is compared within a side only, and conditions
  // everywhere.
  void hidden_differences() {
    std::vector<std::string> lines;
    // By condition, because the same report often stands behind many pairs and is told once for all of them.
    std::map<std::string, std::vector<Pair>> conditions;
    std::size_t pairs = 0;
    // Each pair once: within one list only those behind an account, between two lists all.
    const auto look = [&](const std::vector<const Cell*>& a, const std::vector<const Cell*>& b) {
      for (std::size_t i = 0; i < a.size(); ++i)
        for (std::size_t j = &a == &b ? i + 1 : 0; j < b.size() && pairs < kMaxPairs; ++j, ++pairs) {
          const Pair pair{a[i]->account, b[j]->account};
          if (!page_.selection.pairs(pair.first, pair.second)) continue;
          if (&a == &b)
            if (const std::string difference = page_.comparison.difference(pair.first, pair.second, q_);
                !difference.empty())
              lines.push_back(fmt::format("{} agree, but: {}", names(pair), difference));
          if (const std::string condition = page_.comparison.conditional_on(pair.first, pair.second, q_);
              !condition.empty())
            conditions[condition].push_back(pair);
        }
    };
    look(for_, for_);
    look(against_, against_);
    look(for_, against_);
    for (const auto& [condition, list] : conditions) lines.push_back(hangs_on(condition, list));
    if (lines.empty()) return;
    Element details(html_, "details", {{"open", {}, lines.size() <= 3}});
    html_.element("summary", "What the verdicts hide, or hang on", {{"class", "meta"}}).open("ul");
    for (const auto& line : lines) html_.element("li", line);
    html_.close();
  }

  std::string names(const Pair& pair) const {
    return fmt::format("{} and {}", page_.title_of(pair.first), page_.title_of(pair.second));
  }
  // One account that all pairs have in common stands for them.
  std::string hangs_on(const std::string& condition, const std::vector<Pair>& list) const {
    for (const AccountIndex common : {list.front().first, list.front().second})
      if (list.size() > 1 &&
          std::ranges::all_of(list, [&](const Pair& pair) { return pair.first == common || pair.second == common; }))
        return fmt::format("Every verdict with {} hangs on this: {}", page_.title_of(common), condition);
    std::vector<std::string> pairs;
    for (const Pair& pair : list) pairs.push_back(names(pair));
    return fmt::format("Between {} it hangs on this: {}", fmt::join(pairs, "; "), condition);
  }

  PageWriter& page_;
  page::Html& html_;
  PropositionIndex q_;
  std::string tags_;
  std::vector<const Cell*> for_, aside_, against_;
};

}  // namespace

// The buttons work by the tags of each article; without the script of the page everything is shown. Contested ones come
// first, and within each half the order is that of the selection.
void PageWriter::propositions() {
  heading("propositions", "What is said",
          "Each proposition with the accounts that take a side on it. Open an account for its words and the way they "
          "came.");
  html.open("div", {{"class", "bar"}});
  const std::pair<const char*, const char*> filters[] = {{"", "All"},
                                                         {"both", "Told both ways"},
                                                         {"unanswered", "Unanswered"},
                                                         {"changed", "Changed"},
                                                         {"one-side", "One side only"}};
  for (const auto& [word, title] : filters)
    html.element("button", title,
                 {{"type", "button"}, {"data-filter", word}, {"aria-pressed", *word == '\0' ? "true" : "false"}});
  html.element("button", "Open all words", {{"type", "button"}, {"data-open", {}}, {"aria-pressed", "false"}}).close();

  std::set<PropositionIndex> unanswered, changed;
  // That others spoke is left out: nearly every proposition would be tagged.
  const Shown looked_at = selection.shown(comparison);
  for (const Silence& one : comparison.silences(&looked_at).list)
    if (one.why == Silence::Why::asked) unanswered.insert(one.proposition);
  for (const NonAnswer& one : non_answers(comparison))
    if (shows(one)) unanswered.insert(one.on.begin(), one.on.end());
  for (const Change& one : comparison.changes())
    if (one.changed) changed.insert(one.proposition);
  std::vector<PropositionIndex> order = selection.propositions;
  std::ranges::stable_sort(order, {}, [&](PropositionIndex q) { return comparison.told(q).told != Told::both; });
  for (const PropositionIndex q : order) {
    const Told told = comparison.told(q).told;
    std::string tags = told == Told::both ? "both" : told == Told::neither ? "neither" : "one-side";
    if (unanswered.contains(q)) tags += " unanswered";
    if (changed.contains(q)) tags += " changed";
    PropositionPart(*this, q, std::move(tags)).write();
  }
}

// Columns of one side stand together, so that a row can be read side by side.
std::vector<AccountIndex> PageWriter::by_side(std::vector<AccountIndex> order) {
  std::vector<PartyIndex> sides;  // in the order in which they are met
  for (const AccountIndex a : order)
    if (std::ranges::find(sides, account(a).side) == sides.end()) sides.push_back(account(a).side);
  const auto place = [&](AccountIndex a) { return std::ranges::find(sides, account(a).side) - sides.begin(); };
  std::vector<std::size_t> sizes(sides.size());
  for (const AccountIndex a : order) ++sizes[static_cast<std::size_t>(place(a))];
  // Sides of several accounts first, largest first; holders that speak for nobody but themselves, behind them.
  std::ranges::stable_sort(order, [&](AccountIndex a, AccountIndex b) {
    const auto weight = [&](AccountIndex x) {
      return std::make_pair(sizes[static_cast<std::size_t>(place(x))], -place(x));
    };
    return weight(a) > weight(b);
  });
  return order;
}

// Two rows of headings: the sides over the accounts that speak for them, then the accounts.
void PageWriter::matrix_heads(const std::vector<AccountIndex>& order) {
  html.open("thead").open("tr", {{"class", "groups"}}).element("td", "");
  for (std::size_t i = 0; i < order.size();) {
    const PartyIndex side = account(order[i]).side;
    std::size_t end = i;
    while (end < order.size() && account(order[end]).side == side) ++end;
    // A side of one or two accounts is named by them.
    html.element("th", end - i > 2 ? party(side) : "",
                 {{"scope", "colgroup"}, {"colspan", std::to_string(end - i)}, {"class", "side-of"}});
    i = end;
  }
  html.close().open("tr").element("th", "", {{"scope", "col"}});
  for (std::size_t i = 0; i < order.size(); ++i) {
    const bool first = i == 0 || account(order[i]).side != account(order[i - 1]).side;
    html.open("th", {{"scope", "col"}, {"class", first ? "turn first" : "turn"}})
        .element("span", title_of(order[i]))
        .close();
  }
  html.close().close();
}

// One proposition, and what each account has to it.
void PageWriter::matrix_row(PropositionIndex q, const std::vector<AccountIndex>& order) {
  Element row(html.line(), "tr");
  html.open("th", {{"scope", "row"}})
      .element("span", proposition(q).name, {{"class", "id"}})
      .text(" " + proposition(q).text)
      .close();
  for (std::size_t i = 0; i < order.size(); ++i) {
    const bool first = i == 0 || account(order[i]).side != account(order[i - 1]).side;
    Element td(html, "td", {{"class", "first", first}});
    const Cell* cell = comparison.cell(order[i], q);
    // Silence is an empty cell and no sign: it is not a stance.
    if (cell == nullptr) continue;
    const Sign sign = sign_of(*cell);
    // The same words for who points at the sign and for who has it read aloud.
    const std::string words = fmt::format("{}: {}", title_of(order[i]), joined_words(*cell));
    html.open("a", {{"href", "#" + cell_anchor(order[i], q)}, {"title", words}, {"aria-label", words}})
        .element("span", sign.text, {{"class", std::string(sign.css)}})
        .close();
  }
}

void PageWriter::matrix() {
  Element section(html.line(), "section", {{"class", "wide"}});
  heading("matrix", "The matrix",
          "Accounts across, grouped by side; propositions down. An empty cell is silence. A sign leads to its words.");
  std::vector<AccountIndex> order = speaking();
  // A table of this size makes a browser slow and tells a reader nothing. The page says so instead of leaving it out.
  if (order.size() * selection.propositions.size() > kMaxMatrixCells) {
    html.element("p",
                 fmt::format("{} and {} are too many for one sheet. Choose with --event or --between.",
                             text::counted(order.size(), "account"),
                             text::counted(selection.propositions.size(), "proposition")),
                 {{"class", "warn"}});
    return;
  }
  order = by_side(std::move(order));

  Element scroll(html, "div",
                 {{"class", "scroll"},
                  {"tabindex", "0"},
                  {"role", "region"},
                  {"aria-label", "Matrix of accounts and propositions"}});
  Element table(html, "table");
  matrix_heads(order);
  html.open("tbody");
  for (const PropositionIndex q : selection.propositions) matrix_row(q, order);
  html.close();
}

// The words of the legend are the definitions of the signs, for a reader who has nothing but the page.
void PageWriter::legend() {
  heading("read", "How to read this");
  Element list(html, "dl", {{"class", "facts"}});
  const auto sign = [&](const char* text, const char* css, const char* meaning) {
    html.open("dt").element("span", text, {{"class", css}}).close().element("dd", meaning);
  };
  sign("+", "sign for strong", "affirms: says that it is so");
  sign("+", "sign for", "accepts somebody’s word that it is so, or alleges it on others’ or unproven ground");
  sign("−", "sign against strong", "denies: says that it is not so");
  sign("−", "sign against", "accepts the denial, or alleges that it is not so");
  sign("±", "sign both", "says both");
  sign("∅", "sign aside", "declines: was asked or named, and takes no side");
  sign("?", "sign aside", "raises it, or doubts it without denying");
  fact("Account",
       "all that one holder says on one occasion through one channel: the same minister on the plane and in parliament "
       "has two, and what he said according to a note is a third.");
  fact("Hearsay",
       "how many links lie between the page that is at hand and the one who is said to have spoken. It is marked, and "
       "discounted by nobody.");
  fact("Silent", "an account that says nothing on a proposition. Silence is no denial.");
}

}  // namespace parley::view
