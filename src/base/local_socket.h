// A Unix stream socket between two processes of one machine, with frames that carry open files (SCM_RIGHTS).
//
// A frame is [u32 length][u8 kind][body], little endian, its descriptors riding on the first byte. Who is at the other
// end the kernel says (SO_PEERCRED), and nothing in a frame.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/file.h"
#include "base/result.h"

namespace parley::local {

struct Frame {
  char kind = 0;
  std::string body;
  std::vector<Fd> fds;
};

// At most three descriptors, which stay the caller's.
Status send_frame(int socket, char kind, std::string_view body, std::initializer_list<int> fds = {});
// Fails with unavailable when the other side has closed, with too_large for a frame above 1 MiB.
Result<Frame> receive_frame(int socket);
// An error as a frame of kind 'E', and out of one.
Status send_error(int socket, const Error& error);
Error error_in(const Frame& frame);

// The parts of a body between separators, the last of at most `most` with all that is left.
std::vector<std::string> split(std::string_view text, char separator, std::size_t most = SIZE_MAX);
int to_int(std::string_view text);  // 0 for what is no number

// The process at the other end, as the kernel knows it from when it connected or began to listen.
struct OtherEnd {
  uid_t uid = 0;
  pid_t pid = 0;
  bool is_mine_or_roots() const;
};
Result<OtherEnd> other_end(int socket);

// Whether the other side has read all that was sent to it. True, too, where the kernel does not say.
bool was_taken(int socket);

// Nothing when nobody listens there. `who` is for messages: "the running node".
Result<std::optional<Fd>> connect(const std::filesystem::path& path, std::string_view who);

// Listens, and serves each connection on a thread of its own.
class Listener {
 public:
  // Serves until it returns; the descriptor is closed behind it. Only processes of this user and of root get here.
  using Serve = std::function<void(int connection, const OtherEnd& other)>;
  // `path` is made with mode 0600; whatever lies there is replaced: the caller knows that it is left over.
  static Result<std::unique_ptr<Listener>> start(const std::filesystem::path& path, Serve serve);
  ~Listener();  // waits for connections that are served

 private:
  struct Impl;
  explicit Listener(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace parley::local
