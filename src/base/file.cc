#include "base/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <vector>

#include "base/file_fault.h"

// Each call that changes a file, and read_at(), asks FileFault first, so that a test can make the kernel say "no space
// left" or "input/output error" at a chosen moment. What a failed write or sync left in a file is not repaired here:
// the caller knows what the file means, and for whom it is cut back.
namespace parley {
namespace {

// Whether a test wants this call to fail; errno says how.
bool fails(int error) {
  errno = error;
  return error != 0;
}

// The same for a write, of which a part may reach the file first.
bool write_fails(int fd, std::string_view data, off_t offset) {
  std::size_t part = 0;
  const int error = FileFault::ask(FileCall::write, fd, &part);
  if (error == 0) return false;
  part = std::min(part, data.size());
  if (part > 0) (void)(offset < 0 ? ::write(fd, data.data(), part) : ::pwrite(fd, data.data(), part, offset));
  return fails(error);
}

}  // namespace

void Fd::reset() {
  if (fd_ >= 0) ::close(fd_);
  fd_ = -1;
}

// The code says what a caller can do: `unavailable` is what may go well later (the disk is full, there are too many
// open files), `forbidden` needs somebody to change rights, and what is not listed is not expected and therefore
// `internal`.
Error system_error(std::string_view what) {
  // Read before anything else: putting the message together may allocate, and that may change errno.
  const int number = errno;
  Code code = Code::internal;
  switch (number) {
    case ENOENT:
    case ENOTDIR:
      code = Code::not_found;
      break;
    case EACCES:
    case EPERM:
    case EROFS:
      code = Code::forbidden;
      break;
    case EEXIST:
      code = Code::conflict;
      break;
    case EFBIG:
      code = Code::too_large;
      break;
    case ENOSPC:
    case EDQUOT:
    case EMFILE:
    case ENFILE:
    case ENOMEM:
    case EAGAIN:
    case EADDRINUSE:
      code = Code::unavailable;
      break;
    default:
      break;
  }
  return {code, std::string(what) + ": " + std::strerror(number)};
}

Result<Fd> open_file(const std::filesystem::path& path, int flags, mode_t mode) {
  if ((flags & O_CREAT) != 0 && fails(FileFault::ask(FileCall::open_to_write, path)))
    return system_error("opening " + path.string());
  Fd fd(::open(path.c_str(), flags | O_CLOEXEC, mode));
  if (!fd.is_open()) return system_error("opening " + path.string());
  return fd;
}

// Reads to the end instead of asking for the size first: a file in /proc has no size, and one that is being written
// grows. The limit is checked block by block, so that a file that never ends cannot fill the memory.
Result<std::string> read_file(const std::filesystem::path& path, std::size_t limit_bytes) {
  PARLEY_TRY(const Fd fd, open_file(path, O_RDONLY));
  std::string out;
  while (true) {
    const std::size_t old = out.size();
    if (old > limit_bytes)
      return Error{Code::too_large, path.string() + " is larger than " + std::to_string(limit_bytes) + " bytes"};
    out.resize(old + 65536);
    const ssize_t got = ::read(fd.get(), out.data() + old, 65536);
    if (got < 0 && errno == EINTR) {
      out.resize(old);
      continue;
    }
    if (got < 0) return system_error("reading " + path.string());
    out.resize(old + static_cast<std::size_t>(got));
    if (got == 0) return out;
  }
}

// These loops exist because a read or write of a regular file may be short when a signal comes, and a write to a pipe
// when it is full.
Status read_at(int fd, char* out, std::size_t size, std::uint64_t offset) {
  if (fails(FileFault::ask(FileCall::read, fd))) return system_error("reading");
  while (size > 0) {
    const ssize_t got = ::pread(fd, out, size, static_cast<off_t>(offset));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return system_error("reading");
    if (got == 0) return Error{Code::corrupt, "the file ends before the bytes that should be there"};
    out += got, offset += static_cast<std::uint64_t>(got), size -= static_cast<std::size_t>(got);
  }
  return {};
}

Status write_all(int fd, std::string_view data) {
  if (write_fails(fd, data, -1)) return system_error("writing");
  while (!data.empty()) {
    const ssize_t put = ::write(fd, data.data(), data.size());
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return system_error("writing");
    data.remove_prefix(static_cast<std::size_t>(put));
  }
  return {};
}

Status write_at(int fd, std::string_view data, std::uint64_t offset) {
  if (write_fails(fd, data, static_cast<off_t>(offset))) return system_error("writing");
  while (!data.empty()) {
    const ssize_t put = ::pwrite(fd, data.data(), data.size(), static_cast<off_t>(offset));
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return system_error("writing");
    data.remove_prefix(static_cast<std::size_t>(put)), offset += static_cast<std::uint64_t>(put);
  }
  return {};
}

// fdatasync and not fsync: the size of the file is synced with it when it has changed, and the times of the file are
// of no interest. After a failure the caller must not simply sync again: the kernel may have dropped the pages that
// it could not write, and the second call would then succeed although nothing is on the disk.
Status sync_data(int fd) {
  if (fails(FileFault::ask(FileCall::sync, fd))) return system_error("syncing to disk");
  while (::fdatasync(fd) != 0)
    if (errno != EINTR) return system_error("syncing to disk");
  return {};
}

// A file that was made or renamed is durable under its name only when the folder is synced as well.
Status sync_directory(const std::filesystem::path& dir) {
  PARLEY_TRY(const Fd fd, open_file(dir, O_RDONLY | O_DIRECTORY));
  if (::fsync(fd.get()) != 0) return system_error("syncing " + dir.string());
  return {};
}

Status sync_file_system(const std::filesystem::path& dir) {
  PARLEY_TRY(const Fd fd, open_file(dir, O_RDONLY | O_DIRECTORY));
  if (fails(FileFault::ask(FileCall::sync, dir)) || ::syncfs(fd.get()) != 0)
    return system_error("syncing the file system of " + dir.string());
  return {};
}

namespace {

Status write_new(const std::filesystem::path& path, const Fd& fd, std::string_view data, Durability durability,
                 mode_t mode) {
  // One that a crash left behind, or that the umask made narrower, has other rights.
  if (::fchmod(fd.get(), mode) != 0) return system_error("giving " + path.string() + " its rights");
  PARLEY_TRY_STATUS(write_all(fd.get(), data).in(path.string()));
  return durability == Durability::durable ? sync_data(fd.get()).in(path.string()) : Status{};
}

}  // namespace

// The order is what makes it safe: write the new bytes beside the file, sync them, rename, sync the folder. A crash
// before the rename leaves the old file and perhaps `path`.new. Behind it, a power loss leaves the old bytes or the
// new ones until the folder is synced, and the new ones from then on. If the rename came before the sync of the file,
// a power loss could leave the new name with an empty file. Two writers of one path must be kept apart by the caller,
// because both would use the same `path`.new.
Status replace_file(const std::filesystem::path& path, std::string_view data, Durability durability, mode_t mode) {
  const std::filesystem::path temporary = path.string() + ".new";
  PARLEY_TRY(Fd fd, open_file(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, mode));
  Status done = write_new(temporary, fd, data, durability, mode);
  fd.reset();
  if (done.ok() && (fails(FileFault::ask(FileCall::rename, path)) || ::rename(temporary.c_str(), path.c_str()) != 0))
    done = system_error("replacing " + path.string());
  // On a disk that is full what was begun would only take room.
  if (!done.ok()) ::unlink(temporary.c_str());
  // A bare name lies in the current folder.
  if (done.ok() && durability == Durability::durable)
    return sync_directory(path.has_parent_path() ? path.parent_path() : ".");
  return done;
}

// Shortening is how a torn append is taken back, so tests make it fail, too.
Status truncate_file(int fd, std::uint64_t size) {
  if (fails(FileFault::ask(FileCall::truncate, fd)) || ::ftruncate(fd, static_cast<off_t>(size)) != 0)
    return system_error("shortening");
  return {};
}

Status make_directories(const std::filesystem::path& dir) {
  // One by one, because std::filesystem gives each as many rights as the umask leaves.
  std::vector<std::filesystem::path> missing;
  std::error_code error;
  for (auto at = dir; !at.empty() && !std::filesystem::exists(at, error); at = at.parent_path()) {
    if (at.has_filename()) missing.push_back(at);  // "a/b/" ends in an empty name
    if (at == at.parent_path()) break;
  }
  for (auto at = missing.rbegin(); at != missing.rend(); ++at)
    if (::mkdir(at->c_str(), 0700) != 0 && errno != EEXIST) return system_error("making the folder " + at->string());
  if (std::filesystem::is_directory(dir, error)) return {};
  errno = error ? error.value() : ENOTDIR;
  return system_error("making the folder " + dir.string());
}

}  // namespace parley
