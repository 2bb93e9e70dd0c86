// Everything is written in the order of the file's own lists. What could be read as something else is put in brackets
// (notation_words.h); whether the publisher of a document has to be named in a chain is decided by what the reader
// makes of the chain without him.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "accounts/notation.h"
#include "accounts/notation_chain.h"
#include "accounts/notation_statement.h"
#include "accounts/notation_words.h"
#include "text/display.h"

namespace parley::accounts {
namespace {

using notation::name;
using notation::text;

// With the ";" that has a line go on, no line becomes wider than 119 columns unless a single part is.
constexpr std::size_t kColumns = 118;

// One line, which goes on in the next where it would become too long.
class Out {
 public:
  explicit Out(std::string begin) : text_(std::move(begin)), columns_(text::width(text_)) {}
  // A part is never cut: the reader goes on in the next line only behind a ";". The four blanks are what tells it that
  // the next line belongs to this one.
  void part(std::string_view part) {
    const std::size_t columns = text::width(part);
    const bool fits = columns_ + columns + 2 <= kColumns;
    text_ += fits ? "; " : ";\n    ";
    columns_ = (fits ? columns_ + 2 : 4) + columns;
    text_ += part;
  }
  void part(std::string_view key, const std::string& written) { part(fmt::format("{} {}", key, written)); }
  std::string line() && { return std::move(text_) + "\n"; }

 private:
  std::string text_;
  std::size_t columns_;
};

// A list as the reader's names() takes it. Brackets around a name keep a comma in it.
std::string names(const std::vector<std::string>& all) {
  std::string out;
  for (const std::string& one : all) out += (out.empty() ? "" : ", ") + name(one);
  return out;
}

class Writer {
 public:
  Writer(const WorkedCase& of, const CaseTexts& texts) : of_(of), texts_(texts) {}

  // Documents come first, as everything that is quoted stands in one; what refers to statements (utterances, accounts)
  // comes behind them. That is for people: the reader takes all of them in any order.
  std::string write() {
    Out whole("case" + (of_.name.empty() ? std::string() : " " + text(of_.name)));
    if (!of_.description.empty()) whole.part("description", text(of_.description));
    recorded_by_ = mostly_recorded_by();
    texts_part(whole, "recorded by", recorded_by_);
    // A case without any of it needs no line of its own.
    if (!of_.name.empty() || !of_.description.empty() || !recorded_by_.empty()) out_ += std::move(whole).line();
    for (const CaseDocument& one : of_.documents) publish_.insert(one.publisher);
    section("", of_.documents, &Writer::document);
    section("parties", of_.parties, &Writer::party);
    section("events", of_.events, &Writer::event);
    section("propositions", of_.propositions, &Writer::proposition);
    statements();
    section("", of_.utterances, &Writer::utterance);
    section("accounts", of_.accounts, &Writer::account);
    if (!of_.others.empty()) out_ += "\nalso " + names(of_.others) + "\n";
    return std::move(out_);
  }

 private:
  // Under its heading an entry needs no word that says what it is.
  template <class Entry>
  void section(std::string_view heading, const std::vector<Entry>& all, void (Writer::*one)(const Entry&)) {
    if (all.empty()) return;
    if (!out_.empty()) out_ += '\n';
    if (!heading.empty()) out_ += fmt::format("{}\n", heading);
    for (const Entry& entry : all) (this->*one)(entry);
  }

  static void text_part(Out& out, std::string_view key, const std::string& value) {
    if (!value.empty()) out.part(key, text(value));
  }
  static void name_part(Out& out, std::string_view key, const std::string& value) {
    if (!value.empty()) out.part(key, name(value));
  }
  static void names_part(Out& out, std::string_view key, const std::vector<std::string>& all) {
    if (!all.empty()) out.part(key, names(all));
  }
  // Those who recorded the most statements, if somebody is named for every one: with the case they are said once.
  std::vector<std::string> mostly_recorded_by() const {
    std::map<std::vector<std::string>, std::size_t> count;
    for (const CaseStatement& one : of_.statements) {
      if (one.recorded_by.empty()) return {};
      ++count[one.recorded_by];
    }
    const auto most =
        std::max_element(count.begin(), count.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
    return most == count.end() || most->second < 2 ? std::vector<std::string>() : most->first;
  }

  // In a list a comma ends a text, so one with a comma in it goes into brackets.
  static void texts_part(Out& out, std::string_view key, const std::vector<std::string>& all) {
    std::string list;
    for (const std::string& one : all)
      list += (list.empty() ? "" : ", ") + (one.find(',') == std::string::npos ? text(one) : notation::bracketed(one));
    if (!all.empty()) out.part(key, list);
  }
  static Out declared(std::string_view kind, const std::string& id, const std::string& value) {
    if (!value.empty()) return Out(fmt::format("{} = {}", name(id), text(value)));
    return Out(fmt::format("{} {}", kind, name(id)));
  }

  void document(const CaseDocument& one) {
    Out out(fmt::format("document {} = {}", name(one.id), text(one.file)));
    // Of two documents of one name the first counts, as it does for the reader.
    publishers_.try_emplace(one.id, one.publisher);
    name_part(out, "by", one.publisher);
    text_part(out, "title", one.title);
    text_part(out, "language", one.language);
    name_part(out, "sha256", one.sha256);
    out_ += std::move(out).line();
    // The reader takes what follows the declaration of a document to stand in it.
    document_ = one.id;
  }

  void party(const CaseParty& one) {
    Out out = declared("party", one.id, one.name);
    kind(out, one);
    text_part(out, "office", one.office);
    name_part(out, "for", one.speaks_for);
    name_part(out, "is", one.same_as);
    texts_part(out, "also", one.aliases);
    names_part(out, "members", one.members);
    text_part(out, "note", one.note);
    out_ += std::move(out).line();
  }

  // A kind that is known stands alone as a word; any other needs its key, else it would be read as one. What the reader
  // takes to be so is not said.
  void kind(Out& out, const CaseParty& one) const {
    constexpr std::string_view kUnnamed = "unnamed ";
    const std::string usual = usual_kind(one, publish_.contains(one.id));
    if (one.kind == usual) return;
    const std::string_view rest = std::string_view(one.kind).substr(std::min(kUnnamed.size(), one.kind.size()));
    if (one.kind.empty())
      out.part("kind []");
    else if (notation::is_kind(one.kind))
      out.part(one.kind);
    else if (notation::is_kind(rest) && one.kind == unnamed(rest))
      out.part("unnamed"), out.part(rest);
    else
      text_part(out, "kind", one.kind);
  }

  void event(const CaseEvent& one) {
    Out out = declared("event", one.id, one.label);
    text_part(out, "when", one.when);
    text_part(out, "where", one.where);
    names_part(out, "before", one.before);
    names_part(out, "after", one.after);
    names_part(out, "same day", one.same_day);
    text_part(out, "note", one.note);
    out_ += std::move(out).line();
  }

  void proposition(const CaseProposition& one) {
    Out out = declared("proposition", one.id, one.text);
    name_part(out, "not", one.negation_of);
    name_part(out, "narrower than", one.narrower_than);
    for (const CaseSameAs& same : one.same_as)
      out.part(fmt::format("same as {} according to {}", name(same.proposition), name(same.according_to)));
    names_part(out, "about", one.events);
    text_part(out, "note", one.note);
    out_ += std::move(out).line();
  }

  void utterance(const CaseUtterance& one) {
    if (!one.statements.empty()) out_ += "one utterance " + names(one.statements) + "\n";
  }

  void account(const CaseAccount& one) {
    Out out = declared("account", one.id, one.label);
    name_part(out, "of", one.holder);
    names_part(out, "has", one.statements);
    out_ += std::move(out).line();
  }

  // --- statements

  // With as little beside the words as leads back to their place.
  Quote shortest(const Quote& of, const CaseStatement& in, std::size_t near) const {
    CaseTexts::Text* text = of.span ? texts_.find(in.document) : nullptr;
    // Where the text is not there, or is no longer what was annotated, what was recorded is written unchanged: another
    // place must not be made up for it.
    if (text == nullptr || !span_problem(text->in.text(), text->in.points(), *of.span).empty()) return of;
    return text->in.quote_of(*of.span, near);
  }
  // The marks behind a quotation that the reader's place() takes: "@+120", "@5", "@5.2" or "@.3".
  static std::string written(const Quote& of) {
    std::string out = notation::quoted(of.text);
    if (of.from) return fmt::format("{}@+{}", out, *of.from);
    if (of.line > 0) out += fmt::format("@{}", of.line);
    if (of.nth > 0) out += fmt::format("{}.{}", of.line > 0 ? "" : "@", of.nth);
    return out;
  }
  std::string quotes(const Quotes& all, const CaseStatement& in, std::size_t near) const {
    std::string out;
    for (const Quote& one : all) out += (out.empty() ? "" : " ") + written(shortest(one, in, near));
    return out;
  }
  // Quotations without a name are written, too, behind empty brackets: what was recorded is kept even where it is a
  // fault.
  void name_with_quotes(Out& out, std::string_view key, const std::string& value, const Quotes& where,
                        const CaseStatement& in) const {
    if (value.empty() && where.empty()) return;
    const std::string all = quotes(where, in, near_line(in));
    out.part(key, name(value) + (all.empty() ? "" : " " + all));
  }
  // The words of the document alone where they are the text, too.
  void text_with_quotes(Out& out, std::string_view key, const std::string& value, const Quotes& where,
                        const CaseStatement& in) const {
    if (value.empty() && where.empty()) return;
    std::string all = quotes(where, in, near_line(in));
    if (where.empty() || shortest(where.front(), in, near_line(in)).text != value)
      all = text(value) + (all.empty() ? "" : " " + all);
    out.part(key, all);
  }

  // What stands in parentheses behind a proposition. The reader turns the blanks of a bare word into hyphens, so a way
  // that is not known goes into brackets, where it stays as it is.
  static std::string limits(const CaseStance& of) {
    std::string out;
    const auto add = [&](const std::string& part) { out += (out.empty() ? "" : "; ") + part; };
    for (const std::string& way : of.toward)
      add(way == "in-part" ? "in part" : is_toward(way) ? way : notation::bracketed(way));
    const auto add_text = [&](std::string_view key, const std::string& value) {
      if (!value.empty()) add(fmt::format("{} {}", key, notation::text_in_parenthesis(value)));
    };
    add_text("strength", of.strength);
    add_text("scope", of.scope);
    add_text("if", of.conditional_on);
    if (!of.other_readings.empty()) {
      std::string all;
      for (const std::string& one : of.other_readings)
        all += (all.empty() ? "" : ", ") + (notation::is_stance(one) ? one : name(one));
      add("or " + all);
    }
    return out.empty() ? out : " (" + out + ")";
  }
  static std::string stances(const std::vector<CaseStance>& all) {
    std::string out, last;
    for (const CaseStance& one : all) {
      out += out.empty() ? " " : ", ";
      // An empty word would be read as the one before.
      if (last.empty() || one.stance != last)
        out += (notation::is_stance(one.stance) ? one.stance : name(one.stance)) + " ";
      last = one.stance;
      out += name(one.proposition) + limits(one);
    }
    return out;
  }

  // Three ways of writing the chain are tried, the shortest first: without its first link, whom the reader may put
  // there as the publisher; in full; and in full with "only", which keeps the reader from adding anybody.
  void chain(Out& out, const CaseStatement& of) {
    const std::string& publisher = publishers_[of.document];
    const auto meant = [&](std::vector<CaseLink> written) {
      return notation::with_publisher(std::move(written), publisher, of.speaker) == of.chain;
    };
    std::vector<CaseLink> written = of.chain;
    if (!written.empty()) written.erase(written.begin());
    bool only = false;
    if (!meant(written)) {
      written = of.chain;
      only = !meant(written);
    }
    if (written.empty() && !only) return;
    std::string all;
    for (const CaseLink& link : written) {
      all += (all.empty() ? "" : ", ") + name(link.party);
      if (!link.manner.empty()) all += " (" + notation::text_in_parenthesis(link.manner) + ")";
      if (!link.statement.empty()) all += " as " + name(link.statement);
    }
    out.part(written.empty() ? "via nobody" : fmt::format("via {}{}", only ? "only " : "", all));
  }

  // A question stands with its answer where it is what the reader makes of that (notation_statement.h).
  void statements() {
    const auto& all = of_.statements;
    for (std::size_t i = 0; i < all.size(); ++i) {
      const bool is_question = i + 1 < all.size() && is_question_before(all[i], all[i + 1]);
      if (is_question) ++i;
      statement(all[i], is_question ? &all[i - 1] : nullptr);
    }
  }
  bool is_question_before(const CaseStatement& one, const CaseStatement& answer) {
    if (one.id != answer.id + "?" || one.speaker.empty() || (one.words.empty() && one.quotes.empty())) return false;
    CaseStatement usual = notation::question_before(answer, one.speaker);
    usual.words = one.words, usual.quotes = one.quotes;
    usual.chain = notation::with_publisher({}, publishers_[one.document], one.speaker);
    return usual == one;
  }
  void asked(Out& out, const CaseStatement& question) {
    const std::string by =
        question.speaker == publishers_[question.document] ? "" : fmt::format("by {} ", name(question.speaker));
    const std::string all = quotes(question.quotes, question, question.line);
    // "by" would be read as the word before who asks.
    std::string words = question.words.starts_with("by ") || question.words == "by"
                            ? notation::bracketed(question.words)
                        : question.words.empty() ? std::string()
                                                 : text(question.words);
    if (!words.empty() && !all.empty()) words += ' ';
    out.part("asked", by + words + all);
  }

  // Statements of one document stand together under one "in"; a blank line and a new "in" begin whenever the document
  // changes.
  void statement(const CaseStatement& one, const CaseStatement* question) {
    if (!begun_ || one.document != document_) {
      if (!out_.empty()) out_ += '\n';
      if (one.document != document_) out_ += "in " + name(one.document) + "\n";
    }
    begun_ = true;
    document_ = one.document;
    std::string head = fmt::format("{}: {}{}", name(one.id), name(one.speaker), stances(one.stances));
    if (const std::string words = quotes(one.quotes, one, one.line); !words.empty()) head += " " + words;
    Out out(std::move(head));
    text_part(out, "words", one.words);
    name_part(out, "same as", one.same_as);
    if (!one.speaker_quotes.empty()) out.part("named", quotes(one.speaker_quotes, one, near_line(one)));
    if (question != nullptr) asked(out, *question);
    text_with_quotes(out, "act", one.act, one.act_quotes, one);
    name_with_quotes(out, "to", one.addressee, one.addressee_quotes, one);
    chain(out, one);
    text_with_quotes(out, "said", one.when, one.when_quotes, one);
    text_with_quotes(out, "where", one.where, one.where_quotes, one);
    name_with_quotes(out, "at", one.occasion, one.occasion_quotes, one);
    text_part(out, "medium", one.medium);
    name_part(out, "within", one.within);
    name_part(out, "form", one.form);
    name_part(out, "factuality", one.factuality);
    text_part(out, "if", one.conditional_on);
    text_part(out, "language", one.language);
    if (one.line > 0) out.part(fmt::format("line {}", one.line));
    if (one.optional_reading) out.part("optional");
    if (one.by_author) out.part("author");
    if (one.confidence) out.part(fmt::format("sure {}", *one.confidence));
    if (one.recorded_by != recorded_by_) texts_part(out, "recorded by", one.recorded_by);
    text_part(out, "note", one.note);
    out_ += std::move(out).line();
  }

  const WorkedCase& of_;
  const CaseTexts& texts_;
  std::string out_;
  std::string document_;                  // in which a reader takes the next statement to stand
  std::vector<std::string> recorded_by_;  // said with the case
  bool begun_ = false;                    // the first statement was written
  std::map<std::string, std::string, std::less<>> publishers_;
  std::set<std::string, std::less<>> publish_;  // all that publish a document
};

}  // namespace

std::string write_notation(const WorkedCase& of, const CaseTexts& texts) { return Writer(of, texts).write(); }

}  // namespace parley::accounts
