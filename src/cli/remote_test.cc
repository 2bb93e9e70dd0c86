// The local socket between a command and a running node, when one of them is not what it should be.
#include "cli/remote.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstring>
#include <fstream>
#include <thread>

#include "base/local_socket.h"
#include "cli/command.h"
#include "cli/stop_signal.h"
#include "cli/test_node.h"
#include "testing/sanitized.h"
#include "testing/waiting.h"

namespace parley::cli::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr uid_t kNobody = 65534;

std::string frame(char kind, const std::string& body) {
  std::string out(5, '\0');
  const auto length = static_cast<std::uint32_t>(body.size());
  std::memcpy(out.data(), &length, 4);
  out[4] = kind;
  return out + body;
}

int listen_at(const std::filesystem::path& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
  const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 || ::listen(fd, 8) != 0) ::_exit(9);
  return fd;
}

// Answers one caller as a node would, but asks for what it likes: sends each frame and keeps what comes back.
class HostileNode {
 public:
  HostileNode(const std::filesystem::path& path, std::vector<std::string> asks)
      : listening_(listen_at(path)), thread_([this, asks = std::move(asks)] { run(asks); }) {}
  ~HostileNode() {
    thread_.join();
    ::close(listening_);
  }
  std::vector<std::string> answers;  // once it is gone: kind and body

 private:
  std::string read_one(int fd) {
    char head[5];
    if (::recv(fd, head, sizeof head, MSG_WAITALL) != sizeof head) return {};
    std::uint32_t length;
    std::memcpy(&length, head, 4);
    std::string body(length, '\0');
    if (length > 0 && ::recv(fd, body.data(), length, MSG_WAITALL) != static_cast<ssize_t>(length)) return {};
    return head[4] + body;
  }
  void run(const std::vector<std::string>& asks) {
    const int fd = ::accept(listening_, nullptr, nullptr);
    (void)read_one(fd);  // what is to be run
    for (const std::string& ask : asks) {
      (void)::send(fd, ask.data(), ask.size(), MSG_NOSIGNAL);
      answers.push_back(read_one(fd));
    }
    const std::string end = frame('X', "0");
    (void)::send(fd, end.data(), end.size(), MSG_NOSIGNAL);
    ::close(fd);
  }

  int listening_;
  std::thread thread_;
};

// A console of which a test sees what is opened.
struct Caller {
  std::vector<std::string> opened;
  Fd null{::open("/dev/null", O_RDWR | O_CLOEXEC)};
  Console console{{.in = null.get(),
                   .out = null.get(),
                   .err = null.get(),
                   .open = [this](const std::string& path, int flags, int mode) -> Result<Fd> {
                     opened.push_back(path);
                     return open_file(path, flags, static_cast<mode_t>(mode));
                   },
                   .confirm = {}}};
};

std::string open_frame(int flags, int mode, const std::string& path) {
  return frame('O', std::to_string(flags) + " " + std::to_string(mode) + " " + path);
}

TEST(LocalSocket, TheCallerOpensOnlyWhatItsArgumentsNameAndAsTheyUseIt) {
  const TemporaryDir dir;
  const std::string named = dir.path() / "named", written = dir.path() / "written", other = dir.path() / "other",
                    folder = dir.path() / "folder";
  for (const std::string& file : {named, other}) std::ofstream(file) << "something\n";
  std::filesystem::create_directory(folder);
  std::ofstream(folder + "/inside") << "something\n";
  constexpr int kMake = O_WRONLY | O_CREAT | O_TRUNC;
  Caller caller;
  std::vector<std::string> answers;
  {
    HostileNode node(dir.path() / "parley.sock", {
                                                     open_frame(O_RDONLY, 0, "/etc/shadow"),
                                                     open_frame(O_RDONLY, 0, other),
                                                     open_frame(kMake, 0644, named),
                                                     open_frame(O_WRONLY | O_APPEND, 0, named),
                                                     open_frame(O_RDWR, 0, named),
                                                     open_frame(O_RDONLY | O_TRUNC, 0, named),
                                                     open_frame(O_RDONLY, 0, written),
                                                     open_frame(O_RDONLY, 0, folder + "/../other"),
                                                     open_frame(kMake, 0644, folder + "/inside"),
                                                     frame('S', "Your password, please: "),
                                                     open_frame(O_RDONLY, 0, named),
                                                     open_frame(O_RDONLY, 0, folder + "/inside"),
                                                     open_frame(kMake, 04777, written),
                                                 });
    const Announced announced{
        .files = {{FileUse::reads, named}, {FileUse::writes, written}, {FileUse::reads_in, folder + "/gold.json"}},
        .may_ask_secret = false};
    const auto done = run_remotely(dir.path() / "parley.sock", {"import", named}, caller.console, announced);
    ASSERT_TRUE(done.ok()) << done.error().message;
    answers = node.answers;
  }
  EXPECT_THAT(caller.opened, ::testing::ElementsAre(named, folder + "/inside", written));
  struct stat info {};
  ASSERT_EQ(::stat(written.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 07111, 0u) << "nothing that runs";
}

TEST(LocalSocket, AnotherUsersIsNotSpokenTo) {
  if (::geteuid() != 0) GTEST_SKIP() << "needs root, to be two users";
  const TemporaryDir dir;
  std::filesystem::permissions(dir.path(), std::filesystem::perms::all);
  const auto path = dir.path() / "parley.sock";
  int ready[2];
  ASSERT_EQ(::pipe(ready), 0);
  const pid_t other = ::fork();
  if (other == 0) {
    if (::setuid(kNobody) != 0) ::_exit(8);
    const int fd = listen_at(path);
    (void)::write(ready[1], "x", 1);
    const int connection = ::accept(fd, nullptr, nullptr);
    char byte;
    ::_exit(::recv(connection, &byte, 1, 0) == 0 ? 0 : 1);  // 0: the caller went without a word
  }
  char byte;
  ASSERT_EQ(::read(ready[0], &byte, 1), 1);
  Caller caller;
  const auto done = run_remotely(path, {"status"}, caller.console, {});
  ASSERT_FALSE(done.ok());
  EXPECT_EQ(done.error().code, Code::forbidden);
  EXPECT_THAT(done.error().message, HasSubstr("nothing was sent"));
  int status = 0;
  ::waitpid(other, &status, 0);
  EXPECT_EQ(status, 0);
  ::close(ready[0]);
  ::close(ready[1]);
}

TEST(LocalSocket, InAFolderOfAnotherUserNothingIsDoneAndTheCommandThatWorksIsPrinted) {
  if (::geteuid() != 0) GTEST_SKIP() << "needs root, to be two users";
  TestNode node;
  // As if the service account had been given its folder.
  for (const auto& file : std::filesystem::recursive_directory_iterator(node.dir()))
    ASSERT_EQ(::chown(file.path().c_str(), kNobody, kNobody), 0);
  ASSERT_EQ(::chown(node.dir().c_str(), kNobody, kNobody), 0);
  for (const std::vector<std::string>& command :
       std::vector<std::vector<std::string>>{{"status"}, {"import", "-"}, {"user", "set", "admin", "--no-admin"}}) {
    const auto refused = node.run(command);
    EXPECT_EQ(refused.status, 1) << refused.out;
    EXPECT_THAT(refused.err, HasSubstr("sudo -u nobody parley " + command[0]));
    EXPECT_THAT(refused.err, HasSubstr("--dir " + node.dir().string()));
  }
  EXPECT_NE(node.run({"serve"}).status, 0);
  for (const auto& file : std::filesystem::recursive_directory_iterator(node.dir())) {
    struct stat info {};
    ASSERT_EQ(::lstat(file.path().c_str(), &info), 0);
    EXPECT_EQ(info.st_uid, kNobody) << file.path() << ": nothing is made or handed over";
  }
}

TEST(LocalSocket, TheNodeLearnsTheCallersUidFromTheKernel) {
  const TemporaryDir dir;
  std::optional<std::uint32_t> seen;
  {
    const auto server = RemoteServer::start(dir.path() / "parley.sock",
                                            [&](const std::vector<std::string>&, Console&, std::uint32_t caller) {
                                              seen = caller;
                                              return 7;
                                            });
    ASSERT_TRUE(server.ok()) << server.error().message;
    Caller caller;
    const auto done = run_remotely(dir.path() / "parley.sock", {"status"}, caller.console, {});
    ASSERT_TRUE(done.ok()) << done.error().message;
    EXPECT_EQ(*done, 7);
  }
  EXPECT_EQ(seen, ::geteuid());
}

TEST(LocalSocket, APasswordIsAskedForWhereOneBelongsToTheCommand) {
  const TemporaryDir dir;
  const auto server = RemoteServer::start(dir.path() / "parley.sock",
                                          [&](const std::vector<std::string>&, Console& console, std::uint32_t) {
                                            const auto secret = console.streams().secret("Password: ");
                                            return secret.ok() && *secret == "hunter2" ? 0 : 1;
                                          });
  ASSERT_TRUE(server.ok()) << server.error().message;
  for (const bool may : {true, false}) {
    Fd null(::open("/dev/null", O_RDWR | O_CLOEXEC));
    Console console({.in = null.get(),
                     .out = null.get(),
                     .err = null.get(),
                     .in_is_terminal = true,
                     .open = {},
                     .confirm = {},
                     .secret = [](std::string_view) -> Result<std::string> { return std::string("hunter2"); }});
    const auto done =
        run_remotely(dir.path() / "parley.sock", {"release", "confirm"}, console, {.files = {}, .may_ask_secret = may});
    ASSERT_TRUE(done.ok()) << done.error().message;
    EXPECT_EQ(*done, may ? 0 : 1);
  }
}

// What a node could not have opened for a command because its option does not say so is found here, not by users.
TEST(LocalSocket, EveryCommandsFilesAreOpenedOnARunningNode) {
  TestNode node;
  node.start();
  const TemporaryDir files;
  const auto file = [&](const char* name) { return (files.path() / name).string(); };
  std::ofstream(file("objects"))
      << R"({"type":"identity","spec_version":"2.1","id":"identity--11111111-1111-4111-8111-111111111111","created":"2026-07-09T18:30:00.000Z","modified":"2026-07-09T18:30:00.000Z","name":"Ana"})"
      << "\n";
  std::ofstream(file("log")) << "10.0.0.1\n";
  const std::vector<std::vector<std::string>> commands = {
      {"import", file("objects")},
      {"export", "-o", file("exported")},
      {"prove", "identity--11111111-1111-4111-8111-111111111111", "-o", file("proof")},
      {"watch", file("log")},
      {"peer", "invite", "--out", file("card")},
      {"status", "--ics", file("calendar")},
  };
  for (const auto& command : commands) {
    const auto done = node.run(command);
    EXPECT_EQ(done.status, 0) << command[0] << ": " << done.out << done.err;
  }
  for (const char* written : {"exported", "proof", "card", "calendar"})
    EXPECT_TRUE(std::filesystem::exists(file(written))) << written;
  const auto card = node.run({"peer", "accept", file("card"), "--yes"});
  EXPECT_THAT(card.err, HasSubstr("own")) << "read, and refused for what it is";
  node.stop(SIGTERM);
}

// A caller that cannot be accepted stays in the queue, and the socket ready: whoever asks again at once burns a core.
TEST(LocalSocket, WithoutDescriptorsTheNodePausesAndServesWhenThereAreSome) {
  if (parley::testing::kSanitized)
    GTEST_SKIP() << "the undefined-behaviour sanitizer looks at memory through a pipe, and takes every object for a "
                    "wrong one when there is no descriptor for that; builds without sanitizers run this";
  const TemporaryDir dir;
  const auto path = dir.path() / "parley.sock";
  const auto server =
      RemoteServer::start(path, [](const std::vector<std::string>&, Console&, std::uint32_t) { return 7; });
  ASSERT_TRUE(server.ok());
  Caller caller;
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
  // One free descriptor: the caller's own socket. Then there is none to accept it with.
  const Fd next(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  const rlimit none{static_cast<rlim_t>(next.get()) + 2, before.rlim_max};
  const auto spent = [] {
    timespec time{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
  };
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &none), 0);
  double used = 0;
  std::thread later([&] {
    const double begin = spent();
    std::this_thread::sleep_for(std::chrono::milliseconds(500));  // over which is counted what it uses
    used = spent() - begin;
    ::setrlimit(RLIMIT_NOFILE, &before);
  });
  const auto done = run_remotely(path, {"status"}, caller.console, {});
  later.join();
  ASSERT_TRUE(done.ok()) << done.error().message;
  EXPECT_EQ(*done, 7);
  EXPECT_LT(used, 0.25) << "seconds of a core in half a second";
}

// What a person sees of a caller's console.
std::string shown_in(const std::filesystem::path& file) {
  auto text = read_file(file);
  return text.ok() ? std::move(text).value() : std::string();
}

TEST(LocalSocket, ANodeThatHasNoDescriptorsForACommandSaysThatAndNotThatItWentAway) {
  if (parley::testing::kSanitized)
    GTEST_SKIP() << "the undefined-behaviour sanitizer looks at memory through a pipe, and takes every object for a "
                    "wrong one when there is no descriptor for that; builds without sanitizers run this";
  const TemporaryDir dir;
  const auto path = dir.path() / "parley.sock";
  std::atomic<int> begun = 0;
  const auto server = RemoteServer::start(path, [&](const auto&, Console&, std::uint32_t) { return ++begun, 0; });
  ASSERT_TRUE(server.ok());
  Caller caller;
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
  for (rlim_t left = 2; left < 5; ++left) {
    const Fd next(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    // For the caller's socket and the node's end of it, and then for none, one or two of the three that come along.
    const rlimit few{static_cast<rlim_t>(next.get()) + 1 + left, before.rlim_max};
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &few), 0);
    const auto done = run_remotely(path, {"status"}, caller.console, {});
    ::setrlimit(RLIMIT_NOFILE, &before);
    ASSERT_FALSE(done.ok()) << left;
    EXPECT_EQ(done.error().code, Code::unavailable);
    EXPECT_THAT(done.error().message, HasSubstr("no file descriptors left"));
    EXPECT_THAT(done.error().message, Not(HasSubstr("went away")));
  }
  EXPECT_EQ(begun, 0);
  EXPECT_EQ(run_remotely(path, {"status"}, caller.console, {}).value(), 0) << "and it goes on";
}

TEST(LocalSocket, ANodeThatDoesNotTakeACommandIsWaitedForAndThatIsSaid) {
  const TemporaryDir dir;
  const auto path = dir.path() / "parley.sock";
  const auto told = dir.path() / "told";
  Caller caller;
  const Fd err(::open(told.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
  Console console({.in = caller.null.get(), .out = caller.null.get(), .err = err.get(), .open = {}, .confirm = {}});
  std::atomic<bool> stop = false;
  console.stopped_by([&] { return stop.load(); });
  const Fd listening(listen_at(path));  // and nobody takes anything from it
  std::thread later([&] {
    EXPECT_TRUE(parley::testing::eventually([&] { return !shown_in(told).empty(); }));
    stop = true;
  });
  const auto done = run_remotely(path, {"status"}, console, {});
  later.join();
  ASSERT_TRUE(done.ok()) << done.error().message;
  EXPECT_EQ(*done, kStopped) << "Ctrl-C while nobody has taken it";
  EXPECT_THAT(shown_in(told), HasSubstr("has not taken this command yet"));
}

TEST(LocalSocket, ACommandThatItsCallerGaveUpBeforeItWasTakenIsNotBegun) {
  const TemporaryDir dir;
  const auto path = dir.path() / "parley.sock";
  std::atomic<int> begun = 0;
  const auto server = RemoteServer::start(path, [&](const auto&, Console&, std::uint32_t) { return ++begun, 0; });
  ASSERT_TRUE(server.ok());
  const auto socket = local::connect(path, "the node");
  ASSERT_TRUE(socket.ok() && *socket);
  // The request, three descriptors, and behind them at once a byte that says what a closed half says: he is gone.
  std::string bytes = frame('R', "80 000 status") + "!";
  const int fds[] = {0, 1, 2};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof fds)] = {};
  iovec part{bytes.data(), bytes.size()};
  msghdr message{};
  message.msg_iov = &part, message.msg_iovlen = 1;
  message.msg_control = control, message.msg_controllen = sizeof control;
  cmsghdr* header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET, header->cmsg_type = SCM_RIGHTS, header->cmsg_len = CMSG_LEN(sizeof fds);
  std::memcpy(CMSG_DATA(header), fds, sizeof fds);
  ASSERT_EQ(::sendmsg((*socket)->get(), &message, MSG_NOSIGNAL), static_cast<ssize_t>(bytes.size()));
  const auto answer = local::receive_frame((*socket)->get());
  ASSERT_TRUE(answer.ok()) << answer.error().message;
  EXPECT_EQ(answer->kind, 'X');
  EXPECT_EQ(answer->body, std::to_string(kStopped));
  EXPECT_EQ(begun, 0);
}

TEST(CtrlC, WaitsForTheEndOfACommandInTheNodeAndHasItsStatus) {
  const TemporaryDir dir;
  const auto path = dir.path() / "parley.sock";
  std::atomic<bool> ended = false;
  const auto server = RemoteServer::start(path, [&](const auto&, Console& console, std::uint32_t) {
    ::kill(::getpid(), SIGINT);
    EXPECT_TRUE(parley::testing::eventually([&] { return console.ends_here(); }));
    ended = true;
    return console.was_ended() ? kStopped : kDone;
  });
  ASSERT_TRUE(server.ok());
  Caller caller;
  const StopSignal signals(caller.console, StopSignal::Ignored::is_caught);
  const auto done = run_remotely(path, {"status"}, caller.console, {});
  ASSERT_TRUE(done.ok()) << done.error().message;
  EXPECT_EQ(*done, kStopped);
  EXPECT_TRUE(ended);
}

TEST(CtrlC, RightBeforeAnActKeepsItFromBeginning) {
  const std::function<bool()> stopped = [] { return true; };
  EXPECT_TRUE(node::is_still_wanted({}).ok());
  EXPECT_EQ(node::is_still_wanted({.stopped = &stopped}).error().code, Code::unavailable);
}

TEST(CtrlC, EndsTheWaitForInputThatDoesNotCome) {
  int pipe[2];
  ASSERT_EQ(::pipe(pipe), 0);
  const Fd in(pipe[0]), out(pipe[1]);
  char byte;
  EXPECT_EQ(input::read_until_stopped(in.get(), [] { return true; })(&byte, 1).value(), 0u);
}

TEST(LocalSocket, ASecondServeIsToldWhoRuns) {
  TestNode node;
  node.start();
  const auto second = node.run({"serve"});
  EXPECT_EQ(second.status, 3);
  EXPECT_THAT(second.err, HasSubstr("parley serve runs here (pid " + std::to_string(node.pid()) + ")"));
  node.stop(SIGTERM);
}

}  // namespace
}  // namespace parley::cli::testing
