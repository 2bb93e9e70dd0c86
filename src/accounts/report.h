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
  std::string ours;  // whose side "ours" is; empty: that of between_a
};

// Accounts and propositions, in the order in which to show them: accounts as their file numbers them, then computed
// ones.
struct Selection {
  std::vector<AccountIndex> accounts;
  std::vector<PropositionIndex> propositions;
  std::vector<AccountIndex> left, right;  // of "between"; both empty without it
  std::string left_name, right_name;      // as the reader wrote them
  // Whether a verdict between these two is asked for.
  bool pairs(AccountIndex a, AccountIndex b) const;
  Shown shown(const Comparison& comparison) const;
};
// Fails with not_found for a name that nobody has.
Result<Selection> select(const Comparison& comparison, const Choice& choice);

// One object with the short names as ids; docs/accounts.md describes each member. Verdicts with a silent account are
// listed while there are at most kMaxOneSided of them, or when two accounts are compared; "one_side_only" says "listed"
// or how many were not.
inline constexpr std::uint64_t kMaxOneSided = 50'000;
void write_json(const Comparison& comparison, const Selection& selection,
                const std::function<void(std::string_view)>& out);
// The answer to "why": {"account","proposition","stances","rule","grounds":[...]}.
std::string why_json(const Comparison& comparison, AccountIndex account, PropositionIndex proposition);

}  // namespace parley::accounts
