// The answer to a request that waits for something to happen: given by any thread, once, whenever it is known, while no
// thread is held for it.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>

#include "http/message.h"

namespace parley::http {

class Worker;

// Copies are the same answer. Whoever keeps one gives it before the Server goes, and in a time that a client waits for:
// there is no deadline but his. When the connection has ended meanwhile, or the server is stopping and has said so
// itself, what is given goes nowhere.
class LateAnswer {
 public:
  LateAnswer(Worker& worker, std::uint64_t connection);
  void give(Response response) const;  // what is given a second time is thrown away

 private:
  Worker* worker_;
  std::uint64_t connection_;
  std::shared_ptr<std::atomic<bool>> given_;
};

}  // namespace parley::http
