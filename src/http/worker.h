// One I/O thread: an epoll set and the connections that it alone touches. Other threads leave what
// they have for it in its inbox and wake it, so connections need no locks.
//
// Readiness is edge-triggered and registered once a connection: a request costs one recv, one sendmsg and its share of
// a wait. Time limits are looked after in sweeps over all connections, not by a timer each: a deadline that moves with
// every request costs nothing.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <thread>
#include <unordered_map>
#include <vector>

#include "base/file.h"
#include "base/mutex.h"
#include "http/pool.h"
#include "http/response_head.h"
#include "http/server.h"
#include "http/transport.h"

namespace parley::http {

class Connection;

// A number that one thread writes and any thread reads.
class Counter {
 public:
  void add(std::uint64_t n) { value_.store(value_.load(std::memory_order_relaxed) + n, std::memory_order_relaxed); }
  std::uint64_t value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> value_ = 0;
};

struct Counters {
  Counter opened, closed, requests, refused, timeouts, tls_failures, bytes_in, bytes_out;
};

// Who is at the other end, and whether it is only to be told that there is no room.
struct Admission {
  std::string peer;
  bool refused = false;
};

// What the threads of one server have in common.
struct Shared {
  ServerOptions options;
  Handler handler;
  Pool* pool = nullptr;
  std::atomic<std::size_t> bodies_bytes = 0;       // being received or handled, in all connections
  std::function<void(const Admission&)> on_close;  // gives the connection's place back

  Response refusal(int status, std::string_view why) const;
  void log(std::string_view message) const;
};

class Worker {
 public:
  static Result<std::unique_ptr<Worker>> create(Shared& shared);
  ~Worker();

  // Any thread:
  void adopt(Transport transport, Admission admission);
  void complete(std::uint64_t connection, Response response);
  // Closes idle connections, and the others after their present request.
  void drain();
  // Closes everything and ends the thread.
  void stop();
  std::size_t connections() const {
    return static_cast<std::size_t>(counters_.opened.value() - counters_.closed.value());
  }
  const Counters& counters() const { return counters_; }

  // The worker's thread, for its connections:
  Shared& shared() { return shared_; }
  Counters& count() { return counters_; }
  std::int64_t now_ms() const { return now_ms_; }
  bool draining() const { return draining_; }
  std::array<char, 65536>& scratch() { return scratch_; }
  std::string_view date_line();
  // Runs the connection again after the others had their turn.
  void again(std::uint64_t connection) { again_.push_back(connection); }
  void submit(std::uint64_t connection, Request request) {
    shared_.pool->submit({this, connection, std::move(request)});
  }

 private:
  Worker(Shared& shared, Fd epoll, Fd wakeup);
  struct Inbox {
    std::vector<std::pair<Transport, Admission>> arrivals;
    std::vector<std::pair<std::uint64_t, Response>> answers;
    bool drain = false, stop = false;
  };

  // Changes the inbox by `change` under its lock and wakes the thread.
  template <class Change>
  void tell(Change change);
  void run();
  bool empty_inbox();
  void admit(Transport transport, Admission admission);
  template <class Step>
  void with_connection(std::uint64_t id, Step step);
  void settle(Connection& connection, std::uint64_t id);
  void sweep();
  int wait_ms() const;

  Shared& shared_;
  Fd epoll_, wakeup_;
  Mutex mutex_;
  Inbox inbox_ PARLEY_GUARDED_BY(mutex_);

  // Only the worker's own thread touches what follows.
  std::unordered_map<std::uint64_t, std::unique_ptr<Connection>> connections_;
  std::uint64_t next_id_ = 1;
  std::vector<std::uint64_t> again_;
  std::int64_t now_ms_ = 0, next_sweep_ms_ = 0;  // a steady clock
  bool draining_ = false;
  DateLine date_;
  Counters counters_;
  std::array<char, 65536> scratch_;
  std::thread thread_;
};

}  // namespace parley::http
