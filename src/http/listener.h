// The listening socket, and who may come in through it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/mutex.h"
#include "http/server.h"
#include "http/tls.h"
#include "http/worker.h"

namespace parley::http {

// Counts connections, in all and by peer group. Thread-safe.
class Doorkeeper {
 public:
  // `newcomers_give_way`: who is refused may still take the place of another (take_place).
  Doorkeeper(const Limits& limits, std::vector<AddressRange> trusted_proxies, bool newcomers_give_way)
      : limits_(limits), trusted_proxies_(std::move(trusted_proxies)), newcomers_give_way_(newcomers_give_way) {}
  // A place, or a refused place on which "too many connections" can be said, or nothing when even those are taken.
  std::optional<Admission> admit(std::string peer);
  void leave(const Admission& admission);
  // For one that was refused, when another was closed for it: it is inside. False: too many of those are not gone yet.
  bool take_place(Admission& admission);
  // For how many there was none of all the places, whatever their address.
  std::uint64_t turned_away() const;

 private:
  std::size_t more_places() const;

  const Limits limits_;
  const std::vector<AddressRange> trusted_proxies_;
  const bool newcomers_give_way_;
  mutable Mutex mutex_;
  std::uint64_t turned_away_ PARLEY_GUARDED_BY(mutex_) = 0;
  std::size_t inside_ PARLEY_GUARDED_BY(mutex_) = 0, refused_ PARLEY_GUARDED_BY(mutex_) = 0;
  std::unordered_map<std::string, std::size_t> groups_ PARLEY_GUARDED_BY(mutex_);
};

// Accepts on the first worker's thread and gives each connection that `admit` has a place for to the next worker in
// turn.
class Listener {
 public:
  struct Place {
    Admission admission;
    SslSession session;  // null: plain
  };
  using Admit = std::function<std::optional<Place>(std::string peer)>;
  using Log = std::function<void(std::string_view)>;

  // Fails with unavailable when the port is taken, invalid_input for what is not a numeric address of this machine.
  // The workers outlive the listener; their threads do not run any more when it goes. What `admit` throws costs one
  // connection.
  static Result<std::unique_ptr<Listener>> open(const std::string& address, std::uint16_t port,
                                                std::vector<Worker*> workers);
  ~Listener();
  void start(Admit admit, Log log);
  void stop();  // any thread
  std::uint16_t port() const;

 private:
  struct Impl;
  explicit Listener(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace parley::http
