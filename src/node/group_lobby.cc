// What comes from a party before there is a group: charters, and nothing else. They wait in node.db as notes
// "lobby/IDENTITY/CHARTER" until they are read, which is at once but for one that names a party whose card is not here
// yet; so an accepted peer can make this node keep kLobbyCharters texts of kMaxCharterBytes, and no more.
#include <fmt/format.h>

#include "json/object_text.h"
#include "node/groups_impl.h"
#include "node/log.h"

namespace parley::node {
namespace {

constexpr std::string_view kNotes = "lobby/";
constexpr std::size_t kMaxCharterBytes = 192u << 10;

// The text that an artifact carries; empty when it carries none.
std::string payload_of(std::string_view artifact) {
  json::Parser parser;
  json::Object object;
  const auto parsed = parser.parse(artifact);
  if (!parsed.ok() || parsed->get(object) != simdjson::SUCCESS) return {};
  const auto bytes = from_base64(json::string_member(object, "payload_bin").value_or(""));
  return bytes ? std::string(as_text(*bytes)) : std::string();
}

}  // namespace

Status Groups::put_in_lobby(const taxii::Principal& principal, std::string_view artifact) {
  if (!principal.name.starts_with(kPeerPrefix))
    return Error{Code::forbidden, "only other parties' nodes bring charters"};
  const std::string identity = principal.name.substr(kPeerPrefix.size());
  const std::string text = payload_of(artifact);
  if (text.size() > kMaxCharterBytes)
    return Error{Code::too_large, fmt::format("a charter has at most {} KiB", kMaxCharterBytes >> 10)};
  const auto charter = group::parse_charter(text);
  if (!charter.ok()) return Error{Code::invalid_input, "the payload is no charter: " + charter.error().message};
  for (const std::string& member : {identity, impl_->own_identity()})
    if (group::find_member(charter->terms, member) == nullptr)
      return Error{Code::forbidden, "the charter does not name both the party that brings it and this one as members"};
  if (const auto low = impl_->node.storage().below_reserve())
    return Error{Code::unavailable, low->told(impl_->node.config().party.name)};
  const Lock lock(impl_->lobby_mutex);
  const std::string key = fmt::format("{}{}/{}", kNotes, identity, charter->terms.id);
  PARLEY_TRY(const auto waiting, impl_->db->notes(fmt::format("{}{}/", kNotes, identity)));
  const bool is_there =
      std::any_of(waiting.begin(), waiting.end(), [&](const auto& note) { return note.first == key; });
  if (!is_there && waiting.size() >= kLobbyCharters)
    return Error{Code::unavailable,
                 fmt::format("{} charters that you brought wait here already, and no more are kept", waiting.size())};
  PARLEY_TRY_STATUS(impl_->db->put_note(key, charter->text));
  ++impl_->lobby_arrivals;
  impl_->node.bell().ring();
  return {};
}

Status Groups::read_lobby() {
  const Lock lock(impl_->state_mutex);
  PARLEY_TRY(const auto waiting, impl_->db->notes(kNotes));
  for (const auto& [key, text] : waiting) {
    const auto charter = group::parse_charter(text);
    bool changed = false;
    const Status taken = charter.ok() ? impl_->take_proposal(*this, *charter, "", changed) : Status{charter.error()};
    if (!taken.ok())
      log(LogLevel::warning, "a charter in the lobby was not taken", {{"why", taken.error().message}});
    else if (changed)
      log(LogLevel::info, "a charter came in", {{"name", charter->terms.name}});
    // One that names a party without a card here, or that the disk has no room for, is read again.
    const bool waits =
        !taken.ok() && (taken.error().code == Code::forbidden || taken.error().code == Code::unavailable);
    if (waits) continue;
    const Lock arriving(impl_->lobby_mutex);
    const auto now_there = impl_->db->note(key);
    if (now_there.ok() && *now_there == text) PARLEY_TRY_STATUS(impl_->db->put_note(key, ""));
  }
  return {};
}

}  // namespace parley::node
