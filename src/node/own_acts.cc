#include "node/own_acts.h"

#include "group/state.h"
#include "node/group_states.h"
#include "node/log.h"
#include "node/membership.h"
#include "node/node.h"
#include "node/release_policy.h"

namespace parley::node {

Status OwnActs::act() {
  const Lock lock(acting_);
  const auto all = node_.membership().views();
  for (const GroupView& group : *all) {
    if (group.left) continue;
    // A snapshot: saying something may wait for the network and the disk, and nobody waits for that with us.
    PARLEY_TRY(const auto at_present, node_.group_states().at(group, node_.time()));
    node_.membership().note_departures(group, *at_present);
    for (const std::string& text : group::due_acts(*at_present, own_.identity)) {
      const auto released = node_.release_policy().release(group.charter.terms.id,
                                                           {.objects = {text}, .released_by = {}, .confirmed_by = {}});
      if (!released.ok())
        log(LogLevel::warning, "what the node says by itself could not be said",
            {{"group", group.alias}, {"why", released.error().message}});
    }
  }
  return {};
}

}  // namespace parley::node
