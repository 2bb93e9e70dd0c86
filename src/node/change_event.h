// An event without a payload: wakes who waits for something to have happened in the node, without saying what. Who is
// woken looks for himself, so that two things that happen at once need to be looked at once only. Thread-safe;
// signalling is cheap and waits for nobody.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>

#include "base/mutex.h"

namespace parley::node {

class ChangeEvent {
 public:
  void signal() {
    {
      const Lock lock(mutex_);
      ++count_;
    }
    wakes_.notify_all();
  }
  // How often it was signalled. Asked for before one looks at what there is, and handed to wait() after that: what
  // happens in between is not slept through.
  std::uint64_t count() const {
    const Lock lock(mutex_);
    return count_;
  }
  // Until it has been signalled more often than `seen`, or until then.
  void wait(std::uint64_t seen, std::chrono::steady_clock::time_point until) {
    Lock lock(mutex_);
    wakes_.wait_until(lock, until, [&]() PARLEY_REQUIRES(mutex_) { return count_ != seen; });
  }

 private:
  mutable Mutex mutex_;
  std::condition_variable_any wakes_;
  std::uint64_t count_ PARLEY_GUARDED_BY(mutex_) = 0;
};

}  // namespace parley::node
