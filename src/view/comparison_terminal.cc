// The comparison on a terminal, made of the same telling as the page: first what a reader with two minutes takes along,
// then each proposition in the group of those who say it, with who says what, how that is known, and the strongest
// words. The same rule as on the page: everything is shown by whose word it is, and nothing is settled. What does not
// fit into a width is wrapped.
#include "view/comparison_terminal.h"

#include <fmt/format.h>

#include <algorithm>

#include "accounts/answers.h"
#include "accounts/model.h"
#include "accounts/names.h"
#include "accounts/readings.h"
#include "accounts/when.h"
#include "text/display.h"
#include "view/brief.h"
#include "view/comparison_page_parts.h"

namespace parley::view {
namespace {

using Kind = Telling::Kind;
using Line = Telling::Line;
using Saying = Telling::Saying;

using text::Colour, text::fitted, text::padded, text::wrapped;

// Of the silences on what others spoke, which are a matter of expectation; of quotations, what one line of a terminal
// holds.
constexpr std::size_t kMaxWeaker = 10, kQuoted = 90;
// Of sayings on a proposition, and of names in a row. A terminal is read from the top, and the gravest stand there;
// what is left out is counted.
constexpr std::size_t kMostSayings = 24, kMostNames = 24;

// As the signs of the page: brackets stand for hollow and dashed, since a terminal has no such forms.
std::string sign_text(const Saying& one) {
  const std::string_view bare = [&]() -> std::string_view {
    using Manner = Telling::Manner;
    switch (one.manner) {
      case Manner::says_so:
        return "+";
      case Manner::says_not:
        return "−";
      case Manner::alleges_so:
        return "‹+›";
      case Manner::alleges_not:
        return "‹−›";
      case Manner::declines:
        return "○";
      case Manner::doubts:
        return "~";
      case Manner::raises:
        return "?";
    }
    return "";
  }();
  return one.own_words ? std::string(bare) : fmt::format("({})", bare);
}

// Draws one comparison. Names, places and groups are those of the page's writer, so that the two never differ.
class Screen {
 public:
  Screen(const Comparison& comparison, const Selection& selection, const Telling& telling, const TerminalStyle& style)
      : page_(comparison, selection, telling, options_), style_(style) {
    // Narrower than this nothing could be wrapped behind the signs and names that begin a line.
    style_.columns = std::max<std::size_t>(style_.columns, 40);
  }

  std::string draw(std::string_view title, bool brief) {
    const Telling& telling = page_.telling;
    line(coloured(fitted(title, style_.columns), Colour::bold));
    if (telling.counts.propositions == 0) {
      if (page_.comparison.material().statements().empty())
        paragraph(
            "Nothing to compare: there is no statement here yet. A case gets them by parley case import or parley "
            "statement add; in a group they are those that its members released.",
            0);
      else
        line("Nothing to show: no statement here takes a stance on what was asked for.");
      problems();
      return std::move(out_);
    }
    paragraph(counts(), 0);
    summary(title);
    // In short only for a reader who asked for these two sides: then it is the answer.
    if (!brief || telling.chosen == Telling::Chosen::reader) wholes();
    if (brief) {
      line();
      paragraph("Every point, with who says what of it: the same command without --brief.", 0);
      return std::move(out_);
    }
    for (const auto& [kind, name] : page_.groups) group(kind, name);
    legend();
    unanswered(), moved(), order(), shared(), once(), problems();
    return std::move(out_);
  }

 private:
  // Writes a line as it is; whoever calls it has made others' words plain.
  void line(std::string_view text = {}) { out_ += text, out_ += '\n'; }
  // Others' words, made plain before they are measured and wrapped.
  void paragraph(const std::string& text, std::size_t indent) {
    line(wrapped(text::plain(text), style_.columns, indent));
  }
  // The same, with all of its lines further to the right.
  void indented(std::size_t by, const std::string& text, std::size_t hanging) {
    std::string lines;
    for (const char c : wrapped(text::plain(text), style_.columns - by, hanging))
      lines += c == '\n' ? "\n" + std::string(by, ' ') : std::string(1, c);
    line(std::string(by, ' ') + lines);
  }
  std::string coloured(std::string_view text, Colour colour) const {
    return text::in_colour(text, colour, style_.colours);
  }
  void section(std::string_view name) { line(), line(coloured(fitted(name, style_.columns), Colour::bold)); }

  // How much there is, before anything of it is told.
  std::string counts() const {
    const auto& counts = page_.telling.counts;
    const std::size_t contradicted = page_.telling.contradicted();
    // Beside a filter only what is there is counted, and nothing is said of what is not.
    const std::string against =
        contradicted == 0 ? std::string() : fmt::format(", {} of them contradicted by somebody else", contradicted);
    return fmt::format("{} in {}: {} on {}{}.", text::counted(counts.statements, "statement"),
                       text::counted(counts.documents, "report"), text::counted(counts.accounts, "account"),
                       text::counted(counts.propositions, "proposition"), against);
  }
  // As on the first sheet of the page: headline, paragraph, and the gravest contradiction in the words of both.
  void summary(std::string_view title) {
    const Brief brief = brief_of(page_.comparison, page_.telling, title);
    line();
    for (const std::string& one : text::wrapped(text::plain(brief.headline), style_.columns))
      line(coloured(one, Colour::bold));
    paragraph(text_of(brief.paragraph), 0);
    if (!page_.telling.faces) return;
    const auto& faces = *page_.telling.faces;
    section("The gravest contradiction");
    paragraph(page_.text_of_proposition(faces.proposition), 0);
    for (const auto* face : {&faces.first, &faces.second}) {
      const auto& side = face == &faces.first ? *page_.telling.first : *page_.telling.second;
      const std::string who = accounts::who_of(*face, side.name.party);
      std::string text = fmt::format("{} {}{}: {}", capital(side.name.full), to_string(face->manner),
                                     who.empty() ? "" : " (" + who + ")", quoted(face->words.quote, 200));
      for (const Quotation& also : face->words.also)
        text += fmt::format("; also {}", page_.place(also.document, also.line));
      paragraph("  " + text, 4);
    }
    if (!faces.hinge) return;
    std::string text =
        fmt::format("What would move it: one account puts {} on the other side, too: {}. That hangs on {}.",
                    faces.hinge->who.full, quoted(faces.hinge->words.quote, 120), faces.hinge->only_if);
    for (const Saying& one : faces.hinge->of_it)
      text +=
          fmt::format(" {} of it: {}.", one.who.full,
                      one.words.quote.text.empty() ? std::string(to_string(one.manner)) : quoted(one.words.quote, 120));
    paragraph("  " + text, 4);
  }
  // Words in marks with where they stand, or that none are recorded.
  std::string quoted(const Quotation& quote, std::size_t most) const {
    if (quote.text.empty()) return "no words are recorded";
    const std::string where = page_.place(quote.document, quote.line);
    return in_quotes(shortened(quote.text, most)) + (where.empty() ? "" : " (" + where + ")");
  }

  // Whether the two are at one: four numbers, each with its propositions, and what the texts themselves say of it.
  void wholes() {
    const Telling& telling = page_.telling;
    // Of what one side alone says the other is silent by choice of the reader.
    if (!telling.wholes || !telling.first || !telling.second || telling.only == Only::ours_only) return;
    const auto parts = parts_of(*telling.wholes);
    if (telling.only != Only::everything &&
        std::ranges::all_of(parts, [](const auto& part) { return part.second->empty(); }))
      return;
    section(fmt::format("{} and {} as wholes", page_.reading.side_a, page_.reading.side_b));
    for (const auto& [name, on] : parts) {
      // Of what a filter leaves out it is not said that there is none.
      if (on->empty() && telling.only != Only::everything) continue;
      std::string text = fmt::format("{} {}", padded(fmt::format("{}:", name), 22), on->size());
      for (std::size_t i = 0; i < std::min(on->size(), kMostNames); ++i)
        text += (i == 0 ? ": " : ", ") + page_.material().propositions()[(*on)[i]].name;
      if (on->size() > kMostNames) text += fmt::format(" and {} more", on->size() - kMostNames);
      paragraph(text, 26);
    }
    for (const std::string& one : page_.turns_of_wholes()) paragraph(one, 3);
    for (const SourceSays& one : page_.said_of_both())
      paragraph(fmt::format("A source says of it: {} ({})", in_quotes(one.says.sentence), page_.whose_word(one)), 3);
  }

  // One group of the telling, gravest first; empty groups are left out.
  void group(Kind kind, const std::string& name) {
    const auto& lines = page_.telling.lines(kind);
    if (lines.empty()) return;
    section(fmt::format("{}: {}", name, lines.size()));
    for (std::size_t i = 0; i < std::min(lines.size(), kMostLines); ++i) proposition(lines[i]);
    less_grave(lines.size());
  }
  // How many of so many are not shown, and where they are.
  void less_grave(std::size_t all) {
    if (all > kMostLines)
      paragraph(fmt::format("And {} more, less grave: --html has all, --event, --between and --first choose.",
                            text::with_commas(all - kMostLines)),
                3);
  }
  // A proposition, and who speaks on it, by side; the name of a side stands where it changes.
  void proposition(const Line& one) {
    paragraph(padded(one.name, 4) + " " + page_.text_of_proposition(one.proposition), 5);
    if (const std::string rests = rests_on(one); !rests.empty()) indented(5, rests, 0);
    Standing standing = Standing::first;
    for (std::size_t i = 0; i < std::min(one.sayings.size(), kMostSayings); ++i) {
      const Saying& saying = one.sayings[i];
      if (i == 0 || saying.standing != standing) side(saying.standing);
      standing = saying.standing;
      saying_line(one, saying);
    }
    for (const std::string& note : page_.notes_on(one)) indented(5, note, 0);
    if (one.sayings.size() > kMostSayings)
      line(fmt::format("       and {} more", text::with_commas(one.sayings.size() - kMostSayings)));
  }
  // Without sides everybody is one of the others, and no heading says so.
  void side(Standing standing) {
    if (page_.telling.first)
      line("     " + coloured(fitted(page_.side_name(standing), style_.columns - 5), Colour::bold));
  }
  // "+ the National Signals Office [A7]: “We assess with high confidence …” (the Courier, line 15)". The accounts in
  // brackets are what --why takes.
  void saying_line(const Line& of, const Saying& one) {
    const Colour colour =
        one.manner == Telling::Manner::says_so || one.manner == Telling::Manner::alleges_so     ? Colour::green
        : one.manner == Telling::Manner::says_not || one.manner == Telling::Manner::alleges_not ? Colour::red
                                                                                                : Colour::yellow;
    std::string accounts;
    for (std::size_t i = 0; i < one.accounts.size() && i < 3; ++i)
      accounts += (i == 0 ? "" : " ") + page_.account(one.accounts[i]).name;
    if (one.accounts.size() > 3) accounts += fmt::format(" and {} more", one.accounts.size() - 3);
    const std::string how = how_said(of, one);
    std::string text = capital(one.who.brief) + (how.empty() ? "" : " " + how) + " [" + accounts +
                       "]: " + quoted(one.words.quote, kQuoted);
    if (one.not_spoken)
      text += fmt::format("; who himself {}, {}", in_quotes(one.not_spoken->words),
                          page_.place(one.not_spoken->document, one.not_spoken->line));
    if (!one.only_if.empty()) text += "; depends on " + one.only_if;
    const std::string sign = padded(sign_text(one), 6);
    const std::size_t left = 7 + text::width(sign);
    // Wrapped by itself and put behind the sign, since the sign may have colours around it, which count no columns.
    std::string lines;
    for (const std::string& part : text::wrapped(text::plain(text), style_.columns - left))
      lines += (lines.empty() ? "" : "\n" + std::string(left, ' ')) + part;
    line(std::string(7, ' ') + coloured(sign, colour) + lines);
  }

  void legend() {
    line();
    paragraph(
        "+ says so, − denies it, ‹+› alleges it, ○ asked and takes no side, ~ doubts it, ? brings it up; (+) told by "
        "somebody else. In brackets the accounts: --why ACCOUNT PROPOSITION shows what stands behind one.",
        0);
  }

  // The points that somebody left open, as the end of a sentence; empty where none is known.
  std::string topics(const std::vector<PropositionIndex>& on) const {
    std::string out;
    for (const PropositionIndex one : on) out += (out.empty() ? ", on whether " : "; whether ") + page_.clauses.of(one);
    return out;
  }
  // Who did not answer, as the telling has them; of more than are shown, who left open what is told first.
  std::vector<const Telling::Declined*> declined_shown() const {
    std::unordered_map<PropositionIndex, std::size_t> places;
    for (std::size_t i = 0; i < page_.lines.size(); ++i) places.emplace(page_.lines[i]->proposition, i);
    std::vector<std::pair<std::size_t, const Telling::Declined*>> ranked;
    for (const auto& one : page_.telling.declined) {
      std::size_t first = page_.lines.size();
      for (const PropositionIndex on : one.on)
        if (const auto at = places.find(on); at != places.end()) first = std::min(first, at->second);
      ranked.emplace_back(first, &one);
    }
    if (ranked.size() > kMostLines) {
      std::stable_sort(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
      ranked.resize(kMostLines);
    }
    std::vector<const Telling::Declined*> out;
    for (const auto& [rank, one] : ranked) out.push_back(one);
    return out;
  }
  // Who did not answer, who was asked and is not reported to have answered, and, marked as weaker, who was silent while
  // others spoke.
  void unanswered() {
    const auto& material = page_.material();
    if (!page_.telling.declined.empty()) section("Did not answer");
    for (const auto* one : declined_shown())
      paragraph(capital(one->who.full) + topics(one->on) +
                    behind_name(one->on.empty() ? capital(one->who.full) : std::string(),
                                accounts::in_words(material, one->what)),
                3);
    less_grave(page_.telling.declined.size());
    const Shown shown = page_.selection.shown(page_.comparison);
    const Silences silences = page_.comparison.silences(&shown);
    // Who was asked is always listed; of the weaker silences only the first, and the rest is counted together with what
    // the comparison itself left out.
    std::size_t weaker = 0;
    for (const auto why : {Silence::Why::asked, Silence::Why::others_spoke}) {
      bool first = true;
      for (const Silence& silence : silences.list) {
        if (silence.why != why || (why == Silence::Why::others_spoke && ++weaker > kMaxWeaker)) continue;
        if (first)
          section(why == Silence::Why::asked ? "Asked, and not reported to have answered"
                                             : "Less telling: silent where others spoke");
        first = false;
        paragraph(fmt::format("{}, on whether {}{}", capital(page_.party(page_.account(silence.account).holder)),
                              page_.clauses.of(silence.proposition),
                              silence.statements.empty() ? "" : " [" + page_.names_of(silence.statements) + "]"),
                  3);
      }
    }
    const std::size_t more = silences.left_out + weaker - std::min(weaker, kMaxWeaker);
    if (more > 0) paragraph(fmt::format("And {} more, of less weight: --json lists up to {}.", more, kMaxSilences), 3);
  }

  void moved() {
    if (page_.telling.moved.empty()) return;
    section("Changed, or said to have");
    for (const auto& one : page_.telling.moved) {
      std::string text = capital(one.who.full);
      if (one.on != kNone) text += ", on whether " + page_.clauses.of(one.on);
      if (one.how == Telling::Moved::How::source_says) {
        text += ": " + page_.source_name(one) + " says so, " + quoted(one.source, 120);
      } else {
        if (one.how == Telling::Moved::How::only_if) text += ", a change that depends on " + one.condition;
        for (std::size_t i = 0; i < one.moments.size(); ++i) {
          const auto& moment = one.moments[i];
          text += (i == 0 ? ": " : "; then ") + moment.stance + behind_verb(moment.when);
          if (!moment.words.quote.text.empty()) text += ", " + quoted(moment.words.quote, 80);
        }
      }
      paragraph(text, 3);
    }
  }

  // As far as it is known; between two that stand in one line nobody knows which was first.
  void order() {
    const auto& all = page_.telling.order;
    if (all.size() < 2) return;
    section("When it was said (“then”: known to be later than the line before)");
    // What has no place in the order is kept for the end, so that its line is not read as later than the one before.
    std::vector<std::string> unplaced;
    struct Row {
      bool then;
      std::string text;
      std::vector<std::string> names;
    };
    std::vector<Row> rows;
    for (const auto& one : all) {
      std::vector<std::string> names;
      for (const AccountIndex account : one.accounts)
        if (std::string name = page_.brief_name(page_.account(account).holder);
            std::ranges::find(names, name) == names.end())
          names.push_back(std::move(name));
      const std::string text = time_of_occasion(one);
      if (!one.placed) {
        unplaced.push_back(in_a_row(names) + (text.empty() ? "" : ", " + text));
        continue;
      }
      // Two who spoke on one day stand in one line.
      if (one.after_last || rows.empty() || rows.back().text != text) {
        rows.push_back({one.after_last, text, std::move(names)});
        continue;
      }
      for (std::string& name : names)
        if (auto& in = rows.back().names; std::ranges::find(in, name) == in.end()) in.push_back(std::move(name));
    }
    for (const Row& row : rows) {
      const std::string text = row.text.empty() ? "no time" : row.text;
      paragraph((row.then ? "then " + text : "     " + capital(text)) + ": " + in_a_row(row.names), 7);
    }
    for (const std::string& one : unplaced) paragraph("Not placed: " + one, 7);
  }
  // "Quill’s message to staff, that same Monday", "on Thursday", "the day after the failure".
  static std::string time_of_occasion(const Telling::Occasion& one) {
    // An account without an event is called by who speaks, who stands behind it anyway.
    const bool named = one.event != kNone && !one.title.empty();
    std::string text = named ? one.title : in_sentence(one.when);
    if (named && !one.when.empty() && time_key(text).find(time_key(one.when)) == std::string::npos)
      text += behind_verb(one.when);
    if (one.relation.empty() || one.relation == one.when) return text;
    return text.empty() ? one.relation : text + " (“" + one.relation + "”)";
  }
  static std::string in_a_row(const std::vector<std::string>& names) {
    std::string out;
    for (std::size_t i = 0; i < std::min(names.size(), kMostNames); ++i) out += (i == 0 ? "" : ", ") + names[i];
    if (names.size() > kMostNames) out += fmt::format(" and {} more", names.size() - kMostNames);
    return out;
  }

  // The line, who used it, and whether that is one speaker twice or one utterance told twice.
  void shared() {
    const auto all = lines_shown(page_.comparison, page_.selection);
    if (!all.empty()) section("The same line");
    for (std::size_t i = 0; i < std::min(all.size(), kMostLines); ++i) {
      const SharedLine& found = *all[i];
      std::string speakers;
      for (const PartyIndex speaker : found.speakers)
        speakers += (speakers.empty() ? "" : ", ") + title_of(page_.material(), speaker);
      const std::string from = found.source ? ", " + page_.place(found.source->document, found.source->line) : "";
      paragraph(fmt::format("{}: {}, {}{} [{}]", in_quotes(found.found ? found.line : found.source->sentence), speakers,
                            how_shared(found), from, page_.names_of(found.statements)),
                3);
    }
    if (all.size() > kMostLines)
      paragraph(fmt::format("And {} more, which are more likely chance: --json has all.",
                            text::with_commas(all.size() - kMostLines)),
                3);
  }

  // Reports of one utterance, so that nobody counts a statement twice who counts by hand.
  void once() {
    const Shown shown = page_.selection.shown(page_.comparison);
    const auto is_shown = [&](StatementIndex index) {
      return std::ranges::any_of(page_.statement(index).stances, [&](const TakenStance& taken) {
        return taken.proposition != kNone && shown.propositions[taken.proposition];
      });
    };
    std::string text;
    for (const Utterance& one : page_.comparison.utterances())
      if (!page_.telling.narrowed() || std::ranges::any_of(one.statements, is_shown))
        text += (text.empty() ? "" : "; ") + page_.names_of(one.statements);
    if (text.empty()) return;
    section("Counted once");
    paragraph("Statements that report one utterance: " + text + ".", 0);
  }

  // Bounded, since a case can have as many faults as statements.
  void problems() {
    const auto all = page_.comparison.problems();
    if (all.empty()) return;
    section(fmt::format("What does not hold: {}", all.size()));
    for (std::size_t i = 0; i < std::min<std::size_t>(all.size(), 20); ++i) paragraph(all[i], 3);
    if (all.size() > 20) line("and more: --json lists all");
  }

  // Before page_, which keeps a reference to it.
  PageOptions options_;
  PageWriter page_;
  TerminalStyle style_;
  std::string out_;
};

}  // namespace

std::string render(const Comparison& comparison, const Selection& selection, const Telling& telling,
                   std::string_view title, const TerminalStyle& style) {
  return Screen(comparison, selection, telling, style).draw(title, false);
}
std::string render_brief(const Comparison& comparison, const Selection& selection, const Telling& telling,
                         std::string_view title, const TerminalStyle& style) {
  return Screen(comparison, selection, telling, style).draw(title, true);
}

namespace {

std::string through_in_words(unsigned links) {
  if (links == 0) return "At first hand";
  return links == 1 ? "Through one other" : fmt::format("Through {} others", number_word(links));
}

// "Counted as saying so, because statement 9 affirms it." Of a silence the rule says it.
std::string why_in_words(const Material& material, const Why& why) {
  if (why.cell == nullptr) return capital(why.rule) + ".";
  std::string out = why.cell->contradicts_itself()      ? "Counted on neither side, as it is on both"
                    : why.cell->side() == Side::affirms ? "Counted as saying so"
                    : why.cell->side() == Side::denies  ? "Counted as denying it"
                                                        : "Counted as taking no side";
  if (why.grounds.size() > 3)
    return fmt::format("{}, because of the {} statements below.", out, number_word(why.grounds.size()));
  for (std::size_t i = 0; i < why.grounds.size(); ++i) {
    const auto& ground = why.grounds[i];
    const bool one_word = ground.stance.find(' ') == std::string::npos;
    out += fmt::format("{}statement {} {}{}",
                       i == 0                        ? ", because "
                       : i + 1 == why.grounds.size() ? " and "
                                                     : ", ",
                       material.statements()[ground.statement].name, ground.stance, one_word ? " it" : "");
  }
  return out + ".";
}

}  // namespace

// The whole of either side of a proposition, as a line of the list has it.
static std::string rests_on(const Comparison& comparison, PropositionIndex on) {
  const Names names(comparison.material());
  const Support so = support_of(comparison, on, Side::affirms), not_so = support_of(comparison, on, Side::denies);
  const auto count = [](const Support& of) { return of.accounts.empty() ? std::string() : accounts::in_words(of); };
  return rests_on(count(so), names_of_origins(names, so), count(not_so), names_of_origins(names, not_so), "So",
                  "Not so");
}

// Everything that stands behind one cell: the rule by which it was computed, each statement with its place in the
// document down to the byte, the chain of who said it to whom, and where its record lies. With it a reader can check a
// cell against the sources, without believing this program.
std::string render_why(const Comparison& comparison, AccountIndex account, PropositionIndex on,
                       const TerminalStyle& style, bool with_origins) {
  const Material& material = comparison.material();
  const Why why = comparison.why(account, on);
  std::string out;
  const auto paragraph = [&](const std::string& text, std::size_t indent) {
    out += wrapped(text::plain(text), style.columns, indent) + "\n";
  };
  const Account& of = comparison.accounts()[account];
  paragraph(fmt::format("{} {}", of.name, of.title), 3);
  paragraph(fmt::format("{} {}", material.propositions()[on].name, material.propositions()[on].text), 3);
  paragraph(
      fmt::format("{}", why.cell == nullptr ? "silent" : fmt::format("{}", fmt::join(why.cell->words(), " and "))), 3);
  paragraph(why_in_words(material, why), 3);
  if (const std::string rests = with_origins ? rests_on(comparison, on) : std::string(); !rests.empty())
    paragraph(rests, 3);
  for (const auto& ground : why.grounds) {
    const Statement& statement = material.statements()[ground.statement];
    out += "\n";
    paragraph(fmt::format("{} {}: {}", statement.name, ground.stance,
                          in_quotes(statement.words.empty() ? statement.act.str() : statement.words)),
              3);
    // Characters for people who look into the document, bytes for programs that cut the words out of it.
    for (const Span& span : statement.content_spans)
      paragraph(fmt::format("   {} line {}, characters {}-{}, bytes {}-{}",
                            statement.document == kNone ? "?" : material.documents()[statement.document].name,
                            span.line, span.start, span.end, span.byte_start, span.byte_end),
                6);
    paragraph(fmt::format("   {}: {}.", through_in_words(ground.hearsay.depth), ground.hearsay.told), 6);
    if (ground.utterance > 0) paragraph(fmt::format("   reports utterance {}, counted once", ground.utterance), 6);
    paragraph("   " + recorded_in_words(material, statement), 6);
    if (!statement.journal.empty())
      paragraph(fmt::format("   journal {} entry {}{}", statement.journal, statement.seq,
                            statement.received ? ", received " + parley::to_string(*statement.received) : ""),
                6);
    for (const std::string& problem : statement.problems) paragraph("   does not hold: " + problem, 6);
  }
  // What was not counted is told as well, since a reader may judge otherwise.
  for (const StatementIndex index : why.left_out)
    paragraph(fmt::format("left out, as a careful reader may: {} {}", material.statements()[index].name,
                          in_quotes(material.statements()[index].words)),
              3);
  return out;
}

}  // namespace parley::view
