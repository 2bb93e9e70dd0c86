// The indicators of all journals of a running node in one index, kept up to date behind the journals: what is appended
// is searched for within half a second. Made when first asked for, because it takes memory.
//
// Thread-safe.
#pragma once

#include <memory>

#include "pattern/index.h"
#include "watch/indicators.h"

namespace parley::node {

class Node;

class LiveIndex {
 public:
  // `node` outlives it. Reading begins at once, on a thread of its own.
  explicit LiveIndex(Node& node);
  ~LiveIndex();

  pattern::Index& index();
  // Returns when every journal has been read to the end that it had at the time of the call.
  void wait_until_current();
  watch::IndicatorFeed::Totals totals() const;
  // Goes up whenever indicators came, changed or went.
  std::uint64_t revision() const;
  // What journals could not be read, and why.
  std::vector<std::string> problems() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace parley::node
