// Bytes that many connections hold at the same time, bounded in all and for each holder, so that one cannot take what
// is there for everybody. Thread-safe.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/mutex.h"

namespace parley::http {

class Budget {
 public:
  struct Limits {
    std::size_t all = 0, each = 0;
  };
  explicit Budget(const Limits& limits) : limits_(limits) {}
  // False, and nothing is counted, when a limit would be passed. A `holder` that is empty has no limit of its own.
  bool take(std::string_view holder, std::size_t bytes);
  void give_back(std::string_view holder, std::size_t bytes);
  std::size_t used() const;

 private:
  const Limits limits_;
  mutable Mutex mutex_;
  std::size_t used_ PARLEY_GUARDED_BY(mutex_) = 0;
  std::map<std::string, std::size_t, std::less<>> holders_ PARLEY_GUARDED_BY(mutex_);
};

// The same for answers being written, of which several connections may send the same bytes (cached pages): those are
// counted once in all, and once for each holder.
class AnswerBudget {
 public:
  explicit AnswerBudget(const Budget::Limits& limits) : limits_(limits) {}
  // `shared`: what tells equal bytes from others; null: nobody else has them.
  bool take(std::string_view holder, const void* shared, std::size_t bytes);
  void give_back(std::string_view holder, const void* shared, std::size_t bytes);
  std::size_t used() const;

 private:
  struct Share {
    std::size_t bytes = 0;
    std::unordered_map<const void*, std::size_t> sending = {};  // how many connections send the same

    std::size_t cost(const void* shared, std::size_t size) const {
      return shared != nullptr && sending.contains(shared) ? 0 : size;
    }
    void take(const void* shared, std::size_t size);
    void give_back(const void* shared, std::size_t size);
  };

  const Budget::Limits limits_;
  mutable Mutex mutex_;
  Share all_ PARLEY_GUARDED_BY(mutex_);
  std::map<std::string, Share, std::less<>> holders_ PARLEY_GUARDED_BY(mutex_);
};

}  // namespace parley::http
