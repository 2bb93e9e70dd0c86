// The blocks are allocated and never written: zeros that were written would take no room on a file system that
// compresses, and would cost time on every other.
#include "store/embedded/reserve.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>

#include "base/disk.h"
#include "base/file.h"

namespace parley::store {
namespace {

constexpr int kOpen = O_RDWR | O_CREAT | O_NOFOLLOW;

}  // namespace

std::uint64_t Reserve::bytes() const {
  std::error_code failed;
  const auto size = std::filesystem::file_size(file_, failed);
  return failed ? 0 : size;
}

// Piece by piece, so that a disk with room for some of it has some of it set aside. What cannot be had is had later:
// whoever keeps the node up calls this every few seconds.
void Reserve::fill() const {
  std::uint64_t size = bytes();
  if (size >= kBytes) return;
  const auto fd = open_file(file_, kOpen);
  if (!fd.ok()) return;
  for (size -= size % kPieceBytes; size < kBytes; size += kPieceBytes) {
    if (allocate(fd->get(), size, kPieceBytes).ok()) continue;
    (void)truncate_file(fd->get(), size);  // of a piece that did not fit, some blocks may have been had
    return;
  }
}

bool Reserve::is_wanted() const {
  const std::filesystem::path probe = file_.string() + ".probe";
  const auto fd = open_file(probe, kOpen);
  const bool fits = fd.ok() && allocate(fd->get(), 0, kPieceBytes).ok();
  std::error_code ignored;
  std::filesystem::remove(probe, ignored);
  return !fits;
}

bool Reserve::give() const {
  const std::uint64_t size = bytes();
  if (size == 0) return false;
  const auto fd = open_file(file_, O_RDWR | O_NOFOLLOW);
  return fd.ok() && truncate_file(fd->get(), size - std::min(size, kPieceBytes)).ok();
}

}  // namespace parley::store
