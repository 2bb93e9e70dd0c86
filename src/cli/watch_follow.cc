// Files that grow: each is read as far as it goes, again and again, and opened anew when another file has its name
// (rotation) or it became shorter (truncation). Nothing is remembered between runs: reading again what was read adds
// nothing.
#include <fmt/format.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <thread>

#include "cli/now_and_then.h"
#include "cli/watch_run.h"

namespace parley::cli {
namespace {

constexpr auto kPause = std::chrono::milliseconds(200);
constexpr auto kLookAtNames = std::chrono::seconds(1);
constexpr std::size_t kLinesATurn = 100'000;  // of one file, before the others have theirs

class FollowedFile {
 public:
  FollowedFile(WatchRun& run, std::string name) : run_(run), name_(std::move(name)) {}

  bool is_open() const { return log_ != nullptr; }

  // A file that is not there may come, and people who wait for it are told so now and then.
  void open() {
    auto fd = run_.context().console.open_input(name_);
    if (!fd.ok()) {
      if (waits_.is_due(std::chrono::steady_clock::now())) run_.notice(name_, fd.error().message + "; waiting for it");
      return;
    }
    if (waits_.was_said()) run_.notice(name_, "is there now");
    waits_.over();
    came_ = true;
    fd_ = std::move(*fd);
    struct stat info {};
    (void)::fstat(fd_.get(), &info);
    device_ = info.st_dev, inode_ = info.st_ino;
    is_file_ = S_ISREG(info.st_mode);
    read_ = 0;
    ended_ = false;
    occurrences_ = {};
    auto options = run_.log_options();
    log_ = std::make_unique<watch::Log>(
        name_, [this](char* out, std::size_t size) { return read(out, size); }, options);
    if (const auto opened = log_->open(); !opened.ok()) {
      run_.problem(name_, opened.error());
      close();
      ended_ = true;
    }
  }

  // What is there now; true when it was more than one turn's worth.
  Result<bool> drain() {
    if (!log_) return false;
    if (log_->format() == watch::Format::stix) {
      PARLEY_TRY_STATUS(run_.stix(*log_));
      close();
      ended_ = true;
      return false;
    }
    for (std::size_t lines = 0; lines < kLinesATurn; ++lines) {
      if (!log_->next()) return false;
      PARLEY_TRY_STATUS(run_.record(*log_, occurrences_));
    }
    return true;
  }

  // Whether the name stands for another file now, or this one became shorter.
  bool has_changed() {
    if (!log_ || !is_file_) return !log_ && !ended_;
    struct stat now {};
    if (::fstat(fd_.get(), &now) == 0 && static_cast<std::uint64_t>(now.st_size) < read_) return true;
    const auto other = run_.context().console.open_input(name_);
    if (!other.ok()) return false;  // moved away; its successor is still to come
    struct stat info {};
    return ::fstat(other->get(), &info) == 0 && (info.st_dev != device_ || info.st_ino != inode_);
  }

  bool came() const { return came_; }
  const std::string& name() const { return name_; }

  void close() {
    if (log_) run_.summarise(*log_);
    log_.reset();
    fd_.reset();
  }

 private:
  // A pipe is not waited for: the other files have lines, too.
  Result<std::size_t> read(char* out, std::size_t size) {
    if (!is_file_) {
      pollfd ready{fd_.get(), POLLIN, 0};
      if (::poll(&ready, 1, 0) <= 0) return std::size_t{0};
    }
    PARLEY_TRY(const std::size_t got, read_from(fd_.get())(out, size));
    read_ += got;
    return got;
  }

  WatchRun& run_;
  std::string name_;
  Fd fd_;
  dev_t device_ = 0;
  ino_t inode_ = 0;
  bool is_file_ = true, came_ = false, ended_ = false;
  NowAndThen waits_;
  std::uint64_t read_ = 0;
  std::unique_ptr<watch::Log> log_;
  watch::Occurrences occurrences_;
};

}  // namespace

Status WatchRun::follow_files() {
  std::vector<std::unique_ptr<FollowedFile>> files;
  for (const auto& name : arguments_.files) {
    files.push_back(std::make_unique<FollowedFile>(*this, name));
    files.back()->open();
  }
  auto looked = std::chrono::steady_clock::now();
  while (!context_.console.stopped()) {
    bool busy = false;
    const bool look = std::chrono::steady_clock::now() - looked >= kLookAtNames;
    for (auto& file : files) {
      PARLEY_TRY(const bool more, file->drain());
      busy = busy || more;
      if (!look || more || !file->has_changed()) continue;
      // What was written between the last look and the change is read first.
      PARLEY_TRY([[maybe_unused]] const bool rest, file->drain());
      file->close();
      file->open();
    }
    if (look) {
      looked = std::chrono::steady_clock::now();
      PARLEY_TRY_STATUS(retro_for_new());
    }
    PARLEY_TRY_STATUS(flush_now_and_then());
    if (!busy) std::this_thread::sleep_for(kPause);
  }
  stopped_by_node_ = context_.console.node_stops();
  for (auto& file : files) {
    file->close();
    if (!file->came() && !stopped_by_node_) problem(file->name(), {Code::not_found, "never came"});
  }
  return {};
}

}  // namespace parley::cli
