#include "pattern/address.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <cstring>

// A single address is a block with the longest prefix, so that ISSUBSET and ISSUPERSET (section 9.6.1) are one
// question for both: does one block contain the other? Bits behind the prefix are cleared on the way in, so equal
// blocks are equal bytes.
namespace parley::pattern {
namespace {

bool parse_decimal(std::string_view text, int most, int& out) {
  if (text.empty() || text.size() > 3) return false;
  out = 0;
  for (char c : text) {
    if (c < '0' || c > '9') return false;
    out = out * 10 + (c - '0');
  }
  return out <= most;
}

// inet_aton() reads an octet with a zero in front as octal, others read it as decimal (RFC 6943 section 3.1.1): it is
// one only where both mean the same.
bool parse_octet(std::string_view text, int& out) {
  constexpr int kSameInOctal = 7;
  return parse_decimal(text, 255, out) && (text.size() == 1 || text.front() != '0' || out <= kSameInOctal);
}

bool parse_ipv4(std::string_view text, std::uint8_t* out) {
  for (int i = 0; i < 4; ++i) {
    const std::size_t end = i < 3 ? text.find('.') : text.size();
    int octet = 0;
    if (end == std::string_view::npos || !parse_octet(text.substr(0, end), octet)) return false;
    out[i] = static_cast<std::uint8_t>(octet);
    text.remove_prefix(i < 3 ? end + 1 : end);
  }
  return true;
}

// The buffer has room for the longest address, and what is longer is none. A zero byte would end the C string early
// and hide what stands behind it.
bool parse_ipv6(std::string_view text, std::uint8_t* out) {
  char buffer[INET6_ADDRSTRLEN + 1];
  if (text.size() >= sizeof buffer) return false;
  std::memcpy(buffer, text.data(), text.size());
  buffer[text.size()] = '\0';
  return std::memchr(text.data(), '\0', text.size()) == nullptr && inet_pton(AF_INET6, buffer, out) == 1;
}

// Clears the bits from `prefix` on.
void mask(std::array<std::uint8_t, 16>& bytes, int prefix) {
  for (int i = 0; i < 16; ++i) {
    const int kept = prefix - i * 8;
    if (kept <= 0)
      bytes[static_cast<std::size_t>(i)] = 0;
    else if (kept < 8)
      bytes[static_cast<std::size_t>(i)] &= static_cast<std::uint8_t>(0xFF << (8 - kept));
  }
}

}  // namespace

// A colon tells the two families apart: no IPv4 address has one.
std::optional<AddressBlock> AddressBlock::parse(std::string_view text) {
  AddressBlock block;
  const std::size_t slash = text.find('/');
  const std::string_view address = text.substr(0, slash);
  block.ipv6 = address.find(':') != std::string_view::npos;
  if (!(block.ipv6 ? parse_ipv6(address, block.bytes.data()) : parse_ipv4(address, block.bytes.data()))) return {};
  const int most = block.ipv6 ? 128 : 32;
  block.prefix = most;
  if (slash != std::string_view::npos && !parse_decimal(text.substr(slash + 1), most, block.prefix)) return {};
  mask(block.bytes, block.prefix);
  return block;
}

// An IPv4 block never contains IPv6 addresses or the other way round, not even mapped ones: the object types are
// different, too.
bool AddressBlock::contains(const AddressBlock& other) const {
  if (ipv6 != other.ipv6 || prefix > other.prefix) return false;
  std::array<std::uint8_t, 16> masked = other.bytes;
  mask(masked, prefix);
  return masked == bytes;
}

std::optional<AddressBlock> AddressBlock::mapped_ipv4() const {
  constexpr std::array<std::uint8_t, 12> kMapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
  constexpr int kMappedBits = 96;
  if (!ipv6 || prefix <= kMappedBits || !std::equal(kMapped.begin(), kMapped.end(), bytes.begin())) return {};
  AddressBlock out;
  std::copy(bytes.begin() + kMapped.size(), bytes.end(), out.bytes.begin());
  out.prefix = prefix - kMappedBits;
  return out;
}

// The library writes IPv6 in the form of RFC 5952, so equal blocks have one text.
std::string AddressBlock::to_string() const {
  char buffer[INET6_ADDRSTRLEN];
  inet_ntop(ipv6 ? AF_INET6 : AF_INET, bytes.data(), buffer, sizeof buffer);
  std::string out = buffer;
  if (prefix != (ipv6 ? 128 : 32)) out += "/" + std::to_string(prefix);
  return out;
}

}  // namespace parley::pattern
