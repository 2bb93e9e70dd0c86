// Requests that wait for something new (GET /room/changes): parked without a thread, and answered when something has
// happened in the node (node/change_event.h), when their time is over, or when their session has ended. One thread
// looks after all of them, and after what sessions need to be kept up.
//
// Thread-safe.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <thread>

#include "base/mutex.h"
#include "http/late_answer.h"
#include "node/node.h"

namespace parley::web {

class Waiting {
 public:
  struct Limits {
    std::chrono::milliseconds held{20'000};  // answered by then, or by the next round
    std::chrono::milliseconds round{5'000};  // so often it is looked whether sessions still last
    std::size_t most = 200;                  // requests of all sessions; each session has one
  };
  // `answer` makes what is given to a request: of "changed", or that its session has ended, and is called on the thread
  // of this class or of the caller.
  using Answer = std::function<http::Response(bool lasts, std::string_view mark, bool changed)>;
  Waiting(node::Node& node, const Limits& limits, Answer answer);
  ~Waiting() { stop(); }
  // Answers all, and from then on each at once. The server to which answers are given ends behind this.
  void stop() PARLEY_EXCLUDES(mutex_);

  // The state of now, for who asks what is new after it. Of one process: a mark of another is always an old one.
  std::string mark() const;
  // Answered at once when `mark` is not that of now, or when there are too many. A request of the same session that
  // waits already is answered, and gives its place.
  void hold(const std::string& secret, std::string_view mark, const http::LateAnswer& answer) PARLEY_EXCLUDES(mutex_);
  std::size_t held() const PARLEY_EXCLUDES(mutex_);

 private:
  struct Held {
    http::LateAnswer answer;
    std::chrono::steady_clock::time_point until;
  };
  std::string mark_of(std::uint64_t count) const;
  void run() PARLEY_EXCLUDES(mutex_);
  void look(bool all) PARLEY_EXCLUDES(mutex_);

  node::Node& node_;
  const Limits limits_;
  const Answer answer_;
  const std::string process_;  // a few digits, made anew by each
  mutable Mutex mutex_;
  std::map<std::string, std::pair<std::uint64_t, Held>> held_ PARLEY_GUARDED_BY(mutex_);  // by secret; with its count
  bool stopping_ PARLEY_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace parley::web
