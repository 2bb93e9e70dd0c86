#include "node/own_acts.h"

#include "group/state.h"
#include "json/text_member.h"
#include "node/audit.h"
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
    const std::vector<std::string> due = group::due_acts(*at_present, own_.identity);
    if (due.empty()) continue;
    // Once for all of it: what others send is answered, and must not fill the audit journal faster than ours in the
    // group.
    Deed deed{.act = Act::say, .what = "acknowledge and answer pings", .place = group.charter.terms.id};
    for (const std::string& text : due) deed.about.push_back(json::text_member(text, "id"));
    auto act = node_.audit().begin_by_itself(deed);
    if (!act.ok()) {
      log(LogLevel::warning, "what the node says by itself was not said, and is tried again",
          {{"group", group.alias}, {"why", act.error().message}});
      continue;
    }
    Status said;
    for (const std::string& text : due) {
      const auto released = node_.release_policy().release(group.charter.terms.id,
                                                           {.objects = {text}, .released_by = {}, .confirmed_by = {}});
      if (!released.ok()) {
        said = released.error();
        log(LogLevel::warning, "what the node says by itself could not be said",
            {{"group", group.alias}, {"why", released.error().message}});
      }
    }
    (void)act->ended(said);  // what could not be said is in the log
  }
  return {};
}

}  // namespace parley::node
