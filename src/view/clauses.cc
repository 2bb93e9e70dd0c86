#include "view/clauses.h"

#include <algorithm>
#include <unordered_set>

#include "text/display.h"

namespace parley::view {

using namespace accounts;

namespace {

// Of the texts, as much as is looked at to learn which words they write small.
constexpr std::size_t kTextRead = 1'000'000;

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

}  // namespace

std::string number_word(std::size_t n) {
  static constexpr std::string_view kWords[] = {"no",    "one",   "two",  "three", "four",   "five",  "six",
                                                "seven", "eight", "nine", "ten",   "eleven", "twelve"};
  return n < std::size(kWords) ? std::string(kWords[n]) : text::with_commas(n);
}

std::string capital(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

std::string behind_name(const std::string& name, const std::string& text) {
  return !name.empty() && text.starts_with(name + " ") ? text.substr(name.size()) : ": " + text;
}

// Learns which words the texts themselves write small: what begins with a capital at the head of a sentence is no name
// then.
bool Clauses::is_small(const std::string& word) const {
  if (small_) return small_->contains(word);
  small_.emplace();
  std::size_t read = 0;
  std::unordered_set<std::string_view> seen;  // most words stand there many times
  for (const Document& document : material_.documents()) {
    const std::string_view text = std::string_view(document.text).substr(0, kTextRead - std::min(read, kTextRead));
    read += text.size();
    for (std::size_t at = 0; at < text.size();) {
      while (at < text.size() && !is_letter(text[at])) ++at;
      const std::size_t begin = at;
      while (at < text.size() && is_letter(text[at])) ++at;
      if (at > begin && text[begin] >= 'a' && seen.insert(text.substr(begin, at - begin)).second)
        small_->emplace(text.substr(begin, at - begin));
    }
  }
  return small_->contains(word);
}

Clauses::Clauses(const Material& material) : material_(material) {}

std::string Clauses::of(PropositionIndex proposition) const {
  const Proposition& one = material_.propositions()[proposition];
  return of(one.text.empty() ? one.name : one.text);
}

std::string Clauses::of(std::string_view text) const {
  static const std::set<std::string, std::less<>> kNeverNames = {
      "a",     "an",   "the",  "there", "it",    "its",     "he",   "she",    "they", "his",  "her",
      "their", "this", "that", "these", "those", "neither", "no",   "nobody", "none", "some", "all",
      "every", "each", "both", "one",   "two",   "three",   "four", "five",   "in",   "on",   "at"};
  std::string out(text);
  // A clause goes on in a sentence: no full stop at its end, and no capital at its beginning unless it is a name.
  while (!out.empty() && (out.back() == '.' || out.back() == ' ')) out.pop_back();
  std::size_t end = 0;
  while (end < out.size() && is_letter(out[end])) ++end;
  if (end == 0 || out[0] < 'A' || out[0] > 'Z') return out;
  std::string word = out.substr(0, end);
  word[0] = static_cast<char>(word[0] - 'A' + 'a');
  if (kNeverNames.contains(word) || is_small(word)) out[0] = word[0];
  return out;
}

// The first document that has these very words. Nothing is folded: what differs by a letter is no quotation.
std::optional<Clauses::Place> Clauses::place_of(std::string_view words) const {
  if (words.empty()) return std::nullopt;
  for (DocumentIndex i = 0; i < material_.documents().size(); ++i) {
    const std::string& text = material_.documents()[i].text;
    const std::size_t at = text.find(words);
    if (at == std::string::npos) continue;
    return Place{i, 1 + static_cast<std::size_t>(
                            std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n'))};
  }
  return std::nullopt;
}

}  // namespace parley::view
