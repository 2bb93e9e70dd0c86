#include "http/pool.h"

#include <algorithm>

namespace parley::http {

Pool::Pool(int threads, std::function<void(Job&&)> run) : run_(std::move(run)) {
  for (int i = 0; i < std::max(threads, 1); ++i) threads_.emplace_back([this] { work(); });
}

void Pool::submit(Job job) {
  {
    const Lock lock(mutex_);
    if (stopping_) return;
    jobs_.push_back(std::move(job));
  }
  wake_.notify_one();
}

void Pool::stop() {
  {
    const Lock lock(mutex_);
    stopping_ = true;
    jobs_.clear();
  }
  wake_.notify_all();
  for (std::thread& thread : threads_)
    if (thread.joinable()) thread.join();
}

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

}  // namespace parley::http
