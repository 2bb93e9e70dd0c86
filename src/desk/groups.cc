// Groups as people mean them. What a person types for a group, a member or a message is looked up in one order
// everywhere: the exact name or id first, then what it could be the beginning of, and when that is more than one thing,
// the answer says so and chooses none.
#include "desk/groups.h"

#include <algorithm>

#include "base/ascii.h"
#include "node/group_states.h"
#include "node/journals.h"
#include "node/membership.h"
#include "node/peers.h"
#include "text/display.h"

namespace parley::desk {
namespace {

// The state of each group is kept up by the node as entries come in. That is why no desk reads a group's entries to
// find out where it stands: the cost of a look is that of the answer, and not of the history.
Result<GroupRoom> room_of(node::Node& node, const node::GroupView& group, Micros now) {
  PARLEY_TRY(const auto view, node.group_states().at(group, now));
  GroupRoom room{.group = group, .view = *view, .own = node.config().party.identity, .called = {}, .now = now};
  // By the terms in force and by those that the members' journals show: a version comes into force by its entries
  // first, and whoever joins with it has a name from then on.
  for (const group::Charter* one : {&room.group.charter, &room.view.charter})
    for (const group::Member& member : one->terms.members)
      room.called[member.identity_id] = node.peers().called(member.identity_id, member.name);
  return room;
}

}  // namespace

// Who is in neither charter is shown by the identifier, made plain, as it comes from another party.
std::string GroupRoom::name(std::string_view identity) const {
  const auto known = called.find(identity);
  return known != called.end() ? known->second : text::plain(identity);
}

// Without a name only the groups that this party has not left count: somebody who left one of two groups means the
// other. By name one that was left can be opened, since its record stays readable.
Result<GroupRoom> Groups::open(const std::string& which) const {
  const node::Membership& membership = node_.membership();
  std::string charter = which;
  if (which.empty()) {
    const auto all = membership.views();
    for (const node::GroupView& one : *all) {
      if (one.left) continue;
      if (!charter.empty())
        return Error{Code::invalid_input,
                     "group: there is more than one; say which is meant (parley group list shows them)"};
      charter = one.charter.terms.id;
    }
    if (charter.empty()) return Error{Code::not_found, "this party is in no group; parley group draft begins one"};
  }
  PARLEY_TRY(const node::GroupView view, membership.group(charter));
  return room_of(node_, view, node_.time());
}

Result<std::vector<GroupRoom>> Groups::rooms(const std::string& which) const {
  std::vector<GroupRoom> out;
  if (!which.empty()) {
    PARLEY_TRY(auto one, open(which));
    out.push_back(std::move(one));
    return out;
  }
  // One moment for all of them: what is due before what must not depend on which group was computed first.
  const Micros now = node_.time();
  for (const node::GroupView& group : node_.membership().groups()) {
    PARLEY_TRY(auto room, room_of(node_, group, now));
    out.push_back(std::move(room));
  }
  return out;
}

// In the order of what is least to be mistaken: what this node calls the peer, the whole id or the name in the charter,
// the beginning of an id. A peer's alias is this party's own word and goes before a name that the other party chose for
// itself.
Result<std::string> Groups::find_member(const GroupRoom& room, const std::string& who) const {
  std::string identity = who;
  if (const auto peer = node_.peers().find(who); peer.ok()) identity = peer->card.identity_id;
  for (const group::Member& member : room.view.charter.terms.members)
    // However A to Z are written: who is no peer any more is still typed as the peer was called.
    if (member.identity_id == identity || same_ignoring_case(member.name, who)) return member.identity_id;
  // The beginning of an identity's id, with its type: without, it could as well be a name.
  if (const node::TypedId typed(who); typed.has_type() && typed.is_beginning()) {
    const group::Member* found = nullptr;
    for (const group::Member& member : room.view.charter.terms.members) {
      if (!typed.means(member.identity_id)) continue;
      if (found != nullptr)
        return Error{Code::conflict, "\"" + who + "\" means more than one member; give more of its id"};
      found = &member;
    }
    if (found != nullptr) return found->identity_id;
  }
  // Nobody was found: who can be meant is few enough to be listed.
  std::string could;
  for (const group::Member& member : room.view.charter.terms.members)
    could += (could.empty() ? "" : ", ") + room.name(member.identity_id);
  return Error{Code::not_found, "\"" + who + "\" is not a member of this group; members are: " + could};
}

namespace {

// The newest entry with what `typed` means, in one journal. A whole id is looked up in the index of ids, which knows
// whole ids only; for the beginning of one the entries' ids are compared, and no object is parsed.
struct Match {
  std::string id, text;
  Micros added{};
  bool several = false;  // `typed` means other objects, too
};
Result<std::optional<Match>> match_in(const journal::Journal& journal, const node::TypedId& typed) {
  std::optional<Match> found;
  journal::Query query;
  if (typed.is_whole()) query.ids = typed.spellings();
  for (journal::Seq from = 0;;) {
    PARLEY_TRY(const journal::Page page, journal.read(query, from, {}));
    for (const journal::Entry& entry : page.entries) {
      if (!typed.means(entry.id)) continue;
      const bool several = found && (found->several || found->id != entry.id);
      found = Match{std::string(entry.id), std::string(entry.text), entry.date_added, several};
    }
    if (!page.more) return found;
    from = page.next;
  }
}

}  // namespace

namespace {

// What was said later of a message, whether it was corrected or is itself a correction; null when nothing was.
std::shared_ptr<const group::Later> later_of(const group::View& view, const Groups::Found& found) {
  for (const group::LaterState& one : view.later)
    for (const group::Place* at : {&one.of, &one.at})
      if (at->author == found.author && at->id == found.id && at->later) return at->later;
  return nullptr;
}

}  // namespace

// Under the word for what was said ("corrected", "withdrawn"), so that a program can ask for it by that.
void put_later(json::ObjectWriter& line, const std::shared_ptr<const group::Later>& later) {
  if (later == nullptr) return;
  json::ObjectWriter said;
  said.text("by", later->id).text("added", to_string(later->added));
  said.text_if("text", later->text);
  line.raw(later->what, said.number("times", later->times).str());
}

// Looks through every member's journal, since a message is found by its id alone and its author is what one may want to
// know. All matches are looked at even after the first, because only then is it known that nothing else is meant.
Result<Groups::Found> Groups::find_said(const std::string& typed, const std::string& which) const {
  std::string only;
  if (!which.empty()) {
    PARLEY_TRY(const node::GroupView view, node_.membership().group(which));
    only = view.charter.terms.id;
  }
  const node::TypedId id(typed);
  std::optional<Found> found;
  bool several = false;
  const auto all = node_.membership().views();
  for (const node::GroupView& group : *all) {
    if (!only.empty() && group.charter.terms.id != only) continue;
    for (const node::MemberView& member : group.members) {
      if (member.journal == nullptr) continue;
      PARLEY_TRY(auto match, match_in(*member.journal, id).in(group.alias));
      if (!match) continue;
      several = several || match->several || (found && found->id != match->id);
      found = Found{.group = group.alias,
                    .author = member.identity_id,
                    .author_name = node_.peers().called(member.identity_id, member.name),
                    .id = std::move(match->id),
                    .text = std::move(match->text),
                    .added = match->added};
    }
  }
  if (several) return Error{Code::conflict, "\"" + typed + "\" means more than one object; give more of its id"};
  if (found) {
    PARLEY_TRY(const GroupRoom room, open(found->group));
    found->later = later_of(room.view, *found);
    return std::move(*found);
  }
  return Error{Code::not_found, "nothing was said under \"" + typed + "\"; parley inbox lists what came in"};
}

std::string Groups::title_of(const std::string& id) const { return node::title_of(node_, id); }

std::string Groups::titled(const std::string& id) const {
  const std::string title = title_of(id);
  return text::plain(title.empty() ? text::short_id(id) : text::short_id(id) + " \"" + title + "\"");
}

}  // namespace parley::desk
