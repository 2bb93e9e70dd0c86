// Small recognisers of values and times, each of which looks at a value once. They decide by shape:
// that something looks like a domain does not make it one, and what follows of that is said where
// the role is chosen (values.cc).
#include "watch/record.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <cstring>

#include "base/ascii.h"
#include "watch/mapped.h"

namespace parley::watch {
namespace {

// By Role: the names of a mapping file; those behind "any" are never written there.
constexpr std::string_view kNames[] = {"none",
                                       "time",
                                       "source_address",
                                       "destination_address",
                                       "address",
                                       "source_port",
                                       "destination_port",
                                       "host_port",
                                       "transport",
                                       "service",
                                       "source_mac",
                                       "destination_mac",
                                       "mac",
                                       "domain",
                                       "host",
                                       "answer",
                                       "url",
                                       "uri",
                                       "scheme",
                                       "method",
                                       "user_agent",
                                       "referrer",
                                       "sender",
                                       "recipient",
                                       "cc",
                                       "email",
                                       "subject",
                                       "message_id",
                                       "mailer",
                                       "received",
                                       "md5",
                                       "sha1",
                                       "sha256",
                                       "sha512",
                                       "file_name",
                                       "file_size",
                                       "mime_type",
                                       "certificate_hash",
                                       "certificate",
                                       "certificate_serial",
                                       "certificate_subject",
                                       "certificate_issuer",
                                       "ja3",
                                       "ja3s",
                                       "ja4",
                                       "account",
                                       "words",
                                       "any",
                                       "maybe",
                                       "command",
                                       "argument"};
static_assert(std::size(kNames) == static_cast<std::size_t>(Role::argument) + 1);

// Labels of letters, digits, '-' and '_' (and bytes beyond ASCII: names as people write them), the last one no number.
// The lengths are those of the DNS (RFC 1035 section 2.3.4), in text: 63 bytes a label, 253 a name. Without a dot it is
// no domain here, or every word would be one.
bool is_domain(std::string_view text) {
  if (text.size() > 1 && text.back() == '.') text.remove_suffix(1);
  if (text.size() < 3 || text.size() > 253 || text.find('.') == std::string_view::npos) return false;
  std::size_t label = 0;
  for (const char c : text) {
    if (c == '.') {
      if (label == 0 || label > 63) return false;
      label = 0;
    } else if (is_letter(c) || is_digit(c) || c == '-' || c == '_' || (c & 0x80) != 0) {
      ++label;
    } else {
      return false;
    }
  }
  const std::string_view last = text.substr(text.rfind('.') + 1);
  return !last.empty() && last.size() <= 63 && !std::all_of(last.begin(), last.end(), is_digit);
}

// Whether one of the characters is in the text. find_first_of() calls a function for every byte of it, and these texts
// are short and many.
template <char... kWanted>
bool has_any(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return ((c == kWanted) || ...); });
}

// A number of exactly `width` digits at `at`, which moves behind it.
bool digits(std::string_view text, std::size_t& at, std::size_t width, int& out) {
  if (at + width > text.size()) return false;
  out = 0;
  for (std::size_t i = 0; i < width; ++i) {
    if (!is_digit(text[at + i])) return false;
    out = out * 10 + (text[at + i] - '0');
  }
  at += width;
  return true;
}

// Digits of the fraction are added one by one, exactly; a double would lose some.
// Seconds or milliseconds since 1970, told apart by their size; times before 1970 are refused.
std::optional<LogTime> parse_epoch(std::string_view text) {
  std::int64_t whole = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), whole);
  // Year 9999 in milliseconds is below 10^15; seconds from 10^11 on would be the year 5138.
  if (error != std::errc() || whole < 0 || whole > 999'999'999'999'999) return std::nullopt;
  const bool millis = whole >= 100'000'000'000;
  std::int64_t scale = millis ? 1'000 : 1'000'000, micros = whole * scale;
  std::string_view rest(end, static_cast<std::size_t>(text.data() + text.size() - end));
  if (!rest.empty() && rest.front() == '.') {
    rest.remove_prefix(1);
    while (!rest.empty() && is_digit(rest.front())) {
      scale /= 10;
      micros += scale * (rest.front() - '0');
      rest.remove_prefix(1);
    }
  }
  if (!rest.empty() || micros > 253'402'300'799'999'999) return std::nullopt;
  return LogTime{{micros}, true};
}

}  // namespace

std::string_view to_string(Role role) { return kNames[static_cast<std::size_t>(role)]; }
std::span<const std::string_view> role_names() { return std::span(kNames).subspan(1, kRoles - 1); }
std::optional<Role> role_from_text(std::string_view text) {
  for (std::size_t i = 1; i < kRoles; ++i)
    if (kNames[i] == text) return static_cast<Role>(i);
  return std::nullopt;
}

// What holds several values goes to add_parts(); nearly everything else is kept as it is, without a copy.
void Record::add(Role role, std::string_view value, std::uint8_t note) {
  if (value.empty()) return;
  if (note != 0) {
    // What it is its reader says when the whole line is known.
    noted = true;
    keep(role, value, note);
    return;
  }
  switch (role) {
    case Role::none:
      return;
    case Role::time:
      time = value;
      return;
    // Addresses are compared without a port and without the mapping of IPv4 into IPv6.
    case Role::source_address:
    case Role::destination_address:
      value = plain_address(value);
      break;
    // The data of a record that came along with an answer may be a text, in which addresses and names stand.
    case Role::address:
      if (has_any<' ', '=', '"'>(value)) return add_parts(Role::words, value);
      value = plain_address(value);
      break;
    // A host stands in a header as it is written; as an address it is compared as one.
    case Role::host:
      if (may_be_mapped(value)) keep(Role::address, plain_address(value));
      break;
    case Role::answer:
      value = plain_address(value);
      // The answer to a question for TXT, or one of another type with its parts: addresses and names may stand in it.
      if (has_any<' ', '/', '=', '"'>(value)) add_parts(Role::words, value);
      break;
    case Role::url:
    case Role::uri:
    case Role::referrer:
    case Role::sender:
    case Role::recipient:
    case Role::cc:
    case Role::email:
    case Role::received:
    case Role::certificate:
    case Role::certificate_subject:
    case Role::words:
    case Role::any:
    case Role::command:
    case Role::argument:
      return add_parts(role, value);
    default:
      break;
  }
  keep(role, value);
}

// Cheap tests come first: most addresses have no colon, and most of those that have one are not
// mapped.
std::string_view Record::plain_address(std::string_view value) {
  if (value.find(':') == std::string_view::npos) return value;
  if (address_shape(value) != Shape::ipv6) {
    const std::string_view bare = without_port(value);
    const bool is_block = value.find('/') != std::string_view::npos;
    // A port is taken off only when an address or a name remains: the colon may be of something else.
    if (bare.size() < value.size() && (address_shape(bare) || is_domain(bare)))
      value = bare;
    else if (!is_block)
      return value;
  }
  if (!may_be_mapped(value)) return value;
  auto plain = unmapped_address(value);
  if (!plain) return value;
  std::string& kept = scratch();
  kept = std::move(*plain);
  return kept;
}

const Field* Record::find(Role role) const {
  for (const Field& field : fields)
    if (field.role == role) return &field;
  return nullptr;
}

// inet_pton() is strict where it matters: no octal numbers, no short forms.
std::optional<Shape> address_shape(std::string_view value) {
  if (value.size() < 2 || value.size() > 45) return std::nullopt;
  // inet_pton() wants a text that ends with NUL; 45 characters are the longest spelling of an address.
  char text[46];
  std::memcpy(text, value.data(), value.size());
  text[value.size()] = '\0';
  in6_addr out;
  if (value.find(':') != std::string_view::npos)
    return ::inet_pton(AF_INET6, text, &out) == 1 ? std::optional(Shape::ipv6) : std::nullopt;
  return is_digit(value.front()) && ::inet_pton(AF_INET, text, &out) == 1 ? std::optional(Shape::ipv4) : std::nullopt;
}

// From what can be told for certain to what can only be guessed: addresses, digests by their
// length, URLs, e-mail addresses, names.
std::optional<Shape> shape_of(std::string_view value) {
  if (value.size() < 2) return std::nullopt;
  if (const auto address = address_shape(value)) return address;
  // Of another length they are a number or an identifier. They cannot be a name either, since there is no dot.
  if (std::all_of(value.begin(), value.end(), is_hex_digit)) {
    switch (value.size()) {
      case 32:
        return Shape::md5;
      case 40:
        return Shape::sha1;
      case 64:
        return Shape::sha256;
      case 128:
        return Shape::sha512;
      default:
        return std::nullopt;
    }
  }
  if (const std::size_t scheme = value.find("://"); scheme != std::string_view::npos && scheme > 1 && scheme < 12)
    return std::all_of(value.begin(), value.begin() + static_cast<std::ptrdiff_t>(scheme),
                       [](char c) { return is_letter(c) || is_digit(c) || c == '+' || c == '.' || c == '-'; })
               ? std::optional(Shape::url)
               : std::nullopt;
  if (const std::size_t at = value.rfind('@'); at != std::string_view::npos)
    return at > 0 && is_domain(value.substr(at + 1)) && value.find(' ') == std::string_view::npos
               ? std::optional(Shape::email)
               : std::nullopt;
  return is_domain(value) ? std::optional(Shape::domain) : std::nullopt;
}

// The last angle bracket: a display name may have some of its own.
std::string_view bare_email(std::string_view text) {
  if (const std::size_t open = text.rfind('<'); open != std::string_view::npos) {
    const std::size_t close = text.find('>', open);
    text = text.substr(open + 1, close == std::string_view::npos ? close : close - open - 1);
  }
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

// Two colons and no bracket are an IPv6 address without port.
std::string_view without_port(std::string_view host) {
  if (!host.empty() && host.front() == '[') {
    const std::size_t close = host.find(']');
    return close == std::string_view::npos ? host : host.substr(1, close - 1);
  }
  const std::size_t colon = host.find(':');
  return colon == std::string_view::npos || host.find(':', colon + 1) != std::string_view::npos ? host
                                                                                                : host.substr(0, colon);
}

// The last "@" ends the user's part: "http://good.example@evil.example/" goes to evil.example.
std::string_view host_of_url(std::string_view url) {
  const std::size_t scheme = url.find("://");
  // The same limit for a scheme as in shape_of().
  if (scheme == std::string_view::npos || scheme > 11) return {};
  url.remove_prefix(scheme + 3);
  url = url.substr(0, url.find_first_of("/?#\\"));
  if (const std::size_t at = url.rfind('@'); at != std::string_view::npos) url.remove_prefix(at + 1);
  return without_port(url);
}

// Both kinds of slashes, whatever system wrote the path.
std::string_view base_name(std::string_view path) {
  const std::size_t slash = path.find_last_of("/\\");
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

// No place on earth is further than 14 hours from UTC.
std::optional<int> zone_from_text(std::string_view text) {
  if (text == "Z" || text == "z" || text == "UTC") return 0;
  if (text.size() < 3 || (text[0] != '+' && text[0] != '-')) return std::nullopt;
  std::size_t at = 1;
  int hours = 0, minutes = 0;
  if (!digits(text, at, 2, hours)) return std::nullopt;
  if (at < text.size() && text[at] == ':') ++at;
  if (at < text.size() && !digits(text, at, 2, minutes)) return std::nullopt;
  if (at != text.size() || hours > 14 || minutes > 59) return std::nullopt;
  return (hours * 60 + minutes) * (text[0] == '-' ? -1 : 1);
}

// Date and time are 19 characters. Behind them a zone would have a letter or a sign, a fraction has neither.
bool lacks_zone(std::string_view text) {
  if (text.size() < 19 || text[4] != '-') return false;
  return text.find_first_not_of("0123456789.,", 19) == std::string_view::npos;
}

// Date and time go through the strict parser of timestamps; what logs write otherwise (a blank for
// the "T", a comma before the fraction, zones without a colon) is taken care of around it.
std::optional<LogTime> parse_time(std::string_view text, int zone_minutes) {
  if (text.empty()) return std::nullopt;
  // No hyphen behind the year: a number since 1970, or nothing that is a time.
  if (text.size() < 19 || text[4] != '-') return parse_epoch(text);
  std::string_view date = text.substr(0, 19), rest = text.substr(19);
  if (date[10] != 'T' && date[10] != 't' && date[10] != ' ') return std::nullopt;
  char canonical[21];
  std::memcpy(canonical, date.data(), 19);
  canonical[10] = 'T', canonical[19] = 'Z';
  Timestamp time;
  if (!Timestamp::parse(std::string_view(canonical, 20), time)) return std::nullopt;
  LogTime out{time.micros(), true};
  if (!rest.empty() && (rest.front() == '.' || rest.front() == ',')) {
    std::int64_t scale = 1'000'000;
    std::size_t at = 1;
    for (; at < rest.size() && is_digit(rest[at]); ++at) out.at.value += (scale /= 10) * (rest[at] - '0');
    if (at == 1) return std::nullopt;
    rest.remove_prefix(at);
  }
  while (!rest.empty() && rest.front() == ' ') rest.remove_prefix(1);
  int minutes = zone_minutes;
  if (rest.empty())
    out.has_zone = false;
  else if (const auto zone = zone_from_text(rest))
    minutes = *zone;
  else
    return std::nullopt;
  out.at.value -= std::int64_t{minutes} * 60'000'000;
  // Years 1 to 9999, which are all that a timestamp of STIX can say.
  if (out.at.value < -62'135'596'800'000'000 || out.at.value > 253'402'300'799'999'999) return std::nullopt;
  return out;
}

}  // namespace parley::watch
