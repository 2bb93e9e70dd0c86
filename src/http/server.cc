// Puts the parts together and takes them apart again in the right order: workers own connections,
// the pool runs handlers and reports to workers, the listener brings connections. What calls others
// goes first.
#include "http/server.h"

#include <malloc.h>

#include <algorithm>
#include <chrono>
#include <exception>
#include <vector>

#include "http/listener.h"
#include "http/pool.h"
#include "http/tls.h"
#include "http/worker.h"

namespace parley::http {
namespace {

constexpr auto kFinish = std::chrono::seconds(5);  // for requests in progress when the server stops

ServerOptions with_fitting_limits(ServerOptions options) {
  options.limits = fitting(options.limits);
  return options;
}

}  // namespace

// The largest are those of a browser, which opens six connections at once: below that the halves would be too small.
Limits fitting(Limits limits) {
  constexpr std::size_t kOneClient = 8;
  const std::size_t half = limits.connections / 2;
  limits.connections_per_address = std::min(limits.connections_per_address, std::max(half, kOneClient));
  limits.newcomers = std::min(limits.newcomers, std::max<std::size_t>(half, 1));
  limits.newcomers_per_address =
      std::min({limits.newcomers_per_address, limits.newcomers, std::max(limits.newcomers / 4, kOneClient)});
  return limits;
}

struct Server::Impl {
  explicit Impl(const ServerOptions& options, Handler handler)
      : shared(with_fitting_limits(options), std::move(handler)),
        doorkeeper(shared.options.limits, options.trusted_proxies, options.tls.has_value()) {
    shared.on_close = [this](const Admission& admission) { doorkeeper.leave(admission); };
    shared.take_place = [this](Admission& admission) { return doorkeeper.take_place(admission); };
  }
  Status start();
  Status load_tls();
  std::optional<Listener::Place> admit(std::string peer);
  void run_slow(Job&& job);
  Admittance screen(const Request& head) const;
  void stop();
  std::size_t connections() const;

  Shared shared;
  Doorkeeper doorkeeper;
  mutable Mutex tls_mutex;
  SslContext tls PARLEY_GUARDED_BY(tls_mutex);
  // In this order, so that what goes first is what calls the others.
  std::vector<std::unique_ptr<Worker>> workers;
  std::unique_ptr<Pool> pool;
  std::unique_ptr<Listener> listener;
  std::atomic<std::uint64_t> turned_away = 0;
};

// The new certificate is read in full before the old one is given up, so that a mistake in the
// files leaves a server that works.
Status Server::Impl::load_tls() {
  if (!shared.options.tls) return {};
  PARLEY_TRY(SslContext context, make_server_context(shared.options.tls->certificate, shared.options.tls->key,
                                                     shared.options.tls->client_certificates));
  const Lock lock(tls_mutex);
  tls.swap(context);  // sessions hold on to the context that they began with
  return {};
}

// The listener begins last, when everything that a connection needs is there. Without a handler
// that tells log-ins there is one lane only.
Status Server::Impl::start() {
  PARLEY_TRY_STATUS(load_tls());
  std::vector<Worker*> all;
  for (int i = 0; i < std::max(shared.options.io_threads, 1); ++i) {
    PARLEY_TRY(auto worker, Worker::create(shared));
    all.push_back(worker.get());
    workers.push_back(std::move(worker));
  }
  PARLEY_TRY(listener, Listener::open(shared.options.address, shared.options.port, std::move(all)));
  const Limits& limits = shared.options.limits;
  const Pool::LogIns log_ins{.threads = shared.handler.is_log_in ? limits.log_in_threads : 0,
                             .places = {.all = limits.log_ins_waiting,
                                        .per_address = limits.log_ins_waiting_per_address,
                                        .per_name = limits.log_ins_waiting_per_name}};
  pool = std::make_unique<Pool>(shared.options.pool_threads, log_ins, [this](Job&& job) { run_slow(std::move(job)); });
  shared.pool = pool.get();
  listener->start([this](std::string peer) { return admit(std::move(peer)); },
                  [this](std::string_view message) { shared.log(message); });
  return {};
}

// Runs on the accepting thread for every connection, so it does no more than count and make a TLS
// session.
std::optional<Listener::Place> Server::Impl::admit(std::string peer) {
  auto admission = doorkeeper.admit(std::move(peer));
  if (!admission) {
    turned_away.fetch_add(1, std::memory_order_relaxed);
    return std::nullopt;
  }
  Listener::Place place{*std::move(admission), nullptr};
  if (!shared.options.tls) return place;
  const Lock lock(tls_mutex);
  place.session.reset(SSL_new(tls.get()));
  if (place.session) return place;
  doorkeeper.leave(place.admission);  // no memory; never plain in its place
  return std::nullopt;
}

// The last resort for what a handler throws: one request gets a 500, and the thread goes on.
void Server::Impl::run_slow(Job&& job) {
  if (job.task == Task::give_memory_back) return void(::malloc_trim(0));
  if (job.task == Task::screen) return job.worker->complete_screen(job.connection, screen(job.request));
  Response response;
  try {
    if (shared.handler.slow)
      response = shared.handler.slow(std::move(job.request));
    else
      response = shared.refusal(404, "not found");
  } catch (const std::exception& error) {
    shared.log(std::string("the slow handler threw: ") + error.what());
    response = shared.refusal(500, "internal error");
  } catch (...) {
    shared.log("the slow handler threw");
    response = shared.refusal(500, "internal error");
  }
  job.worker->complete(job.connection, std::move(response));
}

// As run_slow() for what a screen throws. A screen that failed has admitted nobody, so the request is refused.
Admittance Server::Impl::screen(const Request& head) const {
  try {
    return shared.handler.slow_screen(head);
  } catch (const std::exception& error) {
    shared.log(std::string("the slow screen threw: ") + error.what());
  } catch (...) {
    shared.log("the slow screen threw");
  }
  return {.refused = shared.refusal(500, "internal error")};
}

std::size_t Server::Impl::connections() const {
  std::size_t sum = 0;
  for (const auto& worker : workers) sum += worker->connections();
  return sum;
}

// Requests in progress are given some seconds. Then the pool stops, which waits for the handlers
// that run, and only then the workers, to which these handlers report.
void Server::Impl::stop() {
  if (listener) listener->stop();
  for (const auto& worker : workers) worker->drain();
  const auto deadline = std::chrono::steady_clock::now() + kFinish;
  while (connections() > 0 && std::chrono::steady_clock::now() < deadline)
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  if (pool) pool->stop();
  for (const auto& worker : workers) worker->stop();
}

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Server::~Server() { impl_->stop(); }

// A start that fails half-way has threads already; they are stopped before their owner goes away.
Result<std::unique_ptr<Server>> Server::start(const ServerOptions& options, Handler handler) {
  auto impl = std::make_unique<Impl>(options, std::move(handler));
  if (auto started = impl->start(); !started.ok()) {
    impl->stop();
    return std::move(started).error();
  }
  return std::unique_ptr<Server>(new Server(std::move(impl)));
}

std::uint16_t Server::port() const { return impl_->listener->port(); }

// Each counter is written by one thread and read here without a lock: the sums are of about one
// moment.
ServerStatistics Server::statistics() const {
  ServerStatistics sum;
  for (const auto& worker : impl_->workers) {
    const Counters& counters = worker->counters();
    sum.connections_total += counters.opened.value();
    sum.connections_open += worker->connections();
    sum.requests += counters.requests.value();
    sum.refused += counters.refused.value();
    sum.timeouts += counters.timeouts.value();
    sum.tls_failures += counters.tls_failures.value();
    sum.bytes_in += counters.bytes_in.value();
    sum.bytes_out += counters.bytes_out.value();
    for (std::size_t status = 0; status < counters.by_status.size(); ++status)
      if (const auto count = counters.by_status[status].value()) sum.by_status[static_cast<int>(status)] += count;
  }
  sum.refused += impl_->turned_away.load(std::memory_order_relaxed);
  sum.connections_most = impl_->shared.options.limits.connections;
  sum.turned_away = impl_->doorkeeper.turned_away();
  return sum;
}

// A server that began without TLS cannot change over: its clients speak plain HTTP on that port.
Status Server::reload_tls() {
  if (!impl_->shared.options.tls) return Error{Code::invalid_input, "this server does not use TLS"};
  return impl_->load_tls();
}

}  // namespace parley::http
