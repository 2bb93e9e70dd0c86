// How one holder's position on one proposition moved from occasion to occasion, and where a holder contradicts itself.
//
// Rival reports of one occasion are no change over time: of an occasion, what was heard directly or came by two
// independent ways counts; a report that hangs on one chain only can make a change conditional. A holder who was silent
// on the proposition later, but spoke on one that has to do with it, is shown with that (Position::through); the reader
// has both to judge by. Two propositions have to do with each other when a statement on the one holds a statement on
// the other (asked whether the affair was raised, he declined: the question held the affair), or when they share a word
// that few propositions have and that names no party.
#include <algorithm>
#include <iterator>
#include <map>

#include "accounts/model.h"
#include "accounts/text.h"

namespace parley::accounts {
namespace {

// A word stands for a matter only while few propositions use it.
std::size_t few(std::size_t propositions) { return std::max<std::size_t>(3, propositions / 50); }

// One moment: all accounts of a holder on one occasion, or one account that has none.
struct Moment {
  RoughTime time;
  StatementIndex first = 0;
  std::vector<AccountIndex> accounts;
};

// In the order of their rough times, and where those say nothing in the order in which the statements came.
std::vector<Moment> moments_of(const Comparison::Impl& of, const std::vector<AccountIndex>& accounts) {
  std::vector<Moment> out;
  std::map<std::pair<EventIndex, std::string>, std::size_t> at;
  for (const AccountIndex index : accounts) {
    const Account& account = of.accounts[index];
    const bool placed = account.occasion != kNone || !account.when.empty();
    const auto key = std::pair(account.occasion, account.occasion != kNone ? std::string()
                                                 : placed                  ? account.when
                                                                           : "#" + std::to_string(index));
    const auto [slot, is_new] = at.try_emplace(key, out.size());
    if (is_new) out.push_back({time_of(of.material, account), account.statements.front(), {}});
    out[slot->second].accounts.push_back(index);
  }
  std::stable_sort(out.begin(), out.end(), [](const Moment& a, const Moment& b) {
    return std::tie(a.time, a.first) < std::tie(b.time, b.first);
  });
  return out;
}

void append_words(std::vector<std::string>& words, const Cell& cell) {
  for (std::string& word : cell.words())
    if (std::find(words.begin(), words.end(), word) == words.end()) words.push_back(std::move(word));
}

std::string when_of(const Comparison::Impl& of, const Account& account) {
  std::string out = account.when;
  if (out.empty() && account.occasion != kNone) out = of.material.events()[account.occasion].when;
  return out;
}

// The positions of one moment on a proposition: one for each side taken, so that rival reports stand apart.
void add_positions(const Comparison::Impl& of, const Moment& moment, PropositionIndex on, PropositionIndex through,
                   std::vector<Position>& out) {
  std::map<int, Position, std::greater<>> by_side;
  for (const AccountIndex account : moment.accounts) {
    const Cell* cell = of.cell(account, on);
    if (cell == nullptr) continue;
    Position& position = by_side[static_cast<int>(cell->side())];
    position.accounts.push_back(account);
    append_words(position.stances, *cell);
    position.affirms = position.affirms || cell->affirms;
    position.denies = position.denies || cell->denies;
    const auto statements = cell->statements();
    position.statements.insert(position.statements.end(), statements.begin(), statements.end());
  }
  std::vector<Position> found;
  for (auto& [side, position] : by_side) {
    position.through = through;
    position.when = when_of(of, of.accounts[position.accounts.front()]);
    const auto links = hangs_on(of.material, position.statements);
    position.conditional_on = in_words(of.material, links);
    std::vector<std::string> reporters;
    for (const StatementIndex index : position.statements) {
      // A publisher or a paper of the speaker's own is where the words stand, not who passes them on.
      const auto chain = relies_of(of.material, of.material.statements()[index]);
      if (chain.empty()) continue;
      const std::string& reporter = title_of(of.material, chain.back().who);
      if (std::find(reporters.begin(), reporters.end(), reporter) == reporters.end()) reporters.push_back(reporter);
    }
    for (std::size_t i = 0; i < reporters.size(); ++i)
      position.when += (i > 0 ? " and " : position.when.empty() ? "according to " : ", according to ") + reporters[i];
    found.push_back(std::move(position));
  }
  // What stands firm before what hangs on one chain.
  std::stable_sort(found.begin(), found.end(), [](const Position& a, const Position& b) {
    return a.conditional_on.empty() > b.conditional_on.empty();
  });
  std::move(found.begin(), found.end(), std::back_inserter(out));
}

// A position that holds both takes no side, like a cell.
int side_of_position(const Position& position) {
  return position.affirms == position.denies ? 0 : position.affirms ? 1 : -1;
}

// Compares moment with moment: of each, the positions that stand firm, or all when none does.
void judge(Change& change, const std::vector<std::vector<Position>>& moments) {
  std::set<int> before;
  for (const auto& positions : moments) {
    // A change is seen when no side of this moment is one of the moment before. What hangs on one chain
    // changes nothing by itself where something firm stands beside it, but is told as what would make a
    // change.
    const bool any_firm =
        std::any_of(positions.begin(), positions.end(), [](const Position& one) { return one.conditional_on.empty(); });
    std::set<int> now;
    for (const Position& one : positions) {
      if (!any_firm || one.conditional_on.empty()) now.insert(side_of_position(one));
    }
    for (const Position& one : positions) {
      if (any_firm && !one.conditional_on.empty() && !now.contains(side_of_position(one)) && moments.size() > 1)
        change.conditional_on = one.conditional_on;
    }
    const bool overlap =
        before.empty() || std::any_of(now.begin(), now.end(), [&](int side) { return before.contains(side); });
    change.changed = change.changed || !overlap;
    before = std::move(now);
  }
  if (change.changed) change.conditional_on.clear();
}

}  // namespace

std::set<std::uint64_t> words_of_parties(const Material& material) {
  std::set<std::uint64_t> out;
  const auto take = [&](std::string_view text) {
    for (const Word& word : words_of(text)) out.insert(word.stem), out.insert(word.exact);
  };
  for (const Party& party : material.parties()) {
    take(party.title);
    take(party.office);
    for (const std::string& alias : party.aliases) take(alias);
  }
  return out;
}

Relations::Relations(const Comparison::Impl& of) : near_(of.material.propositions().size()) {
  const Material& material = of.material;
  for (const StatementIndex index : of.counted) {
    const Statement& inner = material.statements()[index];
    if (inner.within == kNone || inner.within == index) continue;
    const auto& around = material.statements()[inner.within].stances;
    const auto taken_outside = [&](PropositionIndex on) {
      return std::any_of(around.begin(), around.end(), [&](const TakenStance& one) { return one.proposition == on; });
    };
    for (const TakenStance& outer_stance : around)
      for (const TakenStance& inner_stance : inner.stances)
        if (outer_stance.proposition != kNone && inner_stance.proposition != kNone &&
            !taken_outside(inner_stance.proposition))
          near_[inner_stance.proposition].push_back(outer_stance.proposition);
  }
  const auto names = words_of_parties(material);
  std::unordered_map<std::uint64_t, std::vector<PropositionIndex>> uses;
  for (PropositionIndex q = 0; q < near_.size(); ++q) {
    for (const Word& word : words_of(material.propositions()[q].text)) {
      if (word.weak || word.single || word.end - word.begin < 5 || names.contains(word.stem) ||
          names.contains(word.exact))
        continue;
      auto& list = uses[word.stem];
      if (list.empty() || list.back() != q) list.push_back(q);
    }
  }
  for (const auto& [word, list] : uses) {
    if (list.size() > few(near_.size())) continue;
    for (const PropositionIndex a : list)
      for (const PropositionIndex b : list)
        if (a != b) near_[a].push_back(b);
  }
  for (auto& list : near_) {
    std::sort(list.begin(), list.end());
    list.erase(std::unique(list.begin(), list.end()), list.end());
  }
}

// Both lists are sorted, so that thousands of propositions are intersected in one walk.
void Relations::related(PropositionIndex proposition, std::span<const PropositionIndex> others,
                        std::set<PropositionIndex>& out) const {
  const auto& list = near_[proposition];
  std::set_intersection(list.begin(), list.end(), others.begin(), others.end(), std::inserter(out, out.end()));
}

// One holder after the other. The relations between propositions are computed only once somebody has spoken
// on more than one occasion, as they read all texts.
std::vector<Change> Comparison::changes() const {
  std::map<PartyIndex, std::vector<AccountIndex>> by_holder;
  for (AccountIndex i = 0; i < accounts().size(); ++i)
    if (accounts()[i].holder != kNone && !accounts()[i].speaks_on.empty()) by_holder[accounts()[i].holder].push_back(i);
  std::optional<Relations> relations;
  std::vector<Change> out;
  for (const auto& [holder, accounts] : by_holder) {
    if (accounts.size() < 2) continue;
    const auto moments = moments_of(*impl_, accounts);
    if (moments.size() < 2) continue;
    if (!relations) relations.emplace(*impl_);
    std::set<PropositionIndex> spoken;
    for (const AccountIndex account : accounts)
      spoken.insert(this->accounts()[account].speaks_on.begin(), this->accounts()[account].speaks_on.end());
    for (const PropositionIndex on : spoken) {
      std::vector<std::vector<Position>> sequence;
      for (const Moment& moment : moments) {
        std::vector<Position> positions;
        add_positions(*impl_, moment, on, kNone, positions);
        // Only somebody who took a position before can be seen to leave it for another matter.
        if (positions.empty() && !sequence.empty()) {
          std::set<PropositionIndex> others;
          for (const AccountIndex account : moment.accounts)
            relations->related(on, this->accounts()[account].speaks_on, others);
          for (const PropositionIndex other : others) add_positions(*impl_, moment, other, other, positions);
        }
        if (!positions.empty()) sequence.push_back(std::move(positions));
      }
      if (sequence.size() < 2) continue;
      Change change{.holder = holder, .proposition = on, .changed = false, .sequence = {}, .conditional_on = {}};
      judge(change, sequence);
      for (auto& positions : sequence)
        std::move(positions.begin(), positions.end(), std::back_inserter(change.sequence));
      out.push_back(std::move(change));
    }
  }
  return out;
}

// Two kinds: one account that says both, and several accounts of one occasion that report the holder with
// both sides.
std::vector<SelfContradiction> Comparison::self_contradictions() const {
  std::vector<SelfContradiction> out;
  for (const Cell& cell : cells())
    if (cell.contradicts_itself()) out.push_back({accounts()[cell.account].holder, cell.proposition, {cell.account}});
  std::map<std::tuple<PartyIndex, EventIndex, PropositionIndex>, std::pair<std::vector<AccountIndex>, int>>
      on_one_occasion;
  for (AccountIndex i = 0; i < accounts().size(); ++i) {
    const Account& account = accounts()[i];
    if (account.holder == kNone || account.occasion == kNone) continue;
    for (const PropositionIndex on : account.speaks_on) {
      const Side side = cell(i, on)->side();
      if (side == Side::none) continue;
      auto& [list, sides] = on_one_occasion[{account.holder, account.occasion, on}];
      list.push_back(i);
      sides |= side == Side::affirms ? 1 : 2;
    }
  }
  for (auto& [key, value] : on_one_occasion)
    if (value.second == 3) out.push_back({std::get<0>(key), std::get<2>(key), std::move(value.first)});
  return out;
}

}  // namespace parley::accounts
