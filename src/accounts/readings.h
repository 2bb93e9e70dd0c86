// Several readings of the same words, side by side: what the one who recorded a statement made of it, what second
// readers say of that, and what others recorded of the very same words. Nothing is decided between them.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
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
// Of these only what is on one of the propositions, or on the whole of a statement that is about one of them.
std::vector<ReadStance> readings_on(const Material& material, const std::vector<PropositionIndex>& propositions);
// As a list for programs: what is read, whether they differ, and every reading with whose it is.
std::string readings_json(const Material& material, const std::vector<ReadStance>& readings);
// Of each reader what he said last: nobody agrees with himself.
Agreement agreement_of(const std::vector<ReadStance>& readings);

// Statements of different parties that record the same words: in one document, of one speaker, most of the shorter one
// within the longer. For each that has such others: the first of them.
std::vector<std::pair<StatementIndex, StatementIndex>> same_words(const Material& material);

// What two parties can have read differently: propositions of one text are one, whoever entered them, and of what a
// party has in none of its statements it has read nothing.
class ReadPropositions {
 public:
  explicit ReadPropositions(const Material& material);
  PropositionIndex one(PropositionIndex of) const { return of == kNone ? kNone : one_[of]; }  // the first of that text
  bool has_read(std::string_view party, PropositionIndex one) const;

 private:
  std::vector<PropositionIndex> one_;
  std::map<std::string, std::set<PropositionIndex>, std::less<>> read_;
};
// Whether two statements of the same words say something else of what both parties have read.
bool read_differently(const ReadPropositions& propositions, const Statement& a, const Statement& b);

// "anna, boris (ruritania)"; "somebody" of whom nothing is known.
std::string in_words(const Material& material, std::string_view party, const std::vector<std::string>& people);
// "recorded by anna (ruritania), 80 per cent sure".
std::string recorded_in_words(const Material& material, const Statement& statement);
// "denies (in part)".
std::string in_words(const TakenStance& stance);

}  // namespace parley::accounts
