#include "base/uuid.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/hash.h"
#include "base/keys.h"

// Random ones name what is new; those made of a name (version 5) come out the same at every node, which is how STIX
// 2.1 section 2.9 gives cyber-observables ids of their own.
namespace parley {
namespace {

// Sets the version in the upper half of byte 6 and the variant "10" in the upper bits of byte 8 (RFC 9562 section 4).
Uuid with_version(Uuid uuid, int version) {
  uuid[6] = static_cast<std::uint8_t>((uuid[6] & 0x0f) | version << 4);
  uuid[8] = static_cast<std::uint8_t>((uuid[8] & 0x3f) | 0x80);
  return uuid;
}

// What may stand at a place of a UUID, as bits: by the character, and by the place. Whole journals are looked through
// for identifiers, so there is one lookup for a character and no branch.
constexpr std::uint8_t kDigit = 1, kHyphen = 2;
constexpr auto kClassOf = [] {
  std::array<std::uint8_t, 256> out{};
  for (std::size_t c = 0; c < out.size(); ++c)
    if (is_hex_digit(static_cast<char>(c))) out[c] = kDigit;
  out['-'] = kHyphen;
  return out;
}();
constexpr auto kClassAt = [] {
  std::array<std::uint8_t, 36> out{};
  out.fill(kDigit);
  for (const std::size_t hyphen : {8u, 13u, 18u, 23u}) out[hyphen] = kHyphen;
  return out;
}();

}  // namespace

std::string to_string(const Uuid& uuid) {
  std::string hex = to_hex(uuid), out;
  for (std::size_t i = 0; i < hex.size(); ++i) {
    if (i == 8 || i == 12 || i == 16 || i == 20) out += '-';
    out += hex[i];
  }
  return out;
}

// Variant and version are not asked for: STIX 2.1 section 2.9 wants a UUID, and ids with other versions are in use.
bool is_uuid(std::string_view text) {
  if (text.size() != kClassAt.size() || text[8] != '-') return false;
  std::uint8_t wrong = 0;
  for (std::size_t i = 0; i < kClassAt.size(); ++i)
    wrong |= static_cast<std::uint8_t>(kClassOf[static_cast<unsigned char>(text[i])] ^ kClassAt[i]);
  return wrong == 0;
}

// Both cases give the same bytes; whoever keeps an id as it was written keeps the text.
std::optional<Uuid> uuid_from_text(std::string_view text) {
  if (!is_uuid(text)) return std::nullopt;
  std::string hex;
  std::copy_if(text.begin(), text.end(), std::back_inserter(hex), [](char c) { return c != '-'; });
  const auto bytes = from_hex(hex);
  Uuid out{};
  std::copy(bytes->begin(), bytes->end(), out.begin());
  return out;
}

Uuid uuid_v4() {
  Uuid out{};
  random_bytes(out);
  return with_version(out, 4);
}

Uuid uuid_v5(const Uuid& name_space, std::string_view name) {
  const auto digest = sha1({name_space, as_bytes(name)});
  Uuid out{};
  std::copy_n(digest.begin(), out.size(), out.begin());
  return with_version(out, 5);
}

}  // namespace parley
