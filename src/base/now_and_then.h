// When something that goes on is said again: at once, after a minute, then every ten minutes.
#pragma once

#include <chrono>

namespace parley {

class NowAndThen {
 public:
  using Time = std::chrono::steady_clock::time_point;
  bool is_due(Time now) {
    if (said_ > 0 && now < next_) return false;
    next_ = now + (said_++ == 0 ? std::chrono::minutes(1) : std::chrono::minutes(10));
    return true;
  }
  bool was_said() const { return said_ > 0; }
  void over() { said_ = 0; }

 private:
  Time next_{};
  int said_ = 0;
};

}  // namespace parley
