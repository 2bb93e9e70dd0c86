// Accounts side by side: who says what of a matter, and where that agrees, contradicts, declines, changes or falls
// silent.
//
// Everything here is computed for a reader from the statements of a Material and from nothing else; nothing of it is
// stored. A contradiction stays where it is: no verdict about one proposition looks at another.
//
//   An ACCOUNT is one holder on one occasion through one channel. The recorder of a statement may say to which account
//   it counts (DeclaredAccount); such an account has exactly these statements. Every other statement is put together by
//   holder, occasion (or, without one, the words that say when, and the publisher) and the parties it came through
//   behind the publisher. A CELL is an account's set of stances on one proposition, each with its statements.
//   Statements that a careful reader may leave out make no cell unless asked for or counted to an account by name; a
//   stance "silent" makes none. No cell: the account is silent. A stance on the negation of a proposition counts on the
//   proposition too, the other way round (CellStance::by_negation). A VERDICT follows from two cells by one table: same
//   side agree, opposite sides contradict, both speak but not both take a side not_inconsistent, one silent
//   one_side_only. A cell with both sides takes none and is a self-contradiction.
//
// A Comparison is for one thread; it keeps a reference to its Material, which must outlive it. Cost: linear in
// statements to build, a hash lookup a verdict; pairs of accounts are never stored.
#pragma once

#include <functional>
#include <memory>
#include <set>
#include <span>

#include "accounts/statement.h"

namespace parley::accounts {

using AccountIndex = std::uint32_t;

struct Options {
  std::optional<Micros>
      as_of;  // only what was received by then (recorded by then, when it was not received from anywhere)
  std::optional<Micros> said_by;  // only what was said by then; what does not say when exactly stays in
  std::set<std::string>
      without;  // sources off: parties by short name or STIX id, as speaker, recorder or link; documents; journals
  bool optional_readings = false;  // let statements make cells that a careful reader may leave out
};

struct Account {
  std::string name;   // the file's own id when declared ("A1"), else made of its key: "tarlenheim@E2"
  std::string title;  // for people: "Tarlenheim’s account of the meeting"
  PartyIndex holder = kNone;
  PartyIndex side = kNone;          // for whom the holder speaks; the holder itself when for nobody
  EventIndex occasion = kNone;      // of its first statement
  std::string when;                 // in words, as the statements or the event have it
  std::vector<PartyIndex> channel;  // behind the publisher, from the page inwards: {diplomat, note}
  bool declared = false;
  std::string reader;  // whose reading it is, where another party reads the same words differently: an identity
  std::vector<StatementIndex> statements;   // in the order of the material
  std::vector<PropositionIndex> speaks_on;  // propositions with a cell, ascending
};

struct CellStance {
  Stance stance = Stance::unknown;
  bool negation = false, presupposed = false, in_part = false;
  bool by_negation = false;  // taken on a proposition that is the negation of this one
  std::vector<StatementIndex> statements;
};
// "affirms", "accepts the denial", "denies (presupposed)", "accepts (in part)": the words of a matrix.
std::string to_words(const CellStance& stance);
enum class Side : std::int8_t { denies = -1, none = 0, affirms = 1 };
Side side_of(const CellStance& stance);

struct Cell {
  AccountIndex account = kNone;
  PropositionIndex proposition = kNone;
  std::vector<CellStance> stances;  // in the order in which they were met
  bool affirms = false, denies = false;

  Side side() const { return affirms == denies ? Side::none : affirms ? Side::affirms : Side::denies; }
  bool contradicts_itself() const { return affirms && denies; }
  // One line for a matrix: the stances that say more than another one of the same word, joined by " and ".
  std::vector<std::string> words() const;
  std::vector<StatementIndex> statements() const;  // ascending, each once
};

enum class Verdict : std::uint8_t { agree, contradict, not_inconsistent, one_side_only, both_silent };
std::string_view to_string(Verdict verdict);  // "not inconsistent"
Verdict verdict_between(const Cell* a, const Cell* b);

// Told by the accounts that take a side on it.
enum class Told : std::uint8_t { neither, true_only, false_only, both };
std::string_view to_string(Told told);  // "neither", "true", "false", "both"

struct PropositionView {
  PropositionIndex proposition = kNone;
  Told told = Told::neither;
  std::vector<AccountIndex> affirmed_by, denied_by, undecided;  // undecided: speak, take no side
};

// How far from the page a statement is: the links behind the publisher. Depth 0 is what the publisher reports directly.
// The chain names the speaker, each link and the publisher; an addressee is no link unless he passed the words on.
struct Hearsay {
  unsigned depth = 0;
  std::string chain;   // "Gorvenko → a note → a diplomat → the Courier"
  std::string told;    // the same as a sentence: "Corvo told Hessel, who told Gant; the Courier reports it"
  bool loops = false;  // the chain or the statements around it form a ring
};

// What a text says in its own voice, or somebody in it.
struct TextSays {
  DocumentIndex document = kNone;
  std::size_t line = 0;
  std::string sentence;
  PartyIndex by = kNone;   // whose word it is: the publisher, or who is quoted
  std::string words = {};  // what matters of the sentence, where only a part of it does: "has not spoken in public"
};

// One moment of a holder on a proposition.
struct Position {
  std::string when;  // in words; "according to ..." for hearsay; may be empty
  std::vector<AccountIndex> accounts;
  std::vector<std::string> stances;
  bool affirms = false, denies = false;
  std::vector<StatementIndex> statements;
  PropositionIndex through = kNone;  // taken on this one: the holder is silent on the other one then
  bool near = false;           // `through` only has to do with it: he spoke of something near, and that is no position
  bool unplaced = false;       // nothing says whether this was before or after the others
  std::string conditional_on;  // rests on one chain of hearsay only
};
struct Change {
  PartyIndex holder = kNone;
  PropositionIndex proposition = kNone;
  bool changed = false;            // on occasions of a known order, by what is recorded of this very proposition
  std::vector<Position> sequence;  // in the order of time as far as it is known (order.h); then what is unplaced
  std::string conditional_on;      // it would be a change if this were so
  std::optional<TextSays> source;  // a text says that it is one
};

struct SharedLine {
  std::string line;                  // as the first of them has it
  bool verbatim = false;             // else near: the same words in other forms
  bool asserted = false;             // a document says so, or a recorder joined the statements
  std::vector<PartyIndex> speakers;  // one a statement in order, each once; a single one used it more than once
  std::vector<StatementIndex> statements;
  struct Place {
    DocumentIndex document;
    Span span;
  };
  std::vector<Place> places;         // each place once
  bool one_utterance = false;        // all of them report one utterance
  int weight = 0;                    // how unlikely chance is; lines are ranked by it
  std::vector<std::string> telling;  // the words of the line that are not ordinary: the evidence
  bool instead_of_answer = false;    // one speaker, who repeats himself where he was asked something
  bool found = true;                 // false: only asserted by a text; then there is no line
  std::optional<TextSays> source;    // the sentence that asserts it
};

// Several reports of one utterance: to be counted once.
struct Utterance {
  std::vector<StatementIndex> statements;
  bool asserted = false;  // joined by a recorder; else found: one speaker, one occasion, one side of one proposition,
                          // different ways, and like words
};

// Somebody who speaks himself says nothing on a matter: he was asked and no answer is reported, or, weaker, others
// spoke. What somebody declined in so many words is a non-answer (answers.h).
struct Silence {
  enum class Why : std::uint8_t { asked, others_spoke } why;
  AccountIndex account = kNone;
  PropositionIndex proposition = kNone;
  std::vector<StatementIndex> statements;  // the questions
};
std::string_view to_string(Silence::Why why);
inline constexpr std::size_t kMaxSilences = 200;  // of those where others spoke
struct Silences {
  std::vector<Silence> list;  // who was asked first, then by how much a reader would notice
  std::size_t left_out = 0;   // weaker ones beyond kMaxSilences
};

// Of a comparison what is looked at: one flag an account, one a proposition.
struct Shown {
  std::vector<bool> accounts, propositions;
};

struct SelfContradiction {
  PartyIndex holder = kNone;
  PropositionIndex proposition = kNone;
  std::vector<AccountIndex> accounts;  // one: within an account; several on one occasion: reported differently
};

// What stands behind a cell.
struct Why {
  const Cell* cell = nullptr;  // null: the account is silent; `rule` says why that is so
  struct Ground {
    StatementIndex statement;
    std::string stance;
    Hearsay hearsay;
    unsigned utterance = 0;  // grounds with one number report one utterance; 0: nobody else reports it
  };
  std::vector<Ground> grounds;
  std::string rule;
  std::vector<StatementIndex> left_out;  // take a stance, but make no cell: optional readings
};

struct Found;  // found.h

class Comparison {
 public:
  struct Impl;  // model.h
  explicit Comparison(const Material& material, Options options = {});
  // `known`: what a comparison of the same material with the same options has found before.
  Comparison(const Material& material, Options options, Found known);
  ~Comparison();
  Comparison(Comparison&&) noexcept;

  // One more statement of the material, which was put there after this was built (or takes the place of one that was
  // not here).
  void add(StatementIndex statement);

  const Material& material() const;
  const Options& options() const;
  bool counts(StatementIndex statement) const;  // not turned off by the options

  const std::vector<Account>& accounts() const;
  std::optional<AccountIndex> find_account(std::string_view name) const;
  // Accounts that a word of the command line means: an account, or all of a holder or a side.
  std::vector<AccountIndex> accounts_of(std::string_view name) const;

  const std::vector<Cell>& cells() const;
  const Cell* cell(AccountIndex account, PropositionIndex proposition) const;   // null: silent
  std::span<const std::uint32_t> cells_on(PropositionIndex proposition) const;  // places in cells()
  Verdict verdict(AccountIndex a, AccountIndex b, PropositionIndex proposition) const;
  // What an "agree" hides, or nothing: other stances, hedging, weaker words, other figures, notes on strength and
  // scope.
  std::string difference(AccountIndex a, AccountIndex b, PropositionIndex proposition) const;
  // What a verdict between these two hangs on, or nothing: hearsay through one chain only, conditional statements.
  std::string conditional_on(AccountIndex a, AccountIndex b, PropositionIndex proposition) const;
  PropositionView told(PropositionIndex proposition) const;

  Hearsay hearsay(StatementIndex statement) const;
  Why why(AccountIndex account, PropositionIndex proposition) const;

  // Computed when they are first asked for, over everything that counts; valid until a statement is added.
  const std::vector<Change>& changes() const;
  // Those of them in which something moved, would have moved, or is said to have: hardly any, and found sooner.
  const std::vector<Change>& moves() const;
  const std::vector<SharedLine>& shared_lines() const;
  const std::vector<Utterance>& utterances() const;
  // With `shown`, of what is looked at only.
  Silences silences(const Shown* shown = nullptr) const;
  std::vector<SelfContradiction> self_contradictions() const;
  // Problems of the material and of the statements that count, and times that contradict one another, each as a
  // sentence.
  std::vector<std::string> problems() const;
  const Impl& inside() const { return *impl_; }  // for the files of this module

 private:
  std::unique_ptr<Impl> impl_;
};

// Of a pair of accounts on a proposition, in a fixed order; each pair once.
struct PairVerdict {
  AccountIndex a, b;
  PropositionIndex proposition;
  Verdict verdict;
};
// Calls `each` for every pair of accounts that both speak on a proposition; with `one_sided`, also for every pair of
// which one does.
void for_each_verdict(const Comparison& comparison, bool one_sided,
                      const std::function<void(const PairVerdict&)>& each);
// How many that would be, without going through them.
struct VerdictCounts {
  std::uint64_t agree = 0, contradict = 0, not_inconsistent = 0, one_side_only = 0;
};
VerdictCounts count_verdicts(const Comparison& comparison);

}  // namespace parley::accounts
