// Lines are read one after the other, each from left to right, and what is not understood is told and passed over up to
// the next ";", so that one slip of the pen costs one part of one line. Where two ways of writing are both what people
// do (the words before the stance or behind it, the publisher named in the chain or not), both are read.
#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>

#include "accounts/notation.h"
#include "accounts/notation_chain.h"
#include "accounts/notation_cursor.h"
#include "accounts/notation_words.h"
#include "base/ascii.h"
#include "base/edits.h"
#include "json/json.h"
#include "text/code_point.h"
#include "text/display.h"

namespace parley::accounts {
namespace {

using notation::Cursor;
using notation::kBlanks;
using notation::Line;

class Reader {
 public:
  explicit Reader(Faults& faults) : faults_(faults) {}

  WorkedCase read(std::string_view text) {
    // The byte order mark that some editors put before UTF-8.
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    for (const Line& line : lines_of(text)) {
      Cursor in(line);
      in_ = &in;
      where_ = "the line";
      one_line();
      // Nothing of the rest could be told any more.
      if (faults_.size() >= kMostFaults) break;
    }
    in_ = nullptr;
    publishers();
    return std::move(out_);
  }

 private:
  // --- telling

  void fault(std::string what) { tell(faults_, {.line = in_->line(), .where = where_, .what = std::move(what)}); }
  // "; did you mean ...?"
  static std::string nearest(std::string_view word, const std::vector<std::string_view>& known) {
    std::string_view best;
    // One slip in a short word and two in a longer one: with more, nearly every short word is near every other. What is
    // longer than 40 bytes is no mistyped keyword and is not compared, as a file can make it as long as it likes.
    std::size_t fewest = word.size() < 4 ? 2 : 3;
    for (const std::string_view one : known)
      if (word.size() < 40)
        if (const std::size_t edits = edits_between(word, one); edits < fewest) best = one, fewest = edits;
    return best.empty() ? std::string() : fmt::format("; did you mean \"{}\"?", best);
  }

  // --- lines

  // A line that ends with ";" goes on in the next one that begins with a blank. Nothing else does: of a quotation that
  // somebody forgot to close no other statement is to become a part.
  std::vector<Line> lines_of(std::string_view text) {
    std::vector<Line> out;
    bool goes_on = false;
    std::size_t number = 0;
    while (!text.empty()) {
      ++number;
      const std::size_t end = std::min(text.find_first_of("\r\n"), text.size());
      std::string_view piece = text.substr(0, end);
      text.remove_prefix(std::min(end + (text.substr(end).starts_with("\r\n") ? 2 : 1), text.size()));
      unseen(piece, number);
      const bool indented = piece.starts_with(' ') || piece.starts_with('\t');
      piece = trimmed(piece, kBlanks);
      // A comment between the lines of one statement does not end it; an empty line does.
      if (piece.starts_with('#')) continue;
      if (!piece.empty()) {
        if (!goes_on || !indented) out.emplace_back();
        Line& line = out.back();
        if (!line.text.empty()) line.text += ' ';
        line.pieces.emplace_back(line.text.size(), number);
        line.text += piece;
      }
      goes_on = piece.ends_with(';');
    }
    return out;
  }

  // Nobody who reads the file sees these, and what stands there would not be what is read.
  void unseen(std::string_view piece, std::size_t number) {
    for (; !piece.empty() && faults_.size() < kMostFaults;) {
      const auto point = text::front(piece);
      piece.remove_prefix(point.bytes);
      const char32_t c = point.value;
      if (!point.valid)
        tell(faults_,
             {.line = number, .where = "the line", .what = "it is not UTF-8: save the file as UTF-8", .fatal = true});
      // Control characters, and those that turn the direction of what follows: with them a line can look like another
      // one.
      else if ((c < 0x20 && c != '\t') || (c >= 0x7f && c < 0xa0) || (c >= 0x202a && c <= 0x202e) ||
               (c >= 0x2066 && c <= 0x2069))
        tell(faults_, {.line = number,
                       .where = "the line",
                       .what = fmt::format("it has a character that is not seen: write \\u{{{:X}}} in its place, in "
                                           "quotation marks or brackets, or take it out",
                                           static_cast<std::uint32_t>(c))});
      else
        continue;
      return;
    }
  }

  // A statement is known by the ":" behind its name. A name in brackets may be a word that begins lines, too, because
  // whoever writes brackets means a name.
  void one_line() {
    const std::string_view begin = in_->rest();
    const bool bracket = in_->mark() == U'[';
    if (const auto name = in_->name(); name && in_->take(':') && (bracket || !notation::begins_a_line(*name)))
      return statement(*name);
    in_->back_to(begin);
    const std::string word = in_->word();
    // The words are those of notation_words.cc (kBeginnings), which the writer keeps names from being.
    const std::pair<std::string_view, void (Reader::*)()> known[] = {{"case", &Reader::whole},
                                                                     {"document", &Reader::document},
                                                                     {"party", &Reader::party},
                                                                     {"event", &Reader::event},
                                                                     {"in", &Reader::in_document},
                                                                     {"one", &Reader::utterance},
                                                                     {"proposition", &Reader::proposition},
                                                                     {"account", &Reader::account},
                                                                     {"also", &Reader::others}};
    std::vector<std::string_view> words;
    for (const auto& [is, read] : known) {
      if (word == is) {
        if (in_->take(':')) fault(fmt::format("behind \"{}\" stands no \":\"", is));
        return (this->*read)();
      }
      words.push_back(is);
    }
    const std::string shown = text::fitted(word.empty() ? in_->here() : std::string_view(word), 40);
    fault(fmt::format("\"{}\" begins no line{}; a statement begins with its name and \":\"", shown,
                      nearest(word, words)));
  }

  // --- parts of a line

  struct Key {
    std::string_view word;
    std::function<void()> take;
  };
  // "; key value; key value". What is left of a part that was not read in whole is told.
  void parts(const std::vector<Key>& keys) {
    for (;;) {
      if (!in_->at_part())
        fault(fmt::format("\"{}\" is not understood here{}", text::fitted(in_->here(), 60),
                          is_key(keys, in_->here()) ? ": a \";\" is missing before it" : ""));
      pass_over();
      if (!in_->take(';')) return;
      // A ";" at the end of the line, or two in a row, say nothing.
      if (in_->at_part()) continue;
      const std::string_view rest = in_->rest();
      const std::string word = in_->word();
      const auto key = std::find_if(keys.begin(), keys.end(), [&](const Key& one) { return one.word == word; });
      if (key != keys.end()) {
        key->take();
        continue;
      }
      std::vector<std::string_view> words;
      for (const Key& one : keys) words.push_back(one.word);
      in_->back_to(rest);
      // The part may be the next statement, which is indented while the line before it ends with ";".
      if (const auto name = in_->name(); name && in_->mark() == U':')
        fault(fmt::format("\"{}:\" begins a statement: the line before ends with a mark that has it go on", *name));
      else
        fault(fmt::format("\"{}\" is not known here{}",
                          text::fitted(word.empty() ? in_->here() : std::string_view(word), 40), nearest(word, words)));
      pass_over();
    }
  }
  static bool is_key(const std::vector<Key>& keys, std::string_view words) {
    return std::any_of(keys.begin(), keys.end(), [&](const Key& one) {
      return words == one.word || words.starts_with(std::string(one.word) + " ");
    });
  }
  // Up to the next ";" that stands neither in a quotation nor in brackets.
  void pass_over() {
    while (!in_->at_part()) {
      const std::string_view rest = in_->rest();
      if ((in_->at_quote() && in_->quote()) || in_->bracket()) continue;
      in_->back_to(rest.substr(text::front(rest).bytes));
    }
  }

  // Puts the value in its place; what stands twice is told.
  void put(std::string& out, std::optional<std::string> value, std::string_view key) {
    if (!value)
      fault(fmt::format("nothing that can be read stands behind \"{}\"", key));
    else if (!out.empty())
      fault(fmt::format("\"{}\" stands here twice: the first is read", key));
    else
      out = std::move(*value);
  }
  Key text_key(std::string_view word, std::string& out) {
    return {word, [this, word, &out] { put(out, in_->text(";"), word); }};
  }
  Key name_key(std::string_view word, std::string& out) {
    return {word, [this, word, &out] { put(out, in_->name(), word); }};
  }
  Key names_key(std::string_view word, std::vector<std::string>& out) {
    return {word, [this, &out] { names(out); }};
  }
  void names(std::vector<std::string>& out) {
    do {
      auto one = in_->name();
      if (one)
        out.push_back(std::move(*one));
      else
        fault("a name is missing");
    } while (in_->take(','));
  }
  void texts(std::vector<std::string>& out) {
    do {
      auto one = in_->text(";,");
      if (one && !one->empty()) out.push_back(std::move(*one));
    } while (in_->take(','));
  }
  // Keys of two words are known by their first one; the second has to follow. What is told when it does not is told
  // here, and the caller reads nothing more of the part.
  bool second_word(std::string_view first, std::string_view wanted) {
    if (in_->take_word(wanted)) return true;
    fault(fmt::format("behind \"{}\" comes \"{}\"", first, wanted));
    return false;
  }
  // "NAME = TEXT"; false: the name alone.
  bool declared(std::string_view kind, std::string& id, std::string& value) {
    auto name = in_->name();
    if (name) id = std::move(*name);
    where_ = fmt::format("{} {}", kind, id);
    if (!name) fault(fmt::format("a {} needs a name", kind));
    if (!in_->take('=')) return false;
    put(value, in_->text(";"), "=");
    return true;
  }

  // --- what is declared

  void whole() {
    where_ = "the case";
    if (!in_->at_part()) put(out_.name, in_->text(";"), "case");
    parts({text_key("description", out_.description)});
  }

  // A file alone is called by its name without the ending.
  void document() {
    CaseDocument one;
    one.at.line = in_->line();
    if (!declared("document", one.id, one.file)) {
      one.file = one.id;
      one.id = one.id.substr(0, one.id.rfind('.'));
    }
    parts({name_key("by", one.publisher), text_key("title", one.title), text_key("language", one.language),
           name_key("sha256", one.sha256)});
    // What follows stands in it until another document is declared or named by "in".
    document_ = one.id;
    out_.documents.push_back(std::move(one));
  }

  void party() {
    CaseParty one;
    one.at.line = in_->line();
    declared("party", one.id, one.name);
    std::vector<Key> keys = {text_key("kind", one.kind),           text_key("office", one.office),
                             name_key("for", one.speaks_for),      name_key("is", one.same_as),
                             names_key("members", one.members),    text_key("note", one.note),
                             {"also", [&] { texts(one.aliases); }}};
    // "; person" is short for "; kind person". Both fill one member, so the second of them is told.
    for (const std::string_view kind : notation::kKinds)
      keys.push_back({kind, [this, kind, &one] { put(one.kind, std::string(kind), "kind"); }});
    parts(keys);
    out_.parties.push_back(std::move(one));
  }

  void event() {
    CaseEvent one;
    one.at.line = in_->line();
    declared("event", one.id, one.label);
    parts({text_key("when", one.when),
           text_key("where", one.where),
           names_key("before", one.before),
           names_key("after", one.after),
           text_key("note", one.note),
           {"same", [&] {
              if (second_word("same", "day")) names(one.same_day);
            }}});
    out_.events.push_back(std::move(one));
  }

  void proposition() {
    CaseProposition one;
    one.at.line = in_->line();
    declared("proposition", one.id, one.text);
    parts({name_key("not", one.negation_of),
           names_key("about", one.events),
           text_key("note", one.note),
           {"narrower",
            [&] {
              if (second_word("narrower", "than")) put(one.narrower_than, in_->name(), "narrower than");
            }},
           {"same", [&] { same_as(one); }}});
    out_.propositions.push_back(std::move(one));
  }
  void same_as(CaseProposition& of) {
    CaseSameAs one;
    one.at.line = in_->line();
    if (!second_word("same", "as")) return;
    put(one.proposition, in_->name(), "same as");
    // Whose word it is has to be said: without it the whole of it is left out (case_objects.cc).
    if (second_word("same as ...", "according") && second_word("according", "to"))
      put(one.according_to, in_->name(), "according to");
    of.same_as.push_back(std::move(one));
  }

  void account() {
    CaseAccount one;
    one.at.line = in_->line();
    declared("account", one.id, one.label);
    parts({name_key("of", one.holder), names_key("has", one.statements)});
    out_.accounts.push_back(std::move(one));
  }

  void utterance() {
    CaseUtterance one;
    one.at.line = in_->line();
    if (second_word("one", "utterance")) names(one.statements);
    parts({});
    if (!one.statements.empty()) out_.utterances.push_back(std::move(one));
  }

  void others() {
    names(out_.others);
    parts({});
  }

  // The name may be one that is declared further down; whether there is such a document is asked by check_case().
  void in_document() {
    if (auto name = in_->name()) document_ = std::move(*name);
    parts({});
  }

  // --- statements

  void quotes(Quotes& out) {
    while (in_->at_quote()) {
      auto one = in_->quote();
      if (!one) {
        fault("the quotation is not closed: it begins and ends on one line");
        return pass_over();
      }
      if (in_->rest().starts_with('@')) place(*one);
      out.push_back(std::move(*one));
    }
  }
  // "@5" its line, "@5.2" the second there, "@.3" the third of all, "@+120" by its first character.
  void place(Quote& of) {
    // Whoever calls this has seen the mark; blanks before it would have made it something else.
    in_->take('@');
    if (in_->rest().starts_with('+')) {
      in_->take('+');
      of.from = in_->number();
      return;
    }
    of.line = in_->number();
    if (in_->rest().starts_with('.')) {
      in_->take('.');
      of.nth = in_->number();
    }
    if (of.line == 0 && of.nth == 0) fault("behind \"@\" comes the number of a line, or \".\" and which one is meant");
  }
  // A text with the words that say so. The words alone are the text, too.
  Key text_with_quotes(std::string_view word, std::string& out, Quotes& where) {
    return {word, [this, word, &out, &where] {
              // Stops before a quotation, which is the place of the text and no part of it.
              auto value = in_->text(";", true);
              const std::size_t before = where.size();
              quotes(where);
              if (!value && where.size() > before) value = where[before].text;
              put(out, std::move(value), word);
            }};
  }
  Key name_with_quotes(std::string_view word, std::string& out, Quotes& where) {
    return {word, [this, word, &out, &where] {
              put(out, in_->name(), word);
              quotes(where);
            }};
  }

  void statement(const std::string& id) {
    CaseStatement one;
    one.at.line = in_->line();
    one.id = id;
    one.document = document_;
    where_ = "statement " + id;
    if (auto speaker = in_->name())
      one.speaker = std::move(*speaker);
    else
      fault("it has no speaker");
    head(one);
    bool only = false;
    parts({{"named", [&] { quotes(one.speaker_quotes); }},
           name_with_quotes("to", one.addressee, one.addressee_quotes),
           {"via", [&] { only = chain(one.chain); }},
           text_with_quotes("said", one.when, one.when_quotes),
           text_with_quotes("where", one.where, one.where_quotes),
           name_with_quotes("at", one.occasion, one.occasion_quotes),
           text_key("medium", one.medium),
           text_with_quotes("act", one.act, one.act_quotes),
           text_key("words", one.words),
           {"same",
            [&] {
              if (second_word("same", "as")) put(one.same_as, in_->name(), "same as");
            }},
           name_key("within", one.within),
           {"line", [&] { line(one.line); }},
           name_key("form", one.form),
           name_key("factuality", one.factuality),
           text_key("if", one.conditional_on),
           text_key("language", one.language),
           text_key("note", one.note),
           {"in", [&] { in_its_document(one); }},
           {"optional", [&] { one.optional_reading = true; }},
           {"sure", [&] { sure(one); }},
           {"recorded",
            [&] {
              if (second_word("recorded", "by")) texts(one.recorded_by);
            }},
           {"author", [&] { one.by_author = true; }}});
    if (only) only_.push_back(out_.statements.size());
    out_.statements.push_back(std::move(one));
  }
  // Stances and words, whichever comes first. Where both were, only another stance is one: else a ";" was forgotten.
  void head(CaseStatement& of) {
    while (!in_->at_part()) {
      const std::string_view before = in_->rest();
      const bool stance = notation::is_stance(in_->word());
      in_->back_to(before);
      if (in_->at_quote())
        quotes(of.quotes);
      else if (stance || (of.stances.empty() && of.quotes.empty()))
        stances(of.stances);
      // What is neither stance nor quotation is left for parts(), which tells it and passes over it.
      if (in_->rest() == before) return;
    }
  }
  void line(std::size_t& out) {
    in_->blanks();
    out = in_->number();
    if (out == 0) fault("behind \"line\" comes the number of a line");
  }
  void sure(CaseStatement& of) {
    in_->blanks();
    // A confidence of 0 is one, so a missing number must not be read as 0.
    const bool is_number = !in_->rest().empty() && is_digit(in_->rest().front());
    const std::size_t value = in_->number();
    if (is_number && value <= 100)
      of.confidence = static_cast<int>(value);
    else
      fault("behind \"sure\" comes a number from 0 to 100");
  }
  void in_its_document(CaseStatement& of) {
    auto name = in_->name();
    if (name)
      of.document = std::move(*name);
    else
      fault("behind \"in\" comes the name of a document");
  }

  // "affirms P1, P2, denies P3 (in part)"
  void stances(std::vector<CaseStance>& out) {
    std::string last;
    do {
      CaseStance one;
      one.at.line = in_->line();
      // A name in brackets is never a stance: a proposition may be called "denies".
      const bool literal = in_->mark() == U'[';
      auto first = in_->name();
      if (!first) return;
      // Behind a stance comes a proposition. Where nothing comes that could be one, the name is itself a proposition,
      // and the stance is the one before ("affirms P1, P2").
      const bool ends = in_->at_part() || in_->mark() == U',' || in_->mark() == U'(' || in_->at_quote();
      if (ends && !literal && notation::is_stance(*first)) {
        fault(fmt::format("\"{}\" names no proposition", *first));
        continue;
      }
      if (ends && last.empty())
        fault(fmt::format("\"{0}\" follows no stance: \"affirms {0}\", \"denies {0}\", ...", *first));
      if (!ends) last = std::move(*first);
      one.stance = last;
      one.proposition = ends ? std::move(*first) : in_->name().value_or("");
      if (in_->take('(')) limits(one);
      out.push_back(std::move(one));
    } while (in_->take(','));
  }
  // Inside the parentheses a ";" separates limits and does not end the part of the line; texts there end with it or
  // with ")".
  void limits(CaseStance& of) {
    do {
      if (in_->mark() == U'[') {
        of.toward.push_back(in_->bracket().value_or(""));
        continue;
      }
      const std::string_view before = in_->rest();
      const std::string word = in_->word();
      if (word == "strength" || word == "scope" || word == "if") {
        put(word == "strength" ? of.strength : word == "scope" ? of.scope : of.conditional_on, in_->text(";)"), word);
      } else if (word == "or") {
        names(of.other_readings);
      } else {
        in_->back_to(before);
        std::string way = in_->text(";)").value_or("");
        std::replace(way.begin(), way.end(), ' ', '-');
        if (!way.empty()) of.toward.push_back(std::move(way));
      }
    } while (in_->take(';'));
    if (!in_->take(')')) fault("the parenthesis is not closed");
  }

  // Whether it is the chain and nothing else, without the publisher before it.
  bool chain(std::vector<CaseLink>& out) {
    // "via nobody" is an empty chain that is meant so, where no "via" at all leaves the publisher to be put there.
    const bool nobody = in_->take_word("nobody");
    const bool only = nobody || in_->take_word("only");
    while (!nobody && !in_->at_part()) {
      CaseLink one;
      one.at.line = in_->line();
      put(one.party, in_->name(), "via");
      if (in_->take('(')) {
        put(one.manner, in_->text(")"), "(");
        if (!in_->take(')')) fault("the parenthesis is not closed");
      }
      if (in_->take_word("as")) put(one.statement, in_->name(), "as");
      out.push_back(std::move(one));
      if (!in_->take(',')) break;
    }
    return only;
  }

  // A document is only known when the whole file was read.
  void publishers() {
    std::map<std::string_view, std::string_view> by;
    for (const CaseDocument& one : out_.documents) by.emplace(one.id, one.publisher);
    // The list is ascending, as statements were put there in their order.
    auto only = only_.begin();
    for (std::size_t i = 0; i < out_.statements.size(); ++i) {
      CaseStatement& one = out_.statements[i];
      if (only != only_.end() && *only == i) {
        ++only;
        continue;
      }
      if (const auto publisher = by.find(one.document); publisher != by.end())
        one.chain = notation::with_publisher(std::move(one.chain), publisher->second, one.speaker);
    }
  }

  Faults& faults_;
  WorkedCase out_;
  Cursor* in_ = nullptr;
  std::string where_;
  std::string document_;           // in which the next statement stands
  std::vector<std::size_t> only_;  // statements whose chain is as it is written
};

}  // namespace

WorkedCase read_notation(std::string_view text, Faults& faults) { return Reader(faults).read(text); }

}  // namespace parley::accounts
