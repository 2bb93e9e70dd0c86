// A recall goes to each group in which the object was released, since that is where copies are held. It deletes
// nothing, neither here nor there: each party answers what it has done, and silence is shown as silence.
#include "desk/recalls.h"

#include "node/find_object.h"

namespace parley::desk {
namespace {

// Only who released an object can recall it, and the own journal of a group says what was released there.
Result<bool> was_released_in(const GroupRoom& room, const std::string& id) {
  for (const node::MemberView& member : room.group.members)
    if (member.own && member.journal != nullptr) return member.journal->contains(id);
  return false;
}

}  // namespace

Result<std::vector<Recalls::Asked>> Recalls::ask(const Wanted& wanted, const std::string& which) const {
  // Whole ids, looked up in everything that is here, since every member reads this message and finds the object by it.
  PARLEY_TRY(const std::string id, node::whole_id(node_, wanted.object));
  std::string replacement;
  if (!wanted.replacement.empty()) {
    PARLEY_TRY(replacement, node::whole_id(node_, wanted.replacement).in("replacement"));
  }
  PARLEY_TRY(auto rooms, Groups(node_).rooms(which));
  std::vector<Asked> out;
  for (GroupRoom& room : rooms) {
    // Nothing is said any more in a group that this party has left, whatever it released there before.
    if (room.group.left) continue;
    PARLEY_TRY(const bool released, was_released_in(room, id));
    if (!released) continue;
    auto text = begin_message(room, "recall", wanted.exercise);
    text.text("object_ref", id).text("reason", wanted.reason).text("wish", wanted.wish);
    text.text_if("version", wanted.version);
    text.text_if("replacement_ref", replacement);
    text.text_if("description", wanted.text);
    text.text_if("incident_severity", wanted.severity);
    out.push_back({std::move(room), text.str()});
  }
  if (out.empty())
    return Error{Code::not_found, id + " was not released by this party" +
                                      (which.empty() ? " in any group" : " in this group") +
                                      "; only who released an object can recall it"};
  return out;
}

Result<Recalls::Asked> Recalls::answer(const Answer& answer, const std::string& which) const {
  // Exactly one of the two: an answer that says both or neither would leave the asker without one.
  if (answer.confirm == !answer.refuse.empty())
    return Error{Code::invalid_input, "refuse: say either that the wish is followed (confirm) or why it is not"};
  PARLEY_TRY(auto rooms, Groups(node_).rooms(which));
  // The first group that has it: a recall is said once for each group, under an id of its own.
  for (GroupRoom& room : rooms) {
    const auto recall = find_message(room.view.recalls, answer.recall, "recall");
    // The beginning of an id that means two recalls is told, and not resolved by the order of the groups.
    if (!recall.ok() && recall.error().code == Code::conflict) return recall.error();
    if (!recall.ok()) continue;
    if ((*recall)->at.author == room.own)
      return Error{Code::forbidden, "this party asked for the recall; the others answer it"};
    auto text = begin_message(room, "recall-answer", (*recall)->at.exercise);
    text.text("recall_ref", (*recall)->at.id).text("outcome", answer.confirm ? "confirmed" : "refused");
    text.text_if("reason", answer.refuse);
    text.text_if("done", answer.done);
    return Asked{std::move(room), text.str()};
  }
  return Error{Code::not_found, "there is no recall \"" + answer.recall + "\"; parley recall status lists them"};
}

// A line for each party that has to answer, so that silence has a line as well.
Result<std::vector<Recalls::Line>> Recalls::state(const std::string& typed, const std::string& which) const {
  const Groups groups(node_);
  const node::TypedId wanted(typed);
  PARLEY_TRY(const auto rooms, groups.rooms(which));
  std::vector<Line> out;
  for (const GroupRoom& room : rooms)
    for (const group::RecallState& recall : room.view.recalls) {
      // By the object as well: who looks for what became of an object does not know the recalls of it.
      if (!typed.empty() && !wanted.means(recall.at.id) && !wanted.means(recall.recall.object)) continue;
      const std::string titled = groups.titled(recall.recall.object);
      for (const auto& party : recall.parties) {
        // A party that has left the group owes no answer any more, and its line says so.
        const group::Departure* left = room.view.departure_of(party.party);
        out.push_back({room.group.alias, room.name(recall.at.author), room.name(party.party), titled, recall, party,
                       left != nullptr ? std::optional(left->at.added) : std::nullopt});
      }
    }
  return out;
}

}  // namespace parley::desk
