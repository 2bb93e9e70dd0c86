// Who did not speak where a reader would expect it. What he is asked and leaves unanswered in so many words is told
// apart (answers.h); here is what nobody reports as an answer at all.
//
// A silence is told only where something makes a reader expect a word: a question that was put, or, weaker, others who
// share two matters with him and take a side on a third, or a text that he contradicts on two. It is told of those who
// speak themselves: whoever is only quoted by others may have said it all, and nobody quoted it. Nothing is concluded
// from it. The weaker ones are as many as accounts times propositions, so they are ranked and the first are kept. Cost:
// for each holder, the cells on what he speaks on, and the propositions of each text. Tests: silences_test.cc.
#include <algorithm>
#include <bit>
#include <map>
#include <set>

#include "accounts/model.h"

namespace parley::accounts {
namespace {

// What each holder says anything on anywhere: one flag a proposition.
using Spoken = std::map<PartyIndex, std::vector<bool>>;
// By holder and not by account: who has answered elsewhere is not silent.
Spoken spoken_on(const Comparison& comparison) {
  Spoken out;
  const auto flag = [&](PartyIndex holder, PropositionIndex on) {
    auto& flags = out[holder];
    flags.resize(comparison.material().propositions().size());
    flags[on] = true;
  };
  for (const Cell& cell : comparison.cells()) flag(comparison.accounts()[cell.account].holder, cell.proposition);
  // Of whom it is told that he passed it over, that is told among the answers; in a text of his own nobody tells it.
  const Material& material = comparison.material();
  for (const Account& account : comparison.accounts())
    for (const StatementIndex index : account.statements) {
      const PartyIndex publisher = publisher_of(material, material.statements()[index]);
      if (publisher != kNone && material.resolved(publisher) == account.holder) continue;
      for (const TakenStance& taken : material.statements()[index].stances)
        if (taken.stance == Stance::silent && taken.proposition != kNone) flag(account.holder, taken.proposition);
    }
  return out;
}

bool has_spoken(const Spoken& spoken, PartyIndex holder, PropositionIndex on) {
  const auto at = spoken.find(holder);
  return at != spoken.end() && at->second[on];
}

// Who says anything and does not only ask: of a questioner nobody expects a word.
std::set<PartyIndex> who_says_something(const Comparison& comparison) {
  std::set<PartyIndex> out;
  for (const Cell& cell : comparison.cells())
    if (std::any_of(cell.stances.begin(), cell.stances.end(),
                    [](const CellStance& one) { return one.stance != Stance::raises; }))
      out.insert(comparison.accounts()[cell.account].holder);
  return out;
}

// The account in which a holder says most himself; nobody who is only quoted has one.
std::map<PartyIndex, AccountIndex> main_accounts(const Comparison& comparison) {
  std::map<PartyIndex, AccountIndex> out;
  const auto& accounts = comparison.accounts();
  for (AccountIndex i = 0; i < accounts.size(); ++i) {
    const auto& statements = accounts[i].statements;
    const bool itself =
        accounts[i].holder != kNone && std::any_of(statements.begin(), statements.end(), [&](StatementIndex index) {
          return speaks_itself(comparison.material(), comparison.material().statements()[index]);
        });
    if (!itself) continue;
    const auto [at, is_new] = out.try_emplace(accounts[i].holder, i);
    // Of equals by name, so that the order in which statements came plays no part.
    const auto rank = [&](AccountIndex one) {
      return std::tuple(-static_cast<std::ptrdiff_t>(accounts[one].speaks_on.size()),
                        std::string_view(accounts[one].name));
    };
    if (!is_new && rank(i) < rank(at->second)) at->second = i;
  }
  return out;
}

// How much a silence on a proposition is noticed: contradicted ones first, then by how many take a side.
struct Weight {
  bool contradicted = false;
  std::uint32_t sided = 0;
  auto operator<=>(const Weight&) const = default;
};

std::vector<Weight> weights_of(const Comparison& comparison) {
  std::vector<Weight> out(comparison.material().propositions().size());
  for (PropositionIndex q = 0; q < out.size(); ++q) {
    bool affirmed = false, denied = false;
    for (const std::uint32_t at : comparison.cells_on(q)) {
      const Cell& cell = comparison.cells()[at];
      affirmed = affirmed || cell.affirms, denied = denied || cell.denies;
      out[q].sided += cell.affirms || cell.denies;
    }
    out[q].contradicted = affirmed && denied;
  }
  return out;
}

// On what silences would be noticed: a side taken by an account of somebody else that speaks on two matters on which
// the holder's main account speaks as well; what somebody of his side was asked on the same occasion; and what else is
// told in a text that he contradicts on two points: whoever goes through a report and denies it is read for what he
// leaves out.
class Expectations {
 public:
  explicit Expectations(const Comparison& comparison)
      : comparison_(comparison),
        common_(comparison.accounts().size()),
        expected_(comparison.material().propositions().size() / kBits + 1),
        sided_(comparison.accounts().size(), expected_) {
    for (const Account& one : comparison.accounts()) holders_.push_back(one.holder);
    begins_.push_back(0);
    for (PropositionIndex on = 0; on < comparison.material().propositions().size(); ++on) {
      for (const std::uint32_t at : comparison.cells_on(on)) speak_.push_back(comparison.cells()[at].account);
      begins_.push_back(speak_.size());
    }
    const Material& material = comparison.material();
    texts_.resize(material.documents().size());
    for (const Cell& cell : comparison.cells()) {
      if (cell.side() != Side::none) flag(sided_[cell.account], cell.proposition);
      for (const CellStance& stance : cell.stances)
        if (const Side side = side_of(stance); side != Side::none)
          for (const StatementIndex index : stance.statements)
            if (const DocumentIndex in = material.statements()[index].document; in != kNone) {
              Text& text = texts_[in];
              if (text.so.empty()) text.so = text.not_so = Flags(expected_.size());
              flag(side == Side::affirms ? text.so : text.not_so, cell.proposition);
            }
    }
    for (StatementIndex i = 0; i < material.statements().size(); ++i) {
      const Statement& statement = material.statements()[i];
      if (statement.occasion == kNone || statement.addressee == kNone || !comparison.counts(i)) continue;
      for (const TakenStance& taken : statement.stances)
        if (taken.stance == Stance::raises && taken.proposition != kNone)
          asked_[{statement.occasion, material.side_of(material.resolved(statement.addressee))}].push_back(
              taken.proposition);
    }
  }

  // Finds what is then asked of has(), until the next call.
  void find(PartyIndex holder, AccountIndex main) {
    std::fill(common_.begin(), common_.end(), 0);
    std::fill(expected_.begin(), expected_.end(), 0);
    for (const PropositionIndex on : comparison_.accounts()[main].speaks_on) {
      for (std::size_t i = begins_[on]; i < begins_[on + 1]; ++i) {
        const AccountIndex other = speak_[i];
        if (holders_[other] == holder || ++common_[other] != 2) continue;
        const std::uint64_t* const sided = sided_[other].data();
        std::uint64_t* const expected = expected_.data();
        for (std::size_t word = 0, all = expected_.size(); word < all; ++word) expected[word] |= sided[word];
      }
    }
    contradicted_texts(main);
    const Account& account = comparison_.accounts()[main];
    if (const auto beside = asked_.find({account.occasion, account.side}); beside != asked_.end())
      for (const PropositionIndex on : beside->second) flag(expected_, on);
  }
  bool has(PropositionIndex on) const { return (expected_[on / kBits] >> on % kBits & 1) != 0; }

 private:
  // One bit a proposition: what many have said is put together word by word.
  static constexpr std::size_t kBits = 64;
  using Flags = std::vector<std::uint64_t>;
  static void flag(Flags& flags, PropositionIndex on) { flags[on / kBits] |= std::uint64_t{1} << on % kBits; }
  // What is told in one document, on either side; both empty where it takes none.
  struct Text {
    Flags so, not_so;
  };

  // Texts in which nothing of the account itself stands: what it denies of its own page it has denied there.
  void contradicted_texts(AccountIndex main) {
    const Account& account = comparison_.accounts()[main];
    Flags so(expected_.size()), not_so(expected_.size());
    for (const PropositionIndex on : account.speaks_on)
      if (const Side side = comparison_.cell(main, on)->side(); side != Side::none)
        flag(side == Side::affirms ? so : not_so, on);
    std::set<DocumentIndex> own;
    for (const StatementIndex index : account.statements)
      own.insert(comparison_.material().statements()[index].document);
    for (DocumentIndex i = 0; i < texts_.size(); ++i) {
      const Text& text = texts_[i];
      if (text.so.empty() || own.contains(i)) continue;
      int points = 0;
      for (std::size_t word = 0; word < so.size(); ++word)
        points += std::popcount((so[word] & text.not_so[word]) | (not_so[word] & text.so[word]));
      if (points < 2) continue;
      for (std::size_t word = 0; word < so.size(); ++word) expected_[word] |= text.so[word] | text.not_so[word];
    }
  }

  const Comparison& comparison_;
  std::vector<PartyIndex> holders_;  // of each account
  // The accounts that speak on each proposition, one behind the other: each is looked at for every holder.
  std::vector<AccountIndex> speak_;
  std::vector<std::size_t> begins_;
  std::vector<std::uint32_t> common_;
  Flags expected_;
  std::vector<Flags> sided_;
  std::vector<Text> texts_;
  std::map<std::pair<EventIndex, PartyIndex>, std::vector<PropositionIndex>> asked_;  // on an occasion, a side
};

}  // namespace

std::string_view to_string(Silence::Why why) { return why == Silence::Why::asked ? "asked" : "others spoke"; }

// Asked before expected, and among the expected what weighs most; of equals in the order of propositions and accounts.
// What is shown plays no part in what is expected, only in what is ranked and counted.
Silences Comparison::silences(const Shown* shown) const {
  const Impl& of = *impl_;
  const auto spoken = spoken_on(*this);
  const auto main = main_accounts(*this);
  std::map<std::pair<AccountIndex, PropositionIndex>, std::vector<StatementIndex>> asked;
  for (const StatementIndex index : of.counted) {
    const Statement& statement = of.material.statements()[index];
    if (statement.addressee == kNone || of.left_out(statement)) continue;
    const PartyIndex whom = of.material.resolved(statement.addressee);
    const auto account = main.find(whom);
    if (account == main.end()) continue;
    for (const TakenStance& taken : statement.stances)
      // A question raises the proposition towards the one it is put to.
      if (taken.stance == Stance::raises && taken.proposition != kNone && !has_spoken(spoken, whom, taken.proposition))
        asked[{account->second, taken.proposition}].push_back(index);
  }
  Silences out;
  const auto weights = weights_of(*this);
  std::vector<Silence> weaker;
  Expectations expectations(*this);
  const auto says_something = who_says_something(*this);
  for (const auto& [holder, account] : main) {
    if (shown != nullptr && !shown->accounts[account]) continue;
    if (!says_something.contains(holder)) continue;
    expectations.find(holder, account);
    const auto spoke = spoken.find(holder);
    for (PropositionIndex on = 0; on < weights.size(); ++on)
      if (expectations.has(on) && (shown == nullptr || shown->propositions[on]) &&
          (spoke == spoken.end() || !spoke->second[on]) && !asked.contains({account, on}))
        weaker.push_back({Silence::Why::others_spoke, account, on, {}});
  }
  const auto before = [&](const Silence& a, const Silence& b) {
    if (weights[a.proposition] != weights[b.proposition]) return weights[a.proposition] > weights[b.proposition];
    return std::tie(a.proposition, a.account) < std::tie(b.proposition, b.account);
  };
  for (auto& [key, statements] : asked)
    if (shown == nullptr || (shown->accounts[key.first] && shown->propositions[key.second]))
      out.list.push_back({Silence::Why::asked, key.first, key.second, std::move(statements)});
  std::sort(out.list.begin(), out.list.end(), before);
  const std::size_t kept = std::min(weaker.size(), kMaxSilences);
  out.left_out = weaker.size() - kept;
  std::partial_sort(weaker.begin(), weaker.begin() + static_cast<std::ptrdiff_t>(kept), weaker.end(), before);
  out.list.insert(out.list.end(), weaker.begin(), weaker.begin() + static_cast<std::ptrdiff_t>(kept));
  return out;
}

}  // namespace parley::accounts
