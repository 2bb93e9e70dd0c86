// Through whom a statement came, and what hangs on whom.
// A statement's chain goes from the page inwards: publisher, who told the publisher, who told him. Whoever
// prints a thing is no link that could have got it wrong unnoticed, as the page can be looked at; so links
// count behind the publisher only.
#include <fmt/format.h>

#include <algorithm>

#include "accounts/model.h"

namespace parley::accounts {

const std::string& title_of(const Material& material, PartyIndex party) {
  static const std::string kNobody = "somebody";
  if (party == kNone) return kNobody;
  const Party& of = material.parties()[party];
  return of.title.empty() ? of.name : of.title;
}

// The voice of the document, or, where no document says whose voice it is, the outermost link, unless that
// passing-on is a statement of its own.
PartyIndex publisher_of(const Material& material, const Statement& statement) {
  if (statement.document != kNone && material.documents()[statement.document].voice != kNone)
    return material.documents()[statement.document].voice;
  return statement.chain.empty() || statement.chain.front().statement != kNone ? kNone : statement.chain.front().party;
}

// A chain may or may not begin with the publisher itself: that first link is left out.
std::span<const Link> behind_publisher(const Material& material, const Statement& statement) {
  const std::span<const Link> chain = statement.chain;
  const PartyIndex publisher = publisher_of(material, statement);
  return !chain.empty() && publisher != kNone && chain.front().party == publisher ? chain.subspan(1) : chain;
}

// Bounded, because others' objects may refer to each other in any way; a ring longer than that is none that
// anybody would meet.
bool loops(const Material& material, StatementIndex start) {
  std::set<StatementIndex> seen;
  std::vector<StatementIndex> next = {start};
  while (!next.empty() && seen.size() < 256) {
    const StatementIndex at = next.back();
    next.pop_back();
    const Statement& statement = material.statements()[at];
    const auto follow = [&](StatementIndex to) {
      if (to != kNone && to != start && seen.insert(to).second) next.push_back(to);
      return to == start;
    };
    if (follow(statement.within)) return true;
    for (const Link& link : statement.chain)
      if (follow(link.statement)) return true;
  }
  return false;
}

// Written from the inside out, as people tell it.
Hearsay hearsay_of(const Material& material, StatementIndex index) {
  const Statement& statement = material.statements()[index];
  Hearsay out;
  out.depth = static_cast<unsigned>(behind_publisher(material, statement).size());
  out.loops = loops(material, index);
  out.chain = title_of(material, statement.speaker);
  // Who was spoken to is a link only where somebody passed the words on from there.
  if (statement.addressee != kNone && out.depth > 0) out.chain += " → " + title_of(material, statement.addressee);
  for (auto link = statement.chain.rbegin(); link != statement.chain.rend(); ++link)
    out.chain += " → " + title_of(material, link->party);
  return out;
}

// The links that all chains share: if one of those is wrong, all are. A statement with no link leaves nothing
// in common.
std::vector<PartyIndex> hangs_on(const Material& material, std::span<const StatementIndex> statements) {
  std::vector<PartyIndex> common;
  bool first = true;
  for (const StatementIndex index : statements) {
    std::vector<PartyIndex> links;
    const Statement& statement = material.statements()[index];
    for (const Link& link : behind_publisher(material, statement)) {
      // A document of the speaker's own is no hearsay: "the Office in its report".
      const bool own_document = link.statement == kNone && statement.within == kNone && link.party != kNone &&
                                material.parties()[link.party].kind == "document";
      if (link.party != kNone && !own_document) links.push_back(material.resolved(link.party));
    }
    if (first)
      common = links;
    else
      std::erase_if(common, [&](PartyIndex one) { return std::find(links.begin(), links.end(), one) == links.end(); });
    first = false;
  }
  return common;
}

std::string in_words(const Material& material, const std::vector<PartyIndex>& links) {
  std::string out;
  for (auto link = links.rbegin(); link != links.rend(); ++link) {
    const bool document = *link != kNone && material.parties()[*link].kind == "document";
    out += (out.empty() ? "" : ", and ") + title_of(material, *link) +
           (document ? " being genuine" : " reporting it rightly");
  }
  return out;
}

// The statements' own times go before that of the occasion, which may have lasted.
RoughTime time_of(const Material& material, const Account& account) {
  for (const StatementIndex index : account.statements) {
    const Statement& statement = material.statements()[index];
    if (statement.said) return rough_time(*statement.said);
    if (const RoughTime time = rough_time(statement.when); time.rank < 4) return time;
  }
  if (account.occasion == kNone) return rough_time(account.when);
  const Event& event = material.events()[account.occasion];
  return event.start ? rough_time(*event.start) : rough_time(event.when);
}

Hearsay Comparison::hearsay(StatementIndex statement) const { return hearsay_of(material(), statement); }

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
                                                        : statement.factual_condition;
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
  return out;
}

}  // namespace parley::accounts
