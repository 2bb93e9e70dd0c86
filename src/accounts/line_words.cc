// Words are weighed by how ordinary they are (ordinary.h), and names hardly count. A large case has each of its words
// many times, so what does not hang on where a word stands is looked up by the word as it is written. Tests:
// shared_lines_test.cc.
#include "accounts/line_words.h"

#include <algorithm>

#include "accounts/model.h"
#include "accounts/ordinary.h"

namespace parley::accounts {
namespace {

constexpr std::size_t kMaxWords = 400;  // of one statement that are laid beside another's

// Double marks only: an apostrophe looks like a single one.
bool is_quote_mark(std::uint32_t point) {
  return point == '"' || point == 0x201c || point == 0x201d || point == 0x201e || point == 0xab || point == 0xbb;
}

// Marks open and close by turns, whatever they look like, since texts mix them; one that nothing closes is none.
using Marks = std::vector<std::pair<std::size_t, std::size_t>>;
Marks marks_in(std::string_view text) {
  Marks out;
  std::size_t open = std::string::npos;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t here = at;
    // Most bytes are neither a mark nor the beginning of one.
    if (static_cast<unsigned char>(text[at]) < 0x80 && text[at] != '"') {
      ++at;
      continue;
    }
    if (!is_quote_mark(next_code_point(text, at))) continue;
    if (open == std::string::npos)
      open = at;
    else
      out.emplace_back(open, here), open = std::string::npos;
  }
  return out;
}

// A capital letter inside a sentence: a name, in English.
bool is_name(std::string_view text, const WordPlace& word) {
  const char first = text[word.begin];
  if (first < 'A' || first > 'Z' || word.end - word.begin < 2) return false;
  std::size_t before = word.begin;
  const auto is_space = [](char c) {
    return c == ' ' || c == '\n' || c == '"' || static_cast<unsigned char>(c) >= 0x80;
  };
  while (before > 0 && is_space(text[before - 1])) --before;
  return before > 0 && text[before - 1] != '.' && text[before - 1] != '?' && text[before - 1] != '!' &&
         text[before - 1] != ':';
}

bool is_ascii(std::string_view word) {
  return std::all_of(word.begin(), word.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// The words of the document where spans are known, else the paraphrase. `buffer`: for what stands in several pieces.
std::string_view text_of(const Statement& statement, std::string& buffer) {
  if (statement.content_spans.empty()) return statement.words;
  if (statement.content_spans.size() == 1) return statement.content_spans.front().text;
  buffer.clear();
  for (const Span& span : statement.content_spans) {
    if (!buffer.empty()) buffer += '\n';
    buffer += span.text;
  }
  return buffer;
}

// How the words of one statement are weighed, as far as that hangs on where they stand.
class Weighing {
 public:
  Weighing(const Statement& statement, std::string_view text)
      : text_(text),
        marks_(marks_in(text)),
        other_language_(!statement.language.empty() && !statement.language.starts_with("en")),
        // What was made in the speaker's own words stands as if between marks.
        all_quoted_(statement.form == Form::direct && marks_.empty()) {}

  template <class Known>
  unsigned bits(const WordPlace& word, const Known& known) const {
    const bool english = !other_language_ && known.plain;
    if (known.of_party || (english && is_name(text_, word))) return kNameBits;
    return english ? known.bits_english : known.bits_unknown;
  }
  bool quoted(const WordPlace& word) const {
    return all_quoted_ || std::any_of(marks_.begin(), marks_.end(), [&](const auto& mark) {
             return mark.first <= word.begin && word.end <= mark.second;
           });
  }
  const Marks& marks() const { return marks_; }

 private:
  std::string_view text_;
  Marks marks_;
  bool other_language_, all_quoted_;
};

// Two lines of so many words make a table of 160,000 scores for the alignment; longer ones would make it cost as much
// as one likes.
void find_first_words(std::string_view text, std::vector<WordPlace>& out) {
  find_words(text, out);
  if (out.size() > kMaxWords) out.resize(kMaxWords);
}

// In the order of the texts; of a shorter one as if zeros followed.
std::uint64_t beginning_of(std::string_view text) {
  std::uint64_t out = 0;
  for (std::size_t i = 0; i < sizeof out; ++i)
    out = out << 8 | (i < text.size() ? static_cast<unsigned char>(text[i]) : 0u);
  return out;
}

}  // namespace

WordLines::WordLines(const Material& material, std::vector<StatementIndex> statements)
    : material_(material), statements_(std::move(statements)) {
  const auto names = words_of_parties(material);
  names_.insert(names.begin(), names.end());
}

WordLines::Known WordLines::known_of(std::string_view text, const WordPlace& place) const {
  const Word word = word_at(text, place);
  const std::string_view written = text.substr(place.begin, place.end - place.begin);
  Known out{.exact = word.exact, .stem = word.stem, .weak = word.weak};
  out.bits_english = static_cast<std::uint8_t>(bits_of(word, Ordinary::english));
  out.bits_unknown = static_cast<std::uint8_t>(bits_of(word, Ordinary::unknown));
  // "neighbour’s" is English with a mark in it.
  out.plain = is_ascii(written.substr(0, written.find("’")));
  out.of_party = names_.contains(word.stem) || names_.contains(word.exact);
  return out;
}

// That a word is a single character follows from how it is written.
const WordLines::Known& WordLines::known(std::string_view text, const WordPlace& place) {
  const std::string_view written = text.substr(place.begin, place.end - place.begin);
  if (const auto at = known_.find(written); at != known_.end()) return at->second;
  Known out = known_of(text, place);
  const auto [at, is_new] = numbers_.try_emplace(out.stem, static_cast<std::uint32_t>(stems_.size()));
  if (is_new) stems_.push_back(out.stem);
  out.number = at->second;
  return known_.emplace(written, out).first->second;
}

void WordLines::add_words(std::uint32_t number, std::vector<LineWord>& out) {
  const Statement& statement = material_.statements()[statements_[number]];
  std::string buffer;
  const std::string_view text = text_of(statement, buffer);
  if (beginnings_.size() <= number) beginnings_.resize(number + std::size_t{1});
  beginnings_[number] = beginning_of(text);
  find_first_words(text, places_);
  const Weighing weighing(statement, text);
  for (const WordPlace& place : places_) {
    const Known& word = known(text, place);
    out.push_back({.stem = word.number,
                   .bits = static_cast<std::uint8_t>(weighing.bits(place, word)),
                   .most = UINT8_MAX,
                   .weak = word.weak,
                   .single = place.single,
                   .quoted = weighing.quoted(place)});
  }
}

std::vector<std::uint64_t> WordLines::take_stems() {
  known_ = {}, numbers_ = {};
  return std::exchange(stems_, {});
}

WordLine WordLines::make(std::uint32_t number) const {
  WordLine out;
  out.statement = statements_[number];
  const Statement& statement = material_.statements()[out.statement];
  std::string buffer;
  out.text = text_of(statement, buffer);
  std::vector<WordPlace> places;
  find_first_words(out.text, places);
  const Weighing weighing(statement, out.text);
  for (const WordPlace& place : places) {
    out.words.push_back(word_at(out.text, place));
    out.bits.push_back(weighing.bits(place, known_of(out.text, place)));
    out.quoted.push_back(weighing.quoted(place));
  }
  out.marks = weighing.marks();
  return out;
}

const WordLine& WordLines::operator[](std::uint32_t number) const {
  const auto at = made_.find(number);
  return at == made_.end() ? made_.emplace(number, make(number)).first->second : at->second;
}

bool WordLines::before(std::uint32_t a, std::uint32_t b) const {
  // Asked of each two that are laid side by side; the texts lie far from one another.
  if (std::max(a, b) < beginnings_.size() && beginnings_[a] != beginnings_[b]) return beginnings_[a] < beginnings_[b];
  std::string x, y;
  return text_of(material_.statements()[statements_[a]], x) < text_of(material_.statements()[statements_[b]], y);
}

}  // namespace parley::accounts
