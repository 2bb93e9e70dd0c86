// One I/O thread: an Asio io_context and the connections that it alone touches. Other threads post to it what they
// have for it, so connections need no locks.
//
// Time limits are looked after in sweeps over all connections, not by a timer each: a deadline that moves with every
// request costs nothing.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

#include "http/budget.h"
#include "http/newcomers.h"
#include "http/pool.h"
#include "http/response_head.h"
#include "http/server.h"

namespace parley::http {

class Connection;
struct Arrival;  // loop.h
struct Loop;

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
  std::array<Counter, 600> by_status;
};

// Who is at the other end, and whether it is only to be told that there is no room.
struct Admission {
  std::string peer;
  bool refused = false;
  bool proxy = false;      // a trusted one: its address has no limits of its own
  bool all_taken = false;  // refused since there is no place at all, and not for its address
};

// What the threads of one server have in common.
struct Shared {
  Shared(const ServerOptions& its_options, Handler its_handler);

  const ServerOptions options;
  const Handler handler;
  Pool* pool = nullptr;
  Budget bodies;                                   // received or handled, of those who have proven who they are
  Budget strangers;                                // of all others, and headers
  AnswerBudget answers;                            // being written
  Newcomers newcomers;                             // by address
  std::function<void(const Admission&)> on_close;  // gives the connection's place back
  // Gives a connection that was refused the place of one that makes way; false: too many of these are not gone yet.
  std::function<bool(Admission&)> take_place;

  // Memory of large bodies and answers that was freed, ever, and when it was given back to the system. glibc keeps what
  // is freed for later, however much and however long.
  std::atomic<std::uint64_t> freed_bytes = 0, trimmed_at_bytes = 0;
  bool trim_is_due() const;
  // The largest body of a stranger: less than one address may hold, for it is counted in steps.
  std::size_t stranger_body_bytes() const { return options.limits.strangers_bytes / 8; }

  Response refusal(int status, std::string_view why) const;
  void log(std::string_view message) const;
};

class Worker {
 public:
  static Result<std::unique_ptr<Worker>> create(Shared& shared);
  ~Worker();

  // Any thread:
  Loop& loop() { return *loop_; }
  void adopt(Arrival arrival);
  void complete(std::uint64_t connection, Response response);
  void complete_screen(std::uint64_t connection, Admittance admittance);
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
  static std::int64_t now_ms();  // a steady clock, good to a few milliseconds
  bool draining() const { return draining_; }
  std::array<char, 65536>& rubbish() { return rubbish_; }
  std::string_view date_line();
  // Runs the connection again after the others had their turn.
  void again(std::uint64_t connection);
  // To the pool.
  enum class Submitted : std::uint8_t { to_be_run, log_in_waits, too_many_log_ins };
  Submitted submit(std::uint64_t connection, Request request, Task task);
  // Whether the connection's log-in waited; it does not any more.
  bool forget_log_in(std::uint64_t connection) { return shared_.pool->forget_log_in(this, connection); }
  void forget(std::uint64_t connection) { connections_.erase(connection); }
  // A TLS connection begins. When there are too many like it, in all or from where it comes, the oldest of them is
  // closed; nothing: none of them could make way. It is a newcomer until it leaves Shared::newcomers.
  std::optional<Newcomers::Number> begin_newcomer(std::uint64_t connection, const std::string& holder);
  // The oldest newcomer of this holder, or (empty) of all, is closed, or will be in a moment on its own thread.
  bool push_out_oldest(const std::string& holder, Newcomers::Number after = 0);

 private:
  explicit Worker(Shared& shared);
  void run();
  void admit(Arrival arrival);
  void schedule_sweep();
  void sweep();
  void trim_when_idle(std::int64_t now);
  bool close_newcomer(const Newcomers::One& one);

  Shared& shared_;
  std::unique_ptr<Loop> loop_;

  // Only the worker's own thread touches what follows. A connection is also owned by its operations in progress, which
  // end soon after it is closed.
  std::unordered_map<std::uint64_t, std::shared_ptr<Connection>> connections_;
  std::uint64_t next_id_ = 1;
  bool draining_ = false, sweeping_ = false;
  std::uint64_t freed_seen_ = 0;  // Shared::freed_bytes, last changed at ...
  std::int64_t freed_since_ms_ = 0;
  DateLine date_;
  Counters counters_;
  std::array<char, 65536> rubbish_;  // where bytes go that nobody reads, of several connections at once
};

}  // namespace parley::http
