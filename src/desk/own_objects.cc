// The one way by which objects that a person makes here get into this party's journals. A journal in a group is never
// written into from here, whoever asks: what stands there has been said, and only a release may say something
// (node/releases.h).
#include "desk/own_objects.h"

#include <fmt/format.h>

#include <algorithm>

#include "json/text_member.h"
#include "node/audit.h"
#include "node/deliberation.h"
#include "node/journals.h"
#include "node/lobby.h"
#include "node/own_identity.h"
#include "node/own_journal.h"
#include "node/people.h"

namespace parley::desk {

Result<node::JournalInfo> OwnObjects::own(std::string_view name) const {
  PARLEY_TRY(auto info, node_.journals().open(name));
  PARLEY_TRY_STATUS(node::is_not_audit(node_, info.row.id));
  // A journal under another API root is a group's: what stands there has been said, and the policy was asked about it.
  if (info.row.root != node_.config().taxii.root)
    return Error{Code::forbidden,
                 fmt::format("\"{}\" is the journal of a group: import into another, such as main, and let it go with "
                             "parley release send",
                             info.row.name)};
  return info;
}

// The audit is refused before the right is looked at, and the attempt is recorded: nobody has a right to write into it,
// not even an administrator.
Result<node::JournalInfo> OwnObjects::journal(const node::Acting& acting, node::Act act, std::string_view name) const {
  PARLEY_TRY(const auto known, node_.journals().open(name));
  const node::Deed deed{.act = act, .what = "write into a journal", .place = known.row.id};
  PARLEY_TRY_STATUS(node::refused_is_recorded(node_, acting, deed, node::is_not_audit(node_, known.row.id)));
  PARLEY_TRY(auto info, own(name));
  PARLEY_TRY_STATUS(node::may_begin(node_, acting, deed));
  return info;
}

Result<node::JournalInfo> OwnObjects::drafts(const node::Acting& acting) const {
  // The right is asked for first where that can be: who may not draft anywhere makes no journal either.
  PARLEY_TRY_STATUS(node::refused_is_recorded(node_, acting, {.act = node::Act::draft, .what = "write into drafts"},
                                              node_.people().may_somewhere(acting, node::Act::draft)));
  PARLEY_TRY([[maybe_unused]] const auto there, node::OwnJournal(node_).drafts());
  return journal(acting, node::Act::draft, kDrafts);
}

Result<std::string> OwnObjects::object_in(const journal::Journal& journal, const std::string& id,
                                          const std::string& version) {
  journal::Query query;
  query.ids = {id};
  if (!version.empty()) {
    PARLEY_TRY(const Timestamp time, Timestamp::parse(version).in(id));
    query.versions = {.last = false, .first = false, .all = false, .exact = {time}};
  }
  PARLEY_TRY(const auto page, journal.read(query, 0, {.objects = 1, .text_only = true}));
  if (page.entries.empty()) return Error{Code::not_found, fmt::format("there is no {} in this journal", id)};
  return std::string(page.entries[0].text);
}

Result<OwnObjects::Found> OwnObjects::find(const std::string& id, const std::string& version) const {
  const std::string& root = node_.config().taxii.root;
  const auto rank = [&](const store::CollectionRow& row) { return row.name == "main" ? 0 : row.root == root ? 1 : 2; };
  // An object is looked for where its newest word is likely to be: in "main", in the other journals outside of groups,
  // then in what was already released. The order decides which text is meant when the same id stands in several.
  auto rows = node_.journals().rows();
  // Neither mirrors of others' journals, nor what they put into the lobby, nor who did what.
  std::erase_if(rows, [](const auto& row) {
    return !row.source.empty() || row.root == node::kLobby || row.name == node::kAudit;
  });
  std::stable_sort(rows.begin(), rows.end(), [&](const auto& a, const auto& b) { return rank(a) < rank(b); });
  for (const auto& row : rows) {
    auto info = node_.journals().open(row.id);
    if (!info.ok()) continue;
    auto text = object_in(*info->journal, id, version);
    if (text.ok()) return Found{std::move(*text), std::move(*info)};
    // A journal that cannot be read may be the one that has it. To go on would find an older text elsewhere and take it
    // for the current one.
    if (text.error().code != Code::not_found) return std::move(text).error();
  }
  return Error{Code::not_found,
               fmt::format("there is no {} in this party's journals; say in which journal it is, if it is in one", id)};
}

Result<std::vector<journal::Outcome>> OwnObjects::append(const node::Acting& acting, node::Act act,
                                                         std::string_view what, const node::JournalInfo& journal,
                                                         std::span<const std::string> texts) const {
  node::Deed deed{.act = act, .what = std::string(what), .place = journal.row.id};
  // The ids go into the record before the append, so that it says what was meant even if the node stops in between.
  for (const std::string& text : texts) deed.about.push_back(json::text_member(text, "id"));
  PARLEY_TRY(node::Recorded recorded, node::begin_act(node_, acting, deed));
  return recorded.ended(append(journal, texts));
}

Result<std::vector<journal::Outcome>> OwnObjects::append(const node::JournalInfo& journal,
                                                         std::span<const std::string> texts) const {
  // All are admitted before the first is appended: one that is refused leaves nothing of the others behind.
  std::vector<journal::NewObject> objects;
  for (const std::string& text : texts) {
    PARLEY_TRY(auto object, node::OwnJournal::admit_one(text));
    objects.push_back(std::move(object));
  }
  return node::append_as_party(*journal.journal, node_.config(), objects);
}

}  // namespace parley::desk
