// The lists, holds and orders are the node's (node/retention.h), which carries orders out by itself; here is who may.
#include "desk/retention.h"

#include <fmt/format.h>

#include <algorithm>

#include "node/audit.h"
#include "node/find_object.h"
#include "node/membership.h"
#include "node/people.h"

namespace parley::desk {
namespace {

// The record of a purge outlives the account of who did it, so the name and the way it was proved are written out.
node::Retention::By by(const node::Acting& acting) {
  return {acting.person(), std::string(node::word_of(acting.known()))};
}

// All that happens here needs the right to erase, also what only holds back: who may not destroy decides neither for
// nor against it.
node::Deed deed_of(std::string what, const std::string& charter, std::vector<std::string> about = {}) {
  return {.act = node::Act::erase, .what = std::move(what), .place = charter, .about = std::move(about)};
}

}  // namespace

// By alias or id; empty: the only one there is. Content lies in groups that this party has left as well.
Result<node::GroupView> Retention::group_of(const std::string& which) const {
  const auto groups = node_.membership().groups();
  if (which.empty() && groups.size() != 1)
    return Error{Code::invalid_input,
                 groups.empty() ? "this party is in no group" : "say which group it is; parley group list shows them"};
  for (const node::GroupView& one : groups)
    if (which.empty() || one.alias == which || one.charter.terms.id == which) return one;
  return Error{Code::not_found, "there is no group \"" + which + "\"; parley group list shows them"};
}

// The id where the group is not here any more: the record of it stays.
std::string Retention::alias_of(const std::string& charter) const {
  for (const node::GroupView& one : node_.membership().groups())
    if (one.charter.terms.id == charter) return one.alias;
  return charter;
}

// One moment for the whole list: what is due is computed for it, and a purge that was agreed to is of the list at this
// moment.
Result<Retention::Line> Retention::line_of(const node::GroupView& group) const {
  Line out;
  PARLEY_TRY(out.list, node_.retention().list(group, node_.time()));
  PARLEY_TRY(const auto orders, node_.retention().orders());
  for (const store::RetentionOrderRow& one : orders) {
    if (one.charter != group.charter.terms.id) continue;
    out.order = one;
    out.rests_because = node_.retention().rests_because(one);
  }
  return out;
}

// Groups in which nothing falls due have a line as well, so that nobody has to guess whether they were looked at.
Result<std::vector<Retention::Line>> Retention::list(const std::string& group) const {
  std::vector<Line> out;
  if (!group.empty()) {
    PARLEY_TRY(const auto one, group_of(group));
    PARLEY_TRY(auto line, line_of(one));
    out.push_back(std::move(line));
    return out;
  }
  for (const node::GroupView& one : node_.membership().groups()) {
    PARLEY_TRY(auto line, line_of(one));
    out.push_back(std::move(line));
  }
  return out;
}

// The right is asked for before the list is shown to be agreed to. A charter without retention is told apart from one
// under which nothing is due yet, because only the first will never have anything to purge.
Result<Retention::Line> Retention::preview(const node::Acting& acting, const std::string& group) const {
  PARLEY_TRY(const auto one, group_of(group));
  PARLEY_TRY_STATUS(node::may_begin(node_, acting, deed_of("retention purge", one.charter.terms.id)));
  PARLEY_TRY(auto line, line_of(one));
  if (line.list.retention.count() == 0)
    return Error{Code::not_found,
                 "the charter of \"" + one.alias +
                     "\" names no retention, so nothing falls due; parley erase erases single objects"};
  if (line.list.due.empty()) return Error{Code::not_found, "nothing falls due in \"" + one.alias + "\""};
  return line;
}

// What was shown is called by its moment and its digest. The list is made again and compared, so that neither an object
// that fell due since, nor one that is held by now, goes by an agreement that was not about it.
Result<node::Retention::Purged> Retention::purge(const node::Acting& acting, const Line& shown) const {
  node::Deed deed = deed_of("retention purge", shown.list.charter);
  for (const auto& item : shown.list.due) deed.about.push_back(item.id);
  PARLEY_TRY(node::Recorded act, node::begin_act(node_, acting, deed));
  PARLEY_TRY(const auto group, act.heed(group_of(shown.list.charter)));
  // At the moment of the list: what has fallen due since was not shown.
  return act.ended(node_.retention().purge(by(acting), group, shown.list.at, shown.list.digest()));
}

Result<store::HoldRow> Retention::hold(const node::Acting& acting, const std::string& what, const std::string& group,
                                       const std::string& reason) const {
  std::string charter = "*", id = what;
  if (!group.empty()) {
    PARLEY_TRY(const auto one, group_of(group));
    charter = one.charter.terms.id;
  }
  node::Deed deed = deed_of("retention hold", charter, {what});
  deed.effect = node::Effect::takes_away;  // it stops what would destroy
  PARLEY_TRY_STATUS(node::may_begin(node_, acting, deed));
  if (reason.empty()) return Error{Code::invalid_input, "reason: say why it is held; the record keeps it"};
  if (what != "*") {
    PARLEY_TRY(id, node::whole_id(node_, what));
  }
  // The right was asked for with what was typed; the record has the whole id, which means the same thing in a year.
  deed.about = {id};
  PARLEY_TRY(node::Recorded act, node::begin_act(node_, acting, deed));
  return act.ended(node_.retention().hold(by(acting), charter, id, reason));
}

// Ending a hold lets something be destroyed, so it is an act like any other and no mere taking away.
Result<store::HoldRow> Retention::release(const node::Acting& acting, std::uint64_t number) const {
  PARLEY_TRY(const auto holds, node_.retention().holds());
  for (const store::HoldRow& one : holds) {
    // A hold that is over cannot be ended again: its record says when it ended and by whom.
    if (one.number != number || one.released) continue;
    PARLEY_TRY(node::Recorded act,
               node::begin_act(node_, acting, deed_of("retention release", one.charter, {one.what})));
    PARLEY_TRY_STATUS(act.ended(node_.retention().release(by(acting), number)));
    return one;
  }
  return Error{Code::not_found, fmt::format("there is no hold {}; parley retention holds shows them", number)};
}

Result<std::vector<Retention::Hold>> Retention::holds() const {
  PARLEY_TRY(auto rows, node_.retention().holds());
  std::vector<Hold> out;
  for (store::HoldRow& one : rows) {
    std::string alias = alias_of(one.charter);
    out.push_back({std::move(one), std::move(alias)});
  }
  return out;
}

// Switching off what is off already is no act, and nothing is recorded of it. Switching on again is one: the order then
// stands under another name.
Result<bool> Retention::order(const node::Acting& acting, const std::string& group, bool on) const {
  PARLEY_TRY(const auto one, group_of(group));
  const std::string& charter = one.charter.terms.id;
  node::Deed deed = deed_of(on ? "retention order on" : "retention order off", charter, {charter});
  if (!on) deed.effect = node::Effect::takes_away;  // a run is stopped
  PARLEY_TRY_STATUS(node::may_begin(node_, acting, deed));
  PARLEY_TRY(const auto orders, node_.retention().orders());
  const bool is_on =
      std::any_of(orders.begin(), orders.end(), [&](const auto& order) { return order.charter == charter; });
  if (!on && !is_on) return false;
  if (!on) {
    PARLEY_TRY(node::Recorded act, node::begin_act(node_, acting, deed));
    PARLEY_TRY_STATUS(act.ended(node_.retention().end_order(by(acting), charter)));
    return true;
  }
  if (one.charter.terms.retention.count() == 0)
    return Error{Code::invalid_input,
                 "the charter of \"" + one.alias + "\" names no retention, so there is nothing to order"};
  // Given again it is the order of who gives it now.
  PARLEY_TRY(node::Recorded act, node::begin_act(node_, acting, deed));
  PARLEY_TRY_STATUS(act.ended(node_.retention().order(by(acting), charter)));
  return true;
}

// Of groups that are gone, too: the record is what remains of what was destroyed.
Result<std::vector<Retention::Recorded>> Retention::record() const {
  PARLEY_TRY(auto rows, node_.retention().record());
  std::vector<Recorded> out;
  for (store::RetentionRecordRow& one : rows) {
    std::string alias = alias_of(one.charter);
    out.push_back({std::move(one), std::move(alias)});
  }
  return out;
}

}  // namespace parley::desk
