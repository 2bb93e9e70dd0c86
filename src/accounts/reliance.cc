// Who says a thing himself, and who has it from whom: the voices of one side of a proposition.
//
// Taken from the cells, so that whatever makes no cell (a source that is turned off, a reading that may be left out)
// carries nothing here either. Three recorded facts make somebody rely on others for what he says: his statement means
// the content of another's (`same_as`); he passes on another's word on the same side, and says his own in the same
// account ("she believed him"); or he publishes a text in which others take that side. Cost: the statements of the
// proposition, times the links of their chains. Tests: origins_test.cc.
#include "accounts/reliance.h"

#include <algorithm>

namespace parley::accounts {
namespace {

template <class T>
void append_new(std::vector<T>& list, const T& value) {
  if (std::find(list.begin(), list.end(), value) == list.end()) list.push_back(value);
}

// The voice of the side in which a statement speaks, made when it is the first of its originator.
Voice& voice_of(std::vector<Voice>& voices, PartyIndex party) {
  const auto at = std::find_if(voices.begin(), voices.end(), [&](const Voice& one) { return one.party == party; });
  if (at != voices.end()) return *at;
  voices.push_back({.party = party});
  return voices.back();
}

bool in_account(const Comparison& comparison, AccountIndex account, StatementIndex statement) {
  const auto& list = comparison.accounts()[account].statements;
  return std::binary_search(list.begin(), list.end(), statement);
}

// Whether `who` passed on a word of `whom` in an account in which he also speaks himself.
bool passes_on(const Comparison& comparison, const Voice& who, const Voice& whom) {
  const Material& material = comparison.material();
  for (const StatementIndex index : whom.statements) {
    for (const Link& link : behind_publisher(material, material.statements()[index])) {
      if (link.party == kNone || link.statement == kNone || material.resolved(link.party) != who.party) continue;
      if (std::any_of(who.accounts.begin(), who.accounts.end(),
                      [&](AccountIndex account) { return in_account(comparison, account, link.statement); }))
        return true;
    }
  }
  return false;
}

// A publisher relies on whom its own text quotes on the matter, unless it says so elsewhere as somebody else's guest
// and has no text here.
bool publishes(const Material& material, const Voice& who, const Voice& whom) {
  return std::any_of(whom.statements.begin(), whom.statements.end(), [&](StatementIndex index) {
    const PartyIndex publisher = publisher_of(material, material.statements()[index]);
    return publisher != kNone && material.resolved(publisher) == who.party;
  });
}

// Whether a statement of `who` means the content of one of `whom`: he has said nothing of his own there.
bool repeats(const Material& material, const Voice& who, const Voice& whom) {
  return std::any_of(who.statements.begin(), who.statements.end(), [&](StatementIndex index) {
    const StatementIndex meant = material.statements()[index].same_as;
    return meant != kNone && std::find(whom.statements.begin(), whom.statements.end(), meant) != whom.statements.end();
  });
}

}  // namespace

std::vector<Voice> supports_of(const Comparison& comparison, PropositionIndex proposition, Side side,
                               const std::vector<AccountIndex>* shown) {
  const Material& material = comparison.material();
  std::vector<Voice> out;
  for (const std::uint32_t at : comparison.cells_on(proposition)) {
    const Cell& cell = comparison.cells()[at];
    if (shown != nullptr && !std::binary_search(shown->begin(), shown->end(), cell.account)) continue;
    for (const CellStance& stance : cell.stances) {
      if (side_of(stance) != side) continue;
      for (const StatementIndex index : stance.statements) {
        Voice& voice = voice_of(out, origin_of(material, material.statements()[index]));
        append_new(voice.statements, index);
        append_new(voice.accounts, cell.account);
        voice.own_voice = voice.own_voice || speaks_itself(material, material.statements()[index]);
        voice.only_alleges = voice.only_alleges && stance.stance == Stance::alleges;
      }
    }
  }
  // By party, so that the order in which statements came plays no part.
  std::sort(out.begin(), out.end(), [](const Voice& a, const Voice& b) { return a.party < b.party; });
  for (Voice& voice : out) {
    std::sort(voice.statements.begin(), voice.statements.end());
    std::sort(voice.accounts.begin(), voice.accounts.end());
    for (const Reliance& one : hangs_on(material, voice.statements)) append_new(voice.hangs_on, one.who);
  }
  return out;
}

// What nobody is known to have said relies on nobody, and where two rely on one another the first stays.
std::vector<std::vector<std::size_t>> reliance_of(const Comparison& comparison, const std::vector<Voice>& voices) {
  const Material& material = comparison.material();
  std::vector<std::vector<std::size_t>> out(voices.size());
  const auto leads_to = [&](std::size_t from, std::size_t to) {
    std::vector<std::size_t> next = {from};
    std::vector<bool> seen(voices.size());
    while (!next.empty()) {
      const std::size_t at = next.back();
      next.pop_back();
      if (at == to) return true;
      if (seen[at]) continue;
      seen[at] = true;
      next.insert(next.end(), out[at].begin(), out[at].end());
    }
    return false;
  };
  for (std::size_t i = 0; i < voices.size(); ++i) {
    if (voices[i].party == kNone) continue;
    for (std::size_t j = 0; j < voices.size(); ++j) {
      if (i == j || voices[j].party == kNone) continue;
      const bool relies = repeats(material, voices[i], voices[j]) || publishes(material, voices[i], voices[j]) ||
                          passes_on(comparison, voices[i], voices[j]);
      // Not in a ring: all of its voices would be put aside, and nobody would be left who says it.
      if (relies && !leads_to(j, i)) out[i].push_back(j);
    }
  }
  return out;
}

std::vector<PartyIndex> own_voices(const Comparison& comparison, PropositionIndex proposition, Side side) {
  std::vector<PartyIndex> out;
  for (const Voice& voice : supports_of(comparison, proposition, side))
    if (voice.own_voice) out.push_back(voice.party);
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace parley::accounts
