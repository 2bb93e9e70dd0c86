// What a comparison tells, in the order in which it is told: the one structure out of which the brief, the page, the
// terminal and the JSON are made, so that they agree on every name and number.
//
// A matter has at most two SIDES: those that the reader compares (--between), the parties of a group, or those for whom
// others speak (speaks_for), of these the two that say most. Whoever speaks for neither is one of the OTHERS; a body
// with members on both stands with both. A voice that is heard only through the opposite side counts for the side of
// its teller: it is his word. (Else a harbour master would "admit" whatever her opponent says that she has said, and
// "both sides say so" would rest on one of them.) That he speaks for the other side stands with his name. The rule is
// that of Standings (sides.h) and of nothing else: groups, --between, --ours, accounts and their verdicts go by it.
// Every proposition stands in exactly one GROUP, by who takes which side of it; a proposition that is the negation of
// another is told there. Inside a group the gravest comes first: what an analyst pinned; then by how many rely on it,
// accounts before statements; then its place in the text. Everything here is of what was chosen (Selection), counts
// too; counts are of propositions and never votes. It says what was said, not what is true.
#pragma once

#include <array>

#include "accounts/answers.h"
#include "accounts/origins.h"
#include "accounts/quotes.h"
#include "accounts/report.h"
#include "accounts/source_says.h"

namespace parley::accounts {

enum class Standing : std::uint8_t { first, second, both, others };

struct Telling {
  // A name as it is printed.
  struct Name {
    PartyIndex party = kNone;
    std::string full;    // "Konrad Tarlenheim", "the energy ministry"; of who is not known "somebody"
    std::string brief;   // its second use: "Tarlenheim"; of a body, or where two have one surname, the same as full
    std::string office;  // "Foreign Minister of Ruritania"; may be empty
    bool unnamed = false;
  };

  // The strongest quotation, with the other places at which the same utterance is reported.
  struct Words {
    Quotation quote;
    std::vector<Quotation> also;
  };

  enum class Manner : std::uint8_t { says_so, says_not, alleges_so, alleges_not, declines, doubts, raises };

  // All that one holder says on a proposition in one manner and one way: in his own words to the page, or told by
  // others. An originator is a holder; each counts once however many sayings, statements or accounts he has.
  struct Saying {
    Name who;
    Standing standing = Standing::others;
    Manner manner = Manner::says_so;
    bool own_words = false;
    bool of_other_side = false;  // he speaks for the side against which he stands here, and only this one tells of him
    std::vector<Name> told_by;   // when not: who told it, nearest to him first, each once
    // How each of these did, as it was recorded: "told the union's lawyer"; empty where only that he did.
    std::vector<std::string> told_how;
    std::optional<Name> to;  // to whom, if to one who neither tells it nor publishes it
    std::string as_told;     // "as Tarlenheim tells it", "as Hessel told Corvo"; empty for own words
    bool in_part = false, by_implication = false;
    std::string read_by;                   // who reads his words so, where two parties read them differently
    bool both_sides = false;               // he takes the other side of it, too, somewhere
    bool told_by_one_who_says_so = false;  // whoever tells it says the same himself: it can be left out of a sentence
    std::vector<Name> relies_on;           // he has it from these and cannot know himself: no originator
    std::string when;                      // of the only time there is; may be empty
    std::optional<TextSays> not_spoken;    // others tell it, and a text says that he has not spoken himself
    std::string only_if;                   // what has to hold for him to have said it; empty: nothing
    std::vector<AccountIndex> accounts;
    std::vector<StatementIndex> statements;
    Words words;
  };

  // What both sides say, told so that both would sign it, and the words in which they differ.
  struct Floor {
    PropositionIndex proposition = kNone;  // the weaker of the recorded wordings: this one, or a wider one
    std::string text;
    std::string first, second;  // the pair of words that differ, without marks; empty where they do not
  };

  struct Line {
    PropositionIndex proposition = kNone;
    std::string name, text;  // "Q1" and its words
    bool pinned = false;
    std::size_t accounts = 0, statements = 0;  // that take a side on it
    std::string so, not_so;                    // "6 accounts, 2 origins" on either side of it; may be empty
    // Of the first side and the second: whether anybody of it speaks, says so, says not so; and whether it contradicts
    // itself, because one of it says so and another one not so (Within).
    struct Takes {
      bool speaks = false, so = false, not_so = false, against_itself = false;
    };
    std::array<Takes, 2> takes;
    bool in_full = true;  // false: not among the gravest that were asked for; what follows is empty
    // Which origins these are: of each its voices, the first of whom is the one on whom the others hang.
    std::vector<std::vector<Name>> so_origins, not_so_origins;
    // First side, second, both, others; of each who takes a side first, and own words before what is told.
    std::vector<Saying> sayings;
    // Two of one side, of whom one says so and the other not so: to the page, or told by that side itself. What
    // somebody else tells of them is no word of the side. It stands in whatever group the line stands, and is never
    // taken for a contradiction between the sides.
    struct Within {
      Standing standing = Standing::first;
      std::vector<std::size_t> so, not_so;  // places in sayings
    };
    std::vector<Within> within;
    std::optional<Floor> floor;  // of what both sides say
  };

  enum class Kind : std::uint8_t {
    between_sides,    // contradicted: one side says so, the other says not so
    side_and_others,  // contradicted between one side and others
    within_a_side,    // contradicted between two who speak for one side
    among_others,     // contradicted among others
    both_sides,       // say the same: that it is so, or that it is not so
    only_first,
    only_second,
    only_others,
    alleged_by_others,  // and asserted by nobody
    nobody              // is on either side of it: asked, doubted, raised
  };
  static constexpr std::size_t kKinds = 10;

  struct Side {
    Name name;
    std::vector<PartyIndex> speak;  // for it here, by name
  };
  enum class Chosen : std::uint8_t { nothing, speaks_for, group, reader };

  // Who was asked and did not answer.
  struct Declined {
    Name who;  // without a party: as the text names him
    Standing standing = Standing::others;
    std::vector<PropositionIndex> on;
    std::vector<StatementIndex> statements;  // with the questions
    NonAnswer what;                          // question, evasive words, place
  };

  struct Moment {
    std::string when, stance;
    std::vector<AccountIndex> accounts;
    std::vector<StatementIndex> statements;
    Words words;
  };
  struct Moved {
    enum class How : std::uint8_t { changed, only_if, source_says } how = How::changed;
    Name who;
    Standing standing = Standing::others;
    PropositionIndex on = kNone;
    std::vector<Moment> moments;   // as they followed; the first and the last are the change
    std::string condition;         // of only_if: "the note being genuine"
    Quotation source;              // of source_says, and where a text says so of a change, too: its sentence
    PartyIndex source_by = kNone;  // whose word that is
  };

  // Somebody of one side who changed on what the other side says of a line: how he stood to it, one time after the
  // other. Without it "they contradict each other" would hide that they no longer do.
  struct Turn {
    enum class How : std::uint8_t { contradicts, agrees, takes_no_side };
    struct Step {
      How how;
      std::string when;
      std::vector<StatementIndex> statements;
    };
    PropositionIndex on = kNone;
    Name who;
    Standing standing = Standing::first;
    std::string other;  // who of the other side takes a side there; of several, that side
    std::vector<Step> steps;
  };

  // One side of the gravest contradiction between the two, with its strongest quotation: direct speech before reports
  // of it, at first hand before told, dated before undated, then the longest run of quoted words.
  struct Face {
    Standing standing = Standing::first;
    Manner manner = Manner::says_so;
    Name who;
    std::string when;
    std::string as_told, read_by;  // as of a saying
    Words words;
  };
  // What would move the gravest contradiction: an account that puts one originator on both sides of it.
  struct Hinge {
    Name who;
    std::vector<AccountIndex> accounts;
    std::vector<StatementIndex> statements;
    std::string only_if;
    Words words;
    std::vector<Saying> of_it;  // what each side says of that account: one saying a side, the strongest
  };
  struct Faces {
    PropositionIndex proposition = kNone;
    Face first, second;
    std::optional<Hinge> hinge;
  };

  // The two sides as wholes.
  struct Wholes {
    std::vector<PropositionIndex> agree, contradict, one_takes_no_side, one_is_silent;
  };

  // When something that is shown was said. Those that are placed come in order, then those that are not.
  struct Occasion {
    EventIndex event = kNone;
    std::string title, when;
    std::string relation;  // the words that give its time by something else: "hours ahead of the meeting"
    bool placed = false;
    bool after_last = false;  // known to be later than the one before it here; else their order is not known
    std::vector<AccountIndex> accounts;
  };

  struct Counts {
    std::size_t documents = 0, statements = 0, accounts = 0, propositions = 0, originators = 0;
  };

  // Of what the reader left out nothing is said, not even that it is not there.
  Only only = Only::everything;
  EventIndex event = kNone;
  bool narrowed() const { return only != Only::everything || event != kNone; }

  Chosen chosen = Chosen::nothing;
  std::optional<Side> first, second;
  std::array<std::vector<Line>, kKinds> groups;  // by Kind
  std::optional<Faces> faces;
  std::vector<PropositionIndex> bearing;  // of what both say, what bears on the gravest contradiction; at most two
  bool anybody_asked = false;
  std::vector<Declined> declined;
  std::vector<Moved> moved;  // changes, then only-ifs, then what the sources say
  std::vector<Turn> turns;
  std::optional<Wholes> wholes;
  std::vector<SourceSays> source_says;  // of somebody who is shown: what the texts say of how the words stand
  std::vector<Occasion> order;          // what was said when
  std::vector<Heading> headings;        // one claim, two named sources: a heading has it from one man in its text
  Counts counts;
  std::vector<Name> speakers;  // all who say anything on any line, each once

  const std::vector<Line>& lines(Kind kind) const { return groups[static_cast<std::size_t>(kind)]; }
  // In groups in which somebody contradicts.
  std::size_t contradicted() const;
};

// With `most`, for whoever shows no more than so many lines of a group: of what is contradicted, only alleged or on
// nobody's side, the others are told without their sayings. Everything else is the same.
Telling tell(const Comparison& comparison, const Selection& selection, std::size_t most = SIZE_MAX);

std::string_view to_string(Telling::Manner manner);  // "says so", "alleges that it is not so"
std::string_view to_string(Telling::Kind kind);      // "contradicted between the sides"
std::string_view to_string(Telling::Chosen chosen);
// "Tarlenheim", "Rassendyll, as Tarlenheim tells it", "Gorvenko, in part". With `full`, by the first use of the name.
std::string in_words(const Telling::Saying& saying, bool full = false);
// "Corvo contradicted Gant on Monday and agreed on Thursday".
std::string in_words(const Telling::Turn& turn);
std::string_view to_string(Telling::Turn::How how);  // "contradicts"
// Which origins: "a passenger; Brandt, with a deckhand of the ferry".
std::string in_words(const std::vector<std::vector<Telling::Name>>& origins);
// Whose words a face has, as far as it is known: name, office, who tells it of him, when, and by whose reading.
// "Ole Brandt, captain of the tug, as Gant tells it, on Friday". Beside the name of a side that speaks itself without
// that.
std::string who_of(const Telling::Face& face, PartyIndex side = kNone);

}  // namespace parley::accounts
