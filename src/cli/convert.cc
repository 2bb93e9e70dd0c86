#include "cli/convert.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <vector>

#include "base/file.h"

namespace parley::cli {
namespace {

// Without an end to it, a converter that hangs would hang the command with it.
constexpr auto kPatience = std::chrono::minutes(2);
// What comes out is held in memory until it is written: this bounds what a converter gone wild can take.
constexpr std::size_t kMostBytes = 256u << 20;
// By its whole path, as the tools are: what stands first in somebody's PATH is not run.
constexpr const char* kBox = "/usr/bin/bwrap";

// The option as people typed it, what it runs, the package to install, and what can be done without it: for the errors.
struct Tool {
  const char *option, *program, *package, *instead;
  std::vector<std::string> command;  // reads standard input, writes standard output
};

Tool tool_of(Conversion what) {
  // Without pandoc's own --sandbox, in which it does not find the template that Debian installs beside it; this box
  // holds nothing else that it could read.
  if (what == Conversion::docx)
    return {"--docx",
            "/usr/bin/pandoc",
            "pandoc",
            "--markdown writes what it would be made of",
            {"/usr/bin/pandoc", "--from", "commonmark", "--to", "docx", "--output", "-"}};
  // Chromium reads and writes files only, so it gets two in the empty folder. Its own sandbox cannot be set up inside
  // of this one, which is stricter; the page runs no script but its own (page/html.h).
  return {"--pdf",
          "/usr/bin/chromium",
          "chromium",
          "--html writes a page that any browser prints",
          {"/bin/sh", "-c",
           "cat > in.html && /usr/bin/chromium --headless --no-sandbox --disable-gpu --disable-dev-shm-usage "
           "--no-first-run "
           "--user-data-dir=/tmp/profile --no-pdf-header-footer --print-to-pdf=out.pdf file:///tmp/in.html >/dev/null "
           "2>&1 && cat out.pdf"}};
}

// The converter reads text that other parties wrote, so a fault in it is reckoned with. In the box it has no network,
// no other process, none of our variables, and of the disk only programs and fonts, to read; what it writes in there
// goes with the box.
std::vector<std::string> in_a_box(const Tool& tool) {
  std::vector<std::string> out = {kBox,
                                  "--unshare-all",
                                  "--die-with-parent",
                                  "--new-session",
                                  "--clearenv",
                                  "--setenv",
                                  "PATH",
                                  "/usr/bin:/bin",
                                  "--setenv",
                                  "HOME",
                                  "/tmp",
                                  "--setenv",
                                  "LANG",
                                  "C.UTF-8",
                                  "--ro-bind",
                                  "/usr",
                                  "/usr",
                                  "--symlink",
                                  "usr/bin",
                                  "/bin",
                                  "--symlink",
                                  "usr/lib",
                                  "/lib",
                                  "--symlink",
                                  "usr/lib64",
                                  "/lib64",
                                  "--ro-bind-try",
                                  "/etc/fonts",
                                  "/etc/fonts",
                                  "--ro-bind-try",
                                  "/etc/chromium.d",
                                  "/etc/chromium.d",
                                  "--ro-bind-try",
                                  "/var/cache/fontconfig",
                                  "/var/cache/fontconfig",
                                  "--proc",
                                  "/proc",
                                  "--dev",
                                  "/dev",
                                  "--tmpfs",
                                  "/tmp",
                                  "--chdir",
                                  "/tmp",
                                  "--"};
  out.insert(out.end(), tool.command.begin(), tool.command.end());
  return out;
}

// The ends of both pipes that are ours. Closing `in` tells the tool that its input has ended.
struct Child {
  pid_t id = -1;
  Fd in, out;
};

// Without fork(), as a node has many threads; in a process group of its own, which can be ended as a whole.
Result<Child> started(std::vector<std::string> command, const char* option) {
  int to[2], from[2];
  if (::pipe2(to, O_CLOEXEC) != 0) return Error{Code::unavailable, "no pipe could be made"};
  Fd to_read(to[0]), to_write(to[1]);
  if (::pipe2(from, O_CLOEXEC) != 0) return Error{Code::unavailable, "no pipe could be made"};
  Fd from_read(from[0]), from_write(from[1]);
  // Only our ends: the tool expects pipes that wait.
  ::fcntl(to_write.get(), F_SETFL, O_NONBLOCK);
  ::fcntl(from_read.get(), F_SETFL, O_NONBLOCK);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, to_read.get(), 0);
  posix_spawn_file_actions_adddup2(&actions, from_write.get(), 1);
  // What a converter complains of is about its own inner life; what people can do about it the error says.
  posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  // The threads of a node hold signals back, and a child inherits that: without this nothing but SIGKILL could end it.
  sigset_t none;
  sigemptyset(&none);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
  std::vector<char*> arguments;
  for (std::string& one : command) arguments.push_back(one.data());
  arguments.push_back(nullptr);
  // Nothing from our environment, which may have secrets in it, gets even as far as the box.
  char* variables[] = {nullptr};
  Child child;
  const int failed = ::posix_spawn(&child.id, kBox, &actions, &attributes, arguments.data(), variables);
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  if (failed != 0) return Error{Code::unavailable, fmt::format("{}: {} cannot be started", option, kBox)};
  child.in = std::move(to_write), child.out = std::move(from_read);
  return child;
}

// Feeds and drains at once: whoever writes before he has read everything would wait for us, and we for him.
Result<std::string> talk(Child& child, std::string_view input, const Tool& tool) {
  const auto until = std::chrono::steady_clock::now() + kPatience;
  std::string out, part(64u << 10, '\0');
  bool in_time = true;
  while (child.out.is_open() && (in_time = std::chrono::steady_clock::now() < until) && out.size() <= kMostBytes) {
    // A closed input is asked about as -1, which poll(2) passes over.
    pollfd both[] = {{child.out.get(), POLLIN, 0}, {child.in.is_open() ? child.in.get() : -1, POLLOUT, 0}};
    ::poll(both, 2, 500);
    if (child.in.is_open() && both[1].revents != 0) {
      const ssize_t put = input.empty() ? 0 : ::write(child.in.get(), input.data(), input.size());
      if (put > 0) input.remove_prefix(static_cast<std::size_t>(put));
      // Also when the tool does not read any more: what it has to say about that is in its status.
      if (input.empty() || (put < 0 && errno != EAGAIN)) child.in = Fd();
    }
    // Half a second without a word: the time is looked at again.
    if (both[0].revents == 0) continue;
    const ssize_t got = ::read(child.out.get(), part.data(), part.size());
    if (got > 0) out.append(part.data(), static_cast<std::size_t>(got));
    if (got == 0 || (got < 0 && errno != EAGAIN)) child.out = Fd();
  }
  int status = 0;
  // Still open means that it ran out of time or wrote too much. With the minus the whole process group ends (kill(2)).
  if (child.out.is_open()) ::kill(-child.id, SIGKILL);
  ::waitpid(child.id, &status, 0);
  if (!in_time)
    return Error{Code::unavailable, fmt::format("{}: {} did not end within two minutes", tool.option, tool.program)};
  if (out.size() > kMostBytes)
    return Error{Code::too_large,
                 fmt::format("{}: {} makes more than {} MiB of it", tool.option, tool.program, kMostBytes >> 20)};
  // Nothing at all is a failure as well: no document is empty.
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0 || out.empty())
    return Error{Code::unavailable,
                 fmt::format("{}: {} failed in its box ({}); {}", tool.option, tool.program, kBox, tool.instead)};
  return out;
}

}  // namespace

// What is not installed is named by its package before anything is started, all of it at once.
Result<std::string> converted(Conversion what, std::string_view input) {
  const Tool tool = tool_of(what);
  std::string missing;
  for (const auto& [program, package] : {std::pair(kBox, "bubblewrap"), {tool.program, tool.package}})
    if (::access(program, X_OK) != 0) missing += (missing.empty() ? "" : " and ") + std::string(package);
  if (!missing.empty())
    return Error{Code::unavailable,
                 fmt::format("{} needs {}, which {} not installed here; {}", tool.option, missing,
                             missing.find(" and ") == std::string::npos ? "is" : "are", tool.instead)};
  PARLEY_TRY(Child child, started(in_a_box(tool), tool.option));
  return talk(child, input, tool);
}

}  // namespace parley::cli
