#include "accounts/notation_statement.h"

#include <fmt/format.h>

#include <algorithm>

#include "accounts/notation_words.h"
#include "base/ascii.h"

namespace parley::accounts::notation {
namespace {

class Reading {
 public:
  Reading(Parts& parts, TypedStatement& typed) : parts_(parts), typed_(typed), one_(typed.statement) {}

  void read() {
    speaker();
    head();
    std::vector<Key> keys = where_and_when();
    for (Key& one : other_keys()) keys.push_back(std::move(one));
    parts_.read(keys);
    if (typed_.asked) question();
  }

 private:
  using Key = Parts::Key;
  Cursor& in() { return parts_.in(); }

  void speaker() {
    auto name = in().name();
    if (!name) return parts_.fault("it has no speaker");
    one_.speaker = std::move(*name);
    // Behind him comes a stance, so who is declared here has his name in brackets.
    if (!in().take('=')) return;
    CaseParty declared;
    declared.at.line = parts_.line();
    declared.id = one_.speaker;
    if (auto title = in().bracket())
      declared.name = std::move(*title);
    else
      parts_.fault("behind \"=\" comes the speaker's name in brackets");
    parts_.declared.push_back(std::move(declared));
  }

  // Stances and words, whichever comes first. Where both were, only another stance is one: else a ";" was forgotten.
  void head() {
    while (!in().at_part()) {
      const std::string_view before = in().rest();
      const bool stance = is_stance(in().word());
      in().back_to(before);
      if (in().at_quote())
        quotes(one_.quotes);
      else if (stance || (one_.stances.empty() && one_.quotes.empty()))
        stances(one_.stances);
      // What is neither stance nor quotation is left for the parts, which tell it and pass over it.
      if (in().rest() == before) return;
    }
  }

  // --- quotations

  // Which mark is missing, since others that look like it do not close it.
  std::string not_closed() {
    const auto opening = text::front(in().rest());
    const std::string_view mark = in().rest().substr(0, opening.bytes);
    const std::string closing(opening.value == U'„' ? "“ or ”" : closing_marks(opening.value));
    return fmt::format("the quotation is not closed: it begins with {}, and nothing closes it with {} on its line",
                       mark, closing);
  }
  void quotes(Quotes& out) {
    while (in().at_quote()) {
      auto one = in().quote();
      if (!one) {
        parts_.fault(not_closed());
        return parts_.pass_over();
      }
      if (in().rest().starts_with('@')) place(*one);
      out.push_back(std::move(*one));
    }
  }
  // "@5" its line, "@5.2" the second there, "@.3" the third of all, "@+120" by its first character.
  void place(Quote& of) {
    // Whoever calls this has seen the mark; blanks before it would have made it something else.
    in().take('@');
    if (in().rest().starts_with('+')) {
      in().take('+');
      of.from = in().number();
      return;
    }
    of.line = in().number();
    if (in().rest().starts_with('.')) {
      in().take('.');
      of.nth = in().number();
    }
    if (of.line == 0 && of.nth == 0)
      parts_.fault("behind \"@\" comes the number of a line, or \".\" and which one is meant");
  }
  // A text with the words that say so. The words alone are the text, too.
  Key text_with_quotes(std::string_view word, std::string& out, Quotes& where) {
    return {word, [this, word, &out, &where] {
              // Stops before a quotation, which is the place of the text and no part of it.
              auto value = in().text(";", true);
              const std::size_t before = where.size();
              quotes(where);
              if (!value && where.size() > before) value = where[before].text;
              parts_.put(out, std::move(value), word);
            }};
  }

  // --- what stands behind ";"

  std::vector<Key> where_and_when() {
    return {{"to",
             [this] {
               parts_.put(one_.addressee, parts_.party(), "to");
               quotes(one_.addressee_quotes);
             }},
            text_with_quotes("said", one_.when, one_.when_quotes),
            text_with_quotes("where", one_.where, one_.where_quotes),
            {"at",
             [this] {
               parts_.put(one_.occasion, in().name(), "at");
               quotes(one_.occasion_quotes);
             }},
            text_with_quotes("act", one_.act, one_.act_quotes)};
  }
  std::vector<Key> other_keys() {
    return {{"named", [this] { quotes(one_.speaker_quotes); }},
            {"via", [this] { typed_.only = chain(one_.chain); }},
            {"asked", [this] { asked(); }},
            parts_.text_key("medium", one_.medium),
            parts_.text_key("words", one_.words),
            {"same",
             [this] {
               if (parts_.second_word("same", "as")) parts_.put(one_.same_as, in().name(), "same as");
             }},
            parts_.name_key("within", one_.within),
            {"line", [this] { line(); }},
            parts_.name_key("form", one_.form),
            parts_.name_key("factuality", one_.factuality),
            parts_.text_key("if", one_.conditional_on),
            parts_.text_key("language", one_.language),
            parts_.text_key("note", one_.note),
            {"in", [this] { in_its_document(); }},
            {"optional", [this] { one_.optional_reading = true; }},
            {"sure", [this] { sure(); }},
            {"recorded",
             [this] {
               if (parts_.second_word("recorded", "by")) parts_.texts(one_.recorded_by);
             }},
            {"author", [this] { one_.by_author = true; }}};
  }

  void line() {
    in().blanks();
    const std::size_t number = in().number();
    if (number == 0) return parts_.fault("behind \"line\" comes the number of a line");
    if (one_.line != 0) return parts_.twice("line");
    one_.line = number;
  }
  void sure() {
    in().blanks();
    // A confidence of 0 is one, so a missing number must not be read as 0.
    const bool is_number = !in().rest().empty() && is_digit(in().rest().front());
    const std::size_t value = in().number();
    if (!is_number || value > 100) return parts_.fault("behind \"sure\" comes a number from 0 to 100");
    if (one_.confidence) return parts_.twice("sure");
    one_.confidence = static_cast<int>(value);
  }
  void in_its_document() {
    auto name = in().name();
    if (!name) return parts_.fault("behind \"in\" comes the name of a document");
    if (in_said_) return parts_.twice("in");
    one_.document = std::move(*name);
    in_said_ = true;
  }

  // --- stances

  // "affirms P1, P2, denies P3 (in part)"
  void stances(std::vector<CaseStance>& out) {
    std::string last;
    do {
      CaseStance one;
      one.at.line = parts_.line();
      // A name in brackets is never a stance: a proposition may be called "denies".
      const bool literal = in().mark() == U'[';
      auto first = in().name();
      if (!first) return;
      // Behind a stance comes a proposition. Where nothing comes that could be one, the name is itself a proposition,
      // and the stance is the one before ("affirms P1, P2").
      const bool ends = in().at_part() || in().mark() == U',' || in().mark() == U'(' || in().at_quote();
      if (ends && !literal && is_stance(*first)) {
        parts_.fault(fmt::format("\"{}\" names no proposition", *first));
        continue;
      }
      if (ends && last.empty())
        parts_.fault(fmt::format("\"{0}\" follows no stance: \"affirms {0}\", \"denies {0}\", ...", *first));
      if (!ends) last = std::move(*first);
      one.stance = last;
      one.proposition = ends ? std::move(*first) : in().name().value_or("");
      if (in().take('(')) limits(one);
      out.push_back(std::move(one));
    } while (in().take(','));
  }
  // Inside the parentheses a ";" separates limits and does not end the part of the line; texts there end with it or
  // with ")".
  void limits(CaseStance& of) {
    do {
      if (in().mark() == U'[') {
        of.toward.push_back(in().bracket().value_or(""));
        continue;
      }
      const std::string_view before = in().rest();
      const std::string word = in().word();
      if (word == "strength" || word == "scope" || word == "if") {
        parts_.put(word == "strength" ? of.strength
                   : word == "scope"  ? of.scope
                                      : of.conditional_on,
                   in().text(";)"), word);
      } else if (word == "or") {
        parts_.names(of.other_readings);
      } else {
        in().back_to(before);
        std::string way = in().text(";)").value_or("");
        std::replace(way.begin(), way.end(), ' ', '-');
        if (!way.empty()) of.toward.push_back(std::move(way));
      }
    } while (in().take(';'));
    if (!in().take(')')) parts_.fault("the parenthesis is not closed");
  }

  // --- the chain

  // Whether it is the chain and nothing else, without the publisher before it.
  bool chain(std::vector<CaseLink>& out) {
    // "via nobody" is an empty chain that is meant so, where no "via" at all leaves the publisher to be put there.
    const bool nobody = in().take_word("nobody");
    const bool only = nobody || in().take_word("only");
    while (!nobody && !in().at_part()) {
      CaseLink one;
      one.at.line = parts_.line();
      parts_.put(one.party, parts_.party(";,("), "via");
      if (in().take('(')) {
        parts_.put(one.manner, in().text(")"), "(");
        if (!in().take(')')) parts_.fault("the parenthesis is not closed");
      }
      if (in().take_word("as")) parts_.put(one.statement, in().name(), "as");
      out.push_back(std::move(one));
      if (!in().take(',')) break;
    }
    return only;
  }

  // --- the question

  // "asked whether it was lit", "asked by NAME "whether it was lit""
  void asked() {
    if (typed_.asked) return parts_.twice("asked");
    CaseStatement& question = typed_.question;
    if (in().take_word("by")) parts_.put(question.speaker, parts_.party(";"), "asked by");
    question.words = in().text(";", true).value_or("");
    quotes(question.quotes);
    typed_.asked = !question.words.empty() || !question.quotes.empty();
    if (!typed_.asked) parts_.fault("nothing that can be read stands behind \"asked\"");
  }
  // When all that it has from the answer is read.
  void question() {
    CaseStatement whole = question_before(one_, typed_.question.speaker);
    whole.words = std::move(typed_.question.words), whole.quotes = std::move(typed_.question.quotes);
    whole.at = one_.at;
    typed_.question = std::move(whole);
  }

  Parts& parts_;
  TypedStatement& typed_;
  CaseStatement& one_;
  bool in_said_ = false;
};

}  // namespace

TypedStatement read_statement(Parts& parts, const std::string& name, const std::string& document) {
  TypedStatement out;
  out.statement.at.line = parts.line();
  out.statement.id = name;
  out.statement.document = document;
  parts.at("statement " + name);
  Reading(parts, out).read();
  return out;
}

CaseStatement question_before(const CaseStatement& answer, const std::string& asker) {
  CaseStatement out;
  out.id = answer.id + "?";
  out.document = answer.document;
  out.line = answer.line;
  out.speaker = asker;
  out.addressee = answer.speaker;
  out.when = answer.when;
  out.occasion = answer.occasion;
  out.act = "asks";
  out.language = answer.language;
  out.recorded_by = answer.recorded_by;
  for (const CaseStance& one : answer.stances) {
    CaseStance raised;
    raised.proposition = one.proposition, raised.stance = "raises";
    raised.at = one.at;
    out.stances.push_back(std::move(raised));
  }
  return out;
}

}  // namespace parley::accounts::notation
