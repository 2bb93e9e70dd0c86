// The words in which evidence and conclusions are judged. Four scales that stand apart: how consistent an item is with
// a hypothesis (or a likelihood ratio), how reliable its source (A-F), how credible the item (1-6), and, of a
// conclusion, how likely (ICD 203). Confidence in the analysis is a fifth word beside them. A number made from a word,
// or the other way round, is a mapping and is marked as one wherever it is shown.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"

namespace parley::assess {

// How well the item fits, if the hypothesis held. `not_applicable` counts as neutral but tells nothing apart.
enum class Consistency : std::uint8_t {
  very_inconsistent,
  inconsistent,
  neutral,
  not_applicable,
  consistent,
  very_consistent
};
std::string_view word_of(Consistency value);  // "very-consistent", as objects have it
std::string_view sign_of(Consistency value);  // "CC", "C", "N", "NA", "I", "II"
int step_of(Consistency value);               // -2 ... 2
Consistency flipped(Consistency value);       // "II" for "CC"
// Takes the word or the sign, in any case.
std::optional<Consistency> consistency_from(std::string_view text);

// P(item | hypothesis) / P(item | none of these): what a row's likelihood ratios are measured against. Finite and
// within these bounds: zero would rule a hypothesis out for ever, and nobody knows more than a million to one.
inline constexpr double kSmallestRatio = 1e-6, kLargestRatio = 1e6;
bool is_ratio(double value);
// A mapping: 10 and more very consistent, above 2 consistent, 1/2 to 2 neutral, and so on downwards.
Consistency mapped(double ratio);

// What a weighted ranking takes of a row, in percent. F and 6 mean "cannot be judged", not worst: they weigh as the
// middle of the scale does, and so does a grade that was not given. A mapping.
int weight_of_reliability(char grade);  // A 100, B 80, C 60, D 40, E 20, F 60
int weight_of_credibility(int grade);   // 1 100, 2 80, 3 60, 4 40, 5 20, 6 60
// 0 for the weakest grade. "Cannot be judged" stands between D and C.
int rank_of_reliability(char grade);
int rank_of_credibility(int grade);

struct Likelihood {
  std::string_view word;  // as objects have it: "very-likely"
  std::string_view text;  // as people read it: "very likely"
  int from, to;           // percent
  int row;                // ICD 203 has two rows of words, which are not to be mixed
};
std::span<const Likelihood> likelihoods();
const Likelihood* likelihood_from(std::string_view text);  // either spelling; null when there is none

}  // namespace parley::assess
