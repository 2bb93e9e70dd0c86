// Exchanging with the other members when a person asks for it, and going on with a journal that was stopped because it
// was not what its author had signed.
#pragma once

#include <string>
#include <vector>

#include "node/acting.h"
#include "node/exchange.h"
#include "node/node.h"

namespace parley::desk {

class Exchanging {
 public:
  explicit Exchanging(node::Node& node) : node_(node) {}

  // In all groups or the one that is named; a report for each member. What went wrong with one is in its report, and
  // keeps nobody else from being asked.
  // `stopped` ends it before the next request; who was not asked by then has that as his problem.
  Result<std::vector<node::SyncReport>> sync(const std::string& group, const node::Exchange::Progress& progress,
                                             const node::Exchange::Stopped& stopped = {}) const;

  struct Stopped {
    std::string origin, why;  // `why` says where the evidence lies
  };
  std::vector<Stopped> stopped() const;
  // After a person has looked at the evidence, which stays. The person needs the right to deal with peers.
  Status resume(const node::Acting& acting, const std::string& origin) const;

 private:
  node::Node& node_;
};

std::string to_json(const node::SyncReport& report);
std::string to_json(const Exchanging::Stopped& stopped);

}  // namespace parley::desk
