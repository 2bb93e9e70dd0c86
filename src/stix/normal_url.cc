// URLs: RFC 3986 sections 6.2.2 and 6.2.3.
#include <array>
#include <charconv>

#include "stix/normal_forms.h"

// Two URLs are put together only where every server must treat them alike. So the scheme, the host and what is
// escaped are made the same, the fragment is dropped, since it is never sent, and the query stays byte for byte: its
// meaning is the server's own.
namespace parley::stix {
namespace {

enum : unsigned char { kUnreserved = 1, kPath = 2, kUserinfo = 4, kQuery = 8, kPlainHost = 16 };
// A byte may be in several classes. What is in none (spaces, quotes, what is not ASCII) stands in no URL and must be
// escaped.
constexpr std::array<unsigned char, 256> make_classes() {
  std::array<unsigned char, 256> out{};
  const auto add = [&](std::string_view text, int classes) {
    for (const char c : text) {
      auto& entry = out[static_cast<unsigned char>(c)];
      entry = static_cast<unsigned char>(entry | classes);
    }
  };
  // The query is left alone whatever is in it, but for what ends a URL in any text.
  for (std::size_t c = 0x21; c < 256; ++c) out[c] = c == 0x7F ? 0 : static_cast<unsigned char>(kQuery);
  add("abcdefghijklmnopqrstuvwxyz0123456789-._~", kUnreserved | kPath | kUserinfo);
  add("ABCDEFGHIJKLMNOPQRSTUVWXYZ", kUnreserved | kPath | kUserinfo);
  add("!$&'()*+,;=:", kPath | kUserinfo);
  add("@/", kPath);
  add("abcdefghijklmnopqrstuvwxyz0123456789-._", kPlainHost);
  return out;
}
// Filled when the program is compiled: one look-up for each byte, in place of a comparison for each class.
constexpr std::array<unsigned char, 256> kClass = make_classes();
// Whether the byte is in one of the classes, which may be several joined by "|".
bool is(char c, int classes) { return kClass[static_cast<unsigned char>(c)] & classes; }

constexpr Problem kBadCharacter = "a character that stands in no URL (RFC 3986)";
// RFC 3986 section 2.1: a "%" is always the beginning of an escape. One that stands for itself is "%25".
constexpr Problem kBadEscape = "a % without two hexadecimal digits";

// Appends with escapes in upper case and those of unreserved characters undone (6.2.2.1, 6.2.2.2).
// A "%2F" is no "/" and stays escaped: undoing it would change the path.
Problem append_escaped(std::string_view text, int allowed, std::string& out) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      if (!is(text[i], allowed)) return kBadCharacter;
      out += text[i];
      continue;
    }
    if (i + 2 >= text.size() || hex_digit(text[i + 1]) < 0 || hex_digit(text[i + 2]) < 0) return kBadEscape;
    const char c = static_cast<char>(hex_digit(text[i + 1]) << 4 | hex_digit(text[i + 2]));
    if (is(c, kUnreserved)) {
      out += c;
    } else {
      constexpr char kDigits[] = "0123456789ABCDEF";
      out += '%';
      out += kDigits[hex_digit(text[i + 1])];
      out += kDigits[hex_digit(text[i + 2])];
    }
    i += 2;
  }
  return nullptr;
}

// Section 5.2.4, for a path that begins with a slash: segment by segment.
// "/a/./b" and "/a/x/../b" are "/a/b"; too many ".." end at the root.
void append_without_dots(std::string_view path, std::string& out) {
  const std::size_t base = out.size();
  for (std::size_t at = 0; at < path.size();) {
    std::size_t end = path.find('/', at + 1);
    if (end == std::string_view::npos) end = path.size();
    const std::string_view segment = path.substr(at, end - at);  // with its slash
    const bool last = end == path.size();
    if (segment == "/.." || segment == "/.") {
      if (segment == "/.." && out.size() > base) out.resize(out.rfind('/'));
      if (last) out += '/';
    } else {
      out += segment;
    }
    at = end;
  }
}

// The schemes that have one, and thereby those that need a host.
unsigned default_port(std::string_view scheme) {
  if (scheme == "http" || scheme == "ws") return 80;
  if (scheme == "https" || scheme == "wss") return 443;
  if (scheme == "ftp") return 21;
  return 0;
}

// In the order of RFC 3986 section 3.2.2: an address in brackets, an IPv4 address, a name. Escapes in a name are
// undone first, so that none can hide what it is.
Problem append_host(std::string_view host, std::string_view scheme, std::string& out) {
  if (host.empty()) return default_port(scheme) ? "a host is missing" : nullptr;
  std::string storage;
  std::string_view normal;
  if (host.front() == '[') {
    if (host.back() != ']') return "a bracket is not closed";
    const std::string_view address = host.substr(1, host.size() - 2);
    if (address.find('/') != std::string_view::npos) return "not an IPv6 address";
    if (const Problem problem = normal_ipv6(address, false, storage, normal)) return problem;
    out += '[';
    out += normal;
    out += ']';
    return nullptr;
  }
  // An address in decimal only; "0x7f.1" and the like are names here, and refused as names that end in a number or
  // taken as they are.
  if (host.find('/') == std::string_view::npos && normal_ipv4(host, storage, normal) == nullptr) {
    out += normal;
    return nullptr;
  }
  std::string decoded;
  for (std::size_t i = 0; i < host.size(); ++i) {
    if (host[i] != '%') {
      decoded += host[i];
      continue;
    }
    if (i + 2 >= host.size() || hex_digit(host[i + 1]) < 0 || hex_digit(host[i + 2]) < 0) return kBadEscape;
    decoded += static_cast<char>(hex_digit(host[i + 1]) << 4 | hex_digit(host[i + 2]));
    i += 2;
  }
  if (const Problem problem = normal_domain(decoded, storage, normal)) return problem;
  out += normal;
  return nullptr;
}

// The last "@": what stands before it is user information, however it looks, and "http://bank.example@evil.example/"
// leads to evil.example.
Problem append_authority(std::string_view authority, std::string_view scheme, std::string& out) {
  const std::size_t at = authority.rfind('@');
  if (at != std::string_view::npos) {
    if (const Problem problem = append_escaped(authority.substr(0, at), kUserinfo, out)) return problem;
    out += '@';
    authority.remove_prefix(at + 1);
  }
  // The port is looked for behind the bracket, because an IPv6 address has colons itself.
  const std::size_t bracket = authority.rfind(']');
  const std::size_t colon = authority.find(':', bracket == std::string_view::npos ? 0 : bracket);
  if (const Problem problem = append_host(authority.substr(0, colon), scheme, out)) return problem;
  if (colon == std::string_view::npos || colon + 1 == authority.size()) return nullptr;
  const std::string_view digits = authority.substr(colon + 1);
  unsigned port = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (read.ec != std::errc() || read.ptr != digits.data() + digits.size() || port > 65'535) return "not a port";
  if (port != default_port(scheme)) out += ':', out += std::to_string(port);
  return nullptr;
}

// Whether `value` is its own normal form, told in one pass; false also means "not known".
// Most URLs in reports are of the web, in lower case up to the path and without a port. What has user information, a
// port, a fragment or an escape goes the long way.
bool is_plain(std::string_view value) {
  std::string_view rest = value;
  if (rest.starts_with("http://"))
    rest.remove_prefix(7);
  else if (rest.starts_with("https://"))
    rest.remove_prefix(8);
  else
    return false;
  std::size_t i = 0;
  while (i < rest.size() && is(rest[i], kPlainHost)) ++i;
  if (i == rest.size() || rest[i] != '/') return false;
  std::string storage;
  std::string_view host;
  if (rest[i - (i > 0)] == '.') return false;
  if (normal_domain(rest.substr(0, i), storage, host) != nullptr || host.size() != i || !storage.empty()) return false;
  for (; i < rest.size() && rest[i] != '?'; ++i)
    if (!is(rest[i], kPath) || (rest[i] == '.' && rest[i - 1] == '/')) return false;
  for (; i < rest.size(); ++i)
    if (!is(rest[i], kQuery) || rest[i] == '#') return false;
  return true;
}

}  // namespace

// In the order in which the parts stand. The scheme decides what may be missing: a URL of the web has a host, and an
// empty path there is "/".
Problem normal_url(std::string_view value, std::string& storage, std::string_view& out) {
  if (is_plain(value)) {
    out = value;
    return nullptr;
  }
  const std::size_t colon = value.find(':');
  if (colon == std::string_view::npos || colon == 0 || !is(to_lower(value[0]), kPlainHost) || is_digit(value[0]))
    return "a scheme is missing";
  std::string url;
  // Schemes are compared without case (section 3.1 there); they are written in lower case.
  for (const char c : value.substr(0, colon)) {
    const char low = to_lower(c);
    if (!((low >= 'a' && low <= 'z') || is_digit(low) || low == '+' || low == '-' || low == '.'))
      return "a scheme is missing";
    url += low;
  }
  const std::string scheme = url;
  url += ':';
  std::string_view rest = value.substr(colon + 1);
  rest = rest.substr(0, rest.find('#'));
  const std::size_t question = rest.find('?');
  const std::string_view query = question == std::string_view::npos ? "" : rest.substr(question);
  rest = rest.substr(0, question);

  const bool has_authority = rest.starts_with("//");
  if (has_authority) {
    rest.remove_prefix(2);
    const std::size_t slash = rest.find('/');
    url += "//";
    if (const Problem problem = append_authority(rest.substr(0, slash), scheme, url)) return problem;
    rest = slash == std::string_view::npos ? "/" : rest.substr(slash);
  } else if (default_port(scheme)) {
    return "a host is missing";
  }
  std::string path;
  if (const Problem problem = append_escaped(rest, kPath, path)) return problem;
  if (path.starts_with('/')) {
    std::string clean;
    append_without_dots(path, clean);
    // RFC 3986 section 3.3: without an authority a path does not begin with two slashes.
    if (!has_authority && clean.starts_with("//")) return "a host is missing";
    path = std::move(clean);
  }
  url += path;
  for (const char c : query)
    if (!is(c, kQuery)) return kBadCharacter;
  url += query;
  storage = std::move(url);
  out = storage;
  return nullptr;
}

}  // namespace parley::stix
