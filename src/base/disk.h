// What the disk has room for, who may read a file, and files that are for their owner's eyes.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "base/file.h"

namespace parley {

struct DiskSpace {
  std::uint64_t free_bytes = 0;   // what a process without privileges may still write
  std::uint64_t total_bytes = 0;  // of the file system
};
Result<DiskSpace> disk_space(const std::filesystem::path& path);

// Blocks of the disk for `bytes` from `offset` on, which the file then has. `unavailable` when there is no room.
Status allocate(int fd, std::uint64_t offset, std::uint64_t bytes);

// A new file for a person's output: mode 0600 whatever the umask, because what commands write may never have been
// released. A link is refused, in the last part of the path as the kernel resolves it: whoever may write in that folder
// could otherwise choose which file is overwritten. A regular file that is there is replaced by the new one (its links
// and rights with it), and what is no regular file, such as a pipe or a terminal, is written to as it is.
Result<Fd> create_output(const std::filesystem::path& path);

// The permission bits of a file, when somebody beside its owner may read or write it; nothing when it is private or is
// not there.
std::optional<mode_t> open_to_others(const std::filesystem::path& path);
// Takes everybody's rights but the owner's away, when the file is ours; does nothing when it is not there.
Status make_private(const std::filesystem::path& path);

}  // namespace parley
