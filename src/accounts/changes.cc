// How one holder's position on one proposition moved from occasion to occasion, and where a holder contradicts itself.
//
// A change needs the same proposition, two occasions of which it is known which came first (order.h), and positions
// that differ. What is recorded as the negation counts on the proposition itself; who says the narrower thing says the
// wider one, and who denies the wider one denies the narrower. A position that hangs on one chain makes a change that
// hangs on it, whichever half of the change it is; beside something firm on the same occasion a rival report is no
// change by itself. A holder who was silent on the proposition on another occasion, but spoke on one that has to do
// with it (a statement on the one holds a statement on the other, or they share a rare word), is shown with that and
// never judged by it. Where a text itself says that somebody has moved, that is quoted as the text's (source_says.h).
#include <algorithm>
#include <iterator>
#include <map>

#include "accounts/model.h"
#include "accounts/order.h"
#include "accounts/source_says.h"
#include "accounts/text.h"

namespace parley::accounts {
namespace {

// A word stands for a matter only while few propositions use it.
std::size_t few(std::size_t propositions) { return std::max<std::size_t>(3, propositions / 50); }

// One moment: all accounts of a holder on one occasion.
struct Moment {
  std::size_t occasion = 0;  // of the order
  std::vector<AccountIndex> accounts;
};

// In the order of time, as far as it is known. Two accounts without an event that give the same time are of one moment.
std::vector<Moment> moments_of(const Comparison::Impl& of, const Order& order,
                               const std::vector<AccountIndex>& accounts) {
  std::map<std::size_t, Moment> by_occasion;
  std::map<std::string, std::size_t> by_words;
  std::vector<std::size_t> occasions;
  for (const AccountIndex index : accounts) {
    const Account& account = of.accounts[index];
    std::size_t occasion = order.occasion_of(index);
    if (account.occasion == kNone && !account.when.empty())
      occasion = by_words.try_emplace(time_key(account.when), occasion).first->second;
    const auto [at, is_new] = by_occasion.try_emplace(occasion, Moment{occasion, {}});
    if (is_new) occasions.push_back(occasion);
    at->second.accounts.push_back(index);
  }
  std::vector<Moment> out;
  for (const std::size_t one : order.in_order(occasions)) out.push_back(std::move(by_occasion.at(one)));
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

// The positions of one moment on a proposition: one for each side taken, so that rival reports stand apart. With
// `only`, those of that side.
void add_positions(const Comparison::Impl& of, const Moment& moment, PropositionIndex on, const Position& as,
                   std::vector<Position>& out, Side only = Side::none) {
  // Who affirms comes first, then who takes no side, then who denies.
  std::map<int, Position, std::greater<>> by_side;
  for (const AccountIndex account : moment.accounts) {
    const Cell* cell = of.cell(account, on);
    if (cell == nullptr || (only != Side::none && cell->side() != only)) continue;
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
    position.through = as.through, position.near = as.near, position.unplaced = as.unplaced;
    position.when = when_of(of, of.accounts[position.accounts.front()]);
    // Over all statements of the position: a second way to the page makes it firm.
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

// Who only brings a thing up or asks for it has no position on it.
bool is_position(const Position& position) {
  return !position.near && (position.affirms || position.denies ||
                            std::any_of(position.stances.begin(), position.stances.end(), [](const std::string& one) {
                              return one.starts_with("declines") || one.starts_with("doubts");
                            }));
}

// The positions of a moment that count for themselves: those that stand firm, or all when none does.
std::vector<const Position*> firm_ones(const std::vector<Position>& positions) {
  std::vector<const Position*> all, firm;
  for (const Position& one : positions) {
    if (!is_position(one)) continue;
    all.push_back(&one);
    if (one.conditional_on.empty()) firm.push_back(&one);
  }
  return firm.empty() ? all : firm;
}

bool share_a_side(const std::vector<const Position*>& a, const std::vector<const Position*>& b) {
  return std::any_of(a.begin(), a.end(), [&](const Position* one) {
    return std::any_of(b.begin(), b.end(),
                       [&](const Position* other) { return side_of_position(*one) == side_of_position(*other); });
  });
}

// What a change between two moments hangs on; nothing when there is none, or when it hangs on nothing. Rival reports
// beside something firm can only make one if they are right.
struct Step {
  bool differs = false;
  std::string only_if;
};
Step step_between(const std::vector<Position>& before, const std::vector<Position>& after) {
  Step out;
  const auto first = firm_ones(before), second = firm_ones(after);
  if (first.empty() || second.empty()) return out;
  out.differs = !share_a_side(first, second);
  for (const Position& one : before) {
    for (const Position& other : after) {
      if (!is_position(one) || !is_position(other) || side_of_position(one) == side_of_position(other)) continue;
      if (one.conditional_on.empty() && other.conditional_on.empty()) {
        // A firm change needs no condition, whatever else would be one.
        if (out.differs) return {true, {}};
        continue;
      }
      if (!out.only_if.empty()) continue;
      out.only_if = one.conditional_on;
      if (!other.conditional_on.empty() && other.conditional_on != one.conditional_on)
        out.only_if += (out.only_if.empty() ? "" : ", and ") + other.conditional_on;
    }
  }
  out.differs = out.differs || !out.only_if.empty();
  return out;
}

// Of a holder on a proposition: what he held, moment by moment.
struct Held {
  std::size_t occasion;
  std::vector<Position> positions;
};

// Only moments of which one is known to be the earlier are compared, and none across a third that is known to lie
// between them.
void judge(Change& change, const std::vector<Held>& moments, const Order& order) {
  const auto counts = [](const Held& one) { return !firm_ones(one.positions).empty(); };
  const auto before = [&](const Held& a, const Held& b) {
    return order.of(a.occasion, b.occasion) == Order::Is::before;
  };
  for (const Held& one : moments) {
    for (const Held& other : moments) {
      if (!counts(one) || !counts(other) || !before(one, other)) continue;
      const bool between = std::any_of(moments.begin(), moments.end(), [&](const Held& third) {
        return counts(third) && before(one, third) && before(third, other);
      });
      // A step across a moment between them would tell one change twice.
      if (between) continue;
      const Step step = step_between(one.positions, other.positions);
      if (step.differs && step.only_if.empty()) change.changed = true;
      if (step.differs && change.conditional_on.empty()) change.conditional_on = step.only_if;
    }
  }
  // What is a change anyway does not hang on anything any more.
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
      // Short words, characters that are words by themselves, and names say little of what a proposition is about.
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

namespace {

// What a holder said, proposition by proposition, over all of his occasions.
class Courses {
 public:
  explicit Courses(const Comparison& comparison, const Comparison::Impl& of)
      : comparison_(comparison), of_(of), order_(order_of(comparison)) {
    const auto& propositions = comparison.material().propositions();
    narrower_.resize(propositions.size());
    for (PropositionIndex q = 0; q < propositions.size(); ++q)
      if (const PropositionIndex wider = propositions[q].narrower_than; wider != kNone && wider != q)
        narrower_[wider].push_back(q), any_narrower_ = true;
  }

  // Whether anything is recorded as narrower than something else: only then does one proposition follow from another.
  bool any_narrower() const { return any_narrower_; }

  // Of one holder, in the order of propositions; those with one moment only where `single` has them. With `only_moves`,
  // which is for where nothing is narrower than anything, a proposition on which he spoke himself on one occasion only
  // is passed over: with what he said of something near it would be a course, but in that nothing moves.
  std::vector<Change> of(PartyIndex holder, const std::vector<AccountIndex>& accounts,
                         const std::set<PropositionIndex>& single, bool only_moves) {
    std::vector<Change> out;
    const auto moments = moments_of(of_, order_, accounts);
    // One moment is no course, unless a text says that there was another.
    if (moments.size() < 2 && single.empty()) return out;
    std::set<PropositionIndex> spoken;
    for (const AccountIndex account : accounts)
      spoken.insert(of_.accounts[account].speaks_on.begin(), of_.accounts[account].speaks_on.end());
    for (const PropositionIndex on : spoken) {
      // A stance on a negation stands on the proposition, too, and is followed there.
      const PropositionIndex base = comparison_.material().propositions()[on].negation_of;
      if (base != kNone && base != on && spoken.contains(base)) continue;
      if (only_moves && !single.contains(on)) {
        const auto speaks = [&](const Moment& moment) {
          return std::any_of(moment.accounts.begin(), moment.accounts.end(),
                             [&](AccountIndex account) { return of_.cell(account, on) != nullptr; });
        };
        if (std::count_if(moments.begin(), moments.end(), speaks) < 2) continue;
      }
      auto held = held_on(moments, on);
      if (held.size() < 2 && (held.empty() || !single.contains(on))) continue;
      Change change{
          .holder = holder, .proposition = on, .changed = false, .sequence = {}, .conditional_on = {}, .source = {}};
      judge(change, held, order_);
      for (Held& one : held) std::move(one.positions.begin(), one.positions.end(), std::back_inserter(change.sequence));
      out.push_back(std::move(change));
    }
    leave_out_twins(out);
    return out;
  }

 private:
  std::vector<Held> held_on(const std::vector<Moment>& moments, PropositionIndex on) {
    std::vector<Held> out;
    bool took_a_position = false;
    for (const Moment& moment : moments) {
      Held held{moment.occasion, {}};
      Position as;
      as.unplaced = !order_.placed(moment.occasion);
      add_positions(of_, moment, on, as, held.positions);
      // What he said of the proposition itself goes before what follows from another one.
      if (held.positions.empty()) implied(moment, on, as, held.positions);
      // Only somebody who took a position before can be seen to speak of something near instead.
      if (held.positions.empty() && took_a_position) {
        if (!relations_) relations_.emplace(of_);
        std::set<PropositionIndex> others;
        for (const AccountIndex account : moment.accounts)
          relations_->related(on, of_.accounts[account].speaks_on, others);
        as.near = true;
        for (const PropositionIndex other : others)
          as.through = other, add_positions(of_, moment, other, as, held.positions);
      }
      took_a_position = took_a_position || !held.positions.empty();
      if (!held.positions.empty()) out.push_back(std::move(held));
    }
    return out;
  }

  // By what is recorded as narrower or wider, over a few steps: rings end.
  void implied(const Moment& moment, PropositionIndex on, Position as, std::vector<Position>& out) const {
    constexpr std::size_t kMostSteps = 64;
    std::vector<PropositionIndex> next = {on};
    for (std::size_t at = 0; at < next.size() && at < kMostSteps; ++at) {
      for (const PropositionIndex narrower : narrower_[next[at]]) {
        if (std::find(next.begin(), next.end(), narrower) != next.end()) continue;
        next.push_back(narrower);
        as.through = narrower;
        add_positions(of_, moment, narrower, as, out, Side::affirms);
      }
    }
    PropositionIndex wider = comparison_.material().propositions()[on].narrower_than;
    for (std::size_t steps = 0; wider != kNone && wider != on && steps < kMostSteps; ++steps) {
      as.through = wider;
      add_positions(of_, moment, wider, as, out, Side::denies);
      wider = comparison_.material().propositions()[wider].narrower_than;
    }
  }

  // What moved on a proposition moved on the narrower one by the same statements: told once, where more of it was said.
  static void leave_out_twins(std::vector<Change>& changes) {
    const auto statements = [](const Change& one) {
      std::set<StatementIndex> out;
      for (const Position& position : one.sequence)
        if (!position.near) out.insert(position.statements.begin(), position.statements.end());
      return out;
    };
    const auto outright = [](const Change& one) {
      return std::count_if(one.sequence.begin(), one.sequence.end(),
                           [](const Position& p) { return p.through == kNone; });
    };
    std::vector<bool> twin(changes.size());
    for (std::size_t i = 0; i < changes.size(); ++i) {
      const bool by_implication = std::any_of(changes[i].sequence.begin(), changes[i].sequence.end(),
                                              [](const Position& p) { return p.through != kNone && !p.near; });
      if (!by_implication) continue;
      for (std::size_t j = 0; j < changes.size(); ++j) {
        if (i == j || twin[j] || statements(changes[i]) != statements(changes[j])) continue;
        twin[i] = twin[i] || outright(changes[j]) > outright(changes[i]) ||
                  (outright(changes[j]) == outright(changes[i]) && j < i);
      }
    }
    std::size_t kept = 0;
    for (std::size_t i = 0; i < changes.size(); ++i) {
      if (twin[i]) continue;
      if (kept != i) changes[kept] = std::move(changes[i]);
      ++kept;
    }
    changes.resize(kept);
  }

  const Comparison& comparison_;
  const Comparison::Impl& of_;
  const Order& order_;
  bool any_narrower_ = false;
  // Computed once somebody spoke of something near instead, since they read all texts.
  std::optional<Relations> relations_;
  std::vector<std::vector<PropositionIndex>> narrower_;
};

}  // namespace

namespace {

// One holder after the other.
std::vector<Change> courses_of(const Comparison& comparison, const Comparison::Impl& impl, bool only_moves) {
  const Material& material = comparison.material();
  const auto& all = comparison.accounts();
  std::map<PartyIndex, std::vector<AccountIndex>> by_holder;
  for (AccountIndex i = 0; i < all.size(); ++i)
    if (all[i].holder != kNone && !all[i].speaks_on.empty()) by_holder[all[i].holder].push_back(i);
  // What the texts say of whom, and on what: the statements beside it.
  std::map<std::pair<PartyIndex, PropositionIndex>, TextSays> said;
  std::map<PartyIndex, std::set<PropositionIndex>> said_of;
  for (const SourceSays& one : source_says(comparison)) {
    if (one.what != SourceSays::What::change) continue;
    for (const StatementIndex index : one.beside) {
      const Statement& statement = material.statements()[index];
      const PartyIndex who = origin_of(material, statement);
      if (!std::binary_search(one.of.begin(), one.of.end(), who)) continue;
      for (const TakenStance& taken : statement.stances) {
        if (taken.proposition == kNone) continue;
        // Of several sentences that say so the first is quoted.
        said.emplace(std::pair(who, taken.proposition), one.says);
        said_of[who].insert(taken.proposition);
      }
    }
  }
  Courses courses(comparison, impl);
  only_moves = only_moves && !courses.any_narrower();
  std::vector<Change> out;
  for (const auto& [holder, accounts] : by_holder) {
    const auto single = said_of.find(holder);
    if (accounts.size() < 2 && single == said_of.end()) continue;
    for (Change& change : courses.of(
             holder, accounts, single == said_of.end() ? std::set<PropositionIndex>() : single->second, only_moves)) {
      if (const auto says = said.find({holder, change.proposition}); says != said.end()) change.source = says->second;
      out.push_back(std::move(change));
    }
  }
  return out;
}

}  // namespace

const std::vector<Change>& Comparison::changes() const {
  if (!impl_->changes) impl_->changes = courses_of(*this, *impl_, false);
  return *impl_->changes;
}

const std::vector<Change>& Comparison::moves() const {
  if (impl_->moves) return *impl_->moves;
  std::vector<Change> out = impl_->changes ? *impl_->changes : courses_of(*this, *impl_, true);
  std::erase_if(out, [](const Change& one) { return !one.changed && one.conditional_on.empty() && !one.source; });
  return impl_->moves.emplace(std::move(out));
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
