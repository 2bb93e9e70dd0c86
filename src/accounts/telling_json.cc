// The same names and numbers as on the page, since both are of one telling.
#include "accounts/telling_json.h"

#include <algorithm>

namespace parley::accounts {
namespace {

// Words of the format, which programs compare.
std::string_view word(Standing standing) {
  switch (standing) {
    case Standing::first:
      return "first";
    case Standing::second:
      return "second";
    case Standing::both:
      return "both";
    case Standing::others:
      return "others";
  }
  return "";
}

std::string_view word(Telling::Moved::How how) {
  using How = Telling::Moved::How;
  return how == How::changed ? "changed" : how == How::only_if ? "only if" : "a source says so";
}

// One function a member of the telling, in the order in which write() calls them. Things are referred to by their short
// names.
class Writing {
 public:
  Writing(const Comparison& comparison, const Telling& telling, json::Writer& json,
          const std::function<void()>& pass_on)
      : comparison_(comparison), material_(comparison.material()), telling_(telling), json_(json), pass_on_(pass_on) {}

  void write() {
    json_.open('{');
    sides(), counts(), groups(), faces();
    propositions("bearing", telling_.bearing);
    declined(), moved(), turns(), wholes(), sources(), order(), headings();
    json_.close();
  }

 private:
  std::string party(PartyIndex index) const { return index == kNone ? std::string() : material_.parties()[index].name; }
  std::string document(DocumentIndex index) const {
    return index == kNone ? std::string() : material_.documents()[index].name;
  }

  void propositions(std::string_view key, const std::vector<PropositionIndex>& list) {
    json_.key(key).open('[');
    for (const PropositionIndex one : list) json_.text(material_.propositions()[one].name);
    json_.close();
  }
  void accounts(const std::vector<AccountIndex>& list) {
    json_.key("accounts").open('[');
    for (const AccountIndex one : list) json_.text(comparison_.accounts()[one].name);
    json_.close();
  }
  void statements(const std::vector<StatementIndex>& list) {
    json_.key("statements").open('[');
    for (const StatementIndex one : list) json_.text(material_.statements()[one].name);
    json_.close();
  }
  void name(const Telling::Name& who) {
    // The short name is for programs, the others are for sentences.
    json_.text("party", party(who.party)).text("name", who.full).text("brief", who.brief).text_if("office", who.office);
    if (who.unnamed) json_.flag("unnamed", true);
  }
  void quote(std::string_view key, const Quotation& quote) {
    json_.key(key).open('{').text("text", quote.text).text_if("doc", document(quote.document));
    if (quote.line > 0) json_.number("line", quote.line);
    if (quote.statement != kNone) json_.text("statement", material_.statements()[quote.statement].name);
    json_.flag("own_words", quote.own).close();
  }
  void words(const Telling::Words& words) {
    if (words.quote.text.empty()) return;
    quote("quote", words.quote);
    // Places where the very same words stand; the words are not repeated.
    if (words.also.empty()) return;
    json_.key("also").open('[');
    for (const Quotation& one : words.also)
      json_.open('{').text("doc", document(one.document)).number("line", one.line).close();
    json_.close();
  }
  // A sentence of a text with whose word it is and where it stands, so that nobody takes it for something computed.
  void text_says(std::string_view key, const TextSays& says) {
    json_.key(key).open('{').text("by", party(says.by)).text("doc", document(says.document)).number("line", says.line);
    json_.text("text", says.sentence).close();
  }

  // A side that there is not is left out.
  void side(std::string_view key, const std::optional<Telling::Side>& side) {
    if (!side) return;
    json_.key(key).open('{');
    name(side->name);
    json_.key("speak").open('[');
    for (const PartyIndex one : side->speak) json_.text(party(one));
    json_.close().close();
  }
  void sides() {
    json_.key("sides").open('{').text("chosen", to_string(telling_.chosen));
    side("first", telling_.first), side("second", telling_.second);
    json_.close();
  }

  void counts() {
    // "contradicted" counts the lines of the four groups in which somebody contradicts somebody else.
    const auto& counts = telling_.counts;
    json_.key("counts")
        .open('{')
        .number("documents", counts.documents)
        .number("statements", counts.statements)
        .number("accounts", counts.accounts)
        .number("propositions", counts.propositions)
        .number("originators", counts.originators)
        .number("contradicted", telling_.contradicted())
        .close();
  }

  void groups() {
    json_.key("groups").open('[');
    // All groups are written, in the order of Telling::Kind, the empty ones as well: that there is no contradiction is
    // worth saying.
    for (std::size_t kind = 0; kind < Telling::kKinds; ++kind) {
      const auto& lines = telling_.groups[kind];
      json_.open('{').text("kind", to_string(static_cast<Telling::Kind>(kind))).number("propositions", lines.size());
      json_.key("lines").open('[');
      // "propositions" counts all of them, and "left_out" those beyond the limit: a program sees that there is more.
      const std::size_t shown = std::min(lines.size(), kMaxLinesTold);
      // Between two lines what was written may be passed on, so that a large telling does not pile up in memory.
      for (std::size_t i = 0; i < shown; ++i) line(lines[i]), pass_on_();
      json_.close().number("left_out", lines.size() - shown).close();
    }
    json_.close();
  }

  // "accounts" and "statements" are the weight of the line: of those that take a side.
  void line(const Telling::Line& line) {
    json_.open('{').text("proposition", line.name).text("text", line.text);
    if (line.pinned) json_.flag("pinned", true);
    json_.number("accounts", line.accounts).number("statements", line.statements);
    json_.text_if("so", line.so).text_if("not_so", line.not_so);
    origins("so_origins", line.so_origins), origins("not_so_origins", line.not_so_origins);
    within(line);
    if (line.floor) {
      json_.key("floor").open('{').text("text", line.floor->text);
      json_.text_if("first", line.floor->first).text_if("second", line.floor->second).close();
    }
    json_.key("sayings").open('[');
    for (const auto& one : line.sayings) saying(one);
    json_.close().close();
  }

  // Of each origin its voices, as "so" counts them.
  void origins(std::string_view key, const std::vector<std::vector<Telling::Name>>& all) {
    if (all.empty()) return;
    json_.key(key).open('[');
    for (const auto& origin : all) {
      json_.open('[');
      for (const auto& voice : origin) {
        json_.open('{');
        name(voice);
        json_.close();
      }
      json_.close();
    }
    json_.close();
  }
  // Only where somebody of a side contradicts another one of it.
  void within(const Telling::Line& line) {
    if (line.within.empty()) return;
    json_.key("within").open('[');
    for (const auto& one : line.within) {
      json_.open('{').text("standing", word(one.standing));
      for (const auto& [key, list] : {std::pair("so", &one.so), {"not_so", &one.not_so}}) {
        json_.key(key).open('[');
        for (const std::size_t at : *list) json_.text(party(line.sayings[at].who.party));
        json_.close();
      }
      json_.close();
    }
    json_.close();
  }

  void saying(const Telling::Saying& saying) {
    json_.open('{');
    name(saying.who);
    json_.text("standing", word(saying.standing)).text("manner", to_string(saying.manner));
    json_.flag("own_words", saying.own_words).text_if("as_told", saying.as_told);
    if (saying.of_other_side) json_.flag("of_other_side", true);
    json_.text_if("read_by", saying.read_by);
    if (!saying.told_by.empty()) {
      json_.key("told_by").open('[');
      for (const auto& one : saying.told_by) json_.text(party(one.party));
      json_.close();
    }
    if (std::any_of(saying.told_how.begin(), saying.told_how.end(), [](const auto& one) { return !one.empty(); })) {
      json_.key("told_how").open('[');
      for (const auto& one : saying.told_how) json_.text(one);
      json_.close();
    }
    if (saying.to) json_.text("to", party(saying.to->party));
    // A limit that does not apply is left out, as an empty text is.
    for (const auto& [key, value] : {std::pair("in_part", saying.in_part),
                                     {"by_implication", saying.by_implication},
                                     {"both_sides", saying.both_sides}})
      if (value) json_.flag(key, true);
    if (!saying.relies_on.empty()) {
      json_.key("relies_on").open('[');
      for (const auto& one : saying.relies_on) json_.text(party(one.party));
      json_.close();
    }
    if (saying.not_spoken) text_says("not_spoken", *saying.not_spoken);
    json_.text_if("when", saying.when).text_if("only_if", saying.only_if);
    accounts(saying.accounts), statements(saying.statements), words(saying.words);
    json_.close();
  }

  // The one of each side whose words stand for it where the sides contradict each other most gravely.
  void face(std::string_view key, const Telling::Face& face) {
    json_.key(key).open('{');
    name(face.who);
    json_.text("manner", to_string(face.manner)).text_if("when", face.when);
    json_.text_if("as_told", face.as_told).text_if("read_by", face.read_by);
    words(face.words);
    json_.close();
  }
  void faces() {
    if (!telling_.faces) return;
    const auto& faces = *telling_.faces;
    json_.key("faces").open('{').text("proposition", material_.propositions()[faces.proposition].name);
    face("first", faces.first), face("second", faces.second);
    // Left out where no account of these hangs on somebody's word.
    if (faces.hinge) {
      json_.key("hinge").open('{');
      name(faces.hinge->who);
      json_.text("only_if", faces.hinge->only_if);
      accounts(faces.hinge->accounts), statements(faces.hinge->statements), words(faces.hinge->words);
      json_.key("of_it").open('[');
      for (const auto& one : faces.hinge->of_it) saying(one);
      json_.close().close();
    }
    json_.close();
  }

  void declined() {
    // Beside the list, because an empty one means little where nobody was asked.
    json_.flag("anybody_asked", telling_.anybody_asked).key("declined").open('[');
    for (const auto& one : telling_.declined) {
      json_.open('{');
      name(one.who);
      json_.text("standing", word(one.standing));
      propositions("propositions", one.on), statements(one.statements);
      json_.text_if("question", one.what.question).text("words", in_words(material_, one.what));
      // What is recorded leads to its place by its statements; a sentence of the text has nothing else that does.
      if (!one.what.sentence.empty()) json_.text("doc", document(one.what.document)).number("line", one.what.line);
      json_.close();
    }
    json_.close();
  }

  void moved() {
    json_.key("moved").open('[');
    for (const auto& one : telling_.moved) {
      json_.open('{');
      name(one.who);
      json_.text("standing", word(one.standing)).text("how", word(one.how));
      json_.text("proposition", material_.propositions()[one.on].name).text_if("only_if", one.condition);
      // Only there when a text itself says that somebody moved.
      if (!one.source.text.empty())
        text_says("source", {one.source.document, one.source.line, one.source.text, one.source_by});
      json_.key("moments").open('[');
      for (const auto& moment : one.moments) {
        json_.open('{').text("when", moment.when).text("stance", moment.stance);
        accounts(moment.accounts), statements(moment.statements), words(moment.words);
        json_.close();
      }
      json_.close().close();
      pass_on_();
    }
    json_.close();
  }

  void turns() {
    json_.key("turns").open('[');
    for (const auto& one : telling_.turns) {
      json_.open('{');
      name(one.who);
      json_.text("standing", word(one.standing)).text("proposition", material_.propositions()[one.on].name);
      json_.text("other", one.other).text("words", in_words(one)).key("steps").open('[');
      for (const auto& step : one.steps) {
        json_.open('{').text("how", to_string(step.how)).text_if("when", step.when);
        statements(step.statements);
        json_.close();
      }
      json_.close().close();
    }
    json_.close();
  }

  void wholes() {
    // Only where there are two sides.
    if (!telling_.wholes) return;
    json_.key("wholes").open('{');
    propositions("agree", telling_.wholes->agree), propositions("contradict", telling_.wholes->contradict);
    propositions("one_takes_no_side", telling_.wholes->one_takes_no_side);
    propositions("one_is_silent", telling_.wholes->one_is_silent);
    json_.close();
  }

  // What texts say in their own voice, each with its sentence and place, apart from what was computed.
  void sources() {
    json_.key("source_says").open('[');
    for (const SourceSays& one : telling_.source_says) {
      json_.open('{').text("what", to_string(one.what));
      json_.key("of").open('[');
      for (const PartyIndex of : one.of) json_.text(party(of));
      json_.close();
      text_says("says", one.says), statements(one.beside);
      json_.close();
    }
    json_.close();
  }

  void headings() {
    json_.key("headings").open('[');
    for (const Heading& one : telling_.headings)
      json_.open('{')
          .text("statement", material_.statements()[one.heading].name)
          .text("proposition", material_.propositions()[one.proposition].name)
          .text("origin", party(one.origin))
          .close();
    json_.close();
  }

  // "placed" and "after_last" say how much of the order is known; the list alone must not be read as one.
  void order() {
    json_.key("order").open('[');
    for (const auto& one : telling_.order) {
      json_.open('{').text_if("event", one.event == kNone ? std::string() : material_.events()[one.event].name);
      json_.text("title", one.title).text_if("when", one.when).text_if("relation", one.relation);
      json_.flag("placed", one.placed).flag("after_last", one.after_last);
      accounts(one.accounts);
      json_.close();
    }
    json_.close();
  }

  const Comparison& comparison_;
  const Material& material_;
  const Telling& telling_;
  json::Writer& json_;
  const std::function<void()>& pass_on_;
};

}  // namespace

void write_telling(const Comparison& comparison, const Telling& telling, json::Writer& json,
                   const std::function<void()>& pass_on) {
  Writing(comparison, telling, json, pass_on).write();
}

}  // namespace parley::accounts
