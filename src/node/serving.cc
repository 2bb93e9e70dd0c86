// What a process does to itself before it serves: nothing may be left in a core file, signals are waited for
// by one thread instead of interrupting any, and there are as many descriptors as the system allows.
#include "node/serving.h"

#include <pthread.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "base/descriptors.h"
#include "node/health.h"
#include "node/keys.h"
#include "node/log.h"

namespace parley::node {
namespace {

// The process holds keys, tokens and what was never released: neither a crash nor a debugger of the same user may write
// them out. The first call is for handlers that take cores by a pipe, which look at no limit.
void forbid_core_dumps() {
  ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
  const rlimit none{0, 0};
  ::setrlimit(RLIMIT_CORE, &none);
}

// The soft limit is low for the sake of programs that use select(), which this one does not.
void raise_descriptor_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

// What two listeners, two threads and the journals that every node has keep open, and as much again beside it.
constexpr std::uint64_t kDescriptorsOfAnyNode = 128;

std::string readable_tls_key(const Node& node) {
  const auto& server = node.config().server;
  if (server.tls == Tls::off) return {};
  const auto key = node.dir() / (server.tls == Tls::files ? server.tls_key : std::filesystem::path("keys/tls.key"));
  const Status secret = check_secret(key);
  if (secret.ok() || secret.error().code != Code::forbidden) return {};
  log(LogLevel::warning, "a key can be read by others", {{"file", key.string()}});
  return secret.error().message;
}

}  // namespace

// Before any other thread begins: threads inherit the mask, and a signal that one of them could still take
// would end the process instead of stopping it in order.
ServingProcess::ServingProcess() {
  forbid_core_dumps();
  sigemptyset(&signals_);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&signals_, signal);
  ::pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
  // Commands of callers write to, and may read from, terminals that are not ours.
  std::signal(SIGTTIN, SIG_IGN);
  std::signal(SIGTTOU, SIG_IGN);
  raise_descriptor_limit();
}

Status ServingProcess::check_descriptors_before() { return check_descriptors(kDescriptorsOfAnyNode); }

// A few connections, which clients take from one another, and the share of commands.
Status ServingProcess::check_descriptors_of_serving() { return check_descriptors(kDescriptorsForCommands + 16); }

Result<std::string> ServingProcess::open_log(Node& node) const {
  PARLEY_TRY_STATUS(node::open_log(node.config(), node.dir()));
  for (const Problem& problem : node.health().problems())  // those from before there was a log
    log(LogLevel::error, "problem", {{"kind", std::string(word_of(problem.trouble))}, {"problem", problem.text}});
  return readable_tls_key(node);
}

// SIGHUP reads log and certificate again and goes on waiting; SIGINT and SIGTERM end it.
void ServingProcess::wait_for_stop(Node& node, const std::function<Status()>& reload) const {
  for (int signal = 0; ::sigwait(&signals_, &signal) == 0 && signal == SIGHUP;) {
    // First the log, so that what follows stands in the new file: logrotate moves the old one and sends this signal.
    if (const auto opened = node::open_log(node.config(), node.dir()); !opened.ok())
      log(LogLevel::error, "the log cannot be opened again, and goes on in the file there was",
          {{"problem", opened.error().message}});
    if (node.config().server.tls == Tls::off) continue;
    if (const auto reloaded = reload(); reloaded.ok())
      log(LogLevel::info, "certificate read again");
    else
      log(LogLevel::error, "certificate cannot be read again", {{"problem", reloaded.error().message}});
  }
}

}  // namespace parley::node
