// The address of the room has its port, and the service is made with the address: so the listener comes first, with a
// handler that finds the service as soon as it is there.
#include "web/room_server.h"

#include <atomic>

#include "node/listener_options.h"
#include "node/log.h"
#include "node/sessions.h"
#include "web/answer.h"
#include "web/service.h"

namespace parley::web {

// In the order in which they need each other; the server ends first, behind what waits in it.
struct RoomServer::Impl {
  explicit Impl(node::Node& its_node) : node(its_node) {}
  node::Node& node;
  std::unique_ptr<Service> service;
  std::atomic<Service*> open = nullptr;  // null: not yet
  http::Handler handler;                 // of the service
  std::unique_ptr<http::Server> server;

  http::Handler entrance();
  Result<std::unique_ptr<http::Server>> listen();
};

// What comes in the moment between the two is put off.
http::Handler RoomServer::Impl::entrance() {
  const auto not_yet = [] { return secured(text_answer(503, "The room is being opened."), PublicUrl({})); };
  http::Handler out;
  out.fast = [this, not_yet](const http::Request& request) -> std::optional<http::Response> {
    return open.load() == nullptr ? not_yet() : handler.fast(request);
  };
  out.slow = [this](http::Request&& request) { return handler.slow(std::move(request)); };
  out.park = [this](const http::Request& request, const http::LateAnswer& answer) {
    return handler.park(request, answer);
  };
  out.screen = [this, not_yet](const http::Request& head) -> std::optional<http::Admittance> {
    if (open.load() == nullptr) return http::Admittance{.refused = not_yet()};
    return handler.screen(head);
  };
  out.is_log_in = [this](const http::Request& request) { return handler.is_log_in(request); };
  out.log_in_name = [this](const http::Request& request) { return handler.log_in_name(request); };
  out.refuse = [this](int status, std::string_view why) {
    return open.load() == nullptr ? secured(text_answer(status, why), PublicUrl({})) : handler.refuse(status, why);
  };
  out.log = [](std::string_view message) {
    node::log(node::LogLevel::error, "room", {{"problem", std::string(message)}});
  };
  return out;
}

// Where nobody has said which port, a port that another program has is no reason to have no room.
Result<std::unique_ptr<http::Server>> RoomServer::Impl::listen() {
  http::ServerOptions options = node::room_listener_options(node);
  auto begun = http::Server::start(options, entrance());
  const auto& room = node.config().room;
  const bool may_be_another = !room.port && room.public_url.empty() && options.port != 0;
  if (begun.ok() || begun.error().code != Code::unavailable || !may_be_another) return begun;
  node::log(node::LogLevel::warning, "room", {{"problem", begun.error().message}, {"instead", "any free port"}});
  options.port = 0;
  return http::Server::start(options, entrance());
}

RoomServer::RoomServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

// What waits is answered while there is a server to which it is given; the service is asked by nobody any more when it
// goes.
RoomServer::~RoomServer() {
  impl_->node.sessions().opened_at({});
  impl_->service->stop_waiting();
  impl_->server.reset();
  impl_->service.reset();
}

Result<std::unique_ptr<RoomServer>> RoomServer::start(node::Node& node, const node::NodeServer* server,
                                                      const Waiting::Limits& waiting) {
  if (!node.config().room.enabled) return std::unique_ptr<RoomServer>();
  auto impl = std::make_unique<Impl>(node);
  PARLEY_TRY(impl->server, impl->listen());
  impl->service = std::make_unique<Service>(node, server, PublicUrl::of(node.config(), impl->server->port()), waiting);
  impl->handler = impl->service->handler();
  impl->open = impl->service.get();
  node.sessions().opened_at(impl->service->url().origin());
  return std::unique_ptr<RoomServer>(new RoomServer(std::move(impl)));
}

std::uint16_t RoomServer::port() const { return impl_->server->port(); }
std::string RoomServer::url() const { return impl_->service->url().origin(); }
http::ServerStatistics RoomServer::statistics() const { return impl_->server->statistics(); }
Status RoomServer::reload() { return impl_->server->reload_tls(); }

}  // namespace parley::web
