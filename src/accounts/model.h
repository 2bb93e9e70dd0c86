// The inside of a Comparison, shared by the files that compute its parts.
#pragma once

#include "accounts/accounts.h"
#include "accounts/answers.h"
#include "accounts/order.h"
#include "accounts/source_says.h"
#include "accounts/when.h"

namespace parley::accounts {

class Names;

struct Comparison::Impl {
  Impl(const Material& of, Options with);

  const Material& material;
  Options options;
  std::set<PartyIndex> parties_off;
  std::set<DocumentIndex> documents_off;

  std::vector<Account> accounts;
  std::unordered_map<std::string, AccountIndex> account_by_key, account_by_name;
  std::vector<Cell> cells;
  std::unordered_map<std::uint64_t, std::uint32_t> cell_at;
  std::vector<std::vector<std::uint32_t>> on_proposition;
  // Where several parties have recorded the same words (readings.h): those that say the same as another does, which are
  // not counted twice; those that say something else, whose words are no second use of a line; and the keys of accounts
  // that parties read differently, each of whom then has its own.
  std::set<StatementIndex> again, read_again;
  std::set<std::string, std::less<>> read_differently;
  std::vector<bool> added;              // statements that count and are in accounts
  std::vector<StatementIndex> counted;  // the same, in order
  // Computed once, when they are asked for, until a statement is added.
  mutable std::optional<std::vector<Utterance>> utterances;
  mutable std::optional<std::vector<Change>> changes, moves;  // moves: those of the changes that moves_of() tells
  mutable std::optional<std::vector<SourceSays>> source_says;
  mutable std::optional<Order> order;
  mutable std::optional<std::vector<SharedLine>> shared_lines;
  mutable std::optional<NonAnswers> non_answers;

  bool counts(StatementIndex statement) const;
  // A careful reader may leave it out, and nobody counted it to an account by name.
  bool left_out(const Statement& statement) const {
    return statement.optional_reading && statement.accounts.empty() && !options.optional_readings;
  }
  void add(StatementIndex statement);
  const Cell* cell(AccountIndex account, PropositionIndex proposition) const;

  // The accounts that one statement belongs to.
  std::vector<AccountIndex> accounts_for(StatementIndex statement);
  AccountIndex account_for(std::string key, StatementIndex statement, const DeclaredAccount* declared);
  // What makes an account of a statement: its key, and the account that its recorder named, if he did.
  std::vector<std::pair<std::string, const DeclaredAccount*>> keys_of(StatementIndex statement) const;
  void find_readings();
  void take(AccountIndex account, StatementIndex statement);
  void take_stance(AccountIndex account, StatementIndex statement, const TakenStance& taken, PropositionIndex on,
                   bool by_negation);
};

inline constexpr std::uint64_t cell_key(AccountIndex account, PropositionIndex proposition) {
  return std::uint64_t{account} << 32 | proposition;
}

// The links behind the publisher of the document in which a statement stands, as they were recorded.
std::span<const Link> behind_publisher(const Material& material, const Statement& statement);
PartyIndex publisher_of(const Material& material, const Statement& statement);
// The parties who passed it on, from the page inwards, behind the publisher and without the speaker, none twice in a
// row. This is what is counted as links everywhere.
std::vector<PartyIndex> relays_of(const Material& material, const Statement& statement);
// Whose word it is: the holder to whom its recorder counts it ("Fleck speaks here for Nordstrom"), else the speaker.
PartyIndex origin_of(const Material& material, const Statement& statement);

// One who passes on, and whose words.
struct Reliance {
  PartyIndex who = kNone, whom = kNone;
};
// Who has to be right for the speaker to have said it: the relays without the speaker's own mouth (who speaks for him,
// his own paper), from the page inwards.
std::vector<Reliance> relies_of(const Material& material, const Statement& statement);
// To the page: what he says is not only told of him by others.
bool speaks_itself(const Material& material, const Statement& statement);
Hearsay hearsay_of(const Material& material, StatementIndex statement);
// To whom it was said and how it came, as the words went: "to the town council, via Brandt (told the lawyer) → a
// letter"; empty for what was said to the page.
std::string way_of(const Material& material, const Statement& statement);
// How a relay did it, as it was recorded, for a sentence: of two words of which the second is the short name of a party
// that party is named ("told lawyer" is "told Dita Moll"), briefly with `names`. A single word says no more than that
// he did, and gives nothing.
std::string manner_in_words(const Material& material, const Link& link, const Names* names = nullptr);
// Whether following its chain and what it stands within comes back to the statement.
bool loops(const Material& material, StatementIndex statement);

// "Gorvenko" for people: the party's name.
const std::string& title_of(const Material& material, PartyIndex party);
RoughTime time_of(const Material& material, const Account& account);

// Who has to be right for a set of statements to stand: the links that all of their chains go through. None when one of
// them was heard directly, or two came by ways that have nothing in common.
std::vector<Reliance> hangs_on(const Material& material, std::span<const StatementIndex> statements);
// "Brandt reporting a deckhand rightly, and the letter (a document of the union) being genuine", from the inside out.
std::string in_words(const Material& material, const std::vector<Reliance>& links);

// How strongly a cell says what it says: what its recorder noted, else its weak and firm words in reading order.
std::vector<std::string> strength_of(const Comparison& comparison, const Cell& cell);

// The words of all names and offices: they tell who is meant, not what is said.
std::set<std::uint64_t> words_of_parties(const Material& material);

// Which propositions have to do with which, as far as the material itself shows (changes.cc).
class Relations {
 public:
  explicit Relations(const Comparison::Impl& of);
  // Those of `others` (ascending) that tell something of `proposition`: a statement on one holds one on it, or they
  // share words.
  void related(PropositionIndex proposition, std::span<const PropositionIndex> others,
               std::set<PropositionIndex>& out) const;

 private:
  std::vector<std::vector<PropositionIndex>> near_;  // of each proposition, ascending
};

}  // namespace parley::accounts
