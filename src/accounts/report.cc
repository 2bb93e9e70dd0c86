// A choice only leaves things out of what is shown: nothing is computed otherwise for it, so a cell says the same in
// every view.
#include "accounts/report.h"

#include <fmt/format.h>

#include <algorithm>

#include "accounts/answers.h"
#include "accounts/model.h"
#include "accounts/sides.h"
#include "text/display.h"

namespace parley::accounts {
namespace {

template <class T>
// Lists here are a person's choice and short; what is asked for each pair has flags instead (JsonReport).
bool has(const std::vector<T>& list, T value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

// Propositions that statements touch which were made at an event, tell of something said there, or are about it
// themselves.
// With what was said inside those statements: a report of a meeting touches what was said there.
std::set<PropositionIndex> about(const Comparison& comparison, EventIndex event) {
  const Material& material = comparison.material();
  std::set<PropositionIndex> out;
  const auto take = [&](const Statement& statement) {
    for (const TakenStance& taken : statement.stances)
      if (taken.proposition != kNone) out.insert(taken.proposition);
  };
  for (PropositionIndex q = 0; q < material.propositions().size(); ++q)
    if (has(material.propositions()[q].events, event)) out.insert(q);
  for (StatementIndex i = 0; i < material.statements().size(); ++i) {
    const Statement& statement = material.statements()[i];
    if (statement.occasion != event || !comparison.counts(i)) continue;
    take(statement);
    StatementIndex at = statement.within;
    // Bounded, because what stands within what may form a ring.
    for (int steps = 0; at != kNone && steps < 64; at = material.statements()[at].within, ++steps)
      take(material.statements()[at]);
  }
  return out;
}

// A side of several accounts is silent only when all of them are.
bool is_silent(const Comparison& comparison, const std::vector<AccountIndex>& accounts, PropositionIndex on) {
  return std::none_of(accounts.begin(), accounts.end(),
                      [&](AccountIndex one) { return comparison.cell(one, on) != nullptr; });
}

// By the sides taken and not by going through all pairs: on most propositions one side is empty.
bool disagree(const Comparison& comparison, const Selection& selection, PropositionIndex on) {
  // An account that says both takes no side here, as in the verdicts.
  std::vector<AccountIndex> affirm, deny;
  for (const std::uint32_t at : comparison.cells_on(on)) {
    const Cell& cell = comparison.cells()[at];
    if (cell.side() == Side::affirms)
      affirm.push_back(cell.account);
    else if (cell.side() == Side::denies)
      deny.push_back(cell.account);
  }
  return std::any_of(affirm.begin(), affirm.end(), [&](AccountIndex a) {
    return std::any_of(deny.begin(), deny.end(), [&](AccountIndex b) { return selection.pairs(a, b); });
  });
}

// Somebody of those looked at was asked, or would be expected to speak, and has not answered.
// Between two it is enough that one speaks and the other does not; without a pair, who was asked or declined.
// That others spoke is no question that waits for an answer, so it does not count here.
std::set<PropositionIndex> unanswered(const Comparison& comparison, const Selection& selection) {
  std::set<PropositionIndex> out;
  for (const PropositionIndex on : selection.propositions) {
    // With no pair both lists are empty and count as silent; the next line asks about that.
    const bool left_silent = is_silent(comparison, selection.left, on),
               right_silent = is_silent(comparison, selection.right, on);
    if (!selection.left.empty() && left_silent != right_silent) out.insert(on);
    for (const std::uint32_t at : comparison.cells_on(on)) {
      const Cell& cell = comparison.cells()[at];
      // To decline is to have been asked, whoever put the question.
      const bool declines = std::any_of(cell.stances.begin(), cell.stances.end(),
                                        [](const CellStance& one) { return one.stance == Stance::declines; });
      if (declines && has(selection.accounts, cell.account)) out.insert(on);
    }
  }
  if (selection.left.empty()) {
    for (const Silence& silence : comparison.silences().list)
      if (silence.why == Silence::Why::asked && has(selection.accounts, silence.account))
        out.insert(silence.proposition);
    for (const NonAnswer& one : non_answers(comparison))
      if (one.recorded() && has(selection.accounts, one.account)) out.insert(one.on.begin(), one.on.end());
  }
  return out;
}

// Also what would be a change if one chain of hearsay were right, and what a text says to be one: a reader who looks
// for changes wants to judge that.
std::set<PropositionIndex> changed(const Comparison& comparison, const Selection& selection) {
  std::set<PropositionIndex> out;
  for (const Change& change : comparison.moves()) {
    const bool looked_at = std::any_of(change.sequence.begin(), change.sequence.end(), [&](const Position& one) {
      return std::any_of(one.accounts.begin(), one.accounts.end(),
                         [&](AccountIndex account) { return has(selection.accounts, account); });
    });
    if (looked_at) out.insert(change.proposition);
  }
  return out;
}

// Two errors, as people take different steps: a name that nobody has, and somebody who says nothing.
Result<std::vector<AccountIndex>> accounts_named(const Comparison& comparison, const std::string& name) {
  auto out = comparison.accounts_of(name);
  if (!out.empty()) return out;
  if (comparison.material().find_party(name))
    return Error{Code::not_found, fmt::format("\"{}\" says nothing here: it holds no account", name)};
  return Error{Code::not_found, fmt::format("there is no account, holder or side \"{}\" here", name)};
}

}  // namespace

// As they are typed behind --only.
std::optional<Only> only_from(std::string_view word) {
  if (word.empty()) return Only::everything;
  if (word == "disagreements") return Only::disagreements;
  if (word == "unanswered") return Only::unanswered;
  if (word == "changed") return Only::changed;
  if (word == "ours-only") return Only::ours_only;
  return std::nullopt;
}

// With "between" a pair has one of each side, and two of one side are never compared.
bool Selection::pairs(AccountIndex a, AccountIndex b) const {
  if (left.empty()) return has(accounts, a) && has(accounts, b);
  return (has(left, a) && has(right, b)) || (has(left, b) && has(right, a));
}

Shown Selection::shown(const Comparison& comparison) const {
  Shown out;
  out.accounts.resize(comparison.accounts().size());
  out.propositions.resize(comparison.material().propositions().size());
  for (const AccountIndex one : accounts) out.accounts[one] = true;
  for (const PropositionIndex one : propositions) out.propositions[one] = true;
  return out;
}

namespace {

// The accounts of one side, by the one rule of what counts for whom (sides.h): where the name is one of the two sides,
// what its own side tells of the other is its word, too, and what the other tells of its people is not.
Result<std::vector<AccountIndex>> accounts_of_side(const Comparison& comparison, const Selection& among,
                                                   const std::string& name) {
  PARLEY_TRY(auto named, accounts_named(comparison, name));
  const auto party = comparison.material().find_party(name);
  if (!party || comparison.find_account(name)) return named;
  const Standings standings(comparison, among);
  const PartyIndex side = comparison.material().resolved(*party);
  if (side != standings.first() && side != standings.second()) return named;
  std::vector<AccountIndex> out;
  for (AccountIndex i = 0; i < comparison.accounts().size(); ++i) {
    const Standing standing = standings.of_account(i);
    if (standing == Standing::both || standing == (side == standings.first() ? Standing::first : Standing::second))
      out.push_back(i);
  }
  return out.empty() ? named : out;
}

// What was typed behind "between" are two sides: who is heard only through the other of them counts there.
Status keep_to_sides(const Comparison& comparison, Selection& selection) {
  PARLEY_TRY(auto left, accounts_of_side(comparison, selection, selection.left_name));
  PARLEY_TRY(auto right, accounts_of_side(comparison, selection, selection.right_name));
  // Of a name that is not the side itself, such as a man's, nothing moves.
  const auto only = [](const std::vector<AccountIndex>& list, const std::vector<AccountIndex>& a,
                       const std::vector<AccountIndex>& b) {
    std::vector<AccountIndex> out;
    for (const AccountIndex one : list)
      if (has(a, one) || has(b, one)) out.push_back(one);
    return out;
  };
  left = only(left, selection.left, selection.right), right = only(right, selection.left, selection.right);
  if (!left.empty() && !right.empty()) selection.left = std::move(left), selection.right = std::move(right);
  return {};
}

// On which nobody but these accounts has said anything: what others may not know yet.
std::set<PropositionIndex> said_by_none_but(const Comparison& comparison, const Selection& among,
                                            const std::vector<AccountIndex>& ours) {
  std::set<PropositionIndex> out;
  for (const PropositionIndex on : among.propositions) {
    const auto cells = comparison.cells_on(on);
    const bool all = std::all_of(cells.begin(), cells.end(),
                                 [&](std::uint32_t at) { return has(ours, comparison.cells()[at].account); });
    if (!cells.empty() && all) out.insert(on);
  }
  return out;
}

// As people number them: A2 before A10; computed ones last.
void sort_accounts(const Comparison& comparison, std::vector<AccountIndex>& accounts) {
  std::sort(accounts.begin(), accounts.end(), [&](AccountIndex a, AccountIndex b) {
    const Account &x = comparison.accounts()[a], &y = comparison.accounts()[b];
    return x.declared != y.declared ? x.declared : text::natural_less(x.name, y.name);
  });
}

}  // namespace

// The accounts are chosen before the propositions, and the filter comes last: it asks about the accounts that are
// looked at.
Result<Selection> select(const Comparison& comparison, const Choice& choice) {
  const Material& material = comparison.material();
  Selection out;
  std::optional<std::set<PropositionIndex>> matter;
  if (!choice.event.empty()) {
    // What the reader has typed and nothing is called so is an error: an empty page would look like an answer.
    const auto event = material.find_event(choice.event);
    if (!event) return Error{Code::not_found, fmt::format("there is no event \"{}\" here", choice.event)};
    matter = about(comparison, *event), out.event = *event;
  }
  if (!choice.between_a.empty()) {
    PARLEY_TRY(out.left, accounts_named(comparison, choice.between_a));
    PARLEY_TRY(out.right, accounts_named(comparison, choice.between_b));
    out.left_name = choice.between_a, out.right_name = choice.between_b;
    PARLEY_TRY_STATUS(keep_to_sides(comparison, out));
    out.accounts = out.left;
    for (const AccountIndex one : out.right)
      // Whoever is on both sides of "between" is shown once.
      if (!has(out.accounts, one)) out.accounts.push_back(one);
  } else {
    // A computed account that takes no stance has nothing to show; one that its recorder named is shown all the same.
    for (AccountIndex i = 0; i < comparison.accounts().size(); ++i)
      if (comparison.accounts()[i].declared || !comparison.accounts()[i].speaks_on.empty()) out.accounts.push_back(i);
  }
  sort_accounts(comparison, out.accounts);
  for (PropositionIndex q = 0; q < material.propositions().size(); ++q)
    if (!matter || matter->contains(q)) out.propositions.push_back(q);
  for (const std::string& name : choice.first) {
    const auto on = material.find_proposition(name);
    if (!on) return Error{Code::not_found, fmt::format("there is no proposition \"{}\" here", name)};
    out.pinned.push_back(*on);
  }
  for (const std::string& name : choice.sides)
    if (const auto party = material.find_party(name)) out.sides.push_back(*party);

  std::set<PropositionIndex> keep;
  std::vector<AccountIndex> ours;
  switch (choice.only) {
    case Only::everything:
      break;
    case Only::disagreements:
      for (const PropositionIndex on : out.propositions)
        if (disagree(comparison, out, on)) keep.insert(on);
      break;
    case Only::unanswered:
      keep = unanswered(comparison, out);
      break;
    case Only::changed:
      keep = changed(comparison, out);
      break;
    case Only::ours_only: {
      // Who compares two and does not say which is his means the first.
      const std::string& whose = choice.ours.empty() ? choice.between_a : choice.ours;
      // Which side is the reader's own is nowhere recorded.
      if (whose.empty()) return Error{Code::invalid_input, "whose side is ours? Say --ours NAME"};
      PARLEY_TRY(ours, accounts_of_side(comparison, out, whose));
      keep = said_by_none_but(comparison, out, ours);
    }
  }
  out.only = choice.only, out.matter = out.propositions;
  // Filters work on what the other choices have left, so that they can be combined.
  if (choice.only != Only::everything)
    std::erase_if(out.propositions, [&](PropositionIndex on) { return !keep.contains(on); });
  // What one side alone says has no rows of others: an account that says nothing of it would only be called silent.
  if (choice.only == Only::ours_only) std::erase_if(out.accounts, [&](AccountIndex one) { return !has(ours, one); });
  return out;
}

namespace {

// How many accounts take which side on a proposition, and how many are looked at at all: those that do not speak are
// the silent ones.
struct Sided {
  std::uint64_t affirm = 0, deny = 0, none = 0, all = 0;
  std::uint64_t speaking() const { return affirm + deny + none; }
  void take(Side side) { ++(side == Side::affirms ? affirm : side == Side::denies ? deny : none); }
};

// How many pairs there are within a group of so many.
std::uint64_t pairs_of(std::uint64_t count) { return count == 0 ? 0 : count * (count - 1) / 2; }

// The pairs of one group by the table of verdicts (accounts.h): same side, opposite sides, one or both without a side,
// one silent.
void add_within(const Sided& of, VerdictCounts& out) {
  out.agree += pairs_of(of.affirm) + pairs_of(of.deny);
  out.contradict += of.affirm * of.deny;
  out.not_inconsistent += of.none * (of.affirm + of.deny) + pairs_of(of.none);
  out.one_side_only += of.speaking() * (of.all - of.speaking());
}

// The same with one of each pair in either group.
void add_between(const Sided& a, const Sided& b, VerdictCounts& out) {
  out.agree += a.affirm * b.affirm + a.deny * b.deny;
  out.contradict += a.affirm * b.deny + a.deny * b.affirm;
  out.not_inconsistent += a.none * b.speaking() + b.none * (a.affirm + a.deny);
  out.one_side_only += a.speaking() * (b.all - b.speaking()) + b.speaking() * (a.all - a.speaking());
}

}  // namespace

// By counting sides: with hundreds of accounts there are millions of pairs. Who is on both sides of "between" is met by
// each, and by those like him once.
VerdictCounts count_verdicts(const Comparison& comparison, const Selection& selection) {
  enum Place : std::uint8_t { nowhere, left, right, both };
  std::vector<Place> place(comparison.accounts().size(), nowhere);
  Sided empty[4];
  if (selection.left.empty()) {
    for (const AccountIndex one : selection.accounts) place[one] = left;
  } else {
    for (const AccountIndex one : selection.left) place[one] = left;
    for (const AccountIndex one : selection.right)
      place[one] = place[one] == nowhere || place[one] == right ? right : both;
    // Who was compared and is not shown (ours-only) makes no pair either.
    const Shown shown = selection.shown(comparison);
    for (AccountIndex one = 0; one < place.size(); ++one)
      if (!shown.accounts[one]) place[one] = nowhere;
  }
  // How many stand in each place is the same for every proposition and is counted once.
  for (const Place one : place) ++empty[one].all;
  VerdictCounts out;
  for (const PropositionIndex on : selection.propositions) {
    Sided of[4] = {empty[0], empty[1], empty[2], empty[3]};
    for (const std::uint32_t at : comparison.cells_on(on)) {
      const Cell& cell = comparison.cells()[at];
      of[place[cell.account]].take(cell.side());
    }
    if (selection.left.empty()) {
      add_within(of[left], out);
      continue;
    }
    add_between(of[left], of[right], out);
    // Who is in both places makes a pair with each of the left, each of the right, and each other one like himself.
    add_between(of[left], of[both], out), add_between(of[both], of[right], out), add_within(of[both], out);
  }
  return out;
}

// A line is shared by several, of whom a choice may show only one.
std::vector<const SharedLine*> lines_shown(const Comparison& comparison, const Selection& selection) {
  const bool whole =
      selection.left.empty() && selection.propositions.size() == comparison.material().propositions().size();
  std::set<PartyIndex> holders;
  for (const AccountIndex one : selection.accounts) holders.insert(comparison.accounts()[one].holder);
  std::vector<const SharedLine*> out;
  for (const SharedLine& line : comparison.shared_lines())
    if (whole || std::any_of(line.speakers.begin(), line.speakers.end(),
                             [&](PartyIndex one) { return one == kNone || holders.contains(one); }))
      out.push_back(&line);
  return out;
}

// What takes away from a line comes first: two reports of one utterance are not two uses of it, however alike their
// words are.
std::string how_shared(const SharedLine& line) {
  if (!line.found) return "as a text says";
  if (line.one_utterance) return "one utterance, reported more than once";
  if (line.instead_of_answer) return "more than once, instead of an answer";
  std::string out = line.verbatim ? "word for word" : "nearly the same words";
  if (line.speakers.size() == 1) out += ", more than once";
  if (line.asserted) out += ", and a text says so";
  return out;
}

}  // namespace parley::accounts
