// The one who decides how much is kept of others is this node, and it says so: the author is told that no
// more is taken (507), and people on both sides see it. Nothing is thrown away to make room, and no journal
// is stopped for it; the exchange just goes no further until there is room.
#include "node/mirror_room.h"

#include <fmt/format.h>

#include "node/charters.h"
#include "node/health.h"
#include "node/journals.h"
#include "node/log.h"
#include "node/node.h"
#include "node/peers.h"
#include "text/display.h"

namespace parley::node {

Status MirrorRoom::reload() {
  PARLEY_TRY(const auto rows, db_.not_taken());
  std::map<std::pair<std::string, std::string>, std::string> loaded;
  for (const auto& row : rows) loaded[{row.origin, row.who}] = row.why;
  const Lock lock(mutex_);
  not_taken_ = std::move(loaded);
  return {};
}

std::optional<NoRoom> MirrorRoom::refused(std::string_view origin) const {
  const Lock lock(mutex_);
  const auto at = refused_.find(origin);
  return at == refused_.end() ? std::nullopt : std::optional(at->second);
}

std::string MirrorRoom::not_taken(const std::string& origin, const std::string& identity) const {
  const Lock lock(mutex_);
  const auto at = not_taken_.find({origin, identity});
  return at == not_taken_.end() ? std::string() : at->second;
}

// Counted over all groups with the party and not for each: one that is in ten groups with us gets the room of one.
// What the index and the tiles take for each entry is counted in (kBytesBesideALine), or a party could fill the disk
// with entries that have hardly any bytes.
Usage MirrorRoom::held_of(const std::string& identity) const {
  std::vector<std::string> mirrors;
  const auto in_force = node_.charters().in_force();
  for (const InForce& one : *in_force)
    if (const auto* signature = group::find_signature(one.charter, identity)) mirrors.push_back(signature->collection);
  Usage held;
  for (const std::string& mirror : mirrors) {
    const auto info = node_.journals().open(mirror);
    if (!info.ok()) continue;
    const auto statistics = info->journal->statistics();
    held.objects += statistics.entries;
    held.bytes += statistics.segment_bytes + statistics.entries * kBytesBesideALine;
  }
  return held;
}

Result<Storage::Room> MirrorRoom::ask(const GroupView& view, const MemberView& author, const std::string& origin,
                                      std::uint64_t entries_of_head, std::uint64_t size, std::uint64_t bytes) {
  // A batch may reach the disk while this counts.
  Usage held;
  std::uint64_t stored = 0;
  // What is on its way to the disk is not in any file yet, and would be counted twice, or not at all, if a
  // batch were written between the two looks: so it is counted again until the journal's size has stood
  // still.
  do {
    stored = author.journal->size();
    held = held_of(author.identity_id);
  } while (author.journal->size() != stored);
  if (stored < size) {
    held.objects += size - stored;
    held.bytes += bytes;
  }
  // Limits of single parties are written in parley.toml under the alias or the identity.
  const auto peer = node_.peers().find(author.identity_id);
  const std::string alias = peer.ok() ? peer->alias : std::string();
  const auto answer = node_.storage().room_for(alias, author.identity_id, held);
  if (!answer.refused) return answer.room;
  const NoRoom& no = *answer.refused;
  {
    const Lock lock(mutex_);
    refused_[origin] = no;
  }
  const std::string here = no.here(alias.empty() ? author.name : "\"" + alias + "\"");
  const std::uint64_t held_here = author.journal->size();
  // What is lacking matters to people: an inquiry among it starts no clock, and nobody would answer it.
  const std::string behind =
      entries_of_head > held_here
          ? fmt::format("; {} of the {} that it has in \"{}\" {} not here, and an inquiry among them starts no clock",
                        entries_of_head - held_here, text::counted(entries_of_head, "entry", "entries"), view.alias,
                        entries_of_head - held_here == 1 ? "is" : "are")
          : std::string();
  const bool at_limit = no.why != NoRoom::Why::reserve;
  node_.health().set("room/" + origin, {at_limit ? Trouble::limit_reached : Trouble::below_reserve, here + behind});
  return Error{Code::too_large, here + behind};
}

// Called after every fetch that went well, so nothing is done when nothing was wrong.
void MirrorRoom::there_is_again(const std::string& origin) {
  {
    const Lock lock(mutex_);
    if (refused_.erase(origin) == 0) return;
  }
  node_.health().clear("room/" + origin);
}

// Kept in node.db, so that a command on a stopped node can say it, too. Written without the lock: of two at once the
// earlier may be what node.db has in the end, which is shown after a restart until the next push.
void MirrorRoom::keep_not_taken(const std::string& origin, const std::string& identity, const std::string& why) {
  {
    const Lock lock(mutex_);
    const auto at = not_taken_.find({origin, identity});
    if (at == not_taken_.end() ? why.empty() : at->second == why) return;
    if (why.empty())
      not_taken_.erase(at);
    else
      not_taken_[{origin, identity}] = why;
  }
  if (const Status kept = db_.put_not_taken({origin, identity, why}); !kept.ok())
    log(LogLevel::warning, "what a member takes of our journal could not be kept", {{"why", kept.error().message}});
  if (!why.empty()) log(LogLevel::warning, "a member takes no more of our journal", {{"why", why}});
}

}  // namespace parley::node
