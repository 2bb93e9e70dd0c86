// Values that hold others: the addresses in a To line, the host of a URL, the words of a text, a block of addresses.
//
// What a text only looks like (a word with a dot in it may be a file's name as well as a domain) becomes Role::maybe:
// it is searched for, and the evidence does not claim that it was seen. Hostile text costs what its length does; no
// line gives more than kMaxFields values.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/ascii.h"
#include "base/hash.h"
#include "pattern/address.h"
#include "stix/normalise.h"
#include "watch/blanks.h"
#include "watch/record.h"

namespace parley::watch {
namespace {

using pattern::AddressBlock;

// Patterns name single addresses more often than blocks, so a small block is also searched address by address; a large
// one would fill the record.
constexpr std::uint64_t kExpanded = 256;  // a block or range up to this many addresses gives each of them

constexpr std::size_t kMostInWords = 300;  // "bad-host dot example": no name is longer

// Whether it can be written so that nobody opens it by accident: "hxxp", "[.]". Cheap, for nearly nothing is.
bool may_be_defanged(std::string_view text) {
  if (text.find_first_of("[({\\") != std::string_view::npos) return true;
  if (text.size() <= kMostInWords && stix::says_dot(text)) return true;
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || colon > 5) return false;
  const std::string_view scheme = text.substr(0, colon);
  return scheme != "http" && scheme != "https" && scheme != "ftp";
}
bool is_port(std::string_view text) {
  unsigned value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() && value <= 65535;
}

// 00:00:5e:00:53:01 and with hyphens, 0000.5e00.5301, 00005e005301.
bool is_mac_length(std::size_t size) { return size == 17 || size == 14 || size == 12; }

// Each function takes one kind of text apart and puts what it finds into the record.
class Parts {
 public:
  explicit Parts(Record& record) : record_(record) {}

  // The limit is kept here, whatever a text holds.
  void put(Role role, std::string_view value) {
    if (value.empty() || record_.fields.size() >= kMaxFields) return;
    if (role == Role::any || role == Role::maybe || role == Role::address) value = record_.plain_address(value);
    record_.keep(role, value);
  }

  // As it was before it was defanged; nothing when it is not.
  std::optional<std::string_view> refanged(std::string_view text) {
    if (!may_be_defanged(text)) return std::nullopt;
    bool changed = false;
    std::string plain = stix::refang(text, changed);
    if (!changed) return std::nullopt;
    std::string& kept = record_.scratch();
    kept = std::move(plain);
    return kept;
  }

  // "Ada <a@example.org>, \"Bob, B\" <b@example.net>"
  // Commas inside of quotes and angle brackets separate nothing (RFC 5322 section 3.4).
  void mails(Role role, std::string_view text) {
    bool quoted = false, inside = false;
    std::size_t from = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
      const char c = text[i];
      if (c == '"') quoted = !quoted;
      if (c == '<') inside = true;
      if (c == '>') inside = false;
      if ((c != ',' && c != ';') || quoted || inside) continue;
      put(role, bare_email(text.substr(from, i - from)));
      from = i + 1;
    }
    put(role, bare_email(text.substr(from)));
  }

  // A URL tells of its host: an indicator of the domain is met by a URL there.
  void host_of(std::string_view url) {
    const std::string_view host = host_of_url(url);
    if (address_shape(host) || shape_of(host) == Shape::domain) put(Role::address, host);
  }

  // A URL without its scheme may be one of two.
  bool bare_url(std::string_view text) {
    const std::string_view host = without_port(text.substr(0, text.find_first_of("/?")));
    if (!address_shape(host) && shape_of(host) != Shape::domain) return false;
    put(Role::address, host);
    for (const std::string_view scheme : {"http://", "https://"}) {
      std::string& whole = record_.scratch();
      whole.append(scheme).append(text);
      put(Role::maybe, whole);
    }
    return true;
  }

  void url(std::string_view text) {
    text = without_blanks(text);
    if (const auto plain = refanged(text)) text = *plain;
    if (text.find("://") >= 12 && bare_url(text)) return;
    put(Role::url, text);
    host_of(text);
  }

  // The path of a request, all of a URL as a proxy is asked for it, or "host:port" (CONNECT).
  void uri(std::string_view text) {
    put(Role::uri, text);
    if (text.front() == '/') return;
    host_of(text);
    const std::string_view host = without_port(text);
    if (host.size() < text.size() && (address_shape(host) || shape_of(host) == Shape::domain)) put(Role::address, host);
  }

  // Each address of a small block or range, and the block itself.
  void block(const AddressBlock& found, std::string_view text) {
    const AddressBlock block = found.mapped_ipv4().value_or(found);
    put(Role::address, text);
    const int bits = (block.ipv6 ? 128 : 32) - block.prefix;
    if (bits > 8) return;
    AddressBlock one = block;
    one.prefix = block.ipv6 ? 128 : 32;
    const std::size_t last = block.ipv6 ? 15 : 3;
    for (unsigned i = 0; i < (1u << bits); ++i) {
      one.bytes[last] = static_cast<std::uint8_t>(block.bytes[last] | i);
      std::string& address = record_.scratch();
      address = one.to_string();
      put(Role::maybe, address);
    }
  }

  // "203.0.113.1-203.0.113.20", IPv4 only: as blocks, with each address of a small one.
  // Cut into the largest blocks that fit, from the left: at each step the largest power of two that
  // the address is a multiple of and that does not pass the end.
  bool range(std::string_view text) {
    const std::size_t dash = text.find('-');
    if (dash == std::string_view::npos) return false;
    const std::string_view first = without_blanks(text.substr(0, dash)), last = without_blanks(text.substr(dash + 1));
    if (address_shape(first) != Shape::ipv4 || address_shape(last) != Shape::ipv4) return false;
    const auto number = [](std::string_view address) {
      const auto parsed = AddressBlock::parse(address);
      std::uint64_t value = 0;
      for (std::size_t i = 0; i < 4; ++i) value = value << 8 | parsed->bytes[i];
      return value;
    };
    std::uint64_t from = number(first);
    const std::uint64_t end = number(last) + 1;
    if (from >= end) return false;
    // Each address of a small range is searched for by itself; of a larger one the blocks are.
    const bool small = end - from <= kExpanded;
    put(Role::address, first);
    put(Role::address, last);
    while (from < end) {
      int bits = 0;
      // 64 bits, since the end of the last block is 2^32.
      while (bits < 32 && (from & ((2ull << bits) - 1)) == 0 && from + (2ull << bits) <= end) ++bits;
      std::string& made = record_.scratch();
      made = fmt::format("{}.{}.{}.{}/{}", from >> 24, from >> 16 & 255, from >> 8 & 255, from & 255, 32 - bits);
      const auto parsed = AddressBlock::parse(made);
      if (small && parsed)
        block(*parsed, made);
      else
        put(Role::address, made);
      from += 1ull << bits;
    }
    return true;
  }

  // Whatever stands in a list or in a column that says only "indicator". The order goes from what
  // is certain to what is guessed, and ends with no value at all.
  bool any(std::string_view text) {
    text = without_blanks(text);
    if (text.size() >= 2 && (text.front() == '"' || text.front() == '\'') && text.back() == text.front())
      text = without_blanks(text.substr(1, text.size() - 2));
    if (text.empty()) return false;
    // First of all: "hxxp://evil[.]example/" has the shape of a URL, and is none that anybody meant.
    if (const auto plain = refanged(text)) text = *plain;
    if (const auto shape = shape_of(text)) {
      put(Role::any, text);
      if (shape == Shape::url) host_of(text);
      return true;
    }
    if (is_mac_length(text.size()) && stix::normalise(stix::ValueKind::mac, text).ok())
      return put(Role::mac, text), true;
    if (text.find('/') != std::string_view::npos)
      if (const auto parsed = AddressBlock::parse(text)) return block(*parsed, text), true;
    if (range(text)) return true;
    // All names below a domain: lists write "*.example.org" and ".example.org".
    const std::string_view bare = text.starts_with("*.")  ? text.substr(2)
                                  : text.starts_with('.') ? text.substr(1)
                                                          : text;
    if (const std::string_view host = without_port(bare); host.size() < text.size()) {
      const std::string_view rest = bare.substr(bare.find(host) + host.size());
      const std::size_t colon = rest.find(':');
      const bool port = rest.empty() || rest == "]" || (colon <= 1 && is_port(rest.substr(colon + 1)));
      if (port && (address_shape(host) || shape_of(host) == Shape::domain)) return put(Role::any, host), true;
    }
    if (const std::size_t slash = text.find_first_of("/?");
        slash != std::string_view::npos && slash > 0 && text.find(' ') == std::string_view::npos && bare_url(text))
      return true;
    return false;
  }

  // One word between blanks, commas, quotes.
  void word(std::string_view text) {
    text = trimmed(text, ".:-*&~!#[]");
    if (text.size() < 3) return;
    for (const std::string_view scheme : {"sip:", "sips:", "mailto:", "smtp:", "ip4:", "ip6:", "a:", "include:"}) {
      if (!text.starts_with(scheme)) continue;
      text.remove_prefix(scheme.size());
      // The host of "sip:bob@192.0.2.4:5060".
      const std::size_t at = text.rfind('@');
      const std::string_view host = at == std::string_view::npos ? "" : without_port(text.substr(at + 1));
      if (const auto found = shape_of(host); found && scheme.starts_with("sip"))
        put(found == Shape::domain ? Role::maybe : Role::any, host);
      break;
    }
    const auto shape = shape_of(text);
    if (shape == Shape::domain) return put(Role::maybe, text);
    if (shape) return put(Role::any, text);
    if (const std::string_view host = without_port(text); host.size() < text.size() && shape_of(host))
      return put(address_shape(host) ? Role::any : Role::maybe, host);
    // "192.0.2.1/evil.example": pieces that somebody joined by slashes.
    if (text.find('/') == std::string_view::npos) return;
    for (std::size_t from = 0; from < text.size();) {
      const std::size_t end = std::min(text.find('/', from), text.size());
      const std::string_view piece = text.substr(from, end - from);
      from = end + 1;
      if (const auto part = shape_of(without_port(piece)))
        put(part == Shape::domain ? Role::maybe : Role::any, without_port(piece));
    }
  }

  // "227 Entering Passive Mode (192,0,2,5,19,137)": the first four of six numbers (RFC 959, section 4.1.2).
  void ftp_address(std::string_view text) {
    for (std::size_t at = text.find(','); at != std::string_view::npos; at = text.find(',', at + 1)) {
      std::size_t begin = at;
      while (begin > 0 && text[begin - 1] >= '0' && text[begin - 1] <= '9') --begin;
      unsigned numbers[6] = {};
      std::size_t count = 0;
      const char *from = text.data() + begin, *const end = text.data() + text.size();
      while (count < 6) {
        const auto [next, error] = std::from_chars(from, end, numbers[count]);
        if (error != std::errc() || numbers[count] > 255) break;
        ++count;
        if (count < 6 && (next == end || *next != ',')) break;
        from = next + 1;
      }
      if (count < 6) continue;
      std::string& address = record_.scratch();
      address = fmt::format("{}.{}.{}.{}", numbers[0], numbers[1], numbers[2], numbers[3]);
      return put(Role::any, address);
    }
  }

  // URLs first, since the characters that end a word may stand in one; then the rest, cut at what
  // never stands in a value.
  void words(std::string_view text) {
    constexpr std::string_view kOutside = " \t\r\n\f\v\"'<>`\\";
    for (std::size_t from = 0; from < text.size() && record_.fields.size() < kMaxFields;) {
      const std::size_t end = std::min(text.find_first_of(kOutside, from), text.size());
      std::string_view piece = text.substr(from, end - from);
      from = end + 1;
      if (const std::size_t scheme = piece.find("://"); scheme != std::string_view::npos) {
        std::size_t begin = scheme;
        while (begin > 0 && std::isalnum(static_cast<unsigned char>(piece[begin - 1])) != 0) --begin;
        const std::string_view found = trimmed(piece.substr(begin), ".,;)]}");
        if (shape_of(found) == Shape::url) put(Role::any, found), host_of(found);
        piece = piece.substr(0, begin);
      }
      while (!piece.empty()) {
        const std::size_t cut = std::min(piece.find_first_of(",;|()[]{}="), piece.size());
        word(piece.substr(0, cut));
        piece.remove_prefix(std::min(cut + 1, piece.size()));
      }
    }
    if (std::count(text.begin(), text.end(), ',') >= 5) ftp_address(text);
  }

  // A certificate's subject names the host that it is for.
  void subject(std::string_view text) {
    put(Role::certificate_subject, text);
    const std::size_t at = text.find("CN=");
    if (at == std::string_view::npos) return;
    std::string_view name = text.substr(at + 3);
    name = without_blanks(name.substr(0, name.find_first_of(",/+\\")));
    // A wildcard certificate is for the names below; the domain itself is what indicators name.
    if (name.starts_with("*.")) name.remove_prefix(2);
    if (const auto shape = shape_of(name); shape && *shape <= Shape::domain) put(Role::address, name);
  }

  // Patterns name certificates by SHA-1 or by SHA-256; which one cannot be known.
  void certificate(std::string_view base64) {
    const auto der = from_base64(base64);
    if (!der || der->empty()) return;
    std::string& modern = record_.scratch();
    modern = to_hex(sha256({*der}));
    put(Role::certificate_hash, modern);
    std::string& old = record_.scratch();
    old = to_hex(sha1({*der}));
    put(Role::certificate_hash, old);
  }

 private:
  Record& record_;
};

}  // namespace

void Record::add_parts(Role role, std::string_view value) {
  Parts parts(*this);
  switch (role) {
    case Role::sender:
    case Role::recipient:
    case Role::cc:
    case Role::email:
      return parts.mails(role, value);
    case Role::url:
      return parts.url(value);
    case Role::uri:
      return parts.uri(value);
    // A page that was open, and so was fetched before: a URL as well as a header.
    case Role::referrer:
      parts.put(role, value);
      if (shape_of(value) == Shape::url) parts.put(Role::maybe, value);
      return parts.host_of(value);
    case Role::received:
      parts.put(role, value);
      return parts.words(value);
    case Role::words:
      return parts.words(value);
    case Role::any:
      (void)parts.any(value);
      return;
    case Role::certificate:
      return parts.certificate(value);
    case Role::certificate_subject:
      return parts.subject(value);
    case Role::command:
    case Role::argument:
      has_command = true;
      return parts.put(role, value);
    default:
      return parts.put(role, value);
  }
}

// FTP and POP3 have the command in one field and its argument in another, in any order, so they are
// put together when the whole line is read. A password is never searched or kept.
void settle_commands(Record& record) {
  if (!record.has_command) return;
  std::string_view command;
  const std::size_t count = record.fields.size();
  for (std::size_t i = 0; i < count; ++i)
    if (record.fields[i].role == Role::command) command = record.fields[i].value;
  const auto is = [&](std::initializer_list<std::string_view> names) {
    return std::any_of(names.begin(), names.end(), [&](std::string_view name) {
      return name.size() == command.size() &&
             std::equal(name.begin(), name.end(), command.begin(), [](char a, char b) { return a == (b & ~0x20); });
    });
  };
  for (std::size_t i = 0; i < count; ++i) {
    if (record.fields[i].role != Role::argument) continue;
    const std::string_view value = record.fields[i].value;
    // The field itself goes, and what the command makes of it is added at the end.
    record.fields[i].role = Role::none;
    if (is({"USER", "APOP", "AUTH"}))
      record.add(Role::account, value.substr(0, value.find(' ')));
    else if (is({"RETR", "STOR", "STOU", "APPE", "DELE", "RNFR", "RNTO", "SIZE", "MDTM"}) &&
             value.find("://") == std::string_view::npos)
      record.add(Role::file_name, value);
    else if (!is({"PASS"}))
      record.add(Role::words, value);
  }
}

}  // namespace parley::watch
