#include "pattern/literal_scan.h"

#include <algorithm>
#include <cstring>

// Ten thousand texts looked for at once. Each is filed under one piece of it of 8, 5 or 3 bytes, whichever fits, and
// a scan asks at every place of the text whether some piece begins there: first a small filter that stays in the
// processor's first cache, then a hash map, then the whole text. A piece that many others have, or that stands in
// most lines, would lead to comparing for nothing, so the rarest piece of each text is taken.
namespace parley::pattern {
namespace {

constexpr std::size_t kFilterWords = 4096;  // 32 KB: stays in the first cache
constexpr std::size_t kPadding = 8;         // a piece is read as eight bytes

// A word of the filter and two bits in it; the upper bits of the product are the mixed ones.
struct FilterPlace {
  explicit FilterPlace(std::uint64_t piece) {
    const std::uint64_t mixed = piece * 0x9E37'79B9'7F4A'7C15u;
    word = mixed >> 52;
    bits = std::uint64_t{1} << (mixed >> 46 & 63) | std::uint64_t{1} << (mixed >> 40 & 63);
  }
  std::size_t word;
  std::uint64_t bits;
};
static_assert(kFilterWords == 1 << (64 - 52));

// Pieces of these stand in very many lines.
constexpr std::string_view kCommonTexts[] = {
    "http://www.",
    "https://www.",
    ".example.com/",
    ".com",
    ".org",
    ".net",
    ".html",
    ".php",
    ".cloudfront.net",
    ".in-addr.arpa",
    ".ip6.arpa",
    "mozilla/5.0 (windows nt 10.0; win64; x64) applewebkit/537.36 (khtml, like gecko) ",
    "chrome/",
    "safari/537.36",
    "compatible; msie ",
    "c:\\windows\\system32\\",
    "c:\\program files",
    ".exe",
    ".dll",
    "/usr/bin/",
    "index.",
    "google",
    "microsoft",
    "amazonaws.com",
    "akamai",
    "facebook"};

// The same text at two paths is two entries.
std::string keyed(PathNumber path, std::string_view text) {
  std::string out(reinterpret_cast<const char*>(&path), sizeof path);
  return out += text;
}

}  // namespace

// Eight bytes are always read, which is why every buffer has that many behind its end.
// The mask keeps the first bytes only where the lowest byte of a number stands first, as on x86-64 and ARM.
std::uint64_t LiteralScan::piece_at(const char* at, const Table& table) {
  std::uint64_t out = 0;
  std::memcpy(&out, at, sizeof out);
  return out & table.mask;
}

LiteralScan::LiteralScan() {
  for (const std::size_t bytes : {std::size_t{8}, std::size_t{5}, std::size_t{3}}) {
    Table table;
    table.piece_bytes = bytes;
    table.mask = ~std::uint64_t{0} >> (64 - 8 * bytes);
    table.filter.resize(kFilterWords);
    // As if a thousand texts were filed under it.
    constexpr std::uint32_t kAvoid = 1000;
    for (const std::string_view text : kCommonTexts) {
      const std::string padded = std::string(text) + std::string(kPadding, '\0');
      for (std::size_t at = 0; at + bytes <= text.size(); ++at)
        table.common.emplace(piece_at(padded.data() + at, table), kAvoid);
    }
    tables_.push_back(std::move(table));
  }
}

// The first 256 places are enough to find a good one; a longer text does not make adding slower.
// A text must have three bytes at least, since no table has shorter pieces.
std::uint32_t LiteralScan::find_or_add(PathNumber path, std::string_view text) {
  const auto [known, added] = by_text_.emplace(keyed(path, text), 0);
  if (!added) return known->second;
  std::uint32_t number = 0;
  // The longest piece that the text has room for: the longer, the rarer.
  while (text.size() < tables_[number].piece_bytes) ++number;
  Table& table = tables_[number];

  const std::string padded = std::string(text) + std::string(kPadding, '\0');
  constexpr std::size_t kMostOffsets = 256;
  std::uint32_t fewest = kNone, offset = 0;
  for (std::size_t at = 0; at + table.piece_bytes <= text.size() && at < kMostOffsets; ++at) {
    const std::uint64_t piece = piece_at(padded.data() + at, table);
    const auto bucket = table.buckets.find(piece);
    const auto common = table.common.find(piece);
    const std::uint32_t count = (bucket == table.buckets.end() ? 0 : bucket->second.count) +
                                (common == table.common.end() ? 0 : common->second);
    if (count < fewest) fewest = count, offset = static_cast<std::uint32_t>(at);
  }
  const std::uint64_t piece = piece_at(padded.data() + offset, table);
  Bucket& bucket = table.buckets[piece];
  known->second = entries_.add({std::string(text), path, kNone, bucket.head, offset, number});
  bucket.head = known->second;
  ++bucket.count;
  const FilterPlace place(piece);
  table.filter[place.word] |= place.bits;
  return known->second;
}

// A bit of the filter may belong to several pieces, so none is cleared; when as many pieces have gone as are left,
// the filter is made anew.
void LiteralScan::remove(std::uint32_t entry) {
  const Entry& gone = entries_[entry];
  Table& table = tables_[gone.table];
  const std::string padded = gone.text.substr(gone.offset, kPadding) + std::string(kPadding, '\0');
  const auto bucket = table.buckets.find(piece_at(padded.data(), table));
  std::uint32_t* at = &bucket->second.head;
  while (*at != entry) at = &entries_[*at].next;
  *at = gone.next;
  if (--bucket->second.count == 0) {
    table.buckets.erase(bucket);
    if (++table.stale > table.buckets.size()) {
      table.stale = 0;
      std::fill(table.filter.begin(), table.filter.end(), 0);
      for (const auto& [piece, other] : table.buckets) {
        const FilterPlace place(piece);
        table.filter[place.word] |= place.bits;
      }
    }
  }
  by_text_.erase(keyed(gone.path, gone.text));
  entries_.remove(entry);
}

// Stamps instead of a set: an entry with the number of this scan has been found already. When the numbers begin again
// all stamps are cleared once.
void LiteralScan::scan(std::string_view text, Scratch& scratch) const {
  scratch.found.clear();
  // ASCII only: texts were put into lower case in the same way when they were added.
  scratch.lower.resize(text.size() + kPadding);
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    scratch.lower[i] = static_cast<char>(c + (c >= 'A' && c <= 'Z' ? 32 : 0));
  }
  std::memset(scratch.lower.data() + text.size(), 0, kPadding);
  if (scratch.stamps.size() < entries_.size()) scratch.stamps.resize(entries_.size());
  if (++scratch.stamp == 0) {
    std::fill(scratch.stamps.begin(), scratch.stamps.end(), 0);
    scratch.stamp = 1;
  }
  for (const Table& table : tables_)
    if (!table.buckets.empty()) scan_table(table, text.size(), scratch);
}

// One multiplication and one load at each place of the text; the branch is hardly ever taken.
void LiteralScan::scan_table(const Table& table, std::size_t size, Scratch& scratch) const {
  const char* const text = scratch.lower.data();
  for (std::size_t at = 0; at + table.piece_bytes <= size; ++at) {
    const std::uint64_t piece = piece_at(text + at, table);
    const FilterPlace place(piece);
    if ((table.filter[place.word] & place.bits) == place.bits) check(table, piece, at, size, scratch);
  }
}

// What the filter lets through is only likely, so the piece is looked up and then the whole text compared. A piece too
// near the front or the end for its text is passed over, which also keeps the comparison within the buffer.
void LiteralScan::check(const Table& table, std::uint64_t piece, std::size_t at, std::size_t size,
                        Scratch& scratch) const {
  const auto bucket = table.buckets.find(piece);
  if (bucket == table.buckets.end()) return;
  for (std::uint32_t number = bucket->second.head; number != kNone; number = entries_[number].next) {
    const Entry& entry = entries_[number];
    if (scratch.stamps[number] == scratch.stamp || at < entry.offset) continue;
    // The piece may lie anywhere in its text, so the text begins that much earlier.
    const std::size_t begin = at - entry.offset;
    if (entry.text.size() > size - begin ||
        std::memcmp(scratch.lower.data() + begin, entry.text.data(), entry.text.size()) != 0)
      continue;
    scratch.stamps[number] = scratch.stamp;
    scratch.found.push_back(number);
  }
}

// An estimate, for the counts that people are shown.
std::size_t LiteralScan::bytes() const {
  constexpr std::size_t kNodeBytes = 64;  // of a hash map's element, about
  std::size_t out = entries_.bytes() + by_text_.size() * 2 * kNodeBytes;
  for (const Table& table : tables_) out += table.filter.size() * 8 + table.buckets.size() * kNodeBytes;
  return out;
}

}  // namespace parley::pattern
