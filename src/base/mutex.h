// std::mutex that clang's -Wthread-safety understands: say PARLEY_GUARDED_BY(mutex_) beside the member it guards.
#pragma once

#include <condition_variable>
#include <mutex>

#if defined(__clang__)
#define PARLEY_THREAD_ATTRIBUTE(x) __attribute__((x))
#else
#define PARLEY_THREAD_ATTRIBUTE(x)
#endif
#define PARLEY_GUARDED_BY(x) PARLEY_THREAD_ATTRIBUTE(guarded_by(x))
#define PARLEY_REQUIRES(...) PARLEY_THREAD_ATTRIBUTE(requires_capability(__VA_ARGS__))

namespace parley {

class PARLEY_THREAD_ATTRIBUTE(capability("mutex")) Mutex {
 public:
  void lock() PARLEY_THREAD_ATTRIBUTE(acquire_capability()) { mutex_.lock(); }
  void unlock() PARLEY_THREAD_ATTRIBUTE(release_capability()) { mutex_.unlock(); }
  bool try_lock() PARLEY_THREAD_ATTRIBUTE(try_acquire_capability(true)) { return mutex_.try_lock(); }

 private:
  std::mutex mutex_;
};

// Holds a Mutex for a scope; can be handed to a std::condition_variable_any.
class PARLEY_THREAD_ATTRIBUTE(scoped_lockable) Lock {
 public:
  explicit Lock(Mutex& mutex) PARLEY_THREAD_ATTRIBUTE(acquire_capability(mutex)) : mutex_(mutex) { mutex_.lock(); }
  ~Lock() PARLEY_THREAD_ATTRIBUTE(release_capability()) {
    if (held_) mutex_.unlock();
  }
  void lock() PARLEY_THREAD_ATTRIBUTE(acquire_capability()) { mutex_.lock(), held_ = true; }
  void unlock() PARLEY_THREAD_ATTRIBUTE(release_capability()) { held_ = false, mutex_.unlock(); }
  Lock(const Lock&) = delete;
  Lock& operator=(const Lock&) = delete;

 private:
  Mutex& mutex_;
  bool held_ = true;
};

}  // namespace parley
