// What a running node does for its groups in the background: it tells members of new entries as soon as they are under
// a head, fetches theirs, and says what it says by itself. One thread for each peer, so that a slow one keeps nobody
// else waiting, and one for the rest; all of them sleep until something has changed (Node::changes()) or it is time to
// ask.
//
// A peer is asked one small question every [peers] poll_ms (Exchange::ask_for_news()), and for more only when its
// answer has changed. One that answers and takes no more, or of which no more is taken here, is tried again after
// longer and longer, up to a minute. One that does not answer is left alone likewise, up to five minutes, until it is
// heard from.
#pragma once

#include <memory>
#include <string>

#include "node/node.h"

namespace parley::node {

class GroupWorker {
 public:
  // `node` outlives it.
  explicit GroupWorker(Node& node);
  ~GroupWorker();  // waits for what is under way

  // To be called when a peer asks this node for something: it is there, and need not be waited for any longer.
  // Thread-safe; may be called after the worker's end, which is why its inside is shared.
  std::function<void(const std::string& identity)> heard_from() const;

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace parley::node
