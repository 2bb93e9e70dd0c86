// Protocol, in the frames of base/local_socket.h:
//   caller -> node   'R' run: columns, three flags (input, colours, errors), then the arguments, NUL between them; with
//   descriptors 0, 1, 2
//   node -> caller   'O' open: "flags mode path"; caller -> node   'F' the opened file's descriptor, or 'E' "code text"
//   node -> caller   'A' ask: a question for the person; caller -> node   'Y' or 'N'
//   node -> caller   'S' secret: the question for a password; caller -> node   'P' the password, or 'E' "code text"
//   node -> caller   'X' exit: the status in decimal, or 'E': the command was not begun
#include "cli/remote.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <string_view>

#include "base/local_socket.h"
#include "cli/command.h"
#include "cli/stop_signal.h"
#include "node/owner.h"

namespace parley::cli {
namespace {

using local::error_in, local::Frame, local::receive_frame, local::send_error, local::send_frame, local::split,
    local::to_int;

// The caller's side of one 'O' message.
// The node asks by path, flags and mode of open(2), all of which are only requests. What is not announced is refused
// with an answer, so that a node which asked by mistake can say so in its own words.
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

// A process that took the node's place could ask for a password at any command. Only a line that claims a user has one
// that belongs to it.
Status answer_secret(int socket, const Frame& frame, Console& console, const Announced& announced) {
  if (!announced.may_ask_secret) return send_error(socket, {Code::forbidden, "no password belongs to this command"});
  const auto secret = console.secret(frame.body);
  return secret.ok() ? send_frame(socket, 'P', *secret) : send_error(socket, secret.error());
}

// A link would lead a command that is meant for this folder to another folder's node.
Status is_no_link(const std::filesystem::path& path) {
  struct stat link {};
  if (::lstat(path.c_str(), &link) != 0 || !S_ISLNK(link.st_mode)) return {};
  return Error{Code::forbidden, fmt::format("{} is a link, and a node's socket never is: it would lead this command to "
                                            "another node. Nothing was sent; remove the link, or say --dir",
                                            path.string())};
}

// Why the socket could not be connected to: whose it is says what to do.
Error not_connected(const std::filesystem::path& path, Error error) {
  struct stat info {};
  if (error.code == Code::forbidden && ::stat(path.c_str(), &info) == 0)
    error.message +=
        fmt::format("; it is user \"{}\"'s: {} parley ...", node::user_name(info.st_uid), node::sudo_as(info.st_uid));
  return error;
}

// Whoever listens gets the caller's files and terminal.
Status is_trusted(const std::filesystem::path& path, const local::OtherEnd& other) {
  if (other.is_mine_or_roots()) return {};
  return Error{Code::forbidden,
               fmt::format("at {} a process of user \"{}\" (pid {}) listens, which would get the files and the "
                           "terminal of user \"{}\": nothing was sent. If the node is that user's: {} parley ...",
                           path.string(), node::user_name(other.uid), other.pid, node::user_name(::geteuid()),
                           node::sudo_as(other.uid))};
}

// A node without descriptors leaves its callers in the queue of the socket, which looks like a command that takes long.
// So the person is told, once. False: Ctrl-C came before the node had taken the command.
bool wait_until_taken(int socket, Console& console) {
  constexpr int kStepMs = 50, kSilentMs = 2000;
  for (int waited = 0; !local::was_taken(socket); waited += kStepMs) {
    pollfd answer{socket, POLLIN, 0};
    if (::poll(&answer, 1, kStepMs) > 0) return true;
    // Our half of the socket is closed by now: what the node has not taken yet it does not begin. But it may have taken
    // it in this very step.
    if (console.stopped()) return local::was_taken(socket);
    if (waited < kSilentMs && waited + kStepMs >= kSilentMs)
      console.err(
          "The running node has not taken this command yet: it has no file descriptors left, or much to do. "
          "Waiting for it; Ctrl-C gives up");
  }
  return true;
}

// A command that was stopped is waited for, since it prints what became of it. Where that takes a while, the person is
// told why his prompt does not come back.
void wait_for_node(int socket, Console& console) {
  constexpr int kStepMs = 200, kSilentMs = 1000;
  int stopped_for = 0;
  for (pollfd answer{socket, POLLIN, 0}; ::poll(&answer, 1, kStepMs) <= 0;) {
    if (!console.stopped()) continue;
    if ((stopped_for += kStepMs) == kSilentMs)
      console.err("Stopping: waiting for the running node to end the command; Ctrl-C again waits no longer");
  }
}

// One question of the node.
Status answer(int socket, const Frame& frame, Console& console, const Announced& announced) {
  switch (frame.kind) {
    case 'A':
      return send_frame(socket, console.confirm(frame.body) ? 'Y' : 'N', "");
    case 'S':
      return answer_secret(socket, frame, console, announced);
    default:
      return answer_open(socket, frame, console, announced);
  }
}

// What the node asks of the caller until the command is done; its exit status.
// The caller waits for requests and answers each. It never sends anything unasked, and that is why the node can take
// any byte, and the end of the stream, for the wish to stop.
Result<int> answer_until_done(int socket, Console& console, const Announced& announced) {
  while (true) {
    wait_for_node(socket, console);
    PARLEY_TRY(const Frame frame, receive_frame(socket).in("the running node went away before the command was done"));
    if (frame.kind == 'X') return to_int(frame.body);
    if (frame.kind == 'E') return error_in(frame);
    // A kind that this side does not know comes from another version of the program. To go on would be to guess.
    if (std::string_view("ASO").find(frame.kind) == std::string_view::npos)
      return Error{Code::internal, "unknown message on the local socket"};
    const Status answered = answer(socket, frame, console, announced);
    // Ctrl-C has closed our half of the socket. The node sees that, and says itself what becomes of the command.
    if (!answered.ok() && !console.stopped()) return answered.error();
  }
}

// The caller's console, as the node sees it.
// Every file and every question goes back through the socket to the process of the person, whose rights and terminal
// they are. The node itself opens nothing by the caller's paths.
Console::Streams streams_of(int connection, const std::vector<Fd>& fds, const std::vector<std::string>& head) {
  return {.in = fds[0].get(),
          .out = fds[1].get(),
          .err = fds[2].get(),
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
          }};
}

}  // namespace

Result<std::optional<int>> run_remotely(const std::filesystem::path& path, const std::vector<std::string>& arguments,
                                        Console& console, const Announced& announced) {
  PARLEY_TRY_STATUS(is_no_link(path));
  auto socket = local::connect(path, "the running node");
  if (!socket.ok()) return not_connected(path, socket.error());
  if (!*socket) return std::optional<int>{};
  const int connection = (*socket)->get();
  // Who listens is asked of the kernel (SO_PEERCRED) on the connection itself, after it was made: a look at the socket
  // file before it could be overtaken by another process.
  PARLEY_TRY(const auto other, local::other_end(connection));
  PARLEY_TRY_STATUS(is_trusted(path, other));
  const auto& streams = console.streams();
  // What a console cannot find out from a descriptor in the node: how wide the terminal is, and what is one.
  std::string body = fmt::format("{} {}{}{} ", streams.columns, int{streams.in_is_terminal}, int{streams.colours},
                                 int{streams.err_is_terminal});
  for (std::size_t i = 0; i < arguments.size(); ++i) body += (i > 0 ? std::string(1, '\0') : "") + arguments[i];
  // From here on the node writes to the same descriptors. What is still buffered here would come out behind what it
  // writes.
  console.flush();
  // Before the request goes: a Ctrl-C from the first moment on reaches the node.
  const StopSignal::Socket tells(connection);
  const Status asked = send_frame(connection, 'R', body, {streams.in, streams.out, streams.err});
  if (!asked.ok() && !console.stopped()) return asked.error();
  if (!asked.ok() || !wait_until_taken(connection, console)) {
    console.err("parley: stopped before the running node had taken this command: nothing was done");
    return std::optional<int>{kStopped};
  }
  PARLEY_TRY(const int status, answer_until_done(connection, console, announced));
  return std::optional<int>{status};
}

struct RemoteServer::Impl {
  Run run;
  std::atomic<bool> stopping = false;
  std::unique_ptr<local::Listener> listener;

  void serve(int connection, const local::OtherEnd& other) {
    // Anything that is not a whole request is dropped without an answer. The caller is of this user or root
    // (local::Listener), so it is a fault and no attack, and its end of the connection is told by the close.
    auto frame = receive_frame(connection);
    if (!frame.ok() || frame->kind != 'R') return;
    const auto head = split(frame->body, ' ', 3);
    if (head.size() != 3 || head[1].size() != 3) return;
    // The kernel leaves out descriptors for which this process has no room.
    if (frame->fds.size() != 3) {
      (void)send_error(connection, {Code::unavailable,
                                    "the running node has no file descriptors left for this command, and did "
                                    "not begin it: try again later, or let it have more (LimitNOFILE of its "
                                    "unit, ulimit -n)"});
      return;
    }
    auto streams = streams_of(connection, frame->fds, head);
    // The caller speaks only when asked: anything else is the end of the connection, or of his half of it.
    const auto gave_up = [connection] {
      pollfd caller{connection, POLLIN | POLLRDHUP, 0};
      return ::poll(&caller, 1, 0) > 0;
    };
    streams.stopped = [this, gave_up] { return stopping || gave_up(); };
    // His half alone is closed by who waits for the end of what he has stopped.
    streams.gone = [connection] {
      pollfd caller{connection, 0, 0};
      return ::poll(&caller, 1, 0) > 0 && (caller.revents & (POLLHUP | POLLERR)) != 0;
    };
    streams.node_stops = [this] { return stopping.load(); };
    int status;
    {
      Console console(std::move(streams));  // flushed before the status goes
      // Who gave up while the node had no time for him is not to find later that it was done all the same.
      const bool too_late = gave_up();
      if (too_late) console.err("parley: stopped before it was begun: nothing was done");
      status = too_late ? kStopped : run(split(head[2], '\0'), console, other.uid);
    }
    // A caller that is gone gets no status. What the command did is done all the same.
    (void)send_frame(connection, 'X', std::to_string(status));
  }
};

RemoteServer::RemoteServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Result<std::unique_ptr<RemoteServer>> RemoteServer::start(const std::filesystem::path& path, Run run) {
  auto impl = std::make_unique<Impl>();
  impl->run = std::move(run);
  // The node's lock is held, so whatever lies there is left over from a process that is gone.
  PARLEY_TRY(impl->listener, local::Listener::start(path, [raw = impl.get()](int connection, const auto& other) {
               raw->serve(connection, other);
             }));
  return std::unique_ptr<RemoteServer>(new RemoteServer(std::move(impl)));
}

// First the flag, then the wait: a command that follows something looks at the flag and ends, and the listener waits
// until all have ended.
RemoteServer::~RemoteServer() {
  impl_->stopping = true;
  impl_->listener.reset();
}

}  // namespace parley::cli
