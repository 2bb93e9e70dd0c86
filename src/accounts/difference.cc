// What an "agree" hides: two accounts on the same side can differ in strength and scope, and the verdict must not
// smooth that over.
// What is shown are the kinds of difference and both sides' words; whether it matters is the reader's to
// judge. What each side has is compared, and only of cells that agree: of a contradiction the words say enough. The
// word lists are English; in other languages stances, recorded notes, hedging and figures are compared all the same.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "accounts/model.h"
#include "accounts/quotes.h"
#include "accounts/text.h"

namespace parley::accounts {
namespace {

// Words with which somebody says less than it sounds: of the act itself ("mentioned") or of what is promised
// ("explore").
constexpr std::array<std::string_view, 35> kWeak = {
    "appear", "attempt",  "believe",  "consider", "could",      "discuss", "examine",  "explore", "explor",
    "hint",   "hope",     "intend",   "mention",  "might",      "may",     "partly",   "perhaps", "plan",
    "possib", "possible", "possibly", "probably", "reported",   "rumour",  "rumours",  "seek",    "seem",
    "study",  "suggest",  "touch",    "try",      "reportedly", "unclear", "unlikely", "regret"};
// Words with which somebody commits himself, or another.
constexpr std::array<std::string_view, 28> kFirm = {
    "apologis", "apologiz", "accuse",   "accused", "agree",    "agreed", "assure",    "assured",  "commit", "committed",
    "confirm",  "decide",   "decided",  "demand",  "guarante", "insist", "oblige",    "obliged",  "pledge", "pledged",
    "press",    "promise",  "promised", "prove",   "proved",   "sign",   "undertake", "undertook"};

// How an account says what it says on one proposition, over all of its statements.
struct Manner {
  std::vector<std::string> stances;
  std::vector<std::string> notes;     // strength and scope as recorded
  std::vector<std::string> strength;  // weak and firm words, in reading order
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
  // English reports join what somebody said by "and that", and people what they say by a comma and "and".
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t that = text.find(" and that ", begin), comma = text.find(", and ", begin);
    // Two pieces of a quotation are joined by " … ".
    const std::size_t piece = text.find(" … ", begin);
    std::size_t end = std::min({that, comma == std::string_view::npos ? comma : comma + 1, piece});
    if (end == std::string_view::npos) end = text.size();
    const std::string_view clause = text.substr(begin, end - begin);
    std::size_t found = 0;
    for (const Word& word : words_of(clause)) found += wanted.contains(word.stem);
    if (found > most) most = found, best = clause;
    begin = end == text.size() ? end : end + 5;
  }
  return best;
}

template <std::size_t N>
bool is_one_of(const std::array<std::string_view, N>& list, const std::string& word) {
  const std::string stem = stem_of(word);
  return std::any_of(list.begin(), list.end(),
                     [&](std::string_view one) { return one == word || (stem.size() >= 4 && one == stem); });
}

// "agreed to set up" is one act: the word, and what it is followed by with "to".
std::size_t end_of_act(std::string_view clause, const std::vector<Word>& words, std::size_t at) {
  const auto is = [&](std::size_t i, std::string_view text) {
    return i < words.size() && clause.substr(words[i].begin, words[i].end - words[i].begin) == text;
  };
  if (!is(at + 1, "to") || at + 2 >= words.size()) return words[at].end;
  // "apologised to me" says to whom.
  for (const std::string_view whom : {"me", "us", "him", "her", "it", "them", "you", "the"})
    if (is(at + 2, whom)) return words[at].end;
  for (const std::string_view particle : {"up", "out", "down", "off"})
    if (is(at + 3, particle)) return words[at + 3].end;
  return words[at + 2].end;
}

// The words are those of the first statement's clause; notes, weak words and figures are those of all.
Manner manner_of(const Comparison& comparison, const Cell& cell) {
  const Material& material = comparison.material();
  Manner out;
  out.stances = cell.words();
  for (const StatementIndex index : cell.statements()) {
    const Statement& statement = material.statements()[index];
    out.hedged = out.hedged || statement.factuality == Factuality::hedged;
    const std::string text = accounts::words_of(material, statement);
    const std::string_view clause = clause_about(material, text, cell.proposition);
    if (out.words.empty()) out.words = clause;
    for (const TakenStance& taken : statement.stances) {
      if (taken.proposition != cell.proposition) continue;
      append_new(out.notes, taken.strength);
      append_new(out.notes, taken.scope);
    }
    const auto words = words_of(clause);
    for (std::size_t i = 0; i < words.size(); ++i) {
      const std::string lower = lower_case(clause.substr(words[i].begin, words[i].end - words[i].begin));
      const bool month = lower == "may" && clause[words[i].begin] == 'M' && i > 0;
      if (!month && (is_one_of(kWeak, lower) || is_one_of(kFirm, lower)))
        append_new(out.strength,
                   std::string(clause.substr(words[i].begin, end_of_act(clause, words, i) - words[i].begin)));
      // Whatever has a digit in it is a figure: a number, a date, an amount.
      if (lower.find_first_of("0123456789") != std::string::npos) append_new(out.figures, lower);
    }
  }
  return out;
}

// With both sides' words, the one in double marks once.
std::string list_of(const std::vector<std::string>& words) {
  return words.empty() ? "no such word" : fmt::format("“{}”", fmt::join(words, ", "));
}

bool same_set(std::vector<std::string> a, std::vector<std::string> b) {
  std::sort(a.begin(), a.end()), std::sort(b.begin(), b.end());
  return a == b;
}

}  // namespace

std::vector<std::string> strength_of(const Comparison& comparison, const Cell& cell) {
  const Manner manner = manner_of(comparison, cell);
  return manner.notes.empty() ? manner.strength : manner.notes;
}

std::string Comparison::difference(AccountIndex a, AccountIndex b, PropositionIndex proposition) const {
  const Cell *first = cell(a, proposition), *second = cell(b, proposition);
  if (verdict_between(first, second) != Verdict::agree) return {};
  const Manner one = manner_of(*this, *first), other = manner_of(*this, *second);
  std::vector<std::string> kinds;
  const auto noted = [](const std::vector<std::string>& notes) {
    return notes.empty() ? "nothing recorded" : fmt::format("{}", fmt::join(notes, ", "));
  };
  if (one.notes != other.notes)
    kinds.push_back(fmt::format("recorded as {} against {}", noted(one.notes), noted(other.notes)));
  if (!same_set(one.stances, other.stances))
    kinds.push_back(
        fmt::format("stance: {} against {}", fmt::join(one.stances, " and "), fmt::join(other.stances, " and ")));
  if (one.hedged != other.hedged) kinds.push_back(fmt::format("only {} hedges", accounts()[one.hedged ? a : b].name));
  if (!same_set(one.strength, other.strength))
    kinds.push_back(fmt::format("strength: {} against {}", list_of(one.strength), list_of(other.strength)));
  // A figure against none is no difference: one report may just be shorter.
  if (!one.figures.empty() && !other.figures.empty() && !same_set(one.figures, other.figures))
    kinds.push_back(
        fmt::format("figures: {} against {}", fmt::join(one.figures, ", "), fmt::join(other.figures, ", ")));
  if (kinds.empty()) return {};
  std::string out = fmt::format("{}", fmt::join(kinds, "; "));
  // Words against no words would be an empty quotation.
  const std::string words = in_quotes(one.words), others = in_quotes(other.words);
  if (!words.empty() && !others.empty()) out += fmt::format(": {} against {}", words, others);
  return out;
}

}  // namespace parley::accounts
