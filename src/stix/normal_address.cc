// IPv4, IPv6 (RFC 5952) and MAC addresses.
#include <arpa/inet.h>

#include <array>
#include <charconv>
#include <cstdint>
#include <cstring>

#include "stix/normal_forms.h"

namespace parley::stix {
namespace {

// A decimal number up to `most`, without leading zeros. -1: it is none.
int decimal(std::string_view text, int most) {
  if (text.empty() || text.size() > 3 || (text.size() > 1 && text[0] == '0')) return -1;
  int out = 0;
  for (const char c : text) {
    if (!is_digit(c)) return -1;
    out = out * 10 + (c - '0');
  }
  return out <= most ? out : -1;
}

// Written out, and not by inet_aton(): that takes "127.1", octal and hexadecimal, of which each program makes
// something else. `end` is behind the last octet, where a slash may stand.
bool parse_octets(std::string_view text, std::uint32_t& out, std::size_t& end) {
  out = 0;
  std::size_t at = 0;
  for (int i = 0; i < 4; ++i) {
    const std::size_t begin = at;
    unsigned octet = 0;
    while (at < text.size() && is_digit(text[at]) && at - begin < 3)
      octet = octet * 10 + static_cast<unsigned>(text[at++] - '0');
    if (at == begin || octet > 255 || (at - begin > 1 && text[begin] == '0')) return false;
    out = out << 8 | octet;
    if (i < 3 && (at == text.size() || text[at++] != '.')) return false;
  }
  end = at;
  return at == text.size() || text[at] == '/';
}

// By to_chars(), which knows no locale: the text is a key by which values are found.
void append_number(std::string& out, unsigned number, int base = 10) {
  char digits[12];
  out.append(digits, std::to_chars(digits, digits + sizeof digits, number, base).ptr);
}

void append_ipv4(std::string& out, std::uint32_t address) {
  for (int shift = 24; shift >= 0; shift -= 8) {
    append_number(out, address >> shift & 0xFF);
    if (shift > 0) out += '.';
  }
}

// Eight groups of 16 bits, the first of the text in front.
using Groups = std::array<unsigned, 8>;

// RFC 5952 section 4: the longest run of at least two zero groups is "::", the first of several.
void append_ipv6(std::string& out, const Groups& groups) {
  std::size_t best = 8, best_length = 1;
  for (std::size_t i = 0; i < 8; ++i) {
    std::size_t end = i;
    while (end < 8 && groups[end] == 0) ++end;
    if (end - i > best_length) best = i, best_length = end - i;
  }
  // Groups without leading zeros and in lower case, both by RFC 5952 section 4.
  for (std::size_t i = 0; i < 8;) {
    if (i == best) {
      out += "::";
      i += best_length;
      continue;
    }
    if (i > 0 && i != best + best_length) out += ':';
    append_number(out, groups[i++], 16);
  }
}

// A block with bits behind its prefix ("10.0.0.1/8") names an address and a network at once; which of them is meant
// nobody can know.
constexpr Problem kNoBlock = "not a prefix length, or bits are set behind it";

// The prefix length behind the slash; `most` without one. -1: none.
int take_prefix(std::string_view& value, int most) {
  const std::size_t slash = value.find('/');
  if (slash == std::string_view::npos) return most;
  const int prefix = decimal(value.substr(slash + 1), most);
  value = value.substr(0, slash);
  return prefix;
}

}  // namespace

// "/32" is dropped: a block of one address is that address, and must be found by it.
Problem normal_ipv4(std::string_view value, std::string& storage, std::string_view& out) {
  std::uint32_t address = 0;
  std::size_t end = 0;
  if (!parse_octets(value, address, end)) return "not four decimal octets";
  const std::string_view text = value.substr(0, end);
  const int prefix = end == value.size() ? 32 : decimal(value.substr(end + 1), 32);
  // Told behind the address, so that the message is about the first thing that is wrong.
  if (prefix < 0) return kNoBlock;
  if (prefix == 32) {
    out = text;
    return nullptr;
  }
  if ((address << prefix) != 0) return kNoBlock;
  storage.assign(text);
  storage += '/';
  append_number(storage, static_cast<unsigned>(prefix));
  out = storage;
  return nullptr;
}

// The library reads the many spellings; they are written in the one way of RFC 5952. What is longer than any address
// is refused before it is copied.
Problem normal_ipv6(std::string_view value, bool mapped_too, std::string& storage, std::string_view& out) {
  std::string_view text = value;
  const int prefix = take_prefix(text, 128);
  char buffer[INET6_ADDRSTRLEN + 1];
  if (text.size() >= sizeof buffer || text.find('\0') != std::string_view::npos) return "not an IPv6 address";
  std::memcpy(buffer, text.data(), text.size());
  buffer[text.size()] = '\0';
  std::uint8_t bytes[16];
  if (inet_pton(AF_INET6, buffer, bytes) != 1) return "not an IPv6 address";
  if (prefix < 0) return kNoBlock;
  for (int bit = prefix; bit < 128; ++bit)
    if (bytes[bit / 8] >> (7 - bit % 8) & 1) return kNoBlock;
  Groups groups;
  for (std::size_t i = 0; i < 8; ++i) groups[i] = static_cast<unsigned>(bytes[2 * i] << 8 | bytes[2 * i + 1]);

  storage.clear();
  constexpr int kMappedBits = 96;
  // An IPv4 address in IPv6 clothes (::ffff:0:0/96) is the same host: logs of dual-stack servers have it. Within a
  // URL it stays as it is, since the text there is the name of a resource.
  const bool mapped = (groups[0] | groups[1] | groups[2] | groups[3] | groups[4]) == 0 && groups[5] == 0xFFFF;
  if (mapped && mapped_too && prefix >= kMappedBits) {
    append_ipv4(storage, groups[6] << 16 | groups[7]);
    if (prefix < 128) storage += '/', append_number(storage, static_cast<unsigned>(prefix - kMappedBits));
  } else {
    append_ipv6(storage, groups);
    if (prefix < 128) storage += '/', append_number(storage, static_cast<unsigned>(prefix));
  }
  out = storage;
  return nullptr;
}

// aa:bb:cc:dd:ee:ff, aa-bb-cc-dd-ee-ff, aabb.ccdd.eeff, aabbccddeeff.
// The spellings of the IEEE, of Windows, of Cisco, and of inventories; STIX has the first (section 6.10.1).
Problem normal_mac(std::string_view value, std::string& storage, std::string_view& out) {
  constexpr Problem kWrong = "not six octets in hexadecimal";
  const std::size_t group = value.size() == 17 ? 2 : value.size() == 14 ? 4 : 12;
  if (group == 12 && value.size() != 12) return kWrong;
  const char separator = group == 4 ? '.' : value[2];
  if (group == 2 && separator != ':' && separator != '-') return kWrong;
  char text[18];
  std::size_t length = 0, digits = 0;
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (i % (group + 1) == group) {
      if (value[i] != separator) return kWrong;
      continue;
    }
    if (hex_digit(value[i]) < 0) return kWrong;
    if (digits > 0 && digits % 2 == 0) text[length++] = ':';
    text[length++] = to_lower(value[i]);
    ++digits;
  }
  storage.assign(text, length);
  out = storage;
  return nullptr;
}

}  // namespace parley::stix
