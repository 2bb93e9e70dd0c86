#include "stix/formats.h"

#include <array>

#include "base/ascii.h"

namespace parley::stix {
namespace {

// One byte a character with a bit for each class it is in.
enum : std::uint8_t {
  kLower = 1,
  kDigit = 2,
  kUpper = 4,
  kHyphen = 8,
  kUnderscore = 16,
  kHex = 32,
  kUrl = 64,
  kToken = 128
};
constexpr std::array<std::uint8_t, 256> kClasses = [] {
  std::array<std::uint8_t, 256> out{};
  for (unsigned char c = 'a'; c <= 'z'; ++c) out[c] |= kLower | kUrl | kToken;
  for (unsigned char c = 'A'; c <= 'Z'; ++c) out[c] |= kUpper | kUrl | kToken;
  for (unsigned char c = '0'; c <= '9'; ++c) out[c] |= kDigit | kUrl | kToken;
  for (const char c : std::string_view("0123456789abcdefABCDEF")) out[static_cast<unsigned char>(c)] |= kHex;
  out['-'] |= kHyphen | kUrl;
  out['_'] |= kUnderscore | kUrl;
  for (const char c : std::string_view("._~:/?#[]@!$&'()*+,;=%")) out[static_cast<unsigned char>(c)] |= kUrl;
  for (const char c : std::string_view("!#$&-^_.+")) out[static_cast<unsigned char>(c)] |= kToken;
  return out;
}();

bool is(char c, unsigned classes) { return (kClasses[static_cast<unsigned char>(c)] & classes) != 0; }
bool all(std::string_view text, unsigned classes) {
  for (const char c : text)
    if (!is(c, classes)) return false;
  return true;
}
bool is_hex_digit(char c) { return is(c, kHex); }
bool is_ascii(char c) { return static_cast<unsigned char>(c) < 128; }

// Cuts off and returns what stands before the first `separator`; all of it when there is none.
std::string_view next_part(std::string_view& rest, char separator) {
  const std::size_t at = rest.find(separator);
  const std::string_view out = rest.substr(0, at);
  rest = at == std::string_view::npos ? std::string_view() : rest.substr(at + 1);
  return out;
}

// A decimal number without needless zeros, up to `highest`.
bool is_decimal(std::string_view text, unsigned highest) {
  if (text.empty() || text.size() > 3 || (text.size() > 1 && text[0] == '0') || !all(text, kDigit)) return false;
  unsigned value = 0;
  for (const char c : text) value = value * 10 + static_cast<unsigned>(c - '0');
  return value <= highest;
}

// Takes a CIDR suffix off; false when there is one that is wrong.
bool take_prefix_length(std::string_view& text, unsigned highest) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return true;
  const bool ok = is_decimal(text.substr(slash + 1), highest);
  text = text.substr(0, slash);
  return ok;
}

bool is_dotted_quad(std::string_view text) {
  for (int i = 0; i < 4; ++i) {
    const bool last = text.find('.') == std::string_view::npos;
    if (last != (i == 3) || !is_decimal(next_part(text, '.'), 255)) return false;
  }
  return true;
}

bool is_ipv4(std::string_view text) { return take_prefix_length(text, 32) && is_dotted_quad(text); }

// RFC 4291 section 2.2: eight groups, or fewer around one "::", the last two perhaps as an IPv4 address.
bool is_ipv6(std::string_view text) {
  if (!take_prefix_length(text, 128)) return false;
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
    while (digits < text.size() && digits < 5 && is_hex_digit(text[digits])) ++digits;
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

bool is_mac(std::string_view text) {
  if (text.size() != 17) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool ok = i % 3 == 2 ? text[i] == ':' : is(text[i], kDigit) || (text[i] >= 'a' && text[i] <= 'f');
    if (!ok) return false;
  }
  return true;
}

// RFC 1034 section 3.1 for the lengths; RFC 5890 section 2.3.1 for the labels, which may be U-labels (any non-ASCII
// character is taken) and, as names like _dmarc.example.com need, may have underscores.
bool is_domain_name(std::string_view text) {
  if (text.ends_with('.')) text.remove_suffix(1);
  if (text.empty() || text.size() > 253) return false;
  while (true) {
    const bool last = text.find('.') == std::string_view::npos;
    const std::string_view label = next_part(text, '.');
    if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-') return false;
    for (const char c : label)
      if (is_ascii(c) && !is(c, kLower | kUpper | kDigit | kHyphen | kUnderscore)) return false;
    if (last) return true;
  }
}

// addr-spec of RFC 5322 section 3.4.1 with the extension of RFC 6532: a dot-atom or quoted string, "@", a domain or an
// address literal. Comments and folding white space are not taken.
bool is_email(std::string_view text) {
  const std::size_t at = text.rfind('@');
  if (at == std::string_view::npos || at == 0) return false;
  const std::string_view local = text.substr(0, at), domain = text.substr(at + 1);
  if (local.size() >= 2 && local.front() == '"' && local.back() == '"') {
    for (std::size_t i = 1; i + 1 < local.size(); ++i) {
      if (local[i] == '\\') {
        if (++i + 1 >= local.size()) return false;
      } else if (local[i] == '"' || static_cast<unsigned char>(local[i]) < 0x20) {
        return false;
      }
    }
  } else {
    bool dot = true;  // none at the beginning, at the end or twice
    for (const char c : local) {
      const bool atom = !is_ascii(c) || is(c, kLower | kUpper | kDigit) ||
                        std::string_view("!#$%&'*+-/=?^_`{|}~").find(c) != std::string_view::npos;
      if (!atom && (c != '.' || dot)) return false;
      dot = c == '.';
    }
    if (dot) return false;
  }
  if (domain.size() >= 2 && domain.front() == '[' && domain.back() == ']') {
    return domain.substr(1, domain.size() - 2).find_first_of("[]\\") == std::string_view::npos;
  }
  return is_domain_name(domain);
}

// RFC 3986: a scheme, and only characters that a URI may have. The parts behind the scheme are not taken apart.
bool is_url(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0 || colon + 1 == text.size() || !is(text[0], kLower | kUpper))
    return false;
  for (const char c : text.substr(0, colon))
    if (!is(c, kLower | kUpper | kDigit) && c != '+' && c != '-' && c != '.') return false;
  for (std::size_t i = colon + 1; i < text.size(); ++i) {
    if (!is(text[i], kUrl)) return false;
    if (text[i] == '%' && (i + 2 >= text.size() || !is_hex_digit(text[i + 1]) || !is_hex_digit(text[i + 2])))
      return false;
  }
  return true;
}

// CPE 2.3 formatted string (NISTIR 7695 section 6.2): "cpe:2.3:" and eleven components.
bool is_cpe(std::string_view text) {
  if (!text.starts_with("cpe:2.3:")) return false;
  text.remove_prefix(8);
  int components = 1;
  std::size_t length = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == ':') {
      if (length == 0) return false;
      ++components, length = 0;
      continue;
    }
    if (components == 1 && (length > 0 || std::string_view("aho*-").find(text[i]) == std::string_view::npos))
      return false;
    if (text[i] == '\\' && ++i == text.size()) return false;
    if (static_cast<unsigned char>(text[i]) <= 0x20 || !is_ascii(text[i])) return false;
    ++length;
  }
  return components == 11 && length > 0;
}

bool is_full_registry_key(std::string_view key) {
  const std::string_view hive = key.substr(0, key.find('\\'));
  for (const std::string_view abbreviation : {"hklm", "hkcc", "hkcr", "hkcu", "hku"}) {
    if (same_ignoring_case(hive, abbreviation)) return false;
  }
  return true;
}

bool is_relationship_type(std::string_view text) { return !text.empty() && all(text, kLower | kDigit | kHyphen); }

// RFC 6838 section 4.2. Subtypes come and go, so only the top-level type is compared with the registry.
bool is_media_type(std::string_view text) {
  std::string_view rest = text.substr(0, text.find(';'));
  const std::string_view type = next_part(rest, '/');
  for (const std::string_view one : {"application", "audio", "example", "font", "haptics", "image", "message", "model",
                                     "multipart", "text", "video"})
    if (type == one) return !rest.empty() && rest.size() <= 127 && all(rest, kToken);
  return false;
}

// The form of a service name (RFC 6335 section 5.1), in lower case. The registry itself has thousands and grows.
bool is_protocol(std::string_view text) {
  if (text.empty() || text.size() > 15 || text.front() == '-' || text.back() == '-') return false;
  return all(text, kLower | kDigit | kHyphen) && text.find("--") == std::string_view::npos;
}

bool is_product(std::string_view text) { return is_lowercase_term(text); }
bool is_process_priority(std::string_view text) { return text.ends_with("_CLASS"); }

// In the order of Format.
constexpr FormatRule kRules[] = {
    {},
    {is_ipv4, FindingCode::ipv4_address},
    {is_ipv6, FindingCode::ipv6_address},
    {is_mac, FindingCode::mac_address},
    {is_domain_name, FindingCode::domain_name},
    {is_email, FindingCode::email_address},
    {is_url, FindingCode::url},
    {is_cpe, FindingCode::cpe},
    {is_character_set, FindingCode::character_set},
    {is_full_registry_key, FindingCode::registry_hive},
    {is_language_tag, FindingCode::language},
    {is_relationship_type, FindingCode::relationship_type},
    {is_media_type, FindingCode::media_type},
    {is_protocol, FindingCode::protocol_name},
    {is_country_code, FindingCode::country_code},
    {is_product, FindingCode::product_name},
    {is_process_priority, FindingCode::process_priority},
    {is_lowercase_term, FindingCode::kill_chain_name},
    {is_selector, FindingCode::selector},
};
static_assert(std::size(kRules) == static_cast<std::size_t>(Format::selector) + 1);

}  // namespace

const FormatRule& rule_of(Format format) { return kRules[static_cast<std::size_t>(format)]; }

bool split_at_uuid(std::string_view id, std::string_view& type) {
  if (id.size() < 3 + 2 + 36) return false;
  const char* const uuid = id.data() + id.size() - 36;
  type = id.substr(0, id.size() - 38);
  // One pass without branches: this is done for every identifier and reference there is.
  unsigned digits = kHex;
  for (const int i : {0,  1,  2,  3,  4,  5,  6,  7,  9,  10, 11, 12, 14, 15, 16, 17,
                      19, 20, 21, 22, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35}) {
    digits &= kClasses[static_cast<unsigned char>(uuid[i])];
  }
  const bool hyphens = ((uuid[8] ^ '-') | (uuid[13] ^ '-') | (uuid[18] ^ '-') | (uuid[23] ^ '-') | (uuid[-1] ^ '-') |
                        (uuid[-2] ^ '-')) == 0;
  const char version = uuid[14], variant = uuid[19];
  return digits != 0 && hyphens && version >= '1' && version <= '8' &&
         (variant == '8' || variant == '9' || (variant | 0x20) == 'a' || (variant | 0x20) == 'b');
}

bool split_identifier(std::string_view id, std::string_view& type) {
  return split_at_uuid(id, type) && is_type_name(type);
}

bool is_type_name(std::string_view text) {
  if (text.size() < 3 || text.size() > 250 || !is(text[0], kLower)) return false;
  return all(text, kLower | kDigit | kHyphen) && text.find("--") == std::string_view::npos;
}

bool is_property_name(std::string_view text) {
  return text.size() >= 3 && text.size() <= 250 && is(text[0], kLower) && all(text, kLower | kDigit | kUnderscore);
}

bool is_dictionary_key(std::string_view text) {
  return !text.empty() && text.size() <= 250 && all(text, kLower | kUpper | kDigit | kHyphen | kUnderscore);
}

bool is_lowercase_key(std::string_view text) {
  return !text.empty() && text.size() <= 250 && all(text, kLower | kDigit | kHyphen | kUnderscore);
}

bool is_hash_name(std::string_view text) { return text.size() >= 3 && is_dictionary_key(text); }

bool is_extension_name(std::string_view text) { return text.ends_with("-ext") && is_type_name(text); }

bool is_selector(std::string_view text) {
  for (bool first = true;; first = false) {
    const bool last = text.find('.') == std::string_view::npos;
    const std::string_view part = next_part(text, '.');
    if (!first && part.size() >= 3 && part.front() == '[' && part.back() == ']') {
      if (!all(part.substr(1, part.size() - 2), kDigit)) return false;
    } else if (!is_dictionary_key(part)) {
      return false;
    }
    if (last) return true;
  }
}

bool is_hexadecimal(std::string_view text) { return !text.empty() && text.size() % 2 == 0 && all(text, kHex); }

bool is_base64(std::string_view text) {
  if (text.empty() || text.size() % 4 != 0) return false;
  if (text.ends_with('=')) text.remove_suffix(text.ends_with("==") ? 2 : 1);
  for (const char c : text)
    if (!is(c, kLower | kUpper | kDigit) && c != '+' && c != '/') return false;
  return true;
}

// The syntax of RFC 5646 section 2.1 ("well-formed"), in any case. Whether a subtag is registered is not looked up:
// the registry has thousands and grows. Grandfathered tags are taken when they begin with "i-" or fit the syntax.
bool is_language_tag(std::string_view text) {
  std::array<std::string_view, 16> parts;
  std::size_t count = 0;
  for (bool last = false; !last; ++count) {
    if (count == parts.size()) return false;
    last = text.find('-') == std::string_view::npos;
    parts[count] = next_part(text, '-');
    if (parts[count].empty() || parts[count].size() > 8 || !all(parts[count], kLower | kUpper | kDigit)) return false;
  }
  constexpr unsigned kAlpha = kLower | kUpper;
  const auto alpha = [&](std::size_t i, std::size_t size) {
    return i < count && parts[i].size() == size && all(parts[i], kAlpha);
  };
  std::size_t i = 0;
  if (parts[0] == "i" || parts[0] == "I") return count > 1;
  if (parts[0] != "x" && parts[0] != "X") {
    if (parts[0].size() < 2 || !all(parts[0], kAlpha)) return false;
    ++i;
    if (parts[0].size() <= 3)
      for (int extended = 0; extended < 3 && alpha(i, 3); ++extended) ++i;
    if (alpha(i, 4)) ++i;                                                                                  // script
    if (alpha(i, 2) || (i < count && parts[i].size() == 3 && all(parts[i], kDigit))) ++i;                  // region
    while (i < count && (parts[i].size() >= 5 || (parts[i].size() == 4 && is(parts[i][0], kDigit)))) ++i;  // variants
    while (i < count && parts[i].size() == 1 && parts[i] != "x" && parts[i] != "X") {                      // extensions
      const std::size_t begin = ++i;
      while (i < count && parts[i].size() >= 2) ++i;
      if (i == begin) return false;
    }
  }
  if (i < count) return (parts[i] == "x" || parts[i] == "X") && i + 1 < count;  // private use
  return true;
}

bool is_lowercase_term(std::string_view text) {
  for (const char c : text)
    if (is(c, kUpper) || c == ' ' || c == '_') return false;
  return !text.empty();
}

std::string_view wrong_hash_form(std::string_view algorithm, std::string_view value) {
  const auto digits = [&](std::size_t size) { return value.size() == size && all(value, kHex); };
  if (algorithm == "MD5") return digits(32) ? "" : "it must have 32 hexadecimal digits";
  if (algorithm == "SHA-1") return digits(40) ? "" : "it must have 40 hexadecimal digits";
  if (algorithm == "SHA-256" || algorithm == "SHA3-256") return digits(64) ? "" : "it must have 64 hexadecimal digits";
  if (algorithm == "SHA-512" || algorithm == "SHA3-512")
    return digits(128) ? "" : "it must have 128 hexadecimal digits";
  if (algorithm == "TLSH") {
    if (value.size() == 72 && value.starts_with("T1")) value.remove_prefix(2);  // with the version in front
    return digits(70) ? "" : "it must have 70 hexadecimal digits";
  }
  if (algorithm == "SSDEEP") {
    // "block size:hash:hash", in base64 characters.
    std::string_view rest = value;
    const std::string_view size = next_part(rest, ':');
    const bool ok = !size.empty() && all(size, kDigit) && rest.find(':') != std::string_view::npos &&
                    value.size() <= 160 &&
                    rest.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/:.") ==
                        std::string_view::npos;
    return ok ? "" : "it must be a block size and two hashes, separated by colons";
  }
  return "";
}

}  // namespace parley::stix
