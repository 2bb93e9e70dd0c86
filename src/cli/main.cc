// The process around a command line: its streams, its signals, and what a file that it makes may be read by. Everything
// else is run() in app.cc, which does the same inside a running node.
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>

#include "base/disk.h"
#include "cli/command.h"
#include "text/display.h"

namespace {

// Standard error as well, since a command whose output goes to a pipe still shows progress there.
int terminal_columns() {
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  return 80;
}

// https://no-color.org: whatever NO_COLOR says, unless it is empty.
bool wants_colours() {
  const char* unwanted = std::getenv("NO_COLOR");
  const char* kind = std::getenv("TERM");
  return ::isatty(STDOUT_FILENO) == 1 && (unwanted == nullptr || *unwanted == '\0') &&
         (kind == nullptr || std::string_view(kind) != "dumb");
}

// O_EXCL: a file for output (parley::create_output).
parley::Result<parley::Fd> open_as_caller(const std::string& path, int flags, int mode) {
  if ((flags & O_EXCL) != 0) return parley::create_output(path);
  return parley::open_file(path, flags, static_cast<mode_t>(mode));
}

}  // namespace

int main(int argc, char** argv) {
  // A closed pipe is an ordinary end, seen where the write fails.
  std::signal(SIGPIPE, SIG_IGN);
  // So is a file that may not grow: the write fails with EFBIG and says so, instead of ending a server.
  std::signal(SIGXFSZ, SIG_IGN);
  // What a node keeps and what commands write may never have been released: nothing is made for others to read.
  ::umask(S_IRWXG | S_IRWXO);
  // For as long as the process lives: what it keeps is not taken apart before the end.
  static auto& console = *new parley::cli::Console({.in = STDIN_FILENO,
                                                    .out = STDOUT_FILENO,
                                                    .err = STDERR_FILENO,
                                                    .in_is_terminal = ::isatty(STDIN_FILENO) == 1,
                                                    .err_is_terminal = ::isatty(STDERR_FILENO) == 1,
                                                    .out_is_terminal = ::isatty(STDOUT_FILENO) == 1,
                                                    .colours = wants_colours(),
                                                    .columns = terminal_columns(),
                                                    .open = open_as_caller,
                                                    .confirm = {}});
  try {
    const int status = parley::cli::run({argv + 1, argv + argc}, console);
    console.flush();
    return status;
  } catch (const std::exception& e) {
    // A library threw where it should not have: our bug, but the exit status still tells.
    std::fprintf(stderr, "parley: internal error: %s\n", parley::text::plain(e.what()).c_str());
    console.flush();
    return parley::cli::kCouldNotRun;
  }
}
