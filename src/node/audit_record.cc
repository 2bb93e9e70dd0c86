// One record as a STIX object of our own extension (docs/objects.md, audit-record), written and read in the
// same file so that the two cannot drift apart. Members without a value are left out and not written as
// empty: a reader of an older version then sees nothing new, and a record stays short.
//
// Reading is strict about what says which record it is - type, state, door, time - and lenient about
// everything else: a record of a later version with a word that is not known here is shown without it, not
// lost.
#include "node/audit_record.h"

#include <fmt/format.h>

#include <array>

#include "base/uuid.h"
#include "json/json.h"
#include "json/writer.h"
#include "stix/parley.h"
#include "text/display.h"

namespace parley::node {
namespace {

constexpr std::array kStates = {ActState::asked, ActState::done, ActState::failed, ActState::refused};
constexpr std::array kDoors = {Door::command, Door::room, Door::taxii, Door::background};

// A member of another type counts as one that is not there: only this node writes here, and what a damaged
// entry says is not to be guessed at.
std::string text_of(json::Object object, std::string_view name) {
  return std::string(json::string_member(object, name).value_or(std::string_view()));
}

std::optional<std::uint64_t> number_of(json::Object object, std::string_view name) {
  std::uint64_t value = 0;
  const auto found = json::member(object, name);
  if (!found || found->get(value) != simdjson::SUCCESS) return std::nullopt;
  return value;
}

std::optional<Micros> time_of(json::Object object, std::string_view name) {
  const auto parsed = Timestamp::parse(text_of(object, name));
  if (!parsed.ok()) return std::nullopt;
  return parsed->micros();
}

std::vector<std::string> texts_of(json::Object object, std::string_view name) {
  std::vector<std::string> out;
  json::Array array;
  const auto found = json::member(object, name);
  if (!found || found->get(array) != simdjson::SUCCESS) return out;
  for (const json::Element item : array)
    if (std::string_view text; item.get(text) == simdjson::SUCCESS) out.emplace_back(text);
  return out;
}

}  // namespace

std::string_view word_of(ActState state) {
  switch (state) {
    case ActState::asked:
      return "asked";
    case ActState::done:
      return "done";
    case ActState::failed:
      return "failed";
    case ActState::refused:
      return "refused";
  }
  return "";
}

std::optional<ActState> act_state_of(std::string_view word) {
  for (const ActState state : kStates)
    if (word_of(state) == word) return state;
  return std::nullopt;
}

std::string_view word_of(Door door) {
  switch (door) {
    case Door::command:
      return "command";
    case Door::room:
      return "room";
    case Door::taxii:
      return "taxii";
    case Door::background:
      return "background";
  }
  return "";
}

std::optional<Door> door_of(std::string_view word) {
  for (const Door door : kDoors)
    if (word_of(door) == word) return door;
  return std::nullopt;
}

// Made plain first, because that makes it longer; then cut between two characters.
std::string fit_for_record(std::string_view text, std::size_t most_bytes) {
  // What is longer than this by itself is cut before, so that nobody's megabyte is looked through.
  std::string out = text::plain(text.substr(0, 4 * most_bytes));
  if (out.size() <= most_bytes) return out;
  // Back over the continuation bytes of UTF-8 (10xxxxxx), so that no character is left half.
  std::size_t end = most_bytes;
  while (end > 0 && (static_cast<unsigned char>(out[end]) & 0xC0) == 0x80) --end;
  out.resize(end);
  return out + "…";
}

// The count is kept beside the list because a release of ten thousand objects must be recorded as such, and a
// record with all of their ids would be larger than many a release.
void put_about(AuditRecord& record, const std::vector<std::string>& ids, std::uint64_t count) {
  record.about.clear();
  for (const std::string& id : ids) {
    if (record.about.size() == AuditRecord::kMostAbout) break;
    if (!id.empty()) record.about.push_back(fit_for_record(id, AuditRecord::kMostAboutBytes));
  }
  // Without a count of the caller's it is what was given, also those beyond kMostAbout.
  record.about_count = count > 0 ? count : ids.size();
}

std::string new_record_id() { return fmt::format("{}--{}", stix::kAuditRecord, to_string(uuid_v4())); }

std::string object_of(const AuditRecord& record, const std::string& author) {
  const std::string at = to_string(record.at);
  json::ObjectWriter out;
  out.text("type", stix::kAuditRecord)
      .text("spec_version", "2.1")
      .text("id", record.id)
      .text("created_by_ref", author)
      .text("created", at)
      .text("modified", at)
      .raw("extensions", stix::kParleyExtensions)
      .text("state", word_of(record.state))
      .text("door", word_of(record.door));
  if (record.act) out.text("act", word_of(*record.act));
  out.text("what", record.what).text_if("person", record.person);
  if (record.known) out.text("known", word_of(*record.known));
  out.text_if("token", record.token);
  if (record.uid) out.number("uid", *record.uid);
  out.text_if("place", record.place).text_if("place_name", record.place_name);
  if (!record.about.empty()) out.texts("about", record.about);
  if (record.about_count > 0) out.number("about_count", record.about_count);
  out.text_if("asked_by", record.asked_by)
      .text_if("proof_from", record.proof_from)
      .text_if("asked_proof_from", record.asked_proof_from);
  out.text_if("record_ref", record.record_ref).text_if("why", record.why);
  // A number only where one record stands for several attempts; see RefusedAttempts.
  if (record.attempts > 1 && record.since)
    out.number("attempts", record.attempts).text("since", to_string(*record.since));
  return out.str();
}

Result<AuditRecord> read_audit_record(std::string_view text) {
  const Error none{Code::corrupt, "this is no record of an act"};
  json::Parser parser;
  PARLEY_TRY(const auto parsed, parser.parse(text));
  json::Object object;
  if (parsed.get(object) != simdjson::SUCCESS || text_of(object, "type") != stix::kAuditRecord) return none;
  const auto state = act_state_of(text_of(object, "state"));
  const auto door = door_of(text_of(object, "door"));
  const auto at = time_of(object, "created");
  if (!state || !door || !at) return none;
  AuditRecord out{.id = text_of(object, "id"),
                  .at = *at,
                  .state = *state,
                  .door = *door,
                  .act = act_of(text_of(object, "act")),
                  .what = text_of(object, "what"),
                  .person = text_of(object, "person"),
                  .known = how_of(text_of(object, "known")),
                  .token = text_of(object, "token"),
                  .place = text_of(object, "place"),
                  .place_name = text_of(object, "place_name"),
                  .about = texts_of(object, "about"),
                  .about_count = number_of(object, "about_count").value_or(0),
                  .asked_by = text_of(object, "asked_by"),
                  .proof_from = text_of(object, "proof_from"),
                  .asked_proof_from = text_of(object, "asked_proof_from"),
                  .record_ref = text_of(object, "record_ref"),
                  .why = text_of(object, "why"),
                  .attempts = number_of(object, "attempts").value_or(0),
                  .since = time_of(object, "since")};
  // A number beyond 32 bits is no uid of any system; cutting it down would name somebody else.
  if (const auto uid = number_of(object, "uid"); uid && *uid <= UINT32_MAX) out.uid = static_cast<std::uint32_t>(*uid);
  return out;
}

}  // namespace parley::node
