#include "node/duty.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <thread>

#include "base/file.h"
#include "base/hash.h"
#include "group/notices.h"
#include "http/client.h"
#include "node/log.h"

namespace parley::node {
namespace {

constexpr auto kPatience = std::chrono::seconds(30);
constexpr std::string_view kByCommand = "command", kByWebhook = "webhook";

// Under which it is noted that somebody was told.
std::string note_key(const std::string& group, std::string_view key, std::string_view way) {
  return "told/" + to_hex(sha256(fmt::format("{}\n{}\n{}", group, key, way))).substr(0, 32);
}

// Runs `command` by the shell with the notice's body on its standard input; what it is about stands in the environment.
// Of other parties' words only their names in the charter are there, and in the command nothing.
Status run(const std::string& command, const std::string& group, const group::Notice& notice) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return Error{Code::unavailable, "the command of [duty] cannot be started"};
  Fd reading(ends[0]), writing(ends[1]);
  ::fcntl(writing.get(), F_SETFL, O_NONBLOCK);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, reading.get(), 0);
  posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t none;
  sigemptyset(&none);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
  std::string shell = "sh", option = "-c", line = command;
  std::string subject = "PARLEY_SUBJECT=" + notice.subject, about = "PARLEY_GROUP=" + group,
              key = "PARLEY_KEY=" + notice.key;
  std::string path = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
  char* arguments[] = {shell.data(), option.data(), line.data(), nullptr};
  char* variables[] = {subject.data(), about.data(), key.data(), path.data(), nullptr};
  pid_t child = -1;
  const int failed = ::posix_spawn(&child, "/bin/sh", &actions, &attributes, arguments, variables);
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  if (failed != 0) return Error{Code::unavailable, "the command of [duty] cannot be started"};
  reading = Fd();
  const auto until = std::chrono::steady_clock::now() + kPatience;
  std::string_view left = notice.body;
  int status = 0;
  while (true) {
    if (writing.is_open()) {
      const ssize_t put = left.empty() ? 0 : ::write(writing.get(), left.data(), left.size());
      if (put > 0) left.remove_prefix(static_cast<std::size_t>(put));
      if (left.empty() || (put < 0 && errno != EAGAIN)) writing = Fd();
    }
    if (::waitpid(child, &status, WNOHANG) == child) break;
    if (std::chrono::steady_clock::now() > until) {
      ::kill(-child, SIGKILL);
      ::waitpid(child, &status, 0);
      return Error{Code::unavailable, "the command of [duty] did not end within half a minute"};
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return {};
  return Error{Code::unavailable, "the command of [duty] failed"};
}

Status post(const std::string& url, std::string body) {
  http::ClientOptions options;
  options.timeout_ms = 10'000;
  PARLEY_TRY(
      const auto answer,
      http::fetch(
          {.url = url, .method = "POST", .headers = {{"Content-Type", "application/json"}}, .body = std::move(body)},
          options));
  return answer.status >= 200 && answer.status < 300
             ? Status{}
             : Error{Code::unavailable, "the webhook of [duty] answered " + std::to_string(answer.status)};
}

}  // namespace

void Duty::tell() {
  if (config_.duty.command.empty() && config_.duty.webhook.empty()) return;
  std::vector<std::pair<std::string, group::Notice>> all;
  (void)groups_.for_each_state(now(), [&](const GroupView& group, const group::View& view) {
    const auto name_of = [&](std::string_view identity) {
      const auto* member = group::find_member(view.charter.terms, identity);
      return groups_.called(identity, member != nullptr ? std::string_view(member->name) : identity);
    };
    const auto was_sent = [&](std::string_view key) {
      return (config_.duty.command.empty() || was_told(group.alias, key, kByCommand)) &&
             (config_.duty.webhook.empty() || was_told(group.alias, key, kByWebhook));
    };
    for (auto& notice : group::notices(view, group.alias, config_.party.identity, name_of,
                                       std::chrono::hours(config_.duty.ahead_hours), now(), was_sent))
      all.emplace_back(group.alias, std::move(notice));
  });
  // Outside the state's mutex: a slow command keeps nothing waiting but the next notice.
  for (const auto& [group, notice] : all) {
    if (!config_.duty.command.empty())
      tell(group, notice, kByCommand,
           [&, &group = group, &notice = notice] { return run(config_.duty.command, group, notice); });
    if (!config_.duty.webhook.empty())
      tell(group, notice, kByWebhook, [&, &group = group, &notice = notice] {
        return post(config_.duty.webhook, group::notice_json(notice, group));
      });
  }
}

bool Duty::was_told(const std::string& group, std::string_view key, std::string_view way) const {
  const auto told = groups_.note(note_key(group, key, way));
  return told.ok() && told->has_value();
}

// Each way by itself: when one fails and is tried again, the other does not tell twice.
void Duty::tell(const std::string& group, const group::Notice& notice, std::string_view way,
                const std::function<Status()>& act) {
  if (was_told(group, notice.key, way)) return;
  if (const auto told = act(); !told.ok())
    return log(LogLevel::error, "the duty officer was not told", {{"why", told.error().message}});
  (void)groups_.put_note(note_key(group, notice.key, way), to_string(now()));
}

}  // namespace parley::node
