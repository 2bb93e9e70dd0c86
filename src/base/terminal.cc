#include "base/terminal.h"

#include <poll.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>

#include "base/file.h"

namespace parley {
namespace {

// The byte that the terminal sends for Ctrl-C when it makes no signal of it.
constexpr char kCtrlC = 3;
constexpr int kAskEveryMs = 200;

// A signal that came before the wait began does not end it, so the wait is in steps.
Status wait_for_input(int fd, const std::function<bool()>& stopped) {
  if (!stopped) return {};
  for (pollfd ready{fd, POLLIN, 0};;) {
    const int found = ::poll(&ready, 1, kAskEveryMs);
    if (found > 0 || (found < 0 && errno != EINTR)) return {};
    if (stopped()) return Error{Code::unavailable, "stopped while standard input was waited for"};
  }
}

}  // namespace

// Byte by byte, since what is read too much cannot be given back to a pipe.
Result<std::string> line_up_to(int fd, std::string_view ends, const std::function<bool()>& stopped) {
  std::string line;
  for (char c; line.size() < 4096;) {
    PARLEY_TRY_STATUS(wait_for_input(fd, stopped));
    const ssize_t got = ::read(fd, &c, 1);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return system_error("reading standard input");
    if (got == 0) break;
    if (c != '\n') line += c;
    if (ends.find(c) != std::string_view::npos) break;
  }
  if (line.ends_with('\r')) line.pop_back();
  return line;
}

// When `in` is no terminal, as in a script that pipes a password, the line is read all the same; there is nothing to
// hide then.
Result<std::string> ask_for_secret(int in, int out, std::string_view question, const std::function<bool()>& stopped) {
  (void)write_all(out, question);
  termios before{};
  const bool quiet = ::tcgetattr(in, &before) == 0;
  if (quiet) {
    // Ctrl-C ends the line instead of the process, which would leave the terminal silent.
    termios silent = before;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO | ISIG);
    silent.c_cc[VEOL] = kCtrlC;
    ::tcsetattr(in, TCSAFLUSH, &silent);
  }
  // TCSAFLUSH above throws away what was typed before the question was seen: it could not be meant as an answer.
  auto line = line_up_to(in, "\n\x03", stopped);
  if (quiet) ::tcsetattr(in, TCSAFLUSH, &before);
  (void)write_all(out, "\n");
  if (line.ok() && line->ends_with(kCtrlC)) return Error{Code::forbidden, "no password was given"};
  return line;
}

}  // namespace parley
