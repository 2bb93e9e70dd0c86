// How much of the disk others may fill. What this party says itself - POST, import, release, receipts - is never held
// back here; what is kept because another party said it - its mirrors and its charters - ends at a limit for that
// party, and waits while less than a reserve is free. Limits and reserve stand in parley.toml ([storage]).
//
// Thread-safe.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/disk.h"
#include "node/config.h"

namespace parley::node {

// Of one party, over all groups.
struct Usage {
  std::uint64_t objects = 0, bytes = 0;
};
// Each entry costs more than its line: its leaf, hash, record and place in the index.
inline constexpr std::uint64_t kBytesBesideALine = 256;

// Why no more is taken.
struct NoRoom {
  enum class Why { bytes, objects, reserve } why = Why::reserve;
  std::uint64_t limit = 0;  // bytes or objects; of the reserve: bytes
  // For people here, and for the other party: what it need not know of this node is left out.
  std::string here(std::string_view party) const;
  std::string told(std::string_view own_name) const;
};

// "1 GiB", "1.5 MiB", "300 bytes".
std::string binary_bytes(std::uint64_t bytes);

class Storage {
 public:
  using FreeBytes = std::function<Result<DiskSpace>()>;
  Storage(std::filesystem::path dir, const Config::Storage& config, FreeBytes ask = {});

  // What more may be taken of the party with this alias and identity; at least one object and one byte.
  struct Room {
    std::uint64_t objects = 0, bytes = 0;
  };
  struct Answer {
    Room room;
    std::optional<NoRoom> refused;
  };
  Answer room_for(std::string_view alias, std::string_view identity, const Usage& held) const;
  // Nothing: there is more free than the reserve.
  std::optional<NoRoom> below_reserve() const;
  Result<DiskSpace> space() const { return ask_(); }
  // The one configured, else a tenth of the file system and at most 1 GiB.
  std::uint64_t reserve_bytes(const DiskSpace& space) const;

  struct Limit {
    std::uint64_t objects = 0, bytes = 0;
  };
  Limit limit_of(std::string_view alias, std::string_view identity) const;

 private:
  const Config::Storage config_;
  const FreeBytes ask_;
};

}  // namespace parley::node
