// Accepting, and counting who is inside. One thread accepts for all; a connection goes to the
// workers in turn, straight into the event loop of the one that will own it.
#include "http/listener.h"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "http/loop.h"
#include "http/peer.h"

namespace parley::http {
namespace {

// Beyond the limit some connections are still taken in, only to hear that there is no room: a
// client that is told waits, one that is reset tries again at once. Beyond these it is closed
// without a word. With TLS they are for those in whose favour a newcomer makes way.
constexpr std::size_t kRefusedPlaces = 64;               // or an eighth of the others, when that is less
constexpr auto kPause = std::chrono::milliseconds(100);  // when there are no descriptors, until the next attempt

// The usual mistakes in words that say what to change.
Error listen_error(const tcp::endpoint& endpoint, const error_code& error) {
  const bool v6 = endpoint.address().is_v6();
  const std::string address = endpoint.address().to_string();
  const std::string where = (v6 ? "[" + address + "]" : address) + ":" + std::to_string(endpoint.port());
  switch (error.value()) {
    case EADDRINUSE:
      return {Code::unavailable, where + " is already in use by another program"};
    case EACCES:
      return {Code::unavailable, "no permission to listen on " + where + " (ports below 1024 need a privilege)"};
    case EADDRNOTAVAIL:
      return {Code::invalid_input, where + " is not an address of this machine"};
    default:
      return {Code::unavailable, "listening on " + where + ": " + error.message()};
  }
}

// Through the bytes of the address and not through Asio's text, so that every part of the server spells a peer alike.
std::string peer_of(const tcp::endpoint& endpoint) {
  sockaddr_storage address{};
  std::memcpy(&address, endpoint.data(), endpoint.size());
  return peer_text(address);
}

}  // namespace

// A trusted proxy has no limit by its address, since everybody comes from there.
std::optional<Admission> Doorkeeper::admit(std::string peer) {
  const std::string group = peer_group(peer);
  const bool proxy = std::any_of(trusted_proxies_.begin(), trusted_proxies_.end(),
                                 [&](const AddressRange& one) { return one.contains(peer_address(peer)); });
  const Lock lock(mutex_);
  const auto found = groups_.find(group);
  const bool all_taken = inside_ >= limits_.connections;
  const bool full = all_taken || (!proxy && found != groups_.end() && found->second >= limits_.connections_per_address);
  if (full) {
    const bool no_place = refused_ >= more_places();
    // Where newcomers give way it may still find a place.
    if (all_taken && (no_place || !newcomers_give_way_)) ++turned_away_;
    if (no_place) return std::nullopt;
    ++refused_;
    return Admission{.peer = std::move(peer), .refused = true, .proxy = proxy, .all_taken = all_taken};
  }
  ++inside_;
  ++groups_[group];
  return Admission{.peer = std::move(peer), .refused = false, .proxy = proxy};
}

// The one that makes way holds its own place until its operations have ended, so for a moment there are more inside
// than may be: as many more as are kept to be refused.
bool Doorkeeper::take_place(Admission& admission) {
  const Lock lock(mutex_);
  if (inside_ >= limits_.connections + more_places()) return false;
  admission.refused = false;
  --refused_;
  ++inside_;
  ++groups_[peer_group(admission.peer)];
  return true;
}

std::size_t Doorkeeper::more_places() const { return std::min(kRefusedPlaces, limits_.connections / 8 + 1); }

std::uint64_t Doorkeeper::turned_away() const {
  const Lock lock(mutex_);
  return turned_away_;
}

// Takes back exactly what admit() counted for this one.
void Doorkeeper::leave(const Admission& admission) {
  const std::string group = peer_group(admission.peer);
  const Lock lock(mutex_);
  if (admission.refused) {
    --refused_;
    if (newcomers_give_way_ && admission.all_taken) ++turned_away_;
    return;
  }
  --inside_;
  const auto found = groups_.find(group);
  if (--found->second == 0) groups_.erase(found);
}

struct Listener::Impl {
  Impl(std::vector<Worker*> all) : workers(std::move(all)) {}
  error_code listen(const tcp::endpoint& endpoint);
  void accept();
  void on_accept(Worker& target, const error_code& error, tcp::socket socket);
  void hand_over(Worker& target, tcp::socket socket);

  // Used on the first worker's thread only, once it is started.
  std::vector<Worker*> workers;
  std::size_t next = 0;
  tcp::acceptor acceptor{workers.front()->loop().context};
  asio::steady_timer pause{workers.front()->loop().context};
  tcp::endpoint peer;    // of the connection being accepted
  bool starved = false;  // no descriptors were left at the last attempt
  std::uint16_t port = 0;
  Admit admit;
  Log log;
};

error_code Listener::Impl::listen(const tcp::endpoint& endpoint) {
  error_code error, ignored;
  acceptor.open(endpoint.protocol(), error);
  if (error) return error;
  // Restarting must not wait for connections of the last run to fade; a live listener is still refused.
  acceptor.set_option(tcp::acceptor::reuse_address(true), ignored);
  // One socket on "::" serves both families; where the system does not allow it, IPv6 alone.
  if (endpoint.address().is_v6()) acceptor.set_option(asio::ip::v6_only(false), ignored);
  acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(1024, error);
  if (!error) port = acceptor.local_endpoint(error).port();
  return error;
}

// The worker is chosen before anybody has called, because the socket has to be made in the loop that will own it.
void Listener::Impl::accept() {
  Worker& target = *workers[next++ % workers.size()];
  acceptor.async_accept(target.loop().context, peer, [this, &target](const error_code& error, tcp::socket socket) {
    on_accept(target, error, std::move(socket));
  });
}

// An error of one caller, who may have gone again, says nothing about the next; only a lack of resources calls for a
// pause.
void Listener::Impl::on_accept(Worker& target, const error_code& error, tcp::socket socket) {
  if (!acceptor.is_open()) return;
  if (error == asio::error::no_descriptors || error.value() == ENFILE || error == asio::error::no_buffer_space ||
      error == asio::error::no_memory) {
    // The kernel keeps the caller waiting in its queue; asking again at once would only spin.
    if (!starved) log("accepting a connection; pausing: " + error.message());
    starved = true;
    pause.expires_after(kPause);
    return pause.async_wait([this](const error_code&) {
      if (acceptor.is_open()) accept();
    });
  }
  starved = false;
  if (!error) hand_over(target, std::move(socket));
  accept();
}

// The last resort for what is thrown on the way, of want of memory most likely: this one connection is lost, and its
// place is given back. The next one is accepted all the same.
void Listener::Impl::hand_over(Worker& target, tcp::socket socket) {
  std::optional<Admission> inside;
  try {
    // A connection without a place is closed as its socket goes out of scope.
    auto place = admit(peer_of(peer));
    if (!place) return;
    inside = place->admission;
    target.adopt({std::move(socket), std::move(place->session), std::move(place->admission)});
    return;
  } catch (const std::exception& failed) {
    log(std::string("a connection was lost as it came in: ") + failed.what());
  }
  if (inside) target.shared().on_close(*inside);
}

Listener::Listener(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Listener::~Listener() = default;
std::uint16_t Listener::port() const { return impl_->port; }

Result<std::unique_ptr<Listener>> Listener::open(const std::string& address, std::uint16_t port,
                                                 std::vector<Worker*> workers) {
  error_code error;
  const auto parsed = asio::ip::make_address(address, error);
  if (error) return Error{Code::invalid_input, "\"" + address + "\" is not a numeric IPv4 or IPv6 address"};
  auto impl = std::make_unique<Impl>(std::move(workers));
  const tcp::endpoint endpoint(parsed, port);
  if (const error_code failed = impl->listen(endpoint)) return listen_error(endpoint, failed);
  return std::unique_ptr<Listener>(new Listener(std::move(impl)));
}

// Posted, since the acceptor belongs to the first worker's thread from now on.
void Listener::start(Admit admit, Log log) {
  impl_->admit = std::move(admit);
  impl_->log = std::move(log);
  asio::post(impl_->acceptor.get_executor(), [impl = impl_.get()] { impl->accept(); });
}

// Only asked for here: the acceptor is closed on the thread that uses it.
void Listener::stop() {
  asio::post(impl_->acceptor.get_executor(), [impl = impl_.get()] {
    error_code ignored;
    impl->acceptor.close(ignored);
    impl->pause.cancel();
  });
}

}  // namespace parley::http
