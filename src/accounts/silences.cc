// What was reported more than once, and who did not speak where a reader would expect it.
// A silence is told only where something makes a reader expect a word: a question that was put, a report that
// somebody kept silent, or others who share two matters with him and speak on a third. Nothing is concluded
// from it.
#include <algorithm>
#include <map>

#include "accounts/model.h"
#include "accounts/text.h"

namespace parley::accounts {
namespace {

int side_of_statement(const TakenStance& taken) {
  return static_cast<int>(
      side_of(CellStance{taken.stance, taken.negation, taken.presupposed, taken.in_part, false, {}}));
}

// Statements that report one utterance; joining is transitive.
class Groups {
 public:
  void join(StatementIndex a, StatementIndex b) { up_[find(a)] = find(b); }
  StatementIndex find(StatementIndex at) {
    const auto slot = up_.try_emplace(at, at).first;
    if (slot->second == at) return at;
    const StatementIndex root = find_root(slot->second);
    up_[at] = root;
    return root;
  }
  const std::map<StatementIndex, StatementIndex>& members() const { return up_; }

 private:
  StatementIndex find_root(StatementIndex at) const {
    for (auto slot = up_.find(at); slot != up_.end() && slot->second != at; slot = up_.find(at)) at = slot->second;
    return at;
  }
  std::map<StatementIndex, StatementIndex> up_;
};

struct Report {
  StatementIndex statement;
  int side;
  std::vector<PartyIndex> channel;
};

std::set<std::uint64_t> stems_of(const Statement& statement) {
  std::set<std::uint64_t> out;
  for (const Word& word : words_of(statement.words))
    if (!word.weak) out.insert(word.stem);
  return out;
}

// Two reports that came by different ways tell of one utterance when their words are alike, and where no words are,
// when they are all that is told of it.
void join_reports(const Material& material, const std::vector<const Report*>& reports, Groups& groups) {
  constexpr std::size_t kCompared = 64;  // reports of one utterance; more than these is no reporting any more
  // All by one way: those are several things that one reporter tells, not several reports.
  if (std::all_of(reports.begin(), reports.end(),
                  [&](const Report* one) { return one->channel == reports.front()->channel; }))
    return;
  std::vector<std::set<std::uint64_t>> words;
  for (const Report* one : reports) words.push_back(stems_of(material.statements()[one->statement]));
  bool alike = false;
  for (std::size_t i = 0; i < std::min(reports.size(), kCompared); ++i) {
    for (std::size_t j = i + 1; j < std::min(reports.size(), kCompared); ++j) {
      if (reports[i]->channel == reports[j]->channel) continue;
      const auto common = static_cast<std::size_t>(
          std::count_if(words[i].begin(), words[i].end(), [&](std::uint64_t word) { return words[j].contains(word); }));
      if (common < 2 || common * 5 < std::max(words[i].size(), words[j].size()) * 3) continue;
      alike = true;
      groups.join(reports[i]->statement, reports[j]->statement);
    }
  }
  if (!alike)
    for (const Report* one : reports) groups.join(one->statement, reports.front()->statement);
}

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

std::vector<Utterance> Comparison::utterances() const {
  const Impl& of = *impl_;
  // One speaker on one occasion, on one proposition.
  std::map<std::tuple<PartyIndex, EventIndex, PropositionIndex>, std::vector<Report>> reports;
  for (const StatementIndex index : of.counted) {
    const Statement& statement = of.material.statements()[index];
    if (statement.speaker == kNone || statement.occasion == kNone || of.left_out(statement)) continue;
    std::vector<PartyIndex> channel;
    for (const Link& link : statement.chain) channel.push_back(link.party);
    for (const TakenStance& taken : statement.stances)
      if (taken.stance != Stance::silent && taken.proposition != kNone)
        reports[{of.material.resolved(statement.speaker), statement.occasion, taken.proposition}].push_back(
            {index, side_of_statement(taken), channel});
  }
  Groups groups;
  for (const auto& [key, all] : reports) {
    // Where reports put the speaker on both sides, those of one side are compared with each other only.
    const bool disputed = std::any_of(all.begin(), all.end(), [](const Report& one) { return one.side > 0; }) &&
                          std::any_of(all.begin(), all.end(), [](const Report& one) { return one.side < 0; });
    for (const int side : {-1, 1}) {
      std::vector<const Report*> alike;
      for (const Report& one : all)
        if (disputed ? one.side == side : side == 1) alike.push_back(&one);
      join_reports(of.material, alike, groups);
    }
  }
  std::set<StatementIndex> asserted;
  for (const StatementIndex index : of.counted) {
    for (const StatementIndex other : of.material.statements()[index].same_utterance) {
      if (other >= of.added.size() || !of.added[other] || other == index) continue;
      groups.join(index, other);
      asserted.insert(index), asserted.insert(other);
    }
  }
  std::map<StatementIndex, Utterance> found;
  std::vector<StatementIndex> members;
  for (const auto& [statement, up] : groups.members()) members.push_back(statement);
  for (const StatementIndex statement : members) {
    Utterance& utterance = found[groups.find(statement)];
    utterance.statements.push_back(statement);
    utterance.asserted = utterance.asserted || asserted.contains(statement);
  }
  std::vector<Utterance> out;
  for (auto& [root, utterance] : found)
    if (utterance.statements.size() > 1) out.push_back(std::move(utterance));
  std::sort(out.begin(), out.end(), [](const Utterance& a, const Utterance& b) { return a.statements < b.statements; });
  return out;
}

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
