// Which client is behind a proxy. Limits are counted by address, so a client that could choose the
// address it is counted under would have none. Hence the walk from the right: each proxy appends
// whom it heard from, so an element is as good as the one to its right, and the first address that
// is not a trusted proxy is the last one that somebody trusted has seen.
#include "http/forwarded.h"

#include <arpa/inet.h>

#include <algorithm>
#include <cstring>
#include <vector>

#include "http/peer.h"
#include "http/text.h"

namespace parley::http {
namespace {

constexpr std::size_t kMaxHops = 32;  // proxies in a row that are looked at
// ::ffff:0:0/96, the addresses of IPv4 within IPv6 (RFC 4291 section 2.5.5.2).
constexpr std::array<std::uint8_t, 12> kMapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

// Everything is compared as an IPv6 address, in which IPv4 has its mapped place: one client has one
// spelling then, however it came.
std::optional<std::array<std::uint8_t, 16>> address_bytes(std::string_view text) {
  if (text.size() >= INET6_ADDRSTRLEN) return std::nullopt;
  const std::string terminated(text);
  std::array<std::uint8_t, 16> out{};
  if (inet_pton(AF_INET6, terminated.c_str(), out.data()) == 1) return out;
  std::copy(kMapped.begin(), kMapped.end(), out.begin());
  if (inet_pton(AF_INET, terminated.c_str(), out.data() + kMapped.size()) == 1) return out;
  return std::nullopt;
}

bool is_v4(const std::array<std::uint8_t, 16>& bytes) {
  return std::equal(kMapped.begin(), kMapped.end(), bytes.begin());
}

// The one spelling under which an address is counted; mapped addresses are written as IPv4.
std::string address_text(const std::array<std::uint8_t, 16>& bytes) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (is_v4(bytes))
    inet_ntop(AF_INET, bytes.data() + kMapped.size(), text.data(), text.size());
  else
    inet_ntop(AF_INET6, bytes.data(), text.data(), text.size());
  return text.data();
}

// Only the form is checked: the port of a forwarded address is dropped, and a proxy may write any.
bool is_port(std::string_view text) {
  return !text.empty() && text.size() <= 5 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// Cuts `text` at each `separator` outside of quoted strings (RFC 9110 section 5.6.4). False for a string that does not
// end.
bool split(std::string_view text, char separator, std::vector<std::string_view>& out) {
  bool quoted = false;
  std::size_t begin = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (quoted && text[at] == '\\')
      ++at;
    else if (text[at] == '"')
      quoted = !quoted;
    else if (!quoted && text[at] == separator)
      out.push_back(trim(text.substr(begin, at - begin))), begin = at + 1;
  }
  out.push_back(trim(text.substr(begin)));
  return !quoted;
}

// The value of "for" in one element of Forwarded; empty when there is none, it is there twice or malformed.
std::string for_of(std::string_view element) {
  std::vector<std::string_view> pairs;
  if (!split(element, ';', pairs)) return {};
  std::string found;
  bool seen = false;
  for (const std::string_view pair : pairs) {
    const std::size_t equals = pair.find('=');
    if (equals == std::string_view::npos || !equals_ignoring_case(pair.substr(0, equals), "for")) continue;
    if (seen) return {};
    seen = true;
    std::string_view value = pair.substr(equals + 1);
    const bool quoted = value.size() >= 2 && value.front() == '"' && value.back() == '"';
    if (quoted) value = value.substr(1, value.size() - 2);
    for (std::size_t at = 0; at < value.size(); ++at) {
      if (quoted && value[at] == '\\' && ++at == value.size()) return {};
      found += value[at];
    }
  }
  return found;
}

// Each element of all fields of that name, in their order; malformed ones as empty text.
std::vector<std::string> elements_of(const Headers& headers, std::string_view field) {
  const bool plain = field == "X-Forwarded-For";
  std::vector<std::string> out;
  for (const auto& [name, value] : headers) {
    if (!equals_ignoring_case(name, field)) continue;
    std::vector<std::string_view> elements;
    if (plain) {
      // X-Forwarded-For has no quoting; a comma always separates.
      for (std::string_view rest = value;;) {
        const std::size_t comma = rest.find(',');
        elements.push_back(trim(rest.substr(0, comma)));
        if (comma == std::string_view::npos) break;
        rest.remove_prefix(comma + 1);
      }
    } else if (!split(value, ',', elements)) {
      out.emplace_back();  // whatever stands in it, where it ends is not known
      continue;
    }
    for (const std::string_view element : elements) out.push_back(plain ? std::string(element) : for_of(element));
  }
  return out;
}

bool is_trusted(std::string_view address, std::span<const AddressRange> trusted) {
  return std::any_of(trusted.begin(), trusted.end(), [&](const AddressRange& one) { return one.contains(address); });
}

// The first address from the right that is not trusted; the last one when all are. Nothing when there is no field or
// it is malformed before that.
std::optional<std::string> client_in(const Headers& headers, std::string_view field,
                                     std::span<const AddressRange> trusted) {
  const std::vector<std::string> elements = elements_of(headers, field);
  std::optional<std::string> client;
  for (std::size_t hop = 0; hop < std::min(elements.size(), kMaxHops); ++hop) {
    client = node_address(elements[elements.size() - 1 - hop]);
    if (!client || !is_trusted(*client, trusted)) return client;
  }
  return elements.size() > kMaxHops ? std::nullopt : client;
}

}  // namespace

// A network with bits behind its prefix is refused, not rounded: it is a mistake of an operator,
// about whom to trust.
Result<AddressRange> AddressRange::parse(std::string_view text) {
  const Error bad{Code::invalid_input, "\"" + std::string(text.substr(0, 100)) +
                                           "\" is not an address (192.0.2.1, 2001:db8::1) or a network (10.0.0.0/8)"};
  const std::size_t slash = text.find('/');
  const auto bytes = address_bytes(text.substr(0, slash));
  if (!bytes) return bad;
  AddressRange out;
  out.bytes_ = *bytes;
  if (slash == std::string_view::npos) return out;
  const bool v4 = text.find(':') == std::string_view::npos;
  unsigned long long bits = 0;
  if (!parse_decimal(text.substr(slash + 1), bits) || bits > (v4 ? 32u : 128u)) return bad;
  out.bits_ = static_cast<int>(bits) + (v4 ? 96 : 0);
  for (int bit = out.bits_; bit < 128; ++bit)
    if (out.bytes_[static_cast<std::size_t>(bit) / 8] >> (7 - bit % 8) & 1)
      return Error{Code::invalid_input, "the network \"" + std::string(text) + "\" has bits behind its prefix"};
  return out;
}

// Whole bytes first and then the bits that are left. An IPv4 network was moved 96 bits up when it was parsed, so one
// comparison serves both families. What is no address is in no network.
bool AddressRange::contains(std::string_view address) const {
  const auto bytes = address_bytes(address);
  if (!bytes) return false;
  const auto whole = static_cast<std::size_t>(bits_ / 8);
  if (!std::equal(bytes_.begin(), bytes_.begin() + static_cast<std::ptrdiff_t>(whole), bytes->begin())) return false;
  return bits_ % 8 == 0 || (bytes_[whole] ^ (*bytes)[whole]) >> (8 - bits_ % 8) == 0;
}

// With one colon it is IPv4 with a port, with more an IPv6 address without brackets.
std::optional<std::string> node_address(std::string_view text) {
  const auto first_colon = text.find(':');
  if (text.starts_with('[')) {
    const std::size_t end = text.find(']');
    if (end == std::string_view::npos) return std::nullopt;
    const std::string_view rest = text.substr(end + 1);
    if (!rest.empty() && (rest.front() != ':' || !is_port(rest.substr(1)))) return std::nullopt;
    text = text.substr(1, end - 1);
    if (text.find(':') == std::string_view::npos) return std::nullopt;  // brackets are for IPv6
  } else if (first_colon != std::string_view::npos && text.find(':', first_colon + 1) == std::string_view::npos) {
    if (!is_port(text.substr(first_colon + 1))) return std::nullopt;
    text = text.substr(0, first_colon);
  }
  const auto bytes = address_bytes(text);
  if (!bytes) return std::nullopt;
  return address_text(*bytes);
}

// Fields are believed only from a trusted proxy. Where both are there and differ, the proxy sets one of them and passes
// the other on from the client; which is which cannot be told, so neither counts. The port behind a proxy is not known
// and stands as 0.
std::string client_behind(const Headers& headers, std::string_view peer, std::span<const AddressRange> trusted) {
  if (trusted.empty() || !is_trusted(peer_address(peer), trusted)) return std::string(peer);
  const bool has_standard = find_header(headers, "Forwarded") != nullptr;
  const bool has_common = find_header(headers, "X-Forwarded-For") != nullptr;
  const auto standard = client_in(headers, "Forwarded", trusted);
  const auto common = client_in(headers, "X-Forwarded-For", trusted);
  if (has_standard && has_common && standard != common) return std::string(peer);
  const auto& client = has_standard ? standard : common;
  if (!client) return std::string(peer);
  return client->find(':') == std::string::npos ? *client + ":0" : "[" + *client + "]:0";
}

}  // namespace parley::http
