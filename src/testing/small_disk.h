// For tests: a disk of a few megabytes, to be filled. It is a file system in memory, mounted for this process alone.
#pragma once

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <string>

namespace parley::testing {

class SmallDisk {
 public:
  // Over the folder `at`, which must be there. Needs the right to mount: see is_there().
  SmallDisk(std::filesystem::path at, std::uint64_t bytes) : at_(std::move(at)) {
    // Of a process that may not mount: as the owner of a namespace of its own.
    if (::geteuid() != 0 ? ::unshare(CLONE_NEWUSER | CLONE_NEWNS) : ::unshare(CLONE_NEWNS)) return;
    if (::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return;
    const std::string options = "mode=0700,size=" + std::to_string(bytes);
    is_there_ = ::mount("none", at_.c_str(), "tmpfs", 0, options.c_str()) == 0;
  }
  ~SmallDisk() {
    if (is_there_) ::umount2(at_.c_str(), MNT_DETACH);
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  bool is_there() const { return is_there_; }
  // Somebody else takes all that is free.
  void fill() const {
    const int fd = ::open(ballast().c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    ASSERT_GE(fd, 0);
    const std::string block(4096, '#');
    while (::write(fd, block.data(), block.size()) > 0) continue;
    ::close(fd);
  }
  void make_room() const { std::filesystem::remove(ballast()); }

 private:
  std::filesystem::path ballast() const { return at_ / "ballast"; }
  const std::filesystem::path at_;
  bool is_there_ = false;
};

}  // namespace parley::testing

// The test is skipped by name where nothing may be mounted.
#define PARLEY_SMALL_DISK(variable, ...)                    \
  const ::parley::testing::SmallDisk variable(__VA_ARGS__); \
  if (!variable.is_there()) GTEST_SKIP() << "this process may mount no file system"
