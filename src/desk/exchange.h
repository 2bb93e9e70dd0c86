// Exchanging with the other members of groups now, instead of when the node does so by itself; and going on with a
// journal that was stopped because it was not what was signed.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "node/acting.h"
#include "node/exchange.h"
#include "node/node.h"

namespace parley::desk {

class Exchange {
 public:
  explicit Exchange(node::Node& node) : node_(node) {}

  using Report = node::SyncReport;
  // A report for each member of all groups, or of the one that is named: not_found when there is no such group. Who
  // could not be reached, and what was refused, is a report's `problem`.
  Result<std::vector<Report>> sync(const std::string& group, const node::Exchange::Progress& progress) const;

  struct Stopped {
    std::string origin, why;
  };
  std::vector<Stopped> stopped() const;
  // After a person has looked at the evidence, which stays.
  Status resume(const node::Acting& acting, const std::string& origin) const;

 private:
  node::Node& node_;
};

std::string sync_json(const Exchange::Report& report);
std::string to_json(const Exchange::Stopped& stopped);

}  // namespace parley::desk
