// The threads that run slow handlers. A job is one request of one connection, so the queue is as long as there are
// connections at most. Those that compute a password hash have a lane of their own, threads and a short queue, so that
// log-ins, which anybody can ask for, never hold the threads that work for those who are known. Thread-safe.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <thread>
#include <vector>

#include "base/mutex.h"
#include "http/log_in_queue.h"

namespace parley::http {

class Pool {
 public:
  struct LogIns {
    int threads = 0;
    LogInQueue::Places places;
  };
  Pool(int threads, const LogIns& log_ins, std::function<void(Job&&)> run);
  ~Pool() { stop(); }
  void submit(Job job);
  // As `name`. False when too many wait.
  bool submit_log_in(Job job, std::string_view name);
  // The connection is closed. False when it has no log-in that waits: it never had one, or its turn has come.
  bool forget_log_in(const Worker* worker, std::uint64_t connection);
  // Forgets jobs that have not begun and waits for those that have.
  void stop();

 private:
  void work();
  void log_in();

  const LogIns log_ins_;
  const std::function<void(Job&&)> run_;
  Mutex mutex_;
  std::condition_variable_any wake_;
  std::condition_variable_any wake_log_in_;
  std::deque<Job> jobs_ PARLEY_GUARDED_BY(mutex_);
  LogInQueue log_in_jobs_ PARLEY_GUARDED_BY(mutex_);
  bool stopping_ PARLEY_GUARDED_BY(mutex_) = false;
  std::vector<std::thread> threads_;
};

}  // namespace parley::http
