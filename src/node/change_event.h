// Wakes who waits for something to have happened, without saying what. Thread-safe; ringing is cheap and waits for
// nobody.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>

#include "base/mutex.h"

namespace parley::node {

class Bell {
 public:
  void ring() {
    {
      const Lock lock(mutex_);
      ++rung_;
    }
    wakes_.notify_all();
  }
  std::uint64_t rung() const {
    const Lock lock(mutex_);
    return rung_;
  }
  // Until it has been rung more often than `seen`, or until then.
  void wait(std::uint64_t seen, std::chrono::steady_clock::time_point until) {
    Lock lock(mutex_);
    wakes_.wait_until(lock, until, [&]() PARLEY_REQUIRES(mutex_) { return rung_ != seen; });
  }

 private:
  mutable Mutex mutex_;
  std::condition_variable_any wakes_;
  std::uint64_t rung_ PARLEY_GUARDED_BY(mutex_) = 0;
};

}  // namespace parley::node
