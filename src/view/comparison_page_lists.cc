// The lists of the page: who changed position, who used the same line, who has not answered, what was said when, and
// from which documents. Each is of what was chosen, and each says so when there is nothing in it, since an empty
// section reads like one that was forgotten.
#include <fmt/format.h>

#include <algorithm>

#include "accounts/when.h"
#include "view/comparison_page_parts.h"

namespace parley::view {
namespace {

using namespace accounts;

using page::Element;

constexpr std::size_t kMaxWeaker = 30;  // of the silences on what others spoke

}  // namespace

// A change is between what one holder said on one proposition at different times. Where it only follows if a report is
// true, the page says so beside it. Holders who stayed with what they said are counted and folded away: that nobody
// moved is worth knowing and seldom worth reading.
void PageWriter::changes() {
  heading("changes", "Who changed position", "One holder on one proposition, as time went on.");
  std::vector<std::string> firm;
  std::size_t shown = 0;
  for (const Change& change : comparison.changes()) {
    if (!shown_propositions.contains(change.proposition)) continue;
    if (!change.changed && change.conditional_on.empty()) {
      firm.push_back(fmt::format("{}: {}", party(change.holder), proposition(change.proposition).text));
      continue;
    }
    ++shown;
    Element article(html.line(), "article");
    html.open("h3")
        .text(party(change.holder))
        .text(" ")
        .element("span", change.changed ? "changed" : "changed, if one report holds", {{"class", "tag alert"}})
        .close();
    html.open("p", {{"class", "words"}})
        .element("a", proposition(change.proposition).text,
                 {{"href", "#" + page::anchor("q-", proposition(change.proposition).name)}})
        .close();
    if (!change.conditional_on.empty())
      html.element("p", "Only if this holds: " + change.conditional_on, {{"class", "meta"}});
    Element steps(html, "ol", {{"class", "steps"}});
    for (const Position& one : change.sequence) {
      Element item(html, "li",
                   {{"class",
                     one.affirms == one.denies ? ""
                     : one.affirms             ? "is-for"
                                               : "is-against",
                     one.affirms != one.denies}});
      html.element("strong", one.when.empty() ? "time not given" : one.when)
          .text(": " + fmt::format("{}", fmt::join(one.stances, " and ")));
      // The position on a proposition may follow from another one, of which this is the negation or a narrower form.
      // Then what was really spoken to is named.
      if (one.through != kNone)
        html.text(fmt::format(" — speaks to “{}”, on the other silent", proposition(one.through).text));
      if (!one.conditional_on.empty()) html.element("p", "Rests on: " + one.conditional_on, {{"class", "meta"}});
      for (const StatementIndex s : one.statements)
        if (const std::string words = words_of(statement(s)); !words.empty())
          html.open("blockquote")
              .text(words)
              .text(" ")
              .element("span", place_of(statement(s)), {{"class", "meta"}})
              .close();
    }
  }
  if (shown == 0) html.element("p", "Nobody, as far as these statements go.");
  // Folded, because most holders say the same all along.
  if (firm.empty()) return;
  html.open("details")
      .element("summary", fmt::format("{} stood by what they had said", counted(firm.size(), "position", "positions")))
      .open("ul");
  for (const auto& one : firm) html.element("li", one);
  html.close().close();
}

// Found word for word in the texts, or asserted by a document. One utterance that two documents report is no shared
// line in the sense of the heading, and carries a tag that says so.
void PageWriter::shared_lines() {
  heading("lines", "Shared lines",
          "The same words from two speakers, or twice from one: found in the texts, or asserted by somebody.");
  const auto lines = comparison.shared_lines();
  if (lines.empty()) html.element("p", "None found.");
  for (const SharedLine& one : lines) {
    Element article(html.line(), "article", {{"class", "statement"}});
    html.element("blockquote", one.line);
    std::vector<std::string> speakers, places;
    for (const PartyIndex speaker : one.speakers) speakers.push_back(party(speaker));
    for (const auto& place : one.places)
      places.push_back(place.span.line > 0 ? fmt::format("{}, line {}: “{}”", document(place.document), place.span.line,
                                                         place.span.text)
                                           : fmt::format("{}: “{}”", document(place.document), place.span.text));
    html.open("p").text(fmt::format("{}", fmt::join(speakers, " · "))).text(" ");
    html.element("span", one.verbatim ? "word for word" : "nearly the same words", {{"class", "tag"}});
    // Who says that it is the same line: the texts themselves, or somebody who recorded it.
    if (one.asserted) html.text(" ").element("span", "asserted by a document", {{"class", "tag"}});
    if (one.one_utterance)
      html.text(" ").element("span", "one utterance, reported more than once: counts once", {{"class", "tag"}});
    html.close().open("ul", {{"class", "meta"}});
    for (const auto& place : places) html.element("li", place);
    html.close();
  }
}

// What nobody recorded belongs to no proposition, so it is told when everything is.
bool PageWriter::shows(const NonAnswer& one) const {
  if (!one.recorded()) return selection.left.empty() && shown_propositions.size() == material().propositions().size();
  return shown_accounts.contains(one.account) &&
         std::ranges::any_of(one.on, [&](PropositionIndex on) { return shown_propositions.contains(on); });
}

void PageWriter::proposition_link(PropositionIndex q) {
  html.element("a", proposition(q).text, {{"href", "#" + page::anchor("q-", proposition(q).name)}});
}

// First who did not answer, with the question and what he said instead; then who was asked and is not reported to have
// answered; last, and marked as weaker, on what others spoke.
void PageWriter::silences() {
  heading("silences", "Who has not answered");
  std::size_t shown = 0;
  for (const NonAnswer& one : non_answers(comparison)) {
    if (!shows(one)) continue;
    if (shown++ == 0) html.line().element("h3", "Did not answer").open("ul");
    html.open("li").element("strong", one.who == kNone ? one.subject : party(one.who));
    for (const PropositionIndex on : one.on) {
      if (!shown_propositions.contains(on)) continue;
      html.text(on == one.on.front() ? ", on: " : "; ");
      proposition_link(on);
    }
    html.element("p", in_words(material(), one));
    if (!one.recorded() && !one.before.empty()) html.element("p", "Before it: " + one.before, {{"class", "meta"}});
    html.close();
  }
  if (shown > 0) html.close();
  const Shown looked_at = selection.shown(comparison);
  const Silences found = comparison.silences(&looked_at);
  for (const auto why : {Silence::Why::asked, Silence::Why::others_spoke}) {
    std::vector<const Silence*> list;
    for (const Silence& one : found.list)
      if (one.why == why) list.push_back(&one);
    if (list.empty()) continue;
    shown += list.size();
    const bool asked = why == Silence::Why::asked;
    html.line()
        .element("h3", asked ? "Asked, and not reported to have answered" : "Weaker: silent while others spoke")
        .open("ul");
    const std::size_t most = asked ? list.size() : std::min(list.size(), kMaxWeaker);
    for (std::size_t i = 0; i < most; ++i) {
      html.open("li").element("strong", title_of(list[i]->account)).text(": ");
      proposition_link(list[i]->proposition);
      for (const StatementIndex s : list[i]->statements)
        if (const std::string words = words_of(statement(s)); !words.empty()) html.element("blockquote", words);
      html.close();
    }
    html.close();
    if (const std::size_t more = asked ? 0 : found.left_out + list.size() - most; more > 0)
      html.element("p", fmt::format("{} more, noticed less.", more), {{"class", "meta"}});
  }
  if (shown == 0) html.element("p", "Nobody whose silence would be noticed.");
  // Not a silence, and placed here because a reader looks for both at once: who did not answer, and who answered twice.
  // Several accounts of one holder may contradict each other by how they were reported.
  const auto contradictions = comparison.self_contradictions();
  if (contradictions.empty()) return;
  html.element("h3", "Says both").open("ul");
  for (const SelfContradiction& one : contradictions) {
    std::vector<std::string> accounts;
    for (const AccountIndex a : one.accounts) accounts.push_back(title_of(a));
    html.open("li")
        .element("strong", party(one.holder))
        .text(fmt::format(": {} ({})", proposition(one.proposition).text, fmt::join(accounts, "; ")))
        .close();
  }
  html.close();
}

// The event that a statement is about, for the first of the three clocks: those of its propositions, and what was said
// at a meeting that it tells of. The occasion on which the statement itself was made is no such event.
std::string PageWriter::happened(StatementIndex i, const std::vector<StatementIndex>& reported) {
  const Statement& one = statement(i);
  std::set<EventIndex> events;
  for (const TakenStance& taken : one.stances)
    if (taken.proposition != kNone)
      events.insert(proposition(taken.proposition).events.begin(), proposition(taken.proposition).events.end());
  // What was said at a meeting is an event for the one who tells of it afterwards.
  for (const StatementIndex said : reported) events.insert(statement(said).occasion);
  if (one.within != kNone) events.insert(one.occasion);
  events.erase(statement(outermost(i)).occasion);
  events.erase(kNone);
  std::vector<std::string> texts;
  for (const EventIndex e : events)
    texts.push_back(
        material().events()[e].when.empty() ? event(e) : fmt::format("{} ({})", event(e), material().events()[e].when));
  return fmt::format("{}", fmt::join(texts, "; "));
}

// Three clocks for one statement, because they differ and much hangs on the difference: what happened in March, was
// said in May and received in June could not have been answered in April.
void PageWriter::timeline() {
  heading("timeline", "Timeline",
          "Three clocks: when it happened, when it was said (of something told by others, when they told it), when it "
          "was received here.");
  std::vector<StatementIndex> order;
  for (StatementIndex i = 0; i < material().statements().size(); ++i) {
    const Statement& one = statement(i);
    // Only statements on propositions that were chosen; the rest would be another page.
    const bool touches = std::ranges::any_of(
        one.stances, [&](const TakenStance& taken) { return shown_propositions.contains(taken.proposition); });
    if (one.known && comparison.counts(i) && touches) order.push_back(i);
  }
  if (order.size() > kMaxTimeline) {
    html.element(
        "p", fmt::format("{} statements are too many for one sheet. Choose with --event or --between.", order.size()),
        {{"class", "warn"}});
    return;
  }
  // Ordered by when it was said, as far as that is known, for a statement within another by the outermost: the reader
  // has it from there. Stable, so that statements of one time stay as the case has them.
  const auto key = [&](StatementIndex i) {
    const Statement& one = statement(outermost(i));
    return one.said ? rough_time(*one.said) : rough_time(when_told(i));
  };
  // By statement those that stand directly within it, found in one pass: looking for them for each row would be
  // quadratic.
  std::vector<std::vector<StatementIndex>> inner(material().statements().size());
  for (StatementIndex i = 0; i < inner.size(); ++i)
    if (const StatementIndex outer = statement(i).within; outer != kNone && comparison.counts(i))
      inner[outer].push_back(i);
  std::ranges::stable_sort(order, [&](StatementIndex a, StatementIndex b) { return key(a) < key(b); });
  Element table(html, "table", {{"class", "timeline fold"}});
  html.open("thead").open("tr");
  for (const char* title : {"Happened", "Said", "Received", "Who said what"})
    html.element("th", title, {{"scope", "col"}});
  html.close().close().open("tbody");
  const auto clock = [&](const char* label, const std::string& text) {
    html.element("td", text.empty() ? "not given" : text, {{"data-label", label}, {"class", "unsaid", text.empty()}});
  };
  for (const StatementIndex i : order) {
    const Statement& one = statement(i);
    Element row(html.line(), "tr", {{"id", page::anchor("s-", one.name)}});
    clock("Happened", happened(i, inner[i]));
    clock("Said", when_told(i));
    clock("Received", one.received ? page::readable_time(to_string(*one.received)) : "");
    html.open("td").element("strong", party(one.speaker)).text(one.act.empty() ? "" : " " + one.act).text(" ");
    if (const std::string words = words_of(one); !words.empty()) html.element("span", words, {{"class", "words"}});
    // Only where somebody stands between the page and the speaker.
    const Hearsay hearsay = comparison.hearsay(i);
    if (hearsay.depth > 0)
      html.text(" ").element("span", fmt::format("{}: {}", counted(hearsay.depth, "link", "links"), hearsay.chain),
                             {{"class", "meta"}});
    html.text(" ").element("span", one.name, {{"class", "id"}}).close();
  }
  html.close();
}

// Each document with its SHA-256, so that a reader who has the document can see that it is the one which was read. What
// does not hold in the material stands below.
void PageWriter::sources() {
  heading("sources", "Sources");
  Element table(html, "table", {{"class", "fold"}});
  html.open("thead").open("tr");
  for (const char* title : {"Document", "Who speaks in it", "Statements", "SHA-256"})
    html.element("th", title, {{"scope", "col"}});
  html.close().close().open("tbody");
  for (DocumentIndex d = 0; d < material().documents().size(); ++d) {
    const Document& one = material().documents()[d];
    // A document of which nothing counts is listed with zero: it was read, and was turned off.
    std::size_t count = 0;
    for (StatementIndex i = 0; i < material().statements().size(); ++i)
      count += statement(i).document == d && comparison.counts(i) ? 1 : 0;
    html.open("tr")
        .element("td", document(d))
        .element("td", party(one.voice), {{"data-label", "Who speaks in it"}})
        .element("td", std::to_string(count), {{"data-label", "Statements"}});
    html.element("td", one.sha256.empty() ? "not recorded" : one.sha256, {{"class", "id"}, {"data-label", "SHA-256"}})
        .close();
  }
  html.close();
  for (const auto& problem : comparison.problems()) html.element("p", problem, {{"class", "warn"}});
}

}  // namespace parley::view
