// Two limits on what others may fill: one for each party, so that nobody takes the place of all, and one for
// all together, the reserve, so that this party can go on with its own work when the disk is nearly full.
// Being refused for one of them is not a fault; the texts say to people here, and to those of the other
// party, what would help.
#include "node/storage.h"
#include "text/display.h"

#include <fmt/format.h>

#include <algorithm>

namespace parley::node {
namespace {

// What is kept free for this party's own work when the configuration does not say: a tenth of a small disk, and of a
// large one a gibibyte, which is enough for days of own entries and for node.db.
constexpr std::uint64_t kMostReserve = std::uint64_t{1} << 30;
constexpr std::uint64_t kReservedPart = 10;
// So much of what is free above the reserve one batch may be reckoned at. At rest it takes 0.9 to 1.06 times what it is
// reckoned at (objects of 0.4, 4 and 30 kB; segment, index, tiles and node.db), and for a moment more, as an index that
// is merged is written anew beside the old one; and batches of other members may be on their way at the same time.
constexpr std::uint64_t kBatchPart = 4;
// What a batch takes however small it is - tiles, heads, receipts, pages of node.db - and the object by which it may be
// larger than its room (MirrorClient). Of a reserve that is small no more than a quarter of it.
constexpr std::uint64_t kBesideABatch = 256u << 10;

std::uint64_t with_next_batch(std::uint64_t reserve) { return reserve + std::min(kBesideABatch, reserve / 4); }

}  // namespace

std::string binary_bytes(std::uint64_t bytes) {
  if (bytes < 1024) return text::counted(bytes, "byte");
  static constexpr const char* kUnits[] = {"bytes", "KiB", "MiB", "GiB", "TiB"};
  auto value = static_cast<double>(bytes);
  std::size_t unit = 0;
  while (value >= 1024 && unit + 1 < std::size(kUnits)) value /= 1024, ++unit;
  const std::string text = fmt::format("{:.1f}", value);
  return fmt::format("{} {}", text.ends_with(".0") ? text.substr(0, text.size() - 2) : text, kUnits[unit]);
}

std::string NoRoom::here(std::string_view party) const {
  switch (why) {
    case Why::bytes:
      return fmt::format("the limit of what is kept of {} is reached: {} (party_bytes in parley.toml)", party,
                         binary_bytes(limit));
    case Why::objects:
      return fmt::format("the limit of what is kept of {} is reached: {} (party_objects in parley.toml)", party,
                         text::counted(limit, "object"));
    case Why::reserve:
      break;
  }
  return fmt::format(
      "the disk has less free than the reserve of {} that is kept for this party's own work (reserve_bytes in "
      "parley.toml) and the next entries take; what {} says is fetched when there is room again",
      binary_bytes(limit), party);
}

// What the other party is told: which limit it is, and nothing of this node's disk or settings beyond that.
std::string NoRoom::told(std::string_view own_name) const {
  switch (why) {
    case Why::bytes:
      return fmt::format("{} does not take more: its limit for this party is {}", own_name, binary_bytes(limit));
    case Why::objects:
      return fmt::format("{} does not take more: its limit for this party is {}", own_name,
                         text::counted(limit, "object"));
    case Why::reserve:
      break;
  }
  return fmt::format("{} does not take more at the moment: its disk is nearly full", own_name);
}

Storage::Storage(std::filesystem::path dir, const Config::Storage& config, FreeBytes ask)
    : config_(config), ask_(ask ? std::move(ask) : [dir = std::move(dir)] { return disk_space(dir); }) {}

std::uint64_t Storage::reserve_bytes(const DiskSpace& space) const {
  return config_.reserve_bytes ? *config_.reserve_bytes : std::min(kMostReserve, space.total_bytes / kReservedPart);
}

// A later row for the same party goes before an earlier one.
Storage::Limit Storage::limit_of(std::string_view alias, std::string_view identity) const {
  Limit limit{.objects = config_.party_objects, .bytes = config_.party_bytes};
  for (const auto& one : config_.parties) {
    if (one.party != alias && one.party != identity) continue;
    if (one.objects) limit.objects = *one.objects;
    if (one.bytes) limit.bytes = *one.bytes;
  }
  return limit;
}

std::optional<NoRoom> Storage::below_reserve() const {
  const auto space = ask_();
  if (!space.ok()) return std::nullopt;  // a disk that does not say is told by the writes themselves
  const std::uint64_t reserve = reserve_bytes(*space);
  if (space->free_bytes > reserve) return std::nullopt;
  return NoRoom{.why = NoRoom::Why::reserve, .limit = reserve};
}

// The limits of the party are asked first and the disk last: "your limit is reached" is what the other side can do
// something about. Above the reserve there is some room always, one byte at least: what is refused is refused by the
// reserve, with its reason.
Storage::Answer Storage::room_for(std::string_view alias, std::string_view identity, const Usage& held) const {
  const Limit limit = limit_of(alias, identity);
  if (held.objects >= limit.objects) return {.room = {}, .refused = NoRoom{NoRoom::Why::objects, limit.objects}};
  if (held.bytes >= limit.bytes) return {.room = {}, .refused = NoRoom{NoRoom::Why::bytes, limit.bytes}};
  Room room{.objects = limit.objects - held.objects, .bytes = limit.bytes - held.bytes};
  const auto space = ask_();
  if (!space.ok()) return {.room = room, .refused = {}};
  const std::uint64_t reserve = reserve_bytes(*space), kept = with_next_batch(reserve);
  if (space->free_bytes <= kept) return {.room = {}, .refused = NoRoom{NoRoom::Why::reserve, reserve}};
  room.bytes = std::min(room.bytes, std::max<std::uint64_t>(1, (space->free_bytes - kept) / kBatchPart));
  return {.room = room, .refused = {}};
}

}  // namespace parley::node
