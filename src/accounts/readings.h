// Several readings of the same words, side by side: what the one who recorded a statement made of it, what second
// readers say of that, and what others recorded of the very same words. Nothing is decided between them.
#pragma once

#include <string>
#include <vector>

#include "accounts/agreement.h"
#include "accounts/statement.h"

namespace parley::accounts {

struct Reading {
  std::string party;                 // whose it is: an identity
  std::vector<std::string> readers;  // the people, where they are known
  StatementIndex statement = kNone;  // as it was recorded; none: a second reader's
  std::string stance;                // "denies (in part)"; "not denies" of who disputes and says no more; "silent"
  std::string why;
  std::optional<int> confidence;
};

// The readings of one statement on one proposition; or, without one, what is said of the statement as a whole.
struct ReadStance {
  StatementIndex statement = kNone;  // the first that recorded these words
  PropositionIndex proposition = kNone;
  std::vector<Reading> readings;  // the first is that statement's
  bool differ() const;
};

// Of all statements that somebody else has read, in their order.
std::vector<ReadStance> readings_of(const Material& material);
Agreement agreement_of(const std::vector<ReadStance>& readings);

// Statements of different parties that record the same words: in one document, of one speaker, most of the shorter one
// within the longer. For each that has such others: the first of them.
std::vector<std::pair<StatementIndex, StatementIndex>> same_words(const Material& material);

// "denies (in part)".
std::string in_words(const TakenStance& stance);

}  // namespace parley::accounts
