// Lines that two speakers use, or one twice, found by their words.
//
// Three words in order, at most one left out between them, are looked up in a table of all statements; statements that
// share two such triples are laid side by side (local alignment of word stems, weak words left out), and what matches
// over a long enough stretch is a line. Statements that share it form a group, which is cut down to what all of them
// have. Triples that very many statements have are figures of speech and lead nowhere. Only the outermost statement
// counts: words that a speaker puts into somebody's mouth are the speaker's line. Cost: linear in words, plus the pairs
// that share something. Tests: SharedLines in comparison_test.cc.
#include <algorithm>
#include <bit>
#include <map>

#include "accounts/model.h"
#include "accounts/text.h"

namespace parley::accounts {
namespace {

constexpr std::size_t kMaxUses = 32;       // of a triple that still says something
constexpr std::size_t kLeastWords = 4;     // of a line, weak words not counted
constexpr std::size_t kLeastOwnWords = 3;  // of these, words that name no party
constexpr std::size_t kLeastSingles = 8;   // characters of a script without spaces
constexpr std::size_t kMaxWords = 400;     // of one statement that are laid beside another's

struct Line {
  StatementIndex statement;
  std::string text;                                         // the pieces with a new line between them
  std::vector<Word> words;                                  // all
  std::vector<std::uint32_t> strong;                        // places in `words`
  std::vector<std::pair<std::size_t, std::size_t>> quoted;  // bytes between quote marks
};

// [first, last] places in Line::strong.
struct Range {
  std::uint32_t line, first, last;
};

bool is_quote_mark(std::uint32_t point) {
  return point == '"' || point == 0x201c || point == 0x201d || point == 0x201e || point == 0xab || point == 0xbb;
}

// The words of the document where spans are known, else the paraphrase. At most kMaxWords of the words that
// count, since laying two statements side by side costs the product of their lengths.
Line line_of(const Statement& statement, StatementIndex index) {
  Line out{index, {}, {}, {}, {}};
  if (statement.content_spans.empty()) out.text = statement.words;
  for (const Span& span : statement.content_spans) out.text += (out.text.empty() ? "" : "\n") + span.text;
  out.words = words_of(out.text);
  for (std::uint32_t i = 0; i < out.words.size() && out.strong.size() < kMaxWords; ++i)
    if (!out.words[i].weak) out.strong.push_back(i);
  std::size_t open = std::string::npos;
  for (std::size_t at = 0; at < out.text.size();) {
    const std::size_t here = at;
    if (!is_quote_mark(next_code_point(out.text, at))) continue;
    if (open == std::string::npos)
      open = at;
    else
      out.quoted.emplace_back(open, here), open = std::string::npos;
  }
  return out;
}

std::uint64_t stem_at(const Line& line, std::size_t strong) { return line.words[line.strong[strong]].stem; }

// A triple's hash with the number of a line that has it: 40 bits and 24. Where two triples have one hash, the alignment
// tells.
using Use = std::uint64_t;
constexpr unsigned kLineBits = 24;
constexpr std::size_t kMaxLines = std::size_t{1} << kLineBits;
std::uint32_t line_number(Use use) { return static_cast<std::uint32_t>(use & (kMaxLines - 1)); }

// Three forms of each triple - no word left out, one before the last, one after the first - so that one
// inserted word does not hide a line.
void add_triples(const Line& line, std::uint32_t number, std::vector<Use>& uses) {
  const std::size_t n = line.strong.size();
  const auto triple = [&](std::size_t a, std::size_t b, std::size_t c) {
    if (c >= n) return;
    std::uint64_t hash = stem_at(line, a) * 0x9e3779b97f4a7c15u;
    hash = (hash ^ hash >> 29 ^ stem_at(line, b)) * 0xbf58476d1ce4e5b9u;
    hash = (hash ^ hash >> 32 ^ stem_at(line, c)) * 0x94d049bb133111ebu;
    uses.push_back((hash ^ hash >> 29) << kLineBits | number);
  };
  for (std::size_t i = 0; i + 2 < n; ++i) triple(i, i + 1, i + 2), triple(i, i + 1, i + 3), triple(i, i + 2, i + 3);
}

// Pairs of lines with at least two triples in common.
std::vector<std::pair<std::uint32_t, std::uint32_t>> candidates(const std::vector<Line>& lines) {
  std::vector<Use> uses;
  for (std::uint32_t i = 0; i < std::min(lines.size(), kMaxLines); ++i) add_triples(lines[i], i, uses);
  // Most triples stand in one line only; two marks a slot find these before anything is sorted.
  // Two bits a slot and eight slots a triple: a slot that two different triples share only lets one through
  // for nothing.
  const std::size_t slots = std::bit_ceil(uses.size() * 8 + 64);
  std::vector<bool> once(slots), again(slots);
  const auto slot = [&](Use use) { return static_cast<std::size_t>(use >> kLineBits) & (slots - 1); };
  for (const Use use : uses) {
    if (once[slot(use)]) again[slot(use)] = true;
    once[slot(use)] = true;
  }
  std::erase_if(uses, [&](Use use) { return !again[slot(use)]; });
  std::sort(uses.begin(), uses.end());
  uses.erase(std::unique(uses.begin(), uses.end()), uses.end());
  std::vector<std::uint64_t> pairs;
  for (std::size_t begin = 0; begin < uses.size();) {
    std::size_t end = begin;
    while (end < uses.size() && uses[end] >> kLineBits == uses[begin] >> kLineBits) ++end;
    if (end - begin <= kMaxUses)
      for (std::size_t i = begin; i < end; ++i)
        for (std::size_t j = i + 1; j < end; ++j)
          pairs.push_back(std::uint64_t{line_number(uses[i])} << 32 | line_number(uses[j]));
    begin = end;
  }
  std::sort(pairs.begin(), pairs.end());
  std::vector<std::pair<std::uint32_t, std::uint32_t>> out;
  for (std::size_t begin = 0; begin < pairs.size();) {
    std::size_t end = begin;
    while (end < pairs.size() && pairs[end] == pairs[begin]) ++end;
    // One triple in common is chance.
    if (end - begin >= 2)
      out.emplace_back(static_cast<std::uint32_t>(pairs[begin] >> 32), static_cast<std::uint32_t>(pairs[begin]));
    begin = end;
  }
  return out;
}

struct Match {
  Range a, b;
};

// The best local alignment (Smith and Waterman 1981): a match 2, a word left out or changed -1.
std::optional<Match> align(const std::vector<Line>& lines, const std::set<std::uint64_t>& names, std::uint32_t first,
                           std::uint32_t second) {
  const Line &a = lines[first], &b = lines[second];
  const std::size_t n = a.strong.size(), m = b.strong.size(), width = m + 1;
  std::vector<int> score((n + 1) * width);
  std::size_t best = 0;
  for (std::size_t i = 1; i <= n; ++i) {
    for (std::size_t j = 1; j <= m; ++j) {
      const int diagonal = score[(i - 1) * width + j - 1] + (stem_at(a, i - 1) == stem_at(b, j - 1) ? 2 : -1);
      const std::size_t at = i * width + j;
      score[at] = std::max({0, diagonal, score[at - width] - 1, score[at - 1] - 1});
      if (score[at] > score[best]) best = at;
    }
  }
  // Back from the best cell to where its score was zero: that is the stretch that matches.
  std::size_t i = best / width, j = best % width, matched = 0, own = 0;
  const std::size_t last_a = i, last_b = j;
  while (score[i * width + j] > 0) {
    const int here = score[i * width + j];
    const bool same = stem_at(a, i - 1) == stem_at(b, j - 1);
    if (here == score[(i - 1) * width + j - 1] + (same ? 2 : -1))
      matched += same, own += same && !names.contains(stem_at(a, i - 1)), --i, --j;
    else if (here == score[(i - 1) * width + j] - 1)
      --i;
    else
      --j;
  }
  if (matched == 0) return std::nullopt;
  const auto number = [](std::size_t x) { return static_cast<std::uint32_t>(x); };
  Match out{{first, number(i), number(last_a - 1)}, {second, number(j), number(last_b - 1)}};
  const std::size_t longest = std::max(last_a - i, last_b - j);
  const std::size_t least = a.words[a.strong[i]].single ? kLeastSingles : kLeastWords;
  if (matched < least || own < kLeastOwnWords || matched * 3 < longest * 2) return std::nullopt;
  return out;
}

// Words [first, last] of a line.
struct Words {
  std::size_t first, last;
};
Words words_of_range(const Line& line, const Range& range) {
  return {line.strong[range.first], line.strong[range.last]};
}

std::pair<std::size_t, std::size_t> bytes_of(const Line& line, const Words& words) {
  return {line.words[words.first].begin, line.words[words.last].end};
}

std::size_t words_in(const Range& range) { return range.last - range.first + 1; }

// The part of a range that stands between quote marks, when it is long enough for a line.
// What both put between quote marks is the line; the words around it are each speaker's own.
std::optional<Range> quoted_part(const Line& line, const Range& range) {
  std::optional<Range> best;
  for (const auto& [begin, end] : line.quoted) {
    Range part = range;
    while (part.first < part.last && line.words[line.strong[part.first]].begin < begin) ++part.first;
    while (part.last > part.first && line.words[line.strong[part.last]].end > end) --part.last;
    const auto [from, to] = bytes_of(line, words_of_range(line, part));
    if (from < begin || to > end || words_in(part) < kLeastWords) continue;
    if (!best || words_in(part) > words_in(*best)) best = part;
  }
  return best;
}

// Groups of ranges that match one another, each statement once.
class Groups {
 public:
  explicit Groups(const std::vector<Line>& lines) : lines_(lines) {}

  void take(const Match& match) {
    Range a = match.a, b = match.b;
    const auto in_a = quoted_part(lines_[a.line], a), in_b = quoted_part(lines_[b.line], b);
    if (in_a && in_b) a = *in_a, b = *in_b;
    join(node(a), node(b));
  }

  std::vector<std::vector<Range>> groups() {
    std::map<std::size_t, std::vector<Range>> by_root;
    for (std::size_t i = 0; i < ranges_.size(); ++i) by_root[root(i)].push_back(ranges_[i]);
    std::vector<std::vector<Range>> out;
    for (auto& [at, group] : by_root)
      if (group.size() > 1) out.push_back(std::move(group));
    return out;
  }

 private:
  // Ranges of one statement that have a line's length in common are one; it becomes what they have in common.
  std::size_t node(const Range& range) {
    for (const std::size_t at : of_line_[range.line]) {
      Range& known = ranges_[at];
      const std::uint32_t first = std::max(known.first, range.first), last = std::min(known.last, range.last);
      if (first > last || last - first + 1 < kLeastWords) continue;
      known.first = first, known.last = last;
      return at;
    }
    ranges_.push_back(range);
    up_.push_back(up_.size());
    of_line_[range.line].push_back(ranges_.size() - 1);
    return ranges_.size() - 1;
  }
  std::size_t root(std::size_t at) const {
    while (up_[at] != at) at = up_[at];
    return at;
  }
  void join(std::size_t a, std::size_t b) { up_[std::max(root(a), root(b))] = std::min(root(a), root(b)); }

  const std::vector<Line>& lines_;
  std::vector<Range> ranges_;
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
std::vector<std::uint64_t> exact_words(const Line& line, const Words& words) {
  std::vector<std::uint64_t> out;
  for (std::size_t i = words.first; i <= words.last; ++i) out.push_back(line.words[i].exact);
  return out;
}

// Weak words around the line that all of the group have belong to it: "does not attack ...".
void widen(const std::vector<Line>& lines, const std::vector<Range>& group, std::vector<Words>& places) {
  const auto same = [&](auto at) {
    const Word* first = nullptr;
    for (std::size_t i = 0; i < group.size(); ++i) {
      const Line& line = lines[group[i].line];
      const std::size_t index = at(places[i]);
      if (index >= line.words.size() || !line.words[index].weak) return false;
      const auto& edge = line.words[places[i].first];
      const std::size_t from = std::min(line.words[index].begin, edge.begin),
                        to = std::max(line.words[index].end, line.words[places[i].last].end);
      // Not across a quote mark, nor from one piece into the next.
      for (const auto& [begin, end] : line.quoted)
        if ((from < begin && begin <= edge.begin) || (to > end && end >= line.words[places[i].last].end)) return false;
      if (line.text.substr(from, to - from).find('\n') != std::string::npos) return false;
      if (first != nullptr && first->exact != line.words[index].exact) return false;
      first = &line.words[index];
    }
    return true;
  };
  while (same([](const Words& words) { return words.first - 1; }))
    for (Words& words : places) --words.first;
  while (same([](const Words& words) { return words.last + 1; }))
    for (Words& words : places) ++words.last;
}

// In the order of the statements, so that the line is shown as the first of them has it.
SharedLine shared_line(const Material& material, const std::vector<Line>& lines, std::vector<Range> group) {
  std::sort(group.begin(), group.end(), [](const Range& a, const Range& b) { return a.line < b.line; });
  SharedLine out;
  out.verbatim = true;
  std::vector<Words> places;
  for (const Range& range : group) places.push_back(words_of_range(lines[range.line], range));
  widen(lines, group, places);
  const auto words = exact_words(lines[group.front().line], places.front());
  for (std::size_t i = 0; i < group.size(); ++i) {
    const Line& line = lines[group[i].line];
    const Statement& statement = material.statements()[line.statement];
    const auto [begin, end] = bytes_of(line, places[i]);
    if (out.line.empty()) out.line = line.text.substr(begin, end - begin);
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

}  // namespace

// From pairs to groups to lines; then it is asked whether all of a line's statements report one utterance,
// because then two speakers did not use the same line, but two reporters the same speaker.
std::vector<SharedLine> Comparison::shared_lines() const {
  std::vector<Line> lines;
  for (const StatementIndex index : impl_->counted) {
    if (impl_->read_again.contains(index)) continue;  // said once, and read twice
    const Statement& statement = material().statements()[index];
    if (statement.within == kNone && !impl_->left_out(statement)) lines.push_back(line_of(statement, index));
  }
  Groups groups(lines);
  const auto names = words_of_parties(material());
  for (const auto& [a, b] : candidates(lines))
    if (const auto match = align(lines, names, a, b)) groups.take(*match);
  std::vector<SharedLine> out;
  for (auto& group : groups.groups()) {
    SharedLine line = shared_line(material(), lines, std::move(group));
    if (line.statements.size() > 1) out.push_back(std::move(line));
  }
  const auto& reports = utterances();
  for (SharedLine& line : out) {
    for (const Utterance& utterance : reports) {
      const bool all = std::includes(utterance.statements.begin(), utterance.statements.end(), line.statements.begin(),
                                     line.statements.end());
      line.one_utterance = line.one_utterance || all;
    }
    // Two speakers' words in one place of one document: the document itself says that they used the same line.
    line.asserted = line.places.size() < line.statements.size() && line.speakers.size() > 1;
  }
  std::sort(out.begin(), out.end(),
            [](const SharedLine& a, const SharedLine& b) { return a.statements < b.statements; });
  return out;
}

}  // namespace parley::accounts
