#include "stix/normalise.h"

#include <utf8proc.h>

#include <array>
#include <cstdlib>
#include <memory>

#include "stix/normal_forms.h"

// Values are compared in their normal form, on both sides: what a pattern asks for and what was observed. The rule of
// thumb for each kind: two texts become one only if every system that uses them takes them for the same thing. A
// value without a normal form is no error for whoever calls; it is compared as it is, or matches nothing.
namespace parley::stix {
namespace {

// A path is compared as the text that it is in a pattern, so each spelling that is to be known has a row.
struct PathKind {
  std::string_view path;
  ValueKind kind;
};
// Object paths of STIX patterns, and what their value is.
constexpr PathKind kPaths[] = {
    {"domain-name:value", ValueKind::domain},
    {"ipv4-addr:value", ValueKind::ipv4},
    {"ipv6-addr:value", ValueKind::ipv6},
    {"url:value", ValueKind::url},
    {"artifact:url", ValueKind::url},
    {"email-addr:value", ValueKind::email},
    {"mac-addr:value", ValueKind::mac},
    {"user-account:user_id", ValueKind::account_id},
    {"user-account:account_login", ValueKind::account_login},
};
// References by name; others may lead to objects of any type.
// Of network traffic, names in the DNS and mail: the part of a path behind the type, which may differ.
constexpr PathKind kReferences[] = {
    {"src_ref.value", ValueKind::host},
    {"dst_ref.value", ValueKind::host},
    {"resolves_to_refs[*].value", ValueKind::host},
    {"from_ref.value", ValueKind::email},
    {"sender_ref.value", ValueKind::email},
    {"to_refs[*].value", ValueKind::email},
    {"cc_refs[*].value", ValueKind::email},
    {"bcc_refs[*].value", ValueKind::email},
};

struct HashKind {
  std::string_view name;
  std::string_view folded;  // lower case, without hyphens
  ValueKind kind;
  std::size_t digits;
};
// A row: the name in hash-algorithm-ov, as it is compared, the kind of its values, and how many digits they have.
// SSDEEP and TLSH tell by comparing how much two files are alike; equal text is all that is asked of them here, in
// the case in which it is written.
constexpr std::array<HashKind, 8> kHashes = {{
    {"MD5", "md5", ValueKind::md5, 32},
    {"SHA-1", "sha1", ValueKind::sha1, 40},
    {"SHA-256", "sha256", ValueKind::sha256, 64},
    {"SHA-512", "sha512", ValueKind::sha512, 128},
    {"SHA3-256", "sha3256", ValueKind::sha3_256, 64},
    {"SHA3-512", "sha3512", ValueKind::sha3_512, 128},
    {"SSDEEP", "ssdeep", ValueKind::none, 0},
    {"TLSH", "tlsh", ValueKind::none, 0},
}};

// The caller's text is given back when it is in normal form already, as nearly always, and nothing is copied.
Problem normal_hash(std::string_view value, std::size_t digits, std::string& storage, std::string_view& out) {
  if (value.size() != digits) return "not as long as a hash of this algorithm";
  bool lower = true;
  for (const char c : value) {
    if (hex_digit(c) < 0) return "not hexadecimal";
    lower &= c < 'A' || c > 'F';
  }
  if (lower) {
    out = value;
    return nullptr;
  }
  storage.resize(digits);
  for (std::size_t i = 0; i < digits; ++i) storage[i] = to_lower(value[i]);
  out = storage;
  return nullptr;
}

// Without "AS" in front: the property is a number, and whoever reads "AS64500" from a log takes the letters off.
Problem normal_as_number(std::string_view value, std::string_view& out) {
  constexpr Problem kWrong = "not a number of an autonomous system";
  if (value.empty() || value.size() > 10 || (value.size() > 1 && value[0] == '0')) return kWrong;
  std::uint64_t number = 0;
  for (const char c : value) {
    if (!is_digit(c)) return kWrong;
    number = number * 10 + static_cast<unsigned>(c - '0');
  }
  if (number > 0xFFFF'FFFF) return kWrong;
  out = value;
  return nullptr;
}

// A reference by name may lead to a MAC address, an address or a domain name. Their forms cannot be taken for one
// another: 17 characters with separators, a colon, or digits and dots.
Problem normal_host(std::string_view value, std::string& storage, std::string_view& out) {
  if (value.size() == 17 && normal_mac(value, storage, out) == nullptr) return nullptr;
  if (value.find(':') != std::string_view::npos) return normal_ipv6(value, true, storage, out);
  if (!value.empty() && is_digit(value[0]) && normal_ipv4(value, storage, out) == nullptr) return nullptr;
  return normal_domain(value, storage, out);
}

// The limit keeps a value from taking long: nothing that is an address, a name or a URL in use comes near it.
Problem normal_form(ValueKind kind, std::string_view value, std::string& storage, std::string_view& out) {
  if (value.size() > kMaxNormalBytes) return "longer than 65,535 bytes";
  switch (kind) {
    case ValueKind::none:
      out = value;
      return nullptr;
    case ValueKind::domain:
      return normal_domain(value, storage, out);
    case ValueKind::ipv4:
      return normal_ipv4(value, storage, out);
    case ValueKind::ipv6:
      return normal_ipv6(value, true, storage, out);
    case ValueKind::url:
      return normal_url(value, storage, out);
    case ValueKind::email:
      return normal_email(value, storage, out);
    case ValueKind::mac:
      return normal_mac(value, storage, out);
    case ValueKind::as_number:
      return normal_as_number(value, out);
    case ValueKind::host:
      return normal_host(value, storage, out);
    case ValueKind::account_id:
      return value.empty() ? "empty" : normal_text(value, false, storage, out);
    case ValueKind::account_login:
      return value.empty() ? "empty" : normal_text(value, true, storage, out);
    default:
      for (const HashKind& hash : kHashes)
        if (hash.kind == kind) return normal_hash(value, hash.digits, storage, out);
      return "of no known kind";
  }
}

}  // namespace

// Unicode NFC: the same letters may be written composed or not, and look the same. Case is changed for ASCII only,
// because what lower case is beyond it depends on the language.
Problem normal_text(std::string_view value, bool lower, std::string& storage, std::string_view& out) {
  // One pass tells whether anything is to be done at all.
  bool ascii = true, same = true;
  for (const char c : value) {
    ascii &= static_cast<unsigned char>(c) < 0x80;
    same &= !lower || c == to_lower(c);
  }
  if (ascii && same) {
    out = value;
    return nullptr;
  }
  std::string text(value);
  if (!ascii) {
    utf8proc_uint8_t* raw = nullptr;
    const auto length = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(value.data()),
                                     static_cast<utf8proc_ssize_t>(value.size()), &raw,
                                     static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
    const std::unique_ptr<utf8proc_uint8_t, void (*)(void*)> mapped(raw, std::free);
    if (length < 0) return "not UTF-8";
    text.assign(reinterpret_cast<const char*>(raw), static_cast<std::size_t>(length));
  }
  if (lower)
    for (char& c : text) c = to_lower(c);
  storage = std::move(text);
  out = storage;
  return nullptr;
}

// An addr-spec whose local part is a dot-atom (RFC 5322 section 3.4.1, RFC 6531 section 3.3).
// The local part is lower-cased although RFC 5321 section 2.4 leaves its case to the receiver: no provider in use
// tells two mailboxes apart by it, and reports write it in both ways.
Problem normal_email(std::string_view value, std::string& storage, std::string_view& out) {
  const std::size_t at = value.rfind('@');
  if (at == std::string_view::npos || at == 0) return "not an address with an @";
  const std::string_view local = value.substr(0, at);
  constexpr std::string_view kMarks = ".!#$%&'*+/=?^_`{|}~-";
  for (const char c : local) {
    const bool letter = is_digit(c) || (to_lower(c) >= 'a' && to_lower(c) <= 'z');
    if (!letter && static_cast<unsigned char>(c) < 0x80 && kMarks.find(c) == std::string_view::npos)
      return "a character that no plain address has";
  }
  if (local.front() == '.' || local.back() == '.' || local.find("..") != std::string_view::npos)
    return "an empty part between dots";
  std::string local_storage, domain_storage;
  std::string_view local_normal, domain;
  if (const Problem problem = normal_text(local, true, local_storage, local_normal)) return problem;
  if (const Problem problem = normal_domain(value.substr(at + 1), domain_storage, domain)) return problem;
  // Both halves are their own normal form, so the value is, but for a dot of the root at its end.
  if (local_storage.empty() && domain_storage.empty()) {
    out = value.substr(0, at + 1 + domain.size());
    return nullptr;
  }
  std::string text(local_normal);
  text += '@';
  text += domain;
  storage = std::move(text);
  out = storage;
  return nullptr;
}

// "sha256", "SHA-256" and "Sha256" are in use as keys of the same algorithm.
std::string_view hash_algorithm(std::string_view name) {
  // No name of an algorithm is longer without its hyphens; a longer one is none of them.
  char folded[8];
  std::size_t length = 0;
  for (const char c : name) {
    if (c == '-') continue;
    if (length == sizeof folded) return "";
    folded[length++] = to_lower(c);
  }
  for (const HashKind& hash : kHashes)
    if (hash.folded == std::string_view(folded, length)) return hash.name;
  return "";
}

// Algorithms without a form of their own are compared as they are written.
ValueKind kind_of_hash(std::string_view algorithm) {
  const std::string_view name = hash_algorithm(algorithm);
  for (const HashKind& hash : kHashes)
    if (hash.name == name) return hash.kind;
  return ValueKind::none;
}

// First the whole path, then what is behind the type, then hashes at any depth: file:hashes.'SHA-256', or those of a
// certificate or an extension.
ValueKind kind_of_path(std::string_view path) {
  for (const PathKind& known : kPaths)
    if (known.path == path) return known.kind;
  const std::size_t colon = path.find(':');
  for (const PathKind& known : kReferences)
    if (colon != std::string_view::npos && path.substr(colon + 1) == known.path) return known.kind;
  const std::size_t hashes = path.rfind("hashes.");
  if (hashes == std::string_view::npos || hashes == 0 || (path[hashes - 1] != ':' && path[hashes - 1] != '.'))
    return ValueKind::none;
  std::string_view algorithm = path.substr(hashes + 7);
  if (algorithm.size() >= 2 && algorithm.front() == '\'') algorithm = algorithm.substr(1, algorithm.size() - 2);
  return kind_of_hash(algorithm);
}

// For callers that want to know why a value has no normal form.
Result<std::string> normalise(ValueKind kind, std::string_view value) {
  std::string storage;
  std::string_view out;
  if (const Problem problem = normal_form(kind, value, storage, out)) return Error{Code::invalid_input, problem};
  return std::string(out);
}

// The same for hot paths: no message, and no copy of what is in normal form.
std::optional<std::string_view> normalise(ValueKind kind, std::string_view value, std::string& storage) {
  std::string_view out;
  if (normal_form(kind, value, storage, out)) return {};
  return out;
}

namespace {

// The first text in lower case, since what people wrote is compared without regard to case.
struct Rule {
  std::string_view from, to;
};
// A row: what people write, and what it stands for. Brackets of each kind around a dot, a colon, slashes or an at
// sign. Of rules that fit at one place the last counts.
constexpr Rule kMarks[] = {{"[.", "."},  {".]", "."},  {"\\.", "."},   {"{dot}", "."}, {"[d]", "."}, {"[.]", "."},
                           {"(.)", "."}, {"{.}", "."}, {"[dot]", "."}, {"(dot)", "."}, {"[:]", ":"}, {"[://]", "://"},
                           {"[/]", "/"}, {"[@]", "@"}, {"(@)", "@"},   {"[at]", "@"},  {"(at)", "@"}};
// Schemes that no browser opens, as reports write them.
constexpr Rule kSchemes[] = {{"hxxp", "http"}, {"hxxps", "https"}, {"h**p", "http"}, {"h**ps", "https"},
                             {"hxtp", "http"}, {"hxtps", "https"}, {"htxp", "http"}, {"htxps", "https"},
                             {"meow", "http"}, {"fxp", "ftp"}};
// The words by themselves. An "at" is a sign only where a dot is a word as well: "seen at bad.example" is prose.
constexpr std::string_view kDotWord = " dot ", kAtWord = " at ";

// The second text must be in lower case already.
bool same(std::string_view a, std::string_view lower) {
  if (a.size() != lower.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i)
    if (to_lower(a[i]) != lower[i]) return false;
  return true;
}

// What stands for something else at the beginning of `text`; null: nothing does.
const Rule* mark_at(std::string_view text, bool in_words) {
  static constexpr Rule kWords[] = {{kDotWord, "."}, {kAtWord, "@"}};
  const Rule* found = nullptr;
  for (const Rule& rule : kMarks)
    if (same(text.substr(0, rule.from.size()), rule.from)) found = &rule;
  for (const Rule& rule : kWords)
    if (in_words && same(text.substr(0, rule.from.size()), rule.from)) found = &rule;
  return found;
}

}  // namespace

// Whether the dot is written as a word somewhere, which is what makes an "at" a sign.
bool says_dot(std::string_view text) {
  for (std::size_t at = text.find(' '); at != std::string_view::npos; at = text.find(' ', at + 1))
    if (same(text.substr(at, kDotWord.size()), kDotWord)) return true;
  return false;
}

// Marks are looked for where a bracket, a backslash or a blank stands, and schemes in front of colons: of a text in
// which nothing of the kind stands, nothing is compared.
bool may_be_defanged(std::string_view text) {
  constexpr std::string_view kFirst = "[({\\ ";
  for (std::size_t at = text.find_first_of(kFirst); at != text.npos; at = text.find_first_of(kFirst, at + 1))
    if (const Rule* found = mark_at(text.substr(at), true); found != nullptr && found->from != kAtWord) return true;
  if (text.find(".]") != text.npos) return true;
  for (std::size_t colon = text.find(':'); colon != text.npos; colon = text.find(':', colon + 1))
    for (const Rule& rule : kSchemes)
      if (colon >= rule.from.size() && same(text.substr(colon - rule.from.size(), rule.from.size()), rule.from))
        return true;
  return false;
}

// What people do to a value so that nobody clicks on it, undone. The result is offered and never used in place of
// what was written, because a bracket may belong there.
std::string refang(std::string_view value, bool& changed) {
  std::string out;
  changed = false;
  const bool in_words = says_dot(value);
  for (std::size_t i = 0; i < value.size();) {
    // Each place of the original text is looked at once, so nothing that was put in is refanged again.
    const Rule* const found = mark_at(value.substr(i), in_words);
    changed |= found != nullptr;
    // "bad [dot] example": the blanks around a bracket that stands for a sign belong to it.
    const bool takes_blanks = found != nullptr && (found->to == "." || found->to == "@");
    while (takes_blanks && !out.empty() && out.back() == ' ') out.pop_back();
    out += found ? found->to : value.substr(i, 1);
    i += found ? found->from.size() : 1;
    while (takes_blanks && i < value.size() && value[i] == ' ') ++i;
  }
  // The scheme at the end: only with the brackets gone is the colon behind it found.
  const std::size_t colon = out.find(':');
  for (const Rule& rule : kSchemes) {
    if (colon == std::string::npos || !same(std::string_view(out).substr(0, colon), rule.from)) continue;
    out.replace(0, colon, rule.to);
    changed = true;
    break;
  }
  return out;
}

}  // namespace parley::stix
