// A release that waits for a second person: which bytes, to which group under which charter, who asked, and until when.
// What is kept is the SHA-256 of the bytes and where they are, not the bytes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "group/charter.h"

namespace parley::release {

struct Pending {
  struct Object {
    std::string id, version;  // as the journal has it; `version` empty: an object without
    auto operator<=>(const Object&) const = default;
  };
  std::string group;    // id of the charter
  std::string charter;  // SHA-256, in hex, of its terms: this version of it
  std::string journal;  // name of the own journal in which the objects are
  std::vector<Object> objects;
  std::string digest;  // SHA-256, in hex, of the bytes (digest_of)
  std::string asked_by;
  Micros asked{}, expires{};
  bool although_held_back = false;  // who asked has answered that (Context::although_held_back)
};

inline constexpr std::int64_t kConfirmationHours = 72;

// Over all texts in their order. Compact JSON has no line feeds, so that nothing can be moved from one object to the
// next.
std::string digest_of(const std::vector<std::string>& objects);
std::string charter_digest(const group::Terms& terms);

// What it is kept under: SHA-256, in hex, over group, charter and bytes; and its first 12 digits, by which people call
// it.
std::string id_of(const Pending& pending);
std::string name_of(const Pending& pending);

std::string to_json(const Pending& pending);
// Refuses what is not complete: an approval that cannot be read is none.
Result<Pending> parse_pending(std::string_view json);

// Whether `person` may let exactly `objects` go now: somebody else than who asked, in time, the same charter, the same
// bytes. Fails with forbidden or conflict, saying which does not hold.
Status check_confirmation(const Pending& pending, std::string_view person, const std::vector<std::string>& objects,
                          const group::Terms& terms, Micros now);

}  // namespace parley::release
