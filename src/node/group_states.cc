// A group's state is a fold over all members' entries and receipts (group/state.h), so it could be computed
// anew for each question, which would read every journal to its beginning. Kept up instead: State is fed what
// has come since, and view() computes what holds at the moment that is asked about.
#include "node/group_states.h"

#include "node/membership.h"
#include "node/node.h"
#include "node/receipts.h"

namespace parley::node {

// Entries are only ever added, so what was taken in stays right - except when the charter is another version, a journal
// was opened anew (recovered, or closed and found again), or content was erased, which must not be shown on.
bool GroupStates::still_holds(const Projection& one, const GroupView& group) {
  if (!one.state || one.charter != group.charter.text) return false;
  for (const MemberView& member : group.members) {
    const auto taken = one.members.find(member.identity_id);
    if (taken == one.members.end()) continue;
    if (taken->second.journal.lock() != member.journal) return false;
    if (member.journal && taken->second.erased != member.journal->statistics().erased) return false;
  }
  return true;
}

Status GroupStates::take_in(Projection& one, const MemberView& member) {
  journal::Query everything;
  everything.spec_versions = {"2.0", "2.1"};
  everything.versions = {.last = false, .first = false, .all = true, .exact = {}};
  TakenIn& taken = one.members[member.identity_id];
  // A weak pointer: a state that nobody asks for must not keep a journal open that was closed. Compared as
  // the object itself and not by name, as a journal that was recovered has the same name and other entries.
  if (taken.journal.lock() != member.journal)
    taken = {.journal = member.journal, .erased = member.journal->statistics().erased, .next = 0};
  // Page after page. The end is reached when nothing more is there or a page does not go on, so that a
  // journal that is appended to all the time does not hold the caller for ever.
  while (taken.next < member.journal->size()) {
    PARLEY_TRY(const journal::Page page, member.journal->read(everything, taken.next, {}));
    for (const journal::Entry& entry : page.entries)
      one.state->feed({.author = member.identity_id, .seq = entry.seq, .added = entry.date_added, .text = entry.text});
    if (page.next == taken.next) break;
    taken.next = page.next;
    if (!page.more) break;
  }
  return {};
}

// Two who ask for the same group wait for each other, and the second finds everything taken in; who asks for another
// group waits for neither. The map's own lock is held only to find the group.
Result<std::shared_ptr<const group::View>> GroupStates::at(const GroupView& group, Micros time) {
  std::shared_ptr<Projection> one;
  {
    const Lock lock(mutex_);
    auto& known = groups_[group.charter.terms.id];
    if (!known) known = std::make_shared<Projection>();
    one = known;
  }
  // Held while journals are read and the view is computed, so that entries are fed once and in order.
  const Lock lock(one->mutex);
  if (!still_holds(*one, group)) {
    one->charter = group.charter.text;
    one->state = std::make_unique<group::State>(group.charter, node_.receipts().received_at(group));
    one->members.clear();
  }
  for (const MemberView& member : group.members)
    if (member.journal) PARLEY_TRY_STATUS(take_in(*one, member).in(group.alias));
  // A copy: what is handed out stays as it was, whatever is fed after this.
  return std::make_shared<const group::View>(one->state->view(time));
}

Status GroupStates::for_each(Micros time, const std::function<void(const GroupView&, const group::View&)>& visit) {
  for (const GroupView& group : node_.membership().groups()) {
    PARLEY_TRY(const auto view, at(group, time));
    visit(group, *view);
  }
  return {};
}

}  // namespace parley::node
