// Purging is the one thing here that cannot be taken back, so everything that is not known keeps what it
// could be about: a journal that cannot be read, an entry whose receipt is not here, a name that points to
// it. A list is made first, its hash is what a person agrees to, and the purge makes the list again and
// compares.
//
// The order of all that changes something: the record in node.db first, then what it says. A crash in between
// leaves a record of something that was not done, which people can see, and never something gone without a
// word.
#include "node/retention.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/bytes.h"
#include "base/hash.h"
#include "json/json.h"
#include "node/audit.h"
#include "node/group_states.h"
#include "node/journals.h"
#include "node/log.h"
#include "node/membership.h"
#include "node/node.h"
#include "node/own_heads.h"
#include "node/own_journal.h"
#include "node/people.h"
#include "node/receipts.h"
#include "release/references.h"
#include "stix/parley.h"

namespace parley::node {
namespace {

// An order is looked at once an hour, as terms count in days; while a list was cut at its bound, once a
// minute.
constexpr std::int64_t kSecond = 1'000'000, kHour = 3600 * kSecond, kMinute = 60 * kSecond;

journal::VersionFilter all_versions() { return {.last = false, .first = false, .all = true, .exact = {}}; }

// Every id that an object names, in references and in texts.
std::vector<std::string> named_by(std::string_view text) {
  json::Parser parser;
  std::vector<std::string> out;
  const auto root = parser.parse(text);
  if (!root.ok()) return out;
  for (release::Mention& one : release::mentions(*root)) out.push_back(std::move(one.id));
  return out;
}

// Every entry of a journal that the query matches, until `visit` says false.
Status for_each_entry(const journal::Journal& journal, const journal::Query& query,
                      const std::function<bool(const journal::Entry&)>& visit) {
  for (journal::Seq from = 0;;) {
    PARLEY_TRY(const journal::Page page, journal.read(query, from, {}));
    for (const journal::Entry& entry : page.entries)
      if (!visit(entry)) return {};
    if (!page.more) return {};
    from = page.next;
  }
}

// In the journals of a group, and in this party's own outside of groups: what is held there may name more.
// An error is put into `problem` and not returned, because Keeping goes on asking; the caller looks at it in
// the end.
group::Keeping::Names names_in(const GroupView& group, std::vector<std::shared_ptr<journal::Journal>> own,
                               Status& problem) {
  for (const MemberView& member : group.members)
    if (member.journal) own.push_back(member.journal);
  return [journals = std::move(own), &problem](const std::vector<std::string>& ids) {
    std::vector<std::pair<std::string, std::string>> out;
    journal::Query query;
    query.ids = ids;
    query.versions = all_versions();
    for (const auto& journal : journals) {
      const Status read = for_each_entry(*journal, query, [&](const journal::Entry& entry) {
        for (std::string& id : named_by(entry.text)) out.emplace_back(std::string(entry.id), std::move(id));
        return true;
      });
      if (!read.ok()) problem = read;
    }
    return out;
  };
}

}  // namespace

Result<std::unique_ptr<Retention>> Retention::open(Node& node) {
  PARLEY_TRY(auto db, store::RetentionDb::open(node.dir() / "node.db"));
  return std::unique_ptr<Retention>(new Retention(node, std::move(db)));
}

// Over what would go, entry by entry: what is kept may change without anybody having to look again.
std::string Retention::List::digest() const {
  std::string text = charter + "\n";
  for (const Item& one : due) text += fmt::format("{} {} {} {}\n", one.journal, one.entry, one.id, one.version);
  return to_hex(sha256(text));
}

// Of the own journal when it was said; of another's when this node cosigned it, on this node's clock.
group::Had Retention::had(const GroupView& group) const {
  return [received_at = node_.receipts().received_at(group), members = group.members,
          own = node_.config().party.identity](std::string_view author, journal::Seq seq) -> std::optional<Micros> {
    if (author != own) return received_at(author, seq, own);
    for (const MemberView& member : members)
      if (member.own && member.journal) return member.journal->date_added(seq);
    return std::nullopt;
  };
}

Status Retention::keep_held(const GroupView& group, group::Keeping& keeping) {
  PARLEY_TRY(const auto holds, db_->holds());
  for (const store::HoldRow& one : holds) {
    if (one.released || (one.charter != "*" && one.charter != group.charter.terms.id)) continue;
    const group::Kept why{group::KeptFor::hold, one.reason};
    if (one.what == "*")
      keeping.keep_all(why);
    else
      keeping.keep(one.what, why);
  }
  return {};
}

// What cannot be read may name anything: then it is not known what must stay, and nothing falls due.
Status Retention::all_can_be_read(const GroupView& group) const {
  const auto unread = [](const std::string& name, std::string_view why) {
    return Error{
        Code::unavailable,
        fmt::format("journal \"{}\" cannot be read, and what it names must stay, so nothing falls due until it "
                    "can: {}",
                    name, why)};
  };
  for (const MemberView& member : group.members)
    if (!member.journal) return unread(group.alias + ", " + member.name, "it is not open");
  for (const auto& row : node_.journals().rows()) {
    if (!row.source.empty() || row.root != node_.config().taxii.root) continue;
    if (const auto info = node_.journals().open(row.id); !info.ok()) return unread(row.name, info.error().message);
  }
  return {};
}

// Cases, questions, statements, evidence and the like, wherever this party has put them outside of groups.
Status Retention::keep_deliberation(group::Keeping& keeping) {
  journal::Query query;
  query.types = {"grouping"};
  for (const auto table : {stix::account_objects(), stix::assessment_objects()})
    for (const stix::ObjectType* type : table) query.types.emplace_back(type->name);
  for (const ObjectGraph::Source& source : node_.own_journal().sources()) {
    if (!source.is_home) continue;
    PARLEY_TRY_STATUS(for_each_entry(*source.journal, query, [&](const journal::Entry& entry) {
      const group::Kept why{group::KeptFor::deliberation, std::string(entry.id)};
      keeping.keep(why.by, why);
      for (const std::string& id : named_by(entry.text)) keeping.keep(id, why);
      return true;
    }));
  }
  return {};
}

// Entries of one journal come in their order and have been here no earlier than the one before, so the first
// that is not due ends the look.
Status Retention::add_due(const GroupView& group, const MemberView& member, const group::Keeping& keeping,
                          const group::Had& had, List& out) {
  const auto* signature = group::find_signature(group.charter, member.identity_id);
  if (!member.journal || signature == nullptr) return {};
  PARLEY_TRY(const auto info, node_.journals().open(signature->collection));
  // A reason for the whole journal comes last: one for the entry itself tells people more.
  std::optional<group::Kept> whole;
  if (!member.problem.empty()) whole = group::Kept{group::KeptFor::stopped, {}};
  if (member.own && group.left) whole = group::Kept{group::KeptFor::left, {}};
  journal::Query query;
  query.spec_versions = {"2.0", "2.1"};
  query.versions = all_versions();
  return for_each_entry(*member.journal, query, [&](const journal::Entry& entry) {
    const auto since = had(member.identity_id, entry.seq);
    if (!since) return false;  // later entries came no earlier
    const Micros due{since->value + out.retention.count() * kSecond};
    if (due > out.at) return false;
    Item item{.journal = info.row.id,
              .journal_name = info.row.name,
              .entry = entry.seq,
              .id = std::string(entry.id),
              .type = std::string(entry.type),
              .version = std::string(entry.version),
              .due = due};
    auto why = keeping.why({.author = member.identity_id, .id = item.id, .seq = entry.seq}, entry.type);
    if (!why) why = whole;
    if (!why && out.due.size() == kMostAtOnce) {
      out.more = true;
      return false;
    }
    if (!why) {
      out.due.push_back(std::move(item));
    } else {
      ++out.kept_for[why->why];
      if (out.kept.size() < kMostAtOnce) out.kept.push_back({std::move(item), std::move(*why)});
    }
    return true;
  });
}

Result<Retention::List> Retention::list(const GroupView& group, Micros at) {
  List out{.charter = group.charter.terms.id,
           .alias = group.alias,
           .retention = group.charter.terms.retention,
           .at = at,
           .due = {},
           .kept = {},
           .kept_for = {}};
  if (out.retention.count() == 0) return out;
  PARLEY_TRY_STATUS(all_can_be_read(group));
  const group::Had had = this->had(group);
  group::Keeping keeping;
  PARLEY_TRY_STATUS(keep_held(group, keeping));
  PARLEY_TRY(const auto view, node_.group_states().at(group, at));
  keeping.keep_state(*view, had, {at.value - out.retention.count() * kSecond});
  PARLEY_TRY_STATUS(keep_deliberation(keeping));
  std::vector<std::shared_ptr<journal::Journal>> own;
  for (const ObjectGraph::Source& source : node_.own_journal().sources())
    if (source.is_home) own.push_back(source.journal);
  // What is named could not be read: then it is not known what must stay, and nothing may go.
  Status problem;
  keeping.follow(names_in(group, std::move(own), problem));
  PARLEY_TRY_STATUS(problem);
  for (const MemberView& member : group.members) PARLEY_TRY_STATUS(add_due(group, member, keeping, had, out));
  return out;
}

Status Retention::erase(const Item& item) {
  PARLEY_TRY(const auto info, node_.journals().open(item.journal));
  // A purge is an entry as well: an old copy of the folder must not sign it beside what others have.
  PARLEY_TRY_STATUS(node_.own_heads().before_append(info.row));
  PARLEY_TRY(const Timestamp version, Timestamp::parse(item.version));
  const auto erased = info.journal->erase(item.id, {.last = false, .first = false, .all = false, .exact = {version}});
  // Somebody has erased it in between.
  if (!erased.ok() && erased.error().code != Code::not_found) return erased.error();
  return {};
}

// The record names every entry before the first goes. One that cannot be erased keeps the others from
// nothing, and the record is finished with the number that went.
Result<Retention::Purged> Retention::purge_list(const By& by, std::string_view act, const List& list) {
  std::vector<std::pair<std::string, std::uint64_t>> entries;
  for (const Item& one : list.due) entries.emplace_back(one.journal, one.entry);
  Purged out;
  PARLEY_TRY(out.record, db_->add_record({.charter = list.charter,
                                          .act = std::string(act),
                                          .by = by.person,
                                          .known = by.known,
                                          .what = list.digest(),
                                          .objects = list.due.size(),
                                          .at = list.at},
                                         entries));
  for (const Item& one : list.due) {
    const Status erased = erase(one);
    if (erased.ok())
      ++out.objects;
    else if (out.problem.empty())
      out.problem = one.journal_name + ": " + erased.error().message;
  }
  PARLEY_TRY_STATUS(db_->finish(out.record, out.objects));
  return out;
}

Result<Retention::Purged> Retention::purge(const By& by, const GroupView& group, Micros at, const std::string& shown) {
  const Lock lock(purging_);
  PARLEY_TRY(const List now, list(group, at));
  if (now.digest() != shown)
    return Error{Code::conflict,
                 "something else falls due by now than what was shown; look at it again with: parley retention list"};
  if (now.due.empty()) return Error{Code::not_found, "nothing falls due in \"" + group.alias + "\""};
  return purge_list(by, "purge", now);
}

// The record first: a hold without its record would not say who gave it, and a record without its hold is only a word
// too many.
Result<store::HoldRow> Retention::hold(const By& by, const std::string& charter, const std::string& what,
                                       const std::string& reason) {
  const Lock lock(purging_);
  store::HoldRow row{
      .charter = charter, .what = what, .reason = reason, .by = by.person, .known = by.known, .at = node_.time()};
  PARLEY_TRY([[maybe_unused]] const auto recorded, db_->add_record({.charter = charter,
                                                                    .act = "hold",
                                                                    .by = by.person,
                                                                    .known = by.known,
                                                                    .what = what,
                                                                    .purged = 0,
                                                                    .at = row.at}));
  PARLEY_TRY(row.number, db_->add_hold(row));
  return row;
}

Status Retention::release(const By& by, std::uint64_t number) {
  const Lock lock(purging_);
  PARLEY_TRY(auto holds, db_->holds());
  const auto at = std::find_if(holds.begin(), holds.end(),
                               [&](const store::HoldRow& one) { return one.number == number && !one.released; });
  if (at == holds.end()) return Error{Code::not_found, fmt::format("there is no hold {} any more", number)};
  at->released_by = by.person, at->released_known = by.known, at->released = node_.time();
  PARLEY_TRY([[maybe_unused]] const auto recorded, db_->add_record({.charter = at->charter,
                                                                    .act = "release",
                                                                    .by = by.person,
                                                                    .known = by.known,
                                                                    .what = at->what,
                                                                    .purged = 0,
                                                                    .at = *at->released}));
  return db_->release_hold(*at);
}

// The next look is now: whoever gives an order wants to see that it works.
Status Retention::order(const By& by, const std::string& charter) {
  const Micros at = node_.time();
  PARLEY_TRY(
      [[maybe_unused]] const auto recorded,
      db_->add_record(
          {.charter = charter, .act = "order", .by = by.person, .known = by.known, .what = {}, .purged = 0, .at = at}));
  PARLEY_TRY_STATUS(db_->put_order({.charter = charter, .by = by.person, .known = by.known, .at = at}));
  const Lock lock(mutex_);
  next_ = {};
  return {};
}

Status Retention::end_order(const By& by, const std::string& charter) {
  PARLEY_TRY(const auto orders, db_->orders());
  if (std::none_of(orders.begin(), orders.end(), [&](const auto& one) { return one.charter == charter; }))
    return Error{Code::not_found, "there is no standing order for this group"};
  PARLEY_TRY([[maybe_unused]] const auto recorded, db_->add_record({.charter = charter,
                                                                    .act = "end order",
                                                                    .by = by.person,
                                                                    .known = by.known,
                                                                    .what = {},
                                                                    .purged = 0,
                                                                    .at = node_.time()}));
  return db_->remove_order(charter);
}

std::string Retention::rests_because(const store::RetentionOrderRow& order) const {
  const Status may = node_.people().may(order.by, Act::erase, order.charter);
  return may.ok() ? std::string() : may.error().message;
}

Result<bool> Retention::carry_out(const store::RetentionOrderRow& order, const GroupView& group, Micros at) {
  const Lock lock(purging_);
  PARLEY_TRY(const List due, list(group, at));
  if (due.due.empty()) return false;
  Deed deed{.act = Act::erase, .what = "retention purge by order", .place = order.charter, .asked_by = order.by};
  for (const Item& item : due.due) deed.about.push_back(item.id);
  PARLEY_TRY(Recorded act, node_.audit().begin_by_itself(deed));
  PARLEY_TRY(const Purged purged, act.ended(purge_list({order.by, order.known}, "purge by order", due)));
  log(purged.problem.empty() ? LogLevel::info : LogLevel::warning, "what fell due was purged by standing order",
      {{"group", group.alias}, {"objects", std::to_string(purged.objects)}, {"why not all", purged.problem}});
  return due.more && purged.problem.empty();
}

// Who gave the order must still be allowed to: the right is asked for at each round, as for an act of his own. A group
// in which it cannot be done keeps no other from it.
Status Retention::carry_out(Micros at) {
  PARLEY_TRY(const auto orders, db_->orders());
  bool more = false;
  Status out;
  for (const store::RetentionOrderRow& order : orders) {
    if (!rests_because(order).empty()) continue;
    for (const GroupView& group : node_.membership().groups()) {
      if (group.charter.terms.id != order.charter) continue;
      const auto done = carry_out(order, group, at);
      if (!done.ok())
        out = Status{done.error()}.in(group.alias);
      else
        more = more || *done;
    }
  }
  const Lock lock(mutex_);
  next_ = {at.value + (more ? kMinute : kHour)};
  return out;
}

// The time of the next look is set before this one begins, so that a failure does not repeat it every few
// seconds.
void Retention::carry_out_in_turn() {
  const Micros at = node_.time();
  {
    const Lock lock(mutex_);
    if (at < next_) return;
    next_ = {at.value + kHour};
  }
  if (const Status done = carry_out(at); !done.ok())
    log(LogLevel::warning, "standing orders to purge could not be carried out", {{"why", done.error().message}});
}

}  // namespace parley::node
