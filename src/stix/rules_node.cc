// What a node writes about itself: one record of an act, before it takes effect and after. It is an object like the
// others, so that any reader of a journal can read it, but it is said to nobody: no journal but the node's own `audit`
// takes it (journal/intake.h), and no policy lets it leave (release/policy.h).
#include "stix/parley.h"

namespace parley::stix {
namespace {

constexpr std::string_view kChapter = "7.3";

using Values = std::string_view[];
// Asked comes before anything changes; one of the others when it is known what came of it.
constexpr Values kStates = {"asked", "done", "failed", "refused"};
constexpr Vocabulary kState = {"state of an act", kChapter, kStates};
// By which way somebody came in, and below, by what the node knew who it was.
constexpr Values kDoors = {"command", "room", "taxii", "background"};
constexpr Vocabulary kDoor = {"door", kChapter, kDoors};
constexpr Values kProofs = {"password", "token", "uid", "word"};
constexpr Vocabulary kKnown = {"how a person is known", kChapter, kProofs};

constexpr Property kAuditRecordProperties[] = {
    required("state", enumeration(kState)),
    required("door", enumeration(kDoor)),
    optional("act", text()),   // the right that it takes (docs/rights.md); none: who acts was not proved
    required("what", text()),  // what was done, as a command has it: "embargo add"
    optional("person", text()),
    optional("known", enumeration(kKnown)),
    optional("token", text()),  // the id of the one that proved the person
    optional("uid", not_negative()),
    optional("place", text()),  // id of a charter or a collection; none: the whole node
    optional("place_name", text()),
    optional("about", list(text())),
    optional("about_count", not_negative()),
    optional("asked_by", text()),                               // of what a second person agreed to, or did not
    optional("proof_from", text()),                             // of that who gave what the second person was known by
    optional("asked_proof_from", text()),                       // and what the one who asked was known by
    optional("record_ref", reference_to(kAuditRecord)),         // done, failed: what was asked
    optional("why", text()),                                    // failed, refused
    optional("attempts", integer(2, kUnbounded, "2 or more")),  // refused: so many alike in one record
    optional("since", timestamp()),                             // the first of them
};
constexpr Constraint kAuditRecordConstraints[] = {needs("attempts", "since")};
constexpr ObjectType kRecord = {kAuditRecord, kChapter, Family::domain_object, kAuditRecordProperties,
                                kAuditRecordConstraints};

constexpr const ObjectType* kObjects[] = {&kRecord};

}  // namespace

std::span<const ObjectType* const> node_objects() { return kObjects; }

}  // namespace parley::stix
