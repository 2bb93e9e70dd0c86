// Objects of accounts: who said what of an event, to whom, when, according to whom. docs/objects.md says what each
// property means, docs/accounts.md what is computed from them. An account itself is never an object: it is computed.
#include "stix/parley.h"

namespace parley::stix {
namespace {

using enum TypeId;
// The section of STIX that findings point to: extensions (7.3). What the properties mean is not in the standard.
constexpr std::string_view kChapter = "7.3";

using Values = std::string_view[];
// Open: other stances can be written, and lead to a warning. What accounts compute from knows these.
constexpr Values kStances = {"affirms", "denies", "accepts", "declines", "raises",
                             "alleges", "doubts", "silent",  "unknown"};
constexpr Vocabulary kStance = {"stance", kChapter, kStances};
// How a stance meets its proposition: its negation, as something taken for granted, or a part of it.
constexpr Values kTowards = {"negation", "presupposed", "in-part"};
constexpr Vocabulary kToward = {"stance toward", kChapter, kTowards};
// Whether the words are the speaker's own, a report of them, or both mixed.
constexpr Values kForms = {"direct", "mixed", "indirect"};
constexpr Vocabulary kForm = {"form of a statement", kChapter, kForms};
constexpr Values kFactualities = {"asserted", "questioned", "conditional", "hedged"};
constexpr Vocabulary kFactuality = {"factuality", kChapter, kFactualities};
// The Admiralty scale: A to F for the source, 1 to 6 for the item, which are judged apart.
constexpr Values kReliabilities = {"A", "B", "C", "D", "E", "F"};
constexpr Vocabulary kReliability = {"source reliability (A to F)", kChapter, kReliabilities};
// Both rows of words of ICD 203, band by band.
constexpr Values kLikelihoods = {"almost-no-chance", "remote",        "very-unlikely",       "highly-improbable",
                                 "unlikely",         "improbable",    "roughly-even-chance", "roughly-even-odds",
                                 "likely",           "probable",      "very-likely",         "highly-probable",
                                 "almost-certain",   "nearly-certain"};
constexpr Vocabulary kLikelihood = {"likelihood (ICD 203)", kChapter, kLikelihoods};
// The four that are never merged: each has a scale of its own.
constexpr Values kJudgements = {"source_reliability", "item_credibility", "likelihood", "confidence"};
constexpr Vocabulary kJudgement = {"judgement", kChapter, kJudgements};
constexpr Values kEventStatuses = {"not-occurred", "occurred", "ongoing", "pending", "potential"};
constexpr Vocabulary kEventStatus = {"event status", kChapter, kEventStatuses};
constexpr Values kFidelities = {"year", "month", "day", "hour", "minute", "second"};
constexpr Vocabulary kFidelity = {"fidelity of a time", kChapter, kFidelities};

// Who can say something: a party, or whoever is known under the name of an actor only.
constexpr Targets kWhoever = identity | threat_actor | intrusion_set | Targets(campaign);
constexpr Targets kEvents = incident;  // beside Parley's own `event`

// A piece of the source document: code points, bytes, both end exclusive, and the text that is there.
constexpr Property kSpanProperties[] = {
    required("start", not_negative()),
    required("end", not_negative()),
    required("byte_start", not_negative()),
    required("byte_end", not_negative()),
    optional("line", integer(1, kUnbounded, "1 or more")),
    required("text", text()),
};
constexpr ObjectType kSpan = {"span", kChapter, Family::part, kSpanProperties};

// One statement can take a stance on several propositions, each with what limits it.
constexpr Property kTakenStanceProperties[] = {
    required("proposition_ref", reference_to("proposition")),
    required("stance", open_vocabulary(kStance)),
    optional("toward", list(enumeration(kToward))),
    optional("strength", text()),
    optional("scope", text()),
    optional("conditional_on", text()),
    optional("other_readings", list(open_vocabulary(kStance))),
};
constexpr ObjectType kTakenStance = {"stance on a proposition", kChapter, Family::part, kTakenStanceProperties};

// A chain is who said that who said: outermost first, each link with the words by which it is passed on.
constexpr Property kLinkProperties[] = {
    required("party_ref", reference(kWhoever)),
    optional("manner", text()),
    optional("statement_ref", reference_to("statement")),
};
constexpr ObjectType kLink = {"link of a chain", kChapter, Family::part, kLinkProperties};

constexpr Property kCapacityProperties[] = {
    optional("on_behalf_of_ref", reference(kWhoever)),
    optional("role", text()),
    optional("authority", text()),
};
// A capacity that says nothing at all would look like one that was given.
constexpr Constraint kCapacityConstraints[] = {at_least_one("on_behalf_of_ref", "role", "authority")};
constexpr ObjectType kCapacity = {"capacity of a speaker", kChapter, Family::part, kCapacityProperties,
                                  kCapacityConstraints};

constexpr Property kSourceProperties[] = {
    optional("document_ref", reference(artifact | Targets(file) | url)),
    optional("hashes", hashes()),
    optional("name", text()),
    optional("title", text()),
    optional("publisher_ref", reference(kWhoever)),
    optional("url", text(Format::url)),
};
// Without one of these nobody could ever find the document again.
constexpr Constraint kSourceConstraints[] = {at_least_one("document_ref", "hashes", "name", "url")};
constexpr ObjectType kSource = {"source of a statement", kChapter, Family::part, kSourceProperties, kSourceConstraints};

// By name, and the title that people see; whose account it is need not be known.
constexpr Property kAccountProperties[] = {
    required("name", text()),
    optional("title", text()),
    optional("holder_ref", reference(kWhoever)),
};
constexpr ObjectType kAccount = {"account that a statement counts to", kChapter, Family::part, kAccountProperties};

// Where one of the four judgements was not made but carried over from another scale.
constexpr Property kMappingProperties[] = {
    required("property", enumeration(kJudgement)),
    required("from_scale", text()),
    required("from_value", text()),
    optional("mapped_by_ref", reference(identity)),
};
constexpr ObjectType kMapping = {"mapping between scales", kChapter, Family::part, kMappingProperties};

constexpr Property kStatementProperties[] = {
    // who, to whom, when, where
    required("speaker_ref", reference(kWhoever)),
    optional("speaker_spans", list(part(kSpan))),
    optional("capacity", part(kCapacity)),
    optional("addressee_refs", list(reference(kWhoever))),
    optional("addressee_spans", list(part(kSpan))),
    optional("said_at", timestamp()),
    optional("said_until", timestamp()),
    optional("said_when", text()),
    optional("said_when_spans", list(part(kSpan))),
    optional("said_where", text()),
    optional("said_where_spans", list(part(kSpan))),
    optional("location_ref", reference(location)),
    optional("occasion_ref", reference_to("event", kEvents)),
    optional("occasion_spans", list(part(kSpan))),
    optional("medium", text()),
    // what
    optional("act", text()),
    optional("act_spans", list(part(kSpan))),
    optional("words", text()),
    optional("words_spans", list(part(kSpan))),
    optional("words_lang", text(Format::language)),
    optional("words_same_as_ref", reference_to("statement")),
    optional("form", enumeration(kForm)),
    optional("factuality", enumeration(kFactuality)),
    optional("conditional_on", text()),
    optional("stances", list(part(kTakenStance))),
    // according to whom
    optional("chain", list(part(kLink))),
    optional("within_ref", reference_to("statement")),
    optional("same_utterance_refs", list(reference_to("statement"))),
    optional("source", part(kSource)),
    optional("recorder_ref", reference(identity)),
    optional("authors", list(text())),  // the people who recorded it, as in notes and opinions
    optional("optional_reading", boolean()),
    optional("accounts", list(part(kAccount))),
    // judgements of the recorder, never merged; the fourth is the common property "confidence"
    optional("source_reliability", enumeration(kReliability)),
    optional("item_credibility", integer(1, 6, "from 1 to 6")),
    optional("likelihood", enumeration(kLikelihood)),
    optional("likelihood_from", integer(0, 100, "from 0 to 100")),  // the band that the word stands for, in percent
    optional("likelihood_to", integer(0, 100, "from 0 to 100")),
    optional("mappings", list(part(kMapping))),
    optional("description", text()),
};
// The two ends of a likelihood go together, and only with the word for it; and a statement has words or an act, or it
// states nothing.
constexpr Constraint kStatementConstraints[] = {
    not_before("said_until", "said_at"),
    needs("likelihood_from", "likelihood"),
    needs("likelihood_to", "likelihood"),
    needs("likelihood_from", "likelihood_to"),
    at_least_one("words", "words_same_as_ref", "act"),
};
constexpr ObjectType kStatement = {"statement", kChapter, Family::domain_object, kStatementProperties,
                                   kStatementConstraints};

// That two propositions say the same is a judgement, so it always names whose it is.
constexpr Property kSameAsProperties[] = {
    required("proposition_ref", reference_to("proposition")),
    required("according_to_ref", reference(kWhoever)),
};
constexpr ObjectType kSameAs = {"same as, according to", kChapter, Family::part, kSameAsProperties};

// What can be affirmed or denied, as one sentence, and how it stands to other propositions.
constexpr Property kPropositionProperties[] = {
    required("text", text()),
    optional("description", text()),
    optional("negation_of_ref", reference_to("proposition")),
    optional("narrower_than_ref", reference_to("proposition")),
    optional("same_as", list(part(kSameAs))),
    optional("event_refs", list(reference_to("event", kEvents))),
};
constexpr ObjectType kProposition = {"proposition", kChapter, Family::domain_object, kPropositionProperties};

// Names as in the drafts of STIX 2.2 where they fit.
constexpr Property kEventProperties[] = {
    required("name", text()),
    optional("description", text()),
    optional("status", enumeration(kEventStatus)),
    optional("event_types", list(text())),
    optional("start_time", timestamp()),
    optional("start_time_fidelity", enumeration(kFidelity)),
    optional("end_time", timestamp()),
    optional("end_time_fidelity", enumeration(kFidelity)),
    optional("when", text()),
    optional("where", text()),
    optional("before_refs", list(reference_to("event", kEvents))),  // where only that is known of the time
    optional("after_refs", list(reference_to("event", kEvents))),
    optional("same_day_refs", list(reference_to("event", kEvents))),
    optional("location_refs", list(reference(location))),
    optional("participant_refs", list(reference(kWhoever))),
    optional("goal", text()),
};
// How exactly a time is known means nothing without the time.
constexpr Constraint kEventConstraints[] = {
    not_before("end_time", "start_time"),
    needs("start_time_fidelity", "start_time"),
    needs("end_time_fidelity", "end_time"),
};
constexpr ObjectType kEvent = {"event", kChapter, Family::domain_object, kEventProperties, kEventConstraints};

constexpr Property kNotEquivalentProperties[] = {
    required("term_ref", reference_to("term")),
    optional("explanation", text()),
};
constexpr ObjectType kNotEquivalent = {"not equivalent to", kChapter, Family::part, kNotEquivalentProperties};

// The same word means different things to different parties: a term is always one party's.
constexpr Property kTermProperties[] = {
    required("term", text()),
    required("meaning", text()),  // what this party means by it
    required("party_ref", reference(identity)),
    optional("term_lang", text(Format::language)),
    optional("used_in_refs", list(reference_to("proposition statement"))),
    optional("not_equivalent_to", list(part(kNotEquivalent))),
    optional("equivalent_to_refs", list(reference_to("term"))),
    optional("description", text()),
};
constexpr ObjectType kTerm = {"term", kChapter, Family::domain_object, kTermProperties};

// Found by name among Parley's own types, so their order means nothing.
constexpr const ObjectType* kObjects[] = {&kStatement, &kProposition, &kEvent, &kTerm};

}  // namespace

std::span<const ObjectType* const> account_objects() { return kObjects; }

}  // namespace parley::stix
