#include "journal/writer.h"

#include <algorithm>

#include <fmt/format.h>

#include "journal/page.h"

namespace parley::journal {
namespace {

constexpr std::size_t kGroupBytes = 16u << 20;  // of object text that one sync covers; a larger envelope goes alone
constexpr std::size_t kMaxObjectBytes = 1u << 30;
constexpr std::size_t kPrefetch = 8;  // objects ahead
constexpr std::size_t kKeptBatchBytes = 64u << 20;

// Text that stands in a line as it is: no quotation mark, no backslash, nothing below a space.
bool is_plain(std::string_view text) {
  return std::none_of(text.begin(), text.end(),
                      [](char c) { return c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20; });
}

bool is_one_line(std::string_view text) {
  bool clean = true;
  for (const char c : text) clean &= static_cast<unsigned char>(c) >= 0x20;
  return clean;
}

Status check(const NewObject& object) {
  const auto refused = [&](std::string_view why) {
    return Error{Code::invalid_input, fmt::format("{}: {}", is_plain(object.id) ? object.id : "an object", why)};
  };
  if (object.id.size() < 39 || object.id.size() > 1024 || !is_plain(object.id) ||
      object.id.substr(object.id.size() - 38, 2) != "--")
    return refused("the id is not TYPE--UUID");
  if (!is_plain(object.version) || object.version.size() > 1024) return refused("the version is no timestamp");
  if (object.spec_version != "2.1" && object.spec_version != "2.0")
    return refused("spec_version is neither 2.0 nor 2.1");
  if (!object.text.starts_with('{') || !object.text.ends_with('}') || !is_one_line(object.text))
    return refused("the text is not one line of compact JSON");
  if (object.text.size() > kMaxObjectBytes) return Error{Code::too_large, object.id + ": more than 1 GiB"};
  return {};
}

Outcome outcome_of(Added added, Seq seq, Micros date, std::string_view version) {
  return {added, seq, date, version.empty() ? to_string(date) : std::string(version)};
}

}  // namespace

Writer::Writer(store::EntryStore& store, std::function<Micros()> clock, std::function<void()> committed)
    : store_(store), clock_(std::move(clock)), committed_(std::move(committed)) {
  if (store_.size() > 0) last_added_ = {store_.record(store_.size() - 1).added};
}

Result<std::vector<Writer::Prepared>> Writer::prepare(const store::EntryStore& store,
                                                      std::span<const NewObject> objects) {
  std::vector<Prepared> prepared(objects.size());
  std::vector<std::uint8_t> random(objects.size() *
                                   sizeof(Salt));  // drawn at once: a call each costs more than the hash
  random_bytes(random);
  for (std::size_t i = 0; i < objects.size(); ++i) {
    PARLEY_TRY_STATUS(check(objects[i]));
    std::copy_n(random.begin() + static_cast<std::ptrdiff_t>(i * sizeof(Salt)), sizeof(Salt), prepared[i].salt.begin());
    prepared[i].commit = commitment(prepared[i].salt, objects[i].canonical);
    prepared[i].id_hash = store.id_hash(objects[i].id);
  }
  return prepared;
}

Result<std::vector<Outcome>> Writer::append(std::span<const NewObject> objects) {
  Call call;
  call.objects = objects;
  PARLEY_TRY(call.prepared, prepare(store_, objects));
  for (const NewObject& object : objects) call.bytes += object.text.size();
  PARLEY_TRY_STATUS(run(call));
  return std::move(call.outcomes);
}

Result<std::size_t> Writer::erase(std::string_view id, const VersionFilter& versions) {
  std::size_t erased = 0;
  PARLEY_TRY_STATUS(exclusively([&] { return erase_now(id, versions, erased); }));
  return erased;
}

Status Writer::exclusively(const std::function<Status()>& work) {
  Call call;
  call.work = work;
  return run(call);
}

Status Writer::run(Call& call) {
  Lock lock(mutex_);
  waiting_.push_back(&call);
  while (!call.done) {
    if (leading_) {
      done_.wait(lock);
      continue;
    }
    std::vector<Call*> group;
    std::size_t bytes = 0;
    do {
      group.push_back(waiting_.front());
      bytes += waiting_.front()->bytes;
      waiting_.pop_front();
    } while (!group.back()->work && !waiting_.empty() && !waiting_.front()->work &&
             bytes + waiting_.front()->bytes <= kGroupBytes);
    leading_ = true;
    lock.unlock();
    lead(group);
    lock.lock();
    leading_ = false;
    for (Call* one : group) one->done = true;
    done_.notify_all();
  }
  return std::move(call.status);
}

void Writer::lead(const std::vector<Call*>& group) {
  if (group.front()->work)
    group.front()->status = group.front()->work();
  else
    append_group(group);
  committed_();
}

void Writer::append_group(const std::vector<Call*>& group) {
  const Micros last_before = last_added_;
  batch_.clear();
  for (Call* call : group) call->status = stage(*call);
  const auto committed = store_.commit(batch_);
  if (!committed.ok()) {
    last_added_ = last_before;
    for (Call* call : group)
      if (call->status.ok()) call->status = committed.error();
  }
  pending_.shrink(0);
  if (batch_.lines.capacity() > kKeptBatchBytes) batch_ = {};
}

// First all objects of the call are judged, then written, because a line says how many follow it.
Status Writer::stage(Call& call) {
  std::vector<Chosen> chosen;
  const std::size_t pending_before = pending_.size();
  if (auto decided = decide(call, chosen); !decided.ok()) {
    pending_.shrink(pending_before);
    return decided;
  }
  // All of the call or nothing of it: a part of an envelope must not be written with the rest of the batch.
  const store::Batch::Mark before = batch_.mark();
  const auto taken_back = [&](Status failed) {
    batch_.back_to(before);
    pending_.shrink(pending_before);
    return failed;
  };
  std::uint64_t rest = chosen.size();
  for (const Chosen& one : chosen) {
    const auto leaf = make_leaf(one.kind, one.prepared->commit, one.added);
    const NewObject& object = *one.object;
    const store::NewLine line{.rest = --rest,
                              .leaf = leaf,
                              .id = object.id,
                              .version = object.version,
                              .spec_version = object.spec_version,
                              .salt = one.prepared->salt,
                              .object = object.text,
                              .purge = {}};
    if (auto staged =
            store_.stage(batch_, line, one.prepared->id_hash, one.hash_shared, one.added, object.version_time);
        !staged.ok())
      return taken_back(std::move(staged));
  }
  return {};
}

Status Writer::decide(Call& call, std::vector<Chosen>& chosen) {
  call.outcomes.reserve(call.objects.size());
  chosen.reserve(call.objects.size());
  for (std::size_t i = 0; i < call.objects.size(); ++i) {
    if (i + kPrefetch < call.objects.size()) store_.index().prefetch(call.prepared[i + kPrefetch].id_hash);
    const NewObject& object = call.objects[i];
    const Prepared& prepared = call.prepared[i];
    Known known = in_batch(object, prepared.id_hash);
    if (!known.outcome) {
      PARLEY_TRY(Known stored, in_store(object, prepared.id_hash));
      known.outcome = std::move(stored.outcome);
      known.has_versions |= stored.has_versions;
      known.hash_shared |= stored.hash_shared;
    }
    if (known.outcome) {
      call.outcomes.push_back(std::move(*known.outcome));
      continue;
    }
    const LeafKind kind = object.revoked       ? LeafKind::revocation
                          : known.has_versions ? LeafKind::revision
                                               : LeafKind::assertion;
    const Micros added = next_date();
    const Seq seq = store_.size() + pending_.size();
    pending_.add(object, seq, added, prepared.id_hash);
    chosen.push_back({&object, &prepared, kind, known.hash_shared, added});
    call.outcomes.push_back(outcome_of(Added::stored, seq, added, object.version));
  }
  return {};
}

// Strictly increasing even when the clock stands or goes back.
Micros Writer::next_date() {
  last_added_ = std::max(Micros{last_added_.value + 1}, clock_());
  return last_added_;
}

Writer::Known Writer::in_batch(const NewObject& object, std::uint64_t id_hash) const {
  Known known;
  pending_.each(id_hash, [&](const PendingObjects::Item& item) {
    const NewObject& other = *item.object;
    if (other.id != object.id) {
      known.hash_shared = true;
      return;
    }
    known.has_versions = true;
    const bool same_content = other.canonical == object.canonical;
    // Two objects without a version are two versions when they differ; with one, that is a conflict.
    const bool same =
        object.version.empty() ? same_content : !other.version.empty() && other.version_time == object.version_time;
    if (same && !known.outcome)
      known.outcome =
          outcome_of(same_content ? Added::already_there : Added::conflict, item.seq, item.added, other.version);
  });
  return known;
}

Result<Writer::Known> Writer::in_store(const NewObject& object, std::uint64_t id_hash) const {
  Known known;
  std::vector<store::EntryNumber> heads;
  store_.index().heads(id_hash, heads);  // without its mutex: the leader is the only one who changes it
  for (const Seq head : heads) {
    PARLEY_TRY(const store::StoredLine stored, store_.read_line(head));
    if (stored.line.id != object.id) {
      known.hash_shared = true;
      continue;
    }
    known.has_versions = true;
    PARLEY_TRY(known.outcome, same_version(object, head));
  }
  return known;
}

Result<std::optional<Outcome>> Writer::same_version(const NewObject& object, Seq head) const {
  const Micros wanted = object.version_time.micros();
  for (auto at = static_cast<std::uint32_t>(head); at != store::VersionIndex::kNone; at = store_.index().older(at)) {
    if (!object.version.empty()) {
      const std::int64_t version = store_.record(at).version;
      if (version < wanted.value) break;
      if (version > wanted.value || store_.exact_version(at) != object.version_time) continue;
    }
    PARLEY_TRY(const store::StoredLine stored, store_.read_line(at));
    const auto leaf = parse_leaf(stored.line.leaf);
    const auto salt = hash_from_base64(stored.line.salt);
    if (!leaf.ok() || !salt) return store_.damaged(at, {Code::corrupt, "the entry or its salt is not what it must be"});
    const bool same_content = commitment(*salt, object.canonical) == leaf->commit;
    if (same_content || !object.version.empty())
      return std::optional(outcome_of(same_content ? Added::already_there : Added::conflict, at,
                                      {store_.record(at).added}, stored.line.version));
  }
  return std::optional<Outcome>();
}

Result<std::vector<Seq>> Writer::select(std::string_view id, const VersionFilter& versions) const {
  PARLEY_TRY(const auto lookup, store_.find({&id, 1}));
  std::vector<Seq> targets;
  for (const auto& version : lookup.versions.front())
    if (selects(versions, store_, version.entry, version.flags)) targets.push_back(version.entry);
  if (targets.empty()) return Error{Code::not_found, fmt::format("there is no such version of {}", id)};
  std::sort(targets.begin(), targets.end());
  return targets;
}

Status Writer::erase_now(std::string_view id, const VersionFilter& versions, std::size_t& erased) {
  PARLEY_TRY(const std::vector<Seq> targets, select(id, versions));
  batch_.clear();
  const Micros last_before = last_added_;
  for (std::size_t start = 0; start < targets.size(); start += kMaxPurged) {
    const std::size_t count = std::min(kMaxPurged, targets.size() - start);
    const auto part = std::span<const Seq>(targets).subspan(start, count);
    const Micros added = next_date();
    const auto leaf = make_leaf(LeafKind::purge, Hash{}, added, part);
    const store::NewLine line{.rest = (targets.size() - start - count + kMaxPurged - 1) / kMaxPurged,
                              .leaf = leaf,
                              .id = {},
                              .version = {},
                              .spec_version = {},
                              .salt = {},
                              .object = {},
                              .purge = {part.begin(), part.end()}};
    PARLEY_TRY_STATUS(store_.stage(batch_, line, 0, false, added, {}));
  }
  if (auto committed = store_.commit_purges(batch_); !committed.ok()) {
    if (store_.size() == 0 || store_.record(store_.size() - 1).added <= last_before.value) last_added_ = last_before;
    return committed;
  }
  erased = targets.size();
  return {};
}

}  // namespace parley::journal
