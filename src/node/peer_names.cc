// What parties are called here, and that no two of them can be taken for one another unnoticed. The fingerprint says
// who a card belongs to; but what people read from day to day is the name, which its party chose. So a name must be one
// that is seen as it is, one that looks like a known party's is taken only when the operator insists, and wherever
// names are shown the alias that the operator gave stands beside it.
#include <fmt/format.h>

#include <algorithm>

#include "names/names.h"
#include "node/node.h"
#include "node/peers.h"
#include "node/plain_name.h"
#include "text/display.h"

namespace parley::node {
namespace {

constexpr std::string_view kThisParty = "this party";  // of known_as()

}  // namespace

namespace {

bool shares_a_look(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  return std::any_of(a.begin(), a.end(), [&](const std::string& one) {
    return !one.empty() && std::find(b.begin(), b.end(), one) != b.end();
  });
}

}  // namespace

// Names and aliases are compared with both names and aliases, since either is what people read somewhere.
std::string Peers::known_as(std::string_view name, std::string_view but_for) const {
  const auto looks = names::looks_of(name);
  if (but_for != own_.identity && shares_a_look(looks, names::looks_of(node_.config().party.name)))
    return std::string(kThisParty);
  for (const auto& [identity, known] : known_)
    if (identity != but_for && shares_a_look(looks, known.looks)) return "\"" + known.row.alias + "\"";
  return {};
}

// Everything that follows from the cards is made anew here, so that looking up a name or a certificate costs
// one look.
void Peers::changed() {
  ++version_;
  idle_links_.clear();  // a new card may give another address
  identities_.clear();
  for (auto& [identity, known] : known_) {
    known.looks = names::looks_of(known.card.name);
    for (const std::string& one : names::looks_of(known.row.alias)) known.looks.push_back(one);
  }
  for (auto& [identity, known] : known_) {
    identities_[known.card.tls_fingerprint] = identity;
    // By the alias, too: of two that are alike each is marked, whichever of its names it is.
    std::string looks_like = known_as(known.card.name, identity);
    if (looks_like.empty()) looks_like = known_as(known.row.alias, identity);
    known.behind_name.clear();
    if (!looks_like.empty() || plain_name(known.card.name, "peer") != known.row.alias)
      known.behind_name = fmt::format(" ({})", known.row.alias);
    if (!looks_like.empty()) known.behind_name += fmt::format(" [looks like {}]", looks_like);
  }
}

std::string Peers::called(std::string_view identity, std::string_view name) const {
  const Lock lock(mutex_);
  const auto known = known_.find(std::string(identity));
  return text::plain(name) + (known == known_.end() ? "" : known->second.behind_name);
}

std::string Peers::whose_look(const group::Card& card) const {
  const std::string other = known_as(card.name, card.identity_id);
  if (other.empty()) return {};
  return other == kThisParty ? "this party's own" : fmt::format("that of {}, which is another party", other);
}

std::string Peers::looks_like(const group::Card& card) const {
  const Lock lock(mutex_);
  return whose_look(card);
}

// A name that was accepted once stays accepted: a later card with the same name is not judged again.
Status Peers::check_card_name(const group::Card& card, Alike alike) const {
  const auto known = known_.find(card.identity_id);
  if (known != known_.end() && known->second.card.name == card.name) return {};  // taken before
  PARLEY_TRY_STATUS(names::check(card.name).in("the card's name"));
  if (alike == Alike::taken) return {};
  const std::string whose = whose_look(card);
  if (whose.empty()) return {};
  return Error{Code::conflict, fmt::format("the name on this card, \"{}\", looks like {}: ask them to take a name that "
                                           "can be told apart, or accept it with --although-alike, and it is marked "
                                           "wherever it is shown",
                                           text::plain(card.name), whose)};
}

namespace {

// What all have signed already stays: it is marked where it is shown.
bool was_there(const group::Charter* in_force, const group::Member& member) {
  const auto* before = in_force == nullptr ? nullptr : group::find_member(in_force->terms, member.identity_id);
  return before != nullptr && before->name == member.name;
}

Status can_be_told_apart(const std::vector<group::Member>& members, std::size_t i) {
  for (std::size_t j = 0; j < members.size(); ++j)
    if (j != i && names::look_alike(members[i].name, members[j].name))
      return Error{
          Code::conflict,
          fmt::format("the charter has two members whose names look alike, \"{}\" and \"{}\": one of them must "
                      "take a name that can be told apart (in its party's card) before this can be signed",
                      text::plain(members[std::min(i, j)].name), text::plain(members[std::max(i, j)].name))};
  return {};
}

}  // namespace

// Names that stand on a card were looked at when it was accepted. One that only the charter gives is looked
// at here, as whoever drafts a charter could call one member by another's name.
Status Peers::check_charter_names(const group::Charter& charter, const group::Charter* in_force) const {
  if (in_force == nullptr || in_force->terms.name != charter.terms.name)
    PARLEY_TRY_STATUS(names::check(charter.terms.name).in("the group's name"));
  const auto& members = charter.terms.members;
  for (std::size_t i = 0; i < members.size(); ++i) {
    if (was_there(in_force, members[i])) continue;
    const auto peer = known_.find(members[i].identity_id);
    const bool as_on_card =
        peer != known_.end() ? peer->second.card.name == members[i].name : members[i].name == node_.config().party.name;
    if (!as_on_card) {  // a name that the charter gives
      PARLEY_TRY_STATUS(names::check(members[i].name).in("a member's name"));
      if (const std::string other = known_as(members[i].name, members[i].identity_id); !other.empty())
        return Error{Code::conflict, fmt::format("the charter calls a member \"{}\", which looks like the name of {}",
                                                 text::plain(members[i].name), other)};
    }
    PARLEY_TRY_STATUS(can_be_told_apart(members, i));
  }
  return {};
}

}  // namespace parley::node
