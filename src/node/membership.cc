// Two questions asked all the time by others: which groups are there, and may this party read that journal.
// Both are answered from memory, out of values that are made anew when a charter or a journal changes and
// never changed themselves. What is wrong at the moment - a stopped journal, a full disk - changes too often
// for that and is looked up with each question that wants it (with_problems()).
#include "node/membership.h"

#include <fmt/format.h>

#include <algorithm>

#include "node/heads.h"
#include "node/journals.h"
#include "node/lobby.h"
#include "node/log.h"
#include "node/mirror_room.h"
#include "node/node.h"
#include "node/peer_silence.h"
#include "node/peers.h"

namespace parley::node {

const MemberView* member_of(const GroupView& view, std::string_view identity) {
  const auto at = std::find_if(view.members.begin(), view.members.end(),
                               [&](const MemberView& one) { return one.identity_id == identity; });
  return at == view.members.end() ? nullptr : &*at;
}

const MemberView* own_member(const GroupView& view) {
  const auto own =
      std::find_if(view.members.begin(), view.members.end(), [](const MemberView& one) { return one.own; });
  return own == view.members.end() ? nullptr : &*own;
}

std::string path_of(const GroupView& view, const std::string& collection) {
  return fmt::format("/{}/collections/{}", view.root, collection);
}

// Departures alone are kept: they are known from the journals, but a start must not read all of those before
// it answers.
Status Membership::reload() {
  PARLEY_TRY(const auto rows, db_.departures());
  std::map<std::pair<std::string, std::string>, Micros> loaded;
  for (const auto& row : rows) loaded[{row.charter, row.party}] = row.at;
  const Lock lock(mutex_);
  departed_ = std::move(loaded);
  return {};
}

// Everything that the TAXII service asks for with each request is computed here, when a charter comes into force, which
// is rare, and swapped in whole: a request sees the groups of before or those of after, and never half of them.
void Membership::charters_changed(const ChartersInForce& in_force) {
  auto fresh = std::make_shared<Snapshot>();
  for (const InForce& one : *in_force) {
    auto& members = fresh->members[one.root];
    if (!one.left)
      for (const auto& member : one.charter.terms.members) members.insert(member.identity_id);
    fresh->titles[one.root] = one.charter.terms.name;
    // A mirror of who is in the group no longer stays here, and is handed to nobody: who joined since was not in the
    // audience of what is in it.
    for (const auto& signature : one.charter.signatures) fresh->collections.insert(signature.collection);
  }
  {
    const Lock lock(mutex_);
    in_force_ = in_force;
    snapshot_ = std::move(fresh);
  }
  journals_changed();
}

// Only marked as stale, since many journals change at once when a node opens; who asks next makes the views.
void Membership::journals_changed() {
  {
    const Lock lock(mutex_);
    views_.reset();
    ++version_;
  }
  node_.changes().signal();
}

// --- views

GroupView Membership::view_of(const InForce& one) const {
  GroupView view{.charter = one.charter, .alias = one.alias, .root = one.root, .members = {}, .left = one.left};
  for (const auto& member : one.charter.terms.members) {
    MemberView out{.identity_id = member.identity_id,
                   .name = member.name,
                   .own = member.identity_id == own_.identity,
                   .journal = {},
                   .problem = {},
                   .no_room = {},
                   .takes_no_more = {},
                   .left = {},
                   .wrong_copies = {}};
    const auto* signature = group::find_signature(one.charter, member.identity_id);
    auto info = node_.journals().open(signature->collection);
    // The charter names the journal, and the row must be the one that was made for it: a collection of
    // another group under that id must not be shown as a member's words.
    if (info.ok() && info->row.root == one.root && info->row.origin == signature->journal_key.name)
      out.journal = info->journal;
    else if (info.ok())
      out.problem = "its collection is another journal's here";
    else
      out.problem = info.error().message;
    view.members.push_back(std::move(out));
  }
  return view;
}

// Made without the lock and kept only when nothing has changed meanwhile (version_). Who asked in between gets what was
// true when he asked; the next one makes them anew.
GroupViews Membership::views() const {
  ChartersInForce in_force;
  std::uint64_t version = 0;
  {
    const Lock lock(mutex_);
    if (views_) return views_;
    version = version_;
    in_force = in_force_;
  }
  // Journals are asked for without the lock: they ask for rights with their own held.
  auto made = std::make_shared<std::vector<GroupView>>();
  for (const InForce& one : *in_force) made->push_back(view_of(one));
  const Lock lock(mutex_);
  if (version_ == version) views_ = made;
  return made;
}

// Of other parts, each of which has a leaf lock of its own: asked one after the other, with none of ours held.
GroupView Membership::with_problems(GroupView view) const {
  const MemberView* const own = own_member(view);
  const std::string own_origin = own != nullptr && own->journal ? own->journal->origin() : std::string();
  for (MemberView& member : view.members) {
    const std::string origin = member.journal ? member.journal->origin() : std::string();
    if (!origin.empty() && !member.own)
      if (const auto full = node_.mirror_room().refused(origin))
        member.no_room = full->here(fmt::format("\"{}\"", member.name));
    if (!own_origin.empty()) member.takes_no_more = node_.mirror_room().not_taken(own_origin, member.identity_id);
    member.called = node_.peers().called(member.identity_id, member.name);
    if (!origin.empty())
      if (std::string problem = node_.heads().problem(origin); !problem.empty()) member.problem = std::move(problem);
    if (!member.own) member.silent_since = node_.peer_silence().silent_since(member.identity_id);
    member.wrong_copies = node_.heads().wrong_copies(member.identity_id, view.root);
    const Lock lock(mutex_);
    if (const auto left = departed_.find({view.charter.terms.id, member.identity_id}); left != departed_.end())
      member.left = left->second;
  }
  return view;
}

std::vector<GroupView> Membership::groups() const {
  std::vector<GroupView> out;
  const auto all = views();
  for (const GroupView& view : *all) out.push_back(with_problems(view));
  return out;
}

// A proposal is looked for last, so that the error says what is missing instead of that there is nothing.
Result<GroupView> Membership::group(std::string_view id_or_alias) const {
  const auto all = views();
  for (const GroupView& view : *all)
    if (view.charter.terms.id == id_or_alias || view.alias == id_or_alias || view.root == id_or_alias)
      return with_problems(view);
  for (const Charters::Proposal& one : node_.charters().proposals())
    if (one.charter.terms.id == id_or_alias || one.alias == id_or_alias)
      return Error{
          Code::not_found,
          fmt::format(
              "\"{}\" is no group yet: {} of its {} members have signed the charter; parley group show {} says who",
              one.alias, one.charter.signatures.size(), one.charter.terms.members.size(), one.alias)};
  return Error{Code::not_found, fmt::format("there is no group \"{}\"; parley group list shows them", id_or_alias)};
}

Status Membership::for_each(const GroupView& group, const std::function<Status(const group::Record&)>& visit) const {
  journal::Query everything;
  // Every version of everything, in both versions of the standard: what was said must not depend on a filter.
  everything.spec_versions = {"2.0", "2.1"};
  everything.versions = {.last = false, .first = false, .all = true, .exact = {}};
  for (const MemberView& member : group.members) {
    if (!member.journal) continue;
    for (journal::Seq from = 0;;) {
      PARLEY_TRY(const journal::Page page, member.journal->read(everything, from, {}));
      for (const journal::Entry& entry : page.entries)
        PARLEY_TRY_STATUS(
            visit({.author = member.identity_id, .seq = entry.seq, .added = entry.date_added, .text = entry.text}));
      if (!page.more) break;
      from = page.next;
    }
  }
  return {};
}

// --- who has left

bool Membership::has_left(const GroupView& group, std::string_view identity) const {
  const Lock lock(mutex_);
  return departed_.contains({group.charter.terms.id, std::string(identity)});
}

// Only a change is written and logged; the state says the same with every round. The lock is left before
// node.db is written.
void Membership::note_departures(const GroupView& view, const group::View& state) {
  const std::string& charter = view.charter.terms.id;
  for (const MemberView& member : view.members) {
    const group::Departure* departure = state.departure_of(member.identity_id);
    {
      const Lock lock(mutex_);
      const auto known = departed_.find({charter, member.identity_id});
      if ((departure != nullptr) == (known != departed_.end())) continue;
      if (departure != nullptr)
        departed_[{charter, member.identity_id}] = departure->at.added;
      else
        departed_.erase(known);
    }
    keep_departure(view, member, departure);
  }
}

void Membership::keep_departure(const GroupView& view, const MemberView& member, const group::Departure* departure) {
  const std::string& charter = view.charter.terms.id;
  log(LogLevel::info, departure != nullptr ? "a member has left the group" : "a member is back in the group",
      {{"group", view.alias}, {"member", member.name}});
  const Status kept =
      departure != nullptr
          ? db_.put_departure({.charter = charter, .party = member.identity_id, .at = departure->at.added})
          : db_.remove_departure(charter, member.identity_id);
  if (!kept.ok())
    log(LogLevel::warning, "who left a group could not be kept, and is found again with the next start",
        {{"group", view.alias}, {"why", kept.error().message}});
}

// --- what others may see

// Every known party sees the lobby, even when it is in no group yet: that is how the first charter comes.
std::optional<std::vector<taxii::ApiRoot>> Membership::roots_of(const taxii::Principal& principal) const {
  const auto identity = peer_identity(principal);
  if (!identity) return std::nullopt;
  const Lock lock(mutex_);
  // Less than clients may bring, which the configuration may set to gigabytes.
  std::vector<taxii::ApiRoot> out = {
      {.name = std::string(kLobby), .title = "Lobby", .max_content_length = kLobbyBytes}};
  for (const auto& [root, members] : snapshot_->members)
    if (members.contains(*identity)) out.push_back({.name = root, .title = snapshot_->titles.at(root)});
  return out;
}

std::vector<taxii::ApiRoot> Membership::roots() const {
  const Lock lock(mutex_);
  std::vector<taxii::ApiRoot> out;
  for (const auto& [root, title] : snapshot_->titles) out.push_back({.name = root, .title = title});
  return out;
}

// A party may read the journals of the groups that it is in, its own included, and write nothing but charters into the
// lobby: what it has to say stands in its own journal, and this node fetches it. Both halves are asked for, that it is
// a member and that the collection belongs to a charter in force: a mirror of somebody who has gone is under the same
// root.
std::optional<Rights> Membership::rights_of(const taxii::Principal& principal, const store::CollectionRow& row) const {
  const auto identity = peer_identity(principal);
  if (!identity) return std::nullopt;
  if (row.root == kLobby) return Rights{.read = false, .write = row.name == kLobby, .remove = false};
  const Lock lock(mutex_);
  const auto members = snapshot_->members.find(row.root);
  return Rights{.read = members != snapshot_->members.end() && members->second.contains(*identity) &&
                        snapshot_->collections.contains(row.id),
                .write = false,
                .remove = false};
}

}  // namespace parley::node
