// How much of what others say is kept here, and how much of ours they keep: limits, and the words for both sides. Being
// held up is no fault of anybody: nothing stops for good, and what fits again is fetched with the next exchange.
#include <fmt/format.h>

#include "node/groups_impl.h"
#include "node/health.h"
#include "node/log.h"

namespace parley::node {

Held Groups::Impl::held_of(const std::string& identity) {
  std::vector<std::string> mirrors;
  {
    const Lock lock(mutex);
    for (const auto& [id, one] : charters)
      if (const auto* signature = one.charter ? group::find_signature(*one.charter, identity) : nullptr)
        mirrors.push_back(signature->collection);
  }
  Held held;
  for (const std::string& mirror : mirrors) {
    const auto info = node.journal(mirror);
    if (!info.ok()) continue;
    const auto statistics = info->journal->statistics();
    held.objects += statistics.entries;
    held.bytes += statistics.segment_bytes + statistics.entries * kBytesBesideALine;
  }
  return held;
}

Result<Storage::Room> Groups::Impl::room_for(const GroupView& view, const MemberView& author, const std::string& origin,
                                             std::uint64_t entries_of_head, std::uint64_t size, std::uint64_t bytes) {
  // A batch may reach the disk while this counts.
  Held held;
  std::uint64_t stored = 0;
  do {
    stored = author.journal->size();
    held = held_of(author.identity_id);
  } while (author.journal->size() != stored);
  if (stored < size) {
    held.objects += size - stored;
    held.bytes += bytes;
  }
  std::string alias;
  {
    const Lock lock(mutex);
    if (const auto peer = peers.find(author.identity_id); peer != peers.end()) alias = peer->second.row.alias;
  }
  const auto answer = node.storage().room_for(alias, author.identity_id, held);
  if (!answer.refused) return answer.room;
  const NoRoom& no = *answer.refused;
  {
    const Lock lock(mutex);
    no_room[origin] = no;
  }
  const std::string here = no.here(alias.empty() ? author.name : "\"" + alias + "\"");
  const std::uint64_t held_here = author.journal->size();
  const std::string behind =
      entries_of_head > held_here
          ? fmt::format("; {} of its {} entries in \"{}\" are not here, and an inquiry among them starts no clock",
                        entries_of_head - held_here, entries_of_head, view.alias)
          : std::string();
  const bool at_limit = no.why != NoRoom::Why::reserve;
  node.health().set("room/" + origin, {at_limit ? Trouble::limit_reached : Trouble::below_reserve, here + behind});
  return Error{Code::too_large, here + behind};
}

void Groups::Impl::room_again(const std::string& origin) {
  {
    const Lock lock(mutex);
    if (no_room.erase(origin) == 0) return;
  }
  node.health().clear("room/" + origin);
}

void Groups::Impl::keep_not_taken(const std::string& origin, const std::string& identity, const std::string& why) {
  {
    const Lock lock(mutex);
    const auto at = not_taken.find({origin, identity});
    if (at == not_taken.end() ? why.empty() : at->second == why) return;
    if (why.empty())
      not_taken.erase(at);
    else
      not_taken[{origin, identity}] = why;
  }
  (void)db->put_note("not taken/" + origin + "/" + identity, why);
  if (!why.empty()) log(LogLevel::warning, "a member takes no more of our journal", {{"why", why}});
}

}  // namespace parley::node
