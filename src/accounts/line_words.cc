// Words are weighed by how ordinary they are (ordinary.h), and names hardly count. Tests: shared_lines_test.cc.
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
void find_marks(WordLine& line) {
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
bool is_name(const WordLine& line, const Word& word) {
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
WordLine line_of(const Statement& statement, StatementIndex index, const std::unordered_set<std::uint64_t>& names) {
  WordLine out;
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

}  // namespace

WordLines::WordLines(const Material& material, std::vector<StatementIndex> statements)
    : material_(material), statements_(std::move(statements)) {
  const auto names = words_of_parties(material);
  names_.insert(names.begin(), names.end());
}

WordLine WordLines::make(std::size_t number) const {
  return line_of(material_.statements()[statements_[number]], statements_[number], names_);
}

const WordLine& WordLines::operator[](std::uint32_t number) const {
  const auto at = made_.find(number);
  return at == made_.end() ? made_.emplace(number, make(number)).first->second : at->second;
}

bool WordLines::before(std::uint32_t a, std::uint32_t b) const {
  const Statement &x = material_.statements()[statements_[a]], &y = material_.statements()[statements_[b]];
  if (x.content_spans.size() == 1 && y.content_spans.size() == 1)
    return x.content_spans.front().text < y.content_spans.front().text;
  return text_of(x) < text_of(y);
}

}  // namespace parley::accounts
