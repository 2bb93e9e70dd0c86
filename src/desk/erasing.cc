// Looked for and erased in two steps, with the person in between. The filter that selected what was shown is what
// selects what goes: a version that came meanwhile and was not asked for by its time goes too only when all were meant.
#include "desk/erasing.h"

#include <fmt/format.h>

#include "node/audit.h"
#include "node/find_object.h"
#include "node/journals.h"
#include "node/own_heads.h"

namespace parley::desk {
namespace {

// It destroys what might be asked for later, so it does not count as what only takes away.
node::Deed deed_of(const std::string& journal, const std::string& id) {
  return {.act = node::Act::erase, .what = "erase", .place = journal, .about = {id}};
}

}  // namespace

// Erasing is possible in a mirror as well, where it takes away this party's copy only. It is never possible in the
// audit, for anybody; an attempt is recorded there.
Result<Erasing::Found> Erasing::find(const node::Acting& acting, const std::string& typed, const std::string& journal,
                                     const std::string& version) const {
  PARLEY_TRY(const std::string id, node::whole_id(node_, typed));
  PARLEY_TRY(const auto info, node_.journals().open(journal));
  const node::Deed deed = deed_of(info.row.id, id);
  PARLEY_TRY_STATUS(node::may_begin(node_, acting, deed));
  PARLEY_TRY_STATUS(node::refused_is_recorded(node_, acting, deed, node::is_not_audit(node_, info.row.id)));
  Found out{.id = id,
            .journal = info.row.name,
            .mirror = info.journal->is_mirror(),
            .versions = {},
            .filter = {.last = false, .first = false, .all = version.empty(), .exact = {}}};
  if (!version.empty()) {
    PARLEY_TRY(const Timestamp time, Timestamp::parse(version).in("version"));
    out.filter.exact = {time};
  }
  // Objects of both versions of STIX: a journal may hold some that say they are 2.0, and those can be erased like any
  // other.
  const journal::Query query{
      .added_after = {}, .ids = {id}, .types = {}, .spec_versions = {"2.0", "2.1"}, .versions = out.filter};
  for (journal::Seq from = 0;;) {
    PARLEY_TRY(const auto found, info.journal->read(query, from, {}));
    for (const journal::Entry& entry : found.entries)
      out.versions.push_back({entry.seq, std::string(entry.version), std::string(entry.text)});
    if (!found.more) break;
    from = found.next;
  }
  if (out.versions.empty())
    return Error{Code::not_found, fmt::format("journal \"{}\" holds no such version of {}", info.row.name, id)};
  return out;
}

// Opened and checked again, since a person may have taken his time over the question.
Result<std::size_t> Erasing::erase(const node::Acting& acting, const Found& found) const {
  PARLEY_TRY(const auto info, node_.journals().open(found.journal));
  const node::Deed deed = deed_of(info.row.id, found.id);
  PARLEY_TRY_STATUS(node::refused_is_recorded(node_, acting, deed, node::is_not_audit(node_, info.row.id)));
  PARLEY_TRY(node::Recorded act, node::begin_act(node_, acting, deed));
  // A purge is an entry as well: an old copy of the folder must not sign it beside what others have.
  PARLEY_TRY_STATUS(act.heed(node_.own_heads().before_append(info.row)));
  return act.ended(info.journal->erase(found.id, found.filter));
}

}  // namespace parley::desk
