// On whom a claim rests: not how many accounts repeat it, but how many can know of it independently of one another.
//
// An ORIGINATOR of a side of a proposition is a person or a body that takes that side and can know, counted once. Who
// only takes it from others is none: a publisher that says what its own text tells of others, who believes what he
// passes on, who reads out a paper. A word that reaches the page through others only is HOLLOW: it is told, and not
// said here. Originators are INDEPENDENT when neither stands inside the other, none hangs on the other, they hang on
// nobody in common, and they are not of one side; who speaks for nobody is of no side. An ORIGIN is what is left when
// those that are not independent are counted as one: "6 accounts, 2 origins". It never grows by a relay.
#pragma once

#include "accounts/accounts.h"

namespace parley::accounts {

// A way by which a word came to a page: the relays from the speaker outwards, and where it stands.
struct Way {
  std::vector<PartyIndex> relays;
  PartyIndex publisher = kNone;
  DocumentIndex document = kNone;
  auto operator<=>(const Way&) const = default;
};

struct Originator {
  PartyIndex party = kNone;
  PartyIndex side = kNone;  // for whom it speaks; kNone: for nobody, one of the others
  bool own_voice = false;   // some of it in its own words to the page; else hollow
  bool both_sides = false;  // takes the other side of the proposition, too, somewhere
  bool only_alleges = false;
  std::vector<StatementIndex> statements;
  std::vector<Way> ways;             // each once
  std::vector<PartyIndex> hangs_on;  // relays in every one of its ways; empty when something stands firm
};

// Originators that are not independent of one another; the first is the one on whom the others hang, else who speaks
// himself.
struct Origin {
  std::vector<Originator> voices;
  PartyIndex side = kNone;  // of all of them; kNone: of no side, or not of one
};

// Who takes a side, but only from others who take it.
struct Reliant {
  PartyIndex who = kNone;
  std::vector<PartyIndex> on;
  std::vector<StatementIndex> statements;
};

struct Support {
  PropositionIndex proposition = kNone;
  Side side = Side::none;
  std::vector<AccountIndex> accounts;  // ascending
  std::vector<Origin> origins;         // who speaks for himself first, then by name
  std::vector<Reliant> relying;
  DocumentIndex one_page = kNone;  // the only document through which two or more origins came
  std::size_t originators() const;
};

// On whom one side (affirms or denies) of a proposition rests. With `shown`, only by these accounts (ascending).
Support support_of(const Comparison& comparison, PropositionIndex proposition, Side side,
                   const std::vector<AccountIndex>* shown = nullptr);
// "6 accounts, 2 origins"; one origin of several accounts says of whom: "3 accounts, 1 origin".
std::string in_words(const Support& support);
// The tree: for each originator a line, from the page inwards: "the Courier ← a European diplomat ← the note".
std::vector<std::string> tree_of(const Material& material, const Support& support);

// The heading of a text says in the voice of the text what the text itself has from one origin only: one claim, and two
// named sources.
struct Heading {
  StatementIndex heading = kNone;
  PropositionIndex proposition = kNone;
  Side side = Side::none;
  PartyIndex origin = kNone;
};
std::vector<Heading> headings(const Comparison& comparison);

}  // namespace parley::accounts
