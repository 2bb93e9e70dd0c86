// Layout before base64url (RFC 4648 section 5, no padding): varint version (1), varint entry number, one byte telling
// whether filters or their digest follow, these, and 16 bytes of HMAC-SHA-256 (RFC 2104) over scope and all of it.
//
// Why it is signed: a cursor comes back from the client, and the filters in it are used without
// being checked against the parameters beside it. Without the tag a client could write its own, for
// another collection too. Why it is not encrypted: it holds a number and what the client itself
// asked for.
#include "taxii/cursor.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "base/hash.h"

namespace parley::taxii {
namespace {

// The version comes first, inside what is signed: a later layout can be told from a forged one.
constexpr std::uint64_t kLayout = 1;
// HMAC may be cut to half of its length (RFC 2104 section 5), which keeps `next` short in URLs.
constexpr std::size_t kTagBytes = 16;
constexpr std::size_t kMaxFilterBytes = 1024;  // carried as they are; the request line they come back in is limited
constexpr std::size_t kMaxCursorBytes = 4096;
constexpr char kFiltersCarried = 0, kFiltersDigested = 1;
constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

std::string to_base64url(std::string_view bytes) {
  std::string text;
  text.reserve((bytes.size() * 4 + 2) / 3);
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : bytes) {
    bits = bits << 8 | static_cast<unsigned char>(c);
    for (count += 8; count >= 6; count -= 6) text += kAlphabet[bits >> (count - 6) & 63];
  }
  if (count > 0) text += kAlphabet[bits << (6 - count) & 63];
  return text;
}

// One spelling only: the unused bits of the last character must be zero.
bool from_base64url(std::string_view text, std::string& bytes) {
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    const std::size_t value = kAlphabet.find(c);
    if (value == kAlphabet.npos) return false;
    bits = bits << 6 | static_cast<std::uint32_t>(value);
    count += 6;
    if (count >= 8) {
      count -= 8;
      bytes += static_cast<char>(bits >> count & 0xff);
    }
  }
  return count < 6 && (bits & ((1u << count) - 1)) == 0;
}

// A comparison that ends at the first difference would let a client find the right tag byte by
// byte.
bool equal_in_constant_time(std::string_view a, std::string_view b) {
  unsigned difference = a.size() != b.size();
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i)
    difference |= static_cast<unsigned>(static_cast<unsigned char>(a[i]) ^ static_cast<unsigned char>(b[i]));
  return difference == 0;
}

// One padded key of HMAC (RFC 2104 section 2): a block of SHA-256, kept as two pieces of the size of a Hash.
void fill_block(std::span<const std::uint8_t> key, std::uint8_t pad, Hash (&block)[2]) {
  std::array<std::uint8_t, 64> bytes{};
  std::copy_n(key.begin(), std::min(key.size(), bytes.size()), bytes.begin());
  for (std::uint8_t& byte : bytes) byte ^= pad;
  std::memcpy(block[0].data(), bytes.data(), 32);
  std::memcpy(block[1].data(), bytes.data() + 32, 32);
}

}  // namespace

// Seven bits in each byte, the lowest first, as LEB128 has it.
void append_varint(std::string& out, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) out += static_cast<char>(value | 0x80);
  out += static_cast<char>(value);
}

// False for a number that is cut off or has more than 64 bits.
bool take_varint(std::string_view& in, std::uint64_t& value) {
  value = 0;
  for (int shift = 0; shift < 64 && !in.empty(); shift += 7) {
    const auto byte = static_cast<std::uint8_t>(in.front());
    in.remove_prefix(1);
    if (shift == 63 && byte > 1) return false;
    value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
    if (byte < 0x80) return true;
  }
  return false;
}

std::string filters_digest(std::string_view filters) {
  const Hash hash = sha256(filters);
  return std::string(as_text(hash).substr(0, kTagBytes));
}

// Both padded keys are made once; a cursor then costs two short hashes (RFC 2104 section 2).
CursorSigner::CursorSigner(std::span<const std::uint8_t> key) {
  const Hash short_key = sha256({key});
  if (key.size() > 64) key = short_key;
  fill_block(key, 0x36, inner_key_);
  fill_block(key, 0x5c, outer_key_);
}

// The scope goes in behind its length, so that no scope and payload can be cut apart at another
// place and give the same bytes.
Hash CursorSigner::authenticate(std::string_view scope, std::string_view payload) const {
  std::string length;
  append_varint(length, scope.size());
  const Hash inner = sha256({inner_key_[0], inner_key_[1], as_bytes("parley taxii cursor"), as_bytes(length),
                             as_bytes(scope), as_bytes(payload)});
  return sha256({outer_key_[0], outer_key_[1], inner});
}

std::string CursorSigner::make(std::string_view scope, journal::Seq next, std::string_view filters) const {
  std::string payload;
  append_varint(payload, kLayout);
  append_varint(payload, next);
  if (filters.size() <= kMaxFilterBytes) {
    payload += kFiltersCarried;
    payload += filters;
  } else {
    payload += kFiltersDigested;
    payload += filters_digest(filters);
  }
  const Hash tag = authenticate(scope, payload);
  payload += as_text(tag).substr(0, kTagBytes);
  return to_base64url(payload);
}

// One message for whatever is wrong before the tag is checked: a client that made its own cursor
// learns nothing from the difference.
Result<Position> CursorSigner::open(std::string_view scope, std::string_view cursor) const {
  const Error foreign{Code::invalid_input,
                      "\"next\" is not a value that this server gave out for this endpoint; start again without it"};
  std::string bytes;
  if (cursor.size() > kMaxCursorBytes || !from_base64url(cursor, bytes) || bytes.size() <= kTagBytes) return foreign;
  const std::string_view payload = std::string_view(bytes).substr(0, bytes.size() - kTagBytes);
  const Hash tag = authenticate(scope, payload);
  if (!equal_in_constant_time(as_text(tag).substr(0, kTagBytes), std::string_view(bytes).substr(payload.size())))
    return foreign;

  // Ours, but perhaps of another version of Parley.
  std::string_view rest = payload;
  std::uint64_t layout = 0;
  Position position;
  if (!take_varint(rest, layout) || layout != kLayout || !take_varint(rest, position.next) || rest.empty())
    return foreign;
  position.filters_are_digest = rest.front() == kFiltersDigested;
  position.filters = rest.substr(1);
  return position;
}

}  // namespace parley::taxii
