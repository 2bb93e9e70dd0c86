// STIX objects into records. They may come from others' journals and be anything, so nothing here fails for
// what an object lacks or gets wrong: a member of another type counts as missing, a reference to something
// that is not here makes an unknown record, and what a reader should know is written beside the record.
#include "accounts/load.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/hash.h"
#include "json/canonical.h"
#include "json/members.h"
#include "stix/object.h"
#include "stix/parley.h"

namespace parley::accounts {
namespace {

using json::count_of, json::for_each_in, json::Members, json::object_of, json::string_in, json::text_of;

// As they stand; whether they fit the document is asked when the statement is put into the material.
template <class In>
std::vector<Span> spans_of(const In& object, std::string_view name) {
  std::vector<Span> out;
  for_each_in<json::Object>(object, name, [&](json::Object span) {
    out.push_back({count_of(span, "start"), count_of(span, "end"), count_of(span, "byte_start"),
                   count_of(span, "byte_end"), count_of(span, "line"), text_of(span, "text")});
  });
  return out;
}

// A time that cannot be read counts as none; the words for it are kept elsewhere.
template <class In>
std::optional<Micros> time_of(const In& object, std::string_view name) {
  Timestamp time;
  const auto text = string_in(object, name);
  if (!text || !Timestamp::parse(*text, time)) return std::nullopt;
  return time.micros();
}

// The word is kept as it was written, beside what it means here.
TakenStance stance_of(json::Object object, Material& material) {
  TakenStance out;
  if (const auto ref = string_in(object, "proposition_ref")) out.proposition = material.proposition(*ref);
  const std::string_view word = string_in(object, "stance").value_or("");
  out.stance = stance_from(word);
  out.word = word;
  for_each_in<std::string_view>(object, "toward", [&](std::string_view toward) {
    out.negation = out.negation || toward == "negation";
    out.presupposed = out.presupposed || toward == "presupposed";
    out.in_part = out.in_part || toward == "in-part";
  });
  out.strength = text_of(object, "strength");
  out.scope = text_of(object, "scope");
  out.conditional_on = text_of(object, "conditional_on");
  for_each_in<std::string_view>(object, "other_readings",
                                [&](std::string_view reading) { out.other_readings.emplace_back(reading); });
  return out;
}

// An unknown word says nothing about the form; of factuality the plain assertion is what is meant when
// nothing is said.
Form form_from(std::string_view word) {
  return word == "direct"     ? Form::direct
         : word == "mixed"    ? Form::mixed
         : word == "indirect" ? Form::indirect
                              : Form::unspecified;
}

Factuality factuality_from(std::string_view word) {
  return word == "questioned"    ? Factuality::questioned
         : word == "conditional" ? Factuality::conditional
         : word == "hedged"      ? Factuality::hedged
                                 : Factuality::asserted;
}

}  // namespace

// Kept as text and read in finish(): of an object that comes in ten versions only the newest is worth
// reading.
Status Loader::add(const SourceObject& object) {
  // What was received later than the moment that is asked about does not exist yet.
  if (as_of_ && object.received && *object.received > *as_of_) return {};
  PARLEY_TRY(const auto element, parser_.parse(object.text));
  PARLEY_TRY(const auto header, stix::read_header(element));
  Version version{std::string(header.id),
                  std::string(header.type),
                  std::string(object.text),
                  std::string(object.journal),
                  std::string(header.version),
                  object.seq,
                  object.received,
                  header.version_time,
                  header.revoked};
  if (!speaker_.empty() && !found_speaker_) {
    std::string_view speaker;
    found_speaker_ = element["speaker_ref"].get(speaker) == simdjson::SUCCESS && speaker == speaker_;
  }
  if (const auto known = time_let_go(version); known && version.time <= *known) return {};
  const auto [at, is_new] = newest_.try_emplace(version.id, versions_.size());
  if (is_new) {
    versions_.push_back(std::move(version));
  } else {
    Version& known = versions_[at->second];
    // An older version may come from a mirror that is behind, or simply be read later.
    if (version.time < known.time) return {};
    if (version.time == known.time) {
      // The same version again, from a mirror or another journal: the first one stands.
      // By their canonical form (RFC 8785), as white space and the order of members are no contents.
      const auto mine = json::canonical(known.text), other = json::canonical(version.text);
      if (mine.ok() && other.ok() && *mine != *other)
        material_.problem(fmt::format(
            "{} has two contents under version {}: the one of journal \"{}\" is used, the one of \"{}\" is not",
            known.id, known.modified, known.journal, version.journal));
      return {};
    }
    known = std::move(version);
  }
  // Remembered, so that finish() reads only what is new: a page that is looked at again does not read the
  // case again.
  changed_.push_back(at->second);
  return {};
}

std::vector<StatementIndex> Loader::finish() {
  std::sort(changed_.begin(), changed_.end());
  changed_.erase(std::unique(changed_.begin(), changed_.end()), changed_.end());
  std::vector<StatementIndex> out;
  // Places are given in the order in which objects came, not in which they are referred to.
  for (const std::size_t index : changed_) {
    const Version& version = versions_[index];
    if (version.revoked) continue;
    if (version.type == "statement")
      material_.statement(version.id);
    else if (version.type == "identity")
      material_.party(version.id);
    else if (version.type == "proposition")
      material_.proposition(version.id);
    else if (version.type == "event" || version.type == "incident")
      material_.event(version.id);
  }
  // Texts and parties first: statements are checked against them. What is said of statements comes last.
  for (const bool statements : {false, true}) {
    for (const std::size_t index : changed_) {
      const Version& version = versions_[index];
      if ((version.type == "statement") != statements || version.revoked) continue;
      const auto element = parser_.parse(version.text);
      json::Object object;
      if (!element.ok() || element->get(object) != simdjson::SUCCESS) continue;
      if (version.type == "statement")
        out.push_back(put_statement(object, version));
      else if (version.type == "identity")
        put_party(object, version);
      else if (version.type == "proposition")
        put_proposition(object, version);
      else if (version.type == "event" || version.type == "incident")
        put_event(object, version);
      else if (version.type == "artifact")
        put_artifact(object, version);
    }
  }
  for (const std::size_t index : changed_) put_second_readings(versions_[index]);
  // From here on the material has all that counts. That the same version comes again with other contents is not noticed
  // any more, as there is nothing to compare it with.
  if (!keeps_texts_) let_go();
  changed_.clear();
  return out;
}

void Loader::let_go() {
  statements_let_go_.resize(material_.statements().size());
  for (const Version& one : versions_) {
    const auto statement = one.type == "statement" ? material_.find_statement(one.id) : std::nullopt;
    // One that is revoked and that nobody refers to has no place.
    if (statement)
      statements_let_go_[*statement] = one.time;
    else
      let_go_[one.id] = one.time;
  }
  versions_.clear(), newest_.clear();
}

std::optional<Timestamp> Loader::time_let_go(const Version& version) const {
  if (const auto at = let_go_.find(version.id); at != let_go_.end()) return at->second;
  if (statements_let_go_.empty() || version.type != "statement") return std::nullopt;
  const auto statement = material_.find_statement(version.id);
  return statement && *statement < statements_let_go_.size() ? statements_let_go_[*statement] : std::nullopt;
}

// With the short name that a case gave the object.
// Of several cases that named it the first counts, so that the name does not change with the next import.
template <class T, class In>
T Loader::record_of(const In& object, const Version& version) {
  T record;
  record.id = version.id;
  record.journal = shared(version.journal);
  record.seq = version.seq;
  record.received = version.received;
  for_each_in<json::Object>(object, "external_references", [&](json::Object reference) {
    const std::string_view source = string_in(reference, "source_name").value_or("");
    if (!source.starts_with(kCaseSource) || !record.name.empty()) return;
    record.space = shared(source.substr(kCaseSource.size()));
    record.name = text_of(reference, "external_id");
  });
  return record;
}

SharedText Loader::shared(std::string_view text) {
  // Beyond so many they are not alike, and a table of them would cost more than it saves.
  constexpr std::size_t kMost = 1000;
  if (text.empty()) return {};
  const auto at = shared_.find(text);
  if (at != shared_.end()) return at->second;
  SharedText out(text);
  if (shared_.size() < kMost) shared_.emplace(text, out);
  return out;
}

// An opinion or a note on statements. What it says of other things is not for here, and one on nothing that is here is
// passed over: a journal may be full of them.
void Loader::put_second_readings(const Version& version) {
  if (version.type != "opinion" && version.type != "note") return;
  std::vector<SecondReading> all;
  const auto element = parser_.parse(version.text);
  json::Object object;
  if (!version.revoked && element.ok() && element->get(object) == simdjson::SUCCESS) {
    SecondReading one;
    one.id = version.id;
    one.journal = version.journal;
    one.seq = version.seq;
    one.by = text_of(object, "created_by_ref");
    for_each_in<std::string_view>(object, "authors",
                                  [&](std::string_view author) { one.authors.emplace_back(author); });
    const std::string opinion = text_of(object, "opinion");
    one.says = opinion == "agree" || opinion == "strongly-agree"         ? SecondReading::Says::accepts
               : opinion == "disagree" || opinion == "strongly-disagree" ? SecondReading::Says::disputes
                                                                         : SecondReading::Says::notes;
    one.text = text_of(object, version.type == "note" ? "content" : "explanation");
    if (const auto extensions = object_of(object, "extensions"))
      if (const auto ours = object_of(*extensions, stix::kParleyExtension)) {
        if (const auto ref = string_in(*ours, "proposition_ref")) one.proposition = material_.proposition(*ref);
        if (const auto reads = object_of(*ours, "reads")) one.reads = stance_of(*reads, material_);
      }
    for_each_in<std::string_view>(object, "object_refs", [&](std::string_view ref) {
      if (!ref.starts_with("statement--")) return;
      if (const auto statement = material_.find_statement(ref)) {
        all.push_back(one);
        all.back().statement = *statement;
      }
    });
  }
  // Also when there are none: an earlier version of it may have said something that is taken back now.
  material_.put(version.id, std::move(all));
}

// The kind that a case gave goes before the standard's coarser class.
void Loader::put_party(json::Object object, const Version& version) {
  Party party = record_of<Party>(object, version);
  party.title = text_of(object, "name");
  party.kind = text_of(object, "identity_class");
  for_each_in<std::string_view>(object, "roles", [&](std::string_view role) {
    party.office += (party.office.empty() ? "" : ", ") + std::string(role);
  });
  if (const auto extensions = object_of(object, "extensions")) {
    if (const auto ours = object_of(*extensions, stix::kParleyExtension)) {
      if (auto kind = text_of(*ours, "kind"); !kind.empty()) party.kind = std::move(kind);
      if (const auto ref = string_in(*ours, "speaks_for_ref")) party.speaks_for = material_.party(*ref);
      if (const auto ref = string_in(*ours, "same_as_ref")) party.same_as = material_.party(*ref);
      for_each_in<std::string_view>(*ours, "aliases",
                                    [&](std::string_view alias) { party.aliases.emplace_back(alias); });
      for_each_in<std::string_view>(*ours, "member_refs",
                                    [&](std::string_view ref) { party.members.push_back(material_.party(ref)); });
    }
  }
  material_.put(std::move(party));
}

// That two propositions say the same is somebody's opinion, and kept with whose it is.
void Loader::put_proposition(json::Object object, const Version& version) {
  Proposition proposition = record_of<Proposition>(object, version);
  proposition.text = text_of(object, "text");
  if (const auto ref = string_in(object, "negation_of_ref")) proposition.negation_of = material_.proposition(*ref);
  if (const auto ref = string_in(object, "narrower_than_ref")) proposition.narrower_than = material_.proposition(*ref);
  for_each_in<json::Object>(object, "same_as", [&](json::Object same) {
    const auto ref = string_in(same, "proposition_ref"), by = string_in(same, "according_to_ref");
    // Without either it is nobody's opinion, or one on nothing.
    if (ref && by) proposition.same_as.push_back({material_.proposition(*ref), material_.party(*by)});
  });
  for_each_in<std::string_view>(object, "event_refs",
                                [&](std::string_view ref) { proposition.events.push_back(material_.event(ref)); });
  material_.put(std::move(proposition));
}

void Loader::put_event(json::Object object, const Version& version) {
  Event event = record_of<Event>(object, version);
  event.title = text_of(object, "name");
  event.when = text_of(object, "when");
  event.where = text_of(object, "where");
  event.start = time_of(object, "start_time");
  const auto others = [&](std::string_view name, std::vector<EventIndex>& out) {
    for_each_in<std::string_view>(object, name, [&](std::string_view ref) { out.push_back(material_.event(ref)); });
  };
  others("before_refs", event.before);
  others("after_refs", event.after);
  others("same_day_refs", event.same_day);
  // A name for the time is shown before the time itself.
  if (event.when.empty()) event.when = text_of(object, "start_time");
  material_.put(std::move(event));
}

// Read for the texts that statements stand in. A text with another hash than the one recorded is used and
// marked: where the spans do not fit it, that shows as well.
void Loader::put_artifact(json::Object object, const Version& version) {
  Artifact artifact;
  if (const auto bytes = from_base64(text_of(object, "payload_bin")))
    artifact.text.assign(bytes->begin(), bytes->end());
  if (const auto hashes = object_of(object, "hashes")) artifact.sha256 = text_of(*hashes, "SHA-256");
  if (!artifact.text.empty() && !artifact.sha256.empty() && to_hex(sha256(artifact.text)) != artifact.sha256)
    artifact.problem = "its text does not have the hash that is recorded for it";
  // Spans count characters; without valid UTF-8 there are none to count.
  if (!simdjson::validate_utf8(artifact.text)) artifact.problem = "its text is not UTF-8", artifact.text.clear();
  artifacts_[version.id] = std::move(artifact);
}

// A document is known by its object, else by its hash, else by its name: two statements from one text must
// come to one document even when the text itself is not here.
DocumentIndex Loader::document_of(json::Object source, const Version& version, std::vector<std::string>& problems) {
  const std::string_view name = string_in(source, "name").value_or(""),
                         ref = string_in(source, "document_ref").value_or("");
  std::string_view sha256;
  if (const auto hashes = object_of(source, "hashes")) sha256 = string_in(*hashes, "SHA-256").value_or("");
  const std::string id(!ref.empty()      ? std::string(ref)
                       : !sha256.empty() ? "sha256:" + std::string(sha256)
                                         : "document:" + std::string(name));
  const DocumentIndex index = material_.document(id);
  const auto artifact = artifacts_.find(ref);
  const bool has_text = artifact != artifacts_.end();
  if (has_text && !sha256.empty() && !artifact->second.sha256.empty() && artifact->second.sha256 != sha256)
    problems.push_back("the source document's hash is not the one recorded with the statement");
  // The first description stays, unless the text has come only now.
  if (material_.documents()[index].known && (!has_text || !material_.documents()[index].text.empty())) return index;
  Document document;
  document.id = id;
  document.name = name;
  document.journal = version.journal;
  document.title = text_of(source, "title");
  document.sha256 = sha256;
  if (const auto publisher = string_in(source, "publisher_ref")) document.voice = material_.party(*publisher);
  if (has_text) {
    document.text = artifact->second.text;
    if (!artifact->second.problem.empty()) document.problems.push_back(artifact->second.problem);
  }
  return material_.put(std::move(document));
}

// By whom, to whom, in whose name, and on which occasion.
template <class In>
void Loader::read_speaking(const In& object, Statement& out) {
  const auto party = [&](std::string_view name) {
    const auto ref = string_in(object, name);
    return ref ? material_.party(*ref) : kNone;
  };
  out.speaker = party("speaker_ref");
  out.recorder = party("recorder_ref");
  out.made_by = shared(string_in(object, "created_by_ref").value_or(""));
  for_each_in<std::string_view>(object, "authors", [&](std::string_view author) { out.authors.emplace_back(author); });
  // One addressee: that is who a silence is asked of.
  for_each_in<std::string_view>(object, "addressee_refs", [&](std::string_view ref) {
    if (out.addressee == kNone) out.addressee = material_.party(ref);
  });
  if (const auto capacity = object_of(object, "capacity")) {
    if (const auto ref = string_in(*capacity, "on_behalf_of_ref")) out.on_behalf_of = material_.party(*ref);
    out.authority = text_of(*capacity, "authority");
  }
  if (const auto ref = string_in(object, "occasion_ref")) out.occasion = material_.event(*ref);
  out.when = text_of(object, "said_when");
  out.where = shared(string_in(object, "said_where").value_or(""));
  out.said = time_of(object, "said_at");
  out.recorded = time_of(object, "created");
  // For people, who would otherwise see no time at all.
  if (out.when.empty()) out.when = text_of(object, "said_at");
  out.medium = shared(string_in(object, "medium").value_or(""));
  out.language = shared(string_in(object, "words_lang").value_or(""));
}

// What other statements, parties and propositions it leads to.
template <class In>
void Loader::read_links(const In& object, Statement& out) {
  const auto statement = [&](const auto& in, std::string_view name) {
    const auto ref = string_in(in, name);
    return ref ? material_.statement(*ref) : kNone;
  };
  out.within = statement(object, "within_ref");
  out.same_as = statement(object, "words_same_as_ref");
  for_each_in<std::string_view>(object, "same_utterance_refs",
                                [&](std::string_view ref) { out.same_utterance.push_back(material_.statement(ref)); });
  for_each_in<json::Object>(object, "chain", [&](json::Object link) {
    const auto ref = string_in(link, "party_ref");
    out.chain.push_back(
        {ref ? material_.party(*ref) : kNone, text_of(link, "manner"), statement(link, "statement_ref")});
  });
  for_each_in<json::Object>(object, "stances", [&](json::Object stance) {
    out.stances.push_back(stance_of(stance, material_));
    out.stances.back().word = shared(out.stances.back().word);
  });
  // Declared by the recorder, and so exact: such a statement counts to these accounts and to no other.
  for_each_in<json::Object>(object, "accounts", [&](json::Object account) {
    const auto holder = string_in(account, "holder_ref");
    out.accounts.push_back(
        {text_of(account, "name"), text_of(account, "title"), holder ? material_.party(*holder) : kNone});
  });
}

StatementIndex Loader::put_statement(json::Object whole, const Version& version) {
  const Members object(whole);
  Statement out = record_of<Statement>(object, version);
  read_speaking(object, out);
  out.act = shared(string_in(object, "act").value_or(""));
  out.factual_condition = text_of(object, "conditional_on");
  out.form = form_from(string_in(object, "form").value_or(""));
  out.factuality = factuality_from(string_in(object, "factuality").value_or(""));
  if (bool optional_reading = false; object.at_key("optional_reading").get(optional_reading) == simdjson::SUCCESS)
    out.optional_reading = optional_reading;
  out.words = text_of(object, "words");
  if (const auto source = object_of(object, "source")) out.document = document_of(*source, version, out.problems);
  out.source_spans = spans_of(object, "speaker_spans");
  out.cue_spans = spans_of(object, "act_spans");
  out.content_spans = spans_of(object, "words_spans");
  read_links(object, out);
  out.source_reliability = text_of(object, "source_reliability");
  out.likelihood = text_of(object, "likelihood");
  if (const std::size_t credibility = count_of(object, "item_credibility"); credibility > 0)
    out.information_credibility = std::to_string(credibility);
  if (std::int64_t confidence = 0; object.at_key("confidence").get(confidence) == simdjson::SUCCESS)
    out.confidence = static_cast<int>(std::clamp<std::int64_t>(confidence, 0, 100));
  return material_.put(std::move(out));
}

}  // namespace parley::accounts
