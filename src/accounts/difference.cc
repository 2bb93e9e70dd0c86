// What an "agree" hides: two accounts on the same side can differ in strength and scope, and the verdict must not
// smooth that over.
// What is shown are the kinds of difference and both sides' words; whether it matters is the reader's to
// judge. Only what stands on one side and not on the other is told, and only of cells that agree: of a
// contradiction the words say enough. The word lists are English; in other languages stances, recorded notes,
// hedging and figures are compared all the same.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "accounts/model.h"
#include "accounts/text.h"

namespace parley::accounts {
namespace {

// Words with which somebody says less than it sounds: of the act itself ("mentioned") or of what is promised
// ("explore").
constexpr std::array<std::string_view, 33> kWeakening = {
    "appear",   "attempt",  "believe",  "consider", "could",      "discuss", "examine", "explore", "hint",
    "hope",     "intend",   "mention",  "might",    "may",        "partly",  "perhaps", "plan",    "possib",
    "possible", "possibly", "probably", "reported", "reportedly", "rumour",  "rumours", "seek",    "seem",
    "study",    "suggest",  "touch",    "try",      "unclear",    "unlikely"};

// How an account says what it says on one proposition, over all of its statements.
struct Manner {
  std::vector<std::string> stances;
  std::vector<std::string> notes;  // strength and scope as recorded
  std::vector<std::string> weakening;
  std::vector<std::string> figures;
  bool hedged = false;
  std::string words;
};

void append_new(std::vector<std::string>& list, std::string text) {
  if (!text.empty() && std::find(list.begin(), list.end(), text) == list.end()) list.push_back(std::move(text));
}

// The clause of a statement that has most to do with a proposition; a report often says several things in one breath.
std::string_view clause_about(const Material& material, std::string_view text, PropositionIndex proposition) {
  std::set<std::uint64_t> wanted;
  const auto want = [&](std::string_view words) {
    for (const Word& word : words_of(words))
      if (!word.weak) wanted.insert(word.stem);
  };
  want(material.propositions()[proposition].text);
  // A proposition that names a party by its last name means it under its aliases, too.
  for (const Party& party : material.parties()) {
    const auto name = words_of(party.title);
    if (name.empty() || !wanted.contains(name.back().stem)) continue;
    for (const std::string& alias : party.aliases) want(alias);
  }
  std::string_view best = text;
  std::size_t most = 0;
  // English reports join what somebody said by "and that".
  for (std::size_t begin = 0; begin < text.size();) {
    std::size_t end = text.find(" and that ", begin);
    if (end == std::string_view::npos) end = text.size();
    const std::string_view clause = text.substr(begin, end - begin);
    std::size_t found = 0;
    for (const Word& word : words_of(clause)) found += wanted.contains(word.stem);
    if (found > most) most = found, best = clause;
    begin = end == text.size() ? end : end + 5;
  }
  return best;
}

// The words are those of the first statement's clause; notes, weak words and figures are those of all.
Manner manner_of(const Comparison& comparison, const Cell& cell) {
  const Material& material = comparison.material();
  Manner out;
  out.stances = cell.words();
  for (const StatementIndex index : cell.statements()) {
    const Statement& statement = material.statements()[index];
    out.hedged = out.hedged || statement.factuality == Factuality::hedged;
    const std::string text = statement.content_spans.empty() ? statement.words : joined(statement.content_spans);
    const std::string_view clause = clause_about(material, text, cell.proposition);
    if (out.words.empty()) out.words = clause;
    for (const TakenStance& taken : statement.stances) {
      if (taken.proposition != cell.proposition) continue;
      append_new(out.notes, taken.strength);
      append_new(out.notes, taken.scope);
    }
    for (const Word& word : words_of(clause)) {
      const std::string lower = lower_case(clause.substr(word.begin, word.end - word.begin));
      const std::string stem = stem_of(lower);
      if (std::find(kWeakening.begin(), kWeakening.end(), lower) != kWeakening.end() ||
          (stem.size() >= 5 && std::find(kWeakening.begin(), kWeakening.end(), stem) != kWeakening.end()))
        append_new(out.weakening, lower);
      // Whatever has a digit in it is a figure: a number, a date, an amount.
      if (lower.find_first_of("0123456789") != std::string::npos) append_new(out.figures, lower);
    }
  }
  return out;
}

bool same_set(std::vector<std::string> a, std::vector<std::string> b) {
  std::sort(a.begin(), a.end()), std::sort(b.begin(), b.end());
  return a == b;
}

std::string quoted(const std::string& text) { return "“" + text + "”"; }

}  // namespace

std::string Comparison::difference(AccountIndex a, AccountIndex b, PropositionIndex proposition) const {
  const Cell *first = cell(a, proposition), *second = cell(b, proposition);
  if (verdict_between(first, second) != Verdict::agree) return {};
  const Manner one = manner_of(*this, *first), other = manner_of(*this, *second);
  std::vector<std::string> kinds;
  if (one.notes != other.notes) {
    std::string notes =
        fmt::format("recorded as {} against {}", fmt::join(one.notes, ", "), fmt::join(other.notes, ", "));
    kinds.push_back(std::move(notes));
  }
  if (!same_set(one.stances, other.stances))
    kinds.push_back(
        fmt::format("stance: {} against {}", fmt::join(one.stances, " and "), fmt::join(other.stances, " and ")));
  if (one.hedged != other.hedged) kinds.push_back("one of them hedges");
  // Only when one side has none at all: two sides that each weaken in their own words are no news.
  if (!same_set(one.weakening, other.weakening) && (one.weakening.empty() || other.weakening.empty())) {
    const auto& weak = one.weakening.empty() ? other.weakening : one.weakening;
    kinds.push_back(fmt::format("strength: “{}” only in {}", fmt::join(weak, "”, “"),
                                accounts()[one.weakening.empty() ? b : a].name));
  }
  // A figure against none is no difference: one report may just be shorter.
  if (!one.figures.empty() && !other.figures.empty() && !same_set(one.figures, other.figures))
    kinds.push_back(
        fmt::format("figures: {} against {}", fmt::join(one.figures, ", "), fmt::join(other.figures, ", ")));
  if (kinds.empty()) return {};
  return fmt::format("{}: {} against {}", fmt::join(kinds, "; "), quoted(one.words), quoted(other.words));
}

}  // namespace parley::accounts
