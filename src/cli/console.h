// Where a command reads and writes. Commands never touch the process's own streams or files: the same command runs in
// the caller's process on a stopped node and inside the server on a running one, with the caller's descriptors.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "base/file.h"

namespace parley::cli {

class Console {
 public:
  // Descriptors stay the caller's. `open` opens a file as the caller (relative to the caller's folder); with
  // O_EXCL one for output, as parley::create_output does.
  struct Streams {
    int in = 0, out = 1, err = 2;
    bool in_is_terminal = false, err_is_terminal = false;
    bool colours = false;  // standard output is a terminal whose owner wants colours (no-color.org)
    int columns = 80;
    std::function<Result<Fd>(const std::string& path, int flags, int mode)> open;
    // Asks the person; null: on `err` and `in`. A node must not read its caller's terminal itself: as a background job
    // of the same shell it would be stopped.
    std::function<bool(std::string_view question)> confirm;
    // Whether the caller wants a command that goes on for ever to end: Ctrl-C, or he is gone. Null: never.
    std::function<bool()> stopped = {};
  };
  explicit Console(Streams streams);
  ~Console();  // flushes

  void out(std::string_view text);  // buffered
  void line(std::string_view text) { out(text), out("\n"); }
  void err(std::string_view text);  // a line for people, flushed; "parley: " is not added
  void flush();
  // One line that replaces the last one, when standard error is a terminal; nothing otherwise.
  void progress(std::string_view text);
  void end_progress();
  // Asks "QUESTION [y/N]"; false without a terminal.
  bool confirm(std::string_view question);

  // For as long as the console lives.
  void stopped_by(std::function<bool()> stopped) { streams_.stopped = std::move(stopped); }
  int in() const { return streams_.in; }
  const Streams& streams() const { return streams_; }
  // "-" is standard input.
  Result<Fd> open_input(const std::string& path);
  // "-" is standard output. Mode 0600; a link is refused, a file that is there is replaced (parley::create_output).
  Result<Fd> open_output(const std::string& path);
  bool stopped() const { return failed_ || (streams_.stopped && streams_.stopped()); }
  bool failed() const { return failed_; }  // standard output is gone (closed pipe)

 private:
  Streams streams_;
  std::string buffer_;
  bool progress_shown_ = false, failed_ = false;
};

// A source for json::ObjectReader and for reading line by line.
std::function<Result<std::size_t>(char*, std::size_t)> read_from(int fd);
// Calls `each` with every line (without its end) until it returns false. Lines up to `max_bytes`.
Status for_each_line(int fd, std::size_t max_bytes,
                     const std::function<bool(std::string_view line, std::uint64_t number)>& each);

}  // namespace parley::cli
