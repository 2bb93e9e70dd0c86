// Who was asked and did not answer: what he did instead, in his words, beside the question.
//
// A NON-ANSWER is a declined answer on a proposition that has a question behind it: refused, met with other words,
// neither confirmed nor denied, not given at all, or passed over. It is told of an account, with every matter that the
// same words leave open. What a text tells and nobody recorded ("did not answer the question") is found in the text and
// said to be from there; that works for English.
#pragma once

#include "accounts/accounts.h"
#include "accounts/quotes.h"

namespace parley::accounts {

struct NonAnswer {
  enum class How : std::uint8_t { declined, other_words, neither, no_answer, not_mentioned };
  struct Answer {
    StatementIndex statement = kNone;
    How how = How::declined;
    Quotation quote;  // may be empty: there were no words
  };

  PartyIndex who = kNone;  // kNone: the text names him by a word that is no name here
  AccountIndex account = kNone;
  std::vector<PropositionIndex> on;       // may be empty: what was asked is not told
  std::vector<StatementIndex> questions;  // as recorded
  std::string question;                   // in words, as recorded or as the text has it; may be empty
  std::vector<std::string> asked_again;   // further questions on the same matter, as recorded
  std::vector<Answer> answers;            // empty: nobody recorded it

  // The sentence of the text: of what only the text tells, with the one before it and who is said not to have answered;
  // of what was recorded without words of his own, so that what the text has of it is not lost.
  DocumentIndex document = kNone;
  std::size_t line = 0;
  std::string sentence, before, subject;
  bool asked = true;  // false: only that he has not spoken, and nobody says that he was asked

  bool recorded() const { return !answers.empty(); }
};
// Whether a question goes on in an English sentence behind "asked": "whether it was lit"; else it stands in marks.
bool goes_on(std::string_view question);
std::string_view to_string(NonAnswer::How how);  // "declined", "said this instead", ...

// What happened, in one line without the name and the matter: "asked whether it was lit: declined to answer, “leave
// that to the Board”"; of what only the text tells, its sentence and where it stands.
std::string in_words(const Material& material, const NonAnswer& one);

// All there are, recorded ones in the order of their statements; what a text tells of one that was recorded is not yet
// put to it.
struct NonAnswers {
  std::vector<NonAnswer> recorded, told;
};
// Looked for when they are first asked for, and kept by the comparison until a statement is added.
const NonAnswers& all_non_answers(const Comparison& comparison);

// Recorded ones in the order of their statements, then what only the texts tell. With `shown`, of those that are
// recorded only the ones of accounts that are looked at.
std::vector<NonAnswer> non_answers(const Comparison& comparison, const Shown* shown = nullptr);

}  // namespace parley::accounts
