// For tests: waiting for what happens on other threads or in other processes by a condition and not by a guess of how
// long it takes, and making others wait.
#pragma once

#include <chrono>
#include <condition_variable>
#include <thread>

#include "base/mutex.h"

namespace parley::testing {

// Longer than anything takes on the slowest machine: whoever waits so long in vain has found a fault.
inline constexpr std::chrono::milliseconds kPatience{20'000};

// Whether the condition comes to hold. It is asked again and again, each time after a short pause.
template <class Condition>
bool eventually(Condition condition, std::chrono::milliseconds patience = kPatience,
                std::chrono::milliseconds pause = std::chrono::milliseconds(5)) {
  for (const auto end = std::chrono::steady_clock::now() + patience; std::chrono::steady_clock::now() < end;
       std::this_thread::sleep_for(pause))
    if (condition()) return true;
  return condition();
}

// Holds up whoever comes to it until it is opened: a handler that is as slow as the test wants it to be. What is shown
// to happen while it is closed does not wait for it, whatever the clock says.
class Gate {
 public:
  ~Gate() { open(); }
  // Returns when it is open, or after kPatience, so that a fault does not become a test without end.
  void wait() {
    Lock lock(mutex_);
    ++waiting_;
    if (!opens_.wait_for(lock, kPatience, [this]() PARLEY_REQUIRES(mutex_) { return is_open_; })) ++gave_up_;
    --waiting_;
  }
  void open() {
    const Lock lock(mutex_);
    is_open_ = true;
    opens_.notify_all();
  }
  int waiting() const {
    const Lock lock(mutex_);
    return waiting_;
  }
  // So many went on while it was closed.
  int gave_up() const {
    const Lock lock(mutex_);
    return gave_up_;
  }

 private:
  mutable Mutex mutex_;
  std::condition_variable_any opens_;
  bool is_open_ PARLEY_GUARDED_BY(mutex_) = false;
  int waiting_ PARLEY_GUARDED_BY(mutex_) = 0, gave_up_ PARLEY_GUARDED_BY(mutex_) = 0;
};

}  // namespace parley::testing
