// Objects are read twice: first for what each is called, then for what it says, since everything refers to everything.
// What has no short name of this case keeps its identifier as its name, which every reference of a case can be. In a
// chapter stand statements only; whatever else one names belongs to the case all the same.
//
// Nothing fails for what an object lacks: it may come from another tool, and what is missing is told by check_case().
#include "accounts/case_stored.h"

#include <algorithm>
#include <set>

#include "accounts/load.h"
#include "base/bytes.h"
#include "json/members.h"
#include "stix/object.h"
#include "stix/parley.h"

namespace parley::accounts {
namespace {

using json::count_of, json::for_each_in, json::is_true, json::object_of, json::text_of;

// What STIX has no member for is under the extension of this program; an object of another tool has none.
std::optional<json::Object> extension_of(json::Object object) {
  const auto extensions = object_of(object, "extensions");
  return extensions ? object_of(*extensions, stix::kParleyExtension) : std::nullopt;
}

std::vector<std::string> texts_of(json::Object object, std::string_view name) {
  std::vector<std::string> out;
  for_each_in<std::string_view>(object, name, [&](std::string_view one) { out.emplace_back(one); });
  return out;
}

Quotes quotes_of(json::Object object, std::string_view name) {
  Quotes out;
  for_each_in<json::Object>(object, name, [&](json::Object span) {
    Quote quote;
    quote.text = text_of(span, "text");
    quote.line = count_of(span, "line");
    quote.span = Span{count_of(span, "start"),
                      count_of(span, "end"),
                      count_of(span, "byte_start"),
                      count_of(span, "byte_end"),
                      quote.line,
                      quote.text};
    out.push_back(std::move(quote));
  });
  return out;
}

class Reading {
 public:
  // The source of the short names of this case alone: an object may be in several cases and have a name in each.
  explicit Reading(std::string_view slug) : slug_(slug), source_(std::string(kCaseSource) + std::string(slug)) {}

  Status run(std::string_view grouping, const std::map<std::string, std::string>& objects) {
    json::Parser parser;
    json::Object of;
    PARLEY_TRY(const auto element, parser.parse(grouping));
    if (element.get(of) != simdjson::SUCCESS) return Error{Code::corrupt, "the grouping of the case is no object"};
    const std::vector<std::string> refs = named(of, objects);
    // A second parser, because what the first has given out is valid only until it parses something else, and the
    // grouping is read to the end. For the same reason each object is done with before the next one is parsed.
    json::Parser reading;
    for (const std::string& ref : refs) {
      const auto object = objects.find(ref);
      if (object == objects.end()) {
        // It stands elsewhere: the case names it, and it is kept by its identifier.
        out_.of.others.push_back(ref);
      } else if (const auto parsed = reading.parse(object->second); parsed.ok()) {
        if (json::Object one; parsed->get(one) == simdjson::SUCCESS && !is_true(one, "revoked")) name(ref, one);
      }
    }
    names_.emplace(text_of(of, "id"), "");
    out_.ids[{"grouping", ""}] = text_of(of, "id");
    // Before the objects, so that documents stand in the order in which the case has them and not in that of its
    // statements.
    whole(of);
    for (const std::string& ref : refs) {
      if (!own_.contains(ref)) continue;
      const auto parsed = reading.parse(objects.find(ref)->second);
      if (json::Object one; parsed.ok() && parsed->get(one) == simdjson::SUCCESS) entry(ref, one);
    }
    documents_without_text();
    utterances();
    return {};
  }

  StoredCase take() { return std::move(out_); }

 private:
  // All that the case names, in the place of each of its chapters what that names.
  std::vector<std::string> named(json::Object grouping, const std::map<std::string, std::string>& objects) {
    std::vector<std::string> out;
    for (const std::string& ref : texts_of(grouping, "object_refs")) {
      const auto there = ref.starts_with("grouping--") ? objects.find(ref) : objects.end();
      auto chapter = there == objects.end() ? std::nullopt : chapter_in(there->second, slug_);
      if (!chapter || !out_.ids.try_emplace({"grouping", chapter->name}, ref).second) {
        out.push_back(ref);
        continue;
      }
      out.insert(out.end(), chapter->statements.begin(), chapter->statements.end());
      out_.chapters.push_back(std::move(*chapter));
    }
    return out;
  }

  // --- what things are called

  void name(const std::string& id, json::Object object) {
    const std::string type = text_of(object, "type");
    std::string short_name;
    for_each_in<json::Object>(object, "external_references", [&](json::Object reference) {
      // The first one of this case counts.
      if (short_name.empty() && text_of(reference, "source_name") == source_)
        short_name = text_of(reference, "external_id");
    });
    // A document is called by the grouping or by its statements; its text needs no name.
    const bool is_text = type == "artifact";
    if (is_text) {
      own_.insert(id);
    } else if (short_name.empty() || !out_.ids.try_emplace({type, short_name}, id).second) {
      // Somebody else's, or a second one under a name: kept in the case as it is.
      out_.of.others.push_back(id);
    } else {
      own_.insert(id);
      names_.emplace(id, short_name);
    }
  }
  std::string name_of(const std::string& id) const {
    const auto at = names_.find(id);
    return at == names_.end() ? id : at->second;
  }
  std::string reference(json::Object object, std::string_view member) const { return name_of(text_of(object, member)); }
  std::vector<std::string> references(json::Object object, std::string_view member) const {
    std::vector<std::string> out = texts_of(object, member);
    for (std::string& one : out) one = name_of(one);
    return out;
  }

  // --- the case

  void whole(json::Object object) {
    out_.of.name = text_of(object, "name");
    out_.of.description = text_of(object, "description");
    const auto ours = extension_of(object);
    if (!ours) return;
    for_each_in<json::Object>(*ours, "documents", [&](json::Object one) {
      CaseDocument& document = document_of(text_of(one, "name"));
      document.file = text_of(one, "file");
      document.title = text_of(one, "title");
      document.publisher = reference(one, "publisher_ref");
      document.language = text_of(one, "lang");
      if (const std::string ref = text_of(one, "document_ref"); !ref.empty()) out_.artifacts[document.id] = ref;
    });
    for_each_in<json::Object>(*ours, "accounts", [&](json::Object one) { account(one); });
  }

  // Documents and accounts have no objects of their own. They come about where they are first spoken of, and are filled
  // up by whatever says more.
  CaseDocument& document_of(const std::string& id) {
    const auto [at, is_new] = documents_.try_emplace(id, out_.of.documents.size());
    if (is_new) {
      out_.of.documents.emplace_back();
      out_.of.documents.back().id = id;
    }
    return out_.of.documents[at->second];
  }
  // The first mention gives an account its title and holder. Statements have the same of it, and those of another tool
  // may name accounts that the grouping does not.
  CaseAccount& account(json::Object one) {
    const std::string id = text_of(one, "name");
    const auto [at, is_new] = accounts_.try_emplace(id, out_.of.accounts.size());
    if (is_new) {
      out_.of.accounts.emplace_back();
      out_.of.accounts.back() = {
          .id = id, .label = text_of(one, "title"), .holder = reference(one, "holder_ref"), .statements = {}};
    }
    return out_.of.accounts[at->second];
  }

  void entry(const std::string& id, json::Object object) {
    const std::string type = text_of(object, "type");
    if (type == "identity")
      party(id, object);
    else if (type == "event")
      event(id, object);
    else if (type == "proposition")
      proposition(id, object);
    else if (type == "statement")
      statement(id, object);
    else if (type == "artifact")
      texts_[id] = from_base64(text_of(object, "payload_bin")).value_or(std::vector<std::uint8_t>());
  }

  void party(const std::string& id, json::Object object) {
    CaseParty out;
    out.id = name_of(id);
    out.name = text_of(object, "name");
    const auto roles = texts_of(object, "roles");
    if (!roles.empty()) out.office = roles.front();
    out.note = text_of(object, "description");
    if (const auto ours = extension_of(object)) {
      out.kind = text_of(*ours, "kind");
      out.aliases = texts_of(*ours, "aliases");
      out.speaks_for = reference(*ours, "speaks_for_ref");
      out.same_as = reference(*ours, "same_as_ref");
      out.members = references(*ours, "member_refs");
    }
    out_.of.parties.push_back(std::move(out));
  }

  void event(const std::string& id, json::Object object) {
    CaseEvent out;
    out.id = name_of(id);
    out.label = text_of(object, "name");
    out.note = text_of(object, "description");
    out.when = text_of(object, "when");
    out.where = text_of(object, "where");
    out.before = references(object, "before_refs");
    out.after = references(object, "after_refs");
    out.same_day = references(object, "same_day_refs");
    out_.of.events.push_back(std::move(out));
  }

  void proposition(const std::string& id, json::Object object) {
    CaseProposition out;
    out.id = name_of(id);
    out.text = text_of(object, "text");
    out.note = text_of(object, "description");
    out.negation_of = reference(object, "negation_of_ref");
    out.narrower_than = reference(object, "narrower_than_ref");
    out.events = references(object, "event_refs");
    for_each_in<json::Object>(object, "same_as", [&](json::Object same) {
      out.same_as.push_back({reference(same, "proposition_ref"), reference(same, "according_to_ref"), {}});
    });
    out_.of.propositions.push_back(std::move(out));
  }

  // --- statements

  std::string document(json::Object object) {
    const auto source = object_of(object, "source");
    if (!source) return {};
    CaseDocument& out = document_of(text_of(*source, "name"));
    // What the grouping says of a document goes before what its statements repeat.
    if (out.title.empty()) out.title = text_of(*source, "title");
    if (out.publisher.empty()) out.publisher = reference(*source, "publisher_ref");
    if (const std::string ref = text_of(*source, "document_ref"); !ref.empty()) out_.artifacts.try_emplace(out.id, ref);
    return out.id;
  }

  static CaseStance stance(json::Object object, std::string proposition) {
    CaseStance out;
    out.proposition = std::move(proposition);
    out.stance = text_of(object, "stance");
    out.toward = texts_of(object, "toward");
    out.strength = text_of(object, "strength");
    out.scope = text_of(object, "scope");
    out.conditional_on = text_of(object, "conditional_on");
    out.other_readings = texts_of(object, "other_readings");
    return out;
  }

  void statement(const std::string& id, json::Object object) {
    CaseStatement out;
    out.id = name_of(id);
    out.document = document(object);
    out.speaker = reference(object, "speaker_ref");
    out.speaker_quotes = quotes_of(object, "speaker_spans");
    const auto to = references(object, "addressee_refs");
    if (!to.empty()) out.addressee = to.front();
    out.addressee_quotes = quotes_of(object, "addressee_spans");
    out.when = text_of(object, "said_when");
    out.when_quotes = quotes_of(object, "said_when_spans");
    out.where = text_of(object, "said_where");
    out.where_quotes = quotes_of(object, "said_where_spans");
    out.occasion = reference(object, "occasion_ref");
    out.occasion_quotes = quotes_of(object, "occasion_spans");
    out.medium = text_of(object, "medium");
    out.act = text_of(object, "act");
    out.act_quotes = quotes_of(object, "act_spans");
    out.quotes = quotes_of(object, "words_spans");
    // Said again only where they are other words than the document's.
    if (const std::string words = text_of(object, "words"); words != words_of(out)) out.words = words;
    out.same_as = reference(object, "words_same_as_ref");
    out.within = reference(object, "within_ref");
    out.language = text_of(object, "words_lang");
    out.form = text_of(object, "form");
    out.factuality = text_of(object, "factuality");
    out.conditional_on = text_of(object, "conditional_on");
    out.note = text_of(object, "description");
    for_each_in<json::Object>(object, "stances", [&](json::Object one) {
      out.stances.push_back(stance(one, reference(one, "proposition_ref")));
    });
    for_each_in<json::Object>(object, "chain", [&](json::Object link) {
      out.chain.push_back(
          {reference(link, "party_ref"), text_of(link, "manner"), reference(link, "statement_ref"), {}});
    });
    out.optional_reading = is_true(object, "optional_reading");
    out.recorded_by = texts_of(object, "authors");
    if (std::int64_t sure = 0; object.at_key("confidence").get(sure) == simdjson::SUCCESS && sure >= 0 && sure <= 100)
      out.confidence = static_cast<int>(sure);
    const auto labels = texts_of(object, "labels");
    out.by_author = std::find(labels.begin(), labels.end(), "author") != labels.end();
    for_each_in<json::Object>(object, "accounts", [&](json::Object one) { account(one).statements.push_back(out.id); });
    // Kept until all statements are read: others may be named that come later.
    same_utterance_.emplace_back(out.id, references(object, "same_utterance_refs"));
    out_.of.statements.push_back(std::move(out));
  }

  // --- what shows only when everything was read

  // What is said once for a document need not be said of each of its statements.
  void documents_without_text() {
    for (CaseDocument& one : out_.of.documents) {
      const auto text = texts_.find(out_.artifacts[one.id]);
      // Bytes that are no text are told of by who asks for them: nothing can be looked up in them.
      if (text != texts_.end()) (void)out_.texts.put(one.id, std::string(text->second.begin(), text->second.end()));
      // Of the text as it is stored: a later text under the same name is then told to be another.
      if (const auto* known = out_.texts.find(one.id)) one.sha256 = known->sha256;
    }
    // Writing the case out again would otherwise say the language at each statement.
    for (CaseStatement& one : out_.of.statements)
      if (const auto at = documents_.find(one.document);
          at != documents_.end() && out_.of.documents[at->second].language == one.language)
        one.language.clear();
  }

  // Statements of which each names each other report one utterance; as few such groups as one pass finds, which say all
  // of what the statements say.
  void utterances() {
    std::set<std::pair<std::string, std::string>> pairs, done;
    for (const auto& [one, others] : same_utterance_)
      for (const std::string& other : others) pairs.insert({one, other}), pairs.insert({other, one});
    for (const auto& [one, others] : same_utterance_) {
      for (const std::string& other : others) {
        if (done.contains({one, other})) continue;
        std::vector<std::string> group = {one, other};
        for (const std::string& more : others)
          // Each of a group names each other, so one more joins only if all in it do so with it.
          if (std::all_of(group.begin(), group.end(), [&](const std::string& in) {
                return pairs.contains({in, more});
              }))
            group.push_back(more);
        for (const std::string& a : group)
          for (const std::string& b : group) done.insert({a, b});
        out_.of.utterances.push_back({.statements = std::move(group), .at = {}});
      }
    }
  }

  const std::string_view slug_;
  const std::string source_;
  StoredCase out_;
  std::set<std::string> own_;                 // identifiers of what the case has entered
  std::map<std::string, std::string> names_;  // short names by identifier
  std::map<std::string, std::size_t, std::less<>> documents_, accounts_;
  std::map<std::string, std::vector<std::uint8_t>> texts_;
  std::vector<std::pair<std::string, std::vector<std::string>>> same_utterance_;
};

}  // namespace

// The first reference of the kind counts, and a chapter has a number.
std::optional<CaseChapter> chapter_in(std::string_view text, std::string_view slug) {
  json::Parser parser;
  json::Object object;
  const auto parsed = parser.parse(text);
  if (!parsed.ok() || parsed->get(object) != simdjson::SUCCESS || is_true(object, "revoked")) return std::nullopt;
  CaseChapter out;
  json::for_each_in<json::Object>(object, "external_references", [&](json::Object reference) {
    const std::string source = text_of(reference, "source_name");
    if (out.name.empty() && source.starts_with(kChapterSource) && source.substr(kChapterSource.size()) == slug)
      out.name = text_of(reference, "external_id");
  });
  if (out.name.empty()) return std::nullopt;
  out.statements = texts_of(object, "object_refs");
  return out;
}

Result<StoredCase> read_stored(std::string_view grouping, const std::map<std::string, std::string>& objects,
                               std::string_view slug) {
  Reading reading(slug);
  PARLEY_TRY_STATUS(reading.run(grouping, objects));
  return reading.take();
}

}  // namespace parley::accounts
