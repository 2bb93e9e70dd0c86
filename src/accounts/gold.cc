// A worked case comes from people who annotate texts by hand, and it has mistakes. What would make it another
// case - an id twice, a text that is not the one annotated - is refused; everything else is named as a fault,
// with its place, and imported as it stands, because a reader can judge by the mark and not by something that
// is missing.
//
// Identifiers come from the slug and the file's own ids by UUIDv5 (RFC 9562 section 5.5), so importing the
// same file twice gives the same objects, and a corrected file gives new versions of them.
#include "accounts/gold.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "accounts/load.h"
#include "accounts/text.h"
#include "base/hash.h"
#include "base/time.h"
#include "base/uuid.h"
#include "json/json.h"
#include "json/writer.h"
#include "stix/identifier.h"
#include "stix/parley.h"

namespace parley::accounts {
namespace {

constexpr std::string_view kSchema = "parley-attribution-gold/";
// The namespace in which every case has its own.
constexpr Uuid kCases = {0x8c, 0x1f, 0x5a, 0x3e, 0x27, 0x60, 0x4b, 0x0d,
                         0x9e, 0x55, 0x61, 0x0a, 0xd3, 0x7f, 0x42, 0x19};

std::string_view text_in(json::Object object, std::string_view name) {
  return json::string_member(object, name).value_or(std::string_view());
}

std::optional<json::Object> object_in(json::Object object, std::string_view name) {
  json::Object out;
  if (object.at_key(name).get(out) != simdjson::SUCCESS) return std::nullopt;
  return out;
}

std::vector<json::Object> objects_in(json::Object object, std::string_view name) {
  std::vector<json::Object> out;
  json::Array list;
  if (object.at_key(name).get(list) != simdjson::SUCCESS) return out;
  for (const json::Element one : list)
    if (json::Object item; one.get(item) == simdjson::SUCCESS) out.push_back(item);
  return out;
}

// A list of strings, or one string.
std::vector<std::string> texts_in(json::Object object, std::string_view name) {
  std::vector<std::string> out;
  json::Array list;
  if (const auto one = json::string_member(object, name)) out.emplace_back(*one);
  if (object.at_key(name).get(list) != simdjson::SUCCESS) return out;
  for (const json::Element one : list)
    if (std::string_view text; one.get(text) == simdjson::SUCCESS) out.emplace_back(text);
  return out;
}

// The lists of the file, what they are called in it, and what one entry is called for people: three tables in
// one order.
enum class List : std::uint8_t { documents, parties, events, propositions, statements, accounts };
constexpr std::string_view kLists[] = {"documents", "parties", "events", "propositions", "statements", "accounts"};
constexpr std::string_view kWords[] = {"document", "party", "event", "proposition", "statement", "account"};

// Goes through the file once. Every part writes its objects at once; what later parts need of earlier ones -
// texts, spokesmen, accounts, rings - is kept in the maps at the end.
class Reader {
 public:
  Reader(json::Object gold, const GoldOptions& options) : gold_(gold), options_(options) {
    out_.slug = options.slug;
    out_.name = text_in(gold, "name");
    if (out_.name.empty()) out_.name = options.slug;
    // A namespace for each case: two cases that both call something "Q7" mean two things.
    space_ = uuid_v5(kCases, options.slug);
  }

  // All ids first, since everything may refer to everything, in any order; documents before statements, whose
  // spans are checked against the texts; the grouping last, as it names all others.
  Result<GoldCase> read() {
    for (std::size_t i = 0; i < std::size(kLists); ++i) PARLEY_TRY_STATUS(take_ids(static_cast<List>(i)));
    if (ids_[static_cast<std::size_t>(List::statements)].empty())
      return Error{Code::invalid_input, "it has no statements"};
    for (const json::Object& one : objects_in(gold_, "documents")) PARLEY_TRY_STATUS(document(one));
    for (const json::Object& one : objects_in(gold_, "parties")) party(one);
    for (const json::Object& one : objects_in(gold_, "events")) event(one);
    for (const json::Object& one : objects_in(gold_, "propositions")) proposition(one);
    for (const json::Object& one : objects_in(gold_, "accounts")) account(one);
    for (const json::Object& one : objects_in(gold_, "same_statement")) same_statement(one);
    for (const json::Object& one : objects_in(gold_, "statements")) statement(one);
    rings();
    grouping();
    out_.statements = ids_[static_cast<std::size_t>(List::statements)].size();
    out_.propositions = ids_[static_cast<std::size_t>(List::propositions)].size();
    out_.accounts = ids_[static_cast<std::size_t>(List::accounts)].size();
    out_.documents = ids_[static_cast<std::size_t>(List::documents)].size();
    return std::move(out_);
  }

 private:
  // What statements need of their document: its object and hash to refer to, its text to check spans against.
  struct DocumentInfo {
    std::string artifact, sha256, title, voice, language, text;
    CodePoints points{{}};
  };

  void fault(std::string_view where, std::string what) { out_.faults.push_back(fmt::format("{}: {}", where, what)); }

  // An id that stands twice would make every reference to it mean either.
  Status take_ids(List list) {
    const std::string_view name = kLists[static_cast<std::size_t>(list)];
    for (const json::Object& one : objects_in(gold_, name)) {
      const std::string id(text_in(one, "id"));
      if (id.empty()) return Error{Code::invalid_input, fmt::format("an entry of \"{}\" has no \"id\"", name)};
      if (!ids_[static_cast<std::size_t>(list)].insert(id).second)
        return Error{Code::invalid_input, fmt::format("\"{}\" has the id \"{}\" twice", name, id)};
    }
    return {};
  }

  bool here(List list, std::string_view id) const {
    return ids_[static_cast<std::size_t>(list)].contains(std::string(id));
  }

  // The list's name is part of what is hashed: a party "A1" and an account "A1" are two things.
  std::string id_of(std::string_view type, List list, std::string_view id) const {
    Uuid uuid = uuid_v5(space_, fmt::format("{}:{}", kLists[static_cast<std::size_t>(list)], id));
    // Section 2.9 wants version 4 of the standard's own domain objects; the other bits stay those of the name.
    if (type == "identity" || type == "grouping") uuid[6] = static_cast<std::uint8_t>((uuid[6] & 0x0f) | 0x40);
    return fmt::format("{}--{}", type, parley::to_string(uuid));
  }
  std::string party_id(std::string_view id) const { return id_of("identity", List::parties, id); }
  std::string event_id(std::string_view id) const { return id_of("event", List::events, id); }
  std::string proposition_id(std::string_view id) const { return id_of("proposition", List::propositions, id); }
  std::string statement_id(std::string_view id) const { return id_of("statement", List::statements, id); }

  // A reference, if the member is there. To something that is not in the file it is a fault, but stands.
  template <class Id>
  void reference(json::Writer& json, std::string_view as, List list, std::string_view to, std::string_view where,
                 Id id) {
    if (to.empty()) return;
    if (!here(list, to)) fault(where, fmt::format("there is no {} \"{}\"", kWords[static_cast<std::size_t>(list)], to));
    json.text(as, (this->*id)(to));
  }

  // The short name that the file gives travels as an external reference, which STIX has for names given
  // elsewhere, and which any other tool keeps.
  json::Writer begin(std::string_view type, std::string_view id, std::string_view name) const {
    json::Writer json;
    json.open('{').text("type", type).text("spec_version", "2.1").text("id", id);
    json.text_if("created_by_ref", options_.created_by);
    json.key("external_references")
        .open('[')
        .open('{')
        .text("source_name", std::string(kCaseSource) + out_.slug)
        .text("external_id", name)
        .close()
        .close();
    return json;
  }

  void finish(json::Writer& json, std::string_view type, std::string id) {
    json.close();
    out_.objects.push_back({std::move(id), std::string(type), json.str(), true});
  }

  // Objects of our own types say so, as STIX 2.1 section 7.3 wants of what extends it.
  void finish_own(json::Writer& json, std::string_view type, std::string id) {
    json.key("extensions").raw(stix::kParleyExtensions);
    finish(json, type, std::move(id));
  }

  // The only part that reaches outside of the file, and so the only one that can be refused for what it
  // reads.
  Status document(json::Object one) {
    const std::string id(text_in(one, "id")), file(text_in(one, "file"));
    // Beside the case file or in a folder under it: a case must not reach for other files of whoever reads it.
    if (file.empty() || file.starts_with('/') || file.starts_with("../") || file.find("/../") != std::string::npos ||
        file == "-" || file.find('\0') != std::string::npos)
      return Error{Code::invalid_input,
                   fmt::format("document \"{}\": \"file\" must name a file beside this one, not \"{}\"", id, file)};
    PARLEY_TRY(std::string text, options_.read_text(file).in(fmt::format("document \"{}\"", id)));
    DocumentInfo info{{},
                      to_hex(sha256(text)),
                      std::string(text_in(one, "title")),
                      std::string(text_in(one, "voice_party")),
                      std::string(text_in(one, "language")),
                      {}};
    if (const auto recorded = text_in(one, "sha256"); !recorded.empty() && recorded != info.sha256)
      return Error{
          Code::invalid_input,
          fmt::format("document \"{}\": {} is not the text that was annotated: its SHA-256 is {}, recorded is {}", id,
                      file, info.sha256, recorded)};
    if (!simdjson::validate_utf8(text))
      return Error{Code::invalid_input, fmt::format("document \"{}\": {} is not UTF-8", id, file)};
    // An artifact's id follows from its content (STIX 2.1 section 2.9), so one text used by two cases is one
    // object.
    json::Writer body;
    body.open('{')
        .text("type", "artifact")
        .text("spec_version", "2.1")
        .text("mime_type", "text/plain")
        .text("payload_bin", to_base64(as_bytes(text)));
    body.key("hashes").open('{').text("SHA-256", info.sha256).close().close();
    json::Parser parser;
    PARLEY_TRY(const auto element, parser.parse(body.str()));
    PARLEY_TRY(const auto artifact, stix::deterministic_id(element));
    info.artifact = artifact.value_or("");
    std::string object = fmt::format("{{\"id\":\"{}\",{}", info.artifact, body.str().substr(1));
    info.points = CodePoints(text);
    info.text = std::move(text);
    if (std::none_of(out_.objects.begin(), out_.objects.end(),
                     [&](const CaseObject& known) { return known.id == info.artifact; }))
      out_.objects.push_back({info.artifact, "artifact", std::move(object), false});
    documents_.emplace(id, std::move(info));
    return {};
  }

  void party(json::Object one) {
    const std::string_view id = text_in(one, "id"), kind = text_in(one, "kind");
    const std::string where = fmt::format("party {}", id);
    json::Writer json = begin("identity", party_id(id), id);
    const auto name = text_in(one, "name");
    json.text("name", name.empty() ? id : name);
    // The standard's words for what the file calls a kind; the file's own word is kept beside it.
    json.text("identity_class",
              kind == "person"  ? "individual"
              : kind == "group" ? "group"
              : kind == "organisation" || kind == "organization" || kind == "publisher" || kind == "state"
                  ? "organization"
                  : "unknown");
    if (const auto office = text_in(one, "office"); !office.empty()) json.texts("roles", std::vector{office});
    json.text_if("description", text_in(one, "note"));
    json.key("extensions").open('{').key(stix::kParleyExtension).open('{').text("extension_type", "property-extension");
    json.text_if("kind", kind);
    if (const auto aliases = texts_in(one, "aliases"); !aliases.empty()) json.texts("aliases", aliases);
    reference(json, "speaks_for_ref", List::parties, text_in(one, "speaks_for"), where, &Reader::party_id);
    reference(json, "same_as_ref", List::parties, text_in(one, "same_as"), where, &Reader::party_id);
    if (const auto members = texts_in(one, "members"); !members.empty()) {
      json.key("member_refs").open('[');
      for (const auto& member : members) json.text(party_id(member));
      json.close();
    }
    json.close().close();
    // Kept for the statements: who speaks for somebody does so in each of them.
    speaks_for_[std::string(id)] = text_in(one, "speaks_for");
    finish(json, "identity", party_id(id));
  }

  // An event is where things were said and what they are about, so even one of which only the name is known
  // is an object.
  void event(json::Object one) {
    const std::string_view id = text_in(one, "id");
    json::Writer json = begin("event", event_id(id), id);
    const auto label = text_in(one, "label"), when = text_in(one, "when");
    json.text("name", label.empty() ? id : label)
        .text_if("description", text_in(one, "note"))
        .text_if("when", when)
        .text_if("where", text_in(one, "where"));
    // Only a time that is one; "Tuesday night" stays words.
    Timestamp exact;
    if (Timestamp::parse(when, exact)) json.text("start_time", when);
    finish_own(json, "event", event_id(id));
  }

  // Without a text it could not be shown to anybody, so its id stands for it.
  void proposition(json::Object one) {
    const std::string_view id = text_in(one, "id");
    const std::string where = fmt::format("proposition {}", id);
    json::Writer json = begin("proposition", proposition_id(id), id);
    const auto text = text_in(one, "text");
    if (text.empty()) fault(where, "it has no text");
    json.text("text", text.empty() ? id : text).text_if("description", text_in(one, "note"));
    reference(json, "negation_of_ref", List::propositions, text_in(one, "negation_of"), where, &Reader::proposition_id);
    reference(json, "narrower_than_ref", List::propositions, text_in(one, "narrower_than"), where,
              &Reader::proposition_id);
    if (const auto events = texts_in(one, "events"); !events.empty()) {
      json.key("event_refs").open('[');
      for (const auto& event : events) json.text(event_id(event));
      json.close();
    }
    finish_own(json, "proposition", proposition_id(id));
  }

  // An account has no object of its own: it is written into each of its statements, so that a statement that
  // is released alone still says to which account it counts.
  void account(json::Object one) {
    const std::string id(text_in(one, "id"));
    const auto holder = text_in(one, "holder");
    json::Writer json;
    json.open('{').text("name", id);
    json.text_if("title", text_in(one, "label"));
    reference(json, "holder_ref", List::parties, holder, "account " + id, &Reader::party_id);
    json.close();
    for (const std::string& statement : texts_in(one, "statements")) {
      if (!here(List::statements, statement))
        fault("account " + id, fmt::format("there is no statement \"{}\"", statement));
      accounts_of_[statement].push_back(json.str());
    }
  }

  // Written at each of them, since nobody can know in which order they are read.
  void same_statement(json::Object one) {
    const auto all = texts_in(one, "statements");
    for (const auto& statement : all) {
      if (!here(List::statements, statement))
        fault("same_statement", fmt::format("there is no statement \"{}\"", statement));
      for (const auto& other : all)
        if (other != statement) same_utterance_[statement].insert(other);
    }
  }

  // Four offsets or none: a piece that cannot be found again is not a span.
  static std::optional<Span> span_of(json::Object one) {
    Span span;
    const auto number = [&](std::string_view name, std::size_t& out) {
      std::int64_t value = -1;
      if (one.at_key(name).get(value) != simdjson::SUCCESS || value < 0) return false;
      out = static_cast<std::size_t>(value);
      return true;
    };
    if (!number("start", span.start) || !number("end", span.end) || !number("bstart", span.byte_start) ||
        !number("bend", span.byte_end))
      return std::nullopt;
    number("line", span.line);
    span.text = text_in(one, "text");
    return span;
  }

  // Writes the spans that can be written and returns their words.
  // A span that does not fit its document is written all the same: it is what somebody recorded, and it is
  // marked wherever it is shown.
  std::string spans(json::Writer& json, std::string_view as, json::Object in, std::string_view name,
                    const std::string& document, std::string_view where) {
    std::vector<Span> good;
    std::string words;
    for (const json::Object& one : objects_in(in, name)) {
      const auto span = span_of(one);
      // Its words are taken also when its offsets are no good.
      words += (words.empty() ? "" : " … ") + std::string(text_in(one, "text"));
      if (!span) {
        fault(
            where,
            fmt::format(
                "a span of \"{}\" has no proper offsets: \"start\", \"end\", \"bstart\" and \"bend\" must be 0 or more",
                name));
        continue;
      }
      if (const auto of = documents_.find(document); of != documents_.end())
        if (const auto problem = span_problem(of->second.text, of->second.points, *span); !problem.empty())
          fault(where, problem);
      good.push_back(*span);
    }
    if (good.empty()) return words;
    json.key(as).open('[');
    for (const Span& span : good) {
      json.open('{')
          .number("start", span.start)
          .number("end", span.end)
          .number("byte_start", span.byte_start)
          .number("byte_end", span.byte_end);
      if (span.line > 0) json.number("line", span.line);
      json.text("text", span.text).close();
    }
    json.close();
    return words;
  }

  // Words and exact time are two members: most reports give only words, and no time is made up from them.
  void said(json::Writer& json, json::Object one, const std::string& document, std::string_view where) {
    const auto said = object_in(one, "said");
    if (!said) return;
    const auto when = text_in(*said, "when");
    Timestamp exact;
    if (Timestamp::parse(when, exact)) json.text("said_at", when);
    json.text_if("said_when", when);
    spans(json, "said_when_spans", *said, "when_spans", document, where);
    json.text_if("said_where", text_in(*said, "where"));
    spans(json, "said_where_spans", *said, "where_spans", document, where);
    reference(json, "occasion_ref", List::events, text_in(*said, "occasion"), where, &Reader::event_id);
    spans(json, "occasion_spans", *said, "occasion_spans", document, where);
    json.text_if("medium", text_in(*said, "medium"));
  }

  // A word that is not known is written as it stands and takes no side: a later version may know it.
  void stances(json::Writer& json, json::Object one, std::string_view where) {
    const auto all = objects_in(one, "stances");
    if (all.empty()) return;
    json.key("stances").open('[');
    for (const json::Object& stance : all) {
      const auto proposition = text_in(stance, "proposition"), word = text_in(stance, "stance");
      if (proposition.empty()) {
        fault(where, "a stance names no proposition: it is left out");
        continue;
      }
      json.open('{');
      reference(json, "proposition_ref", List::propositions, proposition, where, &Reader::proposition_id);
      if (stance_from(word) == Stance::unknown && word != "unknown")
        fault(where, fmt::format("\"{}\" is no stance that is known here: it takes no side", word));
      json.text("stance", word.empty() ? "unknown" : word);
      std::vector<std::string> toward;
      for (std::string way : texts_in(stance, "toward")) {
        std::replace(way.begin(), way.end(), ' ', '-');
        if (way == "negation" || way == "presupposed" || way == "in-part")
          toward.push_back(std::move(way));
        else
          fault(where, fmt::format("\"toward\" is \"{}\", which is not known here: it is left out", way));
      }
      if (!toward.empty()) json.texts("toward", toward);
      for (const std::string_view name : {"strength", "scope", "conditional_on"})
        json.text_if(name, text_in(stance, name));
      if (const auto readings = texts_in(stance, "also_ok"); !readings.empty()) json.texts("other_readings", readings);
      json.close();
    }
    json.close();
  }

  // From the page inwards, as the file has it.
  void chain(json::Writer& json, json::Object one, std::string_view where) {
    const auto links = objects_in(one, "reported_via");
    if (links.empty()) return;
    json.key("chain").open('[');
    for (const json::Object& link : links) {
      const auto party = text_in(link, "party");
      if (party.empty()) {
        fault(where, "a link of \"reported_via\" names no party: it is left out");
        continue;
      }
      json.open('{');
      reference(json, "party_ref", List::parties, party, where, &Reader::party_id);
      json.text_if("manner", text_in(link, "how"));
      reference(json, "statement_ref", List::statements, text_in(link, "statement"), where, &Reader::statement_id);
      json.close();
    }
    json.close();
  }

  // The hash goes along with the reference, so that whoever has another text under that id can see that it is
  // another.
  void source(json::Writer& json, const std::string& document, std::string_view where) {
    const auto of = documents_.find(document);
    if (of == documents_.end()) return fault(where, fmt::format("there is no document \"{}\"", document));
    const DocumentInfo& info = of->second;
    json.key("source")
        .open('{')
        .text("document_ref", info.artifact)
        .key("hashes")
        .open('{')
        .text("SHA-256", info.sha256)
        .close()
        .text("name", document);
    json.text_if("title", info.title);
    reference(json, "publisher_ref", List::parties, info.voice, where, &Reader::party_id);
    json.close();
  }

  // Without a speaker a statement could not be placed at all; it is given to a party "?" and marked.
  void speaker(json::Writer& json, json::Object one, const std::string& document, std::string_view where) {
    const auto source = object_in(one, "source");
    const std::string party(source ? text_in(*source, "party") : std::string_view());
    if (party.empty()) fault(where, "it has no speaker (\"source\": {\"party\": ...})");
    reference(json, "speaker_ref", List::parties, party.empty() ? "?" : party, where, &Reader::party_id);
    if (source) spans(json, "speaker_spans", *source, "spans", document, where);
    if (const auto& side = speaks_for_[party]; !side.empty())
      json.key("capacity").open('{').text("on_behalf_of_ref", party_id(side)).close();
    if (const auto to = object_in(one, "addressee"); to && !text_in(*to, "party").empty()) {
      if (!here(List::parties, text_in(*to, "party")))
        fault(where, fmt::format("there is no party \"{}\"", text_in(*to, "party")));
      json.texts("addressee_refs", std::vector{party_id(text_in(*to, "party"))});
      spans(json, "addressee_spans", *to, "spans", document, where);
    }
  }

  // The language of the words is that of the document where nothing else is said.
  void content(json::Writer& json, json::Object one, const std::string& document, std::string_view where) {
    if (const auto cue = object_in(one, "cue")) {
      json.text_if("act", text_in(*cue, "act"));
      spans(json, "act_spans", *cue, "spans", document, where);
    }
    if (const auto content = object_in(one, "content")) {
      const std::string words = spans(json, "words_spans", *content, "spans", document, where);
      json.text_if("words", words);
      reference(json, "words_same_as_ref", List::statements, text_in(*content, "same_as"), where,
                &Reader::statement_id);
    }
    const auto language = text_in(one, "language");
    const auto of = documents_.find(document);
    json.text_if("words_lang",
                 language.empty() && of != documents_.end() ? std::string_view(of->second.language) : language);
    const auto form = text_in(one, "form"), factuality = text_in(one, "factuality");
    if (form == "direct" || form == "mixed" || form == "indirect")
      json.text("form", form);
    else if (!form.empty())
      fault(where, fmt::format("\"form\" is \"{}\", which is not known here: it is left out", form));
    if (factuality == "asserted" || factuality == "questioned" || factuality == "conditional" || factuality == "hedged")
      json.text("factuality", factuality);
    else if (!factuality.empty())
      fault(where, fmt::format("\"factuality\" is \"{}\", which is not known here: it is left out", factuality));
    json.text_if("conditional_on", text_in(one, "conditional_on"));
  }

  void statement(json::Object one) {
    const std::string id(text_in(one, "id")), document(text_in(one, "doc"));
    const std::string where = fmt::format("statement {}", id);
    json::Writer json = begin("statement", statement_id(id), id);
    speaker(json, one, document, where);
    said(json, one, document, where);
    content(json, one, document, where);
    stances(json, one, where);
    chain(json, one, where);
    const std::string within(text_in(one, "within"));
    if (within == id) fault(where, "it is said to stand within itself");
    reference(json, "within_ref", List::statements, within, where, &Reader::statement_id);
    within_[id] = within;
    if (const auto same = same_utterance_.find(id); same != same_utterance_.end()) {
      json.key("same_utterance_refs").open('[');
      for (const auto& other : same->second) json.text(statement_id(other));
      json.close();
    }
    source(json, document, where);
    // The file says which statements are required; the object, which may be left out: most are required, and
    // then nothing stands there.
    if (bool required = true; one.at_key("required").get(required) == simdjson::SUCCESS && !required)
      json.flag("optional_reading", true);
    if (text_in(one, "voice") == "author") json.texts("labels", std::vector{"author"});
    if (const auto accounts = accounts_of_.find(id); accounts != accounts_of_.end()) {
      json.key("accounts").open('[');
      for (const auto& account : accounts->second) json.raw(account);
      json.close();
    }
    json.text_if("description", text_in(one, "note"));
    finish_own(json, "statement", statement_id(id));
  }

  // Named once for each statement in a ring. The loop ends where something comes for the second time.
  void rings() {
    for (const auto& [id, first] : within_) {
      std::set<std::string> seen = {id};
      std::string at = first;
      while (!at.empty() && seen.insert(at).second) at = within_.contains(at) ? within_[at] : std::string();
      if (at == id && first != id) fault("statement " + id, "what it stands within comes back to itself");
    }
  }

  void grouping() {
    // The case's own identifier, made of no entry: the empty id is none that the file can have.
    out_.grouping = id_of("grouping", List::statements, "");
    json::Writer json = begin("grouping", out_.grouping, out_.slug);
    json.text("name", out_.name)
        .text_if("description", text_in(gold_, "licence"))
        .text("context", "unspecified")
        .key("object_refs")
        .open('[');
    for (const CaseObject& object : out_.objects) json.text(object.id);
    json.close();
    finish(json, "grouping", out_.grouping);
  }

  json::Object gold_;
  const GoldOptions& options_;
  Uuid space_{};
  GoldCase out_;
  std::set<std::string> ids_[std::size(kLists)];
  std::map<std::string, DocumentInfo> documents_;
  std::map<std::string, std::string> speaks_for_, within_;
  std::map<std::string, std::vector<std::string>> accounts_of_;
  std::map<std::string, std::set<std::string>> same_utterance_;
};

}  // namespace

// Times are put in at the end, so that two imports can be compared without them.
std::string CaseObject::with_times(std::string_view created, std::string_view modified) const {
  if (!timed) return body;
  return fmt::format("{{\"created\":\"{}\",\"modified\":\"{}\",{}", created, modified,
                     std::string_view(body).substr(1));
}

// ASCII only, because people type it; what has no Latin letter or digit is called "case".
std::string slug_of(std::string_view name) {
  std::string out;
  for (const char c : lower_case(name)) {
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
      out += c;
    else if (!out.empty() && out.back() != '-')
      out += '-';
  }
  while (!out.empty() && out.back() == '-') out.pop_back();
  return out.empty() ? "case" : out.substr(0, 60);
}

// A later format is not guessed at: what it calls by a known name may mean something else.
Result<GoldCase> read_gold(std::string_view text, const GoldOptions& options) {
  json::Parser parser;
  PARLEY_TRY(const auto element, parser.parse(text));
  json::Object gold;
  if (element.get(gold) != simdjson::SUCCESS)
    return Error{Code::invalid_input, "this is no case: a JSON object is expected"};
  const auto schema = text_in(gold, "schema");
  if (!schema.starts_with(kSchema))
    return Error{Code::invalid_input, fmt::format("this is no case: \"schema\" must be \"{}1\"", kSchema)};
  if (schema != std::string(kSchema) + "1")
    return Error{Code::unsupported, fmt::format("\"schema\" is \"{}\"; this program reads \"{}1\"", schema, kSchema)};
  return Reader(gold, options).read();
}

}  // namespace parley::accounts
