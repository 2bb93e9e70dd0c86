// Files with errors that say which file and what to do, and writes that survive power loss.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

#include "base/result.h"

namespace parley {

// An open file descriptor, closed when it goes.
class Fd {
 public:
  Fd() = default;
  explicit Fd(int fd) : fd_(fd) {}
  Fd(Fd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Fd& operator=(Fd&& other) noexcept {
    if (this != &other) reset(), fd_ = std::exchange(other.fd_, -1);
    return *this;
  }
  ~Fd() { reset(); }
  int get() const { return fd_; }
  bool is_open() const { return fd_ >= 0; }
  int release() { return std::exchange(fd_, -1); }
  void reset();

 private:
  int fd_ = -1;
};

// The error of the last system call: ENOSPC, EMFILE and the like are `unavailable`, ENOENT `not_found`, EACCES
// `forbidden`, anything else `internal`. `what` says what was being done, e.g. "writing /srv/node/checkpoint".
Error system_error(std::string_view what);

// As open(2); O_CLOEXEC is added.
Result<Fd> open_file(const std::filesystem::path& path, int flags, mode_t mode = 0600);
// The whole file. Fails with too_large past `limit_bytes`.
Result<std::string> read_file(const std::filesystem::path& path, std::size_t limit_bytes = std::size_t{1} << 30);
// Reads exactly `size` bytes at `offset` into `out`; fails with corrupt when the file ends before.
Status read_at(int fd, char* out, std::size_t size, std::uint64_t offset);
Status write_all(int fd, std::string_view data);
Status write_at(int fd, std::string_view data, std::uint64_t offset);
Status sync_data(int fd);
Status truncate_file(int fd, std::uint64_t size);
Status sync_directory(const std::filesystem::path& dir);
// All of the file system that `dir` lies on.
Status sync_file_system(const std::filesystem::path& dir);
// Replaces `path` by `data` so that after a crash it holds the old bytes or the new ones: temporary file, and when
// `durable`, fsync of the file and of its folder. When it fails nothing is left beside the file; a crash may leave
// `path`.new, which the next call takes.
enum class Durability { relaxed, durable };
Status replace_file(const std::filesystem::path& path, std::string_view data, Durability durability,
                    mode_t mode = 0600);
// Those that are missing are made for their owner alone (0700), whatever the umask.
Status make_directories(const std::filesystem::path& dir);

}  // namespace parley
