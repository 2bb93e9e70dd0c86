// Choosing and writing. A choice only leaves things out of what is shown: nothing is computed otherwise for
// it, so a cell says the same in every view. The JSON is written in pieces that are passed on as they are
// made, since the verdicts of a large case do not fit into memory at once.
#include "accounts/report.h"

#include <fmt/format.h>

#include <algorithm>

#include "accounts/answers.h"
#include "accounts/model.h"
#include "accounts/readings.h"
#include "accounts/telling_json.h"
#include "json/writer.h"
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

// On which nobody but this side has said anything: what others may not know yet.
Result<std::set<PropositionIndex>> ours_only(const Comparison& comparison, const Selection& among,
                                             const std::string& whose) {
  // Which side is the reader's own is nowhere recorded.
  if (whose.empty()) return Error{Code::invalid_input, "whose side is ours? Say --ours NAME"};
  PARLEY_TRY(const auto ours, accounts_named(comparison, whose));
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
      PARLEY_TRY(keep, ours_only(comparison, out, choice.ours.empty() ? choice.between_a : choice.ours));
    }
  }
  out.only = choice.only, out.matter = out.propositions;
  // Filters work on what the other choices have left, so that they can be combined.
  if (choice.only != Only::everything)
    std::erase_if(out.propositions, [&](PropositionIndex on) { return !keep.contains(on); });
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

namespace {

// Flags by index instead of searching lists: each is asked for with every pair of accounts.
class JsonReport {
 public:
  JsonReport(const Comparison& comparison, const Selection& selection, const std::function<void(std::string_view)>& out)
      : comparison_(comparison), material_(comparison.material()), selection_(selection), out_(out) {
    chosen_.resize(material_.propositions().size());
    for (const PropositionIndex on : selection.propositions) chosen_[on] = true;
    looked_at_.resize(comparison.accounts().size());
    for (const AccountIndex account : selection.accounts) looked_at_[account] = true;
    left_.resize(looked_at_.size()), right_.resize(looked_at_.size());
    for (const AccountIndex account : selection.left) left_[account] = true;
    for (const AccountIndex account : selection.right) right_[account] = true;
    // The place of each account in the choice. Accounts that are not looked at have none, and are left out before it is
    // asked for.
    order_.resize(looked_at_.size());
    for (std::size_t i = 0; i < selection.accounts.size(); ++i) order_[selection.accounts[i]] = i;
  }

  // In the order of docs/accounts.md; the problems come last and are never left out.
  void write() {
    json_.open('{');
    telling(), accounts(), propositions(), cells(), verdicts(), told(), changes(), shared_lines(), utterances(),
        non_answers(), silences(), self_contradictions(), readings();
    json_.texts("problems", comparison_.problems());
    json_.close();
    // What is left, however little.
    pass_on(0);
  }

 private:
  // In pieces of 64 KiB at least, since each goes to a pipe or a file.
  void pass_on(std::size_t at_least = 1 << 16) {
    if (json_.size() < at_least) return;
    out_(json_.take());
  }

  const std::string& account_name(AccountIndex account) const { return comparison_.accounts()[account].name; }
  const std::string& statement_name(StatementIndex statement) const { return material_.statements()[statement].name; }
  std::string party_name(PartyIndex party) const {
    return party == kNone ? std::string() : material_.parties()[party].name;
  }

  template <class List>
  void names(std::string_view key, const List& accounts) {
    json_.key(key).open('[');
    for (const AccountIndex account : accounts) json_.text(account_name(account));
    json_.close();
  }
  void statements(std::string_view key, const std::vector<StatementIndex>& list) {
    json_.key(key).open('[');
    for (const StatementIndex statement : list) json_.text(statement_name(statement));
    json_.close();
  }

  void telling() {
    // A large telling is passed on in pieces, too.
    const std::function<void()> part = [this] { pass_on(); };
    json_.key("telling");
    write_telling(comparison_, tell(comparison_, selection_), json_, part);
    pass_on();
  }

  // With the silent ones that their recorder named: that an account says nothing is worth seeing.
  void accounts() {
    json_.key("accounts").open('[');
    for (const AccountIndex index : selection_.accounts) {
      const Account& account = comparison_.accounts()[index];
      json_.open('{')
          .text("id", account.name)
          .text("label", account.title)
          .text("holder", party_name(account.holder))
          .text("side", party_name(account.side));
      if (account.occasion != kNone) json_.text("occasion", material_.events()[account.occasion].name);
      json_.text_if("when", account.when);
      json_.key("channel").open('[');
      for (const PartyIndex party : account.channel) json_.text(party_name(party));
      json_.close().flag("declared", account.declared).text_if("read_by", account.reader);
      statements("statements", account.statements);
      json_.close();
    }
    json_.close();
  }

  // What several have read, and how each of them reads it.
  void readings() {
    json_.raw("readings", readings_json(material_, readings_on(material_, selection_.propositions)));
    pass_on();
  }

  void propositions() {
    json_.key("propositions").open('[');
    for (const PropositionIndex index : selection_.propositions) {
      const Proposition& proposition = material_.propositions()[index];
      json_.open('{').text("id", proposition.name).text("text", proposition.text);
      if (proposition.negation_of != kNone)
        json_.text("negation_of", material_.propositions()[proposition.negation_of].name);
      if (proposition.narrower_than != kNone)
        json_.text("narrower_than", material_.propositions()[proposition.narrower_than].name);
      if (!proposition.same_as.empty()) {
        json_.key("same_as").open('[');
        for (const auto& same : proposition.same_as)
          json_.open('{')
              .text("proposition", material_.propositions()[same.proposition].name)
              .text("according_to", party_name(same.according_to))
              .close();
        json_.close();
      }
      json_.close();
    }
    json_.close();
  }

  void cells() {
    json_.key("cells").open('[');
    std::vector<const Cell*> shown;
    for (const Cell& cell : comparison_.cells())
      if (looked_at_[cell.account] && chosen_[cell.proposition]) shown.push_back(&cell);
    // By account, as rows of a matrix, and not in the order in which the cells came about.
    std::sort(shown.begin(), shown.end(), [&](const Cell* a, const Cell* b) {
      return std::pair(order_[a->account], a->proposition) < std::pair(order_[b->account], b->proposition);
    });
    for (const Cell* cell : shown) {
      json_.open('{')
          .text("account", account_name(cell->account))
          .text("proposition", material_.propositions()[cell->proposition].name);
      json_.texts("stances", cell->words());
      const auto list = cell->statements();
      statements("statements", list);
      if (cell->contradicts_itself()) json_.flag("contradicts_itself", true);
      // The farthest of its statements from the page: a reader should know the worst.
      unsigned deepest = 0;
      for (const StatementIndex one : list)
        deepest = std::max(deepest, static_cast<unsigned>(relays_of(material_, material_.statements()[one]).size()));
      json_.number("hearsay", deepest).close();
      pass_on();
    }
    json_.close();
  }

  // Nothing was chosen: all that is recorded is shown.
  bool whole() const {
    return selection_.left.empty() && std::all_of(chosen_.begin(), chosen_.end(), [](bool one) { return one; });
  }

  // With hundreds of accounts there are millions of pairs. Of a proposition on which two contradict each other the
  // reader wants the pairs; that a third one is silent the cells say as well.
  void verdicts() {
    const VerdictCounts counts = count_verdicts(comparison_, selection_);
    // Pairs with a silent one are listed only when all pairs fit below the limit: they are the most, and follow from
    // the cells that are not there.
    const bool one_sided =
        counts.agree + counts.contradict + counts.not_inconsistent + counts.one_side_only <= kMaxVerdicts;
    json_.text(
        "one_side_only",
        one_sided ? "listed" : fmt::format("{} not listed: a cell that is not there is silent", counts.one_side_only));
    json_.key("verdict_counts")
        .open('{')
        .number("agree", counts.agree)
        .number("contradict", counts.contradict)
        .number("not inconsistent", counts.not_inconsistent)
        .number("one side only", counts.one_side_only)
        .close();
    json_.key("verdicts").open('[');
    // The gravest verdict first, so that what the limit cuts off is what a reader misses least; how many are missing is
    // said.
    std::uint64_t left = kMaxVerdicts;
    for (const Verdict wanted :
         {Verdict::contradict, Verdict::agree, Verdict::not_inconsistent, Verdict::one_side_only}) {
      if (wanted == Verdict::one_side_only && !one_sided) break;
      for (const PropositionIndex on : selection_.propositions) {
        if (left == 0) break;
        pairs_on(on, wanted, left);
      }
    }
    const std::uint64_t all =
        counts.agree + counts.contradict + counts.not_inconsistent + (one_sided ? counts.one_side_only : 0);
    json_.close().number("verdicts_left_out", all - (kMaxVerdicts - left));
  }

  // The pairs of one verdict on one proposition, in the order in which the accounts are shown.
  void pairs_on(PropositionIndex on, Verdict wanted, std::uint64_t& left) {
    std::vector<AccountIndex> speaking;
    for (const std::uint32_t at : comparison_.cells_on(on))
      if (looked_at_[comparison_.cells()[at].account]) speaking.push_back(comparison_.cells()[at].account);
    const auto in_order = [&](AccountIndex a, AccountIndex b) { return order_[a] < order_[b]; };
    std::sort(speaking.begin(), speaking.end(), in_order);
    // Who is silent has no cell on the proposition, so he is looked for among all.
    const auto& others = wanted == Verdict::one_side_only ? selection_.accounts : speaking;
    for (const AccountIndex a : speaking) {
      for (const AccountIndex b : others) {
        if (left == 0) return;
        const bool silent = comparison_.cell(b, on) == nullptr;
        // Of two who speak each pair once; who is silent meets each who speaks.
        if (silent ? wanted != Verdict::one_side_only : order_[b] <= order_[a]) continue;
        if (!pair_chosen(a, b) || comparison_.verdict(a, b, on) != wanted) continue;
        verdict({std::min(a, b, in_order), std::max(a, b, in_order), on, wanted});
        --left;
      }
    }
  }

  // Selection::pairs() by flags, since it is asked millions of times.
  bool pair_chosen(AccountIndex a, AccountIndex b) const {
    if (selection_.left.empty()) return true;
    return (left_[a] && right_[b]) || (left_[b] && right_[a]);
  }

  void verdict(const PairVerdict& pair) {
    json_.open('{');
    names("accounts", std::vector{pair.a, pair.b});
    json_.text("proposition", material_.propositions()[pair.proposition].name).text("verdict", to_string(pair.verdict));
    if (pair.verdict == Verdict::one_side_only)
      json_.text("by", account_name(comparison_.cell(pair.a, pair.proposition) != nullptr ? pair.a : pair.b));
    json_.text_if("difference", comparison_.difference(pair.a, pair.b, pair.proposition));
    if (pair.verdict != Verdict::one_side_only)
      json_.text_if("conditional_on", comparison_.conditional_on(pair.a, pair.b, pair.proposition));
    json_.close();
    pass_on();
  }

  // Over all accounts and not only those that are shown: what is told of a proposition does not depend on who
  // looks.
  void told() {
    json_.key("propositions_told").open('[');
    for (const PropositionIndex on : selection_.propositions) {
      const PropositionView view = comparison_.told(on);
      json_.open('{').text("proposition", material_.propositions()[on].name).text("told", to_string(view.told));
      names("true_by", view.affirmed_by), names("false_by", view.denied_by), names("undecided", view.undecided);
      json_.close();
    }
    json_.close();
  }

  void changes() {
    json_.key("changes").open('[');
    for (const Change& change : comparison_.changes()) {
      if (!chosen_[change.proposition]) continue;
      json_.open('{')
          .text("party", party_name(change.holder))
          .text("proposition", material_.propositions()[change.proposition].name)
          // A text's own word is a change, too; "changed_by" says whose word it is.
          .flag("changed", change.changed || change.source);
      if (change.changed || change.source) json_.text("changed_by", change.changed ? "record" : "source");
      json_.text_if("conditional_on", change.conditional_on);
      if (change.source) source(*change.source);
      json_.key("sequence").open('[');
      for (const Position& position : change.sequence) {
        json_.open('{')
            .text("when", position.when)
            .text("stance", fmt::format("{}", fmt::join(position.stances, " and ")));
        if (position.through != kNone) json_.text("through", material_.propositions()[position.through].name);
        if (position.near) json_.flag("near", true);
        if (position.unplaced) json_.flag("unplaced", true);
        json_.text_if("conditional_on", position.conditional_on);
        names("accounts", position.accounts);
        statements("statements", position.statements);
        json_.close();
      }
      json_.close().close();
    }
    json_.close();
  }

  void source(const TextSays& says) {
    json_.key("source")
        .open('{')
        .text("by", party_name(says.by))
        .text("doc", material_.documents()[says.document].name)
        .number("line", says.line)
        .text("text", says.sentence)
        .close();
  }

  void shared_lines() {
    json_.key("shared_lines").open('[');
    for (const SharedLine* one : lines_shown(comparison_, selection_)) {
      const SharedLine& line = *one;
      json_.open('{')
          .text("kind", line.found ? "found" : "asserted")
          .text("line", line.line)
          .number("weight", line.weight)
          .flag("verbatim", line.verbatim)
          .flag("asserted", line.asserted)
          .flag("one_utterance", line.one_utterance);
      if (line.instead_of_answer) json_.flag("instead_of_answer", true);
      if (!line.telling.empty()) json_.texts("telling", line.telling);
      if (line.source) source(*line.source);
      json_.key("speakers").open('[');
      for (const PartyIndex speaker : line.speakers) json_.text(party_name(speaker));
      if (line.found && line.speakers.size() == 1) json_.text(party_name(line.speakers.front()));  // one, twice
      json_.close();
      statements("statements", line.statements);
      json_.key("spans").open('[');
      for (const auto& place : line.places) {
        json_.open('{')
            .text("doc", place.document == kNone ? "" : material_.documents()[place.document].name)
            .number("start", place.span.start)
            .number("end", place.span.end);
        json_.number("bstart", place.span.byte_start)
            .number("bend", place.span.byte_end)
            .number("line", place.span.line)
            .text("text", place.span.text)
            .close();
      }
      json_.close().close();
      pass_on();
    }
    json_.close();
  }

  void utterances() {
    json_.key("utterances").open('[');
    for (const Utterance& utterance : comparison_.utterances()) {
      json_.open('{').flag("asserted", utterance.asserted);
      statements("statements", utterance.statements);
      json_.close();
    }
    json_.close();
  }

  // Recorded ones of what is shown; what only the texts tell, when everything is shown.
  void non_answers() {
    json_.key("non_answers").open('[');
    for (const NonAnswer& one : accounts::non_answers(comparison_)) {
      std::vector<std::string> on;
      for (const PropositionIndex q : one.on)
        if (chosen_[q]) on.push_back(material_.propositions()[q].name);
      const bool out_of_sight = one.on.empty() ? !whole() : on.empty();
      if (one.recorded() ? out_of_sight || !looked_at_[one.account] : !whole()) continue;
      json_.open('{').text("party", party_name(one.who));
      if (one.recorded()) json_.text("account", account_name(one.account));
      json_.texts("propositions", on).text_if("question", one.question);
      statements("questions", one.questions);
      json_.key("answers").open('[');
      for (const NonAnswer::Answer& answer : one.answers)
        json_.open('{')
            .text("statement", statement_name(answer.statement))
            .text("how", to_string(answer.how))
            .text_if("text", answer.quote.text)
            .close();
      json_.close();
      if (!one.sentence.empty())
        json_.text("doc", material_.documents()[one.document].name)
            .number("line", one.line)
            .text("text", one.sentence)
            .text_if("before", one.before);
      json_.close();
      pass_on();
    }
    json_.close();
  }

  void silences() {
    // The limit on silences then counts only what is looked at.
    const Shown shown{looked_at_, chosen_};
    const Silences found = comparison_.silences(&shown);
    json_.key("silences").open('[');
    for (const Silence& silence : found.list) {
      json_.open('{')
          .text("account", account_name(silence.account))
          .text("proposition", material_.propositions()[silence.proposition].name)
          .text("why", to_string(silence.why));
      statements("statements", silence.statements);
      json_.close();
      pass_on();
    }
    json_.close().number("silences_left_out", found.left_out);
  }

  void self_contradictions() {
    json_.key("self_contradictions").open('[');
    for (const SelfContradiction& one : comparison_.self_contradictions()) {
      if (!chosen_[one.proposition]) continue;
      json_.open('{')
          .text("party", party_name(one.holder))
          .text("proposition", material_.propositions()[one.proposition].name);
      names("accounts", one.accounts);
      json_.close();
    }
    json_.close();
  }

  const Comparison& comparison_;
  const Material& material_;
  const Selection& selection_;
  const std::function<void(std::string_view)>& out_;
  std::vector<bool> chosen_, looked_at_, left_, right_;
  std::vector<std::size_t> order_;
  json::Writer json_;
};

// All four offsets: programs that count bytes and those that count characters find the same place.
void write_spans(json::Writer& json, const std::vector<Span>& spans) {
  json.key("spans").open('[');
  for (const Span& span : spans) {
    json.open('{')
        .number("start", span.start)
        .number("end", span.end)
        .number("bstart", span.byte_start)
        .number("bend", span.byte_end);
    json.number("line", span.line).text("text", span.text).close();
  }
  json.close();
}

}  // namespace

void write_json(const Comparison& comparison, const Selection& selection,
                const std::function<void(std::string_view)>& out) {
  JsonReport(comparison, selection, out).write();
}

// Everything by which a cell can be checked at its sources: journal and entry, document with hash, spans.
std::string why_json(const Comparison& comparison, AccountIndex account, PropositionIndex proposition) {
  const Material& material = comparison.material();
  const Why why = comparison.why(account, proposition);
  json::Writer json;
  json.open('{')
      .text("account", comparison.accounts()[account].name)
      .text("proposition", material.propositions()[proposition].name);
  json.texts("stances", why.cell == nullptr ? std::vector<std::string>() : why.cell->words()).text("rule", why.rule);
  json.key("grounds").open('[');
  // Every ground with where it lies in a journal, so that anybody can look it up.
  for (const auto& ground : why.grounds) {
    const Statement& statement = material.statements()[ground.statement];
    json.open('{')
        .text("statement", statement.name)
        .text("id", statement.id)
        .text("stance", ground.stance)
        .text("words", statement.words);
    json.text_if("party", statement.made_by);
    if (!statement.authors.empty()) json.texts("recorded_by", statement.authors);
    if (statement.confidence) json.number("confidence", *statement.confidence);
    json.text_if("journal", statement.journal);
    if (!statement.journal.empty()) json.number("seq", statement.seq);
    if (statement.received) json.text("received", parley::to_string(*statement.received));
    if (statement.document != kNone)
      json.text("doc", material.documents()[statement.document].name)
          .text("sha256", material.documents()[statement.document].sha256);
    write_spans(json, statement.content_spans);
    json.number("links", ground.hearsay.depth).text("chain", ground.hearsay.chain);
    if (ground.utterance > 0) json.number("utterance", ground.utterance);
    if (!statement.problems.empty()) json.texts("problems", statement.problems);
    json.close();
  }
  json.close().key("left_out").open('[');
  for (const StatementIndex statement : why.left_out) json.text(material.statements()[statement].name);
  json.close().close();
  return json.str();
}

}  // namespace parley::accounts
