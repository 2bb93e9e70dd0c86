#include "desk/exchange.h"

#include "node/audit.h"
#include "node/heads.h"
#include "node/membership.h"

namespace parley::desk {

Result<std::vector<Exchange::Report>> Exchange::sync(const std::string& group,
                                                     const node::Exchange::Progress& progress) const {
  // A name that nobody knows would otherwise look like a group with nobody to exchange with.
  if (!group.empty()) {
    PARLEY_TRY([[maybe_unused]] const auto known, node_.membership().group(group));
  }
  return node_.exchange().sync(group, progress);
}

std::vector<Exchange::Stopped> Exchange::stopped() const {
  std::vector<Stopped> out;
  for (const auto& [origin, why] : node_.heads().all_stopped()) out.push_back({origin, why});
  return out;
}

Status Exchange::resume(const node::Acting& acting, const std::string& origin) const {
  PARLEY_TRY(node::Recorded act,
             node::begin_act(node_, acting, {.act = node::Act::peers, .what = "resume", .about = {origin}}));
  return act.ended(node_.heads().resume(origin));
}

}  // namespace parley::desk
