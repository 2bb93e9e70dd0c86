// Lines that two speakers use, or one twice, found by their words.
//
// Which statements have words in common that are more than chance is found by line_pairs.h; here those that match one
// another become one line, and it is asked what speaks against it. What a reporter tells in his own words of two
// speakers weighs little: they are his words. A question that takes up words is none, nor is what one puts into the
// mouth of the other, nor the same claim made twice by one man. Only the outermost statement counts: words that a
// speaker puts into a third one's mouth are the speaker's line. How often it is wrong is measured in docs/accounts.md.
// Tests: shared_lines_test.cc.
#include <algorithm>
#include <map>
#include <numeric>
#include <unordered_map>

#include "accounts/line_pairs.h"
#include "accounts/model.h"
#include "accounts/ordinary.h"
#include "accounts/sides.h"
#include "accounts/source_says.h"

namespace parley::accounts {
namespace {

constexpr std::size_t kMostOfAName = 60;  // bytes before the colon of a turn

// Words [first, last] of a line.
struct Stretch {
  std::size_t first, last;
};
Stretch words_of_range(const WordLine&, const Range& range) { return {range.first, range.last}; }

std::pair<std::size_t, std::size_t> bytes_of(const WordLine& line, const Stretch& words) {
  return {line.words[words.first].begin, line.words[words.last].end};
}

unsigned bits_in(const WordLine& line, std::uint32_t first, std::uint32_t last) {
  unsigned out = 0;
  for (std::uint32_t i = first; i <= last; ++i) out += line.bits[i];
  return out;
}

// The part of a range that stands between quote marks, when it says enough for a line.
// What both put between quote marks is the line; the words around it are each speaker's own.
std::optional<Range> quoted_part(const WordLine& line, const Range& range) {
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
  explicit Groups(const WordLines& lines) : lines_(lines) {}

  void take(const LineMatch& match) {
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

  const WordLines& lines_;
  std::vector<Range> ranges_;
  std::vector<Pair> matches_;
  std::vector<std::size_t> up_;
  std::unordered_map<std::uint32_t, std::vector<std::size_t>> of_line_;
};

// Where bytes [begin, end) of a line's text are in its document; nothing when the line has no spans or the piece
// crosses two.
std::optional<Span> place_of(const Statement& statement, const WordLine& line, std::size_t begin, std::size_t end) {
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
std::vector<std::uint64_t> exact_words(const WordLine& line, const Stretch& words) {
  std::vector<std::uint64_t> out;
  for (std::size_t i = words.first; i <= words.last; ++i) out.push_back(line.words[i].exact);
  return out;
}

// Words without weight around the line that all of the group have belong to it: "does not attack ...".
void widen(const WordLines& lines, const std::vector<Range>& group, std::vector<Stretch>& places) {
  const auto same = [&](auto at) {
    const Word* first = nullptr;
    for (std::size_t i = 0; i < group.size(); ++i) {
      const WordLine& line = lines[group[i].line];
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
std::vector<std::string> telling_words(const WordLine& line, const Stretch& words) {
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
SharedLine shared_line(const Material& material, const WordLines& lines, Groups::Group found) {
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
    const WordLine& line = lines[group[i].line];
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
  bool may_share(const WordLine& a, const Range& in_a, const WordLine& b, const Range& in_b) const {
    const Statement &x = material_.statements()[a.statement], &y = material_.statements()[b.statement];
    const PartyIndex speaker = speaker_of(x), other = speaker_of(y);
    if (speaker == other && speaker != kNone && !one_utterance(a.statement, b.statement) &&
        (same_claim(x, y) || quoted_twice(x, y)))
      return false;
    const auto span_of = [](const Statement& statement, const WordLine& line, const Range& range) {
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
  PartyIndex told_of(const WordLine& line, const Range& range) const;

  const Material& material_;
  std::map<StatementIndex, std::size_t> report_of_;
  std::map<StatementIndex, std::vector<StatementIndex>> inside_;
};

PartyIndex Partners::told_of(const WordLine& line, const Range& range) const {
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
bool reporters_words(const Material& material, const WordLines& lines, const LineMatch& match) {
  const WordLine &a = lines[match.a.line], &b = lines[match.b.line];
  const Statement &x = material.statements()[a.statement], &y = material.statements()[b.statement];
  if (x.document != y.document || x.document == kNone) return false;
  const auto place = [](const Statement& statement, const WordLine& line, const Range& range) {
    const auto [begin, end] = bytes_of(line, words_of_range(line, range));
    return place_of(statement, line, begin, end);
  };
  // In one place of a text it takes two quoted words on both sides for the line to be theirs and not the reporter’s; in
  // two places a single one on either side is enough.
  const auto quoted = [](const WordLine& line, const Range& range) {
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
  WordLines lines(material(), std::move(wanted));
  Groups groups(lines);
  // What speaks against a match is asked behind the alignment, since it depends on where the match lies.
  for_each_match(lines, [&](const LineMatch& match) {
    // The alignment may have put the two the other way round.
    if (partners.may_share(lines[match.a.line], match.a, lines[match.b.line], match.b) &&
        !reporters_words(material(), lines, match))
      groups.take(match);
  });
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
