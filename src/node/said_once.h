// What is written to the log when it begins, and not again while it goes on with the same reason.
//
// Thread-safe.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "node/locks.h"

namespace parley::node {

class SaidOnce {
 public:
  // Whether `why` is to be said about what `key` names: it was not, or something else was said last.
  bool is_news(const std::string& key, std::string_view why) {
    const Lock lock(mutex_);
    const auto [at, added] = last_.try_emplace(key, why);
    if (!added && at->second == why) return false;
    at->second = why;
    return true;
  }
  void over(const std::string& key) {
    const Lock lock(mutex_);
    last_.erase(key);
  }

 private:
  Mutex mutex_ PARLEY_LEAF;
  std::map<std::string, std::string> last_ PARLEY_GUARDED_BY(mutex_);
};

}  // namespace parley::node
