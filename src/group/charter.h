// The charter of a group: what its parties signed before the group exists, and what decides afterwards what may flow.
//
// A charter is one STIX object of type `charter` (docs/objects.md). Its terms are everything but `signatures`. Each
// member signs with its party key the terms together with what it brings itself: the origin and key of its journal in
// this group. So one round is enough, in any order, and the party key certifies the journal key. A charter counts only
// when every member has signed the same terms.
#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/keys.h"
#include "base/time.h"
#include "journal/note.h"

namespace parley::group {

enum class Use { interference, infrastructure, terrorism };  // what the group may be used for

struct Member {
  std::string identity_id, name;
  journal::VerifierKey party_key;
};

// What a member adds by signing.
struct Signature {
  std::string identity_id;
  journal::VerifierKey journal_key;  // of its journal in this group; the name is the origin
  std::string collection;            // id of that journal's collection
  journal::VerifierKey witness_key;
  std::string url;   // of its node; may be empty
  std::string line;  // the signature line of a signed note (C2SP signed-note) by the party key
};

// How long until an answer is due, by the severity that the sender gives (none: not agreed).
struct AnswerTime {
  std::string severity;  // "low", "medium", "high", "critical"
  std::chrono::seconds acknowledge{}, answer{};
};

enum class OnSilence { nothing, escalate, consult };  // what follows when an answer time passes (silence.h)

// Somebody outside of the group who cosigns the heads of the members' journals (C2SP tlog-witness). None is usual.
struct OutsideWitness {
  journal::VerifierKey key;
  std::string url = {};  // where it is asked: URL/add-checkpoint; empty: its cosignatures come in some other way
};
struct Witnesses {
  std::vector<OutsideWitness> named;
  std::size_t quorum = 0;  // so many of them are asked for
};

struct Terms {
  std::string id;  // charter--UUID: the group, over all versions
  Micros created{}, modified{};
  std::string name, purpose;
  std::vector<Use> uses;
  std::vector<Member> members;  // at least two, ascending by identity_id
  std::vector<std::string>
      object_types;  // that may flow; "*": all of the standard's and Parley's. Parley's framework types always may.
  std::vector<std::string> markings;  // ids of marking definitions that may flow
  std::string default_marking;        // of what is unmarked: the most restrictive that may flow
  std::vector<AnswerTime> answer_times;
  std::chrono::seconds retention{};  // 0: none agreed
  OnSilence on_silence = OnSilence::nothing;
  std::vector<std::string> contact_roles = {};  // in which every member names a contact; empty: none agreed
  Witnesses witnesses;
  bool exercise = false;                    // a group for exercises: everything in it is marked so
  std::optional<std::string> derived_from;  // the group that this smaller group was drawn from
  // Read from a charter that was written before version 1.1 of the extension, when answer times had a "severity", a
  // name that STIX reserves (section 3.8). Its text, and what was signed, stays as it was; no new draft is written so.
  bool older_names = false;
};

struct Charter {
  Terms terms;
  std::vector<Signature> signatures;
  std::string text;  // the STIX object as JSON
  bool complete() const { return signatures.size() == terms.members.size(); }
};

// Reads a charter and verifies every signature that it has. Refuses unknown members' signatures, a member that signs
// twice, unknown words in terms (unknown means no), fewer than two members, one key or origin for two.
Result<Charter> parse_charter(std::string_view json);
// The charter without signatures. Refuses terms that do not hold together.
Result<Charter> draft_charter(const Terms& terms);
// Adds a signature; `mine` is filled but for `line`. Fails with conflict when that member has signed already.
Result<Charter> sign_charter(const Charter& charter, Signature mine, const SigningKey& party_key);
// The signatures of both, when the terms are the same; conflict otherwise.
Result<Charter> merge_charters(const Charter& one, const Charter& other);

// Whether a charter that both hold to be the group's can follow `before`: the same id, later.
bool is_successor(const Terms& before, const Terms& after);
// Everything but the signatures, in RFC 8785 form: equal texts are equal terms.
std::string terms_text(const Terms& terms);
// What a member signs: a line of RFC 8785 over the terms and what the member brings (its signature without `line`).
std::string signed_text(const Terms& terms, const Signature& signer);

// Words of the object and back.
std::string_view to_string(Use use);
std::string_view to_string(OnSilence on_silence);
std::optional<Use> use_of(std::string_view word);
std::optional<OnSilence> on_silence_of(std::string_view word);
inline constexpr std::string_view kSeverities[] = {"low", "medium", "high", "critical"};
bool is_severity(std::string_view word);

// Opaque name of the group's TAXII API root: says nothing of the group.
std::string root_of(const Terms& terms);
const Member* find_member(const Terms& terms, std::string_view identity_id);
const Signature* find_signature(const Charter& charter, std::string_view identity_id);

}  // namespace parley::group
