// Everything computed of a question for one reader at one moment: what the terminal, --json and the page show.
#pragma once

#include "assess/discriminators.h"
#include "assess/outcome.h"
#include "assess/overlay.h"

namespace parley::assess {

struct ViewOptions {
  // Sources, parties (all that is on their side), or rows, by name or id: left out of every ranking.
  std::vector<std::string> without;
  Weighting weighting = Weighting::plain;
  std::optional<Micros> as_of;
  bool all = false;  // with what was withdrawn
};

struct PartyView {
  Sensitivity sensitivity;  // weighted as the options say
  const Ranking& ranking() const { return sensitivity.before; }
  CollectNext next;
  std::optional<Bayes> bayes;
  std::vector<std::optional<int>> diagnosticity;  // by row
};

// Moves, but is not copied: the overlay points into the question.
struct View {
  Question question;
  ViewOptions options;
  Selection rows;
  // The rows as they are shown: those that take part first, of these what tells the hypotheses apart most by any
  // party's ratings, then by all parties' together, then by name.
  std::vector<std::size_t> row_order;
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
// "rated on 1 of 13", for what stands beside; that the rows are not the same, where their number does not show it.
std::string beside_of(const Ranking& ranking, std::size_t hypothesis);
// Why no hypothesis is ranked; empty when some are.
std::string_view why_not_ranked(const Question& question, const Ranking& ranking);
// The sentence that goes with every Bayesian reading.
inline constexpr std::string_view kBayesAssumes =
    "equal chances at the start, rows independent of each other given the hypothesis";

}  // namespace parley::assess
