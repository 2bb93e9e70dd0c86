// Who did not speak where a reader would expect it.
// A silence is told only where something makes a reader expect a word: a question that was put, a report that
// somebody kept silent, or others who share two matters with him and speak on a third. Nothing is concluded
// from it.
#include <algorithm>
#include <map>

#include "accounts/model.h"

namespace parley::accounts {
namespace {

// What each holder says anything on anywhere: one flag a proposition.
using Spoken = std::map<PartyIndex, std::vector<bool>>;
// By holder and not by account: who has answered elsewhere is not silent.
Spoken spoken_on(const Comparison& comparison) {
  Spoken out;
  for (const Cell& cell : comparison.cells()) {
    auto& flags = out[comparison.accounts()[cell.account].holder];
    flags.resize(comparison.material().propositions().size());
    flags[cell.proposition] = true;
  }
  return out;
}

bool has_spoken(const Spoken& spoken, PartyIndex holder, PropositionIndex on) {
  const auto at = spoken.find(holder);
  return at != spoken.end() && at->second[on];
}

}  // namespace

std::string_view to_string(Silence::Why why) {
  switch (why) {
    case Silence::Why::asked:
      return "asked";
    case Silence::Why::said_so:
      return "said to be silent";
    case Silence::Why::others_spoke:
      return "others spoke";
  }
  return "";
}

// One silence for each account and proposition, with the strongest reason: what is found first stays, and the
// reasons are gone through from reports over questions to expectations.
std::vector<Silence> Comparison::silences() const {
  const Impl& of = *impl_;
  const auto spoken = spoken_on(*this);
  std::map<std::pair<AccountIndex, PropositionIndex>, Silence> found;
  const auto add = [&](Silence::Why why, AccountIndex account, PropositionIndex on, StatementIndex statement) {
    auto& silence = found.try_emplace({account, on}, Silence{why, account, on, {}}).first->second;
    if (statement != kNone && silence.why == why) silence.statements.push_back(statement);
  };
  // The account in which a holder says most stands for the holder where no occasion decides.
  std::map<PartyIndex, AccountIndex> main;
  for (AccountIndex i = 0; i < accounts().size(); ++i) {
    const auto [at, is_new] = main.try_emplace(accounts()[i].holder, i);
    if (!is_new && accounts()[i].speaks_on.size() > accounts()[at->second].speaks_on.size()) at->second = i;
  }
  for (AccountIndex i = 0; i < accounts().size(); ++i)
    for (const StatementIndex index : accounts()[i].statements)
      for (const TakenStance& taken : of.material.statements()[index].stances)
        if (taken.stance == Stance::silent && taken.proposition != kNone && of.cell(i, taken.proposition) == nullptr)
          add(Silence::Why::said_so, i, taken.proposition, index);
  for (const StatementIndex index : of.counted) {
    const Statement& statement = of.material.statements()[index];
    if (statement.addressee == kNone || of.left_out(statement)) continue;
    const PartyIndex asked = of.material.resolved(statement.addressee);
    const auto account = main.find(asked);
    for (const TakenStance& taken : statement.stances)
      // A question raises the proposition towards the one it is put to.
      if (taken.stance == Stance::raises && account != main.end() && taken.proposition != kNone &&
          !has_spoken(spoken, asked, taken.proposition))
        add(Silence::Why::asked, account->second, taken.proposition, index);
  }
  // Others spoke: an account that shares two matters with this one takes a side on a third, on which this holder says
  // nothing anywhere.
  const auto count = accounts().size();
  // How many propositions two accounts share, for all pairs at once: two bytes a pair, so it grows with the
  // square of the number of accounts.
  std::vector<std::uint16_t> common(count * count);
  for (PropositionIndex q = 0; q < of.on_proposition.size(); ++q)
    for (const std::uint32_t a : of.on_proposition[q])
      for (const std::uint32_t b : of.on_proposition[q])
        if (auto& n = common[cells()[a].account * count + cells()[b].account]; n < UINT16_MAX) ++n;
  std::vector<std::vector<PropositionIndex>> sided(count);
  for (const Cell& cell : cells())
    if (cell.side() != Side::none) sided[cell.account].push_back(cell.proposition);
  for (const auto& [holder, account] : main) {
    std::vector<bool> expected(of.on_proposition.size());
    for (AccountIndex other = 0; other < count; ++other) {
      if (other == account || common[account * count + other] < 2 || accounts()[other].holder == holder) continue;
      for (const PropositionIndex on : sided[other]) expected[on] = true;
    }
    for (PropositionIndex on = 0; on < expected.size(); ++on)
      if (expected[on] && !has_spoken(spoken, holder, on)) add(Silence::Why::others_spoke, account, on, kNone);
  }
  std::vector<Silence> out;
  for (auto& [key, silence] : found) out.push_back(std::move(silence));
  return out;
}

}  // namespace parley::accounts
