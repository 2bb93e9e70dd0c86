// There is one text for one charter: terms are written in one way (terms_text) and what is read must have been written
// so. That alone refuses unknown members, other spellings of a time and duplicate names, and lets signatures cover the
// text itself.
#include "group/charter.h"

#include <algorithm>
#include <set>

#include "base/hash.h"
#include "base/uuid.h"
#include "group/fields.h"
#include "group/names.h"
#include "group/plain_terms.h"
#include "json/canonical.h"
#include "json/writer.h"
#include "stix/object.h"
#include "stix/parley.h"

namespace parley::group {
namespace {

// Bounds for what a stranger may bring: each has room for any group that people would run, and all together
// keep a text within what is parsed and kept for every version. A hundred years stand for "no time that
// anybody means".
constexpr std::size_t kMaxCharterBytes = 512 * 1024;
constexpr std::size_t kMaxMembers = 64, kMaxTypes = 128, kMaxMarkings = 64, kMaxWitnesses = 32;
constexpr std::size_t kMaxNameBytes = 256, kMaxPurposeBytes = 8192, kMaxKeyBytes = 512, kMaxLineBytes = 1024;
constexpr std::int64_t kMaxSeconds = 100ll * 366 * 86'400;
using Need = Fields::Need;
constexpr std::string_view kSeverityName = "incident_severity", kOlderSeverity = "severity";

Error refused(std::string_view why) { return {Code::invalid_input, "charter: " + std::string(why)}; }

// The words of the object, in one table for both directions.
template <class Word, std::size_t N>
using Words = std::array<std::pair<std::string_view, Word>, N>;
constexpr Words<Use, 3> kUses{
    {{"interference", Use::interference}, {"infrastructure", Use::infrastructure}, {"terrorism", Use::terrorism}}};
constexpr Words<OnSilence, 3> kOnSilence{
    {{"nothing", OnSilence::nothing}, {"escalate", OnSilence::escalate}, {"consult", OnSilence::consult}}};

template <class Word, std::size_t N>
std::optional<Word> word_of(const Words<Word, N>& words, std::string_view text) {
  for (const auto& [name, word] : words)
    if (name == text) return word;
  return std::nullopt;
}
template <class Word, std::size_t N>
std::string_view text_of(const Words<Word, N>& words, Word wanted) {
  for (const auto& [name, word] : words)
    if (word == wanted) return name;
  return {};
}

// Fails only for text that is not UTF-8, which check_terms() and with_signatures() then refuse.
std::string canonical_or_empty(const std::string& text) {
  auto canonical = json::canonical(text);
  return canonical.ok() ? std::move(*canonical) : std::string();
}

// --- writing

// A member is its identity and its key; the name is what people call it and may change with a version.
std::string member_text(const Member& member) {
  return json::ObjectWriter()
      .text("identity_ref", member.identity_id)
      .text("name", member.name)
      .text("party_key", member.party_key.to_string())
      .str();
}

// What a member brings and signs together with the terms; `url` stands there also when it is empty, so that
// nobody can add one to a signature afterwards.
json::ObjectWriter signer_object(const Signature& signature) {
  json::ObjectWriter out;
  out.text("collection", signature.collection)
      .text("identity_ref", signature.identity_id)
      .text("journal", signature.journal_key.to_string());
  out.text("url", signature.url).text("witness", signature.witness_key.to_string());
  return out;
}

// The only writer. Optional members are left out when they say nothing, so that a charter that has not agreed
// on a term reads as it did before the term existed, and its signatures stay good.
std::string write_terms(const Terms& terms, const std::vector<Signature>* signatures) {
  json::ObjectWriter out;
  out.text("type", "charter")
      .text("spec_version", "2.1")
      .text("id", terms.id)
      .text("created", to_string(terms.created))
      .text("modified", to_string(terms.modified));
  out.text("name", terms.name).text("purpose", terms.purpose);
  std::vector<std::string> items;
  for (const Use use : terms.uses) items.emplace_back(to_string(use));
  out.raw("uses", json::string_array_text(items));
  items.clear();
  for (const Member& member : terms.members) items.push_back(member_text(member));
  out.raw("members", json::array_text(items));
  if (!terms.object_types.empty()) out.raw("object_types", json::string_array_text(terms.object_types));
  if (!terms.markings.empty())
    out.raw("marking_refs", json::string_array_text(terms.markings)).text("default_marking_ref", terms.default_marking);
  items.clear();
  for (const AnswerTime& one : terms.answer_times)
    items.push_back(json::ObjectWriter()
                        .text(terms.older_names ? kOlderSeverity : kSeverityName, one.severity)
                        .number("acknowledge_seconds", static_cast<std::uint64_t>(one.acknowledge.count()))
                        .number("answer_seconds", static_cast<std::uint64_t>(one.answer.count()))
                        .str());
  if (!items.empty()) out.raw("answer_times", json::array_text(items));
  if (terms.retention.count() > 0) out.number("retention_seconds", static_cast<std::uint64_t>(terms.retention.count()));
  out.text("on_silence", to_string(terms.on_silence));
  for (const PlainTerm& term : plain_terms()) term.write(terms, out);
  items.clear();
  for (const OutsideWitness& one : terms.witnesses.named) {
    json::ObjectWriter item;
    item.text("key", one.key.to_string());
    if (!one.url.empty()) item.text("url", one.url);
    items.push_back(item.str());
  }
  if (!items.empty())
    out.raw("witnesses",
            json::ObjectWriter().raw("named", json::array_text(items)).number("quorum", terms.witnesses.quorum).str());
  out.flag("exercise", terms.exercise);
  if (terms.derived_from) out.text("derived_from_ref", *terms.derived_from);
  out.raw("extensions", stix::kParleyExtensions);
  if (signatures != nullptr && !signatures->empty()) {
    items.clear();
    for (const Signature& one : *signatures) items.push_back(signer_object(one).text("line", one.line).str());
    out.raw("signatures", json::array_text(items));
  }
  return canonical_or_empty(out.str());
}

// --- reading

// Any spelling that Timestamp takes is read here; that it is the one spelling of a charter is found out when the terms
// are written anew and compared.
Result<Micros> read_time(const std::string& text) {
  PARLEY_TRY(const Timestamp time, Timestamp::parse(text));
  return time.micros();
}

// Index and name go into the message, so that people find the member in a text of forty.
Result<Member> read_member(json::Element value, std::size_t index) {
  Fields fields(value, "charter: member " + std::to_string(index + 1));
  Member member;
  std::string key;
  fields.text("identity_ref", member.identity_id, 64);
  fields.text("name", member.name, kMaxNameBytes);
  fields.text("party_key", key, kMaxKeyBytes);
  PARLEY_TRY_STATUS(fields.done());
  PARLEY_TRY(member.party_key, journal::VerifierKey::parse(key).in("charter: party key of " + member.name));
  return member;
}

// Which of the two names stands there is remembered, since the terms must be written as they were signed.
Result<AnswerTime> read_answer_time(json::Element value, bool& older_names) {
  Fields fields(value, "charter: answer time");
  AnswerTime out;
  json::Object members;
  older_names = value.get(members) == simdjson::SUCCESS && json::member(members, kOlderSeverity).has_value();
  std::int64_t acknowledge = 0, answer = 0;
  fields.text(older_names ? kOlderSeverity : kSeverityName, out.severity, 16);
  fields.number("acknowledge_seconds", acknowledge, 1, kMaxSeconds);
  fields.number("answer_seconds", answer, 1, kMaxSeconds);
  PARLEY_TRY_STATUS(fields.done());
  out.acknowledge = std::chrono::seconds(acknowledge);
  out.answer = std::chrono::seconds(answer);
  return out;
}

// Read by form alone; whether it holds is asked with the terms at hand (verify_signature()).
Result<Signature> read_signature(json::Element value) {
  Fields fields(value, "charter: signature");
  Signature out;
  std::string journal_key, witness_key;
  fields.text("identity_ref", out.identity_id, 64);
  fields.text("journal", journal_key, kMaxKeyBytes);
  fields.text("collection", out.collection, 36);
  fields.text("witness", witness_key, kMaxKeyBytes);
  fields.text("line", out.line, kMaxLineBytes);
  const auto url = fields.raw("url");
  PARLEY_TRY_STATUS(fields.done());
  // Read raw, because Fields refuses an empty text and an empty address is a part of what is signed.
  std::string_view url_text;
  if (url->get(url_text) != simdjson::SUCCESS || url_text.size() > kMaxKeyBytes)
    return refused("\"url\" of a signature is not a short string");
  out.url = url_text;
  PARLEY_TRY(out.journal_key, journal::VerifierKey::parse(journal_key).in("charter: journal key"));
  PARLEY_TRY(out.witness_key, journal::VerifierKey::parse(witness_key).in("charter: witness key"));
  return out;
}

// Reads the items of a list member by member; the first error goes to `fields`.
template <class T, class Read>
void read_list(Fields& fields, std::string_view name, std::size_t most, std::vector<T>& out, Need need,
               const Read& read) {
  fields.list(
      name, most,
      [&](json::Element item, std::size_t index) {
        auto one = read(item, index);
        if (one.ok())
          out.push_back(std::move(*one));
        else
          fields.fail(one.error());
      },
      need);
}

// A witness from outside of the group. One without an address cannot be asked, and its lines must come some other way.
Result<OutsideWitness> read_witness(json::Element value, std::size_t index) {
  const std::string where = "charter: witness " + std::to_string(index + 1);
  Fields fields(value, where);
  OutsideWitness out;
  std::string key;
  fields.text("key", key, kMaxKeyBytes);
  fields.text("url", out.url, kMaxKeyBytes, Need::optional);
  PARLEY_TRY_STATUS(fields.done());
  PARLEY_TRY(out.key, journal::VerifierKey::parse(key).in(where));
  return out;
}

// Here only that the quorum is a number in bounds; that there are so many witnesses is asked of the terms as a whole.
Result<Witnesses> read_witnesses(json::Element value) {
  Fields fields(value, "charter: witnesses");
  Witnesses out;
  std::int64_t quorum = 0;
  read_list(fields, "named", kMaxWitnesses, out.named, Need::required,
            [](json::Element item, std::size_t i) { return read_witness(item, i); });
  fields.number("quorum", quorum, 1, static_cast<std::int64_t>(kMaxWitnesses));
  PARLEY_TRY_STATUS(fields.done());
  out.quorum = static_cast<std::size_t>(quorum);
  return out;
}

// Reads and bounds; whether the terms hold together is asked afterwards (check_terms()), for drafts of our
// own as well.
Result<Charter> read_charter(json::Element root) {
  Charter charter;
  Terms& terms = charter.terms;
  Fields fields(root, "charter");
  std::string type, spec_version, created, modified, on_silence, derived_from;
  std::vector<std::string> uses;
  std::int64_t retention = 0;
  fields.text("type", type, 16), fields.text("spec_version", spec_version, 8), fields.text("id", terms.id, 64);
  fields.text("created", created, 40), fields.text("modified", modified, 40);
  fields.text("name", terms.name, kMaxNameBytes);
  fields.text("purpose", terms.purpose, kMaxPurposeBytes, Need::required, Lines::many);
  fields.texts("uses", uses, kUses.size(), 32);
  read_list(fields, "members", kMaxMembers, terms.members, Need::required,
            [](json::Element item, std::size_t i) { return read_member(item, i); });
  fields.texts("object_types", terms.object_types, kMaxTypes, 250, Need::optional);
  fields.texts("marking_refs", terms.markings, kMaxMarkings, 64, Need::optional);
  fields.text("default_marking_ref", terms.default_marking, 64, Need::optional);
  read_list(fields, "answer_times", std::size(kSeverities), terms.answer_times, Need::optional,
            [&](json::Element item, std::size_t) { return read_answer_time(item, terms.older_names); });
  fields.number("retention_seconds", retention, 1, kMaxSeconds, Need::optional);
  fields.text("on_silence", on_silence, 16);
  for (const PlainTerm& term : plain_terms()) term.read(fields, terms);
  const auto witnesses = fields.raw("witnesses", Need::optional);
  fields.flag("exercise", terms.exercise, Need::required);
  fields.text("derived_from_ref", derived_from, 64, Need::optional);
  fields.raw("extensions");
  read_list(fields, "signatures", kMaxMembers, charter.signatures, Need::optional,
            [](json::Element item, std::size_t) { return read_signature(item); });
  PARLEY_TRY_STATUS(fields.done());
  if (type != "charter" || spec_version != "2.1") return refused("it is not a STIX 2.1 object of type \"charter\"");
  PARLEY_TRY(terms.created, read_time(created).in("charter: created"));
  PARLEY_TRY(terms.modified, read_time(modified).in("charter: modified"));
  // A word of a later version may allow something that this one would not refuse, so it is not passed over.
  for (const std::string& word : uses) {
    const auto use = use_of(word);
    if (!use) return refused("\"" + word + "\" is not a use that this version knows, and what is unknown means no");
    terms.uses.push_back(*use);
  }
  const auto silence = on_silence_of(on_silence);
  if (!silence) return refused("\"" + on_silence + "\" is not a known consequence of silence");
  terms.on_silence = *silence;
  terms.retention = std::chrono::seconds(retention);
  if (witnesses) {
    PARLEY_TRY(terms.witnesses, read_witnesses(*witnesses));
  }
  if (!derived_from.empty()) terms.derived_from = derived_from;
  return charter;
}

// --- what must hold

// The type must be the whole of it: "identity-x--..." is no identity.
bool is_identifier_of(std::string_view type, std::string_view id) {
  return id.size() > type.size() + 2 && id.starts_with(type) && id.substr(type.size()).starts_with("--") &&
         stix::is_identifier(id);
}

template <class T>
bool has_twice(const std::vector<T>& values) {
  return std::set<T>(values.begin(), values.end()).size() != values.size();
}

// In ascending order, because that makes one text of one set of members.
Status check_members(const Terms& terms) {
  if (terms.members.size() < 2) return refused("a group has at least two members");
  if (terms.members.size() > kMaxMembers) return refused("it has more than 64 members");
  std::set<PublicKey> keys;
  std::set<std::string> domains;
  for (std::size_t i = 0; i < terms.members.size(); ++i) {
    const Member& member = terms.members[i];
    if (!is_identifier_of("identity", member.identity_id))
      return refused("\"" + plain(member.identity_id, Lines::one) + "\" is not the id of an identity");
    if (i > 0 && terms.members[i - 1].identity_id >= member.identity_id)
      return refused("its members do not stand in ascending order of their ids, each once");
    if (member.name.empty() || member.name.size() > kMaxNameBytes || !has_no_controls(member.name, Lines::one))
      return refused("a member without a name that can be shown");
    if (member.party_key.type != journal::SignatureType::ed25519 || !is_domain(member.party_key.name))
      return refused("the party key of " + member.name + " is not an Ed25519 key named after a host");
    // Two members with one key could sign for each other, and two with one domain would have key names that
    // nobody could tell apart in a signed note.
    if (!keys.insert(member.party_key.key).second) return refused("two members have one party key");
    if (!domains.insert(member.party_key.name).second)
      return refused("two members have the domain " + member.party_key.name);
  }
  return {};
}

// The default marking is what unmarked objects count as, so it must be one that may flow, or nothing unmarked
// could.
Status check_flow(const Terms& terms) {
  for (const std::string& type : terms.object_types)
    if (type != "*" && !stix::is_identifier(type + "--00000000-0000-4000-8000-000000000000"))
      return refused("\"" + plain(type, Lines::one) + "\" is not an object type");
  for (const std::string& marking : terms.markings)
    if (!is_identifier_of("marking-definition", marking))
      return refused("\"" + plain(marking, Lines::one) + "\" is not the id of a marking");
  if (has_twice(terms.object_types) || has_twice(terms.markings))
    return refused("an object type or a marking stands there twice");
  if (terms.markings.empty() != terms.default_marking.empty())
    return refused("markings that may flow and the default marking go together");
  if (!terms.markings.empty() &&
      std::find(terms.markings.begin(), terms.markings.end(), terms.default_marking) == terms.markings.end())
    return refused("the default marking is none of those that may flow");
  return {};
}

Status check_times(const Terms& terms) {
  std::vector<std::string> severities;
  for (const AnswerTime& one : terms.answer_times) {
    if (!is_severity(one.severity)) return refused("\"" + plain(one.severity, Lines::one) + "\" is not a severity");
    if (one.acknowledge.count() < 1 || one.answer < one.acknowledge || one.answer.count() > kMaxSeconds)
      return refused("answer times for " + one.severity +
                     ": at least a second each, and acknowledging is not slower than answering");
    severities.push_back(one.severity);
  }
  if (has_twice(severities)) return refused("two answer times for one severity");
  if (terms.retention.count() < 0 || terms.retention.count() > kMaxSeconds)
    return refused("its retention is out of range");
  return {};
}

// Without a quorum nobody would know when a head counts as witnessed, and a quorum of nobody would always be
// met.
Status check_witnesses(const Terms& terms) {
  const Witnesses& witnesses = terms.witnesses;
  if (witnesses.named.empty() != (witnesses.quorum == 0) || witnesses.quorum > witnesses.named.size() ||
      witnesses.named.size() > kMaxWitnesses)
    return refused("the quorum of witnesses is not between one and their number");
  std::set<PublicKey> keys;
  for (const auto& [key, url] : witnesses.named) {
    if (!has_no_controls(key.name, Lines::one)) return refused("the name of a witness cannot be shown");
    if (!url.empty() && (url.size() > kMaxKeyBytes || !is_service_url(url)))
      return refused("the address of witness " + key.name +
                     " is not http(s)://HOST[:PORT][/PATH] without a final slash");
    if (key.type != journal::SignatureType::cosignature_v1)
      return refused("the key of witness " + key.name + " is not for cosignatures");
    if (!keys.insert(key.key).second) return refused("two witnesses have one key");
  }
  return {};
}

Status check_terms(const Terms& terms) {
  if (!is_identifier_of("charter", terms.id)) return refused("its id is not \"charter--UUID\"");
  if (terms.modified < terms.created) return refused("it was modified before it was created");
  if (terms.name.empty() || terms.name.size() > kMaxNameBytes || !has_no_controls(terms.name, Lines::one))
    return refused("it needs a name that can be shown");
  if (terms.purpose.empty() || terms.purpose.size() > kMaxPurposeBytes || !has_no_controls(terms.purpose, Lines::many))
    return refused("it needs a purpose that can be shown");
  if (terms.uses.empty() || has_twice(terms.uses)) return refused("it needs uses, each once");
  if (terms.derived_from && (!is_identifier_of("charter", *terms.derived_from) || *terms.derived_from == terms.id))
    return refused("the group it was drawn from is not another charter");
  PARLEY_TRY_STATUS(check_members(terms));
  PARLEY_TRY_STATUS(check_flow(terms));
  PARLEY_TRY_STATUS(check_times(terms));
  for (const PlainTerm& term : plain_terms()) PARLEY_TRY_STATUS(term.check(terms));
  return check_witnesses(terms);
}

// Beside the signature itself: the journal and the witness key bear the member's domain, so that no member
// can bring a journal that would pass for another's; and the signature is exactly one line of a note over
// exactly these terms, so that it cannot be taken from another charter or version.
Status verify_signature(const Terms& terms, const Signature& signature) {
  const Member* member = find_member(terms, signature.identity_id);
  if (member == nullptr) return refused("a signature by somebody who is no member");
  const std::string& domain = member->party_key.name;
  const auto whose = [&](std::string_view what) {
    return refused("the signature of " + member->name + " " + std::string(what));
  };
  if (signature.journal_key.type != journal::SignatureType::ed25519 ||
      !signature.journal_key.name.starts_with(domain + "/"))
    return whose("names a journal that is not under " + domain + "/");
  if (signature.witness_key.type != journal::SignatureType::cosignature_v1 ||
      signature.witness_key.name != domain + "/witness")
    return whose("names a witness key that is not " + domain + "/witness");
  if (!is_uuid(signature.collection)) return whose("names a collection that is no UUID");
  if (!signature.url.empty() && !is_node_url(signature.url)) return whose("has a url that is not https://HOST:PORT");
  // The signed text is written from what was read and not taken from anywhere: a signature over any other
  // text fails here.
  const auto note = journal::Note::parse(signed_text(terms, signature) + "\n" + signature.line + "\n");
  if (!note.ok()) return note.error().in("charter: signature of " + member->name);
  if (note->signatures.size() != 1) return whose("is not one line");
  const auto verified = journal::verify_note(*note, {member->party_key});
  if (!verified.ok())
    return Error{Code::unauthorized, "charter: the signature of " + member->name +
                                         " does not belong to these terms: " + verified.error().message};
  return {};
}

// Signatures in order, each good, and no key, origin or collection for two purposes.
Status check_signatures(const Charter& charter) {
  std::set<PublicKey> keys;
  std::set<std::string> origins, collections;
  for (const Member& member : charter.terms.members) keys.insert(member.party_key.key);
  // An outside witness that is a member would count twice: once as the holder of a mirror, once as somebody
  // from outside.
  for (const OutsideWitness& one : charter.terms.witnesses.named)
    if (!keys.insert(one.key.key).second) return refused("a member's key stands as an outside witness");
  std::string_view before;
  for (const Signature& one : charter.signatures) {
    if (one.identity_id <= before)
      return refused(one.identity_id == before ? "a member signed twice"
                                               : "its signatures do not stand in ascending order of the members' ids");
    before = one.identity_id;
    PARLEY_TRY_STATUS(verify_signature(charter.terms, one));
    // A signature by one key could otherwise be used where another was meant.
    if (!keys.insert(one.journal_key.key).second || !keys.insert(one.witness_key.key).second)
      return refused("one key for two: party, journal and witness keys must all differ");
    if (!origins.insert(one.journal_key.name).second || !collections.insert(one.collection).second)
      return refused("one journal for two members");
  }
  return {};
}

// Sorted, so that it does not matter who signed first.
Result<Charter> with_signatures(const Terms& terms, std::vector<Signature> signatures) {
  std::sort(signatures.begin(), signatures.end(),
            [](const Signature& a, const Signature& b) { return a.identity_id < b.identity_id; });
  Charter out{terms, std::move(signatures), {}};
  out.text = write_terms(terms, &out.signatures);
  if (out.text.empty()) return refused("it has text that is not UTF-8");
  PARLEY_TRY_STATUS(check_signatures(out));
  return out;
}

}  // namespace

std::string_view to_string(Use use) { return text_of(kUses, use); }
std::string_view to_string(OnSilence on_silence) { return text_of(kOnSilence, on_silence); }
std::optional<Use> use_of(std::string_view word) { return word_of(kUses, word); }
std::optional<OnSilence> on_silence_of(std::string_view word) { return word_of(kOnSilence, word); }
bool is_severity(std::string_view word) {
  return std::find(std::begin(kSeverities), std::end(kSeverities), word) != std::end(kSeverities);
}

std::string terms_text(const Terms& terms) { return write_terms(terms, nullptr); }

// One line, as a signed note wants (C2SP signed-note); what the member brings stands beside the terms, so
// that neither can be exchanged without the other.
std::string signed_text(const Terms& terms, const Signature& signer) {
  return canonical_or_empty(
             json::ObjectWriter().raw("signer", signer_object(signer).str()).raw("terms", terms_text(terms)).str()) +
         "\n";
}

// Canonical first, then read, then written again and compared with what was read: whatever this version does
// not write it does not accept, and so nothing can be in a charter that somebody signed without seeing it.
Result<Charter> parse_charter(std::string_view text) {
  if (text.size() > kMaxCharterBytes) return Error{Code::too_large, "a charter of more than 512 kB"};
  PARLEY_TRY(const std::string canonical, json::canonical(text).in("charter"));
  json::Parser parser;
  PARLEY_TRY(const json::Element root, parser.parse(canonical).in("charter"));
  PARLEY_TRY(Charter charter, read_charter(root));
  PARLEY_TRY_STATUS(check_terms(charter.terms));
  charter.text = write_terms(charter.terms, &charter.signatures);
  if (charter.text != canonical)
    return refused("a time, the extension or an empty member is not written as Parley writes it");
  PARLEY_TRY_STATUS(check_signatures(charter));
  return charter;
}

Result<Charter> draft_charter(const Terms& wanted) {
  Terms terms = wanted;
  // A new draft has the names of today; what was signed under the older ones keeps them.
  terms.older_names = false;
  std::sort(terms.members.begin(), terms.members.end(),
            [](const Member& a, const Member& b) { return a.identity_id < b.identity_id; });
  PARLEY_TRY_STATUS(check_terms(terms));
  return with_signatures(terms, {});
}

Result<Charter> sign_charter(const Charter& charter, Signature mine, const SigningKey& party_key) {
  const Member* member = find_member(charter.terms, mine.identity_id);
  if (member == nullptr) return Error{Code::forbidden, "charter: this party is not among its members"};
  if (find_signature(charter, mine.identity_id) != nullptr)
    return Error{Code::conflict, "charter: " + member->name + " has signed already"};
  if (member->party_key.key != party_key.public_key())
    return Error{Code::forbidden, "charter: it names another party key for " + member->name};
  mine.line =
      journal::to_string(journal::sign_note(signed_text(charter.terms, mine), member->party_key.name, party_key));
  if (mine.line.ends_with('\n')) mine.line.pop_back();
  std::vector<Signature> signatures = charter.signatures;
  signatures.push_back(std::move(mine));
  return with_signatures(charter.terms, std::move(signatures));
}

// A member that has signed the same terms with two journals must not have one of them chosen for it: members
// would then hold different groups.
Result<Charter> merge_charters(const Charter& one, const Charter& other) {
  if (terms_text(one.terms) != terms_text(other.terms))
    return Error{Code::conflict, "charter: the terms are not the same"};
  std::vector<Signature> signatures = one.signatures;
  for (const Signature& theirs : other.signatures) {
    const Signature* ours = find_signature(one, theirs.identity_id);
    if (ours == nullptr)
      signatures.push_back(theirs);
    else if (ours->line != theirs.line || signed_text(one.terms, *ours) != signed_text(other.terms, theirs))
      return Error{Code::conflict, "charter: " + theirs.identity_id + " has signed twice, with different journals"};
  }
  return with_signatures(one.terms, std::move(signatures));
}

// By the times that the text itself has: which version came later must be the same for everybody.
bool is_successor(const Terms& before, const Terms& after) {
  return before.id == after.id && before.modified < after.modified && before.created == after.created;
}

// Hashed, so that a path in a log or at a proxy says nothing of the group; 96 bits, so that no two groups share one.
std::string root_of(const Terms& terms) {
  const Hash hash = sha256("parley group\n" + terms.id);
  return "g" + to_hex(std::span(hash).first(12));
}

const Member* find_member(const Terms& terms, std::string_view identity_id) {
  const auto found = std::find_if(terms.members.begin(), terms.members.end(),
                                  [&](const Member& one) { return one.identity_id == identity_id; });
  return found == terms.members.end() ? nullptr : &*found;
}

const Signature* find_signature(const Charter& charter, std::string_view identity_id) {
  const auto found = std::find_if(charter.signatures.begin(), charter.signatures.end(),
                                  [&](const Signature& one) { return one.identity_id == identity_id; });
  return found == charter.signatures.end() ? nullptr : &*found;
}

}  // namespace parley::group
