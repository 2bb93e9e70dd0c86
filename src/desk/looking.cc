// The desks themselves ask nobody who only looks; here it is asked for each thing, before anything of it is computed,
// so that an answer never tells by its kind or its time what there is.
#include "desk/looking.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "desk/peers.h"
#include "desk/shown_marking.h"
#include "node/audit.h"
#include "node/membership.h"
#include "node/own_keys.h"
#include "node/peers.h"
#include "node/people.h"

namespace parley::desk {
namespace {

constexpr std::array<std::string_view, 2> kLanguages = {"en", "de"};

// Rights for one group count here, too: what may be done where is asked for with the act.
std::vector<std::string> rights_of(node::Node& node, const std::string& person) {
  std::vector<std::string> out;
  const auto user = node.access().user(person);
  const auto allowed = node.people().allowed(person);
  for (const node::Act act : node::all_acts()) {
    const bool has = (user && user->administrator) ||
                     std::any_of(allowed.begin(), allowed.end(), [&](const auto& one) { return one.act == act; });
    if (has) out.emplace_back(node::word_of(act));
  }
  return out;
}

}  // namespace

// Of the identity, which is made at random for each node and is no secret.
std::string node_digits(const node::Node& node) {
  const std::string& identity = node.config().party.identity;
  const std::size_t at = identity.find("--");
  std::string out = at == std::string::npos ? identity : identity.substr(at + 2);
  std::erase_if(out, [](char c) { return !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')); });
  out.resize(8, '0');
  return out;
}

Status Looking::may_see(std::string_view what) const {
  return node::may_begin(node_, acting_, {.act = node::Act::see, .what = fmt::format("see {}", what)});
}

Result<Looking::Me> Looking::me(const node::Sessions::Session& session) const {
  PARLEY_TRY(const auto kept, node_.sessions().kept().person(acting_.person()));
  Me out{.user = acting_.person(),
         .party = node_.config().party.name,
         .party_key = node_.own_keys().party_fingerprint(),
         .node = node_digits(node_),
         .fingerprint = {},
         .rights = rights_of(node_, acting_.person()),
         .groups = {},
         .language = kept.language,
         .session = session,
         .now = node_.time()};
  // Who may not look is told of no group either.
  if (node_.people().may(acting_, node::Act::see, node::kEverywhere).ok())  // preview
    for (const node::GroupView& group : node_.membership().groups()) out.groups.push_back(group.alias);
  // A node that nobody else can ask, or that has handed out no card, has nothing to compare.
  if (const auto known = Peers(node_).own_fingerprint()) out.fingerprint = *known;
  return out;
}

// A setting of one's own, and no act: nobody else sees it.
Status Looking::choose_language(std::string_view language) const {
  if (std::find(kLanguages.begin(), kLanguages.end(), language) == kLanguages.end())
    return Error{Code::invalid_input,
                 fmt::format("there is no language \"{}\" here; there are {}", language, fmt::join(kLanguages, ", "))};
  store::RoomDb& kept = node_.sessions().kept();
  PARLEY_TRY(auto row, kept.person(acting_.person()));
  row.language = language;
  return kept.put_person(row);
}

// The own journals are left out: what this party has said is nothing new to it. So are groups that it has left.
Result<std::vector<Looking::News>> Looking::news() const {
  PARLEY_TRY_STATUS(may_see("news"));
  PARLEY_TRY(const auto seen, node_.sessions().kept().seen(acting_.person()));
  std::vector<News> out;
  for (const node::GroupView& group : node_.membership().groups()) {
    if (group.left) continue;
    News news{.group = group.alias, .journals = {}};
    for (const node::MemberView& member : group.members) {
      if (member.own || member.journal == nullptr) continue;
      News::Of of{.from = member.called, .journal = member.journal->origin(), .entries = 0, .seen = 0, .last = {}};
      const auto statistics = member.journal->statistics();
      of.entries = statistics.entries;
      of.last = statistics.last_added;
      const auto at =
          std::find_if(seen.begin(), seen.end(), [&](const auto& row) { return row.journal == of.journal; });
      if (at != seen.end()) of.seen = at->entries;
      news.journals.push_back(std::move(of));
    }
    if (const std::uint64_t entries = news.entries(); entries > 0) {
      PARLEY_TRY(auto page,
                 Inbox(node_).list({.group = group.alias, .most = std::min<std::size_t>(entries, kMostItems)}));
      news.items = std::move(page.items);
    }
    out.push_back(std::move(news));
  }
  return out;
}

std::uint64_t Looking::News::entries() const {
  std::uint64_t sum = 0;
  for (const Of& one : journals) sum += one.is_new();
  return sum;
}

Status Looking::saw(const std::string& journal, std::uint64_t upto) const {
  PARLEY_TRY(const auto all, news());
  for (const News& group : all)
    for (const News::Of& one : group.journals) {
      if (one.journal != journal) continue;
      if (upto > one.entries)
        return Error{Code::invalid_input, fmt::format("upto: this journal has {} entries here", one.entries)};
      return node_.sessions().kept().put_seen({acting_.person(), journal, upto});
    }
  return Error{Code::not_found, "journal: no member of a group has this one"};
}

Result<Inbox::Page> Looking::inbox(const Inbox::Filter& filter) const {
  PARLEY_TRY_STATUS(may_see("inbox"));
  return Inbox(node_).list(filter);
}

namespace {

// Every identity that stands anywhere in the text, found by its form: where it stands is the object's business.
std::map<std::string, std::string> names_in(node::Node& node, std::string_view text) {
  constexpr std::string_view kStart = "identity--";
  constexpr std::size_t kBytes = kStart.size() + 36, kMost = 100;
  std::map<std::string, std::string> out;
  for (std::size_t at = text.find(kStart); at != std::string_view::npos && out.size() < kMost;
       at = text.find(kStart, at + 1)) {
    const std::string id(text.substr(at, kBytes));
    if (std::string name = node.peers().called(id, ""); !name.empty()) out[id] = std::move(name);
  }
  return out;
}

}  // namespace

// Recorded with the id of what was found, and not with what was typed.
Result<Looking::Message> Looking::message(const std::string& typed, const std::string& group) const {
  PARLEY_TRY_STATUS(may_see("message"));
  PARLEY_TRY(auto found, Inbox(node_).read(typed, group));
  node_.audit().looked(acting_, {.act = node::Act::see, .what = "read", .about = {found.id}});
  Message out{.said = std::move(found), .own = false, .names = {}, .marking = {}};
  out.own = out.said.author == node_.config().party.identity;
  out.names = names_in(node_, out.said.text);
  out.names.emplace(out.said.author, out.said.author_name);
  ShownMarking marking;
  marking.take(out.said.id, out.said.text);
  out.marking = marking.strictest();
  return out;
}

Result<NodeStatus::Shown> Looking::status(const node::NodeServer* server) const {
  PARLEY_TRY_STATUS(may_see("status"));
  return NodeStatus(node_).show(server);
}

}  // namespace parley::desk
