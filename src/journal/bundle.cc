// One file that convinces somebody who has no network and trusts nobody: the object with its salt,
// the entry, the proof that leads from it to a signed head, and the keys that were asked for. The
// tlog-proof inside is a text that other tools read as it is; the JSON around it holds what C2SP
// has no place for.
//
// The policy in the file says under which keys the proof holds. It comes from whoever made the
// file, so without a pinned key or policy the report says that too: everything may fit together and
// still be the work of a stranger.
#include "journal/bundle.h"

#include <algorithm>

#include "journal/equivocation.h"
#include "json/json.h"

namespace parley::journal {
namespace {

constexpr std::string_view kFormat = "parley-proof/1";
constexpr std::size_t kMaxFileBytes = 64u << 20;
// No consistency proof between trees below 2^63 entries has more than 2 * 63 hashes.
constexpr std::size_t kMaxHashes = 128;

Error bad_format(std::string_view why) {
  return {Code::invalid_input, "format: not a parley-proof/1 file: " + std::string(why)};
}

// The members of a proof file, each at most once and no other: what a reader does not know it must not overlook.
class Members {
 public:
  static Result<Members> read(json::Element element, std::initializer_list<std::string_view> known) {
    json::Object object;
    if (element.get(object) != simdjson::SUCCESS) return bad_format("not a JSON object");
    Members members;
    for (const auto field : object) {
      if (std::find(known.begin(), known.end(), field.key) == known.end())
        return bad_format("an unknown member \"" + std::string(field.key.substr(0, 40)) + "\"");
      if (members.find(field.key)) return bad_format("\"" + std::string(field.key) + "\" stands there twice");
      members.fields_.push_back(field);
    }
    return members;
  }
  std::optional<json::Element> find(std::string_view name) const {
    for (const auto& field : fields_)
      if (field.key == name) return field.value;
    return std::nullopt;
  }
  Result<std::optional<std::string>> text(std::string_view name) const {
    const auto element = find(name);
    if (!element) return std::optional<std::string>();
    std::string_view value;
    if (element->get(value) != simdjson::SUCCESS) return bad_format("\"" + std::string(name) + "\" is not a string");
    return std::optional(std::string(value));
  }
  Result<std::string> required_text(std::string_view name) const {
    PARLEY_TRY(std::optional<std::string> value, text(name));
    if (!value) return bad_format("\"" + std::string(name) + "\" is missing");
    return std::move(*value);
  }

 private:
  std::vector<simdjson::dom::key_value_pair> fields_;
};

Result<LaterHead> read_later(json::Element element) {
  PARLEY_TRY(const Members members, Members::read(element, {"checkpoint", "consistency"}));
  LaterHead later;
  PARLEY_TRY(later.checkpoint, members.required_text("checkpoint"));
  json::Array hashes;
  const auto consistency = members.find("consistency");
  if (!consistency || consistency->get(hashes) != simdjson::SUCCESS)
    return bad_format("\"consistency\" is not an array");
  for (const json::Element one : hashes) {
    std::string_view text;
    const auto hash = one.get(text) == simdjson::SUCCESS ? hash_from_base64(text) : std::nullopt;
    if (!hash || later.consistency.size() == kMaxHashes) return bad_format("\"consistency\" is not a list of hashes");
    later.consistency.push_back(*hash);
  }
  return later;
}

// One rule of the file: what is shown is the object with its salt, or neither.
Status read_object(const Members& members, ProofBundle& bundle) {
  PARLEY_TRY(bundle.object, members.text("object"));
  PARLEY_TRY(const std::optional<std::string> salt, members.text("salt"));
  if (bundle.object.has_value() != salt.has_value()) return bad_format("\"object\" and \"salt\" go together");
  if (!salt) return {};
  const auto bytes = hash_from_base64(*salt);
  if (!bytes) return bad_format("the salt is not base64 of 32 bytes");
  bundle.salt = *bytes;
  return {};
}

// What is asked of the later head is that it contradicts nothing. A pair of good signatures over
// one size and two roots is told apart from a proof that merely does not connect, because only the
// first one is evidence against the log.
Status check_later(const LaterHead& later, const TlogProof& proof, const VerifierKey& log, ProofReport& report) {
  PARLEY_TRY(const HeadRelation relation, compare_heads(proof.checkpoint, later.checkpoint, log, later.consistency));
  PARLEY_TRY(const Note note, Note::parse(later.checkpoint));
  PARLEY_TRY(const Checkpoint head, Checkpoint::parse(note.text));
  if (head.size < report.size) return Error{Code::unauthorized, "the later head is smaller than the proven one"};
  if (relation == HeadRelation::equivocation)
    return Error{Code::conflict, "the log has signed two roots for one size: keep this file, it proves that"};
  if (relation == HeadRelation::inconsistent)
    return Error{Code::unauthorized, "the later head is not shown to extend the proven one"};
  report.later_size = head.size;
  return {};
}

// The object is shown in its canonical form, so the commitment is computed over the bytes as they
// stand.
Status check_object(const ProofBundle& bundle, ProofReport& report) {
  if (!bundle.object) return {};
  if (commitment(*bundle.salt, *bundle.object) != report.commit)
    return Error{Code::unauthorized, "the object and its salt do not give the commitment of the entry"};
  report.object_shown = true;
  json::Parser parser;
  const auto object = parser.parse(*bundle.object);
  json::Object members;
  // What is committed to is proven whatever it is; only an object has an id to show.
  if (!object.ok() || object->get(members) != simdjson::SUCCESS) return {};
  report.object_id = json::string_member(members, "id").value_or("");
  report.object_type = json::string_member(members, "type").value_or("");
  return {};
}

// The order decides which error is named first: signatures and inclusion before anything that the
// entry says, since what is not under the head need not be looked at.
Result<ProofReport> verify(const ProofBundle& bundle, const Policy& policy) {
  PARLEY_TRY(ProofVerdict verdict, verify_proof(bundle.proof, bundle.entry, policy));
  PARLEY_TRY(Leaf leaf, parse_leaf(bundle.entry).in("entry"));
  ProofReport report;
  report.origin = verdict.checkpoint.origin;
  report.size = verdict.checkpoint.size;
  report.index = bundle.proof.index;
  report.date_added = leaf.time;
  report.kind = leaf.kind;
  report.purged = std::move(leaf.of);
  report.commit = leaf.commit;
  report.log_key = policy.log.to_string();
  report.witnesses = std::move(verdict.witnesses);
  report.quorum = policy.quorum;
  // Listed so that a reader sees what a quorum of, say, 2 of 5 did without.
  for (VerifierKey& key : policy.witnesses())
    if (std::none_of(report.witnesses.begin(), report.witnesses.end(),
                     [&](const Verified& one) { return one.key.key == key.key; }))
      report.absent.push_back(std::move(key));
  PARLEY_TRY_STATUS(check_object(bundle, report).in("commitment"));
  if (bundle.later) PARLEY_TRY_STATUS(check_later(*bundle.later, bundle.proof, policy.log, report).in("later"));
  return report;
}

void append_member(std::string& out, std::string_view name, std::string_view value) {
  out += out.empty() ? "{\n " : ",\n ";
  append_json_string(out, name);
  out += ": ";
  append_json_string(out, value);
}

}  // namespace

std::string write_bundle(const ProofBundle& bundle) {
  std::string out;
  append_member(out, "format", kFormat);
  append_member(out, "proof", bundle.proof.to_string());
  append_member(out, "entry", bundle.entry);
  if (bundle.object) append_member(out, "object", *bundle.object);
  if (bundle.salt) append_member(out, "salt", to_base64(*bundle.salt));
  append_member(out, "policy", bundle.policy.to_string());
  if (bundle.later) {
    std::string later;
    append_member(later, "checkpoint", bundle.later->checkpoint);
    later += ",\n \"consistency\": [";
    for (const Hash& hash : bundle.later->consistency)
      later += (later.back() == '[' ? "\"" : ", \"") + to_base64(hash) + "\"";
    out += ",\n \"later\": " + later + "]}";
  }
  return out + "\n}\n";
}

// The format first, so that a file of a later version is told as such, and not by what is new in
// it.
Result<ProofBundle> parse_bundle(std::string_view file_text) {
  if (file_text.size() > kMaxFileBytes) return Error{Code::too_large, "format: a proof file of more than 64 MB"};
  json::Parser parser;
  auto element = parser.parse(file_text);
  if (!element.ok()) return bad_format(element.error().message);
  PARLEY_TRY(const Members members,
             Members::read(*element, {"format", "proof", "entry", "object", "salt", "policy", "later"}));
  PARLEY_TRY(const std::string format, members.required_text("format"));
  if (format != kFormat)
    return Error{Code::unsupported,
                 "format: this version reads parley-proof/1, the file says \"" + format.substr(0, 40) + "\""};
  ProofBundle bundle;
  PARLEY_TRY(const std::string proof, members.required_text("proof"));
  PARLEY_TRY(bundle.proof, TlogProof::parse(proof).in("format"));
  PARLEY_TRY(bundle.entry, members.required_text("entry"));
  PARLEY_TRY_STATUS(read_object(members, bundle));
  PARLEY_TRY(const std::string policy, members.required_text("policy"));
  PARLEY_TRY(bundle.policy, Policy::parse(policy).in("format"));
  if (const auto later = members.find("later")) {
    PARLEY_TRY(bundle.later, read_later(*later));
  }
  return bundle;
}

Result<ProofReport> verify_bundle(std::string_view file_text, const std::optional<VerifierKey>& pinned) {
  PARLEY_TRY(const ProofBundle bundle, parse_bundle(file_text));
  if (pinned && pinned->to_string() != bundle.policy.log.to_string())
    return Error{Code::unauthorized, "key: the file is for the log key " + bundle.policy.log.to_string() +
                                         ", not for " + pinned->to_string()};
  PARLEY_TRY(ProofReport report, verify(bundle, bundle.policy));
  report.log_key_pinned = pinned.has_value();
  return report;
}

// The policy in the file is not used at all here, not even its log key: the reader's own decides.
Result<ProofReport> verify_bundle(std::string_view file_text, const Policy& pinned) {
  PARLEY_TRY(const ProofBundle bundle, parse_bundle(file_text));
  PARLEY_TRY(ProofReport report, verify(bundle, pinned));
  report.log_key_pinned = report.policy_pinned = true;
  return report;
}

}  // namespace parley::journal
