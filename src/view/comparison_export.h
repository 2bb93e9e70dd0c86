// The same view for other programs: tables for a spreadsheet, and Markdown that a word processor takes. Every quotation
// comes with its source, its line and the hash of the document in which it stands.
#pragma once

#include "view/comparison_page.h"

namespace parley::view {

// RFC 4180, UTF-8, with heads. A field that a spreadsheet would take for a formula has an apostrophe in front.
std::string cells_csv(const accounts::Comparison& comparison, const accounts::Selection& selection,
                      const accounts::Telling& telling);
// Pairs of accounts that both speak on a proposition.
std::string verdicts_csv(const accounts::Comparison& comparison, const accounts::Selection& selection);
std::string statements_csv(const accounts::Comparison& comparison, const accounts::Selection& selection);

// CommonMark with nothing in it but text, headings, lists and quotations: no markup of others' words, no link, no
// image.
std::string markdown(const accounts::Comparison& comparison, const accounts::Selection& selection,
                     const accounts::Telling& telling, const PageOptions& options);

}  // namespace parley::view
