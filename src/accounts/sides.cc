// Who stands where. The two sides of a matter are those who say most on it, so that a third party with one sentence
// does not push a side out; which of the two is first is decided by the text, so that nothing depends on the order in
// which statements came. Tests: telling_test.cc.
#include "accounts/sides.h"

#include <algorithm>
#include <map>

#include "accounts/model.h"
#include "text/display.h"

namespace parley::accounts {

Sides::Sides(const Material& material) : side_(material.parties().size(), kNone) {
  for (PartyIndex i = 0; i < side_.size(); ++i) side_[i] = material.side_of(i);
  std::vector<bool> spoken_for(side_.size());
  for (const Party& one : material.parties())
    if (one.speaks_for != kNone) spoken_for[material.resolved(one.speaks_for)] = true;
  for (PartyIndex i = 0; i < side_.size(); ++i) {
    const PartyIndex itself = material.resolved(i);
    // Whoever speaks for nobody and for whom nobody speaks is of no side.
    if (side_[i] == itself && !spoken_for[itself]) side_[i] = kNone;
  }
}

bool PlaceInText::operator<(const PlaceInText& other) const {
  if (document != other.document) return text::natural_less(document, other.document);
  if (byte != other.byte) return byte < other.byte;
  return text::natural_less(statement, other.statement);
}

// Whatever of it stands first: the name, the verb or the words.
static std::size_t first_byte(const Statement& statement) {
  std::size_t out = SIZE_MAX;
  for (const auto* spans : {&statement.source_spans, &statement.cue_spans, &statement.content_spans})
    for (const Span& span : *spans) out = std::min(out, span.byte_start);
  return out;
}

PlaceInText place_in_text(const Material& material, StatementIndex index) {
  const Statement& statement = material.statements()[index];
  PlaceInText out;
  // What stands in no document comes last.
  out.document = "\xf4\x8f\xbf\xbf";
  if (statement.document != kNone) out.document = material.documents()[statement.document].name;
  out.byte = first_byte(statement);
  out.statement = statement.name;
  return out;
}

PlacesInText::PlacesInText(const Material& material) : material_(material) {
  const auto& documents = material.documents();
  std::vector<DocumentIndex> order(documents.size());
  for (DocumentIndex i = 0; i < order.size(); ++i) order[i] = i;
  std::sort(order.begin(), order.end(),
            [&](DocumentIndex a, DocumentIndex b) { return text::natural_less(documents[a].name, documents[b].name); });
  rank_.resize(order.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    // Of one name is one place.
    const bool same = i > 0 && documents[order[i]].name == documents[order[i - 1]].name;
    rank_[order[i]] = same ? rank_[order[i - 1]] : static_cast<std::uint32_t>(i);
  }
}

PlacesInText::Place PlacesInText::of(StatementIndex index) const {
  const Statement& statement = material_.statements()[index];
  // What stands in no document comes last.
  Place out{statement.document == kNone ? kNone : rank_[statement.document], first_byte(statement), index};
  return out;
}

bool PlacesInText::less(const Place& a, const Place& b) const {
  if (a.document != b.document) return a.document < b.document;
  if (a.byte != b.byte) return a.byte < b.byte;
  return text::natural_less(material_.statements()[a.statement].name, material_.statements()[b.statement].name);
}

Standings::Standings(const Comparison& comparison, const Selection& selection)
    : comparison_(comparison),
      material_(comparison.material()),
      sides_(material_),
      standing_(material_.parties().size(), Standing::others) {
  if (!selection.left.empty())
    by_reader(selection);
  else
    choose(selection);
}

void Standings::take_sides(PartyIndex first, PartyIndex second) {
  first_ = first, second_ = second;
  for (PartyIndex i = 0; i < standing_.size(); ++i) {
    // A reader may choose somebody for whom nobody speaks, who then is a side by himself.
    const PartyIndex side = sides_.of(i), itself = material_.resolved(i);
    if (first != kNone && (side == first || itself == first)) standing_[i] = Standing::first;
    if (second != kNone && (side == second || itself == second)) standing_[i] = Standing::second;
  }
  stand_groups();
}

// "The two leaders" stand with both; a body all of whose members stand together stands with them.
void Standings::stand_groups() {
  for (PartyIndex i = 0; i < standing_.size(); ++i) {
    const Party& party = material_.parties()[i];
    if (standing_[i] != Standing::others || party.members.empty()) continue;
    const auto stands = [&](Standing where) {
      return std::any_of(party.members.begin(), party.members.end(),
                         [&](PartyIndex one) { return standing_[material_.resolved(one)] == where; });
    };
    const bool first = stands(Standing::first), second = stands(Standing::second);
    if (first && second)
      standing_[i] = Standing::both;
    else if ((first || second) && !stands(Standing::others))
      standing_[i] = first ? Standing::first : Standing::second;
  }
}

namespace {

// How much is said for a side: on how many propositions, in how many statements, and where first.
struct Weight {
  std::vector<PropositionIndex> propositions;
  std::vector<StatementIndex> statements;
  std::optional<PlacesInText::Place> place;
};

template <class T>
void keep_one_each(std::vector<T>& list) {
  std::sort(list.begin(), list.end());
  list.erase(std::unique(list.begin(), list.end()), list.end());
}

}  // namespace

void Standings::choose(const Selection& selection) {
  std::set<PartyIndex> wanted;
  for (const PartyIndex one : selection.sides) wanted.insert(material_.resolved(one));
  if (const auto& whole = selection.whole_sides; !whole.empty()) {
    chosen_ = wanted.empty() ? Telling::Chosen::speaks_for : Telling::Chosen::group;
    return take_sides(whole.front(), whole.size() < 2 ? kNone : whole.back());
  }
  // By what is shown only: who says much on other matters is no side of this one. Whose accounts are shown plays no
  // part: a filter that leaves those of one side leaves the other one what it is.
  Shown shown = selection.shown(comparison_);
  // What a filter leaves out of it is of this matter all the same: its sides are those of the whole.
  for (const PropositionIndex one : selection.matter) shown.propositions[one] = true;
  std::map<PartyIndex, Weight> weights;
  for (const Cell& cell : comparison_.cells()) {
    if (!shown.propositions[cell.proposition]) continue;
    const PartyIndex holder = comparison_.accounts()[cell.account].holder;
    if (holder == kNone) continue;
    const PartyIndex side = sides_.of(holder) != kNone ? sides_.of(holder) : holder;
    // Without a group only those for whom somebody speaks can be sides; with one, its parties and nobody else.
    if (wanted.empty() ? sides_.of(holder) == kNone : !wanted.contains(side)) continue;
    Weight& weight = weights[side];
    weight.propositions.push_back(cell.proposition);
    for (const CellStance& one : cell.stances)
      weight.statements.insert(weight.statements.end(), one.statements.begin(), one.statements.end());
  }
  const PlacesInText places(material_);
  std::vector<std::pair<PartyIndex, const Weight*>> order;
  for (auto& [side, weight] : weights) {
    keep_one_each(weight.propositions), keep_one_each(weight.statements);
    for (const StatementIndex index : weight.statements) {
      const auto place = places.of(index);
      if (!weight.place || places.less(place, *weight.place)) weight.place = place;
    }
    order.emplace_back(side, &weight);
  }
  // Twice sorted: by weight to find the two, then by the text to say which of them is first.
  const auto earlier = [&](const auto& a, const auto& b) { return places.less(*a.second->place, *b.second->place); };
  std::sort(order.begin(), order.end(), [&](const auto& a, const auto& b) {
    const auto size = [](const auto& one) {
      return std::pair(one.second->propositions.size(), one.second->statements.size());
    };
    return size(a) != size(b) ? size(a) > size(b) : earlier(a, b);
  });
  if (order.size() > 2) order.resize(2);
  std::sort(order.begin(), order.end(), earlier);
  chosen_ = order.empty()    ? Telling::Chosen::nothing
            : wanted.empty() ? Telling::Chosen::speaks_for
                             : Telling::Chosen::group;
  take_sides(order.empty() ? kNone : order.front().first, order.size() < 2 ? kNone : order.back().first);
}

std::vector<PartyIndex> sides_of(const Comparison& comparison, const Selection& selection) {
  const Standings standings(comparison, selection);
  std::vector<PartyIndex> out;
  for (const PartyIndex one : {standings.first(), standings.second()})
    if (one != kNone) out.push_back(one);
  return out;
}

// A name can be one account; then that is meant, by whatever way it came.
void Standings::by_reader(const Selection& selection) {
  chosen_ = Telling::Chosen::reader;
  const auto party_of = [&](const std::vector<AccountIndex>& accounts, const std::string& name, Standing where) {
    if (comparison_.find_account(name))
      for (const AccountIndex one : accounts) named_.emplace(one, where);
    const auto account = comparison_.find_account(name);
    const auto party = material_.find_party(name);
    if (account) return comparison_.accounts()[*account].holder;
    return party ? material_.resolved(*party) : comparison_.accounts()[accounts.front()].holder;
  };
  const PartyIndex first = party_of(selection.left, selection.left_name, Standing::first),
                   second = party_of(selection.right, selection.right_name, Standing::second);
  take_sides(first, second);
}

Standing Standings::of(AccountIndex account, PartyIndex holder, StatementIndex statement) const {
  if (const auto named = named_.find(account); named != named_.end()) return named->second;
  const Standing own = of(holder);
  if (own == Standing::others) {
    // A holder who speaks for nobody may have spoken for somebody here.
    const Standing here = of(comparison_.accounts()[account].side);
    if (here != Standing::others && comparison_.accounts()[account].holder == holder) return here;
    return own;
  }
  // From the page inwards: the first teller who is of a side decides. Who is told by his own side stays where he is;
  // who is told by the other side stands with the other, because these are its words.
  for (const Reliance& link : relies_of(material_, material_.statements()[statement])) {
    const Standing teller = of(link.who);
    if (teller == own || (own != Standing::both && teller == Standing::both)) return own;
    if (teller == Standing::first || teller == Standing::second) return teller;
  }
  return own;
}

Standing Standings::of_account(AccountIndex index) const {
  const Account& account = comparison_.accounts()[index];
  std::optional<Standing> out;
  for (const StatementIndex statement : account.statements) {
    const Standing one = of(index, origin_of(material_, material_.statements()[statement]), statement);
    if (out && *out != one) return of(account.holder);
    out = one;
  }
  return out.value_or(of(account.holder));
}

PartyIndex Standings::side_of_account(AccountIndex index) const {
  const Standing standing = of_account(index);
  return standing == Standing::first    ? first_
         : standing == Standing::second ? second_
                                        : comparison_.accounts()[index].side;
}

}  // namespace parley::accounts
