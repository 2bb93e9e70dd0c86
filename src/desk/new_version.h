// An object that came in a version which is here already with other content, stored as a version of its own. Producers
// do change what they published without a new `modified`; who follows them wants the newer text all the same.
#pragma once

#include <string>

#include "journal/intake.h"
#include "journal/journal.h"

namespace parley::desk {

struct NewVersion {
  enum class Outcome : std::uint8_t { stored, already_there, not_possible } outcome = Outcome::not_possible;
  std::string version;  // of what was stored, or was there
};

// `modified` becomes the first millisecond behind it that is free, so that whatever its producer says later counts as
// newer; the same content again is found there and adds nothing. Not possible for an object that has no `modified`.
Result<NewVersion> append_as_new_version(journal::Journal& journal, journal::Intake& intake,
                                         const journal::NewObject& object);

}  // namespace parley::desk
