// Identifiers are computed and not drawn: from the bytes of a line, from an indicator and a day.
// That is what makes a second reading of a log add nothing, on this node or on another one of the
// same party. docs/formats/evidence.md fixes the texts that they come of, and changing one would
// make all that is kept look new.
//
// JSON is put together by hand here: each object has one form, and everything from outside goes
// through the escaper.
#include "watch/evidence.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/hash.h"
#include "base/uuid.h"

namespace parley::watch {
namespace {

// Namespace of the identifiers of Parley's observed-data and sightings.
constexpr Uuid kNamespace = {0x1c, 0x7b, 0x90, 0x1e, 0x33, 0x6d, 0x4d, 0xa1,
                             0x8f, 0x02, 0x5a, 0x77, 0xe4, 0xc9, 0x10, 0x6b};
constexpr std::string_view kParleyIdentity = "identity--9a3f6d0c-51be-4f0e-a8d2-7c44b1e0935f";
constexpr std::string_view kDefinedAt = "2026-01-01T00:00:00.000Z";
// The observed-data's property, as docs/formats/evidence.schema.json has it.
constexpr std::string_view kSchema =
    R"({"type":"object","required":["extension_type","source","sha256"],"properties":{"extension_type":{"const":"property-extension"},"source":{"type":"string"},"format":{"type":"string"},"offset":{"type":"integer","minimum":0},"line":{"type":"integer","minimum":1},"sha256":{"type":"string","pattern":"^[0-9a-f]{64}$"}}})";

std::string json_text(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

std::string list_of(const std::vector<std::string>& ids) {
  std::string out = "[";
  for (const auto& id : ids) out += fmt::format("{}\"{}\"", out.size() > 1 ? "," : "", id);
  return out + "]";
}

// The line as it stood in the log, so that anybody can look for himself at what hit.
BuiltObject artifact(std::string_view line, const Hash& hash) {
  const std::string hex = to_hex(hash);
  // The identifier's contributing properties in canonical form (STIX 2.1 section 2.9).
  const std::string contributing =
      fmt::format("\"hashes\":{{\"SHA-256\":\"{}\"}},\"payload_bin\":\"{}\"", hex, to_base64(as_bytes(line)));
  constexpr Uuid kScoNamespace = {0x00, 0xab, 0xed, 0xb4, 0xaa, 0x42, 0x46, 0x6c,
                                  0x9c, 0x01, 0xfe, 0xd2, 0x33, 0x15, 0xa9, 0xb7};
  std::string id = "artifact--" + parley::to_string(uuid_v5(kScoNamespace, "{" + contributing + "}"));
  std::string json = fmt::format(R"({{"type":"artifact","spec_version":"2.1","id":"{}","mime_type":"text/plain",{}}})",
                                 id, contributing);
  return {std::move(id), std::move(json)};
}

}  // namespace

std::string LineIdentity::observed_data() const {
  return "observed-data--" +
         parley::to_string(uuid_v5(kNamespace, fmt::format("line:{}:{}", to_hex(hash), occurrence)));
}

// Two equal lines of one log are two events. They are told apart by how many came before, which is
// the same at every reading from the beginning.
LineIdentity Occurrences::identify(std::string_view line) {
  const Hash hash = sha256(line);
  return {hash, seen_[hash]++};
}

// Objects before what refers to them: the recorder leaves out what refers to an object that was
// refused, and goes through the list once.
std::vector<BuiltObject> build_evidence(const Party& party, const LineIdentity& identity, std::string_view line,
                                        const Record& record, Micros at, const Place& place) {
  std::vector<BuiltObject> out = std::move(build_observation(record, at, Purpose::keeping).objects);
  out.push_back(artifact(line, identity.hash));
  std::vector<std::string> refs;
  for (const auto& object : out) refs.push_back(object.id);
  const std::string id = identity.observed_data(), when = to_string(at), made = to_string(now());
  std::string json = fmt::format(
      R"({{"type":"observed-data","spec_version":"2.1","id":"{}","created_by_ref":"{}","created":"{}","modified":"{}","first_observed":"{}","last_observed":"{}","number_observed":1,"object_refs":{},"extensions":{{"{}":{{"extension_type":"property-extension","source":{},"format":"{}","offset":{},"line":{},"sha256":"{}"}}}}}})",
      id, party.identity, made, made, when, when, list_of(refs), kEvidenceExtension, json_text(place.source),
      place.format, place.offset, place.line, to_hex(identity.hash));
  out.push_back({id, std::move(json)});
  return out;
}

// STIX 2.1 section 7.3 wants a definition for each extension. Its dates are fixed, so that every
// node makes the very same object.
const std::vector<BuiltObject>& evidence_definitions() {
  static const std::vector<BuiltObject> objects = {
      {std::string(kParleyIdentity),
       fmt::format(
           R"({{"type":"identity","spec_version":"2.1","id":"{}","created":"{}","modified":"{}","name":"Parley","identity_class":"system"}})",
           kParleyIdentity, kDefinedAt, kDefinedAt)},
      {std::string(kEvidenceExtension),
       fmt::format(
           R"({{"type":"extension-definition","spec_version":"2.1","id":"{}","created_by_ref":"{}","created":"{}","modified":"{}","name":"Place of a log line","description":{},"schema":{},"version":"1.0.0","extension_types":["property-extension"]}})",
           kEvidenceExtension, kParleyIdentity, kDefinedAt, kDefinedAt,
           json_text("On an observed-data that one line of a log gave: the log's name and format, the line's number "
                     "and the offset of its first byte in the unpacked log, and the SHA-256 of "
                     "the line without its end. The line itself is the artifact among the object_refs."),
           json_text(kSchema))}};
  return objects;
}

std::string sighting_id(const Party& party, std::string_view indicator, std::string_view day) {
  return "sighting--" +
         parley::to_string(uuid_v5(kNamespace, fmt::format("sighting:{}:{}:{}", party.identity, indicator, day)));
}

std::string sighting_json(const Party& party, const SightingValues& values) {
  std::string out = fmt::format(
      R"({{"type":"sighting","spec_version":"2.1","id":"{}","created_by_ref":"{}","created":"{}","modified":"{}",)",
      sighting_id(party, values.indicator, values.day), party.identity, to_string(values.created),
      to_string(values.modified));
  if (!values.description.empty()) out += "\"description\":" + json_text(values.description) + ",";
  if (values.first) out += fmt::format(R"("first_seen":"{}",)", to_string(*values.first));
  if (values.last) out += fmt::format(R"("last_seen":"{}",)", to_string(*values.last));
  // Section 5.2.1: at most 999,999,999.
  out += fmt::format(R"("count":{},"sighting_of_ref":"{}","observed_data_refs":{},"where_sighted_refs":["{}"]}})",
                     std::min<std::uint64_t>(values.count, 999'999'999), values.indicator,
                     list_of(values.observed_data), party.identity);
  return out;
}

std::string day_of(Micros at) { return to_string(at).substr(0, 10); }

}  // namespace parley::watch
