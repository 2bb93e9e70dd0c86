#include "view/comparison_export.h"

#include <fmt/format.h>

#include <algorithm>

#include "accounts/model.h"
#include "accounts/sides.h"
#include "accounts/when.h"
#include "text/display.h"
#include "view/comparison_page_parts.h"

namespace parley::view {
namespace {

using Line = Telling::Line;
using Saying = Telling::Saying;

// What begins like a formula is one to a spreadsheet, in quotation marks or not.
// Writes one table. Every field is quoted only where RFC 4180, section 2, rules 6 and 7, needs it, or where it begins
// like a formula; lines end in CRLF as its rule 1 says, also the last one.
class Csv {
 public:
  explicit Csv(std::initializer_list<std::string_view> heads) {
    for (const auto head : heads) field(head);
    end();
  }
  // The apostrophe makes a spreadsheet read the field as text; without it a name could run as a formula on the machine
  // of whoever opens the table.
  Csv& field(std::string_view text) {
    if (!first_) out_ += ',';
    first_ = false;
    const std::string plain = text::plain(text);
    const bool formula = !plain.empty() && std::string_view("=+-@\t\r").find(plain[0]) != std::string_view::npos;
    if (!formula && plain.find_first_of(",\"\n\r") == std::string::npos) {
      out_ += plain;
      return *this;
    }
    out_ += '"';
    if (formula) out_ += '\'';
    for (const char c : plain) {
      if (c == '"') out_ += '"';
      out_ += c;
    }
    out_ += '"';
    return *this;
  }
  Csv& number(std::uint64_t value) { return field(std::to_string(value)); }
  // Ends the row; the next field begins another one.
  Csv& end() {
    out_ += "\r\n";
    first_ = true;
    return *this;
  }
  std::string take() { return std::move(out_); }

 private:
  std::string out_;
  bool first_ = true;
};

// The words of a side as the page has them, so that a table and a page can be searched for the same.
std::string side_word(Side side) {
  return side == Side::affirms ? "says so" : side == Side::denies ? "denies it" : "takes no side";
}

// Text of others in Markdown: what could be markup is escaped, so that it stays text in every dialect.
std::string escaped(std::string_view text) {
  std::string out;
  const std::string plain = text::plain(text);
  // "1." and "12)" at the beginning would be a list: the sign behind the number is escaped.
  std::size_t sign = plain.find_first_not_of("0123456789");
  if (sign == 0 || (sign != std::string::npos && plain[sign] != '.' && plain[sign] != ')')) sign = std::string::npos;
  for (std::size_t i = 0; i < plain.size(); ++i) {
    const char c = plain[i];
    // Many dialects make a link of a bare address, so its colon is escaped, too.
    const bool address = c == ':' && plain.compare(i, 3, "://") == 0;
    const bool item = i == sign || (i == 0 && (c == '-' || c == '+'));
    if (std::string_view("\\`*_[]<>&#|~!$^@").find(c) != std::string_view::npos || address || item) out += '\\';
    out += c;
  }
  return out;
}

// The same order as the page: brief, faces, wholes, each group, who did not answer, who moved, sources. The marking
// stands at both ends, since a text that is copied loses its frame.
class Markdown {
 public:
  Markdown(const Comparison& comparison, const Selection& selection, const Telling& telling, const PageOptions& options)
      : page_(comparison, selection, telling, options), brief_(brief_of(comparison, telling, options.title)) {}

  // Everything of others goes through escaped(); what stands around it is markup of this file.
  std::string write() {
    const desk::Provenance& from = page_.options.from;
    const std::string marking = from.marking.empty() ? "NOT MARKED" : from.marking;
    block(fmt::format("**{}**", escaped(marking)));
    block("# " + escaped(brief_.headline));
    block(escaped(page_.options.title) + (page_.options.note.empty() ? "" : ". " + escaped(page_.options.note)));
    if (!brief_.deck.empty()) block("*" + escaped(text_of(brief_.deck)) + "*");
    std::string paragraph;
    for (const BriefRun& run : brief_.paragraph) {
      paragraph += run.kind == BriefRun::Kind::lead ? "**" + escaped(run.text) + "**" : escaped(run.text);
      if (run.kind == BriefRun::Kind::quotation) paragraph += citation(run.document, run.line);
    }
    block(paragraph);
    faces();
    wholes();
    for (const auto& [kind, name] : page_.groups) group(kind, name);
    declined(), moved(), sources();
    block(fmt::format("**{}**", escaped(marking)));
    return std::move(out_);
  }

 private:
  // A paragraph or heading of its own: CommonMark wants an empty line between two.
  void block(const std::string& text) { out_ += text + "\n\n"; }
  // " (the Courier, line 15, SHA-256 24bb2c8eac97…)"
  // Twelve digits of the hash, as the brief has; whole hashes stand under "Sources".
  std::string citation(DocumentIndex document, std::size_t line) const {
    if (document == kNone) return {};
    // Without a hash the place is told all the same, and that nothing vouches for it.
    const std::string& hash = page_.material().documents()[document].sha256;
    return fmt::format(" ({}{})", escaped(page_.place(document, line)),
                       hash.empty() ? ", no hash is recorded" : ", SHA-256 " + hash.substr(0, 12) + "…");
  }
  // The words with their place; that none are recorded is said, and nothing is put in quotation marks for it.
  std::string quotation(const Quotation& quote) const {
    if (quote.text.empty()) return "no words are recorded";
    return escaped(in_quotes(quote.text)) + citation(quote.document, quote.line);
  }
  // The gravest contradiction, each side as a quotation with whose it is.
  void faces() {
    if (!page_.telling.faces) return;
    const auto& faces = *page_.telling.faces;
    block("## The gravest contradiction");
    block(escaped(page_.text_of_proposition(faces.proposition)));
    for (const auto* face : {&faces.first, &faces.second}) {
      const Telling::Name& side = face == &faces.first ? page_.telling.first->name : page_.telling.second->name;
      const std::string who = accounts::who_of(*face, side.party);
      block(fmt::format("> **{} {}.** {}{}", escaped(capital(side.full)), to_string(face->manner),
                        who.empty() ? "" : escaped(who) + ": ", quotation(face->words.quote)));
    }
  }
  // Only with two sides: without them there are no wholes to set against each other.
  void wholes() {
    if (!page_.telling.wholes || !page_.telling.first || !page_.telling.second) return;
    block(fmt::format("## {} and {} as wholes", escaped(page_.reading.side_a), escaped(page_.reading.side_b)));
    for (const auto& [name, on] : parts_of(*page_.telling.wholes)) {
      std::string items;
      for (const PropositionIndex one : *on)
        items += (items.empty() ? ": " : "; ") + escaped(page_.clauses.of(one)) + " (" +
                 escaped(page_.material().propositions()[one].name) + ")";
      out_ += fmt::format("- {}: {}{}\n", name, on->size(), items);
    }
    for (const SourceSays& one : page_.said_of_both())
      out_ += fmt::format("- A source says of it: {} ({})\n", escaped(in_quotes(one.says.sentence)),
                          escaped(page_.whose_word(one)));
    out_ += '\n';
  }
  // Everything of a group, as text has no room to run out of.
  void group(Telling::Kind kind, const std::string& name) {
    const auto& lines = page_.telling.lines(kind);
    if (lines.empty()) return;
    block(fmt::format("## {}: {}", escaped(name), lines.size()));
    for (const Line& line : lines) {
      block(fmt::format("### {} ({})", escaped(page_.text_of_proposition(line.proposition)), escaped(line.name)));
      if (const std::string rests = rests_on(line); !rests.empty()) block(escaped(rests));
      for (const Saying& one : line.sayings) {
        const std::string how = how_said(line, one), side = page_.side_of(one.who.party, one.standing);
        const std::string silent = !one.not_spoken
                                       ? std::string()
                                       : fmt::format("; who himself {}{}", escaped(in_quotes(one.not_spoken->words)),
                                                     citation(one.not_spoken->document, one.not_spoken->line));
        out_ += fmt::format("- {}**{}**{} {}: {}{}{}\n", side.empty() ? "" : escaped(side) + ", ",
                            escaped(side.empty() ? capital(one.who.brief) : one.who.brief),
                            how.empty() ? "" : " " + escaped(how), to_string(one.manner), quotation(one.words.quote),
                            silent, one.only_if.empty() ? "" : "; depends on " + escaped(one.only_if));
      }
      out_ += '\n';
      for (const std::string& note : page_.notes_on(line)) block(escaped(note));
    }
  }
  // Who did not answer, on what, and what he said instead.
  void declined() {
    if (page_.telling.declined.empty()) return;
    block("## Did not answer");
    for (const auto& one : page_.telling.declined) {
      std::string on;
      for (const PropositionIndex q : one.on) on += (on.empty() ? ", on whether " : "; whether ") + page_.clauses.of(q);
      out_ += fmt::format("- **{}**{}: {}\n", escaped(capital(one.who.full)), escaped(on),
                          escaped(accounts::in_words(page_.material(), one.what)));
    }
    out_ += '\n';
  }
  // Who changed, or is said to have: what a source says stands as its quotation, everything else moment by moment.
  void moved() {
    if (page_.telling.moved.empty()) return;
    block("## Changed, or said to have");
    for (const auto& one : page_.telling.moved) {
      out_ += fmt::format("- **{}**{}", escaped(capital(one.who.full)),
                          one.on == kNone ? "" : ", on whether " + escaped(page_.clauses.of(one.on)));
      if (one.how == Telling::Moved::How::source_says) {
        out_ += ": " + quotation(one.source) + "\n";
        continue;
      }
      // A condition is told before the moments, as without it they would read as a change.
      if (one.how == Telling::Moved::How::only_if) out_ += ", a change that depends on " + escaped(one.condition);
      for (std::size_t i = 0; i < one.moments.size(); ++i)
        out_ +=
            fmt::format("{}{}{}{}", i == 0 ? ": " : "; then ", escaped(one.moments[i].stance),
                        escaped(behind_verb(one.moments[i].when)),
                        one.moments[i].words.quote.text.empty() ? "" : ", " + quotation(one.moments[i].words.quote));
      out_ += "\n";
    }
    out_ += '\n';
  }
  // Whole hashes and heads, so that the text can be checked without the page it came from.
  void sources() {
    const desk::Provenance& from = page_.options.from;
    block("## Sources");
    for (const auto& one : from.documents)
      out_ += fmt::format("- {}{}: {} bytes, SHA-256 {}\n", one.voice.empty() ? "" : escaped(one.voice) + ", ",
                          escaped(one.title), text::with_commas(one.bytes),
                          one.sha256.empty() ? "not recorded" : one.sha256);
    if (from.documents.empty()) out_ += "- no document is recorded\n";
    for (const auto& head : from.heads)
      out_ +=
          fmt::format("- journal {}: {}{}\n", escaped(head.journal), text::counted(head.entries, "entry", "entries"),
                      head.root.empty() ? "" : ", head " + escaped(head.root));
    out_ += '\n';
    block("It tells what was said, not what is true.");
  }

  PageWriter page_;
  Brief brief_;
  std::string out_;
};

}  // namespace

// A row for each cell of what is shown. Options are only needed by the writer that gives names; nothing of them is
// exported.
std::string cells_csv(const Comparison& comparison, const Selection& selection, const Telling& telling) {
  const PageOptions options;
  const PageWriter page(comparison, selection, telling, options);
  const Shown shown = selection.shown(comparison);
  const Standings standings(comparison, selection);
  Csv csv({"account", "title", "holder", "side", "proposition", "text", "stances", "takes", "statements"});
  for (const Cell& cell : comparison.cells()) {
    if (!shown.accounts[cell.account] || !shown.propositions[cell.proposition]) continue;
    const Account& account = page.account(cell.account);
    csv.field(account.name).field(account.title).field(page.party(account.holder));
    // The side for which it counts, as everywhere.
    csv.field(page.party(standings.side_of_account(cell.account)));
    csv.field(page.material().propositions()[cell.proposition].name).field(page.text_of_proposition(cell.proposition));
    csv.field(joined_words(cell))
        .field(cell.contradicts_itself() ? "says both" : side_word(cell.side()))
        .field(page.names_of(cell.statements()))
        .end();
  }
  return csv.take();
}

// A row for each pair of accounts that both speak on a proposition, each pair once. A difference is given for
// agreements alone, which it qualifies.
std::string verdicts_csv(const Comparison& comparison, const Selection& selection) {
  const Shown shown = selection.shown(comparison);
  Csv csv({"account", "other", "proposition", "verdict", "difference", "only if"});
  for_each_verdict(comparison, false, [&](const PairVerdict& one) {
    if (!shown.accounts[one.a] || !shown.accounts[one.b] || !shown.propositions[one.proposition] ||
        !selection.pairs(one.a, one.b))
      return;
    csv.field(comparison.accounts()[one.a].name).field(comparison.accounts()[one.b].name);
    csv.field(comparison.material().propositions()[one.proposition].name).field(to_string(one.verdict));
    csv.field(one.verdict == Verdict::agree ? comparison.difference(one.a, one.b, one.proposition) : "");
    csv.field(comparison.conditional_on(one.a, one.b, one.proposition)).end();
  });
  return csv.take();
}

// A row for each statement that counts and touches what is shown, with the first place of its words to the byte, so
// that anybody can check it against a copy of the document.
std::string statements_csv(const Comparison& comparison, const Selection& selection) {
  const Telling none;
  const PageOptions options;
  const PageWriter page(comparison, selection, none, options);
  const Material& material = comparison.material();
  const Shown shown = selection.shown(comparison);
  Csv csv({"statement", "speaker", "via", "to", "when", "words", "stances", "document", "line", "first byte",
           "last byte", "sha256", "journal", "entry", "id"});
  for (StatementIndex i = 0; i < material.statements().size(); ++i) {
    const Statement& one = material.statements()[i];
    // A statement that takes a stance on nothing that is shown is not part of what the reader asked for.
    const bool touches = std::ranges::any_of(one.stances, [&](const TakenStance& taken) {
      return taken.proposition != kNone && shown.propositions[taken.proposition];
    });
    if (!one.known || !comparison.counts(i) || !touches) continue;
    std::string via, stances;
    // relays_of() begins with who told it last; the table reads from the speaker on.
    for (const PartyIndex relay : relays_of(material, one)) via = page.party(relay) + (via.empty() ? "" : " → " + via);
    for (const TakenStance& taken : one.stances)
      if (taken.proposition != kNone)
        stances +=
            fmt::format("{}{} {}{}", stances.empty() ? "" : "; ", material.propositions()[taken.proposition].name,
                        to_string(taken.stance), taken.negation ? " the denial" : "");
    csv.field(one.name)
        .field(page.party(one.speaker))
        .field(via)
        .field(page.party(one.addressee))
        .field(page.when_said(one));
    csv.field(accounts::words_of(material, one)).field(stances).field(page.document(one.document));
    // Fields of a place stay empty where none is recorded; a zero would be a place.
    const Span* span = one.content_spans.empty() ? nullptr : &one.content_spans.front();
    csv.field(span == nullptr || span->line == 0 ? "" : std::to_string(span->line));
    csv.field(span == nullptr ? "" : std::to_string(span->byte_start))
        .field(span == nullptr ? "" : std::to_string(span->byte_end));
    csv.field(one.document == kNone ? "" : material.documents()[one.document].sha256).field(one.journal);
    csv.field(one.journal.empty() ? "" : std::to_string(one.seq)).field(one.id).end();
  }
  return csv.take();
}

std::string markdown(const Comparison& comparison, const Selection& selection, const Telling& telling,
                     const PageOptions& options) {
  return Markdown(comparison, selection, telling, options).write();
}

}  // namespace parley::view
