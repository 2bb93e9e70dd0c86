// Every member is asked for by name and kind. A member of another kind is told and counts as missing, because nothing
// is worse for who enters a case than a line that was read as if it were not there; for the same reason members that
// nobody asked for are told in version 2. Version 1 has such members: what others computed from the case.
#include "accounts/case_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "json/json.h"
#include "json/list_cut.h"

namespace parley::accounts {
namespace {

// What "schema" begins with; the number of the version follows. The first is the name under which version 1 was known.
constexpr std::string_view kFirst = "parley-attribution-gold/", kNow = "parley-case/";

class Reader;

// The line on which each object of a text begins. The parser does not keep that, but the objects that it gives stand in
// the order of the text's opening braces; an object is known again by the address of its first name, which no other
// has. One without members has nothing of which anything could be told.
class Lines {
 public:
  // `line`: on which the text begins.
  Lines(std::string_view text, json::Element whole, std::uint32_t line) {
    // The line of each opening brace that stands outside of strings, in the order of the text.
    std::vector<std::uint32_t> braces;
    bool inside = false;
    for (std::size_t at = 0; at < text.size(); ++at) {
      const char c = text[at];
      if (c == '\n') ++line;
      // A quotation mark behind a backslash does not end the string.
      if (inside && c == '\\') ++at;
      if (c == '"') inside = !inside;
      if (!inside && c == '{') braces.push_back(line);
    }
    std::size_t next = 0;
    take(whole, braces, next);
    std::sort(lines_.begin(), lines_.end(), before);
  }

  std::size_t of(json::Object object) const {
    // Nothing to know it by, and nothing in it of which a place could be told.
    if (object.begin() == object.end()) return 0;
    const std::pair<const char*, std::uint32_t> wanted = {object.begin().key().data(), 0};
    // Only equality of the address counts; the number beside it takes no part in the order.
    const auto at = std::lower_bound(lines_.begin(), lines_.end(), wanted, before);
    return at != lines_.end() && at->first == wanted.first ? at->second : 0;
  }

 private:
  static bool before(const std::pair<const char*, std::uint32_t>& a, const std::pair<const char*, std::uint32_t>& b) {
    // A plain "<" between pointers into different pieces of memory is not defined; std::less is.
    return std::less<>()(a.first, b.first);
  }

  // As deep as the parser lets a text be (json::kMaxDepth).
  void take(json::Element element, const std::vector<std::uint32_t>& braces, std::size_t& next) {
    if (json::Array list; element.get(list) == simdjson::SUCCESS)
      for (const json::Element one : list) take(one, braces, next);
    json::Object object;
    if (element.get(object) != simdjson::SUCCESS) return;
    // An object takes its brace before its members take theirs: so they stand in the text.
    const std::uint32_t line = next < braces.size() ? braces[next] : 0;
    ++next;
    if (object.begin() != object.end()) lines_.emplace_back(object.begin().key().data(), line);
    for (const auto& [name, value] : object) take(value, braces, next);
  }

  std::vector<std::pair<const char*, std::uint32_t>> lines_;
};

// One object of the file. It remembers which members were asked for.
class In {
 public:
  In(Reader& reader, json::Object object, std::string where);

  std::string text(std::string_view name);
  std::vector<std::string> texts(std::string_view name);      // a list of strings, or one string
  std::size_t count(std::string_view name);                   // 0: not there
  std::optional<std::int64_t> offset(std::string_view name);  // nothing: not there, or below 0
  bool flag(std::string_view name, bool otherwise);
  // What is below is called as this one is until it is given a name of its own, so a fault in it is told of the
  // statement in which it stands.
  std::optional<In> object(std::string_view name);
  std::vector<In> objects(std::string_view name);

  EnteredAt at() const { return {.line = line_}; }
  // Counts as asked for, like everything that looks for a member.
  bool has(std::string_view name) { return member(name).has_value(); }
  void skip(std::string_view name) { asked_.push_back(name); }  // may be there, and is not read
  void name(std::string where) { where_ = std::move(where); }
  void wrong(std::string what, bool fatal = false);
  void another_kind(std::string_view name, std::string_view wanted);
  void nothing_else();  // all members that are read were asked for

 private:
  std::optional<json::Element> member(std::string_view name);

  Reader& reader_;
  json::Object object_;
  std::string where_;
  std::size_t line_;
  std::vector<std::string_view> asked_;
};

class Reader {
 public:
  // With `statements` these are read in the place of the member of that name.
  Reader(bool strict, const Lines& lines, const std::vector<json::ListElement>* statements, Faults& faults)
      : strict_(strict), lines_(&lines), pieces_(statements), faults_(faults) {}
  Result<WorkedCase> read(json::Object object);

 private:
  friend class In;
  void document(In in);
  void party(In in);
  void event(In in);
  void proposition(In in);
  void account(In in);
  void statement(In in);
  Status statements(In& in);
  Quotes quotes(In& in, std::string_view name);
  Quote quote(In in, std::string_view list);
  CaseStance stance(In in);
  std::optional<int> confidence(In& in);
  std::string id_of(In& in, std::string_view kind);

  bool strict_;         // what is not known is told
  const Lines* lines_;  // of the text that is read now
  const std::vector<json::ListElement>* pieces_;
  Faults& faults_;
  WorkedCase out_;
};

// --- members

In::In(Reader& reader, json::Object object, std::string where)
    : reader_(reader), object_(object), where_(std::move(where)), line_(reader.lines_->of(object)) {}

// In version 1 a member that is null says as much as one that is not there.
std::optional<json::Element> In::member(std::string_view name) {
  asked_.push_back(name);
  json::Element out;
  if (object_.at_key(name).get(out) != simdjson::SUCCESS || (out.is_null() && !reader_.strict_)) return std::nullopt;
  return out;
}

void In::wrong(std::string what, bool fatal) {
  tell(reader_.faults_, {.line = line_, .where = where_, .what = std::move(what), .fatal = fatal});
}

void In::another_kind(std::string_view name, std::string_view wanted) {
  wrong(fmt::format("\"{}\" must be {}", name, wanted));
}

std::string In::text(std::string_view name) {
  const auto found = member(name);
  std::string_view out;
  if (found && found->get(out) != simdjson::SUCCESS) another_kind(name, "a text");
  return std::string(out);
}

// What of a list is no text is told, and the texts beside it are kept.
std::vector<std::string> In::texts(std::string_view name) {
  std::vector<std::string> out;
  const auto found = member(name);
  if (!found) return out;
  // One text stands for a list of one, because people write it so.
  if (std::string_view one; found->get(one) == simdjson::SUCCESS) return {std::string(one)};
  json::Array list;
  bool good = found->get(list) == simdjson::SUCCESS;
  if (good) {
    for (const json::Element one : list) {
      std::string_view text;
      good = good && one.get(text) == simdjson::SUCCESS;
      if (!text.empty()) out.emplace_back(text);
    }
  }
  if (!good) another_kind(name, "a list of texts");
  return out;
}

std::size_t In::count(std::string_view name) {
  const auto found = member(name);
  std::int64_t out = 0;
  // Lines and occurrences are counted from 1, and 0 is what stands for none.
  if (found && (found->get(out) != simdjson::SUCCESS || out < 1)) {
    another_kind(name, "a number, 1 or more");
    return 0;
  }
  return static_cast<std::size_t>(out);
}

// Tells nothing itself: quote() and confidence() know what has to be there instead.
std::optional<std::int64_t> In::offset(std::string_view name) {
  const auto found = member(name);
  std::int64_t out = 0;
  if (!found || found->get(out) != simdjson::SUCCESS || out < 0) return std::nullopt;
  return out;
}

bool In::flag(std::string_view name, bool otherwise) {
  const auto found = member(name);
  bool out = otherwise;
  if (found && found->get(out) != simdjson::SUCCESS) another_kind(name, "true or false");
  return out;
}

std::optional<In> In::object(std::string_view name) {
  const auto found = member(name);
  if (!found) return std::nullopt;
  json::Object out;
  if (found->get(out) == simdjson::SUCCESS) return In(reader_, out, where_);
  another_kind(name, "an object");
  return std::nullopt;
}

std::vector<In> In::objects(std::string_view name) {
  std::vector<In> out;
  const auto found = member(name);
  if (!found) return out;
  json::Array list;
  bool good = found->get(list) == simdjson::SUCCESS;
  if (good) {
    for (const json::Element one : list) {
      json::Object object;
      if (one.get(object) == simdjson::SUCCESS)
        out.emplace_back(reader_, object, where_);
      else
        good = false;
    }
  }
  if (!good) another_kind(name, "a list of objects");
  return out;
}

// Of a member that stands twice the first was read, and other programs read the last.
void In::nothing_else() {
  if (!reader_.strict_) return;
  std::set<std::string_view> seen;
  for (const auto& [name, value] : object_) {
    if (std::find(asked_.begin(), asked_.end(), name) == asked_.end())
      wrong(fmt::format("\"{}\" is not known here: it is not read", name));
    else if (!seen.insert(name).second)
      wrong(fmt::format("\"{}\" stands here twice: the first is read", name));
  }
}

// --- the parts of a case

// Everything refers to everything by these.
std::string Reader::id_of(In& in, std::string_view kind) {
  in.name("a " + std::string(kind));
  std::string id = in.text("id");
  // Fatal, as nothing could refer to it and two of them would be one.
  if (id.empty()) in.wrong(fmt::format("a {} has no \"id\"", kind), true);
  in.name(fmt::format("{} {}", kind, id));
  return id;
}

// These functions ask for every member of their object and say at the end that nothing else may be there, so a member
// that is added to the format has to be asked for before that.
void Reader::document(In in) {
  CaseDocument out;
  out.at = in.at();
  out.id = id_of(in, "document");
  out.file = in.text("file");
  out.title = in.text("title");
  out.publisher = in.text("voice_party");
  out.language = in.text("language");
  out.sha256 = in.text("sha256");
  in.nothing_else();
  out_.documents.push_back(std::move(out));
}

void Reader::party(In in) {
  CaseParty out;
  out.at = in.at();
  out.id = id_of(in, "party");
  out.name = in.text("name");
  out.kind = in.text("kind");
  out.office = in.text("office");
  out.note = in.text("note");
  out.speaks_for = in.text("speaks_for");
  out.same_as = in.text("same_as");
  out.aliases = in.texts("aliases");
  out.members = in.texts("members");
  in.nothing_else();
  out_.parties.push_back(std::move(out));
}

void Reader::event(In in) {
  CaseEvent out;
  out.at = in.at();
  out.id = id_of(in, "event");
  out.label = in.text("label");
  out.when = in.text("when");
  out.where = in.text("where");
  out.note = in.text("note");
  out.before = in.texts("before");
  out.after = in.texts("after");
  out.same_day = in.texts("same_day");
  in.nothing_else();
  out_.events.push_back(std::move(out));
}

void Reader::proposition(In in) {
  CaseProposition out;
  out.at = in.at();
  out.id = id_of(in, "proposition");
  out.text = in.text("text");
  out.note = in.text("note");
  out.negation_of = in.text("negation_of");
  out.narrower_than = in.text("narrower_than");
  out.events = in.texts("events");
  for (In& one : in.objects("same_as")) {
    out.same_as.push_back({one.text("proposition"), one.text("according_to"), one.at()});
    one.nothing_else();
  }
  in.nothing_else();
  out_.propositions.push_back(std::move(out));
}

void Reader::account(In in) {
  CaseAccount out;
  out.at = in.at();
  out.id = id_of(in, "account");
  out.label = in.text("label");
  out.holder = in.text("holder");
  out.statements = in.texts("statements");
  // The format lets a note stand here, of which nothing is kept.
  in.skip("note");
  in.nothing_else();
  out_.accounts.push_back(std::move(out));
}

// Four offsets, or none and a text that is looked up. Some of them are no place; the text is looked up then, too.
Quote Reader::quote(In in, std::string_view list) {
  Quote out;
  out.at = in.at();
  out.text = in.text("text");
  out.line = in.count("line");
  out.nth = in.count("nth");
  std::size_t offsets[4] = {};
  std::size_t there = 0;
  bool any = false;
  for (const std::string_view name : {"start", "end", "bstart", "bend"}) {
    any = in.has(name) || any;
    if (const auto value = in.offset(name)) offsets[there++] = static_cast<std::size_t>(*value);
  }
  in.nothing_else();
  if (there == std::size(offsets))
    out.span = Span{offsets[0], offsets[1], offsets[2], offsets[3], out.line, out.text};
  else if (any)
    in.wrong(
        fmt::format("a span of \"{}\" has no proper offsets: \"start\", \"end\", \"bstart\" and \"bend\" must all be "
                    "there and 0 or more, or none of them",
                    list));
  else if (out.text.empty())
    in.wrong(fmt::format("a span of \"{}\" has no \"text\"", list));
  return out;
}

// What is wrong with one place is told with the name of the list in which it stands.
Quotes Reader::quotes(In& in, std::string_view name) {
  Quotes out;
  for (In& one : in.objects(name)) out.push_back(quote(std::move(one), name));
  return out;
}

CaseStance Reader::stance(In in) {
  CaseStance out;
  out.at = in.at();
  out.proposition = in.text("proposition");
  out.stance = in.text("stance");
  for (std::string way : in.texts("toward")) {
    // "in part", as people write it, is the "in-part" of the format.
    std::replace(way.begin(), way.end(), ' ', '-');
    out.toward.push_back(std::move(way));
  }
  out.strength = in.text("strength");
  out.scope = in.text("scope");
  out.conditional_on = in.text("conditional_on");
  out.other_readings = in.texts("also_ok");
  in.nothing_else();
  return out;
}

std::optional<int> Reader::confidence(In& in) {
  const auto value = in.offset("confidence");
  if (value && *value <= 100) return static_cast<int>(*value);
  in.wrong("\"confidence\" must be a number from 0 to 100");
  return std::nullopt;
}

// Objects inside of a statement say by themselves that nothing else may be in them; what is wrong in one is told with
// the line on which it begins.
void Reader::statement(In in) {
  CaseStatement out;
  out.at = in.at();
  out.id = id_of(in, "statement");
  out.document = in.text("doc");
  out.line = in.count("line");
  if (auto source = in.object("source")) {
    out.speaker = source->text("party");
    out.speaker_quotes = quotes(*source, "spans");
    source->nothing_else();
  }
  if (auto to = in.object("addressee")) {
    out.addressee = to->text("party");
    out.addressee_quotes = quotes(*to, "spans");
    to->nothing_else();
  }
  if (auto said = in.object("said")) {
    out.when = said->text("when");
    out.when_quotes = quotes(*said, "when_spans");
    out.where = said->text("where");
    out.where_quotes = quotes(*said, "where_spans");
    out.occasion = said->text("occasion");
    out.occasion_quotes = quotes(*said, "occasion_spans");
    out.medium = said->text("medium");
    said->nothing_else();
  }
  if (auto cue = in.object("cue")) {
    out.act = cue->text("act");
    out.act_quotes = quotes(*cue, "spans");
    cue->nothing_else();
  }
  if (auto content = in.object("content")) {
    out.quotes = quotes(*content, "spans");
    out.words = content->text("words");
    out.same_as = content->text("same_as");
    content->nothing_else();
  }
  out.within = in.text("within");
  out.language = in.text("language");
  // As the gold format has it of a single statement.
  if (!strict_ && out.language.empty()) out.language = in.text("lang");
  out.form = in.text("form");
  out.factuality = in.text("factuality");
  out.conditional_on = in.text("conditional_on");
  out.note = in.text("note");
  for (In& one : in.objects("stances")) out.stances.push_back(stance(std::move(one)));
  for (In& one : in.objects("reported_via")) {
    out.chain.push_back({one.text("party"), one.text("how"), one.text("statement"), one.at()});
    one.nothing_else();
  }
  out.optional_reading = !in.flag("required", true);
  if (strict_) {
    out.recorded_by = in.texts("recorded_by");
    if (in.has("confidence")) out.confidence = confidence(in);
  }
  const std::string voice = in.text("voice");
  out.by_author = voice == "author";
  if (strict_ && !voice.empty() && !out.by_author) in.wrong("\"voice\" can only be \"author\": it is left out");
  in.nothing_else();
  out_.statements.push_back(std::move(out));
}

// One after the other, each with a tree of its own: of a large case nearly everything is statements.
Status Reader::statements(In& in) {
  if (pieces_ == nullptr) {
    for (In& one : in.objects("statements")) statement(std::move(one));
    return {};
  }
  in.skip("statements");
  if (!std::all_of(pieces_->begin(), pieces_->end(), [](const auto& one) { return one.text.starts_with('{'); }))
    in.another_kind("statements", "a list of objects");
  json::Parser parser;
  const Lines* const whole = lines_;
  for (const json::ListElement& piece : *pieces_) {
    PARLEY_TRY(const auto element, parser.parse(piece.text));
    json::Object object;
    if (element.get(object) != simdjson::SUCCESS) continue;
    const Lines lines(piece.text, element, piece.line);
    lines_ = &lines;
    statement(In(*this, object, "the case"));
    lines_ = whole;
  }
  return {};
}

Result<WorkedCase> Reader::read(json::Object object) {
  In in(*this, object, "the case");
  // It was read before this, to know how the rest is to be read.
  in.skip("schema");
  out_.name = in.text("name");
  // What version 1 says of the whole of a case is under which licence it is.
  out_.description = in.text(strict_ ? "description" : "licence");
  for (In& one : in.objects("documents")) document(std::move(one));
  for (In& one : in.objects("parties")) party(std::move(one));
  for (In& one : in.objects("events")) event(std::move(one));
  for (In& one : in.objects("propositions")) proposition(std::move(one));
  for (In& one : in.objects("accounts")) account(std::move(one));
  for (In& one : in.objects("same_statement")) {
    // An utterance has no name: it is only that these statements belong together.
    out_.utterances.push_back({.statements = one.texts("statements"), .at = one.at()});
    one.skip("why");
    one.nothing_else();
  }
  PARLEY_TRY_STATUS(statements(in));
  if (strict_) out_.others = in.texts("also");
  if (!strict_ && out_.statements.empty()) in.wrong("it has no statements", true);
  in.nothing_else();
  return std::move(out_);
}

// A later format is not guessed at: what it calls by a known name may mean something else.
Result<WorkedCase> read_text(std::string_view text, const std::vector<json::ListElement>* statements, Faults& faults) {
  json::Parser parser;
  PARLEY_TRY(const auto element, parser.parse(text));
  json::Object object;
  if (element.get(object) != simdjson::SUCCESS)
    return Error{Code::invalid_input, "this is no case: a JSON object is expected"};
  const auto schema = json::string_member(object, "schema").value_or(std::string_view());
  // Version 2 is read strictly, so that a mistyped member is told (see above).
  const bool now = schema == std::string(kNow) + "2";
  if (now || schema == std::string(kFirst) + "1") {
    // Only now, since it goes through the whole text, which need not be a case.
    const Lines lines(text, element, 1);
    return Reader(now, lines, statements, faults).read(object);
  }
  if (schema.starts_with(kNow) || schema.starts_with(kFirst))
    return Error{Code::unsupported,
                 fmt::format("\"schema\" is \"{}\"; this program reads \"{}2\" and \"{}1\"", schema, kNow, kFirst)};
  return Error{Code::invalid_input, fmt::format("this is no case: \"schema\" must be \"{}2\"", kNow)};
}

}  // namespace

// Statement by statement, and what cannot be read so is read whole: that says what is wrong with the text.
Result<WorkedCase> read_case_json(std::string_view text, Faults& faults) {
  if (const auto cut = json::cut_list(text, "statements")) {
    Faults told = faults;
    if (auto of = read_text(cut->rest, &cut->elements, told); of.ok()) {
      faults = std::move(told);
      return of;
    }
  }
  return read_text(text, nullptr, faults);
}

}  // namespace parley::accounts
