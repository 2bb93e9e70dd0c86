#include "accounts/text.h"

#include <algorithm>
#include <array>

namespace parley::accounts {
namespace {

std::size_t sequence_length(unsigned char first) {
  if (first < 0x80) return 1;
  if (first >= 0xf0) return 4;
  return first >= 0xe0 ? 3 : 2;
}

void append_code_point(std::string& out, std::uint32_t point) {
  const auto put = [&](std::uint32_t byte) { out += static_cast<char>(static_cast<unsigned char>(byte)); };
  if (point < 0x80) {
    put(point);
  } else if (point < 0x800) {
    put(0xc0 | point >> 6), put(0x80 | (point & 0x3f));
  } else if (point < 0x10000) {
    put(0xe0 | point >> 12), put(0x80 | (point >> 6 & 0x3f)), put(0x80 | (point & 0x3f));
  } else {
    put(0xf0 | point >> 18), put(0x80 | (point >> 12 & 0x3f)), put(0x80 | (point >> 6 & 0x3f)),
        put(0x80 | (point & 0x3f));
  }
}

std::uint32_t lower(std::uint32_t point) {
  if ((point >= 'A' && point <= 'Z') || (point >= 0xc0 && point <= 0xde && point != 0xd7)) return point + 32;
  if (point >= 0x391 && point <= 0x3a9) return point + 32;
  if (point >= 0x410 && point <= 0x42f) return point + 32;
  if (point >= 0x400 && point <= 0x40f) return point + 80;
  if (point >= 0x100 && point <= 0x17f && point != 0x130 && point != 0x131 && point != 0x138 && point != 0x149 &&
      point != 0x178 && point != 0x17f) {
    const bool odd_is_lower = point < 0x139 || point > 0x148;
    if (point >= 0x179 && point <= 0x17e) return point % 2 == 1 ? point + 1 : point;
    return (point % 2 == 0) == odd_is_lower ? point + 1 : point;
  }
  return point;
}

// Scripts without spaces between words: Thai to Khmer, kana, Han, and their extensions.
bool stands_alone(std::uint32_t point) {
  return (point >= 0x0e00 && point <= 0x0eff) || (point >= 0x1000 && point <= 0x109f) ||
         (point >= 0x1780 && point <= 0x17ff) || (point >= 0x3040 && point <= 0x30ff) ||
         (point >= 0x3400 && point <= 0x9fff) || (point >= 0xf900 && point <= 0xfaff) ||
         (point >= 0x20000 && point <= 0x3ffff);
}

std::uint64_t hash_of(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325u;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
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

}  // namespace

std::uint32_t next_code_point(std::string_view text, std::size_t& at) {
  const auto first = static_cast<unsigned char>(text[at]);
  const std::size_t length = sequence_length(first);
  if (length == 1 || (first & 0xc0) == 0x80 || at + length > text.size()) {
    ++at;
    return first < 0x80 ? first : 0xfffd;
  }
  std::uint32_t point = first & (0x7fu >> length);
  for (std::size_t i = 1; i < length; ++i) point = point << 6 | (static_cast<unsigned char>(text[at + i]) & 0x3f);
  at += length;
  return point;
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

std::string lower_case(std::string_view word) {
  std::string out;
  out.reserve(word.size());
  for (std::size_t at = 0; at < word.size();) append_code_point(out, lower(next_code_point(word, at)));
  return out;
}

bool is_weak_word(std::string_view word) { return std::binary_search(kWeakWords.begin(), kWeakWords.end(), word); }

std::string stem_of(std::string_view word) {
  for (const std::string_view ending : {"'s", "’s"})
    if (word.ends_with(ending)) return std::string(word.substr(0, word.size() - ending.size()));
  const auto cut = [&](std::string_view ending, std::size_t least) {
    return word.size() >= ending.size() + least && word.ends_with(ending) ? word.substr(0, word.size() - ending.size())
                                                                          : std::string_view();
  };
  for (const std::string_view ending : {"ing", "edly", "ed", "ies", "ly"})
    if (const auto stem = cut(ending, 4); !stem.empty()) return std::string(stem) + (ending == "ies" ? "y" : "");
  if (const auto stem = cut("es", 4);
      !stem.empty() && (stem.back() == 's' || stem.back() == 'x' || stem.ends_with("sh") || stem.ends_with("ch")))
    return std::string(stem);
  if (const auto stem = cut("s", 3); !stem.empty() && stem.back() != 's') return std::string(stem);
  return std::string(word);
}

std::vector<Word> words_of(std::string_view text) {
  std::vector<Word> out;
  const auto finish = [&](std::size_t begin, std::size_t end, bool single) {
    const std::string word = lower_case(text.substr(begin, end - begin));
    out.push_back({begin, end, hash_of(word), hash_of(stem_of(word)), is_weak_word(word), single});
  };
  std::size_t begin = std::string_view::npos;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t here = at;
    const std::uint32_t point = next_code_point(text, at);
    const bool alone = stands_alone(point);
    // "400,000" is one word, and so is "neighbour's".
    const bool in_number = (point == ',' || point == '.') && begin != std::string_view::npos && at < text.size() &&
                           text[here - 1] >= '0' && text[here - 1] <= '9' && text[at] >= '0' && text[at] <= '9';
    std::size_t after = at;
    const bool in_word = (point == '\'' || point == 0x2019) && begin != std::string_view::npos && at < text.size() &&
                         is_word_character(next_code_point(text, after));
    const bool inside = in_number || in_word;
    if (is_word_character(point) && !alone) {
      if (begin == std::string_view::npos) begin = here;
    } else if (!inside) {
      if (begin != std::string_view::npos) finish(begin, here, false);
      begin = std::string_view::npos;
      if (alone) finish(here, at, true);
    }
  }
  if (begin != std::string_view::npos) finish(begin, text.size(), false);
  return out;
}

}  // namespace parley::accounts
