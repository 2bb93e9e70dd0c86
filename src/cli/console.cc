// The one place through which anything reaches a terminal. Text of other parties is in nearly every line that a command
// prints, and control characters in it could move the cursor, recolour a warning or type into the shell of who reads
// it. So what is printed is made harmless here, whatever was done to it before, and no command can forget it.
#include "cli/console.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "base/terminal.h"
#include "text/display.h"

namespace parley::cli {

Output::Output(Streams streams) : streams_(std::move(streams)) {}
Output::~Output() { flush(); }

// Written in large pieces: a list of a million objects is not a million system calls. Once a write has failed nothing
// more is tried; the command sees it by failed() and ends.
void Output::put(std::string_view harmless) {
  if (failed_) return;
  buffer_ += harmless;
  if (buffer_.size() >= 65536) flush();
}

void Output::out(std::string_view text) {
  put(prints_json_ ? text::plain_json(text) : text::plain(text, text::Lines::many));
}

void Output::line(std::string_view text) {
  put(prints_json_ ? text::plain_json(text) : text::plain(text, text::Lines::one));
  put("\n");
}

void Output::styled(std::string_view text) { put(text::plain_but_for_colours(text)); }

void Output::json_part(std::string_view json) { put(text::plain_json(json)); }

// Bytes as they are for a program or a file, which wants exactly them. A terminal gets them escaped as JSON, in which
// they mean the same.
void Output::exact_line(std::string_view text) {
  put(streams_.out_is_terminal ? text::plain_json(text) : std::string(text));
  put("\n");
}

void Output::flush() {
  if (!buffer_.empty() && !failed_) write_to(streams_.out, buffer_);
  buffer_.clear();
}

// The terminal of a caller that has gone is somebody else's by now: a shell's, with a line that is being typed.
void Output::write_to(int fd, std::string_view bytes) {
  const bool gone = streams_.gone && streams_.gone();
  const Status written = gone ? Status{} : write_all(fd, bytes);
  const bool is_closed_pipe = !written.ok() && errno == EPIPE;
  if (gone || (!written.ok() && fd == streams_.out)) failed_ = true;
  if (!written.ok() && !is_closed_pipe && fd == streams_.out) lost_ = written.error();
}

void Output::err(std::string_view text) { err_lines(text::plain(text)); }

// What was printed before goes out first, so that an error stands where it happened, also when both streams are one
// terminal.
void Output::err_lines(std::string_view text) {
  flush();
  end_progress();
  write_to(streams_.err, text::plain(text, text::Lines::many) + "\n");
}

// Carriage return and erase-to-end (ECMA-48), on a terminal only. One column is left free: a full line would wrap, and
// the next one could not replace it.
void Output::progress(std::string_view text) {
  if (!streams_.err_is_terminal) return;
  std::string line = "\r\033[K";
  line += text::fitted(text, static_cast<std::size_t>(streams_.columns > 1 ? streams_.columns - 1 : 79));
  write_to(streams_.err, line);
  progress_shown_ = true;
}

void Output::end_progress() {
  if (!progress_shown_) return;
  progress_shown_ = false;
  write_to(streams_.err, "\r\033[K");
}

bool Console::confirm(std::string_view question) {
  if (!streams_.in_is_terminal) return false;
  flush();
  end_progress();
  const std::string shown = text::plain(question, text::Lines::many);
  // In a running node the question goes to the caller's process, which asks at its own terminal.
  if (streams_.confirm) {
    const bool yes = streams_.confirm(shown);
    if (!yes) (void)ends_here();
    return yes;
  }
  write_to(streams_.err, shown + " [y/N] ");
  // Anything but a clear yes means no, also the end of the input. The whole line is taken: what is left of one would
  // answer the next question.
  const auto answer = line_up_to(streams_.in, "\n", [this] { return ends_here(); });
  return answer.ok() && (answer->starts_with('y') || answer->starts_with('Y'));
}

Result<std::string> Console::secret(std::string_view question) {
  if (!streams_.in_is_terminal)
    return Error{Code::forbidden, "nobody can be asked for a password here: there is no terminal"};
  flush();
  end_progress();
  if (streams_.secret) return or_ended(streams_.secret(question));
  return ask_for_secret(streams_.in, streams_.err, question, [this] { return ends_here(); });
}

Result<std::string> Console::input_line() {
  return line_up_to(streams_.in, "\n", [this] { return ends_here(); });
}

Result<Fd> Console::open_input(const std::string& path) {
  if (path != "-") return or_ended(streams_.open(path, O_RDONLY, 0));
  // A copy, because the result closes what it owns, and standard input is the caller's.
  const int copy = ::fcntl(streams_.in, F_DUPFD_CLOEXEC, 0);
  if (copy < 0) return system_error("opening standard input");
  return Fd(copy);
}

Result<Fd> Console::open_output(const std::string& path) {
  // Not to be followed through a link, and readable for the owner alone: what commands write may never have been
  // released.
  if (path != "-") return or_ended(streams_.open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0600));
  flush();
  const int copy = ::fcntl(streams_.out, F_DUPFD_CLOEXEC, 0);
  if (copy < 0) return system_error("opening standard output");
  return Fd(copy);
}

}  // namespace parley::cli
