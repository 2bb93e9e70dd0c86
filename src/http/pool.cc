// Two lanes with threads of their own. Log-ins cost a hash each and can be asked for by anybody; in
// one queue with the others they would make everybody wait who has proven already who he is.
#include "http/pool.h"

#include <algorithm>

namespace parley::http {

Pool::Pool(int threads, const LogIns& log_ins, std::function<void(Job&&)> run)
    : log_ins_(log_ins), run_(std::move(run)), log_in_jobs_(log_ins.places) {
  for (int i = 0; i < std::max(threads, 1); ++i) threads_.emplace_back([this] { work(); });
  for (int i = 0; i < log_ins.threads; ++i) threads_.emplace_back([this] { log_in(); });
}

// The lock is free again before a thread is woken, which would otherwise wait for it at once.
void Pool::submit(Job job) {
  {
    const Lock lock(mutex_);
    if (stopping_) return;
    jobs_.push_back(std::move(job));
  }
  wake_.notify_one();
}

// The name was parsed outside of the lock: strangers decide how much there is to parse.
bool Pool::submit_log_in(Job job, std::string_view name) {
  if (log_ins_.threads <= 0) return submit(std::move(job)), true;
  {
    const Lock lock(mutex_);
    if (stopping_) return true;
    if (!log_in_jobs_.add(std::move(job), name)) return false;
  }
  wake_log_in_.notify_one();
  return true;
}

// Only a log-in that still waits is found here; one that a thread has taken runs to its end.
bool Pool::forget_log_in(const Worker* worker, std::uint64_t connection) {
  const Lock lock(mutex_);
  return log_in_jobs_.forget(worker, connection);
}

// What has not begun is dropped without an answer: its connections are about to be closed.
void Pool::stop() {
  {
    const Lock lock(mutex_);
    stopping_ = true;
    jobs_.clear();
    log_in_jobs_.clear();
  }
  wake_.notify_all();
  wake_log_in_.notify_all();
  for (std::thread& thread : threads_)
    if (thread.joinable()) thread.join();
}

// The handler runs without the lock: it may take long, and workers must be able to submit meanwhile. The stop is looked
// at before the queue, so that a thread begins nothing new once it is asked to end.
void Pool::work() {
  while (true) {
    Job job;
    {
      Lock lock(mutex_);
      while (jobs_.empty() && !stopping_) wake_.wait(lock);
      if (stopping_) return;
      job = std::move(jobs_.front());
      jobs_.pop_front();
    }
    run_(std::move(job));
  }
}

// As work(), with a queue that chooses whose turn it is.
void Pool::log_in() {
  while (true) {
    Job next;
    {
      Lock lock(mutex_);
      while (log_in_jobs_.empty() && !stopping_) wake_log_in_.wait(lock);
      if (stopping_) return;
      next = log_in_jobs_.take();
    }
    run_(std::move(next));
  }
}

}  // namespace parley::http
