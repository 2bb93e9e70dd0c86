// A comparison as one HTML file that needs nothing else: a brief of one printed page for a reader who has two minutes,
// and after it the pictures, every word, and every statement. To be read on a screen or a telephone, printed, and
// handed on.
#pragma once

#include "accounts/report.h"
#include "accounts/telling.h"
#include "desk/comparing.h"
#include "desk/provenance.h"

namespace parley::view {

struct PageOptions {
  std::string title;           // of the case
  std::string note = {};       // a sentence under it: which event, between whom; may be empty
  std::string command = {};    // what shows the same again: "parley compare lake-tarn"
  desk::Provenance from = {};  // what it was made from
  std::string language = "en";
  bool from_right = false;  // a page that is read from the right: A stands at the right
};

// The page: the brief, then everything. A matrix of more than kMaxMatrixCells cells and more than kMaxRegister
// statements are left to --event and --between, and the page says so.
inline constexpr std::size_t kMaxMatrixCells = 20'000, kMaxRegister = 20'000;
std::string page(const accounts::Comparison& comparison, const accounts::Selection& selection,
                 const accounts::Telling& telling, const PageOptions& options);
// The first sheet of it alone.
std::string brief_page(const accounts::Comparison& comparison, const accounts::Selection& selection,
                       const accounts::Telling& telling, const PageOptions& options);
// What was chosen, in sentences under the title; empty: everything.
std::string choice_text(const desk::Comparing::Wanted& wanted);

}  // namespace parley::view
