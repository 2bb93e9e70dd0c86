#include "cli/console.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace parley::cli {

Console::Console(Streams streams) : streams_(std::move(streams)) {}
Console::~Console() { flush(); }

void Console::out(std::string_view text) {
  if (failed_) return;
  buffer_ += text;
  if (buffer_.size() >= 65536) flush();
}

void Console::flush() {
  if (!buffer_.empty() && !failed_ && !write_all(streams_.out, buffer_).ok()) failed_ = true;
  buffer_.clear();
}

void Console::err(std::string_view text) {
  flush();
  end_progress();
  std::string line(text);
  line += '\n';
  (void)write_all(streams_.err, line);
}

void Console::progress(std::string_view text) {
  if (!streams_.err_is_terminal) return;
  std::string line = "\r\033[K";
  line += text.substr(0, static_cast<std::size_t>(streams_.columns > 1 ? streams_.columns - 1 : 79));
  (void)write_all(streams_.err, line);
  progress_shown_ = true;
}

void Console::end_progress() {
  if (!progress_shown_) return;
  progress_shown_ = false;
  (void)write_all(streams_.err, "\r\033[K");
}

bool Console::confirm(std::string_view question) {
  if (!streams_.in_is_terminal) return false;
  flush();
  end_progress();
  if (streams_.confirm) return streams_.confirm(question);
  std::string line(question);
  line += " [y/N] ";
  (void)write_all(streams_.err, line);
  char answer[16];
  const ssize_t got = ::read(streams_.in, answer, sizeof answer);
  return got > 0 && (answer[0] == 'y' || answer[0] == 'Y');
}

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

std::function<Result<std::size_t>(char*, std::size_t)> read_from(int fd) {
  return [fd](char* out, std::size_t size) -> Result<std::size_t> {
    while (true) {
      const ssize_t got = ::read(fd, out, size);
      if (got >= 0) return static_cast<std::size_t>(got);
      if (errno != EINTR) return system_error("reading");
    }
  };
}

Status for_each_line(int fd, std::size_t max_bytes,
                     const std::function<bool(std::string_view line, std::uint64_t number)>& each) {
  const auto read = read_from(fd);
  std::string buffer;
  std::size_t begin = 0;  // of the line that is being read
  std::uint64_t number = 0;
  while (true) {
    const std::size_t old = buffer.size();
    buffer.resize(old + 65536);
    PARLEY_TRY(const std::size_t got, read(buffer.data() + old, 65536));
    buffer.resize(old + got);
    std::size_t search = old;
    for (std::size_t end; (end = buffer.find('\n', search)) != std::string::npos; begin = search = end + 1)
      if (!each(std::string_view(buffer).substr(begin, end - begin), ++number)) return {};
    if (got == 0) {
      if (begin < buffer.size()) each(std::string_view(buffer).substr(begin), ++number);
      return {};
    }
    buffer.erase(0, begin);
    begin = 0;
    if (buffer.size() > max_bytes)
      return Error{Code::too_large,
                   "line " + std::to_string(number + 1) + " is longer than " + std::to_string(max_bytes) + " bytes"};
  }
}

}  // namespace parley::cli
