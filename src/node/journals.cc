// Two locks for each journal: the list's lock guards what is known of all of them and is never held while one
// is opened; the journal's own `opening` makes those who want the same one wait for each other and nobody
// else. Rows are never removed while the node runs, so a pointer to one stays good without a lock.
//
// A journal that cannot be opened stays closed with its reason, and the node goes on with the others: a
// damaged folder must not take away what is sound. It is not tried again by itself, except where want of
// space was the reason.
#include "node/journals.h"

#include <fmt/format.h>

#include <algorithm>

#include "node/access.h"
#include "node/collection_view.h"
#include "node/health.h"
#include "node/log.h"

namespace parley::node {
namespace {

// What to do about a group's journal that is an old copy.
constexpr std::string_view kRecover =
    "; if this folder is an old copy, parley journal recover brings back from a member what is missing";

Error no_journal(std::string_view name) {
  return {Code::not_found, fmt::format("there is no journal \"{}\"; parley journal list shows them", name)};
}

}  // namespace

// by_name_ is built anew, because an alias may have gone to another journal.
Status Journals::reload() {
  PARLEY_TRY(const auto rows, db_.collections());
  const Lock lock(mutex_);
  for (const auto& row : rows) {
    if (Known* known = find(row.id); known != nullptr)
      known->row = row;
    else
      insert(std::make_unique<Known>(row));
  }
  by_name_.clear();
  for (const auto& one : known_) name(*one);
  return {};
}

Journals::Known* Journals::find(std::string_view name) const {
  const auto at = by_name_.find(name);
  return at == by_name_.end() ? nullptr : at->second;
}

// The first one keeps a name: no journal takes another's away by an alias.
void Journals::name(Known& one) {
  for (const std::string& name : {one.row.name, one.row.id, one.row.alias})
    if (!name.empty()) by_name_.try_emplace(name, &one);
}

void Journals::insert(std::unique_ptr<Known> one) {
  name(*one);
  by_root_[one->row.root].push_back(one.get());
  known_.push_back(std::move(one));
}

std::vector<store::CollectionRow> Journals::rows() const {
  const Lock lock(mutex_);
  std::vector<store::CollectionRow> out;
  for (const auto& one : known_) out.push_back(one->row);
  return out;
}

// None goes as long as this lives, so what is handed out stays.
std::vector<Journals::Known*> Journals::all() const {
  const Lock lock(mutex_);
  std::vector<Known*> out;
  for (const auto& one : known_) out.push_back(one.get());
  return out;
}

// --- opening

// Looked at twice, before and after waiting for `opening`: of several who ask at once the first opens it, and
// the others find it open or its reason.
void Journals::open_one(Known& one) {
  store::CollectionRow row;
  const auto is_to_be_opened = [&] {
    const Lock lock(mutex_);
    row = one.row;
    return !one.journal && one.problem.empty();
  };
  if (!is_to_be_opened()) return;
  const Lock opening(one.opening);
  if (!is_to_be_opened()) return;  // somebody else has, meanwhile
  auto opened = folders_.open(row);
  const Lock lock(mutex_);
  take(one, std::move(opened));
}

// Puts the outcome in place, with the list's lock held, and says in health() what is wrong. An old copy of a
// journal of a group can be mended by a command, so the message names it.
void Journals::take(Known& one, Result<OpenedJournal> opened) {
  const std::string name = "journal/" + one.row.id, key = "key/" + one.row.id;
  if (!opened.ok()) {
    const bool old_copy = opened.error().code == Code::conflict && one.row.root != node_.config().taxii.root;
    one.for_want_of_space = opened.error().code == Code::unavailable;
    one.problem = opened.error().message + (old_copy ? std::string(kRecover) : "");
    node_.health().set(name, {Trouble::journal_closed, fmt::format("journal \"{}\": {}", one.row.name, one.problem)});
    return;
  }
  one.key = std::move(opened->key);
  one.public_key = opened->public_key;
  one.journal = std::move(opened->journal);
  node_.health().clear(name);
  if (opened->wrong_key.empty()) {
    node_.health().clear(key);
    return;
  }
  // Read by everybody who may, written by nobody: what came in now would lie there unsigned.
  one.journal->refuse({Code::unavailable, opened->wrong_key});
  node_.health().set(key, {Trouble::wrong_key, fmt::format("journal \"{}\": {}", one.row.name, opened->wrong_key)});
}

// The ordinary case, a journal that is open, is one look-up under the lock.
Result<JournalInfo> Journals::open(std::string_view name) {
  Known* one = nullptr;
  {
    const Lock lock(mutex_);
    one = find(name);
    if (one == nullptr) return no_journal(name);
    if (one->journal) return JournalInfo{one->row, one->journal};
  }
  open_one(*one);
  const Lock lock(mutex_);
  if (!one->journal) return Error{Code::unavailable, fmt::format("journal \"{}\": {}", one->row.name, one->problem)};
  return JournalInfo{one->row, one->journal};
}

void Journals::open_all() {
  for (Known* one : all()) open_one(*one);
}

Result<std::string> Journals::verifier_key(std::string_view name) {
  PARLEY_TRY([[maybe_unused]] const JournalInfo info, open(name));
  const Lock lock(mutex_);
  const Known* one = find(name);
  if (!one->own()) return one->row.source;
  return journal::VerifierKey::make(one->row.origin, journal::SignatureType::ed25519, *one->public_key).to_string();
}

std::vector<Journals::Signing> Journals::signing() const {
  const Lock lock(mutex_);
  std::vector<Signing> out;
  for (const auto& one : known_)
    if (one->journal && one->key && one->own())
      out.push_back({one->row.id, one->row.name, one->row.origin, one->journal});
  return out;
}

// --- closed

// What is under way in other threads has a pointer of its own; refuse() makes it fail there, too.
void Journals::close(std::string_view id, const Error& why) {
  std::shared_ptr<journal::Journal> closed;  // ends outside of the lock
  {
    const Lock lock(mutex_);
    Known* one = find(id);
    if (one == nullptr || !one->journal) return;
    one->journal->refuse(why);
    one->problem = why.message + std::string(kRecover);
    one->for_want_of_space = false;
    node_.health().set("journal/" + one->row.id,
                       {Trouble::journal_closed, fmt::format("journal \"{}\": {}", one->row.name, one->problem)});
    closed = std::move(one->journal);
  }
  // Pages that were cached for clients would otherwise go on being served.
  if (const Status renewed = node_.access().renew(); !renewed.ok())
    log(LogLevel::warning, "answers from before a journal was closed may be given for a while",
        {{"why", renewed.error().message}});
}

// The order: nobody may use the journal while it is written to by fetch(), so the reason that it is being
// recovered is set under the lock and `opening` is held throughout. Whatever comes of that, it is opened again
// the ordinary way, which asks the witnesses.
Status Journals::recover(std::string_view name, const std::function<Status(journal::Journal&)>& fetch) {
  Known* one = nullptr;
  store::CollectionRow row;
  {
    const Lock lock(mutex_);
    one = find(name);
    if (one == nullptr || !one->own())
      return Error{Code::not_found,
                   fmt::format("this party has no journal \"{}\"; parley journal list shows them", name)};
    row = one->row;
  }
  open_one(*one);
  const Lock opening(one->opening);  // nobody opens it meanwhile
  {
    const Lock lock(mutex_);
    if (one->journal)
      return Error{Code::conflict,
                   fmt::format("journal \"{}\" is in use: nothing is known to be missing in it", row.name)};
    one->problem = "it is being recovered";
  }
  const Status fetched = folders_.refill(row, fetch);
  auto opened = folders_.open(row);
  {
    const Lock lock(mutex_);
    one->problem.clear();
    take(*one, std::move(opened));
    if (!one->journal && fetched.ok()) return Error{Code::conflict, one->problem};
  }
  PARLEY_TRY_STATUS(node_.access().renew());
  return fetched;
}

void Journals::reopen_starved() {
  for (Known* one : all()) {
    {
      const Lock lock(mutex_);
      if (one->journal || !one->for_want_of_space) continue;
      one->problem.clear();
    }
    open_one(*one);
  }
}

// --- as others see them

std::optional<taxii::Collection> Journals::seen_by(const Known& one, const taxii::Principal& principal) const {
  return as_seen(node_, one.row, one.journal, principal);
}

// Opened one by one without the lock; nobody's list waits for a journal that somebody else is opening under
// another root.
std::vector<taxii::Collection> Journals::collections(std::string_view root, const taxii::Principal& principal) {
  std::vector<Known*> under;
  {
    const Lock lock(mutex_);
    if (const auto at = by_root_.find(root); at != by_root_.end()) under = at->second;
  }
  std::vector<taxii::Collection> out;
  for (Known* one : under) {
    open_one(*one);
    const Lock lock(mutex_);
    if (auto seen = seen_by(*one, principal)) out.push_back(std::move(*seen));
  }
  return out;
}

std::optional<taxii::Collection> Journals::collection(std::string_view root, std::string_view id,
                                                      const taxii::Principal& principal) {
  Known* one = nullptr;
  {
    const Lock lock(mutex_);
    one = find(id);
    // A name is for people: over TAXII it is no address.
    if (one == nullptr || one->row.root != root || (one->row.id != id && one->row.alias != id)) return std::nullopt;
    if (one->journal) return seen_by(*one, principal);
  }
  open_one(*one);
  const Lock lock(mutex_);
  return seen_by(*one, principal);
}

std::set<std::string, std::less<>> Journals::roots_seen_by(const taxii::Principal& principal) {
  open_all();
  const Lock lock(mutex_);
  std::set<std::string, std::less<>> out;
  for (const auto& [root, under] : by_root_)
    if (std::any_of(under.begin(), under.end(),
                    [&](const Known* one) PARLEY_REQUIRES(mutex_) { return seen_by(*one, principal).has_value(); }))
      out.insert(root);
  return out;
}

}  // namespace parley::node
