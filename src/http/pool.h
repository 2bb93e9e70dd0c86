// The threads that run slow handlers. A job is one request of one connection, so the queue is as long as there are
// connections at most. Those that compute a password hash have a lane of their own, threads and a short queue, so that
// log-ins, which anybody can ask for, never hold the threads that work for those who are known. Thread-safe.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "base/mutex.h"
#include "http/message.h"

namespace parley::http {

class Worker;

// screen: of a request whose body is not here yet.
enum class Task : std::uint8_t { answer, screen, give_memory_back };

struct Job {
  Worker* worker = nullptr;  // who owns the connection and gets the answer
  std::uint64_t connection = 0;
  Request request;
  Task task = Task::answer;
};

class Pool {
 public:
  struct LogIns {
    int threads = 0;
    std::size_t waiting = 0, waiting_per_address = 0;
  };
  Pool(int threads, const LogIns& log_ins, std::function<void(Job&&)> run);
  ~Pool() { stop(); }
  void submit(Job job);
  // False when too many wait.
  bool submit_log_in(Job job);
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
  struct LogIn {
    Job job;
    std::string address;  // peer_group()
  };
  std::deque<LogIn> log_in_jobs_ PARLEY_GUARDED_BY(mutex_);
  std::map<std::string, std::size_t> waiting_ PARLEY_GUARDED_BY(mutex_);  // in log_in_jobs_, by address
  bool stopping_ PARLEY_GUARDED_BY(mutex_) = false;
  std::vector<std::thread> threads_;
};

}  // namespace parley::http
