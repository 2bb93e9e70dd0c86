// What a reader chose to see of a Comparison, and the whole of it as JSON.
#pragma once

#include "accounts/accounts.h"

namespace parley::accounts {

enum class Only : std::uint8_t { everything, disagreements, unanswered, changed, ours_only };
std::optional<Only> only_from(std::string_view word);  // "disagreements", "ours-only"

struct Choice {
  std::string event;                 // only what has to do with this event: a name
  std::string between_a, between_b;  // two accounts, holders or sides; then pairs are one of each
  Only only = Only::everything;
  std::string ours;                // whose side "ours" is; empty: that of between_a
  std::vector<std::string> first;  // propositions that an analyst wants told first, gravest first
  std::vector<std::string> sides;  // the parties of a group, by short name or identifier; who is not here is left out
};

// Accounts and propositions, in the order in which to show them: accounts as their file numbers them, then computed
// ones.
struct Selection {
  std::vector<AccountIndex> accounts;
  std::vector<PropositionIndex> propositions;
  std::vector<AccountIndex> left, right;  // of "between"; both empty without it
  std::string left_name, right_name;      // as the reader wrote them
  std::vector<PropositionIndex> pinned;   // by an analyst, gravest first
  std::vector<PartyIndex> sides;          // parties of a group
  // Only a part of the matter is shown: what has to do with an event, and of the propositions before `only` left some
  // out, `matter`, which says who its sides are.
  EventIndex event = kNone;
  Only only = Only::everything;
  std::vector<PropositionIndex> matter;
  // Where sources are turned off, the two sides of the whole (sides_of()), which stay the sides; empty: those of what
  // is here.
  std::vector<PartyIndex> whole_sides;
  // Whether a verdict between these two is asked for.
  bool pairs(AccountIndex a, AccountIndex b) const;
  Shown shown(const Comparison& comparison) const;
};
// Fails with not_found for a name that nobody has.
Result<Selection> select(const Comparison& comparison, const Choice& choice);

// The sides that the telling of a choice has, the first one first; at most two.
std::vector<PartyIndex> sides_of(const Comparison& comparison, const Selection& selection);

// How many pairs of the accounts that are shown, on propositions that are shown, and with "between" one of each.
VerdictCounts count_verdicts(const Comparison& comparison, const Selection& selection);

// Shared lines of which somebody who is shown is a speaker; all of them when everything is shown.
std::vector<const SharedLine*> lines_shown(const Comparison& comparison, const Selection& selection);
// "word for word", "nearly the same words", "more than once, instead of an answer", "one utterance, reported more than
// once"; of what a text only asserts "as a text says".
std::string how_shared(const SharedLine& line);

// One object with the short names as ids; docs/accounts.md describes each member. Of verdicts the gravest are listed,
// at most kMaxVerdicts: contradictions, then agreements, then pairs of which one takes no side; those with a silent
// account only while all of them fit. "verdicts_left_out" says how many are not listed.
inline constexpr std::uint64_t kMaxVerdicts = 20'000;
void write_json(const Comparison& comparison, const Selection& selection,
                const std::function<void(std::string_view)>& out);
// The answer to "why": {"account","proposition","stances","rule","grounds":[...]}.
std::string why_json(const Comparison& comparison, AccountIndex account, PropositionIndex proposition);

}  // namespace parley::accounts
