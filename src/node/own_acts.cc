// The loop that says what a machine can say: that something has arrived, and the answer to a ping. What is
// due is computed from the group's state, where an act that was said is found again; so nothing has to
// remember what was said, and a crash between saying and noting it says the same text once more, which the
// journal takes as what it has.
#include "node/own_acts.h"

#include <algorithm>
#include <optional>

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
    if (const Status recorded = say(group, due); !recorded.ok())
      log(LogLevel::warning, "what the node says by itself was not said, and is tried again",
          {{"group", group.alias}, {"why", recorded.error().message}});
  }
  return {};
}

// Recorded once for all of it: what others send is answered, and must not fill the audit journal faster than it fills
// ours in the group. What fails and is tried again stands under the record of the first time.
Status OwnActs::say(const GroupView& group, const std::vector<std::string>& due) {
  const std::string& charter = group.charter.terms.id;
  Deed deed{.act = Act::say, .what = "acknowledge and answer pings", .place = charter};
  for (const std::string& text : due) deed.about.push_back(json::text_member(text, "id"));
  const auto before = tried_.find(charter);
  const bool again = before != tried_.end() && before->second.ids == deed.about;
  std::optional<Recorded> act;
  if (!again) {
    PARLEY_TRY(Recorded begun, node_.audit().begin_by_itself(deed));
    act.emplace(std::move(begun));
  }
  const std::string asked = again ? before->second.asked : act->id();
  const std::vector<std::string> said = say_each(group, due);
  std::vector<std::string> rest = deed.about;
  std::erase_if(rest, [&](const std::string& id) { return std::find(said.begin(), said.end(), id) != said.end(); });
  if (rest.empty())
    tried_.erase(charter);
  else
    tried_[charter] = {std::move(rest), asked};
  deed.about = said;
  if (act && said.empty())
    act->failed({Code::unavailable, "it is in the log"});
  else if (act)
    act->about(said).done();
  else if (!said.empty())
    node_.audit().done_later(deed, asked);
  return {};
}

// One by one, so that a message that the policy refuses keeps none of the others back.
std::vector<std::string> OwnActs::say_each(const GroupView& group, const std::vector<std::string>& due) {
  std::vector<std::string> said;
  for (const std::string& text : due) {
    const auto released = node_.release_policy().release(group.charter.terms.id,
                                                         {.objects = {text}, .released_by = {}, .confirmed_by = {}});
    if (released.ok())
      said.push_back(json::text_member(text, "id"));
    else
      log(LogLevel::warning, "what the node says by itself could not be said",
          {{"group", group.alias}, {"why", released.error().message}});
  }
  return said;
}

}  // namespace parley::node
