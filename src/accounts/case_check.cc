// Three things are asked of a case: that every short name means one thing, that every reference means something, and
// that every quotation stands where it is said to stand. What is found wrong changes nothing of the case but the places
// of quotations, so that the whole of it is told at once.
#include "accounts/case_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>

#include "accounts/notation_parts.h"
#include "accounts/statement.h"
#include "accounts/when.h"
#include "base/ascii.h"
#include "base/edits.h"
#include "base/hash.h"
#include "json/json.h"
#include "json/writer.h"
#include "names/names.h"
#include "stix/identifier.h"
#include "stix/object.h"
#include "text/display.h"

namespace parley::accounts {
namespace {

// The two tables below go by the order of these.
enum class Kind : std::uint8_t { document, party, event, proposition, account, statement };
constexpr std::string_view kWords[] = {"document", "party", "event", "proposition", "account", "statement"};
// What the identifier of something that stands elsewhere begins with.
constexpr std::string_view kTypes[] = {"artifact", "identity", "event", "proposition", "", "statement"};

// Beyond these nobody is helped by what is near, and a file could make it cost as much as it likes.
constexpr std::size_t kMostCompared = 2000, kLongestMistyped = 40, kMostHelped = 100;

std::string_view word_of(Kind kind) { return kWords[static_cast<std::size_t>(kind)]; }

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// Names that a person takes for one another (names/names.h), asked one after the other. Whoever reads a case types what
// he sees; so a second name that looks like the first would have him say it of somebody else. Of names in plain letters
// only those are told that differ in capitals: "c1" and "cl" are seen as they are by who types them.
class Alike {
 public:
  enum class Of { short_names, names_for_people };
  // `plain`: all of them are in plain letters.
  Alike(Of of, bool plain) : of_(of), all_plain_(plain) {}

  // Empty: nothing is wrong with this one. Two people may have one name.
  // Every name is kept under each of its looks, so a new one is compared with all before it by a few look-ups instead
  // of one by one.
  std::string problem(std::string_view name) {
    const bool plain = is_ascii(name);
    if (of_ == Of::short_names && !plain)
      if (const auto good = names::check(name); !good.ok()) return good.error().message;
    std::vector<std::string> looks;
    if (!all_plain_) looks = names::looks_of(name);
    looks.push_back(to_lower(name));
    std::string out;
    for (std::string& look : looks) {
      const auto [at, is_new] = seen_.try_emplace(std::move(look), name);
      if (is_new || at->second == name || !out.empty()) continue;
      if (plain && is_ascii(at->second) && (of_ == Of::names_for_people || !same_ignoring_case(at->second, name)))
        continue;
      out = fmt::format("it looks like \"{}\", which is another: give one of them another name", at->second);
    }
    return out;
  }

 private:
  Of of_;
  bool all_plain_;
  std::map<std::string, std::string, std::less<>> seen_;  // a look and whose it was first
};

// The nodes of a graph from which some way leads back to them, ascending; nothing points at itself. By Tarjan's
// algorithm ("Depth-first search and linear graph algorithms", 1972), with the recursion as a list, since a file can
// make it as deep as it likes: parts of which each node reaches each other; those of more than one are rings.
std::vector<std::size_t> in_rings(const std::vector<std::vector<std::size_t>>& next) {
  constexpr std::size_t kNew = SIZE_MAX, kDone = SIZE_MAX - 1;
  std::vector<std::size_t> order(next.size(), kNew), lowest(next.size()), open, out;
  // A node and the next of its edges to be followed: what a call of the recursion would keep.
  struct Visit {
    std::size_t node, edge;
  };
  std::vector<Visit> visits;
  std::size_t count = 0;
  const auto enter = [&](std::size_t node) {
    order[node] = lowest[node] = count++;
    open.push_back(node);
    visits.push_back({node, 0});
  };
  for (std::size_t start = 0; start < next.size(); ++start) {
    if (order[start] == kNew) enter(start);
    while (!visits.empty()) {
      const std::size_t node = visits.back().node;
      if (visits.back().edge < next[node].size()) {
        const std::size_t to = next[node][visits.back().edge++];
        if (order[to] == kNew)
          enter(to);
        else if (order[to] != kDone)
          lowest[node] = std::min(lowest[node], order[to]);
        continue;
      }
      // The node is done with: whoever led to it reaches all that it reaches.
      visits.pop_back();
      if (!visits.empty()) lowest[visits.back().node] = std::min(lowest[visits.back().node], lowest[node]);
      if (lowest[node] != order[node]) continue;
      // A part of one node is no ring, since nothing points at itself.
      const bool ring = open.back() != node;
      for (std::size_t last = kNew; last != node;) {
        last = open.back();
        open.pop_back();
        order[last] = kDone;
        if (ring) out.push_back(last);
      }
    }
  }
  std::sort(out.begin(), out.end());
  return out;
}

class Checking {
 public:
  Checking(WorkedCase& of, const CaseTexts& texts, Faults& faults) : of_(of), texts_(texts), faults_(faults) {}

  void run() {
    // First, because every reference is looked up among the names.
    names();
    for (const auto& one : of_.documents) {
      at("document " + one.id, one.at);
      reference(Kind::party, one.publisher);
      publishers_.emplace(one.id, one.publisher);
    }
    for (const auto& one : of_.parties) party(one);
    for (const auto& one : of_.events) event(one);
    for (const auto& one : of_.propositions) proposition(one);
    for (const auto& one : of_.accounts) {
      at("account " + one.id, one.at);
      reference(Kind::party, one.holder);
      references(Kind::statement, one.statements);
    }
    for (const auto& one : of_.utterances) {
      at("same_statement", one.at);
      references(Kind::statement, one.statements);
    }
    for (auto& one : of_.statements) statement(one);
    // What is told from here on has no entry of its own.
    at("the case", {});
    for (const std::string& one : of_.others)
      if (!stix::is_identifier(one)) fault(fmt::format("\"also\" has \"{}\", which is no identifier", one));
    rings();
    order();
  }

 private:
  // Where what is told from now on stands.
  void at(std::string where, const EnteredAt& entered) {
    where_ = std::move(where);
    entry_ = entered.line;
  }
  void fault(std::string what, const EnteredAt& entered = {}, bool fatal = false) {
    tell(faults_,
         {.line = entered.line > 0 ? entered.line : entry_, .where = where_, .what = std::move(what), .fatal = fatal});
  }

  // A short name of this case, or the identifier of an object of the right type, which may stand elsewhere and is not
  // looked for. Accounts are no objects, so there is no identifier of one; an incident is an event, too.
  bool here(Kind kind, std::string_view name) const {
    if (names_[static_cast<std::size_t>(kind)].contains(name)) return true;
    const std::string_view type = kTypes[static_cast<std::size_t>(kind)];
    if (type.empty() || !stix::is_identifier(name)) return false;
    const std::string_view of = name.substr(0, name.find("--"));
    return of == type || (kind == Kind::event && of == "incident");
  }
  void reference(Kind kind, std::string_view to, const EnteredAt& entered = {}) {
    if (!to.empty() && !here(kind, to))
      fault(fmt::format("there is no {} \"{}\"{}", word_of(kind), to, nearest(kind, to)), entered);
  }
  // "; did you mean ...?": the short name that is nearest by what is mistyped, or that looks the same.
  std::string nearest(Kind kind, std::string_view to) {
    const auto& names = names_[static_cast<std::size_t>(kind)];
    if (names.size() > kMostCompared || to.size() > kLongestMistyped || ++helped_ > kMostHelped) return {};
    const bool plain = is_ascii(to);
    const std::string* best = nullptr;
    // One more than may be mistyped: in two letters nothing but capitals and look-alikes, in up to four one, else two.
    std::size_t fewest = to.size() < 3 ? 1 : to.size() < 5 ? 2 : 3;
    for (const std::string& name : names) {
      if (name.size() > kLongestMistyped) continue;
      const bool looks_the_same =
          same_ignoring_case(name, to) || (!(plain && is_ascii(name)) && names::look_alike(name, to));
      const std::size_t edits = looks_the_same ? 0 : edits_between(name, to);
      if (edits < fewest) best = &name, fewest = edits;
    }
    return best == nullptr ? std::string() : fmt::format("; did you mean \"{}\"?", *best);
  }
  // A party in a statement. That nobody has declared who publishes its document was told once, with the document, and
  // not for each statement in it: there the publisher may stand without having been typed.
  void party_in(const CaseStatement& statement, std::string_view to, const EnteredAt& entered = {}) {
    const auto publisher = publishers_.find(statement.document);
    if (publisher == publishers_.end() || publisher->second != to) reference(Kind::party, to, entered);
  }
  void references(Kind kind, const std::vector<std::string>& all) {
    for (const std::string& one : all) reference(kind, one);
  }

  template <class Entry>
  void take_names(Kind kind, const std::vector<Entry>& list) {
    auto& names = names_[static_cast<std::size_t>(kind)];
    for (const Entry& one : list) {
      at(fmt::format("{} {}", word_of(kind), one.id), one.at);
      if (stix::is_identifier(one.id)) fault("an identifier cannot be a short name: it means another object", {}, true);
      // A short name that stands twice would make every reference to it mean either.
      if (!one.id.empty() && !names.insert(one.id).second)
        fault(fmt::format("the {} \"{}\" is there twice: give one of them another short name", word_of(kind), one.id),
              {}, true);
    }
    look_alikes(kind, list);
  }
  // Names are compared within their kind only: a party and an event may look alike, as no reference can mean either.
  template <class Entry>
  void look_alikes(Kind kind, const std::vector<Entry>& list) {
    Alike alike(Alike::Of::short_names,
                std::all_of(list.begin(), list.end(), [](const Entry& one) { return is_ascii(one.id); }));
    for (const Entry& one : list) {
      at(fmt::format("{} {}", word_of(kind), one.id), one.at);
      if (const auto problem = alike.problem(one.id); !problem.empty()) fault(problem);
    }
  }
  void names_for_people() {
    const auto& all = of_.parties;
    if (std::all_of(all.begin(), all.end(), [](const CaseParty& one) { return is_ascii(one.name); })) return;
    Alike alike(Alike::Of::names_for_people, false);
    for (const CaseParty& one : of_.parties) {
      at("party " + one.id, one.at);
      if (const auto problem = alike.problem(one.name); !problem.empty()) fault(problem);
    }
  }
  void names() {
    take_names(Kind::document, of_.documents);
    take_names(Kind::party, of_.parties);
    take_names(Kind::event, of_.events);
    take_names(Kind::proposition, of_.propositions);
    take_names(Kind::account, of_.accounts);
    take_names(Kind::statement, of_.statements);
    // Parties alone have a second name that people go by.
    names_for_people();
  }

  void party(const CaseParty& one) {
    at("party " + one.id, one.at);
    reference(Kind::party, one.speaks_for);
    reference(Kind::party, one.same_as);
    references(Kind::party, one.members);
  }

  void event(const CaseEvent& one) {
    at("event " + one.id, one.at);
    for (const auto* others : {&one.before, &one.after, &one.same_day}) {
      references(Kind::event, *others);
      if (std::find(others->begin(), others->end(), one.id) != others->end())
        fault("it is said to be before, after or on the same day as itself");
    }
  }

  void proposition(const CaseProposition& one) {
    at("proposition " + one.id, one.at);
    if (one.text.empty()) fault("it has no text");
    reference(Kind::proposition, one.negation_of);
    reference(Kind::proposition, one.narrower_than);
    references(Kind::event, one.events);
    if (one.negation_of == one.id && !one.id.empty()) fault("it is said to be the negation of itself");
    if (one.narrower_than == one.id && !one.id.empty()) fault("it is said to be narrower than itself");
    for (const CaseSameAs& same : one.same_as) {
      if (same.proposition.empty() || same.according_to.empty())
        fault("\"same_as\" must say which proposition means the same, and according to whom: it is left out", same.at);
      reference(Kind::proposition, same.proposition, same.at);
      reference(Kind::party, same.according_to, same.at);
    }
  }

  // --- statements

  // A place that was recorded is checked and never moved; words without a place are looked up, near the line where
  // there is one.
  void quotes(Quotes& all, CaseTexts::Text* text, std::size_t line) {
    for (Quote& one : all) {
      if (one.span) {
        if (text == nullptr) continue;
        const auto problem = span_problem(text->in.text(), text->in.points(), *one.span);
        if (!problem.empty()) fault(problem, one.at);
      } else if (text != nullptr && !one.text.empty()) {
        auto found = text->in.find(one, line);
        if (found.ok())
          one.span = std::move(*found);
        else
          fault(found.error().message, one.at);
      }
    }
  }

  static std::string no_stance(const std::string& word) {
    std::vector<std::string_view> all;
    for (std::size_t i = 0; i <= static_cast<std::size_t>(Stance::unknown); ++i)
      all.push_back(to_string(static_cast<Stance>(i)));
    const std::string nearest = notation::nearest_word(word, all);
    return fmt::format("\"{}\" is no stance{} {}", word, nearest.empty() ? ":" : nearest + " There are",
                       fmt::join(all, ", "));
  }
  void stances(const CaseStatement& one) {
    for (const CaseStance& stance : one.stances) {
      if (stance.proposition.empty()) fault("a stance names no proposition: it is left out", stance.at);
      reference(Kind::proposition, stance.proposition, stance.at);
      if (stance_from(stance.stance) == Stance::unknown && stance.stance != "unknown")
        fault(no_stance(stance.stance), stance.at);
      for (const std::string& way : stance.toward)
        if (!is_toward(way))
          fault(fmt::format("\"toward\" is \"{}\", which is not known here: it is left out", way), stance.at);
    }
  }

  // The line that was said is that of the first words; the others may stand further down. A question was given the line
  // of its answer, and may stand before it.
  void line(const CaseStatement& one, std::size_t lines) {
    if (one.line == 0 || one.id.ends_with('?')) return;
    if (!one.quotes.empty() && one.quotes.front().span) {
      const Span& first = *one.quotes.front().span;
      if (first.line != 0 && first.line != one.line)
        fault(
            fmt::format("\"{}\" is not on line {}, but on line {}", text::fitted(first.text, 60), one.line, first.line),
            one.quotes.front().at);
    } else if (one.quotes.empty() && one.line > lines) {
      fault(fmt::format("it is said to stand on line {}, of {}", one.line, text::counted(lines, "line")));
    }
  }

  // Whoever reads that somebody spoke on Saturday, or in Geneva, must be able to look it up. What was given with its
  // own words is looked up with these, and a question has the time of its answer.
  void when_and_where(const CaseStatement& one, CaseTexts::Text* text) {
    if (text == nullptr || one.id.ends_with('?')) return;
    const auto look_up = [&](const std::string& words, const Quotes& quotes, const char* advice) {
      if (words.empty() || !quotes.empty()) return;
      auto& of = words_in_[one.document];
      if (!of) of.emplace(text->in.text());
      if (!of->has(words))
        fault(fmt::format("\"{}\" stands nowhere in {}: {}", text::fitted(words, 60), file_of(one.document), advice));
    };
    if (!is_date(one.when))
      look_up(one.when, one.when_quotes,
              "say when in the words of the document (said \"On Monday\"), as a date (said 2026-07-09), or by an event "
              "of which you say when it was (at E1)");
    look_up(one.where, one.where_quotes,
            "say where in the words of the document, or by an event of which you say where it was (at E1)");
  }
  // As a person knows it.
  std::string file_of(std::string_view document) const {
    for (const CaseDocument& one : of_.documents)
      if (one.id == document) return one.file.empty() ? one.id : one.file;
    return std::string(document);
  }

  void statement(CaseStatement& one) {
    at("statement " + one.id, one.at);
    if (one.document.empty())
      fault("it does not say in which document it stands");
    else
      reference(Kind::document, one.document);
    if (one.speaker.empty()) fault("it has no speaker");
    party_in(one, one.speaker);
    party_in(one, one.addressee);
    reference(Kind::event, one.occasion);
    reference(Kind::statement, one.same_as);
    reference(Kind::statement, one.within);
    if (!one.within.empty() && one.within == one.id) fault("it is said to stand within itself");
    for (const CaseLink& link : one.chain) {
      if (link.party.empty()) fault("a link of the chain names no party: it is left out", link.at);
      party_in(one, link.party, link.at);
      reference(Kind::statement, link.statement, link.at);
    }
    stances(one);
    if (!one.form.empty() && !is_form(one.form))
      fault(fmt::format("\"form\" is \"{}\", which is not known here: it is left out", one.form));
    if (!one.factuality.empty() && !is_factuality(one.factuality))
      fault(fmt::format("\"factuality\" is \"{}\", which is not known here: it is left out", one.factuality));
    // An act alone is enough: who declined to speak has said no words.
    if (one.words.empty() && one.quotes.empty() && one.same_as.empty() && one.act.empty())
      fault("it says nothing: it has neither words nor an act");
    CaseTexts::Text* text = texts_.find(one.document);
    // The words come first: the line on which they are found is the one near which the others are looked for.
    quotes(one.quotes, text, one.line);
    // Behind the end of the last line there is none.
    if (text != nullptr) line(one, text->in.lines() - (text->in.text().ends_with('\n') ? 1 : 0));
    for (Quotes* all : {&one.speaker_quotes, &one.addressee_quotes, &one.when_quotes, &one.where_quotes,
                        &one.occasion_quotes, &one.act_quotes})
      quotes(*all, text, near_line(one));
    when_and_where(one, text);
  }

  // An event can be neither before nor after itself, by whatever way. Named once for each event of a ring.
  void order() {
    std::map<std::string_view, std::size_t> places;
    for (std::size_t i = 0; i < of_.events.size(); ++i) places.emplace(of_.events[i].id, i);
    std::vector<std::vector<std::size_t>> later(of_.events.size());
    const auto add = [&](std::string_view first, std::string_view second) {
      const auto a = places.find(first), b = places.find(second);
      // What is missing, and what points at itself, was told with the event.
      if (a != places.end() && b != places.end() && a != b) later[a->second].push_back(b->second);
    };
    for (const auto& one : of_.events) {
      for (const auto& other : one.before) add(one.id, other);
      for (const auto& other : one.after) add(other, one.id);
    }
    for (const std::size_t event : in_rings(later)) {
      at("event " + of_.events[event].id, of_.events[event].at);
      fault("what is said of before and after puts it before itself");
    }
  }

  // Named once for each statement in a ring.
  void rings() {
    std::map<std::string_view, std::size_t> places;
    for (std::size_t i = 0; i < of_.statements.size(); ++i) places.emplace(of_.statements[i].id, i);
    std::vector<std::vector<std::size_t>> outer(of_.statements.size());
    for (std::size_t i = 0; i < of_.statements.size(); ++i)
      if (const auto to = places.find(of_.statements[i].within); to != places.end() && to->second != i)
        outer[i].push_back(to->second);
    for (const std::size_t one : in_rings(outer)) {
      at("statement " + of_.statements[one].id, of_.statements[one].at);
      fault("what it stands within comes back to itself");
    }
  }

  WorkedCase& of_;
  const CaseTexts& texts_;
  Faults& faults_;
  std::set<std::string, std::less<>> names_[std::size(kWords)];
  std::map<std::string_view, std::string_view> publishers_;  // by document
  std::map<std::string_view, std::optional<WordsInText>> words_in_;
  std::string where_;
  std::size_t entry_ = 0;
  std::size_t helped_ = 0;  // references for which something near was looked for
};

// Beside the case file or in a folder under it: a case must not reach for other files of whoever reads it.
bool is_beside(std::string_view file) {
  return !file.empty() && !file.starts_with('/') && !file.starts_with("../") &&
         file.find("/../") == std::string::npos && file != "-" && file != ".." && !file.ends_with("/..") &&
         file.find('\0') == std::string::npos;
}

}  // namespace

CaseTexts::Text* CaseTexts::find(std::string_view document) const {
  const auto at = texts_.find(document);
  return at == texts_.end() ? nullptr : at->second.get();
}

// An artifact's id follows from its content (STIX 2.1 section 2.9), so one text used by two cases is one object.
Status CaseTexts::put(const std::string& document, std::string text) {
  if (!simdjson::validate_utf8(text)) return Error{Code::invalid_input, "it is not UTF-8"};
  const std::string sha256 = to_hex(parley::sha256(text));
  json::Writer body;
  body.open('{')
      .text("type", "artifact")
      .text("spec_version", "2.1")
      .text("mime_type", "text/plain")
      .text("payload_bin", to_base64(as_bytes(text)));
  body.key("hashes").open('{').text("SHA-256", sha256).close().close();
  json::Parser parser;
  PARLEY_TRY(const auto element, parser.parse(body.str()));
  // The identifier is computed over the object without it and then put in front.
  PARLEY_TRY(const auto id, stix::deterministic_id(element));
  std::string object = fmt::format("{{\"id\":\"{}\",{}", id.value_or(""), body.str().substr(1));
  texts_[document] = std::make_unique<Text>(Text{sha256, id.value_or(""), std::move(object), Locator(std::move(text))});
  return {};
}

CaseTexts read_texts(const WorkedCase& of, const ReadText& read, Faults& faults) {
  CaseTexts out;
  std::size_t left = kMostTextBytes;
  for (const CaseDocument& one : of.documents) {
    const auto fault = [&](std::string what) {
      tell(faults, {.line = one.at.line, .where = "document " + one.id, .what = std::move(what), .fatal = true});
    };
    if (!is_beside(one.file)) {
      fault(fmt::format("\"file\" must name a file beside this one, not \"{}\"", one.file));
      continue;
    }
    auto text = read(one.file);
    if (!text.ok()) {
      fault(text.error().message);
      continue;
    }
    // What follows is not even read: each file alone may be as large as the limit.
    if (text->size() > left) {
      fault(fmt::format("with {} the documents are larger than {} bytes together, and no case may be", one.file,
                        kMostTextBytes));
      return out;
    }
    left -= text->size();
    const std::string hash = to_hex(sha256(*text));
    // Places of quotations are of that very text. In another they would point anywhere, so this is fatal.
    if (!one.sha256.empty() && one.sha256 != hash)
      fault(fmt::format("{} is not the text that was annotated: its SHA-256 is {}, recorded is {}", one.file, hash,
                        one.sha256));
    else if (const auto put = out.put(one.id, std::move(*text)); !put.ok())
      fault(fmt::format("{}: {}", one.file, put.error().message));
  }
  return out;
}

void check_case(WorkedCase& of, const CaseTexts& texts, Faults& faults) { Checking(of, texts, faults).run(); }

}  // namespace parley::accounts
