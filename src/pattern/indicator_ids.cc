#include "pattern/indicator_ids.h"

#include "base/bytes.h"

// A million ids as text would take more memory than all that is said about them, so the usual form, "indicator--" and
// a UUID in lower case, is kept as 16 bytes. Any other id is kept as text on the side, and its key is zero, which the
// nil UUID therefore cannot be.
namespace parley::pattern {
namespace {

constexpr std::string_view kPrefix = "indicator--";
// 32 digits and four hyphens (RFC 9562, section 4).
constexpr std::size_t kUuidText = 36;

// The groups of a UUID have 8, 4, 4, 4 and 12 digits.
bool is_hyphen_place(std::size_t at) { return at == 8 || at == 13 || at == 18 || at == 23; }
// The value of a digit, and -1 for anything else, which includes the upper-case digits.
int digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

}  // namespace

// Upper-case digits are another id by the letters of the standard, and must come out as they went in.
std::optional<IndicatorIds::Key> IndicatorIds::pack(std::string_view id) {
  if (!id.starts_with(kPrefix) || id.size() != kPrefix.size() + kUuidText) return {};
  id.remove_prefix(kPrefix.size());
  Key out{};
  std::size_t digits = 0;
  int any = 0;
  for (std::size_t at = 0; at < id.size(); ++at) {
    if (is_hyphen_place(at)) {
      if (id[at] != '-') return {};
      continue;
    }
    const int value = digit(id[at]);
    if (value < 0) return {};
    out[digits / 2] = static_cast<std::uint8_t>(out[digits / 2] << 4 | value);
    ++digits;
    any |= value;
  }
  if (any == 0) return {};
  return out;
}

// The table has a power of two of slots. The hash is seeded, so that nobody can send ids that all fall into one
// place.
std::size_t IndicatorIds::home(const Key& key, std::string_view other) const {
  return static_cast<std::size_t>(hash_.of(key == Key{} ? other : as_text(key))) & (slots_.size() - 1);
}

std::size_t IndicatorIds::home(std::uint32_t slot) const {
  const auto other = others_.find(slot);
  return home(keys_[slot], other == others_.end() ? std::string_view() : other->second);
}

// An id that cannot be packed has the zero key, which says nothing by itself: its text decides.
// The loop ends because add() always leaves free slots in the table.
std::uint32_t IndicatorIds::find(std::string_view id) const {
  const Key key = pack(id).value_or(Key{});
  const bool packed = key != Key{};
  for (std::size_t at = home(key, id);; at = (at + 1) & (slots_.size() - 1)) {
    const std::uint32_t slot = slots_[at];
    if (slot == kNone) return kNone;
    if (keys_[slot] == key && (packed || others_.at(slot) == id)) return slot;
  }
}

// Grown before it is 70 % full: linear probing becomes slow beyond.
std::uint32_t IndicatorIds::add(std::string_view id) {
  if ((keys_.live() + 1) * 10 > slots_.size() * 7) grow();
  const Key key = pack(id).value_or(Key{});
  const std::uint32_t slot = keys_.add(key);
  if (key == Key{}) others_.emplace(slot, id);
  std::size_t at = home(key, id);
  while (slots_[at] != kNone) at = (at + 1) & (slots_.size() - 1);
  slots_[at] = slot;
  return slot;
}

// Linear probing without marks for what is gone: what stands behind the hole moves up, unless that would put it
// before its home.
// The text on the side goes last, since the home of an id that is not packed is computed from it.
void IndicatorIds::remove(std::uint32_t slot) {
  const std::size_t mask = slots_.size() - 1;
  std::size_t hole = home(slot);
  while (slots_[hole] != slot) hole = (hole + 1) & mask;
  for (std::size_t at = (hole + 1) & mask; slots_[at] != kNone; at = (at + 1) & mask) {
    const std::size_t wanted = home(slots_[at]);
    if (((at - wanted) & mask) < ((at - hole) & mask)) continue;
    slots_[hole] = slots_[at];
    hole = at;
  }
  slots_[hole] = kNone;
  others_.erase(slot);
  keys_.remove(slot);
}

// All ids are known to be different, so they are only put into the next free slot and never compared.
void IndicatorIds::grow() {
  std::vector<std::uint32_t> old(slots_.size() * 2, kNone);
  old.swap(slots_);
  for (const std::uint32_t slot : old) {
    if (slot == kNone) continue;
    std::size_t at = home(slot);
    while (slots_[at] != kNone) at = (at + 1) & (slots_.size() - 1);
    slots_[at] = slot;
  }
}

// The hyphens are counted in digits here, and so stand at other numbers than in is_hyphen_place().
std::string IndicatorIds::text(std::uint32_t slot) const {
  const auto other = others_.find(slot);
  if (other != others_.end()) return other->second;
  const std::string digits = to_hex(keys_[slot]);
  std::string out(kPrefix);
  for (std::size_t at = 0; at < digits.size(); ++at) {
    if (at == 8 || at == 12 || at == 16 || at == 20) out += '-';
    out += digits[at];
  }
  return out;
}

}  // namespace parley::pattern
