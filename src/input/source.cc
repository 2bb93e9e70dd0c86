#include "input/source.h"

#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <memory>
#include <string>

// A regular file is read as it is; a pipe, a terminal or anything else that may be silent for long is waited for in
// steps, so that a command can be ended while nothing comes.
namespace parley::input {
namespace {

constexpr std::string_view kMark = "\xEF\xBB\xBF";
constexpr std::size_t kBlockBytes = 65536;
constexpr int kAskEveryMs = 200;  // whether it is to end

}  // namespace

// EINTR is no end and no error: a signal came while the call waited.
Source read_from(int fd) {
  return [fd](char* out, std::size_t size) -> Result<std::size_t> {
    while (true) {
      const ssize_t got = ::read(fd, out, size);
      if (got >= 0) return static_cast<std::size_t>(got);
      if (errno != EINTR) return system_error("reading");
    }
  };
}

// A read() that waits is not ended by the wish: in a running node the signals are the node's, and in a process of its
// own the signal may come just before. The descriptor is waited for in steps, and between two of them it is asked
// whether somebody still wants what it may give. A regular file is always ready.
Source read_until_stopped(int fd, std::function<bool()> stopped) {
  return [fd, stopped = std::move(stopped), read = read_from(fd)](char* out, std::size_t size) -> Result<std::size_t> {
    for (pollfd ready{fd, POLLIN, 0};;) {
      const int found = ::poll(&ready, 1, kAskEveryMs);
      // A signal that ends the wait may be the wish itself, and nothing is there to be read.
      if (found > 0 || (found < 0 && errno != EINTR)) return read(out, size);
      if (stopped()) return std::size_t{0};
    }
  };
}

// Only a regular file knows its size; a pipe reports 0, which means "not known" here.
File file_of(Fd fd, std::function<bool()> stopped) {
  File out;
  struct stat info {};
  if (::fstat(fd.get(), &info) == 0 && S_ISREG(info.st_mode)) out.bytes = static_cast<std::uint64_t>(info.st_size);
  // std::function is copied, and a descriptor cannot be: the copies own it together.
  const auto owned = std::make_shared<Fd>(std::move(fd));
  out.read = [owned, read = read_until_stopped(owned->get(), std::move(stopped))](char* into, std::size_t size) {
    return read(into, size);
  };
  return out;
}

// Lines are cut from one buffer that keeps what is left of the last block, so that a line may span any number of
// blocks. The limit is for a line without an end: it keeps a file without line feeds from filling the memory. The
// last line needs no line feed.
Status for_each_line(const Source& read, std::size_t max_bytes, const EachLine& given) {
  // Tools that export tables on Windows put a byte order mark in front; it would become part of the first word.
  const auto each = [&](std::string_view line, std::uint64_t number) {
    if (number == 1 && line.starts_with(kMark)) line.remove_prefix(kMark.size());
    return given(line, number);
  };
  std::string buffer;
  std::size_t begin = 0;  // of the line that is being read
  std::uint64_t number = 0;
  while (true) {
    const std::size_t old = buffer.size();
    buffer.resize(old + kBlockBytes);
    PARLEY_TRY(const std::size_t got, read(buffer.data() + old, kBlockBytes));
    buffer.resize(old + got);
    // What was there before this read has no line end in it: it was looked through when it came.
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

}  // namespace parley::input
