#include "cli/console.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/terminal.h"
#include "text/display.h"

namespace parley::cli {

Output::Output(Streams streams) : streams_(std::move(streams)) {}
Output::~Output() { flush(); }

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

void Output::exact_line(std::string_view text) {
  put(streams_.out_is_terminal ? text::plain_json(text) : std::string(text));
  put("\n");
}

void Output::flush() {
  if (!buffer_.empty() && !failed_ && !write_all(streams_.out, buffer_).ok()) failed_ = true;
  buffer_.clear();
}

void Output::err(std::string_view text) { err_lines(text::plain(text)); }

void Output::err_lines(std::string_view text) {
  flush();
  end_progress();
  (void)write_all(streams_.err, text::plain(text, text::Lines::many) + "\n");
}

void Output::progress(std::string_view text) {
  if (!streams_.err_is_terminal) return;
  std::string line = "\r\033[K";
  line += text::fitted(text, static_cast<std::size_t>(streams_.columns > 1 ? streams_.columns - 1 : 79));
  (void)write_all(streams_.err, line);
  progress_shown_ = true;
}

void Output::end_progress() {
  if (!progress_shown_) return;
  progress_shown_ = false;
  (void)write_all(streams_.err, "\r\033[K");
}

bool Console::confirm(std::string_view question) {
  if (!streams_.in_is_terminal) return false;
  flush();
  end_progress();
  const std::string shown = text::plain(question, text::Lines::many);
  if (streams_.confirm) return streams_.confirm(shown);
  (void)write_all(streams_.err, shown + " [y/N] ");
  char answer[16];
  const ssize_t got = ::read(streams_.in, answer, sizeof answer);
  return got > 0 && (answer[0] == 'y' || answer[0] == 'Y');
}

Result<std::string> Console::secret(std::string_view question) {
  if (!streams_.in_is_terminal)
    return Error{Code::forbidden, "nobody can be asked for a password here: there is no terminal"};
  flush();
  end_progress();
  if (streams_.secret) return streams_.secret(question);
  return ask_for_secret(streams_.in, streams_.err, question);
}

Result<std::string> Console::input_line() { return line_up_to(streams_.in, "\n"); }

Result<Fd> Console::open_input(const std::string& path) {
  if (path != "-") return streams_.open(path, O_RDONLY, 0);
  const int copy = ::fcntl(streams_.in, F_DUPFD_CLOEXEC, 0);
  if (copy < 0) return system_error("opening standard input");
  return Fd(copy);
}

Result<Fd> Console::open_output(const std::string& path) {
  if (path != "-") return streams_.open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0600);
  flush();
  const int copy = ::fcntl(streams_.out, F_DUPFD_CLOEXEC, 0);
  if (copy < 0) return system_error("opening standard output");
  return Fd(copy);
}

}  // namespace parley::cli
