// What stands behind a cell: the statements from which it follows, what it hangs on, and what of the material does not
// hold.
#include <fmt/format.h>

#include <algorithm>

#include "accounts/model.h"
#include "accounts/order.h"
#include "text/display.h"

namespace parley::accounts {

// Each condition once, also where both accounts hang on the same.
std::string Comparison::conditional_on(AccountIndex a, AccountIndex b, PropositionIndex proposition) const {
  std::string out;
  const auto add = [&](const std::string& condition) {
    if (!condition.empty() && out.find(condition) == std::string::npos) out += (out.empty() ? "" : "; ") + condition;
  };
  for (const AccountIndex account : {a, b}) {
    const Cell* cell = this->cell(account, proposition);
    if (cell == nullptr) continue;
    const auto statements = cell->statements();
    add(in_words(material(), hangs_on(material(), statements)));
    bool all_conditional = true;
    std::string condition;
    for (const StatementIndex index : statements) {
      const Statement& statement = material().statements()[index];
      all_conditional = all_conditional && statement.factuality == Factuality::conditional;
      if (condition.empty())
        condition = statement.factual_condition.empty() ? fmt::format("the condition in {}", statement.name)
                                                        : statement.factual_condition.str();
      for (const TakenStance& taken : statement.stances)
        if (taken.proposition == proposition) add(taken.conditional_on);
    }
    // Only when every statement of the cell was conditional: one that was said outright stands without the
    // condition.
    if (all_conditional) add(condition);
  }
  return out;
}

// Everything from which a cell follows, and what was left out of it: a reader must be able to check each cell
// by hand.
Why Comparison::why(AccountIndex account, PropositionIndex proposition) const {
  Why out;
  out.cell = cell(account, proposition);
  const Account& of = accounts()[account];
  for (const StatementIndex index : of.statements) {
    const Statement& statement = material().statements()[index];
    // What would make a cell, or add to one, if the reader asked for optional readings.
    if (!impl_->left_out(statement)) continue;
    for (const TakenStance& taken : statement.stances)
      if (taken.proposition == proposition) out.left_out.push_back(index);
  }
  const std::string account_rule = of.declared ? "the recorder counts these statements to this account"
                                               : "one holder on one occasion through one channel";
  // Silence has a reason, too: that none of the account's statements takes a stance.
  if (out.cell == nullptr) {
    out.rule = of.statements.size() == 1
                   ? fmt::format("silent: the one statement of {} takes no stance on it ({})", of.name, account_rule)
                   : fmt::format("silent: none of the {} statements of {} takes a stance on it ({})",
                                 of.statements.size(), of.name, account_rule);
    return out;
  }
  for (const CellStance& stance : out.cell->stances)
    for (const StatementIndex index : stance.statements)
      out.grounds.push_back({index, to_words(stance), hearsay(index), 0});
  // Grounds with one number are one utterance, told more than once: whoever counts them should count it once.
  unsigned number = 0;
  for (const Utterance& utterance : utterances()) {
    ++number;
    for (auto& ground : out.grounds)
      if (std::find(utterance.statements.begin(), utterance.statements.end(), ground.statement) !=
          utterance.statements.end())
        ground.utterance = number;
  }
  const Cell& c = *out.cell;
  out.rule = fmt::format("{}: the set of stances that its statements take ({})",
                         c.contradicts_itself()      ? "affirms and denies, so takes no side"
                         : c.side() == Side::affirms ? "takes the side of the proposition"
                         : c.side() == Side::denies  ? "takes the side against the proposition"
                                                     : "speaks to it and takes no side",
                         account_rule);
  return out;
}

// Of statements only those that count: what a reader has turned off is not to trouble him.
std::vector<std::string> Comparison::problems() const {
  std::vector<std::string> out = material().problems();
  const auto take = [&](const Record& record) {
    for (const std::string& problem : record.problems) out.push_back(record.name + ": " + problem);
  };
  for (const auto& one : material().documents()) take(one);
  for (const auto& one : material().parties()) take(one);
  for (const auto& one : material().propositions()) take(one);
  for (const StatementIndex index : impl_->counted) {
    const Statement& statement = material().statements()[index];
    take(statement);
    // An object that is only referred to is in the material all the same, with nothing in it.
    const auto missing = [&](bool known, std::string_view what, const std::string& id) {
      if (!known) out.push_back(fmt::format("{}: {} {} is not here", statement.name, what, id));
    };
    if (statement.speaker != kNone)
      missing(material().parties()[statement.speaker].known, "the speaker", material().parties()[statement.speaker].id);
    else
      out.push_back(statement.name + ": it has no speaker");
    if (statement.within != kNone)
      missing(material().statements()[statement.within].known, "the statement around it,",
              material().statements()[statement.within].id);
    if (statement.same_as != kNone)
      missing(material().statements()[statement.same_as].known, "the statement that it means,",
              material().statements()[statement.same_as].id);
    for (const TakenStance& taken : statement.stances)
      if (taken.proposition != kNone)
        missing(material().propositions()[taken.proposition].known, "the proposition",
                material().propositions()[taken.proposition].id);
    for (const Link& link : statement.chain)
      if (link.party != kNone)
        missing(material().parties()[link.party].known, "in its chain", material().parties()[link.party].id);
    if (statement.within != index && loops(material(), index))
      out.push_back(statement.name + ": its chain, or what it stands within, comes back to itself");
  }
  const auto& contradictory = order_of(*this).problems();
  out.insert(out.end(), contradictory.begin(), contradictory.end());
  return out;
}

}  // namespace parley::accounts
