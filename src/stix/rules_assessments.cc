// Objects of assessments: a question, its rival hypotheses, the evidence, and how one party weighs it.
// docs/assessments.md says what each is for. Four judgements stand apart and are never merged: how reliable a source
// is, how credible an item, how likely a hypothesis, and how sure the analysis.
#include "stix/parley.h"

namespace parley::stix {
namespace {

// The section of STIX on extension definitions, by which types that are not in the standard are made known. A
// finding on one of these objects names it.
constexpr std::string_view kChapter = "7.3";

using Values = std::string_view[];
// From "speaks for it" to "speaks against it"; "not applicable" is no middle but says that the evidence does not bear
// on it.
constexpr Values kConsistencies = {"very-consistent", "consistent",   "neutral",
                                   "not-applicable",  "inconsistent", "very-inconsistent"};
constexpr Vocabulary kConsistency = {"consistency", kChapter, kConsistencies};
// The letters of the Admiralty code; F is no worse than E but says that the reliability cannot be judged.
constexpr Values kReliabilities = {"A", "B", "C", "D", "E", "F"};
constexpr Vocabulary kReliability = {"source reliability (A to F)", kChapter, kReliabilities};
// How sure the analysis is, which is another thing than how likely its conclusion.
constexpr Values kConfidences = {"low", "moderate", "high"};
constexpr Vocabulary kConfidence = {"analytic confidence", kChapter, kConfidences};
// Both rows of words of ICD 203, band by band.
constexpr Values kLikelihoods = {"almost-no-chance", "remote",        "very-unlikely",       "highly-improbable",
                                 "unlikely",         "improbable",    "roughly-even-chance", "roughly-even-odds",
                                 "likely",           "probable",      "very-likely",         "highly-probable",
                                 "almost-certain",   "nearly-certain"};
constexpr Vocabulary kLikelihood = {"likelihood (ICD 203)", kChapter, kLikelihoods};

constexpr Property kQuestionProperties[] = {
    required("name", text()),  // short, as people type it
    required("text", text()),  // the question as a sentence
    optional("description", text()),
    optional("object_refs", list(reference(kAnyObject))),  // what it is about: an event, an incident
};
constexpr ObjectType kQuestion = {"question", kChapter, Family::domain_object, kQuestionProperties};

// One possible answer to one question. Its rivals are the other hypotheses that refer to the same question.
constexpr Property kHypothesisProperties[] = {
    required("question_ref", reference(kCustom)),
    required("name", text()),
    required("text", text()),
    optional("description", text()),
};
constexpr ObjectType kHypothesis = {"hypothesis", kChapter, Family::domain_object, kHypothesisProperties};

// One of several sources of an item: by name or by object, and with the party that could withhold or shape it.
constexpr Property kEvidenceSourceProperties[] = {
    optional("source_name", text()),
    optional("source_ref", reference(kAnyObject)),
    optional("controlled_by_ref", reference(kAnyObject)),
};
constexpr Constraint kEvidenceSourceConstraints[] = {at_least_one("source_name", "source_ref")};
constexpr ObjectType kEvidenceSource = {"source of evidence", kChapter, Family::part, kEvidenceSourceProperties,
                                        kEvidenceSourceConstraints};

// An item belongs to one question. What bears on two questions is two items, since it may be worth much to one and
// nothing to the other.
constexpr Property kEvidenceProperties[] = {
    required("question_ref", reference(kCustom)),
    optional("object_ref", reference(kAnyObject)),  // what was observed or said: any object, a statement
    required("name", text()),
    optional("text", text()),                       // what of it bears on the question; without an object, all of it
    optional("source_name", text()),                // where it comes from, in words or
    optional("source_ref", reference(kAnyObject)),  // as an object
    optional("controlled_by_ref",
             reference(kAnyObject)),                   // the party that holds the source and could withhold or shape it
    optional("sources", list(part(kEvidenceSource))),  // where it comes from several: each of them
};
// An item that neither shows an object nor says anything could not be weighed.
constexpr Constraint kEvidenceConstraints[] = {at_least_one("object_ref", "text")};
constexpr ObjectType kEvidence = {"evidence", kChapter, Family::domain_object, kEvidenceProperties,
                                  kEvidenceConstraints};

// In words, as a ratio, or both. The bounds keep one item of evidence from deciding everything by a slip of the
// keyboard.
constexpr Property kRatedHypothesisProperties[] = {
    required("hypothesis_ref", reference(kCustom)),
    optional("consistency", enumeration(kConsistency)),
    optional("likelihood_ratio", number(1e-6, 1e6, "from 0.000001 to 1000000")),
};
constexpr Constraint kRatedHypothesisConstraints[] = {at_least_one("consistency", "likelihood_ratio")};
constexpr ObjectType kRatedHypothesis = {"rated hypothesis", kChapter, Family::part, kRatedHypothesisProperties,
                                         kRatedHypothesisConstraints};

// Each party rates for itself, in an object of its own; nothing is overwritten by another's.
constexpr Property kEvidenceRatingProperties[] = {
    required("question_ref", reference(kCustom)),
    required("evidence_ref", reference(kCustom)),
    optional("source_reliability", enumeration(kReliability)),
    optional("item_credibility", integer(1, 6, "from 1 to 6")),
    optional("ratings", list(part(kRatedHypothesis))),
    optional("explanation", text()),
};
// The source, the item and its weight can be rated each without the others, but a rating of nothing is none.
constexpr Constraint kEvidenceRatingConstraints[] = {at_least_one("source_reliability", "item_credibility", "ratings")};
constexpr ObjectType kEvidenceRating = {"evidence-rating", kChapter, Family::domain_object, kEvidenceRatingProperties,
                                        kEvidenceRatingConstraints};

// The word and the band both: words of likelihood are read differently by different people.
constexpr Property kAssessmentProperties[] = {
    required("question_ref", reference(kCustom)),
    required("hypothesis_ref", reference(kCustom)),
    required("likelihood", enumeration(kLikelihood)),
    required("likelihood_from", integer(0, 100, "from 0 to 100")),  // the band that the word stands for, in percent
    required("likelihood_to", integer(0, 100, "from 0 to 100")),
    optional("analytic_confidence", enumeration(kConfidence)),
    optional("explanation", text()),
    optional("rests_on_refs", list(reference(kAnyObject))),
    optional("would_change", text()),  // what, if it were seen, would change the conclusion
};
// That the band is in order, and is that of the word, is not asked by the table.
constexpr ObjectType kAssessment = {"assessment", kChapter, Family::domain_object, kAssessmentProperties};

// What turned out, by which past assessments are looked at again.
constexpr Property kOutcomeProperties[] = {
    required("question_ref", reference(kCustom)),
    required("hypothesis_ref", reference(kCustom)),  // what held, according to who says so
    required("known", timestamp()),                  // since when
    optional("explanation", text()),
    optional("rests_on_refs", list(reference(kAnyObject))),
};
constexpr ObjectType kOutcome = {"outcome", kChapter, Family::domain_object, kOutcomeProperties};

// Sources and rated hypotheses are parts within these, and no objects of their own.
constexpr const ObjectType* kObjects[] = {&kQuestion,       &kHypothesis, &kEvidence,
                                          &kEvidenceRating, &kAssessment, &kOutcome};

}  // namespace

std::span<const ObjectType* const> assessment_objects() { return kObjects; }

}  // namespace parley::stix
