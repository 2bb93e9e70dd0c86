// The TLS connections of one server that have had no answer yet but refusals, in the order in which they came: what is
// known of none of them is whether anybody honest is behind it, so where room is wanted the oldest gives way. Counted
// in all and for each address. Thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "base/mutex.h"

namespace parley::http {

class Worker;

class Newcomers {
 public:
  using Number = std::uint64_t;  // in the order of coming, from 1
  struct One {
    Number number = 0;
    Worker* worker = nullptr;  // whose thread has the connection
    std::uint64_t connection = 0;
  };

  Newcomers(std::size_t all, std::size_t each) : all_(all), each_(each) {}
  // An empty `holder` has no limit of its own.
  Number enter(Worker* worker, std::uint64_t connection, const std::string& holder);
  void leave(Number number);
  // Whether one more would be too many, of all or of this holder.
  bool are_full() const;
  bool are_full(std::string_view holder) const;
  // The oldest one behind `after`, of this holder or (empty) of all, which is to give way: it is not counted any more,
  // unless it stays.
  std::optional<One> take_oldest(std::string_view holder, Number after);
  // It cannot give way now. Nothing happens when it has left.
  void stay(Number number);

 private:
  struct Entry {
    One one;
    std::string holder;
  };
  std::optional<One> take_behind(const std::set<Number>& among, Number after) PARLEY_REQUIRES(mutex_);
  void count(Number number, const std::string& holder) PARLEY_REQUIRES(mutex_);
  void uncount(Number number, const std::string& holder) PARLEY_REQUIRES(mutex_);

  const std::size_t all_, each_;
  mutable Mutex mutex_;
  Number next_ PARLEY_GUARDED_BY(mutex_) = 1;
  std::map<Number, Entry> entries_ PARLEY_GUARDED_BY(mutex_);  // also of those who give way, until they have left
  std::set<Number> counted_ PARLEY_GUARDED_BY(mutex_);
  std::map<std::string, std::set<Number>, std::less<>> by_holder_ PARLEY_GUARDED_BY(mutex_);  // the same; none empty
};

}  // namespace parley::http
