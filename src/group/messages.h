// What the members of a group say to each other, read from STIX objects of Parley's framework types (docs/objects.md),
// and written for those that a node says by itself.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "group/charter.h"
#include "json/writer.h"

namespace parley::group {

enum class Role { policy, technical, duty };
enum class Outcome { open, answered, refused, not_known, later };  // of a question; open: nothing yet
enum class Stage { status, result, insufficient, escalate, close };

struct Contact {
  std::string party;  // identity id
  Role role = Role::duty;
  std::string name, contact_information, hours, key, appointed_by;
  std::vector<std::string> languages;
  Micros valid_from{}, valid_until{};
};
struct Ping {
  std::vector<std::string> to;
  std::string nonce;
};
struct Pong {
  std::string ping, nonce;
};
struct Notification {
  std::string name, description, severity, claimed_origin;
  std::vector<std::string> to, objects, asks;
  bool leaves = false;  // its author leaves the group with this
};
struct Position {
  std::string speaker, authority, subject, stance, statement, audience;
  std::vector<std::string> objects;
};
struct Question {
  std::int64_t number = 0;
  std::string text;
  std::vector<std::string> objects;
};
struct Inquiry {
  std::string name, description, basis, severity, severity_text;
  std::vector<std::string> to, objects, asks, markings;
  std::vector<Question> questions;  // numbers ascend
  std::optional<Micros> wished_for;
  std::string sha256;  // of the RFC 8785 form, lower-case hexadecimal: what an acknowledgement repeats
};
struct Acknowledgement {
  std::string of;
  std::string sha256;
  Micros received{};  // as the acknowledging party says
  bool automatic = false;
  std::optional<Role> handler;
};
struct Answer {
  std::int64_t question = 0;
  Outcome outcome = Outcome::open;
  std::string text, reason;
  std::vector<std::string> objects;
  std::optional<Micros> until;
};
struct Reply {
  std::string inquiry;
  std::vector<Answer> answers;
};
struct Progress {
  std::string inquiry;
  Stage stage = Stage::status;
  std::optional<std::string> party;     // of several that were asked; nothing: all
  std::vector<std::int64_t> questions;  // that are insufficient; empty: all
  std::vector<std::string> replies;     // that are insufficient
  std::optional<Role> to_role;          // of an escalation
  std::string description;
  std::vector<std::string> objects;
};
struct Recall {
  std::string object;
  std::optional<Timestamp> version;  // nothing: all
  std::string reason, wish, replacement, description, severity;
  std::string sha256;
};
struct RecallAnswer {
  std::string recall;
  bool confirmed = false;
  std::string reason, done;
};
struct Correction {
  std::string of;  // the message: one of its author's own, said before; one that was corrected by its last correction
  std::string text, reason;
  std::int64_t question = 0;  // of an inquiry or a reply only this one; 0: all of it
};
struct ReleaseRecord {
  std::string charter;
  std::size_t objects = 0;
};

using Body = std::variant<Charter, Contact, Ping, Pong, Notification, Position, Inquiry, Acknowledgement, Reply,
                          Progress, Recall, RecallAnswer, ReleaseRecord, Correction>;

// Whom a message names ("to_refs"), every marking in it, and whether others may be told ("audience"). Lists ascend.
struct Audience {
  std::vector<std::string> to, markings;
  std::string stated;
  bool operator==(const Audience&) const = default;
};

struct Message {
  std::string id, type;
  Micros created{};
  Timestamp version;
  std::string created_by;  // created_by_ref; empty when it is not said
  bool exercise = false, revoked = false;
  Audience audience;
  Body body;
};

// Whether `type` is one of the types that read_message() reads.
bool is_message_type(std::string_view type);
// Checks the object against its table (stix/validate.h) and against what the table cannot say: questions are numbered
// in ascending order, a refusal has a reason, "later" says until when. invalid_input says what is wrong.
Result<Message> read_message(std::string_view text);

// Why a correction may not be of `earlier`, which its author said before in the same group, and of which `last` was
// said last (a message id; empty: nothing). Nothing: it may.
struct Objection {
  std::string_view code;  // of a fault
  std::string message;
};
std::optional<Objection> objection_to(const Message& correction, const Message& earlier, std::string_view last);

std::string_view to_string(Role role);
std::string_view to_string(Outcome outcome);
std::string_view to_string(Stage stage);
std::optional<Role> role_of(std::string_view word);
std::optional<Outcome> outcome_of(std::string_view word);
std::optional<Stage> stage_of(std::string_view word);

// The beginning of a message's JSON: type, identifier, times, author, exercise mark; the caller adds members.
struct Envelope {
  std::string type, id;  // id empty: a new one
  std::string author;    // identity id
  Micros time{};         // modified
  bool exercise = false;
  std::optional<Micros> created = {};  // nothing: the same; set in a later version of what was said before
};
json::ObjectWriter message_text(const Envelope& envelope);
// "TYPE--UUID" that is always the same for the same `seed`, so that saying it twice says it once.
std::string derived_id(std::string_view type, std::string_view seed);
// SHA-256 of the RFC 8785 form of a JSON text, lower-case hexadecimal; empty when there is none.
std::string canonical_sha256(std::string_view text);

}  // namespace parley::group
