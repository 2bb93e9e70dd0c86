// The listener's thread waits in steps of a fifth of a second, so that it sees when it is to end: a socket that is
// listened at is not woken by being closed.
#include "base/local_socket.h"

#include <linux/sockios.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstring>
#include <list>
#include <thread>

namespace parley::local {
namespace {

// A command line and a path fit many times; no more is held for whoever connects.
constexpr std::uint32_t kMaxFrameBytes = 1 << 20;
constexpr std::chrono::milliseconds kStarved{100};  // between tries to accept without descriptors
constexpr int kAskEveryMs = 200;
constexpr int kWaiting = 64;  // connections that were not accepted yet

// Reads exactly `size` bytes, collecting descriptors that come along.
// A message that carries more descriptors than fit here is cut by the kernel, which closes those that are left over.
// Each one that arrives is owned at once, so that none leaks when the frame turns out to be bad.
Status receive(int socket, char* out, std::size_t size, std::vector<Fd>& fds) {
  while (size > 0) {
    iovec part{out, size};
    // CMSG_SPACE(3): standard input, output and error of a command, and no message of ours carries more.
    alignas(cmsghdr) char control[CMSG_SPACE(3 * sizeof(int))];
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control;
    message.msg_controllen = sizeof control;
    const ssize_t got = ::recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return system_error("local socket");
    for (cmsghdr* header = CMSG_FIRSTHDR(&message); header != nullptr; header = CMSG_NXTHDR(&message, header)) {
      if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
      const std::size_t count = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
      for (std::size_t i = 0; i < count; ++i) {
        int fd;
        std::memcpy(&fd, CMSG_DATA(header) + i * sizeof(int), sizeof(int));
        fds.emplace_back(fd);
      }
    }
    if (got == 0) return Error{Code::unavailable, "the other side closed the local socket"};
    out += got, size -= static_cast<std::size_t>(got);
  }
  return {};
}

// The kernel takes 108 bytes with the final zero. A longer path would be cut silently, and the socket would lie
// elsewhere.
Result<sockaddr_un> address_of(const std::filesystem::path& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string text = path.string();
  if (text.size() >= sizeof address.sun_path)
    return Error{Code::invalid_input,
                 text + " is too long for a local socket (at most 107 bytes); use a folder with a shorter path"};
  std::memcpy(address.sun_path, text.data(), text.size());
  return address;
}

Result<Fd> open_socket() {
  Fd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!fd.is_open()) return system_error("making a local socket");
  return fd;
}

}  // namespace

// The descriptors ride on the first byte, so they go with the first sendmsg() even when the kernel takes only a part
// of the bytes; what is left is sent without them.
Status send_frame(int socket, char kind, std::string_view body, std::initializer_list<int> fds) {
  std::string bytes(5, '\0');
  const auto length = static_cast<std::uint32_t>(body.size());
  std::memcpy(bytes.data(), &length, 4);
  bytes[4] = kind;
  bytes += body;
  iovec part{bytes.data(), bytes.size()};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  alignas(cmsghdr) char control[CMSG_SPACE(3 * sizeof(int))] = {};
  if (fds.size() > 0) {
    message.msg_control = control;
    message.msg_controllen = CMSG_SPACE(fds.size() * sizeof(int));
    cmsghdr* header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(fds.size() * sizeof(int));
    std::memcpy(CMSG_DATA(header), fds.begin(), fds.size() * sizeof(int));
  }
  ssize_t sent = 0;
  do sent = ::sendmsg(socket, &message, MSG_NOSIGNAL);
  while (sent < 0 && errno == EINTR);
  if (sent < 0) return system_error("local socket");
  std::string_view rest = std::string_view(bytes).substr(static_cast<std::size_t>(sent));
  while (!rest.empty()) {
    const ssize_t more = ::send(socket, rest.data(), rest.size(), MSG_NOSIGNAL);
    if (more < 0 && errno == EINTR) continue;
    if (more < 0) return system_error("local socket");
    rest.remove_prefix(static_cast<std::size_t>(more));
  }
  return {};
}

// The length is checked before anything is allocated: four bytes must not make this process take four gigabytes.
Result<Frame> receive_frame(int socket) {
  Frame frame;
  char head[5];
  PARLEY_TRY_STATUS(receive(socket, head, sizeof head, frame.fds));
  std::uint32_t length;
  std::memcpy(&length, head, 4);
  frame.kind = head[4];
  if (length > kMaxFrameBytes) return Error{Code::too_large, "a message on the local socket is too large"};
  frame.body.resize(length);
  PARLEY_TRY_STATUS(receive(socket, frame.body.data(), length, frame.fds));
  return frame;
}

std::vector<std::string> split(std::string_view text, char separator, std::size_t most) {
  std::vector<std::string> parts;
  while (parts.size() + 1 < most) {
    const std::size_t end = text.find(separator);
    if (end == std::string_view::npos) break;
    parts.emplace_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  parts.emplace_back(text);
  return parts;
}

int to_int(std::string_view text) {
  int value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

Status send_error(int socket, const Error& error) {
  return send_frame(socket, 'E', std::to_string(static_cast<int>(error.code)) + " " + error.message);
}

// The other process may be of another version: a code that is not known here becomes `internal`, and the message
// stays.
Error error_in(const Frame& frame) {
  const auto parts = split(frame.body, ' ', 2);
  const int code = to_int(parts[0]);
  const bool known = code >= 0 && code <= static_cast<int>(Code::internal);
  return {known ? static_cast<Code>(code) : Code::internal, parts.back()};
}

// The mode of the socket file keeps others out already; this holds even when somebody has changed it.
bool OtherEnd::is_mine_or_roots() const { return uid == ::geteuid() || uid == 0; }

Result<OtherEnd> other_end(int socket) {
  ucred other{};
  socklen_t size = sizeof other;
  if (::getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &other, &size) != 0)
    return system_error("asking who is at the other end of the local socket");
  return OtherEnd{other.uid, other.pid};
}

// What the kernel still holds for the other side, with its own bookkeeping: nothing of it is left once all is read.
bool was_taken(int socket) {
  int held = 0;
  return ::ioctl(socket, SIOCOUTQ, &held) != 0 || held == 0;
}

// No socket file, or one that a killed process has left behind: both mean that nobody runs there.
Result<std::optional<Fd>> connect(const std::filesystem::path& path, std::string_view who) {
  PARLEY_TRY(const sockaddr_un address, address_of(path));
  PARLEY_TRY(Fd socket, open_socket());
  int connected = 0;
  // Interrupted while it waits for room in the queue, a local socket is not connecting in the background, as one of the
  // internet would be.
  do connected = ::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address);
  while (connected != 0 && errno == EINTR);
  if (connected == 0) return std::optional<Fd>(std::move(socket));
  if (errno == ENOENT || errno == ECONNREFUSED) return std::optional<Fd>();
  return system_error("connecting to " + std::string(who) + " at " + path.string());
}

struct Listener::Impl {
  std::filesystem::path path;
  Fd socket;
  Serve serve;
  std::atomic<bool> stopping = false;
  std::thread acceptor;
  struct Caller {
    std::thread thread;
    std::atomic<bool> done = false;
  };
  std::list<std::unique_ptr<Caller>> callers;  // only the acceptor's thread, then the destructor

  // Threads that have ended are joined here between two connections, so that their number does not grow with the age
  // of the node.
  void accept_all() {
    while (!stopping) {
      pollfd wait{socket.get(), POLLIN, 0};
      ::poll(&wait, 1, kAskEveryMs);
      callers.remove_if([](const auto& caller) {
        if (!caller->done) return false;
        caller->thread.join();
        return true;
      });
      if ((wait.revents & POLLIN) == 0) continue;
      Fd connection(::accept4(socket.get(), nullptr, nullptr, SOCK_CLOEXEC));
      if (connection.is_open()) {
        answer(std::move(connection));
      } else if (errno != EINTR && errno != ECONNABORTED) {
        // Without descriptors or memory the caller stays in the queue, and the socket ready: asking again at once
        // would burn a core until somebody closes something.
        std::this_thread::sleep_for(kStarved);
      }
    }
  }

  // Who calls is asked of the kernel before a single byte is read. A caller who may not is told nothing: the
  // connection just ends.
  void answer(Fd connection) {
    auto caller = std::make_unique<Caller>();
    Caller* const raw = caller.get();
    raw->thread = std::thread([this, raw, fd = std::make_shared<Fd>(std::move(connection))] {
      const auto other = other_end(fd->get());
      if (other.ok() && other->is_mine_or_roots()) serve(fd->get(), *other);
      raw->done = true;
    });
    callers.push_back(std::move(caller));
  }
};

Listener::Listener(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Result<std::unique_ptr<Listener>> Listener::start(const std::filesystem::path& path, Serve serve) {
  auto impl = std::make_unique<Impl>();
  impl->path = path;
  impl->serve = std::move(serve);
  PARLEY_TRY(const sockaddr_un address, address_of(path));
  PARLEY_TRY(impl->socket, open_socket());
  ::unlink(path.c_str());
  // The mode is that of the moment of binding: between that and a chmod() anybody could connect.
  const mode_t old = ::umask(0177);
  const int bound = ::bind(impl->socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address);
  ::umask(old);
  if (bound != 0 || ::listen(impl->socket.get(), kWaiting) != 0) return system_error("listening at " + path.string());
  impl->acceptor = std::thread([raw = impl.get()] { raw->accept_all(); });
  return std::unique_ptr<Listener>(new Listener(std::move(impl)));
}

// The order matters: first no new connection is taken, then those that are served are waited for, and the name goes
// last. Somebody who connects in between sees the connection end.
Listener::~Listener() {
  impl_->stopping = true;
  impl_->acceptor.join();
  for (const auto& caller : impl_->callers) caller->thread.join();
  ::unlink(impl_->path.c_str());
}

}  // namespace parley::local
