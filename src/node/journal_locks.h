// One at a time for each journal: fetching and cosigning a mirror; releasing to, and signing for, our own. Held over
// the network and fsync, which is the point of it: two who fetch the same entries, or a release beside a signature that
// changes who reads it, would each be right alone. Nobody who only looks takes one.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "node/locks.h"

namespace parley::node {

class JournalLocks {
 public:
  // Of the journal with this origin; lives as long as this object.
  Mutex& of(const std::string& origin) PARLEY_EXCLUDES(mutex_) {
    const Lock lock(mutex_);
    auto& one = by_origin_[origin];
    if (!one) one = std::make_unique<Mutex>();
    return *one;
  }

 private:
  Mutex mutex_ PARLEY_LEAF;
  std::map<std::string, std::unique_ptr<Mutex>> by_origin_ PARLEY_GUARDED_BY(mutex_);
};

}  // namespace parley::node
