// How many file descriptors this process has open, and how many it may have (getrlimit(2), RLIMIT_NOFILE).
#pragma once

#include <cstdint>
#include <optional>

#include "base/result.h"

namespace parley {

struct Descriptors {
  std::uint64_t open = 0;
  std::uint64_t most = 0;
  std::uint64_t free() const { return most > open ? most - open : 0; }
};
// Nothing where the system does not say. A process without a free one, which cannot even count them, has `most` open.
std::optional<Descriptors> descriptors();

// Fails with unavailable when fewer than `wanted` are free: how many there may be, and how many it takes.
Status check_descriptors(std::uint64_t wanted);

}  // namespace parley
