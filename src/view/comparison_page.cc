// The comparison as one page, from what is most contested to what stands behind it. The page says whose words
// everything is and settles nothing: a contradiction is shown with both sides, and no colour, order or sentence takes
// one of them. It is written by one writer that only knows elements and texts (page/html.h), so that no title or
// quotation can bring markup of its own. Every reference inside goes by an anchor made of a short name; a name may have
// any characters in it, which is why page::anchor() makes them.
#include "view/comparison_page.h"

#include <fmt/format.h>

#include <algorithm>

#include "view/comparison_page_parts.h"
#include "view/readings.h"

namespace parley::view {
namespace {

using namespace accounts;

template <class T>
// What a person calls it, then its short name in the case, then its id: the first that is there.
std::string named(const T& record, const std::string& title) {
  if (!title.empty()) return title;
  return record.name.empty() ? record.id : record.name;
}

// The head says what the page was computed from and what was turned off, because it is handed on and read without the
// command that made it.
void top(PageWriter& page) {
  page::Html& html = page.html;
  page::Element header(html, "header", {{"class", "top"}});
  html.element("p", "Accounts side by side", {{"class", "kicker"}}).element("h1", page.options.title);
  if (!page.options.note.empty()) html.element("p", page.options.note, {{"class", "lede"}});
  // Only statements that count: one that is turned off, or that others merely refer to, is on the page nowhere.
  std::size_t counted_in = 0;
  for (StatementIndex i = 0; i < page.material().statements().size(); ++i)
    if (page.material().statements()[i].known && page.comparison.counts(i)) ++counted_in;
  std::string meta = fmt::format("{} in {} on {}.", counted(counted_in, "statement", "statements"),
                                 counted(page.speaking().size(), "account", "accounts"),
                                 counted(page.selection.propositions.size(), "proposition", "propositions"));
  const Options& options = page.comparison.options();
  if (options.as_of) meta += fmt::format(" As known on {}.", page::readable_time(to_string(*options.as_of)));
  if (options.said_by) meta += fmt::format(" As said by {}.", page::readable_time(to_string(*options.said_by)));
  if (!options.without.empty()) meta += fmt::format(" Turned off: {}.", fmt::join(options.without, ", "));
  html.element("p", meta, {{"class", "meta"}});
  page::Element nav(html, "nav", {{"aria-label", "On this page"}});
  const std::pair<const char*, const char*> links[] = {
      {"#short", "In short"},    {"#propositions", "What is said"}, {"#matrix", "Matrix"},
      {"#changes", "Changes"},   {"#lines", "Shared lines"},        {"#silences", "Unanswered"},
      {"#timeline", "Timeline"}, {"#sources", "Sources"},           {"#read", "How to read this"}};
  for (const auto& [target, title] : links) html.element("a", title, {{"href", target}});
}

// What a reader with one minute takes along: the propositions by whether both ways are told. An empty group has no
// card.
void in_short(PageWriter& page) {
  page.heading("short", "In short",
               "Computed from the statements for whoever reads this; a contradiction is shown, not settled.");
  page::Html& html = page.html;
  std::vector<PropositionIndex> of[4];
  for (const PropositionIndex q : page.selection.propositions)
    of[static_cast<std::size_t>(page.comparison.told(q).told)].push_back(q);
  const std::pair<Told, const char*> groups[] = {{Told::both, "Told both ways"},
                                                 {Told::true_only, "Told as so, by nobody denied"},
                                                 {Told::false_only, "Told as not so, by nobody affirmed"},
                                                 {Told::neither, "Nobody takes a side"}};
  page::Element cards(html, "div", {{"class", "cards"}});
  for (const auto& [told, title] : groups) {
    const auto& list = of[static_cast<std::size_t>(told)];
    if (list.empty()) continue;
    page::Element card(html.line(), "article", {{"class", "card"}});
    html.open("h3")
        .text(title)
        .text(" ")
        .element("span", std::to_string(list.size()), {{"class", "count meta"}})
        .close();
    page::Element items(html, "ul", {{"class", "plain brief"}});
    for (const PropositionIndex q : list) {
      const PropositionView view = page.comparison.told(q);
      html.open("li")
          .element("a", page.proposition(q).text, {{"href", "#" + page::anchor("q-", page.proposition(q).name)}})
          .text(" ");
      if (told == Told::both)
        html.element("span", fmt::format("{} so, {} not so", view.affirmed_by.size(), view.denied_by.size()),
                     {{"class", "meta"}});
      html.close();
    }
  }
}

}  // namespace

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
std::string PageWriter::document(DocumentIndex index) const {
  if (index == kNone) return {};
  const Document& one = material().documents()[index];
  return named(one, one.title);
}
std::string PageWriter::title_of(AccountIndex index) const {
  return account(index).title.empty() ? account(index).name : account(index).title;
}

std::string PageWriter::words_of(const Statement& one) const { return accounts::words_of(material(), one); }

std::string PageWriter::place_of(const Statement& one) const {
  // The publisher tells more than a headline does, which stands among the sources.
  const PartyIndex voice = one.document == kNone ? kNone : material().documents()[one.document].voice;
  const std::string out = voice != kNone ? party(voice) : document(one.document);
  for (const auto* spans : {&one.content_spans, &one.cue_spans, &one.source_spans})
    if (!spans->empty() && spans->front().line > 0) return out + fmt::format(", line {}", spans->front().line);
  return out;
}

// What the statement says of its time, then the time that could be computed, then that of the event at which it was
// said: from the most exact to what is better than nothing.
std::string PageWriter::when_said(const Statement& one) const {
  if (!one.when.empty()) return one.when;
  if (one.said) return page::readable_time(to_string(*one.said));
  return one.occasion == kNone ? std::string() : material().events()[one.occasion].when;
}

StatementIndex PageWriter::outermost(StatementIndex index) const {
  // As many steps as there are statements: hostile ones may stand within each other.
  for (std::size_t steps = 0; statement(index).within != kNone && steps < material().statements().size(); ++steps)
    index = statement(index).within;
  return index;
}
std::string PageWriter::when_told(StatementIndex index) const {
  std::string out = when_said(statement(outermost(index)));
  return out.empty() ? when_said(statement(index)) : out;
}

// An account that says nothing of what is shown would be an empty column.
std::vector<AccountIndex> PageWriter::speaking() const {
  std::vector<AccountIndex> out;
  for (const AccountIndex a : selection.accounts)
    if (std::ranges::any_of(account(a).speaks_on, [&](PropositionIndex q) { return shown_propositions.contains(q); }))
      out.push_back(a);
  return out;
}

std::string PageWriter::cell_anchor(AccountIndex a, PropositionIndex q) const {
  return page::anchor("c-", account(a).name + "/" + proposition(q).name);
}

void PageWriter::heading(std::string_view id, std::string_view title, std::string_view note) {
  html.line().element("h2", title, {{"id", std::string(id)}});
  if (!note.empty()) html.element("p", note, {{"class", "note"}});
}
void PageWriter::fact(std::string_view name, std::string_view value) {
  if (!value.empty()) html.element("dt", name).element("dd", value);
}

// The sign says the side and its strength how plainly: "affirms" and "denies" are strong, all that only comes to the
// same side is not. Both sides at once is a sign of its own, and never the average of the two.
Sign sign_of(const Cell& cell) {
  if (cell.contradicts_itself()) return {"±", "sign both"};
  const auto says = [&](Stance stance) {
    return std::ranges::any_of(cell.stances, [&](const CellStance& one) { return one.stance == stance; });
  };
  const bool plainly = says(Stance::affirms) || says(Stance::denies);
  if (cell.side() == Side::affirms) return {"+", plainly ? "sign for strong" : "sign for"};
  if (cell.side() == Side::denies) return {"−", plainly ? "sign against strong" : "sign against"};
  if (says(Stance::declines)) return {"∅", "sign aside"};
  return {"?", "sign aside"};
}

std::string joined_words(const Cell& cell) { return fmt::format("{}", fmt::join(cell.words(), " and ")); }
std::string counted(std::size_t n, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", n, n == 1 ? one : many);
}

std::string page(const Comparison& comparison, const Selection& selection, const PageOptions& options) {
  PageWriter page(comparison, selection, options);
  top(page);
  {
    page::Element main(page.html, "main");
    in_short(page);
    page.propositions();
    page.matrix();
    page.changes();
    page.shared_lines();
    put_read_differently(page.html, comparison.material(), readings_on(comparison.material(), selection.propositions));
    page.silences();
    page.timeline();
    page.sources();
    page.legend();
  }
  // The sentence stands on every page, since a page is passed on alone.
  page.html.line().element("footer",
                           "Everything above is computed from signed statements and shows whose they are; nothing here "
                           "is a finding of this program.");
  return page::document(options.title, page.html.take());
}

std::string choice_text(const desk::Comparing::Wanted& wanted) {
  std::vector<std::string> out;
  if (!wanted.between.empty()) out.push_back(fmt::format("Between {}.", fmt::join(wanted.between, " and ")));
  if (!wanted.event.empty()) out.push_back(fmt::format("Only what has to do with {}.", wanted.event));
  if (!wanted.only.empty()) out.push_back(fmt::format("Only {}.", wanted.only));
  return fmt::format("{}", fmt::join(out, " "));
}

}  // namespace parley::view
