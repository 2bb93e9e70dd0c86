#include "base/mutex.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <thread>
#include <type_traits>
#include <vector>

#include "base/lock_order.h"
#include "testing/waiting.h"

namespace parley {
namespace {

// Asked by another thread, as the one that holds it must not ask.
bool is_free(Mutex& mutex) {
  bool free = false;
  std::thread([&]() PARLEY_THREAD_ATTRIBUTE(no_thread_safety_analysis) {
    free = mutex.try_lock();
    if (free) mutex.unlock();
  }).join();
  return free;
}

TEST(Mutex, IsHeldForTheScopeOfALockAndForNoLonger) {
  Mutex mutex;
  EXPECT_TRUE(is_free(mutex));
  {
    Lock lock(mutex);
    EXPECT_FALSE(is_free(mutex));
    lock.unlock();
    EXPECT_TRUE(is_free(mutex));
    lock.lock();
    EXPECT_FALSE(is_free(mutex));
  }
  EXPECT_TRUE(is_free(mutex));
  {
    Lock lock(mutex);
    lock.unlock();  // and not a second time at the end
  }
  EXPECT_TRUE(is_free(mutex));
}

TEST(Mutex, IsLeftWhileItsHolderWaitsForACondition) {
  Mutex mutex;
  std::condition_variable_any changed;
  bool is_set = false;
  std::atomic<bool> has_seen = false;
  std::thread waiting([&] {
    Lock lock(mutex);
    changed.wait(lock, [&] { return is_set; });
    has_seen = true;
  });
  {
    const Lock lock(mutex);  // would never be had if the other held it
    is_set = true;
  }
  changed.notify_all();
  waiting.join();
  EXPECT_TRUE(has_seen);
}

TEST(Mutex, LetsOneInAtATime) {
  Mutex mutex;
  int inside = 0, most = 0, sum = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&] {
      for (int i = 0; i < 1000; ++i) {
        const Lock lock(mutex);
        most = std::max(most, ++inside);
        ++sum;
        --inside;
      }
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(most, 1);
  EXPECT_EQ(sum, 4000);
}

// Orders are clang's to check (-Wthread-safety-beta); at run time they are nothing.
static_assert(std::is_empty_v<LockLevel>);
static_assert(!std::is_copy_constructible_v<Lock>);

TEST(Gate, HoldsUpWhoeverComesUntilItIsOpened) {
  parley::testing::Gate gate;
  std::atomic<int> through = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 3; ++t)
    threads.emplace_back([&] {
      gate.wait();
      ++through;
    });
  EXPECT_TRUE(parley::testing::eventually([&] { return gate.waiting() == 3; }));
  EXPECT_EQ(through, 0);
  gate.open();
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(through, 3);
  EXPECT_EQ(gate.waiting(), 0);
  EXPECT_EQ(gate.gave_up(), 0);
  gate.wait();  // open for good
}

TEST(Eventually, SaysWhatTheConditionSaysAtTheEndOfItsPatience) {
  using std::chrono::milliseconds;
  int asked = 0;
  EXPECT_TRUE(parley::testing::eventually([&] { return ++asked == 3; }, milliseconds(20'000), milliseconds(0)));
  EXPECT_EQ(asked, 3);
  EXPECT_FALSE(parley::testing::eventually([] { return false; }, milliseconds(1), milliseconds(0)));
  EXPECT_TRUE(parley::testing::eventually([] { return true; }, milliseconds(0)));
}

}  // namespace
}  // namespace parley
