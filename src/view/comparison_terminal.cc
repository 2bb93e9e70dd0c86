// The comparison on a terminal: a matrix of signs, then what is in it in words. The same order as on the page, and the
// same rule: everything is shown by whose word it is, and nothing is settled. What does not fit into a width is wrapped
// or put into blocks, and what is cut ends in a sign that says so.
#include "view/comparison_terminal.h"

#include <fmt/format.h>

#include <algorithm>

#include "accounts/answers.h"
#include "accounts/model.h"
#include "accounts/readings.h"
#include "text/display.h"

namespace parley::view {
namespace {

using namespace accounts;

using text::Colour, text::fitted, text::padded, text::wrapped;

// A proposition needs some words beside its signs to be recognised. The tag of an account is as wide as a column can be
// without driving the others off the screen.
constexpr std::size_t kLeastLabel = 32, kLongestTag = 4;
// Of the silences on what others spoke, which are a matter of expectation.
constexpr std::size_t kMaxWeaker = 10;

// "+", "-~", "a+", "d?": at most three characters.
// A letter says the kind of stance where the side alone would say too little. What presupposes something or holds in
// part only is marked, unless something plain stands beside it.
std::string symbol(const Cell& cell) {
  if (cell.contradicts_itself()) return "+-!";
  std::string out;
  bool qualified = true;
  for (const CellStance& one : cell.stances) {
    qualified = qualified && (one.presupposed || one.in_part);
    std::string mark;
    switch (one.stance) {
      case Stance::affirms:
        mark = "+";
        break;
      case Stance::denies:
        mark = "-";
        break;
      case Stance::accepts:
        mark = "a";
        break;
      case Stance::alleges:
        mark = "l";
        break;
      case Stance::declines:
        mark = "?";
        break;
      case Stance::raises:
        mark = "^";
        break;
      case Stance::doubts:
        mark = "d";
        break;
      default:
        mark = "*";
    }
    // "accepts" and "alleges" can be of either side, so the side stands behind the letter. Plain affirming and denying
    // are the side alone.
    const Side side = side_of(one);
    if (mark == "a" || mark == "l")
      mark += side == Side::affirms ? "+" : "-";
    else if (side != Side::none)
      mark = side == Side::affirms ? "+" : "-";
    if (out.find(mark) == std::string::npos && out.size() + mark.size() <= 3) out += mark;
  }
  if (qualified && out.size() < 3) out += "~";
  return out;
}

class Screen {
 public:
  // Rows and columns that are all silence are left out before anything is drawn, so that the width is spent on what was
  // said.
  Screen(const Comparison& comparison, const Selection& selection, const TerminalStyle& style)
      : comparison_(comparison), material_(comparison.material()), selection_(selection), style_(style) {
    style_.columns = std::max<std::size_t>(style_.columns, 40);
    for (const PropositionIndex on : selection.propositions)
      if (std::any_of(selection.accounts.begin(), selection.accounts.end(),
                      [&](AccountIndex one) { return comparison.cell(one, on) != nullptr; }))
        rows_.push_back(on);
    for (const AccountIndex account : selection.accounts) {
      const bool speaks = std::any_of(rows_.begin(), rows_.end(),
                                      [&](PropositionIndex on) { return comparison.cell(account, on) != nullptr; });
      if (speaks) columns_.push_back(account), tags_[account] = tag(account);
    }
  }

  std::string draw(std::string_view title) {
    head(title);
    if (rows_.empty()) {
      line("Nothing to show: no statement here takes a stance on what was asked for.");
    } else {
      matrix();
      legend();
      contradictions(), differences(), changes(), shared(), unanswered(), once();
    }
    problems();
    return std::move(out_);
  }

 private:
  void line(std::string_view text = {}) { out_ += text, out_ += '\n'; }
  // Others' words, made plain before they are measured and wrapped.
  void paragraph(const std::string& text, std::size_t indent) {
    line(wrapped(text::plain(text), style_.columns, indent));
  }
  std::string coloured(std::string_view text, Colour colour) const {
    return text::in_colour(text, colour, style_.colours);
  }
  void section(std::string_view name) { line(), line(coloured(name, Colour::bold)); }

  const std::string& name(StatementIndex statement) const { return material_.statements()[statement].name; }
  const Proposition& proposition(PropositionIndex on) const { return material_.propositions()[on]; }

  // A computed account's name is too long for a column: a letter stands for it, which the legend explains.
  std::string tag(AccountIndex account) {
    const std::string full = text::plain(comparison_.accounts()[account].name);
    if (text::width(full) <= kLongestTag) return full;
    std::string letters;
    // a to z, then aa, ab and so on, as the columns of a spreadsheet are counted.
    for (std::size_t n = letters_++;; n = n / 26 - 1) {
      letters.insert(letters.begin(), static_cast<char>('a' + n % 26));
      if (n < 26) return letters;
    }
  }

  // Counted over all pairs, since the whole is what the title is of; the rows and columns below are those that were
  // chosen.
  void head(std::string_view title) {
    const auto counts = count_verdicts(comparison_);
    std::size_t statements = 0;
    for (StatementIndex i = 0; i < material_.statements().size(); ++i) statements += comparison_.counts(i);
    line(coloured(fitted(title, style_.columns), Colour::bold));
    line(wrapped(fmt::format("{}, {}, {}; of pairs of accounts {} agree, {} contradict, {} not inconsistent",
                             text::counted(statements, "statement"),
                             text::counted(columns_.size(), "account that speaks", "accounts that speak"),
                             text::counted(rows_.size(), "proposition"), counts.agree, counts.contradict,
                             text::counted(counts.not_inconsistent, "is", "are")),
                 style_.columns, 0));
  }

  // The label takes what the columns leave, between a least width and one beyond which a line is hard to follow.
  // Accounts that do not fit beside it go into further blocks, each with its own heading.
  void matrix() {
    std::size_t width = 4;
    for (const auto& [account, text] : tags_) width = std::max(width, text::width(text) + 1);
    std::size_t label = style_.columns > columns_.size() * width + kLeastLabel
                            ? std::min<std::size_t>(style_.columns - columns_.size() * width, 72)
                            : kLeastLabel;
    const std::size_t per_block = std::max<std::size_t>(1, (style_.columns - label) / width);
    // Columns spread evenly: three blocks of nine, not two of thirteen and a rest.
    const std::size_t blocks = (columns_.size() + per_block - 1) / per_block,
                      even = (columns_.size() + blocks - 1) / blocks;
    if (blocks > 1) label = std::min<std::size_t>(style_.columns - even * width, 72);
    for (std::size_t first = 0; first < columns_.size(); first += even) {
      const auto block = std::span(columns_).subspan(first, std::min(even, columns_.size() - first));
      line();
      std::string header = padded("", label);
      for (const AccountIndex account : block) header += padded(tags_[account], width);
      line(coloured(header.substr(0, header.find_last_not_of(' ') + 1), Colour::bold));
      for (const PropositionIndex on : rows_) row(on, block, label, width);
    }
  }

  // A row without a sign in this block is left out of it.
  void row(PropositionIndex on, std::span<const AccountIndex> block, std::size_t label, std::size_t width) {
    std::string cells;
    bool any = false;
    for (const AccountIndex account : block) {
      const Cell* cell = comparison_.cell(account, on);
      any = any || cell != nullptr;
      const std::string mark = cell == nullptr ? "·" : symbol(*cell);
      const Colour colour = cell == nullptr                 ? Colour::bold
                            : cell->side() == Side::affirms ? Colour::green
                            : cell->side() == Side::denies  ? Colour::red
                                                            : Colour::yellow;
      cells += cell == nullptr ? padded(mark, width)
                               : coloured(mark, colour) + std::string(width - std::min(width, text::width(mark)), ' ');
    }
    if (!any) return;
    while (!cells.empty() && cells.back() == ' ') cells.pop_back();
    // The sentence takes up to three lines beside its cells.
    const std::string head = padded(fitted(proposition(on).name, 5), 5) + told_mark(on) + " ";
    const std::string text = wrapped(text::plain(proposition(on).text), label - 8, 0);
    for (std::size_t at = 0, number = 0; at <= text.size() && number < 3; ++number) {
      const std::size_t end = std::min(text.find('\n', at), text.size());
      const bool cut = number == 2 && end < text.size();
      const std::string part =
          cut ? fitted(text.substr(at, end - at) + " …", label - 8) : fitted(text.substr(at, end - at), label - 8);
      line(number == 0 ? padded(head + part, label) + cells : std::string(7, ' ') + part);
      at = end + 1;
    }
  }

  std::string told_mark(PropositionIndex on) const {
    switch (comparison_.told(on).told) {
      case Told::both:
        return "±";
      case Told::true_only:
        return "+";
      case Told::false_only:
        return "-";
      default:
        return "·";
    }
  }

  // Every sign that can stand in the matrix, on every screen: whoever reads a screen for the first time has nothing
  // else. Then each account in full, with the side that its holder speaks for and, where its words came through others,
  // by how many links.
  void legend() {
    line();
    line(
        wrapped("Before a proposition: + told true, - told false, ± told both, · neither. In a cell: + affirms, - "
                "denies, a accepts, l alleges, d doubts, ? declines, ^ raises; ~ in part or "
                "presupposed; +-! contradicts itself; · silent.",
                style_.columns, 0));
    section("Accounts");
    for (const AccountIndex index : columns_) {
      const Account& account = comparison_.accounts()[index];
      std::string text = padded(tags_[index], 5) + account.title;
      if (account.side != kNone && account.side != account.holder)
        text += fmt::format(" ({})", title_of(material_, account.side));
      if (!account.channel.empty() && !account.statements.empty()) {
        const Hearsay hearsay = comparison_.hearsay(account.statements.front());
        text += fmt::format("; {}: {}", text::counted(hearsay.depth, "link"), hearsay.chain);
      }
      paragraph(text, 5);
    }
  }

  // The first statement of a cell stands for it, with the names of all: the words of the others can be asked for with
  // --why.
  void words(std::string_view sign, const Cell& cell, Colour colour) {
    const Account& account = comparison_.accounts()[cell.account];
    const auto statements = cell.statements();
    const Statement& first = material_.statements()[statements.front()];
    std::string text = fmt::format(
        "{} {}: {} {} [{}]", tags_.contains(cell.account) ? tags_.at(cell.account) : account.name, account.title,
        fmt::join(cell.words(), " and "), in_quotes(first.words.empty() ? first.act : first.words), names(statements));
    line("  " + coloured(sign, colour) + " " + wrapped(text::plain(text), style_.columns - 4, 4));
  }

  std::string names(const std::vector<StatementIndex>& statements) const {
    std::string out;
    for (const StatementIndex one : statements) out += (out.empty() ? "" : " ") + name(one);
    return out;
  }

  // The cells of one side on a proposition, of accounts that are shown, in the order of the columns.
  std::vector<const Cell*> cells_of(PropositionIndex on, Side side) const {
    std::vector<const Cell*> out;
    for (const std::uint32_t at : comparison_.cells_on(on))
      if (const Cell& cell = comparison_.cells()[at];
          cell.side() == side && std::find(columns_.begin(), columns_.end(), cell.account) != columns_.end())
        out.push_back(&cell);
    std::sort(out.begin(), out.end(), [&](const Cell* a, const Cell* b) {
      return std::find(columns_.begin(), columns_.end(), a->account) <
             std::find(columns_.begin(), columns_.end(), b->account);
    });
    return out;
  }

  // An account stands here only if somebody on the other side is compared with it: with --between most are not.
  void contradictions() {
    bool first = true;
    for (const PropositionIndex on : rows_) {
      auto affirm = cells_of(on, Side::affirms), deny = cells_of(on, Side::denies);
      std::set<std::string> conditions;
      std::erase_if(affirm, [&](const Cell* a) {
        return std::none_of(deny.begin(), deny.end(),
                            [&](const Cell* b) { return selection_.pairs(a->account, b->account); });
      });
      std::erase_if(deny, [&](const Cell* b) {
        return std::none_of(affirm.begin(), affirm.end(),
                            [&](const Cell* a) { return selection_.pairs(a->account, b->account); });
      });
      if (affirm.empty() || deny.empty()) continue;
      if (first) section("Contradictions");
      first = false;
      paragraph(proposition(on).name + " " + proposition(on).text, 3);
      for (const Cell* cell : affirm) words("+", *cell, Colour::green), condition(*cell);
      for (const Cell* cell : deny) words("-", *cell, Colour::red), condition(*cell);
    }
  }

  void condition(const Cell& cell) {
    const std::string text = comparison_.conditional_on(cell.account, cell.account, cell.proposition);
    if (!text.empty()) line("    " + wrapped(text::plain("only if: " + text), style_.columns - 4, 4));
  }

  // Bounded, since pairs grow with the square of the accounts.
  void differences() {
    bool first = true;
    std::size_t shown_count = 0;
    for (const PropositionIndex on : rows_) {
      for (const Side side : {Side::affirms, Side::denies}) {
        const auto cells = cells_of(on, side);
        for (std::size_t i = 0; i < cells.size(); ++i) {
          for (std::size_t j = i + 1; j < cells.size() && shown_count < 40; ++j) {
            if (!selection_.pairs(cells[i]->account, cells[j]->account)) continue;
            const std::string text = comparison_.difference(cells[i]->account, cells[j]->account, on);
            // Agreeing on the same needs no line.
            if (text.empty()) continue;
            if (first) section("Agree, but not on the same");
            first = false;
            ++shown_count;
            paragraph(fmt::format("{} {} and {}: {}", proposition(on).name, tags_[cells[i]->account],
                                  tags_[cells[j]->account], text),
                      3);
          }
        }
      }
    }
  }

  bool in_rows(PropositionIndex on) const { return std::find(rows_.begin(), rows_.end(), on) != rows_.end(); }

  // Each holder's positions in the order of time, whether or not they changed: that somebody stood by his word is part
  // of the answer. Where a position was taken on a related proposition, that one is named.
  void changes() {
    bool first = true;
    for (const Change& change : comparison_.changes()) {
      if (!in_rows(change.proposition)) continue;
      if (first) section("Over time");
      first = false;
      const std::string verdict = change.changed                  ? "changed"
                                  : change.conditional_on.empty() ? "the same"
                                                                  : "changed only if: " + change.conditional_on;
      paragraph(fmt::format("{} on {} {}: {}", title_of(material_, change.holder), proposition(change.proposition).name,
                            proposition(change.proposition).text, verdict),
                3);
      for (const Position& position : change.sequence) {
        std::string text = fmt::format("{}: {}", position.when.empty() ? "(no time given)" : position.when,
                                       fmt::join(position.stances, " and "));
        if (position.through != kNone)
          text += fmt::format(" {}, “{}”; on {} itself silent", proposition(position.through).name,
                              proposition(position.through).text, proposition(change.proposition).name);
        line("   " + wrapped(text::plain(text + " [" + names(position.statements) + "]"), style_.columns - 3, 3));
      }
    }
  }

  // The line, who used it, and whether that is one speaker twice or one utterance told twice.
  void shared() {
    bool first = true;
    for (const SharedLine& found : comparison_.shared_lines()) {
      if (first) section("The same line");
      first = false;
      std::string speakers;
      for (const PartyIndex speaker : found.speakers)
        speakers += (speakers.empty() ? "" : ", ") + title_of(material_, speaker);
      paragraph(fmt::format("{}{}: {}{} [{}]", in_quotes(found.line), found.verbatim ? "" : ", nearly", speakers,
                            found.one_utterance          ? ", one utterance reported more than once"
                            : found.speakers.size() == 1 ? ", more than once"
                                                         : "",
                            names(found.statements)),
                3);
    }
  }

  // Who did not answer, each with the question and what he said instead; then who was asked and is not reported to have
  // answered; then, weaker, on what others spoke, the first of them.
  void unanswered() {
    bool first = true;
    const auto heading = [&](std::string_view title) {
      if (first) section(title);
      first = false;
    };
    for (const NonAnswer& one : non_answers(comparison_)) {
      if (!shows(one)) continue;
      heading("Did not answer");
      std::string matter;
      for (const PropositionIndex on : one.on)
        if (in_rows(on))
          matter += (matter.empty() ? ", on " : "; ") + proposition(on).name + " " + proposition(on).text;
      std::vector<StatementIndex> statements;
      for (const auto& answer : one.answers) statements.push_back(answer.statement);
      paragraph(
          fmt::format("{}{}: {}{}", one.who == kNone ? one.subject : title_of(material_, one.who), matter,
                      accounts::in_words(material_, one), statements.empty() ? "" : " [" + names(statements) + "]"),
          3);
    }
    const Shown shown = selection_.shown(comparison_);
    const Silences silences = comparison_.silences(&shown);
    std::size_t weaker = 0;
    for (const auto why : {Silence::Why::asked, Silence::Why::others_spoke}) {
      first = true;
      for (const Silence& silence : silences.list) {
        if (silence.why != why || (why == Silence::Why::others_spoke && ++weaker > kMaxWeaker)) continue;
        heading(why == Silence::Why::asked ? "Asked, and not reported to have answered"
                                           : "Weaker: silent while others spoke");
        paragraph(fmt::format("{} on {} {}{}", comparison_.accounts()[silence.account].title,
                              proposition(silence.proposition).name, proposition(silence.proposition).text,
                              silence.statements.empty() ? "" : " [" + names(silence.statements) + "]"),
                  3);
      }
    }
    const std::size_t more = silences.left_out + weaker - std::min(weaker, kMaxWeaker);
    if (more > 0)
      line(wrapped(fmt::format("and {} more, noticed less: --json lists up to {}", more, kMaxSilences), style_.columns,
                   0));
  }

  // What nobody recorded belongs to no proposition, so it is told when everything is.
  bool shows(const NonAnswer& one) const {
    if (!one.recorded())
      return selection_.left.empty() && selection_.propositions.size() == material_.propositions().size();
    return std::find(selection_.accounts.begin(), selection_.accounts.end(), one.account) !=
               selection_.accounts.end() &&
           std::any_of(one.on.begin(), one.on.end(), [&](PropositionIndex on) { return in_rows(on); });
  }

  // Reports of one utterance, so that nobody counts a statement twice who counts by hand.
  void once() {
    const auto& all = comparison_.utterances();
    if (all.empty()) return;
    section("Counted once");
    std::string text;
    for (const Utterance& one : all) text += (text.empty() ? "" : "; ") + names(one.statements);
    paragraph(text, 0);
  }

  // Bounded, since a case can have as many faults as statements.
  void problems() {
    const auto all = comparison_.problems();
    if (all.empty()) return;
    section(fmt::format("What does not hold ({})", all.size()));
    for (std::size_t i = 0; i < std::min<std::size_t>(all.size(), 20); ++i) paragraph(all[i], 3);
    if (all.size() > 20) line("and more: --json lists all");
  }

  const Comparison& comparison_;
  const Material& material_;
  const Selection& selection_;
  TerminalStyle style_;
  std::vector<PropositionIndex> rows_;
  std::vector<AccountIndex> columns_;
  std::unordered_map<AccountIndex, std::string> tags_;
  std::size_t letters_ = 0;
  std::string out_;
};

}  // namespace

std::string render(const Comparison& comparison, const Selection& selection, std::string_view title,
                   const TerminalStyle& style) {
  return Screen(comparison, selection, style).draw(title);
}

// Everything that stands behind one cell: the rule by which it was computed, each statement with its place in the
// document down to the byte, the chain of who said it to whom, and where its record lies. With it a reader can check a
// cell against the sources, without believing this program.
std::string render_why(const Comparison& comparison, AccountIndex account, PropositionIndex on,
                       const TerminalStyle& style) {
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
  paragraph("rule: " + why.rule, 3);
  for (const auto& ground : why.grounds) {
    const Statement& statement = material.statements()[ground.statement];
    out += "\n";
    paragraph(fmt::format("{} {}: {}", statement.name, ground.stance,
                          in_quotes(statement.words.empty() ? statement.act : statement.words)),
              3);
    for (const Span& span : statement.content_spans)
      paragraph(fmt::format("   {} line {}, characters {}-{}, bytes {}-{}",
                            statement.document == kNone ? "?" : material.documents()[statement.document].name,
                            span.line, span.start, span.end, span.byte_start, span.byte_end),
                6);
    paragraph(fmt::format("   {}: {}", text::counted(ground.hearsay.depth, "link"), ground.hearsay.chain), 6);
    if (ground.utterance > 0) paragraph(fmt::format("   reports utterance {}, counted once", ground.utterance), 6);
    paragraph("   " + recorded_in_words(material, statement), 6);
    if (!statement.journal.empty())
      paragraph(fmt::format("   journal {} entry {}{}", statement.journal, statement.seq,
                            statement.received ? ", received " + parley::to_string(*statement.received) : ""),
                6);
    for (const std::string& problem : statement.problems) paragraph("   does not hold: " + problem, 6);
  }
  for (const StatementIndex index : why.left_out)
    paragraph(fmt::format("left out, as a careful reader may: {} {}", material.statements()[index].name,
                          in_quotes(material.statements()[index].words)),
              3);
  return out;
}

}  // namespace parley::view
