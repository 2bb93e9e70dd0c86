// Protocol, over a Unix stream socket, each message a frame of [u32 length][u8 kind][body], little endian, descriptors
// riding on the frame's first byte:
//   caller -> node   'R' run: columns, three flags (input, colours, errors), then the arguments, NUL between them; with
//   descriptors 0, 1, 2
//   node -> caller   'O' open: "flags mode path"; caller -> node   'F' the opened file's descriptor, or 'E' "code text"
//   node -> caller   'A' ask: a question for the person; caller -> node   'Y' or 'N'
//   node -> caller   'S' secret: the question for a password; caller -> node   'P' the password, or 'E' "code text"
//   node -> caller   'X' exit: the status in decimal
#include "cli/remote.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <atomic>
#include <charconv>
#include <chrono>
#include <cstring>
#include <list>
#include <thread>

#include "base/mutex.h"
#include "cli/command.h"
#include "cli/stop_signal.h"
#include "node/owner.h"

namespace parley::cli {
namespace {

constexpr std::uint32_t kMaxFrameBytes = 1 << 20;
constexpr std::chrono::milliseconds kStarved{100};  // between tries to accept without descriptors

struct Frame {
  char kind = 0;
  std::string body;
  std::vector<Fd> fds;
};

Status send_frame(int socket, char kind, std::string_view body, std::initializer_list<int> fds = {}) {
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
  const ssize_t sent = ::sendmsg(socket, &message, MSG_NOSIGNAL);
  if (sent < 0) return system_error("local socket");
  std::string_view rest = std::string_view(bytes).substr(static_cast<std::size_t>(sent));
  while (!rest.empty()) {
    const ssize_t more = ::send(socket, rest.data(), rest.size(), MSG_NOSIGNAL);
    if (more < 0) return system_error("local socket");
    rest.remove_prefix(static_cast<std::size_t>(more));
  }
  return {};
}

// Reads exactly `size` bytes, collecting descriptors that come along.
Status receive(int socket, char* out, std::size_t size, std::vector<Fd>& fds) {
  while (size > 0) {
    iovec part{out, size};
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

std::vector<std::string> split(std::string_view text, char separator, std::size_t most = SIZE_MAX) {
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

Status send_error(int socket, const Error& error) {
  return send_frame(socket, 'E', fmt::format("{} {}", static_cast<int>(error.code), error.message));
}

Error error_in(const Frame& frame) {
  const auto parts = split(frame.body, ' ', 2);
  const int code = to_int(parts[0]);
  const bool known = code >= 0 && code <= static_cast<int>(Code::internal);
  return {known ? static_cast<Code>(code) : Code::internal, parts.back()};
}

// The caller's side of one 'O' message.
Status answer_open(int socket, const Frame& frame, Console& console, const Announced& announced) {
  const auto parts = split(frame.body, ' ', 3);
  if (parts.size() != 3) return Error{Code::internal, "malformed message on the local socket"};
  const int flags = to_int(parts[0]);
  if (const auto may = announced.allows(parts[2], flags); !may.ok()) return send_error(socket, may.error());
  // Read and write for the file's owner and the others, nothing that executes or takes on another's identity.
  auto file = console.streams().open(parts[2], flags, to_int(parts[1]) & 0666);
  if (file.ok()) return send_frame(socket, 'F', "", {file->get()});
  return send_error(socket, file.error());
}

Status answer_secret(int socket, const Frame& frame, Console& console, const Announced& announced) {
  if (!announced.may_ask_secret) return send_error(socket, {Code::forbidden, "no password belongs to this command"});
  const auto secret = console.secret(frame.body);
  return secret.ok() ? send_frame(socket, 'P', *secret) : send_error(socket, secret.error());
}

// The process at the other end, as the kernel knows it from when it connected or began to listen.
Result<ucred> other_end(int socket) {
  ucred other{};
  socklen_t size = sizeof other;
  if (::getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &other, &size) != 0)
    return system_error("asking who is at the other end of the local socket");
  return other;
}

bool is_mine_or_roots(const ucred& other) { return other.uid == ::geteuid() || other.uid == 0; }

// Why the socket could not be connected to: whose it is says what to do.
Error not_connected(const std::filesystem::path& path) {
  Error error = system_error("connecting to the running node at " + path.string());
  struct stat info {};
  if (error.code == Code::forbidden && ::stat(path.c_str(), &info) == 0)
    error.message +=
        fmt::format("; it is user \"{}\"'s: {} parley ...", node::user_name(info.st_uid), node::sudo_as(info.st_uid));
  return error;
}

}  // namespace

Result<std::optional<int>> run_remotely(const std::filesystem::path& path, const std::vector<std::string>& arguments,
                                        Console& console, const Announced& announced) {
  PARLEY_TRY(const sockaddr_un address, address_of(path));
  // A link would lead a command that is meant for this folder to another folder's node.
  struct stat link {};
  if (::lstat(path.c_str(), &link) == 0 && S_ISLNK(link.st_mode))
    return Error{Code::forbidden,
                 fmt::format("{} is a link, and a node's socket never is: it would lead this command to "
                             "another node. Nothing was sent; remove the link, or say --dir",
                             path.string())};
  PARLEY_TRY(const Fd socket, open_socket());
  if (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    if (errno == ENOENT || errno == ECONNREFUSED) return std::optional<int>{};
    return not_connected(path);
  }
  PARLEY_TRY(const ucred other, other_end(socket.get()));
  if (!is_mine_or_roots(other))
    return Error{Code::forbidden,
                 fmt::format("at {} a process of user \"{}\" (pid {}) listens, which would get the files and the "
                             "terminal of user \"{}\": nothing was sent. If the node is that user's: {} parley ...",
                             path.string(), node::user_name(other.uid), other.pid, node::user_name(::geteuid()),
                             node::sudo_as(other.uid))};
  const auto& streams = console.streams();
  std::string body = fmt::format("{} {}{}{} ", streams.columns, int{streams.in_is_terminal}, int{streams.colours},
                                 int{streams.err_is_terminal});
  for (std::size_t i = 0; i < arguments.size(); ++i) body += (i > 0 ? std::string(1, '\0') : "") + arguments[i];
  console.flush();
  const StopSignal::Socket tells(socket.get());
  PARLEY_TRY_STATUS(send_frame(socket.get(), 'R', body, {streams.in, streams.out, streams.err}));
  while (true) {
    PARLEY_TRY(const Frame frame,
               receive_frame(socket.get()).in("the running node went away before the command was done"));
    if (frame.kind == 'X') return std::optional<int>{to_int(frame.body)};
    if (frame.kind == 'A') {
      PARLEY_TRY_STATUS(send_frame(socket.get(), console.confirm(frame.body) ? 'Y' : 'N', ""));
      continue;
    }
    if (frame.kind == 'S') {
      PARLEY_TRY_STATUS(answer_secret(socket.get(), frame, console, announced));
      continue;
    }
    if (frame.kind != 'O') return Error{Code::internal, "unknown message on the local socket"};
    const auto answered = answer_open(socket.get(), frame, console, announced);
    // Ctrl-C has closed our half of the socket: the node says that the file was not opened, and is done.
    if (!answered.ok() && console.stopped()) return std::optional<int>{kStopped};
    PARLEY_TRY_STATUS(answered);
  }
}

struct RemoteServer::Impl {
  std::filesystem::path path;
  Fd socket;
  Run run;
  std::atomic<bool> stopping = false;
  std::thread acceptor;
  struct Caller {
    std::thread thread;
    std::atomic<bool> done = false;
  };
  std::list<std::unique_ptr<Caller>> callers;  // only the acceptor's thread, then the destructor

  void accept_all() {
    while (!stopping) {
      pollfd wait{socket.get(), POLLIN, 0};
      ::poll(&wait, 1, 200);
      callers.remove_if([](const auto& caller) {
        if (!caller->done) return false;
        caller->thread.join();
        return true;
      });
      if ((wait.revents & POLLIN) == 0) continue;
      Fd connection(::accept4(socket.get(), nullptr, nullptr, SOCK_CLOEXEC));
      if (!connection.is_open()) {
        // Without descriptors or memory the caller stays in the queue, and the socket ready: asking again at once
        // would burn a core until somebody closes something.
        if (errno != EINTR && errno != ECONNABORTED) std::this_thread::sleep_for(kStarved);
        continue;
      }
      auto caller = std::make_unique<Caller>();
      Caller* raw = caller.get();
      raw->thread = std::thread([this, raw, fd = std::make_shared<Fd>(std::move(connection))] {
        serve(fd->get());
        raw->done = true;
      });
      callers.push_back(std::move(caller));
    }
  }

  void serve(int connection) {
    const auto other = other_end(connection);
    if (!other.ok() || !is_mine_or_roots(*other)) return;
    auto frame = receive_frame(connection);
    if (!frame.ok() || frame->kind != 'R' || frame->fds.size() != 3) return;
    const auto head = split(frame->body, ' ', 3);
    if (head.size() != 3 || head[1].size() != 3) return;
    int status;
    {
      Console console(
          {.in = frame->fds[0].get(),
           .out = frame->fds[1].get(),
           .err = frame->fds[2].get(),
           .in_is_terminal = head[1][0] == '1',
           .err_is_terminal = head[1][2] == '1',
           .colours = head[1][1] == '1',
           .columns = to_int(head[0]),
           .open = [connection](const std::string& file, int flags, int mode) -> Result<Fd> {
             PARLEY_TRY_STATUS(send_frame(connection, 'O', fmt::format("{} {} {}", flags, mode, file)));
             auto answer = receive_frame(connection);
             if (!answer.ok()) return Error{Code::unavailable, "stopped before " + file + " was opened"};
             if (answer->kind == 'F' && answer->fds.size() == 1) return std::move(answer->fds[0]);
             return error_in(*answer);
           },
           .confirm =
               [connection](std::string_view question) {
                 if (!send_frame(connection, 'A', question).ok()) return false;
                 const auto answer = receive_frame(connection);
                 return answer.ok() && answer->kind == 'Y';
               },
           .secret = [connection](std::string_view question) -> Result<std::string> {
             PARLEY_TRY_STATUS(send_frame(connection, 'S', question));
             PARLEY_TRY(const Frame answer, receive_frame(connection));
             if (answer.kind == 'P') return answer.body;
             return error_in(answer);
           },
           // The caller speaks only when asked: anything else is the end of the connection, or of his half of it.
           .stopped =
               [this, connection] {
                 pollfd caller{connection, POLLIN | POLLRDHUP, 0};
                 return stopping || ::poll(&caller, 1, 0) > 0;
               },
           .node_stops = [this] { return stopping.load(); }});
      status = run(split(head[2], '\0'), console, other->uid);
    }
    (void)send_frame(connection, 'X', std::to_string(status));
  }
};

RemoteServer::RemoteServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Result<std::unique_ptr<RemoteServer>> RemoteServer::start(const std::filesystem::path& path, Run run) {
  auto impl = std::make_unique<Impl>();
  impl->path = path;
  impl->run = std::move(run);
  PARLEY_TRY(const sockaddr_un address, address_of(path));
  PARLEY_TRY(impl->socket, open_socket());
  // The node's lock is held, so whatever lies there is left over from a process that is gone.
  ::unlink(path.c_str());
  const mode_t old = ::umask(0177);
  const int bound = ::bind(impl->socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address);
  ::umask(old);
  if (bound != 0 || ::listen(impl->socket.get(), 64) != 0) return system_error("listening at " + path.string());
  impl->acceptor = std::thread([raw = impl.get()] { raw->accept_all(); });
  return std::unique_ptr<RemoteServer>(new RemoteServer(std::move(impl)));
}

RemoteServer::~RemoteServer() {
  impl_->stopping = true;
  impl_->acceptor.join();
  for (const auto& caller : impl_->callers) caller->thread.join();
  ::unlink(impl_->path.c_str());
}

}  // namespace parley::cli
