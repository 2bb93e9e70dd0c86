#include <fmt/format.h>
#include <pthread.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include <csignal>

#include "cli/command.h"
#include "cli/remote.h"
#include "node/health.h"
#include "node/journals.h"
#include "node/keys.h"
#include "node/log.h"

namespace parley::cli {
namespace {

// These arrive at wait_for_signal() only; every thread started later inherits that.
sigset_t block_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&signals, signal);
  ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  // Commands of callers write to, and may read from, terminals that are not ours.
  std::signal(SIGTTIN, SIG_IGN);
  std::signal(SIGTTOU, SIG_IGN);
  return signals;
}

// Connections and tiles need descriptors: as many as the system lets us have.
void raise_descriptor_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

// The process holds keys, tokens and what was never released: neither a crash nor a debugger of the same user may write
// them out. The first call is for handlers that take cores by a pipe, which look at no limit.
void forbid_core_dumps() {
  ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
  const rlimit none{0, 0};
  ::setrlimit(RLIMIT_CORE, &none);
}

// The operator's own files may be shared with a group of the machine on purpose, so this does not stop anything.
void warn_about_tls_key(Context& context, const node::Node& node) {
  const auto& server = node.config().server;
  if (server.tls == node::Tls::off) return;
  const auto key =
      node.dir() / (server.tls == node::Tls::files ? server.tls_key : std::filesystem::path("keys/tls.key"));
  const Status secret = node::check_secret(key);
  if (secret.ok() || secret.error().code != Code::forbidden) return;
  context.console.err("parley: " + secret.error().message);
  node::log(node::LogLevel::warning, "a key can be read by others", {{"file", key.string()}});
}

int serve(Context& context) {
  forbid_core_dumps();
  const sigset_t signals = block_signals();
  raise_descriptor_limit();
  auto node = node::Node::open(context.dir, now, node::Node::Purpose::serve);
  if (!node.ok()) return context.fail(node.error()), kCouldNotRun;
  if (auto log = node::open_log((*node)->config(), context.dir); !log.ok())
    return context.fail(log.error()), kCouldNotRun;
  for (const node::Problem& problem : (*node)->health().problems())  // those from before there was a log
    node::log(node::LogLevel::error, "problem",
              {{"kind", std::string(word_of(problem.trouble))}, {"problem", problem.text}});
  warn_about_tls_key(context, **node);
  (*node)->journals().open_all();
  auto server = node::NodeServer::start(**node);
  if (!server.ok()) return context.fail(server.error()), kCouldNotRun;
  std::error_code ignored;
  auto local =
      RemoteServer::start(std::filesystem::absolute(context.dir, ignored) / "parley.sock",
                          [&](const std::vector<std::string>& arguments, Console& console, std::uint32_t caller) {
                            return run(arguments, console, node->get(), server->get(), caller);
                          });
  if (!local.ok()) return context.fail(local.error()), kCouldNotRun;

  for (const std::string& warning : (*node)->config().warnings())
    node::log(node::LogLevel::warning, "configuration", {{"problem", warning}});
  const std::string url = (*server)->url();
  node::log(node::LogLevel::info, "serving",
            {{"url", url}, {"version", PARLEY_VERSION}, {"party", (*node)->config().party.name}});
  if (context.json)
    context.console.line(
        JsonLine().text("url", url).text("discovery", url + "/taxii2/").number("port", (*server)->port()).str());
  else
    context.console.line(fmt::format("Serving {} at {}/taxii2/  (API root {}/{}/). Ctrl-C stops.",
                                     (*node)->config().party.name, url, url, (*node)->config().taxii.root));
  context.console.flush();
  for (int signal = 0; ::sigwait(&signals, &signal) == 0 && signal == SIGHUP;) {
    // First the log, so that what follows stands in the new file: logrotate moves the old one and sends this signal.
    if (const auto opened = node::open_log((*node)->config(), context.dir); !opened.ok())
      node::log(node::LogLevel::error, "the log cannot be opened again, and goes on in the file there was",
                {{"problem", opened.error().message}});
    if ((*node)->config().server.tls == node::Tls::off) continue;
    const auto reloaded = (*server)->reload();
    if (reloaded.ok())
      node::log(node::LogLevel::info, "certificate read again");
    else
      node::log(node::LogLevel::error, "certificate cannot be read again", {{"problem", reloaded.error().message}});
  }
  node::log(node::LogLevel::info, "stopping");
  (*node)->announce_stopping();
  local->reset();
  server->reset();
  return kDone;
}

}  // namespace

void add_serve(Command& app, Context& context) {
  auto* command = app.add_subcommand("serve", "Serve the node's journals over TAXII 2.1 until stopped");
  command->footer(
      "HTTP on loopback by default; parley.toml sets address, port and TLS. SIGHUP opens the log file again and reads "
      "the certificate again.");
  on_chosen(command, context, false, serve);
}

}  // namespace parley::cli
