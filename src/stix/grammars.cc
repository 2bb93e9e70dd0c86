#include "stix/grammars.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>

#include "base/ascii.h"
#include "stix/normal_forms.h"

// Hand-written because each of these grammars is asked with hostile text, in the hot path, and with the standard's
// own view of what counts (a CIDR suffix, an underscore in a domain name). Regular expressions would be slower, and
// some of them could be made to take exponential time.
namespace parley::stix {
namespace {

// One byte a character with a bit for each class it is in. Of RFC 3986: unreserved, sub-delims, and ":" or "@"; what is
// left of pchar is a percent-encoding, which takes more than a look at one character.
enum : std::uint8_t { kAlpha = 1, kDigit = 2, kHex = 4, kUnreserved = 8, kSubDelims = 16, kColon = 32, kAt = 64 };
constexpr std::uint8_t kPchar = kUnreserved | kSubDelims | kColon | kAt;
constexpr std::array<std::uint8_t, 256> kClasses = [] {
  std::array<std::uint8_t, 256> out{};
  const auto add = [&](std::string_view text, unsigned classes) {
    for (const char c : text) {
      auto& entry = out[static_cast<unsigned char>(c)];
      entry = static_cast<std::uint8_t>(entry | classes);
    }
  };
  add("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", kAlpha | kUnreserved);
  add("0123456789", kDigit | kHex | kUnreserved);
  add("abcdefABCDEF", kHex);
  add("-._~", kUnreserved);
  add("!$&'()*+,;=", kSubDelims);
  add(":", kColon);
  add("@", kAt);
  return out;
}();

bool is(char c, unsigned classes) { return (kClasses[static_cast<unsigned char>(c)] & classes) != 0; }
bool all(std::string_view text, unsigned classes) {
  return std::all_of(text.begin(), text.end(), [&](char c) { return is(c, classes); });
}
bool is_ascii(char c) { return static_cast<unsigned char>(c) < 128; }

// Cuts off and returns what stands before the first `separator`; all of it when there is none.
std::string_view next_part(std::string_view& rest, char separator) {
  const std::size_t at = rest.find(separator);
  const std::string_view out = rest.substr(0, at);
  rest = at == std::string_view::npos ? std::string_view() : rest.substr(at + 1);
  return out;
}

// --- addresses

// A decimal number without needless zeros, up to `highest`.
// "010" is refused: some programs read it as octal, so it is two addresses.
bool is_decimal(std::string_view text, unsigned highest) {
  if (text.empty() || text.size() > 3 || (text.size() > 1 && text[0] == '0') || !all(text, kDigit)) return false;
  unsigned value = 0;
  for (const char c : text) value = value * 10 + static_cast<unsigned>(c - '0');
  return value <= highest;
}

// Takes a CIDR suffix off; false when there is one that is wrong.
// STIX has blocks and single addresses under one type (sections 6.8 and 6.9).
bool take_prefix_length(std::string_view& text, unsigned highest) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return true;
  const bool ok = is_decimal(text.substr(slash + 1), highest);
  text = text.substr(0, slash);
  return ok;
}

// Exactly four numbers: the shorter forms that inet_aton() takes ("127.1") are none.
bool is_dotted_quad(std::string_view text) {
  for (int i = 0; i < 4; ++i) {
    const bool last = text.find('.') == std::string_view::npos;
    if (last != (i == 3) || !is_decimal(next_part(text, '.'), 255)) return false;
  }
  return true;
}

// --- URLs

// Characters of `classes`, of `also`, and percent-encodings (section 2.1).
// RFC 3986; the sections of this part are its.
bool is_encoded(std::string_view text, unsigned classes, std::string_view also = {}) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%') {
      if (i + 2 >= text.size() || !is(text[i + 1], kHex) || !is(text[i + 2], kHex)) return false;
      i += 2;
    } else if (!is(text[i], classes) && also.find(text[i]) == std::string_view::npos) {
      return false;
    }
  }
  return true;
}

// What stands between the brackets of an IP literal: an IPv6 address, perhaps with a zone (RFC 6874), or IPvFuture.
bool is_ip_literal(std::string_view text) {
  if (!text.empty() && (text[0] == 'v' || text[0] == 'V')) {
    const std::size_t dot = text.find('.');
    return dot != std::string_view::npos && dot > 1 && dot + 1 < text.size() && all(text.substr(1, dot - 1), kHex) &&
           all(text.substr(dot + 1), kUnreserved | kSubDelims | kColon);
  }
  const std::size_t zone = text.find("%25");
  if (zone == std::string_view::npos) return is_ipv6_address(text);
  return zone + 3 < text.size() && is_encoded(text.substr(zone + 3), kUnreserved) &&
         is_ipv6_address(text.substr(0, zone));
}

// Section 3.2; `host` gets what stands between the user and the port.
// What stands before the first "@" is user information; a second "@" is in no class and so refused.
bool is_authority(std::string_view text, std::string_view& host) {
  if (const std::size_t at = text.find('@'); at != std::string_view::npos) {
    if (!is_encoded(text.substr(0, at), kUnreserved | kSubDelims | kColon)) return false;
    text = text.substr(at + 1);
  }
  if (text.starts_with('[')) {
    const std::size_t end = text.find(']');
    if (end == std::string_view::npos || !is_ip_literal(text.substr(1, end - 1))) return false;
    host = text.substr(0, end + 1);
    text = text.substr(end + 1);
    return text.empty() || (text[0] == ':' && all(text.substr(1), kDigit));
  }
  const std::size_t colon = text.find(':');
  host = text.substr(0, colon);
  if (colon != std::string_view::npos && !all(text.substr(colon + 1), kDigit)) return false;
  return is_encoded(host, kUnreserved | kSubDelims);
}

// For these schemes an empty host means a URL that leads nowhere ("http:///path"), although RFC 3986 alone lets it
// pass.
bool needs_host(std::string_view scheme) {
  std::string lower(scheme);
  std::transform(lower.begin(), lower.end(), lower.begin(), [](char c) { return to_lower(c); });
  return lower == "http" || lower == "https" || lower == "ftp" || lower == "ws" || lower == "wss";
}

// What stands behind the scheme and its colon, or all of a relative reference. `scheme` is empty for the latter.
// From the end to the beginning: the fragment is cut off first, since a "?" in it is no query, and a "/" in either is
// no path.
bool is_rest(std::string_view text, std::string_view scheme) {
  const std::size_t hash = text.find('#');
  if (hash != std::string_view::npos && !is_encoded(text.substr(hash + 1), kPchar, "/?")) return false;
  text = text.substr(0, hash);
  const std::size_t mark = text.find('?');
  if (mark != std::string_view::npos && !is_encoded(text.substr(mark + 1), kPchar, "/?")) return false;
  text = text.substr(0, mark);
  std::string_view host;
  if (text.starts_with("//")) {
    text.remove_prefix(2);
    const std::size_t slash = std::min(text.find('/'), text.size());
    if (!is_authority(text.substr(0, slash), host)) return false;
    text = text.substr(slash);
  } else if (scheme.empty() && text.substr(0, text.find('/')).find(':') != std::string_view::npos) {
    return false;  // path-noscheme: it would be read as a scheme
  }
  if (host.empty() && needs_host(scheme)) return false;
  return is_encoded(text, kPchar, "/");
}

// Section 3.1: a letter first, then letters, digits and three marks. Which schemes there are is not asked.
bool is_scheme(std::string_view text) {
  if (text.empty() || !is(text[0], kAlpha)) return false;
  for (const char c : text)
    if (!is(c, kAlpha | kDigit) && c != '+' && c != '-' && c != '.') return false;
  return true;
}

// --- domain names

// RFC 3492 section 6.2: whether what stands behind "xn--" can be decoded at all.
// The decoder of the RFC without its output: only the code points it gives are looked at. Numbers are limited to 32
// bits as section 6.4 asks, and one label has 59 characters behind the prefix at most, which bounds the loops.
bool is_punycode(std::string_view text) {
  constexpr std::uint32_t kBase = 36, kLeast = 1, kMost = 26, kSkew = 38, kDamp = 700, kHighest = 0x10FFFF;
  const std::size_t delimiter = text.rfind('-');
  const std::size_t plain = delimiter == std::string_view::npos ? 0 : delimiter;
  std::string_view rest = delimiter == std::string_view::npos ? text : text.substr(delimiter + 1);
  if (rest.empty()) return false;
  std::uint64_t count = plain, code = 128, index = 0, bias = 72;
  bool first = true;
  while (!rest.empty()) {
    const std::uint64_t old = index;
    std::uint64_t weight = 1;
    for (std::uint64_t k = kBase;; k += kBase) {
      if (rest.empty()) return false;
      const char c = to_lower(rest[0]);
      rest.remove_prefix(1);
      const std::uint64_t digit =
          c >= 'a' && c <= 'z' ? static_cast<std::uint64_t>(c - 'a') : static_cast<std::uint64_t>(c - '0') + 26;
      if (digit >= kBase) return false;
      index += digit * weight;
      if (index > 0xFFFFFFFFu) return false;
      const std::uint64_t threshold = k <= bias ? kLeast : k >= bias + kMost ? kMost : k - bias;
      if (digit < threshold) break;
      weight *= kBase - threshold;
      if (weight > 0xFFFFFFFFu) return false;
    }
    ++count;
    std::uint64_t delta = (index - old) / (first ? kDamp : 2);
    first = false;
    delta += delta / count;
    std::uint64_t k = 0;
    for (; delta > (kBase - kLeast) * kMost / 2; k += kBase) delta /= kBase - kLeast;
    bias = k + (kBase - kLeast + 1) * delta / (delta + kSkew);
    code += index / count;
    index %= count;
    // What is decoded to ASCII or to a control character is no name that had to be encoded: it could hide "google"
    // behind another spelling.
    if (code < 0xA0 || code > kHighest || (code >= 0xD800 && code <= 0xDFFF)) return false;
    ++index;
  }
  return true;
}

// What UTS 46 would map to something else or to nothing: no U-label has it (RFC 5892), although libidn2, asked to look
// a name up, takes it. The soft hyphen, invisible and directional characters, wide dots, full-width forms.
bool has_mapped_character(std::string_view label) {
  const auto byte = [&](std::size_t i) { return i < label.size() ? static_cast<unsigned char>(label[i]) : 0u; };
  for (std::size_t i = 0; i < label.size(); ++i) {
    const unsigned first = byte(i), second = byte(i + 1), third = byte(i + 2);
    if (first == 0xC2 && (second < 0xA0 || second == 0xAD)) return true;                     // C1 controls, U+00AD
    if (first == 0xE2 && (second == 0x80 || second == 0x81) && third >= 0x80) return true;   // U+2000 to U+207F
    if (first == 0xE3 && second == 0x80 && (third == 0x80 || third == 0x82)) return true;    // U+3000, U+3002
    if (first == 0xEF && (second == 0xBB || second == 0xBC || second == 0xBD)) return true;  // U+FEC0 to U+FF7F
  }
  return false;
}

// A U-label: what IDNA2008 takes (libidn2), as it is.
bool is_u_label(std::string_view label) {
  if (has_mapped_character(label)) return false;
  std::string storage;
  std::string_view out;
  return normal_domain(label, storage, out) == nullptr;
}

// Underscores are allowed although host names have none: "_dmarc" and the like are names in the DNS, and are seen in
// attacks.
bool is_label(std::string_view label) {
  if (label.empty() || label.front() == '-' || label.back() == '-') return false;
  bool plain = true;
  for (const char c : label) {
    plain = plain && is_ascii(c);
    if (is_ascii(c) && !is(c, kAlpha | kDigit) && c != '-' && c != '_') return false;
  }
  if (!plain) return is_u_label(label);  // which asks for the length of the A-label
  if (label.size() > 63) return false;
  const bool a_label =
      label.size() >= 4 && to_lower(label[0]) == 'x' && to_lower(label[1]) == 'n' && label.substr(2, 2) == "--";
  return !a_label || is_punycode(label.substr(4));
}

// --- e-mail

constexpr std::string_view kAtomMarks = "!#$%&'*+-/=?^_`{|}~";
bool is_atom_character(char c) {
  return !is_ascii(c) || is(c, kAlpha | kDigit) || kAtomMarks.find(c) != std::string_view::npos;
}

// RFC 5322 section 3.2.3, with characters beyond ASCII as RFC 6532 has them.
bool is_dot_atom(std::string_view text) {
  bool dot = true;  // none at the beginning, at the end or twice
  for (const char c : text) {
    if (!is_atom_character(c) && (c != '.' || dot)) return false;
    dot = c == '.';
  }
  return !dot;
}

bool is_printable(char c) { return !is_ascii(c) || (c > 0x20 && c < 0x7F); }

// qtext, white space, and quoted pairs.
bool is_quoted_string(std::string_view text) {
  if (text.size() < 2 || text.front() != '"' || text.back() != '"') return false;
  text = text.substr(1, text.size() - 2);
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool pair = text[i] == '\\';
    if (pair && ++i == text.size()) return false;
    if (text[i] == '"' && !pair) return false;
    if (!is_printable(text[i]) && text[i] != ' ' && text[i] != '\t') return false;
  }
  return true;
}

bool is_domain_literal(std::string_view text) {
  if (text.size() < 2 || text.front() != '[' || text.back() != ']') return false;
  text = text.substr(1, text.size() - 2);
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return is_printable(c) && c != '[' && c != ']' && c != '\\'; });
}

// --- CPE

// avstring: "*", "-", or text with other punctuation escaped and wildcards at its ends only.
// NISTIR 7695 section 6.2: a formatted string.
bool is_cpe_component(std::string_view text) {
  if (text == "*" || text == "-") return true;
  const auto strip = [&](bool front) {
    const auto end = [&] { return front ? text.front() : text.back(); };
    const auto escaped = [&] { return !front && text.size() >= 2 && text[text.size() - 2] == '\\'; };
    const auto cut = [&] { front ? text.remove_prefix(1) : text.remove_suffix(1); };
    if (!text.empty() && end() == '*' && !escaped()) return cut();
    while (!text.empty() && end() == '?' && !escaped()) cut();
  };
  strip(true);
  strip(false);
  if (text.empty()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is(text[i], kAlpha | kDigit) || text[i] == '-' || text[i] == '.' || text[i] == '_') continue;
    if (text[i] != '\\' || ++i == text.size()) return false;
    if (!is_ascii(text[i]) || !is_printable(text[i]) || is(text[i], kAlpha | kDigit)) return false;
  }
  return true;
}

// --- language tags

// RFC 5646 section 2.2.8: tags that were registered before the syntax was.
constexpr std::string_view kGrandfathered[] = {
    "en-gb-oed",   "i-ami",  "i-bnn",  "i-default", "i-enochian", "i-hak",     "i-klingon",  "i-lux",     "i-mingo",
    "i-navajo",    "i-pwn",  "i-tao",  "i-tay",     "i-tsu",      "sgn-be-fr", "sgn-be-nl",  "sgn-ch-de", "art-lojban",
    "cel-gaulish", "no-bok", "no-nyn", "zh-guoyu",  "zh-hakka",   "zh-min",    "zh-min-nan", "zh-xiang"};

// RFC 5646 section 2.1, from left to right: each part's length and kind say which part it can be. The registry of
// subtags is not asked, as it grows; "well-formed" is what section 2.2.9 calls this.
class LanguageTag {
 public:
  // `text` in lower case.
  explicit LanguageTag(std::string_view text) {
    for (bool last = false; !last && count_ <= parts_.size();) {
      last = text.find('-') == std::string_view::npos;
      const std::string_view part = next_part(text, '-');
      if (count_ == parts_.size() || part.empty() || part.size() > 8 || !all(part, kAlpha | kDigit)) {
        count_ = 0;
        return;
      }
      parts_[count_++] = part;
    }
  }
  bool well_formed() {
    if (count_ == 0) return false;
    if (parts_[0] == "x") return count_ > 1;
    if (parts_[0].size() < 2 || !all(parts_[0], kAlpha)) return false;
    at_ = 1;
    for (int extended = 0; parts_[0].size() <= 3 && extended < 3 && alpha(3); ++extended) ++at_;
    if (alpha(4)) ++at_;                                                                 // script
    if (alpha(2) || (at_ < count_ && part().size() == 3 && all(part(), kDigit))) ++at_;  // region
    return variants() && extensions() && (at_ == count_ || (part() == "x" && at_ + 1 < count_));
  }

 private:
  std::string_view part() const { return parts_[at_]; }
  bool alpha(std::size_t size) const { return at_ < count_ && part().size() == size && all(part(), kAlpha); }
  // Section 2.2.5: none twice.
  bool variants() {
    const std::size_t begin = at_;
    for (; at_ < count_ && (part().size() >= 5 || (part().size() == 4 && is(part()[0], kDigit))); ++at_)
      if (std::find(parts_.begin() + begin, parts_.begin() + at_, part()) != parts_.begin() + at_) return false;
    return true;
  }
  // Section 2.2.6: each singleton at most once.
  bool extensions() {
    std::string singletons;
    while (at_ < count_ && part().size() == 1 && part() != "x") {
      if (singletons.find(part()[0]) != std::string::npos) return false;
      singletons += part()[0];
      const std::size_t begin = ++at_;
      while (at_ < count_ && part().size() >= 2) ++at_;
      if (at_ == begin) return false;
    }
    return true;
  }

  std::array<std::string_view, 16> parts_;
  std::size_t count_ = 0, at_ = 0;
};

}  // namespace

bool is_ipv4(std::string_view text) { return take_prefix_length(text, 32) && is_dotted_quad(text); }

bool is_ipv6(std::string_view text) { return take_prefix_length(text, 128) && is_ipv6_address(text); }

// Eight groups, or fewer around one "::", the last two perhaps as an IPv4 address.
// RFC 4291 section 2.2. "::" stands for at least one group, so no more than seven others are left.
bool is_ipv6_address(std::string_view text) {
  // Eight groups, the last two perhaps as IPv4: no longer text is one, and a hostile one is not walked.
  constexpr std::size_t kMost = 45;
  if (text.size() > kMost) return false;
  int groups = 0;
  bool gap = false;
  if (text.starts_with("::")) {
    gap = true;
    text.remove_prefix(2);
    if (text.empty()) return true;
  }
  while (true) {
    if (text.find('.') != std::string_view::npos && text.find(':') == std::string_view::npos) {
      if (!is_dotted_quad(text)) return false;
      groups += 2;
      break;
    }
    std::size_t digits = 0;
    while (digits < text.size() && digits < 5 && is(text[digits], kHex)) ++digits;
    if (digits < 1 || digits > 4) return false;
    ++groups;
    text.remove_prefix(digits);
    if (text.empty()) break;
    if (text[0] != ':') return false;
    text.remove_prefix(1);
    if (text.starts_with(':')) {
      if (gap) return false;
      gap = true;
      text.remove_prefix(1);
      if (text.empty()) break;
    }
  }
  return gap ? groups <= 7 : groups == 8;
}

bool is_url(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || colon + 1 == text.size() || !is_scheme(text.substr(0, colon))) return false;
  return is_rest(text.substr(colon + 1), text.substr(0, colon));
}

// A reference may be relative (RFC 3986 section 4.1); an empty one is no reference that anybody meant.
bool is_url_reference(std::string_view text) { return is_url(text) || (!text.empty() && is_rest(text, {})); }

// With the dot of the root at the end or without: 253 characters are what the wire format of 255 bytes leaves (RFC
// 1035 section 2.3.4).
bool is_domain_name(std::string_view text) {
  if (text.ends_with('.')) text.remove_suffix(1);
  if (text.empty() || text.size() > 253) return false;
  while (true) {
    const bool last = text.find('.') == std::string_view::npos;
    if (!is_label(next_part(text, '.'))) return false;
    if (last) return true;
  }
}

// The last "@": a quoted local part may have others. A display name in front is not allowed here (section 6.5.1) and
// fails as the local part.
bool is_email_address(std::string_view text) {
  const std::size_t at = text.rfind('@');
  if (at == std::string_view::npos) return false;
  const std::string_view local = text.substr(0, at), domain = text.substr(at + 1);
  return (is_dot_atom(local) || is_quoted_string(local)) && (is_dot_atom(domain) || is_domain_literal(domain));
}

// A colon behind a backslash does not end a component. Eleven components, the first of which is the part
// (application, hardware, operating system).
bool is_cpe(std::string_view text) {
  if (!text.starts_with("cpe:2.3:")) return false;
  text.remove_prefix(8);
  int components = 0;
  for (std::size_t begin = 0; begin <= text.size(); ++components) {
    std::size_t end = begin;
    while (end < text.size() && text[end] != ':') end += text[end] == '\\' ? 2 : 1;
    end = std::min(end, text.size());
    const std::string_view component = text.substr(begin, end - begin);
    if (!is_cpe_component(component)) return false;
    if (components == 0 &&
        (component.size() != 1 || std::string_view("aho*-").find(component) == std::string_view::npos))
      return false;
    begin = end + 1;
  }
  return components == 11;
}

bool is_language_tag(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(), [](char c) { return to_lower(c); });
  if (std::find(std::begin(kGrandfathered), std::end(kGrandfathered), lower) != std::end(kGrandfathered)) return true;
  return LanguageTag(lower).well_formed();
}

}  // namespace parley::stix
