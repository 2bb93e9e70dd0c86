// Everything that people recorded is written, and what is wrong of it as well: a reader can judge by the mark and not
// by something that is missing. What is left out is only what no object could say.
#include "accounts/case_objects.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <set>
#include <unordered_map>

#include "accounts/load.h"
#include "accounts/text.h"
#include "base/time.h"
#include "base/uuid.h"
#include "json/writer.h"
#include "stix/object.h"
#include "stix/parley.h"

namespace parley::accounts {
namespace {

// The namespace in which every case has its own.
constexpr Uuid kCases = {0x8c, 0x1f, 0x5a, 0x3e, 0x27, 0x60, 0x4b, 0x0d,
                         0x9e, 0x55, 0x61, 0x0a, 0xd3, 0x7f, 0x42, 0x19};

// What has an object: its type, and the name of its list, which is part of what its identifier is made of, so that a
// party "A1" and a statement "A1" are two things.
struct Kind {
  std::string_view type, list;
};
constexpr Kind kParty = {"identity", "parties"}, kEvent = {"event", "events"},
               kProposition = {"proposition", "propositions"}, kStatement = {"statement", "statements"},
               kChapter = {"grouping", "chapters"},
               // The case's own identifier, made of no entry: the empty name is none that a statement can have.
    kGrouping = {"grouping", "statements"};
constexpr Kind kKinds[] = {kParty, kEvent, kProposition, kStatement, kChapter, kGrouping};  // by CaseKind

// A namespace for each case: two cases that both call something "Q7" mean two things.
Uuid space_of(std::string_view slug) { return uuid_v5(kCases, slug); }

// What was withdrawn under an identifier stays so: an object that comes back under the same name is a new one.
std::string id_in(const Uuid& space, const Kind& kind, std::string_view name, int again) {
  Uuid uuid = uuid_v5(
      space, again == 0 ? fmt::format("{}:{}", kind.list, name) : fmt::format("{}:{}\n{}", kind.list, name, again + 1));
  // Section 2.9 wants version 4 of the standard's own domain objects; the other bits stay those of the name.
  if (kind.type == "identity" || kind.type == "grouping") uuid[6] = static_cast<std::uint8_t>((uuid[6] & 0x0f) | 0x40);
  return fmt::format("{}--{}", kind.type, parley::to_string(uuid));
}

class Objects {
 public:
  Objects(const WorkedCase& of, const CaseTexts& texts, const CaseMaking& making)
      : of_(of), texts_(texts), making_(making), space_(space_of(making.slug)) {}

  // Documents, parties, accounts and utterances before the statements, which repeat what was said of them. The grouping
  // is last, as it lists all others.
  std::vector<CaseObject> make() {
    for (const auto& one : of_.documents) document(one);
    for (const auto& one : of_.parties) party(one);
    for (const auto& one : of_.events) event(one);
    for (const auto& one : of_.propositions) proposition(one);
    for (const auto& one : of_.accounts) account(one);
    for (const auto& one : of_.utterances) utterance(one);
    for (const auto& one : of_.statements) statement(one);
    chapters();
    grouping();
    return std::move(out_);
  }

  CaseObject chapter(const CaseChapter& one) const {
    json::Writer json = begin(kChapter, one.name);
    json.text("name", fmt::format("{}, chapter {}", making_.slug, one.name))
        .text("context", "unspecified")
        .texts("object_refs", one.statements)
        .close();
    return {id_of(kChapter, one.name), std::string(kChapter.type), json.str(), true};
  }

 private:
  // Of something that stands elsewhere its name is its identifier.
  std::string id_of(const Kind& kind, std::string_view name) const {
    if (stix::is_identifier(name)) return std::string(name);
    // An object that is stored keeps its identifier, whatever its name would make.
    if (!making_.ids.empty())
      if (const auto known = making_.ids.find(std::pair(std::string(kind.type), std::string(name)));
          known != making_.ids.end())
        return known->second;
    std::string id = id_in(space_, kind, name, 0);
    for (int i = 1; making_.withdrawn.contains(id); ++i) id = id_in(space_, kind, name, i);
    return id;
  }

  void reference(json::Writer& json, std::string_view as, const Kind& kind, std::string_view to) const {
    if (!to.empty()) json.text(as, id_of(kind, to));
  }
  void references(json::Writer& json, std::string_view as, const Kind& kind,
                  const std::vector<std::string>& all) const {
    if (all.empty()) return;
    json.key(as).open('[');
    for (const std::string& one : all) json.text(id_of(kind, one));
    json.close();
  }

  // The short name travels as an external reference, which STIX has for names given elsewhere, and which any other tool
  // keeps.
  json::Writer begin(const Kind& kind, std::string_view name) const {
    json::Writer json;
    json.open('{').text("type", kind.type).text("spec_version", "2.1").text("id", id_of(kind, name));
    json.text_if("created_by_ref", making_.created_by);
    json.key("external_references")
        .open('[')
        .open('{')
        .text("source_name", std::string(kind.list == kChapter.list ? kChapterSource : kCaseSource) + making_.slug)
        .text("external_id",
              kind.list == kGrouping.list && kind.type == kGrouping.type ? std::string_view(making_.slug) : name)
        .close()
        .close();
    return json;
  }
  void finish(json::Writer& json, const Kind& kind, std::string_view name) {
    json.close();
    out_.push_back({id_of(kind, name), std::string(kind.type), json.str(), true});
  }
  // Objects of our own types say so, as STIX 2.1 section 7.3 wants of what extends it.
  void finish_own(json::Writer& json, const Kind& kind, std::string_view name) {
    json.key("extensions").raw(stix::kParleyExtensions);
    finish(json, kind, name);
  }

  void document(const CaseDocument& one) {
    documents_[one.id] = &one;
    const CaseTexts::Text* text = texts_.find(one.id);
    // Two documents with one text are one artifact; without a text there is nothing to store.
    if (text == nullptr ||
        std::any_of(out_.begin(), out_.end(), [&](const CaseObject& known) { return known.id == text->artifact; }))
      return;
    out_.push_back({text->artifact, "artifact", text->object, false});
  }

  void party(const CaseParty& one) {
    json::Writer json = begin(kParty, one.id);
    json.text("name", one.name.empty() ? one.id : one.name);
    // The standard's words for what the case calls a kind; the case's own word is kept beside it.
    const std::string_view whole = one.kind;
    const std::string_view kind = is_unnamed(whole) ? whole.substr(whole.find(' ') + 1) : whole;
    json.text("identity_class",
              kind == "person"  ? "individual"
              : kind == "group" ? "group"
              : kind == "organisation" || kind == "organization" || kind == "publisher" || kind == "state"
                  ? "organization"
                  : "unknown");
    if (!one.office.empty()) json.texts("roles", std::vector{one.office});
    json.text_if("description", one.note);
    json.key("extensions").open('{').key(stix::kParleyExtension).open('{').text("extension_type", "property-extension");
    json.text_if("kind", whole);
    if (!one.aliases.empty()) json.texts("aliases", one.aliases);
    reference(json, "speaks_for_ref", kParty, one.speaks_for);
    reference(json, "same_as_ref", kParty, one.same_as);
    references(json, "member_refs", kParty, one.members);
    json.close().close();
    // Kept for the statements: who speaks for somebody does so in each of them.
    speaks_for_[one.id] = one.speaks_for;
    finish(json, kParty, one.id);
  }

  // An event is where things were said and what they are about, so even one of which only the name is known is an
  // object.
  void event(const CaseEvent& one) {
    json::Writer json = begin(kEvent, one.id);
    json.text("name", one.label.empty() ? one.id : one.label)
        .text_if("description", one.note)
        .text_if("when", one.when)
        .text_if("where", one.where);
    // Only a time that is one; "Tuesday night" stays words.
    Timestamp exact;
    if (Timestamp::parse(one.when, exact)) json.text("start_time", one.when);
    references(json, "before_refs", kEvent, one.before);
    references(json, "after_refs", kEvent, one.after);
    references(json, "same_day_refs", kEvent, one.same_day);
    finish_own(json, kEvent, one.id);
  }

  // Without a text it could not be shown to anybody, so its short name stands for it.
  void proposition(const CaseProposition& one) {
    json::Writer json = begin(kProposition, one.id);
    json.text("text", one.text.empty() ? one.id : one.text).text_if("description", one.note);
    reference(json, "negation_of_ref", kProposition, one.negation_of);
    reference(json, "narrower_than_ref", kProposition, one.narrower_than);
    same_as(json, one);
    references(json, "event_refs", kEvent, one.events);
    finish_own(json, kProposition, one.id);
  }

  void same_as(json::Writer& json, const CaseProposition& one) {
    std::vector<CaseSameAs> whole = one.same_as;
    std::erase_if(whole, [](const CaseSameAs& same) { return same.proposition.empty() || same.according_to.empty(); });
    if (whole.empty()) return;
    json.key("same_as").open('[');
    for (const CaseSameAs& same : whole) {
      json.open('{');
      reference(json, "proposition_ref", kProposition, same.proposition);
      reference(json, "according_to_ref", kParty, same.according_to);
      json.close();
    }
    json.close();
  }

  // An account has no object of its own: it is written into each of its statements, so that a statement that is
  // released alone still says to which account it counts.
  void account(const CaseAccount& one) {
    json::Writer json;
    json.open('{').text("name", one.id).text_if("title", one.label);
    reference(json, "holder_ref", kParty, one.holder);
    json.close();
    for (const std::string& statement : one.statements) accounts_of_[statement].push_back(json.str());
  }

  // Written at each of them, since nobody can know in which order they are read.
  void utterance(const CaseUtterance& one) {
    for (const auto& statement : one.statements)
      for (const auto& other : one.statements)
        if (other != statement) same_utterance_[statement].insert(other);
  }

  // A place that does not fit its document is written all the same: it is what somebody recorded, and it is marked
  // wherever it is shown. Words without a place are no span.
  static void spans(json::Writer& json, std::string_view as, const Quotes& quotes) {
    if (std::none_of(quotes.begin(), quotes.end(), [](const Quote& one) { return one.span.has_value(); })) return;
    json.key(as).open('[');
    for (const Quote& one : quotes) {
      if (!one.span) continue;
      json.open('{')
          .number("start", one.span->start)
          .number("end", one.span->end)
          .number("byte_start", one.span->byte_start)
          .number("byte_end", one.span->byte_end);
      if (one.span->line > 0) json.number("line", one.span->line);
      json.text("text", one.span->text).close();
    }
    json.close();
  }

  // Without a speaker a statement could not be placed at all; it is given to a party "?".
  void speaker(json::Writer& json, const CaseStatement& one) {
    reference(json, "speaker_ref", kParty, one.speaker.empty() ? "?" : one.speaker);
    spans(json, "speaker_spans", one.speaker_quotes);
    if (const auto side = speaks_for_.find(one.speaker); side != speaks_for_.end() && !side->second.empty())
      json.key("capacity").open('{').text("on_behalf_of_ref", id_of(kParty, side->second)).close();
    if (one.addressee.empty()) return;
    json.texts("addressee_refs", std::vector{id_of(kParty, one.addressee)});
    spans(json, "addressee_spans", one.addressee_quotes);
  }

  // Words and exact time are two members: most reports give only words, and no time is made up from them.
  void said(json::Writer& json, const CaseStatement& one) {
    Timestamp exact;
    if (Timestamp::parse(one.when, exact)) json.text("said_at", one.when);
    json.text_if("said_when", one.when);
    spans(json, "said_when_spans", one.when_quotes);
    json.text_if("said_where", one.where);
    spans(json, "said_where_spans", one.where_quotes);
    reference(json, "occasion_ref", kEvent, one.occasion);
    spans(json, "occasion_spans", one.occasion_quotes);
    json.text_if("medium", one.medium);
  }

  // The language of the words is that of the document where nothing else is said.
  void content(json::Writer& json, const CaseStatement& one) {
    json.text_if("act", one.act);
    spans(json, "act_spans", one.act_quotes);
    spans(json, "words_spans", one.quotes);
    json.text_if("words", words_of(one));
    reference(json, "words_same_as_ref", kStatement, one.same_as);
    const auto document = documents_.find(one.document);
    json.text_if("words_lang",
                 !one.language.empty() || document == documents_.end() ? one.language : document->second->language);
    if (is_form(one.form)) json.text("form", one.form);
    if (is_factuality(one.factuality)) json.text("factuality", one.factuality);
    json.text_if("conditional_on", one.conditional_on);
  }

  // A word that is not known is written as it stands and takes no side: a later version may know it.
  void stances(json::Writer& json, const CaseStatement& one) {
    // A list of nothing is none in STIX.
    if (std::all_of(one.stances.begin(), one.stances.end(),
                    [](const CaseStance& stance) { return stance.proposition.empty(); }))
      return;
    json.key("stances").open('[');
    for (const CaseStance& stance : one.stances) {
      if (stance.proposition.empty()) continue;
      json.open('{');
      reference(json, "proposition_ref", kProposition, stance.proposition);
      json.text("stance", stance.stance.empty() ? "unknown" : stance.stance);
      std::vector<std::string> toward;
      std::copy_if(stance.toward.begin(), stance.toward.end(), std::back_inserter(toward), is_toward);
      if (!toward.empty()) json.texts("toward", toward);
      json.text_if("strength", stance.strength)
          .text_if("scope", stance.scope)
          .text_if("conditional_on", stance.conditional_on);
      if (!stance.other_readings.empty()) json.texts("other_readings", stance.other_readings);
      json.close();
    }
    json.close();
  }

  void chain(json::Writer& json, const CaseStatement& one) {
    if (std::all_of(one.chain.begin(), one.chain.end(), [](const CaseLink& link) { return link.party.empty(); }))
      return;
    json.key("chain").open('[');
    for (const CaseLink& link : one.chain) {
      if (link.party.empty()) continue;
      json.open('{');
      reference(json, "party_ref", kParty, link.party);
      json.text_if("manner", link.manner);
      reference(json, "statement_ref", kStatement, link.statement);
      json.close();
    }
    json.close();
  }

  // The hash goes along with the reference, so that whoever has another text under that id can see that it is another.
  void source(json::Writer& json, const CaseStatement& one) {
    const auto document = documents_.find(one.document);
    const CaseTexts::Text* text = texts_.find(one.document);
    if (document == documents_.end() || text == nullptr) return;
    json.key("source").open('{').text("document_ref", text->artifact).key("hashes").open('{');
    json.text("SHA-256", text->sha256).close().text("name", one.document);
    json.text_if("title", document->second->title);
    reference(json, "publisher_ref", kParty, document->second->publisher);
    json.close();
  }

  void statement(const CaseStatement& one) {
    json::Writer json = begin(kStatement, one.id);
    speaker(json, one);
    said(json, one);
    content(json, one);
    stances(json, one);
    chain(json, one);
    reference(json, "within_ref", kStatement, one.within);
    if (const auto same = same_utterance_.find(one.id); same != same_utterance_.end())
      references(json, "same_utterance_refs", kStatement, {same->second.begin(), same->second.end()});
    source(json, one);
    if (one.optional_reading) json.flag("optional_reading", true);
    if (one.by_author) json.texts("labels", std::vector{"author"});
    if (!one.recorded_by.empty()) json.texts("authors", one.recorded_by);
    if (one.confidence) json.number("confidence", *one.confidence);
    if (const auto accounts = accounts_of_.find(one.id); accounts != accounts_of_.end()) {
      json.key("accounts").open('[');
      for (const auto& account : accounts->second) json.raw(account);
      json.close();
    }
    json.text_if("description", one.note);
    finish_own(json, kStatement, one.id);
  }

  // Behind the statements, which are then named by these and not by the case itself.
  void chapters() {
    std::vector<std::string> statements;
    for (const CaseObject& object : out_)
      if (object.type == kStatement.type) statements.push_back(object.id);
    if (making_.chapters.empty() && (!making_.may_begin_chapters || statements.size() <= kMostWithoutChapters)) return;
    for (const CaseChapter& one : in_chapters(statements, making_.chapters)) out_.push_back(chapter(one));
    in_chapters_ = true;
  }

  void grouping() {
    json::Writer json = begin(kGrouping, "");
    // STIX 2.1 section 4.4 wants a context, and its vocabulary has no word for a case.
    json.text("name", of_.name.empty() ? making_.slug : of_.name)
        .text_if("description", of_.description)
        .text("context", "unspecified")
        .key("object_refs")
        .open('[');
    for (const CaseObject& object : out_)
      if (!in_chapters_ || object.type != kStatement.type) json.text(object.id);
    for (const std::string& other : of_.others)
      if (stix::is_identifier(other)) json.text(other);
    json.close();
    entered(json);
    finish(json, kGrouping, "");
  }

  // What no object of its own says: how the documents are called, and the accounts, in their order. Without it a
  // document in which nobody was recorded yet would have neither name nor publisher.
  void entered(json::Writer& json) const {
    if (of_.documents.empty() && of_.accounts.empty()) return;
    json.key("extensions").open('{').key(stix::kParleyExtension).open('{').text("extension_type", "property-extension");
    if (!of_.documents.empty()) json.key("documents").open('[');
    for (const CaseDocument& one : of_.documents) {
      const CaseTexts::Text* text = texts_.find(one.id);
      json.open('{').text("name", one.id).text_if("file", one.file).text_if("title", one.title);
      if (text != nullptr) json.text("document_ref", text->artifact);
      reference(json, "publisher_ref", kParty, one.publisher);
      json.text_if("lang", one.language).close();
    }
    if (!of_.documents.empty()) json.close();
    if (!of_.accounts.empty()) json.key("accounts").open('[');
    for (const CaseAccount& one : of_.accounts) {
      json.open('{').text("name", one.id).text_if("title", one.label);
      reference(json, "holder_ref", kParty, one.holder);
      json.close();
    }
    if (!of_.accounts.empty()) json.close();
    json.close().close();
  }

  const WorkedCase& of_;
  const CaseTexts& texts_;
  const CaseMaking& making_;
  const Uuid space_;
  std::vector<CaseObject> out_;
  bool in_chapters_ = false;
  std::map<std::string, const CaseDocument*, std::less<>> documents_;
  std::map<std::string, std::string> speaks_for_;
  std::map<std::string, std::vector<std::string>> accounts_of_;
  std::map<std::string, std::set<std::string>> same_utterance_;
};

}  // namespace

std::vector<CaseObject> objects_of(const WorkedCase& of, const CaseTexts& texts, const CaseMaking& making) {
  return Objects(of, texts, making).make();
}

std::string made_id(std::string_view slug, CaseKind kind, std::string_view name, int again) {
  return id_in(space_of(slug), kKinds[static_cast<std::size_t>(kind)], name, again);
}

CaseObject object_of(const CaseChapter& chapter, const CaseMaking& making) {
  return Objects({}, {}, making).chapter(chapter);
}

// One pass: a statement opens the chapter in which it was when none before it has left that, and else goes on where the
// one before it is.
std::vector<CaseChapter> in_chapters(const std::vector<std::string>& statements, const std::vector<CaseChapter>& now) {
  std::unordered_map<std::string_view, const CaseChapter*> was_in;
  std::set<std::string_view> taken;  // names of chapters
  std::size_t number = 0;            // of the newest
  for (const CaseChapter& chapter : now) {
    for (const std::string& one : chapter.statements) was_in.emplace(one, &chapter);
    std::size_t own = 0;
    std::from_chars(chapter.name.data(), chapter.name.data() + chapter.name.size(), own);
    number = std::max(number, own);
  }
  std::vector<CaseChapter> out;
  const CaseChapter* open = nullptr;
  for (const std::string& one : statements) {
    const auto was = was_in.find(one);
    const CaseChapter* const home = was == was_in.end() ? nullptr : was->second;
    if (home != nullptr && home != open && taken.insert(home->name).second) {
      out.push_back({home->name, {}});
      open = home;
    } else if (out.empty() || out.back().statements.size() >= kMostInChapter) {
      out.push_back({std::to_string(++number), {}});
      // What is left of a chapter that is full goes along.
      open = home;
    }
    out.back().statements.push_back(one);
  }
  return out;
}

// Times are put in at the end, so that two imports can be compared without them.
std::string CaseObject::with_times(std::string_view created, std::string_view modified) const {
  // An artifact has no times: its identifier follows from its content.
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

}  // namespace parley::accounts
