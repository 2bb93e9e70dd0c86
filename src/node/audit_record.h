// One record of who did what, as it stands in the journal `audit` (docs/objects.md, audit-record): the object of our
// own extension, and the value that it is made from.
//
// It holds ids and names, and no words: no secret, no text of an object, and of what failed only of which kind that
// was, since an error's words may quote what was typed or what nobody else has seen yet.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "node/acting.h"

namespace parley::node {

// What became of an act: asked for (written before it takes effect); then done, or failed. Refused: it never began.
enum class ActState { asked, done, failed, refused };
std::string_view word_of(ActState state);
std::optional<ActState> act_state_of(std::string_view word);

// By which door: Origin's, a client of the TAXII service, and the node itself.
enum class Door { command, room, taxii, background };
std::string_view word_of(Door door);
std::optional<Door> door_of(std::string_view word);

struct AuditRecord {
  static constexpr std::size_t kMostAbout = 20;        // ids or names; about_count says of how many
  static constexpr std::size_t kMostAboutBytes = 200;  // of each
  static constexpr std::size_t kMostWhyBytes = 500;

  std::string id = {};  // audit-record--UUID
  Micros at{};          // by this node's clock
  ActState state = ActState::asked;
  Door door = Door::command;
  std::optional<Act> act = {};  // nothing: it was not proved who acts
  std::string what = {};        // "embargo add"
  std::string person = {};      // empty: the node itself, or the owner of its folder without a right of this node
  std::optional<How> known = {};
  std::string token = {};  // id of the one that proved it
  std::optional<std::uint32_t> uid = {};
  std::string place = {};  // id of a charter or collection; empty: the whole node
  std::string place_name = {};
  std::vector<std::string> about = {};  // kMostAbout at most
  std::uint64_t about_count = 0;
  std::string asked_by = {};          // of what a second person agrees to, or does not
  std::string proof_from = {};        // of that who gave what the person was known by; empty: that is not recorded
  std::string asked_proof_from = {};  // likewise what the one who asked was known by
  std::string record_ref = {};        // done, failed: the id of what was asked
  std::string why = {};               // failed, refused
  std::uint64_t attempts = 0;         // refused: so many alike, in one record; 0: this one
  std::optional<Micros> since = {};   // the first of them
};

// Puts `ids` (made fit to be shown, cut) into the record: the first of them, and how many there are.
void put_about(AuditRecord& record, const std::vector<std::string>& ids, std::uint64_t count = 0);
// Fit to be kept: visible characters only, and so many bytes at most.
std::string fit_for_record(std::string_view text, std::size_t most_bytes);

// A new id for a record.
std::string new_record_id();
// The object; `author`: this party's identity.
std::string object_of(const AuditRecord& record, const std::string& author);
// Fails with corrupt when it is none.
Result<AuditRecord> read_audit_record(std::string_view object);

}  // namespace parley::node
