// Everything that a person or a monitoring script should know of a node, from whoever knows it: journals, health,
// groups, the running server. Nothing is stored here, and one thing that cannot be found out does not keep the others
// back, since a node in trouble is when status is asked for.
#include "desk/status.h"

#include <algorithm>
#include <chrono>

#include "node/health.h"
#include "node/journals.h"
#include "node/membership.h"
#include "node/own_keys.h"
#include "node/peers.h"
#include "node/receipts.h"
#include "node/upkeep.h"

namespace parley::desk {
namespace {

// Peers come in under the identity of their certificate. They are shown by the name that this node gave them, and
// people by the user name.
NodeStatus::Served served_by(node::Node& node, const node::NodeServer& server) {
  NodeStatus::Served out{.url = server.url(), .clients = {}, .http = server.statistics()};
  for (node::ClientView& client : server.clients()) {
    std::string called = client.user;
    // The prefix stays, as a peer and a user may be called alike.
    if (called.starts_with(node::kPeerPrefix))
      if (const auto peer = node.peers().find(std::string_view(called).substr(node::kPeerPrefix.size())); peer.ok())
        called = std::string(node::kPeerPrefix) + peer->alias;
    out.clients.push_back({std::move(client), std::move(called)});
  }
  return out;
}

}  // namespace

// Over all groups that this party has not left. What has no time stands last, and what is overdue first, because its
// time is the earliest.
Result<std::vector<NodeStatus::DueItem>> NodeStatus::due() const {
  const Groups groups(node_);
  PARLEY_TRY(const auto rooms, groups.rooms());
  std::vector<DueItem> out;
  for (const GroupRoom& room : rooms) {
    if (room.group.left) continue;
    const group::ReceivedAt received_at = node_.receipts().received_at(room.group);
    for (const group::Due& due : room.view.due) {
      group::Due shown = due;
      // An object that is recalled says little by its id.
      if (node::TypedId(due.title).is_whole()) shown.title = groups.titled(due.title);
      out.push_back({room.group.alias, room.own, due, room.name(due.who),
                     due.to.empty() ? std::string() : room.name(due.to), group::sentence(shown, room.name_of()),
                     room.id(), group::revision_of(room.view, due, received_at), shown.title});
    }
  }
  std::stable_sort(out.begin(), out.end(), [](const DueItem& a, const DueItem& b) {
    if (a.due.due.has_value() != b.due.due.has_value()) return a.due.due.has_value();
    return a.due.due.value_or(Micros{}) < b.due.due.value_or(Micros{});
  });
  return out;
}

// Members are called in a calendar what they are called on the screens; two groups may call one party differently, and
// then the last one counts.
std::string NodeStatus::calendar(const std::vector<DueItem>& items) const {
  std::vector<group::CalendarItem> entries;
  std::map<std::string, std::string, std::less<>> names;
  for (const DueItem& item : items) {
    entries.push_back({item.group, item.due, item.charter, item.revision});
    entries.back().due.title = item.title;
    names[item.due.who] = item.who;
    if (!item.due.to.empty()) names[item.due.to] = item.to;
  }
  const node::Config& config = node_.config();
  return group::calendar(
      entries,
      {.own = config.party.identity, .name = config.party.name, .ahead = std::chrono::hours(config.duty.ahead_hours)},
      [&](std::string_view identity) {
        const auto found = names.find(identity);
        return found != names.end() ? found->second : std::string(identity);
      },
      node_.time());
}

// Of all groups, or of one by its charter. Groups that were left are among them: their mirrors can still be at fault.
std::vector<NodeStatus::Problem> NodeStatus::problems(const std::string& charter) const {
  std::vector<Problem> out;
  for (node::GroupView& group : node_.membership().groups()) {
    if (!charter.empty() && group.charter.terms.id != charter) continue;
    for (node::MemberView& member : group.members)
      if (!member.problem.empty() || !member.no_room.empty() || !member.takes_no_more.empty() ||
          !member.wrong_copies.empty())
        out.push_back({group.alias, group.left, std::move(member)});
  }
  return out;
}

Result<NodeStatus::Shown> NodeStatus::show(const node::NodeServer* server) const {
  // The disk, the journals and their heads as they are now, and not as they were at the last round.
  node_.upkeep().check();
  const node::Config& config = node_.config();
  Shown out{.party = config.party.name,
            .identity = config.party.identity,
            .party_key = node_.own_keys().party_fingerprint(),
            .dir = node_.dir().string(),
            .now = node_.time(),
            .journals = Journals(node_).list(),
            .problems = node_.health().problems(),
            .group_problems = problems(),
            .open = {},
            .open_problem = {},
            .untold = node_.duty_troubles().list(),
            .due = {},
            .served = {}};
  PARLEY_TRY(out.due, due());
  // What is not known of one thing is said, and keeps nothing else back.
  if (auto open = node::open_deliberation(node_); open.ok())
    out.open = std::move(*open);
  else
    out.open_problem = open.error().message;
  // A command that opened the folder by itself has no server to tell of.
  if (server != nullptr) out.served = served_by(node_, *server);
  return out;
}

// Worse than a problem that people should read: appending, signing or answering does not work as it should.
bool NodeStatus::degraded() const {
  for (const auto& row : node_.journals().rows())
    if (!node_.journals().open(row.id).ok()) return true;
  const auto problems = node_.health().problems();
  return std::any_of(problems.begin(), problems.end(),
                     [](const node::Problem& one) { return node::is_degraded(one.trouble); });
}

}  // namespace parley::desk
