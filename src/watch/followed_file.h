// A file that grows: read as far as it goes, again and again, and opened anew when another file has its name (rotation)
// or it became shorter (truncation). Nothing is remembered between runs: reading again what was read adds nothing.
//
// Not thread-safe.
#pragma once

#include <sys/types.h>

#include <functional>
#include <memory>
#include <string>

#include "base/file.h"
#include "base/now_and_then.h"
#include "watch/evidence.h"
#include "watch/log.h"

namespace parley::watch {

class FollowedFile {
 public:
  using Open = std::function<Result<Fd>(const std::string& name)>;
  // What becomes of it. All are called from open(), drain() and close().
  struct Reader {
    std::function<Status(Log&, Occurrences&)> record;                              // the record that the log stands at
    std::function<Status(Log&)> stix;                                              // a whole log of Format::stix
    std::function<void(const std::string& name, const std::string& text)> notice;  // for people; no fault
    std::function<void(const std::string& name, const Error& error)> problem;      // it cannot be used
    std::function<void(const Log&)> closed;                                        // it is read no further
  };
  // `reader` outlives the file.
  FollowedFile(std::string name, Open open, LogOptions options, const Reader& reader);

  FollowedFile(const FollowedFile&) = delete;  // its log reads through it
  FollowedFile& operator=(const FollowedFile&) = delete;

  // A file that is not there may come, and people who wait for it are told so now and then.
  void open();
  // What is there now; true when it was more than one turn's worth, so that other files have their turn.
  Result<bool> drain();
  // Whether the name stands for another file now, or this one became shorter, or was not there and may be now.
  bool has_changed() const;
  // Reads what was written between the last look and the change, and opens the name again.
  Status open_again();
  void close();

  bool came() const { return came_; }  // it was there once
  const std::string& name() const { return name_; }

 private:
  Result<std::size_t> read(char* out, std::size_t size);

  std::string name_;
  Open open_;
  LogOptions options_;
  const Reader& reader_;
  Fd fd_;
  dev_t device_ = 0;
  ino_t inode_ = 0;
  bool is_file_ = true, came_ = false, ended_ = false;
  NowAndThen waits_;
  std::uint64_t read_ = 0;
  std::unique_ptr<Log> log_;
  Occurrences occurrences_;
};

}  // namespace parley::watch
