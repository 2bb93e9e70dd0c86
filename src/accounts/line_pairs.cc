// Pairs of words near each other, at most one or, of words that tell much, two between them, are looked up in a table
// of all statements; statements that share enough are laid side by side (local alignment of word stems: Smith and
// Waterman 1981), and what matches is a line when it weighs enough. Words are weighed by the matter itself, too: what
// many statements of the case have, in whatever surroundings, is what the case is about and no line. What stands in
// quotation marks on both sides weighs more. The more statements, the more it takes, as chance has more to choose from.
// Cost: linear in words, plus the pairs that share something. Tests: shared_lines_test.cc.
#include "accounts/line_pairs.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>
#include <span>
#include <utility>

#include "accounts/ordinary.h"

namespace parley::accounts {
namespace {

constexpr std::size_t kMaxUses = 32;      // of two words next to each other that still say something
constexpr std::size_t kLeastWords = 3;    // of a line
constexpr std::size_t kLeastSingles = 8;  // characters of a script without spaces
constexpr unsigned kPairBits = 10;        // of two words that are looked up
constexpr int kGap = 2, kOther = 1;       // a word left out (a weak one costs half), and a word instead of another
constexpr int kLeastWeight = 22;
constexpr int kQuoted = 7, kQuotedOnce = -4, kUnquoted = -20;
constexpr double kUsualCase = 64;  // statements; each doubling asks for one bit more

// Two stems' hash, the number of a line that has them, and what they tell there (the most first): 37 bits, 22 and 5.
// Where two pairs have one hash, the alignment tells.
using Use = std::uint64_t;
constexpr unsigned kWeightBits = 5, kLineBits = 22;
constexpr std::size_t kMaxLines = std::size_t{1} << kLineBits;
constexpr unsigned kMostBits = (1u << kWeightBits) - 1;
static_assert(2 * kRareBits <= kMostBits);
Use use_of(std::uint64_t hash, std::uint32_t line, unsigned bits) {
  return (hash << kLineBits | line) << kWeightBits | (kMostBits - bits);
}
std::uint64_t hash_in(Use use) { return use >> (kLineBits + kWeightBits); }
std::uint32_t line_in(Use use) { return static_cast<std::uint32_t>(use >> kWeightBits & (kMaxLines - 1)); }
unsigned bits_in(Use use) { return kMostBits - static_cast<unsigned>(use & kMostBits); }
// In this order: "A B" and "B A" are two pairs. Multiplied and shifted so that pairs of like stems do not fall
// together.
std::uint64_t hash_of_pair(std::uint64_t a, std::uint64_t b) {
  std::uint64_t hash = a * 0x9e3779b97f4a7c15u;
  hash = (hash ^ hash >> 29 ^ b) * 0xbf58476d1ce4e5b9u;
  return (hash ^ hash >> 32) >> (kLineBits + kWeightBits);
}

using Words = std::span<const LineWord>;

// Where each pair of words next to each other stands, how many lines have each word, and the words of each line.
class Table {
 public:
  explicit Table(WordLines& lines) : lines_(lines.size()) {
    begins_.reserve(lines_ + 1);
    begins_.push_back(0);
    // The number of a line has 22 bits in a use; lines beyond four million are in no table and find no partner.
    const auto count = static_cast<std::uint32_t>(std::min(lines_, kMaxLines));
    for (std::uint32_t i = 0; i < count; ++i) lines.add_words(i, words_), begins_.push_back(words_.size());
    stems_ = lines.take_stems();
    count_lines();
    keep_repeated();
    find_uses_of_lines();
    limit_words();
    begins_turn_.resize(stems_.size());
    for (const auto& turn : ordinary_turns())
      if (const auto at = std::find(stems_.begin(), stems_.end(), turn.front()); at != stems_.end())
        begins_turn_[static_cast<std::size_t>(at - stems_.begin())] = true;
    // Twice the statements make twice as many chances for two to be alike, which is one bit.
    const double more = std::log2(static_cast<double>(lines_) / kUsualCase);
    least_ = kLeastWeight + static_cast<int>(std::max(0.0, more));
  }

  std::size_t lines() const { return lines_; }
  int least_weight() const { return least_; }  // of a line
  Words words(std::uint32_t line) const {
    return Words(words_).subspan(begins_[line], begins_[line + 1] - begins_[line]);
  }
  std::size_t stems() const { return stems_.size(); }
  std::uint64_t stem(std::uint32_t number) const { return stems_[number]; }
  bool begins_turn(std::uint32_t number) const { return begins_turn_[number]; }
  std::size_t lines_with(std::uint32_t stem) const { return with_[stem]; }
  // Of a word that so many lines have, and so many of them in the same surroundings.
  unsigned bits_in_case(unsigned bits, std::size_t all, std::size_t same) const {
    if (all <= same) return bits;
    const double rare = std::log2(static_cast<double>(lines_) / static_cast<double>(all - same)) + 1;
    return std::min(bits, static_cast<unsigned>(std::max(1.0, rare)));
  }
  // At least two, as two lines are asked about.
  std::size_t lines_with(std::uint32_t a, std::uint32_t b) const {
    const std::uint64_t hash = hash_of_pair(stems_[a], stems_[b]);
    const auto first = std::lower_bound(uses_.begin(), uses_.end(), use_of(hash, 0, kMostBits)),
               last = std::lower_bound(first, uses_.end(), use_of(hash + 1, 0, kMostBits));
    return std::max<std::size_t>(2, static_cast<std::size_t>(last - first));
  }

  // Lines behind this one that share enough with it, ascending.
  void find_candidates(std::uint32_t line, std::vector<std::uint32_t>& out) {
    out.clear();
    for (std::size_t i = begins_use_[line]; i < begins_use_[line + 1]; ++i) {
      const std::size_t at = uses_of_line_[i];
      for (std::size_t j = at + 1; j < uses_.size() && hash_in(uses_[j]) == hash_in(uses_[at]); ++j) {
        std::uint32_t& shared = shared_[line_in(uses_[j])];
        if (shared == 0) touched_.push_back(line_in(uses_[j]));
        shared += std::min(bits_in(uses_[at]), bits_in(uses_[j]));
      }
    }
    for (const std::uint32_t other : touched_) {
      // Several pairs of words that each tell little may be enough together.
      if (std::exchange(shared_[other], 0) >= kSharedBits) out.push_back(other);
    }
    touched_.clear();
    std::sort(out.begin(), out.end());
  }

 private:
  // Of uses of one pair. What more lines have is a turn of the case and would make pairs by the square of it.
  template <class Each>
  void for_each_group(Each each) const {
    for (std::size_t begin = 0; begin < uses_.size();) {
      std::size_t end = begin;
      while (end < uses_.size() && hash_in(uses_[end]) == hash_in(uses_[begin])) ++end;
      if (end - begin <= kMaxUses) each(begin, end);
      begin = end;
    }
  }

  // Each once, however often the line has it.
  void count_lines() {
    with_.resize(stems_.size());
    std::vector<std::uint32_t> last(stems_.size(), UINT32_MAX);
    for (std::uint32_t line = 0; line + 1 < begins_.size(); ++line)
      for (const LineWord& word : words(line))
        if (std::exchange(last[word.stem], line) != line) ++with_[word.stem];
  }

  // Calls `each` for every pair of words of a line that is looked up.
  template <class Each>
  void for_each_use(std::uint32_t number, Each each) const {
    const Words line = words(number);
    for (std::size_t i = 0; i < line.size(); ++i) {
      for (std::size_t j = i + 1; j <= i + 3 && j < line.size(); ++j) {
        const unsigned bits = unsigned{line[i].bits} + line[j].bits;
        // Farther apart the two words have to tell more, as chance puts them there more often.
        const unsigned least = line[i].single ? 2 * kSingleBits : j < i + 3 ? kPairBits : kSharedBits;
        if (bits >= least) each(use_of(hash_of_pair(stems_[line[i].stem], stems_[line[j].stem]), number, bits));
      }
    }
  }

  // Most pairs stand in one line only; two marks a slot find these before any is kept. A slot that two different pairs
  // share only lets one through for nothing.
  void keep_repeated() {
    const auto count = static_cast<std::uint32_t>(begins_.size() - 1);
    const std::size_t slots = std::bit_ceil(words_.size() * 16 + 64);
    std::vector<bool> once(slots), again(slots);
    const auto slot = [&](Use use) { return static_cast<std::size_t>(hash_in(use)) & (slots - 1); };
    // Counted, as a list that grows is in memory twice.
    std::size_t repeated = 0;
    for (std::uint32_t i = 0; i < count; ++i)
      for_each_use(i, [&](Use use) {
        const std::size_t at = slot(use);
        if (!once[at]) {
          once[at] = true;
          return;
        }
        // With the one that was there before.
        repeated += again[at] ? 1 : 2;
        again[at] = true;
      });
    std::vector<bool>().swap(once);
    uses_.reserve(repeated);
    for (std::uint32_t i = 0; i < count; ++i)
      for_each_use(i, [&](Use use) {
        if (again[slot(use)]) uses_.push_back(use);
      });
    std::sort(uses_.begin(), uses_.end());
    // Of a line each pair once, where it tells most.
    uses_.erase(
        std::unique(uses_.begin(), uses_.end(), [](Use a, Use b) { return a >> kWeightBits == b >> kWeightBits; }),
        uses_.end());
  }

  // The uses of each line, by their places.
  void find_uses_of_lines() {
    begins_use_.resize(begins_.size() + 1);
    for_each_group([&](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i) ++begins_use_[line_in(uses_[i]) + 2];
    });
    std::partial_sum(begins_use_.begin(), begins_use_.end(), begins_use_.begin());
    uses_of_line_.resize(begins_use_.back());
    // What stands one behind the beginning of a line moves on to its end.
    for_each_group([&](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i)
        uses_of_line_[begins_use_[line_in(uses_[i]) + 1]++] = static_cast<std::uint32_t>(i);
    });
    shared_.resize(begins_.size());
  }

  // What a word weighs at most: bits_here() with as many lines that have it in the same surroundings as any pair has.
  void limit_words() {
    std::size_t most = 2;
    for (std::size_t begin = 0, end = 0; begin < uses_.size(); begin = end) {
      while (end < uses_.size() && hash_in(uses_[end]) == hash_in(uses_[begin])) ++end;
      most = std::max(most, end - begin);
    }
    std::vector<std::uint8_t> limits;
    for (const std::uint32_t all : with_)
      limits.push_back(static_cast<std::uint8_t>(bits_in_case(UINT8_MAX, all, most)));
    for (LineWord& word : words_)
      word.most = word.bits <= kNameBits ? word.bits : std::min(word.bits, limits[word.stem]);
  }

  std::size_t lines_;
  int least_ = 0;
  std::vector<Use> uses_;                    // sorted, each once
  std::vector<std::uint32_t> uses_of_line_;  // places in uses_, line after line, of pairs that few enough lines have
  std::vector<std::size_t> begins_use_;      // of each line in uses_of_line_
  std::vector<std::uint32_t> shared_;        // of a line and each other, while candidates are looked for
  std::vector<std::uint32_t> touched_;
  std::vector<LineWord> words_;      // line after line
  std::vector<std::size_t> begins_;  // of each line in words_, and the end of the last
  std::vector<std::uint64_t> stems_;
  std::vector<std::uint32_t> with_;  // lines that have a stem
  std::vector<bool> begins_turn_;
};

// Places of words that match, in order.
using Matched = std::vector<std::pair<std::uint32_t, std::uint32_t>>;

// What was passed over inside the stretch is kept apart, because the weight of what matched is reckoned anew
// (bits_here()).
struct Aligned {
  Matched matched;
  int penalty = 0;
};

Aligned align(Words a, Words b) {
  const std::size_t n = a.size(), m = b.size(), width = m + 1;
  // Kept from one call to the next, since there are hundreds of thousands of them.
  thread_local std::vector<int> score;
  score.assign((n + 1) * width, 0);
  const auto step = [&](std::size_t i, std::size_t j) {
    return a[i].stem == b[j].stem ? static_cast<int>(std::min(a[i].bits, b[j].bits)) : -kOther;
  };
  const auto gap = [](const LineWord& word) { return word.weak ? kGap / 2 : kGap; };
  std::size_t best = 0;
  for (std::size_t i = 1; i <= n; ++i) {
    for (std::size_t j = 1; j <= m; ++j) {
      const std::size_t at = i * width + j;
      score[at] = std::max({0, score[at - width - 1] + step(i - 1, j - 1), score[at - width] - gap(a[i - 1]),
                            score[at - 1] - gap(b[j - 1])});
      if (score[at] > score[best]) best = at;
    }
  }
  // Back from the best cell to where its score was zero: that is the stretch that matches.
  Aligned out;
  for (std::size_t i = best / width, j = best % width; score[i * width + j] > 0;) {
    const int here = score[i * width + j];
    if (here == score[(i - 1) * width + j - 1] + step(i - 1, j - 1)) {
      --i, --j;
      if (a[i].stem == b[j].stem)
        out.matched.emplace_back(static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(j));
      else
        out.penalty += kOther;
    } else {
      const bool in_a = here == score[(i - 1) * width + j] - gap(a[i - 1]);
      out.penalty += gap(in_a ? a[i - 1] : b[j - 1]);
      in_a ? --i : --j;
    }
  }
  std::reverse(out.matched.begin(), out.matched.end());
  return out;
}

// What a matched word tells in this case: little where many statements have it in other surroundings.
unsigned bits_here(const Table& table, Words a, Words b, const Matched& matched, std::size_t at) {
  const auto [i, j] = matched[at];
  const unsigned bits = std::min(a[i].bits, b[j].bits);
  // Names count so little already that the matter takes nothing from them.
  if (bits <= kNameBits) return bits;
  const std::size_t all = table.lines_with(a[i].stem);
  std::size_t same = 2;
  if (at > 0) same = std::max(same, table.lines_with(a[matched[at - 1].first].stem, a[i].stem));
  if (at + 1 < matched.size()) same = std::max(same, table.lines_with(a[i].stem, a[matched[at + 1].first].stem));
  return table.bits_in_case(bits, all, same);
}

// What the first word of a turn of phrase counts, and the whole turn with it.
constexpr unsigned kTurnBits = 4;

// Words that are part of a turn of phrase that everybody uses count as one common word together.
void discount_turns(const Table& table, Words line, const Matched& matched, std::vector<unsigned>& bits) {
  for (const auto& turn : ordinary_turns()) {
    for (std::size_t at = 0; at + turn.size() <= matched.size(); ++at) {
      bool same = true;
      for (std::size_t k = 0; k < turn.size() && same; ++k)
        same = table.stem(line[matched[at + k].first].stem) == turn[k];
      for (std::size_t k = 0; k < turn.size() && same; ++k) bits[at + k] = k == 0 ? kTurnBits : 0;
    }
  }
}

// How far the matched words stand between quote marks, on both sides.
int weight_of_marks(Words a, Words b, const Matched& matched) {
  std::size_t in_a = 0, in_b = 0, both = 0;
  for (const auto& [i, j] : matched) in_a += a[i].quoted, in_b += b[j].quoted, both += a[i].quoted && b[j].quoted;
  const auto part = [&](std::size_t count, std::size_t tenths) { return count * 10 >= matched.size() * tenths; };
  if ((both >= 2 && part(in_a, 3) && part(in_b, 3)) || (part(in_a, 6) && part(in_b, 6))) return kQuoted;
  return part(in_a, 6) || part(in_b, 6) ? kQuotedOnce : kUnquoted;
}

// Where either puts enough between quote marks the line is that; the words around it are each speaker's own.
void keep_quoted(Words a, Words b, const Matched& matched, const std::vector<unsigned>& bits, std::size_t& from,
                 std::size_t& to) {
  const auto quoted = [&](std::size_t at) { return a[matched[at].first].quoted || b[matched[at].second].quoted; };
  std::size_t first = from, last = to;
  while (first < last && !quoted(first)) ++first;
  while (last > first && !quoted(last)) --last;
  unsigned all = 0;
  for (std::size_t at = first; at <= last; ++at) all += bits[at];
  if (quoted(first) && last - first >= 2 && all >= kSharedBits) from = first, to = last;
}

// More than the words of two lines can weigh together, however they lie. What marks give is known as far as a line has
// none.
class Bound {
 public:
  explicit Bound(const Table& table) : table_(table), bits_(table.stems()) {}

  // Of this line and others, until another one is taken.
  void take(std::uint32_t line) {
    for (const LineWord& word : words_) bits_[word.stem] = 0;
    words_ = table_.words(line);
    quoted_ = has_quoted(words_), turns_ = 0;
    for (const LineWord& word : words_) {
      bits_[word.stem] = std::max(bits_[word.stem], word.most);
      // The first word of a turn of phrase may count for more than it did.
      if (table_.begins_turn(word.stem)) turns_ += static_cast<int>(kTurnBits);
    }
  }
  int with(std::uint32_t line) const {
    const Words other = table_.words(line);
    int out = turns_;
    bool quoted = false;
    for (const LineWord& word : other) {
      out += std::min(bits_[word.stem], word.most);
      quoted = quoted || word.quoted;
    }
    return out + (quoted_ && quoted ? kQuoted : quoted_ || quoted ? kQuotedOnce : kUnquoted);
  }

 private:
  static bool has_quoted(Words line) {
    return std::any_of(line.begin(), line.end(), [](const LineWord& word) { return word.quoted; });
  }

  const Table& table_;
  std::vector<std::uint8_t> bits_;  // of the words of the line that was taken, by stem
  Words words_;
  bool quoted_ = false;
  int turns_ = 0;
};

std::optional<LineMatch> match_of(const Table& table, const WordLines& lines, std::uint32_t first,
                                  std::uint32_t second) {
  const int least = table.least_weight();
  // By their texts, as of two alignments of one weight the first is taken.
  if (lines.before(second, first)) std::swap(first, second);
  const Words a = table.words(first), b = table.words(second);
  const Aligned aligned = align(a, b);
  const Matched& matched = aligned.matched;
  // Of a script without spaces each character is a word, so it takes more of them.
  const bool singles = !matched.empty() && a[matched.front().first].single;
  if (matched.size() < (singles ? kLeastSingles : kLeastWords)) return std::nullopt;
  const int marks = weight_of_marks(a, b, matched) - aligned.penalty;
  int most = marks;
  for (const auto& [i, j] : matched) {
    most += static_cast<int>(std::min(a[i].bits, b[j].bits));
    if (table.begins_turn(a[i].stem)) most += static_cast<int>(kTurnBits);
  }
  if (most < least) return std::nullopt;
  std::vector<unsigned> bits;
  for (std::size_t at = 0; at < matched.size(); ++at) bits.push_back(bits_here(table, a, b, matched, at));
  discount_turns(table, a, matched, bits);
  int weight = marks;
  for (const unsigned one : bits) weight += static_cast<int>(one);
  if (weight < least) return std::nullopt;
  const auto telling = [&](unsigned one) { return one >= (singles ? kSingleBits : kTellingBits); };
  if (std::none_of(bits.begin(), bits.end(), telling)) return std::nullopt;
  // The ordinary words at the ends belong to the line only where all who use it have them (widen()).
  std::size_t from = 0, to = matched.size() - 1;
  const auto empty = [&](std::size_t at) { return a[matched[at].first].weak || bits[at] <= 2; };
  while (from < to && empty(from)) ++from;
  while (to > from && empty(to)) --to;
  keep_quoted(a, b, matched, bits, from, to);
  return LineMatch{
      {first, matched[from].first, matched[to].first}, {second, matched[from].second, matched[to].second}, weight};
}

}  // namespace

void for_each_match(WordLines& lines, const std::function<void(const LineMatch&)>& each) {
  Table table(lines);
  Bound bound(table);
  const auto count = static_cast<std::uint32_t>(std::min(lines.size(), kMaxLines));
  std::vector<std::uint32_t> candidates;
  for (std::uint32_t a = 0; a < count; ++a) {
    table.find_candidates(a, candidates);
    if (!candidates.empty()) bound.take(a);
    for (const std::uint32_t b : candidates) {
      // Nearly all end here, before they are laid side by side, which costs most.
      if (bound.with(b) < table.least_weight()) continue;
      if (const auto match = match_of(table, lines, a, b)) each(*match);
    }
  }
}

}  // namespace parley::accounts
