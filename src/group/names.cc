// Forms only: whether a name exists in DNS, or an address answers, is not asked here. Strict about what would
// let one address be written in several ways - capital letters, a port with a leading zero, a path behind it
// - since addresses are compared as texts, and stand in what people sign.
#include "group/names.h"

#include <algorithm>

#include "base/ascii.h"

namespace parley::group {
namespace {

bool is_port(std::string_view text) {
  return !text.empty() && text.size() <= 5 && text.front() != '0' && is_digits(text) &&
         (text.size() < 5 || text <= "65535");
}

// 253 octets are the most that a name has in DNS (RFC 1035 section 2.3.4, without the length octets). An
// underscore is no letter of a host name, but names on private networks have them.
bool is_host(std::string_view text) {
  if (text.empty() || text.size() > 253 || text.front() == '.' || text.front() == '-' || text.back() == '.' ||
      text.back() == '-')
    return false;
  return text.find("..") == std::string_view::npos && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
         });
}

// The outer form alone (RFC 3986 section 3.2.2): whether it is an address shows when it is connected to.
bool is_ipv6_literal(std::string_view text) {
  return text.size() > 4 && text.size() < 48 && text.front() == '[' && text.back() == ']' &&
         text.substr(1, text.size() - 2).find_first_not_of("0123456789abcdef:.") == std::string_view::npos;
}

// "HOST[:PORT]", where HOST may be an address in brackets.
bool is_authority(std::string_view text) {
  const std::size_t colon = text.find(':', text.starts_with('[') ? std::min(text.find(']'), text.size()) : 0);
  if (colon != std::string_view::npos && !is_port(text.substr(colon + 1))) return false;
  const std::string_view host = text.substr(0, colon);
  return is_host(host) || is_ipv6_literal(host);
}

}  // namespace

bool is_domain(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon != std::string_view::npos) return is_host(text.substr(0, colon)) && is_port(text.substr(colon + 1));
  return is_host(text);
}

bool is_node_url(std::string_view text) {
  constexpr std::string_view kScheme = "https://";
  return text.starts_with(kScheme) && is_authority(text.substr(kScheme.size()));
}

// The characters of a path in RFC 3986 section 3.3. No final slash, because "/add-checkpoint" is added to it.
bool is_service_url(std::string_view text) {
  const std::size_t scheme = text.starts_with("https://") ? 8 : text.starts_with("http://") ? 7 : 0;
  if (scheme == 0 || text.ends_with('/')) return false;
  text.remove_prefix(scheme);
  const std::size_t slash = std::min(text.find('/'), text.size());
  const std::string_view path = text.substr(slash);
  const bool plain = std::all_of(path.begin(), path.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("/-._~%!$&'()*,;=:@+").find(c) != std::string_view::npos;
  });
  return plain && is_authority(text.substr(0, slash));
}

}  // namespace parley::group
