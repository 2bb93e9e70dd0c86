#include "base/disk.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <fmt/format.h>
#include <cerrno>

#include "base/bytes.h"
#include "base/file_fault.h"
#include "base/keys.h"

namespace parley {
namespace {

constexpr mode_t kOthers = S_IRWXG | S_IRWXO;
constexpr mode_t kPrivate = S_IRUSR | S_IWUSR;
// O_EXCL and O_NOFOLLOW: a new file is made by this call or not at all. Whoever may write in the folder can neither
// slip a link in front of it nor have the output written to a file of theirs.
constexpr int kNewFile = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW;

// Links of the kernel's own, to what the caller has open already: "-o >(gzip)" and the like.
bool is_open_descriptor(const std::filesystem::path& path) {
  const auto folder = path.parent_path();
  return folder == "/dev/fd" || folder == "/proc/self/fd" || path == "/dev/stdout" || path == "/dev/stderr";
}

// A name beside `path` that nobody can have guessed.
std::filesystem::path beside(const std::filesystem::path& path) {
  std::array<std::uint8_t, 8> unguessed{};
  random_bytes(unguessed);
  auto name = path;
  return name.replace_filename(fmt::format(".{}.{}", path.filename().string(), to_hex(unguessed)));
}

// Why nothing can be made at `path`. "No such file" of a file that is about to be made would send people looking for
// the file, where it is its folder that is missing.
Error not_made(const std::filesystem::path& path, Error otherwise) {
  const auto folder = path.parent_path();
  if (otherwise.code != Code::not_found || folder.empty()) return otherwise;
  std::error_code error;
  const auto there = std::filesystem::status(folder, error);
  if (std::filesystem::is_directory(there)) return otherwise;
  const bool is_other = std::filesystem::exists(there);
  return {Code::not_found, fmt::format("{} cannot be written: {} {}", path.string(), folder.string(),
                                       is_other ? "is no folder" : "is not there; make that folder first")};
}

}  // namespace

Result<DiskSpace> disk_space(const std::filesystem::path& path) {
  struct statvfs found {};
  if (::statvfs(path.c_str(), &found) != 0) return system_error("asking how much is free at " + path.string());
  return DiskSpace{.free_bytes = std::uint64_t{found.f_bavail} * found.f_frsize,
                   .total_bytes = std::uint64_t{found.f_blocks} * found.f_frsize};
}

// A file system that knows no such call has its blocks written one by one by the C library.
Status allocate(int fd, std::uint64_t offset, std::uint64_t bytes) {
  const int asked = FileFault::ask(FileCall::write, fd);
  const int error = asked != 0 ? asked : ::posix_fallocate(fd, static_cast<off_t>(offset), static_cast<off_t>(bytes));
  if (error == 0) return {};
  errno = error;
  return system_error("setting room aside");
}

// The order of the cases is that of the harm they can do: what is not there is made, a link and a folder are refused,
// what is no regular file is written to as it is, and only then is a regular file replaced.
Result<Fd> create_output(const std::filesystem::path& path) {
  if (is_open_descriptor(path)) return open_file(path, O_WRONLY | O_APPEND);
  struct stat there {};
  if (::lstat(path.c_str(), &there) != 0) {
    if (errno != ENOENT) return not_made(path, system_error("opening " + path.string()));
    // The umask can only take rights away from the mode given to open(2); fchmod() sets them as they are wanted.
    auto made = open_file(path, kNewFile, kPrivate);
    if (!made.ok()) return not_made(path, made.error());
    (void)::fchmod(made->get(), kPrivate);
    return made;
  }
  if (S_ISLNK(there.st_mode))
    return Error{Code::conflict, path.string() +
                                     " is a link, and what it points to would be overwritten: give the "
                                     "name of the file itself, or remove the link"};
  if (S_ISDIR(there.st_mode)) return Error{Code::conflict, path.string() + " is a folder: give the name of a file"};
  if (!S_ISREG(there.st_mode)) return open_file(path, O_WRONLY | O_NOFOLLOW);
  // The new file takes the place of the old one by a rename, and is not written into it: rights that others have on
  // the old file, and other names that it has, stay with the old content. A descriptor that somebody holds on the old
  // file sees nothing of the new one either.
  const auto fresh = beside(path);
  PARLEY_TRY(Fd fd, open_file(fresh, kNewFile, kPrivate));
  (void)::fchmod(fd.get(), kPrivate);
  if (::rename(fresh.c_str(), path.c_str()) != 0) {
    Error error = system_error("replacing " + path.string());
    ::unlink(fresh.c_str());
    return error;
  }
  return fd;
}

// This follows links, unlike make_private(): what counts for the warning is who can read the content.
std::optional<mode_t> open_to_others(const std::filesystem::path& path) {
  struct stat there {};
  if (::stat(path.c_str(), &there) != 0 || (there.st_mode & kOthers) == 0) return std::nullopt;
  return there.st_mode & 07777;
}

Status make_private(const std::filesystem::path& path) {
  // Not by name: between looking and changing, the name could come to mean another file.
  auto fd = open_file(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  if (!fd.ok()) return fd.error().code == Code::not_found ? Status{} : Status{fd.error()};
  struct stat there {};
  if (::fstat(fd->get(), &there) != 0) return system_error("looking at " + path.string());
  if ((there.st_mode & kOthers) == 0) return {};
  if (::fchmod(fd->get(), there.st_mode & 07777 & ~kOthers) != 0)
    return system_error(fmt::format("taking others' rights on {} away", path.string()));
  return {};
}

}  // namespace parley
