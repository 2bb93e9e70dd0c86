// Everything computed of a question for one reader at one moment: what the terminal, --json and the page show.
#pragma once

#include "assess/outcome.h"
#include "assess/overlay.h"
#include "assess/sensitivity.h"

namespace parley::assess {

struct ViewOptions {
  std::vector<std::string>
      without;  // sources, parties that control sources, or rows, by name or id: left out of every ranking
  Weighting weighting = Weighting::plain;
  std::optional<Micros> as_of;
};

struct PartyView {
  Sensitivity sensitivity;  // weighted as the options say
  const Ranking& ranking() const { return sensitivity.before; }
  std::optional<Bayes> bayes;
  std::vector<std::optional<int>> diagnosticity;  // by row
};

// Moves, but is not copied: the overlay points into the question.
struct View {
  Question question;
  ViewOptions options;
  Selection rows;
  std::vector<PartyView> parties;  // by matrix of the question
  Overlay overlay;
  std::vector<LookingBack> looking_back;

  View() = default;
  View(View&&) = default;
  View& operator=(View&&) = default;
  View(const View&) = delete;
};

// Fails with not_found when the question, or something in `without`, is not there.
Result<View> make_view(const Desk& desk, std::string_view question_id, const ViewOptions& options);

// "2", "0.6": an inconsistency as people read it.
std::string shown_inconsistency(std::int64_t hundredths);
// The sentence that goes with every Bayesian reading.
inline constexpr std::string_view kBayesAssumes =
    "equal chances at the start, rows independent of each other given the hypothesis";
// What `variant` does to the order, in a few words: "the order stays", "H2 comes first", "H1 and H2 share the first
// place".
std::string effect_of(const Question& question, const Variant& variant);

}  // namespace parley::assess
