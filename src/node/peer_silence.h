// Which other parties' nodes do not answer the questions of this running node, and since when: a problem in health()
// as long as it lasts, which is no fault of this node. Thread-safe; holds no lock while it tells.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/mutex.h"
#include "base/time.h"
#include "node/locks.h"

namespace parley::node {

class Node;

class PeerSilence {
 public:
  // Silence that is shorter may be a restart: nobody is told of it.
  static constexpr Micros kUnsaid{10LL * 60 * 1'000'000};

  explicit PeerSilence(Node& node) : node_(node) {}
  void answered(const std::string& identity) PARLEY_EXCLUDES(mutex_);
  void unanswered(const std::string& identity) PARLEY_EXCLUDES(mutex_);
  // It has asked this node for something, which is no answer.
  void heard(const std::string& identity) PARLEY_EXCLUDES(mutex_);
  // When it was heard last in this process, by either; nothing: never.
  std::optional<Micros> last_heard(std::string_view identity) const PARLEY_EXCLUDES(mutex_);
  // Of one that has been silent for long enough to be told: since when.
  std::optional<Micros> silent_since(std::string_view identity) const PARLEY_EXCLUDES(mutex_);

 private:
  struct Known {
    std::optional<Micros> heard, first_unanswered;
    bool is_told = false;
  };
  Node& node_;
  mutable Mutex mutex_ PARLEY_LEAF;
  std::map<std::string, Known, std::less<>> known_ PARLEY_GUARDED_BY(mutex_);
};

}  // namespace parley::node
