// The listening socket, and who may come in through it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <thread>
#include <unordered_map>

#include "base/file.h"
#include "base/mutex.h"
#include "http/server.h"
#include "http/worker.h"

namespace parley::http {

// Counts connections, in all and by peer group. Thread-safe.
class Doorkeeper {
 public:
  explicit Doorkeeper(const Limits& limits) : limits_(limits) {}
  // A place, or a refused place on which "too many connections" can be said, or nothing when even those are taken.
  std::optional<Admission> admit(std::string peer);
  void leave(const Admission& admission);

 private:
  const Limits limits_;
  Mutex mutex_;
  std::size_t inside_ PARLEY_GUARDED_BY(mutex_) = 0, refused_ PARLEY_GUARDED_BY(mutex_) = 0;
  std::unordered_map<std::string, std::size_t> groups_ PARLEY_GUARDED_BY(mutex_);
};

// Accepts on a thread of its own and gives each socket to `accepted`.
class Listener {
 public:
  using Accepted = std::function<void(Fd socket, std::string peer)>;
  using Log = std::function<void(std::string_view)>;

  // Fails with unavailable when the port is taken, invalid_input for what is not a numeric address of this machine.
  static Result<std::unique_ptr<Listener>> open(const std::string& address, std::uint16_t port);
  ~Listener() { stop(); }
  void start(Accepted accepted, Log log);
  void stop();
  std::uint16_t port() const { return port_; }

 private:
  Listener(Fd socket, Fd wakeup, std::uint16_t port)
      : socket_(std::move(socket)), wakeup_(std::move(wakeup)), port_(port) {}
  void run(const Accepted& accepted, const Log& log);

  Fd socket_, wakeup_;
  const std::uint16_t port_;
  std::thread thread_;
};

}  // namespace parley::http
