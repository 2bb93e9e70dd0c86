// What a telling says in sentences, by one grammar for the page and the terminal: the headline, the deck under it, and
// the paragraph. Every name carries the statements that it stands for and every quotation its place, so that a test can
// hold the brief against the telling and both against the texts.
#pragma once

#include "accounts/telling.h"
#include "view/clauses.h"

namespace parley::view {

struct BriefRun {
  enum class Kind { plain, lead, name, quotation } kind = Kind::plain;
  std::string text;
  std::vector<accounts::StatementIndex> statements;    // of a name
  accounts::DocumentIndex document = accounts::kNone;  // of a quotation, where it is known
  std::size_t line = 0;
  std::string language = {};  // of its words, where it is known
};
using BriefSentence = std::vector<BriefRun>;

// Shorter, for a page that runs over: fewer items in a clause. What is left out is counted ("and 2 more").
struct BriefLimits {
  std::size_t items = 4, names = 3, words = 230;
};
struct Brief {
  std::string headline;
  BriefSentence deck, paragraph;
};
Brief brief_of(const accounts::Comparison& comparison, const accounts::Telling& telling, std::string_view title,
               const BriefLimits& limits = {});

std::string text_of(const BriefSentence& sentence);
std::size_t words_in(const BriefSentence& sentence);

}  // namespace parley::view
