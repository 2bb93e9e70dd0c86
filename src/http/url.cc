// The URLs that a node is configured with or finds on a card. Credentials in one are refused: a URL
// is shown and logged, and a password must not be.
#include "http/url.h"

#include <algorithm>

#include "http/text.h"

namespace parley::http {

// No decoding, no relative forms and no repairs: what is not plainly a URL is refused with the
// reason.
Result<Url> Url::parse(std::string_view text) {
  const auto wrong = [&](std::string_view why) {
    return Error{Code::invalid_input, "URL \"" + std::string(text) + "\": " + std::string(why)};
  };
  if (!std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7F; }))
    return wrong("spaces, control characters and characters past ASCII must be percent-encoded");
  const std::size_t scheme = text.find("://");
  if (scheme == std::string_view::npos) return wrong("it must begin with http:// or https://");
  Url url;
  url.secure = equals_ignoring_case(text.substr(0, scheme), "https");
  if (!url.secure && !equals_ignoring_case(text.substr(0, scheme), "http"))
    return wrong("it must begin with http:// or https://");
  std::string_view rest = text.substr(scheme + 3);
  // A fragment is for the client alone and never part of what is requested (RFC 9110 section 7.1).
  rest = rest.substr(0, rest.find('#'));
  const std::size_t slash = std::min(rest.find_first_of("/?"), rest.size());
  std::string_view authority = rest.substr(0, slash);
  rest.remove_prefix(slash);
  if (!rest.empty()) url.target = rest.front() == '?' ? "/" + std::string(rest) : std::string(rest);

  if (authority.find('@') != std::string_view::npos) return wrong("credentials do not belong in a URL");
  std::string_view port;
  // An IPv6 address has colons of its own, so the port is looked for behind the bracket (RFC 3986 section 3.2.2).
  if (authority.starts_with('[')) {
    const std::size_t close = authority.find(']');
    if (close == std::string_view::npos) return wrong("\"[\" without \"]\"");
    url.host = authority.substr(1, close - 1);
    port = authority.substr(close + 1);
  } else {
    const std::size_t colon = std::min(authority.find(':'), authority.size());
    url.host = authority.substr(0, colon);
    port = authority.substr(colon);
  }
  if (url.host.empty()) return wrong("it names no host");
  unsigned long long number = url.secure ? 443 : 80;
  if (!port.empty() && (port.front() != ':' || !parse_decimal(port.substr(1), number) || number == 0 || number > 65535))
    return wrong("the port is a number from 1 to 65535");
  url.port = static_cast<std::uint16_t>(number);
  return url;
}

// The form of a Host field: brackets around IPv6, and no port where it is the default of the scheme (RFC 9110 sections
// 4.2 and 7.2).
std::string Url::authority() const {
  std::string out = host.find(':') == std::string::npos ? host : "[" + host + "]";
  if (port != (secure ? 443 : 80)) out += ":" + std::to_string(port);
  return out;
}

}  // namespace parley::http
