// Appending, with one fsync for as many callers as wait (group commit).
//
// Every caller first prepares what does not depend on the order: it checks its objects, draws the
// salts, computes the commitments and the hashes of the ids. Then it queues. Whoever finds no
// leader becomes the leader, takes everything that waits, gives the entries their numbers and
// dates, and has the store write and sync them as one batch. While the leader waits for the disk,
// the next callers gather; so the more callers there are, the more of them share one fsync, and a
// single caller never waits for company.
//
// What an object is to the journal (new, there already, in conflict) is decided by the leader
// alone, because it depends on all that came before, the objects of the same batch among it. The
// writer's mutex is not held while anything is read or written: being the leader is the lock.
//
// Not done here: the Merkle log and the signed head. They follow behind (keeper.cc) and are no part
// of what append() acknowledges.
#include "journal/writer.h"

#include <algorithm>

#include <fmt/format.h>

#include "journal/page.h"

namespace parley::journal {
namespace {

// A larger group would make its first callers wait for the bytes of the last ones, and the memory
// of a batch is held until it is written.
constexpr std::size_t kGroupBytes = 16u << 20;  // of object text that one sync covers; a larger envelope goes alone
constexpr std::size_t kMaxObjectBytes = 1u << 30;
constexpr std::size_t kPrefetch = 8;  // objects ahead
// A batch keeps its memory for the next one, except after an unusually large envelope, whose memory
// would otherwise be held for as long as the journal is open.
constexpr std::size_t kKeptBatchBytes = 64u << 20;

// Text that stands in a line as it is: no quotation mark, no backslash, nothing below a space.
bool is_plain(std::string_view text) {
  return std::none_of(text.begin(), text.end(),
                      [](char c) { return c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20; });
}

// Written without an early end, so that the compiler can check many bytes at once: every object's
// text passes through here.
bool is_one_line(std::string_view text) {
  bool clean = true;
  for (const char c : text) clean &= static_cast<unsigned char>(c) >= 0x20;
  return clean;
}

// What the format of a segment line takes for granted about an object (docs/formats/journal.md).
// Intake makes only objects that pass; the check is repeated because a line that broke the format
// would make the journal unreadable behind it, whoever had made the object. The id needs 39 bytes
// at least: two hyphens, a UUID of 36 characters, and a type of one.
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

// An object without `modified` and `created` has its date added as its version (TAXII 2.1 section
// 3.4.1).
Outcome outcome_of(Added added, Seq seq, Micros date, std::string_view version) {
  return {added, seq, date, version.empty() ? to_string(date) : std::string(version)};
}

}  // namespace

// The dates go on from the last entry that is stored, whatever the clock says now.
Writer::Writer(store::EntryStore& store, std::function<Micros()> clock, std::function<void()> committed)
    : store_(store), clock_(std::move(clock)), committed_(std::move(committed)) {
  if (store_.size() > 0) last_added_ = {store_.record(store_.size() - 1).added};
}

// Runs in the thread of the caller, before it queues: with several callers this is what goes on in
// parallel, and hashing is most of the cost of an object.
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

// Work that must see the journal at rest (an erasure, a mirror's entries, a rebuild) queues like an
// append and is led alone, so that it needs no lock of its own.
Status Writer::exclusively(const std::function<Status()>& work) {
  Call call;
  call.work = work;
  return run(call);
}

// Waits until `call` is done, leading whenever nobody else does. The leader may find that its group
// does not contain its own call, when an exclusive one stands before it; it then simply goes round
// again.
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
    // A group ends before exclusive work, and before the call that would make it too large; its
    // first call is taken whatever its size.
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
    // All become done at once under the mutex: a caller that saw its call done could return, and
    // the call lives on that caller's stack. All are woken, because one of those that still wait
    // must become the next leader.
    leading_ = false;
    for (Call* one : group) one->done = true;
    done_.notify_all();
  }
  return std::move(call.status);
}

// `committed_` is called also after a failure: waking the keeper needlessly costs nothing.
void Writer::lead(const std::vector<Call*>& group) {
  if (group.front()->work)
    group.front()->status = group.front()->work();
  else
    append_group(group);
  committed_();
}

// A call that is refused before anything of it is staged leaves the others of its group alone; a
// batch that cannot be written fails for all of them. The dates that it had used are then free
// again, since none of its entries exists.
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
  // `rest` counts down to 0 within one call: recovery takes an envelope only when its last line is
  // there, and that is what makes append() all or nothing across a crash.
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

// Which objects of the call are to be stored, and what becomes of the others. An object counts as
// earlier whether it is on disk or further up in this batch, so that the same object twice in one
// envelope is one entry.
Status Writer::decide(Call& call, std::vector<Chosen>& chosen) {
  call.outcomes.reserve(call.objects.size());
  chosen.reserve(call.objects.size());
  for (std::size_t i = 0; i < call.objects.size(); ++i) {
    // The index is a table larger than the processor's caches: asking for the slot early hides the
    // wait for memory behind the work on the objects before it.
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
    // The kind stands in the leaf, where an outside witness can see it although the object is
    // hidden.
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

// What the objects staged before this one say of it. Another id with the same hash is only noted:
// the record has to say so, because from then on the line must be read to tell the two apart.
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

// The same of what is stored. The index knows hashes only; the line of the newest version says
// whose they are.
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

// Whether this version is stored already. The list runs from the newest version to older ones, so
// with a version to look for it can stop at the first older one; the record has microseconds only,
// and the exact spelling decides among equals. Content is compared by its commitment: the stored
// object need not be parsed, and it is equal in the sense of RFC 8785, not byte by byte. An object
// without a version is compared with every stored one (docs/decisions/0001).
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

// One purge entry names at most kMaxPurged entries; more take several lines of one envelope, so
// that a crash leaves all of them or none. Only once they are durable does the store overwrite the
// content (EntryStore::commit_purges).
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
    // The purge may be stored although overwriting failed; then its date is used up, and giving it
    // out again would make the dates of the journal stand still.
    if (store_.size() == 0 || store_.record(store_.size() - 1).added <= last_before.value) last_added_ = last_before;
    return committed;
  }
  erased = targets.size();
  return {};
}

}  // namespace parley::journal
