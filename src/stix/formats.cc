#include "stix/formats.h"

#include <array>

#include "base/ascii.h"
#include "stix/grammars.h"

// Forms that are a matter of a few characters; those with a grammar of their own are in grammars.cc. All are asked
// for every string of that format, so none of them allocates.
namespace parley::stix {
namespace {

// One byte a character with a bit for each class it is in.
enum : std::uint8_t { kLower = 1, kDigit = 2, kUpper = 4, kHyphen = 8, kUnderscore = 16, kHex = 32, kToken = 64 };
constexpr std::array<std::uint8_t, 256> kClasses = [] {
  std::array<std::uint8_t, 256> out{};
  for (unsigned char c = 'a'; c <= 'z'; ++c) out[c] |= kLower | kToken;
  for (unsigned char c = 'A'; c <= 'Z'; ++c) out[c] |= kUpper | kToken;
  for (unsigned char c = '0'; c <= '9'; ++c) out[c] |= kDigit | kToken;
  for (const char c : std::string_view("0123456789abcdefABCDEF")) out[static_cast<unsigned char>(c)] |= kHex;
  out['-'] |= kHyphen;
  out['_'] |= kUnderscore;
  for (const char c : std::string_view("!#$&-^_.+")) out[static_cast<unsigned char>(c)] |= kToken;
  return out;
}();

// Whether the character is in one of the classes, which may be several joined by "|".
bool is(char c, unsigned classes) { return (kClasses[static_cast<unsigned char>(c)] & classes) != 0; }
// True for an empty text as well: callers for which that is wrong ask for it themselves.
bool all(std::string_view text, unsigned classes) {
  for (const char c : text)
    if (!is(c, classes)) return false;
  return true;
}

// Cuts off and returns what stands before the first `separator`; all of it when there is none.
std::string_view next_part(std::string_view& rest, char separator) {
  const std::size_t at = rest.find(separator);
  const std::string_view out = rest.substr(0, at);
  rest = at == std::string_view::npos ? std::string_view() : rest.substr(at + 1);
  return out;
}

// Section 6.10.1: lower case and colons only, so that one address is one text.
bool is_mac(std::string_view text) {
  if (text.size() != 17) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool ok = i % 3 == 2 ? text[i] == ':' : is(text[i], kDigit) || (text[i] >= 'a' && text[i] <= 'f');
    if (!ok) return false;
  }
  return true;
}

// Section 6.17.1: the hive must be written in full. PowerShell's "HKLM:" and a forward slash make it no longer name.
bool is_full_registry_key(std::string_view key) {
  std::string_view hive = key.substr(0, key.find_first_of("\\/"));
  if (hive.ends_with(':')) hive.remove_suffix(1);
  for (const std::string_view abbreviation :
       {"hklm", "hkcc", "hkcr", "hkcu", "hku", "hkpd", "hkdd", "hkey_lm", "hkey_cu"}) {
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

// The standard asks for names of products in lower case with hyphens, so this is the same check as for names of kill
// chains.
bool is_product(std::string_view text) { return is_lowercase_term(text); }

// "block size:hash:hash" in base64 characters, of which the second hash has half as many; the tool's own output has the
// file's name in quotes behind a comma.
bool is_ssdeep(std::string_view value) {
  constexpr std::string_view kBase64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string_view rest = value;
  const std::string_view size = next_part(rest, ':');
  if (size.empty() || size.size() > 10 || !all(size, kDigit) || rest.find(':') == std::string_view::npos) return false;
  const std::string_view first = next_part(rest, ':');
  if (const std::size_t name = rest.find(",\"");
      name != std::string_view::npos && rest.ends_with('"') && name + 2 < rest.size())
    rest = rest.substr(0, name);
  return first.size() <= 64 && rest.size() <= 64 && first.find_first_not_of(kBase64) == std::string_view::npos &&
         rest.find_first_not_of(kBase64) == std::string_view::npos;
}
// Only the ending is looked at: the classes of Windows all have it, and which of them there are is left to Windows.
bool is_process_priority(std::string_view text) { return text.ends_with("_CLASS"); }

// In the order of Format.
// The function that decides and the finding when it says no; the severity stands with the finding.
constexpr FormatRule kRules[] = {
    {},
    {is_ipv4, FindingCode::ipv4_address},
    {is_ipv6, FindingCode::ipv6_address},
    {is_mac, FindingCode::mac_address},
    {is_domain_name, FindingCode::domain_name},
    {is_email_address, FindingCode::email_address},
    {is_url, FindingCode::url},
    {is_url_reference, FindingCode::url_reference},
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

// By place in the table; the assertion above counts its rows.
const FormatRule& rule_of(Format format) { return kRules[static_cast<std::size_t>(format)]; }

// The UUID is counted from the end, because a type may have hyphens itself. RFC 9562 section 4: versions 1 to 8, and
// the variant "10", which makes the first digit of the fourth group 8, 9, a or b.
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

// Dearer than split_at_uuid() by a look at each letter of the type, so it is for types that are not known by name.
bool split_identifier(std::string_view id, std::string_view& type) {
  return split_at_uuid(id, type) && is_type_name(type);
}

// Section 3.1. Two hyphens are not allowed side by side, as that is where an identifier is cut.
bool is_type_name(std::string_view text) {
  if (text.size() < 3 || text.size() > 250 || !is(text[0], kLower)) return false;
  return all(text, kLower | kDigit | kHyphen) && text.find("--") == std::string_view::npos;
}

// Unlike the name of a type, that of a property has underscores and no hyphens.
bool is_property_name(std::string_view text) {
  return text.size() >= 3 && text.size() <= 250 && is(text[0], kLower) && all(text, kLower | kDigit | kUnderscore);
}

// Section 2.3. Capitals are allowed here; is_lowercase_key() is for the place where lower case is asked for.
bool is_dictionary_key(std::string_view text) {
  return !text.empty() && text.size() <= 250 && all(text, kLower | kUpper | kDigit | kHyphen | kUnderscore);
}

bool is_lowercase_key(std::string_view text) {
  return !text.empty() && text.size() <= 250 && all(text, kLower | kDigit | kHyphen | kUnderscore);
}

// The name of an algorithm is a key like any other, only that it has at least three characters.
bool is_hash_name(std::string_view text) { return text.size() >= 3 && is_dictionary_key(text); }

// Names of extensions from before there were extension definitions; the predefined ones have this form, too.
bool is_extension_name(std::string_view text) { return text.ends_with("-ext") && is_type_name(text); }

// A path of names and list indexes (section 7.2.3.1). It does not begin with an index: an object has no list around
// it.
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

// Whole bytes only, so an odd number of digits is refused, and so is a text of none.
bool is_hexadecimal(std::string_view text) { return !text.empty() && text.size() % 2 == 0 && all(text, kHex); }

// Padding bits that are not zero are let through: another program may have written them, and the bytes are clear all
// the same.
bool is_base64(std::string_view text) {
  if (text.empty() || text.size() % 4 != 0) return false;
  if (text.ends_with('=')) text.remove_suffix(text.ends_with("==") ? 2 : 1);
  for (const char c : text)
    if (!is(c, kLower | kUpper | kDigit) && c != '+' && c != '/') return false;
  return true;
}

// What the standard says of such names is lower case, with hyphens for spaces and underscores. Other characters,
// those beyond ASCII included, are let through.
bool is_lowercase_term(std::string_view text) {
  for (const char c : text)
    if (is(c, kUpper) || c == ' ' || c == '_') return false;
  return !text.empty();
}

// Only the algorithms of hash-algorithm-ov are known; a hash of any other may look as it likes.
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
  if (algorithm == "SSDEEP")
    return is_ssdeep(value) ? "" : "it must be a block size and two hashes, separated by colons";
  return "";
}

}  // namespace parley::stix
