// Lines are read one after the other, each from left to right (notation_parts.h); here is what begins a line, and what
// is declared. Statements are read in notation_statement.cc.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "accounts/notation.h"
#include "accounts/notation_chain.h"
#include "accounts/notation_lines.h"
#include "accounts/notation_statement.h"
#include "accounts/notation_words.h"
#include "text/display.h"

namespace parley::accounts {
namespace {

using notation::Cursor;
using notation::Line;
using notation::Parts;

class Reader {
 public:
  explicit Reader(Faults& faults) : faults_(faults), parts_(faults) {}

  WorkedCase read(std::string_view text) {
    // The byte order mark that some editors put before UTF-8.
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    for (const Line& line : notation::lines_of(text, faults_)) {
      Cursor in(line);
      in_ = &in;
      parts_.begin(in);
      one_line();
      // Those who were declared where they were named stand behind what named them.
      for (CaseParty& one : parts_.declared) out_.parties.push_back(std::move(one));
      parts_.declared.clear();
      // Nothing of the rest could be told any more.
      if (faults_.size() >= kMostFaults) break;
    }
    in_ = nullptr;
    publishers();
    kinds();
    // Who recorded the case has recorded each statement of which nobody else is named.
    for (CaseStatement& one : out_.statements)
      if (one.recorded_by.empty()) one.recorded_by = out_.recorded_by.people;
    return std::move(out_);
  }

 private:
  using Read = void (Reader::*)();

  // --- what begins a line

  // A statement is known by the ":" behind its name. A name in brackets may be a word that begins lines, too, because
  // whoever writes brackets means a name.
  void one_line() {
    if (heading()) return;
    const std::string_view begin = in_->rest();
    const bool bracket = in_->mark() == U'[';
    if (const auto name = in_->name(); name && in_->take(':') && (bracket || !notation::begins_a_line(*name))) {
      section_ = nullptr;
      return statement(*name);
    }
    in_->back_to(begin);
    if (in_section()) return (this->*section_)();
    const std::string word = in_->word();
    // The words are those of notation_words.cc (kBeginnings), which the writer keeps names from being.
    const std::pair<std::string_view, Read> known[] = {{"case", &Reader::whole},
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
        if (in_->take(':')) parts_.fault(fmt::format("behind \"{}\" stands no \":\"", is));
        if (section_ != read) section_ = nullptr;
        return (this->*read)();
      }
      words.push_back(is);
    }
    const std::string shown = text::fitted(word.empty() ? in_->here() : std::string_view(word), 40);
    const std::string nearest = notation::nearest_word(word, words);
    if (section_ != nullptr && section_ != &Reader::document && !word.empty() && nearest.empty() && !in_->at_part() &&
        in_->mark() != U'=')
      return parts_.fault(fmt::format("behind \"{}\" a \"=\" is missing", shown));
    parts_.fault(fmt::format("\"{}\" begins no line{}; a statement begins with its name and \":\"", shown, nearest));
  }

  // "parties" alone in a line: what follows is declared without the word.
  bool heading() {
    const std::pair<std::string_view, Read> known[] = {{"documents", &Reader::document},
                                                       {"parties", &Reader::party},
                                                       {"events", &Reader::event},
                                                       {"propositions", &Reader::proposition},
                                                       {"accounts", &Reader::account}};
    const std::string_view begin = in_->rest();
    const std::string word = in_->word();
    in_->take(':');
    for (const auto& [is, read] : known)
      if (word == is && in_->at_end()) {
        section_ = read;
        return true;
      }
    in_->back_to(begin);
    return false;
  }
  // "NAME =" under such a heading.
  bool in_section() {
    if (section_ == nullptr) return false;
    const std::string_view begin = in_->rest();
    const bool bracket = in_->mark() == U'[';
    const auto name = in_->name();
    const bool out = name && in_->mark() == U'=' && (bracket || !notation::begins_a_line(*name));
    in_->back_to(begin);
    return out;
  }

  // --- what is declared

  // "NAME = TEXT"; false: the name alone.
  bool declared(std::string_view kind, std::string& id, std::string& value) {
    auto name = in_->name();
    if (name) id = std::move(*name);
    parts_.at(fmt::format("{} {}", kind, id));
    if (!name) parts_.fault(fmt::format("{} {} needs a name", kind == "event" || kind == "account" ? "an" : "a", kind));
    if (!in_->take('=')) {
      // A document alone is a file, behind which a ";" is missing instead.
      if (name && kind != "document" && !in_->at_part()) {
        parts_.fault(fmt::format("\"=\" is missing before \"{}\"", text::fitted(in_->here(), 60)));
        parts_.pass_over();
      }
      return false;
    }
    parts_.put(value, in_->text(";"), "=");
    return true;
  }

  void whole() {
    parts_.at("the case");
    if (!in_->at_part()) parts_.put(out_.name, in_->text(";"), "case");
    parts_.read({parts_.text_key("description", out_.description), {"recorded", [&] {
                                                                      if (parts_.second_word("recorded", "by"))
                                                                        parts_.texts(out_.recorded_by.people);
                                                                    }}});
  }

  // A file alone is called by its name without the ending.
  void document() {
    CaseDocument one;
    one.at.line = in_->line();
    if (!declared("document", one.id, one.file)) {
      one.file = one.id;
      one.id = one.id.substr(0, one.id.rfind('.'));
    }
    parts_.read({parts_.party_key("by", one.publisher), parts_.text_key("title", one.title),
                 parts_.text_key("language", one.language), parts_.name_key("sha256", one.sha256)});
    // What follows stands in it until another document is declared or named by "in".
    document_ = one.id;
    out_.documents.push_back(std::move(one));
  }

  void party() {
    CaseParty one;
    one.at.line = in_->line();
    declared("party", one.id, one.name);
    std::vector<Parts::Key> keys = {parts_.text_key("office", one.office),
                                    parts_.party_key("for", one.speaks_for),
                                    parts_.name_key("is", one.same_as),
                                    parts_.names_key("members", one.members),
                                    parts_.text_key("note", one.note),
                                    {"kind",
                                     [&] {
                                       if (const auto said = in_->text(";"))
                                         kind(one, *said);
                                       else
                                         parts_.fault("nothing that can be read stands behind \"kind\"");
                                     }},
                                    {"also", [&] { parts_.texts(one.aliases); }}};
    // "; person" is short for "; kind person".
    for (const std::string_view word : notation::kKinds)
      keys.push_back({word, [this, word, &one] { kind(one, word); }});
    parts_.read(keys);
    out_.parties.push_back(std::move(one));
  }
  // Who is not named is a person or a body all the same, and who publishes or is a state is an organisation anyway.
  void kind(CaseParty& of, std::string_view said) {
    constexpr std::string_view kUnnamed = "unnamed", kBody = "organisation";
    // "kind []" says that it is of none that is known.
    if (said.empty()) no_kind_.insert(of.id);
    if (of.kind.empty() || of.kind == said || (of.kind == kBody && (said == "publisher" || said == "state")))
      of.kind = said;
    else if (said == kBody && (of.kind == "publisher" || of.kind == "state"))
      return;
    else if (of.kind == kUnnamed && notation::is_kind(said))
      of.kind = unnamed(said);
    else if (said == kUnnamed && notation::is_kind(of.kind))
      of.kind = unnamed(of.kind);
    else if (is_unnamed(of.kind) && (said == kUnnamed || of.kind.ends_with(fmt::format(" {}", said))))
      return;
    else
      parts_.fault(fmt::format("it cannot be \"{}\" and \"{}\": the first is read", of.kind, said));
  }

  void event() {
    CaseEvent one;
    one.at.line = in_->line();
    declared("event", one.id, one.label);
    parts_.read({parts_.text_key("when", one.when),
                 parts_.text_key("where", one.where),
                 parts_.names_key("before", one.before),
                 parts_.names_key("after", one.after),
                 parts_.text_key("note", one.note),
                 {"same", [&] {
                    if (parts_.second_word("same", "day")) parts_.names(one.same_day);
                  }}});
    out_.events.push_back(std::move(one));
  }

  void proposition() {
    CaseProposition one;
    one.at.line = in_->line();
    declared("proposition", one.id, one.text);
    parts_.read({parts_.name_key("not", one.negation_of),
                 parts_.names_key("about", one.events),
                 parts_.text_key("note", one.note),
                 {"narrower",
                  [&] {
                    if (parts_.second_word("narrower", "than"))
                      parts_.put(one.narrower_than, in_->name(), "narrower than");
                  }},
                 {"same", [&] { same_as(one); }}});
    out_.propositions.push_back(std::move(one));
  }
  void same_as(CaseProposition& of) {
    CaseSameAs one;
    one.at.line = in_->line();
    if (!parts_.second_word("same", "as")) return;
    parts_.put(one.proposition, in_->name(), "same as");
    // Whose word it is has to be said: without it the whole of it is left out (case_objects.cc).
    if (parts_.second_word("same as ...", "according") && parts_.second_word("according", "to"))
      parts_.put(one.according_to, parts_.party(), "according to");
    of.same_as.push_back(std::move(one));
  }

  void account() {
    CaseAccount one;
    one.at.line = in_->line();
    declared("account", one.id, one.label);
    parts_.read({parts_.party_key("of", one.holder), parts_.names_key("has", one.statements)});
    out_.accounts.push_back(std::move(one));
  }

  void utterance() {
    CaseUtterance one;
    one.at.line = in_->line();
    if (parts_.second_word("one", "utterance")) parts_.names(one.statements);
    parts_.read({});
    if (!one.statements.empty()) out_.utterances.push_back(std::move(one));
  }

  void others() {
    parts_.names(out_.others);
    parts_.read({});
  }

  // The name may be one that is declared further down; whether there is such a document is asked by check_case().
  void in_document() {
    if (auto name = in_->name()) document_ = std::move(*name);
    parts_.read({});
  }

  // The question stands before its answer.
  void statement(const std::string& name) {
    auto typed = notation::read_statement(parts_, name, document_);
    if (typed.asked) {
      if (typed.question.speaker.empty()) asked_.push_back(out_.statements.size());
      out_.statements.push_back(std::move(typed.question));
    }
    if (typed.only) only_.push_back(out_.statements.size());
    out_.statements.push_back(std::move(typed.statement));
  }

  // --- what is only known when the whole file was read

  void publishers() {
    std::map<std::string_view, std::string_view> by;
    for (const CaseDocument& one : out_.documents) by.emplace(one.id, one.publisher);
    const auto publisher_of = [&](const CaseStatement& one) {
      const auto at = by.find(one.document);
      return at == by.end() ? std::string_view() : at->second;
    };
    // Who asks is the publisher where nobody else is named.
    for (const std::size_t at : asked_) {
      CaseStatement& one = out_.statements[at];
      one.speaker = publisher_of(one);
      if (one.speaker.empty())
        tell(faults_, {.line = one.at.line,
                       .where = "statement " + one.id,
                       .what = "nobody is known to have asked: say \"asked by NAME\", or who publishes the document"});
    }
    // The list is ascending, as statements were put there in their order.
    auto only = only_.begin();
    for (std::size_t i = 0; i < out_.statements.size(); ++i) {
      CaseStatement& one = out_.statements[i];
      if (only != only_.end() && *only == i)
        ++only;
      else
        one.chain = notation::with_publisher(std::move(one.chain), publisher_of(one), one.speaker);
    }
  }

  void kinds() {
    std::set<std::string_view> publish;
    for (const CaseDocument& one : out_.documents) publish.insert(one.publisher);
    for (CaseParty& one : out_.parties)
      if (one.kind.empty() && !no_kind_.contains(one.id)) one.kind = usual_kind(one, publish.contains(one.id));
  }

  Faults& faults_;
  Parts parts_;
  WorkedCase out_;
  Cursor* in_ = nullptr;
  Read section_ = nullptr;                      // what a line declares that begins with a name and "="
  std::string document_;                        // in which the next statement stands
  std::vector<std::size_t> only_;               // statements whose chain is as it is written
  std::vector<std::size_t> asked_;              // questions of which nobody said who asks
  std::set<std::string, std::less<>> no_kind_;  // parties of which their line says that they are of no kind
};

}  // namespace

WorkedCase read_notation(std::string_view text, Faults& faults) { return Reader(faults).read(text); }

}  // namespace parley::accounts
