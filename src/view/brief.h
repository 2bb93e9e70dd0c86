// What a telling says in sentences, by one grammar for the page and the terminal: the headline, the deck under it, and
// the paragraph. Every name carries the statements that it stands for and every quotation its place, so that a test can
// hold the brief against the telling and both against the texts.
#pragma once

#include "accounts/telling.h"

namespace parley::view {

struct BriefRun {
  enum class Kind { plain, lead, name, quotation } kind = Kind::plain;
  std::string text;
  std::vector<accounts::StatementIndex> statements;    // of a name
  accounts::DocumentIndex document = accounts::kNone;  // of a quotation, where it is known
  std::size_t line = 0;
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
// "two", "twelve", "13".
std::string number_word(std::size_t n);

// A proposition as a clause: "the talks were about looking ahead", after "that" or "whether". Its first letter becomes
// small when the word is one that the texts of the case write small, or one that never is a name.
class Clauses {
 public:
  explicit Clauses(const accounts::Material& material);
  std::string of(accounts::PropositionIndex proposition) const;
  std::string of(std::string_view text) const;
  // Where a text has these words, as they stand; nothing when none has them.
  struct Place {
    accounts::DocumentIndex document = accounts::kNone;
    std::size_t line = 0;
  };
  std::optional<Place> place_of(std::string_view words) const;

 private:
  const accounts::Material& material_;
  std::set<std::string, std::less<>> small_;
};

}  // namespace parley::view
