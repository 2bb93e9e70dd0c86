// A comparison as one HTML file that needs nothing else: to be read on a screen or a telephone, printed, and handed on.
#pragma once

#include "accounts/report.h"
#include "desk/comparing.h"

namespace parley::view {

struct PageOptions {
  std::string title;  // of the case
  std::string note;   // a sentence under it: which event, between whom; may be empty
};

// Contested propositions first, each with the words of every account and the chain they came through; the matrix; what
// changed; shared lines; who has not answered; the timeline; the sources. A matrix of more than kMaxMatrixCells cells
// and a timeline of more than kMaxTimeline statements are left to --event and --between, and the page says so.
inline constexpr std::size_t kMaxMatrixCells = 8'000, kMaxTimeline = 2'000;
std::string page(const accounts::Comparison& comparison, const accounts::Selection& selection,
                 const PageOptions& options);
// What was chosen, in sentences under the title; empty: everything.
std::string choice_text(const desk::Comparing::Wanted& wanted);

}  // namespace parley::view
