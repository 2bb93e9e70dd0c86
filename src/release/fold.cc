// Two things are asked of a text that somebody may have disguised: does it read like another, and where do
// its words end. The tables have what reads like a Latin letter or an ASCII sign and nothing else: folding of
// whole alphabets would make words alike that nobody confuses. They are small on purpose, so that each line
// can be looked at.
#include "release/fold.h"

#include <algorithm>
#include <array>
#include <utility>

#include "text/code_point.h"

namespace parley::release {
namespace {

constexpr bool lies_between(char32_t c, char32_t first, char32_t last) { return c >= first && c <= last; }

// Letters of 26 in order, upper and lower case after each other, as the mathematical ones are.
char32_t letter(char32_t offset) { return U'a' + offset % 26; }

// Single characters that look like a Latin letter or an ASCII sign. Sorted by the first.
struct Look {
  char32_t point;
  char ascii;
};
// Binary search needs the order.
constexpr Look kLooks[] = {
    {0xB2, '2'},   {0xB9, '1'},   {0xD7, 'x'},   {0xDF, 's'},   {0x131, 'i'},  {0x141, 'l'},  {0x142, 'l'},
    {0x166, 't'},  {0x167, 't'},  {0x17F, 's'},  {0x1C0, 'l'},  {0x251, 'a'},  {0x261, 'g'},  {0x262, 'g'},
    {0x26A, 'i'},  {0x274, 'n'},  {0x280, 'r'},  {0x299, 'b'},  {0x29C, 'h'},  {0x29F, 'l'},  {0x2D0, ':'},
    {0x391, 'a'},  {0x392, 'b'},  {0x395, 'e'},  {0x396, 'z'},  {0x397, 'h'},  {0x399, 'i'},  {0x39A, 'k'},
    {0x39C, 'm'},  {0x39D, 'n'},  {0x39F, 'o'},  {0x3A1, 'p'},  {0x3A4, 't'},  {0x3A5, 'y'},  {0x3A7, 'x'},
    {0x3B1, 'a'},  {0x3B5, 'e'},  {0x3B9, 'i'},  {0x3BA, 'k'},  {0x3BD, 'v'},  {0x3BF, 'o'},  {0x3C1, 'p'},
    {0x3C4, 't'},  {0x3C5, 'u'},  {0x3F2, 'c'},  {0x405, 's'},  {0x406, 'i'},  {0x408, 'j'},  {0x410, 'a'},
    {0x412, 'b'},  {0x415, 'e'},  {0x41A, 'k'},  {0x41C, 'm'},  {0x41D, 'h'},  {0x41E, 'o'},  {0x420, 'p'},
    {0x421, 'c'},  {0x422, 't'},  {0x423, 'y'},  {0x425, 'x'},  {0x430, 'a'},  {0x432, 'b'},  {0x433, 'r'},
    {0x435, 'e'},  {0x43A, 'k'},  {0x43C, 'm'},  {0x43D, 'h'},  {0x43E, 'o'},  {0x440, 'p'},  {0x441, 'c'},
    {0x442, 't'},  {0x443, 'y'},  {0x445, 'x'},  {0x450, 'e'},  {0x451, 'e'},  {0x455, 's'},  {0x456, 'i'},
    {0x458, 'j'},  {0x4AE, 'y'},  {0x4AF, 'y'},  {0x4BA, 'h'},  {0x4BB, 'h'},  {0x4C0, 'l'},  {0x4CF, 'l'},
    {0x501, 'd'},  {0x51D, 'w'},  {0x589, ':'},  {0x5C3, ':'},  {0x1D00, 'a'}, {0x1D04, 'c'}, {0x1D05, 'd'},
    {0x1D07, 'e'}, {0x1D0A, 'j'}, {0x1D0B, 'k'}, {0x1D0D, 'm'}, {0x1D0F, 'o'}, {0x1D18, 'p'}, {0x1D1B, 't'},
    {0x1D1C, 'u'}, {0x1D20, 'v'}, {0x1D21, 'w'}, {0x1D22, 'z'}, {0x2102, 'c'}, {0x210A, 'g'}, {0x210B, 'h'},
    {0x210C, 'h'}, {0x210D, 'h'}, {0x2110, 'i'}, {0x2111, 'i'}, {0x2112, 'l'}, {0x2113, 'l'}, {0x2115, 'n'},
    {0x2119, 'p'}, {0x211A, 'q'}, {0x211B, 'r'}, {0x211C, 'r'}, {0x211D, 'r'}, {0x2124, 'z'}, {0x212A, 'k'},
    {0x212C, 'b'}, {0x212D, 'c'}, {0x212F, 'e'}, {0x2130, 'e'}, {0x2131, 'f'}, {0x2133, 'm'}, {0x2134, 'o'},
    {0x2212, '-'}, {0x2215, '/'}, {0x2236, ':'}, {0x2795, '+'}, {0xA731, 's'}, {0xA789, ':'}, {0xFE13, ':'},
    {0xFE52, '.'}, {0xFE55, ':'}, {0xFE58, '-'}, {0xFE62, '+'}, {0xFE63, '-'}, {0xFE66, '='},
};

// Latin letters with marks: ranges of Latin-1 and Latin Extended-A whose letters all have the same base.
struct Marked {
  char32_t first, last;
  char ascii;
};
constexpr Marked kMarked[] = {
    {0xC0, 0xC5, 'a'},   {0xC7, 0xC7, 'c'},   {0xC8, 0xCB, 'e'},   {0xCC, 0xCF, 'i'},   {0xD1, 0xD1, 'n'},
    {0xD2, 0xD6, 'o'},   {0xD8, 0xD8, 'o'},   {0xD9, 0xDC, 'u'},   {0xDD, 0xDD, 'y'},   {0xE0, 0xE5, 'a'},
    {0xE7, 0xE7, 'c'},   {0xE8, 0xEB, 'e'},   {0xEC, 0xEF, 'i'},   {0xF1, 0xF1, 'n'},   {0xF2, 0xF6, 'o'},
    {0xF8, 0xF8, 'o'},   {0xF9, 0xFC, 'u'},   {0xFD, 0xFD, 'y'},   {0xFF, 0xFF, 'y'},   {0x100, 0x105, 'a'},
    {0x106, 0x10D, 'c'}, {0x10E, 0x111, 'd'}, {0x112, 0x11B, 'e'}, {0x11C, 0x123, 'g'}, {0x124, 0x127, 'h'},
    {0x128, 0x130, 'i'}, {0x136, 0x138, 'k'}, {0x139, 0x140, 'l'}, {0x143, 0x149, 'n'}, {0x14C, 0x151, 'o'},
    {0x154, 0x159, 'r'}, {0x15A, 0x161, 's'}, {0x162, 0x165, 't'}, {0x168, 0x173, 'u'}, {0x174, 0x175, 'w'},
    {0x176, 0x178, 'y'}, {0x179, 0x17E, 'z'},
};

// What stands over or under other characters, selects a form of them, or is nothing but a place.
bool is_without_letter(char32_t c) {
  return lies_between(c, 0x300, 0x36F) || lies_between(c, 0x1AB0, 0x1AFF) || lies_between(c, 0x1DC0, 0x1DFF) ||
         lies_between(c, 0x20D0, 0x20FF) || lies_between(c, 0xFE20, 0xFE2F) || lies_between(c, 0xFE00, 0xFE0F) ||
         lies_between(c, 0xE0000, 0xE0FFF) || lies_between(c, 0x180B, 0x180F) || c == 0x115F || c == 0x1160 ||
         c == 0x17B4 || c == 0x17B5 || c == 0x3164 || c == 0xFFA0 || c == 0x7F || lies_between(c, 0x80, 0x9F);
}

// The ASCII character, in lower case, that a reader takes it for; 0: none.
// Ranges first - full-width forms, digits of other scripts, mathematical, circled and boxed letters - then
// the tables.
char look_of(char32_t c) {
  if (c < 0x80) return static_cast<char>(lies_between(c, 'A', 'Z') ? c + 0x20 : c);
  if (lies_between(c, 0xFF01, 0xFF5E)) return look_of(c - 0xFEE0);
  for (const char32_t zero : {U'\u0660', U'\u06F0', U'\u0966'})  // Arabic and Devanagari digits
    if (lies_between(c, zero, zero + 9)) return static_cast<char>('0' + (c - zero));
  if (lies_between(c, 0x1D400, 0x1D6A3)) return static_cast<char>(letter(c - 0x1D400));
  if (lies_between(c, 0x1D7CE, 0x1D7FF)) return static_cast<char>('0' + (c - 0x1D7CE) % 10);
  if (lies_between(c, 0x249C, 0x24B5)) return static_cast<char>(letter(c - 0x249C));
  if (lies_between(c, 0x24B6, 0x24E9)) return static_cast<char>(letter(c - 0x24B6));
  for (const char32_t first : {U'\U0001F110', U'\U0001F130', U'\U0001F150', U'\U0001F170', U'\U0001F1E6'})
    if (lies_between(c, first, first + 25)) return static_cast<char>(letter(c - first));
  for (const Marked& one : kMarked)
    if (lies_between(c, one.first, one.last)) return one.ascii;
  const Look* look = std::lower_bound(std::begin(kLooks), std::end(kLooks), c,
                                      [](const Look& one, char32_t point) { return one.point < point; });
  return look != std::end(kLooks) && look->point == c ? look->ascii : '\0';
}

// The digit in a black, double or sans-serif circle (dingbats), which has no decomposition; 0: it is none.
char circled_digit(char32_t c) {
  for (const char32_t one : {U'\u2776', U'\u2780', U'\u278A', U'\u24F5'})
    if (lies_between(c, one, one + 8)) return static_cast<char>('1' + (c - one));
  return c == 0x24FF || c == 0x1F10B || c == 0x1F10C ? '0' : '\0';
}

// As look_of(), of a character that stands for others ("ᶜ", "⑨", "ﬁ"); empty: not all of them look like ASCII.
std::string looks_of_parts(char32_t c) {
  if (const char digit = circled_digit(c)) return {digit};
  std::string out;
  for (const char32_t part : text::decomposed(c)) {
    if (is_without_letter(part)) continue;
    const char look = part == c ? '\0' : look_of(part);
    if (look == '\0') return {};
    out += look;
  }
  return out;
}

// What ends a word in a skeleton.
bool is_sign(char c) {
  return std::string_view(" :-_=/.,;|'\"`()[]{}<>#+@~*\\&\t\n\r\f\v").find(c) != std::string::npos;
}

}  // namespace

// Trusts the lead byte, because the text is valid UTF-8; one that is cut at its end is read as far as it
// goes.
char32_t next_point(std::string_view text, std::size_t& at) {
  const auto lead = static_cast<unsigned char>(text[at++]);
  if (lead < 0x80) return lead;
  const int more = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : 1;
  char32_t point = lead & (0x3Fu >> more);
  for (int i = 0; i < more && at < text.size(); ++i)
    point = point << 6 | (static_cast<unsigned char>(text[at++]) & 0x3Fu);
  return point;
}

// UTF-8 (RFC 3629 section 3), in one to four bytes.
void append_point(std::string& out, char32_t point) {
  const auto tail = [&](int shift) { out += static_cast<char>(0x80 | ((point >> shift) & 0x3F)); };
  if (point < 0x80) return void(out += static_cast<char>(point));
  if (point < 0x800) return out += static_cast<char>(0xC0 | point >> 6), tail(0);
  if (point < 0x10000) return out += static_cast<char>(0xE0 | point >> 12), tail(6), tail(0);
  out += static_cast<char>(0xF0 | point >> 18), tail(12), tail(6), tail(0);
}

namespace {
// Dots, quotation marks, arrows, boxes, dingbats: what people put between words and what is no part of one.
bool is_ornament(char32_t c) {
  return c == 0xA1 || c == 0xBF || c == 0xB6 || c == 0xB7 || c == 0xAB || c == 0xBB || c == 0xA6 || c == 0xA7 ||
         c == 0xAF || c == 0xB0 || c == 0xB4 || c == 0x387 || lies_between(c, 0x2016, 0x2027) ||
         lies_between(c, 0x2030, 0x205E) ||
         (lies_between(c, 0x2190, 0x27BF) && !lies_between(c, 0x2460, 0x24FF) && !lies_between(c, 0x2776, 0x2793) &&
          c != 0x2212 && c != 0x2215 && c != 0x2236 && c != 0x2795) ||
         lies_between(c, 0x27C0, 0x27FF) || lies_between(c, 0x2900, 0x2BFF) || lies_between(c, 0x3001, 0x3020) ||
         lies_between(c, 0x30FB, 0x30FC) || c == 0xFF65 || lies_between(c, 0xFE30, 0xFE4F) ||
         lies_between(c, 0x1F300, 0x1FAFF);
}
}  // namespace

bool is_invisible(char32_t c) {
  return c == 0xAD || c == 0x34F || c == 0x61C || c == 0x2028 || c == 0x2029 || lies_between(c, 0x200B, 0x200F) ||
         lies_between(c, 0x202A, 0x202E) || lies_between(c, 0x2060, 0x206F) || c == 0xFEFF;
}
bool is_gap(char32_t c) {
  return c == ' ' || c == '-' || c == '_' || lies_between(c, '\t', '\r') || c == 0x85 || c == 0xA0 || c == 0x1680 ||
         lies_between(c, 0x2000, 0x200A) || lies_between(c, 0x2010, 0x2015) || c == 0x202F || c == 0x205F ||
         c == 0x2800 || c == 0x3000 || is_ornament(c);
}

// A gap stays visible as a space, since "top secret" and "topsecret" are different words; what is invisible
// goes without one, since nobody sees it.
std::string skeleton(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const char32_t point = next_point(text, at);
    if (is_gap(point)) {
      out += ' ';
    } else if (point >= 0x20 && !is_invisible(point) && !is_without_letter(point)) {
      if (const char look = look_of(point)) {
        out += look;
      } else if (const std::string looks = looks_of_parts(point); !looks.empty()) {
        out += looks;
      } else {
        append_point(out, point);
      }
    }
  }
  return out;
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words(1);
  for (const char c : skeleton(text)) {
    if (!is_sign(c))
      words.back() += c;
    else if (!words.back().empty())
      words.emplace_back();
  }
  if (words.back().empty()) words.pop_back();
  return words;
}

std::string word_key(std::string_view text) {
  std::string key;
  for (const std::string& word : words_of(text)) key += (key.empty() ? "" : "-") + word;
  return key;
}

}  // namespace parley::release
