// The comparison as one page, from what a reader with two minutes takes along to what stands behind it. The page says
// whose words everything is and settles nothing: a contradiction is shown with both sides, and no colour, order or
// sentence takes one of them. All of it is made of one telling (accounts/telling.h), as the terminal and the JSON are,
// so that no number and no name differs. It is written by one writer that only knows elements and texts (page/html.h),
// so that no title or quotation can bring markup of its own; every reference inside goes by an anchor made of a short
// name.
#include "view/comparison_page.h"

#include <fmt/format.h>

#include <algorithm>

#include "accounts/when.h"
#include "text/code_point.h"
#include "text/display.h"
#include "view/comparison_page_parts.h"
#include "view/readings.h"

namespace parley::view {
namespace {

// What a person calls it, then its short name in the case, then its id: the first that is there.
template <class T>
std::string named(const T& record, const std::string& title) {
  if (!title.empty()) return title;
  return record.name.empty() ? record.id : record.name;
}

// The classes of the colours of TLP; "TLP:AMBER+STRICT" has that of amber. Any other marking is shown without a colour,
// as nothing is known of how strict it is.
std::string tlp_class(const std::string& marking) {
  if (marking == "TLP:RED") return "tlp red";
  if (marking.starts_with("TLP:AMBER")) return "tlp amber";
  if (marking == "TLP:GREEN") return "tlp green";
  if (marking == "TLP:CLEAR") return "tlp clear";
  return "";
}

}  // namespace

std::string shortened(const std::string& text, std::size_t most) {
  if (most == SIZE_MAX || text::width(text) <= most) return text;
  // At a word where that does not cost half of the text; a single long word is cut within.
  std::string out = text::fitted(text, most);  // ends in "…"
  const std::size_t space = out.rfind(' ');
  if (space != std::string::npos && space > out.size() / 2) out = out.substr(0, space) + " …";
  return out;
}

// The first side of the telling is A on every picture.
picture::Place place_of(Standing standing) {
  switch (standing) {
    case Standing::first:
      return picture::Place::a;
    case Standing::second:
      return picture::Place::b;
    case Standing::both:
      return picture::Place::both;
    case Standing::others:
      return picture::Place::others;
  }
  return picture::Place::others;
}

// Manner for mark, one to one; what comes through somebody else is hollow.
picture::Sign sign_of(const Telling::Saying& one) {
  using Manner = Telling::Manner;
  picture::Sign out{.told = !one.own_words, .in_part = one.in_part};
  switch (one.manner) {
    case Manner::says_so:
      out.mark = picture::Mark::so;
      break;
    case Manner::says_not:
      out.mark = picture::Mark::not_so;
      break;
    case Manner::alleges_so:
      out.mark = picture::Mark::alleges;
      break;
    case Manner::alleges_not:
      out.mark = picture::Mark::alleges_not;
      break;
    case Manner::declines:
      out.mark = picture::Mark::no_side;
      break;
    case Manner::doubts:
      out.mark = picture::Mark::doubts;
      break;
    case Manner::raises:
      out.mark = picture::Mark::raises;
      break;
  }
  return out;
}

// The side; where the cell takes none, why.
picture::Sign sign_of(const Cell& cell) {
  const auto says = [&](Stance stance) {
    return std::ranges::any_of(cell.stances, [&](const CellStance& one) { return one.stance == stance; });
  };
  picture::Sign out;
  if (cell.contradicts_itself())
    out.mark = picture::Mark::both_ways;
  else if (cell.side() == Side::affirms)
    out.mark = says(Stance::alleges) ? picture::Mark::alleges : picture::Mark::so;
  else if (cell.side() == Side::denies)
    out.mark = says(Stance::alleges) ? picture::Mark::alleges_not : picture::Mark::not_so;
  else if (says(Stance::declines))
    out.mark = picture::Mark::no_side;
  else
    out.mark = says(Stance::doubts) ? picture::Mark::doubts : picture::Mark::raises;
  // A cell with one stance that goes all the way is not in part.
  out.in_part = std::ranges::all_of(cell.stances, [](const CellStance& one) { return one.in_part; });
  return out;
}

std::string joined_words(const Cell& cell) { return fmt::format("{}", fmt::join(cell.words(), " and ")); }

std::vector<std::pair<const char*, const std::vector<PropositionIndex>*>> parts_of(const Telling::Wholes& wholes) {
  return {{"Agree", &wholes.agree},
          {"Contradict each other", &wholes.contradict},
          {"One takes no side", &wholes.one_takes_no_side},
          {"One is silent", &wholes.one_is_silent}};
}

std::string rests_on(const Telling::Line& line) {
  constexpr std::string_view kOne = "1 account, 1 origin";
  if ((line.so.empty() || line.so == kOne) && (line.not_so.empty() || line.not_so == kOne)) return {};
  return rests_on(line.so, line.so_origins, line.not_so, line.not_so_origins, "So", "Not so");
}
std::string rests_on(const std::string& so, const Origins& so_origins, const std::string& not_so,
                     const Origins& not_so_origins, std::string_view so_word, std::string_view not_so_word) {
  std::string out;
  const auto add = [&](std::string_view word, const std::string& count, const Origins& origins) {
    if (count.empty()) return;
    const std::string names = in_words(origins);
    out += fmt::format("{}{}: {}{}.", out.empty() ? "" : " ", word, count, names.empty() ? "" : ": " + names);
  };
  add(so_word, so, so_origins), add(not_so_word, not_so, not_so_origins);
  return out;
}

// Who tells it is said only of what is not their own word, and of those it relies on the first.
std::string how_said(const Telling::Line& line, const Telling::Saying& one, std::size_t tellers_columns, Way way) {
  std::string out;
  const auto add = [&](const std::string& part) { out += (out.empty() ? "" : ", ") + part; };
  if (!one.own_words && !one.told_by.empty()) {
    std::string tellers;
    for (std::size_t i = 0; i < one.told_by.size(); ++i) {
      tellers += (i == 0 ? "via " : " and ") + shortened(one.told_by[i].brief, tellers_columns);
      if (way == Way::said && i < one.told_how.size() && !one.told_how[i].empty())
        tellers += fmt::format(" ({})", one.told_how[i]);
    }
    add(tellers);
  }
  if (one.of_other_side) add("of the other side");
  if (one.to && way == Way::said) add("to " + one.to->brief);
  if (!one.read_by.empty()) add("as " + one.read_by + " reads it");
  if (one.in_part) add("in part");
  if (one.by_implication) add("by implication");
  if (!one.relies_on.empty()) add("from " + shortened(one.relies_on.front().brief, tellers_columns));
  // The time is told only where the same name stands in the line with another time, and the reader would take the two
  // for a mistake.
  const bool twice = std::ranges::any_of(line.sayings, [&](const Telling::Saying& other) {
    return &other != &one && other.who.brief == one.who.brief && other.when != one.when;
  });
  if (twice && !one.when.empty()) add(in_sentence(one.when));
  return out;
}

PageWriter::PageWriter(const Comparison& c, const Selection& s, const Telling& t, const PageOptions& o)
    : comparison(c), selection(s), telling(t), options(o), clauses(c.material()) {
  using Kind = Telling::Kind;
  reading.from_right = o.from_right;
  reading.side_a = t.first ? t.first->name.full : "";
  reading.side_b = t.second ? t.second->name.full : "";
  const bool sides = t.first && t.second;
  groups = {{Kind::between_sides, "Contradicted between the two sides"},
            {Kind::side_and_others, "Contradicted between one side and others"},
            {Kind::within_a_side, "Contradicted within one side"},
            {Kind::among_others, sides ? "Contradicted among others" : "Contradicted"},
            {Kind::both_sides, "Both sides say so"},
            {Kind::only_first, t.first ? "Only " + t.first->name.brief : "Only the first side"},
            {Kind::only_second, t.second ? "Only " + t.second->name.brief : "Only the second side"},
            {Kind::only_others, sides ? "Only others" : "Contradicted by nobody"},
            {Kind::alleged_by_others, sides ? "Only alleged, by others" : "Only alleged"},
            {Kind::nobody, "Nobody takes a side"}};
  // Names are taken from the telling, so that whoever it calls briefly is called so all over the page; the first one
  // that it uses stands.
  for (const auto& [kind, name] : groups)
    for (const Telling::Line& line : t.lines(kind)) {
      lines.push_back(&line), line_of.emplace(line.proposition, &line);
      for (const auto& one : line.sayings) {
        for (const AccountIndex account : one.accounts) standing_of.emplace(account, one.standing);
        brief_names.emplace(one.who.party, one.who.brief);
        for (const auto& teller : one.told_by) brief_names.emplace(teller.party, teller.brief);
      }
    }
  // Who speaks only on lines that are told without their sayings.
  for (const auto& one : t.speakers) brief_names.emplace(one.party, one.brief);
}

// The short name where a proposition has no words; only letters of ASCII are made capitals.
std::string PageWriter::text_of_proposition(PropositionIndex index) const {
  const Proposition& one = material().propositions()[index];
  std::string out = one.text.empty() ? one.name : one.text;
  if (out[0] >= 'a' && out[0] <= 'z') out[0] = static_cast<char>(out[0] - 'a' + 'A');
  return out;
}
// Somebody who speaks on nothing that is told has no brief name, and is called in full.
std::string PageWriter::brief_name(PartyIndex index) const {
  const auto at = brief_names.find(index);
  return at == brief_names.end() ? party(index) : at->second;
}
// Empty for nobody, so that callers need not ask.
std::string PageWriter::party(PartyIndex index) const {
  if (index == kNone) return {};
  const Party& one = material().parties()[index];
  return named(one, one.title);
}
std::string PageWriter::event(EventIndex index) const {
  if (index == kNone) return {};
  const Event& one = material().events()[index];
  return named(one, one.title);
}
// The publisher tells more than a headline does, which stands among the sources.
std::string PageWriter::document(DocumentIndex index) const {
  if (index == kNone) return {};
  const Document& one = material().documents()[index];
  return one.voice != kNone ? party(one.voice) : named(one, one.title);
}
std::string PageWriter::place(DocumentIndex index, std::size_t line) const {
  if (index == kNone) return {};
  return line > 0 ? fmt::format("{}, line {}", document(index), line) : document(index);
}
// The line of the words; where none is known, of what introduces them, then of who is named as their source; else the
// document alone.
std::size_t PageWriter::line_in_text(const Statement& one) const {
  for (const auto* spans : {&one.content_spans, &one.cue_spans, &one.source_spans})
    if (!spans->empty() && spans->front().line > 0) return spans->front().line;
  return 0;
}
std::string PageWriter::place_of(const Statement& one) const { return place(one.document, line_in_text(one)); }
std::string PageWriter::source_name(const Telling::Moved& one) const {
  return one.source_by != kNone ? party(one.source_by) : document(one.source.document);
}
// What the statement says of its time, then the time that could be computed, then that of the event at which it was
// said: from the most exact to what is better than nothing.
std::string PageWriter::when_said(const Statement& one) const {
  if (!one.when.empty()) return one.when;
  if (one.said) return page::readable_time(to_string(*one.said));
  return one.occasion == kNone ? std::string() : material().events()[one.occasion].when;
}
std::string PageWriter::names_of(const std::vector<StatementIndex>& statements) const {
  std::string out;
  for (const StatementIndex index : statements) out += (out.empty() ? "" : " ") + statement(index).name;
  return out;
}
std::string PageWriter::side_name(Standing standing) const {
  switch (standing) {
    case Standing::first:
      return reading.side_a;
    case Standing::second:
      return reading.side_b;
    case Standing::both:
      return "Both";
    case Standing::others:
      return "Others";
  }
  return "";
}
std::string PageWriter::side_of(PartyIndex index, Standing standing) const {
  if (!telling.first) return {};
  const auto is = [&](const std::optional<Telling::Side>& side) {
    return side && index != kNone && side->name.party == index;
  };
  return is(telling.first) || is(telling.second) ? std::string() : side_name(standing);
}
std::string PageWriter::anchor_of(PropositionIndex index) const {
  return page::anchor("q-", material().propositions()[index].name);
}
std::string PageWriter::cell_anchor(AccountIndex a, PropositionIndex q) const {
  return page::anchor("c-", account(a).name + "/" + material().propositions()[q].name);
}
// By side, and within a side as the selection has them.
std::vector<AccountIndex> PageWriter::speaking() const {
  std::vector<AccountIndex> out;
  for (const AccountIndex a : selection.accounts)
    if (standing_of.contains(a)) out.push_back(a);
  std::ranges::stable_sort(out, {}, [&](AccountIndex a) { return standing_of.at(a); });
  return out;
}

// What a source says of a change is told with who moved, and is left out here. A sentence has to be about both sides.
std::vector<SourceSays> PageWriter::said_of_both() const {
  std::vector<SourceSays> out;
  if (!telling.first || !telling.second) return out;
  const auto speaks = [](const Telling::Side& side, const SourceSays& one) {
    return std::ranges::any_of(one.of, [&](PartyIndex of) {
      return of == side.name.party || std::ranges::find(side.speak, of) != side.speak.end();
    });
  };
  for (const SourceSays& one : telling.source_says)
    if (one.what != SourceSays::What::change && speaks(*telling.first, one) && speaks(*telling.second, one))
      out.push_back(one);
  return out;
}
std::string PageWriter::in_words(const Heading& one) const {
  return fmt::format(
      "The heading of {} says so in its own voice; its text has it from {} alone. One claim, two named sources.",
      document(statement(one.heading).document), party(one.origin));
}
// How it stands to other propositions, and whose heading says it; "the same" is told with whose word that is. Then what
// a reader of the group alone would miss: a side that contradicts itself, and somebody who no longer does.
std::vector<std::string> PageWriter::notes_on(const Telling::Line& line) const {
  std::vector<std::string> out;
  const Proposition& of = material().propositions()[line.proposition];
  if (of.narrower_than != kNone) out.push_back("A narrower form of: " + text_of_proposition(of.narrower_than));
  for (const auto& same : of.same_as)
    out.push_back(fmt::format("The same as “{}”, according to {}", text_of_proposition(same.proposition),
                              same.according_to == kNone ? "whoever recorded it" : party(same.according_to)));
  for (const Heading& one : telling.headings)
    if (one.proposition == line.proposition) out.push_back(in_words(one));
  for (const auto& one : line.within)
    out.push_back(fmt::format("Within {} itself: {} against {}.", side_name(one.standing), names_at(line, one.so),
                              names_at(line, one.not_so)));
  for (const auto& one : telling.turns)
    if (one.on == line.proposition) out.push_back(capital(accounts::in_words(one)) + ".");
  return out;
}
std::vector<std::string> PageWriter::turns_of_wholes() const {
  std::vector<std::string> out;
  for (const auto& one : telling.turns)
    out.push_back(fmt::format("On whether {}, {}.", clauses.of(one.on), accounts::in_words(one)));
  return out;
}
// Each name once, as far as a sentence has room.
std::string PageWriter::names_at(const Telling::Line& line, const std::vector<std::size_t>& sayings) const {
  std::vector<std::string> names;
  for (const std::size_t at : sayings)
    if (const std::string name = accounts::in_words(line.sayings[at]); std::ranges::find(names, name) == names.end())
      names.push_back(name);
  constexpr std::size_t kMost = 4;
  if (names.size() > kMost) {
    const std::size_t more = names.size() - kMost + 1;
    names.resize(kMost - 1), names.push_back(number_word(more) + " more");
  }
  std::string out;
  for (std::size_t i = 0; i < names.size(); ++i)
    out += (i == 0 ? "" : i + 1 == names.size() ? " and " : ", ") + names[i];
  return out;
}
// The speaker is named only where it is not the publisher itself, whom the place names already.
std::string PageWriter::whose_word(const SourceSays& one) const {
  std::string out = place(one.says.document, one.says.line);
  if (one.says.by != kNone && one.says.by != material().documents()[one.says.document].voice)
    out = party(one.says.by) + ", in " + out;
  for (std::size_t i = 0; i < one.of.size(); ++i)
    out += (i == 0 ? ", of " : i + 1 == one.of.size() ? " and " : ", ") + brief_name(one.of[i]);
  return out;
}

// The language stands beside words of another one than the page's, so that they are read aloud and divided rightly.
void PageWriter::quotation(const Quotation& quote, std::size_t most) {
  const std::string words = most > 0 ? shortened(quote.text, most) : quote.text;
  quotation_element(in_quotes(words), place(quote.document, quote.line),
                    quote.statement == kNone ? std::string() : statement(quote.statement).language.str());
}
void PageWriter::quotation_element(const std::string& words, const std::string& place, const std::string& language) {
  html.element("q", words,
               {{"data-q", place, !place.empty()},
                {"lang", language, !language.empty() && language != options.language},
                {"dir", "rtl", !options.from_right && text::reads_from_right(words)}});
}

// The statements behind a name stand in data-s, so that each name on the page can be traced to them.
void PageWriter::saying(const Telling::Line& line, const Telling::Saying& one, std::size_t tellers) {
  page::Element span(html, "span", {{"class", "w"}, {"data-s", names_of(one.statements)}});
  picture::write(html, sign_of(one), view::place_of(one.standing));
  html.element("bdi", one.who.brief);
  if (const std::string how = how_said(line, one, tellers, Way::left_out); !how.empty())
    html.text(" ").element("small", how);
}

// The marking is the strictest of all that is shown. That nothing is marked is said, too: a page without a word on it
// would be taken for one that may go anywhere.
void PageWriter::bar(bool foot, std::string_view last) {
  const desk::Provenance& from = options.from;
  page::Element bar(html.line(), "div", {{"class", foot ? "bar foot" : "bar"}});
  html.element("b", from.marking.empty() ? "NOT MARKED" : from.marking,
               {{"class", tlp_class(from.marking), !tlp_class(from.marking).empty()}});
  // English has another word for one, for two, and for more.
  const std::string documents = from.documents.size() == 1
                                    ? "The document"
                                    : fmt::format("None of the {} documents", number_word(from.documents.size()));
  html.element(
      "span",
      from.marking.empty()
          ? (from.documents.empty()       ? "Nothing on this page carries a marking"
             : from.documents.size() == 1 ? "The document carries no marking, nor does anything on this page"
             : from.documents.size() == 2 ? "Neither of the two documents, and nothing on this page, carries a marking"
                                          : documents + ", and nothing on this page, carries a marking")
          : fmt::format("The strictest marking of what is shown: {} of {} carry one", text::with_commas(from.marked),
                        text::counted(from.objects, "object")));
  html.element("span", last);
}

namespace {

// The whole file. The marking runs along the foot of every printed page, as pages are copied one by one.
std::string finished(PageWriter& page, std::string_view title, bool details) {
  page::Frame frame{.look = page::Look::sheet,
                    .language = page.options.language,
                    .from_right = page.options.from_right,
                    .running = page.options.from.marking.empty() ? "NOT MARKED" : page.options.from.marking,
                    .first_is_numbered = details};
  return page::document(title, page.html.take(), frame);
}

// The contents of the page. A target whose part has nothing to show does not exist; the link then goes nowhere.
void links(page::Html& html, const std::vector<std::pair<const char*, const char*>>& all) {
  page::Element nav(html.line(), "nav", {{"class", "on"}, {"aria-label", "On this page"}});
  for (const auto& [target, title] : all) html.element("a", title, {{"href", target}}).text(" ");
}

}  // namespace

std::string brief_page(const Comparison& comparison, const Selection& selection, const Telling& telling,
                       const PageOptions& options) {
  PageWriter page(comparison, selection, telling, options);
  page.html.element("a", "Skip to the list by side", {{"class", "skip"}, {"href", "#list"}});
  page.brief(true);
  return finished(page, options.title, false);
}

std::string page(const Comparison& comparison, const Selection& selection, const Telling& telling,
                 const PageOptions& options) {
  PageWriter page(comparison, selection, telling, options);
  page.html.element("a", "Skip to the list by side", {{"class", "skip"}, {"href", "#list"}});
  page.brief(false);
  {
    page::Element more(page.html.line(), "div", {{"class", "more"}});
    page::Element in(page.html, "div", {{"class", "in"}});
    links(page.html, {{"#who", "Who relies on whom"},
                      {"#order", "Order"},
                      {"#matrix", "Every position"},
                      {"#wholes", "Two sides as wholes"},
                      {"#words", "Word for word"},
                      {"#unanswered", "Unanswered"},
                      {"#lines", "Shared lines"},
                      {"#statements", "Every statement"},
                      {"#read", "How to read this"}});
    page.pictures();
    page.word_for_word();
    page.unanswered();
    page.moved();
    put_read_differently(page.html, comparison.material(), readings_on(comparison.material(), selection.propositions));
    page.shared_lines();
    page.every_statement();
    page.problems();
    page.how_to_read();
  }
  return finished(page, options.title, true);
}

// A sentence for each way in which the reader has narrowed down what is compared; empty when it is everything.
std::string choice_text(const desk::Comparing::Wanted& wanted) {
  std::string out;
  const auto add = [&](const std::string& sentence) { out += out.empty() ? sentence : " " + sentence; };
  if (!wanted.event.empty()) add(fmt::format("Only what has to do with {}.", wanted.event));
  if (!wanted.between.empty()) add(fmt::format("Between {}.", fmt::join(wanted.between, " and ")));
  if (!wanted.only.empty())
    add(wanted.only == "disagreements" ? "Only what is contradicted."
        : wanted.only == "unanswered"  ? "Only what was left unanswered."
        : wanted.only == "changed"     ? "Only what changed, or is said to have changed."
        : wanted.ours.empty()          ? std::string("Only what our own side says alone.")
                                       : fmt::format("Only what {} says alone.", wanted.ours));
  if (!wanted.without.empty()) add(fmt::format("Turned off: {}.", fmt::join(wanted.without, ", ")));
  if (wanted.as_of) add(fmt::format("As known on {}.", page::readable_time(to_string(*wanted.as_of))));
  if (wanted.said_by) add(fmt::format("As said by {}.", page::readable_time(to_string(*wanted.said_by))));
  return out;
}

}  // namespace parley::view
