// Where a command reads and writes. Commands never touch the process's own streams or files: the same command runs in
// the caller's process on a stopped node and inside the server on a running one, with the caller's descriptors.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/file.h"
#include "input/source.h"

namespace parley::cli {

// What a command prints, on the caller's descriptors.
class Output {
 public:
  // Descriptors stay the caller's. `open` opens a file as the caller (relative to the caller's folder); with
  // O_EXCL one for output, as parley::create_output does.
  struct Streams {
    int in = 0, out = 1, err = 2;
    bool in_is_terminal = false, err_is_terminal = false;
    bool out_is_terminal = false;
    bool colours = false;  // standard output is a terminal whose owner wants colours (no-color.org)
    int columns = 80;
    std::function<Result<Fd>(const std::string& path, int flags, int mode)> open;
    // Asks the person; null: on `err` and `in`. A node must not read its caller's terminal itself: as a background job
    // of the same shell it would be stopped.
    std::function<bool(std::string_view question)> confirm;
    // Asks for a password, which is not shown; null: on `err` and `in`.
    std::function<Result<std::string>(std::string_view question)> secret = {};
    // Whether the caller wants a command that goes on for ever to end: Ctrl-C, or he is gone. Null: never.
    std::function<bool()> stopped = {};
    // Whether it is to end because the node that it runs in stops. Null: it runs in the caller's process.
    std::function<bool()> node_stops = {};
    // Whether nobody is there any more who would see what is printed; it is dropped then. Null: somebody is.
    std::function<bool()> gone = {};
  };
  explicit Output(Streams streams);
  ~Output();  // flushes
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  // Whatever is printed is made harmless here, wherever it came from (text/display.h): nobody's words reach the
  // terminal as control characters, turn the direction of writing or hide. All of this is buffered.
  void out(std::string_view text);  // lines of text
  // One line: line feeds in `text` become spaces, so that nobody's words can pass for a line of ours.
  void line(std::string_view text);
  void lines(std::string_view text) { out(text), out("\n"); }
  // Text of ours that has colours, which stay if in_colour() of text/display.h put them there.
  void styled(std::string_view text);
  // JSON by a command that prints it without being asked: a line of it, or a part.
  void json_line(std::string_view json) { json_part(json), json_part("\n"); }
  void json_part(std::string_view json);
  // All that goes to standard output from now on is JSON, which is escaped as JSON is.
  void print_json() { prints_json_ = true; }
  // Bytes that are what was asked for, such as a canonical form; on a terminal they are escaped as JSON.
  void exact_line(std::string_view text);

  void err(std::string_view text);        // a line for people, flushed; "parley: " is not added
  void err_lines(std::string_view text);  // several of them
  void flush();
  // One line that replaces the last one, when standard error is a terminal; nothing otherwise.
  void progress(std::string_view text);
  void end_progress();
  bool failed() const { return failed_; }  // standard output is gone (closed pipe), or who reads it
  // Why standard output lacks something that somebody wants: a full disk, say. Nothing where it is only that nobody
  // reads on, as behind `| head`.
  const std::optional<Error>& lost() const { return lost_; }
  const Streams& streams() const { return streams_; }

 protected:
  void write_to(int fd, std::string_view bytes);
  Streams streams_;

 private:
  void put(std::string_view harmless);

  bool prints_json_ = false;
  std::string buffer_;
  bool progress_shown_ = false, failed_ = false;
  std::optional<Error> lost_;
};

// The same with what a command reads, asks and opens, and whether it is to go on.
class Console : public Output {
 public:
  using Output::Output;

  // Asks "QUESTION [y/N]"; false without a terminal.
  bool confirm(std::string_view question);
  // A line that is not shown as it is typed; fails with forbidden without a terminal.
  Result<std::string> secret(std::string_view question);
  // The first line of standard input, and not a byte more: the rest is for the command.
  Result<std::string> input_line();

  // For as long as the console lives.
  void stopped_by(std::function<bool()> stopped) { streams_.stopped = std::move(stopped); }
  int in() const { return streams_.in; }
  // "-" is standard input.
  Result<Fd> open_input(const std::string& path);
  // "-" is standard output. Mode 0600; a link is refused, a file that is there is replaced (parley::create_output).
  Result<Fd> open_output(const std::string& path);
  bool stopped() const { return failed() || (streams_.stopped && streams_.stopped()); }
  // Asked where a command can still end with nothing done, or with nothing more done: whether Ctrl-C says so. The
  // caller then ends it, and its status is that of a command that was stopped (app.cc).
  bool ends_here() {
    if (!streams_.stopped || !streams_.stopped() || node_stops()) return false;
    return was_ended_ = true;
  }
  bool was_ended() const { return was_ended_; }
  bool node_stops() const { return streams_.node_stops && streams_.node_stops(); }

  // What a command has made and needs no more, but is large to take apart: it goes with the console, which in a process
  // of the command's own is the end of the process. The console is its last owner, whoever else has it.
  void keep(std::shared_ptr<const void> what) { kept_.push_back(std::move(what)); }

 private:
  // What fails because it was stopped ends the command, as far as that is known by now.
  template <class T>
  Result<T> or_ended(Result<T> got) {
    if (!got.ok()) (void)ends_here();
    return got;
  }
  bool was_ended_ = false;
  std::vector<std::shared_ptr<const void>> kept_;
};

using input::for_each_line, input::read_from;

}  // namespace parley::cli
