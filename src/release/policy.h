// Whether an object may leave to a group, and why: the one place where that is decided. Everything unknown means no.
//
// Pure: what decides is in the arguments. The node asks it again at the moment of the append, whatever was previewed
// before.
//
// What holds for an object holds for whatever was made from it: the rules are asked of what leaves and of its originals
// (Context::origins). Leaving a part out takes away what protected that part, never why the whole may not leave.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "group/charter.h"

namespace parley::release {

// What this party itself forbids, whatever the charter allows.
struct Embargo {
  std::string party;  // identity id of a member; "*": everybody
  std::string what;   // an object id, a type, a marking id, a level ("TLP:AMBER", in any spelling) or a label
  Micros until{};     // embargo; the far future: blocklist
  std::string reason;
};

// How an object was made from another.
enum class How {
  redacted,   // by this node: the matter is the original's
  said,       // somebody says so (`derived-from`): whose words they are, and which type, may be others than there
  pseudonym,  // by this node: it stands for the original and has nothing of it, so that only embargoes ask behind it
};
// That the object `derived` was made from the object `original`. Ids.
struct Derivation {
  std::string derived, original;
  How how = How::redacted;
  auto operator<=>(const Derivation&) const = default;
};
// An object from which another was made; over several steps `how` is the loosest of them.
struct Origin {
  std::string id;
  How how = How::said;
  auto operator<=>(const Origin&) const = default;
};

struct Context {
  const group::Charter* charter = nullptr;  // complete, of the audience
  std::string own_identity;                 // identity id of the releasing party
  std::vector<Embargo> embargoes;
  Micros now{};
  // An object of ours by id (newest version), for markings and references; nothing when it is unknown.
  std::function<std::optional<std::string>(std::string_view id)> find;
  // Whether the group's own journal holds this id already.
  std::function<bool(std::string_view id)> is_released;
  // Whether the group has it from whichever member.
  std::function<bool(std::string_view id)> is_in_group = {};
  // Versions of the charter that this party has signed and that are not in force yet: whoever joins with them reads
  // what is released now (audience.h).
  std::vector<group::Terms> coming = {};
  // What the object with this id was made from, to any depth, each once and without itself.
  std::function<std::vector<Origin>(std::string_view id)> origins = {};
  // Every version of an object that is here, the newest last.
  std::function<std::vector<std::string>(std::string_view id)> versions = {};
  // Tells `visit` the ids of the objects outside of groups that name this one, until it says false. Without what only
  // keeps the books (`derived-from`).
  using Visit = std::function<bool(std::string_view referrer)>;
  std::function<void(std::string_view id, const Visit& visit)> referrers = {};
  // What people here call a party, with the alias where that is another name; empty: as it calls itself.
  std::function<std::string(std::string_view identity, std::string_view name)> called = {};
  std::string name_of(const group::Member& member) const {
    return called ? called(member.identity_id, member.name) : member.name;
  }
  // Somebody answered that an object may leave although nothing but what is held back names it.
  bool although_held_back = false;
};

// In the order of strictness: the worst of the reasons decides.
enum class Decision {
  allowed,
  needs_second_person,
  needs_answer,  // a person must say that it may (Context::although_held_back)
  refused,
};

struct Reason {
  std::string rule;     // short stable name: "marking-unknown", "tlp-red", "type-not-in-charter", "embargo", ...
  Decision decision;    // what this rule says
  std::string pointer;  // JSON pointer into the object; empty: the whole
  std::string message;  // for people: what, why, what to do
};

struct Verdict {
  Decision decision = Decision::refused;  // the worst of the reasons; allowed only when a rule said so
  std::vector<Reason> reasons;
};

// `object` is JSON text. Never fails: what cannot be read is refused.
Verdict evaluate(std::string_view object, const Context& context);

// Of what leaves without being an object of a group, such as a charter before there is one, or a party's card: the
// first place at which `text` (JSON) names what is held back from a member of the charter. The same look as at a
// message: every value and name, any spelling and part of an identifier. Nothing: it names nothing of that. A context
// without a charter asks for every embargo, towards whomever.
std::optional<Reason> names_held_back(std::string_view text, const Context& context);

// Whether the embargo holds for an object, whatever the time and the audience: for itself or what it was made from
// (`held`), or because it names what is under it (`naming`).
enum class HeldBy { nothing, naming, held };
HeldBy held_by(const Embargo& embargo, std::string_view object, const Context& context);
// The first half of it, which need not look at what the object names.
bool holds_for(const Embargo& embargo, std::string_view object, const Context& context);

// `context` that knows of further derivations: those of a release under way.
Context with_derivations(Context context, std::vector<Derivation> derivations);

}  // namespace parley::release
