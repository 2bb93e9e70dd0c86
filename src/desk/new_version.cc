// The next free version is found by trying, because only the append knows what the journal holds: between a look and an
// append somebody else could have taken the same millisecond. A try that meets other content goes one millisecond
// further. What is appended differs from what came in `modified` alone.
#include "desk/new_version.h"

#include "base/time.h"
#include "json/text_member.h"
#include "json/with_member.h"

namespace parley::desk {
namespace {

// So often may a producer change one version of an object. Each try is an append.
constexpr int kMostVersions = 100;

}  // namespace

Result<NewVersion> append_as_new_version(journal::Journal& journal, journal::Intake& intake,
                                         const journal::NewObject& object) {
  if (json::text_member(object.text, "modified").empty()) return NewVersion{};
  const std::int64_t millis = object.version_time.micros().value / 1000;
  for (int i = 1; i <= kMostVersions; ++i) {
    // Three digits of the second, as the standard asks for at least (STIX 2.1 section 3.2). Nothing is lost by the cut:
    // the rest are zeros.
    const std::string version = to_string(Micros{(millis + i) * 1000}).substr(0, 23) + "Z";
    auto admission = intake.admit(json::with_member(object.text, "modified", "\"" + version + "\""));
    // With another `modified` it may break a rule that it kept before, and then there is no such version.
    if (!admission.object) return NewVersion{};
    PARLEY_TRY(const auto outcomes, journal.append(std::span(&*admission.object, 1)));
    if (outcomes.front().added == journal::Added::stored) return NewVersion{NewVersion::Outcome::stored, version};
    if (outcomes.front().added == journal::Added::already_there)
      return NewVersion{NewVersion::Outcome::already_there, version};
  }
  return NewVersion{};
}

}  // namespace parley::desk
