// The running node's two listeners: one for clients, with credentials, and one for other parties' nodes,
// where the certificate says who it is (peer_door.h). Both have the same TAXII service behind them. Requests go to one
// of two places: what can be answered from memory is answered on the connection's own thread (`fast`),
// everything else on the pool (`slow`), and before a body is read it is asked how much of it may come and
// from whom (`screen`).
#include "node/server.h"

#include <fmt/format.h>

#include <chrono>

#include "base/mutex.h"
#include "http/certificate_check.h"
#include "http/peer.h"
#include "node/catalog.h"
#include "node/group_worker.h"
#include "node/listener_options.h"
#include "node/log.h"
#include "node/own_heads.h"
#include "node/own_pages.h"
#include "node/peer_door.h"
#include "node/upkeep.h"
#include "pattern/pattern.h"
#include "taxii/service.h"

namespace parley::node {
namespace {

// With who may know newer heads of our journals. A start waits for it, and a peer that is down must not keep a node
// from starting; who answers later is heard, too (OwnHeads).
constexpr auto kPatience = std::chrono::milliseconds(3'000);

}  // namespace

// In the order in which they need each other: the servers, whose handlers use all the rest until they end, come behind
// it and so end before it.
struct NodeServer::Impl {
  explicit Impl(Node& its_node)
      : node(its_node),
        service(node.catalog(), service_options()),
        own_pages(node, service, clients, [this] { return all_statistics(); }),
        door(node, service, [this](const taxii::ServiceOptions::Event& event) { note(event); }) {}

  Node& node;
  ClientTable clients;
  taxii::Service service;
  OwnPages own_pages;
  PeerDoor door;
  mutable Mutex mutex;
  std::unique_ptr<LiveIndex> live PARLEY_GUARDED_BY(mutex);
  // Everybody's listener, and other parties' (null: none). Their handlers, which may ask for statistics, run before
  // start() has put them here, and while they end: then they count as not there.
  std::unique_ptr<http::Server> server PARLEY_GUARDED_BY(mutex), peers PARLEY_GUARDED_BY(mutex);
  std::unique_ptr<GroupWorker> worker;  // the last to begin, the first to end

  void note(const taxii::ServiceOptions::Event& event);
  void watch_storing(const taxii::ServiceOptions::Event& event);
  taxii::ServiceOptions service_options();
  http::Handler handler();                        // of everybody's listener
  http::ServerStatistics all_statistics() const;  // of both listeners
  std::vector<Crowd> crowds() const;
};

void NodeServer::Impl::note(const taxii::ServiceOptions::Event& event) {
  clients.note(event);
  const http::Request& request = *event.request;
  const int status = event.response->status;
  const RequestLog wanted = node.config().log.requests;
  if (wanted == RequestLog::none || (wanted == RequestLog::errors && status < 400)) return;
  // That a member's journal has no room here (507) is said by a problem of its own, and is no fault.
  log(status >= 500 && status != 507 ? LogLevel::error : LogLevel::info, "request",
      {{"method", request.method_text},
       {"path", request.path.substr(0, 500)},
       {"status", std::to_string(status)},
       {"user", std::string(event.principal)},
       {"address", std::string(http::peer_address(request.peer))},
       {"objects", std::to_string(event.objects)},
       {"bytes", std::to_string(event.response->body_text().size())},
       {"error", std::string(event.error)}});
}

// What clients bring and cannot be stored is seen in the answers.
void NodeServer::Impl::watch_storing(const taxii::ServiceOptions::Event& event) {
  // The journal tells of its appends itself (journal::Options); what fails before that is seen here alone.
  if (event.request->method == http::Method::post && event.response->status == 503)
    node.upkeep().could_not_store({}, event.error);
}

// Under the lock, since counting takes none and waits for nobody.
http::ServerStatistics NodeServer::Impl::all_statistics() const {
  const Lock lock(mutex);
  http::ServerStatistics sum = server != nullptr ? server->statistics() : http::ServerStatistics{};
  if (peers == nullptr) return sum;
  const http::ServerStatistics other = peers->statistics();
  sum.connections_open += other.connections_open;
  sum.connections_total += other.connections_total;
  sum.requests += other.requests;
  sum.refused += other.refused;
  sum.connections_most += other.connections_most;
  sum.turned_away += other.turned_away;
  sum.timeouts += other.timeouts;
  sum.tls_failures += other.tls_failures;
  sum.bytes_in += other.bytes_in;
  sum.bytes_out += other.bytes_out;
  for (const auto& [status, count] : other.by_status) sum.by_status[status] += count;
  return sum;
}

std::vector<Crowd> NodeServer::Impl::crowds() const {
  const Lock lock(mutex);
  std::vector<Crowd> out;
  const auto add = [&](const char* whose, const http::Server* of) {
    if (of == nullptr) return;
    const http::ServerStatistics now = of->statistics();
    out.push_back({whose, now.connections_open, now.connections_most, now.turned_away});
  };
  add("clients", server.get());
  add("other parties' nodes", peers.get());
  return out;
}

taxii::ServiceOptions NodeServer::Impl::service_options() {
  const Config& config = node.config();
  taxii::ServiceOptions out;
  out.public_url = config.server.public_url;
  out.page_objects = config.taxii.page_objects;
  out.max_page_objects = config.taxii.max_page_objects;
  out.max_page_bytes = config.taxii.max_page_bytes;
  out.max_content_length = config.server.limits.body_bytes;
  out.cache_bytes = config.taxii.cache_bytes;
  out.validate = {.warnings = false, .check_pattern = pattern::check_indicator_pattern};
  out.on_request = [this](const taxii::ServiceOptions::Event& event) {
    note(event);
    watch_storing(event);
  };
  return out;
}

// The node's own pages first, which are no TAXII; everything else is the service's.
http::Handler NodeServer::Impl::handler() {
  http::Handler out;
  out.fast = [this](const http::Request& request) { return service.fast(request); };
  out.slow = [this](http::Request&& request) {
    if (auto own = own_pages.answer(request)) return std::move(*own);
    return service.handle(std::move(request));
  };
  out.screen = [this](const http::Request& head) -> std::optional<http::Admittance> {
    if (is_own_page(head.path)) return own_pages.screen(head);
    return service.screen_fast(head);
  };
  out.slow_screen = [this](const http::Request& head) { return service.screen(head); };
  out.is_log_in = [this](const http::Request& request) { return service.is_log_in(request); };
  out.refuse = [this](int status, std::string_view why) { return service.refuse(status, why); };
  return out;
}

NodeServer::NodeServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
// The worker first, as it uses everything; then the peers' listener, and everybody's last. They end outside of the
// lock, which their handlers take.
NodeServer::~NodeServer() {
  impl_->node.upkeep().watch_connections({});
  impl_->worker.reset();
  std::unique_ptr<http::Server> peers, server;
  {
    const Lock lock(impl_->mutex);
    peers.swap(impl_->peers);
    server.swap(impl_->server);
  }
  peers.reset();
  server.reset();
}

// The worker comes last: it talks to peers, who may ask back at once.
Result<std::unique_ptr<NodeServer>> NodeServer::start(Node& node) {
  // Before anything is signed or served: a journal that was restored from a backup must not go on as if it were the
  // newest.
  node.own_heads().ask_for_all(kPatience);
  std::unique_ptr<NodeServer> out(new NodeServer(std::make_unique<Impl>(node)));
  Impl& impl = *out->impl_;
  PARLEY_TRY(std::unique_ptr<http::Server> server, http::Server::start(listener_options(node), impl.handler()));
  std::unique_ptr<http::Server> peers;
  // With a certificate and a key that do not belong together nobody could connect; the rest is served.
  if (node.config().peers.port != 0 &&
      http::check_key_pair(node.dir() / "keys" / "peer.pem", node.dir() / "keys" / "peer.key").ok()) {
    PARLEY_TRY(peers, http::Server::start(peer_listener_options(node), impl.door.handler()));
  }
  {
    const Lock lock(impl.mutex);
    impl.server = std::move(server);
    impl.peers = std::move(peers);
  }
  impl.worker = std::make_unique<GroupWorker>(node);
  impl.door.tell(impl.worker->heard_from());
  node.upkeep().watch_connections([&impl] { return impl.crowds(); });
  return out;
}

std::uint16_t NodeServer::port() const {
  const Lock lock(impl_->mutex);
  return impl_->server->port();
}

std::string NodeServer::url() const {
  const auto& server = impl_->node.config().server;
  if (!server.public_url.empty()) return server.public_url;
  const bool v6 = server.address.find(':') != std::string::npos;
  return fmt::format("{}://{}{}{}:{}", server.tls == Tls::off ? "http" : "https", v6 ? "[" : "", server.address,
                     v6 ? "]" : "", port());
}

std::vector<ClientView> NodeServer::clients() const { return impl_->clients.list(); }
http::ServerStatistics NodeServer::statistics() const { return impl_->all_statistics(); }
std::string NodeServer::metrics() const { return impl_->own_pages.metrics(true); }
LiveIndex& NodeServer::live_index() {
  const Lock lock(impl_->mutex);
  if (!impl_->live) impl_->live = std::make_unique<LiveIndex>(impl_->node);
  return *impl_->live;
}
Status NodeServer::reload() {
  const Lock lock(impl_->mutex);
  return impl_->server->reload_tls();
}

}  // namespace parley::node
