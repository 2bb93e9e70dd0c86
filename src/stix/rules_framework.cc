// Objects between the parties of a group: charter, release, inquiry and what follows them. docs/objects.md says what
// each is for; what must hold between them (who may answer, which clock runs) is computed by src/group, not checked
// here.
#include "stix/parley.h"

namespace parley::stix {
namespace {

constexpr std::string_view kSection = "docs/objects.md";

// The words are closed lists, because a node acts on them: it computes clocks, rights and what is due. A word that
// another node does not know would be a clock that does not run there.
using Words = std::string_view[];
constexpr Words kUseWords = {"interference", "infrastructure", "terrorism"};
constexpr Words kSeverityWords = {"low", "medium", "high", "critical"};
constexpr Words kSilenceWords = {"nothing", "escalate", "consult"};
constexpr Words kRoleWords = {"policy", "technical", "duty"};
constexpr Words kAskWords = {"information", "preservation", "action", "nothing"};
constexpr Words kOutcomeWords = {"answered", "refused", "not-known", "later"};
constexpr Words kStageWords = {"status", "result", "insufficient", "escalate", "close"};
constexpr Words kStanceWords = {"affirms", "denies", "accepts", "declines-to-say", "raises", "alleges", "demands"};
constexpr Words kAudienceWords = {"public", "private"};
constexpr Words kReasonWords = {"wrong", "not-confirmed", "source-at-risk", "released-in-error",
                                "legal", "superseded",    "other"};
constexpr Words kWishWords = {"delete", "stop-use", "replace", "mark"};
constexpr Words kRecallOutcomeWords = {"confirmed", "refused"};

// A row: the name that messages use, where its words are explained, and the words.
constexpr Vocabulary kUse = {"charter-use", kSection, kUseWords};
// The property is called incident_severity, since STIX reserves "severity" (section 3.8). Objects of versions
// before 1.1 of the extension have that name; src/group reads them (messages.cc, charter.cc).
constexpr Vocabulary kSeverity = {"severity", kSection, kSeverityWords};
constexpr Vocabulary kSilence = {"on-silence", kSection, kSilenceWords};
constexpr Vocabulary kRole = {"contact-role", kSection, kRoleWords};
constexpr Vocabulary kAsk = {"asks", kSection, kAskWords};
constexpr Vocabulary kOutcome = {"answer-outcome", kSection, kOutcomeWords};
constexpr Vocabulary kStage = {"progress-stage", kSection, kStageWords};
constexpr Vocabulary kStance = {"position-stance", kSection, kStanceWords};
constexpr Vocabulary kAudience = {"position-audience", kSection, kAudienceWords};
constexpr Vocabulary kReason = {"recall-reason", kSection, kReasonWords};
constexpr Vocabulary kWish = {"recall-wish", kSection, kWishWords};
constexpr Vocabulary kRecallOutcome = {"recall-outcome", kSection, kRecallOutcomeWords};

constexpr Value party() { return reference(TypeId::identity); }
// Which of Parley's own types it may be is asked by src/group, which can also see whether it is there.
constexpr Value own_type() { return reference(TypeId::custom); }
constexpr Value any_reference() { return reference(kAnyObject); }
// Up to the largest integer of STIX (section 2.10).
constexpr Value seconds() { return integer(1, 9007199254740991.0, "1 or more"); }

// --- charter

// The key stands in the charter, so that what is signed says who can sign for whom.
constexpr Property kMemberProperties[] = {
    required("identity_ref", party()),
    required("name", text()),
    required("party_key", text()),
};
constexpr ObjectType kMember = {"member", kSection, Family::part, kMemberProperties};

// For each severity: within which time an inquiry is acknowledged and answered. Both are seconds, because words like
// "a day" mean different things in two offices.
constexpr Property kAnswerTimeProperties[] = {
    required("incident_severity", enumeration(kSeverity)),
    required("acknowledge_seconds", seconds()),
    required("answer_seconds", seconds()),
};
constexpr ObjectType kAnswerTime = {"answer time", kSection, Family::part, kAnswerTimeProperties};

constexpr Property kOutsideWitnessProperties[] = {
    required("key", text()),
    optional("url", text()),
};
constexpr ObjectType kOutsideWitness = {"witness", kSection, Family::part, kOutsideWitnessProperties};

// How many of the named ones must have cosigned a head before it counts. Whether the quorum can be reached is asked
// by src/group.
constexpr Property kWitnessesProperties[] = {
    required("named", list(part(kOutsideWitness))),
    required("quorum", integer(1, 9007199254740991.0, "1 or more")),
};
constexpr ObjectType kWitnesses = {"witnesses", kSection, Family::part, kWitnessesProperties};

// The journal, collection and address of each signer stand beside the signature, so that whoever has the charter
// knows where to find every member.
constexpr Property kSignatureProperties[] = {
    required("identity_ref", party()), required("journal", text()), required("collection", text()),
    required("witness", text()),       required("url", text()),     required("line", text()),
};
constexpr ObjectType kSignature = {"signature", kSection, Family::part, kSignatureProperties};

// What all members sign. "exercise" is required here: training and what is real must never be mixed up, and a charter
// decides it for all that is said under it.
constexpr Property kCharterProperties[] = {
    required("name", text()),
    required("purpose", text()),
    required("uses", list(enumeration(kUse))),
    required("members", list(part(kMember))),
    optional("object_types", list(text())),
    optional("marking_refs", list(reference(TypeId::marking_definition))),
    optional("default_marking_ref", reference(TypeId::marking_definition)),
    optional("answer_times", list(part(kAnswerTime))),
    optional("retention_seconds", seconds()),
    required("on_silence", enumeration(kSilence)),
    optional("contact_roles", list(enumeration(kRole))),
    optional("witnesses", part(kWitnesses)),
    required("exercise", boolean()),
    optional("derived_from_ref", own_type()),
    optional("signatures", list(part(kSignature))),
};
constexpr ObjectType kCharter = {"charter", kSection, Family::domain_object, kCharterProperties};

// --- who speaks, and whether the channel works

// Both ends of the time are required: a contact without an end is one that nobody looks after.
constexpr Property kContactProperties[] = {
    required("party_ref", party()),
    required("role", enumeration(kRole)),
    required("name", text()),
    required("contact_information", text()),
    optional("hours", text()),
    optional("languages", list(text(Format::language))),
    optional("key", text()),
    optional("appointed_by", text()),
    required("valid_from", timestamp()),
    required("valid_until", timestamp()),
    optional("exercise", boolean()),
};
constexpr Constraint kContactConstraints[] = {after("valid_until", "valid_from")};
constexpr ObjectType kContact = {"contact", kSection, Family::domain_object, kContactProperties, kContactConstraints};

// A nonce, so that an old answer cannot be taken for a new one.
constexpr Property kPingProperties[] = {
    required("to_refs", list(party())),
    required("nonce", text()),
    required("exercise", boolean()),
};
constexpr ObjectType kPing = {"ping", kSection, Family::domain_object, kPingProperties};

constexpr Property kPongProperties[] = {
    required("ping_ref", own_type()),
    required("nonce", text()),
    required("exercise", boolean()),
};
constexpr ObjectType kPong = {"pong", kSection, Family::domain_object, kPongProperties};

// --- notification and position: nothing is owed in return

// Nobody has to answer, but what is asked for can be said: "nothing" is one of the words, so that it is never left
// open.
constexpr Property kNotificationProperties[] = {
    required("name", text()),
    optional("description", text()),
    optional("to_refs", list(party())),
    optional("object_refs", list(any_reference())),
    required("incident_severity", enumeration(kSeverity)),
    optional("severity_text", text()),
    optional("claimed_origin", text()),
    required("asks", list(enumeration(kAsk))),
    optional("leaves", boolean()),
    optional("exercise", boolean()),
};
constexpr ObjectType kNotification = {"notification", kSection, Family::domain_object, kNotificationProperties};

// Who speaks and with what authority are required: a position is official, or it is none.
constexpr Property kPositionProperties[] = {
    required("speaker", text()),
    required("authority", text()),
    required("subject", text()),
    optional("object_refs", list(any_reference())),
    required("stance", enumeration(kStance)),
    required("statement", text()),
    required("audience", enumeration(kAudience)),
    optional("exercise", boolean()),
};
constexpr ObjectType kPosition = {"position", kSection, Family::domain_object, kPositionProperties};

// --- inquiry

// Numbered by the asker, as answers name the question by its number.
constexpr Property kQuestionProperties[] = {
    required("number", integer(1, 9999, "from 1 to 9999")),
    required("text", text()),
    optional("object_refs", list(any_reference())),
};
constexpr ObjectType kQuestion = {"question", kSection, Family::part, kQuestionProperties};

constexpr Property kInquiryProperties[] = {
    required("name", text()),
    optional("description", text()),
    required("to_refs", list(party())),
    required("questions", list(part(kQuestion))),
    optional("object_refs", list(any_reference())),
    optional("basis", text()),
    required("incident_severity", enumeration(kSeverity)),
    optional("severity_text", text()),
    required("asks", list(enumeration(kAsk))),
    optional("wished_for", timestamp()),
    optional("exercise", boolean()),
};
constexpr ObjectType kInquiry = {"inquiry", kSection, Family::domain_object, kInquiryProperties};

// The hash says which bytes have arrived, so that neither side can later speak of another text.
constexpr Property kAcknowledgementProperties[] = {
    required("of_ref", own_type()),
    required("hashes", hashes()),
    required("received", timestamp()),
    required("automatic", boolean()),
    optional("handler_role", enumeration(kRole)),
    optional("exercise", boolean()),
};
constexpr ObjectType kAcknowledgement = {"acknowledgement", kSection, Family::domain_object,
                                         kAcknowledgementProperties};

// An outcome for each question, and the reason or the time for those that were not answered.
constexpr Property kAnswerProperties[] = {
    required("question", integer(1, 9999, "from 1 to 9999")),
    required("outcome", enumeration(kOutcome)),
    optional("text", text()),
    optional("object_refs", list(any_reference())),
    optional("reason", text()),
    optional("until", timestamp()),
};
constexpr ObjectType kAnswer = {"answer", kSection, Family::part, kAnswerProperties};

// A reply may answer some of the questions and another one the rest.
constexpr Property kReplyProperties[] = {
    required("inquiry_ref", own_type()),
    required("answers", list(part(kAnswer))),
    optional("exercise", boolean()),
};
constexpr ObjectType kReply = {"reply", kSection, Family::domain_object, kReplyProperties};

// One type for what either side says between question and end; "stage" says which, and src/group what each stage
// needs.
constexpr Property kProgressProperties[] = {
    required("inquiry_ref", own_type()),      required("stage", enumeration(kStage)),
    optional("party_ref", party()),           optional("questions", list(integer(1, 9999, "from 1 to 9999"))),
    optional("reply_refs", list(own_type())), optional("to_role", enumeration(kRole)),
    optional("description", text()),          optional("object_refs", list(any_reference())),
    optional("exercise", boolean()),
};
constexpr ObjectType kProgress = {"progress", kSection, Family::domain_object, kProgressProperties};

// --- correction

// Of the author's own message; whom it names and how it is marked are those of that message (src/group asks).
constexpr Property kCorrectionProperties[] = {
    required("of_ref", own_type()),     required("text", text()),
    optional("reason", text()),         optional("question", integer(1, 9999, "from 1 to 9999")),
    optional("to_refs", list(party())), optional("audience", enumeration(kAudience)),
    optional("exercise", boolean()),
};
constexpr ObjectType kCorrection = {"correction", kSection, Family::domain_object, kCorrectionProperties};

// --- recall and release

// Without "version" all versions are meant.
constexpr Property kRecallProperties[] = {
    required("object_ref", any_reference()),
    optional("version", timestamp()),
    required("reason", enumeration(kReason)),
    required("wish", enumeration(kWish)),
    optional("replacement_ref", any_reference()),
    optional("description", text()),
    optional("incident_severity", enumeration(kSeverity)),
    optional("exercise", boolean()),
};
constexpr ObjectType kRecall = {"recall", kSection, Family::domain_object, kRecallProperties};

constexpr Property kRecallAnswerProperties[] = {
    required("recall_ref", own_type()), required("outcome", enumeration(kRecallOutcome)),
    optional("reason", text()),         optional("done", text()),
    optional("exercise", boolean()),
};
constexpr ObjectType kRecallAnswer = {"recall-answer", kSection, Family::domain_object, kRecallAnswerProperties};

// By hash: what was agreed to leave is these bytes.
constexpr Property kReleasedProperties[] = {
    required("object_ref", any_reference()),
    optional("version", timestamp()),
    required("hashes", hashes()),
};
constexpr ObjectType kReleased = {"released object", kSection, Family::part, kReleasedProperties};

// The charter by its version, because terms change and a release is judged by those that held.
constexpr Property kReleaseProperties[] = {
    required("charter_ref", own_type()),
    required("charter_version", timestamp()),
    required("released", list(part(kReleased))),
    optional("exercise", boolean()),
};
constexpr ObjectType kRelease = {"release", kSection, Family::domain_object, kReleaseProperties};

constexpr const ObjectType* kObjects[] = {
    &kCharter,         &kContact, &kPing,     &kPong,   &kNotification, &kPosition, &kInquiry,
    &kAcknowledgement, &kReply,   &kProgress, &kRecall, &kRecallAnswer, &kRelease,  &kCorrection};

}  // namespace

std::span<const ObjectType* const> framework_objects() { return kObjects; }

}  // namespace parley::stix
