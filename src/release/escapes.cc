// Each pass undoes what stands in the text once, from left to right, in all notations; what that leaves may be an
// escape again ("%253A"). Each escape is longer than what it stands for, so this ends; but a text of nothing but
// "%252525..." would take half as many passes as it has bytes, so it is given up after a few.
#include "release/escapes.h"

#include <algorithm>
#include <optional>

#include "base/ascii.h"
#include "release/fold.h"

namespace parley::release {
namespace {

constexpr std::size_t kMostPasses = 8;
constexpr std::string_view kSigns = "%&\\=";  // what an escape begins with

// An escape at the beginning of a text.
struct Escape {
  std::size_t bytes = 0;  // of the escape
  char32_t point = 0;
  // A byte of UTF-8, or of an older encoding, rather than a character.
  bool is_byte = false;
  bool is_nothing = false;  // it stands for no character at all
};

char32_t digit_value(char c) { return static_cast<char32_t>(is_digit(c) ? c - '0' : to_lower(c) - 'a' + 10); }

// A number at the beginning of a text, of so many digits; `bytes` is where it ends.
std::optional<Escape> number(std::string_view text, std::size_t least, std::size_t most, char32_t base) {
  Escape out;
  while (out.bytes < text.size() && out.bytes < most && is_hex_digit(text[out.bytes]) &&
         digit_value(text[out.bytes]) < base)
    out.point = out.point * base + digit_value(text[out.bytes++]);
  if (out.bytes < least || out.point > 0x10FFFF) return std::nullopt;
  return out;
}
// The same behind so many bytes that were read already.
std::optional<Escape> number_at(std::string_view text, std::size_t at, std::size_t least, std::size_t most,
                                char32_t base = 16) {
  if (text.size() < at) return std::nullopt;
  auto out = number(text.substr(at), least, most, base);
  if (out) out->bytes += at;
  return out;
}

std::optional<Escape> of_percent(std::string_view text) {
  if (text.size() > 1 && to_lower(text[1]) == 'u') return number_at(text, 2, 4, 4);
  auto out = number_at(text, 1, 2, 2);
  if (out) out->is_byte = true;
  return out;
}

// RFC 2045 section 6.7: quoted-printable, whose lines go on behind an equals sign at their end.
std::optional<Escape> of_equals(std::string_view text) {
  for (const std::string_view end : {"=\r\n", "=\n"})
    if (text.starts_with(end)) return Escape{.bytes = end.size(), .point = 0, .is_byte = false, .is_nothing = true};
  auto out = number_at(text, 1, 2, 2);
  if (out) out->is_byte = true;
  return out;
}

// As the languages of programs have them.
std::optional<Escape> of_backslash(std::string_view text) {
  if (text.size() < 2) return std::nullopt;
  switch (text[1]) {
    case 'u':
      if (text.size() > 2 && text[2] == '{') {
        auto out = number_at(text, 3, 1, 6);
        if (!out || out->bytes >= text.size() || text[out->bytes] != '}') return std::nullopt;
        ++out->bytes;
        return out;
      }
      return number_at(text, 2, 4, 4);
    case 'U':
      return number_at(text, 2, 8, 8);
    case 'x': {
      auto out = number_at(text, 2, 2, 2);
      if (out) out->is_byte = true;
      return out;
    }
    default: {
      auto out = number_at(text, 1, 3, 3, 8);
      if (out && out->point > 0xFF) return std::nullopt;
      if (out) out->is_byte = true;
      return out;
    }
  }
}

struct Entity {
  std::string_view name;  // in lower case
  char32_t point;
};
// The signs and spaces among the named characters of HTML.
constexpr Entity kEntities[] = {{"colon", ':'},
                                {"period", '.'},
                                {"comma", ','},
                                {"semi", ';'},
                                {"equals", '='},
                                {"num", '#'},
                                {"percnt", '%'},
                                {"amp", '&'},
                                {"lt", '<'},
                                {"gt", '>'},
                                {"quot", '"'},
                                {"apos", '\''},
                                {"sol", '/'},
                                {"bsol", '\\'},
                                {"lowbar", '_'},
                                {"underbar", '_'},
                                {"hyphen", '-'},
                                {"dash", '-'},
                                {"ndash", '-'},
                                {"mdash", '-'},
                                {"minus", '-'},
                                {"horbar", '-'},
                                {"plus", '+'},
                                {"excl", '!'},
                                {"quest", '?'},
                                {"ast", '*'},
                                {"midast", '*'},
                                {"lpar", '('},
                                {"rpar", ')'},
                                {"lsqb", '['},
                                {"rsqb", ']'},
                                {"lbrack", '['},
                                {"rbrack", ']'},
                                {"lcub", '{'},
                                {"rcub", '}'},
                                {"lbrace", '{'},
                                {"rbrace", '}'},
                                {"verbar", '|'},
                                {"vert", '|'},
                                {"commat", '@'},
                                {"grave", '`'},
                                {"nbsp", ' '},
                                {"nonbreakingspace", ' '},
                                {"ensp", ' '},
                                {"emsp", ' '},
                                {"thinsp", ' '},
                                {"hairsp", ' '},
                                {"numsp", ' '},
                                {"puncsp", ' '},
                                {"tab", ' '},
                                {"newline", ' '},
                                {"middot", 0xB7},
                                {"bull", 0x2022},
                                {"hellip", 0x2026},
                                {"laquo", 0xAB},
                                {"raquo", 0xBB},
                                {"lsquo", 0x2018},
                                {"rsquo", 0x2019},
                                {"ldquo", 0x201C},
                                {"rdquo", 0x201D},
                                {"rarr", 0x2192},
                                {"larr", 0x2190},
                                {"shy", 0xAD},
                                {"zwnj", 0x200C},
                                {"zwj", 0x200D},
                                {"lrm", 0x200E},
                                {"rlm", 0x200F},
                                {"zerowidthspace", 0x200B},
                                {"szlig", 0xDF}};
// What stands behind a Latin letter in the name of that letter with a mark, or in another hand: "eacute", "Rfr".
constexpr std::string_view kForms[] = {"acute", "grave", "circ", "uml", "tilde", "cedil", "ring", "caron", "slash",
                                       "macr",  "breve", "ogon", "dot", "strok", "scr",   "fr",   "opf"};

std::optional<char32_t> named(std::string_view name) {
  const std::string lower = parley::to_lower(name);
  const auto* entity =
      std::find_if(std::begin(kEntities), std::end(kEntities), [&](const Entity& one) { return one.name == lower; });
  if (entity != std::end(kEntities)) return entity->point;
  if (lower.size() < 2 || !is_letter(name[0])) return std::nullopt;
  const std::string_view form = std::string_view(lower).substr(1);
  if (std::find(std::begin(kForms), std::end(kForms), form) == std::end(kForms)) return std::nullopt;
  return static_cast<char32_t>(name[0]);
}

std::optional<Escape> of_ampersand(std::string_view text) {
  constexpr std::size_t kLongestName = 20;
  if (text.size() > 1 && text[1] == '#') {
    const bool hex = text.size() > 2 && to_lower(text[2]) == 'x';
    auto out = hex ? number_at(text, 3, 1, 8) : number_at(text, 2, 1, 8, 10);
    // Browsers read it without its semicolon, too.
    if (out && out->bytes < text.size() && text[out->bytes] == ';') ++out->bytes;
    return out;
  }
  const std::size_t end = text.substr(0, kLongestName + 2).find(';');
  if (end == std::string_view::npos) return std::nullopt;
  const auto point = named(text.substr(1, end - 1));
  if (!point) return std::nullopt;
  return Escape{.bytes = end + 1, .point = *point, .is_byte = false, .is_nothing = false};
}

std::optional<Escape> escape_at(std::string_view text) {
  switch (text[0]) {
    case '%':
      return of_percent(text);
    case '=':
      return of_equals(text);
    case '\\':
      return of_backslash(text);
    case '&':
      return of_ampersand(text);
    default:
      return std::nullopt;
  }
}

// Two halves of a character, as UTF-16 writes one that is no part of the first plane ("\ud83d\udd34"), are one.
void join_halves(std::string_view text, Escape& first) {
  if (first.point < 0xD800 || first.point > 0xDBFF || first.bytes >= text.size()) return;
  const auto second = escape_at(text.substr(first.bytes));
  if (!second || second->point < 0xDC00 || second->point > 0xDFFF) return;
  first.point = 0x10000 + ((first.point - 0xD800) << 10) + (second->point - 0xDC00);
  first.bytes += second->bytes;
}

// How many bytes a character has that begins with this one; 1: it begins none.
std::size_t length_of(unsigned char lead) {
  if (lead >= 0xF0 && lead < 0xF8) return 4;
  if (lead >= 0xE0 && lead < 0xF0) return 3;
  return lead >= 0xC0 && lead < 0xE0 ? 2 : 1;
}

// Bytes that are no UTF-8 are characters of Latin-1; a character that was written in more bytes than it needs, as
// people do to get past such a look, is that character.
std::string as_utf8(std::string_view bytes) {
  std::string out;
  for (std::size_t at = 0; at < bytes.size();) {
    const std::size_t length = length_of(static_cast<unsigned char>(bytes[at]));
    const std::string_view rest = bytes.substr(at + 1, length - 1);
    const bool begins_one = length > 1 || static_cast<unsigned char>(bytes[at]) < 0x80;
    const bool whole = begins_one && rest.size() + 1 == length && std::all_of(rest.begin(), rest.end(), [](char c) {
                         return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
                       });
    if (!whole) {
      append_point(out, static_cast<unsigned char>(bytes[at++]));
      continue;
    }
    char32_t point = next_point(bytes, at);
    if (point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF)) point = 0xFFFD;
    append_point(out, point);
  }
  return out;
}

// One pass; nothing: there was nothing to undo.
std::optional<std::string> undone(std::string_view text) {
  std::string out;
  bool found = false, percent = false;
  for (std::size_t at = 0; at < text.size();) {
    auto escape = escape_at(text.substr(at));
    if (escape) join_halves(text.substr(at), *escape);
    // Half of a character says nothing.
    if (!escape || (escape->point >= 0xD800 && escape->point <= 0xDFFF)) {
      out += text[at++];
      continue;
    }
    percent |= text[at] == '%';
    found = true;
    at += escape->bytes;
    if (escape->is_nothing) continue;
    if (escape->is_byte)
      out += static_cast<char>(escape->point);
    else
      append_point(out, escape->point);
  }
  if (!found) return std::nullopt;
  // Forms of a page write a space so, next to the escapes of addresses.
  if (percent) std::replace(out.begin(), out.end(), '+', ' ');
  return as_utf8(out);
}

}  // namespace

BehindEscapes behind_escapes(std::string_view text) {
  BehindEscapes out;
  if (text.find_first_of(kSigns) == std::string_view::npos) return out;
  for (auto next = undone(text); next; next = undone(out.readings.back())) {
    if (out.readings.size() == kMostPasses) {
      out.deeper = true;
      break;
    }
    out.readings.push_back(std::move(*next));
  }
  return out;
}

bool same_words(std::string_view one, std::string_view other) {
  const auto keys = [](std::string_view text) {
    std::vector<std::string> out{word_key(text)};
    for (const std::string& reading : behind_escapes(text).readings) out.push_back(word_key(reading));
    return out;
  };
  const auto first = keys(one), second = keys(other);
  return std::any_of(first.begin(), first.end(), [&](const std::string& key) {
    return !key.empty() && std::find(second.begin(), second.end(), key) != second.end();
  });
}

}  // namespace parley::release
