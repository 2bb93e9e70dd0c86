// The whole UUID is found by its digits alone, whatever stands before and between them: two objects do not have one
// UUID by chance, not even those whose UUID is made from what they are (version 5), so that with another type it is the
// same thing under another name.
//
// Twelve digits are 48 bits, so that a window which moves over the text is one number, compared with the 21 windows of
// the UUID: one pass, without copies. Twelve, since nobody writes so many of them by chance; of a UUID with only a few
// different digits, which somebody made up, a piece says nothing.
//
// Tested by parts_of_id_test.cc.
#include "release/parts_of_id.h"

#include <algorithm>
#include <array>
#include <bitset>
#include <string>

#include "base/ascii.h"

namespace parley::release {
namespace {

constexpr std::size_t kUuidLength = 36, kDigits = 32, kPiece = 12;
constexpr std::size_t kMostSigns = 6;        // between a type and its digits
constexpr std::size_t kMostSignsWithin = 3;  // between two digits, or two words of a type

constexpr bool is_word(char c) { return is_letter(c) || is_digit(c) || static_cast<unsigned char>(c) >= 0x80; }

// The value of a hexadecimal digit, also of the letters that are read as one; 16: none.
constexpr unsigned char digit_of(char given) {
  const char c = to_lower(given);
  if (is_digit(c)) return static_cast<unsigned char>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<unsigned char>(c - 'a' + 10);
  return c == 'o' ? 0 : c == 'l' || c == 'i' ? 1 : 16;
}

// For each byte its digit, or one of these; has_piece() asks for every byte of every text that leaves.
constexpr unsigned char kWord = 16, kSign = 17;
constexpr auto kBytes = [] {
  std::array<unsigned char, 256> out{};
  for (int i = 0; i < 256; ++i) {
    const char c = static_cast<char>(i);
    const unsigned char digit = digit_of(c);
    out[static_cast<std::size_t>(i)] = digit < 16 ? digit : is_word(c) ? kWord : kSign;
  }
  return out;
}();

// A letter of a type as it is read: a one, an l and an i are one stroke, and other digits are the letters that they
// look like ("ind1cator", "m4lware"). has_beginning() asks for every byte of every text that leaves.
constexpr char letter_of(char given) {
  const char c = to_lower(given);
  switch (c) {
    case '0':
      return 'o';
    case '1':
    case 'i':
    case '|':
    case '!':
      return 'l';
    case '3':
      return 'e';
    case '4':
    case '@':
      return 'a';
    case '5':
    case '$':
      return 's';
    case '7':
      return 't';
    default:
      return c;
  }
}
constexpr auto kLetters = [] {
  std::array<char, 256> out{};
  for (int i = 0; i < 256; ++i) out[static_cast<std::size_t>(i)] = letter_of(static_cast<char>(i));
  return out;
}();
char letter_at(std::string_view text, std::size_t at) { return kLetters[static_cast<unsigned char>(text[at])]; }

// Whether a whole UUID stands at the front, whatever signs are between its groups and whatever is glued to it.
bool is_whole(std::string_view text) {
  if (text.size() < kUuidLength) return false;
  for (std::size_t i = 0; i < kUuidLength; ++i) {
    const bool gap = i == 8 || i == 13 || i == 18 || i == 23;
    if (gap ? is_word(text[i]) : digit_of(text[i]) == 16) return false;
  }
  return true;
}

// Whether the character at `at` is inside of a whole UUID, with hyphens or without.
bool is_within_whole(std::string_view text, std::size_t at) {
  std::size_t begin = at, end = at;
  while (begin > 0 && is_word(text[begin - 1]) && at - begin < kUuidLength) --begin;
  while (end < text.size() && is_word(text[end]) && end - at < kUuidLength) ++end;
  if (end - begin == kDigits) return true;
  for (std::size_t from = at - std::min(at, kUuidLength - 1); from <= at; ++from)
    if (is_whole(text.substr(from))) return true;
  return false;
}

bool is_varied(unsigned long long piece) {
  std::bitset<16> seen;
  for (std::size_t i = 0; i < kPiece; ++i) seen.set(piece >> 4 * i & 15);
  return seen.count() >= 5;
}

std::size_t signs(std::string_view text, std::size_t most) {
  std::size_t count = 0;
  while (count < text.size() && count <= most && !is_word(text[count])) ++count;
  return count;
}

// How many characters at the front say the type, in which a sign stands for any few; 0: they do not.
std::size_t type_at(std::string_view text, std::string_view type) {
  std::size_t at = 0;
  for (const char c : type) {
    if (at >= text.size()) return 0;
    if (is_word(c)) {
      if (letter_at(text, at++) != letter_of(c)) return 0;
      continue;
    }
    const std::size_t between = signs(text.substr(at), kMostSignsWithin);
    if (between > kMostSignsWithin) return 0;
    at += between;
  }
  return at;
}

}  // namespace

PartsOfId::PartsOfId(std::string_view id) : type_(id.substr(0, id.find("--"))) {
  std::size_t count = 0;
  for (const char c : id.substr(id.find("--") + 2))
    if (digit_of(c) < 16 && count < kDigits) digits_[count++] = digit_of(c);
  has_all_ = count == kDigits;
  unsigned long long piece = 0;
  for (std::size_t i = 0; i < count; ++i) {
    (i < kDigits / 2 ? first_half_ : second_half_) = (i < kDigits / 2 ? first_half_ : second_half_) << 4 | digits_[i];
    piece = (piece << 4 | digits_[i]) & 0xFFFFFFFFFFFFULL;
    if (i + 1 < kPiece || !is_varied(piece)) continue;
    pieces_[pieces_count_++] = piece;
    last_digits_[piece & 0xFF] = true;
  }
  std::sort(pieces_, pieces_ + pieces_count_);
}

// What stands behind the type: signs, then digits.
bool PartsOfId::begins_here(std::string_view rest) const {
  constexpr std::size_t kFewest = 4, kShown = 8;
  const std::size_t gap = signs(rest, kMostSigns);
  if (gap == 0 || gap > kMostSigns) return false;
  const bool is_marked = rest.substr(0, gap).find("--") != std::string_view::npos;
  rest.remove_prefix(gap);
  std::size_t count = 0, at = 0;
  bool letter = false, digit = false;
  while (count < kDigits && at < rest.size()) {
    const std::size_t between = count == 0 ? 0 : signs(rest.substr(at), kMostSignsWithin);
    if (between > kMostSignsWithin || at + between == rest.size() || digit_of(rest[at + between]) != digits_[count])
      break;
    at += between + 1;
    (digits_[count++] > 9 ? letter : digit) = true;
  }
  if (count < kDigits && is_whole(rest)) return false;
  const bool ends = at == rest.size() || !is_word(rest[at]);
  const std::size_t fewest = is_marked || (letter && digit) ? kFewest : kShown;
  return count > kShown || (count >= fewest && ends);
}

bool PartsOfId::has_beginning(std::string_view text) const {
  if (type_.empty()) return false;
  const char first = letter_of(type_.front());
  for (std::size_t at = 0; at + type_.size() <= text.size(); ++at) {
    if (letter_at(text, at) != first) continue;
    const std::size_t type = type_at(text.substr(at), type_);
    if (type > 0 && begins_here(text.substr(at + type))) return true;
  }
  return false;
}

// One pass: the last 32 digits are two numbers, compared with those of the UUID at each digit. A letter that is none
// ends them; whatever else stands between leaves them readable.
bool PartsOfId::has_whole(std::string_view text) const {
  if (!has_all_ || text.size() < kDigits) return false;
  unsigned long long first = 0, second = 0;
  std::size_t count = 0;
  for (const char c : text) {
    const unsigned char digit = kBytes[static_cast<unsigned char>(c)];
    if (digit >= kWord) {
      if (digit == kWord && static_cast<unsigned char>(c) < 0x80) count = 0;
      continue;
    }
    first = first << 4 | second >> 60;
    second = second << 4 | digit;
    if (++count >= kDigits && second == second_half_ && first == first_half_) return true;
  }
  return false;
}

bool PartsOfId::has_piece(std::string_view text) const {
  if (text.size() < kPiece || pieces_count_ == 0) return false;
  unsigned long long window = 0;
  std::size_t count = 0, gap = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const unsigned char digit = kBytes[static_cast<unsigned char>(text[at])];
    if (digit >= kWord) {
      if (digit == kWord || ++gap > kMostSignsWithin) count = 0;
      continue;
    }
    gap = 0;
    window = (window << 4 | digit) & 0xFFFFFFFFFFFFULL;
    if (++count < kPiece || !last_digits_[window & 0xFF]) continue;
    if (std::binary_search(pieces_, pieces_ + pieces_count_, window) && !is_within_whole(text, at)) return true;
  }
  return false;
}

}  // namespace parley::release
