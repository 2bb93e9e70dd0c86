#include "http/listener.h"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "http/peer.h"

namespace parley::http {
namespace {

constexpr std::size_t kRefusedPlaces = 64;
constexpr int kPauseMs = 100;  // when there are no descriptors, until the next attempt

std::string endpoint(const std::string& address, std::uint16_t port) {
  const bool v6 = address.find(':') != std::string::npos;
  return (v6 ? "[" + address + "]" : address) + ":" + std::to_string(port);
}

Error listen_error(const std::string& where) {
  switch (errno) {
    case EADDRINUSE:
      return {Code::unavailable, where + " is already in use by another program"};
    case EACCES:
      return {Code::unavailable, "no permission to listen on " + where + " (ports below 1024 need a privilege)"};
    case EADDRNOTAVAIL:
      return {Code::invalid_input, where + " is not an address of this machine"};
    default:
      return system_error("listening on " + where);
  }
}

}  // namespace

std::optional<Admission> Doorkeeper::admit(std::string peer) {
  const std::string group = peer_group(peer);
  const Lock lock(mutex_);
  const auto found = groups_.find(group);
  const bool full =
      inside_ >= limits_.connections || (found != groups_.end() && found->second >= limits_.connections_per_address);
  if (full) {
    if (refused_ == kRefusedPlaces) return std::nullopt;
    ++refused_;
    return Admission{std::move(peer), true};
  }
  ++inside_;
  ++groups_[group];
  return Admission{std::move(peer), false};
}

void Doorkeeper::leave(const Admission& admission) {
  const std::string group = peer_group(admission.peer);
  const Lock lock(mutex_);
  if (admission.refused) {
    --refused_;
    return;
  }
  --inside_;
  const auto found = groups_.find(group);
  if (--found->second == 0) groups_.erase(found);
}

Result<std::unique_ptr<Listener>> Listener::open(const std::string& address, std::uint16_t port) {
  const std::string where = endpoint(address, port);
  addrinfo hints{}, *list = nullptr;
  hints.ai_flags = AI_NUMERICHOST | AI_PASSIVE;
  hints.ai_socktype = SOCK_STREAM;
  if (::getaddrinfo(address.c_str(), std::to_string(port).c_str(), &hints, &list) != 0)
    return Error{Code::invalid_input, "\"" + address + "\" is not a numeric IPv4 or IPv6 address"};
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owner(list, freeaddrinfo);
  Fd socket(::socket(list->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  Fd wakeup(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!socket.is_open() || !wakeup.is_open()) return listen_error(where);
  const int on = 1, off = 0;
  // Restarting must not wait for connections of the last run to fade; a live listener is still refused.
  ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (list->ai_family == AF_INET6) ::setsockopt(socket.get(), IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
  if (::bind(socket.get(), list->ai_addr, list->ai_addrlen) != 0 || ::listen(socket.get(), 1024) != 0)
    return listen_error(where);
  sockaddr_storage bound{};
  socklen_t size = sizeof bound;
  if (::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&bound), &size) != 0) return listen_error(where);
  const in_port_t bound_port = bound.ss_family == AF_INET ? reinterpret_cast<const sockaddr_in&>(bound).sin_port
                                                          : reinterpret_cast<const sockaddr_in6&>(bound).sin6_port;
  return std::unique_ptr<Listener>(new Listener(std::move(socket), std::move(wakeup), ntohs(bound_port)));
}

void Listener::start(Accepted accepted, Log log) {
  thread_ = std::thread([this, accepted = std::move(accepted), log = std::move(log)] { run(accepted, log); });
}

void Listener::stop() {
  if (!thread_.joinable()) return;
  const std::uint64_t one = 1;
  [[maybe_unused]] const ssize_t put = ::write(wakeup_.get(), &one, sizeof one);
  thread_.join();
  socket_.reset();
}

void Listener::run(const Accepted& accepted, const Log& log) {
  std::array<pollfd, 2> waits = {pollfd{wakeup_.get(), POLLIN, 0}, pollfd{socket_.get(), POLLIN, 0}};
  bool starved = false;
  while (true) {
    ::poll(waits.data(), starved ? 1 : 2, starved ? kPauseMs : -1);
    if ((waits[0].revents & POLLIN) != 0) return;
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    Fd socket(::accept4(socket_.get(), reinterpret_cast<sockaddr*>(&address), &size, SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (!socket.is_open()) {
      // The kernel keeps the caller waiting in its queue; asking again at once would only spin.
      const bool out_of_descriptors = errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM;
      if (out_of_descriptors && !starved) log(system_error("accepting a connection; pausing").message);
      starved = out_of_descriptors;
      continue;
    }
    starved = false;
    const int on = 1;
    ::setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    accepted(std::move(socket), peer_text(address));
  }
}

}  // namespace parley::http
