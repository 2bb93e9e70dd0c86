// For tests: a disk that is full, broken, or slow to say so. While a FileFault lives, calls of some kinds on files
// under one folder fail as the kernel would have them fail, from a chosen call on and as often as wanted. base/file.h
// asks it before each such call (of the reading ones, read_at()); without one that costs the reading of one atomic
// pointer.
//
//   const FileFault full(dir, FileCall::write, {.error = ENOSPC});                  // every write
//   const FileFault torn(dir, FileCall::write, {.error = ENOSPC, .after = 2, .times = 1, .wrote = 100});
#pragma once

#include <atomic>
#include <cstddef>
#include <filesystem>
#include <initializer_list>
#include <utility>
#include <vector>

namespace parley {

enum class FileCall { open_to_write, read, write, sync, rename, truncate };

class FileFault {
 public:
  struct How {
    int error = 0;          // errno
    int after = 0;          // so many calls go well first
    int times = -1;         // then so many fail; -1: all
    std::size_t wrote = 0;  // of the first write that fails: so many bytes reach the file (a short write)
  };
  // One at a time in a process.
  FileFault(std::filesystem::path folder, FileCall call, How how) : FileFault(std::move(folder), {call}, how) {}
  // Calls of any of these kinds are counted together.
  FileFault(std::filesystem::path folder, std::initializer_list<FileCall> calls, How how);
  ~FileFault();
  FileFault(const FileFault&) = delete;
  FileFault& operator=(const FileFault&) = delete;

  // How many calls have failed by it.
  int failed() const { return failed_.load(); }

  // --- for base/file.cc: errno that this call is to fail with; 0: none. `short_write` is set to what is to be written
  // before.
  static int ask(FileCall call, int fd, std::size_t* short_write = nullptr);
  static int ask(FileCall call, const std::filesystem::path& path);

 private:
  int decide(FileCall call, const std::filesystem::path& path, std::size_t* short_write);

  const std::filesystem::path folder_;
  const std::vector<FileCall> calls_;
  const How how_;
  std::atomic<int> seen_{0}, failed_{0};
};

}  // namespace parley
