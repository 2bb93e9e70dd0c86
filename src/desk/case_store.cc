// What is to be written is compared with what the stored case would be written as, and not with what is stored: a
// stored object can have more than a case can say (judgements, another tool's properties), and that is no difference.
// Where something was changed, it is changed member by member, and what the case does not speak of stays as it stands.
#include "desk/case_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <span>

#include "json/canonical.h"
#include "json/members.h"
#include "json/text_member.h"
#include "json/with_member.h"
#include "json/writer.h"
#include "node/group_parts.h"
#include "node/journal_locks.h"
#include "node/own_identity.h"
#include "node/own_journal.h"
#include "stix/object.h"

namespace parley::desk {
namespace {

// As many objects are in a page as ids are asked for, and of each the newest version, so one page answers them.
constexpr std::size_t kIdsAtOnce = 5000;

// The members of an object, each in canonical form.
// So two spellings of one value are no change.
Result<std::map<std::string, std::string>> members_of(const std::string& text) {
  std::map<std::string, std::string> out;
  json::Parser parser;
  PARLEY_TRY(const auto element, parser.parse(text));
  json::Object object;
  if (element.get(object) != simdjson::SUCCESS) return Error{Code::corrupt, "it is no object"};
  for (const auto& [name, value] : object) PARLEY_TRY_STATUS(json::append_canonical(out[std::string(name)], value));
  return out;
}

// `there` with what changed from `before` to `now`.
Result<std::string> changed_object(const std::string& there, const std::string& before, const std::string& now) {
  PARLEY_TRY(auto members, members_of(there));
  PARLEY_TRY(const auto from, members_of(before));
  PARLEY_TRY(const auto to, members_of(now));
  for (const auto& [name, value] : from)
    if (!to.contains(name)) members.erase(name);
  for (const auto& [name, value] : to) {
    const auto was = from.find(name);
    if (was == from.end() || was->second != value) members[name] = value;
  }
  json::Writer out;
  out.open('{');
  for (const auto& [name, value] : members) out.raw(name, value);
  return out.str();
}

// `there`, which was written from `from`, as it would now be from `to`, with the times that it has; nothing when it
// would say the same. Whatever there was before the case was entered keeps its times.
Result<std::optional<std::string>> text_now(const std::string& there, const std::string& from, const std::string& to) {
  PARLEY_TRY(const std::string text, changed_object(there, from, to));
  PARLEY_TRY(const std::string old, json::canonical(there));
  const std::string created = json::text_member(there, "created"), modified = json::text_member(there, "modified");
  const std::string timed =
      json::with_member(json::with_member(text, "modified", "\"" + modified + "\""), "created", "\"" + created + "\"");
  PARLEY_TRY(const std::string now, json::canonical(timed));
  if (now == old) return std::optional<std::string>();
  return std::optional(timed);
}

}  // namespace

// What cannot be read is not revoked: it is then told where it is used.
bool is_revoked(std::string_view text) {
  json::Parser parser;
  const auto element = parser.parse(text);
  if (!element.ok()) return false;
  const auto header = stix::read_header(*element);
  return header.ok() && header->revoked;
}

// All that a grouping names.
Result<std::vector<std::string>> refs_of(std::string_view grouping) {
  json::Parser parser;
  PARLEY_TRY(const auto element, parser.parse(grouping));
  std::vector<std::string> out;
  if (json::Object object; element.get(object) == simdjson::SUCCESS)
    json::for_each_in<std::string_view>(object, "object_refs", [&](std::string_view id) { out.emplace_back(id); });
  return out;
}

Result<std::map<std::string, std::string>> newest_of(const journal::Journal& journal,
                                                     const std::vector<std::string>& ids) {
  std::map<std::string, std::string> out;
  for (std::size_t from = 0; from < ids.size(); from += kIdsAtOnce) {
    const auto begin = ids.begin() + static_cast<std::ptrdiff_t>(from);
    journal::Query query;
    query.ids.assign(begin, begin + static_cast<std::ptrdiff_t>(std::min(kIdsAtOnce, ids.size() - from)));
    for (journal::Seq at = 0;;) {
      PARLEY_TRY(const auto page, journal.read(query, at, {.objects = kIdsAtOnce}));
      for (const auto& entry : page.entries) out[std::string(entry.id)] = entry.text;
      if (!page.more) break;
      at = page.next;
    }
  }
  return out;
}

Result<std::vector<std::string>> with_chapters(const journal::Journal& journal, const std::string& slug,
                                               const std::vector<std::string>& refs,
                                               std::map<std::string, std::string>& texts) {
  std::vector<std::string> groupings, out;
  std::copy_if(refs.begin(), refs.end(), std::back_inserter(groupings),
               [](const std::string& one) { return one.starts_with("grouping--"); });
  PARLEY_TRY(auto found, newest_of(journal, groupings));
  for (const std::string& ref : refs) {
    const auto there = found.find(ref);
    auto chapter = there == found.end() ? std::nullopt : accounts::chapter_in(there->second, slug);
    if (chapter)
      std::move(chapter->statements.begin(), chapter->statements.end(), std::back_inserter(out));
    else
      out.push_back(ref);
  }
  texts.merge(found);
  return out;
}

// One lock for each journal and not for each case: it is also that of readings and of whatever else is read and written
// back there.
Mutex& CaseStore::changing(node::Node& node, const node::JournalInfo& in) {
  return node.journal_locks().of(in.journal->origin());
}

// A case of which there is no grouping yet is empty, and everything in it is then new.
Result<CaseStore> CaseStore::open(node::Node& node, const node::JournalInfo& in, const std::string& slug,
                                  const std::string& grouping) {
  CaseStore out(node, in);
  out.slug_ = slug;
  out.grouping_ = grouping;
  if (grouping.empty()) return out;
  PARLEY_TRY(auto whole, newest_of(*in.journal, {grouping}));
  const std::string text = whole[grouping];
  PARLEY_TRY(const auto refs, refs_of(text).in(grouping));
  std::map<std::string, std::string> groupings;
  PARLEY_TRY(const auto ids, with_chapters(*in.journal, slug, refs, groupings));
  PARLEY_TRY(out.texts_, newest_of(*in.journal, ids));
  out.texts_.merge(groupings);
  PARLEY_TRY(out.stored_, accounts::read_stored(text, out.texts_, slug));
  out.texts_[grouping] = text;
  return out;
}

Status CaseStore::is_ours() const {
  const auto whole = texts_.find(grouping_);
  const std::string by = whole == texts_.end() ? std::string() : json::text_member(whole->second, "created_by_ref");
  if (by.empty() || by == node_.config().party.identity) return {};
  return Error{
      Code::forbidden,
      fmt::format("the case \"{}\" was entered by another party, {}: only that party changes it; make a case of "
                  "your own of the same documents",
                  slug_, by)};
}

// Milliseconds, as in the standard, and behind the version that there is: two changes can follow each other faster.
std::string CaseStore::time_after(std::string_view modified) const {
  std::int64_t millis = node_.time().value / 1000;
  if (Timestamp last; Timestamp::parse(modified, last)) millis = std::max(millis, last.micros().value / 1000 + 1);
  return to_string(Micros{millis * 1000}).substr(0, 23) + "Z";
}

// One object that is not good STIX does not keep the others out: it is told as a fault, as the faults of what was
// entered are.
void CaseStore::take(const std::string& id, std::string text, std::size_t& counted, Difference& out) const {
  auto admitted = node::OwnJournal::admit_one(text);
  if (!admitted.ok()) {
    out.faults.push_back({.line = 0, .where = id, .what = "it is not taken: " + admitted.error().message});
    return;
  }
  if (out.in_batches)
    out.texts.push_back(std::move(text));
  else
    out.objects_to_append.push_back(std::move(*admitted));
  out.ids.push_back(id);
  ++counted;
}

Status CaseStore::withdraw(const std::string& id, Difference& out) const {
  const auto there = texts_.find(id);
  // Texts have no versions and cannot be revoked, and another case may be of the same document. What is revoked already
  // stays so.
  if (there == texts_.end() || id.starts_with("artifact--") || is_revoked(there->second)) return {};
  const std::string time = time_after(json::text_member(there->second, "modified"));
  const std::string text = json::with_member(there->second, "revoked", "true");
  take(id, json::with_member(text, "modified", "\"" + time + "\""), out.withdrawn, out);
  return {};
}

// Whatever the case has names for, the grouping among it.
Result<CaseStore::Difference> CaseStore::withdrawal() const {
  Difference out;
  out.grouping = grouping_;
  for (const auto& [name, id] : stored_.ids) PARLEY_TRY_STATUS(withdraw(id, out));
  return out;
}

// As the stored case would be written now, which is what the new one is compared with; without chapters where it has
// none, so that a case from before is seen to get them.
std::map<std::string, std::string> CaseStore::as_stored(accounts::CaseMaking making) const {
  std::map<std::string, std::string> out;
  if (grouping_.empty()) return out;
  making.may_begin_chapters = false;
  for (auto& object : objects_of(stored_.of, stored_.texts, making)) out[object.id] = std::move(object.body);
  return out;
}

// What was entered once and withdrawn is found by its identifier, and then another is made, until one is free.
Result<CaseStore::Difference> CaseStore::difference(const accounts::WorkedCase& to,
                                                    const accounts::CaseTexts& texts) const {
  PARLEY_TRY_STATUS(is_ours());
  if (last_) return one_more(to, texts);
  accounts::CaseMaking making{
      .slug = slug_, .created_by = node_.config().party.identity, .ids = stored_.ids, .chapters = stored_.chapters};
  std::map<std::string, std::string> there = texts_;
  std::vector<accounts::CaseObject> objects;
  for (bool again = true; again;) {
    again = false;
    objects = objects_of(to, texts, making);
    std::vector<std::string> unknown;
    for (const auto& object : objects)
      if (!there.contains(object.id)) unknown.push_back(object.id);
    PARLEY_TRY(auto found, newest_of(*in_.journal, unknown));
    there.merge(found);
    for (const auto& object : objects) {
      const auto at = there.find(object.id);
      if (at == there.end() || !object.timed || !is_revoked(at->second)) continue;
      making.withdrawn.insert(object.id);
      std::erase_if(making.ids, [&](const auto& one) { return one.second == object.id; });
      again = true;
    }
  }
  const auto before = as_stored(making);

  Difference out;
  out.grouping = objects.back().id;
  out.objects = objects.size();
  out.in_batches = grouping_.empty();
  std::set<std::string, std::less<>> kept;
  for (auto& object : objects) {
    // Only what is withdrawn is looked up there.
    if (!stored_.ids.empty()) kept.insert(object.id);
    const auto at = there.find(object.id);
    if (at == there.end()) {
      const std::string time = time_after({});
      take(object.id, object.with_times(time, time), out.fresh, out);
      // A large case would else be in memory once more.
      std::string().swap(object.body);
      continue;
    }
    // An object without times of its own (an artifact with a document) has an id made of its content: the same id is
    // the same content, so there is nothing to compare.
    if (!object.timed) continue;
    const auto was = before.find(object.id);
    if (was != before.end() && was->second == object.body) continue;
    // It stands in the journal, but the case did not name it: as it would be written it is then compared.
    const std::string& from = was == before.end() ? at->second : was->second;
    PARLEY_TRY(auto text, text_now(at->second, from, object.body).in(object.id));
    if (text) take_version(object.id, std::move(*text), out);
  }
  for (const auto& [name, id] : stored_.ids)
    if (!kept.contains(id)) PARLEY_TRY_STATUS(withdraw(id, out));
  return out;
}

// One act and one batch for all that differs, so that a case is never half changed. Of a new case nothing is seen
// before its grouping is there, which is the last: it is appended some objects at a time, so that it is in memory only
// once.
Status CaseStore::append(const node::Acting& acting, std::string_view what, const Difference& difference,
                         node::Effect effect) const {
  PARLEY_TRY(node::Recorded act, node::begin_act(node_, acting,
                                                 {.act = node::Act::draft,
                                                  .what = std::string(what),
                                                  .place = in_.row.id,
                                                  .about = difference.ids,
                                                  .effect = effect}));
  const auto append = [&](std::span<const journal::NewObject> objects) -> Status {
    if (objects.empty()) return {};
    PARLEY_TRY([[maybe_unused]] const auto outcomes, node::append_as_party(*in_.journal, node_.config(), objects));
    return {};
  };
  const auto append_in_batches = [&]() -> Status {
    constexpr std::size_t kObjectsAtOnce = 2000;
    const std::span<const std::string> all = difference.texts;
    for (std::size_t from = 0; from < all.size(); from += kObjectsAtOnce) {
      PARLEY_TRY(const auto objects,
                 node::OwnJournal::admit(all.subspan(from, std::min(kObjectsAtOnce, all.size() - from))));
      PARLEY_TRY_STATUS(append(objects));
    }
    return {};
  };
  return act.ended(difference.in_batches ? append_in_batches() : append(difference.objects_to_append));
}

}  // namespace parley::desk
