// A case as an analyst types it beside the text: one line a statement (docs/formats/notation.md).
//
//   case The harbour
//   document post = post.txt; by paper
//   party paper = the Vellin Post; publisher
//   party corvo = Ines Corvo; office harbour master
//   proposition P1 = the tug crossed a red light
//   in post
//   1: corvo affirms P1 "The tug crossed a red light"; said Thursday
#pragma once

#include <string>
#include <string_view>

#include "accounts/case.h"
#include "accounts/case_check.h"

namespace parley::accounts {

// Everything that can be read is; what cannot is told in `faults` with its line, and is fatal only where it is no text.
WorkedCase read_notation(std::string_view text, Faults& faults);

// What read_notation() makes the same case of. Quotations are written with as little beside their words as leads back
// to their place, for which their document's text is needed; where it is not there, with their line.
std::string write_notation(const WorkedCase& of, const CaseTexts& texts);

}  // namespace parley::accounts
