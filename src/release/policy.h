// Whether an object may leave to a group, and why: the one place where that is decided. Everything unknown means no.
//
// Pure: what decides is in the arguments. The node asks it again at the moment of the append, whatever was previewed
// before.
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
  std::string what;   // an object id, a type, a marking id, or a label
  Micros until{};     // embargo; the far future: blocklist
  std::string reason;
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
  // Versions of the charter that this party has signed and that are not in force yet: whoever joins with them reads
  // what is released now (audience.h).
  std::vector<group::Terms> coming = {};
};

enum class Decision { allowed, needs_second_person, refused };

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

}  // namespace parley::release
