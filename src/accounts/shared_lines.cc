// Lines that two speakers use, or one twice, found by their words.
//
// Words are weighed by how ordinary they are (ordinary.h) and by the matter itself: what many statements of the case
// have, in whatever surroundings, is what the case is about and no line. Pairs of words near each other, at most one
// or, of words that tell much, two between them, are looked up in a table of all statements; statements that share
// enough are laid side by side (local alignment of word stems: Smith and Waterman 1981), and what matches is a line
// when it weighs enough. What stands in quotation marks on both sides weighs more, and what a reporter tells in his own
// words of two speakers weighs little: they are his words. The more statements, the more it takes, as chance has more
// to choose from. A question that takes up words is none, nor is what one puts into the mouth of the other, nor the
// same claim made twice by one man. Only the outermost statement counts: words that a speaker puts into a third one's
// mouth are the speaker's line. Cost: linear in words, plus the pairs that share something. How often it is wrong is
// measured in docs/accounts.md. Tests: shared_lines_test.cc.
#include <algorithm>
#include <bit>
#include <cmath>
#include <map>
#include <numeric>
#include <unordered_set>

#include "accounts/model.h"
#include "accounts/ordinary.h"
#include "accounts/sides.h"
#include "accounts/source_says.h"
#include "accounts/text.h"

namespace parley::accounts {
namespace {

constexpr std::size_t kMaxUses = 32;      // of two words next to each other that still say something
constexpr std::size_t kLeastWords = 3;    // of a line
constexpr std::size_t kLeastSingles = 8;  // characters of a script without spaces
constexpr std::size_t kMaxWords = 400;    // of one statement that are laid beside another's
constexpr unsigned kPairBits = 10;        // of two words that are looked up
constexpr unsigned kSharedBits = 15;      // of what two statements share that are laid side by side
constexpr unsigned kNameBits = 1;         // of a name: it tells who is meant, not what is said
constexpr unsigned kTellingBits = 7;      // of a word of which a line needs one
constexpr int kGap = 2, kOther = 1;       // a word left out (a weak one costs half), and a word instead of another
constexpr int kLeastWeight = 22;
constexpr int kQuoted = 7, kQuotedOnce = -4, kUnquoted = -20;
constexpr std::size_t kMostOfAName = 60;  // bytes before the colon of a turn
constexpr double kUsualCase = 64;         // statements; each doubling asks for one bit more

struct Line {
  StatementIndex statement = kNone;
  std::string text;         // the pieces with a new line between them
  std::vector<Word> words;  // at most kMaxWords
  std::vector<unsigned> bits;
  std::vector<bool> quoted;
  std::vector<std::pair<std::size_t, std::size_t>> marks;  // bytes between quote marks
};

// [first, last] places in Line::words.
struct Range {
  std::uint32_t line, first, last;
};

// Double marks only: an apostrophe looks like a single one.
bool is_quote_mark(std::uint32_t point) {
  return point == '"' || point == 0x201c || point == 0x201d || point == 0x201e || point == 0xab || point == 0xbb;
}

// Marks open and close by turns, whatever they look like, since texts mix them; one that nothing closes is none.
void find_marks(Line& line) {
  std::size_t open = std::string::npos;
  for (std::size_t at = 0; at < line.text.size();) {
    const std::size_t here = at;
    // Most bytes are neither a mark nor the beginning of one.
    if (static_cast<unsigned char>(line.text[at]) < 0x80 && line.text[at] != '"') {
      ++at;
      continue;
    }
    if (!is_quote_mark(next_code_point(line.text, at))) continue;
    if (open == std::string::npos)
      open = at;
    else
      line.marks.emplace_back(open, here), open = std::string::npos;
  }
}

// A capital letter inside a sentence: a name, in English.
bool is_name(const Line& line, const Word& word) {
  const char first = line.text[word.begin];
  if (first < 'A' || first > 'Z' || word.end - word.begin < 2) return false;
  std::size_t before = word.begin;
  const auto is_space = [](char c) {
    return c == ' ' || c == '\n' || c == '"' || static_cast<unsigned char>(c) >= 0x80;
  };
  while (before > 0 && is_space(line.text[before - 1])) --before;
  return before > 0 && line.text[before - 1] != '.' && line.text[before - 1] != '?' && line.text[before - 1] != '!' &&
         line.text[before - 1] != ':';
}

bool is_ascii(std::string_view word) {
  return std::all_of(word.begin(), word.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::string text_of(const Statement& statement) {
  std::string out;
  if (statement.content_spans.empty()) out = statement.words;
  for (const Span& span : statement.content_spans) {
    if (!out.empty()) out += '\n';
    out += span.text;
  }
  return out;
}

// The words of the document where spans are known, else the paraphrase; those of a statement that was made in the
// speaker's own words stand as if between marks.
Line line_of(const Statement& statement, StatementIndex index, const std::unordered_set<std::uint64_t>& names) {
  Line out;
  out.statement = index;
  out.text = text_of(statement);
  out.words = words_of(out.text);
  // Two such lines make a table of 160,000 scores for the alignment; longer ones would make it cost as much as one
  // likes.
  if (out.words.size() > kMaxWords) out.words.resize(kMaxWords);
  find_marks(out);
  const bool other_language = !statement.language.empty() && !statement.language.starts_with("en");
  const bool all = statement.form == Form::direct && out.marks.empty();
  for (const Word& word : out.words) {
    const std::string_view text = std::string_view(out.text).substr(word.begin, word.end - word.begin);
    // "neighbour’s" is English with a mark in it.
    const bool english = !other_language && is_ascii(text.substr(0, text.find("’")));
    const bool name = names.contains(word.stem) || names.contains(word.exact) || (english && is_name(out, word));
    out.bits.push_back(name ? kNameBits : bits_of(word, english ? Ordinary::english : Ordinary::unknown));
    out.quoted.push_back(all || std::any_of(out.marks.begin(), out.marks.end(), [&](const auto& mark) {
                           return mark.first <= word.begin && word.end <= mark.second;
                         }));
  }
  return out;
}

// Made when they are asked for, and kept only then: of a large case hardly any statement shares a line, and all of them
// together would be several times as large as the case.
class Lines {
 public:
  Lines(const Material& material, std::vector<StatementIndex> statements)
      : material_(material), statements_(std::move(statements)) {
    const auto names = words_of_parties(material);
    names_.insert(names.begin(), names.end());
  }

  std::size_t size() const { return statements_.size(); }
  Line make(std::size_t number) const {
    return line_of(material_.statements()[statements_[number]], statements_[number], names_);
  }
  const Line& operator[](std::uint32_t number) const {
    const auto at = made_.find(number);
    return at == made_.end() ? made_.emplace(number, make(number)).first->second : at->second;
  }
  // Whether the text of one comes before that of the other, without making either.
  bool before(std::uint32_t a, std::uint32_t b) const {
    const Statement &x = material_.statements()[statements_[a]], &y = material_.statements()[statements_[b]];
    if (x.content_spans.size() == 1 && y.content_spans.size() == 1)
      return x.content_spans.front().text < y.content_spans.front().text;
    return text_of(x) < text_of(y);
  }

 private:
  const Material& material_;
  std::vector<StatementIndex> statements_;
  std::unordered_set<std::uint64_t> names_;
  mutable std::unordered_map<std::uint32_t, Line> made_;
};

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

// A word of a line, as far as two lines are laid side by side. Of a large case all of them are kept.
struct Small {
  std::uint32_t stem;  // its number in the table
  std::uint8_t bits;
  bool weak : 1, single : 1, quoted : 1;
};
using Words = std::span<const Small>;

// Where each pair of words next to each other stands, how many lines have each word, and the words of each line.
class Table {
 public:
  explicit Table(const Lines& lines) : lines_(lines.size()) {
    begins_.reserve(lines_ + 1);
    begins_.push_back(0);
    // The number of a line has 22 bits in a use; lines beyond four million are in no table and find no partner.
    const auto count = static_cast<std::uint32_t>(std::min(lines_, kMaxLines));
    for (std::uint32_t i = 0; i < count; ++i) add(lines.make(i), i);
    numbers_.clear();
    keep_repeated();
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
  // At least two, as two lines are asked about.
  std::size_t lines_with(std::uint32_t a, std::uint32_t b) const {
    const std::uint64_t hash = hash_of_pair(stems_[a], stems_[b]);
    const auto first = std::lower_bound(uses_.begin(), uses_.end(), use_of(hash, 0, kMostBits)),
               last = std::lower_bound(first, uses_.end(), use_of(hash + 1, 0, kMostBits));
    return std::max<std::size_t>(2, static_cast<std::size_t>(last - first));
  }

  // The numbers of two lines that share enough, and what two words tell in both.
  static constexpr unsigned kBitsBits = 20;
  static_assert(2 * kLineBits + kBitsBits <= 64);
  static std::uint32_t first_of(std::uint64_t pair) {
    return static_cast<std::uint32_t>(pair >> (kLineBits + kBitsBits));
  }
  static std::uint32_t second_of(std::uint64_t pair) {
    return static_cast<std::uint32_t>(pair >> kBitsBits & (kMaxLines - 1));
  }
  // Of lines of which the first is in [from, to), ascending.
  std::vector<std::uint64_t> candidates(std::uint32_t from, std::uint32_t to) const {
    std::vector<std::uint64_t> pairs;
    for_each_group([&](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i) {
        if (line_in(uses_[i]) < from || line_in(uses_[i]) >= to) continue;
        for (std::size_t j = i + 1; j < end; ++j)
          pairs.push_back((std::uint64_t{line_in(uses_[i])} << kLineBits | line_in(uses_[j])) << kBitsBits |
                          std::min(bits_in(uses_[i]), bits_in(uses_[j])));
      }
    });
    std::sort(pairs.begin(), pairs.end());
    std::size_t kept = 0;
    for (std::size_t begin = 0; begin < pairs.size();) {
      const std::uint64_t lines = pairs[begin] >> kBitsBits;
      std::uint64_t shared = 0;
      for (; begin < pairs.size() && pairs[begin] >> kBitsBits == lines; ++begin)
        shared += pairs[begin] & ((1u << kBitsBits) - 1);
      // Several pairs of words that each tell little may be enough together.
      if (shared >= kSharedBits) pairs[kept++] = lines << kBitsBits;
    }
    pairs.resize(kept);
    return pairs;
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

  std::uint32_t number_of(std::uint64_t stem) {
    const auto [at, is_new] = numbers_.try_emplace(stem, static_cast<std::uint32_t>(stems_.size()));
    if (is_new) stems_.push_back(stem), with_.push_back(0);
    return at->second;
  }

  void add(const Line& line, std::uint32_t number) {
    const std::size_t begin = words_.size();
    for (std::size_t i = 0; i < line.words.size(); ++i) {
      const Word& word = line.words[i];
      words_.push_back({.stem = number_of(word.stem),
                        .bits = static_cast<std::uint8_t>(line.bits[i]),
                        .weak = word.weak,
                        .single = word.single,
                        .quoted = line.quoted[i]});
    }
    begins_.push_back(words_.size());
    // Each once, however often the line has it.
    last_.resize(stems_.size(), SIZE_MAX);
    for (const Small& word : std::span(words_).subspan(begin)) {
      if (last_[word.stem] != number) ++with_[word.stem];
      last_[word.stem] = number;
    }
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
    for (std::uint32_t i = 0; i < count; ++i)
      for_each_use(i, [&](Use use) {
        if (once[slot(use)]) again[slot(use)] = true;
        once[slot(use)] = true;
      });
    std::vector<bool>().swap(once);
    const auto each_repeated = [&](auto take) {
      for (std::uint32_t i = 0; i < count; ++i)
        for_each_use(i, [&](Use use) {
          if (again[slot(use)]) take(use);
        });
    };
    // Counted first, as a list that grows is in memory twice.
    std::size_t repeated = 0;
    each_repeated([&](Use) { ++repeated; });
    uses_.reserve(repeated);
    each_repeated([&](Use use) { uses_.push_back(use); });
    std::sort(uses_.begin(), uses_.end());
    // Of a line each pair once, where it tells most.
    uses_.erase(
        std::unique(uses_.begin(), uses_.end(), [](Use a, Use b) { return a >> kWeightBits == b >> kWeightBits; }),
        uses_.end());
  }

  std::size_t lines_;
  int least_ = 0;
  std::vector<Use> uses_;            // sorted, each once
  std::vector<Small> words_;         // line after line
  std::vector<std::size_t> begins_;  // of each line in words_, and the end of the last
  std::vector<std::uint64_t> stems_;
  std::vector<std::uint32_t> with_;                           // lines that have a stem
  std::unordered_map<std::uint64_t, std::uint32_t> numbers_;  // of stems; while lines are added
  std::vector<std::size_t> last_;                             // line that has a stem; while lines are added
  std::vector<bool> begins_turn_;
};

struct Match {
  Range a, b;
  int weight = 0;
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
  const auto gap = [](const Small& word) { return word.weak ? kGap / 2 : kGap; };
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
  if (all <= same) return bits;
  const double rare = std::log2(static_cast<double>(table.lines()) / static_cast<double>(all - same)) + 1;
  return std::min(bits, static_cast<unsigned>(std::max(1.0, rare)));
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
    for (const Small& word : words_) bits_[word.stem] = 0;
    words_ = table_.words(line), line_ = line;
    quoted_ = has_quoted(words_), turns_ = 0;
    for (const Small& word : words_) {
      bits_[word.stem] = std::max(bits_[word.stem], word.bits);
      // The first word of a turn of phrase may count for more than it did.
      if (table_.begins_turn(word.stem)) turns_ += static_cast<int>(kTurnBits);
    }
  }
  bool has(std::uint32_t line) const { return line == line_; }
  int with(std::uint32_t line) const {
    const Words other = table_.words(line);
    int out = turns_;
    bool quoted = false;
    for (const Small& word : other) {
      out += std::min(bits_[word.stem], word.bits);
      quoted = quoted || word.quoted;
    }
    return out + (quoted_ && quoted ? kQuoted : quoted_ || quoted ? kQuotedOnce : kUnquoted);
  }

 private:
  static bool has_quoted(Words line) {
    return std::any_of(line.begin(), line.end(), [](const Small& word) { return word.quoted; });
  }

  const Table& table_;
  std::vector<std::uint8_t> bits_;  // of the words of the line that was taken, by stem
  Words words_;
  std::uint32_t line_ = UINT32_MAX;
  bool quoted_ = false;
  int turns_ = 0;
};

std::optional<Match> match_of(const Table& table, const Lines& lines, std::uint32_t first, std::uint32_t second) {
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
  return Match{
      {first, matched[from].first, matched[to].first}, {second, matched[from].second, matched[to].second}, weight};
}

// Words [first, last] of a line.
struct Stretch {
  std::size_t first, last;
};
Stretch words_of_range(const Line&, const Range& range) { return {range.first, range.last}; }

std::pair<std::size_t, std::size_t> bytes_of(const Line& line, const Stretch& words) {
  return {line.words[words.first].begin, line.words[words.last].end};
}

unsigned bits_in(const Line& line, std::uint32_t first, std::uint32_t last) {
  unsigned out = 0;
  for (std::uint32_t i = first; i <= last; ++i) out += line.bits[i];
  return out;
}

// The part of a range that stands between quote marks, when it says enough for a line.
// What both put between quote marks is the line; the words around it are each speaker's own.
std::optional<Range> quoted_part(const Line& line, const Range& range) {
  std::optional<Range> best;
  for (const auto& [begin, end] : line.marks) {
    Range part = range;
    while (part.first < part.last && line.words[part.first].begin < begin) ++part.first;
    while (part.last > part.first && line.words[part.last].end > end) --part.last;
    const auto [from, to] = bytes_of(line, words_of_range(line, part));
    if (from < begin || to > end || bits_in(line, part.first, part.last) < kSharedBits || part.last - part.first < 2)
      continue;
    if (!best || part.last - part.first > best->last - best->first) best = part;
  }
  return best;
}

// Groups of ranges that match one another. Nothing hangs on the order in which the matches come.
class Groups {
 public:
  explicit Groups(const Lines& lines) : lines_(lines) {}

  void take(const Match& match) {
    Range a = match.a, b = match.b;
    const auto in_a = quoted_part(lines_[a.line], a), in_b = quoted_part(lines_[b.line], b);
    if (in_a && in_b) a = *in_a, b = *in_b;
    matches_.push_back({node(a), node(b), match.weight});
  }

  struct Group {
    std::vector<Range> ranges;  // of each statement the one that says least, which is what it has with all others
    int weight = 0;
  };
  std::vector<Group> groups() {
    up_.resize(ranges_.size());
    std::iota(up_.begin(), up_.end(), 0);
    for (const Pair& one : matches_) join(one.a, one.b);
    // Ranges of one statement that have enough for a line in common are one.
    for (const auto& [line, all] : of_line_)
      for (std::size_t i = 0; i < all.size(); ++i)
        for (std::size_t j = i + 1; j < all.size(); ++j)
          if (in_common(ranges_[all[i]], ranges_[all[j]]) >= kSharedBits) join(all[i], all[j]);
    // Of a statement that is in a group by several ranges the one with the least weight stands for it; of equals the
    // first by place.
    std::map<std::size_t, std::map<std::uint32_t, Range>> by_root;
    for (std::size_t i = 0; i < ranges_.size(); ++i) {
      const Range& range = ranges_[i];
      const auto [at, is_new] = by_root[root(i)].try_emplace(range.line, range);
      if (!is_new && rank(range) < rank(at->second)) at->second = range;
    }
    std::map<std::size_t, int> weight;
    for (const Pair& one : matches_) weight[root(one.a)] = std::max(weight[root(one.a)], one.weight);
    std::vector<Group> out;
    for (const auto& [at, by_line] : by_root) {
      Group group{.ranges = {}, .weight = weight[at]};
      for (const auto& [line, range] : by_line) group.ranges.push_back(range);
      if (group.ranges.size() > 1) out.push_back(std::move(group));
    }
    return out;
  }

 private:
  struct Pair {
    std::size_t a, b;
    int weight;
  };

  std::size_t node(const Range& range) {
    auto& all = of_line_[range.line];
    const auto at = std::find_if(all.begin(), all.end(), [&](std::size_t one) {
      return ranges_[one].first == range.first && ranges_[one].last == range.last;
    });
    if (at != all.end()) return *at;
    ranges_.push_back(range);
    all.push_back(ranges_.size() - 1);
    return ranges_.size() - 1;
  }
  unsigned in_common(const Range& a, const Range& b) const {
    const std::uint32_t first = std::max(a.first, b.first), last = std::min(a.last, b.last);
    return first > last ? 0 : bits_in(lines_[a.line], first, last);
  }
  std::tuple<unsigned, std::uint32_t, std::uint32_t> rank(const Range& range) const {
    return {bits_in(lines_[range.line], range.first, range.last), range.first, range.last};
  }
  std::size_t root(std::size_t at) const {
    while (up_[at] != at) at = up_[at];
    return at;
  }
  void join(std::size_t a, std::size_t b) { up_[std::max(root(a), root(b))] = std::min(root(a), root(b)); }

  const Lines& lines_;
  std::vector<Range> ranges_;
  std::vector<Pair> matches_;
  std::vector<std::size_t> up_;
  std::unordered_map<std::uint32_t, std::vector<std::size_t>> of_line_;
};

// Where bytes [begin, end) of a line's text are in its document; nothing when the line has no spans or the piece
// crosses two.
std::optional<Span> place_of(const Statement& statement, const Line& line, std::size_t begin, std::size_t end) {
  std::size_t at = 0;
  for (const Span& span : statement.content_spans) {
    if (begin >= at && end <= at + span.text.size()) {
      Span out;
      out.text = line.text.substr(begin, end - begin);
      out.byte_start = span.byte_start + (begin - at);
      out.byte_end = out.byte_start + out.text.size();
      const std::string_view before = std::string_view(span.text).substr(0, begin - at);
      out.start = span.start + CodePoints(before).count();
      out.end = out.start + CodePoints(out.text).count();
      out.line = span.line + static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
      return out;
    }
    at += span.text.size() + 1;
  }
  return std::nullopt;
}

// In lower case, with the weak ones: that is what "verbatim" means.
std::vector<std::uint64_t> exact_words(const Line& line, const Stretch& words) {
  std::vector<std::uint64_t> out;
  for (std::size_t i = words.first; i <= words.last; ++i) out.push_back(line.words[i].exact);
  return out;
}

// Words without weight around the line that all of the group have belong to it: "does not attack ...".
void widen(const Lines& lines, const std::vector<Range>& group, std::vector<Stretch>& places) {
  const auto same = [&](auto at) {
    const Word* first = nullptr;
    for (std::size_t i = 0; i < group.size(); ++i) {
      const Line& line = lines[group[i].line];
      // Before the first word this is SIZE_MAX, which is no word either.
      const std::size_t index = at(places[i]);
      if (index >= line.words.size() || !(line.words[index].weak || line.bits[index] == kEverywhereBits)) return false;
      const auto& edge = line.words[places[i].first];
      const std::size_t from = std::min(line.words[index].begin, edge.begin),
                        to = std::max(line.words[index].end, line.words[places[i].last].end);
      // Not across a quote mark, nor from one piece into the next.
      for (const auto& [begin, end] : line.marks)
        if ((from < begin && begin <= edge.begin) || (to > end && end >= line.words[places[i].last].end)) return false;
      if (line.text.substr(from, to - from).find('\n') != std::string::npos) return false;
      if (first != nullptr && first->exact != line.words[index].exact) return false;
      first = &line.words[index];
    }
    return true;
  };
  while (same([](const Stretch& words) { return words.first - 1; }))
    for (Stretch& words : places) --words.first;
  while (same([](const Stretch& words) { return words.last + 1; }))
    for (Stretch& words : places) ++words.last;
}

// The words of it that say something, by which a reader may judge.
std::vector<std::string> telling_words(const Line& line, const Stretch& words) {
  std::vector<std::string> out;
  for (std::size_t i = words.first; i <= words.last; ++i) {
    const Word& word = line.words[i];
    std::string text = line.text.substr(word.begin, word.end - word.begin);
    if (line.bits[i] >= kTellingBits && std::find(out.begin(), out.end(), text) == out.end())
      out.push_back(std::move(text));
  }
  return out;
}

// In the order of the texts, so that the line is shown as the first of them has it.
SharedLine shared_line(const Material& material, const Lines& lines, Groups::Group found) {
  std::vector<Range>& group = found.ranges;
  std::sort(group.begin(), group.end(), [&](const Range& a, const Range& b) {
    return place_in_text(material, lines[a.line].statement) < place_in_text(material, lines[b.line].statement);
  });
  SharedLine out;
  out.verbatim = true, out.weight = found.weight;
  std::vector<Stretch> places;
  for (const Range& range : group) places.push_back(words_of_range(lines[range.line], range));
  widen(lines, group, places);
  const auto words = exact_words(lines[group.front().line], places.front());
  for (std::size_t i = 0; i < group.size(); ++i) {
    const Line& line = lines[group[i].line];
    const Statement& statement = material.statements()[line.statement];
    const auto [begin, end] = bytes_of(line, places[i]);
    if (out.line.empty()) out.line = line.text.substr(begin, end - begin), out.telling = telling_words(line, places[i]);
    out.verbatim = out.verbatim && exact_words(line, places[i]) == words;
    if (out.statements.empty() || out.statements.back() != line.statement) out.statements.push_back(line.statement);
    const PartyIndex speaker = statement.speaker == kNone ? kNone : material.resolved(statement.speaker);
    if (std::find(out.speakers.begin(), out.speakers.end(), speaker) == out.speakers.end())
      out.speakers.push_back(speaker);
    auto span = place_of(statement, line, begin, end);
    if (!span) continue;
    const bool known = std::any_of(out.places.begin(), out.places.end(), [&](const auto& place) {
      return place.document == statement.document && place.span.start == span->start && place.span.end == span->end;
    });
    if (!known) out.places.push_back({statement.document, std::move(*span)});
  }
  return out;
}

// What speaks against two statements sharing a line at all.
class Partners {
 public:
  Partners(const Comparison& comparison, const std::vector<Utterance>& reports) : material_(comparison.material()) {
    for (std::size_t i = 0; i < reports.size(); ++i)
      for (const StatementIndex one : reports[i].statements) report_of_.emplace(one, i);
    for (StatementIndex i = 0; i < material_.statements().size(); ++i) {
      const StatementIndex around = material_.statements()[i].within;
      if (around != kNone && around != i && comparison.counts(i)) inside_[around].push_back(i);
    }
  }

  // Who asks takes words up; they are not his.
  static bool asks(const Statement& statement) {
    if (statement.factuality == Factuality::questioned || statement.act.starts_with("ask")) return true;
    return !statement.stances.empty() &&
           std::all_of(statement.stances.begin(), statement.stances.end(),
                       [](const TakenStance& one) { return one.stance == Stance::raises; });
  }

  static bool declines(const Statement& statement) {
    return std::any_of(statement.stances.begin(), statement.stances.end(),
                       [](const TakenStance& one) { return one.stance == Stance::declines; });
  }

  bool one_utterance(StatementIndex a, StatementIndex b) const {
    const auto x = report_of_.find(a), y = report_of_.find(b);
    return x != report_of_.end() && y != report_of_.end() && x->second == y->second;
  }

  // Not when one speaker makes one claim twice, unless it is one utterance; not when one tells what the other said, or
  // both tell the words of one third.
  bool may_share(const Line& a, const Range& in_a, const Line& b, const Range& in_b) const {
    const Statement &x = material_.statements()[a.statement], &y = material_.statements()[b.statement];
    const PartyIndex speaker = speaker_of(x), other = speaker_of(y);
    if (speaker == other && speaker != kNone && !one_utterance(a.statement, b.statement) &&
        (same_claim(x, y) || quoted_twice(x, y)))
      return false;
    const auto span_of = [](const Statement& statement, const Line& line, const Range& range) {
      const auto [begin, end] = bytes_of(line, words_of_range(line, range));
      return place_of(statement, line, begin, end);
    };
    if (one_place(x, span_of(x, a, in_a), y, span_of(y, b, in_b)) && (speaker == other || only_takes_up(x, y)))
      return false;
    const PartyIndex told = told_of(a, in_a), also_told = told_of(b, in_b);
    if (told != kNone && (told == other || told == also_told)) return false;
    return also_told == kNone || also_told != speaker;
  }

  // One place of one document, told of two: it is the reporter who says that they share it.
  static bool one_place(const Statement& x, const std::optional<Span>& in_a, const Statement& y,
                        const std::optional<Span>& in_b) {
    return x.document == y.document && x.document != kNone && in_a && in_b && in_a->byte_start < in_b->byte_end &&
           in_b->byte_start < in_a->byte_end;
  }

 private:
  PartyIndex speaker_of(const Statement& statement) const {
    return statement.speaker == kNone ? kNone : material_.resolved(statement.speaker);
  }

  // A man who tells the same thing twice says the same of it; who has nothing else to say repeats himself.
  static bool same_claim(const Statement& x, const Statement& y) {
    for (const TakenStance& one : x.stances)
      for (const TakenStance& other : y.stances)
        if (one.proposition == other.proposition && one.stance == other.stance && one.stance != Stance::declines)
          return true;
    return false;
  }

  // A text that quotes one man twice, as in its heading and below, tells of one utterance; not where it has him speak
  // in turn, nor where he has no other answer.
  bool quoted_twice(const Statement& x, const Statement& y) const {
    if (x.document != y.document || x.document == kNone) return false;
    if (x.occasion != kNone && y.occasion != kNone && x.occasion != y.occasion) return false;
    return !declines(x) && !declines(y) && !(is_turn(x) && is_turn(y));
  }
  // "MS QUILL: ...": the words come behind a name and a colon.
  bool is_turn(const Statement& statement) const {
    if (statement.content_spans.empty()) return false;
    const std::string_view text = material_.documents()[statement.document].text;
    const std::size_t at = std::min(statement.content_spans.front().byte_start, text.size());
    const std::size_t begin = at == 0 ? 0 : text.rfind('\n', at - 1) + 1;
    const std::size_t colon = text.substr(begin, at - begin).find(": ");
    return colon != std::string_view::npos && colon <= kMostOfAName;
  }

  // Of two that a text has at one place: who disagrees with the other's words, or reads them out, has not used them.
  bool only_takes_up(const Statement& x, const Statement& y) const {
    for (const TakenStance& one : x.stances)
      for (const TakenStance& other : y.stances)
        if (one.proposition == other.proposition && one.stance != other.stance) return true;
    for (const Statement* one : {&x, &y}) {
      const std::string how =
          lower_case(joined(one->source_spans) + " | " + one->act.str() + " " + joined(one->cue_spans) + " ");
      for (const std::string_view word : {" disagree", " deni", " deny", " reject", " disput", " doubt", " contradict",
                                          " read", " quot", " cite", " recit"})
        if (how.find(word) != std::string::npos) return true;
      for (const std::string_view nobody : {"few ", "no ", "neither ", "none ", "nobody "})
        if (how.starts_with(nobody)) return true;
    }
    return false;
  }

  // Into whose mouth a statement puts these words.
  PartyIndex told_of(const Line& line, const Range& range) const;

  const Material& material_;
  std::map<StatementIndex, std::size_t> report_of_;
  std::map<StatementIndex, std::vector<StatementIndex>> inside_;
};

PartyIndex Partners::told_of(const Line& line, const Range& range) const {
  const auto inner = inside_.find(line.statement);
  if (inner == inside_.end()) return kNone;
  const auto [begin, end] = bytes_of(line, words_of_range(line, range));
  const auto place = place_of(material_.statements()[line.statement], line, begin, end);
  if (!place) return kNone;
  for (const StatementIndex index : inner->second)
    for (const Span& span : material_.statements()[index].content_spans)
      if (span.byte_start <= place->byte_start && place->byte_end <= span.byte_end)
        return speaker_of(material_.statements()[index]);
  return kNone;
}

// Words of a reporter and of nobody else: what one place of a text tells of two, or one text in its own words of both.
bool reporters_words(const Material& material, const Lines& lines, const Match& match) {
  const Line &a = lines[match.a.line], &b = lines[match.b.line];
  const Statement &x = material.statements()[a.statement], &y = material.statements()[b.statement];
  if (x.document != y.document || x.document == kNone) return false;
  const auto place = [](const Statement& statement, const Line& line, const Range& range) {
    const auto [begin, end] = bytes_of(line, words_of_range(line, range));
    return place_of(statement, line, begin, end);
  };
  // In one place of a text it takes two quoted words on both sides for the line to be theirs and not the reporter’s; in
  // two places a single one on either side is enough.
  const auto quoted = [](const Line& line, const Range& range) {
    std::size_t out = 0;
    for (std::uint32_t i = range.first; i <= range.last; ++i) out += line.quoted[i];
    return out;
  };
  if (Partners::one_place(x, place(x, a, match.a), y, place(y, b, match.b)))
    return quoted(a, match.a) < 2 || quoted(b, match.b) < 2;
  return quoted(a, match.a) == 0 && quoted(b, match.b) == 0;
}

// What a text only asserts ("used the same talking points") is kept with its sentence: beside the line that was found
// of the same speakers, else by itself.
void take_assertions(const Comparison& comparison, std::vector<SharedLine>& lines) {
  for (const SourceSays& one : source_says(comparison)) {
    if (one.what != SourceSays::What::same_words) continue;
    bool found = false;
    for (SharedLine& line : lines) {
      const bool beside = std::any_of(one.beside.begin(), one.beside.end(), [&](StatementIndex statement) {
        return std::find(line.statements.begin(), line.statements.end(), statement) != line.statements.end();
      });
      if (!beside) continue;
      found = line.asserted = true;
      line.source = one.says;
    }
    if (found) continue;
    SharedLine line;
    line.found = false, line.asserted = true, line.speakers = one.of, line.source = one.says;
    line.statements = one.beside;
    lines.push_back(std::move(line));
  }
}

}  // namespace

// From pairs to groups to lines; then it is asked whether all of a line's statements report one utterance,
// because then two speakers did not use the same line, but two reporters the same speaker.
const std::vector<SharedLine>& Comparison::shared_lines() const {
  if (impl_->shared_lines) return *impl_->shared_lines;
  const auto& reports = utterances();
  const Partners partners(*this, reports);
  std::vector<StatementIndex> wanted;
  for (const StatementIndex index : impl_->counted) {
    if (impl_->read_again.contains(index)) continue;  // said once, and read twice
    const Statement& statement = material().statements()[index];
    if (statement.within == kNone && !impl_->left_out(statement) && !Partners::asks(statement)) wanted.push_back(index);
  }
  const Lines lines(material(), std::move(wanted));
  const Table table(lines);
  Groups groups(lines);
  // Alignment costs most and is done for candidates only; what speaks against a match is asked afterwards, since it
  // depends on where the match lies.
  Bound bound(table);
  // Some lines at a time, since of a large case there are millions of pairs.
  constexpr std::uint32_t kLinesAtOnce = 10'000;
  const auto count = static_cast<std::uint32_t>(std::min(lines.size(), kMaxLines));
  for (std::uint32_t from = 0; from < count; from += kLinesAtOnce) {
    for (const std::uint64_t pair : table.candidates(from, from + kLinesAtOnce)) {
      const std::uint32_t a = Table::first_of(pair), b = Table::second_of(pair);
      if (!bound.has(a)) bound.take(a);
      // Nearly all end here, before they are laid side by side.
      if (bound.with(b) < table.least_weight()) continue;
      const auto match = match_of(table, lines, a, b);
      // The alignment may have put the two the other way round.
      if (!match || !partners.may_share(lines[match->a.line], match->a, lines[match->b.line], match->b)) continue;
      if (reporters_words(material(), lines, *match)) continue;
      groups.take(*match);
    }
  }
  std::vector<SharedLine> out;
  for (auto& group : groups.groups()) {
    SharedLine line = shared_line(material(), lines, std::move(group));
    if (line.statements.size() > 1) out.push_back(std::move(line));
  }
  for (SharedLine& line : out) {
    const StatementIndex first = line.statements.front();
    line.one_utterance = std::all_of(line.statements.begin(), line.statements.end(), [&](StatementIndex one) {
      return one == first || partners.one_utterance(first, one);
    });
    // Two speakers' words in one place of one document: the document itself says that they used the same line.
    line.asserted = line.places.size() < line.statements.size() && line.speakers.size() > 1;
    line.instead_of_answer = line.speakers.size() == 1 && !line.one_utterance &&
                             std::any_of(line.statements.begin(), line.statements.end(), [&](StatementIndex one) {
                               return Partners::declines(material().statements()[one]);
                             });
  }
  take_assertions(*this, out);
  std::sort(out.begin(), out.end(), [&](const SharedLine& a, const SharedLine& b) {
    const auto rank = [](const SharedLine& one) { return std::tuple(one.one_utterance, !one.found, -one.weight); };
    if (rank(a) != rank(b)) return rank(a) < rank(b);
    return place_in_text(material(), a.statements.front()) < place_in_text(material(), b.statements.front());
  });
  return impl_->shared_lines.emplace(std::move(out));
}

}  // namespace parley::accounts
