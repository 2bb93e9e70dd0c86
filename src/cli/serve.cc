// parley serve: the running node, until it is told to stop.
#include "node/serving.h"

#include <fmt/format.h>

#include "cli/command.h"
#include "cli/remote.h"
#include "node/journals.h"
#include "node/log.h"
#include "node/own_certificate.h"
#include "web/room_server.h"

namespace parley::cli {
namespace {

// A node that does not start was refused nothing; a supervisor may try again.
int could_not(Context& context, const Error& error) { return context.fail(error), kCouldNotRun; }

// Flushed at once: a script that starts a node waits for this line.
void print_serving(Context& context, const node::Config& config, const node::NodeServer& server,
                   const web::RoomServer* room) {
  const std::string url = server.url();
  if (context.json) {
    context.console.line(JsonLine()
                             .text("url", url)
                             .text("discovery", url + "/taxii2/")
                             .number("port", server.port())
                             .text_if("room", room != nullptr ? room->url() : std::string())
                             .str());
  } else {
    context.console.line(fmt::format("Serving {} at {}/taxii2/  (API root {}/{}/). Ctrl-C stops.", config.party.name,
                                     url, url, config.taxii.root));
    if (room != nullptr)
      context.console.line(fmt::format("The room is at {}/  (parley room link signs you in once).", room->url()));
  }
  context.console.flush();
}

// What is wrong with the one that is there is said here, as `config check` says it. Said where a person sees it, since
// clients must be given what was made.
Status make_certificate(Context& context, const node::Node& node) {
  PARLEY_TRY(const std::string made, node::make_missing_certificate(node.dir(), node.config()));
  if (const std::string other = node::certificate_warning(node.dir(), node.config()); !other.empty()) {
    node::log(node::LogLevel::warning, "certificate", {{"problem", other}});
    context.console.err("parley: " + other);
  }
  if (made.empty()) return {};
  node::log(node::LogLevel::warning, "certificate", {{"made", made}});
  context.console.err("parley: " + made);
  return {};
}

// The order matters: nothing is held before the process can leak none of it, and the local socket comes last, since
// whoever finds it believes that the node answers.
int serve(Context& context) {
  const node::ServingProcess process;
  if (const Status enough = process.check_descriptors_before(); !enough.ok()) return could_not(context, enough.error());
  auto node = node::Node::open(context.dir, now, node::Node::Purpose::serve);
  if (!node.ok()) return could_not(context, node.error());
  const auto warning = process.open_log(**node);
  if (!warning.ok()) return could_not(context, warning.error());
  if (!warning->empty()) context.console.err("parley: " + *warning);
  // Before the first request: opening a large journal takes its time, and no client should be the one who waits for it.
  (*node)->journals().open_all();
  if (const Status has = make_certificate(context, **node); !has.ok()) return could_not(context, has.error());
  auto server = node::NodeServer::start(**node);
  if (!server.ok()) return could_not(context, server.error());
  auto room = web::RoomServer::start(**node, server->get());
  if (!room.ok()) return could_not(context, room.error().in("[room]"));
  std::error_code ignored;
  auto local =
      RemoteServer::start(std::filesystem::absolute(context.dir, ignored) / "parley.sock",
                          [&](const std::vector<std::string>& arguments, Console& console, std::uint32_t caller) {
                            return run(arguments, console, node->get(), server->get(), caller);
                          });
  if (!local.ok()) return could_not(context, local.error());
  if (const Status enough = process.check_descriptors_of_serving(); !enough.ok())
    return could_not(context, enough.error());
  const node::Config& config = (*node)->config();
  for (const std::string& one : config.warnings())
    node::log(node::LogLevel::warning, "configuration", {{"problem", one}});
  node::log(node::LogLevel::info, "serving",
            {{"url", (*server)->url()}, {"version", PARLEY_VERSION}, {"party", config.party.name}});
  print_serving(context, config, **server, room->get());
  // From here on the threads of the server do everything.
  process.wait_for_stop(**node, [&] {
    if (*room && config.room.tls)
      if (const Status read = (*room)->reload(); !read.ok()) return read;
    return (*server)->reload();
  });
  node::log(node::LogLevel::info, "stopping");
  // Backwards, as it was started: whoever waits for something in the node is woken, commands end and are answered, and
  // then the server lets requests in progress end. The node itself goes last, since all of them work on it.
  (*node)->announce_stopping();
  local->reset();
  room->reset();
  server->reset();
  return kDone;
}

}  // namespace

void add_serve(Command& app, Context& context) {
  auto* command = app.add_subcommand("serve", "Serve the node's journals over TAXII 2.1 until stopped");
  command->footer(
      "HTTP on loopback by default; parley.toml sets address, port and TLS. SIGHUP opens the log file again and reads "
      "the certificate again.");
  // Not by on_chosen(), because it opens the node itself, for serving.
  command->callback([&context, command] {
    context.command = command;
    context.opens_folder = true;
    context.run = serve;
  });
}

}  // namespace parley::cli
