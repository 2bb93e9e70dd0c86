// The scales as tables. Where words become numbers - weights, ranks, ratios as words - the numbers are a
// convention of this program and no part of the scales, which is why they are called mappings wherever they
// are shown.
#include "assess/scales.h"

#include <algorithm>
#include <cmath>

namespace parley::assess {
namespace {

// A row for each value: the word that objects have, the sign in a matrix, and the step from -2 (speaks
// strongly against) to 2 (strongly for).
struct Words {
  std::string_view word, sign;
  int step;
};
constexpr Words kConsistencies[] = {
    // in the order of the enum
    {"very-inconsistent", "II", -2}, {"inconsistent", "I", -1}, {"neutral", "N", 0},
    {"not-applicable", "NA", 0},     {"consistent", "C", 1},    {"very-consistent", "CC", 2},
};
const Words& words_of(Consistency value) { return kConsistencies[static_cast<std::size_t>(value)]; }

// ICD 203 (Analytic Standards), which has two rows of words for the same seven ranges; the ranges meet at
// their ends, as they stand there.
constexpr Likelihood kLikelihoods[] = {
    {"almost-no-chance", "almost no chance", 1, 5, 1},
    {"remote", "remote", 1, 5, 2},
    {"very-unlikely", "very unlikely", 5, 20, 1},
    {"highly-improbable", "highly improbable", 5, 20, 2},
    {"unlikely", "unlikely", 20, 45, 1},
    {"improbable", "improbable", 20, 45, 2},
    {"roughly-even-chance", "roughly even chance", 45, 55, 1},
    {"roughly-even-odds", "roughly even odds", 45, 55, 2},
    {"likely", "likely", 55, 80, 1},
    {"probable", "probable", 55, 80, 2},
    {"very-likely", "very likely", 80, 95, 1},
    {"highly-probable", "highly probable", 80, 95, 2},
    {"almost-certain", "almost certain", 95, 99, 1},
    {"nearly-certain", "nearly certain", 95, 99, 2},
};

// "very likely", "Very_Likely" and "very-likely" are one word.
bool same_letters(std::string_view a, std::string_view b) {
  const auto fold = [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c == ' ' || c == '_' ? '-' : c;
  };
  return std::ranges::equal(a, b, {}, fold, fold);
}

// By grade from A, or from 1; "cannot be judged" weighs as the middle does.
constexpr int kWeights[] = {100, 80, 60, 40, 20};
constexpr int kWeightUnjudged = 60;
constexpr int kUnjudged = 2;  // between D and C
constexpr int kRanks[] = {5, 4, 3, 1, 0};

}  // namespace

std::string_view word_of(Consistency value) { return words_of(value).word; }
std::string_view sign_of(Consistency value) { return words_of(value).sign; }
int step_of(Consistency value) { return words_of(value).step; }

// What is neither for nor against has no opposite and stays.
Consistency flipped(Consistency value) {
  switch (value) {
    case Consistency::very_inconsistent:
      return Consistency::very_consistent;
    case Consistency::inconsistent:
      return Consistency::consistent;
    case Consistency::consistent:
      return Consistency::inconsistent;
    case Consistency::very_consistent:
      return Consistency::very_inconsistent;
    default:
      return value;
  }
}

std::optional<Consistency> consistency_from(std::string_view text) {
  for (std::size_t i = 0; i < std::size(kConsistencies); ++i)
    if (same_letters(text, kConsistencies[i].word) || same_letters(text, kConsistencies[i].sign))
      return static_cast<Consistency>(i);
  return std::nullopt;
}

// Written so that a NaN, which compares false with everything, is none.
bool is_ratio(double value) { return value >= kSmallestRatio && value <= kLargestRatio; }

// The bounds are each other's inverses, so that a ratio and its inverse map to opposite words.
Consistency mapped(double ratio) {
  if (ratio >= 10) return Consistency::very_consistent;
  if (ratio > 2) return Consistency::consistent;
  if (ratio >= 0.5) return Consistency::neutral;
  if (ratio > 0.1) return Consistency::inconsistent;
  return Consistency::very_inconsistent;
}

int weight_of_reliability(char grade) { return grade >= 'A' && grade <= 'E' ? kWeights[grade - 'A'] : kWeightUnjudged; }
int weight_of_credibility(int grade) { return grade >= 1 && grade <= 5 ? kWeights[grade - 1] : kWeightUnjudged; }
int rank_of_reliability(char grade) { return grade >= 'A' && grade <= 'E' ? kRanks[grade - 'A'] : kUnjudged; }
int rank_of_credibility(int grade) { return grade >= 1 && grade <= 5 ? kRanks[grade - 1] : kUnjudged; }

std::span<const Likelihood> likelihoods() { return kLikelihoods; }
const Likelihood* likelihood_from(std::string_view text) {
  for (const Likelihood& one : kLikelihoods)
    if (same_letters(text, one.word)) return &one;
  return nullptr;
}

}  // namespace parley::assess
