// Inside of the notation's reader: a statement. Where two ways of writing are both what people do (the words before the
// stance or behind it, the publisher named in the chain or not), both are read.
#pragma once

#include <string>

#include "accounts/notation_parts.h"

namespace parley::accounts::notation {

struct TypedStatement {
  CaseStatement statement;
  bool only = false;  // its chain is as it is written, without the publisher before it
  // The question to which it is the answer, if one was typed: a statement of its own (question_before()).
  bool asked = false;
  CaseStatement question;
};

// What stands behind "NAME:" in a line; it stands in `document` unless it says another.
TypedStatement read_statement(Parts& parts, const std::string& name, const std::string& document);

// The question before an answer, without its words: put to him who answers, by `asker`, on what the answer is about, on
// the same occasion. It is called as the answer is, with a question mark.
CaseStatement question_before(const CaseStatement& answer, const std::string& asker);

}  // namespace parley::accounts::notation
