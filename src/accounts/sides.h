// Inside of accounts: for whom people speak, and who stands with which of two sides (telling.h).
#pragma once

#include <map>

#include "accounts/telling.h"

namespace parley::accounts {

// Looked up once for all parties; a call costs nothing then.
class Sides {
 public:
  explicit Sides(const Material& material);
  // For whom a party speaks, itself when somebody speaks for it; kNone: of no side, one of the others.
  PartyIndex of(PartyIndex party) const { return party == kNone ? kNone : side_[party]; }

 private:
  std::vector<PartyIndex> side_;
};

// Of one choice of a reader.
class Standings {
 public:
  Standings(const Comparison& comparison, const Selection& selection);

  Telling::Chosen chosen() const { return chosen_; }
  PartyIndex first() const { return first_; }
  PartyIndex second() const { return second_; }
  Standing of(PartyIndex party) const { return party == kNone ? Standing::others : standing_[party]; }
  // Whose side a statement in an account counts for: that of its holder, and of its teller when it is heard only
  // through the opposite side.
  Standing of(AccountIndex account, PartyIndex holder, StatementIndex statement) const;
  // The same of a whole account: where all of its statements stand, else where its holder does.
  Standing of_account(AccountIndex account) const;
  // For whom an account counts: one of the two sides, else whoever its holder speaks for, or its holder.
  PartyIndex side_of_account(AccountIndex account) const;
  // Whether somebody of one of the two sides stands with the other, which alone tells of him.
  bool of_other_side(PartyIndex party, Standing standing) const {
    const Standing own = of(party);
    return (own == Standing::first && standing == Standing::second) ||
           (own == Standing::second && standing == Standing::first);
  }

 private:
  void take_sides(PartyIndex first, PartyIndex second);
  void choose(const Selection& selection);
  void by_reader(const Selection& selection);
  void stand_groups();

  const Comparison& comparison_;
  const Material& material_;
  Sides sides_;
  Telling::Chosen chosen_ = Telling::Chosen::nothing;
  PartyIndex first_ = kNone, second_ = kNone;
  std::vector<Standing> standing_;          // of each party
  std::map<AccountIndex, Standing> named_;  // accounts that the reader named one by one
};

// Where a statement begins, in the order in which texts are read: documents by name, then by place. Views into the
// material.
struct PlaceInText {
  std::string_view document;
  std::size_t byte = SIZE_MAX;
  std::string_view statement;
  bool operator<(const PlaceInText& other) const;
};
PlaceInText place_in_text(const Material& material, StatementIndex statement);

// The same order, for who compares the places of many statements: the names of documents are compared once.
class PlacesInText {
 public:
  explicit PlacesInText(const Material& material);
  struct Place {
    std::uint32_t document = 0;
    std::size_t byte = 0;
    StatementIndex statement = kNone;
  };
  Place of(StatementIndex statement) const;
  bool less(const Place& a, const Place& b) const;

 private:
  const Material& material_;
  std::vector<std::uint32_t> rank_;  // of each document
};

}  // namespace parley::accounts
