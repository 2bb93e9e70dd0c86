// The threads that run slow handlers. A job is one request of one connection, so the queue is as long as there are
// connections at most. Thread-safe.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <thread>
#include <vector>

#include "base/mutex.h"
#include "http/message.h"

namespace parley::http {

class Worker;

struct Job {
  Worker* worker = nullptr;  // who owns the connection and gets the answer
  std::uint64_t connection = 0;
  Request request;
};

class Pool {
 public:
  Pool(int threads, std::function<void(Job&&)> run);
  ~Pool() { stop(); }
  void submit(Job job);
  // Forgets jobs that have not begun and waits for those that have.
  void stop();

 private:
  void work();

  const std::function<void(Job&&)> run_;
  Mutex mutex_;
  std::condition_variable_any wake_;
  std::deque<Job> jobs_ PARLEY_GUARDED_BY(mutex_);
  bool stopping_ PARLEY_GUARDED_BY(mutex_) = false;
  std::vector<std::thread> threads_;
};

}  // namespace parley::http
