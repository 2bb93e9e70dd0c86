#include "base/lines.h"

#include <termios.h>
#include <unistd.h>

#include <cerrno>

#include "base/file.h"

namespace parley {
namespace {

constexpr char kCtrlC = 3;

}  // namespace

std::function<Result<std::size_t>(char*, std::size_t)> read_from(int fd) {
  return [fd](char* out, std::size_t size) -> Result<std::size_t> {
    while (true) {
      const ssize_t got = ::read(fd, out, size);
      if (got >= 0) return static_cast<std::size_t>(got);
      if (errno != EINTR) return system_error("reading");
    }
  };
}

Status for_each_line(int fd, std::size_t max_bytes, const EachLine& each) {
  return for_each_line(read_from(fd), max_bytes, each);
}

Status for_each_line(const std::function<Result<std::size_t>(char*, std::size_t)>& read, std::size_t max_bytes,
                     const EachLine& given) {
  const auto each = [&](std::string_view line, std::uint64_t number) {
    if (number == 1 && line.starts_with("\xEF\xBB\xBF")) line.remove_prefix(3);
    return given(line, number);
  };
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

// Byte by byte, since what is read too much cannot be given back to a pipe.
Result<std::string> line_up_to(int fd, std::string_view ends) {
  std::string line;
  for (char c; line.size() < 4096;) {
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

Result<std::string> ask_for_secret(int in, int out, std::string_view question) {
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
  auto line = line_up_to(in, "\n\x03");
  if (quiet) ::tcsetattr(in, TCSAFLUSH, &before);
  (void)write_all(out, "\n");
  if (line.ok() && line->ends_with(kCtrlC)) return Error{Code::forbidden, "no password was given"};
  return line;
}

}  // namespace parley
