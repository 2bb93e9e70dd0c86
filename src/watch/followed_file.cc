// A name is compared with the file behind it by device and inode, as rotation by renaming needs it; a file that was
// truncated in place shows by its size, which is then smaller than what was read of it. One that was truncated and has
// grown beyond that again between two looks is not noticed: its beginning is not read then.
#include "watch/followed_file.h"

#include <poll.h>
#include <sys/stat.h>

#include <utility>

#include "input/source.h"

namespace parley::watch {
namespace {

constexpr std::size_t kLinesATurn = 100'000;  // of one file, before the others have theirs

}  // namespace

FollowedFile::FollowedFile(std::string name, Open open, LogOptions options, const Reader& reader)
    : name_(std::move(name)), open_(std::move(open)), options_(std::move(options)), reader_(reader) {}

// A log that was opened and cannot be used is given up: trying it again would say the same each
// time.
void FollowedFile::open() {
  auto fd = open_(name_);
  if (!fd.ok()) {
    if (waits_.is_due(std::chrono::steady_clock::now())) reader_.notice(name_, fd.error().message + "; waiting for it");
    return;
  }
  if (waits_.was_said()) reader_.notice(name_, "is there now");
  waits_.over();
  came_ = true;
  fd_ = std::move(*fd);
  struct stat info {};
  (void)::fstat(fd_.get(), &info);
  device_ = info.st_dev;
  inode_ = info.st_ino;
  is_file_ = S_ISREG(info.st_mode);
  // Everything is counted from the beginning again: another file, or this one anew. Lines that were
  // read before make the same identifiers.
  read_ = 0;
  ended_ = false;
  occurrences_ = {};
  log_ = std::make_unique<Log>(
      name_, [this](char* out, std::size_t size) { return read(out, size); }, options_);
  if (const auto opened = log_->open(); !opened.ok()) {
    reader_.problem(name_, opened.error());
    close();
    ended_ = true;
  }
}

Result<bool> FollowedFile::drain() {
  if (!log_) return false;
  // Objects refer to each other over the whole file, so it is read to its end at once and not
  // followed.
  if (log_->format() == Format::stix) {
    PARLEY_TRY_STATUS(reader_.stix(*log_));
    close();
    ended_ = true;
    return false;
  }
  for (std::size_t lines = 0; lines < kLinesATurn; ++lines) {
    if (!log_->next()) return false;
    PARLEY_TRY_STATUS(reader_.record(*log_, occurrences_));
  }
  return true;
}

bool FollowedFile::has_changed() const {
  if (!log_ || !is_file_) return !log_ && !ended_;
  struct stat now {};
  if (::fstat(fd_.get(), &now) == 0 && static_cast<std::uint64_t>(now.st_size) < read_) return true;
  const auto other = open_(name_);
  if (!other.ok()) return false;  // moved away; its successor is still to come
  struct stat info {};
  return ::fstat(other->get(), &info) == 0 && (info.st_dev != device_ || info.st_ino != inode_);
}

// The descriptor still stands for the old file: what its writer added after the last look, before
// the name went to another one, is read first.
Status FollowedFile::open_again() {
  PARLEY_TRY([[maybe_unused]] const bool rest, drain());
  close();
  open();
  return {};
}

void FollowedFile::close() {
  if (log_) reader_.closed(*log_);
  log_.reset();
  fd_.reset();
}

// A pipe is not waited for: the other files have lines, too.
Result<std::size_t> FollowedFile::read(char* out, std::size_t size) {
  if (!is_file_) {
    pollfd ready{fd_.get(), POLLIN, 0};
    if (::poll(&ready, 1, 0) <= 0) return std::size_t{0};
  }
  PARLEY_TRY(const std::size_t got, input::read_from(fd_.get())(out, size));
  read_ += got;
  return got;
}

}  // namespace parley::watch
