#include "base/program.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>

#include "base/file.h"

namespace parley {
namespace {

// How long a look at the two pipes lasts when nothing happens; then it is looked whether the program has ended.
constexpr int kLookMs = 20;
constexpr std::size_t kPartBytes = 64u << 10;

// The ends of its pipes that are ours. Closing `in` tells the program that its input has ended.
struct Child {
  pid_t id = -1;
  Fd in, out;  // `out` is open when somebody reads
};

std::vector<char*> pointers(std::vector<std::string>& words) {
  std::vector<char*> out;
  for (std::string& one : words) out.push_back(one.data());
  out.push_back(nullptr);
  return out;
}

// Two ends, both closed on exec: the program gets the copies that are made for it.
bool make_pipe(Fd& reading, Fd& writing) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return false;
  reading = Fd(ends[0]), writing = Fd(ends[1]);
  return true;
}

bool start(const Program& program, Child& child) {
  Fd its_in, its_out;
  if (!make_pipe(its_in, child.in)) return false;
  if (program.most_output > 0 && !make_pipe(child.out, its_out)) return false;
  // Only our ends: the program expects pipes that wait, and must not hold this thread beyond its patience.
  ::fcntl(child.in.get(), F_SETFL, O_NONBLOCK);
  if (child.out.is_open()) ::fcntl(child.out.get(), F_SETFL, O_NONBLOCK);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, its_in.get(), STDIN_FILENO);
  if (its_out.is_open())
    posix_spawn_file_actions_adddup2(&actions, its_out.get(), STDOUT_FILENO);
  else
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  // A node's threads hold back the signals that it waits for, and a child inherits that: it could not be ended by them.
  sigset_t none;
  sigemptyset(&none);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
  auto arguments = program.arguments, variables = program.variables;
  const int failed = ::posix_spawn(&child.id, program.path.c_str(), &actions, &attributes, pointers(arguments).data(),
                                   pointers(variables).data());
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  return failed == 0;
}

// Also closed when the program does not read any more: what it has to say about that is in its status.
void feed(Child& child, std::string_view& input) {
  const ssize_t put = input.empty() ? 0 : ::write(child.in.get(), input.data(), input.size());
  if (put > 0) input.remove_prefix(static_cast<std::size_t>(put));
  if (input.empty() || (put < 0 && errno != EAGAIN && errno != EINTR)) child.in = Fd();
}

// As much as there is at the moment, up to one byte more than is wanted.
void drain(Child& child, std::size_t most, std::string& output) {
  if (!child.out.is_open()) return;
  std::string part(kPartBytes, '\0');
  while (child.out.is_open() && output.size() <= most) {
    const ssize_t got = ::read(child.out.get(), part.data(), part.size());
    if (got > 0) output.append(part.data(), static_cast<std::size_t>(got));
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (got <= 0) child.out = Fd();
  }
}

// Feeds and drains at once: whoever writes before he has read everything would wait for us, and we for him.
// Waits for its end and not only for that of its output: a program may close that and go on.
Ran talk(const Program& program, Child& child, std::string_view input) {
  const auto until = std::chrono::steady_clock::now() + program.patience;
  Ran ran;
  int status = 0;
  // Without a reader nothing comes.
  const auto is_too_much = [&] { return ran.output.size() > program.most_output; };
  const auto ended_because = [&](Ran::How how) {
    ::kill(-child.id, SIGKILL);  // with the minus the whole group ends (kill(2))
    ::waitpid(child.id, &status, 0);
    ran.how = how;
    return ran;
  };
  while (true) {
    // A closed one is asked about as -1, which poll(2) passes over.
    pollfd both[] = {{child.out.is_open() ? child.out.get() : -1, POLLIN, 0},
                     {child.in.is_open() ? child.in.get() : -1, POLLOUT, 0}};
    ::poll(both, 2, kLookMs);
    const bool has_ended = ::waitpid(child.id, &status, WNOHANG) == child.id;
    if (both[1].revents != 0) feed(child, input);
    drain(child, program.most_output, ran.output);
    if (has_ended) break;
    if (is_too_much()) return ended_because(Ran::How::too_much_output);
    if (std::chrono::steady_clock::now() > until) return ended_because(Ran::How::out_of_time);
  }
  ran.how = is_too_much()                                   ? Ran::How::too_much_output
            : WIFEXITED(status) && WEXITSTATUS(status) == 0 ? Ran::How::done
                                                            : Ran::How::failed;
  return ran;
}

}  // namespace

Ran run_program(const Program& program, std::string_view input) {
  Child child;
  if (!start(program, child)) return {};
  return talk(program, child, input);
}

}  // namespace parley
