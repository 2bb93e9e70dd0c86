// Words without a dictionary. Two reports of one line differ in endings, articles and order of clauses, so
// words are compared by stems and the weak ones are passed over. It is made for finding what may be the same,
// which a person then looks at: a stem that is wrong now and then costs a look.
#include "accounts/text.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "text/code_point.h"

namespace parley::accounts {
namespace {

// Scripts without spaces between words: Thai to Khmer, kana, Han, and their extensions.
// A line in such a script is found by single characters, of which more are asked for (shared_lines.cc).
bool stands_alone(std::uint32_t point) {
  if (point < 0x0e00) return false;
  return (point >= 0x0e00 && point <= 0x0eff) || (point >= 0x1000 && point <= 0x109f) ||
         (point >= 0x1780 && point <= 0x17ff) || (point >= 0x3040 && point <= 0x30ff) ||
         (point >= 0x3400 && point <= 0x9fff) || (point >= 0xf900 && point <= 0xfaff) ||
         (point >= 0x20000 && point <= 0x3ffff);
}

// FNV-1a, folded once. Not keyed: what collides is laid side by side and found to differ.
std::uint64_t hash_of(std::string_view text, std::string_view more = {}) {
  std::uint64_t hash = 0xcbf29ce484222325u;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
  for (const char c : more) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
  return hash ^ hash >> 31;
}

// Articles, pronouns, auxiliaries and the like. Not "not", which turns a line into its opposite.
constexpr std::array<std::string_view, 63> kWeakWords = {
    "a",      "about", "all",  "also", "an",   "and",  "any",   "are",  "as",    "at",   "be",   "been",  "but",
    "by",     "did",   "do",   "does", "for",  "from", "had",   "has",  "have",  "he",   "her",  "him",   "his",
    "i",      "in",    "is",   "it",   "its",  "me",   "must",  "my",   "of",    "on",   "or",   "our",   "she",
    "should", "so",    "some", "such", "that", "the",  "their", "them", "there", "they", "this", "those", "to",
    "us",     "was",   "we",   "were", "what", "when", "which", "with", "would", "you",  "your"};
static_assert(std::is_sorted(kWeakWords.begin(), kWeakWords.end()));
constexpr std::size_t kLongestWeak = 6;
static_assert(std::all_of(kWeakWords.begin(), kWeakWords.end(),
                          [](std::string_view word) { return word.size() <= kLongestWeak; }));

}  // namespace

std::uint32_t next_code_point(std::string_view text, std::size_t& at) {
  const text::CodePoint point = text::front(text.substr(at));
  at += point.bytes;
  return point.valid ? point.value : 0xfffd;
}

bool is_word_character(std::uint32_t point) {
  if (point < 0x80) return (point >= '0' && point <= '9') || ((point | 0x20) >= 'a' && (point | 0x20) <= 'z');
  if (point < 0xc0) return point == 0xaa || point == 0xb5 || point == 0xba;
  // Punctuation, symbols, private use, specials; everything else beyond Latin-1 is taken for letters.
  return point != 0xd7 && point != 0xf7 && !(point >= 0x2000 && point <= 0x2bff) &&
         !(point >= 0x2e00 && point <= 0x2e7f) && !(point >= 0x3000 && point <= 0x303f) &&
         !(point >= 0xe000 && point <= 0xf8ff) && !(point >= 0xfe10 && point <= 0xfe6f) &&
         !(point >= 0xff00 && point <= 0xff0f) && !(point >= 0xff1a && point <= 0xff20) &&
         !(point >= 0xfff0 && point <= 0xffff) && !(point >= 0x1f000 && point <= 0x1faff);
}

// A text of ASCII, which most are, is lowered byte by byte.
std::string lower_case(std::string_view word) {
  std::string out(word);
  std::size_t at = 0;
  for (; at < out.size() && static_cast<unsigned char>(out[at]) < 0x80; ++at) out[at] = to_lower(out[at]);
  out.resize(at);
  while (at < word.size()) {
    if (static_cast<unsigned char>(word[at]) < 0x80)
      out += to_lower(word[at++]);
    else
      text::append(out, text::lower(next_code_point(word, at)));
  }
  return out;
}

bool is_weak_word(std::string_view word) {
  // Beginnings and lengths that some weak word has: most words have none of these.
  static const auto kSome = [] {
    std::array<std::array<bool, kLongestWeak + 1>, 256> out{};
    for (const std::string_view weak : kWeakWords) out[static_cast<unsigned char>(weak.front())][weak.size()] = true;
    return out;
  }();
  return !word.empty() && word.size() <= kLongestWeak && kSome[static_cast<unsigned char>(word.front())][word.size()] &&
         std::binary_search(kWeakWords.begin(), kWeakWords.end(), word);
}

namespace {

// What is left of a word without its ending, and whether a "y" stands for the ending: "parties" is "part" and "y".
struct Stem {
  std::string_view begin;
  bool y = false;
};

// A handful of endings, each only when enough of the word is left: "string" is no form of "str". A possessive
// goes first, as it stands behind every other ending.
Stem stem_in(std::string_view word) {
  for (const std::string_view ending : {"'s", "’s"})
    if (word.ends_with(ending)) return {word.substr(0, word.size() - ending.size())};
  const auto cut = [&](std::string_view ending, std::size_t least) {
    return word.size() >= ending.size() + least && word.ends_with(ending) ? word.substr(0, word.size() - ending.size())
                                                                          : std::string_view();
  };
  for (const std::string_view ending : {"ing", "edly", "ed", "ies", "ly"})
    if (const auto stem = cut(ending, 4); !stem.empty()) return {stem, ending == "ies"};
  if (const auto stem = cut("es", 4);
      !stem.empty() && (stem.back() == 's' || stem.back() == 'x' || stem.ends_with("sh") || stem.ends_with("ch")))
    return {stem};
  if (const auto stem = cut("s", 3); !stem.empty() && stem.back() != 's') return {stem};
  return {word};
}

}  // namespace

std::string stem_of(std::string_view word) {
  const Stem stem = stem_in(word);
  return std::string(stem.begin) + (stem.y ? "y" : "");
}

Word word_at(std::string_view text, const WordPlace& place) {
  // Of a large case every word goes through here, so a word costs no memory of its own.
  thread_local std::string word;
  bool plain = true;
  word.clear();
  const std::string_view as_written = text.substr(place.begin, place.end - place.begin);
  for (const char c : as_written) plain = plain && static_cast<unsigned char>(c) < 0x80, word += to_lower(c);
  if (!plain) {
    word = lower_case(as_written);
    // One word however its apostrophe is typed.
    constexpr std::string_view kCurved = "’";
    for (std::size_t at = word.find(kCurved); at != std::string::npos; at = word.find(kCurved, at + 1))
      word.replace(at, kCurved.size(), 1, '\'');
  }
  const Stem stem = stem_in(word);
  return {place.begin,        place.end,   hash_of(word), hash_of(stem.begin, stem.y ? "y" : ""),
          is_weak_word(word), place.single};
}

void find_words(std::string_view text, std::vector<WordPlace>& out) {
  out.clear();
  std::size_t begin = std::string_view::npos;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t here = at;
    const std::uint32_t point = static_cast<unsigned char>(text[at]) < 0x80 ? static_cast<unsigned char>(text[at++])
                                                                            : next_code_point(text, at);
    const bool alone = stands_alone(point);
    // "400,000" is one word, and so is "neighbour's".
    const bool in_number = (point == ',' || point == '.') && begin != std::string_view::npos && at < text.size() &&
                           is_digit(text[here - 1]) && is_digit(text[at]);
    std::size_t after = at;
    const bool in_word = (point == '\'' || point == 0x2019) && begin != std::string_view::npos && at < text.size() &&
                         is_word_character(next_code_point(text, after));
    const bool inside = in_number || in_word;
    if (is_word_character(point) && !alone) {
      if (begin == std::string_view::npos) begin = here;
    } else if (!inside) {
      if (begin != std::string_view::npos) out.push_back({begin, here, false});
      begin = std::string_view::npos;
      if (alone) out.push_back({here, at, true});
    }
  }
  if (begin != std::string_view::npos) out.push_back({begin, text.size(), false});
}

std::vector<Word> words_of(std::string_view text) {
  thread_local std::vector<WordPlace> places;
  find_words(text, places);
  std::vector<Word> out;
  out.reserve(places.size());
  for (const WordPlace& one : places) out.push_back(word_at(text, one));
  return out;
}

}  // namespace parley::accounts
