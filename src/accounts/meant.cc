// The kinds are tried one after the other, as people would: an account before its holder, who before what. Tests:
// meant_test.cc.
#include "accounts/meant.h"

#include <fmt/format.h>

#include <algorithm>

#include "accounts/model.h"
#include "accounts/names.h"
#include "accounts/origins.h"
#include "accounts/text.h"

namespace parley::accounts {
namespace {

class Finder {
 public:
  explicit Finder(const Comparison& comparison) : comparison_(comparison), material_(comparison.material()) {}

  // Accounts that a name means; `found` whether anybody or anything is called so.
  std::vector<AccountIndex> accounts(std::string_view name, bool& found) const {
    // The name of an account means that account even where a party is called the same.
    if (const auto one = comparison_.find_account(name)) return found = true, std::vector{*one};
    const std::set<PartyIndex> parties = parties_called(name);
    found = found || !parties.empty();
    std::vector<AccountIndex> out;
    if_account(
        [&](const Account& account) { return parties.contains(account.holder) || parties.contains(account.side); },
        out);
    if (out.empty()) if_account([&](const Account& account) { return account.title == name; }, out);
    for (EventIndex i = 0; i < material_.events().size() && out.empty(); ++i) {
      const Event& event = material_.events()[i];
      if (event.name != name && event.id != name && event.title != name) continue;
      found = true;
      if_account([&](const Account& account) { return account.occasion == i; }, out);
    }
    if (out.empty()) {
      for (DocumentIndex i = 0; i < material_.documents().size(); ++i) {
        const Document& document = material_.documents()[i];
        // All accounts with a statement in that document.
        if (document.name != name && document.id != name && document.title != name) continue;
        found = true;
        if_account(
            [&](const Account& account) {
              return std::any_of(account.statements.begin(), account.statements.end(),
                                 [&](StatementIndex one) { return material_.statements()[one].document == i; });
            },
            out);
      }
    }
    found = found || !out.empty();
    return out;
  }

  // The cells that hang on who is called so: what came through him, and what those say who have it from him. Of who
  // says nothing and passes nothing on, what was said to him; of who was not spoken to either, what stands in what he
  // publishes.
  std::vector<CellPlace> through(std::string_view name, bool says_something) const {
    const std::set<PartyIndex> parties = parties_called(name);
    if (parties.empty()) return {};
    const auto is = [&](PartyIndex one) { return one != kNone && parties.contains(material_.resolved(one)); };
    std::vector<CellPlace> out = if_statement([&](const Statement& one) {
      return std::any_of(one.chain.begin(), one.chain.end(), [&](const Link& link) { return is(link.party); }) &&
             std::ranges::any_of(relays_of(material_, one), is);
    });
    relying_on(parties, out);
    if (out.empty() && !says_something)
      out = if_statement([&](const Statement& one) { return is(publisher_of(material_, one)); });
    if (out.empty() && !says_something) out = if_statement([&](const Statement& one) { return is(one.addressee); });
    return out;
  }

  // The cells that rest on a statement, and those of its account on what it speaks to and makes no cell of.
  std::optional<std::vector<CellPlace>> of_statement(std::string_view name) const {
    const auto& statements = material_.statements();
    for (StatementIndex i = 0; i < statements.size(); ++i) {
      if (statements[i].name != name && statements[i].id != name) continue;
      std::vector<CellPlace> out;
      for (AccountIndex account = 0; account < comparison_.accounts().size(); ++account) {
        const auto& of = comparison_.accounts()[account].statements;
        if (!std::binary_search(of.begin(), of.end(), i)) continue;
        for (const TakenStance& taken : statements[i].stances)
          if (taken.proposition != kNone) out.push_back({account, taken.proposition});
      }
      return out;
    }
    return std::nullopt;
  }

 private:
  template <class Predicate>
  void if_account(const Predicate& wanted, std::vector<AccountIndex>& out) const {
    for (AccountIndex i = 0; i < comparison_.accounts().size(); ++i)
      if (wanted(comparison_.accounts()[i])) out.push_back(i);
  }

  // The cells that rest on a statement of these.
  template <class Predicate>
  std::vector<CellPlace> if_statement(const Predicate& wanted) const {
    std::vector<CellPlace> out;
    for (const Cell& cell : comparison_.cells()) {
      const auto statements = cell.statements();
      if (std::any_of(statements.begin(), statements.end(),
                      [&](StatementIndex one) { return wanted(material_.statements()[one]); }))
        out.push_back({cell.account, cell.proposition});
    }
    return out;
  }
  // Who takes the same side as one of these and has it from him.
  void relying_on(const std::set<PartyIndex>& parties, std::vector<CellPlace>& out) const {
    std::set<PropositionIndex> spoken;
    for (const Account& account : comparison_.accounts())
      if (parties.contains(account.holder)) spoken.insert(account.speaks_on.begin(), account.speaks_on.end());
    for (const PropositionIndex on : spoken)
      for (const Side side : {Side::affirms, Side::denies})
        for (const Reliant& relying : support_of(comparison_, on, side).relying) {
          if (std::none_of(relying.on.begin(), relying.on.end(), [&](PartyIndex one) { return parties.contains(one); }))
            continue;
          for (const std::uint32_t at : comparison_.cells_on(on))
            if (comparison_.accounts()[comparison_.cells()[at].account].holder == relying.who)
              out.push_back({comparison_.cells()[at].account, on});
        }
  }

  // By the names of the material, else as sentences have them; "Corvo" may be two, and then both are meant.
  std::set<PartyIndex> parties_called(std::string_view name) const {
    std::set<PartyIndex> wanted;
    if (const auto party = material_.find_party(name)) {
      wanted.insert(material_.resolved(*party));
    } else {
      const Names names(material_);
      for (PartyIndex i = 0; i < material_.parties().size(); ++i)
        if (names.of(i).full == name || names.of(i).brief == name) wanted.insert(material_.resolved(i));
    }
    return wanted;
  }

  const Comparison& comparison_;
  const Material& material_;
};

// By its short name, or by its words, as a page prints them.
std::optional<PropositionIndex> proposition_called(const Material& material, std::string_view name) {
  if (const auto found = material.find_proposition(name)) return found;
  const std::string wanted = lower_case(name);
  for (PropositionIndex i = 0; i < material.propositions().size(); ++i)
    if (const std::string& text = material.propositions()[i].text; !text.empty() && lower_case(text) == wanted)
      return i;
  return std::nullopt;
}

}  // namespace

Result<std::vector<CellPlace>> cells_meant(const Comparison& comparison, std::string_view name, std::string_view on) {
  const Material& material = comparison.material();
  const Finder finder(comparison);
  // A cell has one row and one column, in whichever order they are said.
  if (!on.empty() && !proposition_called(material, on) && proposition_called(material, name))
    return cells_meant(comparison, on, name);
  std::optional<PropositionIndex> wanted;
  if (!on.empty()) {
    wanted = proposition_called(material, on);
    if (!wanted) return Error{Code::not_found, fmt::format("there is no proposition \"{}\" here", on)};
  }
  std::vector<CellPlace> out;
  bool found = false;
  const auto accounts = finder.accounts(name, found);
  for (const AccountIndex account : accounts)
    for (const PropositionIndex one : comparison.accounts()[account].speaks_on)
      if (!wanted || one == *wanted) out.push_back({account, one});
  for (const CellPlace& one : finder.through(name, !out.empty()))
    if (!wanted || one.proposition == *wanted) out.push_back(one);
  // The account is silent on it, and the place leads to the rule that says so.
  if (out.empty() && wanted && !accounts.empty()) out.push_back({accounts.front(), *wanted});
  // What is neither an account nor anything that has accounts: a statement or a proposition.
  if (!found) {
    if (auto of_statement = finder.of_statement(name)) {
      found = true, out = std::move(*of_statement);
    } else if (const auto proposition = proposition_called(material, name)) {
      found = true;
      for (const std::uint32_t at : comparison.cells_on(*proposition))
        out.push_back({comparison.cells()[at].account, *proposition});
    }
    if (wanted) std::erase_if(out, [&](const CellPlace& one) { return one.proposition != *wanted; });
  }
  if (!found)
    return Error{
        Code::not_found,
        fmt::format("there is no account, holder, side, statement, proposition, event or document \"{}\" here", name)};
  if (out.empty()) return Error{Code::not_found, fmt::format("nothing is said here by or of \"{}\"", name)};
  // An account may be meant in more than one way (by two documents of one title), and a cell is shown once.
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

}  // namespace parley::accounts
