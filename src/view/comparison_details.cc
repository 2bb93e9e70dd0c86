// What stands behind the brief: each proposition with the words of everybody who speaks on it, who did not answer, who
// moved, the lines that are shared, and every statement with its place, once. Everything is there without a script; one
// only helps to find it.
#include <fmt/format.h>

#include <algorithm>

#include "accounts/model.h"
#include "accounts/when.h"
#include "text/code_point.h"
#include "text/display.h"
#include "view/comparison_page_parts.h"

namespace parley::view {
namespace {

using Line = Telling::Line;
using Saying = Telling::Saying;

constexpr std::size_t kMaxWeaker = 20;   // of silences on what others spoke, which are a matter of expectation
constexpr std::size_t kRows = 100;       // of one table of the register
constexpr std::size_t kMostSayings = 8;  // on one proposition, where there are more than a page holds

// The heading of a part, with the anchor that the contents go to.
void part(page::Html& html, std::string_view id, std::string_view title, std::string_view note) {
  html.element("h2", title, {{"id", std::string(id)}});
  if (!note.empty()) html.element("p", note, {{"class", "note"}});
}

// Search for a part: nothing without a script, which alone shows it. What is found is counted and read aloud.
void finder(page::Html& html, std::string_view of, std::string_view what) {
  page::Element form(html.line(), "div", {{"class", "find"}, {"role", "search"}});
  const std::string id = fmt::format("find-{}", of);
  html.element("label", fmt::format("Find among {}", what), {{"for", id}});
  html.single("input", {{"id", id}, {"type", "search"}, {"data-find", std::string(of)}, {"autocomplete", "off"}});
  html.element("output", "", {{"for", id}, {"aria-live", "polite"}});
}

}  // namespace

namespace {

// What matters of a sentence of a text.
Quotation quotation_of(const TextSays& says) {
  Quotation out;
  out.text = says.words, out.document = says.document, out.line = says.line;
  return out;
}

// One saying: sign and name, the words with their place, and the statements behind it.
void words_of_saying(PageWriter& page, const Line& line, const Saying& one) {
  page::Html& html = page.html;
  html.open("dt");
  // Where each position of the matrix is told in full.
  for (const AccountIndex account : one.accounts)
    html.element("span", "", {{"id", page.cell_anchor(account, line.proposition)}});
  page.saying(line, one);
  html.close().open("dd");
  if (one.words.quote.text.empty()) {
    html.text("No words are recorded");
  } else {
    page.quotation(one.words.quote);
    html.text(" ").element("span", page.place(one.words.quote.document, one.words.quote.line), {{"class", "r"}});
  }
  for (const Quotation& also : one.words.also)
    html.element("span", "; the same in " + page.place(also.document, also.line) + ", counted once", {{"class", "r"}});
  if (one.not_spoken) {
    html.text("; who himself "), page.quotation(quotation_of(*one.not_spoken)), html.text(", ");
    html.element("span", page.place(one.not_spoken->document, one.not_spoken->line), {{"class", "r"}});
  }
  if (!one.only_if.empty()) html.text("; depends on " + one.only_if);
  for (const StatementIndex s : one.statements)
    html.text(" ").element("a", page.statement(s).name,
                           {{"class", "id"}, {"href", "#" + page::anchor("s-", page.statement(s).name)}});
  html.close();
}

// One proposition with everybody who speaks on it; at most `most` sayings.
void article(PageWriter& page, const Line& line, std::size_t most) {
  page::Html& html = page.html;
  page::Element article(html.line(), "article",
                        {{"class", "prop"}, {"id", page.anchor_of(line.proposition)}, {"data-in", "words"}});
  html.open("h3")
      .text(page.text_of_proposition(line.proposition))
      .text(" ")
      .element("span", line.name, {{"class", "id"}});
  if (line.pinned) html.element("small", ", put first by an analyst");
  if (const std::string rests = rests_on(line); !rests.empty()) html.text(" ").element("small", rests);
  html.close().open("dl");
  for (std::size_t i = 0; i < std::min(line.sayings.size(), most); ++i) words_of_saying(page, line, line.sayings[i]);
  html.close();
  if (line.sayings.size() > most)
    html.element("p", fmt::format("And {} more, who stand among the statements.", line.sayings.size() - most),
                 {{"class", "meta"}});
  const Proposition& of = page.material().propositions()[line.proposition];
  for (const std::string& note : page.notes_on(line)) html.element("p", note, {{"class", "meta"}});
  for (const auto& problem : of.problems) html.element("p", problem, {{"class", "meta"}});
}

}  // namespace

// The groups of the brief in its order, here with everybody and with the strongest words of each.
void PageWriter::word_for_word() {
  if (lines.empty()) return;
  page::Element section(html.line(), "section", {{"class", "part"}, {"aria-labelledby", "words"}});
  part(html, "words", "Word for word",
       "Each proposition with everybody who speaks on it, the strongest words of each, and where they stand.");
  // The search looks through articles by their data-in.
  finder(html, "words", "propositions, names and words");
  std::size_t sayings = 0;
  for (const Line* line : lines) sayings += line->sayings.size();
  // Articles are short only where there are more sayings than kMaxRegister; otherwise everything is told.
  const std::size_t most = sayings > kMaxRegister ? kMostSayings : SIZE_MAX;
  for (const auto& [kind, name] : groups) {
    if (telling.lines(kind).empty()) continue;
    html.line().open("h3").text(name + " ").element("small", std::to_string(telling.lines(kind).size())).close();
    page::Element props(html, "div", {{"class", "props"}});
    for (const Line& line : telling.lines(kind)) article(*this, line, most);
  }
}

// First who did not answer, with the question and what he said instead; then who was asked and is not reported to have
// answered; last, and marked as weaker, on what others spoke.
void PageWriter::unanswered() {
  page::Element section(html.line(), "section", {{"class", "part"}, {"aria-labelledby", "unanswered"}});
  part(html, "unanswered", "Who has not answered", "");
  bool any = !telling.declined.empty();
  if (any) {
    html.line().element("h3", "Did not answer").open("ul", {{"class", "items"}});
    for (const auto& one : telling.declined) {
      page::Element li(html, "li", {{"data-s", names_of(one.statements), !one.statements.empty()}});
      html.element("b", capital(one.who.full),
                   {{"class", fmt::format("hue {}", picture::class_of(view::place_of(one.standing)))}});
      for (std::size_t i = 0; i < one.on.size(); ++i)
        html.text(i == 0 ? ", on whether " : "; on whether ").text(clauses.of(one.on[i]));
      html.text(behind_name(one.on.empty() ? capital(one.who.full) : std::string(),
                            accounts::in_words(material(), one.what)) +
                ".");
    }
    html.close();
  }
  // Silences are reckoned on what is shown alone: nobody is called silent on what the reader has turned off.
  const Shown looked_at = selection.shown(comparison);
  const Silences found = comparison.silences(&looked_at);
  for (const auto why : {Silence::Why::asked, Silence::Why::others_spoke}) {
    // The two kinds never stand in one list: whoever was asked and did not answer has done something else than whoever
    // was not asked.
    const bool asked = why == Silence::Why::asked;
    std::size_t shown = 0, all = 0;
    for (const Silence& one : found.list) {
      if (one.why != why) continue;
      // Who was asked is always listed; of the weaker silences the first ones, and the rest is counted with what the
      // comparison itself left out.
      if (++all; !asked && all > kMaxWeaker) continue;
      if (shown++ == 0)
        html.line()
            .element("h3",
                     asked ? "Asked, and not reported to have answered" : "Less telling: silent where others spoke")
            .open("ul", {{"class", "items"}});
      html.open("li")
          .element("b", capital(party(account(one.account).holder)))
          .text(", on whether " + clauses.of(one.proposition));
      if (!one.statements.empty()) html.text(" ").element("span", names_of(one.statements), {{"class", "id"}});
      html.close();
    }
    if (shown > 0) html.close();
    any = any || shown > 0;
    if (const std::size_t more = asked ? 0 : found.left_out + all - shown; more > 0)
      html.element("p", fmt::format("And {} more, of less weight.", text::with_commas(more)), {{"class", "meta"}});
  }
  // That there is nothing is told, since an empty part would look like one that was forgotten.
  if (!any)
    html.element("p", telling.narrowed() ? "Nobody, in what is shown."
                                         : "Nobody was asked here, and nobody’s silence would be noticed.");
}

// What a source says of somebody is its word and not a change that was found; it is told with the place.
void PageWriter::moved() {
  if (telling.moved.empty()) return;
  page::Element section(html.line(), "section", {{"class", "part"}, {"aria-labelledby", "changes"}});
  part(html, "changes", "Who changed, or is said to have",
       "A change is two positions of one person on one point, on two occasions whose order is known. What a source "
       "says of somebody is the source’s word.");
  page::Element list(html, "ul", {{"class", "items"}});
  for (const auto& one : telling.moved) {
    page::Element li(html.line(), "li");
    html.element("b", capital(one.who.full),
                 {{"class", fmt::format("hue {}", picture::class_of(view::place_of(one.standing)))}});
    if (one.on != kNone) html.text(", on whether " + clauses.of(one.on));
    if (one.how == Telling::Moved::How::source_says) {
      html.text(": " + source_name(one) + " says so, "), quotation(one.source);
      html.text(" ").element("span", place(one.source.document, one.source.line), {{"class", "r"}});
      continue;
    }
    if (one.how == Telling::Moved::How::only_if) html.text(", a change that depends on " + one.condition);
    for (std::size_t i = 0; i < one.moments.size(); ++i) {
      const auto& moment = one.moments[i];
      page::Element span(html, "span", {{"data-s", names_of(moment.statements)}});
      html.text((i == 0 ? ": " : "; then ") + moment.stance + behind_verb(moment.when));
      if (!moment.words.quote.text.empty()) html.text(", "), quotation(moment.words.quote, 200);
    }
    html.text(".");
  }
}

// Whether a line was found by comparing texts or is only said to be shared is told with each.
void PageWriter::shared_lines() {
  page::Element section(html.line(), "section", {{"class", "part"}, {"aria-labelledby", "lines"}});
  part(html, "lines", "Shared lines",
       "The same words from two speakers, or twice from one: found in the texts, or only said to be shared.");
  const auto all = lines_shown(comparison, selection);
  if (all.empty()) html.element("p", "None was found.");
  page::Element list(html, "ul", {{"class", "items"}});
  for (const SharedLine* shared : all) {
    const SharedLine& one = *shared;
    page::Element li(html.line(), "li", {{"data-s", names_of(one.statements)}});
    html.element("q", in_quotes(one.found ? one.line : one.source->sentence)).text(" ");
    std::string speakers;
    for (const PartyIndex speaker : one.speakers) speakers += (speakers.empty() ? "" : ", ") + party(speaker);
    html.text(speakers);
    html.element("span", ": " + how_shared(one), {{"class", "r"}});
    if (one.source) html.element("span", "; " + place(one.source->document, one.source->line), {{"class", "r"}});
    for (const auto& at : one.places) html.element("span", "; " + place(at.document, at.span.line), {{"class", "r"}});
  }
}

namespace {

// A statement as a row: name, speaker and through whom, words, time, line. Its anchor is what the names elsewhere link
// to.
void register_row(PageWriter& page, StatementIndex index) {
  page::Html& html = page.html;
  const Statement& one = page.statement(index);
  page::Element row(html.line(), "tr", {{"id", page::anchor("s-", one.name)}, {"data-in", "statements"}});
  html.element("td", one.name, {{"class", "id"}});
  html.open("td").element("bdi", page.party(one.speaker));
  // From the speaker to the page, as the words went.
  const std::string chain = way_of(page.material(), one);
  if (!chain.empty()) html.element("span", chain, {{"class", "tell"}});
  html.close().open("td");
  const std::string words = accounts::words_of(page.material(), one);
  // An act of which no words are recorded is told by what it was.
  if (words.empty())
    html.text(one.act.empty() ? "no words are recorded" : one.act);
  else
    html.element("q", in_quotes(words),
                 {{"lang", one.language, !one.language.empty() && one.language != page.options.language},
                  {"dir", "rtl", !page.options.from_right && text::reads_from_right(words)}});
  for (const auto& problem : one.problems) html.element("span", problem, {{"class", "tell"}});
  const std::size_t line = page.line_in_text(one);
  html.close().element("td", page.when_said(one)).element("td", line == 0 ? std::string() : std::to_string(line));
}

// Those from `at` on that stand in one document, under its name. Gives the first that is not shown yet.
std::size_t register_document(PageWriter& page, const std::vector<StatementIndex>& order, std::size_t at,
                              std::size_t end) {
  const DocumentIndex in = page.statement(order[at]).document;
  const page::Element body(page.html.line(), "tbody");
  page.html.open("tr", {{"class", "of"}})
      .element("th", page.document(in), {{"colspan", "5"}, {"scope", "rowgroup"}, {"data-of", "statements"}})
      .close();
  for (; at < end && page.statement(order[at]).document == in; ++at) register_row(page, order[at]);
  return at;
}

}  // namespace

// Every statement that counts on what is shown, in the order of the documents, each once with its words and how it
// came.
void PageWriter::every_statement() {
  const Shown shown = selection.shown(comparison);
  std::vector<StatementIndex> order;
  for (StatementIndex i = 0; i < material().statements().size(); ++i) {
    const Statement& one = statement(i);
    if (!one.known || !comparison.counts(i)) continue;
    // When nothing is narrowed down, statements that take no stance on anything are listed, too: then the register is
    // every statement that counts.
    const bool whole = selection.left.empty() && selection.propositions.size() == material().propositions().size();
    const bool touches = std::ranges::any_of(one.stances, [&](const TakenStance& taken) {
      return taken.proposition != kNone && shown.propositions[taken.proposition];
    });
    if (whole || touches) order.push_back(i);
  }
  page::Element section(html.line(), "section", {{"class", "part"}, {"aria-labelledby", "statements"}});
  part(html, "statements", fmt::format("Every statement: {}", text::with_commas(order.size())),
       "Who said what, through whom, when, and where it stands. Times in their own words.");
  // The bound is that of the whole page (comparison_page.h); the reader is told the number and what would narrow it
  // down.
  if (order.size() > kMaxRegister) {
    html.element("p",
                 fmt::format("{} are too many for a page. Choose with --event or --between.",
                             text::counted(order.size(), "statement")),
                 {{"class", "meta"}});
    return;
  }
  finder(html, "statements", "the statements");
  // In tables of a hundred, so that a browser need not lay out those that nobody looks at.
  for (std::size_t from = 0; from < order.size(); from += kRows) {
    page::Element chunk(html.line(), "div", {{"class", "chunk"}});
    page::Element table(html, "table", {{"class", "reg"}});
    html.open("colgroup");
    for (const char* css : {"rn", "rw", "rq", "rt", "rp"}) html.single("col", {{"class", css}});
    html.close().open("thead").open("tr");
    for (const char* head : {"Name", "Who", "What was said", "When", "Line"})
      html.element("th", head, {{"scope", "col"}});
    html.close().close();
    const std::size_t end = std::min(from + kRows, order.size());
    for (std::size_t at = from; at < end;) at = register_document(*this, order, at, end);
  }
}

// Bounded, since a case can have as many faults as statements.
void PageWriter::problems() {
  const auto all = comparison.problems();
  if (all.empty()) return;
  page::Element section(html.line(), "section", {{"class", "part"}, {"aria-labelledby", "problems"}});
  part(html, "problems", fmt::format("What does not hold: {}", all.size()),
       "It is shown as it is, and nothing is left out for it.");
  page::Element list(html, "ul", {{"class", "items"}});
  for (std::size_t i = 0; i < std::min<std::size_t>(all.size(), 100); ++i) html.element("li", all[i]);
  if (all.size() > 100) html.element("li", "And more: the JSON lists all.");
}

// The rules by which a reader can tell what this page claims and what it does not.
void PageWriter::how_to_read() {
  page::Element section(html.line(), "section", {{"class", "part"}, {"aria-labelledby", "read"}});
  part(html, "read", "How to read this", "");
  page::Element list(html, "ul", {{"class", "items"}});
  for (const char* sentence :
       {"A side is told by its place first: one at the side where reading begins, one facing it, others last. Whoever "
        "speaks for neither is one of the others.",
        "A filled sign is said by themselves to the page. A hollow, dashed one is told by somebody else. A cut corner: "
        "in part.",
        "Contradicted means that one says so and another denies it. Nothing here says who is right.",
        "An account is one person or body, on one occasion, through one channel. An origin is who can know, counted "
        "once however many accounts repeat it.",
        "“Depends on” names what would have to hold for somebody to have said it: who has to have passed it on "
        "rightly, "
        "which paper has to be genuine.",
        "Quotation marks stand around words that a text has. A closing comma or full stop may be left out, and nothing "
        "else.",
        "What is marked, recorded by whom, and from which bytes, stands at the foot of the brief."})
    html.element("li", sentence);
  page::Element where(html, "li");
  html.text("Everything here is computed from the statements each time it is asked for: ")
      .element("code", options.command.empty() ? "parley compare CASE" : options.command)
      .text(".");
}

}  // namespace parley::view
